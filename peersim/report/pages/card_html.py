"""The decision card as HTML."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from peersim.report.pages.document import Card, CardFigure, Flip


def card_html(card: Card, words: Callable[[str], str]) -> str:
    """Write the decision card.

    Parameters
    ----------
    card : Card
        Card.
    words : callable
        Writes marked text as HTML.

    Returns
    -------
    str
        HTML; on paper it fits one page.
    """
    parts = [
        f'<p class="question"><span class="label">The decision</span> {words(card.question)}</p>',
        f'<p class="answer"><span class="label">Recommended</span> {words(card.answer)}</p>',
        "<h3>What it costs</h3>",
        _tiles([card.asked, *card.parents], words, first="asked"),
        "<h3>What it is worth</h3>",
        _tiles(card.worth, words),
        _flips(card.flips, words),
        f'<div class="pair"><div><h3>Not counted</h3>{_list(card.uncounted, words)}</div>',
        f'<div><h3>Evidence</h3><p><strong class="grade">Grade {words(card.grade)}</strong> {words(card.grade_why)}'
        "</p></div></div>",
        f'<p class="small">{words(card.small)}</p>' if card.small else "",
    ]
    return '<div class="card">\n' + "\n".join(part for part in parts if part) + "\n</div>"


def _tiles(figures: Sequence[CardFigure], words: Callable[[str], str], first: str = "") -> str:
    done = []
    for number, figure in enumerate(figures):
        kind = f' class="{first}"' if first and number == 0 else ""
        detail = f' <span class="detail">{words(figure.detail)}</span>' if figure.detail else ""
        done.append(
            f'<li{kind}><span class="label">{words(figure.label)}</span> '
            f'<strong class="value">{words(figure.value)}</strong>{detail}</li>'
        )
    return '<ul class="tiles">' + "\n".join(done) + "</ul>"


def _list(items: Sequence[str], words: Callable[[str], str]) -> str:
    return "<ul>" + "".join(f"<li>{words(item)}</li>" for item in items) + "</ul>"


def _flips(flips: Sequence[Flip], words: Callable[[str], str]) -> str:
    if not flips:
        return "<h3>What could turn it</h3>\n<p>No single input turns the decision within its range.</p>"
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("Input", "Now", "Turns at", "Then best"))
    rows = "\n".join(
        f'<tr><th scope="row">{words(flip.input)}</th>'
        + "".join(f"<td>{words(text)}</td>" for text in (flip.now, flip.turns, flip.then))
        + "</tr>"
        for flip in flips
    )
    return (
        '<h3 id="turns">What could turn it</h3>\n<div class="scroll" role="region" aria-labelledby="turns" '
        f'tabindex="0"><table class="flips"><caption class="unseen">Inputs that could turn the decision</caption>\n'
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody></table></div>"
    )

"""The picture of targets: each published band against what the model gives, hits and misses told by shape and words.

Units differ, so every row has a scale of its own: the band that decides is as wide in every row, and stands in the
same place. The rule for a hit can therefore be seen: the dot in the pale strip, the bar over the dark one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from matplotlib.patches import Rectangle

from peersim.analysis.paired import CONFIDENCE
from peersim.analysis.validation import HIT, UNDEFINED, Band, Score, Scores
from peersim.report.style import (
    DARK_BLUE,
    DARK_PINK,
    INK,
    MARGIN,
    POINT_SIZE,
    QUIET,
    RULE,
    SMALL_SIZE,
    Drawn,
    Sheet,
    height_of,
    printable,
    styled,
    wrapped,
)
from peersim.report.words import SHARE_UNITS, UNTOLD, figures, plural
from peersim.version import __version__

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LEFT, PANEL, COLUMN, RESULT = 3.6, 2.9, 1.65, 1.5
"""Widths: words of a target, its scale, each of the two columns of numbers, the result [inches]."""

GAP = 0.16
"""Between columns [inches]."""

PAD = 0.06
"""What the layout keeps free around the axes [inches]."""

SPAN = 2.6
"""How far a scale reaches to each side of the band's middle [widths of the band]."""

ROW, HEADING = 0.12, 0.14
"""Room around the words of a row, and of a heading [inches]."""

_INNER, _PALE = 0.5, 1.0  # half the band, and half the band widened by half its width on each side
_STRIP, _PALE_STRIP = "#B9CBDB", "#E6EDF3"


class Line(NamedTuple):
    """A row of the picture, or a heading.

    Attributes
    ----------
    words : str
        Broken into lines.
    height : float
        Height [inches].
    score : Score or None
        None for a heading.
    """

    words: str
    height: float
    score: Score | None


def number(value: float, unit: str) -> str:
    """Write a figure without the name of its unit: shares in per cent, others with three figures that count."""
    if math.isnan(value):
        return UNTOLD
    if math.isinf(value):
        return "not reached"
    if unit in SHARE_UNITS:
        return f"{100 * value:.1f}%"
    return figures(value)


def ends(low: float, high: float, unit: str) -> str:
    """Write the two ends of a band or interval, with the per cent sign once."""
    return f"{number(low, unit).removesuffix('%')} to {number(high, unit)}"


def published_words(score: Score) -> str:
    """Write the published figure and its band, and the band that is accepted where it is wider."""
    target, unit = score.target, score.unit
    told = f"{number(target.value, unit)} ({ends(target.low, target.high, unit)})"
    return told if target.band == Band(target.low, target.high) else f"{told}; accepted {ends(*target.band, unit)}"


def simulated_words(score: Score) -> str:
    """Write what the model gives: median and predictive interval."""
    if score.result == UNDEFINED:
        return UNTOLD
    return f"{number(score.median, score.unit)} ({ends(score.low, score.high, score.unit)})"


def result_words(score: Score) -> str:
    """Say hit or miss, and on which side."""
    if score.result == HIT:
        return "hit"
    if score.result == UNDEFINED:
        return "miss: undefined"
    band = score.target.band
    middle = (band.low + band.high) / 2
    return "miss: too low" if score.median < middle else "miss: too high"


def target_words(score: Score) -> str:
    """Name a target: id, what it is, and its unit where it is no share."""
    return f"{score.target.id}: {score.target.label}{unit_words(score)}"


def unit_words(score: Score) -> str:
    """Write the unit in brackets behind a space; nothing for shares, whose figures carry their sign."""
    return "" if score.unit in SHARE_UNITS else f" [{score.unit}]"


def draw_targets(scores: Scores, *, source: str = "") -> Drawn:
    """Draw every target's band against what the model gives.

    Parameters
    ----------
    scores : Scores
        What came of the targets.
    source : str
        Where the draws came from: ``posterior`` or ``prior``.

    Returns
    -------
    Drawn
        One row a target, under the pattern it belongs to.
    """
    with styled():
        lines = list(_lines(scores))
        width = LEFT + PANEL + 2 * COLUMN + RESULT + 4 * GAP
        height = sum(line.height for line in lines) + _HEAD
        sheet = Sheet(width + 2 * MARGIN + 2 * PAD, height + 2 * PAD, _title(scores), _UNDER, _footer(scores, source))
        axes = sheet.figure.add_subplot()
        axes.set_axis_off()
        axes.set_xlim(0, width)
        axes.set_ylim(height, 0)
        _heads(axes)
        y = _HEAD
        for line in lines:
            if line.score is None:
                axes.text(0, y + line.height - HEADING / 2, line.words, weight="bold", va="bottom", linespacing=1.2)
            else:
                _draw_row(axes, line, y)
            y += line.height
        return sheet.finish(_table(scores), _alt(scores))


def save_targets(scores: Scores, path_stem: Path | str, *, source: str = "") -> list[Path]:
    """Write the picture as PNG and SVG, and its words as plain text.

    Parameters
    ----------
    scores : Scores
        What came of the targets.
    path_stem : Path or str
        Where, without an ending.
    source : str
        Where the draws came from.

    Returns
    -------
    list of Path
        Files written.
    """
    from peersim.report.saving import png_bytes, svg_text

    drawn, stem = draw_targets(scores, source=source), Path(path_stem)
    png, svg, words = (stem.parent / f"{stem.name}{ending}" for ending in (".png", ".svg", ".txt"))
    png.write_bytes(png_bytes(drawn))
    svg.write_text(svg_text(drawn), encoding="utf-8", newline="\n")
    words.write_text(drawn.alt + "\n", encoding="utf-8", newline="\n")
    return [png, svg, words]


_HEAD = 0.62
"""Height of the heads of the columns [inches]."""

_PANEL_AT = LEFT + GAP
_PUBLISHED_AT = _PANEL_AT + PANEL + GAP
_MODEL_AT = _PUBLISHED_AT + COLUMN + GAP
_RESULT_AT = _MODEL_AT + COLUMN + GAP

_UNDER = (
    "Each row has a scale of its own: the dark strip is the band, the pale strip the band widened by half its width "
    f"on each side. Hit: the median (mark) is in the pale strip, and the {100 * CONFIDENCE:.0f}% predictive interval "
    "(bar) reaches the dark one. Filled dot: hit; cross: miss; arrow: off the scale."
)


def _lines(scores: Scores) -> Iterator[Line]:
    """Rows and headings; targets of one pattern stand together, in the order in which patterns are first named."""
    for pattern, members in scores.by_pattern.items():
        if pattern:
            words = wrapped(printable(pattern, "pattern"), LEFT + PANEL + COLUMN, bold=True)
            yield Line(words, height_of(words, POINT_SIZE) + 2 * HEADING, None)
        for score in members:
            words = wrapped(printable(target_words(score), score.target.id), LEFT - GAP)
            told = max((words, *_cells(score)), key=lambda text: text.count("\n"))
            yield Line(words, max(0.3, height_of(told, POINT_SIZE) + ROW), score)


def _cells(score: Score) -> tuple[str, str, str]:
    said = f"{result_words(score)} ({score.target.use})"
    return (
        wrapped(published_words(score), COLUMN),
        wrapped(simulated_words(score), COLUMN),
        wrapped(said, RESULT),
    )


def _heads(axes: Axes) -> None:
    """Heads of the columns."""
    heads = ((0.0, "target"), (_PUBLISHED_AT, "published\n(band)"), (_MODEL_AT, "model: median\n(interval)"),
             (_RESULT_AT, "result\n(used for)"))  # fmt: skip
    for x, words in heads:
        axes.text(x, _HEAD - 0.1, words, color=QUIET, va="bottom", linespacing=1.2)
    for x, words, side in ((-SPAN, "← model lower", "left"), (SPAN, "model higher →", "right")):
        axes.text(_x(x), _HEAD - 0.1, words, color=QUIET, size=SMALL_SIZE, va="bottom", ha=side)
    axes.text(_x(0), _HEAD - 0.1, "band", color=QUIET, size=SMALL_SIZE, va="bottom", ha="center")
    axes.plot([0, _RESULT_AT + RESULT], [_HEAD - 0.04] * 2, color=RULE, linewidth=0.8)


def _draw_row(axes: Axes, line: Line, y: float) -> None:
    score = line.score
    assert score is not None
    centre = y + line.height / 2
    colour = DARK_BLUE if score.hit else DARK_PINK
    axes.text(0, centre, line.words, va="center", linespacing=1.2)
    published, model, result = _cells(score)
    axes.text(_PUBLISHED_AT, centre, published, va="center", linespacing=1.2)
    axes.text(_MODEL_AT, centre, model, va="center", linespacing=1.2)
    axes.text(_RESULT_AT, centre, result, va="center", linespacing=1.2, color=INK if score.hit else DARK_PINK)
    half = 0.13
    for reach, shade in ((_PALE, _PALE_STRIP), (_INNER, _STRIP)):
        axes.add_patch(
            Rectangle((_x(-reach), centre - half), _x(reach) - _x(-reach), 2 * half, color=shade, linewidth=0)
        )
    if score.result == UNDEFINED:
        return
    _draw_interval(axes, score, centre, colour)


def _draw_interval(axes: Axes, score: Score, centre: float, colour: str) -> None:
    low, median, high = (_placed(value, score.target.band) for value in (score.low, score.median, score.high))
    inside = [min(max(end, -SPAN), SPAN) for end in (low, high)]
    axes.plot([_x(end) for end in inside], [centre] * 2, color=colour, linewidth=2.2, zorder=3)
    for end, mark, cut in ((-SPAN, "<", low < -SPAN), (SPAN, ">", high > SPAN)):
        if cut:
            axes.plot(_x(end), centre, mark, color=colour, markersize=6, zorder=4)
    if abs(median) > SPAN:
        return
    shape: dict[str, Any] = {"marker": "o", "markersize": 7} if score.hit else {"marker": "X", "markersize": 8}
    axes.plot(_x(median), centre, color=colour, markeredgecolor="white", markeredgewidth=0.8, zorder=5, **shape)


def _placed(value: float, band: Band) -> float:
    """Where a value is, from the band's middle [widths of the band]."""
    width = band.high - band.low or 0.1 * abs(band.low) or 1.0
    return (value - (band.low + band.high) / 2) / width


def _x(place: float) -> float:
    """Where on the page a place of a scale is [inches]."""
    return _PANEL_AT + PANEL * (place + SPAN) / (2 * SPAN)


def _title(scores: Scores) -> str:
    counts = [f"{hits} of {of} used for {use}" for use, (hits, of) in scores.hits.items()]
    name = printable(scores.targets.title or scores.targets.path.name, "Targets")
    return f"{name}: hits {' and '.join(counts)}"


def _footer(scores: Scores, source: str) -> str:
    draws = f"{plural(scores.draws, 'draw')}{f' from the {source}' if source else ''}"
    return (
        f"n = {draws} × {plural(scores.replications, 'replication')} of each setting. Band: as published, or as "
        f"accepted. Interval: {100 * CONFIDENCE:.0f}% of runs, with the noise of a study of the published size where "
        "that is known. "
        f"peersim {__version__}, seed {scores.seed}. Simulated, not observed."
    )


def _table(scores: Scores) -> Any:
    import pandas as pd

    rows = []
    for score in scores:
        target = score.target
        rows.append(
            {
                "id": target.id, "pattern": target.pattern, "label": target.label, "unit": score.unit,
                "use": target.use, "value": target.value, "band_low": target.band.low, "band_high": target.band.high,
                "median": score.median, "interval_low": score.low, "interval_high": score.high, "result": score.result,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def _alt(scores: Scores) -> str:
    rows = [
        f"{target_words(score)}: published {published_words(score)}; model {simulated_words(score)}; "
        f"{result_words(score)}."
        for score in scores
    ]
    return f"{_title(scores)}. One row a target, its band against the model's median and interval. {' '.join(rows)}"


__all__ = [
    "draw_targets",
    "number",
    "published_words",
    "result_words",
    "save_targets",
    "simulated_words",
    "target_words",
    "unit_words",
]

"""One number of the evidence table, told in full: as a page of docs/evidence, and on the screen."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from functools import cache
from typing import Any

from peersim.evidence.conflicts import Conflict, Finding, conflicts_about
from peersim.evidence.learnt import (
    QUANTILES,
    Learnt,
    in_words,
    learnt,
    posterior_quantiles,
    prior_quantiles,
    sketch,
)
from peersim.evidence.show import WIDTH, card, companions, facts, known_besides, number_in_words, processes_of
from peersim.evidence.table import Parameter, keys_with, parameter, parameters
from peersim.report.resting import Resting, resting_on

OWN_PAGE = ("input", "design")
"""Roles of numbers that have a page of their own."""

GROUPED = {
    "output": ("outputs", "What the model must produce", "Never fed in: what comes out is held against these."),
    "context": ("context", "Known and shown, not used by the rules", "Context for readers and for the economics."),
    "place": (
        "places",
        "What families of a place are assumed to be like",
        "A planner's own file may override any of them; see [places](../places.md).",
    ),
}
"""Roles of numbers that share a page: its name, title and first sentence."""

UNREAD = "Nothing in the model reads it"
"""What is said of a number that no rule reads."""

NOT_CALIBRATED = "Not calibrated: no posterior is shipped, and every draw comes from the prior."


def page_of(row: Parameter) -> str:
    """Name the page of a number, from docs/evidence, with the place on it where it shares one."""
    if row.role in OWN_PAGE:
        return f"{row.key}.md"
    return f"{GROUPED[row.role][0]}.md#{row.key}"


def number_card(key: str) -> str:
    """Tell all that is known of one number, and what rests on it, for the screen.

    Parameters
    ----------
    key : str
        Its key.

    Returns
    -------
    str
        The card of `peersim.evidence.show.card`, with the rules that read the number and what rests on it.

    Raises
    ------
    InputError
        If there is no such key.
    """
    lines = _resting_lines(resting_on(key), link=False) or [UNREAD]
    wrapped = [
        textwrap.fill(line, WIDTH, initial_indent="  - ", subsequent_indent="    ", break_on_hyphens=False)
        for line in lines
    ]
    return "\n".join([card(key), "", "What rests on it", *wrapped])


def number_facts(key: str) -> dict[str, Any]:
    """Give all that is known of one number, and what rests on it, as plain values.

    Parameters
    ----------
    key : str
        Its key.

    Returns
    -------
    dict
        The row of the table; quantiles of prior and posterior; conflicts between sources; what rests on it.

    Raises
    ------
    InputError
        If there is no such key.
    """
    row, found, resting = parameter(key), learnt(key), resting_on(key)
    points = [f"{100 * point:g}%" for point in QUANTILES]
    posterior = None
    if found is not None:
        posterior = {
            "part": found.part,
            "quantiles": dict(zip(points, posterior_quantiles(found), strict=False)),
            "contraction": found.contraction,
            "shift_in_prior_standard_deviations": found.shift,
            "informed": found.informed,
            "moves_most": list(found.targets),
            "in_words": in_words(found),
        }
    return {
        **asdict(row),
        "prior": dict(zip(points, prior_quantiles(row), strict=False)),
        "posterior": posterior,
        "conflicts": [
            {"title": each.title, "says": [one._asdict() for one in each.findings], "done": each.done}
            for each in conflicts_about(key)
        ],
        "rules": [rule.name for rule in resting.rules],
        "levers": list(resting.levers),
        "patterns": [f"P{pattern.number}" for pattern in resting.patterns],
        "claims": [claim.id for claim in resting.claims],
    }


def number_page(key: str) -> str:
    """Write the page of one number.

    Parameters
    ----------
    key : str
        Its key.

    Returns
    -------
    str
        Markdown.
    """
    row = parameter(key)
    parts = [
        f"# {row.label[0].upper()}{row.label[1:]}",
        f"`{row.key}` · [all numbers](../evidence.md)",
        _fact_table(row),
    ]
    parts += ["## Prior and posterior", *_beliefs(row, learnt(key))]
    parts += [part for conflict in conflicts_about(key) for part in _conflict(conflict)]
    lines = _resting_lines(resting_on(key), link=True)
    parts += ["## What rests on it", "\n".join(f"* {line}" for line in lines) or f"{UNREAD}."]
    elsewhere = [f"[{_plainly(each)}](findings.md#{each})" for each in processes_of(row) if each in _processes_found()]
    if elsewhere:
        parts.append(f"What else was found about the same part of the world: {', '.join(elsewhere)}.")
    parts.append(
        f"*Made by docs/make_pages.py; `peersim evidence show {row.key}` prints the same. "
        "[The assumptions that would most repay measuring](worth_measuring.md).*"
    )
    return "\n\n".join(parts) + "\n"


def grouped_page(role: str) -> str:
    """Write the page that all numbers of a role share.

    Parameters
    ----------
    role : str
        One of `GROUPED`.

    Returns
    -------
    str
        Markdown.
    """
    _, title, first = GROUPED[role]
    rows = [_grouped_row(parameter(key)) for key in keys_with(role=role)]
    head = _table(("number", "what", "value", "grade", "where", "source", "caveat"), rows)
    return f"# {title}\n\nMade by docs/make_pages.py. {first} [All numbers](../evidence.md).\n\n{head}\n"


def findings_page() -> str:
    """Write the page of findings that feed no number themselves, by part of the world.

    Returns
    -------
    str
        Markdown.
    """
    parts = [
        "# What else was found",
        "Made by docs/make_pages.py. Findings behind the numbers that feed none of them directly; "
        "[the numbers](../evidence.md) name the parts of the world they belong to.",
    ]
    for process, found in _processes_found().items():
        parts.append(f'## <a id="{process}"></a>{_plainly(process)}')
        parts.append("\n".join(f"* {each.says} — {_sourced(each.source, each.url)}" for each in found))
    return "\n\n".join(parts) + "\n"


@cache
def _processes_found() -> dict[str, tuple[Finding, ...]]:
    return known_besides()


def _plainly(process: str) -> str:
    return process.replace("_", " ")


def number_pages() -> dict[str, str]:
    """Write every page of docs/evidence that tells of numbers.

    Returns
    -------
    dict of str to str
        File name and Markdown.
    """
    pages = {page_of(row): number_page(row.key) for row in parameters().values() if row.role in OWN_PAGE}
    pages |= {f"{name}.md": grouped_page(role) for role, (name, _, _) in GROUPED.items()}
    return pages | {"findings.md": findings_page()}


def _fact_table(row: Parameter) -> str:
    told = [
        (name, text)
        for name, text in facts(row)
        if text and name not in ("source", "address", "distribution", "calibrated")
    ]
    told.insert(-1, ("source", _sourced(row.source, row.url)))
    told += companions(row)
    return _table(("", ""), told)


def _sourced(source: str, url: str) -> str:
    if url.startswith(("https://", "http://")):
        return f"[{source.replace('[', '(').replace(']', ')')}]({url.replace(' ', '%20').replace(')', '%29')})"
    return f"{source} ({url})" if url else source


def _beliefs(row: Parameter, found: Learnt | None) -> Iterable[str]:
    prior = prior_quantiles(row)
    if not prior:
        yield "Held at its value in every draw: it has no prior, and calibration leaves it alone."
        return
    rows = [("prior", *(number_in_words(each, 3) for each in prior))]
    if found is not None and (posterior := posterior_quantiles(found)):
        rows.append(("posterior", *(number_in_words(each, 3) for each in posterior)))
    yield _table(("", *(f"{100 * point:g}%" for point in QUANTILES)), rows, right=True)
    lines = "\n".join(f"{name:<10}{line}" for name, line in sketch(row, found))
    ends = (
        f"{number_in_words(float(row.law.quantile(0.005)), 3)} to {number_in_words(float(row.law.quantile(0.995)), 3)}"
    )
    yield f"```text\n{lines}\n```"
    yield f"From {ends} {row.unit}; the prior is `{row.distribution}`."
    yield f"This number {in_words(found)}" if found is not None else NOT_CALIBRATED


def _conflict(conflict: Conflict) -> Iterable[str]:
    yield f"## Sources part: {conflict.title[0].lower()}{conflict.title[1:]}"
    yield "\n".join(f"* {each.says} — {_sourced(each.source, each.url)}" for each in conflict.findings)
    yield f"**What is done.** {conflict.done}"


def _resting_lines(found: Resting, *, link: bool) -> list[str]:
    """Tell what rests on a number, a line each, with links where asked for."""
    lines = []
    for rule in found.rules:
        phases = f"phase{'s' if len(rule.phases) > 1 else ''} {_listed(rule.phases)}"
        when = phases if rule.phases else "at the start only"
        name = f"[`{rule.name}`](../../peersim/{rule.file})" if link else f"{rule.name} ({rule.file})"
        lines.append(f"rule {name}, {when}: {rule.about}")
    lines += [f"read in [{file}](../../peersim/{file})" if link else f"read in {file}" for file in found.files]
    if found.levers:
        levers = _listed(f"`{lever}`" if link else lever for lever in found.levers)
        lines.append(f"[levers](../scenarios.md#the-levers): {levers}" if link else f"levers: {levers}")
    for pattern in found.patterns:
        name = f"[pattern P{pattern.number}](../patterns.md)" if link else f"pattern P{pattern.number}"
        lines.append(f"{name}: {pattern.says}")
    told = "[claim {0.id}](../claims.md): {0.says}" if link else "claim {0.id}: {0.says}"
    return lines + [told.format(claim) for claim in found.claims]


def _grouped_row(row: Parameter) -> tuple[str, ...]:
    told = dict(facts(row))
    value = told["value"] + (f" ({told['range']})" if told["range"] else "")
    anchor = f'<a id="{row.key}"></a>`{row.key}`'
    return anchor, row.label, value, row.grade, told["setting"], _sourced(row.source, row.url), row.caveat


def _listed(names: Iterable[object]) -> str:
    return ", ".join(str(name) for name in names)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], *, right: bool = False) -> str:
    rule = ["---", *(["---:" if right else "---"] * (len(head) - 1))]
    lines = [head, rule, *([cell.replace("|", "/").replace("\n", " ") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)

"""The answer of a study, on the screen: one row a design, what it changes and how sure one can be."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from peersim.commands.screen import say, say_json, say_table, screen

if TYPE_CHECKING:
    from peersim.analysis.comparison import Comparison, Estimate

_PAGE = 110
"""Width of sentences on the screen [characters]."""

_WIDE_ENOUGH = 120
"""Width of a screen on which the answer is one table; on a narrower one it is two [characters]."""

_FAMILIES = 5
"""Columns of the first of the two: the design and what it does for families."""


class Column(NamedTuple):
    """A column of the answer table.

    Attributes
    ----------
    outcome : str
        Name in the registry.
    head : str
        Head of the column, with the unit.
    write : callable
        Number to text.
    """

    outcome: str
    head: str
    write: Callable[[float], str]


def whole(value: float) -> str:
    """Write a number without decimals; a dash where it cannot be told."""
    return f"{value:,.0f}" if math.isfinite(value) else "–"


def percent(value: float) -> str:
    """Write a share as a percentage; a dash where it cannot be told."""
    return f"{100 * value:.0f}" if math.isfinite(value) else "–"


def signed(value: float) -> str:
    """Write a difference with its sign."""
    return f"{value:+,.0f}".replace("-", "−") if math.isfinite(value) else "–"


COLUMNS = (
    Column("parents_reached", "ever came [families]", whole),
    Column("parents_engaged_26w", "engaged at 26 weeks [families]", whole),
    Column("volunteers_kept_12m", "volunteers kept 12 months [%]", percent),
    Column("cost_a_year", "cost a year [£]", whole),
    Column("cost_per_parent_engaged_26w", "cost per family engaged at 26 weeks [£]", whole),
)
"""Outcomes of the answer table; all the others are in the output folder and in --json."""


def show(answer: Comparison, *, out: Path | None, as_json: bool) -> None:
    """Print a study's answer on standard output.

    Parameters
    ----------
    answer : Comparison
        The study.
    out : Path or None
        Its folder.
    as_json : bool
        Everything as one JSON document, instead of the table and the main lines of the summary.
    """
    if as_json:
        say_json({**answer.to_dict(), "folder": None if out is None else str(out)})
        return
    _table(answer)
    say(textwrap.fill(_caption(answer), _PAGE))
    for line in main_lines(answer):
        say(f"\n{line}")
    if out is not None:
        figures = f"Figures: {out / 'figures'}\n" if (out / "figures").is_dir() else ""
        say(f"\n{figures}One-page summary: {out / 'summary.md'}\nEverything else: {out}")


def _table(answer: Comparison) -> None:
    from peersim.outcomes import outcome
    from peersim.report.summary import main_outcome

    main = outcome(main_outcome(answer))
    heads = ["design", COLUMNS[0].head, COLUMNS[1].head]
    heads += [f"against {answer.reference} (95% interval)", "better in [% of worlds]"]
    heads += [column.head for column in COLUMNS[2:]]
    rows = []
    for scenario in answer.scenarios:
        values = [column.write(answer.value(scenario, column.outcome).value) for column in COLUMNS]
        rows.append([scenario, *values[:2], *_against(answer, scenario, main.name), *values[2:]])
    title = f"Difference against {answer.reference}: {main.label} [{main.unit}]" if len(answer.scenarios) > 1 else ""
    parts = (
        [range(len(heads))]
        if screen().width >= _WIDE_ENOUGH
        else [range(_FAMILIES), (0, *range(_FAMILIES, len(heads)))]
    )
    for part in parts:
        cells = [[row[column] for column in part] for row in rows]
        say_table([heads[column] for column in part], cells, title=title, right=range(1, len(part)))
        title = ""


def _against(answer: Comparison, scenario: str, main: str) -> tuple[str, str]:
    if scenario == answer.reference:
        return "reference", ""
    found = answer.difference(scenario, main)
    return with_interval(found), percent(found.chance_higher)


def with_interval(found: Estimate) -> str:
    """Write a difference with its 95% interval, or say that there is none."""
    if not math.isfinite(found.low):
        return f"{signed(found.value)} (no interval)"
    return f"{signed(found.value)} ({signed(found.low)} to {signed(found.high)})"


def _caption(answer: Comparison) -> str:
    from peersim.report.words import base_of

    missing = f" {answer.missing_runs:,} planned runs are missing." if answer.missing_runs else ""
    return (
        f"Simulated, not observed: {base_of(answer)}; seed {answer.seed}. Every design meets the same families and the "
        f"same luck; the interval is for the mean of the paired difference; a world is one draw.{missing}"
    )


def main_lines(answer: Comparison) -> list[str]:
    """Pick the answer out of the one-page summary.

    Parameters
    ----------
    answer : Comparison
        The study.

    Returns
    -------
    list of str
        The paragraphs of its answer, as plain text.
    """
    page = answer.summary()
    found = page.partition("\n## Answer\n")[2].partition("\n## ")[0]
    return [plain_text(paragraph) for paragraph in found.split("\n\n") if paragraph.strip()]


def plain_text(markdown: str) -> str:
    """Take the marks out of a paragraph of Markdown, and set it to the width of a page."""
    text = re.sub(r"\*\*|(?<!\\)`", "", " ".join(markdown.split()))
    return textwrap.fill(re.sub(r"\\([^\w\s])", r"\1", text), _PAGE)

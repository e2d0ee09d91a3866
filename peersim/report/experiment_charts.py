"""Curves of an experiment: outcomes against a number that its designs differ in."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from peersim.analysis.comparison import Comparison
from peersim.analysis.estimate import Estimate
from peersim.outcomes.registry import outcome as find_outcome
from peersim.report.experiment import Found
from peersim.report.style import (
    BAND,
    COLOURS,
    POINT_SIZE,
    QUIET,
    Drawn,
    Sheet,
    footer_text,
    quiet_axis,
    wrapped,
)
from peersim.report.words import between, with_unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_PANEL_WIDTH, _PANEL_HEIGHT = 3.3, 2.9
_MARKERS = ("o", "s", "^", "D", "v", "P")
_DASHES = ("-", (0, (5, 2)), (0, (2, 1.5)), (0, (6, 2, 1.5, 2)), ":", "-.")


class Line(NamedTuple):
    """One line of a chart of curves.

    Attributes
    ----------
    name : str
        What it is called.
    points : mapping
        Number on the horizontal axis to the scenario that has it.
    plan : str
        Plan of those scenarios; "" for the only one.
    """

    name: str
    points: Mapping[float, str]
    plan: str = ""


def curves(found: Found, title: str, across: str, lines: Sequence[Line], outcomes: Sequence[str]) -> Drawn:
    """Draw outcomes against a number that designs differ in, a panel an outcome.

    Parameters
    ----------
    found : Found
        What was found.
    title : str
        What the picture shows.
    across : str
        Words of the horizontal axis.
    lines : sequence of Line
        Lines, the same in every panel.
    outcomes : sequence of str
        Outcomes.

    Returns
    -------
    Drawn
    """
    import pandas as pd

    columns = min(3, len(outcomes))
    rows = math.ceil(len(outcomes) / columns)
    sheet = Sheet(
        _PANEL_WIDTH * columns + 0.3,
        _PANEL_HEIGHT * rows,
        title,
        "Mean of all runs. Band: 95% interval of the paired difference from the reference, about the reference's mean.",
        footer_text(found.footing(), ""),
    )
    numbers: list[dict[str, Any]] = []
    for number, axes in enumerate(sheet.figure.subplots(rows, columns, squeeze=False).ravel()):
        if number >= len(outcomes):
            axes.set_axis_off()
            continue
        for which, line in enumerate(lines):
            numbers += _draw(axes, found, line, outcomes[number], which)
        _dress(axes, outcomes[number], across)
        if number == 0 and len(lines) > 1:
            axes.legend(loc="best", fontsize=POINT_SIZE - 1)
    told = "; ".join(f"{row['line']} {row['across']:g}: {row['label']} {row['told']}" for row in numbers)
    return sheet.finish(pd.DataFrame(numbers), f"{title}. Against {across}: {told}.")


def _placed(study: Comparison, scenario: str, outcome: str) -> Estimate:
    """Give a design's value with the interval of its paired difference from the reference, which is much narrower."""
    value, difference = study.value(scenario, outcome), study.difference(scenario, outcome)
    return value._replace(low=difference.reference + difference.low, high=difference.reference + difference.high)


def _draw(axes: Axes, found: Found, line: Line, outcome: str, which: int) -> list[dict[str, Any]]:
    """Draw one line in one panel; give its numbers."""
    about = find_outcome(outcome)
    scale = 100.0 if about.unit.startswith("share") else 1.0
    at = sorted(line.points)
    estimates = [_placed(found.of(line.plan), line.points[x], outcome) for x in at]
    colour = COLOURS[which % len(COLOURS)]
    axes.fill_between(
        at, [scale * e.low for e in estimates], [scale * e.high for e in estimates], color=colour, alpha=BAND, lw=0
    )
    axes.plot(
        at,
        [scale * e.value for e in estimates],
        color=colour,
        marker=_MARKERS[which % len(_MARKERS)],
        linestyle=_DASHES[which % len(_DASHES)],
        label=line.name,
    )
    return [
        {
            "line": line.name, "across": x, "scenario": line.points[x], "outcome": outcome, "label": about.label,
            "value": e.value, "low": e.low, "high": e.high,
            "told": f"{with_unit(e.value, about.unit)} ({between(e.low, e.high, about.unit)})",
        }
        for x, e in zip(at, estimates, strict=True)
    ]  # fmt: skip


def _dress(axes: Axes, outcome: str, across: str) -> None:
    about = find_outcome(outcome)
    heading = f"{about.label[0].upper()}{about.label[1:]}"
    unit = "%" if about.unit.startswith("share") else about.unit
    axes.set_title(wrapped(heading, _PANEL_WIDTH - 0.5, POINT_SIZE + 1, bold=True, lines=2))
    axes.set_ylabel(unit, color=QUIET)
    axes.set_xlabel(wrapped(across, _PANEL_WIDTH - 0.6))
    axes.set_ylim(bottom=min(0.0, axes.get_ylim()[0]))
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.10g}")
    quiet_axis(axes, "y")

"""Figures of courses over time: how long families stay engaged, and volunteers and waits week by week."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from peersim.analysis.comparison import Comparison
from peersim.analysis.estimate import Band
from peersim.report.style import (
    BAND,
    DARK_BLUE,
    MARGIN,
    NO_RUN,
    ORANGE,
    POINT_SIZE,
    QUIET,
    Drawn,
    Sheet,
    footer_text,
    grid_shape,
    height_of,
    place_title,
    quiet_axis,
    say_inside,
    scenario_title,
    wrapped,
)
from peersim.report.words import RANGE, count, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH = 10.0
PANEL_HEIGHT = 1.9
MOST_COLUMNS = 4
FEW = 3
"""Points that are marked, since a line would hardly show."""

MILESTONES = (12, 26, 52)
"""Weeks named in the words beside a survival curve [weeks]."""


def survival(comparison: Comparison, who: str = "parents") -> Drawn:
    """How long families stay engaged (or volunteers stay), one panel a design, the reference beside it.

    Parameters
    ----------
    comparison : Comparison
        Designs compared.
    who : str
        "parents" or "volunteers".

    Returns
    -------
    Drawn
        Kaplan–Meier curves with the range over worlds.
    """
    names = comparison.scenarios
    bands = {name: comparison.survival(name, who) for name in names}
    noun, start = (
        ("Families still engaged", "first session") if who == "parents" else ("Volunteers still there", "first role")
    )
    reference = scenario_title(comparison, comparison.reference)
    beside = f" Grey dashes: “{reference}”." if len(names) > 1 else ""
    censored = "completing, ageing out" if who == "parents" else "moving on, being hired"
    sheet, panels = _panels(
        comparison,
        f"{noun} after their {start}",
        f"Per cent still there so many weeks later (Kaplan–Meier; {censored} and the run's end are censored).{beside}",
        _band_words(comparison, f"Line: all runs pooled; band: range over worlds ({RANGE} of draws)."),
    )
    for name, axes in zip(names, panels, strict=False):
        beside_it = bands[comparison.reference] if name != comparison.reference else None
        nobody = "nobody came" if who == "parents" else "no volunteer had a role"
        _survival_panel(axes, bands[name], beside_it, nobody if comparison.has_runs(name) else NO_RUN)
        axes.set_xlim(0, _last_week(bands.values(), comparison.weeks))
        axes.locator_params(axis="x", nbins=5, integer=True)
    _label_edges(panels, len(names), f"weeks since {start}", "per cent")
    words = [_survival_words(scenario_title(comparison, name), bands[name]) for name in names]
    alt = f"{noun} in {place_title(comparison)} by weeks since their {start}, one panel a design. {' '.join(words)}"
    return sheet.finish(_bands_table(comparison, {"share": bands}), alt)


def _survival_panel(axes: Axes, band: Band, reference: Band | None, empty: str) -> None:
    axes.set_ylim(0, 105)
    axes.set_yticks([0, 25, 50, 75, 100])
    quiet_axis(axes, "y")
    if np.isnan(band.mean).all():
        say_inside(axes, empty)
        return
    if reference is not None:
        axes.plot(reference.weeks, 100 * reference.mean, color=QUIET, linestyle=(0, (3, 2)), linewidth=1.3, zorder=3)
    axes.fill_between(band.weeks, 100 * band.low, 100 * band.high, color=DARK_BLUE, alpha=BAND, linewidth=0)
    few = int(np.isfinite(band.mean).sum()) <= FEW
    axes.plot(band.weeks, 100 * band.mean, color=DARK_BLUE, marker="o" if few else None, zorder=4)


def _last_week(bands: Any, weeks: int) -> float:
    told = [int(np.flatnonzero(np.isfinite(band.mean))[-1]) for band in bands if np.isfinite(band.mean).any()]
    return float(max([*told, 1])) if told else float(max(weeks, 1))


def _survival_words(title: str, band: Band) -> str:
    told = [
        f"{plain(float(band.mean[week]), 'share')} at {week} weeks"
        for week in MILESTONES
        if week < len(band.mean) and math.isfinite(band.mean[week])
    ]
    return f"{title}: {', '.join(told) if told else 'cannot be told'}."


def weekly(comparison: Comparison) -> Drawn:
    """Active volunteers and families waiting for one, week by week, one panel a design.

    Parameters
    ----------
    comparison : Comparison
        Designs compared.

    Returns
    -------
    Drawn
        Mean over draws with the range over worlds.
    """
    names = comparison.scenarios
    active = {name: comparison.weekly(name, "volunteers_active") for name in names}
    waiting = {name: comparison.weekly(name, "waiting_match") for name in names}
    sheet, panels = _panels(
        comparison,
        "Volunteers active and families waiting for one, week by week",
        "People. Solid: volunteers supporting families, facilitating or moderating. Dashed: families assessed and "
        "waiting for a volunteer.",
        _band_words(comparison, f"Line: mean over draws; band: range over worlds ({RANGE} of draws)."),
    )
    top = max([1.0, *(float(np.nanmax(b.high, initial=0.0)) for b in (*active.values(), *waiting.values()))])
    for name, axes in zip(names, panels, strict=False):
        _weekly_panel(axes, active[name], waiting[name], top)
    _label_edges(panels, len(names), "week", "people")
    words = [
        f"{scenario_title(comparison, name)}: {_last(active[name])} volunteers active and {_last(waiting[name])} "
        "families waiting in the last week."
        for name in names
    ]
    what = f"Volunteers active and families waiting by week in {place_title(comparison)}, one panel a design."
    alt = f"{what} {' '.join(words)}"
    table = _bands_table(comparison, {"volunteers_active": active, "waiting_match": waiting})
    return sheet.finish(table, alt)


def _weekly_panel(axes: Axes, active: Band, waiting: Band, top: float) -> None:
    few = len(active.weeks) <= FEW
    axes.set_xlim(-0.5 if few else 0, max(1, len(active.weeks) - 1))
    axes.set_ylim(0, top * 1.05)
    quiet_axis(axes, "y")
    axes.locator_params(axis="both", nbins=5, integer=True)
    if not np.isfinite(active.mean).any():
        say_inside(axes, NO_RUN)
        return
    if max(np.nanmax(active.high), np.nanmax(waiting.high)) == 0:
        say_inside(axes, "no volunteers, nobody waiting")
    for band, colour, dashes in ((active, DARK_BLUE, "-"), (waiting, ORANGE, (0, (4, 1.5)))):
        axes.fill_between(band.weeks, band.low, band.high, color=colour, alpha=BAND, linewidth=0)
        axes.plot(band.weeks, band.mean, color=colour, linestyle=dashes, marker="o" if few else None)


def _last(band: Band) -> str:
    return count(float(band.mean[-1])) if len(band.mean) and math.isfinite(band.mean[-1]) else "an unknown number of"


def _band_words(comparison: Comparison, words: str) -> str:
    return words if comparison.draws > 1 else "One draw: no range over worlds."


def _panels(comparison: Comparison, title: str, under: str, intervals: str) -> tuple[Sheet, list[Axes]]:
    """Make a sheet with one titled panel for each scenario."""
    names = comparison.scenarios
    rows, columns = grid_shape(len(names), MOST_COLUMNS)
    inches = (WIDTH - 2 * MARGIN) / columns - 0.5
    titles = [wrapped(scenario_title(comparison, name), inches, POINT_SIZE, bold=True, lines=4) for name in names]
    tallest = max(height_of(words, POINT_SIZE) for words in titles)
    sheet = Sheet(WIDTH, rows * (PANEL_HEIGHT + tallest) + 0.5, title, under, footer_text(comparison, intervals))
    panels = list(np.ravel(sheet.figure.subplots(rows, columns, squeeze=False, sharex=True, sharey=True)))
    for axes, words in zip(panels, titles, strict=False):
        axes.set_title(words, size=POINT_SIZE)
    for axes in panels[len(names) :]:
        axes.set_visible(False)
    return sheet, panels


def _label_edges(panels: Sequence[Axes], used: int, below: str, beside: str) -> None:
    """Axis labels at the left and under the lowest panel of each column only."""
    grid = panels[0].get_subplotspec()
    assert grid is not None
    columns = grid.get_gridspec().ncols
    for number, axes in enumerate(panels[:used]):
        lowest = number + columns >= used
        axes.tick_params(labelbottom=lowest, labelleft=number % columns == 0)
        axes.set_xlabel(below if lowest else "")
        axes.set_ylabel(beside if number % columns == 0 else "")


def _bands_table(comparison: Comparison, measures: dict[str, dict[str, Band]]) -> Any:
    import pandas as pd

    frames = []
    for name in comparison.scenarios:
        columns: dict[str, Any] = {}
        for measure, bands in measures.items():
            band = bands[name]
            columns |= {
                "week": band.weeks,
                measure: band.mean,
                f"{measure}_low": band.low,
                f"{measure}_high": band.high,
            }
        frames.append(pd.DataFrame({"scenario": [name] * len(columns["week"]), **columns}))
    return pd.concat(frames, ignore_index=True)

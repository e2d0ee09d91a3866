"""Figures of parts: absences by cause, cost by line, hours by task, reach by subgroup."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from peersim.agents.stages import ABSENCE_CAUSES, CLASH, ILLNESS
from peersim.analysis.comparison import Comparison
from peersim.analysis.estimate import Estimate
from peersim.foundation.units import WEEKS_PER_YEAR
from peersim.outcomes.registry import outcome as find_outcome
from peersim.outcomes.strata import FACTORS
from peersim.report.style import (
    COLOURS,
    DARK_BLUE,
    INK,
    MARGIN,
    NO_RUN,
    ORANGE,
    POINT_SIZE,
    QUIET,
    RULE,
    SMALL_SIZE,
    Drawn,
    Sheet,
    footer_text,
    grid_shape,
    height_of,
    place_title,
    say_inside,
    scenario_title,
    text_width,
    wrapped,
)
from peersim.report.words import INTERVAL, count, listed, plain, with_unit
from peersim.scenarios.levers import COST_LINES, TASKS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Numbers = npt.NDArray[np.float64]

NOT_AVOIDABLE = (ILLNESS, CLASH)
"""Causes that no design could avoid."""

OWN_COLOUR_LINES = 5
"""Cost lines with a colour of their own; the rest are one."""


def _columns_sheet(
    comparison: Comparison, title: str, under: str, intervals: str, panel_height: float, labels: list[str], most: int
) -> tuple[Sheet, list[Axes]]:
    """Make a sheet with one panel for each scenario side by side, their rows named at the left."""
    names = comparison.scenarios
    rows, columns = grid_shape(len(names), most)
    side = max(text_width(label) for label in labels) + 0.25
    width = max(6.5, min(11.5, side + columns * 2.2))
    inches = (width - 2 * MARGIN - side) / columns - 0.2
    titles = [wrapped(scenario_title(comparison, name), inches, POINT_SIZE, bold=True, lines=5) for name in names]
    tallest = max(height_of(words, POINT_SIZE) for words in titles)
    sheet = Sheet(width, rows * (panel_height + tallest + 0.55), title, under, footer_text(comparison, intervals))
    panels = list(np.ravel(sheet.figure.subplots(rows, columns, squeeze=False)))
    for number, axes in enumerate(panels):
        if number >= len(names):
            axes.set_visible(False)
            continue
        axes.set_title(titles[number], size=POINT_SIZE)
        axes.set_ylim(len(labels) - 0.4, -0.6)
        if number % columns == 0:
            axes.set_yticks(range(len(labels)), labels)
        else:
            axes.set_yticks([])
        axes.tick_params(axis="y", length=0)
        axes.tick_params(axis="x", labelsize=SMALL_SIZE)
    return sheet, panels


def absences(comparison: Comparison) -> Drawn:
    """Absences by largest avoidable cause, one panel a design.

    Parameters
    ----------
    comparison : Comparison
        Designs compared.

    Returns
    -------
    Drawn
        Bars of the share of absences, those no design could avoid in a lighter colour.
    """
    keys = [f"absent_{words.split()[0]}" for words in ABSENCE_CAUSES]
    shares = np.array([[comparison.value(name, key).value for key in keys] for name in comparison.scenarios])
    base = comparison.scenarios.index(comparison.reference)
    order = sorted(range(len(keys)), key=lambda c: (c in NOT_AVOIDABLE, -np.nan_to_num(shares[base, c]), c))
    labels = [ABSENCE_CAUSES[c] + (" *" if c in NOT_AVOIDABLE else "") for c in order]
    sheet, panels = _columns_sheet(
        comparison,
        "Why members stay away from sessions",
        "Per cent of absences by their largest avoidable cause. * Hatched: no design could avoid it.",
        "Bars: ratio of means over all runs.",
        0.24 * len(labels) + 0.3,
        labels,
        6,
    )
    top = max(5.0, 100 * float(np.nanmax(shares, initial=0.0)))
    for name, row, axes in zip(comparison.scenarios, shares, panels, strict=False):
        axes.set_xlim(0, top * 1.3)
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)
        if np.isnan(row).all():
            say_inside(axes, "no absences: no sessions for members" if comparison.has_runs(name) else NO_RUN)
            continue
        own = 100 * row[order]
        fixed = np.array([cause in NOT_AVOIDABLE for cause in order])
        rows = np.arange(len(order))
        axes.barh(rows[~fixed], own[~fixed], height=0.7, color=DARK_BLUE, edgecolor=DARK_BLUE, linewidth=0.8)
        axes.barh(rows[fixed], own[fixed], height=0.7, color="white", edgecolor=DARK_BLUE, hatch="////", linewidth=0.8)
        for y, value in enumerate(own):
            axes.text(value + 0.02 * top, y, f" {value:.0f}%", va="center", size=SMALL_SIZE)
        total = comparison.value(name, "absences").value
        axes.set_xlabel(f"of {count(total)} absences a run", size=SMALL_SIZE)
    return sheet.finish(_absence_table(comparison, keys, shares), _absence_words(comparison, shares))


def _absence_table(comparison: Comparison, keys: list[str], shares: Numbers) -> Any:
    import pandas as pd

    rows = []
    for name, row in zip(comparison.scenarios, shares, strict=True):
        for cause, key in enumerate(keys):
            stated = comparison.value(name, key.replace("absent_", "stated_")).value
            rows.append(
                {"scenario": name, "cause": ABSENCE_CAUSES[cause], "avoidable": cause not in NOT_AVOIDABLE,
                 "share_of_absences": row[cause], "share_stated": stated}
            )  # fmt: skip
    return pd.DataFrame(rows)


def _absence_words(comparison: Comparison, shares: Numbers) -> str:
    parts = []
    for name, row in zip(comparison.scenarios, shares, strict=True):
        avoidable = [c for c in range(len(row)) if c not in NOT_AVOIDABLE and math.isfinite(row[c])]
        if not avoidable:
            parts.append(f"{scenario_title(comparison, name)}: no absences.")
            continue
        largest = max(avoidable, key=lambda c: row[c])
        parts.append(
            f"{scenario_title(comparison, name)}: the largest avoidable cause is {ABSENCE_CAUSES[largest]}, "
            f"{plain(float(row[largest]), 'share')} of absences."
        )
    return f"Bars of absences by largest avoidable cause in {place_title(comparison)}. {' '.join(parts)}"


def costs(comparison: Comparison) -> Drawn:
    """Cost a year by line, stacked, with the money that came in.

    Parameters
    ----------
    comparison : Comparison
        Designs compared.

    Returns
    -------
    Drawn
        One bar a design; a tick where its income a year lies.
    """
    names = comparison.scenarios
    a_year = WEEKS_PER_YEAR / comparison.weeks
    lines = np.array([[comparison.value(n, f"cost_{line}").value * a_year for line in COST_LINES] for n in names])
    lines = np.nan_to_num(lines)
    income = np.nan_to_num(np.array([comparison.value(name, "income").value * a_year for name in names]))
    order = [int(k) for k in np.argsort(-lines.max(axis=0), kind="stable") if lines[:, k].max() > 0]
    shown, rest = order[:OWN_COLOUR_LINES], order[OWN_COLOUR_LINES:]
    parts = [(_line_words(k), lines[:, k]) for k in shown]
    if rest:
        parts.append(("other", lines[:, rest].sum(axis=1)))
    titles = [wrapped(scenario_title(comparison, name), 2.3, lines=3) for name in names]
    heights = [max(0.5, height_of(words, POINT_SIZE) + 0.12) for words in titles]
    other = f" Other: {listed(_line_words(k) for k in rest)}." if rest else ""
    sheet = Sheet(
        10.0,
        sum(heights) + 0.9,
        f"What each design costs a year in {place_title(comparison)}",
        f"£ a year by cost line; the number is what is spent in all. Black tick: money that came in.{other}",
        footer_text(comparison, "Bars: means over all runs."),
    )
    key, axes = sheet.figure.subplots(2, 1, height_ratios=[0.3, sum(heights) + 0.4])
    key.set_axis_off()
    centres = np.cumsum(heights) - np.array(heights) / 2
    handles = _stack(axes, parts, centres)
    axes.set_yticks(centres, titles)
    axes.set_ylim(sum(heights), 0)
    totals = [total if comparison.has_runs(n) else math.nan for n, total in zip(names, lines.sum(axis=1), strict=True)]
    _totals(axes, centres, totals, income)
    if handles:
        key.legend(handles, [words for words, _ in parts], loc="center left", ncols=len(handles), handlelength=1.4,
                   borderaxespad=0, columnspacing=1.4)  # fmt: skip
    table = _cost_table(comparison, lines, income)
    words = [
        f"{scenario_title(comparison, name)}: {with_unit(total, '£ a year')}, income {with_unit(money, '£ a year')}."
        for name, total, money in zip(names, totals, income, strict=True)
    ]
    return sheet.finish(table, f"Stacked bars of cost a year by line in {place_title(comparison)}. {' '.join(words)}")


def _totals(axes: Axes, centres: Numbers, totals: list[float], income: Numbers) -> None:
    """Totals beside the bars, a tick where the income lies, and an axis that holds both."""
    reach = max([1.0, *(total for total in totals if math.isfinite(total)), *income.tolist()])
    for y, total, money in zip(centres, totals, income, strict=True):
        if math.isnan(total):
            axes.text(0.012 * reach, y, NO_RUN, va="center", style="italic", color=QUIET)
            continue
        axes.plot([money, money], [y - 0.2, y + 0.2], color="black", linewidth=2.5, zorder=5)
        axes.text(max(total, money) + 0.012 * reach, y, f"{plain(total, '£')} spent", va="center", weight="bold")
    axes.tick_params(axis="y", length=0)
    axes.set_xlim(0, reach * 1.19)  # room for the words beside the longest bar
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_formatter(lambda v, _: f"£{v:,.0f}")
    axes.locator_params(axis="x", nbins=6)
    if reach <= 1.0:
        axes.set_xticks([0])
    axes.grid(axis="x", color=RULE)


def _line_words(line: int) -> str:
    return COST_LINES[line].replace("_", " ").replace("creche", "crèche")


def _stack(axes: Axes, parts: list[tuple[str, Numbers]], centres: Numbers) -> list[Any]:
    handles = []
    left = np.zeros(len(centres))
    for number, (_, amounts) in enumerate(parts):
        colour = COLOURS[number % len(COLOURS)]
        hatch = ("", "", "///", "", "xxx", "...")[number % 6]
        bars = axes.barh(centres, amounts, left=left, height=0.32, color=colour, edgecolor="white", hatch=hatch,
                         linewidth=0.8, zorder=3)  # fmt: skip
        handles.append(bars)
        left = left + amounts
    return handles


def _cost_table(comparison: Comparison, lines: Numbers, income: Numbers) -> Any:
    import pandas as pd

    frame = pd.DataFrame(lines, columns=pd.Index(COST_LINES))
    frame.insert(0, "scenario", list(comparison.scenarios))
    frame["total_a_year"] = lines.sum(axis=1)
    frame["income_a_year"] = income
    missing = [not comparison.has_runs(name) for name in comparison.scenarios]
    frame.loc[missing, frame.columns[1:]] = np.nan
    return frame


def hours(comparison: Comparison) -> Drawn:
    """Coordinator hours a week asked for and given by task, one panel a design.

    Parameters
    ----------
    comparison : Comparison
        Designs compared.

    Returns
    -------
    Drawn
        Bars of hours given inside frames of hours asked for; tasks nobody asked for are left out.
    """
    names = comparison.scenarios
    asked = _hours(comparison, "asked")
    given = _hours(comparison, "given")
    own = names.index(comparison.reference)
    used = [k for k in range(len(TASKS)) if asked[:, k].max(initial=0.0) > 0]
    order = sorted(used, key=lambda k: (-asked[own, k], k))
    labels = [TASKS[k].replace("_", " ") for k in order] or ["no task"]
    sheet, panels = _columns_sheet(
        comparison,
        "Coordinator hours asked for and given, by task",
        "Hours a week. Frame: newly asked for; bar: given. Tasks that never asked for hours are left out.",
        "Bars: means over all runs.",
        0.26 * len(labels) + 0.3,
        labels,
        6,
    )
    top = max(1.0, float(asked.max(initial=0.0)))
    for name, row_asked, row_given, axes in zip(names, asked, given, panels, strict=False):
        axes.set_xlim(0, top * 1.45)
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)
        total_asked, total_given = row_asked.sum(), row_given.sum()
        if total_asked == 0:
            say_inside(axes, "no hours asked for" if comparison.has_runs(name) else NO_RUN)
            continue
        rows = np.arange(len(order))
        axes.barh(rows, row_asked[order], height=0.72, facecolor="white", edgecolor=DARK_BLUE, linewidth=1.1)
        axes.barh(rows, row_given[order], height=0.42, color=DARK_BLUE)
        for y, task in enumerate(order):
            if row_asked[task] > 0:
                numbers = f" {row_given[task]:.1f} of {row_asked[task]:.1f}"
                axes.text(row_asked[task], y, numbers, va="center", size=SMALL_SIZE - 0.5)
        axes.set_xlabel(f"{total_given:.1f} of {total_asked:.1f} h a week", size=SMALL_SIZE)
    words = [
        f"{scenario_title(comparison, name)}: {a.sum():.1f} hours a week asked for, {g.sum():.1f} given."
        for name, a, g in zip(names, asked, given, strict=True)
    ]
    alt = f"Coordinator hours asked for and given by task in {place_title(comparison)}. {' '.join(words)}"
    return sheet.finish(_hours_table(comparison, asked, given), alt)


def _hours(comparison: Comparison, kind: str) -> Numbers:
    rows = [[comparison.value(n, f"hours_{kind}_{task}").value for task in TASKS] for n in comparison.scenarios]
    return np.asarray(np.nan_to_num(np.array(rows)) / comparison.weeks, dtype=np.float64)


def _hours_table(comparison: Comparison, asked: Numbers, given: Numbers) -> Any:
    import pandas as pd

    frames = []
    for number, name in enumerate(comparison.scenarios):
        known = 1.0 if comparison.has_runs(name) else np.nan
        columns = {"asked_hours_a_week": asked[number] * known, "given_hours_a_week": given[number] * known}
        frames.append(pd.DataFrame({"scenario": [name] * len(TASKS), "task": list(TASKS), **columns}))
    return pd.concat(frames, ignore_index=True)


def reach(comparison: Comparison, outcome: str = "reach") -> Drawn:
    """Show an outcome by subgroup of families, one panel a design: who is reached and who is not.

    Parameters
    ----------
    comparison : Comparison
        Designs compared.
    outcome : str
        A share that is told by subgroup.

    Returns
    -------
    Drawn
        Dots with intervals; a line where everybody lies.
    """
    about = find_outcome(outcome)
    levels = [(factor.name, level) for factor in FACTORS for level in factor.levels]
    sheet, panels = _columns_sheet(
        comparison,
        f"Who is reached in {place_title(comparison)}" if outcome == "reach" else f"{about.label}, by subgroup",
        f"{about.label[0].upper()}{about.label[1:]}, per cent of {about.denominator}. Vertical line: everybody. "
        "A bar that does not touch the line: reached less, or more, than everybody.",
        _gap_interval_words(comparison),
        0.2 * len(levels) + 0.3,
        [level for _, level in levels],
        6,
    )
    estimates = {name: _around_everybody(comparison, name, outcome, levels) for name in comparison.scenarios}
    ends = [100 * v for row in estimates.values() for e in row for v in (e.high, e.scenario) if math.isfinite(v)]
    top = max([1.0, *ends])
    for name, axes in zip(comparison.scenarios, panels, strict=False):
        axes.set_xlim(-0.03 * top, top * 1.08)
        axes.locator_params(axis="x", nbins=4)
        axes.xaxis.set_major_formatter(lambda v, _: f"{v:g}%" if v >= 0 else "")
        axes.grid(axis="x", color=RULE)
        _shade_factors(axes)
        everyone = comparison.value(name, outcome).value
        if not math.isfinite(everyone):
            say_inside(axes, "cannot be told" if comparison.has_runs(name) else NO_RUN)
            continue
        if everyone == 0:
            say_inside(axes, "nobody")
        axes.axvline(100 * everyone, color=INK, linewidth=1)
        _subgroup_dots(axes, estimates[name], levels)
        axes.set_xlabel(f"everybody: {plain(everyone, 'share')}", size=SMALL_SIZE)
    table = _reach_table(comparison, outcome, estimates, levels)
    return sheet.finish(table, _reach_words(comparison, outcome, estimates, levels))


def _gap_interval_words(comparison: Comparison) -> str:
    if comparison.draws < 2:
        return "One draw: no intervals."
    return f"Bar: {INTERVAL} for the mean of the subgroup's difference from everybody, paired within runs."


def _around_everybody(comparison: Comparison, name: str, outcome: str, levels: list[tuple[str, str]]) -> list[Estimate]:
    """Each subgroup's value, with the interval of its difference from everybody placed about everybody's value."""
    about, everybody = find_outcome(outcome), comparison.value(name, outcome).value
    gaps = comparison.gaps_from_everybody(name, outcome, levels)
    return [
        gap._replace(low=max(everybody + gap.low, about.low), high=min(everybody + gap.high, about.high))
        for gap in gaps
    ]


def _subgroup_dots(axes: Axes, estimates: list[Estimate], levels: list[tuple[str, str]]) -> None:
    odd = np.array([[f.name for f in FACTORS].index(group) % 2 for group, _ in levels], dtype=np.bool_)
    value, low, high = (100 * np.array([getattr(e, end) for e in estimates]) for end in ("scenario", "low", "high"))
    rows = np.arange(len(levels))
    for which, colour, shape in ((~odd, DARK_BLUE, "o"), (odd, ORANGE, "s")):
        told = which & np.isfinite(low)
        axes.hlines(rows[told], low[told], high[told], color=colour, linewidth=3)
        axes.plot(value[which], rows[which], marker=shape, color=colour, markersize=5.5, linestyle="none")
    for y in rows[np.isnan(value)]:
        axes.text(0, y, "nobody in it", size=SMALL_SIZE - 1, color=QUIET, va="center")


def _shade_factors(axes: Axes) -> None:
    y = -0.5
    for number, factor in enumerate(FACTORS):
        if number % 2:
            axes.axhspan(y, y + len(factor.levels), color="#F2F2F2", zorder=0, linewidth=0)
        y += len(factor.levels)


def _reach_table(comparison: Comparison, outcome: str, estimates: Any, levels: list[tuple[str, str]]) -> Any:
    import pandas as pd

    rows = [
        {
            "scenario": name, "group": group, "level": level, "value": gap.scenario, "everybody": gap.reference,
            "difference": gap.value, "low": gap.low - gap.reference, "high": gap.high - gap.reference,
            "unit": find_outcome(outcome).unit,
        }
        for name in comparison.scenarios
        for gap, (group, level) in zip(estimates[name], levels, strict=True)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _reach_words(comparison: Comparison, outcome: str, estimates: Any, levels: list[tuple[str, str]]) -> str:
    parts = []
    for name in comparison.scenarios:
        pairs = zip(estimates[name], levels, strict=True)
        told = [(each.scenario, level) for each, (_, level) in pairs if math.isfinite(each.scenario)]
        if not told or max(told)[0] == 0:
            parts.append(f"{scenario_title(comparison, name)}: nobody.")
            continue
        (low, least), (high, most) = min(told), max(told)
        parts.append(
            f"{scenario_title(comparison, name)}: from {plain(low, 'share')} ({least}) to {plain(high, 'share')} "
            f"({most})."
        )
    return f"{find_outcome(outcome).label} by subgroup in {place_title(comparison)}. {' '.join(parts)}"

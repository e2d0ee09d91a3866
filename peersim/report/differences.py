"""Figures of differences: the headline against the reference, and cost against families engaged."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from peersim.analysis.comparison import Comparison
from peersim.analysis.estimate import Estimate
from peersim.outcomes.registry import outcome as find_outcome
from peersim.report.style import (
    DARK_BLUE,
    INK,
    LIGHT_PURPLE,
    POINT_SIZE,
    POINTS_PER_INCH,
    QUIET,
    SMALL_SIZE,
    Drawn,
    Sheet,
    footer_text,
    height_of,
    interval_words,
    place_title,
    quiet_axis,
    say_inside,
    scenario_title,
    wrapped,
)
from peersim.report.words import (
    INTERVAL,
    between,
    could_be_none,
    difference_with_unit,
    listed,
    noun,
    signed,
    with_unit,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HEADLINE = ("reach", "parents_engaged_26w", "volunteers_kept_12m", "cost_per_parent_engaged_26w")
"""Outcomes of the headline figure."""

EFFECT = "parents_engaged_26w"
COST = "cost_a_year"
"""What is traded against what."""

FAR_OUT = 2.5
"""A design whose difference is so many times larger than the next is shown as an arrow at the edge."""

DOT_WORDS = "Numbers: mean difference (interval). Hollow dot: the interval includes 0. Arrow: off the scale."
"""How to read a chart of dots."""

NEAR = 14
"""Distance of a number from its point that needs no line between them [points]."""

_NAME_INCHES = 1.9
_PANEL_INCHES = 2.15


class Panel(NamedTuple):
    """One column of a chart of differences.

    Attributes
    ----------
    heading, under : str
        What stands over it, and the quieter line below that.
    outcome : str
        Outcome of which the estimates are differences.
    estimates : list of Estimate
        One a row.
    """

    heading: str
    under: str
    outcome: str
    estimates: list[Estimate]


def headline(comparison: Comparison, outcomes: Sequence[str] = HEADLINE) -> Drawn:
    """Paired differences from the reference on the main outcomes: a dot, its interval, and the range over worlds.

    Parameters
    ----------
    comparison : Comparison
        Designs compared.
    outcomes : sequence of str
        Outcomes, a panel each.

    Returns
    -------
    Drawn
        One panel an outcome, one row a design.
    """
    others = [name for name in comparison.scenarios if name != comparison.reference]
    reference = scenario_title(comparison, comparison.reference)
    sheet = dot_chart(
        f"What each design changes in {place_title(comparison)}",
        f"Difference from “{reference}” on the same simulated families, worlds and luck. {DOT_WORDS}",
        footer_text(comparison, interval_words(comparison)),
        [scenario_title(comparison, name) for name in others],
        [_panel(comparison, others, outcome) for outcome in outcomes],
    )
    if not others:
        say_inside(sheet.figure.axes[0], "only the reference was run")
    return sheet.finish(
        headline_table(comparison, others, outcomes), _headline_words(comparison, others, reference, outcomes)
    )


def _panel(comparison: Comparison, others: list[str], outcome: str) -> Panel:
    about, base = find_outcome(outcome), comparison.value(comparison.reference, outcome)
    heading = about.label[0].upper() + about.label[1:]
    under = f"reference: {with_unit(base.value, about.unit)}"
    return Panel(heading, under, outcome, [comparison.difference(name, outcome) for name in others])


def dot_chart(
    title: str, under: str, footer: str, names: Sequence[str], panels: Sequence[Panel], *, same_scale: bool = False
) -> Sheet:
    """Differences as dots with intervals: rows have names, panels are columns.

    Parameters
    ----------
    title, under, footer : str
        What the figure shows, compared with what, and what it stands on.
    names : sequence of str
        Names of the rows.
    panels : sequence of Panel
        Columns, each with one estimate a row.
    same_scale : bool
        Whether all panels have one scale, as where they are of the same outcome.

    Returns
    -------
    Sheet
        To be finished with its table and words.
    """
    rows = [wrapped(name, _NAME_INCHES, lines=3) for name in names]
    heights = [max(0.42, height_of(name, POINT_SIZE) + 0.12) for name in rows] or [0.6]
    width = _NAME_INCHES + _PANEL_INCHES * len(panels) + 0.6
    sheet = Sheet(width, sum(heights) + 1.35, title, under, footer)
    centres = np.cumsum(heights) - np.array(heights) / 2
    ends = [_scaled_ends(panel) for panel in panels]
    shared = [row for rows_of in ends for row in rows_of]
    for number, (axes, panel) in enumerate(
        zip(sheet.figure.subplots(1, len(panels), squeeze=False)[0], panels, strict=True)
    ):
        _difference_panel(axes, panel, centres, sum(heights), _limits(shared if same_scale else ends[number]))
        axes.set_yticks(*((centres[: len(rows)], rows) if number == 0 else ([],)))
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
    return sheet


def _scale_of(outcome: str) -> float:
    return 100.0 if find_outcome(outcome).unit == "share" else 1.0


def _scaled_ends(panel: Panel) -> list[list[float]]:
    """Give the ends of each row of a panel, as it is drawn."""
    return [[_scale_of(panel.outcome) * end for end in _ends(estimate)] for estimate in panel.estimates]


def _difference_panel(axes: Axes, panel: Panel, centres: Any, height: float, limits: tuple[float, float]) -> None:
    about, scale = find_outcome(panel.outcome), _scale_of(panel.outcome)
    low, high = limits
    axes.set_xlim(low, high)
    axes.set_ylim(height, -0.08)
    axes.axvline(0, color=INK, linewidth=1)
    for estimate, y in zip(panel.estimates, centres, strict=False):
        _difference_row(axes, estimate, y, about.unit, scale, (low, high))
    axes.set_title(wrapped(panel.heading, _PANEL_INCHES - 0.25, POINT_SIZE + 1, bold=True, lines=3), pad=16)
    axes.text(0, 1.0, wrapped(panel.under, _PANEL_INCHES - 0.1, SMALL_SIZE, lines=1), transform=axes.transAxes,
              size=SMALL_SIZE, color=QUIET, va="bottom")  # fmt: skip
    axes.set_xlabel(_axis_words(about.direction, noun(about.unit, difference=True) or "£"), size=SMALL_SIZE)
    axes.locator_params(axis="x", nbins=3 if about.unit.startswith("£") else 5)
    axes.tick_params(axis="x", labelsize=SMALL_SIZE)
    if not any(math.isfinite(e.value) for e in panel.estimates):
        axes.set_xticks([0])
    axes.xaxis.set_major_formatter(_axis_number)
    quiet_axis(axes)


def _axis_number(value: float, _: Any = None) -> str:
    text = f"{value:,.10g}" if abs(value) < 1e6 else f"{value:,.0f}"
    return text.replace("-", "\N{MINUS SIGN}")


def _axis_words(direction: str, unit: str) -> str:
    if direction == "higher is better":
        return f"{unit}\nbetter →"
    if direction == "lower is better":
        return f"{unit}\n← better"
    return unit


def _ends(estimate: Estimate) -> list[float]:
    ends = (estimate.value, estimate.low, estimate.high, estimate.range_low, estimate.range_high)
    return [end for end in ends if math.isfinite(end)]


def _limits(rows: list[list[float]]) -> tuple[float, float]:
    """Axis limits that hold 0 and every row, but for rows that would squeeze all others."""
    sizes = sorted((max(abs(end) for end in row), number) for number, row in enumerate(rows) if row)
    while len(sizes) > 1 and sizes[-1][0] > FAR_OUT * sizes[-2][0] > 0:
        sizes.pop()
    ends = [0.0, *(end for _, number in sizes for end in rows[number])]
    low, high = min(ends), max(ends)
    if low == high:
        low, high = -1.0, 1.0
    edge = 0.08 * (high - low)
    return low - edge, high + edge


def _difference_row(
    axes: Axes, estimate: Estimate, y: float, unit: str, scale: float, limits: tuple[float, float]
) -> None:
    words = f"{signed(estimate.value, unit)} ({between(estimate.low, estimate.high, unit, difference=True)})"
    if not math.isfinite(estimate.value):
        words = "cannot be told"
    elif math.isnan(estimate.low):
        words = signed(estimate.value, unit)
    middle = (limits[0] + limits[1]) / 2
    axes.text(middle, y - 0.1, wrapped(words, _PANEL_INCHES + 0.1, SMALL_SIZE - 0.5, lines=1), size=SMALL_SIZE - 0.5,
              ha="center", va="bottom", color=INK, zorder=5,
              bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6})  # fmt: skip
    if not math.isfinite(estimate.value):
        return
    at = scale * estimate.value
    if not limits[0] <= at <= limits[1]:
        edge, arrow = (limits[0], "◄") if at < limits[0] else (limits[1], "►")
        axes.text(edge, y + 0.06, arrow, color=DARK_BLUE, ha="left" if at < limits[0] else "right", va="center")
        return
    marker = {"color": DARK_BLUE, "markersize": 7, "zorder": 4}
    if math.isfinite(estimate.range_low):
        ends = [scale * estimate.range_low, scale * estimate.range_high]
        axes.plot(ends, [y + 0.06] * 2, color=DARK_BLUE, linewidth=1, zorder=2)
    if math.isfinite(estimate.low):
        axes.plot([scale * estimate.low, scale * estimate.high], [y + 0.06] * 2, color=DARK_BLUE, linewidth=4, zorder=3)
    face = "white" if could_be_none(estimate, unit) else DARK_BLUE
    axes.plot([at], [y + 0.06], marker="o", markerfacecolor=face, linestyle="none", **marker)  # type: ignore[arg-type]


def headline_table(comparison: Comparison, others: list[str], outcomes: Sequence[str] = HEADLINE) -> Any:
    """Numbers behind the headline figure."""
    import pandas as pd

    frame = comparison.differences()
    rows = frame[(frame["group"] == "everyone") & frame["outcome"].isin(outcomes) & frame["scenario"].isin(others)]
    return pd.DataFrame(rows.drop(columns=["group", "level"])).reset_index(drop=True)


def _headline_words(comparison: Comparison, others: list[str], reference: str, outcomes: Sequence[str]) -> str:
    parts = [f"Dot and interval plot of paired differences from {reference} in {place_title(comparison)}."]
    for name in others:
        told = []
        for outcome in outcomes:
            about, estimate = find_outcome(outcome), comparison.difference(name, outcome)
            interval = between(estimate.low, estimate.high, about.unit, difference=True)
            told.append(f"{about.label} {difference_with_unit(estimate.value, about.unit)} ({interval})")
        parts.append(f"{scenario_title(comparison, name)}: {'; '.join(told)}.")
    return " ".join(parts)


def dominated_by(comparison: Comparison) -> dict[str, str]:
    """Designs that another one beats on means: no dearer and no fewer families engaged, and better on one of the two.

    Parameters
    ----------
    comparison : Comparison
        Designs compared.

    Returns
    -------
    dict
        Dominated design to one that dominates it.
    """
    values = {n: (comparison.value(n, COST).value, comparison.value(n, EFFECT).value) for n in comparison.scenarios}
    found = {}
    for name, (cost, effect) in values.items():
        for other, (other_cost, other_effect) in values.items():
            as_good = other_cost <= cost and other_effect >= effect
            if as_good and (other_cost < cost or other_effect > effect):
                found[name] = other
                break
    return found


def trade_off(comparison: Comparison) -> Drawn:
    """Cost a year against families engaged at 26 weeks, with dominated designs hollow.

    Parameters
    ----------
    comparison : Comparison
        Designs compared.

    Returns
    -------
    Drawn
        One numbered point a design, with intervals both ways, and a key.
    """
    beaten = dominated_by(comparison)
    names = comparison.scenarios
    key = [_key_line(comparison, number, name, beaten) for number, name in enumerate(names, 1)]
    inches = 3.7
    key = [wrapped(line, inches - 0.1) for line in key]
    height = max(4.2, sum(height_of(line, POINT_SIZE) + 0.1 for line in key) + 0.6)
    sheet = Sheet(
        9.6,
        height,
        f"What families engaged cost in {place_title(comparison)}",
        "Up and to the left is better. Hollow: another design is no dearer and keeps no fewer families engaged, on "
        "means. Dashes join the others. Axes do not start at 0.",
        footer_text(comparison, _paired_words(comparison)),
    )
    axes, side = sheet.figure.subplots(1, 2, width_ratios=[9.6 - inches - 0.8, inches])
    points = {name: (_placed(comparison, name, COST), _placed(comparison, name, EFFECT)) for name in names}
    drawn = {name: pair for name, pair in points.items() if _drawable(*pair)}
    for name, pair in drawn.items():
        _trade_point(axes, *pair, name in beaten)
    _frontier(axes, drawn, beaten)
    _trade_axes(axes, bool(drawn))
    side.set_axis_off()
    y = 1.0
    for line in key:
        side.text(0, y, line, transform=side.transAxes, va="top", linespacing=1.25)
        y -= (height_of(line, POINT_SIZE) + 0.1) / height
    done = sheet.finish(_trade_table(comparison, beaten), _trade_words(comparison, key, beaten))
    told = {str(names.index(name) + 1): (c.value, e.value) for name, (c, e) in drawn.items()}
    _number_points(axes, told)
    return done


def _trade_axes(axes: Axes, any_drawn: bool) -> None:
    axes.set_xlabel("cost a year (£)")
    axes.set_ylabel(f"{find_outcome(EFFECT).label} (families)")
    axes.margins(0.14)
    axes.xaxis.set_major_formatter(lambda v, _: f"£{_axis_number(v)}" if v >= 0 else "")
    axes.yaxis.set_major_formatter(lambda v, _: _axis_number(v) if v >= 0 else "")
    axes.locator_params(axis="both", nbins=6)
    axes.set_xlim(*_widened(*axes.get_xlim()))
    axes.set_ylim(*_widened(*axes.get_ylim()))
    axes.grid(color="#E6E6E6")
    if not any_drawn:
        axes.set_xticks([])
        axes.set_yticks([])
        say_inside(axes, "no design has both a cost and families engaged that can be told")


def _paired_words(comparison: Comparison) -> str:
    if comparison.draws < 2:
        return "One draw: no intervals."
    number = comparison.scenarios.index(comparison.reference) + 1
    return f"Bars: {INTERVAL} for the mean of the paired difference from design {number}, the reference."


def _key_line(comparison: Comparison, number: int, name: str, beaten: dict[str, str]) -> str:
    cost, effect = comparison.value(name, COST), comparison.value(name, EFFECT)
    after = f"; beaten by {comparison.scenarios.index(beaten[name]) + 1}" if name in beaten else ""
    told = f"{with_unit(effect.value, 'families')}, {with_unit(cost.value, find_outcome(COST).unit)}"
    left_out = "" if _drawable(cost, effect) else " (not drawn)"
    return f"{number}  {scenario_title(comparison, name)}: {told}{after}{left_out}"


def _placed(comparison: Comparison, name: str, outcome: str) -> Estimate:
    """Give a design's value, with the interval of its paired difference placed about the reference's value."""
    value, difference = comparison.value(name, outcome), comparison.difference(name, outcome)
    if name == comparison.reference:
        return value._replace(low=math.nan, high=math.nan)
    return value._replace(low=difference.reference + difference.low, high=difference.reference + difference.high)


def _widened(low: float, high: float) -> tuple[float, float]:
    """Axis limits at least a tenth as far apart as they are from 0, so that a single point has room."""
    short = max(0.1 * max(abs(low), abs(high)), 1.0) - (high - low)
    return (low - short / 2, high + short / 2) if short > 0 else (low, high)


def _drawable(cost: Estimate, effect: Estimate) -> bool:
    """Whether a design has a place among the others: one that costs nothing and keeps nobody is left to the key."""
    return math.isfinite(cost.value) and math.isfinite(effect.value) and (cost.value, effect.value) != (0.0, 0.0)


def _trade_point(axes: Axes, cost: Estimate, effect: Estimate, beaten: bool) -> None:
    if not (math.isfinite(cost.value) and math.isfinite(effect.value)):
        return
    if math.isfinite(cost.low):
        axes.plot([cost.low, cost.high], [effect.value] * 2, color=LIGHT_PURPLE, linewidth=3, zorder=2)
    if math.isfinite(effect.low):
        axes.plot([cost.value] * 2, [effect.low, effect.high], color=LIGHT_PURPLE, linewidth=3, zorder=2)
    face = "white" if beaten else DARK_BLUE
    axes.plot(cost.value, effect.value, "o", markersize=9, markerfacecolor=face, markeredgecolor=DARK_BLUE,
              markeredgewidth=1.6, zorder=4)  # fmt: skip


def _number_points(axes: Axes, points: dict[str, tuple[float, float]]) -> None:
    """Write each point's number beside it, where it covers neither a point nor another number."""
    inches = axes.get_figure(root=True).dpi / POINTS_PER_INCH  # type: ignore[union-attr]
    at = {number: axes.transData.transform(point) / inches for number, point in points.items()}
    room = axes.get_window_extent()
    taken = list(at.values())
    for number, (x, y) in at.items():
        place, distance = np.array([x, y]), 0
        for distance, turn in ((d, t) for d in (NEAR, 22, 32, 44) for t in (45, 135, 315, 225, 90, 0, 180, 270)):
            place = np.array([x + distance * math.cos(math.radians(turn)), y + distance * math.sin(math.radians(turn))])
            inside = room.contains(*(place * inches))
            if inside and min(float(np.hypot(*(place - other))) for other in taken) > 11:
                break
        taken.append(place)
        leader = {"arrowstyle": "-", "color": QUIET, "linewidth": 0.7, "shrinkA": 6, "shrinkB": 7}
        axes.annotate(number, points[number], xytext=(place[0] - x, place[1] - y), textcoords="offset points",
                      ha="center", va="center", weight="bold", size=POINT_SIZE, zorder=6,
                      arrowprops=leader if distance > NEAR else None)  # fmt: skip


def _frontier(axes: Axes, points: dict[str, tuple[Estimate, Estimate]], beaten: dict[str, str]) -> None:
    best = sorted((c.value, e.value) for n, (c, e) in points.items() if n not in beaten and math.isfinite(e.value))
    if len(best) > 1:
        axes.plot([c for c, _ in best], [e for _, e in best], color=QUIET, linestyle=(0, (4, 3)), linewidth=1, zorder=1)


def _trade_table(comparison: Comparison, beaten: dict[str, str]) -> Any:
    import pandas as pd

    rows = []
    for number, name in enumerate(comparison.scenarios, 1):
        cost, effect = comparison.value(name, COST), comparison.value(name, EFFECT)
        rows.append(
            {
                "number": number, "scenario": name, "title": comparison.title(name),
                "cost_a_year": cost.value, "cost_low": cost.low, "cost_high": cost.high,
                "families_engaged_26w": effect.value, "families_low": effect.low, "families_high": effect.high,
                "dominated_by": beaten.get(name, ""),
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def _trade_words(comparison: Comparison, key: list[str], beaten: dict[str, str]) -> str:
    dominated = listed(scenario_title(comparison, name) for name in beaten) or "none"
    lines = " ".join(f"{line}." for line in key).replace("\n", " ")
    return f"Scatter plot of cost a year against families engaged at 26 weeks. {lines} Dominated on means: {dominated}."

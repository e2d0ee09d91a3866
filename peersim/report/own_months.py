"""The picture of a programme's own months: its line over bands of simulated worlds, a panel a column.

Bands are told apart by their darkness and by edges, figures inside and outside by the shape of their marks; words and a
table say the same.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from peersim.analysis.own_months.bands import LEVELS, WIDEST, fewest_worlds
from peersim.analysis.own_months.result import ABOVE, BELOW, MonthsCompared
from peersim.report.own_months_words import BAND_WORDS
from peersim.report.saving import save_figure
from peersim.report.style import (
    DARK_BLUE,
    DARK_PINK,
    INK,
    QUIET,
    SMALL_SIZE,
    Drawn,
    Sheet,
    grid_shape,
    printable,
    quiet_axis,
    styled,
)
from peersim.report.words import count, listed, plural

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH, PANEL = 8.5, 2.0
"""Width of the figure and height of a panel [inches]."""

_MOST_COLUMNS = 2
_PALE = (0.42, 0.26, 0.14)
"""How much of its colour each band has, the narrowest first."""

_LABELS = 6
"""Most months named under a panel."""


def draw_own_months(found: MonthsCompared) -> Drawn:
    """Draw the programme's line over the bands of simulated worlds.

    Parameters
    ----------
    found : MonthsCompared
        A comparison.

    Returns
    -------
    Drawn
        Figure, the table of every figure beside its bands, alternative text.
    """
    shown = [n for n in range(len(found.columns)) if found.bands.compared[:, n].any()] or [0]
    rows, across = grid_shape(len(shown), _MOST_COLUMNS)
    levels = ", ".join(f"{100 * level:.0f}%" for level in LEVELS if found.worlds >= fewest_worlds(level))
    said = (
        f"Shaded, from dark to pale: where at least {levels} of simulated worlds lie; thin line: the median world. "
        if levels
        else ""
    )
    with styled():
        sheet = Sheet(
            WIDTH, PANEL * rows + 0.35, "Your own months over simulated worlds",
            f"{said}Dots and line: your programme. A triangle marks a month outside the {BAND_WORDS} and points away "
            "from it; "
            "a break in the line: not recorded or not compared.",
            _footer(found),
        )  # fmt: skip
        panels = sheet.figure.subplots(rows, across, squeeze=False)
        for place, axes in enumerate(panels.ravel()):
            if place < len(shown):
                _panel(axes, found, shown[place])
            else:
                axes.set_axis_off()
        return sheet.finish(found.to_frame(), _words(found, shown))


def _footer(found: MonthsCompared) -> str:
    facts = found.facts
    title = printable(str(facts["title"]), str(facts["scenario"]))
    place = printable(str(facts["place_title"]), str(facts["place"]))
    return (
        f"n = {plural(found.worlds, 'simulated world')}: {plural(facts['draws'], 'draw')} × "
        f"{plural(facts['replications'], 'replication')} of “{title}”. {place}, {facts['parents']:,} eligible "
        "families, begun "
        f"{facts['began']}. peersim {facts['version']}, seed {facts['seed']}. The bands are simulated, not observed; "
        "they are "
        "no confidence intervals."
    )


def _panel(axes: Axes, found: MonthsCompared, column: int) -> None:
    """Draw one column."""
    about, bands = found.columns[column], found.bands
    x = np.arange(len(found.own.months))
    for place in reversed(range(len(LEVELS))):
        low, high = bands.low[place, :, column], bands.high[place, :, column]
        if not np.isnan(low).all():
            axes.fill_between(x, low, high, color=DARK_BLUE, alpha=_PALE[place], linewidth=0)
    for ends in (bands.low[-1, :, column], bands.high[-1, :, column]):
        axes.plot(x, ends, color=DARK_BLUE, linewidth=0.6)
    axes.plot(x, bands.median[:, column], color=DARK_BLUE, linewidth=1.0, linestyle=(0, (4, 2)))
    own = found.figures[:, column]
    axes.plot(x, own, color=INK, linewidth=1.2)
    where = np.array([found.where(month, column) for month in range(len(x))])
    inside = ~np.isin(where, (ABOVE, BELOW))
    axes.plot(x[inside], own[inside], linestyle="", marker="o", markersize=3.6, color=INK, clip_on=False, zorder=3)
    for side, mark in ((ABOVE, "^"), (BELOW, "v")):
        if side not in where:  # an empty artist beyond the axes would take the layout's room
            continue
        axes.plot(
            x[where == side], own[where == side], linestyle="", marker=mark, markersize=7.5, color=DARK_PINK,
            markeredgecolor="white", markeredgewidth=0.6, clip_on=False, zorder=4,
        )  # fmt: skip
    axes.set_title(f"{about.label[:1].upper()}{about.label[1:]}" + (f" [{about.unit}]" if about.unit == "£" else ""))
    axes.set_ylim(bottom=0)
    axes.set_xlim(-0.4, len(x) - 0.6)
    axes.locator_params(axis="y", nbins=4)
    axes.yaxis.set_major_formatter(lambda value, _: count(value))
    every = max(1, math.ceil(len(x) / _LABELS))
    axes.set_xticks(x[::every], [str(found.own.months[n]) for n in x[::every]], fontsize=SMALL_SIZE, color=QUIET)
    quiet_axis(axes, "y")


def _words(found: MonthsCompared, shown: list[int]) -> str:
    told = []
    for number in shown:
        own, name = found.figures[:, number], found.columns[number].label
        known = own[~np.isnan(own)]
        if not len(known):
            continue
        where = [found.where(month, number) for month in range(len(own))]
        above, below = where.count(ABOVE), where.count(BELOW)
        sides = [f"{some} {side}" for some, side in ((above, "above"), (below, "below")) if some]
        away = f"{listed(sides)} the {BAND_WORDS}" if sides else f"none outside the {BAND_WORDS}"
        told.append(
            f"{name[:1].upper()}{name[1:]}: {plural(len(known), 'month')} from {count(float(known.min()))} to "
            f"{count(float(known.max()))}, median world "
            f"{count(float(np.median(found.bands.median[~np.isnan(own), number])))}, "
            f"{away}"
        )
    first, last = found.own.months[0], found.own.months[-1]
    return (
        f"The programme's own months from {first} to {last} over {100 * WIDEST:.0f}% bands of "
        f"{plural(found.worlds, 'simulated world')}. {'. '.join(told)}."
    )


def save_own_months(found: MonthsCompared, path_stem: Path | str) -> list[Path]:
    """Write the picture as PNG and SVG, its table as CSV and its words; see `peersim.report.saving.save_figure`."""
    return save_figure(draw_own_months(found), path_stem)

"""Weekly numbers of many finished worlds, gathered for figures that run along time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from peersim.report.style import BAND, COLOURS, INK, RULE, SMALL_SIZE, wrapped
from peersim.report.words import plural
from peersim.scenarios.levers import TASKS
from peersim.version import __version__

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Numbers = npt.NDArray[np.float64]

TASK_GROUPS: dict[str, tuple[str, ...]] = {
    "supervision": ("supervision",),
    "training and recruiting": ("training", "recruitment"),
    "groups and online spaces": ("group_support", "set_up", "collecting", "moderation"),
    "assessing, calls, safety": ("assessment", "personal_calls", "follow_up", "safeguarding"),
    "outreach and evaluation": ("outreach", "evaluation"),
}
"""Tasks that ask for coordinator hours, in groups that a figure can tell apart; each task is in one."""

EDGES = (10.0, 90.0)
"""Ends of a band over worlds [percentiles]: four worlds in five lie in it."""

BAND_WORDS = "Line: median world; band: four worlds in five"
SMOOTHED = 8
"""Weeks over which curves are averaged, so that holidays do not hide what is slow [weeks]."""

SMOOTHED_WORDS = f"running mean of {SMOOTHED} weeks"


LEGEND = 1.45
"""Width of words in a legend beside axes [inches]."""


class Weeks(NamedTuple):
    """Weekly numbers of some worlds of one design.

    Attributes
    ----------
    weekly : dict of numpy.ndarray, shape (worlds, weeks)
        Columns of the weekly table with one number a week.
    asked, given : numpy.ndarray, shape (worlds, weeks, tasks)
        Coordinator hours by task; asked with what was put off [hours].
    members : numpy.ndarray, shape (worlds, weeks, groups)
        Members on the books of each group [parents].
    """

    weekly: dict[str, Numbers]
    asked: Numbers
    given: Numbers
    members: Numbers

    @property
    def worlds(self) -> int:
        """How many worlds."""
        return len(self.asked)

    @property
    def weeks(self) -> int:
        """How many weeks."""
        return int(self.asked.shape[1])

    def hours(self, which: Numbers, group: str) -> Numbers:
        """Hours a week of a group of tasks, shape (worlds, weeks)."""
        return np.asarray(which[:, :, [TASKS.index(task) for task in TASK_GROUPS[group]]].sum(axis=2))


def gather(worlds: Iterable[Any]) -> Weeks:
    """Take the weekly numbers out of finished worlds, one after another.

    Parameters
    ----------
    worlds : iterable of World
        Finished runs of one design, of the same length.

    Returns
    -------
    Weeks
    """
    columns: dict[str, list[Numbers]] = {}
    tables: tuple[list[Numbers], list[Numbers], list[Numbers]] = ([], [], [])
    for world in worlds:
        for name in world.weekly.dtype.names:
            if world.weekly[name].ndim == 1:
                columns.setdefault(name, []).append(np.array(world.weekly[name], dtype=np.float64))
        for table, rows in zip(tables, (world.hours_asked, world.hours_given, world.sessions["members"]), strict=True):
            table.append(np.array(rows, dtype=np.float64))
    asked, given, members = (np.stack(table) for table in tables)
    return Weeks({name: np.stack(rows) for name, rows in columns.items()}, asked, given, members)


def smooth(values: Numbers, weeks: int = SMOOTHED) -> Numbers:
    """Average over neighbouring weeks; at the ends over those there are.

    Parameters
    ----------
    values : numpy.ndarray, shape (..., weeks)
        One number a week.
    weeks : int
        Width of the window [weeks].

    Returns
    -------
    numpy.ndarray, shape (..., weeks)
        Running means.
    """
    sums = np.concatenate([np.zeros((*values.shape[:-1], 1)), np.cumsum(values, axis=-1)], axis=-1)
    here = np.arange(values.shape[-1])
    first, last = np.maximum(here - weeks // 2, 0), np.minimum(here + (weeks - weeks // 2), values.shape[-1])
    return np.asarray((sums[..., last] - sums[..., first]) / (last - first))


def draw_stack(axes: Axes, parts: dict[str, Numbers], colours: dict[str, str]) -> list[Any]:
    """Stack curves upon one another, each in a colour of its own with a white edge.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where.
    parts : dict of numpy.ndarray, shape (weeks,)
        Name to amounts, lowest first.
    colours : dict of str
        Colour of each.

    Returns
    -------
    list
        Handles for a legend, lowest first.
    """
    below = np.zeros(len(next(iter(parts.values()))))
    week, handles = np.arange(len(below)), []
    for name, amount in parts.items():
        above = below + amount
        handles.append(
            axes.fill_between(week, below, above, color=colours[name], edgecolor="white", linewidth=0.6, label=name)
        )
        below = above
    return handles


def colours_of(names: Iterable[str]) -> dict[str, str]:
    """Give each name a colour, in the order in which colours are used."""
    return {name: COLOURS[number % len(COLOURS)] for number, name in enumerate(names)}


def draw_hours(axes: Axes, weeks: Weeks) -> list[Any]:
    """Draw coordinator hours by task: given, asked for and not given, and how many there were; means over worlds.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where.
    weeks : Weeks
        Worlds of one design.

    Returns
    -------
    list
        Handles for a legend, from the top down.
    """
    mean = {group: smooth(weeks.hours(weeks.given, group).mean(axis=0)) for group in TASK_GROUPS}
    parts = {group: hours for group, hours in mean.items() if hours.max() > 0}
    given = smooth(weeks.given.sum(axis=2).mean(axis=0))
    asked = smooth(weeks.asked.sum(axis=2).mean(axis=0))
    week = np.arange(weeks.weeks)
    handles = draw_stack(axes, parts, colours_of(TASK_GROUPS)) if parts else []
    unmet = axes.fill_between(week, given, asked, facecolor="white", edgecolor=RULE, hatch="////", linewidth=0.0)
    unmet.set_label("asked for, not given")
    there = smooth(weeks.weekly["hours_supplied"].mean(axis=0))
    (line,) = axes.plot(week, there, color=INK, linewidth=1.6, linestyle=(0, (4, 1.5)), label="hours there are")
    axes.set_ylim(0, 1.1 * max(1.0, float(asked.max()), float(there.max())))
    return [line, unmet, *reversed(handles)]


def draw_band(axes: Axes, values: Numbers, colour: str, dashes: Any = "-", label: str = "") -> Any:
    """Draw the median over worlds with a band, leaving out worlds in which a week's number cannot be told.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where.
    values : numpy.ndarray, shape (worlds, weeks)
        One curve a world.
    colour : str
        Colour of line and band.
    dashes : object
        Line style.
    label : str
        Name in a legend.

    Returns
    -------
    matplotlib.lines.Line2D
    """
    week = np.arange(values.shape[1])
    low, middle, high = np.nanpercentile(values, (EDGES[0], 50.0, EDGES[1]), axis=0)
    axes.fill_between(week, low, high, color=colour, alpha=BAND, linewidth=0)
    (line,) = axes.plot(week, middle, color=colour, linestyle=dashes, label=label)
    return line


def beside(axes: Axes, handles: list[Any]) -> None:
    """Put a legend to the right of axes, its words folded."""
    axes.legend(
        handles=handles,
        labels=[wrapped(str(handle.get_label()), LEGEND, SMALL_SIZE) for handle in handles],
        loc="upper left",
        bbox_to_anchor=(1.005, 1.04),
        borderaxespad=0.0,
        handlelength=1.6,
        labelspacing=0.35,
        fontsize=SMALL_SIZE,
    )


def footer(worlds: int, place: str, parents: int, weeks: int, seed: int) -> str:
    """Write what a figure of weekly numbers stands on.

    Parameters
    ----------
    worlds : int
        Possible worlds, each run once.
    place : str
        Name of the place.
    parents, weeks, seed : int
        Families eligible at week 0, length of each run, and the seed.

    Returns
    -------
    str
    """
    return (
        f"n = {plural(worlds, 'possible world')}, each run once. {place}, {parents:,} eligible families, "
        f"{plural(weeks, 'week')}. peersim {__version__}, seed {seed}. Simulated, not observed."
    )

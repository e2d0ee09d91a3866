"""The supervision spiral on one time axis: hours asked and given, overload, strain, exits, waits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from peersim.analysis.laboratory import Laboratory
from peersim.foundation.problems import InputError
from peersim.places import load_place
from peersim.report.style import DARK_BLUE, DARK_PINK, ORANGE, Drawn, Sheet, quiet_axis, styled
from peersim.report.weeks import (
    BAND_WORDS,
    SMOOTHED_WORDS,
    Numbers,
    Weeks,
    beside,
    draw_band,
    draw_hours,
    footer,
    gather,
    smooth,
)
from peersim.report.words import figures, listed
from peersim.scenarios import load
from peersim.scenarios.levers import TASKS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

WIDTH = 8.5
YEAR = 52
"""Window of yearly numbers [weeks]; a definition."""

HOURS_HEIGHT, COURSE_HEIGHT = 1.9, 1.25
"""Heights of panels [inches]."""

LINES = ((DARK_BLUE, "-"), (ORANGE, (0, (5, 1.5))), (DARK_PINK, (0, (1.5, 1))))
"""Colour and dashes of each design: as many designs as can be told apart."""

COURSES = {
    "overload": "Weeks of overload (per cent)",
    "strain": "Strain of active volunteers (0 to 1)",
    "exits": "Trained volunteers leaving (a year)",
    "waiting": "Families waiting to be assessed or for a volunteer",
    "active": "Active volunteers",
}
"""Panels under those of hours, from the top, in the order in which one thing leads to the next."""


def spiral(
    scenarios: Sequence[str],
    *,
    place: str = "derby",
    parents: int = 3000,
    weeks: int = 208,
    draws: int = 40,
    seed: int = 1,
    announce: Callable[[str], None] | None = None,
) -> Drawn:
    """Draw on one time axis what coordinators are asked for and give, and what follows when it falls short.

    Parameters
    ----------
    scenarios : sequence of str
        Names in the library or paths of scenario files; up to three.
    place : str
        The place.
    parents, weeks : int
        Families eligible at week 0 [parents]; length of each run [weeks].
    draws : int
        Possible worlds, each run once [worlds].
    seed : int
        All luck follows from it.
    announce : callable, optional
        Called with a line of text before the engine is compiled.

    Returns
    -------
    Drawn
        Figure (hours by task, overload, strain, exits, waits, active volunteers), weekly table, alternative text.

    Raises
    ------
    InputError
        If a scenario or the place is wrong, or there are too many designs for one figure.
    """
    from peersim.engine.compiled import prepare

    if not 1 <= len(scenarios) <= len(LINES):
        raise InputError([f"{len(scenarios)} designs are asked for; allowed 1 to {len(LINES)}."])
    titles = {name: load(name).title for name in scenarios}
    where = load_place(place).name
    prepare(announce)
    laboratory = Laboratory(draws=draws, parents=parents, weeks=weeks, place=place, seed=seed)
    designs = {title: gather(laboratory.worlds(name)) for name, title in titles.items()}
    with styled():
        return draw_spiral(designs, footer(draws, where, parents, weeks, seed))


def draw_spiral(designs: Mapping[str, Weeks], stands_on: str) -> Drawn:
    """Draw how hours, overload, strain, exits and waits go together, for up to three designs.

    Parameters
    ----------
    designs : mapping of str to Weeks
        Title of each design, no more than `LINES`, to the weekly numbers of its worlds (`peersim.report.weeks.gather`).
    stands_on : str
        What the figure stands on: worlds, place, families, weeks, seed.

    Returns
    -------
    Drawn
        Figure, weekly table (means of hours; median and band of the rest), alternative text.
    """
    height = HOURS_HEIGHT * len(designs) + COURSE_HEIGHT * len(COURSES)
    sheet = Sheet(
        WIDTH,
        height,
        "Hours asked and given, and what follows when they fall short",
        f"Coordinator hours a week by task (means over worlds) and, below, what they lead to. {BAND_WORDS}. "
        f"Curves are a {SMOOTHED_WORDS}; of overload, of {YEAR // 2}; of leavers, of {YEAR}.",
        stands_on,
    )
    ratios = [HOURS_HEIGHT] * len(designs) + [COURSE_HEIGHT] * len(COURSES)
    panels = sheet.figure.subplots(len(ratios), 1, sharex=True, gridspec_kw={"height_ratios": ratios})
    _hours_panels(list(panels[: len(designs)]), designs)
    curves = {title: courses(weeks) for title, weeks in designs.items()}
    for axes, (name, words) in zip(panels[len(designs) :], COURSES.items(), strict=True):
        axes.set_title(words)
        quiet_axis(axes, "y")
        lines = [
            draw_band(axes, each[name], LINES[number][0], LINES[number][1], label=title)
            for number, (title, each) in enumerate(curves.items())
        ]
        axes.set_ylim(bottom=0)
        axes.locator_params(axis="y", nbins=4)
        if name == "overload":
            beside(axes, lines)
    weeks = max(each.weeks for each in designs.values())
    panels[-1].set_xlim(0, weeks - 1)
    panels[-1].set_xticks(range(0, weeks, YEAR // 2))
    panels[-1].set_xlabel("week")
    return sheet.finish(_table(designs, curves), _words(designs, curves))


def courses(weeks: Weeks) -> dict[str, Numbers]:
    """Work out the curves of `COURSES` in every world.

    Parameters
    ----------
    weeks : Weeks
        Worlds of one design.

    Returns
    -------
    dict of numpy.ndarray, shape (worlds, weeks)
        Smoothed; strain is nan in weeks in which nobody is active.
    """
    weekly, active = weeks.weekly, smooth(weeks.weekly["volunteers_active"])
    borne = smooth(weekly["strain"] * weekly["volunteers_active"])
    strain = np.divide(borne, active, out=np.full_like(borne, np.nan), where=active > 0)
    return {
        "overload": 100.0 * smooth(weekly["overload"], YEAR // 2),
        "strain": strain,
        "exits": YEAR * smooth(weekly["volunteers_left"], YEAR),
        "waiting": smooth(weekly["waiting_assessment"] + weekly["waiting_match"]),
        "active": active,
    }


def _hours_panels(panels: list[Axes], designs: Mapping[str, Weeks]) -> None:
    handles: list[Any] = []
    for axes, (title, weeks) in zip(panels, designs.items(), strict=True):
        axes.set_title(f"Coordinator hours a week: {title}")
        quiet_axis(axes, "y")
        drawn = draw_hours(axes, weeks)
        handles = handles or drawn
    beside(panels[0], handles)
    top = max(axes.get_ylim()[1] for axes in panels)
    for axes in panels:
        axes.set_ylim(0, top)


def _table(designs: Mapping[str, Weeks], curves: Mapping[str, dict[str, Numbers]]) -> pd.DataFrame:
    import pandas as pd

    frames = []
    for title, weeks in designs.items():
        columns: dict[str, Any] = {"design": [title] * weeks.weeks, "week": np.arange(weeks.weeks)}
        columns["hours_there"] = weeks.weekly["hours_supplied"].mean(axis=0)
        for number, task in enumerate(TASKS):
            columns[f"asked_{task}"] = weeks.asked[:, :, number].mean(axis=0)
            columns[f"given_{task}"] = weeks.given[:, :, number].mean(axis=0)
        for name, values in curves[title].items():
            columns[name] = np.nanmedian(values, axis=0)
        frames.append(pd.DataFrame(columns))
    return pd.concat(frames, ignore_index=True).round(4)


def _words(designs: Mapping[str, Weeks], curves: Mapping[str, dict[str, Numbers]]) -> str:
    told = []
    for title, weeks in designs.items():
        last = slice(max(0, weeks.weeks - YEAR), None)
        asked, given = (float(hours[:, last].sum(axis=2).mean()) for hours in (weeks.asked, weeks.given))
        ends = {name: float(np.nanmedian(values[:, last])) for name, values in curves[title].items()}
        told.append(
            f"{title}: {figures(asked)} hours a week asked for and {figures(given)} given, overload in "
            f"{figures(ends['overload'])} per cent of weeks, strain {figures(ends['strain'])}, "
            f"{figures(ends['exits'])} volunteers leaving a year, {figures(ends['waiting'])} families waiting, "
            f"{figures(ends['active'])} volunteers active"
        )
    return (
        f"Coordinator hours by task, overload, strain, exits, waits and active volunteers by week for "
        f"{listed(designs)}. Medians of the last year. {'. '.join(told)}."
    )

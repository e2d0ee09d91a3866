"""A programme at a glance on one time axis: families by setting, volunteers by stage, coordinator hours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from peersim.report.style import INK, Drawn, Sheet, quiet_axis, say_inside
from peersim.report.weeks import (
    EDGES,
    SMOOTHED_WORDS,
    Numbers,
    Weeks,
    beside,
    colours_of,
    draw_hours,
    draw_stack,
    smooth,
)
from peersim.report.words import count, listed

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

WIDTH, PANEL_HEIGHT = 8.5, 1.75
YEAR = 52
"""Window of the last numbers told in words [weeks]; a definition."""

ONE_TO_ONE = "one-to-one"
STAGES = {
    "volunteers_active": "supporting, leading or moderating",
    "volunteers_ready": "trained, without a role yet",
    "volunteers_training": "in taster or training",
    "volunteers_resting": "champions, paused",
}
"""Columns of the weekly table and what they are called, lowest first."""


def programme(weeks: Weeks, title: str, groups: Sequence[str], footer: str) -> Drawn:
    """Draw what became of a programme week by week: means over worlds.

    Parameters
    ----------
    weeks : Weeks
        Its worlds (`peersim.report.weeks.gather`).
    title : str
        Its title.
    groups : sequence of str
        Names of its groups, in order.
    footer : str
        What the figure stands on.

    Returns
    -------
    Drawn
        Figure, weekly table of means, alternative text.
    """
    sheet = Sheet(
        WIDTH,
        3 * PANEL_HEIGHT + 0.6,
        title,
        f"From the first week on, means over worlds; {SMOOTHED_WORDS}. Dotted: the totals of four worlds in five "
        "lie between.",
        footer,
    )
    families, volunteers = families_by_setting(weeks, groups), volunteers_by_stage(weeks)
    panels = sheet.figure.subplots(3, 1, sharex=True)
    panels[0].set_title("Families engaged, by setting")
    _people(
        panels[0],
        families,
        (ONE_TO_ONE, *groups),
        weeks.weekly["supported"] + weeks.members.sum(axis=2),
        "no family came",
    )
    panels[1].set_title("Volunteers, by stage")
    _people(panels[1], volunteers, tuple(STAGES.values()), sum(weeks.weekly[name] for name in STAGES), "no volunteers")
    panels[2].set_title("Coordinator hours a week, by task")
    quiet_axis(panels[2], "y")
    beside(panels[2], draw_hours(panels[2], weeks))
    panels[2].set_xlim(0, weeks.weeks - 1)
    panels[2].set_xticks(range(0, weeks.weeks, YEAR // 2))
    panels[2].set_xlabel("week")
    return sheet.finish(_table(families, volunteers, weeks), _words(title, families, volunteers, weeks))


def families_by_setting(weeks: Weeks, groups: Sequence[str]) -> dict[str, Numbers]:
    """Families engaged in each setting that had any, shape (weeks,), mean over worlds."""
    named = {name: smooth(weeks.members[:, :, number].mean(axis=0)) for number, name in enumerate(groups)}
    named = {ONE_TO_ONE: smooth(weeks.weekly["supported"].mean(axis=0)), **named}
    return {name: people for name, people in named.items() if people.max() > 0}


def volunteers_by_stage(weeks: Weeks) -> dict[str, Numbers]:
    """Volunteers in each stage that had any, shape (weeks,), mean over worlds."""
    named = {words: smooth(weeks.weekly[name].mean(axis=0)) for name, words in STAGES.items()}
    return {words: people for words, people in named.items() if people.max() > 0}


def _people(axes: Axes, parts: Mapping[str, Numbers], names: Sequence[str], totals: Any, nobody: str) -> None:
    quiet_axis(axes, "y")
    if not parts:
        axes.set_yticks([])
        say_inside(axes, nobody)
        return
    handles = draw_stack(axes, dict(parts), colours_of(names))
    low, high = np.percentile(smooth(totals), EDGES, axis=0)
    for edge in (low, high):
        week = np.arange(len(edge))
        axes.plot(week, edge, color="white", linewidth=2.4, alpha=0.8)
        axes.plot(week, edge, color=INK, linewidth=1.2, linestyle=(0, (1, 1.4)))
    axes.set_ylim(0, 1.05 * max(1.0, float(high.max())))
    axes.locator_params(axis="y", nbins=5, integer=True)
    beside(axes, handles[::-1])


def _table(families: Mapping[str, Numbers], volunteers: Mapping[str, Numbers], weeks: Weeks) -> pd.DataFrame:
    import pandas as pd

    columns: dict[str, Any] = {"week": np.arange(weeks.weeks), **families, **volunteers}
    columns["hours there"] = smooth(weeks.weekly["hours_supplied"].mean(axis=0))
    columns["hours asked"] = smooth(weeks.asked.sum(axis=2).mean(axis=0))
    columns["hours given"] = smooth(weeks.given.sum(axis=2).mean(axis=0))
    return pd.DataFrame(columns).round(3)


def _words(title: str, families: Mapping[str, Numbers], volunteers: Mapping[str, Numbers], weeks: Weeks) -> str:
    def last(parts: Mapping[str, Numbers]) -> str:
        told = [f"{name} {count(float(people[-YEAR:].mean()))}" for name, people in parts.items()]
        return listed(told) if told else "none"

    asked, given = (float(hours[:, -YEAR:].sum(axis=2).mean()) for hours in (weeks.asked, weeks.given))
    return (
        f"{title}: families engaged by setting, volunteers by stage and coordinator hours by task, week by week. "
        f"Means of the last year. Families: {last(families)}. Volunteers: {last(volunteers)}. "
        f"Hours a week: {count(asked)} asked for, {count(given)} given."
    )

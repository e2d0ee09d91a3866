"""Patterns 1 to 6: who comes, how often, and what keeps people away."""

from __future__ import annotations

from typing import Any

import numpy as np

from peersim.analysis.laboratory import Laboratory
from peersim.analysis.patterns.pattern import Numbers, Pattern, Statistic, above

HALF_YEAR = 26
"""Time that must be left in the run for something to show [weeks]; a definition."""


def came_and_came_again(world: Any) -> tuple[float, float]:
    """Share of those who chose a group that ever came, and of those who came that came again."""
    parents, weeks = world.parents, len(world.weekly)
    by_group = parents["contacts"] == 0
    chose = by_group & (parents["invited_week"] >= 0) & (parents["invited_week"] < weeks - HALF_YEAR)
    came = by_group & (parents["sessions"] > 0) & (parents["first_week"] < weeks - HALF_YEAR)
    first = float((parents["sessions"][chose] > 0).mean()) if chose.any() else np.nan
    again = float((parents["sessions"][came] > 1).mean()) if came.any() else np.nan
    return first, again


def measure_first_and_again(place: Laboratory) -> Numbers:
    """P2: coming again, and coming again less coming at all."""
    pairs = np.array([came_and_came_again(world) for world in place.worlds("baseline")])
    return np.array([pairs[:, 1], pairs[:, 1] - pairs[:, 0]])


PATTERNS = (
    Pattern(
        2,
        "To get a parent to a first session is the hard part; those who came once mostly come again",
        "Calgary study; first_step.no_return; 4 of 84 interested parents joined a course (evidence notes, section 1)",
        (
            Statistic("first visits that were followed by another", "share", above(0.5)),
            Statistic("the same, less the share of those who had chosen a group that ever came", "share", above(0.0)),
        ),
        "hurdle of the first time",
        measure_first_and_again,
    ),
)

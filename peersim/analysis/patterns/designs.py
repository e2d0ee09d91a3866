"""Small designs that patterns are measured on: one programme with as little in it as the pattern needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from peersim.scenarios.model import Scenario
from peersim.scenarios.variants import variant

Table = dict[str, Any]
YesNo = npt.NDArray[np.bool_]

MORNING_GROUP: Table = {
    "name": "group",
    "kind": "in_person",
    "slot": "tuesday morning",
    "room": 30,
    "term_only": False,
}
"""An open morning group in a room that is large enough, all year round."""

_USUAL: Table = {
    "staff.posts": 1.5,
    "outreach.hours": 8,
    "outreach.spend": 40,
    "referral.partners": 6,
    "start.groups_set_up": True,
}
_PLENTY: Sequence[Table] = ({"name": "money", "amount_per_year": 120000, "pays_for": "anything"},)
"""Money that never runs short, so that it decides nothing."""


def programme(
    settings: Table | None = None, groups: Sequence[Table] = (), funds: Sequence[Table] = _PLENTY
) -> Scenario:
    """Make a programme of a few groups, run by one and a half coordinators with money enough.

    Parameters
    ----------
    settings : dict, optional
        Levers set otherwise.
    groups, funds : sequences of dict
        Tables of the scenario.

    Returns
    -------
    Scenario
    """
    return variant("nothing", {**_USUAL, **(settings or {})}, groups=groups, funds=funds)


def came(world: Any) -> YesNo:
    """Families that ever came to a session or had a contact, shape (families,)."""
    return np.asarray(world.parents["first_week"] >= 0)


def eligible(world: Any) -> YesNo:
    """Families eligible in some week of the run, shape (families,)."""
    parents = world.parents
    return np.asarray((parents["eligible_from"] < len(world.weekly)) & (parents["eligible_to"] > 0))


def share(of: YesNo, among: YesNo) -> float:
    """Share of some people among others; nan where there are none.

    Parameters
    ----------
    of, among : numpy.ndarray, shape (people,)
        Who counts, and among whom.

    Returns
    -------
    float
        0 to 1.
    """
    return float(of[among].mean()) if among.any() else float("nan")


def stayed(world: Any, weeks: int) -> tuple[int, float]:
    """How many families stayed so long after their first session, and their share of those who could have.

    Parameters
    ----------
    world : World
        A finished run.
    weeks : int
        So long [weeks].

    Returns
    -------
    tuple of int and float
        Families, and share [0 to 1].
    """
    parents, run = world.parents, len(world.weekly)
    first, stopped = parents["first_week"], parents["disengaged_week"]
    could = came(world) & (first + weeks < np.minimum(run, parents["eligible_to"]))
    staying = (stopped < 0) | (stopped - first > weeks)
    return int((could & staying).sum()), share(staying, could)

"""The world at week 0: tables laid out, catchment copied in, this draw's shares applied to people's ranks."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from peersim.agents.other_records import (
    COHORT,
    COORDINATOR,
    EVENT,
    FUND,
    GROUP,
    LINE,
    MATCH,
    NOW,
    SESSION,
    TASK,
    WEEK,
)
from peersim.agents.parent_record import PARENT
from peersim.agents.purposes import GROUP_EFFECT
from peersim.agents.volunteer_record import VOLUNTEER
from peersim.engine.world import World
from peersim.foundation.draws import standard_normal, uniforms
from peersim.scenarios.levers import COST_LINES, FUND_FIELDS, GROUP_SETTING_FIELDS, TASKS

MOST_POSTS = 8
"""Coordinator posts a programme may have, as the lever's range says."""

POST_UID, FUND_UID = 1 << 50, 1 << 51
"""Identities of posts and funds begin here, away from people's and groups'."""


class Sizes(NamedTuple):
    """Lengths of the tables whose need cannot be known before a run; too short is detected and run again longer.

    Attributes
    ----------
    volunteers, matches, events : int
        Rows.
    """

    volunteers: int
    matches: int
    events: int


def usual_sizes(weeks: int, families: int, outsiders: int, events: bool) -> Sizes:
    """Guess lengths that are nearly always enough.

    Parameters
    ----------
    weeks, families, outsiders : int
        Length of the run [weeks], families and people from outside in the catchment.
    events : bool
        The event record is wanted.

    Returns
    -------
    Sizes
        Row counts.
    """
    people = outsiders + families // 10 + 20
    matches = families // 4 + weeks + 20
    return Sizes(people, matches, 60 * families + 200 * weeks if events else 0)


def _groups(design: Any, venues: Any, p: Any, key: np.uint64) -> Any:
    groups = np.zeros(len(design.groups), GROUP)
    for field in GROUP_SETTING_FIELDS:
        groups[field.name] = design.groups[field.name]
    groups["uid"] = design.group_uids
    at = np.clip(design.groups["venue"], 0, len(venues) - 1)
    groups["x"], groups["y"] = venues[at, 0], venues[at, 1]
    for name in ("opened_week", "closed_week", "course_started", "gathering_week", "latest", "splits_from"):
        groups[name] = -1
    groups["quality"] = p["staff_skill"]
    groups["safety"] = p["safety_base"]
    groups["effect"] = p["attendance_group_sd"] * standard_normal(uniforms(key, design.group_uids, GROUP_EFFECT))
    return groups


def _coordinators() -> Any:
    posts = np.zeros(MOST_POSTS, COORDINATOR)
    posts["uid"] = POST_UID + np.arange(MOST_POSTS)
    posts["hired_week"] = -1
    posts["holder"] = -1
    posts["vacant_weeks"] = -1
    return posts


def _funds(design: Any) -> Any:
    funds = np.zeros(len(design.funds), FUND)
    for field in FUND_FIELDS:
        funds[field.name] = design.funds[field.name]
    return funds


def _redesigned(design: Any) -> Any:
    """Find the weeks whose design differs from the week before."""
    weeks = np.ascontiguousarray(design).view(np.uint8).reshape(len(design), -1)
    return np.concatenate([[True], (weeks[1:] != weeks[:-1]).any(axis=1)])


def new_world(design: Any, catchment: Any, p: Any, key: np.uint64, sizes: Sizes) -> World:
    """Lay out the world of one run at week 0.

    Parameters
    ----------
    design : Design
        The scenario, laid out week by week.
    catchment : Catchment
        The people and venues of the place, the same for every scenario of a draw and replication.
    p : record of PARAMETERS
        This draw's values.
    key : numpy.uint64
        The run's key.
    sizes : Sizes
        Lengths of the tables that grow.

    Returns
    -------
    World
        Record arrays; nothing in them is shared with another run, but for the design, the families and the
        outsiders, which no rule writes. Rows that are never used take up no memory.
    """
    weeks, groups, families = design.weeks, len(design.groups), len(catchment.families)
    cohorts = np.zeros(weeks // 4 + 2, COHORT)
    cohorts["started"] = -1
    return World(
        key=np.uint64(key),
        p=p,
        design=design.design,
        group_design=design.group_design,
        redesigned=_redesigned(design.design),
        calendar=design.calendar,
        families=catchment.families,
        arriving=catchment.arriving,
        leaving=catchment.leaving,
        listeners=np.zeros(families, np.int32),
        ears=np.zeros(families),
        eyes=np.zeros(families),
        needs=np.zeros(families),
        exposure=np.zeros(families),
        referral_exposure=np.zeros(families),
        hears_at=np.zeros(families),
        referred_at=np.zeros(families),
        row_of=np.full(families, -1, np.int32),
        parents=np.zeros(families, PARENT),
        active=np.zeros(families, np.int32),
        involved=np.zeros(families, np.int32),
        outsiders=catchment.outsiders,
        volunteers=np.zeros(sizes.volunteers, VOLUNTEER),
        coordinators=_coordinators(),
        groups=_groups(design, catchment.venues, p, key),
        matches=np.zeros(sizes.matches, MATCH),
        cohorts=cohorts,
        funds=_funds(design),
        tasks=np.zeros(len(TASKS), TASK),
        lines=np.zeros(len(COST_LINES), LINE),
        weekly=np.zeros(weeks, WEEK),
        sessions=np.zeros((weeks, groups), SESSION),
        spending=np.zeros((weeks, len(COST_LINES))),
        hours_asked=np.zeros((weeks, len(TASKS))),
        hours_given=np.zeros((weeks, len(TASKS))),
        events=np.zeros(sizes.events, EVENT),
        now=np.zeros(1, NOW),
    )

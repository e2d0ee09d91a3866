"""Who has heard: a constant hazard, and the Bass model of word of mouth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from peersim.analysis.cross_model.queue import growing_out
from peersim.analysis.cross_model.reference import ALL_ALIKE, ReferenceModel, Row, row, worlds
from peersim.analysis.patterns.designs import MORNING_GROUP, Table
from peersim.evidence.table import parameter

Numbers = npt.NDArray[np.float64]

OUTREACH = 0.01
"""Weekly hazard of hearing by outreach where there is no word of mouth."""

SLOW, TALK = 0.002, 0.12
"""Weekly hazards by outreach, and by word of mouth if everybody talked, where there is word of mouth."""

AFTER = (13, 26, 52, 104)
AFTER_TALK = (26, 39, 52, 78)
"""Weeks at which the curves are compared."""

HOURS = 8.0
"""Outreach a week, at which half of its most is done [hours]."""

SETTINGS: Table = {"outreach.hours": HOURS, "outreach.spend": 0, "staff.posts": 2}
ALL_EARS: Mapping[str, float] = {
    "reach.effort_half": HOURS,
    "reach.low_english_ratio": 1.0,
    "reach.formal_door": 0.0,
    "reach.online_week": 0.0,
    "reach.referrals_per_coordinator_month": 0.0,
    "preference.one_to_one_z": -50.0,
}
"""Numbers at which everybody hears equally easily, and by outreach or word of mouth alone."""

ALL_COME: Mapping[str, float] = {
    **ALL_ALIKE,
    "first_step.weekly": 50.0,
    "first_step.no_return": 1e-9,
    "first_visit.fit": 0.0,
    "first_visit.trained": 0.0,
    "attendance.usual_open": 1.0 - 1e-12,
    "attendance.drop_out_open": 0.0,
    "setting.taste": 0.0,
    "setting.open_fear": 0.0,
    "setting.least_appeal": 1000.0,
    "group.memory": 1.0,
    "staff.turnover_year": 0.0,
    "staff.strain_sick_week": 0.0,
    "staff.leave_weeks": 0.0,
}
"""Numbers at which everybody who has heard comes at once and every week, and so talks."""


def bass(weeks: int, outreach: float, talk: float, leaving: float) -> Numbers:
    """Share of families who know, week by week, with families coming and going.

    F(t+1) = (1 − δ) (F + (1 − F) (1 − exp(−p − q F))): the Bass model as a difference equation, in which people hear
    what was talked of in the week before and a share of families is replaced by new ones each week.

    Parameters
    ----------
    weeks : int
        Weeks.
    outreach, talk : float
        p and q [per week].
    leaving : float
        δ: share of families replaced each week.

    Returns
    -------
    numpy.ndarray, shape (weeks + 1,)
        Share who know at the end of each week; nobody at first.
    """
    share = np.zeros(weeks + 1)
    for week in range(weeks):
        heard = (1.0 - share[week]) * (1.0 - np.exp(-outreach - talk * share[week]))
        share[week + 1] = (share[week] + heard) * (1.0 - leaving)
    return share


def bass_curve(weeks: Numbers, outreach: float, talk: float) -> Numbers:
    """Share who know by the Bass model's closed form (Bass 1969): continuous time, nobody comes or goes."""
    fallen = np.exp(-(outreach + talk) * weeks)
    return np.asarray((1.0 - fallen) / (1.0 + talk / outreach * fallen))


def _always_there(world: Any) -> Numbers:
    """Share who had heard by some weeks, of families eligible throughout."""
    parents = world.parents
    there = (parents["eligible_from"] <= 0) & (parents["eligible_to"] >= len(world.weekly))
    heard = parents["aware_week"][there]
    return np.array([((heard >= 0) & (heard < week)).mean() for week in AFTER])


def _of_all(world: Any) -> Numbers:
    aware = world.weekly["aware"] / world.weekly["eligible"]
    return np.asarray(aware[np.array(AFTER_TALK) - 1], dtype=np.float64)


def _talking() -> Numbers:
    held = {**ALL_EARS, **ALL_COME, "reach.word_of_mouth": TALK, "reach.hear_week": 2.0 * SLOW}
    runs = worlds(held, SETTINGS, [MORNING_GROUP], weeks=max(AFTER_TALK), number=24)
    return np.array([_of_all(world) for world in runs])


def together() -> tuple[Row, ...]:
    """Compare outreach alone with a constant hazard, and word of mouth with the Bass difference equation.

    Hours are shared out after families hear, so that outreach begins to work in the second week.
    """
    held = {**ALL_EARS, "reach.word_of_mouth": 0.0, "reach.hear_week": 2.0 * OUTREACH}
    found = np.array([_always_there(each) for each in worlds(held, SETTINGS, [MORNING_GROUP], weeks=max(AFTER))])
    alone = 1.0 - np.exp(-OUTREACH * (np.array(AFTER) - 1.0))
    rows = [
        row(f"heard within {week} weeks, outreach alone", "share", alone[n], found[:, n], 0.02)
        for n, week in enumerate(AFTER)
    ]
    talked, expected = _talking(), bass(max(AFTER_TALK), SLOW, TALK, growing_out())
    rows += [
        row(f"know after {week} weeks, with word of mouth", "share", expected[week - 2], talked[:, n], 0.04)
        for n, week in enumerate(AFTER_TALK)
    ]
    return tuple(rows)


def apart() -> tuple[Row, ...]:
    """Compare word of mouth with the closed form, and the simulation as it is with outreach alone."""
    curve = bass_curve(np.array(AFTER_TALK, dtype=np.float64), SLOW, TALK)
    talked = _talking()
    rows = [
        row(f"know after {week} weeks, closed form", "share", curve[n], talked[:, n])
        for n, week in enumerate(AFTER_TALK)
    ]
    usual = float(parameter("reach.hear_week").value or 0.0) / 2.0
    found = np.array([_always_there(each) for each in worlds({}, SETTINGS, [MORNING_GROUP], weeks=max(AFTER))])
    last = len(AFTER) - 1
    expected = 1.0 - np.exp(-usual * (AFTER[last] - 1))
    rows.append(row(f"heard within {AFTER[last]} weeks, nothing held", "share", expected, found[:, last]))
    return tuple(rows)


MODEL = ReferenceModel(
    "hearing",
    "Who has heard: constant hazard, and the Bass model of word of mouth",
    "1 − exp(−p t); F(t+1) = (1 − δ) (F + (1 − F) (1 − exp(−p − q F))); closed form of Bass (1969).",
    "Everybody hears equally easily, and by nothing but outreach and word of mouth; for word of mouth, everybody who "
    "has heard comes at once and every week, and so talks.",
    "Bass's closed form runs ahead: in it people talk at once and nobody comes or goes, while here talk is a week old "
    "and a family in a few hundred is replaced by a new one each week. As it is, few of those who have heard come and "
    "talk, and some hear less easily.",
    together,
    apart,
)

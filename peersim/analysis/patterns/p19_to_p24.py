"""Patterns 19 to 24: staffing and growth, courses, calls, referrals, and how leaving changes with time."""

from __future__ import annotations

from typing import Any

import numpy as np

from peersim.agents.stages import WAITED_TOO_LONG
from peersim.analysis.laboratory import Laboratory
from peersim.analysis.patterns.designs import MORNING_GROUP, Table, YesNo, came, programme, share
from peersim.analysis.patterns.pattern import Numbers, Pattern, Statistic, above, below, between, overlaps
from peersim.foundation.units import WEEKS_PER_MONTH, WEEKS_PER_YEAR
from peersim.scenarios.levers import TOPICS

HALF_YEAR = 26
"""Time that must be left in the run for something to show [weeks]; a definition."""

PER_HUNDRED = 100.0
"""Chances are told in percent [%]."""

NEVER = -1
"""How the tables of people say "not yet"."""


# P19: two facilitators


def share_cancelled(world: Any) -> float:
    """Share of planned sessions that were cancelled."""
    return float(world.weekly["sessions_cancelled"].sum() / max(1, world.weekly["sessions_planned"].sum()))


def measure_pairs(place: Laboratory) -> Numbers:
    """P19: share of sessions cancelled, two facilitators less one."""
    volunteers: Table = {"start.volunteers": 12, "recruitment.hours": 1}
    one, two = (
        place.values(share_cancelled, programme(volunteers, groups=[{**MORNING_GROUP, "facilitators": count}]))
        for count in (1, 2)
    )
    return np.asarray(two - one)


# P20: start small and grow


def lost_on_the_way(world: Any) -> float:
    """Share of parents who heard of the programme, with a year of it left, and did not come a second time."""
    parents = world.parents
    heard = (parents["aware_week"] >= 0) & (parents["aware_week"] < len(world.weekly) - int(WEEKS_PER_YEAR))
    return share(parents["sessions"] <= 1, heard)


def measure_growing_slowly(place: Laboratory) -> Numbers:
    """P20: one staffed group that grows by review, less five opened at once with the same few people."""
    few: Table = {"start.volunteers": 4, "recruitment.hours": 1, "outreach.hours": 3, "staff.posts": 0.5}
    names = [f"group {number}" for number in range(1, 6)]
    groups = [{**MORNING_GROUP, "name": name, "room": 10, "facilitators": 2} for name in names]
    later = [groups[0], *({**group, "reserve": True} for group in groups[1:])]
    at_once = programme(few, groups=groups)
    grown = programme({**few, "growth.staffed_first": True, "growth.review": True}, groups=later)
    measures = (lost_on_the_way, share_cancelled)
    return np.asarray(place.table(measures, grown) - place.table(measures, at_once))


# P21: who comes to a closed course


def starters_in_classes(world: Any) -> tuple[float, ...]:
    """Share of a course's starters who left after one or two sessions, and later; mean share attended; mean starters.

    Nobody is counted who began so late that the course may not have ended.
    """
    parents, groups = world.parents, world.groups
    began = came(world) & (parents["first_week"] < len(world.weekly) - HALF_YEAR)
    stopped, sessions = parents["finished_week"] < 0, parents["sessions"]
    attended = sessions[began].mean() / groups["course_weeks"][0] if began.any() else np.nan
    size = groups["starters"].sum() / groups["courses"].sum() if groups["courses"].sum() else np.nan
    return share(stopped & (sessions <= 2), began), share(stopped & (sessions > 2), began), float(attended), float(size)


def measure_courses(place: Laboratory) -> Numbers:
    """P21: early leavers, mid-course leavers, sessions attended, starters of a course with twelve places."""
    found = np.array([starters_in_classes(world) for world in place.worlds("epec_course")]).T
    persistent = 1.0 - found[0] - found[1]
    return np.array([found[0], found[1], persistent, found[2], found[3]])


# P22: a personal call


def first_and_later(world: Any) -> tuple[float, float]:
    """Odds that those who chose a course ever came, and share of later sessions that those who came attended."""
    parents = world.parents
    chose = (parents["invited_week"] >= 0) & (parents["invited_week"] < len(world.weekly) - HALF_YEAR)
    first = share(came(world), chose)
    there = chose & came(world) & (parents["offered"] > 1)
    later = (parents["sessions"][there] - 1).sum() / max(1, (parents["offered"][there] - 1).sum())
    return first / (1.0 - first), float(later)


def measure_calls(place: Laboratory) -> Numbers:
    """P22: odds ratio of ever coming with a call, and later sessions, called less not called."""
    course = {**MORNING_GROUP, "closed": True, "course_weeks": 8, "minimum": 4, "room": 60}
    plain, called = (
        np.array(
            [first_and_later(w) for w in place.worlds(programme({"outreach.personal_calls": calls}, groups=[course]))]
        ).T
        for calls in (False, True)
    )
    return np.array([called[0] / plain[0], called[1] - plain[1]])


# P23: slow and steady referrals


def ever_matched(world: Any) -> float:
    """Share of volunteers trained by half a year before the end who ever had a match."""
    people = world.volunteers[: int(world.now["volunteers"][0])]
    trained = (people["trained_week"] != NEVER) & (people["trained_week"] < len(world.weekly) - HALF_YEAR)
    return share(people["supported"] > 0, trained)


def measure_referrals(place: Laboratory) -> Numbers:
    """P23: trained volunteers ever matched, with slow referrals and with steady ones.

    Slow: about one family for a volunteer in three years, as in the pilots; steady: two or three, as in the helpline.
    """
    scheme: Table = {
        "one_to_one.offered": True,
        "one_to_one.weeks": 39,
        "assessment.staff": 1,
        "referral.needed": True,
        "outreach.hours": 0,
        "outreach.spend": 0,
        "recruitment.hours": 3,
        "recruitment.spend": 10,
        "training.weeks": 6,
        "training.minimum": 4,
        "training.gate": 0.3,
        "volunteers.from_parents": False,
        "staff.posts": 2.0,
    }
    slow, steady = (place.values(ever_matched, programme({**scheme, "referral.partners": many})) for many in (4, 24))
    return np.array([slow, steady, steady - slow])


# P24: leaving and time


def monthly_leaving(world: Any, low: float, high: float) -> float:
    """Volunteers' chance of leaving in a month at some tenure since training, giving up waiting for a match aside.

    Parameters
    ----------
    low, high : float
        Tenure [weeks].
    """
    people = world.volunteers[: int(world.now["volunteers"][0])]
    people = people[people["trained_week"] != NEVER]
    trained, left = people["trained_week"], people["left_week"]
    since = np.maximum(0, -trained)
    until = np.where(left >= 0, left, len(world.weekly)) - trained
    weeks = np.clip(np.minimum(until, high) - np.maximum(since, low), 0, None).sum()
    leavers = (left >= 0) & (people["reason"] != WAITED_TOO_LONG) & (until > low) & (until <= high)
    return float(PER_HUNDRED * WEEKS_PER_MONTH * leavers.sum() / weeks) if weeks else float("nan")


def first_visits(world: Any) -> tuple[YesNo, YesNo]:
    """Who first came early enough to have come again, and who of everybody has come once at most."""
    parents = world.parents
    return came(world) & (parents["first_week"] < len(world.weekly) - HALF_YEAR), np.asarray(parents["sessions"] <= 1)


def measure_first_visits(place: Laboratory) -> Numbers:
    """First visits not repeated; the same in a group about what parents went through, less in one for all.

    The second compares the same parents, so that nothing differs but the group.
    """
    topic = "mental_health"
    rows = []
    about = programme(groups=[{**MORNING_GROUP, "topic": topic}])
    for plain, alike in zip(place.worlds(programme(groups=[MORNING_GROUP])), place.worlds(about), strict=True):
        (first, once), (there, once_there) = first_visits(plain), first_visits(alike)
        both = first & there & (plain.parents["topic"] == TOPICS.index(topic))
        rows.append((share(once, first), share(once_there, both) - share(once, both)))
    return np.array(rows).T


def measure_leaving(place: Laboratory) -> Numbers:
    """P24: leaving after two years less leaving in the first; first visits not repeated, and by fit."""
    scheme: Table = {
        "one_to_one.offered": True,
        "assessment.staff": 1,
        "referral.partners": 40,
        "start.volunteers": 40,
        "recruitment.hours": 3,
        "staff.posts": 3.0,
    }
    year = float(WEEKS_PER_YEAR)
    late, early = place.table(
        [lambda world: monthly_leaving(world, 2 * year, np.inf), lambda world: monthly_leaving(world, 0.0, year)],
        programme(scheme),
    )
    return np.array([late - early, *measure_first_visits(place)])


PATTERNS = (
    Pattern(
        19,
        "Two facilitators to a group keep its sessions from being cancelled",
        "Calgary study (claim C12)",
        (Statistic("share of sessions cancelled, two facilitators less one", "share", below(0.0)),),
        "facilitators who cannot come",
        measure_pairs,
    ),
    Pattern(
        20,
        "Starting with one staffed group and growing loses fewer parents than opening many half-staffed ones at once",
        "Safe Project (claim L3)",
        (
            Statistic(
                "share of parents who heard of it and never came a second time, growing less opening at once",
                "share",
                below(0.0),
            ),
            Statistic("share of sessions cancelled, growing less opening at once", "share", below(0.0)),
        ),
        "limits of coordinators' time",
        measure_growing_slowly,
    ),
    Pattern(
        21,
        "Of those who start a closed course some leave early, some midway and some come throughout; of twelve places "
        "about seven are taken up",
        "Targets V02 (mean size 6.5 to 8.0) and V07b (0.53 to 0.69 of sessions), each widened by half its width; "
        "three classes of attenders (evidence notes, section 1), each at least a twentieth, below which such analyses "
        "usually drop a class",
        (
            Statistic("starters who left after one or two sessions", "share", above(0.05)),
            Statistic("starters who left later on", "share", above(0.05)),
            Statistic("starters who stayed to the end", "share", above(0.05)),
            Statistic("sessions attended by those who came at all", "share", between(0.45, 0.77)),
            Statistic("starters of a course with twelve places", "parents", between(5.75, 8.75)),
        ),
        "people who differ, do not turn up or drop out",
        measure_courses,
        parents=3000,
        weeks=104,
    ),
    Pattern(
        22,
        "A personal call multiplies first attendance about threefold, and those who come then attend less later",
        "Target V06, effect.personal_call_or (odds ratio 1.9 to 5.2); evidence notes, section 1",
        (
            Statistic("odds of ever coming, called against not called", "odds ratio", between(1.9, 5.2)),
            Statistic("share of later sessions attended, called less not called", "share", below(0.0)),
        ),
        "personal call",
        measure_calls,
        weeks=104,
    ),
    Pattern(
        23,
        "With slow referrals about half of the trained volunteers are ever matched, with steady ones nearly all",
        "Targets V05c (0.39 to 0.67) and V04b (0.92 to 0.97)",
        (
            Statistic("trained volunteers ever matched, slow referrals", "share", between(0.391, 0.671)),
            Statistic("trained volunteers ever matched, steady referrals", "share", overlaps(0.917, 0.972)),
            Statistic("the same, steady less slow", "share", above(0.0)),
        ),
        "scarce referrals",
        measure_referrals,
    ),
    Pattern(
        24,
        "Volunteers leave less as they stay longer; about a quarter of first visits to a group are not repeated, fewer "
        "where newcomers fit in",
        "Evidence notes, section 1 (tenure; Jones); first_step.no_return (0.12 to 0.36)",
        (
            Statistic("volunteers leaving in a month, after two years less in the first year", "%", below(0.0)),
            Statistic("first visits not repeated", "share", between(0.12, 0.36)),
            Statistic(
                "the same, by the same parents: in a group about what they went through less in one for all",
                "share",
                below(0.0),
            ),
        ),
        "fragile beginnings",
        measure_leaving,
        parents=3000,
    ),
)
"""Patterns 19 to 24, in order."""

"""Patterns 1 to 6: who comes, how often, and what keeps people away; whose experience is too recent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from peersim.agents.attending import IN_PERSON
from peersim.agents.stages import (
    CHILDCARE,
    E_SUPERVISED,
    E_SUPERVISION_MISSED,
    SCREENED_OUT,
    STRAIN,
    TRAINING_TOO_MUCH,
    TRANSPORT,
    UNMET_SUPPORT,
)
from peersim.analysis.laboratory import Laboratory
from peersim.analysis.patterns.pattern import Numbers, Pattern, Statistic, above, below, exactly, near
from peersim.foundation.units import WEEKS_PER_MONTH

HALF_YEAR, YEAR = 26, 52
"""Windows in which something is counted, or must have had time to show [weeks]; definitions."""

ABOUT_FORTY = (25, 60)
"""Families seen in the last half-year that count as a group of about forty [families]; a definition."""

RECENT_YEARS = 2.0
"""Own experience is recent below this, as the pattern says [years]."""

ALONE = {
    "group.crowding_logit": 0.0,
    "group.emptiness_logit": 0.0,
    "tie.chance": 0.0,
    "first_visit.closed_circle": 0.0,
    "reach.word_of_mouth": 0.0,
    "recruit.word_of_mouth": 0.0,
}
"""Families that take no notice of each other: what help does then, it does to those it is given to."""


def _share(part: npt.NDArray[Any], of: npt.NDArray[Any]) -> float:
    """Share of some people among others; nan where there are no others."""
    return float((part & of).sum() / of.sum()) if of.any() else np.nan


def swing(world: Any) -> tuple[float, float, float, float]:
    """Most and fewest present, variance over mean, and how much more attendance varies than membership, last year."""
    last = world.sessions[-YEAR:, 0]
    held = last["held"]
    seen = (world.parents["setting"] == 0) & (world.parents["last_week"] >= len(world.weekly) - HALF_YEAR)
    if held.sum() < HALF_YEAR or not ABOUT_FORTY[0] <= seen.sum() <= ABOUT_FORTY[1]:
        return (np.nan,) * 4
    present, members = last["present"][held], last["members"][held]
    varies = present.std() / present.mean() - members.std() / members.mean()
    return float(present.max()), float(present.min()), float(present.var() / present.mean()), float(varies)


def measure_swing(place: Laboratory) -> Numbers:
    """P1, in the daytime group of the Calgary programme where it has about forty families."""
    return np.array([swing(world) for world in place.worlds("calgary_groups", remove_groups=["evening group"])]).T


def came_and_came_again(world: Any) -> tuple[float, float]:
    """Share of those who chose a group that ever came, and of those who came that came again."""
    parents, before = world.parents, len(world.weekly) - HALF_YEAR
    by_group = parents["contacts"] == 0
    chose = by_group & (parents["invited_week"] >= 0) & (parents["invited_week"] < before)
    came = by_group & (parents["sessions"] > 0) & (parents["first_week"] < before)
    return _share(parents["sessions"] > 0, chose), _share(parents["sessions"] > 1, came)


def measure_first_and_again(place: Laboratory) -> Numbers:
    """P2: coming again, and coming again less coming at all."""
    pairs = np.array([came_and_came_again(world) for world in place.worlds("baseline")])
    return np.array([pairs[:, 1], pairs[:, 1] - pairs[:, 0]])


def stated_reasons(world: Any) -> float:
    """Share of absences put down to childcare, less the share put down to transport."""
    stated = world.weekly["stated"].sum(axis=0)
    return float((stated[CHILDCARE] - stated[TRANSPORT]) / stated.sum()) if stated.sum() else np.nan


def car_gap(world: Any) -> float:
    """Share of sessions that members without a car come to, less that of members with one."""
    parents = world.parents
    member = (parents["setting"] >= 0) & (world.groups["kind"][parents["setting"]] == IN_PERSON)
    offered, came, car = parents["offered"], parents["sessions"], parents["has_car"]
    if not (offered[member & car].sum() and offered[member & ~car].sum()):
        return np.nan
    return float(came[member & ~car].sum() / offered[member & ~car].sum()) - float(
        came[member & car].sum() / offered[member & car].sum()
    )


def sessions_by(trait: str, has: bool) -> Any:
    """Measure the sessions attended by all families that have a trait, or have not [sessions]."""
    return lambda world: float(world.parents["sessions"][world.parents[trait] == has].sum())


ENOUGH_MONEY = {"name": "enough", "why": "So that money is in nobody's way.", "amount_per_year": 200000}


def measure_barriers(place: Laboratory) -> Numbers:
    """P3: what is stated, what those without a car do, and whom help reaches when families act alone."""
    plain = place.table([stated_reasons, car_gap], "baseline")
    alone = replace(place, held=ALONE)
    tables: dict[str, Any] = {
        "remove_groups": ["video group"],
        "funds": [{**ENOUGH_MONEY, "pays_for": "anything", "reporting_hours": 0, "every_weeks": 13}],
    }
    settings: dict[str, Any] = {"volunteers.from_parents": False}
    creche = {"creche.places": 60, "creche.staff_send_trained": True}
    lifts = {"transport.help": "lifts_for_those_without_a_car", "transport.places": 40}
    who = [
        sessions_by(trait, has)
        for trait, has in (("childcare_need", True), ("childcare_need", False), ("has_car", False), ("has_car", True))
    ]
    before = alone.table(who, "baseline", settings, **tables)
    by_creche = alone.table(who, "baseline", settings | creche, **tables) - before
    by_lifts = alone.table(who, "baseline", settings | lifts, **tables) - before
    change = by_creche[0] / before[0]
    return np.array([plain[0], plain[1], change, change > 0.0, by_creche[1], by_lifts[2] / before[2], by_lifts[3]])


def coming(world: Any) -> float:
    """Share of members of in-person groups present, over all sessions held."""
    rooms = world.groups["kind"] == IN_PERSON
    held = world.sessions["held"][:, rooms]
    members = world.sessions["members"][:, rooms][held].sum()
    return float(world.sessions["present"][:, rooms][held].sum() / members) if members else np.nan


def measure_room(place: Laboratory) -> Numbers:
    """P4: members coming where a crowded, and where a near-empty, room is made to fit, less where it is not."""
    crowded = {"group.room": 5, "outreach.hours": 8}
    empty = {"group.room": 40, "outreach.hours": 0.5, "outreach.spend": 0, "referral.partners": 1}
    rows = []
    for busy in (crowded, empty):
        one, other = (place.values(coming, "baseline", {**busy, "group.adaptable": fits}) for fits in (False, True))
        rows.append(one - other)
    return np.array(rows)


def came_to_a_group(world: Any) -> float:
    """Families that ever came to a group [families]."""
    return float((world.parents["sessions"] > 0).sum())


def measure_times(place: Laboratory) -> Numbers:
    """P5: families that come with two times less with one, and with a fixed time less with a moving one."""
    one = place.values(came_to_a_group, "baseline")
    two = place.values(came_to_a_group, "morning_and_evening")
    moving = place.values(came_to_a_group, "baseline", {"group.moving": True})
    return np.array([two - one, one - moving])


def _was_recent(volunteers: Any, week: Any) -> npt.NDArray[np.bool_]:
    """Whether volunteers' own experience was recent in a week of the run."""
    return np.asarray(volunteers["experience_years"] + week / YEAR < RECENT_YEARS)


def supervision_due(world: Any) -> float:
    """Supervision due a month at work, in weeks in which own experience is recent less in others."""
    volunteers = world.volunteers[: int(world.now["volunteers"][0])]
    weeks = np.arange(len(world.weekly))
    until = np.where(volunteers["left_week"] >= 0, volunteers["left_week"], len(weeks))
    began = volunteers["active_week"]
    at_work = (began >= 0)[:, None] & (weeks >= began[:, None]) & (weeks < until[:, None])
    recent = volunteers["experience_years"][:, None] + weeks / YEAR < RECENT_YEARS
    events = world.events[: int(world.now["events"][0])]
    events = events[np.isin(events["kind"], (E_SUPERVISED, E_SUPERVISION_MISSED))]
    row_of = {uid: row for row, uid in enumerate(volunteers["uid"])}
    due = np.zeros(at_work.shape)
    np.add.at(due, ([row_of[uid] for uid in events["who"]], events["week"]), 1.0)
    rates = [
        (due * some).sum() / some.sum() if some.any() else np.nan for some in (at_work & recent, at_work & ~recent)
    ]
    return float(rates[0] - rates[1]) * WEEKS_PER_MONTH


def fell_out(world: Any) -> float:
    """Share who left within a year of beginning training for a bad reason, recent less other volunteers."""
    volunteers = world.volunteers[: int(world.now["volunteers"][0])]
    began = volunteers["training_week"]
    seen = (began >= 0) & (began < len(world.weekly) - YEAR)
    bad = np.isin(volunteers["reason"], (TRAINING_TOO_MUCH, STRAIN, UNMET_SUPPORT, SCREENED_OUT))
    gone = bad & (volunteers["left_week"] - began < YEAR)
    recent = _was_recent(volunteers, began)
    return _share(gone, seen & recent) - _share(gone, seen & ~recent)


def measure_recency(place: Laboratory) -> Numbers:
    """P6, in a programme that recruits hard, takes everybody and has time for them, so that both kinds are there."""
    recruits = {
        "recruitment.hours": 8,
        "recruitment.spend": 50,
        "training.taster_weeks": 0,
        "training.places": 24,
        "hours.regime": "unlimited",
    }
    return replace(place, events=True).table([supervision_due, fell_out], "baseline", recruits)


PATTERNS = (
    Pattern(
        1,
        "Attendance at one open group swings widely from week to week though membership is stable",
        'Calgary study, "from one to twenty or more"; calibration target V02d',
        (
            Statistic("most present at one session of a year", "families", near(15, 30)),
            Statistic("fewest present at one session of a year", "families", near(1, 2)),
            Statistic(
                "variance of attendance over its mean (members who each decide alone give less than 1)",
                "ratio",
                above(1.0),
            ),
            Statistic("relative spread of attendance less that of membership", "ratio", above(0.0)),
        ),
        "weeks that differ for all",
        measure_swing,
        draws=96,
        parents=3000,
    ),
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
        draws=64,
    ),
    Pattern(
        3,
        "Childcare ranks first among stated practical barriers, then transport, and parents without a car come "
        "irregularly; help acts only on those who need it, and how much is uncertain",
        "claims C2 and C4; effect.creche_or and effect.transport_targeted_or, whose intervals include no effect; "
        "evidence notes, conflicts 1 and 2",
        (
            Statistic("absences put down to childcare, less those put down to transport", "share", above(0.0)),
            Statistic("sessions that members without a car come to, less members with one", "share", below(0.0)),
            Statistic("sessions of families that need childcare, change with a crèche", "share", above(0.0)),
            Statistic("worlds in which the crèche helps families that need childcare", "share", below(1.0)),
            Statistic("sessions of families that do not need it, change with a crèche", "sessions", exactly(0.0)),
            Statistic("sessions of families without a car, change with lifts", "share", above(0.0)),
            Statistic("sessions of families with a car, change with lifts", "sessions", exactly(0.0)),
        ),
        "childcare and transport barriers",
        measure_barriers,
        draws=192,
        parents=3000,
    ),
    Pattern(
        4,
        "An overcrowded room and a near-empty one both put parents off",
        "claim C3; group.crowding_point, group.emptiness_point",
        (
            Statistic("members present, crowded room less one that adapts", "share", below(0.0)),
            Statistic("members present, near-empty room less one that adapts", "share", below(0.0)),
        ),
        "discomfort of the room",
        measure_room,
        draws=64,
    ),
    Pattern(
        5,
        "Two fixed times, a morning and an evening, reach more parents than one; a fixed time beats a moving one",
        "claim C2; effect.two_times_or, whose interval includes no effect",
        (
            Statistic("families that ever came to a group, two times less one", "families", above(0.0)),
            Statistic("families that ever came to a group, a fixed time less a moving one", "families", above(0.0)),
        ),
        "clash of times",
        measure_times,
        draws=64,
    ),
    Pattern(
        6,
        "Volunteers whose own experience is under two years old need more supervision and drop out more",
        "claims F1 and F2",
        (
            Statistic("supervision due, recent less other volunteers", "times a month", above(0.0)),
            Statistic(
                "left within a year of beginning training: too much, strained, unsupported or not ready; recent less "
                "other volunteers",
                "share",
                above(0.0),
            ),
        ),
        "recency of own experience",
        measure_recency,
        draws=96,
        parents=3000,
    ),
)

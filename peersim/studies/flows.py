"""Whether the event record and the state tables of a run say the same: flows that must reconcile exactly."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from peersim.agents import stages
from peersim.agents.attending import VIDEO
from peersim.foundation.problems import InputError
from peersim.studies.replay import NEVER, ParentThen, PostThen, Replay, VolunteerThen
from peersim.studies.replay_acts import replay

PARENT_FIELDS = (
    "stage", "setting", "route", "called", "signed_up", "aware_week", "referred_week", "invited_week", "assessed_week",
    "matched_week", "first_week", "last_week", "disengaged_week", "finished_week", "gone_week", "contacted_week",
    "sessions", "contacts", "posts", "messages", "visits", "tie_count",
)  # fmt: skip
"""Fields of a parent that the events alone must give."""

VOLUNTEER_FIELDS = (
    "stage", "reason", "group", "caseload", "supported", "enquired_week", "left_week", "supervised_week",
)  # fmt: skip
"""Fields of a volunteer that the events alone must give."""

GROUP_FIELDS = (
    "running", "opened_week", "closed_week", "course_started", "courses", "members", "invited", "volunteers",
)  # fmt: skip
"""Fields of a group that the events alone must give."""

POST_FIELDS = ("filled", "person", "leavers", "frozen", "holder")
"""Fields of a coordinator post that the events alone must give."""

MATCH_FIELDS = ("started", "ended", "early", "contacts", "missed")
"""Fields of a match that the events alone must give, besides who the two are."""

WEEKLY_FIELDS = (
    "new_parents", "attending", "supported", "attendances", "contacts", "posts", "messages", "lapsed", "returned",
    "harms", "concerns", "supervision_due", "supervision_met", "volunteers_enquired", "volunteers_left",
    "volunteers_training", "waiting_assessment", "waiting_match", "volunteers_ready", "volunteers_active",
    "volunteers_resting",
)  # fmt: skip
"""Fields of the weekly table that the events alone must give; absences by cause and sessions besides."""


ROUNDING = 1e-9
"""Full-time posts may differ by this much, from adding up in another order."""


def whole_record(world: Any) -> Any:
    """Give the event record of a run, or refuse one that is not whole.

    Parameters
    ----------
    world : World
        A finished run.

    Returns
    -------
    records of EVENT
        Every event that happened, in order.

    Raises
    ------
    InputError
        If the record was not kept, or an event is missing from it.
    """
    happened, there = int(world.now[0]["events"]), len(world.events)
    if happened and not there:
        raise InputError(["this run kept no event record; run it again with events=True."])
    if happened > there:
        raise InputError([f"{happened - there:,} of {happened:,} events are missing from the record."])
    return world.events[:happened]


def reconcile(world: Any) -> list[str]:
    """Compare what the events of a run say with its state tables.

    Parameters
    ----------
    world : World
        A finished run whose event record was kept.

    Returns
    -------
    list of str
        What differs, a line each; empty when every flow reconciles with every stock.

    Raises
    ------
    InputError
        If the record was not kept, or an event is missing from it.
    """
    told = replay(whole_record(world), len(world.weekly))
    found = [*told.strange, *_people(world, told), *_matches(world, told), *_groups(world, told), *_posts(world, told)]
    return [*found, *_weeks(world, told), *_sessions(world, told)]


def _differences(what: str, row: Any, then: Any, fields: Iterable[str]) -> list[str]:
    pairs = ((name, int(row[name]), int(getattr(then, name))) for name in fields)
    return [f"{what}: {name} is {is_so}, by the events {by_events}" for name, is_so, by_events in pairs
            if is_so != by_events]  # fmt: skip


def _people(world: Any, told: Replay) -> list[str]:
    found = []
    for number, row in enumerate(world.parents):
        then = told.parents.pop(int(row["uid"]), None)
        if then is not None:
            found += _differences(f"parent {number}", row, then, PARENT_FIELDS)
            away = [then.absences[cause] for cause in range(len(stages.ABSENCE_CAUSES))]
            if away != row["absences"].tolist():
                found.append(f"parent {number}: absences are {row['absences'].tolist()}, by the events {away}")
        elif row["aware_week"] != NEVER:
            found.append(f"parent {number}: known since week {row['aware_week']}, and no event says so")
    for number, row in enumerate(world.volunteers[: int(world.now[0]["volunteers"])]):
        volunteer = told.volunteers.pop(int(row["uid"]), VolunteerThen())
        found += _differences(f"volunteer {number}", row, volunteer, VOLUNTEER_FIELDS)
        if volunteer.from_parents != (row["parent"] >= 0):
            found.append(f"volunteer {number}: whether they were a parent is not what the events say")
        if volunteer.trained_before != (row["trained_week"] < NEVER):
            found.append(f"volunteer {number}: whether they were trained before the run is not what the events say")
        elif not volunteer.trained_before:
            found += _differences(f"volunteer {number}", row, volunteer, ("training_week", "trained_week"))
    strangers: list[ParentThen | VolunteerThen] = [*told.parents.values(), *told.volunteers.values()]
    return [*found, *(f"events of someone who is in no table: {one}" for one in strangers)]


def _matches(world: Any, told: Replay) -> list[str]:
    there = int(world.now[0]["matches"])
    if there != len(told.matches):
        return [f"matches: {there} began, by the events {len(told.matches)}"]
    found = []
    for number, (row, then) in enumerate(zip(world.matches[:there], told.matches, strict=True)):
        two = int(world.parents[row["parent"]]["uid"]), int(world.volunteers[row["volunteer"]]["uid"])
        if two != (then.parent, then.volunteer):
            found.append(f"match {number}: between {two}, by the events {(then.parent, then.volunteer)}")
        found += _differences(f"match {number}", row, then, MATCH_FIELDS)
    return found


def _groups(world: Any, told: Replay) -> list[str]:
    found = []
    for number, row in enumerate(world.groups):
        then = told.group(number)
        found += _differences(f"group {number}", row, then, GROUP_FIELDS)
        signs_up = row["course_weeks"] > 0 or row["kind"] > VIDEO
        if then.signed_up_first[not signs_up]:
            found.append(f"group {number}: {then.signed_up_first[not signs_up]} joined as nobody joins this group")
    return found


def _posts(world: Any, told: Replay) -> list[str]:
    found = []
    for number, row in enumerate(world.coordinators, start=1):
        then = told.posts.pop(int(row["uid"]), PostThen())
        found += _differences(f"post {number}", row, then, POST_FIELDS)
        if row["away"] != (then.away_week == len(world.weekly) - 1 and then.filled):
            found.append(f"post {number}: whether its holder is on leave is not what the events say")
        if not row["filled"] and then.vacant != (row["vacant_weeks"] >= 0):
            found.append(f"post {number}: whether it is to be filled is not what the events say")
        if row["filled"]:
            found += _differences(f"post {number}", row, then, ("was_volunteer",))
            if then.sick != (row["sick_weeks"] > 0):
                found.append(f"post {number}: whether its holder is off sick is not what the events say")
    for week, at_work in enumerate(told.at_work):
        posts = float(world.design[week]["staff_posts"])
        shares = (
            min(1.0, max(0.0, posts - i)) for i, uid in enumerate(world.coordinators["uid"]) if int(uid) in at_work
        )
        by_events, is_so = sum(shares), float(world.weekly[week]["posts_filled"])
        if not math.isclose(is_so, by_events, abs_tol=ROUNDING):
            found.append(f"week {week}: posts at work are {is_so:g}, by the events {by_events:g}")
    return [*found, *(f"events of a post that is not there: {one}" for one in told.posts.values())]


def _weeks(world: Any, told: Replay) -> list[str]:
    weeks = range(len(world.weekly))
    tables = {name: world.weekly[name] for name in WEEKLY_FIELDS}
    for cause in range(len(stages.ABSENCE_CAUSES)):
        tables[f"absences[{cause}]"] = world.weekly["absences"][:, cause]
    times = 1 + (world.group_design["group_second_slot"] >= 0)
    for name in ("held", "cancelled"):
        tables[f"sessions_{name}"] = world.weekly[f"sessions_{name}"]
        for (what, week, group), count in list(told.sessions.items()):
            if what == name:
                told.weekly[f"sessions_{name}", week] += count * int(times[week, group])
    return [
        f"week {week}: {name} is {int(table[week])}, by the events {told.weekly[name, week]}"
        for name, table in tables.items()
        for week in weeks
        if int(table[week]) != told.weekly[name, week]
    ]


def _sessions(world: Any, told: Replay) -> list[str]:
    found = []
    online = world.groups["kind"] > VIDEO
    for week, group in np.ndindex(*world.sessions.shape):
        row = world.sessions[week, group]
        for name in ("held", "cancelled", "present", "newcomers"):
            if name == "held" and online[group]:  # a space is open all the week
                continue
            if int(row[name]) != told.sessions[name, week, group]:
                by_events = told.sessions[name, week, group]
                found.append(f"week {week}, group {group}: {name} is {int(row[name])}, by the events {by_events}")
    return found

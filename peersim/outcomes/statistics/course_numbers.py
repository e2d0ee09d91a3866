"""Statistics of courses as such: how many begin, how large they are, whether they have parents enough to go on."""

from __future__ import annotations

import numpy as np

from peersim.outcomes.statistics.arguments import PER, WINDOW, asked_for
from peersim.outcomes.statistics.course_record import courses, places, sign_ups
from peersim.outcomes.statistics.courses import BEGAN, SUBJECT, over_places, place_ids
from peersim.outcomes.statistics.doings import windowed
from peersim.outcomes.statistics.family_steps import group_is_course
from peersim.outcomes.statistics.record import Record
from peersim.outcomes.statistics.statistic import Argument, Counts, Given, Numbers, Statistic, Units, YesNo
from peersim.outcomes.statistics.subgroups import OF_FAMILIES
from peersim.outcomes.statistics.summaries import OF_AMOUNTS, amounts, number, share
from peersim.outcomes.statistics.whole_run import per_time


def _ids(record: Record, which: YesNo) -> Counts:
    table = courses(record)
    return np.asarray(record.groups["uid"][table.group[which]] * 4096 + table.number[which])


def _of_courses(record: Record, which: YesNo, values: Numbers | Counts | YesNo) -> Units:
    return Units(values[which].astype(np.float64), _ids(record, which))


def _begun(record: Record, given: Given, who: YesNo | None) -> Units:
    window = windowed(record, given["from_week"], given["to_week"])
    first = courses(record).first
    inside = (first >= window[0]) & (first < window[1]) if window else np.zeros(len(first), dtype=np.bool_)
    return per_time(float(inside.sum()), window, given["per"])


_WHEN = Argument(
    "when", "at the first session (its starters), at the last session held, or at the session with the fewest",
    "choice", "first session", choices=("first session", "last session", "fewest"),
)  # fmt: skip


def _size(record: Record, given: Given, who: YesNo | None) -> Units:
    table = courses(record)
    which = asked_for(table.first, given)
    if given["when"] == "first session":
        return _of_courses(record, which, table.at_first)
    which &= table.over
    return _of_courses(record, which, table.at_last if given["when"] == "last session" else table.fewest)


def _signed_up(record: Record, given: Given, who: YesNo | None) -> Units:
    table, signed = courses(record), sign_ups(record)
    settled = signed.settled >= 0
    key = signed.group[settled] * 4096 + signed.settled[settled]
    begins = table.group * 4096 + table.first
    order = np.argsort(begins)
    at = np.searchsorted(begins[order], key)
    known = at < len(begins)
    known[known] = begins[order][at[known]] == key[known]
    many = np.bincount(order[at[known]], minlength=len(begins))
    return _of_courses(record, asked_for(table.first, given), many)


_PARENTS = Argument("parents", "parents that are enough", "whole", low=1, high=100)


def _viable(record: Record, given: Given, who: YesNo | None) -> Units:
    found = _size(record, given, who)
    return Units((found.values >= given["parents"]).astype(np.float64), found.ids)


def _cut_short(record: Record, given: Given, who: YesNo | None) -> Units:
    table = courses(record)
    return _of_courses(record, asked_for(table.first, given) & table.over, ~table.whole)


def _attendance(record: Record, given: Given, who: YesNo | None) -> Units:
    table, took = courses(record), places(record)
    which = asked_for(table.first, given) & table.over
    attended = np.bincount(took.course, weights=took.attended, minlength=len(which))
    return _of_courses(record, which, attended / np.maximum(table.at_first * table.sessions, 1))


_EVERY = Argument("every", "a course is planned to begin in each so many weeks", "whole", low=1, high=260)


def _planned(record: Record, given: Given, who: YesNo | None) -> Units:
    """Windows in which a course was planned, from each group's opening on, and whether one began."""
    every, table = given["every"], courses(record)
    values, ids = [np.zeros(0)], [np.zeros(0, dtype=np.int64)]
    for g in np.flatnonzero(group_is_course(record) & (record.groups["opened_week"] >= 0)):
        group = record.groups[g]
        until = group["closed_week"] if group["closed_week"] >= 0 else record.weeks
        many = int((until - group["opened_week"]) // every)
        term = (table.first[table.group == g] - group["opened_week"]) // every
        values.append(np.isin(np.arange(many), term).astype(np.float64))
        ids.append(int(group["uid"]) * 4096 + np.arange(many))
    return Units(np.concatenate(values), np.concatenate(ids))


def _never_begun(record: Record, given: Given, who: YesNo | None) -> Units:
    which = np.flatnonzero(group_is_course(record) & (record.groups["opened_week"] >= 0))
    ever = np.isin(which, courses(record).group)
    return Units((~ever).astype(np.float64), np.asarray(record.groups["uid"][which]))


def _never_came(record: Record, given: Given, who: YesNo | None) -> Units:
    signed = sign_ups(record)
    told = (signed.settled >= 0) & asked_for(signed.settled, given)
    values = (~signed.came[told]).astype(np.float64)
    return Units(values, place_ids(record, signed.family[told], signed.settled[told]), signed.family[told])


def _weeks_to_begin(record: Record, given: Given, who: YesNo | None) -> Units:
    signed = sign_ups(record)
    told = (signed.settled >= 0) & asked_for(signed.settled, given)
    values = (signed.settled - signed.week)[told].astype(np.float64)
    return Units(values, place_ids(record, signed.family[told], signed.settled[told]), signed.family[told])


_SESSION = Argument("session", "which session of the course, from 1", "whole", low=1, high=104)


def _nth_session(record: Record, given: Given) -> Counts:
    """Week of a session of each course; the end of the run where it was not held."""
    table = courses(record)
    held = np.zeros((record.weeks, len(record.groups)), dtype=np.int64)
    np.cumsum(record.sessions["held"], axis=0, out=held)
    wanted = table.number * record.groups["course_weeks"][table.group] + given["session"]
    week = np.array([np.searchsorted(held[:, g], n) for g, n in zip(table.group, wanted, strict=True)], dtype=np.int64)
    return np.where(table.sessions >= given["session"], week, record.weeks)


def _still_coming(record: Record, given: Given, who: YesNo | None) -> Units:
    took, table = places(record), courses(record)
    keep = over_places(record, given) & (table.sessions >= given["session"])[took.course]
    came = took.last >= _nth_session(record, given)[took.course]
    ids = place_ids(record, took.family[keep], table.first[took.course[keep]])
    return Units(came[keep].astype(np.float64), ids, took.family[keep])


_OF_COURSES = "courses whose first session was held"
_SIGNED = "sign-ups for a course whose first session was held by the end of the run"

COURSE_NUMBERS = (
    Statistic(
        "courses_begun", SUBJECT, "courses begun", "courses", "the run as a whole",
        "Number of closed courses whose first session was held in the window, in the window, a month or a year. Not "
        "told where the run is shorter than the window.", _begun, number, (*WINDOW, PER), sampled=False,
    ),
    Statistic(
        "course_size", SUBJECT, "parents at a course", "parents (or as `summary` says)", _OF_COURSES,
        "Parents present at the first session (starters: who signed up and came), at the last session held, or at the "
        "session with the fewest. For the last two, courses that were not over by the end of the run are left out.",
        _size, amounts, (_WHEN, *BEGAN, *OF_AMOUNTS),
    ),
    Statistic(
        "course_sign_ups", SUBJECT, "parents signed up for a course", "parents (or as `summary` says)", _OF_COURSES,
        "Parents who had signed up when the course began, whether or not they came to its first session.",
        _signed_up, amounts, (*BEGAN, *OF_AMOUNTS), needs_events=True,
    ),
    Statistic(
        "course_attendance", SUBJECT, "attendance of a course", "share of sessions (or as `summary` says)",
        "courses that were over by the end of the run",
        "Sessions attended by the course's starters, over its starters times its sessions held. Courses differ: their "
        "sd, or the share of them `below` some attendance, says how much.", _attendance, amounts,
        (*BEGAN, *OF_AMOUNTS), high=1.0, needs_events=True,
    ),
    Statistic(
        "viable_courses_share", SUBJECT, "courses with parents enough", "share", _OF_COURSES,
        "Share of courses with at least `parents` parents present at that session (`when`). For the last session and "
        "the fewest, courses that were not over by the end of the run are left out.", _viable, share,
        (_PARENTS, _WHEN, *BEGAN), high=1.0,
    ),
    Statistic(
        "planned_courses_begun_share", SUBJECT, "planned courses that began", "share",
        "courses planned: one every so many weeks (`every`) from the opening of each group that runs courses",
        "Share of these periods in which the first session of a course was held. The model has no planned dates: a "
        "course begins when enough parents have signed up, so a period without one is a course that could not be "
        "filled (or for which no session could be held). Periods cut short by the group's closing or the end of the "
        "run are left out.", _planned, share, (_EVERY,), high=1.0,
    ),
    Statistic(
        "courses_never_begun_share", SUBJECT, "groups that never filled a course", "share",
        "groups that run courses and had opened",
        "Share of groups meant to run courses that had held no first session of any course by the end of the run.",
        _never_begun, share, (), high=1.0,
    ),
    Statistic(
        "courses_cut_short_share", SUBJECT, "courses cut short", "share",
        "courses that were over by the end of the run",
        "Share of courses whose group closed before every session was held.", _cut_short, share, BEGAN, high=1.0,
    ),
    Statistic(
        "enrolled_never_came_share", SUBJECT, "enrolled who never came", "share", _SIGNED,
        "Share of sign-ups for a course that were not followed by coming to its first session (who does not come to "
        "the first does not come at all). Sign-ups for a course that had not begun are left out.", _never_came, share,
        (*BEGAN, *OF_FAMILIES), high=1.0, needs_events=True, by_family=True,
    ),
    Statistic(
        "weeks_to_course", SUBJECT, "weeks from signing up to the first session", "weeks (or as `summary` says)",
        _SIGNED, "Weeks from signing up for a course to its first session, whether or not they came to it.",
        _weeks_to_begin, amounts, (*BEGAN, *OF_AMOUNTS, *OF_FAMILIES), needs_events=True, by_family=True,
    ),
    Statistic(
        "still_coming_share", SUBJECT, "starters who still came at or after a session", "share",
        "places on courses that were over and held that many sessions",
        "Share of starters who came to the session with this number (`session`), or to a later one: drop-out is what "
        "comes after the last session attended.", _still_coming, share, (_SESSION, *BEGAN, *OF_FAMILIES), high=1.0,
        needs_events=True, by_family=True,
    ),
)  # fmt: skip
"""Statistics of courses as such."""

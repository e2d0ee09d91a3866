"""Statistics of closed courses: how many begin, with how many parents, and who completes them by which definition."""

from __future__ import annotations

import numpy as np

from peersim.outcomes.statistics.arguments import asked_for, when
from peersim.outcomes.statistics.course_record import Places, courses, places, sign_ups
from peersim.outcomes.statistics.record import Record
from peersim.outcomes.statistics.statistic import Argument, Counts, Given, Numbers, Statistic, Units, YesNo
from peersim.outcomes.statistics.subgroups import OF_FAMILIES
from peersim.outcomes.statistics.summaries import OF_AMOUNTS, amounts, share

SUBJECT = "courses"

BEGAN = when("courses whose first session was")
"""Which courses, by when they began."""

COMPLETION = ("not dropped out", "sessions", "share of sessions", "last session", "every session")
_COMPLETED = (
    Argument("completed", "what completing means: still a member at the end of the last session (not dropped out); "
             "came to at least `sessions` sessions; came to at least the share `share_of_sessions` of the sessions "
             "held; came to the last session; came to every session", "choice", COMPLETION[0], choices=COMPLETION),
    Argument("sessions", "sessions that are enough", "whole", low=1, high=104, goes_with=("completed", "sessions")),
    Argument("share_of_sessions", "share of sessions that is enough [0 to 1]", "number", high=1.0,
             goes_with=("completed", "share of sessions")),
    Argument("of", "of starters (came to the first session), or of all who had signed up when the course began "
             "(enrolled)", "choice", "starters", choices=("starters", "enrolled")),
)  # fmt: skip

_OVER = "Courses that were not over by the end of the run are left out; where a group closed before its course was "\
        "over, nobody has completed it unless the definition asks for sessions only."  # fmt: skip


def place_ids(record: Record, family: Counts, week: Counts) -> Counts:
    """Identity of a place on a course: whose, and when the course began."""
    return np.asarray(record.parents["uid"][family] * 4096 + week)


def has_completed(record: Record, given: Given) -> YesNo:
    """Which places on courses were completed, as the arguments define it."""
    took, table = places(record), courses(record)
    held, how = table.sessions[took.course], given["completed"]
    if how == "sessions":
        return np.asarray(took.attended >= given["sessions"])
    if how == "share of sessions":
        return np.asarray(took.attended >= given["share_of_sessions"] * held - 1e-9)
    if how == "last session":
        return np.asarray((took.last == table.last[took.course]) & table.whole[took.course])
    if how == "every session":
        return np.asarray((took.attended == held) & table.whole[took.course])
    return took.stayed


def over_places(record: Record, given: Given) -> YesNo:
    """Which places were on courses that were over by the end of the run and began in the weeks asked about."""
    took, table = places(record), courses(record)
    return np.asarray((table.over & asked_for(table.first, given))[took.course])


def _completed(record: Record, given: Given, who: YesNo | None) -> Units:
    took, done = places(record), has_completed(record, given)
    keep = over_places(record, given)
    family, values = took.family[keep], done[keep].astype(np.float64)
    first = courses(record).first[took.course[keep]]
    if given["of"] == "enrolled":
        absent, when = _did_not_come(record, took, keep)
        family, first = np.concatenate([family, absent]), np.concatenate([first, when])
        values = np.concatenate([values, np.zeros(len(absent))])
    return Units(values, place_ids(record, family, first), family)


def _did_not_come(record: Record, took: Places, keep: YesNo) -> tuple[Counts, Counts]:
    """Families that signed up for the courses kept and did not come to the first session, and when that was."""
    signed, table = sign_ups(record), courses(record)
    kept = np.unique(took.course[keep])
    began = table.group[kept] * 4096 + table.first[kept]
    absent = (signed.settled >= 0) & ~signed.came & np.isin(signed.group * 4096 + signed.settled, began)
    return signed.family[absent], signed.settled[absent]


def _attended(record: Record, given: Given, who: YesNo | None) -> Units:
    return _of_places(record, given, places(record).attended.astype(np.float64))


def _attended_share(record: Record, given: Given, who: YesNo | None) -> Units:
    took = places(record)
    return _of_places(record, given, took.attended / courses(record).sessions[took.course])


def _of_places(record: Record, given: Given, values: Numbers) -> Units:
    took, keep = places(record), over_places(record, given)
    first = courses(record).first[took.course[keep]]
    return Units(values[keep], place_ids(record, took.family[keep], first), took.family[keep])


COURSES = (
    Statistic(
        "completed_share", SUBJECT, "completed the course", "share", "places on courses: a family on one course",
        "Share of places on closed courses that were completed, by the definition chosen (`completed`). A family that "
        f"took two courses counts twice. {_OVER}",
        _completed, share, (*_COMPLETED, *BEGAN, *OF_FAMILIES), high=1.0, needs_events=True, by_family=True,
    ),
    Statistic(
        "course_sessions_attended", SUBJECT, "sessions of the course attended", "sessions (or as `summary` says)",
        "places on courses: a family that came to the first session of one",
        f"Sessions of the course that they came to, the first included, whether or not they dropped out. {_OVER}",
        _attended, amounts, (*BEGAN, *OF_AMOUNTS, *OF_FAMILIES), needs_events=True, by_family=True,
    ),
    Statistic(
        "course_sessions_attended_share", SUBJECT, "share of the course's sessions attended",
        "share of sessions (or as `summary` says)", "places on courses: a family that came to the first session of one",
        "Sessions that they came to over sessions of the course that were held, those after they dropped out included. "
        + _OVER,
        _attended_share, amounts, (*BEGAN, *OF_AMOUNTS, *OF_FAMILIES), high=1.0, needs_events=True, by_family=True,
    ),
)  # fmt: skip
"""Statistics of closed courses."""

"""Courses of a run and who took them: each course, each place on it, each sign-up, as tables of columns."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from peersim.agents import causes, stages
from peersim.outcomes.statistics.family_steps import SESSIONS, group_is_course
from peersim.outcomes.statistics.record import Happened, Record
from peersim.outcomes.statistics.statistic import Counts, YesNo

_WEEKS = 1 << 12
"""More weeks than any run has; for making one number of two."""


class Courses(NamedTuple):
    """Courses whose first session was held, one entry each, sorted by group and then by time.

    Attributes
    ----------
    group : numpy.ndarray, shape (courses,)
        Group that ran it.
    number : numpy.ndarray, shape (courses,)
        Its place among the group's courses, from 0.
    first, last : numpy.ndarray, shape (courses,)
        Week of its first session, and of the last that was held.
    sessions : numpy.ndarray, shape (courses,)
        Sessions held.
    whole : numpy.ndarray, shape (courses,)
        Every session planned was held.
    over : numpy.ndarray, shape (courses,)
        Every session was held, or the group closed before that.
    at_first, at_last : numpy.ndarray, shape (courses,)
        Parents present at the first session (its starters), and at the last that was held.
    fewest : numpy.ndarray, shape (courses,)
        Parents present at the session with the fewest.
    """

    group: Counts
    number: Counts
    first: Counts
    last: Counts
    sessions: Counts
    whole: YesNo
    over: YesNo
    at_first: Counts
    at_last: Counts
    fewest: Counts


def courses(record: Record) -> Courses:
    """Tell a run's courses apart: of a group that runs courses, each so many sessions held in a row are one."""
    return record.once("courses", lambda: _courses(record))


def _courses(record: Record) -> Courses:
    which = np.flatnonzero(group_is_course(record))
    group, week = np.nonzero(record.sessions["held"][:, which].T)
    present = record.sessions["present"][week, which[group]].astype(np.int64)
    group = which[group]
    length = record.groups["course_weeks"]
    begins = np.searchsorted(group, np.arange(len(length)))
    within = np.arange(len(group)) - begins[group]
    number = within // length[group]
    starts = np.flatnonzero(within % np.maximum(length[group], 1) == 0)
    stops = np.append(starts[1:], len(group))[: len(starts)] - 1
    of = group[starts]
    sessions = stops - starts + 1
    whole = sessions == length[of]
    fewest = np.minimum.reduceat(present, starts) if len(starts) else np.zeros(0, dtype=np.int64)
    return Courses(
        of, number[starts], week[starts], week[stops], sessions, whole, whole | (record.groups["closed_week"][of] >= 0),
        present[starts], present[stops], fewest,
    )  # fmt: skip


def course_ends(record: Record, group: Counts, week: Counts) -> Counts:
    """First week after the course that a group held in a given week; the end of the run where it held none.

    Parameters
    ----------
    record : Record
        The run.
    group, week : numpy.ndarray, shape (k,)
        Groups and weeks.

    Returns
    -------
    numpy.ndarray, shape (k,)
        Weeks.
    """
    at, table = _course_at(record, group, week), courses(record)
    if not len(table.last):
        return np.full(len(group), record.weeks, dtype=np.int64)
    return np.where(at >= 0, table.last[at] + 1, record.weeks)


class Places(NamedTuple):
    """Places taken on courses, one entry each: a family that came to the first session of a course.

    Attributes
    ----------
    family : numpy.ndarray, shape (places,)
        Row of the family.
    course : numpy.ndarray, shape (places,)
        Which course, as a row of `Courses`.
    attended : numpy.ndarray, shape (places,)
        Sessions of it that they came to.
    last : numpy.ndarray, shape (places,)
        Week of the last one they came to.
    stayed : numpy.ndarray, shape (places,)
        They were still a member at the end of its last session.
    """

    family: Counts
    course: Counts
    attended: Counts
    last: Counts
    stayed: YesNo


def places(record: Record) -> Places:
    """Who took which course, and how often they came."""
    return record.once("places", lambda: _places(record))


def _course_at(record: Record, group: Counts, week: Counts) -> Counts:
    """Which course a group held in a given week; -1 where it held none."""
    table = courses(record)
    if not len(table.group):
        return np.full(len(group), -1, dtype=np.int64)
    begins = table.group * _WEEKS + table.first
    at = np.searchsorted(begins, group * _WEEKS + week, side="right") - 1
    there = (at >= 0) & (table.group[at] == group) & (week <= table.last[at])
    return np.where(there, at, -1)


def _places(record: Record) -> Places:
    joined, came = record.of_kind(stages.E_JOINED), record.of_kind(*SESSIONS)
    finished = record.of_kind(stages.E_FINISHED)
    finished = finished.take(finished.cause == causes.AS_PLANNED)
    many = len(courses(record).group) + 1
    keys = _keys(record, joined, many)
    keys = np.unique(keys[keys >= 0])
    session = _keys(record, came, many)
    at, known = _find(keys, session)
    attended = np.bincount(at[known], minlength=len(keys))
    last = np.full(len(keys), -1, dtype=np.int64)
    last[at[known]] = came.week[known]  # in order of time, so that the latest stays
    stayed = np.zeros(len(keys), dtype=np.bool_)
    ends, ended = _find(keys, _keys(record, finished, many))
    stayed[ends[ended]] = True
    return Places(keys // many, keys % many, attended.astype(np.int64), last, stayed)


def _keys(record: Record, happened: Happened, many: int) -> Counts:
    """One number for each event's family and course; -1 where it belongs to no course."""
    course = _course_at(record, happened.setting, happened.week)
    return np.where(course >= 0, record.family_rows(happened.who) * many + course, -1)


def _find(keys: Counts, wanted: Counts) -> tuple[Counts, YesNo]:
    """Where each wanted number stands among sorted ones, and whether it is there at all."""
    if not len(keys):
        return np.zeros(len(wanted), dtype=np.int64), np.zeros(len(wanted), dtype=np.bool_)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return at, np.asarray(keys[at] == wanted)


class SignUps(NamedTuple):
    """Sign-ups for courses, one entry each.

    Attributes
    ----------
    family : numpy.ndarray, shape (sign-ups,)
        Row of the family.
    group : numpy.ndarray, shape (sign-ups,)
        Group that runs the course.
    week : numpy.ndarray, shape (sign-ups,)
        Week in which they signed up.
    settled : numpy.ndarray, shape (sign-ups,)
        Week of the first session, which they came to or not; -1 where there was none for them by the end of the run.
    came : numpy.ndarray, shape (sign-ups,)
        They came to that first session.
    """

    family: Counts
    group: Counts
    week: Counts
    settled: Counts
    came: YesNo


def sign_ups(record: Record) -> SignUps:
    """Who signed up for a course, and whether they came to its first session."""
    return record.once("sign-ups", lambda: _sign_ups(record))


def _sign_ups(record: Record) -> SignUps:
    signed, joined, absent = stages.E_SIGNED_UP, stages.E_JOINED, stages.E_DID_NOT_COME
    happened = record.of_kind(signed, joined, absent, stages.E_AGED_OUT, stages.E_LOOKS_AGAIN)
    rows = record.family_rows(happened.who)
    order = np.argsort(rows, kind="stable")
    rows, happened = rows[order], happened.take(order)
    kind = record.kind_of(happened)
    following = np.append(np.where(rows[1:] == rows[:-1], kind[1:], -1), -1)[: len(rows)]
    when = np.append(happened.week[1:], -1)[: len(rows)]
    setting = happened.setting
    signs = (kind == signed) & (setting >= 0) & group_is_course(record)[np.maximum(setting, 0)]
    came, settled = following[signs] == joined, np.isin(following[signs], (joined, absent))
    return SignUps(rows[signs], setting[signs], happened.week[signs], np.where(settled, when[signs], -1), came)

"""What families do week by week: come to sessions, have contacts, post and read, as tables of columns."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from peersim.agents import stages
from peersim.outcomes.statistics.family_steps import SESSIONS, group_is_course, group_is_online, group_is_rolling
from peersim.outcomes.statistics.record import Record
from peersim.outcomes.statistics.statistic import Argument, Counts, YesNo
from peersim.scenarios.levers import GROUP_KINDS

KINDS_OF_GROUP = ("any", "course", "open group", "in person", "by video", "online space")
AT = Argument(
    "at", "kind of group: any that meets; courses; groups that meet and go on without an end (open group); any in "
    "person; any by video", "choice", "any", choices=KINDS_OF_GROUP[:-1],
)  # fmt: skip
"""Which groups that meet."""

DOINGS = {
    "attended": SESSIONS,
    "had a contact": (stages.E_CONTACT,),
    "posted": (stages.E_POSTED,),
    "looked in": (stages.E_READ,),
    "any": (*SESSIONS, stages.E_CONTACT, stages.E_READ),
}
"""What a family may do in a week, and the events of it; whoever posts has looked in at least as often."""


def doing_argument(default: str) -> Argument:
    """Make the argument that says what counts as taking part."""
    return Argument(
        "doing", "what counts: came to a session of a group that meets (attended), had a one-to-one contact, posted in "
        "an online space, looked in there (whoever posts has looked in), or any of these", "choice", default,
        choices=tuple(DOINGS),
    )  # fmt: skip


def groups_of_kind(record: Record, kind: str) -> YesNo:
    """Which groups are of a kind, shape (groups,)."""
    kinds = record.groups["kind"]
    if kind == "any":
        return ~group_is_online(record)
    if kind in ("in person", "by video"):
        return np.asarray(kinds == GROUP_KINDS.index("in_person" if kind == "in person" else "video"))
    which = {"course": group_is_course, "open group": group_is_rolling, "online space": group_is_online}
    return which[kind](record)


class Done(NamedTuple):
    """What families did, one entry for each family and week in which they did it, in order of time.

    Attributes
    ----------
    family : numpy.ndarray, shape (times,)
        Row of the family.
    week : numpy.ndarray, shape (times,)
        When.
    times : numpy.ndarray, shape (times,)
        How often in that week: posts written, or times looked in; 1 for sessions and contacts.
    """

    family: Counts
    week: Counts
    times: Counts


def done(record: Record, doing: str) -> Done:
    """Every time that a family did something."""

    def make() -> Done:
        happened = record.of_kind(*DOINGS[doing])
        return Done(record.family_rows(happened.who), happened.week, np.maximum(happened.cause, 1))

    return record.once(("done", doing), make)


def times(record: Record, doing: str, start: int, stop: int) -> Counts:
    """How often each family did something from week `start` up to week `stop`, shape (families,)."""
    rows = done(record, doing)
    inside = (rows.week >= start) & (rows.week < stop)
    many = np.bincount(rows.family[inside], weights=rows.times[inside], minlength=len(record.parents))
    return np.asarray(many, dtype=np.int64)


def weeks_with(record: Record, doing: str, start: int, stop: int) -> Counts:
    """In how many weeks from week `start` up to week `stop` each family did something, shape (families,)."""
    rows = done(record, doing)
    inside = (rows.week >= start) & (rows.week < stop)
    return np.bincount(rows.family[inside], minlength=len(record.parents))


class Attendance(NamedTuple):
    """Sessions that members came to or stayed away from, one entry each, sorted by family and then by time.

    Attributes
    ----------
    family, group, week : numpy.ndarray, shape (entries,)
        Whose, where, when.
    came : numpy.ndarray, shape (entries,)
        True where they came, False where they stayed away.
    """

    family: Counts
    group: Counts
    week: Counts
    came: YesNo


def attendance(record: Record) -> Attendance:
    """Every session that was held for a member."""

    def make() -> Attendance:
        happened = record.of_kind(*SESSIONS, stages.E_ABSENT)
        rows = record.family_rows(happened.who)
        order = np.argsort(rows, kind="stable")
        came = record.kind_of(happened) != stages.E_ABSENT
        return Attendance(rows[order], happened.setting[order], happened.week[order], came[order])

    return record.once("attendance", make)


def attendance_at(record: Record, kind: str) -> Attendance:
    """Entries of attendance at groups of a kind."""
    table = attendance(record)
    if kind == "any":
        return table
    there = groups_of_kind(record, kind)[table.group]
    return Attendance(table.family[there], table.group[there], table.week[there], table.came[there])


def windowed(record: Record, start: int | None, stop: int | None) -> tuple[int, int] | None:
    """First week of a window and the first after it; None where the run did not last through it."""
    first, after = start or 0, record.weeks if stop is None else stop
    return (first, after) if first < after <= record.weeks else None

"""Statistics of coming to sessions: how many, what share, how many in a row, and why people stay away."""

from __future__ import annotations

from typing import Any

import numpy as np

from peersim.agents import stages
from peersim.outcomes.statistics.arguments import LONGEST, WINDOW, asked_for, when
from peersim.outcomes.statistics.course_record import course_ends
from peersim.outcomes.statistics.doings import (
    AT,
    Attendance,
    attendance_at,
    doing_argument,
    done,
    times,
    windowed,
)
from peersim.outcomes.statistics.record import Record
from peersim.outcomes.statistics.runs import first_of_each, longest_of_each, runs_in_a_row
from peersim.outcomes.statistics.statistic import Argument, Counts, Given, Statistic, Units, YesNo
from peersim.outcomes.statistics.subgroups import OF_FAMILIES
from peersim.outcomes.statistics.summaries import OF_AMOUNTS, amounts, share
from peersim.outcomes.statistics.ways_in import family_units

SUBJECT = "sessions"

FOLLOWED = Argument(
    "within", "weeks from the first session that are counted; families whose first session was at least so many weeks "
    "before the end of the run are told of", "whole", high=LONGEST, left_out="up to the end of the run", low=1,
)  # fmt: skip
_FIRST_HERE = when("families whose first session there was")
OUT_OF = Argument(
    "out_of", "sessions of which a share is told: every one that their group (or course) held from their first on, "
    "whether or not they had dropped out, as long as the family was eligible (held); or only those that were held "
    "while they were a member (as a member)", "choice", "held", choices=("held", "as a member"),
)  # fmt: skip
_EVER = "families that came to at least one session there"


def _pairs(record: Record, given: Given) -> tuple[Counts, Counts, Counts, Counts]:
    """Family and group of everybody who came somewhere, the week of their first session there, and where it begins."""
    table = attendance_at(record, given["at"])
    came = table.came
    key = table.family[came] * (len(record.groups) + 1) + table.group[came]
    keys, where = np.unique(key, return_index=True)
    return keys // (len(record.groups) + 1), keys % (len(record.groups) + 1), table.week[came][where], keys


def _first_weeks(record: Record, given: Given) -> tuple[Counts, Attendance]:
    """Week of each family's first session there (-1 never), and the attendance there."""
    table = attendance_at(record, given["at"])
    first = np.full(len(record.parents), -1, dtype=np.int64)
    came = np.flatnonzero(table.came)[::-1]
    first[table.family[came]] = table.week[came]
    return first, table


def _followed(record: Record, given: Given, first: Counts) -> Counts:
    """Rows of the families told of: their first session was in the weeks asked about, with time enough after it."""
    who = (first >= 0) & asked_for(first, given)
    if given["within"] is not None:
        who &= first + given["within"] <= record.weeks
    return np.flatnonzero(who)


def _counted(record: Record, given: Given, first: Counts, table: Attendance) -> YesNo:
    """Which entries fall into the weeks that are counted."""
    since = table.week - first[table.family]
    if given["within"] is None:
        return since >= 0
    return np.asarray((since >= 0) & (since < given["within"]))


def _attended(record: Record, given: Given, who: YesNo | None) -> Units:
    first, table = _first_weeks(record, given)
    counted = table.came & _counted(record, given, first, table)
    many = np.bincount(table.family[counted], minlength=len(first))
    rows = _followed(record, given, first)
    return family_units(record, rows, many[rows].astype(np.float64))


def _attended_share(record: Record, given: Given, who: YesNo | None) -> Units:
    first, table = _first_weeks(record, given)
    counted = _counted(record, given, first, table)
    came = np.bincount(table.family[counted & table.came], minlength=len(first))
    if given["out_of"] == "as a member":
        due = np.bincount(table.family[counted], minlength=len(first))
    else:
        due = _held(record, given, first)
    rows = _followed(record, given, first)
    return family_units(record, rows, came[rows] / np.maximum(due[rows], 1))


def _held(record: Record, given: Given, first: Counts) -> Counts:
    """Sessions that each family's groups held from the family's first session in each, shape (families,)."""
    family, group, week, _ = _pairs(record, given)
    held = record.once("held so far", lambda: _held_so_far(record))
    until = np.full(len(family), record.weeks, dtype=np.int64)
    if given["within"] is not None:
        until = np.minimum(until, first[family] + given["within"])
    gone = record.parents["gone_week"][family]
    until = np.minimum(until, np.where(gone >= 0, gone, record.weeks))
    until = np.maximum(np.minimum(until, course_ends(record, group, week)), week)
    return np.bincount(family, weights=held[until, group] - held[week, group], minlength=len(first)).astype(np.int64)


def _held_so_far(record: Record) -> Counts:
    """Sessions each group had held before each week, shape (weeks + 1, groups)."""
    sofar = np.zeros((record.weeks + 1, len(record.groups)), dtype=np.int64)
    np.cumsum(record.sessions["held"], axis=0, out=sofar[1:])
    return sofar


_WHICH_RUN = Argument(
    "which", "which runs: the longest of each family, its first, or each run (a family may have several)", "choice",
    "longest", choices=("longest", "first", "each"),
)  # fmt: skip
_WHERE_RUN = Argument(
    "where", "sessions of groups that meet, one-to-one contacts that were due, or weeks in an online space", "choice",
    "groups", choices=("groups", "one-to-one", "online"),
)  # fmt: skip


def _runs(record: Record, where: str) -> tuple[Counts, Counts]:
    if where == "groups":
        table = attendance_at(record, "any")
        return runs_in_a_row(table.family, table.came)
    if where == "one-to-one":
        happened = record.of_kind(stages.E_CONTACT, stages.E_NO_CONTACT)
        rows = record.family_rows(happened.who)
        order = np.argsort(rows, kind="stable")
        return runs_in_a_row(rows[order], record.kind_of(happened)[order] == stages.E_CONTACT)
    active = done(record, "looked in")
    order = np.argsort(active.family, kind="stable")
    family, week = active.family[order], active.week[order]
    follows = np.append(True, np.diff(week) == 1)[: len(week)]
    return runs_in_a_row(family, np.ones(len(family), dtype=np.bool_), follows)


def _unbroken(record: Record, given: Given, who: YesNo | None) -> Units:
    rows, length = record.once(("runs", given["where"]), lambda: _runs(record, given["where"]))
    if given["which"] == "longest":
        rows, length = longest_of_each(rows, length)
    elif given["which"] == "first":
        rows, length = first_of_each(rows, length)
    else:
        nth = np.arange(len(rows)) - np.searchsorted(rows, rows)
        return Units(length.astype(np.float64), record.parents["uid"][rows] * 4096 + nth, rows)
    return family_units(record, rows, length.astype(np.float64))


_KEYS = tuple(words.split()[0] for words in stages.ABSENCE_CAUSES)
_REASON = Argument(
    "reason", "why: " + ", ".join(f"{key} ({words})" for key, words in zip(_KEYS, stages.ABSENCE_CAUSES, strict=True)),
    "choice", choices=_KEYS,
)  # fmt: skip
_TOLD = Argument(
    "told", "the reason the parent would state (stated), or the largest avoidable cause (avoidable)", "choice",
    "stated", choices=("stated", "avoidable"),
)  # fmt: skip


def _away(record: Record, given: Given) -> tuple[Any, int]:
    """Absences of each family by reason, and the number of the reason asked about."""
    table = record.parents["stated" if given["told"] == "stated" else "absences"]
    return table, _KEYS.index(given["reason"])


def _absence_reason(record: Record, given: Given, who: YesNo | None) -> Units:
    table, reason = _away(record, given)
    total = table.sum(axis=1)
    rows = np.repeat(np.arange(len(total)), total)
    nth = np.arange(len(rows)) - np.repeat(np.cumsum(total) - total, total)
    values = (nth < table[rows, reason]).astype(np.float64)
    return Units(values, record.parents["uid"][rows] * 4096 + nth, rows)


def _naming_reason(record: Record, given: Given, who: YesNo | None) -> Units:
    table, reason = _away(record, given)
    rows = np.flatnonzero(table.any(axis=1))
    return family_units(record, rows, (table[rows, reason] > 0).astype(np.float64))


def _times_in_window(record: Record, given: Given, who: YesNo | None) -> Units:
    window = windowed(record, given["from_week"], given["to_week"])
    many = times(record, given["doing"], *window) if window else np.zeros(len(record.parents), dtype=np.int64)
    rows = np.flatnonzero(many)
    return family_units(record, rows, many[rows].astype(np.float64))


_ABSENT = "Absences are of members, from sessions that were held; who has stopped coming is absent from none."


def _about(name: str, label: str, unit: str, of: str, definition: str, units: Any, arguments: Any) -> Statistic:
    """Make a statistic of an amount for each family."""
    return Statistic(
        name, SUBJECT, label, unit, of, definition, units, amounts, (*arguments, *OF_AMOUNTS, *OF_FAMILIES),
        needs_events=True, by_family=True,
    )  # fmt: skip


def _reason_share(name: str, label: str, of: str, definition: str, units: Any) -> Statistic:
    return Statistic(
        name, SUBJECT, label, "share", of, definition, units, share, (_REASON, _TOLD, *OF_FAMILIES), high=1.0,
        by_family=True,
    )  # fmt: skip


SESSIONS_ATTENDED = (
    _about("sessions_attended", "sessions attended by those who ever came", "sessions (or as `summary` says)", _EVER,
           "Sessions of groups of that kind (`at`) that the family came to, its first included: up to the end of the "
           "run, or fewer than `within` weeks after the first.", _attended, (AT, FOLLOWED, *_FIRST_HERE)),
    _about("sessions_attended_share", "share of sessions attended by those who ever came",
           "share of sessions (or as `summary` says)", _EVER,
           "Sessions that the family came to over sessions held (`out_of`), both from its first session on: up to the "
           "end of the run, or fewer than `within` weeks after the first; a course counts up to its last session. Of "
           "a family that went to several groups, all are added up.", _attended_share,
           (AT, OUT_OF, FOLLOWED, *_FIRST_HERE)),
    _about("unbroken_run", "sessions or weeks in a row", "sessions, contacts or weeks (or as `summary` says)",
           "families that took part at least once; or runs, with which = \"each\"",
           "Length of unbroken runs: sessions held for a member and attended one after another (whatever weeks lie "
           "between); one-to-one contacts due and had one after another; or weeks one after another in which a member "
           "looked in. Runs that were going on at the end of the run count as long as they were.", _unbroken,
           (_WHERE_RUN, _WHICH_RUN)),
    _about("times_in_window", "times that a family took part in a window", "times (or as `summary` says)",
           "families that took part (`doing`) at least once in the window",
           "How often a family did it from week `from_week` up to week `to_week`: sessions attended, contacts had, "
           "posts written or times it looked in. Not told where the run is shorter.", _times_in_window,
           (doing_argument("attended"), *WINDOW)),
    _reason_share("absence_reason_share", "absences for one reason", "absences from sessions",
                  f"Share of absences that were for this reason. {_ABSENT}", _absence_reason),
    _reason_share("naming_reason_share", "families that name a reason", "families that were absent at least once",
                  f"Share with at least one absence for this reason by the end of the run. {_ABSENT}", _naming_reason),
)  # fmt: skip
"""Statistics of coming to sessions."""

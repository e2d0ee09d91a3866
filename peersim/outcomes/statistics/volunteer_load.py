"""Statistics of what volunteers carry: families for each volunteer, at once and altogether, and time without any."""

from __future__ import annotations

import numpy as np

from peersim.outcomes.statistics.arguments import LONGEST, WINDOW
from peersim.outcomes.statistics.doings import windowed
from peersim.outcomes.statistics.family_steps import step_needs_events
from peersim.outcomes.statistics.record import Record
from peersim.outcomes.statistics.statistic import NEVER, Argument, Counts, Given, Statistic, Units, YesNo
from peersim.outcomes.statistics.summaries import OF_AMOUNTS, amounts, over, share
from peersim.outcomes.statistics.volunteer_steps import (
    VOLUNTEER_STEPS,
    volunteer_weeks,
    volunteers_meant,
    who_argument,
)
from peersim.outcomes.statistics.volunteers import volunteer_units
from peersim.outcomes.statistics.whole_run import NOBODY

SUBJECT = "what volunteers carry"

_EVERYONE = who_argument("everyone")
AMONG = Argument(
    "among", "volunteers who had taken this step before the end of the window, and had not left before it began",
    "choice", "finished training", choices=tuple(VOLUNTEER_STEPS),
)  # fmt: skip


_needs = step_needs_events(VOLUNTEER_STEPS, "among")


def _volunteers(record: Record, given: Given, window: tuple[int, int]) -> Counts:
    """Rows of the volunteers told of."""
    step, left = volunteer_weeks(record, given["among"]), record.volunteers["left_week"]
    there = (step > NEVER) & (step < window[1]) & ((left < 0) | (left >= window[0]))
    return np.flatnonzero(there & volunteers_meant(record, given))


def _pairs(record: Record, window: tuple[int, int]) -> tuple[Counts, Counts]:
    """Family and volunteer of every two who were matched at some time in a window, each two once."""
    matches, many = record.matches, len(record.volunteers) + 1
    still = (matches["ended"] < 0) | (matches["ended"] >= window[0])
    there = (matches["started"] < window[1]) & still
    pairs = np.unique(matches["parent"][there] * many + matches["volunteer"][there])
    return pairs // many, pairs % many


def _families_each(record: Record, given: Given, who: YesNo | None) -> Units:
    window = windowed(record, given["from_week"], given["to_week"])
    if window is None:
        return NOBODY
    rows = _volunteers(record, given, window)
    families = np.bincount(_pairs(record, window)[1], minlength=len(record.volunteers))
    return volunteer_units(record, rows, families[rows].astype(np.float64))


def _families_over(record: Record, given: Given, who: YesNo | None) -> Units:
    """Families, each shared out among those who supported it, beside a 1 for each volunteer."""
    window = windowed(record, given["from_week"], given["to_week"])
    if window is None:
        return Units(np.zeros((0, 2)), NOBODY.ids)
    family, volunteer = _pairs(record, window)
    parts = 1.0 / np.bincount(family, minlength=len(record.parents))[family]
    carried = np.bincount(volunteer, weights=parts, minlength=len(record.volunteers))
    rows = _volunteers(record, given, window)
    return volunteer_units(record, rows, np.stack([carried[rows], np.ones(len(rows))], axis=1))


_WEEK = Argument("week", "week of the run [weeks]", "whole", low=0, high=LONGEST)
_CARRYING = Argument(
    "among", "volunteers who support at least one family in that week (supporting), or every volunteer who is ready "
    "for a role or has one and has not left (ready)", "choice", "supporting", choices=("supporting", "ready"),
)  # fmt: skip


def _caseload(record: Record, given: Given, who: YesNo | None) -> Units:
    week = given["week"]
    if week >= record.weeks:
        return NOBODY
    matches = record.matches
    goes_on = (matches["started"] <= week) & ((matches["ended"] < 0) | (matches["ended"] > week))
    many = np.bincount(matches["volunteer"][goes_on], minlength=len(record.volunteers))
    there = many > 0
    if given["among"] == "ready":
        ready, left = volunteer_weeks(record, "ready"), record.volunteers["left_week"]
        there |= (ready > NEVER) & (ready <= week) & ((left < 0) | (left > week))
    rows = np.flatnonzero(there & volunteers_meant(record, given))
    return volunteer_units(record, rows, many[rows].astype(np.float64))


def _matched_weeks(record: Record) -> Counts:
    """Weeks in which each volunteer had at least one match, shape (volunteers,)."""
    matches, weeks = record.matches, record.weeks
    change = np.zeros((len(record.volunteers), weeks + 1), dtype=np.int64)
    until = np.where(matches["ended"] >= 0, matches["ended"], weeks)
    np.add.at(change, (matches["volunteer"], matches["started"]), 1)
    np.add.at(change, (matches["volunteer"], until), -1)
    return np.asarray((np.cumsum(change, axis=1)[:, :weeks] > 0).sum(axis=1))


def _idle(record: Record, given: Given, who: YesNo | None) -> Units:
    ready, left = volunteer_weeks(record, "ready"), record.volunteers["left_week"]
    there = np.where(left >= 0, left, record.weeks) - np.maximum(ready, 0)
    rows = np.flatnonzero((ready > NEVER) & (there > 0) & volunteers_meant(record, given))
    idle = 1.0 - np.minimum(_matched_weeks(record)[rows] / there[rows], 1.0)
    return volunteer_units(record, rows, idle)


_STEP = Argument("of", "the step taken by the volunteers told of", "choice", "enquired", choices=tuple(VOLUNTEER_STEPS))


def _from_families(record: Record, given: Given, who: YesNo | None) -> Units:
    there = (volunteer_weeks(record, given["of"]) > NEVER) & volunteers_meant(record, given)
    rows = np.flatnonzero(there)
    return volunteer_units(record, rows, (record.volunteers["parent"][rows] >= 0).astype(np.float64))


def _cohort_size(record: Record, given: Given, who: YesNo | None) -> Units:
    cohorts = record.world.cohorts
    used = np.flatnonzero(cohorts["started"] >= 0)
    return Units(cohorts["starters"][used].astype(np.float64), used)


_OF_VOLUNTEERS = "volunteers who had taken the step (`among`) and were there in the window"
_MATCHED_IN_WINDOW = (
    "A family counts for a volunteer when the two were matched at some time in the window, once however often. Not "
    "told where the run is shorter than the window."
)

VOLUNTEER_LOAD = (
    Statistic(
        "families_each_volunteer", SUBJECT, "families of each volunteer", "families (or as `summary` says)",
        _OF_VOLUNTEERS, f"Families each volunteer supported one-to-one, 0 for those who supported none. "
        f"{_MATCHED_IN_WINDOW}", _families_each, amounts, (AMONG, *WINDOW, _EVERYONE, *OF_AMOUNTS),
        needs_events=True, needs_events_when=_needs,
    ),
    Statistic(
        "families_over_volunteers", SUBJECT, "families supported over volunteers", "families a volunteer",
        _OF_VOLUNTEERS, "Families supported one-to-one in the window, each counted once, over volunteers. A family "
        f"that had two volunteers counts half for each. {_MATCHED_IN_WINDOW}", _families_over, over,
        (AMONG, *WINDOW, _EVERYONE), needs_events=True, needs_events_when=_needs,
    ),
    Statistic(
        "caseload", SUBJECT, "families at once", "families (or as `summary` says)", "volunteers (`among`) in that week",
        "Families a volunteer supports one-to-one at the end of the week. Not told where the run is shorter.",
        _caseload, amounts, (_WEEK, _CARRYING, _EVERYONE, *OF_AMOUNTS), needs_events=True,
        needs_events_when=lambda given: given["among"] != "supporting",
    ),
    Statistic(
        "idle_share", SUBJECT, "time volunteers had no family", "share of weeks (or as `summary` says)",
        "volunteers who became ready for a role",
        "Share of the weeks from being ready (or the beginning of the run) until leaving (or its end) in which the "
        "volunteer had no match. Facilitating, moderating and pausing are such weeks too.",
        _idle, amounts, (_EVERYONE, *OF_AMOUNTS), needs_events=True,
    ),
    Statistic(
        "from_families_share", SUBJECT, "volunteers who were parents of the programme", "share",
        "volunteers who took the step (`of`)",
        "Share who are parents of the catchment and had come before they volunteered.", _from_families, share,
        (_STEP, _EVERYONE), high=1.0, needs_events=True,
        needs_events_when=step_needs_events(VOLUNTEER_STEPS, "of"),
    ),
    Statistic(
        "training_course_size", SUBJECT, "trainees who began a training course", "trainees (or as `summary` says)",
        "training courses begun by the end of the run", "Trainees who began the course together.", _cohort_size,
        amounts, OF_AMOUNTS,
    ),
)  # fmt: skip
"""Statistics of what volunteers carry."""

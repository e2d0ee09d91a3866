"""Statistics of reach and numbers: who took a step, who took part, what happened how often."""

from __future__ import annotations

import numpy as np

from peersim.agents import stages
from peersim.outcomes.statistics.arguments import PER, WINDOW
from peersim.outcomes.statistics.doings import doing_argument, times, windowed
from peersim.outcomes.statistics.family_steps import FAMILY_STEPS, family_weeks, step_needs_events
from peersim.outcomes.statistics.record import Record
from peersim.outcomes.statistics.statistic import NEVER, Argument, Counts, Given, Statistic, Units, YesNo
from peersim.outcomes.statistics.subgroups import OF_FAMILIES
from peersim.outcomes.statistics.summaries import number, over, share
from peersim.outcomes.statistics.volunteer_steps import (
    VOLUNTEER_STEPS,
    volunteer_weeks,
    volunteers_meant,
    who_argument,
)
from peersim.outcomes.statistics.ways_in import family_units
from peersim.outcomes.statistics.whole_run import NOBODY, per_time

SUBJECT = "reach and numbers"

_STEP = Argument("step", "the step taken", "choice", choices=tuple(FAMILY_STEPS))
_VOLUNTEER_STEP = Argument("step", "the step taken", "choice", choices=tuple(VOLUNTEER_STEPS))
_NEW = who_argument("everyone")


def _inside(weeks: Counts, window: tuple[int, int]) -> YesNo:
    return np.asarray((weeks > NEVER) & (weeks >= window[0]) & (weeks < window[1]))


def _families(record: Record, given: Given, who: YesNo | None) -> Units:
    window = windowed(record, given["from_week"], given["to_week"])
    if window is None:
        return NOBODY
    took = _inside(family_weeks(record, given["step"]), window)
    return per_time(float((took if who is None else took & who).sum()), window, given["per"])


def _volunteers(record: Record, given: Given, who: YesNo | None) -> Units:
    window = windowed(record, given["from_week"], given["to_week"])
    if window is None:
        return NOBODY
    took = _inside(volunteer_weeks(record, given["step"]), window) & volunteers_meant(record, given)
    return per_time(float(took.sum()), window, given["per"])


_WHAT = Argument("what", "what happened, in the words of the event record (`docs/events.md`)", "choice",
                 choices=stages.EVENT_KINDS)  # fmt: skip


def _happened(record: Record, given: Given, who: YesNo | None) -> Units:
    window = windowed(record, given["from_week"], given["to_week"])
    if window is None:
        return NOBODY
    week = record.of_kind(stages.EVENT_KINDS.index(given["what"])).week
    return per_time(float(((week >= window[0]) & (week < window[1])).sum()), window, given["per"])


_BASE = Argument(
    "of", "families eligible in at least one week of the window (eligible); those that became eligible in it (newly "
    "eligible); or those among the eligible whose youngest child was born in it (births)", "choice", "eligible",
    choices=("eligible", "newly eligible", "births"),
)  # fmt: skip


def _base(record: Record, of: str, window: tuple[int, int]) -> YesNo:
    parents = record.parents
    start, stop = parents["eligible_from"], parents["eligible_to"]
    there = (start < window[1]) & (stop > np.maximum(start, window[0]))
    if of == "newly eligible":
        there &= (start >= window[0]) & (start > 0)
    if of == "births":
        born = -parents["youngest_weeks"]
        there &= (born >= window[0]) & (born < window[1])
    return np.asarray(there)


def _reached(record: Record, given: Given, who: YesNo | None) -> Units:
    window = windowed(record, given["from_week"], given["to_week"])
    if window is None:
        return NOBODY
    rows = np.flatnonzero(_base(record, given["of"], window))
    did = times(record, given["doing"], *window) > 0
    return family_units(record, rows, did[rows].astype(np.float64))


def _reached_over(record: Record, given: Given, who: YesNo | None) -> Units:
    """Families that took part beside families of the base: each unit is in one of these at least."""
    window = windowed(record, given["from_week"], given["to_week"])
    if window is None:
        return Units(np.zeros((0, 2)), NOBODY.ids)
    base, did = _base(record, given["of"], window), times(record, given["doing"], *window) > 0
    rows = np.flatnonzero(base | did)
    return family_units(record, rows, np.stack([did, base], axis=1)[rows].astype(np.float64))


def _active(record: Record, given: Given, who: YesNo | None) -> Units:
    window = windowed(record, given["from_week"], given["to_week"])
    if window is None:
        return NOBODY
    did = times(record, given["doing"], *window) > 0
    return per_time(float((did if who is None else did & who).sum()), window, given["per"])


_OF_STEP = Argument("of", "the step taken by the families told of", "choice", "heard", choices=tuple(FAMILY_STEPS))
_ROUTE = Argument("route", "how they came to hear", "choice", choices=stages.ROUTES)


def _route(record: Record, given: Given, who: YesNo | None) -> Units:
    rows = np.flatnonzero((family_weeks(record, given["of"]) > NEVER) & (record.parents["route"] >= 0))
    values = record.parents["route"][rows] == stages.ROUTES.index(given["route"])
    return family_units(record, rows, values.astype(np.float64))


_SHORTER = "Not told where the run is shorter than the window."
_NUMBER = "the run as a whole"

NUMBERS = (
    Statistic(
        "reach_share", SUBJECT, "families reached in a window", "share", "families of the catchment (`of`)",
        f"Share of them that took part (`doing`) at least once in the window. {_SHORTER}", _reached, share,
        (_BASE, doing_argument("attended"), *WINDOW, *OF_FAMILIES), high=1.0, needs_events=True, by_family=True,
    ),
    Statistic(
        "reached_over", SUBJECT, "families reached over families of the catchment", "families a family",
        "families that took part, or are among those they are divided by (`of`)",
        "Families that took part (`doing`) at least once in the window, whether or not they are among those below the "
        f"line, over families (`of`): as attenders over births are told. It may exceed 1. {_SHORTER}", _reached_over,
        over, (_BASE, doing_argument("attended"), *WINDOW, *OF_FAMILIES), needs_events=True, by_family=True,
    ),
    Statistic(
        "families_number", SUBJECT, "families that took a step", "families", _NUMBER,
        f"Number of families that took the step for the first time in the window: in all, a month or a year. "
        f"{_SHORTER}", _families, number, (_STEP, *WINDOW, PER, *OF_FAMILIES), sampled=False, needs_events=True,
        by_family=True,
        needs_events_when=step_needs_events(FAMILY_STEPS, "step"),
    ),
    Statistic(
        "active_families_number", SUBJECT, "families that took part", "families", _NUMBER,
        f"Number of families that took part (`doing`) at least once in the window: in all, or over its months or "
        f"years. {_SHORTER}", _active, number, (doing_argument("any"), *WINDOW, PER, *OF_FAMILIES), sampled=False,
        needs_events=True, by_family=True,
    ),
    Statistic(
        "volunteers_number", SUBJECT, "volunteers who took a step", "volunteers", _NUMBER,
        f"Number of volunteers who took the step for the first time in the window: in all, a month or a year. "
        f"{_SHORTER}", _volunteers, number, (_VOLUNTEER_STEP, *WINDOW, PER, _NEW), sampled=False, needs_events=True,
        needs_events_when=step_needs_events(VOLUNTEER_STEPS, "step"),
    ),
    Statistic(
        "happenings_number", SUBJECT, "times that something happened", "times", _NUMBER,
        f"Number of events of this kind in the window: in all, a month or a year. {_SHORTER}", _happened, number,
        (_WHAT, *WINDOW, PER), sampled=False, needs_events=True,
    ),
    Statistic(
        "route_share", SUBJECT, "how families came to hear", "share",
        "families that had heard and took the step (`of`)", "Share that came to hear in this way.",
        _route, share, (_ROUTE, _OF_STEP, *OF_FAMILIES), high=1.0, needs_events=True, by_family=True,
        needs_events_when=step_needs_events(FAMILY_STEPS, "of"),
    ),
)  # fmt: skip
"""Statistics of reach and numbers."""

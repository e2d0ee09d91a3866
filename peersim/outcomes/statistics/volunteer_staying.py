"""Statistics of volunteers staying: retention, turnover, reasons for leaving, supervision, how they are."""

from __future__ import annotations

import numpy as np

from peersim.agents import stages
from peersim.foundation.units import WEEKS_PER_MONTH
from peersim.outcomes.statistics.arguments import WINDOW, asked_for, when
from peersim.outcomes.statistics.doings import windowed
from peersim.outcomes.statistics.family_steps import step_needs_events
from peersim.outcomes.statistics.record import Record
from peersim.outcomes.statistics.statistic import NEVER, Argument, Given, Numbers, Statistic, Units, YesNo
from peersim.outcomes.statistics.summaries import OF_AMOUNTS, OF_STAYS, amounts, share, stays
from peersim.outcomes.statistics.volunteer_steps import (
    VOLUNTEER_STEPS,
    volunteer_weeks,
    volunteers_meant,
    who_argument,
)
from peersim.outcomes.statistics.volunteers import volunteer_units
from peersim.outcomes.statistics.whole_run import NOBODY

SUBJECT = "volunteers staying"

_EARLIER = when("the step was")
_EVERYONE = who_argument("everyone")
_SINCE = Argument(
    "since", "the step from whose week time is counted; for those there at the start, the beginning of the run at the "
    "earliest", "choice", "had a role", choices=tuple(VOLUNTEER_STEPS),
)  # fmt: skip
_ENDINGS = Argument(
    "endings", "what ends it: any leaving, or only bad endings, moving on to work or study and being hired being "
    "censored", "choice", "any", choices=("any", "bad"),
)  # fmt: skip
_MONTH = Argument("month", "months (of 30.44 days) after that step [months]", "number", low=0, high=240)


def _stay(record: Record, given: Given, who: YesNo | None) -> Units:
    since = volunteer_weeks(record, given["since"])
    there = (since > NEVER) & asked_for(since, given) & volunteers_meant(record, given)
    rows = np.flatnonzero(there)
    people = record.volunteers[rows]
    left = np.asarray(people["left_week"] >= 0)
    until = np.where(left, people["left_week"], record.weeks - 1)
    if given["endings"] == "bad":
        left &= ~np.isin(people["reason"], (stages.TO_WORK_OR_STUDY, stages.TO_STAFF))
    weeks = np.maximum(until - np.maximum(since[rows], 0), 0)
    return volunteer_units(record, rows, np.stack([weeks, left], axis=1).astype(np.float64))


def _kept(values: Numbers, given: Given) -> float:
    return stays(values, {"summary": "share", "week": round(given["month"] * WEEKS_PER_MONTH)})


_BASE = Argument(
    "of", "of those there when the window began (at the start), or at any time in it (at any time)", "choice",
    "at the start", choices=("at the start", "at any time"),
)  # fmt: skip


def _turnover(record: Record, given: Given, who: YesNo | None) -> Units:
    window = windowed(record, given["from_week"], given["to_week"])
    if window is None:
        return NOBODY
    since, left = volunteer_weeks(record, given["since"]), record.volunteers["left_week"]
    begun = since < (window[0] if given["of"] == "at the start" else window[1])
    there = (since > NEVER) & begun & ((left < 0) | (left >= window[0])) & volunteers_meant(record, given)
    rows = np.flatnonzero(there)
    gone = (left[rows] >= window[0]) & (left[rows] < window[1])
    if given["endings"] == "bad":
        gone &= ~np.isin(record.volunteers["reason"][rows], (stages.TO_WORK_OR_STUDY, stages.TO_STAFF))
    return volunteer_units(record, rows, gone.astype(np.float64))


_WORDS = {words: number for number, words in enumerate(stages.LEAVING_REASONS) if number != stages.STAYED}
_REASON = Argument("reason", "why they left", "choice", choices=tuple(_WORDS))
_PHASES = ("any", "before training", "in training", "after training", "after a role")
_PHASE = Argument(
    "phase", "which leavers: any; those who had not begun training; who had begun and not finished it; who had "
    "finished it; who had had a role", "choice", "any", choices=_PHASES,
)  # fmt: skip


def _leavers(record: Record, given: Given) -> YesNo:
    people = record.volunteers
    began, trained = people["training_week"] >= 0, people["trained_week"] != -1
    phase = {
        "any": np.ones(len(people), dtype=np.bool_),
        "before training": ~began & ~trained,
        "in training": began & ~trained,
        "after training": trained,
        "after a role": people["active_week"] >= 0,
    }[given["phase"]]
    return np.asarray(phase & (people["left_week"] >= 0) & volunteers_meant(record, given))


def _why(record: Record, given: Given, who: YesNo | None) -> Units:
    rows = np.flatnonzero(_leavers(record, given))
    values = record.volunteers["reason"][rows] == _WORDS[given["reason"]]
    return volunteer_units(record, rows, values.astype(np.float64))


def _supervision(record: Record, given: Given, who: YesNo | None) -> Units:
    held, missed = record.of_kind(stages.E_SUPERVISED), record.of_kind(stages.E_SUPERVISION_MISSED)
    window = windowed(record, given["from_week"], given["to_week"])
    if window is None:
        return NOBODY
    uid, week = np.concatenate([held.who, missed.who]), np.concatenate([held.week, missed.week])
    values = np.concatenate([np.ones(len(held.who)), np.zeros(len(missed.who))])
    inside = (week >= window[0]) & (week < window[1])
    return Units(values[inside], (uid * 4096 + week)[inside])


def _between(record: Record, given: Given, who: YesNo | None) -> Units:
    held = record.of_kind(stages.E_SUPERVISED)
    order = np.argsort(held.who, kind="stable")
    uid, week = held.who[order], held.week[order]
    again = np.flatnonzero(uid[1:] == uid[:-1]) + 1
    return Units((week[again] - week[again - 1]).astype(np.float64), uid[again] * 4096 + week[again])


_MEASURES = {
    "confidence": "confidence", "confidence gained": "", "strain": "strain", "satisfaction": "satisfaction",
    "commitment": "commitment", "readiness": "readiness", "skill": "skill", "support met": "support_met",
}  # fmt: skip
_MEASURE = Argument(
    "measure", "confidence [0 to 10], confidence gained since they enquired, or strain, satisfaction, commitment, "
    "readiness, skill or the share of needed supervision that came (support met) [0 to 1]", "choice",
    choices=tuple(_MEASURES),
)  # fmt: skip
_OF = Argument("of", "the step taken by the volunteers told of", "choice", "had a role", choices=tuple(VOLUNTEER_STEPS))
_STILL = Argument("still_there", "only those who had not left by the end of the run", "yes/no", False)


def _how_they_are(record: Record, given: Given, who: YesNo | None) -> Units:
    there = (volunteer_weeks(record, given["of"]) > NEVER) & volunteers_meant(record, given)
    if given["still_there"]:
        there &= record.volunteers["left_week"] < 0
    rows = np.flatnonzero(there)
    people, field = record.volunteers[rows], _MEASURES[given["measure"]]
    values = people[field] if field else people["confidence"] - people["confidence_start"]
    return volunteer_units(record, rows, np.asarray(values, dtype=np.float64))


_OF_STEP = "volunteers who took the step (`since`)"

VOLUNTEERS_STAYING = (
    Statistic(
        "volunteer_weeks", SUBJECT, "how long volunteers stay", "weeks (a share with summary = \"share\")", _OF_STEP,
        "Time from the step (`since`) until leaving (`endings`); the end of the run is censored (Kaplan–Meier). "
        "Pausing and the champion role are staying.", _stay, stays,
        (_SINCE, _ENDINGS, *_EARLIER, _EVERYONE, *OF_STAYS), needs_events=True,
        needs_events_when=step_needs_events(VOLUNTEER_STEPS, "since"),
    ),
    Statistic(
        "volunteers_kept_share", SUBJECT, "volunteers still there at a month", "share", _OF_STEP,
        "Share still there `month` months after the step (`since`), by Kaplan–Meier: leaving (`endings`) ends it, the "
        "end of the run is censored; months are rounded to whole weeks. Not told when nobody was followed so long.",
        _stay, _kept, (_MONTH, _SINCE, _ENDINGS, *_EARLIER, _EVERYONE), high=1.0, needs_events=True,
        needs_events_when=step_needs_events(VOLUNTEER_STEPS, "since"),
    ),
    Statistic(
        "volunteer_turnover_share", SUBJECT, "volunteers who left in a window", "share",
        "volunteers who had taken the step (`since`) and were there at the start of the window, or at any time in it",
        "Share of them who left in the window (`endings`). Not told where the run is shorter than the window.",
        _turnover, share, (*WINDOW, _BASE, _SINCE, _ENDINGS, _EVERYONE), high=1.0, needs_events=True,
        needs_events_when=step_needs_events(VOLUNTEER_STEPS, "since"),
    ),
    Statistic(
        "leaving_reason_share", SUBJECT, "volunteers who left for one reason", "share",
        "volunteers who had left by the end of the run (`phase`)", "Share of leavers who left for this reason.", _why,
        share, (_REASON, _PHASE, _EVERYONE), high=1.0,
    ),
    Statistic(
        "supervision_held_share", SUBJECT, "supervision held when due", "share",
        "supervision sessions due in the window",
        "Share of supervision sessions due that were held. Not told where the run is shorter than the window.",
        _supervision, share, WINDOW, high=1.0, needs_events=True,
    ),
    Statistic(
        "weeks_between_supervision", SUBJECT, "weeks between one supervision and the next",
        "weeks (or as `summary` says)", "supervision sessions held, but for each volunteer's first",
        "Weeks since the same volunteer's supervision before.", _between, amounts, OF_AMOUNTS, needs_events=True,
    ),
    Statistic(
        "volunteer_measure", SUBJECT, "how volunteers are", "as the measure's (or as `summary` says)",
        "volunteers who took the step (`of`)",
        "The measure as it stands at the end of the run; of those who left, as it stood then.", _how_they_are, amounts,
        (_MEASURE, _OF, _STILL, _EVERYONE, *OF_AMOUNTS), low=-np.inf, needs_events=True,
        needs_events_when=step_needs_events(VOLUNTEER_STEPS, "of"),
    ),
)  # fmt: skip
"""Statistics of volunteers staying."""

"""Statistics of what taking part leaves: wellbeing, isolation, confidence, ties to other parents."""

from __future__ import annotations

import numpy as np

from peersim.outcomes.statistics.family_steps import FAMILY_STEPS, family_weeks, step_needs_events
from peersim.outcomes.statistics.record import Record
from peersim.outcomes.statistics.statistic import NEVER, Argument, Given, Statistic, Units, YesNo
from peersim.outcomes.statistics.subgroups import OF_FAMILIES
from peersim.outcomes.statistics.summaries import OF_AMOUNTS, amounts
from peersim.outcomes.statistics.ways_in import family_units

SUBJECT = "gains"

_MEASURES = ("wellbeing", "isolation", "confidence")
_MEASURE = Argument(
    "measure", "wellbeing [SWEMWBS points], isolation [0 to 10; lower is better] or parenting confidence [0 to 10]",
    "choice", "wellbeing", choices=_MEASURES,
)  # fmt: skip
_TOLD = Argument(
    "told", "the measure at the end, at the start (week 0), or the change from start to end", "choice", "change",
    choices=("change", "start", "end"),
)  # fmt: skip
_OF = Argument("of", "the step taken by the families told of", "choice", "came", choices=tuple(FAMILY_STEPS))


_needs = step_needs_events(FAMILY_STEPS, "of")


def _of_those(record: Record, given: Given, values: object) -> Units:
    rows = np.flatnonzero(family_weeks(record, given["of"]) > NEVER)
    return family_units(record, rows, np.asarray(values, dtype=np.float64)[rows])


def _measure(record: Record, given: Given, who: YesNo | None) -> Units:
    start, end = record.parents[f"{given['measure']}_start"], record.parents[given["measure"]]
    return _of_those(record, given, {"start": start, "end": end, "change": end - start}[given["told"]])


def _gained(record: Record, given: Given, who: YesNo | None) -> Units:
    return _of_those(record, given, record.parents["benefit"])


def _ties(record: Record, given: Given, who: YesNo | None) -> Units:
    return _of_those(record, given, record.parents["tie_count"])


_FAMILIES = "families that took the step (`of`)"

GAINS = (
    Statistic(
        "family_measure", SUBJECT, "how parents are", "as the measure's (or as `summary` says)", _FAMILIES,
        "The measure at the end of the run, at its start, or the change between the two. Parents change without any "
        "programme too, so the change is that of a study without a control group; see wellbeing_gained.", _measure,
        amounts, (_MEASURE, _TOLD, _OF, *OF_AMOUNTS, *OF_FAMILIES), low=-np.inf, needs_events=True,
        needs_events_when=_needs, by_family=True,
    ),
    Statistic(
        "wellbeing_gained", SUBJECT, "wellbeing gained through the programme",
        "SWEMWBS points (or as `summary` says)", _FAMILIES,
        "Wellbeing at the end of the run above what it would have been without the programme; below 0 is harm. It is "
        "what a trial would estimate.", _gained, amounts, (_OF, *OF_AMOUNTS, *OF_FAMILIES), low=-np.inf,
        needs_events=True, needs_events_when=_needs, by_family=True,
    ),
    Statistic(
        "ties", SUBJECT, "ties to other parents", "parents (or as `summary` says)", _FAMILIES,
        "Other parents whom the parent has grown close to through the programme by the end of the run, at most 4.",
        _ties, amounts, (_OF, *OF_AMOUNTS, *OF_FAMILIES), needs_events=True, needs_events_when=_needs, by_family=True,
    ),
)  # fmt: skip
"""Statistics of what taking part leaves."""

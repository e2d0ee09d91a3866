"""Statistics of staying: how long families stay engaged, who is active when, who stops coming and why."""

from __future__ import annotations

import numpy as np

from peersim.agents import causes, stages
from peersim.outcomes.statistics.arguments import LONGEST, asked_for, when
from peersim.outcomes.statistics.doings import doing_argument, done, times
from peersim.outcomes.statistics.family_steps import FAMILY_STEPS, family_weeks, step_needs_events
from peersim.outcomes.statistics.record import Record
from peersim.outcomes.statistics.statistic import NEVER, Argument, Counts, Given, Numbers, Statistic, Units, YesNo
from peersim.outcomes.statistics.subgroups import OF_FAMILIES
from peersim.outcomes.statistics.summaries import OF_AMOUNTS, OF_STAYS, amounts, share, stays
from peersim.outcomes.statistics.ways_in import family_units

SUBJECT = "staying"

_CAME_FROM = when("families that first came")
_WEEK = Argument("week", "weeks after the first session or contact [weeks]", "whole", low=0, high=LONGEST)
_WITHIN = Argument("within", "weeks after the first session or contact [weeks]", "whole", low=1, high=LONGEST)
_LAST = Argument("last", "weeks looked back on [weeks]", "whole", 4, low=1, high=LONGEST)
_CAME = "families that ever came to a session, had a contact or joined an online space"
_STOPPED = (
    "Engagement lasts from the first session, contact or joining of an online space until the week from which the "
    "family no longer came"
)
_CENSORED = (
    f"{_STOPPED}. Completing what was planned (and not coming again), ceasing to be eligible and the end of the run "
    "are censored (Kaplan–Meier)."
)


def _engagement(record: Record, given: Given, who: YesNo | None) -> Units:
    stay = record.scene.engagement
    first = record.parents["first_week"][stay.rows]
    keep = asked_for(first, given)
    values = np.stack([stay.weeks, stay.ended], axis=1).astype(np.float64)
    return family_units(record, stay.rows[keep], values[keep])


def _lasting(values: Numbers, given: Given) -> float:
    return stays(values, {"summary": "share", "week": given["week"]})


def _weeks_to_drop_out(record: Record, given: Given, who: YesNo | None) -> Units:
    units = _engagement(record, given, who)
    stopped = units.take(units.values[:, 1] > 0.0)
    return stopped._replace(values=stopped.values[:, 0])


def _dropped_out(record: Record, given: Given, who: YesNo | None) -> Units:
    units = _engagement(record, given, who)
    first = record.parents["first_week"][units.family]
    followed = units.take(first + given["within"] <= record.weeks)
    gone = (followed.values[:, 1] > 0.0) & (followed.values[:, 0] < given["within"])
    return followed._replace(values=gone.astype(np.float64))


_SINCE = Argument(
    "since", "the step from whose week time is counted", "choice", "came", choices=tuple(FAMILY_STEPS)
)  # fmt: skip
_AFTER = Argument("week", "weeks after that step [weeks]", "whole", low=1, high=LONGEST)


def _active_after(record: Record, given: Given, who: YesNo | None) -> Units:
    since, week = family_weeks(record, given["since"]), given["week"]
    rows = np.flatnonzero((since > NEVER) & (since + week <= record.weeks))
    did = done(record, given["doing"])
    age = did.week - since[did.family]
    lately = (age >= week - given["last"]) & (age < week)
    active = np.zeros(len(since), dtype=np.bool_)
    active[did.family[lately]] = True
    return family_units(record, rows, active[rows].astype(np.float64))


_THEN = Argument("week", "week of the run, from its beginning: the weeks before it are looked back on [weeks]", "whole",
                 low=1, high=LONGEST)  # fmt: skip
_OF_ALL = Argument("of", "the earlier step: of those who took it before that week and were still eligible", "choice",
                   "came", choices=tuple(FAMILY_STEPS))  # fmt: skip


def _active_then(record: Record, given: Given, who: YesNo | None) -> Units:
    week, step = given["week"], family_weeks(record, given["of"])
    if week > record.weeks:
        return family_units(record, np.zeros(0, dtype=np.int64), np.zeros(0))
    gone = record.parents["gone_week"]
    rows = np.flatnonzero((step > NEVER) & (step < week) & ((gone < 0) | (gone >= week)))
    active = times(record, given["doing"], week - given["last"], week) > 0
    return family_units(record, rows, active[rows].astype(np.float64))


_WORDS = {words: number for number, words in causes.LAPSING.items()}
_WHY = Argument("reason", "why they stopped; a cause of absence where they had missed several sessions in a row",
                "choice", choices=tuple(_WORDS))  # fmt: skip


def _reason(record: Record, given: Given, who: YesNo | None) -> Units:
    lapsed = record.of_kind(stages.E_LAPSED)
    rows = record.family_rows(lapsed.who)
    values = (lapsed.cause == _WORDS[given["reason"]]).astype(np.float64)
    return Units(values, _lapse_ids(record, rows, lapsed.week), rows)


def _lapse_ids(record: Record, rows: Counts, week: Counts) -> Counts:
    return np.asarray(record.parents["uid"][rows] * 4096 + week)


_STAGES = Argument("stage", "where the family is in the last week of the run", "choice", choices=stages.PARENT_STAGES)
_STEP = Argument("of", "the step taken by the families told of", "choice", "heard", choices=tuple(FAMILY_STEPS))


def _at_end(record: Record, given: Given, who: YesNo | None) -> Units:
    rows = np.flatnonzero(family_weeks(record, given["of"]) > NEVER)
    there = record.parents["stage"][rows] == stages.PARENT_STAGES.index(given["stage"])
    return family_units(record, rows, there.astype(np.float64))


STAYING = (
    Statistic(
        "weeks_engaged", SUBJECT, "weeks engaged", "weeks (a share with summary = \"share\")", _CAME,
        f"Time engaged. {_CENSORED} The median and quantiles are infinite when more were still engaged when last seen.",
        _engagement, stays, (*_CAME_FROM, *OF_STAYS, *OF_FAMILIES), by_family=True,
    ),
    Statistic(
        "still_engaged_share", SUBJECT, "still engaged at a week", "share", _CAME,
        f"Share whose engagement lasts at least `week` weeks. {_CENSORED} Not told when nobody was followed so long.",
        _engagement, _lasting, (_WEEK, *_CAME_FROM, *OF_FAMILIES), high=1.0, by_family=True,
    ),
    Statistic(
        "weeks_to_drop_out", SUBJECT, "weeks to drop-out, of those who dropped out", "weeks (or as `summary` says)",
        "families that came and had stopped coming by the end of the run",
        f"{_STOPPED}. Those still engaged, or who completed what was planned or ceased to be eligible first, are left "
        "out.", _weeks_to_drop_out, amounts, (*_CAME_FROM, *OF_AMOUNTS, *OF_FAMILIES), by_family=True,
    ),
    Statistic(
        "dropped_out_share", SUBJECT, "dropped out within some weeks", "share",
        "families that first came at least `within` weeks before the end of the run",
        "Share that had stopped coming, for good by the end of the run, fewer than `within` weeks after they first "
        "came. Those who completed what was planned or ceased to be eligible first count as not dropped out.",
        _dropped_out, share, (_WITHIN, *_CAME_FROM, *OF_FAMILIES), high=1.0, by_family=True,
    ),
    Statistic(
        "active_after_share", SUBJECT, "active some weeks after a step", "share",
        "families that took the step (`since`) at least `week` weeks before the end of the run",
        "Share that took part (`doing`) at least once in the `last` weeks before `week` weeks had passed since the "
        "step. Families that ceased to be eligible count as not active.",
        _active_after, share, (_AFTER, _LAST, _SINCE, doing_argument("any"), *OF_FAMILIES), high=1.0,
        needs_events=True, by_family=True,
    ),
    Statistic(
        "active_at_share", SUBJECT, "active at a week of the run", "share",
        "eligible families that had taken the step (`of`) before that week",
        "Share that took part (`doing`) at least once in the `last` weeks of the run before week `week`. Not told "
        "where the run is shorter.",
        _active_then, share, (_THEN, _LAST, _OF_ALL, doing_argument("any"), *OF_FAMILIES), high=1.0,
        needs_events=True, by_family=True,
    ),
    Statistic(
        "drop_out_reason_share", SUBJECT, "stopped coming for one reason", "share",
        "times that a family stopped coming",
        "Share of the times that a family stopped coming that were for this reason. A family that came back and "
        "stopped again counts each time.", _reason, share, (_WHY, *OF_FAMILIES), high=1.0, needs_events=True,
        by_family=True,
    ),
    Statistic(
        "stage_at_end_share", SUBJECT, "where families are at the end", "share",
        "families that took the step (`of`) by the end of the run",
        "Share that is at this stage in the last week of the run.", _at_end, share, (_STAGES, _STEP, *OF_FAMILIES),
        high=1.0, needs_events=True, by_family=True,
        needs_events_when=step_needs_events(FAMILY_STEPS, "of"),
    ),
)  # fmt: skip
"""Statistics of staying."""

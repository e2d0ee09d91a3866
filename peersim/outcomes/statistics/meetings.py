"""Statistics of groups that meet: how many come to a session, how that swings over a year, how long groups go on."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from peersim.agents import causes, stages
from peersim.outcomes.statistics.arguments import LONGEST, PER, WINDOW
from peersim.outcomes.statistics.doings import AT, KINDS_OF_GROUP, groups_of_kind, windowed
from peersim.outcomes.statistics.record import Record
from peersim.outcomes.statistics.statistic import Argument, Counts, Given, Statistic, Units, YesNo
from peersim.outcomes.statistics.summaries import (
    OF_AMOUNTS,
    OF_STAYS,
    amounts,
    number,
    over,
    share,
    stays,
)
from peersim.outcomes.statistics.whole_run import NOBODY, per_time

SUBJECT = "groups"

_KIND = Argument(
    "at", "kind of group: any that meets; courses; groups that meet and go on without an end (open group); any in "
    "person; any by video; or online spaces, which are open every week", "choice", "any", choices=KINDS_OF_GROUP,
)  # fmt: skip


def _sessions(record: Record, given: Given, field: str = "held") -> tuple[Counts, Counts]:
    """Week and group of each session held (or cancelled) in the window, at groups of the kind asked about."""
    window = windowed(record, given["from_week"], given["to_week"])
    if window is None:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    there = np.asarray(record.sessions[field]) & groups_of_kind(record, given["at"])
    week, group = np.nonzero(there[window[0] : window[1]])
    return week + window[0], group


def _ids(record: Record, week: Counts, group: Counts) -> Counts:
    return np.asarray(record.groups["uid"][group] * 4096 + week)


def _size(record: Record, given: Given, who: YesNo | None) -> Units:
    week, group = _sessions(record, given)
    return Units(record.sessions["present"][week, group].astype(np.float64), _ids(record, week, group))


_FIGURE = Argument(
    "figure", "what is told of each group's sessions in each period: the range of attendance (most less fewest), the "
    "fewest (min), the most (max), mean, standard deviation (sd), or how many sessions were held (sessions)", "choice",
    "range", choices=("range", "min", "max", "mean", "sd", "sessions"),
)  # fmt: skip
_WEEKS = Argument("weeks", "length of a period [weeks]", "whole", 52, low=1, high=LONGEST)
_FIGURES: dict[str, Callable[[Counts], float]] = {
    "range": lambda present: present.max() - present.min(),
    "min": lambda present: present.min(),
    "max": lambda present: present.max(),
    "mean": lambda present: present.mean(),
    "sd": lambda present: present.std(ddof=1) if len(present) > 1 else np.nan,
    "sessions": len,
}


def _year(record: Record, given: Given, who: YesNo | None) -> Units:
    """Each group in each whole period from its opening on."""
    values, ids, groups, weeks = [], [], record.groups, given["weeks"]
    for g in np.flatnonzero(groups_of_kind(record, given["at"]) & (groups["opened_week"] >= 0)):
        until = groups["closed_week"][g] if groups["closed_week"][g] >= 0 else record.weeks
        held, present = record.sessions["held"][:, g], record.sessions["present"][:, g]
        first = int(groups["opened_week"][g]) + 1  # the first week in which it can meet
        for start in range(first, int(until) - weeks + 1, weeks):
            inside = present[start : start + weeks][held[start : start + weeks]]
            if len(inside) or given["figure"] == "sessions":
                values.append(float(_FIGURES[given["figure"]](inside)))
                ids.append(int(groups["uid"][g]) * 4096 + start)
    found = np.array(values, dtype=np.float64)
    told = ~np.isnan(found)
    return Units(found[told], np.array(ids, dtype=np.int64)[told])


def _held(record: Record, given: Given, who: YesNo | None) -> Units:
    window = windowed(record, given["from_week"], given["to_week"])
    return per_time(float(len(_sessions(record, given)[0])), window, given["per"])


_WHY = Argument(
    "reason", "why they were cancelled", "choice", "any", choices=("any", *causes.CANCELLING)
)  # fmt: skip


def _cancelled(record: Record, given: Given, who: YesNo | None) -> Units:
    held, cancelled = _sessions(record, given), _sessions(record, given, "cancelled")
    ids = np.concatenate([_ids(record, *held), _ids(record, *cancelled)])
    so = np.ones(len(cancelled[0]))
    if given["reason"] != "any":
        happened = record.of_kind(stages.E_CANCELLED)
        why = happened.cause == causes.CANCELLING.index(given["reason"])
        so = np.isin(_ids(record, *cancelled), _ids(record, happened.week[why], happened.who[why])).astype(np.float64)
    return Units(np.concatenate([np.zeros(len(held[0])), so]), ids)


def _newcomers(record: Record, given: Given, who: YesNo | None) -> Units:
    week, group = _sessions(record, given)
    rows = record.sessions[week, group]
    values = np.stack([rows["newcomers"], rows["present"]], axis=1).astype(np.float64)
    return Units(values, _ids(record, week, group))


def _of_members(record: Record, given: Given, who: YesNo | None) -> Units:
    week, group = _sessions(record, given)
    rows = record.sessions[week, group]
    some = rows["members"] > 0
    values = rows["present"][some] / rows["members"][some]
    return Units(values.astype(np.float64), _ids(record, week[some], group[some]))


_WEEK = Argument("week", "week of the run [weeks]", "whole", low=0, high=LONGEST)


def _running(record: Record, week: int, kind: str) -> Counts:
    opened, closed = record.groups["opened_week"], record.groups["closed_week"]
    there = (opened >= 0) & (opened <= week) & ((closed < 0) | (closed > week))
    return np.flatnonzero(there & groups_of_kind(record, kind))


def _groups_running(record: Record, given: Given, who: YesNo | None) -> Units:
    if given["week"] >= record.weeks:
        return NOBODY
    return per_time(float(len(_running(record, given["week"], given["at"]))), (0, 1), "window")


_EVER = Argument("last", "weeks looked back on [weeks]", "whole", 13, low=1, high=LONGEST)


def _members(record: Record, given: Given, who: YesNo | None) -> Units:
    """Members on the books of each running group when it last met."""
    week = given["week"]
    if week >= record.weeks:
        return NOBODY
    values, ids = [], []
    for g in _running(record, week, given["at"]):
        first = max(0, week - given["last"] + 1)
        met = np.flatnonzero(record.sessions["held"][first : week + 1, g])
        if len(met):
            values.append(float(record.sessions["members"][first + met[-1], g]))
            ids.append(int(record.groups["uid"][g]))
    return Units(np.array(values, dtype=np.float64), np.array(ids, dtype=np.int64))


def _kept(record: Record, given: Given, who: YesNo | None) -> Units:
    groups = record.groups
    rows = np.flatnonzero((groups["opened_week"] >= 0) & groups_of_kind(record, given["at"]))
    closed = groups["closed_week"][rows]
    until = np.where(closed >= 0, closed, record.weeks - 1)
    values = np.stack([until - groups["opened_week"][rows], closed >= 0], axis=1).astype(np.float64)
    return Units(values, np.asarray(groups["uid"][rows]))


def _weeks_to_open(record: Record, given: Given, who: YesNo | None) -> Units:
    rows = np.flatnonzero((record.groups["opened_week"] >= 0) & groups_of_kind(record, given["at"]))
    return Units(record.groups["opened_week"][rows].astype(np.float64), np.asarray(record.groups["uid"][rows]))


_HELD = "sessions held in the window; a group with a second weekly time counts once a week, both times together"
_SHORTER = "Not told where the run is shorter than the window."


MEETINGS = (
    Statistic(
        "session_size", SUBJECT, "parents at a session", "parents (or as `summary` says)", _HELD,
        f"Parents present. In online spaces, members who posted that week. {_SHORTER}", _size, amounts,
        (_KIND, *WINDOW, *OF_AMOUNTS),
    ),
    Statistic(
        "group_period", SUBJECT, "how attendance at one group swings", "parents (or as `summary` and `figure` say)",
        "each group in each whole period of `weeks` weeks from its opening on",
        "A figure (`figure`) of the numbers present at the sessions that one group held in the period. Periods cut "
        "short by its closing or the end of the run are left out, and those in which it held no session (but for the "
        "number of sessions).", _year, amounts, (_FIGURE, _WEEKS, _KIND, *OF_AMOUNTS),
    ),
    Statistic(
        "sessions_number", SUBJECT, "sessions held", "sessions", "the run as a whole",
        "Number of sessions held in the window, a month or a year; a group with a second weekly time counts once a "
        f"week. {_SHORTER}", _held, number, (AT, *WINDOW, PER), sampled=False,
    ),
    Statistic(
        "cancelled_share", SUBJECT, "sessions cancelled", "share", "sessions due in the window, held or cancelled",
        f"Share of them that were cancelled, for whatever reason or this one (`reason`). {_SHORTER}", _cancelled, share,
        (AT, _WHY, *WINDOW), high=1.0, needs_events=True, needs_events_when=lambda given: given["reason"] != "any",
    ),
    Statistic(
        "newcomers_share", SUBJECT, "newcomers among those present", "share", _HELD,
        "Parents there for whom it is the first support of any kind, over parents present, sessions added up. "
        + _SHORTER, _newcomers, over, (AT, *WINDOW), high=1.0,
    ),
    Statistic(
        "present_of_members", SUBJECT, "members who come to a session", "share of members (or as `summary` says)",
        "sessions held in the window, of groups with at least one member",
        "Parents present over members on the books at the end of the session (first-time visitors who will not come "
        f"again are no longer members then, so it can exceed 1). {_SHORTER}", _of_members, amounts,
        (AT, *WINDOW, *OF_AMOUNTS),
    ),
    Statistic(
        "group_members", SUBJECT, "members of a group", "parents (or as `summary` says)",
        "groups running in that week that met in the `last` weeks up to it",
        "Members on the books of each group when it last met. Not told where the run is shorter.", _members, amounts,
        (_WEEK, _EVER, _KIND, *OF_AMOUNTS),
    ),
    Statistic(
        "groups_running", SUBJECT, "groups running", "groups", "the run as a whole",
        "Groups that have opened by the end of this week and not closed. Not told where the run is shorter.",
        _groups_running, number, (_WEEK, _KIND), sampled=False,
    ),
    Statistic(
        "group_weeks", SUBJECT, "how long groups go on", "weeks (a share with summary = \"share\")",
        "groups that opened", "Time from a group's opening until it closed; the end of the run is censored "
        "(Kaplan–Meier).", _kept, stays, (_KIND, *OF_STAYS),
    ),
    Statistic(
        "weeks_to_open", SUBJECT, "weeks until a group opens", "weeks (or as `summary` says)",
        "groups that had opened by the end of the run",
        "Weeks from the beginning of the run until the group opened: set up, and staffed where that is asked for.",
        _weeks_to_open, amounts, (_KIND, *OF_AMOUNTS),
    ),
)  # fmt: skip
"""Statistics of groups that meet."""

"""Statistics of online spaces: members, who is active, posts and log-ins of each, and how unequal they are."""

from __future__ import annotations

import numpy as np

from peersim.agents import stages
from peersim.foundation.units import WEEKS_PER_MONTH
from peersim.outcomes.statistics.arguments import LONGEST, WINDOW
from peersim.outcomes.statistics.doings import groups_of_kind, times, weeks_with, windowed
from peersim.outcomes.statistics.record import Record
from peersim.outcomes.statistics.statistic import Argument, Counts, Given, Numbers, Statistic, Units, YesNo
from peersim.outcomes.statistics.subgroups import OF_FAMILIES
from peersim.outcomes.statistics.summaries import OF_AMOUNTS, amounts, share, top_share
from peersim.outcomes.statistics.ways_in import family_units
from peersim.outcomes.statistics.whole_run import NOBODY, whole

SUBJECT = "online spaces"

_COMINGS = (stages.E_JOINED, stages.E_RETURNED)
_GOINGS = (stages.E_LAPSED, stages.E_AGED_OUT, stages.E_LOOKS_AGAIN, stages.E_STEPPED_ON)


def membership(record: Record) -> tuple[Counts, Counts, Counts]:
    """Spells of membership of online spaces: whose, its first week, and the week it ended in or the end of the run."""
    return record.once("membership online", lambda: _membership(record))


def _membership(record: Record) -> tuple[Counts, Counts, Counts]:
    happened = record.of_kind(*_COMINGS, *_GOINGS)
    online = groups_of_kind(record, "online space")
    happened = happened.take((happened.setting >= 0) & online[np.maximum(happened.setting, 0)])
    rows = record.family_rows(happened.who)
    order = np.argsort(rows, kind="stable")
    rows, week, kind = rows[order], happened.week[order], record.kind_of(happened)[order]
    comes = np.isin(kind, _COMINGS)
    ends = np.full(len(rows), record.weeks, dtype=np.int64)
    followed = np.flatnonzero(rows[1:] == rows[:-1])
    ends[followed] = week[followed + 1]
    return rows[comes], week[comes], ends[comes]


def _members_in(record: Record, start: int, stop: int) -> Counts:
    """Rows of the families that were members of an online space at some time in a window."""
    rows, first, end = membership(record)
    return np.unique(rows[(first < stop) & (end >= start)])


def _in_window(record: Record, given: Given) -> tuple[tuple[int, int] | None, Counts]:
    window = windowed(record, given["from_week"], given["to_week"])
    return window, _members_in(record, *window) if window else np.zeros(0, dtype=np.int64)


_PER = Argument("per", "told for the whole window, or for each month (30.44 days) of it", "choice", "window",
                choices=("window", "month"))  # fmt: skip


_COUNT = Argument("count", "every one (times), or the weeks with at least one (weeks)", "choice", "times",
                  choices=("times", "weeks"))  # fmt: skip


def _each(record: Record, given: Given, doing: str) -> Units:
    window, rows = _in_window(record, given)
    if window is None:
        return NOBODY
    months = (window[1] - window[0]) / WEEKS_PER_MONTH if given["per"] == "month" else 1.0
    count = times if given["count"] == "times" else weeks_with
    return family_units(record, rows, count(record, doing, *window)[rows] / months)


def _posts(record: Record, given: Given, who: YesNo | None) -> Units:
    return _each(record, given, "posted")


def _log_ins(record: Record, given: Given, who: YesNo | None) -> Units:
    return _each(record, given, "looked in")


def _posts_in_window(record: Record, given: Given, who: YesNo | None) -> Units:
    return _each(record, {**given, "per": "window", "count": "times"}, "posted")


def _top(values: Numbers, given: Given) -> float:
    return top_share(values, given["top"])


_TOP = Argument("top", "share of members, those who post most [0 to 1]; rounded up, at least one member", "number",
                0.01, high=1.0)  # fmt: skip
_DID = Argument("doing", "posted; looked in, whether or not to post; or looked in and posted nothing (only looked in)",
                "choice", "looked in", choices=("posted", "looked in", "only looked in"))  # fmt: skip


def _did(record: Record, given: Given, who: YesNo | None) -> Units:
    window, rows = _in_window(record, given)
    if window is None:
        return NOBODY
    return family_units(record, rows, _has_done(record, given["doing"], *window)[rows].astype(np.float64))


def _has_done(record: Record, doing: str, start: int, stop: int) -> YesNo:
    """Which families did it at least once in a window, shape (families,)."""
    if doing == "only looked in":
        there = times(record, "looked in", start, stop) > 0
        return np.asarray(there & (times(record, "posted", start, stop) == 0))
    return np.asarray(times(record, doing, start, stop) > 0)


_WEEK = Argument("week", "week of the run, from its beginning: the weeks before it are looked back on [weeks]", "whole",
                 low=1, high=LONGEST)  # fmt: skip
_LAST = Argument("last", "weeks looked back on [weeks]", "whole", 4, low=1, high=LONGEST)
_OF = Argument("of", "of those who were members in the last of these weeks (members then), or of all who had ever "
               "joined before that week and were still eligible (ever joined)", "choice", "members then",
               choices=("members then", "ever joined"))  # fmt: skip


def _active(record: Record, given: Given, who: YesNo | None) -> Units:
    week = given["week"]
    if week > record.weeks:
        return NOBODY
    rows, first, end = membership(record)
    if given["of"] == "members then":
        people = np.unique(rows[(first < week) & (end >= week)])
    else:
        gone = record.parents["gone_week"][rows]
        people = np.unique(rows[(first < week) & ((gone < 0) | (gone >= week))])
    did = _has_done(record, given["doing"], max(0, week - given["last"]), week)
    return family_units(record, people, did[people].astype(np.float64))


_THEN = Argument("week", "week of the run [weeks]", "whole", low=0, high=LONGEST)


def _members(record: Record, given: Given, who: YesNo | None) -> Units:
    if given["week"] >= record.weeks:
        return NOBODY
    there = groups_of_kind(record, "online space")
    return whole(float(record.sessions["members"][given["week"], there].sum()))


def _hurt(record: Record, given: Given, who: YesNo | None) -> Units:
    window, rows = _in_window(record, given)
    if window is None:
        return NOBODY
    happened = record.of_kind(stages.E_HARMED_ONLINE)
    inside = (happened.week >= window[0]) & (happened.week < window[1])
    hurt = np.isin(rows, record.family_rows(happened.who[inside]))
    return family_units(record, rows, hurt.astype(np.float64))


def _number(values: Numbers, given: Given) -> float:
    return float(values.sum())


_MEMBERS = "families that were members of an online space at some time in the window"
_SHORTER = "Not told where the run is shorter than the window."

ONLINE = (
    Statistic(
        "online_members", SUBJECT, "members of online spaces", "families", "the run as a whole",
        "Members of all online spaces at the end of the week, whether or not they are active. Not told where the run "
        "is shorter.", _members, _number, (_THEN,), sampled=False,
    ),
    Statistic(
        "online_active_share", SUBJECT, "members active at a week", "share", "members of online spaces (`of`)",
        "Share that did it (`doing`) at least once in the `last` weeks before week `week`. Not told where the "
        "run is shorter.", _active, share, (_WEEK, _LAST, _DID, _OF, *OF_FAMILIES), high=1.0, needs_events=True,
        by_family=True,
    ),
    Statistic(
        "online_did_share", SUBJECT, "members who looked in or posted in a window", "share", _MEMBERS,
        f"Share that did it (`doing`) at least once in the window. {_SHORTER}", _did, share,
        (_DID, *WINDOW, *OF_FAMILIES), high=1.0, needs_events=True, by_family=True,
    ),
    Statistic(
        "posts_each_member", SUBJECT, "posts of each member", "posts or weeks (or as `summary` says)", _MEMBERS,
        "Posts that the member wrote in the window, or weeks in which they wrote any (`count`); 0 for those who wrote "
        f"none. {_SHORTER}", _posts, amounts, (_COUNT, *WINDOW, _PER, *OF_AMOUNTS, *OF_FAMILIES), needs_events=True,
        by_family=True,
    ),
    Statistic(
        "log_ins_each_member", SUBJECT, "log-ins of each member", "times or weeks (or as `summary` says)", _MEMBERS,
        "Times that the member looked in during the window, or weeks in which they did (`count`), whether or not they "
        f"posted; 0 for those who never did. {_SHORTER}", _log_ins, amounts,
        (_COUNT, *WINDOW, _PER, *OF_AMOUNTS, *OF_FAMILIES), needs_events=True, by_family=True,
    ),
    Statistic(
        "posts_by_top_share", SUBJECT, "posts that come from those who post most", "share", _MEMBERS,
        "Share of the posts written in the window that come from the members who wrote most (`top`). Not told where "
        f"nobody posted. {_SHORTER}", _posts_in_window, _top, (_TOP, *WINDOW, *OF_FAMILIES), high=1.0,
        needs_events=True, by_family=True,
    ),
    Statistic(
        "online_hurt_share", SUBJECT, "members hurt by a post", "share", _MEMBERS,
        f"Share hurt by something they read, at least once in the window. {_SHORTER}", _hurt, share,
        (*WINDOW, *OF_FAMILIES), high=1.0, needs_events=True, by_family=True,
    ),
)  # fmt: skip
"""Statistics of online spaces."""

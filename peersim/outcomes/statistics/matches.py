"""Statistics of one-to-one support: how long matches last, how they end, how many families are supported."""

from __future__ import annotations

from typing import Any

import numpy as np

from peersim.agents import causes, stages
from peersim.outcomes.statistics.arguments import LONGEST, PER, WINDOW, asked_for, when
from peersim.outcomes.statistics.doings import windowed
from peersim.outcomes.statistics.record import Record
from peersim.outcomes.statistics.statistic import Argument, Counts, Given, Numbers, Statistic, Units, YesNo
from peersim.outcomes.statistics.subgroups import OF_FAMILIES
from peersim.outcomes.statistics.summaries import OF_AMOUNTS, OF_STAYS, OF_WAITS, amounts, number, share, stays, waits
from peersim.outcomes.statistics.ways_in import family_units
from peersim.outcomes.statistics.whole_run import NOBODY, per_time

SUBJECT = "one-to-one support"

_STARTED = when("matches that began")
_WITHIN = Argument("within", "weeks from the beginning of the match [weeks]", "whole", low=1, high=LONGEST)

_ENDINGS = ("any", "before planned", *causes.ENDINGS)
ENDING = Argument(
    "ending", "which endings: any; any before the match was planned to end, by the family or because the volunteer "
    "left (before planned); or one alone", "choice", "before planned", choices=_ENDINGS,
)  # fmt: skip


def _needs_causes(given: Given) -> bool:
    return given["ending"] in causes.ENDINGS


def match_units(record: Record, which: Any, values: Numbers) -> Units:
    """Units that are matches, some of them by mask."""
    family = np.asarray(record.matches["parent"][which], dtype=np.int64)
    return Units(values[which], record.parents["uid"][family] * 4096 + record.matches["started"][which], family)


def _began(record: Record, given: Given) -> YesNo:
    return asked_for(record.matches["started"], given)


def _ended_so(record: Record, ending: str) -> YesNo:
    """Which matches have ended in this way by the end of the run."""
    matches = record.matches
    over = np.asarray(matches["ended"] >= 0)
    if ending == "any":
        return over
    if ending == "before planned":
        return np.asarray(over & matches["early"])
    return np.asarray(_causes(record) == causes.ENDINGS.index(ending))


def _causes(record: Record) -> Counts:
    """How each match ended, by number; -1 while it goes on."""
    matches, happened = record.matches, record.of_kind(stages.E_MATCH_ENDED)
    ended = record.family_rows(happened.who) * 4096 + happened.week  # a family has one match at a time
    order = np.argsort(ended)
    mine = matches["parent"] * 4096 + matches["ended"]
    at = np.minimum(np.searchsorted(ended[order], mine), max(len(ended) - 1, 0))
    if not len(ended):
        return np.full(len(mine), -1, dtype=np.int64)
    known = (matches["ended"] >= 0) & (ended[order][at] == mine)
    return np.where(known, happened.cause[order][at], -1)


def _length(record: Record) -> Counts:
    matches = record.matches
    until = np.where(matches["ended"] >= 0, matches["ended"], record.weeks - 1)
    return np.asarray(until - matches["started"])


def _lasts(record: Record, given: Given, who: YesNo | None) -> Units:
    values = np.stack([_length(record), _ended_so(record, given["ending"])], axis=1).astype(np.float64)
    return match_units(record, _began(record, given), values)


def _ended_within(record: Record, given: Given, who: YesNo | None) -> Units:
    followed = _began(record, given) & (record.matches["started"] + given["within"] <= record.weeks)
    soon = _ended_so(record, given["ending"]) & (_length(record) < given["within"])
    return match_units(record, followed, soon.astype(np.float64))


def _in_window(record: Record, window: tuple[int, int]) -> YesNo:
    """Which matches went on at some time in a window."""
    matches = record.matches
    still = (matches["ended"] < 0) | (matches["ended"] >= window[0])
    return np.asarray((matches["started"] < window[1]) & still)


def _soon_over_supported(record: Record, given: Given, who: YesNo | None) -> Units:
    window = windowed(record, given["from_week"], given["to_week"])
    if window is None:
        return NOBODY
    there, ended = _in_window(record, window), record.matches["ended"]
    soon = _ended_so(record, given["ending"]) & (_length(record) < given["within"])
    return match_units(record, there, (soon & (ended >= window[0]) & (ended < window[1])).astype(np.float64))


def supported_in(record: Record, window: tuple[int, int]) -> Counts:
    """Rows of the families supported one-to-one at some time in a window."""
    return np.unique(record.matches["parent"][_in_window(record, window)])


def _closures(record: Record, given: Given, who: YesNo | None) -> Units:
    window = windowed(record, given["from_week"], given["to_week"])
    if window is None:
        return NOBODY
    rows, matches = supported_in(record, window), record.matches
    goes_on = (matches["started"] < window[1]) & ((matches["ended"] < 0) | (matches["ended"] >= window[1]))
    still = np.isin(rows, matches["parent"][goes_on])
    return family_units(record, rows, (~still).astype(np.float64))


def _supported(record: Record, given: Given, who: YesNo | None) -> Units:
    window = windowed(record, given["from_week"], given["to_week"])
    if window is None:
        return NOBODY
    rows = supported_in(record, window)
    return per_time(float(len(rows) if who is None else who[rows].sum()), window, given["per"])


def _over(record: Record, given: Given) -> YesNo:
    return np.asarray(_began(record, given) & (record.matches["ended"] >= 0))


def _contacts(record: Record, given: Given, who: YesNo | None) -> Units:
    return match_units(record, _over(record, given), record.matches["contacts"].astype(np.float64))


def _kept(record: Record, given: Given, who: YesNo | None) -> Units:
    had, missed = record.matches["contacts"], record.matches["missed"]
    due = had + missed
    return match_units(record, _began(record, given) & (due > 0), had / np.maximum(due, 1))


def _how_ended(record: Record, given: Given, who: YesNo | None) -> Units:
    return match_units(record, _over(record, given), _ended_so(record, given["ending"]).astype(np.float64))


def _each_family(record: Record, given: Given, values: Numbers) -> Units:
    began = _began(record, given)
    total = np.bincount(record.matches["parent"][began], weights=values[began], minlength=len(record.parents))
    rows = np.unique(record.matches["parent"][began])
    return family_units(record, rows, total[rows])


def _matches_each(record: Record, given: Given, who: YesNo | None) -> Units:
    return _each_family(record, given, np.ones(len(record.matches)))


def _weeks_each(record: Record, given: Given, who: YesNo | None) -> Units:
    return _each_family(record, given, _length(record).astype(np.float64))


def _rematch(record: Record, given: Given, who: YesNo | None) -> Units:
    """Find matches whose volunteer left, and how long the family then waited for another."""
    matches, why = record.matches, _causes(record)
    order = np.lexsort((matches["started"], matches["parent"]))
    family, started = matches["parent"][order], matches["started"][order]
    again = np.append(family[1:] == family[:-1], False)[: len(family)]
    then = np.where(again, np.append(started[1:], 0)[: len(family)], record.weeks - 1)
    ended = matches["ended"][order]
    values = np.stack([np.maximum(then - ended, 0), again], axis=1).astype(np.float64)
    lost = why[order] == causes.VOLUNTEER_LEFT
    return Units(values[lost], match_units(record, order, np.zeros(len(matches))).ids[lost], family[lost])


_OF_MATCHES = "matches of one family with one volunteer"
_A_MATCH = "A family whose volunteer left and who is matched again has two matches."

MATCHES = (
    Statistic(
        "match_weeks", SUBJECT, "how long matches last", "weeks (a share with summary = \"share\")", _OF_MATCHES,
        f"Time from the beginning of a match until it ends in the way asked about (`ending`); other endings and the "
        f"end of the run are censored (Kaplan–Meier). {_A_MATCH}", _lasts, stays,
        (ENDING, *_STARTED, *OF_STAYS, *OF_FAMILIES), needs_events=True, needs_events_when=_needs_causes,
        by_family=True,
    ),
    Statistic(
        "matches_ended_share", SUBJECT, "matches that ended within some weeks", "share",
        "matches that began at least `within` weeks before the end of the run",
        f"Share of matches that ended in the way asked about (`ending`) fewer than `within` weeks after they began. "
        f"{_A_MATCH}", _ended_within, share, (_WITHIN, ENDING, *_STARTED, *OF_FAMILIES), high=1.0, needs_events=True,
        needs_events_when=_needs_causes, by_family=True,
    ),
    Statistic(
        "ended_soon_over_supported", SUBJECT, "new matches that ended soon, over all matches in a window", "share",
        "matches that went on at some time in the window, new or continuing",
        "Share of them that ended within the window in the way asked about (`ending`) fewer than `within` weeks after "
        "they began. Not told where the run is shorter than the window.", _soon_over_supported, share,
        (_WITHIN, ENDING, *WINDOW, *OF_FAMILIES), high=1.0, needs_events=True, needs_events_when=_needs_causes,
        by_family=True,
    ),
    Statistic(
        "closures_over_supported", SUBJECT, "closures over families supported in a window", "share",
        "families supported one-to-one at some time in the window",
        "Share of them whose support had ended by the end of the window, however it ended: no match of theirs goes on "
        "into the week after it. Not told where the run is shorter than the window.", _closures, share,
        (*WINDOW, *OF_FAMILIES), high=1.0, by_family=True,
    ),
    Statistic(
        "match_ending_share", SUBJECT, "how matches ended", "share", "matches that had ended by the end of the run",
        f"Share of ended matches that ended in the way asked about (`ending`). {_A_MATCH}", _how_ended, share,
        (ENDING, *_STARTED, *OF_FAMILIES), high=1.0, needs_events=True, needs_events_when=_needs_causes,
        by_family=True,
    ),
    Statistic(
        "families_supported", SUBJECT, "families supported one-to-one", "families", "the run as a whole",
        "Number of families in a match at some time in the window: in the window, or over the months or years of it. "
        "Not told where the run is shorter than the window.", _supported, number, (*WINDOW, PER, *OF_FAMILIES),
        sampled=False, by_family=True,
    ),
    Statistic(
        "match_contacts", SUBJECT, "contacts in a match", "contacts (or as `summary` says)",
        "matches that had ended by the end of the run", f"Weekly contacts that happened in the match. {_A_MATCH}",
        _contacts, amounts, (*_STARTED, *OF_AMOUNTS, *OF_FAMILIES), by_family=True,
    ),
    Statistic(
        "contacts_kept_share", SUBJECT, "weekly contacts that happened, of each match",
        "share of contacts (or as `summary` says)", "matches with at least one contact due",
        "Contacts that happened over contacts due (one a week) up to the end of the match or of the run.", _kept,
        amounts, (*_STARTED, *OF_AMOUNTS, *OF_FAMILIES), by_family=True,
    ),
    Statistic(
        "matches_each_family", SUBJECT, "matches of a family", "matches (or as `summary` says)",
        "families ever matched", "Volunteers the family was matched with, one after another.", _matches_each, amounts,
        (*_STARTED, *OF_AMOUNTS, *OF_FAMILIES), by_family=True,
    ),
    Statistic(
        "rematch_wait", SUBJECT, "wait for another volunteer", "weeks (a share with summary = \"share\")",
        "matches that ended because the volunteer left",
        "Time until the family was matched with another volunteer, by Kaplan–Meier; families that gave up or ceased to "
        "be eligible count as not matched, and only the end of the run is censored. The median and quantiles are "
        "infinite when fewer ever are.", _rematch, waits, (*OF_WAITS, *OF_FAMILIES), needs_events=True, by_family=True,
    ),
    Statistic(
        "weeks_supported", SUBJECT, "weeks of support of a family", "weeks (or as `summary` says)",
        "families ever matched",
        "Weeks in a match, all matches of the family added up; those going on at the end of the run count as long as "
        "they were.", _weeks_each, amounts, (*_STARTED, *OF_AMOUNTS, *OF_FAMILIES), by_family=True,
    ),
)  # fmt: skip
"""Statistics of one-to-one support."""

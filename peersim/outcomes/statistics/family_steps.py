"""Steps of a family on its way in, through and out: the week in which it first took each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from peersim.agents import causes, stages
from peersim.agents.attending import VIDEO
from peersim.outcomes.statistics.record import Record, first_of
from peersim.outcomes.statistics.statistic import NEVER, Counts, Given, YesNo


class Step(NamedTuple):
    """One step of a family or volunteer.

    Attributes
    ----------
    name : str
        Its name in arguments.
    meaning : str
        When it counts as taken.
    weeks : callable
        From the record of a run to the week of each family's (or volunteer's) first such step; `NEVER` where none.
    needs_events : bool
        Whether that takes the event record.
    """

    name: str
    meaning: str
    weeks: Callable[[Record], Counts]
    needs_events: bool = False


def _field(name: str) -> Callable[[Record], Counts]:
    def weeks(record: Record) -> Counts:
        found = np.asarray(record.parents[name])
        return np.where(found >= 0, found, NEVER)

    return weeks


def _first(*kinds: int) -> Callable[[Record], Counts]:
    return lambda record: record.family_first(*kinds)


def _eligible(record: Record) -> Counts:
    return np.where(record.scene.eligible, np.maximum(record.parents["eligible_from"], 0), NEVER)


def _sent(record: Record) -> Counts:
    parents = record.parents
    by_partner = (parents["aware_week"] >= 0) & (parents["route"] == stages.BY_REFERRAL)
    return np.where(by_partner, parents["aware_week"], NEVER)


def _accepted(record: Record) -> Counts:
    declined = record.of_kind(stages.E_DECLINED)
    against = declined.take(declined.cause == causes.AGAINST_ASSESSMENT)
    asked = record.family_first(stages.E_REFERRED)
    asked[record.family_rows(against.who)] = NEVER
    return asked


def _declined(record: Record) -> Counts:
    declined = record.of_kind(stages.E_DECLINED)
    return record.family_first(stages.E_DECLINED, where=declined.cause == causes.AGAINST_ASSESSMENT)


def _gave_up(record: Record) -> Counts:
    happened = record.of_kind(stages.E_DECLINED, stages.E_LAPSED)
    lapsed = record.kind_of(happened) == stages.E_LAPSED
    waiting = np.where(lapsed, happened.cause == causes.GAVE_UP_WAITING, happened.cause != causes.AGAINST_ASSESSMENT)
    return record.family_first(stages.E_DECLINED, stages.E_LAPSED, where=waiting)


def _matched(record: Record) -> Counts:
    return first_of(record.matches["parent"], record.matches["started"], len(record.parents))


def group_is_course(record: Record) -> YesNo:
    """Which groups run closed courses that meet, shape (groups,)."""
    return np.asarray((record.groups["course_weeks"] > 0) & (record.groups["kind"] <= VIDEO))


def group_is_rolling(record: Record) -> YesNo:
    """Which groups meet and go on without an end, shape (groups,)."""
    return np.asarray((record.groups["course_weeks"] == 0) & (record.groups["kind"] <= VIDEO))


def group_is_online(record: Record) -> YesNo:
    """Which groups are online spaces used at any time, shape (groups,)."""
    return np.asarray(record.groups["kind"] > VIDEO)


def _first_at(kinds: tuple[int, ...], which: Callable[[Record], YesNo]) -> Callable[[Record], Counts]:
    def weeks(record: Record) -> Counts:
        setting = record.of_kind(*kinds).setting
        there = (setting >= 0) & which(record)[np.maximum(setting, 0)]
        return record.family_first(*kinds, where=there)

    return weeks


SESSIONS = (stages.E_FIRST_SESSION, stages.E_SESSION)
"""Events of coming to a session of a group that meets."""


def _enrolled(record: Record) -> Counts:
    ways = (record.family_first(stages.E_SIGNED_UP, stages.E_JOINED), _accepted(record))
    first = np.minimum(*(np.where(weeks == NEVER, record.weeks, weeks) for weeks in ways))
    return np.where(first == record.weeks, NEVER, first)


def _second_session(record: Record) -> Counts:
    came = record.of_kind(*SESSIONS)
    rows = record.family_rows(came.who)
    order = np.argsort(rows, kind="stable")
    rows, weeks = rows[order], came.week[order]
    second = np.zeros(len(rows), dtype=np.bool_)
    second[1:] = rows[1:] == rows[:-1]
    second[2:] &= rows[2:] != rows[:-2]
    found = np.full(len(record.parents), NEVER, dtype=np.int64)
    found[rows[second]] = weeks[second]
    return found


def _completed(one_to_one: bool | None) -> Callable[[Record], Counts]:
    def weeks(record: Record) -> Counts:
        finished = record.of_kind(stages.E_FINISHED)
        which = finished.cause == causes.AS_PLANNED
        if one_to_one is not None:
            which &= (finished.setting == stages.ONE_TO_ONE) == one_to_one
        return record.family_first(stages.E_FINISHED, where=which)

    return weeks


def _as_volunteer(name: str) -> Callable[[Record], Counts]:
    def weeks(record: Record) -> Counts:
        rows = np.asarray(record.parents["volunteer"])
        if not len(record.volunteers):
            return np.full(len(rows), NEVER, dtype=np.int64)
        found = record.volunteers[name][np.maximum(rows, 0)]
        return np.where((rows >= 0) & (found >= 0), found, NEVER)

    return weeks


_STEPS = (
    Step("eligible", "eligible in at least one week of the run; its first such week", _eligible),
    Step("heard", "heard of the programme, or was sent to it", _field("aware_week")),
    Step("sent by a partner", "came to know of the programme through a partner who refers", _sent),
    Step("invited", "chose a group, course or online space, to which they were then invited",
         _first(stages.E_INVITED), True),
    Step("called", "had a personal call before a first session", _first(stages.E_CALLED), True),
    Step("signed up", "signed up for a course or an online space (nobody signs up for an open group)",
         _first(stages.E_SIGNED_UP), True),
    Step("signed up for a course", "signed up for a course that meets",
         _first_at((stages.E_SIGNED_UP,), group_is_course), True),
    Step("enrolled", "signed up for a course or an online space, or came to an open group, or said yes to an "
         "assessment for one-to-one support, whichever was first", _enrolled, True),
    Step("attended", "came to a session of a group or course that meets", _first(*SESSIONS), True),
    Step("attended a course", "came to a session of a course", _first_at(SESSIONS, group_is_course), True),
    Step("attended an open group", "came to a session of a group that goes on without an end",
         _first_at(SESSIONS, group_is_rolling), True),
    Step("attended twice", "came to a second session, of whatever group or course that meets", _second_session, True),
    Step("joined online", "became a member of an online space",
         _first_at((stages.E_JOINED,), group_is_online), True),
    Step("posted online", "posted in an online space", _first(stages.E_POSTED), True),
    Step("asked for one-to-one", "was referred for one-to-one support or preferred it, and was asked whether they "
         "wanted to be assessed", _field("referred_week")),
    Step("accepted one-to-one", "said yes to being assessed when they were asked; the week is that of being asked",
         _accepted, True),
    Step("declined one-to-one", "said no to being assessed when they were asked", _declined, True),
    Step("gave up waiting", "gave up waiting for an assessment or a volunteer", _gave_up, True),
    Step("assessed", "was assessed for one-to-one support", _field("assessed_week")),
    Step("matched", "began with a volunteer, for the first time", _matched),
    Step("had a contact", "had a one-to-one contact", _first(stages.E_CONTACT), True),
    Step("came", "came to a session, had a one-to-one contact or joined an online space", _field("first_week")),
    Step("stopped coming", "stopped coming (lapsed), for the first time", _first(stages.E_LAPSED), True),
    Step("came back", "came back after having stopped", _first(stages.E_RETURNED), True),
    Step("completed", "completed a course, or one-to-one support that lasted as long as was planned",
         _completed(None), True),
    Step("completed a course", "was still a member of a course at the end of its last session",
         _completed(one_to_one=False), True),
    Step("completed one-to-one", "had one-to-one support for as long as was planned", _completed(one_to_one=True),
         True),
    Step("offered to volunteer", "enquired about volunteering", _as_volunteer("enquired_week")),
    Step("began training", "began training as a volunteer", _as_volunteer("training_week")),
    Step("finished training", "finished training as a volunteer", _as_volunteer("trained_week")),
    Step("had a role", "as a volunteer, supported a family, facilitated or moderated a group, or was a champion",
         _as_volunteer("active_week")),
)  # fmt: skip

FAMILY_STEPS = {step.name: step for step in _STEPS}
"""Every step of a family, in the order in which they are usually taken."""


def step_needs_events(steps: Mapping[str, Step], argument: str) -> Callable[[Given], bool]:
    """Make a function from the arguments to whether the step that one of them names takes the event record.

    Parameters
    ----------
    steps : mapping
        Steps by name.
    argument : str
        Which argument names the step.

    Returns
    -------
    callable
        Of the arguments, filled in; True for a name that is no step.
    """
    return lambda given: steps[given[argument]].needs_events if given[argument] in steps else True


def family_weeks(record: Record, name: str) -> Counts:
    """Week in which each family first took a step; `NEVER` where it did not."""
    return record.once(("family step", name), lambda: FAMILY_STEPS[name].weeks(record))

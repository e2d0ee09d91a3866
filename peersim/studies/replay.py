"""A run played again from its event record alone: who is where, week by week, with nothing else looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from peersim.agents import causes, stages
from peersim.studies.event_order import AT_THEIR_SETTING, LEFT_FROM, PARENT_BEFORE, READY_FROM, VOLUNTEER_BEFORE

NEVER = -1


@dataclass
class ParentThen:
    """What the events say of one parent; fields are named as in `peersim.agents.parent_record`."""

    stage: int = stages.UNAWARE
    setting: int = stages.NO_SETTING
    route: int = NEVER
    called: bool = False
    signed_up: bool = False
    aware_week: int = NEVER
    referred_week: int = NEVER
    invited_week: int = NEVER
    assessed_week: int = NEVER
    matched_week: int = NEVER
    first_week: int = NEVER
    last_week: int = NEVER
    disengaged_week: int = NEVER
    finished_week: int = NEVER
    gone_week: int = NEVER
    contacted_week: int = NEVER
    sessions: int = 0
    contacts: int = 0
    posts: int = 0
    messages: int = 0
    visits: int = 0
    tie_count: int = 0
    absences: Counter[int] = field(default_factory=Counter)

    def supported(self, week: int) -> bool:
        """Note a session, a contact, reading or joining; say whether it was the first support of any kind."""
        first = self.first_week < 0
        self.first_week = week if first else self.first_week
        self.last_week, self.disengaged_week = week, NEVER
        return first


@dataclass
class VolunteerThen:
    """What the events say of one volunteer; fields are named as in `peersim.agents.volunteer_record`."""

    stage: int = stages.ENQUIRED
    reason: int = stages.STAYED
    group: int = NEVER
    caseload: int = 0
    supported: int = 0
    enquired_week: int = NEVER
    left_week: int = NEVER
    supervised_week: int = NEVER
    training_week: int = NEVER
    trained_week: int = NEVER
    trained_before: bool = False
    from_parents: bool = False


@dataclass
class MatchThen:
    """What the events say of one match; the two people by identity."""

    parent: int
    volunteer: int
    started: int
    ended: int = NEVER
    early: bool = False
    contacts: int = 0
    missed: int = 0


@dataclass
class GroupThen:
    """What the events say of one group; fields are named as in `peersim.agents.other_records`."""

    running: bool = False
    opened_week: int = NEVER
    closed_week: int = NEVER
    course_started: int = NEVER
    courses: int = 0
    members: int = 0
    invited: int = 0
    volunteers: int = 0
    signed_up_first: Counter[bool] = field(default_factory=Counter)


@dataclass
class PostThen:
    """What the events say of one coordinator post; fields are named as in `peersim.agents.other_records`."""

    filled: bool = False
    person: int = 0
    leavers: int = 0
    was_volunteer: bool = False
    sick: bool = False
    vacant: bool = False
    frozen: bool = False
    holder: int = NEVER
    away_week: int = NEVER


@dataclass(frozen=True)
class Event:
    """One event but for its kind; fields as in `peersim.agents.other_records.EVENT_FIELDS`."""

    week: int
    who: int
    other: int
    setting: int
    cause: int

    def of_other(self) -> Event:
        """Tell the event of the other person."""
        return Event(self.week, self.other, self.who, self.setting, self.cause)


_PARENTS_AT: dict[str, tuple[int, ...]] = {
    "attending": (stages.ATTENDING,),
    "supported": (stages.SUPPORTED,),
    "waiting_assessment": (stages.REFERRED,),
    "waiting_match": (stages.ASSESSED,),
}
_VOLUNTEERS_AT: dict[str, tuple[int, ...]] = {
    "volunteers_training": (stages.TASTER, stages.AWAITING_COURSE, stages.TRAINING, stages.SHADOWING),
    "volunteers_ready": (stages.READY,),
    "volunteers_active": (stages.ACTIVE, stages.FACILITATING, stages.MODERATING),
    "volunteers_resting": (stages.CHAMPION, stages.PAUSED),
}

Act = Callable[["Replay", Event], None]
"""What an event does to a run played again."""


class Replay:
    """A run as its events tell it.

    Parameters
    ----------
    events : records of EVENT
        The event record, in order.
    weeks : int
        Length of the run [weeks].
    acts : dict
        What each kind of event does.

    Attributes
    ----------
    parents, volunteers, groups, posts : dict
        What became of each, by identity (of a group: its number).
    matches : list of MatchThen
        In the order in which they began.
    weekly : Counter
        How often something happened or was so, by (name, week); names are those of the weekly table.
    sessions : Counter
        By (name, week, group): ``held``, ``cancelled``, ``present``, ``newcomers``.
    at_work : list of set
        Posts filled and their holder not off sick, at the end of each week.
    stepping_on : set of int
        Parents who chose another setting while members of one, until that is said.
    strange : list of str
        Events that cannot follow from those before them.
    """

    def __init__(self, events: Any, weeks: int, acts: dict[int, Act]) -> None:
        self.parents: dict[int, ParentThen] = {}
        self.volunteers: dict[int, VolunteerThen] = {}
        self.groups: dict[int, GroupThen] = {}
        self.posts: dict[int, PostThen] = {}
        self.matches: list[MatchThen] = []
        self.weekly: Counter[tuple[str, int]] = Counter()
        self.sessions: Counter[tuple[str, int, int]] = Counter()
        self.at_work: list[set[int]] = []
        self.strange: list[str] = []
        self.stepping_on: set[int] = set()
        self._open: dict[int, MatchThen] = {}
        self._left_alone: Counter[tuple[int, int]] = Counter()
        self._parents_now: Counter[int] = Counter()
        self._volunteers_now: Counter[int] = Counter()
        self._play(events, weeks, acts)

    def _play(self, events: Any, weeks: int, acts: dict[int, Act]) -> None:
        closed = 0
        for week, kind, who, other, setting, cause in events.tolist():
            while closed < week:
                self._close(closed)
                closed += 1
            if week < closed:
                self.strange.append(f"week {week}: an event is written after week {closed} began")
            if kind in acts:
                event = Event(week, who, other, setting, cause)
                self._check(kind, event)
                acts[kind](self, event)
        for week in range(closed, weeks):
            self._close(week)
        self.strange += [f"parent {uid} left one setting for another unsaid" for uid in sorted(self.stepping_on)]

    def _check(self, kind: int, event: Event) -> None:
        """Note as strange what cannot happen to a person at the stage they are in."""
        words = stages.EVENT_KINDS[kind]
        if kind in PARENT_BEFORE:
            there = self.parent(event.who).stage in PARENT_BEFORE[kind]
            self.expect(event, f"parent {event.who}: {words}", there)
        elif kind in VOLUNTEER_BEFORE:
            allowed = READY_FROM[event.cause] if kind == stages.E_READY else VOLUNTEER_BEFORE[kind]
            there = self.volunteer(event, event.who).stage in allowed
            self.expect(event, f"volunteer {event.who}: {words}", there)
        elif kind == stages.E_VOLUNTEER_LEFT and event.cause in LEFT_FROM:
            there = self.volunteer(event, event.who).stage in LEFT_FROM[event.cause]
            self.expect(event, f"volunteer {event.who}: {words}", there)
        if kind in AT_THEIR_SETTING:
            there = self.parent(event.who).setting == event.setting
            self.expect(event, f"parent {event.who}: {words} elsewhere than they belong", there)

    def _close(self, week: int) -> None:
        """Count who is where at the end of a week."""
        for name, where in _PARENTS_AT.items():
            self.weekly[name, week] += sum(self._parents_now[stage] for stage in where)
        for name, where in _VOLUNTEERS_AT.items():
            self.weekly[name, week] = sum(self._volunteers_now[stage] for stage in where)
        self.at_work.append({uid for uid, post in self.posts.items() if post.filled and not post.sick})

    def parent(self, uid: int) -> ParentThen:
        """Give a parent, unknown to the programme before the first event."""
        return self.parents.setdefault(uid, ParentThen())

    def group(self, number: int) -> GroupThen:
        """Give a group, not open before the first event."""
        return self.groups.setdefault(number, GroupThen())

    def post(self, uid: int) -> PostThen:
        """Give a post, empty before the first event."""
        return self.posts.setdefault(uid, PostThen())

    def volunteer(self, event: Event, uid: int) -> VolunteerThen:
        """Give a volunteer; one who never enquired is strange."""
        if uid not in self.volunteers:
            self.strange.append(f"week {event.week}: something happens to volunteer {uid}, who never enquired")
            self.volunteers[uid] = VolunteerThen()
        return self.volunteers[uid]

    def expect(self, event: Event, what: str, is_so: bool) -> None:
        """Note as strange an event that cannot follow from those before it."""
        if not is_so:
            self.strange.append(f"week {event.week}: {what}, and no event says how that came about")

    def match(self, event: Event) -> MatchThen:
        """Give the open match of an event; one that never began is strange."""
        found = self._open.get(event.who)
        if found is None or found.volunteer != event.other:
            self.strange.append(f"week {event.week}: parent {event.who} has no match with volunteer {event.other}")
            found = MatchThen(event.who, event.other, NEVER)
        return found

    def begin_match(self, event: Event) -> None:
        """Begin a match."""
        if event.who in self._open:
            self.strange.append(f"week {event.week}: parent {event.who} is matched while matched")
        self._open[event.who] = MatchThen(event.who, event.other, event.week)
        self.matches.append(self._open[event.who])

    def end_match(self, event: Event) -> None:
        """End a match."""
        match = self.match(event)
        match.ended, match.early = event.week, event.cause in (causes.EARLY, causes.VOLUNTEER_LEFT)
        self._open.pop(event.who, None)

    def move_parent(self, event: Event, stage: int, setting: int | None = None) -> ParentThen:
        """Put a parent into a stage, and a setting if it changes; groups' members follow."""
        parent = self.parent(event.who)
        if parent.stage == stages.ATTENDING and parent.setting >= 0:
            self.group(parent.setting).members -= 1
        self._parents_now[parent.stage] -= 1
        parent.stage = stage
        parent.setting = parent.setting if setting is None else setting
        self._parents_now[stage] += 1
        if stage == stages.ATTENDING:
            self.group(parent.setting).members += 1
        return parent

    def move_volunteer(self, event: Event, stage: int, group: int = NEVER) -> VolunteerThen:
        """Put a volunteer into a stage, and a group or none; groups' volunteers follow."""
        volunteer = self.volunteer(event, event.who)
        if volunteer.group >= 0:
            self.group(volunteer.group).volunteers -= 1
        self._volunteers_now[volunteer.stage] -= 1
        volunteer.stage, volunteer.group = stage, group
        self._volunteers_now[stage] += 1
        if group >= 0:
            self.group(group).volunteers += 1
        return volunteer

    def no_longer_waiting(self, event: Event) -> None:
        """Count in the week's waiting list a parent who gives up waiting in it."""
        name = {stages.REFERRED: "waiting_assessment", stages.ASSESSED: "waiting_match"}.get(
            self.parent(event.who).stage
        )
        if name:
            self.weekly[name, event.week] += 1

    def waits_from_next_week(self, volunteer: int, week: int) -> None:
        """Leave out of this week's waiting list a parent whose volunteer left after it was gone through."""
        self._left_alone[volunteer, week] += 1
        self.weekly["waiting_match", week] -= 1

    def waited_this_week(self, volunteer: int, week: int) -> None:
        """Take that back: posts are filled, by volunteers too, before the waiting list is gone through."""
        self.weekly["waiting_match", week] += self._left_alone[volunteer, week]

    def no_longer_signed_up(self, parent: ParentThen) -> None:
        """Take a parent off the list of those signed up."""
        if parent.signed_up:
            self.group(parent.setting).invited -= 1
        parent.signed_up = False

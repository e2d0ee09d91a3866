"""Runs walked through event by event in plain Python, to count again what statistics count.

Nothing here knows how statistics are computed: it goes through the event record in order, one event at a time.
"""

from __future__ import annotations

import math
from collections import defaultdict
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from small_worlds import run

from peersim.agents import causes, stages
from peersim.engine.world import World
from peersim.outcomes.scene import Scene
from peersim.scenarios.variants import variant

WEEKS = 110
SCENARIOS = ("epec_course", "leicester_mammas", "digital_forum", "everything")


class Event(NamedTuple):
    place: int
    week: int
    kind: int
    who: int
    other: int
    setting: int
    cause: int


class Walk:
    """One run as lists of events by whom they happened to."""

    def __init__(self, world: World) -> None:
        self.world, self.scene = world, Scene(world)
        self.weeks = int(world.now["week"][0])
        rows = world.events[: int(world.now["events"][0])]
        self.events = [Event(place, *(int(value) for value in row)) for place, row in enumerate(rows.tolist())]
        self.of = defaultdict(list)
        for event in self.events:
            self.of[event.kind, event.who].append(event)
        self.history = defaultdict(list)
        for event in self.events:
            self.history[event.who].append(event)
        self.parents = [int(uid) for uid in world.parents["uid"]]
        count = int(world.now["volunteers"][0])
        self.volunteers = [int(uid) for uid in world.volunteers["uid"][:count]]
        self.steps: dict[Any, dict[str, int | None]] = {}
        self.row = {uid: row for row, uid in enumerate(self.parents)}
        self.kind_of_group = [int(kind) for kind in world.groups["kind"]]
        self.course_weeks = [int(weeks) for weeks in world.groups["course_weeks"]]

    def kind(self, *kinds: int) -> list[Event]:
        """Events of some kinds, in order."""
        return [event for event in self.events if event.kind in kinds]

    def is_course(self, setting: int) -> bool:
        return setting >= 0 and self.course_weeks[setting] > 0 and self.kind_of_group[setting] <= 1

    def is_open(self, setting: int) -> bool:
        return setting >= 0 and self.course_weeks[setting] == 0 and self.kind_of_group[setting] <= 1

    def is_online(self, setting: int) -> bool:
        return setting >= 0 and self.kind_of_group[setting] > 1

    def mine(self, uid: int, *kinds: int) -> list[Event]:
        return [event for event in self.history[uid] if event.kind in kinds]

    def first(self, uid: int, *kinds: int, so: Any = lambda event: True) -> int | None:
        return next((event.week for event in self.mine(uid, *kinds) if so(event)), None)


def everything() -> World:
    """A course that closes half-way, an open group, one-to-one support and an online space side by side."""
    course = {"name": "parenting course", "why": "x", "slot": "monday morning", "kind": "in_person", "minimum": 2}
    course |= {"course_weeks": 6, "closed": True}
    space = {"name": "space", "why": "x", "kind": "social_media", "closed": True}
    settings = {
        "follow_up.calls": True, "outreach.personal_calls": True, "volunteers.champions": True,
        "volunteers.pauses": True, "online.volunteer_moderators": 2, "start.volunteers": 8, "staff.posts": 2.0,
        "outreach.known_worker": 0.4,
    }  # fmt: skip
    on_and_on = Walk(_run(variant("baseline", settings, groups=[course, space])))
    begun = on_and_on.kind(stages.E_COURSE_BEGAN)[-2]
    second = [e.week for e in on_and_on.kind(stages.E_HELD) if e.who == begun.who and e.week > begun.week][1]
    closes = {"lever": "group.open", "value": False, "from_week": second + 1, "source": "assumed"}
    closes |= {"group": "parenting course"}
    return _run(variant("baseline", settings, groups=[course, space], changes=[closes]))


def _run(plan: Any) -> World:
    return run(plan, parents=1200, weeks=WEEKS, draw=3, events=True)


@cache
def walked(scenario: str) -> Walk:
    """A run of a scenario, walked through."""
    if scenario == "everything":
        return Walk(everything())
    draw = None if scenario == "digital_forum" else 3  # in world 3 hardly anybody posts
    return Walk(run(scenario, parents=900, weeks=WEEKS, draw=draw, events=True))


CAME = (stages.E_FIRST_SESSION, stages.E_SESSION)
CONTACT, POSTED, READ = stages.E_CONTACT, stages.E_POSTED, stages.E_READ
JOINED = stages.E_JOINED


def family_step(walk: Walk, uid: int, step: str) -> int | None:
    """Week of a family's first such step, from the events alone but for eligibility."""
    if uid not in walk.steps:
        walk.steps[uid] = _family_steps(walk, uid)
    return walk.steps[uid][step]


def gave_up(event: Event) -> bool:
    """Whether it is a family that tires of waiting."""
    if event.kind == stages.E_LAPSED:
        return event.cause == causes.GAVE_UP_WAITING
    return event.cause in (causes.TIRED_OF_WAITING_TO_BE_ASSESSED, causes.TIRED_OF_WAITING_FOR_A_MATCH)


def _family_steps(walk: Walk, uid: int) -> dict[str, int | None]:
    def first(*kinds: int, so: Any = lambda event: True) -> int | None:
        return walk.first(uid, *kinds, so=so)

    parent = walk.world.parents[walk.row[uid]]
    start, stop = int(parent["eligible_from"]), int(parent["eligible_to"])
    against = any(e.cause == causes.AGAINST_ASSESSMENT for e in walk.mine(uid, stages.E_DECLINED))
    accepted = None if against else first(stages.E_REFERRED)
    enrolled = [week for week in (first(stages.E_SIGNED_UP), first(JOINED), accepted) if week is not None]
    sessions = [event.week for event in walk.mine(uid, *CAME)]
    planned = (stages.E_FINISHED,)
    volunteered = walk.mine(uid, stages.E_ENQUIRED)
    return {
        "eligible": max(start, 0) if start < walk.weeks and stop > max(start, 0) else None,
        "heard": first(stages.E_HEARD),
        "sent by a partner": first(stages.E_HEARD, so=lambda e: e.cause == stages.BY_REFERRAL),
        "invited": first(stages.E_INVITED),
        "called": first(stages.E_CALLED),
        "signed up": first(stages.E_SIGNED_UP),
        "signed up for a course": first(stages.E_SIGNED_UP, so=lambda e: walk.is_course(e.setting)),
        "enrolled": min(enrolled, default=None),
        "attended": first(*CAME),
        "attended a course": first(*CAME, so=lambda e: walk.is_course(e.setting)),
        "attended an open group": first(*CAME, so=lambda e: walk.is_open(e.setting)),
        "attended twice": sessions[1] if len(sessions) > 1 else None,
        "joined online": first(JOINED, so=lambda e: walk.is_online(e.setting)),
        "posted online": first(POSTED),
        "asked for one-to-one": first(stages.E_REFERRED),
        "accepted one-to-one": accepted,
        "declined one-to-one": first(stages.E_DECLINED, so=lambda e: e.cause == causes.AGAINST_ASSESSMENT),
        "gave up waiting": first(stages.E_DECLINED, stages.E_LAPSED, so=gave_up),
        "assessed": first(stages.E_ASSESSED),
        "matched": first(stages.E_MATCHED),
        "had a contact": first(CONTACT),
        "came": first(*CAME, CONTACT, JOINED),
        "stopped coming": first(stages.E_LAPSED),
        "came back": first(stages.E_RETURNED),
        "completed": first(*planned, so=lambda e: e.cause == causes.AS_PLANNED),
        "completed a course": first(*planned, so=lambda e: e.cause == causes.AS_PLANNED and e.setting >= 0),
        "completed one-to-one": first(*planned, so=lambda e: e.cause == causes.AS_PLANNED and e.setting == -2),
        "offered to volunteer": first(stages.E_ENQUIRED),
        "began training": first(stages.E_TRAINING) if volunteered else None,
        "finished training": first(stages.E_TRAINED),
        "had a role": first(stages.E_FACILITATES, stages.E_MODERATES, stages.E_CHAMPION) if volunteered else None,
    }


def volunteer_step(walk: Walk, uid: int, step: str) -> int | None:
    """Week of a volunteer's first such step; those there at the start were trained some time before (week -1000)."""
    if ("volunteer", uid) not in walk.steps:
        walk.steps["volunteer", uid] = _volunteer_steps(walk, uid)
    return walk.steps["volunteer", uid][step]


def _volunteer_steps(walk: Walk, uid: int) -> dict[str, int | None]:
    def first(*kinds: int, so: Any = lambda event: True) -> int | None:
        return walk.first(uid, *kinds, so=so)

    before = bool(walk.mine(uid, stages.E_ALREADY))
    long_ago = -1000 if walk.first(uid, stages.E_READY, so=lambda e: e.cause == causes.TRAINED_BEFORE) == 0 else None
    supported = [e.week for e in walk.kind(stages.E_MATCHED) if e.other == uid]
    role = [w for w in (first(stages.E_FACILITATES, stages.E_MODERATES), min(supported, default=None)) if w is not None]
    champion = first(stages.E_CHAMPION, so=lambda e: e.cause == stages.SCREENED_OUT)
    return {
        "enquired": None if before else first(stages.E_ENQUIRED),
        "interviewed": first(stages.E_TASTER, stages.E_AWAITS_COURSE),
        "began taster": first(stages.E_TASTER),
        "awaited a course": first(stages.E_AWAITS_COURSE),
        "began training": first(stages.E_TRAINING),
        "finished training": long_ago if before else first(stages.E_TRAINED),
        "ready": long_ago if before else first(stages.E_READY),
        "matched": min(supported, default=None),
        "had a role": min([*role, *([champion] if champion is not None else [])], default=None),
        "facilitated": first(stages.E_FACILITATES),
        "moderated": first(stages.E_MODERATES),
        "champion": first(stages.E_CHAMPION),
        "supervised": first(stages.E_SUPERVISED),
        "paused": first(stages.E_STEPPED_BACK),
        "came back": first(stages.E_CAME_BACK),
        "left": first(stages.E_VOLUNTEER_LEFT),
    }


def volunteers_told(walk: Walk, who: str) -> list[int]:
    """Identities of the volunteers that are meant."""
    already = {e.who for e in walk.kind(stages.E_READY) if e.cause == causes.TRAINED_BEFORE}
    new = {e.who: e.cause == causes.WAS_SUPPORTED for e in walk.kind(stages.E_ENQUIRED)}
    return {
        "everyone": [*already, *new],
        "new": list(new),
        "there at the start": list(already),
        "from families": [uid for uid, parent in new.items() if parent],
        "from outside": [uid for uid, parent in new.items() if not parent],
    }[who]


def mean(values: Any) -> tuple[float, int]:
    """Mean and number of values; nan of none."""
    found = [float(value) for value in values]
    return (sum(found) / len(found), len(found)) if found else (math.nan, 0)


def lasting(times: list[tuple[int, bool]], week: int) -> float:
    """Kaplan–Meier share lasting at least so many weeks, by its product formula."""
    share = 1.0
    for t in range(week):
        at_risk = sum(1 for time, _ in times if time >= t)
        if at_risk == 0:
            return 0.0 if share == 0.0 else math.nan
        share *= 1.0 - sum(1 for time, ended in times if ended and time == t) / at_risk
    return share if times else math.nan


def same(measured: Any, counted: tuple[float, int]) -> bool:
    """Whether a statistic and a count agree, in value and in units."""
    value, units = counted
    if math.isnan(value):
        return math.isnan(measured.value) and measured.units == 0
    return bool(np.isclose(measured.value, value, rtol=1e-9, atol=1e-12)) and measured.units == units

"""One person's weeks in sentences, told from the event record of a single run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from peersim.agents import stages
from peersim.foundation.problems import InputError

KINDS = ("parent", "volunteer")
"""Whose story can be told."""


class Sentence(NamedTuple):
    """One week of a story.

    Attributes
    ----------
    week : int
        Week of the run, from 0.
    text : str
        What happened, as a sentence.
    """

    week: int
    text: str


class Story(NamedTuple):
    """What happened to one person.

    Attributes
    ----------
    kind : str
        ``parent`` or ``volunteer``.
    person : int
        Number of the person, as given to ``--person``.
    who : str
        Who they are, in a few sentences.
    weeks : list of Sentence
        What happened, in order.
    end : str
        Where they were when the run ended.
    """

    kind: str
    person: int
    who: str
    weeks: list[Sentence]
    end: str

    def to_text(self) -> str:
        """Write the story as lines of text."""
        lines = [f"Week {sentence.week:>3}  {sentence.text}" for sentence in self.weeks]
        return "\n".join([self.who, "", *lines, "", self.end])


_OF_PARENTS: dict[int, str] = {
    stages.E_HEARD: "Heard of the programme{route}.",
    stages.E_REFERRED: "Was referred for one-to-one support.",
    stages.E_INVITED: "Chose {setting}.",
    stages.E_SIGNED_UP: "Signed up for {setting}.",
    stages.E_DID_NOT_COME: "Did not turn up at the first session of {setting}, and did not come again.",
    stages.E_FIRST_SESSION: "Came for the first time, to {setting}.",
    stages.E_SESSION: "Came to {setting}.",
    stages.E_ABSENT: "Stayed away from {setting}: {cause}.",
    stages.E_LAPSED: "Stopped coming to {setting}: {cause}.",
    stages.E_RETURNED: "Came back to {setting}.",
    stages.E_ASSESSED: "Talked with the coordinators about what support would fit.",
    stages.E_MATCHED: "Was matched with volunteer {other}.",
    stages.E_CONTACT: "Met volunteer {other}.",
    stages.E_MATCH_ENDED: "The match with volunteer {other} ended {early}.",
    stages.E_FINISHED: "Finished what was planned.",
    stages.E_DECLINED: "Decided against it.",
    stages.E_AGED_OUT: "Was no longer eligible: the youngest child had grown, or the family had moved.",
    stages.E_CONCERN: "Volunteer {other} raised a safeguarding concern, and it was passed on.",
    stages.E_POSTED: "Posted in {setting}.",
    stages.E_HARMED_ONLINE: "Was hurt by something said in {setting}.",
    stages.E_FOLLOWED_UP: "Had a call from the programme.",
}
_OF_VOLUNTEERS: dict[int, str] = {
    stages.E_ENQUIRED: "Enquired about volunteering.",
    stages.E_ALREADY: "Was already a trained volunteer when the run began.",
    stages.E_TASTER: "Began the taster.",
    stages.E_TRAINING: "Began the training course.",
    stages.E_TRAINED: "Finished the training course.",
    stages.E_MATCHED: "Was matched with family {other}.",
    stages.E_CONTACT: "Met family {other}.",
    stages.E_MATCH_ENDED: "The match with family {other} ended {early}.",
    stages.E_CONCERN: "Raised a safeguarding concern about family {other}.",
    stages.E_SUPERVISED: "Had supervision.",
    stages.E_SUPERVISION_MISSED: "Missed supervision: {missed}.",
    stages.E_HARD_WEEK: "Had a hard week.",
    stages.E_STEPPED_BACK: "Stepped back instead of leaving: {reason}.",
    stages.E_CAME_BACK: "Came back to the full role.",
    stages.E_VOLUNTEER_LEFT: "Left: {reason}.",
    stages.E_FACILITATES: "Began to facilitate {setting}.",
}
_SHARED = (stages.E_MATCHED, stages.E_CONTACT, stages.E_MATCH_ENDED, stages.E_CONCERN)
"""Events of a parent with a volunteer: told of both, the volunteer being the other."""

_ROUTES = {
    stages.BY_OUTREACH: " through outreach",
    stages.BY_REFERRAL: " from a professional who refers families",
    stages.BY_WORD_OF_MOUTH: " from another parent",
    stages.BY_ONLINE: " online",
}
_MISSED = ("no time on offer fitted", "no coordinator hours were left")
_ENDED = ("as planned", "early")

_REPEATED = frozenset({stages.E_SESSION, stages.E_CONTACT, stages.E_POSTED, stages.E_SUPERVISED})
"""Ordinary events: several in a row are told in one sentence."""


def tell(world: Any, *, kind: str = "parent", person: int | None = None, groups: Sequence[str] = ()) -> Story:
    """Tell what happened to one person in a finished run.

    Parameters
    ----------
    world : World
        A finished run whose event record was kept.
    kind : str
        ``parent`` or ``volunteer``.
    person : int, optional
        Number of the person: a parent's or volunteer's row. By default someone to whom much happened.
    groups : sequence of str
        Names of the groups, by number.

    Returns
    -------
    Story
        Who they are, their weeks, and how it ended.

    Raises
    ------
    InputError
        If there is nobody of that number or kind.
    """
    if kind not in KINDS:
        raise InputError([f'"{kind}" is not a kind of person; allowed: {" or ".join(KINDS)}.'])
    people = world.parents if kind == "parent" else world.volunteers[: int(world.now[0]["volunteers"])]
    events = world.events[: int(world.now[0]["events"])]
    mine = _OF_PARENTS if kind == "parent" else _OF_VOLUNTEERS
    events = events[np.isin(events["kind"], list(mine))]
    number = _most_eventful(people, events, kind) if person is None else person
    if not 0 <= number < len(people):
        there = f"0 to {len(people) - 1:,}" if len(people) else "there are none in this run"
        raise InputError([f"{kind} {number:,} does not exist; allowed {there}."])
    one = people[number]
    own = events[_is_about(events, one["uid"], kind)]
    teller = _Teller(world, one, kind, groups, mine)
    return Story(kind, number, teller.who(number), _condense(own, teller.sentence), teller.end())


def _is_about(events: Any, uid: int, kind: str) -> Any:
    """Pick the events of one person; a match and its contacts are told of both."""
    first = events["who"] == uid
    if kind == "parent":
        return first
    shared = np.isin(events["kind"], _SHARED)
    return (first & ~shared) | (shared & (events["other"] == uid))


def _most_eventful(people: Any, events: Any, kind: str) -> int:
    """Find the person with the most kinds of event, then the most events, then the lowest number."""
    if not len(people):
        raise InputError([f"there is no {kind} in this run, so there is no story to tell."])
    rows = {int(uid): row for row, uid in enumerate(people["uid"])}
    kinds: dict[int, set[int]] = {}
    counts: dict[int, int] = {}
    for who, other, what in zip(events["who"].tolist(), events["other"].tolist(), events["kind"].tolist(), strict=True):
        uid = other if kind == "volunteer" and what in _SHARED else who
        if uid in rows:
            kinds.setdefault(uid, set()).add(what)
            counts[uid] = counts.get(uid, 0) + 1
    if not kinds:
        return 0
    return rows[min(kinds, key=lambda uid: (-len(kinds[uid]), -counts[uid], rows[uid]))]


class _Teller:
    """Finds the words for one person's events."""

    def __init__(self, world: Any, one: Any, kind: str, groups: Sequence[str], words: dict[int, str]) -> None:
        self.world, self.one, self.kind, self.groups, self.words = world, one, kind, groups, words
        self.volunteer_row = {
            int(uid): row for row, uid in enumerate(world.volunteers["uid"][: int(world.now[0]["volunteers"])])
        }
        self.parent_row = {int(uid): row for row, uid in enumerate(world.parents["uid"])}

    def sentence(self, event: Any) -> str:
        """Say one event."""
        if self.kind == "parent":
            partner = self.volunteer_row.get(int(event["other"]), "unknown")
        else:  # of a parent with a volunteer, the event names the parent first
            partner = self.parent_row.get(int(event["who"]), "unknown")
        cause = int(event["cause"])
        return self.words[int(event["kind"])].format(
            route=_ROUTES.get(cause, ""),
            setting=self._setting(int(event["setting"])),
            cause=_word(stages.ABSENCE_CAUSES, cause, "no cause recorded"),
            reason=_word(stages.LEAVING_REASONS, cause, "no reason recorded"),
            missed=_word(_MISSED, cause, "no reason recorded"),
            early=_word(_ENDED, cause, ""),
            other=partner,
        )

    def _setting(self, group: int) -> str:
        if group == stages.ONE_TO_ONE:
            return "one-to-one support"
        if 0 <= group < len(self.groups):
            return f"“{self.groups[group]}”"
        return f"group {group}" if group >= 0 else "the programme"

    def who(self, number: int) -> str:
        """Introduce the person."""
        return _introduce_parent(self.one, number) if self.kind == "parent" else _introduce_volunteer(self.one, number)

    def end(self) -> str:
        """Say where the person was at the end."""
        weeks = len(self.world.weekly)
        if self.kind == "parent":
            stage = _word(stages.PARENT_STAGES, int(self.one["stage"]), "unknown")
            return (
                f"After {weeks} weeks: {stage}; {int(self.one['sessions'])} sessions, {int(self.one['contacts'])} "
                f"one-to-one contacts. Belonging {self.one['belonging']:.2f} (0 to 1), isolation "
                f"{self.one['isolation']:.1f} (0 to 10; {self.one['isolation_start']:.1f} at week 0)."
            )
        stage = _word(stages.VOLUNTEER_STAGES, int(self.one["stage"]), "unknown")
        return (
            f"After {weeks} weeks: {stage}; {int(self.one['supported'])} families supported. From 0 to 1: strain "
            f"{self.one['strain']:.2f}, commitment {self.one['commitment']:.2f}, skill {self.one['skill']:.2f}."
        )


def _introduce_parent(one: Any, number: int) -> str:
    facts = [
        "a car" if one["has_car"] else "no car",
        "a lone parent" if one["lone_parent"] else "",
        "in paid work" if one["works"] else "not in paid work",
        f"{int(one['under5s'])} {'child' if one['under5s'] == 1 else 'children'} under five",
        "a child with special educational needs or disability" if one["send"] else "",
        "needs childcare in order to attend" if one["childcare_need"] else "",
        "little English" if one["low_english"] else "",
        "below the minimum digital standard of living" if one["digital_gap"] else "",
    ]
    return f"Parent {number} (simulated): {'; '.join(fact for fact in facts if fact)}."


def _introduce_volunteer(one: Any, number: int) -> str:
    came = f"was parent {int(one['parent'])}" if one["parent"] >= 0 else "came from outside the families"
    facts = [
        came,
        f"own experience {one['experience_years']:.1f} years before the start",
        "not yet worked through" if one["unprocessed"] else "",
        "a car" if one["has_car"] else "no car",
        f"time for {int(one['can_hold'])} {'family' if one['can_hold'] == 1 else 'families'} at once",
    ]
    return f"Volunteer {number} (simulated): {'; '.join(fact for fact in facts if fact)}."


def _word(words: Sequence[str], number: int, otherwise: str) -> str:
    return words[number] if 0 <= number < len(words) else otherwise


def _condense(events: Any, say: Callable[[Any], str]) -> list[Sentence]:
    """Tell events in order; a run of the same ordinary event in one sentence."""
    sentences: list[Sentence] = []
    position = 0
    while position < len(events):
        event = events[position]
        last = position
        if int(event["kind"]) in _REPEATED:
            while last + 1 < len(events) and _same(events[last + 1], event):
                last += 1
        text = say(event)
        if last > position:
            more, week = last - position, int(events[last]["week"])
            text = f"{text[:-1]}, and {more} more {'time' if more == 1 else 'times'} by week {week}."
        sentences.append(Sentence(int(event["week"]), text))
        position = last + 1
    return sentences


def _same(one: Any, other: Any) -> bool:
    return all(int(one[name]) == int(other[name]) for name in ("kind", "other", "setting"))

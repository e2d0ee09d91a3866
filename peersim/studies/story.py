"""One person's weeks in sentences, told from the event record of a single run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from peersim.agents import stages
from peersim.foundation.problems import InputError
from peersim.studies.event_words import PERSON_KINDS, Names, cause_words
from peersim.studies.flows import whole_record
from peersim.studies.story_words import OF_PARENTS, OF_THE_OTHER, OF_VOLUNTEERS, ORDINARY, sentence, thread

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
    names = Names(world, groups)
    rows = names.parent_rows if kind == "parent" else names.volunteer_rows
    people = world.parents if kind == "parent" else world.volunteers[: len(rows)]
    events = whole_record(world)
    number = _most_eventful(rows, events, kind) if person is None else person
    if not 0 <= number < len(people):
        there = f"0 to {len(people) - 1:,}" if len(people) else "there are none in this run"
        raise InputError([f"{kind} {number:,} does not exist; allowed {there}."])
    uid = int(people[number]["uid"])
    return Story(
        kind, number, _who(names, world, uid), _Weeks(names, uid).tell(_about(events, uid)), _end(names, world, uid)
    )


def _about(events: Any, uid: int) -> Any:
    """Pick the events a person has part in: as parent, as volunteer, as holder of a post."""
    of_people = np.isin(events["kind"], list(PERSON_KINDS))
    return events[((events["who"] == uid) & of_people) | (events["other"] == uid)]


def _most_eventful(rows: dict[int, int], events: Any, kind: str) -> int:
    """Find the person with the most kinds of event, then the most events, then the lowest number."""
    if not rows:
        raise InputError([f"there is no {kind} in this run, so there is no story to tell."])
    told: dict[int, Counter[int]] = {}
    for who, other, what in zip(events["who"].tolist(), events["other"].tolist(), events["kind"].tolist(), strict=True):
        for uid in {who if what in PERSON_KINDS else -1, other} & rows.keys():
            told.setdefault(uid, Counter())[what] += 1
    if not told:
        return 0
    return rows[min(told, key=lambda uid: (-len(told[uid]), -told[uid].total(), rows[uid]))]


STRETCH = 26
"""Ordinary weeks are told together for half a year at most [weeks]."""

_STOPS_NOTHING = frozenset({stages.E_TIE, stages.E_CONCERN, stages.E_STAFF_SICK, stages.E_STAFF_BACK})
"""Turning points that leave the ordinary weeks around them to be told together."""

_PARTNERS = frozenset({stages.E_MATCHED, stages.E_MATCH_ENDED})
"""Turning points after which only meetings with that partner are told anew."""


@dataclass
class _Thread:
    """Ordinary events of one thread, gathered to be told in a sentence."""

    first: int
    last: int = 0
    done: int = 0
    undone: int = 0
    why: Counter[str] = field(default_factory=Counter)

    def add(self, week: int, took_place: bool, why: str) -> None:
        """Add a week in which it took place, or did not and why."""
        self.last = week
        self.done += took_place
        self.undone += not took_place
        self.why[why] += not took_place and bool(why)


class _Weeks:
    """Tells one person's events in order, ordinary ones together."""

    def __init__(self, names: Names, uid: int) -> None:
        self.names, self.uid = names, uid
        self.threads: dict[tuple[int, str], _Thread] = {}
        self.told: list[Sentence] = []

    def tell(self, events: Any) -> list[Sentence]:
        """Tell all of them."""
        rows = _left_to_tell(events.tolist())
        for row in rows:
            if row[1] in ORDINARY:
                self._gather(*row)
            else:
                self._turn(*row)
        self._tell_threads()
        return sorted(self.told, key=lambda told: (told.week, told.text.startswith(_LAST_IN_THE_WEEK)))

    def _gather(self, week: int, kind: int, who: int, other: int, setting: int, cause: int) -> None:
        if who != self.uid and kind == stages.E_HARD_WEEK:  # the volunteer's, not the family's
            return
        which, took_place = ORDINARY[kind]
        where = self._partner(kind, who, other) if kind in _MEETINGS else self._setting(setting)
        found = self.threads.get((which, where))
        if found is not None and week - found.first >= STRETCH:
            self._tell_threads(which, where)
            found = None
        if found is None:
            found = self.threads[which, where] = _Thread(week)
        found.add(week, took_place, cause_words(kind, cause))

    def _turn(self, week: int, kind: int, who: int, other: int, setting: int, cause: int) -> None:
        """Tell a turning point, and first what went on until then."""
        if kind in _PARTNERS:
            self._tell_threads(where=self._partner(kind, who, other))
        elif kind not in _STOPS_NOTHING:
            self._tell_threads()
        mine = OF_PARENTS.get(kind) or OF_VOLUNTEERS.get(kind, "") if who == self.uid else OF_THE_OTHER.get(kind, "")
        text = sentence(mine, cause).format(
            setting=self._setting(setting),
            who=self.names.who(kind, who),
            other=self.names.other(kind, other),
            cause=cause_words(kind, cause),
        )
        if text:
            self.told.append(Sentence(week, text))

    def _tell_threads(self, which: int | None = None, where: str | None = None) -> None:
        for key in list(self.threads):
            if (which is None or key[0] == which) and (where is None or key[1] == where):
                one = self.threads.pop(key)
                why = [(words, often) for words, often in one.why.most_common() if often]
                several = one.done + one.undone > 1
                self.told.append(Sentence(one.first, thread(
                    key[0], key[1], one.done, one.undone, one.last if several else None, why
                )))  # fmt: skip

    def _partner(self, kind: int, who: int, other: int) -> str:
        return self.names.other(kind, other) if who == self.uid else self.names.who(kind, who)

    def _setting(self, group: int) -> str:
        if group == stages.ONE_TO_ONE:
            return "one-to-one support"
        if group < 0:
            return "the programme"
        return f"“{self.names.group(group)}”" if group < len(self.names.groups) else self.names.group(group)


_LAST_IN_THE_WEEK = "Grew close"
"""How a sentence begins that is written down before the session in which it happened, and read better after it."""

_MEETINGS = frozenset({stages.E_CONTACT, stages.E_NO_CONTACT})


def _left_to_tell(rows: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Leave out what another event of the same week tells better."""
    by_week: dict[int, set[int]] = {}
    for row in rows:
        by_week.setdefault(row[0], set()).add(row[1])
    told_by = {
        stages.E_JOINED: stages.E_FIRST_SESSION,
        stages.E_LOOKS_AGAIN: stages.E_AGED_OUT,
        stages.E_FINISHED: stages.E_MATCH_ENDED,
    }
    return [row for row in rows if told_by.get(row[1]) not in by_week[row[0]]]


def _who(names: Names, world: Any, uid: int) -> str:
    """Introduce a person, in each of their roles."""
    told = []
    if uid in names.parent_rows:
        row = names.parent_rows[uid]
        told.append(_introduce_parent(world.parents[row], row))
    if uid in names.volunteer_rows:
        row = names.volunteer_rows[uid]
        told.append(_introduce_volunteer(world.volunteers[row], row))
    return "\n".join(told)


def _end(names: Names, world: Any, uid: int) -> str:
    """Say where a person was at the end, in each of their roles."""
    told = [f"After {len(world.weekly)} weeks."]
    if uid in names.parent_rows:
        one = world.parents[names.parent_rows[uid]]
        stage = _word(stages.PARENT_STAGES, int(one["stage"]), "unknown")
        told.append(
            f"As a parent: {stage}; {int(one['sessions'])} sessions, {int(one['contacts'])} one-to-one contacts. "
            f"Belonging {one['belonging']:.2f} (0 to 1), isolation {one['isolation']:.1f} (0 to 10; "
            f"{one['isolation_start']:.1f} at week 0)."
        )
    if uid in names.volunteer_rows:
        one = world.volunteers[names.volunteer_rows[uid]]
        stage = _word(stages.VOLUNTEER_STAGES, int(one["stage"]), "unknown")
        families = int(one["supported"])
        told.append(
            f"As a volunteer: {stage}; {families} {'family' if families == 1 else 'families'} supported. From 0 to 1: "
            f"strain {one['strain']:.2f}, commitment {one['commitment']:.2f}, skill {one['skill']:.2f}."
        )
    return " ".join(told)


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

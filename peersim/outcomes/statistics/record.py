"""A finished run looked at closely: its tables, and its event record sorted by kind and by family."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

import numpy as np

from peersim.foundation.problems import InputError
from peersim.outcomes.scene import Scene
from peersim.outcomes.statistics.statistic import NEVER, Counts, YesNo

Made = TypeVar("Made")

_KEPT_AS = "record_for_statistics"


class Happened(NamedTuple):
    """Some of the events of a run, in the order in which they happened.

    Attributes
    ----------
    place : numpy.ndarray, shape (events,)
        Place in the whole record: what happened later has a higher one.
    week, who, other, setting, cause : numpy.ndarray, shape (events,)
        Columns of the event record.
    """

    place: Counts
    week: Counts
    who: Counts
    other: Counts
    setting: Counts
    cause: Counts

    def take(self, which: Any) -> Happened:
        """Keep some of the events, by mask or by position."""
        return Happened(*(column[which] for column in self))


class Columns:
    """A table read field by field, whole numbers at their full width.

    Runs keep weeks and counts in few bytes, in which `NEVER` has no room.

    Parameters
    ----------
    table : records
        The table.
    """

    def __init__(self, table: Any) -> None:
        self._table = table

    def __len__(self) -> int:
        return len(self._table)

    def __getitem__(self, field: str) -> Any:
        column = self._table[field]
        return column.astype(np.int64) if column.dtype.kind == "i" else column


class Record:
    """A finished run with what statistics have worked out of it so far.

    Parameters
    ----------
    world : World
        The run.

    Attributes
    ----------
    world : World
        The run.
    scene : Scene
        The run as outcomes see it: one of its own, so that the scene it is kept with can go when it is let go.
    weeks : int
        Weeks that were run.
    parents : Columns
        Every family, known to the programme or not.
    volunteers, matches, groups, sessions, weekly : records
        Its other tables, as far as they were used.
    """

    def __init__(self, world: Any) -> None:
        self.world = world
        self.scene = scene = Scene(world)
        self.weeks = scene.weeks
        self.parents = Columns(scene.parents)
        self.volunteers = scene.volunteers
        self.matches = scene.matches
        self.groups = world.groups
        self.sessions = scene.sessions
        self.weekly = scene.weekly
        self._kept: dict[Any, Any] = {}

    @classmethod
    def of(cls, scene: Scene) -> Record:
        """Look at a run, once: a second call gives the same record with all that was worked out.

        Parameters
        ----------
        scene : Scene
            The run.

        Returns
        -------
        Record
        """
        kept = scene.__dict__
        if _KEPT_AS not in kept:
            kept[_KEPT_AS] = cls(scene.world)
        found: Record = kept[_KEPT_AS]
        return found

    def once(self, name: Any, make: Callable[[], Made]) -> Made:
        """Work something out the first time it is asked for."""
        if name not in self._kept:
            self._kept[name] = make()
        found: Made = self._kept[name]
        return found

    @cached_property
    def events(self) -> Any:
        """Every event, in order.

        Raises
        ------
        InputError
            If the run kept no event record, or not the whole of it.
        """
        world = self.world
        happened, there = int(world.now["events"][0]), len(world.events)
        if happened > there:
            missing = "kept no event record" if there == 0 else f"lost {happened - there:,} of {happened:,} events"
            raise InputError([f"this run {missing}, and a statistic needs it; run it again with events=True."])
        return world.events[:happened]

    @cached_property
    def _by_kind(self) -> tuple[Counts, Counts]:
        kinds = self.events["kind"].astype(np.uint8)
        order = np.argsort(kinds, kind="stable")
        return order, np.searchsorted(kinds[order], np.arange(257))

    def of_kind(self, *kinds: int) -> Happened:
        """Events of some kinds, in the order in which they happened.

        Parameters
        ----------
        *kinds : int
            Kinds of event (`peersim.agents.stages`).

        Returns
        -------
        Happened
        """
        return self.once(("kind", *kinds), lambda: self._of_kind(kinds))

    def _of_kind(self, kinds: tuple[int, ...]) -> Happened:
        order, bounds = self._by_kind
        place = np.concatenate([order[bounds[kind] : bounds[kind + 1]] for kind in kinds])
        if len(kinds) > 1:
            place = np.sort(place)
        rows = self.events[place]
        columns = (np.ascontiguousarray(rows[name]) for name in ("week", "who", "other", "setting", "cause"))
        return Happened(place, *columns)

    def kind_of(self, happened: Happened) -> Counts:
        """Kind of each of some events."""
        return np.asarray(self.events["kind"][happened.place])

    def family_rows(self, identities: Counts) -> Counts:
        """Rows among families of people named by their identity; -1 for people from outside the catchment.

        Parameters
        ----------
        identities : numpy.ndarray, shape (people,)
            Identities.

        Returns
        -------
        numpy.ndarray, shape (people,)
            Rows in the table of parents.
        """
        return _rows(*self._family_index, identities)

    @cached_property
    def _family_index(self) -> tuple[Counts, Counts]:
        return _index(self.parents["uid"])

    def volunteer_rows(self, identities: Counts) -> Counts:
        """Rows among volunteers of people named by their identity; -1 for people who never offered to volunteer."""
        return _rows(*self._volunteer_index, identities)

    @cached_property
    def _volunteer_index(self) -> tuple[Counts, Counts]:
        return _index(self.volunteers["uid"])

    def family_first(self, *kinds: int, where: YesNo | None = None) -> Counts:
        """Week of each family's first event of some kinds, shape (families,); `NEVER` where there is none.

        Parameters
        ----------
        *kinds : int
            Kinds of event whose `who` is a parent.
        where : numpy.ndarray, optional
            Which of these events count, by mask.

        Returns
        -------
        numpy.ndarray, shape (families,)
            Weeks.
        """
        happened = self.of_kind(*kinds)
        if where is not None:
            happened = happened.take(where)
        return first_of(self.family_rows(happened.who), happened.week, len(self.parents))

    def volunteer_first(self, *kinds: int, where: YesNo | None = None) -> Counts:
        """Week of each volunteer's first event of some kinds, shape (volunteers,); `NEVER` where there is none."""
        happened = self.of_kind(*kinds)
        if where is not None:
            happened = happened.take(where)
        return first_of(self.volunteer_rows(happened.who), happened.week, len(self.volunteers))


def _index(identities: Any) -> tuple[Counts, Counts]:
    order = np.argsort(identities, kind="stable")
    return np.asarray(identities[order], dtype=np.int64), order.astype(np.int64)


def _rows(known: Counts, order: Counts, identities: Counts) -> Counts:
    if not len(known):
        return np.full(len(identities), -1, dtype=np.int64)
    at = np.minimum(np.searchsorted(known, identities), len(known) - 1)
    return np.where(known[at] == identities, order[at], -1)


def first_of(rows: Counts, weeks: Counts, length: int) -> Counts:
    """Week of the first of each row's events, which stand in order of time; `NEVER` where there is none."""
    first = np.full(length, NEVER, dtype=np.int64)
    known = rows >= 0
    first[rows[known][::-1]] = weeks[known][::-1]  # written backwards, so that the earliest stays
    return first

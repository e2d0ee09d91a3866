"""A finished run made ready to be measured: who was eligible, who came, how long they stayed, by subgroup."""

from __future__ import annotations

from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from peersim.agents.stages import TO_STAFF, TO_WORK_OR_STUDY
from peersim.outcomes.survival import duration_counts_by_level, stayed_at_least

Numbers = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
YesNo = npt.NDArray[np.bool_]


class Stay(NamedTuple):
    """How long each of some people stayed.

    Attributes
    ----------
    rows : numpy.ndarray, shape (people,)
        Their rows in the table of parents or volunteers.
    weeks : numpy.ndarray, shape (people,)
        Time until the end, or until the last week in which an end would have been seen [weeks].
    ended : numpy.ndarray, shape (people,)
        True where it ended; False where it was going on when last seen (censored).
    """

    rows: Counts
    weeks: Counts
    ended: YesNo


class Scene:
    """A finished run with the subgroups to tell it by.

    Parameters
    ----------
    world : World
        A finished run; record arrays.
    member : numpy.ndarray, shape (levels, parents), optional
        Who belongs to which subgroup; one subgroup of everybody when left out.

    Attributes
    ----------
    weeks : int
        Weeks that were run.
    eligible : numpy.ndarray, shape (parents,)
        Families eligible in at least one week of the run: the denominator of reach.
    """

    def __init__(self, world: Any, member: YesNo | None = None) -> None:
        self.world = world
        self.weeks = int(world.now["week"][0])
        self.parents = world.parents
        self.volunteers = world.volunteers[: int(world.now["volunteers"][0])]
        self.matches = world.matches[: int(world.now["matches"][0])]
        self.weekly = world.weekly[: self.weeks]
        self.sessions = world.sessions[: self.weeks]
        self.spending = np.asarray(world.spending[: self.weeks])
        self.tasks = world.tasks
        if member is None:
            member = np.ones((1, len(self.parents)), dtype=np.bool_)
        self.member = member

    def split(self, member: YesNo) -> Scene:
        """Look at the same run by other subgroups, keeping what was already worked out.

        Parameters
        ----------
        member : numpy.ndarray, shape (levels, parents)
            Who belongs to which subgroup.

        Returns
        -------
        Scene
        """
        other = Scene(self.world, member)
        for name in ("eligible", "came", "engagement", "volunteering", "match_wait", "first_wait"):
            other.__dict__[name] = getattr(self, name)
        return other

    def count(self, who: YesNo) -> Numbers:
        """How many families of each subgroup are among these.

        Parameters
        ----------
        who : numpy.ndarray, shape (parents,)
            True for the families counted.

        Returns
        -------
        numpy.ndarray, shape (levels,)
            Families.
        """
        return self.total(who.astype(np.float64))

    def total(self, amounts: Numbers) -> Numbers:
        """Sum of an amount over each subgroup.

        Parameters
        ----------
        amounts : numpy.ndarray, shape (parents,) or (parents, k)
            One amount, or several, for each family.

        Returns
        -------
        numpy.ndarray, shape (levels,) or (levels, k)
            Sums.
        """
        some = np.asarray(amounts if amounts.ndim == 1 else amounts.any(axis=1))
        rows = np.flatnonzero(some)  # few families ever come: looking at those alone is many times faster
        if 2 * len(rows) > len(some):
            return np.asarray(self._weights.T @ amounts, dtype=np.float64)
        return np.asarray(self._weights[rows].T @ amounts[rows], dtype=np.float64)

    def durations(self, stay: Stay) -> tuple[Counts, Counts]:
        """Count ends and last sightings by length, for each subgroup: shapes (levels, weeks + 1)."""
        return duration_counts_by_level(stay.weeks, stay.ended, self.member[:, stay.rows], self.weeks)

    @cached_property
    def _weights(self) -> Numbers:
        return np.ascontiguousarray(self.member.T, dtype=np.float64)

    @cached_property
    def eligible(self) -> YesNo:
        """Families eligible in at least one week of the run."""
        start, stop = self.parents["eligible_from"], self.parents["eligible_to"]
        return np.asarray((start < self.weeks) & (stop > np.maximum(start, 0)))

    @cached_property
    def came(self) -> YesNo:
        """Families that ever came to a session or had a one-to-one contact."""
        return np.asarray(self.parents["first_week"] >= 0)

    @cached_property
    def ever_came(self) -> Numbers:
        """Families of each subgroup that ever came."""
        return self.count(self.came)

    @cached_property
    def engagement(self) -> Stay:
        """How long families stayed engaged after their first session or contact.

        It ends in the week from which they no longer came. Completing what was planned (and not coming again), ceasing
        to be eligible and the end of the run are censoring: none of them is a failure to stay.
        """
        rows = np.flatnonzero(self.came)
        names = ["first_week", "last_week", "disengaged_week", "finished_week", "gone_week"]
        parents = {name: self.parents[name][rows] for name in names}
        never = self.weeks + 1
        stopped_at = np.where(parents["disengaged_week"] >= 0, parents["disengaged_week"], never)
        completed = (parents["finished_week"] >= 0) & (parents["last_week"] <= parents["finished_week"])
        finished_at = np.where(completed, parents["finished_week"], never)
        gone_at = np.where(parents["gone_week"] >= 0, parents["gone_week"], never)
        ended = stopped_at < np.minimum(np.minimum(finished_at, gone_at), self.weeks)
        last_seen = np.minimum(np.minimum(finished_at, gone_at - 1), self.weeks - 1)
        until = np.where(ended, stopped_at, last_seen)
        return Stay(rows, np.maximum(until - parents["first_week"], 0).astype(np.int64), ended)

    @cached_property
    def volunteering(self) -> Stay:
        """How long volunteers stayed after their first role; moving on and being hired are censored as good endings."""
        return self._volunteer_stay(good_endings_count=False)

    @cached_property
    def volunteering_to_any_end(self) -> Stay:
        """How long volunteers stayed after their first role, whatever the ending."""
        return self._volunteer_stay(good_endings_count=True)

    def _volunteer_stay(self, good_endings_count: bool) -> Stay:
        rows = np.flatnonzero(self.volunteers["active_week"] >= 0)
        people = self.volunteers[rows]
        left = people["left_week"] >= 0
        good = (people["reason"] == TO_WORK_OR_STUDY) | (people["reason"] == TO_STAFF)
        until = np.where(left, people["left_week"], self.weeks - 1)
        ended = left if good_endings_count else left & ~good
        return Stay(rows, np.maximum(until - people["active_week"], 0).astype(np.int64), ended)

    @cached_property
    def match_wait(self) -> Stay:
        """Time from referral for one-to-one support to a match.

        Families that gave up, or ceased to be eligible, before they were matched stay in the count as not matched: so
        the curve tells what became of everybody referred. Only the end of the run is censoring.
        """
        return self._wait("referred_week", "matched_week")

    @cached_property
    def first_wait(self) -> Stay:
        """Time from hearing of the programme to the first session or contact; who never came stays in the count."""
        return self._wait("aware_week", "first_week")

    def _wait(self, start: str, stop: str) -> Stay:
        rows = np.flatnonzero(self.parents[start] >= 0)
        began, met = self.parents[start][rows], self.parents[stop][rows]
        happened = met >= 0
        until = np.where(happened, met, self.weeks - 1)
        return Stay(rows, np.maximum(until - began, 0).astype(np.int64), happened)

    @cached_property
    def engaged_share(self) -> Numbers:
        """Share of families of each subgroup still engaged after t weeks, shape (levels, weeks + 1)."""
        return stayed_at_least(*self.durations(self.engagement))

    @cached_property
    def unmatched_share(self) -> Numbers:
        """Share of referred families not matched after t weeks, shape (levels, weeks + 1)."""
        return stayed_at_least(*self.durations(self.match_wait))

    @cached_property
    def not_come_share(self) -> Numbers:
        """Share of families that heard and had not come after t weeks, shape (levels, weeks + 1)."""
        return stayed_at_least(*self.durations(self.first_wait))

    @cached_property
    def absences(self) -> Numbers:
        """Absences by largest avoidable cause, shape (levels, causes)."""
        return self.total(self.parents["absences"].astype(np.float64))

    @cached_property
    def stated(self) -> Numbers:
        """Absences by the reason parents would state, shape (levels, causes)."""
        return self.total(self.parents["stated"].astype(np.float64))

"""A finished run made ready to be measured: who was eligible, who came, how long they stayed, by subgroup."""

from __future__ import annotations

from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from peersim.agents.stages import TO_STAFF, TO_WORK_OR_STUDY
from peersim.outcomes import tallying
from peersim.outcomes.people import eligible, parents_of
from peersim.outcomes.subgroups import EVERYBODY, Standing, Subgroups, these
from peersim.outcomes.survival import duration_counts, stayed_at_least
from peersim.outcomes.tallying import Codes
from peersim.outcomes.weekly import WEEKLY_COLUMNS, weekly_array

Numbers = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
YesNo = npt.NDArray[np.bool_]


OFTEN = 4
"""Sessions and contacts from which a family counts as having come often [sessions]; a definition."""


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
    subgroups : Subgroups
        For whom it is told; one row, of everybody, when left out.

    Attributes
    ----------
    weeks : int
        Weeks that were run.
    size : int
        Subgroups.
    parents, volunteers, matches, weekly, sessions, tasks : records
        The run's tables, as far as they were used. Parents are the families the programme came to know (or all).
    spending : numpy.ndarray, shape (weeks, cost lines)
        Money spent [£].
    """

    def __init__(self, world: Any, subgroups: Subgroups = EVERYBODY) -> None:
        self.world = world
        self.subgroups, self.size = subgroups, subgroups.size
        self.weeks = int(world.now["week"][0])
        self.parents = parents_of(world)
        self.volunteers = world.volunteers[: int(world.now["volunteers"][0])]
        self.matches = world.matches[: int(world.now["matches"][0])]
        self.weekly = world.weekly[: self.weeks]
        self.sessions = world.sessions[: self.weeks]
        self.spending = np.asarray(world.spending[: self.weeks])
        self.tasks = world.tasks

    def split(self, who: YesNo) -> Scene:
        """Look at some families of the same run, keeping what was already worked out.

        Parameters
        ----------
        who : numpy.ndarray, shape (families,)
            True for the families looked at, of everybody.

        Returns
        -------
        Scene
        """
        other = Scene(self.world, these(who))
        for name in _OF_THE_RUN:
            other.__dict__[name] = getattr(self, name)
        return other

    # Who is counted

    @cached_property
    def _standing(self) -> Standing:
        return self.subgroups.standing(self.world, self.weeks)

    @cached_property
    def _codes(self) -> Codes:
        """Rows of the subgroups of each parent."""
        codes: Codes = self._standing.codes[self.parents["family"]]
        return codes

    def count(self, who: YesNo) -> Numbers:
        """How many families of each subgroup are among these.

        Parameters
        ----------
        who : numpy.ndarray, shape (parents,)
            True for the families counted.

        Returns
        -------
        numpy.ndarray, shape (size,)
            Families.
        """
        return tallying.count(self._codes, who, self.size).astype(np.float64)

    def total(self, field: str, who: YesNo) -> Numbers:
        """Sum of a field over some families of each subgroup.

        Parameters
        ----------
        field : str
            Field of PARENT.
        who : numpy.ndarray, shape (parents,)
            True for the families whose amounts count.

        Returns
        -------
        numpy.ndarray, shape (size, k)
            Sums; k is 1 unless the field is a row of values.
        """
        return tallying.total(self._codes, who, self.parents[field], self.size)

    def durations(self, stay: Stay) -> tuple[Counts, Counts]:
        """Count ends and last sightings by length, for each subgroup: shapes (size, weeks + 1)."""
        return tallying.stays(self._codes, stay.rows, stay.weeks, stay.ended, (self.size, self.weeks + 1))

    def ever_eligible(self, weeks: int) -> Numbers:
        """Families of each subgroup, known or not, that were eligible in at least one of the first weeks.

        Parameters
        ----------
        weeks : int
            Weeks looked at [weeks].

        Returns
        -------
        numpy.ndarray, shape (size,)
            Families: the denominator of reach.
        """
        return np.asarray(self._standing.arrivals[:, :weeks].sum(axis=1), dtype=np.float64)

    @cached_property
    def eligible(self) -> YesNo:
        """Which parents were eligible in at least one week of the run."""
        return eligible(self.parents, self.weeks)

    @cached_property
    def heard(self) -> YesNo:
        """Which parents heard of the programme."""
        return np.asarray(self.parents["aware_week"] >= 0)

    @cached_property
    def came(self) -> YesNo:
        """Which parents ever came to a session or had a one-to-one contact."""
        return np.asarray(self.parents["first_week"] >= 0)

    @cached_property
    def came_often(self) -> YesNo:
        """Which parents came to at least `OFTEN` sessions and contacts together."""
        return np.asarray(self.came & (self.parents["sessions"] + self.parents["contacts"] >= OFTEN))

    @cached_property
    def all_eligible(self) -> Numbers:
        """Families of each subgroup eligible in at least one week of the run."""
        return self.ever_eligible(self.weeks)

    @cached_property
    def ever_came(self) -> Numbers:
        """Families of each subgroup that ever came."""
        return self.count(self.came)

    @cached_property
    def ever_came_often(self) -> Numbers:
        """Families of each subgroup that came often."""
        return self.count(self.came_often)

    # How long they stayed

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
        active, left_in, reason = (self.volunteers[name][rows] for name in ("active_week", "left_week", "reason"))
        left = left_in >= 0
        good = (reason == TO_WORK_OR_STUDY) | (reason == TO_STAFF)
        until = np.where(left, left_in, self.weeks - 1)
        ended = left if good_endings_count else left & ~good
        return Stay(rows, np.maximum(until - active, 0).astype(np.int64), ended)

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
    def engagement_counts(self) -> tuple[Counts, Counts]:
        """Families of each subgroup by length of engagement, ended and censored, shapes (size, weeks + 1)."""
        return self.durations(self.engagement)

    @cached_property
    def match_counts(self) -> tuple[Counts, Counts]:
        """Referred families of each subgroup by time to a match, matched and censored."""
        return self.durations(self.match_wait)

    @cached_property
    def first_counts(self) -> tuple[Counts, Counts]:
        """Families of each subgroup that heard by time to coming, come and censored."""
        return self.durations(self.first_wait)

    @cached_property
    def engaged_share(self) -> Numbers:
        """Share of families of each subgroup still engaged after t weeks, shape (size, weeks + 1)."""
        return stayed_at_least(*self.engagement_counts)

    @cached_property
    def unmatched_share(self) -> Numbers:
        """Share of referred families not matched after t weeks, shape (size, weeks + 1)."""
        return stayed_at_least(*self.match_counts)

    @cached_property
    def not_come_share(self) -> Numbers:
        """Share of families that heard and had not come after t weeks, shape (size, weeks + 1)."""
        return stayed_at_least(*self.first_counts)

    @cached_property
    def volunteer_counts(self) -> tuple[Counts, Counts]:
        """Volunteers by time since their first role, left and censored, shapes (weeks + 1,)."""
        return duration_counts(self.volunteering.weeks, self.volunteering.ended, self.weeks)

    @cached_property
    def kept_share(self) -> Numbers:
        """Share of volunteers kept t weeks after their first role, shape (weeks + 1,)."""
        return stayed_at_least(*self.volunteer_counts)

    @cached_property
    def there_share(self) -> Numbers:
        """Share of volunteers there t weeks after their first role whatever the ending, shape (weeks + 1,)."""
        stay = self.volunteering_to_any_end
        return stayed_at_least(*duration_counts(stay.weeks, stay.ended, self.weeks))

    # Amounts

    @cached_property
    def absences(self) -> Numbers:
        """Absences by largest avoidable cause, shape (size, causes)."""
        return self.total("absences", self.heard)

    @cached_property
    def stated(self) -> Numbers:
        """Absences by the reason parents would state, shape (size, causes)."""
        return self.total("stated", self.heard)

    @cached_property
    def spent(self) -> Numbers:
        """Money spent over the run by line [£], shape (cost lines,)."""
        return np.asarray(self.spending.sum(axis=0))

    @cached_property
    def present_in_order(self) -> Counts:
        """Parents present at each session held, fewest first."""
        return np.sort(self.sessions["present"][self.sessions["held"]])

    @cached_property
    def weekly_table(self) -> Numbers:
        """The weekly table as plain numbers, shape (weeks, weekly columns)."""
        return weekly_array(self.weekly)

    @cached_property
    def weekly_sums(self) -> dict[str, float]:
        """Sum over all weeks of each column of the weekly table."""
        return dict(zip(WEEKLY_COLUMNS, self.weekly_table.sum(axis=0).tolist(), strict=True))


_OF_THE_RUN = (
    "eligible", "heard", "came", "came_often", "engagement", "volunteering", "match_wait", "first_wait",
)  # fmt: skip
"""What is the same whatever the subgroups."""

"""How many of those who took one step take another, and how long that takes: the same for families and volunteers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from peersim.outcomes.statistics.arguments import asked_for
from peersim.outcomes.statistics.statistic import NEVER, Counts, Given, Numbers, YesNo


class Cohort(NamedTuple):
    """People who took one step, and when they took another.

    Attributes
    ----------
    rows : numpy.ndarray, shape (people,)
        Rows of those who took the earlier step in the weeks asked about.
    since : numpy.ndarray, shape (people,)
        Week of the earlier step.
    then : numpy.ndarray, shape (people,)
        Week of the later step; `NEVER` where it was not taken by the end of the run.
    """

    rows: Counts
    since: Counts
    then: Counts


def cohort(earlier: Counts, later: Counts, given: Given, also: YesNo | None = None) -> Cohort:
    """Follow those who took a step in the weeks from `from_week` up to `to_week`.

    Parameters
    ----------
    earlier, later : numpy.ndarray, shape (people,)
        Week of each step; `NEVER` where it was not taken.
    given : mapping
        Arguments; `from_week` and `to_week` are looked at.
    also : numpy.ndarray, shape (people,), optional
        Who is followed at all.

    Returns
    -------
    Cohort
    """
    who = (earlier > NEVER) & asked_for(earlier, given)
    if also is not None:
        who &= also
    rows = np.flatnonzero(who)
    return Cohort(rows, earlier[rows], later[rows])


def took_it(people: Cohort, within: int | None, weeks: int) -> tuple[Counts, Numbers]:
    """Rows of those who had the time, and whether they took the later step (1) in it or not (0).

    Parameters
    ----------
    people : Cohort
        Followed people.
    within : int or None
        Time the later step may take [weeks]; any time by the end of the run where None.
    weeks : int
        Length of the run [weeks].

    Returns
    -------
    tuple of numpy.ndarray
        Rows; 1 and 0.
    """
    if within is None:
        return people.rows, (people.then > NEVER).astype(np.float64)
    followed = people.since + within <= weeks
    then, since = people.then[followed], people.since[followed]
    return people.rows[followed], ((then > NEVER) & (then < since + within)).astype(np.float64)


def weeks_taken(people: Cohort, within: int | None, weeks: int) -> tuple[Counts, Numbers]:
    """Rows of those who took the later step in or after the week of the earlier one, and the weeks between."""
    took = (people.then > NEVER) & (people.then >= people.since)
    if within is not None:
        took &= (people.since + within <= weeks) & (people.then < people.since + within)
    return people.rows[took], (people.then - people.since)[took].astype(np.float64)


def waiting_times(people: Cohort, weeks: int) -> tuple[Counts, Numbers]:
    """Rows, and time until the later step or the end of the run [weeks] beside whether it was taken (1) or not (0).

    Those who took the later step before the earlier one are left out: they never waited for it.
    """
    took = people.then > NEVER
    waited = ~took | (people.then >= people.since)
    until = np.where(took, people.then, weeks - 1)
    times = np.stack([np.maximum(until - people.since, 0), took], axis=1)
    return people.rows[waited], times[waited].astype(np.float64)

"""The runs of a study gathered into arrays: one cell a scenario, draw and replication, nan where a run is missing.

A comparison asks for them through `Runs`, so that it need not know whether they are all in memory (`Gathered`) or read
from a store as they are asked for (`peersim.analysis.stored`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

from peersim.analysis.paired import Estimates, estimates_alone, paired_estimates
from peersim.foundation.problems import Problems
from peersim.foundation.units import WEEKS_PER_YEAR
from peersim.outcomes.observation import Observation
from peersim.outcomes.tidy import ROW_OUTCOMES, observation_rows
from peersim.outcomes.weekly import WEEKLY_COLUMNS
from peersim.scenarios.levers import COST_LINES

Numbers = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
Who = Literal["parents", "volunteers"]

_LOW = np.array([outcome.low for outcome in ROW_OUTCOMES])
_HIGH = np.array([outcome.high for outcome in ROW_OUTCOMES])


class Runs(Protocol):
    """What a comparison asks of a study's runs. Scenarios are named by their place in it, rows as in `ROW_OUTCOMES`."""

    @property
    def done(self) -> npt.NDArray[np.bool_]:
        """Which runs came in, shape (scenarios, draws, replications)."""

    @property
    def kept(self) -> npt.NDArray[np.bool_]:
        """Which rows the study was told to keep, shape (rows,)."""

    def rows_of(self, scenario: int, rows: Sequence[int]) -> Numbers:
        """Numerators and denominators of some rows, shape (draws, replications, 2, rows); nan where one is missing."""

    def estimates(self, scenario: int, reference: int | None) -> Estimates:
        """Estimates of all rows: paired against the reference, or alone where there is none."""

    def estimates_at(self, scenario: int, reference: int | None, row: int) -> tuple[Estimates, int]:
        """Estimates of at least one row, and where among them it is."""

    def weekly_of(self, scenario: int, column: int) -> Numbers:
        """One column of the weekly table, shape (draws, weeks): mean over a draw's runs, nan where none came in."""

    def stays_of(self, scenario: int, who: Who) -> Counts:
        """Stays that ended and that were last seen, by length, over all replications, shape (draws, 2, weeks + 1)."""


def estimate_rows(scenario: Numbers, reference: Numbers | None, rows: Sequence[int] | slice) -> Estimates:
    """Estimate some rows, paired or alone.

    Parameters
    ----------
    scenario, reference : numpy.ndarray, shape (draws, replications, 2, rows)
        Numerators and denominators; no reference for a scenario told alone.
    rows : sequence of int or slice
        Which they are.

    Returns
    -------
    Estimates
        Alone, intervals are cut where the outcome cannot go: with few draws a t interval may reach below 0 families.
    """
    if reference is not None:
        return paired_estimates(scenario, reference)
    alone = estimates_alone(scenario)
    return replace(alone, low=np.maximum(alone.low, _LOW[rows]), high=np.minimum(alone.high, _HIGH[rows]))


@dataclass(frozen=True, eq=False)
class Gathered:
    """Arrays of a study's runs.

    Attributes
    ----------
    done : numpy.ndarray, shape (scenarios, draws, replications)
        True where the run came in.
    rows : numpy.ndarray, shape (scenarios, draws, replications, 2, rows)
        Numerators and denominators in the order of `peersim.outcomes.tidy.ROW_OUTCOMES`; nan where the run is missing.
    weekly : numpy.ndarray, shape (scenarios, draws, weeks, weekly columns)
        Weekly tables, mean over the replications that came in; nan for a draw of which none did.
    parent_stay, volunteer_stay : numpy.ndarray, shape (scenarios, draws, 2, weeks + 1)
        Ends and last sightings by length of stay, summed over replications.
    spending : numpy.ndarray, shape (scenarios, draws, replications, years, cost lines)
        Money spent in each year by line [£].
    income : numpy.ndarray, shape (scenarios, draws, replications, years)
        Money received in each year [£].
    """

    done: npt.NDArray[np.bool_]
    rows: Numbers
    weekly: Numbers
    parent_stay: Counts
    volunteer_stay: Counts
    spending: Numbers
    income: Numbers

    @property
    def kept(self) -> npt.NDArray[np.bool_]:
        """Which rows the study was told to keep: all."""
        return np.ones(len(ROW_OUTCOMES), np.bool_)

    @cached_property
    def _estimates(self) -> dict[tuple[int, int | None], Estimates]:
        return {}

    def rows_of(self, scenario: int, rows: Sequence[int]) -> Numbers:
        """Numerators and denominators of some rows: see `Runs`."""
        return np.ascontiguousarray(self.rows[scenario][..., list(rows)])

    def estimates(self, scenario: int, reference: int | None) -> Estimates:
        """Estimates of all rows: see `Runs`."""
        key = (scenario, reference)
        if key not in self._estimates:
            against = None if reference is None else self.rows[reference]
            self._estimates[key] = estimate_rows(self.rows[scenario], against, slice(None))
        return self._estimates[key]

    def estimates_at(self, scenario: int, reference: int | None, row: int) -> tuple[Estimates, int]:
        """Estimates of at least one row: see `Runs`."""
        return self.estimates(scenario, reference), row

    def weekly_of(self, scenario: int, column: int) -> Numbers:
        """One column of the weekly table: see `Runs`."""
        return self.weekly[scenario, :, :, column]

    def stays_of(self, scenario: int, who: Who) -> Counts:
        """Stays that ended and that were last seen: see `Runs`."""
        counts: Counts = (self.parent_stay if who == "parents" else self.volunteer_stay)[scenario]
        return counts


def gather(
    observations: Iterable[tuple[str, int, int, Observation]],
    scenarios: tuple[str, ...],
    weeks: int,
    draws: int,
    replications: int,
) -> Gathered:
    """Put every run in its cell.

    Parameters
    ----------
    observations : iterable of (scenario, draw, replication, observation)
        Read once.
    scenarios : tuple of str
        Names, in order.
    weeks : int
        Length of each run [weeks].
    draws, replications : int
        How many were planned.

    Returns
    -------
    Gathered

    Raises
    ------
    InputError
        If a run was not planned, came twice, or is of another length.
    """
    shape = (len(scenarios), draws, replications)
    years = int((weeks - 1) / WEEKS_PER_YEAR) + 1
    done = np.zeros(shape, dtype=np.bool_)
    rows = np.full((*shape, 2, len(ROW_OUTCOMES)), np.nan)
    weekly = np.zeros((*shape[:2], weeks, len(WEEKLY_COLUMNS)))
    stays = np.zeros((2, *shape[:2], 2, weeks + 1), dtype=np.int64)
    spending = np.full((*shape, years, len(COST_LINES)), np.nan)
    income = np.full((*shape, years), np.nan)
    problems = Problems()
    for scenario, draw, replication, seen in observations:
        if not _fits(problems, scenario, draw, replication, seen, scenarios, weeks, done):
            continue
        cell = (scenarios.index(scenario), draw, replication)
        done[cell] = True
        rows[cell] = observation_rows(seen)
        weekly[cell[:2]] += seen.weekly
        stays[0, cell[0], draw] += np.stack([seen.parent_ends, seen.parent_censored])
        stays[1, cell[0], draw] += np.stack([seen.volunteer_ends, seen.volunteer_censored])
        spending[cell], income[cell] = seen.spending, seen.income
    problems.raise_if_any()
    runs = done.sum(axis=2)[:, :, None, None].astype(np.float64)
    weekly = np.divide(weekly, runs, out=np.full_like(weekly, np.nan), where=runs > 0)
    return Gathered(done, rows, weekly, stays[0], stays[1], spending, income)


def _fits(
    problems: Problems,
    scenario: str,
    draw: int,
    replication: int,
    seen: Observation,
    scenarios: tuple[str, ...],
    weeks: int,
    done: npt.NDArray[np.bool_],
) -> bool:
    run = f'run "{scenario}", draw {draw}, replication {replication}'
    _, draws, replications = done.shape
    if scenario not in scenarios or not (0 <= draw < draws and 0 <= replication < replications):
        problems.add(f"{run} was not planned; planned are {draws} draws and {replications} replications of {scenarios}")
        return False
    if seen.weeks != weeks:
        problems.add(f"{run} is of {seen.weeks} weeks; the study's runs are of {weeks}")
        return False
    if done[scenarios.index(scenario), draw, replication]:
        problems.add(f"{run} came twice")
        return False
    return True

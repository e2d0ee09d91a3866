"""The simulated side: a programme run in many worlds, its weeks put together to the months of a file."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from peersim.analysis.own_months.columns import MonthColumn
from peersim.analysis.own_months.weeks import WeeksOfMonths, week_of_year
from peersim.analysis.validation.simulating import Progress, in_threads
from peersim.foundation.problems import RunError
from peersim.outcomes.weekly import WEEKLY_COLUMNS
from peersim.studies.execute import default_workers
from peersim.studies.plan import Plan

logger = logging.getLogger(__name__)

Numbers = npt.NDArray[np.float64]

SHOWN_FAILURES = 3

_TINY = 1e-9


class FailedWorld(NamedTuple):
    """A world that could not be run.

    Attributes
    ----------
    draw, replication : int
        Which.
    message : str
        What went wrong, in one line.
    """

    draw: int
    replication: int
    message: str


@dataclass(frozen=True, eq=False)
class SimulatedMonths:
    """A programme's months in many worlds.

    Attributes
    ----------
    columns : tuple of MonthColumn
        What was counted.
    values : numpy.ndarray, shape (draws, replications, months, columns)
        In each column's unit; nan in a world that could not be run.
    inputs : numpy record array, shape (draws,)
        Values of the uncertain inputs.
    weeks : WeeksOfMonths
        How weeks make months.
    facts : dict
        Scenario, title, place, parents, weeks, draws, replications, seed, price year, and what was run.
    failures : tuple of FailedWorld
        Worlds that could not be run.
    remarks : tuple of str
        What a reader must know.
    """

    columns: tuple[MonthColumn, ...]
    values: Numbers
    inputs: Any
    weeks: WeeksOfMonths
    facts: dict[str, Any]
    failures: tuple[FailedWorld, ...] = ()
    remarks: tuple[str, ...] = field(default=())

    @property
    def worlds(self) -> Numbers:
        """Months of every world that was run, shape (worlds, months, columns)."""
        flat = self.values.reshape(-1, *self.values.shape[2:])
        return np.asarray(flat[~np.isnan(flat).any(axis=(1, 2))])


def months_of(
    weekly: Callable[[str], Numbers],
    events: Any,
    columns: Sequence[MonthColumn],
    weeks: WeeksOfMonths,
    luck: np.random.Generator,
) -> Numbers:
    """Put the weeks of runs together to months.

    Parameters
    ----------
    weekly : callable
        Gives a column of the weekly table, shape (..., weeks).
    events : records or None
        Event record of the one run there is; None where no column needs it.
    columns : sequence of MonthColumn
        What is counted.
    weeks : WeeksOfMonths
        How weeks make months.
    luck : numpy.random.Generator
        Decides on which side of a month's end each thing counted in a week that lies in two months falls.

    Returns
    -------
    numpy.ndarray, shape (..., months, columns)
    """
    found = []
    for column in columns:
        if column.over == "different people":
            found.append(_different(events, column, weeks))
            continue
        if column.events:
            table = _counted(events, column, weeks)
        else:
            table = np.sum([weekly(name) for name in column.weekly], axis=0)
        found.append(_added_up(table, column, weeks, luck) if column.over == "sum" else table[..., weeks.ends])
    return np.stack(found, axis=-1)


def _added_up(table: Numbers, column: MonthColumn, weeks: WeeksOfMonths, luck: np.random.Generator) -> Numbers:
    """Add weeks up to months; where a week lies in two, money is shared by days, and each thing counted has its day."""
    shares = weeks.at_sessions if column.at_sessions else weeks.shares
    if not column.whole:
        return np.asarray(table @ shares.T)
    whole = np.asarray(table @ (shares >= 1.0 - _TINY).T.astype(np.float64))
    for week in np.flatnonzero(((shares > _TINY) & (shares < 1.0 - _TINY)).any(axis=0)):
        left, share_left = table[..., week].astype(np.int64), 1.0
        for month in np.flatnonzero(shares[:, week] > _TINY):
            share = shares[month, week]
            here = luck.binomial(left, min(share / share_left, 1.0))
            whole[..., month] += here
            left, share_left = left - here, max(share_left - share, _TINY)
    return whole


def _counted(events: Any, column: MonthColumn, weeks: WeeksOfMonths) -> Numbers:
    """Count events by week."""
    week = events["week"][np.isin(events["kind"], column.events)].astype(np.int64)
    return np.bincount(week, minlength=weeks.weeks)[: weeks.weeks].astype(np.float64)


def _different(events: Any, column: MonthColumn, weeks: WeeksOfMonths) -> Numbers:
    """Count the different people to whom events happened, by month."""
    happened = events[np.isin(events["kind"], column.events)]
    month, who = weeks.month_of[happened["week"].astype(np.int64)], happened["who"].astype(np.int64)
    pairs = np.unique(np.stack([month, who])[:, month >= 0], axis=1)
    return np.bincount(pairs[0], minlength=len(weeks.shares)).astype(np.float64)


def simulate_months(
    plan: Plan,
    columns: tuple[MonthColumn, ...],
    weeks: WeeksOfMonths,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
    announce: Callable[[str], None] | None = None,
) -> SimulatedMonths:
    """Run a programme in many worlds and put its weeks together to months.

    Parameters
    ----------
    plan : Plan
        Its first scenario is run; the school year is moved to where the programme's first day lies in it.
    columns : tuple of MonthColumn
        What is counted.
    weeks : WeeksOfMonths
        How weeks make months.
    workers : int, optional
        Threads; by default one for each core. Results do not depend on it.
    progress : callable, optional
        Called with (runs finished, runs planned).
    announce : callable, optional
        Called with a line of text before the engine is compiled.

    Returns
    -------
    SimulatedMonths

    Raises
    ------
    RunError
        If no world could be run.
    StudyInterrupted
        On Ctrl-C.
    """
    from peersim.engine.compiled import prepare
    from peersim.evidence import draws as sample

    scenario = plan.scenarios[0]
    asked = scenario.calendar.start_week
    start = week_of_year(weeks.began)
    scenario = replace(scenario, calendar=replace(scenario.calendar, start_week=start))
    design = scenario.expand(weeks.weeks)
    prepare(announce)
    drawn = sample(plan.draws, plan.seed)
    events = any(column.events for column in columns)

    def run_world(world: tuple[int, int]) -> Numbers | FailedWorld:
        try:
            return _one(plan, design, columns, weeks, drawn[world[0]], world, events)
        except Exception as error:
            message = f"{type(error).__name__}: {error}".splitlines()[0]
            logger.warning("draw %d, replication %d failed: %s", *world, message)
            return FailedWorld(*world, message)

    worlds = [(draw, replication) for draw in range(plan.draws) for replication in range(plan.replications)]
    found = in_threads(run_world, worlds, workers or default_workers(), 1, progress)
    failures = tuple(each for each in found if isinstance(each, FailedWorld))
    if len(failures) == len(found):
        lines = [f"draw {f.draw}, replication {f.replication}: {f.message}" for f in failures[:SHOWN_FAILURES]]
        raise RunError("\n".join([f"No world could be run; {len(found):,} failed.", *lines]))
    shape = (len(weeks.shares), len(columns))
    values = np.stack([np.full(shape, np.nan) if isinstance(each, FailedWorld) else each for each in found])
    moved = (
        [f"The run begins in week {start} of the year, where the programme did; the scenario says week {asked}."]
        if start != asked
        else []
    )
    return SimulatedMonths(
        columns, values.reshape(plan.draws, plan.replications, *shape), drawn, weeks,
        facts_of(plan, weeks.began), failures, tuple(moved),
    )  # fmt: skip


def _one(
    plan: Plan, design: Any, columns: tuple[MonthColumn, ...], weeks: WeeksOfMonths, values: Any,
    world: tuple[int, int], events: bool,
) -> Numbers:  # fmt: skip
    """Run one world; its months and nothing else are kept."""
    from peersim.engine.run import run_once
    from peersim.foundation.draws import run_key
    from peersim.outcomes.weekly import weekly_array
    from peersim.places.synthesis import synthesise

    key = run_key(plan.seed, *world)
    run = run_once(design, synthesise(plan.profile, plan.parents, weeks.weeks, key), values, key, events)
    table = weekly_array(run.weekly[: weeks.weeks])
    happened = run.events[: int(run.now["events"][0])] if events else None
    return months_of(lambda name: table[:, WEEKLY_COLUMNS.index(name)], happened, columns, weeks,
                     np.random.default_rng(int(key)))  # fmt: skip


def facts_of(plan: Plan, began: date) -> dict[str, Any]:
    """Say what a comparison stands on, in plain values."""
    facts = plan.facts()
    name = facts["scenarios"][0]
    kept = ("place", "place_title", "parents", "weeks", "draws", "replications", "seed", "price_year", "version")
    return {
        "scenario": name,
        "title": facts["titles"][name],
        **{each: facts[each] for each in kept},
        "began": began.isoformat(),
    }

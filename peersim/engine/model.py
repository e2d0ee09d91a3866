"""The interpreted driver: one programme in one place as a Mesa model, to look inside, step, subclass and teach with."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

import mesa
import numpy as np
import numpy.typing as npt

from peersim.agents.belonging import update_outcomes
from peersim.agents.kinds import Coordinator, Group, Parent, Row, Volunteer
from peersim.agents.other_records import WEEK_FIELDS
from peersim.agents.worked_out import work_out
from peersim.engine.everyone import before_anything, with_everyone
from peersim.engine.setup import Sizes, new_world, usual_sizes
from peersim.engine.swapping import phases_in_force, rule_in_force
from peersim.engine.world import World
from peersim.evidence.sampling import draws
from peersim.evidence.table import central
from peersim.foundation.draws import run_key
from peersim.foundation.problems import PeersimError
from peersim.places.profile import load_place
from peersim.places.synthesis import synthesise
from peersim.scenarios.loading import load

_HEARING = (
    "redesigned", "listeners", "ears", "eyes", "needs", "exposure", "referral_exposure", "hears_at", "referred_at",
)  # fmt: skip
"""Tables of plain numbers about who hears."""

_PLAIN = (*_HEARING, "row_of", "active", "involved", "spending", "hours_asked", "hours_given")
"""Tables of plain numbers that a run changes."""


class Growing:
    """A table whose rows come into being when a rule first reaches for them.

    Parameters
    ----------
    blank : numpy.void
        What a new row begins as.
    make : callable
        Makes a row (an agent, or a `Row`) from it.
    most : int
        Length as rules see it; without end where it is left out.
    """

    def __init__(self, blank: np.void, make: Callable[[np.void], Any], most: int = sys.maxsize) -> None:
        self._blank, self._make, self._most = blank, make, most
        self.rows: list[Any] = []

    def __len__(self) -> int:
        return self._most

    def __getitem__(self, row: int) -> Any:
        if row >= self._most:
            raise IndexError(row)
        while len(self.rows) <= row:
            self.rows.append(self._make(self._blank))
        return self.rows[row]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)


def _rows(table: npt.NDArray[Any]) -> list[Any]:
    if table.ndim > 1:
        return [_rows(part) for part in table]
    return [Row(record) for record in table]


class ProgrammeModel(mesa.Model):
    """One programme in one place, week by week, with people as Mesa agents.

    Parameters
    ----------
    scenario : str, path or Scenario
        What the programme is.
    place : str, path or Profile
        Where it is.
    parents : int
        Families eligible at week 0 [families].
    weeks : int
        Length of the run [weeks].
    seed : int
        The study's seed; zero is a legal seed.
    draw : int, optional
        Which possible world; the central values when absent.
    replication : int
        Which luck.
    events : bool
        Keep the event record.

    Raises
    ------
    InputError
        If the scenario, the place or a number is not valid.

    Examples
    --------
    >>> model = ProgrammeModel("baseline", parents=50, weeks=8, seed=1)
    >>> for _ in range(8):
    ...     model.step()
    >>> len(model.agents_by_type[Parent]) >= 50
    True
    """

    def __init__(
        self,
        scenario: Any = "baseline",
        *,
        place: Any = "derby",
        parents: int = 3000,
        weeks: int = 156,
        seed: int = 1,
        draw: int | None = None,
        replication: int = 0,
        events: bool = True,
    ) -> None:
        super().__init__(rng=seed)
        self.scenario_plan = load(scenario) if not hasattr(scenario, "expand") else scenario
        self.programme = self.scenario_plan.expand(weeks)
        self.key = run_key(seed, draw or 0, replication)
        profile = load_place(place) if not hasattr(place, "values") else place
        self.catchment = synthesise(profile, parents, weeks, self.key)
        values = central()[0] if draw is None else draws(draw + 1, seed)[draw]
        self._keeps_events = events
        self._tables = self._lay_out(values)
        self.world = self._people_the_world(self._tables)
        self.week = 0
        self.running = True
        self.datacollector = mesa.DataCollector(model_reporters=_reporters())

    def _lay_out(self, values: np.void, matches: int = 0, events: int = 0) -> World:
        families, outsiders = len(self.catchment.families), len(self.catchment.outsiders)
        sizes = usual_sizes(self.programme.weeks, families, outsiders, self._keeps_events)
        enough = Sizes(families + outsiders, max(matches, sizes.matches), max(events, sizes.events))
        return new_world(self.programme, self.catchment, work_out(values)[0], self.key, enough)

    def _people_the_world(self, tables: World) -> World:
        return World(
            key=tables.key,
            p=Row(tables.p),
            design=_rows(tables.design),
            group_design=_rows(tables.group_design),
            calendar=_rows(tables.calendar),
            families=[Parent(self, record) for record in before_anything(tables.families, tables.p)],
            arriving=tables.arriving.tolist(),
            leaving=tables.leaving.tolist(),
            **{name: getattr(tables, name).tolist() for name in _HEARING},
            row_of=tables.row_of.tolist(),
            parents=[],
            active=tables.active.tolist(),
            involved=tables.involved.tolist(),
            outsiders=_rows(tables.outsiders),
            volunteers=Growing(tables.volunteers[0], lambda record: Volunteer(self, record), len(tables.volunteers)),
            coordinators=[Coordinator(self, record) for record in tables.coordinators],
            groups=[Group(self, record) for record in tables.groups],
            matches=Growing(tables.matches[0], Row),
            cohorts=_rows(tables.cohorts),
            funds=_rows(tables.funds),
            tasks=_rows(tables.tasks),
            lines=_rows(tables.lines),
            weekly=_rows(tables.weekly),
            sessions=_rows(tables.sessions),
            spending=tables.spending.tolist(),
            hours_asked=tables.hours_asked.tolist(),
            hours_given=tables.hours_given.tolist(),
            events=_events_table(tables.events),
            now=_rows(tables.now),
        )

    def step(self) -> None:
        """Run the sixteen phases of one week, with the rules and hooks that are in force.

        Raises
        ------
        PeersimError
            If the run has already reached its last week.
        """
        if self.week >= self.programme.weeks:
            raise PeersimError(f"the run has {self.programme.weeks} weeks and all are done; start it with more weeks")
        for phase in phases_in_force():
            phase(self.world, self.week)
        self.week += 1
        if self.week == self.programme.weeks:
            self._look_at_those_never_met()
        self.running = self.week < self.programme.weeks
        self.datacollector.collect(self)

    def _look_at_those_never_met(self) -> None:
        """Work out the last week of families that the programme never met, whom no phase looks at."""
        look = rule_in_force(update_outcomes)
        for row, known in zip(self.world.families, self.world.row_of, strict=True):
            if known < 0:
                look(row, self.week - 1, self.world.p)

    def run_model(self) -> None:
        """Run every week that is left."""
        while self.running:
            self.step()

    @property
    def latest(self) -> Any:
        """The latest week of the weekly table."""
        return self.world.weekly[max(0, self.week - 1)]

    def records(self) -> World:
        """Copy the world as it stands into record arrays, as the compiled driver has it.

        Returns
        -------
        World
            Record arrays, everybody among the parents; what outcomes and comparisons work on.
        """
        tables = self._lay_out(self._tables.p, len(self.world.matches.rows), len(self.world.events.rows))
        for name in ("parents", "coordinators", "groups", "cohorts", "funds", "tasks", "lines", "weekly", "now"):
            _copy(getattr(tables, name), getattr(self.world, name))
        for name in ("volunteers", "matches", "events"):
            _copy(getattr(tables, name), getattr(self.world, name).rows)
        for week, sessions in enumerate(self.world.sessions):
            _copy(tables.sessions[week], sessions)
        for name in _PLAIN:
            getattr(tables, name)[:] = getattr(self.world, name)
        return with_everyone(tables)

    def close(self) -> None:
        """Let go of the agents, so that Mesa 3.3, which keeps a count for every model, does not hold this one."""
        self.remove_all_agents()
        counts = getattr(mesa.Agent, "_ids", None)
        if counts is not None and hasattr(counts, "pop"):
            counts.pop(self, None)


def _reporters() -> dict[str, Callable[[ProgrammeModel], Any]]:
    def reporter(name: str) -> Callable[[ProgrammeModel], Any]:
        return lambda model: getattr(model.latest, name)

    return {field.name: reporter(field.name) for field in WEEK_FIELDS if field.length == 1}


def _events_table(events: npt.NDArray[Any]) -> Growing:
    if len(events):
        return Growing(events[0], Row)
    return Growing(np.zeros(1, events.dtype)[0], Row, 0)


def _copy(table: npt.NDArray[Any], rows: list[Any]) -> None:
    for i, row in enumerate(rows):
        for name in table.dtype.names or ():
            table[name][i] = getattr(row, name)

"""A laboratory of small worlds: designs tried in memory on the same people and luck, with or without a mechanism.

Studies keep files and resume; a laboratory keeps nothing. Pattern and claim checks use it, and so may a notebook.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from peersim.analysis.mechanisms import set_to, without
from peersim.evidence.sampling import draws
from peersim.foundation.draws import run_key
from peersim.outcomes.registry import measure as measure_outcome
from peersim.places.profile import load_place
from peersim.places.synthesis import Catchment, synthesise
from peersim.scenarios.loading import load
from peersim.scenarios.model import Scenario
from peersim.scenarios.variants import variant

Numbers = npt.NDArray[np.float64]
Measure = str | Callable[[Any], float]
"""Name of an outcome, or a function of a finished world."""


class Interval(NamedTuple):
    """A mean over worlds with its 95% interval.

    Attributes
    ----------
    mean, low, high : float
        Mean over worlds, and the t interval for it.
    worlds : int
        Worlds it stands on.
    """

    mean: float
    low: float
    high: float
    worlds: int


def interval(values: Numbers) -> Interval:
    """Work out the mean of one value a world, with the 95% t interval for it.

    Parameters
    ----------
    values : numpy.ndarray, shape (draws,)
        One value a world; nan where it could not be told.

    Returns
    -------
    Interval
        nan ends with fewer than two worlds.
    """
    from scipy import stats

    known = np.asarray(values, dtype=np.float64)
    known = known[~np.isnan(known)]
    if len(known) < 2:
        return Interval(float(known.mean()) if len(known) else float("nan"), float("nan"), float("nan"), len(known))
    half = float(stats.t.ppf(0.975, len(known) - 1)) * float(known.std(ddof=1)) / float(np.sqrt(len(known)))
    mean = float(known.mean())
    return Interval(mean, mean - half, mean + half, len(known))


@dataclass(frozen=True)
class Laboratory:
    """Where designs are tried.

    Parameters
    ----------
    draws : int
        Possible worlds, each run once with luck of its own [worlds].
    parents : int
        Families eligible at week 0 [families].
    weeks : int
        Length of each run [weeks].
    place : str
        Place the families live in.
    seed : int
        All luck follows from it.
    off : str
        Name of a mechanism that is taken out of every world (`peersim.analysis.mechanisms`); empty for none.
    held : mapping of str to float
        Evidence keys held at a value of your own in every world; values may lie outside the key's range.
    events : bool
        Keep the event record of every run.
    """

    draws: int = 24
    parents: int = 1500
    weeks: int = 156
    place: str = "derby"
    seed: int = 1
    off: str = ""
    held: Mapping[str, float] = field(default_factory=dict)
    events: bool = False

    def worlds(self, scenario: str | Scenario, settings: dict[str, Any] | None = None, **tables: Any) -> Iterator[Any]:
        """Run a design in every world, one after another.

        Parameters
        ----------
        scenario : str or Scenario
            The design.
        settings : dict, optional
            Levers set otherwise.
        **tables
            Groups, funds, changes and removals, as `peersim.variant` takes them.

        Yields
        ------
        World
            A finished run.
        """
        from peersim.engine.run import run_once

        design = self._design(scenario, settings, tables).expand(self.weeks)
        for number, drawn in enumerate(_draws(self.draws, self.seed)):
            values = set_to(self.held, without(self.off, drawn) if self.off else drawn)
            yield run_once(design, self._catchment(number), values, run_key(self.seed, number, 0), self.events)

    def values(
        self, measure: Measure, scenario: str | Scenario, settings: dict[str, Any] | None = None, **tables: Any
    ) -> Numbers:
        """Measure a design in every world.

        Parameters
        ----------
        measure : str or callable
            Name of an outcome, or a function of a finished world.
        scenario, settings, **tables
            As in `worlds`.

        Returns
        -------
        numpy.ndarray, shape (draws,)
            One value a world.
        """
        row: Numbers = self.table([measure], scenario, settings, **tables)[0]
        return row

    def table(
        self,
        measures: Sequence[Measure],
        scenario: str | Scenario,
        settings: dict[str, Any] | None = None,
        **tables: Any,
    ) -> Numbers:
        """Measure several things of a design in every world, running each world once.

        Parameters
        ----------
        measures : sequence of str or callable
            Names of outcomes, or functions of a finished world.
        scenario, settings, **tables
            As in `worlds`.

        Returns
        -------
        numpy.ndarray, shape (measures, draws)
            One value a measure and world.
        """
        rows = [
            [measure_outcome(world, each) if isinstance(each, str) else each(world) for each in measures]
            for world in self.worlds(scenario, settings, **tables)
        ]
        return np.array(rows, dtype=np.float64).T

    def differences(self, measure: Measure, one: Any, other: Any) -> Numbers:
        """Measure two designs in the same worlds and take the second less the first.

        Parameters
        ----------
        measure : str or callable
            Name of an outcome, or a function of a finished world.
        one, other : str, Scenario or (scenario, settings)
            The designs.

        Returns
        -------
        numpy.ndarray, shape (draws,)
            One paired difference a world.
        """
        return self.values(measure, *_parts(other)) - self.values(measure, *_parts(one))

    def _design(self, scenario: str | Scenario, settings: dict[str, Any] | None, tables: dict[str, Any]) -> Scenario:
        if settings or tables:
            return variant(scenario, settings, **tables)
        return load(scenario) if isinstance(scenario, str) else scenario

    def _catchment(self, number: int) -> Catchment:
        return _catchment(self.place, self.parents, self.weeks, self.seed, number)


@cache
def _draws(number: int, seed: int) -> Any:
    return draws(number, seed)


@cache
def _catchment(place: str, parents: int, weeks: int, seed: int, number: int) -> Catchment:
    return synthesise(load_place(place), parents, weeks, run_key(seed, number, 0))


def _parts(design: Any) -> tuple[Any, ...]:
    return design if isinstance(design, tuple) else (design,)

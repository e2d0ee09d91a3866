"""A comparison: several designs tried on the same simulated families, worlds and luck, and what came of each.

Filled from observations (`Comparison.from_observations`), read by the report, the command line and notebooks::

    runs = {(scenario, draw, replication): peersim.outcomes.observe(world), ...}
    comparison = Comparison.from_observations(runs, scenarios=("baseline", "on_site_childcare", "nothing"),
                                              place="derby", parents=3000, weeks=156, draws=20, replications=3, seed=1)
    comparison.differences()        # paired differences against the first scenario, one row an outcome and subgroup
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from peersim.analysis.estimate import Band, Estimate, Failure, band, pick, survival_band
from peersim.analysis.gathering import Runs, gather
from peersim.analysis.incremental import IncrementalCost, fieller
from peersim.analysis.paired import CONFIDENCE, Estimates, paired_estimates
from peersim.analysis.tables import alone_table, difference_table
from peersim.foundation.problems import InputError, Problems, nearest
from peersim.outcomes.observation import Observation
from peersim.outcomes.registry import outcome as find_outcome
from peersim.outcomes.registry import outcome_number
from peersim.outcomes.strata import EVERYONE
from peersim.outcomes.tidy import ROW_GROUPS, ROW_OUTCOMES, frame_from_rows, values_of
from peersim.outcomes.weekly import WEEKLY_COLUMNS

if TYPE_CHECKING:
    import pandas as pd

Numbers = npt.NDArray[np.float64]

_ROWS = {(*who, outcome.name): row for row, (who, outcome) in enumerate(zip(ROW_GROUPS, ROW_OUTCOMES, strict=True))}


@dataclass(frozen=True, eq=False)
class Comparison:
    """Designs compared on the same worlds.

    Attributes
    ----------
    scenarios : tuple of str
        Names, in the order they are shown.
    reference : str
        The one the others are compared with.
    place, place_title : str
        Place profile's name, and as shown to people.
    parents : int
        Eligible families at the start [families].
    weeks : int
        Length of each run [weeks].
    draws, replications : int
        Planned: possible worlds, and runs in each.
    seed : int
        The study's seed.
    runs : Runs
        What was kept of the runs: arrays in memory, or read from a store as they are asked for.
    titles : mapping
        Scenario name to title.
    failures : tuple of Failure
        Runs that did not finish.
    version : str
        Version of peersim.
    price_year : int or None
        Price year of all money.
    assumptions : mapping
        Scenario name to labels of the grade D inputs behind the levers it changes.
    notes : mapping
        Scenario name to what is worth knowing about it, such as parts that contradict each other.
    """

    scenarios: tuple[str, ...]
    reference: str
    place: str
    parents: int
    weeks: int
    draws: int
    replications: int
    seed: int
    runs: Runs
    titles: Mapping[str, str] = field(default_factory=dict)
    failures: tuple[Failure, ...] = ()
    version: str = ""
    place_title: str = ""
    price_year: int | None = None
    assumptions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def from_observations(
        cls,
        observations: Mapping[tuple[str, int, int], Observation] | Iterable[tuple[str, int, int, Observation]],
        *,
        scenarios: Iterable[str],
        place: str,
        parents: int,
        weeks: int,
        draws: int,
        replications: int,
        seed: int,
        reference: str | None = None,
        titles: Mapping[str, str] | None = None,
        failures: Iterable[Failure] = (),
        version: str = "",
        place_title: str = "",
        price_year: int | None = None,
        assumptions: Mapping[str, Iterable[str]] | None = None,
        notes: Mapping[str, Iterable[str]] | None = None,
    ) -> Comparison:
        """Gather the runs of a study.

        Parameters
        ----------
        observations : mapping from (scenario, draw, replication), or iterable of (scenario, draw, replication,
        observation)
            What each finished run left; draws and replications counted from 0. An iterable is read once and may be
            a generator: observations are not kept.
        scenarios : iterable of str
            Scenarios in the order they are shown.
        place : str
            Place profile's name.
        parents : int
            Eligible families at the start [families].
        weeks : int
            Length of each run [weeks].
        draws, replications : int
            How many were planned; runs that are not among the observations are missing, and said to be.
        seed : int
            The study's seed.
        reference : str, optional
            Scenario that the others are compared with; the first when left out.
        titles : mapping, optional
            Scenario name to the title shown to people; the name where there is none.
        failures : iterable of Failure, optional
            Runs that did not finish.
        version : str, optional
            Version of peersim that made the runs.
        place_title : str, optional
            Place's name as shown to people.
        price_year : int, optional
            Price year of all money.
        assumptions : mapping from scenario to iterable of str, optional
            Labels of the grade D inputs (assumptions) behind the levers that scenario changes.
        notes : mapping from scenario to iterable of str, optional
            What is worth knowing about a design, such as parts that contradict each other.

        Returns
        -------
        Comparison

        Raises
        ------
        InputError
            If there are no scenarios, the reference is not one of them, a run is of no scenario, draw or replication
            that was planned, or its length is not the study's.
        """
        names = tuple(scenarios)
        _check_names(names, reference)
        runs = gather(_as_rows(observations), names, weeks, draws, replications)
        return cls(
            scenarios=names,
            reference=names[0] if reference is None else reference,
            place=place,
            parents=parents,
            weeks=weeks,
            draws=draws,
            replications=replications,
            seed=seed,
            runs=runs,
            titles=dict(titles or {}),
            failures=tuple(failures),
            version=version,
            place_title=place_title,
            price_year=price_year,
            assumptions={name: tuple(labels) for name, labels in (assumptions or {}).items()},
            notes={name: tuple(told) for name, told in (notes or {}).items()},
        )

    # Words and counts

    def title(self, scenario: str) -> str:
        """Title of a scenario as shown to people."""
        return self.titles.get(scenario) or scenario

    @property
    def place_name(self) -> str:
        """Place as shown to people."""
        return self.place_title or self.place

    @property
    def missing_runs(self) -> int:
        """Planned runs that did not come in."""
        return int((~self.runs.done).sum())

    def has_runs(self, scenario: str) -> bool:
        """Whether at least one run of a scenario came in."""
        return bool(self.runs.done[self._number(scenario)].any())

    def _number(self, scenario: str) -> int:
        if scenario not in self.scenarios:
            raise InputError([f'unknown scenario "{scenario}".{nearest(scenario, self.scenarios)}'])
        return self.scenarios.index(scenario)

    # Numbers

    def paired(self, scenario: str, reference: str | None = None) -> Estimates:
        """Paired estimates of a scenario against the reference, rows as in `peersim.outcomes.tidy.ROW_OUTCOMES`."""
        return self.runs.estimates(self._number(scenario), self._number(reference or self.reference))

    def by_itself(self, scenario: str) -> Estimates:
        """Estimates of one scenario alone, in the order of `peersim.outcomes.tidy.ROW_OUTCOMES`."""
        return self.runs.estimates(self._number(scenario), None)

    def value(self, scenario: str, outcome: str, group: str = EVERYONE, level: str = EVERYONE) -> Estimate:
        """Estimate of one outcome of one scenario alone."""
        return pick(*self.runs.estimates_at(self._number(scenario), None, _row(outcome, group, level)))

    def difference(
        self, scenario: str, outcome: str, group: str = EVERYONE, level: str = EVERYONE, reference: str | None = None
    ) -> Estimate:
        """Estimate of the paired difference of one outcome, scenario minus reference."""
        against = self._number(reference or self.reference)
        return pick(*self.runs.estimates_at(self._number(scenario), against, _row(outcome, group, level)))

    def gap(self, scenario: str, outcome: str, group: str, level: str, against: str) -> Estimate:
        """Estimate of the difference of one outcome between two subgroups of one scenario: `level` minus `against`."""
        which = [_row(outcome, group, level), _row(outcome, group, against)]
        rows = self.runs.rows_of(self._number(scenario), which)
        return pick(paired_estimates(rows[..., :1].copy(), rows[..., 1:].copy()), 0)

    def gaps_from_everybody(self, scenario: str, outcome: str, levels: Iterable[tuple[str, str]]) -> list[Estimate]:
        """Estimates of how far each subgroup lies from everybody, paired within runs: subgroup minus everybody."""
        which = [_row(outcome, group, level) for group, level in levels]
        everybody = [_row(outcome, EVERYONE, EVERYONE)] * len(which)
        rows = self.runs.rows_of(self._number(scenario), [*which, *everybody])
        estimates = paired_estimates(rows[..., : len(which)].copy(), rows[..., len(which) :].copy())
        return [pick(estimates, number) for number in range(len(which))]

    def worlds(self, scenario: str, outcome: str, group: str = EVERYONE, level: str = EVERYONE) -> Numbers:
        """Value of one outcome in each draw (replications pooled); nan where it is missing."""
        rows = self.runs.rows_of(self._number(scenario), [_row(outcome, group, level)])[..., 0]
        known = ~np.isnan(rows).any(axis=-1, keepdims=True)
        sums = np.where(known, rows, 0.0).sum(axis=1)
        return values_of(np.moveaxis(sums, -1, 0))

    def pair_worlds(self, scenario: str, outcome: str, reference: str | None = None) -> Numbers:
        """Paired difference of one outcome in each draw, over pairs of runs that both came in, else nan."""
        row = _row(outcome, EVERYONE, EVERYONE)
        one = self.runs.rows_of(self._number(scenario), [row])[..., 0]
        other = self.runs.rows_of(self._number(reference or self.reference), [row])[..., 0]
        known = ~(np.isnan(one) | np.isnan(other)).any(axis=-1, keepdims=True)
        sums = [np.moveaxis(np.where(known, arm, 0.0).sum(axis=1), -1, 0) for arm in (one, other)]
        with np.errstate(invalid="ignore"):  # two medians that were not reached
            return values_of(sums[0]) - values_of(sums[1])

    def cost_of_one_more(self, scenario: str, effect: str = "parents_engaged_26w") -> IncrementalCost:
        """Extra cost over the run for each additional one of an effect, with Fieller's interval."""
        return fieller(self.pair_worlds(scenario, "cost"), self.pair_worlds(scenario, effect))

    def best_in(self, outcome: str, among: Iterable[str]) -> dict[str, float]:
        """In how many worlds each of some scenarios is the best of them on one outcome; ties are shared.

        Parameters
        ----------
        outcome : str
            Outcome with a better direction.
        among : iterable of str
            Scenarios.

        Returns
        -------
        dict
            Scenario to number of worlds, over the draws in which all of them can be told.
        """
        names = tuple(among)
        values = np.array([self.worlds(name, outcome) for name in names])
        if find_outcome(outcome).direction == "lower is better":
            values = -values
        told = values[:, ~np.isnan(values).any(axis=0)]
        best = told == told.max(axis=0, initial=-np.inf)
        shares = best / np.maximum(best.sum(axis=0), 1)
        return {name: float(share) for name, share in zip(names, shares.sum(axis=1), strict=True)}

    def weekly(self, scenario: str, column: str) -> Band:
        """Course of one column of the weekly table, mean and range over worlds."""
        if column not in WEEKLY_COLUMNS:
            raise InputError([f'unknown weekly column "{column}".{nearest(column, WEEKLY_COLUMNS)}'])
        return band(self.runs.weekly_of(self._number(scenario), WEEKLY_COLUMNS.index(column)))

    def survival(self, scenario: str, who: str = "parents") -> Band:
        """Share still engaged ("parents") or still with the programme ("volunteers") after t weeks.

        Kaplan–Meier, all runs pooled; the band is the range over worlds. nan where nobody was followed so long.
        """
        return survival_band(
            self.runs.stays_of(self._number(scenario), "parents" if who == "parents" else "volunteers")
        )

    # Tables

    def to_frame(self) -> pd.DataFrame:
        """Every run's outcomes as one tidy table: see `peersim.outcomes.tidy.tidy_frame`."""
        done = self.runs.done
        keys = [
            (self.scenarios[number], int(draw), int(replication)) for number, draw, replication in np.argwhere(done)
        ]
        every = range(len(ROW_OUTCOMES))
        rows = [self.runs.rows_of(number, every)[came] for number, came in enumerate(done)]
        return frame_from_rows(keys, np.concatenate(rows))

    def differences(self, reference: str | None = None) -> pd.DataFrame:
        """Paired differences of every other scenario from the reference, one row an outcome and subgroup.

        Parameters
        ----------
        reference : str, optional
            Scenario to compare with; the comparison's own when left out.

        Returns
        -------
        pandas.DataFrame
            See `peersim.analysis.tables.difference_table`.
        """
        import pandas as pd

        against = reference or self.reference
        others = [name for name in self.scenarios if name != against]
        tables = [difference_table(n, against, self.paired(n, against), self.replications) for n in others]
        if not tables:
            tables = [difference_table(against, against, self.paired(against, against), self.replications).iloc[:0]]
        return self._kept(pd.concat(tables, ignore_index=True))

    def alone(self) -> pd.DataFrame:
        """Each scenario by itself, one row an outcome and subgroup: see `peersim.analysis.tables.alone_table`."""
        import pandas as pd

        tables = [alone_table(name, self.by_itself(name), self.replications) for name in self.scenarios]
        return self._kept(pd.concat(tables, ignore_index=True))

    def _kept(self, table: pd.DataFrame) -> pd.DataFrame:
        """Leave out rows that the study was told not to keep; what it kept and cannot tell stays, and says so."""
        kept = np.resize(self.runs.kept, len(table))
        return table if kept.all() else table[kept].reset_index(drop=True)

    # Presentation

    def plot(self, kind: str = "headline", **options: Any) -> Any:
        """Draw a figure.

        Parameters
        ----------
        kind : str
            "headline", "survival", "weekly", "absences", "costs", "hours", "reach" or "trade_off".
        **options
            Passed to the figure.

        Returns
        -------
        matplotlib.figure.Figure
        """
        return presenter("plot")(self, kind, **options)

    def summary(self) -> str:
        """One page of Markdown, every sentence computed."""
        return str(presenter("summary")(self))

    def to_dict(self, subgroups: bool = True) -> dict[str, Any]:
        """Give what was compared, each scenario alone, the differences and the failures, as plain values; nan as None.

        Parameters
        ----------
        subgroups : bool
            Whether rows of subgroups are among them.

        Returns
        -------
        dict
        """
        alone, differences = self.alone(), self.differences()
        if not subgroups:
            alone, differences = alone[alone["group"] == EVERYONE], differences[differences["group"] == EVERYONE]
        return {
            "place": self.place,
            "place_title": self.place_name,
            "parents": self.parents,
            "weeks": self.weeks,
            "draws": self.draws,
            "replications": self.replications,
            "seed": self.seed,
            "version": self.version,
            "price_year": self.price_year,
            "scenarios": [{"name": name, "title": self.title(name)} for name in self.scenarios],
            "reference": self.reference,
            "confidence": CONFIDENCE,
            "runs_planned": len(self.scenarios) * self.draws * self.replications,
            "runs_missing": self.missing_runs,
            "failures": [vars(failure) for failure in self.failures],
            "alone": _records(alone),
            "differences": _records(differences),
        }

    def to_json(self, indent: int | None = 2, subgroups: bool = False) -> str:
        """Write what `to_dict` gives as JSON; what cannot be told is null. Subgroups are left out unless asked for."""
        return json.dumps(self.to_dict(subgroups), ensure_ascii=False, indent=indent, allow_nan=False)


PRESENTERS: dict[str, Callable[..., Any]] = {}
"""How results are shown: filled by the report room, so that the analysis never depends on it."""


def presenter(name: str) -> Callable[..., Any]:
    """Look up how results are shown; the report room is imported when it is first asked for.

    Parameters
    ----------
    name : str
        A key of `PRESENTERS`.

    Returns
    -------
    callable
    """
    if name not in PRESENTERS:
        from importlib import import_module

        import_module(
            "peersim.report"
        )  # registers itself here; looked up by name only when somebody asks to see something
    return PRESENTERS[name]


def _check_names(names: tuple[str, ...], reference: str | None) -> None:
    problems = Problems()
    if not names:
        problems.add("a comparison needs at least one scenario")
    elif reference is not None and reference not in names:
        problems.add(f'reference "{reference}" is not among the scenarios.{nearest(reference, names)}')
    for name in sorted({name for name in names if names.count(name) > 1}):
        problems.add(f'scenario "{name}" is named twice')
    problems.raise_if_any()


def _as_rows(
    observations: Mapping[tuple[str, int, int], Observation] | Iterable[tuple[str, int, int, Observation]],
) -> Iterable[tuple[str, int, int, Observation]]:
    if isinstance(observations, Mapping):
        return ((*key, observation) for key, observation in observations.items())
    return observations


def _row(outcome: str, group: str, level: str) -> int:
    outcome_number(outcome)
    if (group, level, outcome) not in _ROWS:
        raise InputError([f'outcome "{outcome}" is not told for "{group}", "{level}"'])
    return _ROWS[group, level, outcome]


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            str(key): None if isinstance(value, float) and not math.isfinite(value) else value
            for key, value in record.items()
        }
        for record in frame.to_dict(orient="records")
    ]


__all__ = ["PRESENTERS", "Band", "Comparison", "Estimate", "Failure"]

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

from peersim.analysis.as_tables import AsTables
from peersim.analysis.compared_numbers import ComparedNumbers
from peersim.analysis.estimate import Band, Estimate, Failure
from peersim.analysis.gathering import Runs, gather
from peersim.analysis.paired import CONFIDENCE
from peersim.analysis.tables import alone_table, difference_table
from peersim.foundation.problems import Problems, nearest
from peersim.outcomes.observation import Observation
from peersim.outcomes.strata import EVERYONE

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Comparison(ComparedNumbers, AsTables):
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

    # Tables

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
        """Give each scenario by itself, one row an outcome and subgroup.

        Returns
        -------
        pandas.DataFrame
            See `peersim.analysis.tables.alone_table`.
        """
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
        """Tell what came of it on one page, every sentence computed.

        Returns
        -------
        str
            Markdown.
        """
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
        """Write what `to_dict` gives as JSON; what cannot be told is null.

        Parameters
        ----------
        indent : int, optional
            Spaces of indentation; None: all in one line.
        subgroups : bool
            Whether rows of subgroups are among them.

        Returns
        -------
        str
        """
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


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            str(key): None if isinstance(value, float) and not math.isfinite(value) else value
            for key, value in record.items()
        }
        for record in frame.to_dict(orient="records")
    ]


__all__ = ["PRESENTERS", "Band", "Comparison", "Estimate", "Failure"]

"""A finished study read as the economics needs it: money, wellbeing and counts by strategy, draw and replication."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from peersim.analysis.discovery.discovering import inputs_of
from peersim.economics.figures import StudyFigures
from peersim.foundation.problems import Problems
from peersim.foundation.units import WEEKS_PER_YEAR
from peersim.studies.soundness import NOT_ALWAYS_TOLD

if TYPE_CHECKING:
    import pandas as pd

    from peersim.studies.reading import Store

Floats = npt.NDArray[np.float64]

NOTHING = "nothing"
"""The strategy that every report shows: no programme at all."""

NEEDED = ("outcomes", "subgroups", "weekly", "money")
"""Tables a study must keep to be valued."""

TOLD_BY_LEVEL = ("eligible", "parents_heard", "parents_reached", "parents_engaged_26w", "wellbeing_years")
"""Outcomes read for each subgroup of families."""

_CURRENCY = "GBP"
"""Money of a run is in pounds of the scenario's price year: its unit costs are (`peersim/evidence/table.csv`)."""


def read_figures(folder: str | os.PathLike[str]) -> StudyFigures:
    """Read a finished study.

    Parameters
    ----------
    folder : str or Path
        Folder that `peersim study` wrote.

    Returns
    -------
    StudyFigures
        What is missing is nan.

    Raises
    ------
    InputError
        If there is no study, it keeps too little, or it has no strategy beside `nothing`.
    """
    from peersim.studies.reading import Store

    with Store(folder, verify=True) as store:
        _check(store)
        return _figures(store)


def _check(store: Store) -> None:
    problems = Problems("Plan it again with everything kept (leave out `keep` and `outcomes` in its plan), and run it.")
    kept = store.contents.keep
    lacking = [name for name in NEEDED if name not in kept.tables]
    if lacking:
        problems.add(f"{store.folder}: the study does not keep {', '.join(lacking)}, which a report is made of.")
    elif kept.outcomes is not None:
        problems.add(f"{store.folder}: the study keeps only some outcomes; a report is made of all of them.")
    elif "wellbeing" not in store.tables["weekly"].columns:
        problems.add(f"{store.folder}: was run by a peersim that did not tell wellbeing over time yet.")
    if int(store.facts["weeks"]) <= _WEEKS_TO_FOLLOW:
        problems.add(
            f"{store.folder}: runs of {store.facts['weeks']} weeks are too short to tell who is still engaged after "
            f"{_WEEKS_TO_FOLLOW}; plan at least a year."
        )
    if NOTHING not in store.scenarios:
        problems.add(f'{store.folder}: has no "{NOTHING}", with which everything is compared.')
    elif len(store.scenarios) == 1:
        problems.add(f'{store.folder}: has only "{NOTHING}": there is no option to value.')
    if not store.contents.shards:
        problems.add(f"{store.folder}: nothing is finished yet: `peersim study run {store.folder}` runs it.")
    problems.raise_if_any()


def _figures(store: Store) -> StudyFigures:
    facts: dict[str, Any] = store.facts
    cells = _Cells(tuple(facts["scenarios"]), int(facts["draws"]), int(facts["replications"]))
    lengths = year_lengths(int(facts["weeks"]))
    runs = store.table("runs", ["status"])
    done = cells.place(runs, [(runs["status"] == "finished").to_numpy(np.float64)])[..., 0] == 1.0
    income, spending = _money(store, cells, len(lengths))
    wellbeing, volunteer_years = _weekly(store, cells, len(lengths))
    totals, by_level = _outcomes(store, cells)
    return StudyFigures(
        names=cells.scenarios,
        titles=dict(facts["titles"]),
        reference=facts["reference"],
        place=facts["place"],
        place_title=facts.get("place_title", facts["place"]),
        parents=int(facts["parents"]),
        weeks=int(facts["weeks"]),
        seed=int(facts["seed"]),
        version=facts["version"],
        currency=_CURRENCY,
        price_year=str(facts.get("price_year", "")),
        years=lengths,
        done=done,
        inputs=inputs_of(store, cells.draws),
        trail=_trail(store),
        income=income,
        spending=spending,
        wellbeing=wellbeing,
        volunteer_years=volunteer_years,
        totals=totals,
        by_level=by_level,
    )


def year_lengths(weeks: int) -> Floats:
    """Length of each year of a run.

    Parameters
    ----------
    weeks : int
        Length of the run [weeks].

    Returns
    -------
    numpy.ndarray, shape (years,)
        1 for each whole year, less for the last if the run ends within it [years].
    """
    year = (np.arange(weeks) / WEEKS_PER_YEAR).astype(np.int64)
    lengths: Floats = np.minimum(np.bincount(year) / WEEKS_PER_YEAR, 1.0)
    whole = np.bincount(year) >= int(WEEKS_PER_YEAR)
    lengths[whole] = 1.0
    return lengths


class _Cells:
    """Where each run's numbers belong."""

    def __init__(self, scenarios: tuple[str, ...], draws: int, replications: int) -> None:
        self.scenarios, self.draws, self.replications = scenarios, draws, replications
        self._numbers = {name: number for number, name in enumerate(scenarios)}

    @property
    def shape(self) -> tuple[int, int, int]:
        """Strategies, draws, replications."""
        return len(self.scenarios), self.draws, self.replications

    def place(self, rows: pd.DataFrame, columns: list[Any], within: Any = None, size: int = 1) -> Floats:
        """Put columns of rows into their cells.

        Parameters
        ----------
        rows : pandas.DataFrame
            Has scenario, draw and replication.
        columns : list of array
            Numbers, one a row each.
        within : array, optional
            Which of `size` places of its cell a row belongs in.
        size : int
            Places in a cell.

        Returns
        -------
        numpy.ndarray, shape (strategies, draws, replications, columns) or (..., size, columns)
            nan where there is no row.
        """
        scenario = rows["scenario"].astype(str).map(self._numbers).to_numpy()
        at = (scenario, rows["draw"].to_numpy(), rows["replication"].to_numpy())
        placed = np.full((*self.shape, size, len(columns)), np.nan)
        placed[(*at, np.zeros(len(rows), np.int64) if within is None else np.asarray(within))] = np.column_stack(
            columns
        )
        return placed[..., 0, :] if within is None else placed


def _money(store: Store, cells: _Cells, years: int) -> tuple[Floats, Floats]:
    from peersim.scenarios.levers import COST_LINES

    rows = store.table("money", ["income", *COST_LINES])
    columns = [rows[name].to_numpy(np.float64) for name in ("income", *COST_LINES)]
    placed = cells.place(rows, columns, rows["year"].to_numpy(), years)
    return placed[..., 0], placed[..., 1:]


def _weekly(store: Store, cells: _Cells, years: int) -> tuple[Floats, Floats]:
    """Add up each year's weeks [point-years, years]."""
    rows = store.query(
        f"SELECT scenario, draw, replication, CAST(floor(week / {WEEKS_PER_YEAR!r}) AS INTEGER) AS year, "
        f"sum(wellbeing) / {WEEKS_PER_YEAR!r} AS wellbeing, sum(volunteers_active) / {WEEKS_PER_YEAR!r} AS volunteers "
        "FROM weekly GROUP BY ALL"
    )
    columns = [rows[name].to_numpy(np.float64) for name in ("wellbeing", "volunteers")]
    placed = cells.place(rows, columns, rows["year"].to_numpy(), years)
    return placed[..., 0], placed[..., 1]


RETAINED = "parents_engaged_26w"
"""Families that count as retained; in a run in which nobody came early enough to be followed so long, nobody is."""

_NO_TOTALS = set(NOT_ALWAYS_TOLD) - {RETAINED}
"""Shares, times and quantiles, which cannot be told of every run and do not add up."""

_WEEKS_TO_FOLLOW = 26


def _outcomes(store: Store, cells: _Cells) -> tuple[dict[str, Floats], dict[str, Floats]]:
    from peersim.outcomes.registry import OUTCOMES
    from peersim.outcomes.strata import EVERYONE, LEVELS
    from peersim.studies.tables import has_denominator

    names = [outcome.name for outcome in OUTCOMES if not has_denominator(outcome) and outcome.name not in _NO_TOTALS]
    rows = store.table("outcomes", names, where=f"level = '{EVERYONE}'")
    whole = cells.place(rows, [_told(rows, name) for name in names])
    parts = store.table("outcomes", list(TOLD_BY_LEVEL), where=f"level <> '{EVERYONE}'")
    numbers = {(level.group, level.level): number for number, level in enumerate(LEVELS)}
    within = [numbers[pair] for pair in zip(parts["group"].astype(str), parts["level"].astype(str), strict=True)]
    placed = cells.place(parts, [_told(parts, name) for name in TOLD_BY_LEVEL], np.array(within), len(LEVELS))
    return (
        {name: whole[..., number] for number, name in enumerate(names)},
        {name: placed[..., number] for number, name in enumerate(TOLD_BY_LEVEL)},
    )


def _told(rows: pd.DataFrame, name: str) -> Floats:
    values = rows[name].to_numpy(np.float64)
    return np.nan_to_num(values) if name == RETAINED else values


def _trail(store: Store) -> dict[str, str]:
    document = store.contents.study.document
    planned = document["planned"]
    return {
        "question": document["question"],
        "plan hash": document["plan_hash"],
        "peersim": planned["version"],
        "commit": str(planned.get("commit") or "not known")
        + (" with changes that were not committed" if planned.get("uncommitted_changes") else ""),
        "package fingerprint": document["inputs"]["package"],
        "plan": document["plan_text"],
    }

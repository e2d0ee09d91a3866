"""Runs in memory as the economics needs them: the same numbers that `read_figures` reads out of a study's folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from peersim.economics.figures import StudyFigures
from peersim.economics.reading import RETAINED
from peersim.foundation.units import WEEKS_PER_YEAR

if TYPE_CHECKING:
    import pandas as pd

    from peersim.outcomes.observation import Observation

Floats = npt.NDArray[np.float64]


def figures_of(
    like: StudyFigures, observations: Mapping[tuple[str, int, int], Observation], inputs: pd.DataFrame
) -> StudyFigures:
    """Lay out observations of the same strategies, place and length as another study's.

    Parameters
    ----------
    like : StudyFigures
        The other study: names, titles, place, length, prices.
    observations : mapping
        One by (strategy, draw, replication); a run that is missing is left out.
    inputs : pandas.DataFrame
        Value of each input in each draw.

    Returns
    -------
    StudyFigures
        The same figures of these runs.
    """
    draws = len(inputs)
    replications = 1 + max((replication for _, _, replication in observations), default=0)
    shape = (len(like.names), draws, replications)
    empty = _Empty(like, shape)
    for (name, draw, replication), seen in observations.items():
        empty.fill((like.names.index(name), draw, replication), seen)
    return replace(like, **empty.arrays, totals=empty.totals, by_level=empty.by_level, inputs=inputs)


class _Empty:
    """Arrays to be filled run by run."""

    def __init__(self, like: StudyFigures, shape: tuple[int, int, int]) -> None:
        years, lines = len(like.years), like.spending.shape[-1]
        self.arrays: dict[str, Any] = {
            "done": np.zeros(shape, np.bool_),
            "spending": np.full((*shape, years, lines), np.nan),
            **{name: np.full((*shape, years), np.nan) for name in ("income", "wellbeing", "volunteer_years")},
        }
        self.totals = {name: np.full(shape, np.nan) for name in like.totals}
        self.by_level = {name: np.full((*shape, each.shape[-1]), np.nan) for name, each in like.by_level.items()}

    def fill(self, cell: tuple[int, int, int], seen: Observation) -> None:
        """Put one run in its place."""
        from peersim.outcomes.registry import SUBGROUP_OUTCOMES, outcome_number

        self.arrays["done"][cell] = True
        self.arrays["spending"][cell] = seen.spending
        self.arrays["income"][cell] = seen.income
        self.arrays["wellbeing"][cell] = yearly(seen, "wellbeing")
        self.arrays["volunteer_years"][cell] = yearly(seen, "volunteers_active")
        for name, values in self.totals.items():
            values[cell] = _told(name, seen.everyone[0, outcome_number(name)])
        rows = [outcome.name for outcome in SUBGROUP_OUTCOMES]
        for name, parts in self.by_level.items():
            parts[cell] = _told(name, seen.subgroups[0, :, rows.index(name)])


def _told(name: str, value: Any) -> Any:
    return np.nan_to_num(value) if name == RETAINED else value


def yearly(seen: Observation, column: str) -> Floats:
    """Add up a column of the weekly table over each year.

    Parameters
    ----------
    seen : Observation
        A run.
    column : str
        Column that counts something each week.

    Returns
    -------
    numpy.ndarray, shape (years,)
        Its sum in each year, in its unit times years.
    """
    from peersim.outcomes.weekly import WEEKLY_COLUMNS

    year = (np.arange(seen.weeks) / WEEKS_PER_YEAR).astype(np.int64)
    sums: Floats = np.bincount(year, weights=seen.weekly[:, WEEKLY_COLUMNS.index(column)]) / WEEKS_PER_YEAR
    return sums

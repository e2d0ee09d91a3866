"""Outcomes as one tidy table: one row a run, subgroup and outcome, built once at the end of a study."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from peersim.outcomes.observation import Observation
from peersim.outcomes.registry import OUTCOMES, SUBGROUP_OUTCOMES
from peersim.outcomes.strata import EVERYONE, LEVELS

if TYPE_CHECKING:
    import pandas as pd

Numbers = npt.NDArray[np.float64]

ROW_OUTCOMES = tuple(OUTCOMES) + tuple(o for _ in LEVELS for o in SUBGROUP_OUTCOMES)
"""Outcome of each row of one run: everybody first, then each level of each factor."""

ROW_GROUPS = tuple((EVERYONE, EVERYONE) for _ in OUTCOMES) + tuple(
    (level.group, level.level) for level in LEVELS for _ in SUBGROUP_OUTCOMES
)
"""Group and level of each row of one run."""


def observation_rows(observation: Observation) -> Numbers:
    """All of one run's outcomes in the order of `ROW_OUTCOMES`.

    Parameters
    ----------
    observation : Observation
        One run.

    Returns
    -------
    numpy.ndarray, shape (2, rows)
        Numerators and denominators.
    """
    return np.concatenate([observation.everyone, observation.subgroups.reshape(2, -1)], axis=1)


def values_of(rows: Numbers) -> Numbers:
    """Values of numerators and denominators; nan where the denominator is 0.

    Parameters
    ----------
    rows : numpy.ndarray, shape (2, ...)
        Numerators and denominators.

    Returns
    -------
    numpy.ndarray, shape (...)
        Values.
    """
    top, bottom = rows[0], rows[1]
    values: Numbers = np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom != 0)
    return values


def tidy_frame(runs: Iterable[tuple[str, int, int, Observation]]) -> pd.DataFrame:
    """Every outcome of every run as one long table.

    Parameters
    ----------
    runs : iterable of (scenario, draw, replication, observation)
        Finished runs.

    Returns
    -------
    pandas.DataFrame
        Columns scenario, draw, replication, group, level, outcome, value, numerator, denominator, unit; runs in the
        order given, everybody before subgroups. nan where an outcome cannot be told.
    """
    keys, tables = [], []
    for scenario, draw, replication, observation in runs:
        keys.append((scenario, draw, replication))
        tables.append(observation_rows(observation))
    return frame_from_rows(keys, np.array(tables).reshape(len(keys), 2, len(ROW_OUTCOMES)))


def frame_from_rows(keys: list[tuple[str, int, int]], rows: Numbers) -> pd.DataFrame:
    """Make the tidy table from the rows of many runs.

    Parameters
    ----------
    keys : list of (scenario, draw, replication)
        Which run each is.
    rows : numpy.ndarray, shape (runs, 2, rows)
        Numerators and denominators, from `observation_rows`.

    Returns
    -------
    pandas.DataFrame
        See `tidy_frame`.
    """
    import pandas as pd

    runs, width = len(keys), len(ROW_OUTCOMES)

    def repeated(words: list[str]) -> Any:
        categories = list(dict.fromkeys(words))
        codes = np.array([categories.index(word) for word in words], dtype=np.int64)
        return pd.Categorical.from_codes(np.tile(codes, runs).tolist(), categories=pd.Index(categories))

    names = list(dict.fromkeys(scenario for scenario, _, _ in keys))
    scenario_codes = np.repeat([names.index(scenario) for scenario, _, _ in keys], width)
    return pd.DataFrame(
        {
            "scenario": pd.Categorical.from_codes(scenario_codes.astype(int).tolist(), categories=pd.Index(names)),
            "draw": np.repeat(np.array([draw for _, draw, _ in keys], dtype=np.int64), width),
            "replication": np.repeat(np.array([number for _, _, number in keys], dtype=np.int64), width),
            "group": repeated([group for group, _ in ROW_GROUPS]),
            "level": repeated([level for _, level in ROW_GROUPS]),
            "outcome": repeated([o.name for o in ROW_OUTCOMES]),
            "value": values_of(np.moveaxis(rows, 1, 0)).reshape(-1),
            "numerator": rows[:, 0, :].reshape(-1),
            "denominator": rows[:, 1, :].reshape(-1),
            "unit": repeated([o.unit for o in ROW_OUTCOMES]),
        }
    )

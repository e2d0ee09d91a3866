"""Which uncertain inputs go with a difference: worlds nearer to the programme have them higher, or lower."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]

FEWEST_DRAWS = 30
"""Fewest draws in which inputs are looked at: with fewer, one of hundreds goes with anything by luck [draws]."""

MOST = 3
"""Inputs told for one column."""

_CHANCE = 0.05


class GoesWith(NamedTuple):
    """An uncertain input that goes with a column.

    Attributes
    ----------
    column : str
        Name of the column.
    key : str
        Evidence key of the input.
    label : str
        What it is.
    grade : str
        How well it is known, A to D.
    correlation : float
        Rank correlation with the column's mean month, over draws.
    higher : bool
        Whether worlds nearer to the programme have it higher.
    draws : int
        Draws it stands on.
    """

    column: str
    key: str
    label: str
    grade: str
    correlation: float
    higher: bool
    draws: int


def goes_with(column: str, level: Numbers, inputs: Any, upwards: bool) -> list[GoesWith]:
    """Find the inputs that go most with a column's level.

    Parameters
    ----------
    column : str
        Name of the column.
    level : numpy.ndarray, shape (draws,)
        Mean month in each draw; nan where no world was run.
    inputs : numpy record array, shape (draws,)
        Values of the uncertain inputs.
    upwards : bool
        Whether the programme lies above the median world.

    Returns
    -------
    list of GoesWith
        At most `MOST`, the strongest first; only those whose correlation would not come about by luck in one of twenty
        sets of as many inputs (Bonferroni).
    """
    from scipy import stats

    from peersim.evidence.table import MODEL_KEYS, parameter

    told = ~np.isnan(level)
    draws = int(told.sum())
    if draws < FEWEST_DRAWS or np.ptp(level[told]) == 0:
        return []
    there = [row for row in map(parameter, MODEL_KEYS) if row.field in inputs.dtype.names]
    fields = [row for row in there if np.ptp(inputs[row.field][told]) > 0]
    if not fields:
        return []
    table = np.stack([inputs[row.field][told].astype(np.float64) for row in fields], axis=1)
    ranks = stats.rankdata(np.column_stack([level[told], table]), axis=0)
    ranks -= ranks.mean(axis=0)
    lengths = np.sqrt((ranks**2).sum(axis=0))
    found = (ranks[:, 1:].T @ ranks[:, 0]) / (lengths[1:] * lengths[0])
    t = stats.t.ppf(1.0 - _CHANCE / (2.0 * len(fields)), draws - 2)
    least = t / np.sqrt(draws - 2 + t**2)
    order = [n for n in np.argsort(-np.abs(found))[:MOST] if abs(found[n]) >= least]
    return [
        GoesWith(
            column, fields[n].key, fields[n].label, fields[n].grade, float(found[n]), _higher(found[n], upwards), draws
        )
        for n in order
    ]


def _higher(correlation: float, upwards: bool) -> bool:
    return bool((correlation > 0) == upwards)

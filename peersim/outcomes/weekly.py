"""The weekly table of a run: one row a week, one column a count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from peersim.agents.other_records import WEEK_FIELDS
from peersim.agents.stages import ABSENCE_CAUSES

if TYPE_CHECKING:
    import pandas as pd


def _columns() -> tuple[tuple[str, str, str], ...]:
    columns = []
    for field in WEEK_FIELDS:
        if field.length == 1:
            columns.append((field.name, field.unit, field.meaning))
            continue
        columns += [
            (f"{field.name}_{cause.split()[0]}", field.unit, f"{field.meaning}: {cause}") for cause in ABSENCE_CAUSES
        ]
    return tuple(columns)


WEEKLY_FIELDS = _columns()
"""Name, unit and meaning of each column of the weekly table."""

WEEKLY_COLUMNS = tuple(name for name, _, _ in WEEKLY_FIELDS)
"""Names of the columns of the weekly table, in order."""


def weekly_array(weekly: Any) -> npt.NDArray[np.float64]:
    """Turn the weekly table into plain numbers.

    Parameters
    ----------
    weekly : records of WEEK, shape (weeks,)
        Weekly records.

    Returns
    -------
    numpy.ndarray, shape (weeks, columns)
        Columns `WEEKLY_COLUMNS`; yes/no as 1 and 0.
    """
    parts = [
        np.asarray(weekly[field.name], dtype=np.float64).reshape(len(weekly), field.length) for field in WEEK_FIELDS
    ]
    return np.concatenate(parts, axis=1)


def weekly_frame(world: Any) -> pd.DataFrame:
    """Make the weekly table of one run.

    Parameters
    ----------
    world : World
        A run; record arrays.

    Returns
    -------
    pandas.DataFrame
        One row a week: `week` and `WEEKLY_COLUMNS`.
    """
    weeks = int(world.now["week"][0])
    return array_to_frame(weekly_array(world.weekly[:weeks]))


def array_to_frame(table: npt.NDArray[np.float64]) -> pd.DataFrame:
    """Make a data frame of an observation's weekly table, counted columns as whole numbers.

    Parameters
    ----------
    table : numpy.ndarray, shape (weeks, columns)
        From `weekly_array`.

    Returns
    -------
    pandas.DataFrame
        One row a week.
    """
    import pandas as pd

    frame = pd.DataFrame(table, columns=pd.Index(WEEKLY_COLUMNS))
    kinds = {field.name: field.kind for field in WEEK_FIELDS if field.length == 1}
    whole = [name for name in WEEKLY_COLUMNS if kinds.get(name, "i8") != "f8"]
    frame[whole] = frame[whole].astype(np.int64)
    frame.insert(0, "week", np.arange(len(frame)))
    return frame

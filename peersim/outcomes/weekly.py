"""The weekly table of a run: one row a week, one column a count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from peersim.agents.other_records import WEEK, WEEK_FIELDS
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


_WORD = 8
"""Width of every field that is not yes or no [bytes] (`peersim.foundation.records`)."""


def _words(kind: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Columns of the weekly table of a kind, and the words of a record in which they stand."""
    columns: list[int] = []
    words: list[int] = []
    column = 0
    for field in WEEK_FIELDS:
        if field.kind == kind:
            assert WEEK.fields is not None
            first = WEEK.fields[field.name][1] // _WORD
            columns += range(column, column + field.length)
            words += range(first, first + field.length)
        column += field.length
    return np.array(columns, dtype=np.int64), np.array(words, dtype=np.int64)


_WHOLE, _REAL = _words("i8"), _words("f8")
_YES_NO = tuple(
    name for name, _, _ in WEEKLY_FIELDS if name in {field.name for field in WEEK_FIELDS if field.kind == "?"}
)
assert len(_WHOLE[0]) + len(_REAL[0]) + len(_YES_NO) == len(WEEKLY_COLUMNS), "a field of WEEK is of another kind"


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
    table = np.empty((len(weekly), len(WEEKLY_COLUMNS)))
    shape = (len(weekly), WEEK.itemsize // _WORD)
    records = np.ascontiguousarray(weekly)
    table[:, _WHOLE[0]] = records.view(np.int64).reshape(shape)[:, _WHOLE[1]]
    table[:, _REAL[0]] = records.view(np.float64).reshape(shape)[:, _REAL[1]]
    for name in _YES_NO:
        table[:, WEEKLY_COLUMNS.index(name)] = weekly[name]
    return table


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

"""The weekly table of a run: one row a week, one column a count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from peersim.agents.other_records import WEEK, WEEK_FIELDS
from peersim.agents.stages import ABSENCE_CAUSES
from peersim.outcomes.tallying import numbers_of

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


def _words() -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Word of a record in which each column of the weekly table stands, and whether it is a whole number."""
    words: list[int] = []
    whole: list[bool] = []
    for field in WEEK_FIELDS:
        assert WEEK.fields is not None
        assert field.kind in ("f8", "i8", "?"), "a word is read whole"
        first = WEEK.fields[field.name][1] // _WORD
        words += range(first, first + field.length)
        whole += [field.kind == "i8"] * field.length
    return np.array(words, dtype=np.int64), np.array(whole)


_WORDS, _IS_WHOLE = _words()
_YES_NO = tuple(
    (WEEKLY_COLUMNS.index(field.name), field.name) for field in WEEK_FIELDS if field.kind == "?"
)  # fmt: skip


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
    records = np.ascontiguousarray(weekly)
    shape = (len(weekly), WEEK.itemsize // _WORD)
    whole, real = records.view(np.int64).reshape(shape), records.view(np.float64).reshape(shape)
    table = numbers_of(whole, real, _WORDS, _IS_WHOLE)
    for column, name in _YES_NO:
        table[:, column] = weekly[name]
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

"""Who a finished run tells of: the families the programme came to know, and everybody who was eligible.

Everything that looks at a run's families gets them here, so that it is said in one place how a run lays them out. Nearly
all that is reported is about families that heard of the programme; of the others it is only asked who they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int64]
YesNo = npt.NDArray[np.bool_]

_AT_ONCE = 1 << 16
"""Families looked at together: few enough that what is worked out of them stays small [families]."""


class Known:
    """Families that heard of the programme, read field by field: ``known["first_week"]``.

    Parameters
    ----------
    parents : records of PARENT
        Every family.
    rows : numpy.ndarray
        Those that heard.
    """

    def __init__(self, parents: Any, rows: Counts) -> None:
        self.parents, self.rows = parents, rows

    def __getitem__(self, field: str) -> Any:
        return self.parents[field][self.rows]

    def __len__(self) -> int:
        return len(self.rows)


def everyone(world: Any) -> Any:
    """Every family eligible at some time, known to the programme or not.

    Parameters
    ----------
    world : World
        A run; record arrays.

    Returns
    -------
    records of PARENT, shape (families,)
        Families.
    """
    return world.parents


def known_rows(world: Any) -> Counts:
    """Rows among `everyone` of the families that heard of the programme, shape (known,)."""
    return np.flatnonzero(world.parents["aware_week"] >= 0)


def known(world: Any) -> Any:
    """Families that heard of the programme, in the order of `known_rows`.

    Parameters
    ----------
    world : World
        A run; record arrays.

    Returns
    -------
    records of PARENT, shape (known,)
        To be read field by field.
    """
    return Known(world.parents, known_rows(world))


def parts_of_everyone(world: Any) -> Iterator[tuple[slice, Any]]:
    """Go through `everyone`, so many at once that little memory is needed.

    Parameters
    ----------
    world : World
        A run; record arrays.

    Yields
    ------
    tuple
        Which families, and their records: traits by which they are divided (as at the end of the run), and when they
        are eligible.
    """
    families = everyone(world)
    for start in range(0, len(families), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        yield part, families[part]


def eligible(families: Any, weeks: int) -> YesNo:
    """Families eligible in at least one of the first weeks of a run: the denominator of reach.

    Parameters
    ----------
    families : records, shape (families,)
        With `eligible_from` and `eligible_to`.
    weeks : int
        Weeks looked at [weeks].

    Returns
    -------
    numpy.ndarray, shape (families,)
        True where the family was eligible.
    """
    start, stop = families["eligible_from"], families["eligible_to"]
    return np.asarray((start < weeks) & (stop > np.maximum(start, 0)))

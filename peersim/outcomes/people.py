"""Who a finished run tells of: the families the programme came to know, and everybody who was eligible.

It is said here, and nowhere else among the outcomes, how a run lays its families out. Nearly all that is reported is
about families that heard of the programme; of the others it is only asked who they are and when they were eligible.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

YesNo = npt.NDArray[np.bool_]

_AT_ONCE = 1 << 16
"""Families looked at together: few enough that what is worked out of them stays small [families]."""

_MAY_CHANGE = (
    ("childcare_need", "care_rank", "barrier_childcare_need"),
    ("online_barred", "online_rank", "barrier_online_unworkable"),
)
"""Fields that a run may change, with rank and parameter from which they begin (`peersim.engine.people.begin`)."""


def parents_of(world: Any) -> Any:
    """Families the programme came to know, in the order in which it did; or all, where the run's table has them all.

    Parameters
    ----------
    world : World
        A run; record arrays.

    Returns
    -------
    records of PARENT
        Their rows are what other tables of the run call a parent; `family` is the row among all families. Those that
        have not heard have an `aware_week` of -1.
    """
    return world.parents[: int(world.now["parents"][0])]


class Families:
    """Some of all families, known or not, to be read field by field: ``families["has_car"]``.

    Parameters
    ----------
    rows : slice
        Which families.
    records : records
        Who they are.
    changed : dict
        By name, fields that a run may change, as at the end of the run.
    """

    def __init__(self, rows: slice, records: Any, changed: dict[str, YesNo]) -> None:
        self.rows, self.records, self.changed = rows, records, changed

    def __len__(self) -> int:
        return len(self.records)

    def __getitem__(self, field: str) -> Any:
        return self.changed[field] if field in self.changed else self.records[field]


def everyone_in_parts(world: Any) -> Iterator[Families]:
    """Go through all families, so many at once that little memory is needed.

    Parameters
    ----------
    world : World
        A run; record arrays.

    Yields
    ------
    Families
        Some of them, in order.
    """
    parents = parents_of(world)
    for start in range(0, len(world.families), _AT_ONCE):
        rows = slice(start, start + _AT_ONCE)
        if len(parents) == len(world.families):
            yield Families(rows, parents[rows], {})
            continue
        records, changed = world.families[rows], {}
        met = world.row_of[rows]
        known = np.flatnonzero(met >= 0)
        for name, rank, share in _MAY_CHANGE:
            changed[name] = np.asarray(records[rank] < world.p[share])
            changed[name][known] = parents[name][met[known]]
        yield Families(rows, records, changed)


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

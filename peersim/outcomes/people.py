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

MAY_CHANGE = (
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
    records : records of FAMILY
        Who they are.
    p : record of PARAMETERS
        The draw's values: with their ranks they say how families stand in what a run may change.
    """

    def __init__(self, records: Any, p: Any) -> None:
        self.records = records
        self.began = {field: np.asarray(records[rank] < p[share]) for field, rank, share in MAY_CHANGE}

    def __len__(self) -> int:
        return len(self.records)

    def __getitem__(self, field: str) -> Any:
        return self.began[field] if field in self.began else self.records[field]


def as_they_began(world: Any) -> Iterator[Families]:
    """Go through all families as they stood before anything, so many at once that little memory is needed.

    Parameters
    ----------
    world : World
        A run; record arrays.

    Yields
    ------
    Families
        Some of them, in order; at least one part, which may be of nobody.
    """
    for start in range(0, max(len(world.families), 1), _AT_ONCE):
        yield Families(world.families[start : start + _AT_ONCE], world.p)


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

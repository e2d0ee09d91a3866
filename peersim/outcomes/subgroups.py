"""For whom a run is told: everybody, everybody and every level of every factor, or any set of families.

Families are the same in every scenario of a world, so where they stand is worked out once for all of them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, NamedTuple
from weakref import ref

import numpy as np
import numpy.typing as npt

from peersim.outcomes import tallying
from peersim.outcomes.people import MAY_CHANGE, as_they_began, parents_of
from peersim.outcomes.strata import LEVELS, ROW_OF, level_rows
from peersim.outcomes.tallying import Codes

Counts = npt.NDArray[np.int64]
YesNo = npt.NDArray[np.bool_]


class Standing(NamedTuple):
    """Where all families of a run stand, known to the programme or not.

    Attributes
    ----------
    codes : numpy.ndarray, shape (families, k)
        Rows of the subgroups that each family belongs to; -1 for none.
    arrivals : numpy.ndarray, shape (subgroups, weeks)
        Families of each subgroup by the first week of the run in which they were eligible; those that never were are
        left out.
    """

    codes: Codes
    arrivals: Counts


class Subgroups(NamedTuple):
    """For whom a run is told: the rows of every table by subgroup.

    Attributes
    ----------
    size : int
        How many rows.
    standing : callable
        From a world and the weeks that were run to the `Standing` of its families.
    """

    size: int
    standing: Callable[[Any, int], Standing]


def _standing(world: Any, weeks: int, codes: Codes, size: int) -> Standing:
    arrivals = np.zeros((size, weeks), dtype=np.int64)
    tallying.add_arrivals(codes, world.families["eligible_from"], world.families["eligible_to"], arrivals)
    return Standing(codes, arrivals)


def _everybody(world: Any, weeks: int) -> Standing:
    return _standing(world, weeks, np.zeros((len(world.families), 1), dtype=np.int8), 1)


EVERYBODY = Subgroups(1, _everybody)
"""One row: everybody."""


def these(who: YesNo) -> Subgroups:
    """One row: some families.

    Parameters
    ----------
    who : numpy.ndarray, shape (families,)
        True for the families told of.

    Returns
    -------
    Subgroups
    """
    codes = np.where(who, 0, -1).astype(np.int8)[:, None]
    return Subgroups(1, lambda world, weeks: _standing(world, weeks, codes, 1))


class _Last(threading.local):
    """The families last looked at in this thread, and where they stood before anything happened to them."""

    families: Any = staticmethod(lambda: None)
    asked: tuple[Any, ...] = ()
    standing: Standing | None = None


_LAST = _Last()
_ROWS = 1 + len(LEVELS)


def _as_they_began(world: Any, weeks: int) -> Standing:
    """Where families stand whatever the scenario."""
    asked = (weeks, *(float(world.p[share]) for _, _, share in MAY_CHANGE))
    if _LAST.standing is None or _LAST.families() is not world.families or _LAST.asked != asked:
        codes = np.concatenate([level_rows(part) for part in as_they_began(world)])
        _LAST.standing = _standing(world, weeks, codes, _ROWS)
        _LAST.families, _LAST.asked = ref(world.families), asked
    return _LAST.standing


def _by_level(world: Any, weeks: int) -> Standing:
    """Where families stand at the end of the run: as they began, but for those that a rule has moved."""
    began, parents = _as_they_began(world, weeks), parents_of(world)
    rows = np.ascontiguousarray(parents["family"])
    codes = began.codes
    for field, _, _ in MAY_CHANGE:
        column, first = ROW_OF[field]
        ended = first + parents[field]
        if not np.array_equal(codes[rows, column], ended):
            codes = codes.copy()
            codes[rows, column] = ended
    return began if codes is began.codes else _standing(world, weeks, codes, _ROWS)


EVERYBODY_AND_LEVELS = Subgroups(_ROWS, _by_level)
"""Everybody, then each level of `LEVELS`."""

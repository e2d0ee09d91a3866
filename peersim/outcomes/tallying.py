"""Counting people by subgroup in compiled loops, which need no table of who belongs where and let go of Python's lock.

Each person has one small number for each factor by which people are divided: the row of their subgroup in the table
that is filled (-1 for none). A count goes once over the people and adds to the rows of each. The loops below are plain
Python that calls nothing, so their code is kept on disk under a hash of this file alone.
"""

from __future__ import annotations

import hashlib
import os
import platform
import sys
import threading
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from peersim.agents.parent_record import PARENT
from peersim.places.family import FAMILY

Numbers = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
YesNo = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int8]

# The loops


def _count(codes, who, out):  # type: ignore[no-untyped-def]
    for i in range(len(who)):
        if who[i]:
            for k in range(codes.shape[1]):
                if codes[i, k] >= 0:
                    out[codes[i, k]] += 1


def _total(codes, who, amounts, out):  # type: ignore[no-untyped-def]
    for i in range(len(who)):
        if who[i]:
            for column in range(amounts.shape[1]):
                if amounts[i, column] != 0:
                    for k in range(codes.shape[1]):
                        if codes[i, k] >= 0:
                            out[codes[i, k], column] += amounts[i, column]


def _stays(codes, rows, weeks, ended, ends, censored):  # type: ignore[no-untyped-def]
    for i in range(len(rows)):
        for k in range(codes.shape[1]):
            row = codes[rows[i], k]
            if row >= 0:
                if ended[i]:
                    ends[row, weeks[i]] += 1
                else:
                    censored[row, weeks[i]] += 1


def _arrivals(codes, start, stop, out):  # type: ignore[no-untyped-def]
    for i in range(len(start)):
        first = max(start[i], 0)
        if first < out.shape[1] and stop[i] > first:
            for k in range(codes.shape[1]):
                if codes[i, k] >= 0:
                    out[codes[i, k], first] += 1


def _codes(values, cuts, first_row, column, out):  # type: ignore[no-untyped-def]
    outside = 0
    for i in range(len(values)):
        level = 0
        for cut in cuts:
            level += values[i] >= cut
        out[i, column] = first_row + level
        outside += not (-np.inf < values[i] < np.inf)
    return outside


def _flags(flags, first_row, column, out):  # type: ignore[no-untyped-def]
    for i in range(len(flags)):
        out[i, column] = first_row + flags[i]


def _survival(ends, censored, share):  # type: ignore[no-untyped-def]
    for row in range(ends.shape[0]):
        at_risk = 0
        for week in range(ends.shape[1]):
            at_risk += ends[row, week] + censored[row, week]
        followed, staying = at_risk > 0, 1.0
        anybody = followed
        for week in range(ends.shape[1]):
            share[row, week] = staying if anybody and (followed or staying == 0.0) else np.nan
            followed = at_risk > 0
            staying *= 1.0 - ends[row, week] / max(at_risk, 1)
            at_risk -= ends[row, week] + censored[row, week]


def _first_at_most(share, level, weeks):  # type: ignore[no-untyped-def]
    for row in range(share.shape[0]):
        weeks[row] = np.nan if np.isnan(share[row, 0]) else np.inf
        for week in range(1, share.shape[1]):
            if share[row, week] <= level:
                weeks[row] = week - 1
                break


def _medians(counts, weeks):  # type: ignore[no-untyped-def]
    for row in range(counts.shape[0]):
        total = 0
        for week in range(counts.shape[1]):
            total += counts[row, week]
        weeks[row] = np.nan
        so_far = 0
        for week in range(counts.shape[1]):
            so_far += counts[row, week]
            if total > 0 and 2 * so_far >= total:
                weeks[row] = week
                break


def _numbers(whole, real, words, is_whole, out):  # type: ignore[no-untyped-def]
    for i in range(out.shape[0]):
        for column in range(len(words)):
            if is_whole[column]:
                out[i, column] = whole[i, words[column]]
            else:
                out[i, column] = real[i, words[column]]


# What they are called with


def count(codes: Codes, who: YesNo, size: int) -> Counts:
    """How many of some people are in each subgroup.

    Parameters
    ----------
    codes : numpy.ndarray, shape (people, factors)
        Rows of each person's subgroups.
    who : numpy.ndarray, shape (people,)
        True for the people counted.
    size : int
        Rows of the result.

    Returns
    -------
    numpy.ndarray, shape (size,)
        People.
    """
    out = np.zeros(size, dtype=np.int64)
    _compiled()["count"](codes, who, out)
    return out


def total(codes: Codes, who: YesNo, amounts: Any, size: int) -> Numbers:
    """Sum of amounts over each subgroup.

    Parameters
    ----------
    codes : numpy.ndarray, shape (people, factors)
        Rows of each person's subgroups.
    who : numpy.ndarray, shape (people,)
        True for the people whose amounts count.
    amounts : numpy.ndarray, shape (people,) or (people, k)
        Numbers or whole numbers; k is 1 where there is one amount each.
    size : int
        Rows of the result.

    Returns
    -------
    numpy.ndarray, shape (size, k)
        Sums.
    """
    table = amounts if amounts.ndim == 2 else amounts[:, None]
    out = np.zeros((size, table.shape[1]))
    _compiled()["total"](codes, who, table, out)
    return out


def stays(codes: Codes, rows: Counts, weeks: Counts, ended: YesNo, shape: tuple[int, int]) -> tuple[Counts, Counts]:
    """Count ends and last sightings by length of stay, for each subgroup.

    Parameters
    ----------
    codes : numpy.ndarray, shape (people, factors)
        Rows of each person's subgroups.
    rows : numpy.ndarray, shape (some,)
        Who stayed.
    weeks, ended : numpy.ndarray, shape (some,)
        How long [weeks], and whether it ended.
    shape : tuple of int
        Subgroups, and lengths from 0 on.

    Returns
    -------
    tuple of numpy.ndarray, of that shape
        How many ended, and how many were censored.

    Raises
    ------
    ValueError
        If a stay is negative or longer than there is room for.
    """
    if len(weeks) and (weeks.min() < 0 or weeks.max() >= shape[1]):
        raise ValueError(f"stays from {weeks.min()} to {weeks.max()} weeks; allowed 0 to {shape[1] - 1}")
    ends, censored = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    _compiled()["stays"](codes, rows, weeks, ended, ends, censored)
    return ends, censored


def add_arrivals(codes: Codes, start: Counts, stop: Counts, out: Counts) -> None:
    """Add families to a table by subgroup and by the first week of the run in which they were eligible.

    Parameters
    ----------
    codes : numpy.ndarray, shape (families, factors)
        Rows of each family's subgroups.
    start, stop : numpy.ndarray, shape (families,)
        First week in which each is eligible, and first in which it no longer is.
    out : numpy.ndarray, shape (size, weeks)
        Added to; families that were not eligible in any of the weeks are left out.
    """
    _compiled()["arrivals"](codes, start, stop, out)


def survival(ends: Counts, censored: Counts) -> Numbers:
    """Kaplan–Meier estimates from counts of stays; see `peersim.outcomes.survival.stayed_at_least`.

    Parameters
    ----------
    ends, censored : numpy.ndarray, shape (size, n)
        How many stays ended, and how many were last seen, by length.

    Returns
    -------
    numpy.ndarray, shape (size, n)
        Share who stayed at least so long.
    """
    share = np.empty(ends.shape)
    _compiled()["survival"](ends, censored, share)
    return share


def first_at_most(share: Numbers, level: float) -> Numbers:
    """Weeks after which a share first fell to a level or below it.

    Parameters
    ----------
    share : numpy.ndarray, shape (size, n)
        Survival curves.
    level : float
        The level [0 to 1].

    Returns
    -------
    numpy.ndarray, shape (size,)
        The largest week before the first, after week 0, with so low a share; infinite where none is so low, nan where
        there is no curve.
    """
    weeks = np.empty(len(share))
    _compiled()["first_at_most"](share, level, weeks)
    return weeks


def medians(counts: Counts) -> Numbers:
    """Median length, of counts by length.

    Parameters
    ----------
    counts : numpy.ndarray, shape (size, n)
        How many, by length.

    Returns
    -------
    numpy.ndarray, shape (size,)
        The smallest length that at least half do not exceed; nan where there are none.
    """
    weeks = np.empty(len(counts))
    _compiled()["medians"](counts, weeks)
    return weeks


def numbers_of(whole: Counts, real: Numbers, words: Counts, is_whole: YesNo) -> Numbers:
    """Take words of records as numbers.

    Parameters
    ----------
    whole, real : numpy.ndarray, shape (rows, words)
        The same records read as whole numbers and as real ones.
    words : numpy.ndarray, shape (columns,)
        Which word each column is.
    is_whole : numpy.ndarray, shape (columns,)
        True for the columns that are whole numbers.

    Returns
    -------
    numpy.ndarray, shape (rows, columns)
        Numbers.
    """
    out = np.empty((len(whole), len(words)))
    _compiled()["numbers"](whole, real, words, is_whole, out)
    return out


def put_levels(values: Any, cuts: Numbers, first_row: int, column: int, out: Codes) -> int:
    """Write the rows of one factor's levels: yes or no, or bands of a number.

    Parameters
    ----------
    values : numpy.ndarray, shape (people,)
        Yes or no (`cuts` is then not looked at), or numbers.
    cuts : numpy.ndarray
        Where the second and further bands begin.
    first_row : int
        Row of the first level.
    column : int
        Column of the factor.
    out : numpy.ndarray, shape (people, factors)
        Written to.

    Returns
    -------
    int
        People who fall in no level, as their number is none.
    """
    if values.dtype == np.bool_:
        _compiled()["flags"](values, first_row, column, out)
        return 0
    outside: int = _compiled()["codes"](values, cuts, first_row, column, out)
    return outside


# Compiling

_LOCK = threading.Lock()


def prepare() -> None:
    """Compile the loops now, or read them from disk."""
    _compiled()


@cache
def _compiled() -> dict[str, Any]:
    with _LOCK:
        return _compile()


def _compile() -> dict[str, Any]:
    """Compile the loops for just the types that they are called with."""
    import numba
    from numba import boolean, float64, int8, int64, types
    from numba.np.numpy_support import from_dtype

    def read(kind: Any, dimensions: int = 1) -> Any:
        return types.Array(kind, dimensions, "A", readonly=True)

    def kept(record: Any, field: str) -> Any:
        return from_dtype(record.fields[field][0].base)

    weeks = read(kept(FAMILY, "eligible_from"))
    codes, rows, flags, numbers = types.Array(int8, 2, "C"), read(int64), read(boolean), read(float64)
    table, counts = types.Array(int64, 2, "C"), read(int64, 2)
    sums, column = types.Array(float64, 2, "C"), types.Array(float64, 1, "C")
    wanted = {
        "count": (_count, types.void(codes, flags, types.Array(int64, 1, "C"))),
        "total": (
            _total,
            [types.void(codes, flags, read(kind, 2), sums) for kind in (float64, kept(PARENT, "absences"))],
        ),
        "stays": (_stays, types.void(codes, rows, rows, flags, table, table)),
        "survival": (_survival, types.void(counts, counts, sums)),
        "first_at_most": (_first_at_most, types.void(read(float64, 2), float64, column)),
        "medians": (_medians, types.void(counts, column)),
        "numbers": (_numbers, types.void(counts, read(float64, 2), rows, flags, sums)),
        "arrivals": (_arrivals, types.void(codes, weeks, weeks, table)),
        "codes": (_codes, int64(numbers, numbers, int64, int64, codes)),
        "flags": (_flags, types.void(flags, int64, int64, codes)),
    }
    folder = _folder()
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(folder) if folder is not None else before
    try:
        marked = numba.njit
        return {
            name: marked(signature, nogil=True, cache=folder is not None)(loop)
            for name, (loop, signature) in wanted.items()
        }
    finally:
        numba.config.CACHE_DIR = before


def _folder() -> Path | None:
    """Where the compiled loops are kept; None where nothing can be written."""
    import numba

    from peersim.engine.compiled import cache_folder

    digest = hashlib.sha256(Path(__file__).read_bytes())
    digest.update(f"{numba.__version__} {np.__version__} {sys.version} {platform.machine()}".encode())
    folder = cache_folder().parent / f"outcomes-{digest.hexdigest()[:16]}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None

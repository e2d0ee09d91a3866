"""Runs: how many entries in a row are so, within each person's own."""

from __future__ import annotations

import numpy as np

from peersim.outcomes.statistics.statistic import Counts, YesNo


def runs_in_a_row(whose: Counts, so: YesNo, joins: YesNo | None = None) -> tuple[Counts, Counts]:
    """Tell unbroken runs apart.

    Parameters
    ----------
    whose : numpy.ndarray, shape (entries,)
        Whose each entry is; sorted by person, then by time.
    so : numpy.ndarray, shape (entries,)
        Whether it is so; an entry that is not breaks a run.
    joins : numpy.ndarray, shape (entries,), optional
        Whether an entry follows on the one before it; where it does not, a new run begins.

    Returns
    -------
    tuple of numpy.ndarray, shape (runs,)
        Whose each run is, and its length; in order.
    """
    if not len(whose):
        return whose, whose
    breaks = np.ones(len(whose), dtype=np.bool_)
    breaks[1:] = (whose[1:] != whose[:-1]) | ~so[:-1]
    if joins is not None:
        breaks[1:] |= ~joins[1:]
    run = np.cumsum(breaks) - 1
    length = np.bincount(run, weights=so).astype(np.int64)
    starts = np.flatnonzero(breaks)
    some = length > 0
    return whose[starts][some], length[some]


def longest_of_each(whose: Counts, length: Counts) -> tuple[Counts, Counts]:
    """Longest run of each person: who, and how long."""
    starts = _first_of_each(whose)
    return whose[starts], np.maximum.reduceat(length, starts) if len(starts) else length


def first_of_each(whose: Counts, length: Counts) -> tuple[Counts, Counts]:
    """First run of each person: who, and how long."""
    starts = _first_of_each(whose)
    return whose[starts], length[starts]


def _first_of_each(whose: Counts) -> Counts:
    if not len(whose):
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(np.append(True, whose[1:] != whose[:-1]))

"""Chance and parameters told apart: variance between worlds and variance between runs of one world."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]


class Components(NamedTuple):
    """Variance components of values nested in draws, one entry for each of many outcomes.

    Attributes
    ----------
    between : numpy.ndarray, shape (k,)
        Variance between draws: what uncertain parameters do [squared units]; nan with fewer than two draws or with no
        draw that has two runs.
    within : numpy.ndarray, shape (k,)
        Variance between replications of one draw: what chance does [squared units]; nan when no draw has two runs.
    share : numpy.ndarray, shape (k,)
        Share of the variance of a single run that comes from parameters [0 to 1]; nan when it cannot be told or
        nothing varies.
    set_to_zero : numpy.ndarray, shape (k,)
        True where the estimate of `between` was below 0 and was set to 0: chance alone explains what was seen.
    """

    between: Numbers
    within: Numbers
    share: Numbers
    set_to_zero: npt.NDArray[np.bool_]


def variance_components(values: Numbers) -> Components:
    """Estimate variance components by nested (one-way random effects) analysis of variance.

    Parameters
    ----------
    values : numpy.ndarray, shape (draws, replications, k)
        One value for each run and outcome; nan where it is missing. Draws may have unequal numbers of runs.

    Returns
    -------
    Components
        Between-draw and within-draw variances. An estimate below 0 is set to 0 and marked.

    Notes
    -----
    With a draws of n_i runs, N in all: E[MS within] = within; E[MS between] = within + n0 x between, where
    n0 = (N - sum n_i^2 / N) / (a - 1) (Searle, Casella and McCulloch 1992, Variance Components, chapter 3).
    """
    known = np.isfinite(values)
    runs = known.sum(axis=1).astype(np.float64)
    total = runs.sum(axis=0)
    draws = (runs > 0).sum(axis=0).astype(np.float64)
    filled = np.where(known, values, 0.0)
    mean = _divide(filled.sum(axis=1), runs)
    grand = _divide(filled.sum(axis=(0, 1)), total)
    apart = np.where(known, values - mean[:, None, :], 0.0)
    squares_within = (apart**2).sum(axis=(0, 1))
    squares_between = (runs * np.where(runs > 0, mean - grand, 0.0) ** 2).sum(axis=0)
    within = _divide(squares_within, total - draws)
    mean_square_between = _divide(squares_between, draws - 1.0)
    usual_runs = _divide(total - _divide((runs**2).sum(axis=0), total), draws - 1.0)
    raw = _divide(mean_square_between - within, usual_runs)
    tiny = 1e-12 * np.maximum(np.nan_to_num(mean_square_between), np.nan_to_num(within))
    below = np.nan_to_num(raw) < -tiny
    between = np.where(np.isnan(raw), np.nan, np.maximum(raw, 0.0))
    share = _divide(between, between + within)
    return Components(between, within, share, below)


def _divide(top: Numbers, bottom: Numbers) -> Numbers:
    top, bottom = np.broadcast_arrays(top, bottom)
    divided: Numbers = np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom > 0)
    return divided

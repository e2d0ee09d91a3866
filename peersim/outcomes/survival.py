"""How long people stay: Kaplan–Meier estimates with censoring, on whole weeks.

Durations are whole weeks, so everything follows from two counts for each length: how many ended then, and how many were
last seen then (censored). Counts can be pooled over runs, made for every subgroup at once, and kept compactly.
`scipy.stats.ecdf` gives the same curve (tested) and takes about forty times as long for the subgroups of one run.

The curve is told as **the share who stayed at least t weeks**: P(T >= t). Someone who came in week 0 and stopped
from week 26 stayed 26 weeks and counts at 26. Someone censored at 25 was still there after 25 weeks, with the end of
that week the last that was seen: known to have stayed at least 26.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peersim.outcomes.tallying import first_at_most, survival

Numbers = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]


class SurvivalCurve(NamedTuple):
    """A survival curve on whole weeks.

    Attributes
    ----------
    weeks : numpy.ndarray, shape (n,)
        Times [weeks].
    share : numpy.ndarray, shape (n,)
        Share who stayed at least that long [0 to 1]; nan beyond the longest time anybody was followed.
    low, high : numpy.ndarray, shape (n,)
        Confidence band for one sample, pointwise (log-log transformed Greenwood).
    at_risk : numpy.ndarray, shape (n,)
        People still followed at that time.
    """

    weeks: Counts
    share: Numbers
    low: Numbers
    high: Numbers
    at_risk: Counts


def duration_counts(durations: Counts, ended: npt.NDArray[np.bool_], longest: int) -> tuple[Counts, Counts]:
    """Count ends and last sightings by length of stay.

    Parameters
    ----------
    durations : numpy.ndarray, shape (people,)
        Time until the end, or until last seen [weeks].
    ended : numpy.ndarray, shape (people,)
        True where the stay ended; False where it was last seen going on (censored).
    longest : int
        Longest length to count [weeks].

    Returns
    -------
    tuple of numpy.ndarray, shape (longest + 1,)
        How many ended, and how many were censored, at each length.

    Raises
    ------
    ValueError
        If a duration is negative or longer than `longest`.
    """
    if len(durations) and (durations.min() < 0 or durations.max() > longest):
        raise ValueError(f"durations from {durations.min()} to {durations.max()} weeks; allowed 0 to {longest}")
    ends = np.bincount(durations[ended], minlength=longest + 1)
    censored = np.bincount(durations[~ended], minlength=longest + 1)
    return ends.astype(np.int64), censored.astype(np.int64)


def duration_counts_by_level(
    durations: Counts, ended: npt.NDArray[np.bool_], member: npt.NDArray[np.bool_], longest: int
) -> tuple[Counts, Counts]:
    """Count ends and last sightings by length of stay for many, overlapping, subgroups at once.

    Parameters
    ----------
    durations, ended : numpy.ndarray, shape (people,)
        As in `duration_counts`.
    member : numpy.ndarray, shape (levels, people)
        Who belongs to which subgroup.
    longest : int
        Longest length to count [weeks].

    Returns
    -------
    tuple of numpy.ndarray, shape (levels, longest + 1)
        How many ended, and how many were censored.
    """
    level, person = np.nonzero(member)
    place = level * (longest + 1) + durations[person]
    size = len(member) * (longest + 1)
    gone = ended[person]
    shape = (len(member), longest + 1)
    ends = np.bincount(place[gone], minlength=size).reshape(shape)
    censored = np.bincount(place[~gone], minlength=size).reshape(shape)
    return ends.astype(np.int64), censored.astype(np.int64)


def people_at_risk(ends: Counts, censored: Counts) -> Counts:
    """People still followed at each length of stay, along the last axis."""
    leaving = ends + censored
    return np.asarray(np.flip(np.cumsum(np.flip(leaving, -1), axis=-1), -1), dtype=np.int64)


def stayed_at_least(ends: Counts, censored: Counts) -> Numbers:
    """Kaplan–Meier estimate of the share who stayed at least t weeks.

    Parameters
    ----------
    ends, censored : numpy.ndarray, shape (..., n)
        Counts by length of stay, from `duration_counts`.

    Returns
    -------
    numpy.ndarray, shape (..., n)
        Share at t = 0 ... n - 1 weeks; nan where nobody was followed through week t - 1 (unless all had ended before,
        when it is 0) and everywhere when there is nobody.
    """
    rows = (-1, ends.shape[-1])
    whole = [
        np.asarray(counts).astype(np.int64, casting="safe", copy=False).reshape(rows) for counts in (ends, censored)
    ]
    return survival(*whole).reshape(ends.shape)


def median_stay(share: Numbers) -> Numbers:
    """Median length of stay of a survival curve.

    Parameters
    ----------
    share : numpy.ndarray, shape (..., n)
        Share who stayed at least t weeks.

    Returns
    -------
    numpy.ndarray, shape (...)
        Longest t that at least half reached [weeks]; inf when more than half were still there when last
        seen, nan when there is nobody.
    """
    return stay_quantile(share, 0.5)


def stay_quantile(share: Numbers, fraction: float) -> Numbers:
    """Time by which a fraction had ended.

    Parameters
    ----------
    share : numpy.ndarray, shape (..., n)
        Share who stayed at least t weeks.
    fraction : float
        0.5 is the median, 0.9 the ninetieth percentile [0 to 1].

    Returns
    -------
    numpy.ndarray, shape (...)
        The smallest t with P(T <= t) at least `fraction` [weeks]; inf when it was never reached, nan when
        there is nobody.
    """
    share = np.asarray(share, dtype=np.float64)
    rows = share.reshape(-1, share.shape[-1])
    return first_at_most(rows, 1.0 - fraction + 1e-12).reshape(share.shape[:-1])


def mean_stay(share: Numbers, limit: int) -> Numbers:
    """Mean length of stay within the first `limit` weeks (restricted mean).

    Parameters
    ----------
    share : numpy.ndarray, shape (..., n)
        Share who stayed at least t weeks.
    limit : int
        Weeks counted [weeks].

    Returns
    -------
    numpy.ndarray, shape (...)
        Mean of min(T, limit) [weeks]; nan when nobody was followed for so long.
    """
    if share.shape[-1] <= limit:
        return np.full(share.shape[:-1], np.nan)
    return np.asarray(share[..., 1 : limit + 1].sum(axis=-1), dtype=np.float64)


def survival_curve(ends: Counts, censored: Counts, confidence: float = 0.95) -> SurvivalCurve:
    """Survival curve of one sample, with its confidence band.

    Parameters
    ----------
    ends, censored : numpy.ndarray, shape (n,)
        Counts by length of stay.
    confidence : float
        Level of the pointwise band [0 to 1].

    Returns
    -------
    SurvivalCurve
        Share who stayed at least t weeks. The band is the log-log (Greenwood) one of the people counted here: it knows
        nothing of uncertain parameters.
    """
    from scipy.special import ndtri

    share = stayed_at_least(ends, censored)
    at_risk = people_at_risk(ends, censored)
    step = np.zeros(len(ends))
    some = at_risk > ends
    step[some] = ends[some] / (at_risk[some] * (at_risk[some] - ends[some]))
    greenwood = np.concatenate([[0.0], np.cumsum(step)[:-1]])
    inside = (share > 0.0) & (share < 1.0)
    low, high = share.copy(), share.copy()
    log_share = np.log(share[inside])
    spread = float(ndtri(0.5 + confidence / 2.0)) * np.sqrt(greenwood[inside]) / np.abs(log_share)
    low[inside] = np.exp(log_share * np.exp(spread))
    high[inside] = np.exp(log_share * np.exp(-spread))
    return SurvivalCurve(np.arange(len(ends), dtype=np.int64), share, low, high, at_risk)


def kaplan_meier(durations: Counts, ended: npt.NDArray[np.bool_], confidence: float = 0.95) -> SurvivalCurve:
    """Survival curve from each person's length of stay.

    Parameters
    ----------
    durations : numpy.ndarray, shape (people,)
        Whole weeks until the end, or until last seen [weeks].
    ended : numpy.ndarray, shape (people,)
        True where the stay ended, False where it was censored.
    confidence : float
        Level of the pointwise band [0 to 1].

    Returns
    -------
    SurvivalCurve
        Share who stayed at least t weeks, from 0 to one week after the longest time.
    """
    durations = np.asarray(durations, dtype=np.int64)
    ended = np.asarray(ended, dtype=np.bool_)
    longest = int(durations.max()) + 1 if len(durations) else 0
    return survival_curve(*duration_counts(durations, ended, longest), confidence)

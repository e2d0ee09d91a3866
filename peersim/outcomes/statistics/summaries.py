"""Summaries: from what is known of each unit to one figure, and the arguments by which a summary is chosen."""

from __future__ import annotations

import math

import numpy as np

from peersim.outcomes.statistics.statistic import Argument, Given, Numbers
from peersim.outcomes.survival import duration_counts, mean_stay, stay_quantile, stayed_at_least

SUMMARY = Argument(
    "summary",
    "what is told of the units: their mean, median, a quantile, standard deviation (sd), least (min), largest (max), "
    "range (max less min), the share of units with a value from `least` up to but without `below`, the Gini "
    "coefficient, or the share of the total that the `top` share of units has",
    "choice",
    "mean",
    choices=("mean", "median", "quantile", "sd", "min", "max", "range", "share", "gini", "top share"),
)
QUANTILE = Argument("quantile", "which quantile [0 to 1]", "number", high=1.0, goes_with=("summary", "quantile"))
LEAST = Argument(
    "least", "lowest value that counts into the share", "number", low=-np.inf,
    left_out="no lower limit", goes_with=("summary", "share"),
)  # fmt: skip
BELOW = Argument(
    "below", "values below this one count into the share", "number", low=-np.inf,
    left_out="no upper limit", goes_with=("summary", "share"),
)  # fmt: skip
TOP = Argument(
    "top", "share of the units, those with the most, whose part of the total is told [0 to 1]; at least one unit",
    "number", high=1.0, goes_with=("summary", "top share"),
)  # fmt: skip

OF_AMOUNTS = (SUMMARY, QUANTILE, LEAST, BELOW, TOP)
"""Arguments of statistics that tell an amount for each unit."""

TELL_STAY = Argument(
    "summary",
    "what is told of the times, each estimated by Kaplan–Meier: their median, a quantile, the share that lasts at "
    "least `week` weeks, or the mean within the first `week` weeks (restricted mean)",
    "choice",
    "median",
    choices=("median", "quantile", "share", "mean"),
)
TELL_WAIT = Argument(
    "summary",
    "what is told of the times, each estimated by Kaplan–Meier: their median, a quantile, the share over within "
    "`week` weeks, or the mean time waited within the first `week` weeks (restricted mean)",
    "choice",
    "median",
    choices=("median", "quantile", "share", "mean"),
)
WEEK_OF_CURVE = Argument(
    "week", "time at which the curve is read [weeks]", "whole", high=1040, goes_with=("summary", "share", "mean")
)

OF_STAYS = (TELL_STAY, QUANTILE, WEEK_OF_CURVE)
"""Arguments of statistics that tell how long something lasts."""

OF_WAITS = (TELL_WAIT, QUANTILE, WEEK_OF_CURVE)
"""Arguments of statistics that tell how long until something happens."""


def share(values: Numbers, given: Given) -> float:
    """Share of units that are so: values are 1 and 0."""
    return float(values.mean())


def number(values: Numbers, given: Given) -> float:
    """Sum of the units' values, as a number of the whole run."""
    return float(values.sum())


def over(values: Numbers, given: Given) -> float:
    """Sum of the first column over the sum of the second."""
    bottom = float(values[:, 1].sum())
    return float(values[:, 0].sum()) / bottom if bottom != 0.0 else math.nan


def amounts(values: Numbers, given: Given) -> float:
    """Summarise one amount for each unit, as was asked for."""
    how = given["summary"]
    if how == "quantile":
        return float(np.quantile(values, given["quantile"]))
    if how == "share":
        return share_between(values, given["least"], given["below"])
    if how == "top share":
        return top_share(values, given["top"])
    return _SIMPLE[how](values)


def share_between(values: Numbers, least: float | None, below: float | None) -> float:
    """Share of values from `least` up to but without `below`; no limit where one is None."""
    inside = np.ones(len(values), dtype=np.bool_)
    if least is not None:
        inside &= values >= least
    if below is not None:
        inside &= values < below
    return float(inside.mean())


def top_share(values: Numbers, top: float) -> float:
    """Share of the total that the largest values have; nan when the total is 0.

    Parameters
    ----------
    values : numpy.ndarray, shape (units,)
        Amounts, none negative.
    top : float
        Share of the units that count as the largest; rounded up to whole units, at least one.

    Returns
    -------
    float
        Share [0 to 1].
    """
    total = float(values.sum())
    if total == 0.0:
        return math.nan
    many = min(len(values), max(1, math.ceil(top * len(values) - 1e-9)))
    return float(np.sort(values)[-many:].sum()) / total


def gini(values: Numbers) -> float:
    """Gini coefficient: 0 when all have the same, towards 1 when one has all; nan when the total is 0.

    It is half the mean difference between two units, over the mean.
    """
    total, many = float(values.sum()), len(values)
    if total == 0.0:
        return math.nan
    rank = 2.0 * np.arange(1, many + 1) - many - 1.0
    return float((rank * np.sort(values)).sum()) / (many * total)


def spread(values: Numbers) -> float:
    """Sample standard deviation; nan of a single unit."""
    return float(values.std(ddof=1)) if len(values) > 1 else math.nan


_SIMPLE = {
    "mean": lambda values: float(values.mean()),
    "median": lambda values: float(np.median(values)),
    "sd": spread,
    "min": lambda values: float(values.min()),
    "max": lambda values: float(values.max()),
    "range": lambda values: float(values.max() - values.min()),
    "gini": gini,
}


def curve(values: Numbers) -> Numbers:
    """Kaplan–Meier estimate of the share whose time is at least t weeks.

    Parameters
    ----------
    values : numpy.ndarray, shape (units, 2)
        Time until the end or until last seen [weeks]; whether it had ended (1) or was going on when last seen (0).

    Returns
    -------
    numpy.ndarray, shape (weeks,)
        Share at t = 0, 1 and so on, up to one week after the longest time.
    """
    weeks = values[:, 0].astype(np.int64)
    longest = int(weeks.max()) + 1
    return stayed_at_least(*duration_counts(weeks, values[:, 1] > 0.0, longest))


def _at(lasting: Numbers, week: int) -> float:
    """Share that lasts at least so many weeks; nan where nobody was followed so long."""
    if week < len(lasting):
        return float(lasting[week])
    return 0.0 if lasting[-1] == 0.0 else math.nan


def _mean_within(lasting: Numbers, week: int) -> float:
    if week >= len(lasting):
        if lasting[-1] != 0.0:
            return math.nan
        lasting = np.concatenate([lasting, np.zeros(week + 1 - len(lasting))])
    return float(mean_stay(lasting, week))


def stays(values: Numbers, given: Given) -> float:
    """Summarise times that something lasts, as was asked for."""
    lasting, how = curve(values), given["summary"]
    if how == "share":
        return _at(lasting, given["week"])
    if how == "mean":
        return _mean_within(lasting, given["week"])
    return float(stay_quantile(lasting, given["quantile"] if how == "quantile" else 0.5))


def waits(values: Numbers, given: Given) -> float:
    """Summarise times until something happens, as was asked for."""
    if given["summary"] == "share":
        return 1.0 - _at(curve(values), given["week"])
    return stays(values, given)

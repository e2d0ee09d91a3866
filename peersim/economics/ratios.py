"""Ratios of means: cost of each parent, with spread over worlds and Monte Carlo error; None where it cannot be told."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from peersim.economics.samples import Floats

_MIDDLE_95 = (0.025, 0.975)  # not evidence: the middle 95 percent of worlds


@dataclass(frozen=True)
class Ratio:
    """A ratio of two means.

    Attributes
    ----------
    value : float or None
        Mean of the one over mean of the other; None where it cannot be told.
    low, high : float or None
        Between them lie the middle 95 percent of the worlds' own ratios.
    error : float or None
        Monte Carlo standard error of `value` (delta method over draws).
    note : str
        Why something cannot be told, or what was left out; empty when nothing is.
    """

    value: float | None
    low: float | None
    high: float | None
    error: float | None
    note: str = ""


def over_replications(values: Floats) -> Floats:
    """Mean over replications, by draw; nan where none finished.

    Parameters
    ----------
    values : numpy.ndarray, shape (draws, replications, ...)
        Numbers; nan where a run is missing.

    Returns
    -------
    numpy.ndarray, shape (draws, ...)
        Means of what is there.
    """
    there = np.isfinite(values)
    count = there.sum(axis=1)
    total = np.where(there, values, 0.0).sum(axis=1)
    return np.asarray(np.where(count > 0, total / np.maximum(count, 1), np.nan), dtype=np.float64)


def ratio_of_means(top: Floats, bottom: Floats, what: str = "parents") -> Ratio:
    """Divide the mean of one by the mean of the other, never the mean of ratios.

    Parameters
    ----------
    top, bottom : numpy.ndarray, shape (draws, replications)
        What is divided and by what; a run that lacks either counts for neither.
    what : str
        What `bottom` counts, for the note.

    Returns
    -------
    Ratio
        With the spread of worlds and the Monte Carlo error.
    """
    there = np.isfinite(top) & np.isfinite(bottom)
    above = over_replications(np.where(there, top, np.nan))
    below = over_replications(np.where(there, bottom, np.nan))
    known = np.isfinite(above)
    above, below = above[known], below[known]
    if len(above) == 0:
        return Ratio(None, None, None, None, "no run finished")
    if below.mean() <= 0.0:
        return Ratio(None, None, None, None, f"no {what}")
    value = float(above.mean() / below.mean())
    some = below > 0.0
    low, high = (float(x) for x in np.quantile(above[some] / below[some], _MIDDLE_95))
    error = None
    if len(above) > 1:
        error = float(np.std(above - value * below, ddof=1) / (below.mean() * math.sqrt(len(above))))
    without = int((~some).sum())
    note = f"no {what} at all in {without} of {len(below)} draws; the range is of the others" if without else ""
    return Ratio(value, low, high, error, note)


def one_more(extra_cost: Floats, extra_parents: Floats, what: str = "parents") -> Ratio:
    """Give what one more costs: the mean extra cost over the mean extra number.

    Parameters
    ----------
    extra_cost, extra_parents : numpy.ndarray, shape (draws, replications)
        Paired differences between two strategies.
    what : str
        What is counted.

    Returns
    -------
    Ratio
        Without a range: a ratio of differences has none to be trusted where the difference may be nothing (decision
        analysis gives its Fieller set). None, and words instead, where one has more at no more cost; where both are
        less, it is what is saved for each one fewer, and the note says so.
    """
    there = np.isfinite(extra_cost) & np.isfinite(extra_parents)
    if not there.any():
        return Ratio(None, None, None, None, "no run finished")
    cost = over_replications(np.where(there, extra_cost, np.nan))
    more = over_replications(np.where(there, extra_parents, np.nan))
    known = np.isfinite(cost)
    mean_cost, mean_more = float(cost[known].mean()), float(more[known].mean())
    if mean_more == 0.0:
        return Ratio(None, None, None, None, f"no more {what}: there is no cost of one more")
    if mean_more < 0.0 <= mean_cost:
        return Ratio(None, None, None, None, f"fewer {what} at no less cost")
    if mean_cost <= 0.0 < mean_more:
        return Ratio(None, None, None, None, f"more {what} at no more cost")
    value, error = mean_cost / mean_more, None
    if known.sum() > 1:
        spread = float(np.std(cost[known] - value * more[known], ddof=1))
        error = spread / (abs(mean_more) * math.sqrt(int(known.sum())))
    note = f"fewer {what} at less cost: it is what is saved for each one fewer" if mean_more < 0.0 else ""
    return Ratio(value, None, None, error, note)

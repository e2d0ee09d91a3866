"""What a comparison is asked for: one estimate, a course over weeks, a run that failed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peersim.analysis.paired import CONFIDENCE, Estimates
from peersim.outcomes.survival import stayed_at_least

Numbers = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Failure:
    """One run that did not finish.

    Attributes
    ----------
    scenario : str
        Scenario's name.
    draw, replication : int
        Which run, counted from 0.
    stage : str
        Where it stopped, such as "set-up", "run" or "observe".
    message : str
        One sentence: what went wrong.
    """

    scenario: str
    draw: int
    replication: int
    stage: str
    message: str


class Band(NamedTuple):
    """A course of values over weeks, with its range over worlds.

    Attributes
    ----------
    weeks : numpy.ndarray, shape (n,)
        Weeks.
    mean : numpy.ndarray, shape (n,)
        Mean over draws of the draws' means.
    low, high : numpy.ndarray, shape (n,)
        2.5th and 97.5th percentile of the draws' means; equal to the mean when there is one draw.
    """

    weeks: npt.NDArray[np.int64]
    mean: Numbers
    low: Numbers
    high: Numbers


class Estimate(NamedTuple):
    """One estimate: of a design alone, or of a difference.

    Attributes
    ----------
    value, low, high : float
        Value, and the 95% interval for its mean; nan where it cannot be told.
    range_low, range_high : float
        Range over worlds.
    reference, scenario : float
        The two values a difference is made of; for a design alone `reference` is 0.
    chance_higher : float
        Share of worlds in which the difference is above 0, ties counted half.
    worlds_higher : float
        The same as a number of worlds.
    worlds : int
        Worlds in which it can be told.
    share_from_parameters : float
        Share of the variance of a single run's value that comes from parameters [0 to 1]; nan when it cannot be told.
    set_to_zero : bool
        The variance between draws was estimated below 0 and set to 0.
    missing : int
        Runs (pairs) that are missing or in which it cannot be told.
    pairs : int
        Runs (pairs) it stands on.
    monte_carlo_error : float
        Standard error of the mean.
    """

    value: float
    low: float
    high: float
    range_low: float
    range_high: float
    reference: float
    scenario: float
    chance_higher: float
    worlds_higher: float
    worlds: int
    share_from_parameters: float
    set_to_zero: bool
    missing: int
    pairs: int
    monte_carlo_error: float


def pick(estimates: Estimates, row: int) -> Estimate:
    """Take one row of many estimates."""
    worlds = int(estimates.worlds[row])
    return Estimate(
        value=float(estimates.difference[row]),
        low=float(estimates.low[row]),
        high=float(estimates.high[row]),
        range_low=float(estimates.range_low[row]),
        range_high=float(estimates.range_high[row]),
        reference=float(estimates.reference[row]),
        scenario=float(estimates.scenario[row]),
        chance_higher=float(estimates.worlds_higher[row]) / worlds if worlds else math.nan,
        worlds_higher=float(estimates.worlds_higher[row]),
        worlds=worlds,
        share_from_parameters=float(estimates.components.share[row]),
        set_to_zero=bool(estimates.components.set_to_zero[row]),
        missing=int(estimates.missing[row]),
        pairs=int(estimates.pairs[row]),
        monte_carlo_error=float(estimates.monte_carlo_error[row]),
    )


def band(by_draw: Numbers) -> Band:
    """Mean and range over draws, shape (draws, weeks); a week that some draws cannot tell is told from the others."""
    weeks = np.arange(by_draw.shape[1], dtype=np.int64)
    told = ~np.isnan(by_draw)
    counts = told.sum(axis=0)
    mean = np.full(len(weeks), np.nan)
    low, high = mean.copy(), mean.copy()
    some = counts > 0
    mean[some] = np.where(told, by_draw, 0.0).sum(axis=0)[some] / counts[some]
    if some.any():
        edge = 50.0 * (1.0 - CONFIDENCE)
        low[some], high[some] = np.nanpercentile(by_draw[:, some], [edge, 100.0 - edge], axis=0)
    return Band(weeks, mean, low, high)


def survival_band(counts: Counts) -> Band:
    """Course of the share who stayed, from ends and last sightings by length of stay.

    Parameters
    ----------
    counts : numpy.ndarray, shape (draws, 2, weeks + 1)
        Ends and last sightings in each draw.

    Returns
    -------
    Band
        `mean` is the Kaplan-Meier curve of all runs pooled; `low` and `high` the range over those worlds that can tell.
    """
    pooled = stayed_at_least(*counts.sum(axis=0))
    apart = band(stayed_at_least(*np.moveaxis(counts, 1, 0)))
    return Band(
        apart.weeks,
        pooled,
        np.where(np.isnan(pooled), np.nan, apart.low),
        np.where(np.isnan(pooled), np.nan, apart.high),
    )

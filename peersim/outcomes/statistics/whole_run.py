"""Figures of a whole run, told by one unit: numbers in a window, and how much there was of one thing for another."""

from __future__ import annotations

import math

import numpy as np

from peersim.foundation.units import WEEKS_PER_MONTH, WEEKS_PER_YEAR
from peersim.outcomes.statistics.statistic import Units

NOBODY = Units(np.zeros(0), np.zeros(0, dtype=np.int64))
"""No units: what cannot be told."""


def whole(value: float) -> Units:
    """Tell a figure of the whole run; no units where it is nan."""
    return NOBODY if math.isnan(value) else Units(np.array([value]), np.zeros(1, dtype=np.int64))


def per_time(count: float, window: tuple[int, int] | None, per: str) -> Units:
    """Tell a number of the whole run: in all its window, a month or a year; no units where the run was shorter."""
    if window is None:
        return NOBODY
    weeks = window[1] - window[0]
    periods = {"window": 1.0, "month": weeks / WEEKS_PER_MONTH, "year": weeks / WEEKS_PER_YEAR}[per]
    return whole(count / periods)


def one_over(top: float, bottom: float) -> Units:
    """Tell so much of one thing for each of another; no units where there was none of the other."""
    return whole(top / bottom) if bottom > 0.0 else NOBODY

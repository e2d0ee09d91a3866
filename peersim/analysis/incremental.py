"""What one more of something costs: the ratio of two paired differences, with Fieller's interval."""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from peersim.analysis.paired import CONFIDENCE, student_t

Numbers = npt.NDArray[np.float64]


class IncrementalCost(NamedTuple):
    """Cost of one more, with its interval.

    Attributes
    ----------
    value : float
        Mean extra cost over mean extra effect [£ for each]; nan when the mean extra effect is 0.
    low, high : float
        95% interval (Fieller). Infinite on a side without a bound; both nan when it cannot be told.
    bounded : str
        "bounded", "no finite bound" (the extra effect could be none, so the cost of one more could be endless, and the
        side given is the only bound there is) or "no bound either way" (neither the extra cost nor the extra effect
        is told apart from none).
    """

    value: float
    low: float
    high: float
    bounded: Literal["bounded", "no finite bound", "no bound either way"]


def fieller(extra_cost: Numbers, extra_effect: Numbers, confidence: float = CONFIDENCE) -> IncrementalCost:
    """Ratio of the means of two paired differences, with its interval.

    Parameters
    ----------
    extra_cost, extra_effect : numpy.ndarray, shape (draws,)
        Differences in each draw: cost [£] and effect [what it is counted in]; nan where a draw is missing.
    confidence : float
        Level of the interval [0 to 1].

    Returns
    -------
    IncrementalCost
        The interval is the set of ratios r for which mean(cost - r x effect) is not told apart from 0 by a t test over
        draws (Fieller 1954). Where that set has a gap, the part on the estimate's side of the gap is given.
    """
    known = np.isfinite(extra_cost) & np.isfinite(extra_effect)
    cost, effect = extra_cost[known], extra_effect[known]
    n = len(cost)
    if n == 0 or effect.mean() == 0.0:
        return IncrementalCost(math.nan, math.nan, math.nan, "no bound either way")
    value = float(cost.mean() / effect.mean())
    if n < 2:
        return IncrementalCost(value, math.nan, math.nan, "no bound either way")
    t = float(student_t(np.array([n - 1]), 0.5 + confidence / 2.0)[0])
    spread = t * t * np.cov(cost, effect) / n
    a = effect.mean() ** 2 - spread[1, 1]
    b = -2.0 * (cost.mean() * effect.mean() - spread[0, 1])
    c = cost.mean() ** 2 - spread[0, 0]
    inside = b * b - 4.0 * a * c
    if a > 0.0:
        root = math.sqrt(max(inside, 0.0))
        return IncrementalCost(value, float((-b - root) / (2 * a)), float((-b + root) / (2 * a)), "bounded")
    if inside <= 0.0 or a == 0.0:
        return IncrementalCost(value, -math.inf, math.inf, "no bound either way")
    root = math.sqrt(inside)
    lower, upper = sorted(((-b - root) / (2 * a), (-b + root) / (2 * a)))
    if value >= upper:
        return IncrementalCost(value, float(upper), math.inf, "no finite bound")
    return IncrementalCost(value, -math.inf, float(lower), "no finite bound")

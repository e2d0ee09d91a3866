"""Small arithmetic that rules share. Only `math` is used, so that both drivers give the same bits."""

import math

from peersim.agents.rule import rule
from peersim.foundation.units import LOGISTIC_TO_UNIT, SMALLEST_CHANCE


@rule
def expit(x: float) -> float:
    """Turn log-odds into a chance.

    Returns
    -------
    float
        Chance [0 to 1].
    """
    return 1.0 / (1.0 + math.exp(-x))


@rule
def logit(chance: float) -> float:
    """Turn a chance strictly between 0 and 1 into log-odds.

    Returns
    -------
    float
        Log-odds [logit].
    """
    return math.log(chance / (1.0 - chance))


@rule
def clip(x: float, low: float, high: float) -> float:
    """Keep a number within a range.

    Returns
    -------
    float
        `x`, or the nearer end of the range.
    """
    if x < low:
        return low
    if x > high:
        return high
    return x


@rule
def hazard_chance(hazard: float) -> float:
    """Chance that something with this weekly hazard happens within the week.

    Returns
    -------
    float
        ``1 - exp(-hazard)`` [0 to 1].
    """
    return 1.0 - math.exp(-hazard)


@rule
def fits_slot(free_slots: int, slot: int) -> bool:
    """Whether a slot of the week is among someone's free ones.

    Returns
    -------
    bool
        True when free; a slot of -1 (no such time) is never free.
    """
    return slot >= 0 and ((free_slots >> slot) & 1) == 1


@rule
def saturating(effort: float, half_effort: float) -> float:
    """Diminishing returns: 0 at no effort, one half at `half_effort`, 1 at endless effort.

    Returns
    -------
    float
        Share of the most that effort can do [0 to 1].
    """
    if effort <= 0.0:
        return 0.0
    return effort / (effort + half_effort)


@rule
def standard_spread(u: float) -> float:
    """Turn a uniform draw into a number of mean 0 and standard deviation 1, with a logistic shape.

    Returns
    -------
    float
        Standardised logistic number; draws at the very ends are drawn in a little.
    """
    inside = clip(u, SMALLEST_CHANCE, 1.0 - SMALLEST_CHANCE)
    return logit(inside) * LOGISTIC_TO_UNIT

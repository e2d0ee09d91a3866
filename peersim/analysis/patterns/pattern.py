"""What a pattern is: a sentence about people, where it comes from, and what must be measured for it to hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peersim.analysis.laboratory import Interval, Laboratory

Numbers = npt.NDArray[np.float64]


class Need(NamedTuple):
    """What a statistic must be, in words and as a question to its interval.

    Attributes
    ----------
    words : str
        Such as "interval above 0".
    holds : callable
        Whether an interval is so.
    """

    words: str
    holds: Callable[[Interval], bool]


def above(limit: float) -> Need:
    """Need the whole interval above a limit.

    Parameters
    ----------
    limit : float
        In the statistic's unit.

    Returns
    -------
    Need
    """
    return Need(f"interval above {limit:g}", lambda found: found.low > limit)


def below(limit: float) -> Need:
    """Need the whole interval below a limit."""
    return Need(f"interval below {limit:g}", lambda found: found.high < limit)


def at_least(limit: float) -> Need:
    """Need the mean at a limit or above: for limits that are themselves rough."""
    return Need(f"mean at least {limit:g}", lambda found: found.mean >= limit)


def at_most(limit: float) -> Need:
    """Need the mean at a limit or below: for limits that are themselves rough."""
    return Need(f"mean at most {limit:g}", lambda found: found.mean <= limit)


def between(low: float, high: float) -> Need:
    """Need the mean within a published band."""
    return Need(f"mean from {low:g} to {high:g}", lambda found: low <= found.mean <= high)


def overlaps(low: float, high: float) -> Need:
    """Need the interval to touch a published band."""
    return Need(f"interval meets {low:g} to {high:g}", lambda found: found.low <= high and found.high >= low)


def near(low: float, high: float) -> Need:
    """Need the mean near a published band: within the band widened by half its width each side.

    The evidence notes suggest this rule for scoring the model against calibration targets.
    """
    half = (high - low) / 2.0
    return Need(f"mean near {low:g} to {high:g}", lambda found: low - half <= found.mean <= high + half)


def exactly(value: float) -> Need:
    """Need the same value in every world."""
    return Need(f"exactly {value:g}", lambda found: found.low == value == found.high)


class Statistic(NamedTuple):
    """One thing measured for a pattern, one value a world.

    Attributes
    ----------
    says : str
        What is measured, in words.
    unit : str
        Its unit.
    need : Need
        What its mean over worlds must be.
    """

    says: str
    unit: str
    need: Need


class Pattern(NamedTuple):
    """One pattern.

    Attributes
    ----------
    number : int
        1 to 24.
    says : str
        The pattern, in a sentence.
    source : str
        Claims, evidence keys and calibration targets it comes from.
    statistics : tuple of Statistic
        What is measured; the pattern holds when all of it is as needed.
    mechanism : str
        Name of the mechanism behind it (`peersim.analysis.mechanisms`).
    measure : callable
        Measures in a laboratory: one value a world, shape (draws,), or one row for each statistic, shape
        (statistics, draws).
    draws, parents, weeks : int
        Worlds, families and length of runs it is measured in [worlds, families, weeks].
    """

    number: int
    says: str
    source: str
    statistics: tuple[Statistic, ...]
    mechanism: str
    measure: Callable[[Laboratory], Numbers]
    draws: int = 32
    parents: int = 1500
    weeks: int = 156

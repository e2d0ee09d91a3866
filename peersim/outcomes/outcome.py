"""What an outcome is: a named measure with its unit, direction, denominator and exact definition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from peersim.outcomes.scene import Scene

Numbers = npt.NDArray[np.float64]
Direction = Literal["higher is better", "lower is better", "neither"]
Pooling = Literal["ratio of means", "mean"]

DIRECTIONS: tuple[Direction, ...] = ("higher is better", "lower is better", "neither")
"""Which way is better. "neither" is for counts that are a means, or good or bad depending on what else changed."""


@dataclass(frozen=True)
class Outcome:
    """One reported measure.

    Attributes
    ----------
    name : str
        Name in tables and in Python.
    label : str
        Words shown to people, without the unit.
    unit : str
        Unit of the value; a share is told from 0 to 1.
    direction : str
        One of `DIRECTIONS`.
    denominator : str
        Of whom or of what, in words.
    definition : str
        What exactly is counted, and when it cannot be told.
    low, high : float
        Bounds that hold in every run; infinite where there is none.
    by_subgroup : bool
        Whether it can be told for a subgroup of families.
    compute : callable
        From a `Scene` to a numerator and a denominator: arrays with one entry a subgroup of the scene where
        `by_subgroup` (or one number for all of them), single numbers otherwise. A denominator of 0 means that the
        outcome cannot be told.
    pooling : str
        How runs are put together: "ratio of means" divides the mean numerator by the mean denominator; "mean" is the
        mean of the runs' values, for those that are no ratio (counts, survival estimates, medians).
    """

    name: str
    label: str
    unit: str
    direction: Direction
    denominator: str
    definition: str
    low: float
    high: float
    by_subgroup: bool
    compute: Callable[[Scene], tuple[Any, Any]]
    pooling: Pooling = "mean"


def share(
    name: str,
    label: str,
    direction: Direction,
    denominator: str,
    definition: str,
    compute: Callable[[Scene], tuple[Any, Any]],
    by_subgroup: bool = True,
) -> Outcome:
    """Make an outcome that is a share: part over whole, from 0 to 1."""
    return Outcome(
        name, label, "share", direction, denominator, definition, 0.0, 1.0, by_subgroup, compute, "ratio of means"
    )


def ratio(
    name: str,
    label: str,
    unit: str,
    direction: Direction,
    denominator: str,
    definition: str,
    compute: Callable[[Scene], tuple[Any, Any]],
    by_subgroup: bool = False,
    low: float = 0.0,
) -> Outcome:
    """Make an outcome that is so much of one thing for each of another."""
    return Outcome(
        name, label, unit, direction, denominator, definition, low, np.inf, by_subgroup, compute, "ratio of means"
    )


def amount(
    name: str,
    label: str,
    unit: str,
    direction: Direction,
    denominator: str,
    definition: str,
    compute: Callable[[Scene], Any],
    by_subgroup: bool = False,
    low: float = 0.0,
    high: float = np.inf,
) -> Outcome:
    """Make an outcome that stands by itself: a count, a sum, a survival estimate or a median."""
    return Outcome(
        name, label, unit, direction, denominator, definition, low, high, by_subgroup, _over_one(compute), "mean"
    )


def _over_one(compute: Callable[[Scene], Any]) -> Callable[[Scene], tuple[Any, Any]]:
    def pair(scene: Scene) -> tuple[Any, Any]:
        return compute(scene), 1.0

    return pair

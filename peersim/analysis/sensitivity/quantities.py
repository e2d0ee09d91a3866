"""What is explained: outcomes of the reference, and what each other design changes, point by point."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Whether = npt.NDArray[np.bool_]

MOST_LOST = 0.1
"""Share of rows that may be missing before a quantity is not told at all: what is missing is not missing by chance."""

FEWEST_ROWS = 4
"""Fewest trajectories or rows that anything is told from."""

MOSTLY_LUCK = 0.02
"""Share of the variance of single runs below which worlds differ too little to be explained."""

_SURE = 2.0  # standard errors by which a variance between worlds must be above nought

COUNTED_AS_NONE = ("parents_engaged_12w", "parents_engaged_26w", "parents_engaged_52w")
"""Outcomes that are nought where nobody came early enough to be followed so long."""


class Quantity(NamedTuple):
    """Something that differs between worlds.

    Attributes
    ----------
    outcome : str
        Name of the outcome.
    scenario : str
        Name of the design whose paired difference from the reference it is; empty for the reference's own outcome.
    label : str
        What it is, in words.
    unit : str
        Its unit.
    """

    outcome: str
    scenario: str
    label: str
    unit: str

    @property
    def name(self) -> str:
        """Short name for files and tables."""
        return f"{self.outcome}-{self.scenario}" if self.scenario else self.outcome


def quantities_of(
    outcomes: Sequence[str],
    scenarios: Sequence[str],
    titles: dict[str, str],
    own: bool = True,
    differences: bool = True,
) -> tuple[Quantity, ...]:
    """List what is explained.

    Parameters
    ----------
    outcomes, scenarios : sequence of str
        Outcomes; scenarios, the reference first.
    titles : dict of str to str
        Title of each scenario.
    own, differences : bool
        Whether the reference's own outcomes, and the changes by the others, are among them.

    Returns
    -------
    tuple of Quantity
    """
    from peersim.outcomes.registry import outcome

    found = [outcome(name) for name in outcomes]
    listed = [Quantity(each.name, "", f"“{each.label}”", each.unit) for each in found] if own else []
    for name in scenarios[1:] if differences else ():
        words = f" by “{titles.get(name, name)}”"
        listed += [Quantity(each.name, name, f"the change in {each.label}{words}", each.unit) for each in found]
    return tuple(listed)


def values_of(quantity: Quantity, values: Numbers, scenarios: Sequence[str], outcomes: Sequence[str]) -> Numbers:
    """Take a quantity out of what came of runs.

    Parameters
    ----------
    quantity : Quantity
        Which.
    values : numpy.ndarray, shape (rows, points, scenarios, outcomes, replications)
        Outcomes.
    scenarios, outcomes : sequence of str
        What they are of.

    Returns
    -------
    numpy.ndarray, shape (rows, points, replications)
        The quantity; nan where it cannot be told.
    """
    at = list(outcomes).index(quantity.outcome)
    reference = values[:, :, 0, at]
    if not quantity.scenario:
        return np.asarray(reference)
    return np.asarray(values[:, :, list(scenarios).index(quantity.scenario), at] - reference)


def whole_rows(quantity: Numbers) -> Whether:
    """Say which rows are whole: one point that is missing takes its row with it, as every index is made of rows."""
    return np.asarray(np.isfinite(quantity).all(axis=(1, 2)))


def why_not(rows: Whether, between: float, luck: float, replications: int = 2) -> str:
    """Say why nothing can be told of a quantity; empty where something can.

    Parameters
    ----------
    rows : numpy.ndarray of bool, shape (rows,)
        Which rows are whole.
    between, luck : float
        Variance between worlds, luck taken off, and variance between runs of the same world.
    replications : int
        Runs of each point [2 or more].

    Returns
    -------
    str
        Such as that worlds hardly differ in it.
    """
    by_chance = _SURE * luck * math.sqrt(2.0 / (replications * (replications - 1) * max(int(rows.sum()), 1)))
    if rows.sum() < FEWEST_ROWS or rows.mean() < 1.0 - MOST_LOST:
        return (
            f"it cannot be told in {int((~rows).sum()):,} of {len(rows):,} rows, because runs failed or there was "
            "nothing to divide by; what is missing is not missing by chance"
        )
    if between <= 0.0 and luck <= 0.0:
        return "it is the same in every run"
    if between <= max(MOSTLY_LUCK * (between + luck), by_chance):
        return "worlds differ in it hardly more than runs of the same world do"
    return ""

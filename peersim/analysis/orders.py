"""Orders of magnitude from the evidence, to hold a model's answer against: never an input, only common sense."""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib.resources import files
from typing import Literal, NamedTuple

from peersim.analysis.comparison import Comparison
from peersim.analysis.estimate import Estimate
from peersim.outcomes.registry import outcome as find_outcome


class Order(NamedTuple):
    """What the evidence says about the size of one outcome.

    Attributes
    ----------
    outcome : str
        Outcome of the registry.
    words : str
        What it is, in words.
    low, high : float
        Range the evidence gives, in the outcome's unit.
    source : str
        Where from.
    caveat : str
        What to bear in mind.
    """

    outcome: str
    words: str
    low: float
    high: float
    source: str
    caveat: str


class Held(NamedTuple):
    """One outcome of a model held against the evidence.

    Attributes
    ----------
    order : Order
        What the evidence says.
    unit : str
        Unit of both.
    estimate : Estimate
        What the model gives.
    verdict : str
        "within", "below", "above", or "cannot be told": where the mean lies.
    reaches : bool
        Whether the interval of the mean reaches into the evidence's range.
    """

    order: Order
    unit: str
    estimate: Estimate
    verdict: Literal["within", "below", "above", "cannot be told"]
    reaches: bool


@lru_cache(maxsize=1)
def orders_of_magnitude() -> tuple[Order, ...]:
    """Read the table of orders of magnitude.

    Returns
    -------
    tuple of Order
        In the order of the table.

    Source
    ------
    Each row names its own.
    """
    text = (files("peersim.analysis") / "orders_of_magnitude.csv").read_text("utf-8")
    return tuple(
        Order(row["outcome"], row["words"], float(row["low"]), float(row["high"]), row["source"], row["caveat"])
        for row in csv.DictReader(text.splitlines())
    )


def held_against_evidence(comparison: Comparison, scenario: str) -> list[Held]:
    """Hold one scenario against the evidence.

    Parameters
    ----------
    comparison : Comparison
        Designs compared.
    scenario : str
        Which one.

    Returns
    -------
    list of Held
        One an outcome; the verdict is about the mean over draws.
    """
    found = []
    for order in orders_of_magnitude():
        estimate = comparison.value(scenario, order.outcome)
        reaches = estimate.low <= order.high and estimate.high >= order.low
        found.append(Held(order, find_outcome(order.outcome).unit, estimate, _verdict(estimate.value, order), reaches))
    return found


def _verdict(value: float, order: Order) -> Literal["within", "below", "above", "cannot be told"]:
    if value != value:
        return "cannot be told"
    if value < order.low:
        return "below"
    return "above" if value > order.high else "within"

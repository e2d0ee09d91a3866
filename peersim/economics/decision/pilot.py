"""What to pilot: a study's value to everybody its lesson reaches, less what it costs, by size; and whether to go on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from peersim.economics.decision.arrays import Numbers
from peersim.economics.decision.net import frame
from peersim.economics.decision.sample import DecisionRule, SampleInformation
from peersim.economics.decision.words import money
from peersim.foundation.problems import Problems


@dataclass(frozen=True, eq=False)
class Pilot:
    """Net benefit of a pilot, by its size.

    Attributes
    ----------
    n : tuple of int
        Sizes [people].
    information, cost, net, error : numpy.ndarray, shape (sizes,)
        What the lesson is worth to all it reaches; what the pilot costs; the difference; its Monte Carlo error [money].
    reach : float
        How many decisions such as the one of net benefit the lesson reaches, later ones discounted.
    best : int or None
        Size with the highest net benefit; None where none is worth what it costs.
    go : bool
        Whether a pilot is worth what it costs at some size.
    clear : bool
        Whether that (or its contrary, at every size) is clear of Monte Carlo error.
    rule : DecisionRule or None
        What to choose by what the best pilot finds; None without a pilot or with several measurements.
    words : str
        Whether to go on, in a sentence.
    """

    n: tuple[int, ...]
    information: Numbers
    cost: Numbers
    net: Numbers
    error: Numbers
    reach: float
    best: int | None
    go: bool
    clear: bool
    rule: DecisionRule | None
    words: str

    def to_frame(self) -> Any:
        """Make a table: columns n, information, cost, net, error."""
        return frame(
            {
                "n": n,
                "information": self.information[row],
                "cost": self.cost[row],
                "net": self.net[row],
                "error": self.error[row],
            }
            for row, n in enumerate(self.n)
        )


def decisions_reached(
    people_a_year: float, people_each: float, years: int, *, discount: float = 0.0, wait: int = 0
) -> float:
    """Count the decisions a pilot's lesson reaches, later years discounted.

    Parameters
    ----------
    people_a_year : float
        People whom the choice touches in a year [people].
    people_each : float
        People that net benefit is for [people].
    years : int
        Years for which the choice holds [years].
    discount : float
        Discount rate [a year]; year 0 is not discounted.
    wait : int
        Years until the lesson is there, in which it helps nobody [years].

    Returns
    -------
    float
        Discounted number of decisions.

    Raises
    ------
    InputError
        If a number is out of range.
    """
    problems = Problems()
    for name, number, least in (
        ("people_a_year", people_a_year, 0.0),
        ("years", years, 1),
        ("discount", discount, 0.0),
        ("wait", wait, 0),
    ):
        if not (np.isfinite(number) and number >= least):
            problems.add(f"{name} is {number:g}; allowed {least:g} or more.")
    if not (np.isfinite(people_each) and people_each > 0.0):
        problems.add(f"people_each is {people_each:g}; it must be above 0.")
    problems.raise_if_any()
    return float(people_a_year / people_each * sum((1.0 + discount) ** -year for year in range(wait, years)))


def pilot(found: SampleInformation, *, reach: float, fixed_cost: float, cost_each: float, currency: str = "£") -> Pilot:
    """Weigh a pilot's value against its cost, by size.

    Parameters
    ----------
    found : SampleInformation
        Value of the study to one decision, from `evsi`, in money.
    reach : float
        How many such decisions the lesson reaches, as from `decisions_reached` [decisions].
    fixed_cost, cost_each : float
        Cost of any pilot, and of each person in it [money], 0 or more.
    currency : str
        Sign of the money, for words.

    Returns
    -------
    Pilot
        Net benefit by size, the best size, and whether to go on.

    Raises
    ------
    InputError
        If a number is below 0, missing or infinite.
    """
    problems = Problems()
    for name, number in (("reach", reach), ("fixed_cost", fixed_cost), ("cost_each", cost_each)):
        if not (np.isfinite(number) and number >= 0.0):
            problems.add(f"{name} is {number:g}; allowed 0 or more.")
    problems.raise_if_any()
    information = found.value * reach
    cost = fixed_cost + cost_each * np.array(found.n, dtype=np.float64)
    net, error = information - cost, found.error * reach
    best = int(net.argmax())
    go = bool(net[best] > 0.0)
    clear = bool(net[best] > 2.0 * error[best]) if go else bool((net < -2.0 * error).all())
    size = found.n[best]
    if go:
        words = f"Go: a pilot of {size} is worth {money(float(net[best]), currency)} more than it costs"
    else:
        words = f"Stop: at none of the sizes looked at ({_sizes(found.n)}) is a pilot worth what it costs"
    words += f" (± {money(float(error[best]), currency)})."
    if not clear:
        words += " The error is too wide to be sure of that; more draws would tell."
    return Pilot(
        found.n,
        information,
        cost,
        net,
        error,
        reach,
        size if go else None,
        go,
        clear,
        found.rules[best] if go and found.rules else None,
        words,
    )


def _sizes(n: tuple[int, ...]) -> str:
    return str(n[0]) if len(n) == 1 else f"{min(n)} to {max(n)}"

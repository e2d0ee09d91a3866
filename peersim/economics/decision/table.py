"""The incremental table: which options are on the frontier, which are dominated, and what one more unit costs.

Options are ordered by mean cost. One that another beats or equals in both, and beats in one, is *dominated* (D). Of the
rest, one that lies above a straight line between two others would be beaten by a mixture of them: it is *extendedly
dominated* (ED), however long the chain of such options. What is left is the frontier (ND): each is compared with the
one before it. Only ratios of means are given.

Source
------
Order of steps: Weinstein and Stason 1977, New England Journal of Medicine 296:716-721; extended dominance: Cantor 1994,
Medical Decision Making 14:259-265. Here the frontier is found as a convex hull, which no order of steps can upset.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from peersim.economics.decision.arrays import Numbers, read_pair
from peersim.economics.decision.net import frame
from peersim.economics.decision.words import money, quoted
from peersim.foundation.problems import InputError

Status = Literal["ND", "ED", "D"]

RESAMPLES = 400
"""Times draws are drawn again to see how steady a standing is; a convention."""

_EQUAL = 1e-9


@dataclass(frozen=True)
class IncrementalRow:
    """One option of the table.

    Attributes
    ----------
    name : str
        Option.
    cost, effect : float
        Means [money; effect].
    cost_error, effect_error : float
        Their Monte Carlo errors.
    status : str
        "ND" (on the frontier), "ED" (extendedly dominated) or "D" (dominated).
    status_share : float
        Share of resamples of the draws in which it has this status [0 to 1].
    compared_with : str or None
        Option before it on the frontier; None for the first of the frontier and those not on it.
    extra_cost, extra_effect : float or None
        Difference in means from that option.
    extra_cost_error, extra_effect_error : float or None
        Their Monte Carlo errors.
    icer, icer_error : float or None
        Extra cost for each extra unit of effect, ratio of means; standard error by the delta method, None where the
        extra effect is not clear of none, when no such error means anything.
    same_as : str or None
        An option named earlier with the same means.
    note : str
        How to read the row.
    """

    name: str
    cost: float
    effect: float
    cost_error: float
    effect_error: float
    status: Status
    status_share: float
    compared_with: str | None
    extra_cost: float | None
    extra_effect: float | None
    extra_cost_error: float | None
    extra_effect_error: float | None
    icer: float | None
    icer_error: float | None
    same_as: str | None
    note: str


@dataclass(frozen=True)
class IncrementalTable:
    """Options by mean cost, cheapest first.

    Attributes
    ----------
    rows : tuple of IncrementalRow
        One for each option.
    draws, runs : int
        What the means stand on.
    note : str
        What holds of the whole table; empty where there is nothing to add.
    """

    rows: tuple[IncrementalRow, ...]
    draws: int
    runs: int
    note: str

    @property
    def names(self) -> tuple[str, ...]:
        """Options, in the order of the table."""
        return tuple(row.name for row in self.rows)

    @property
    def frontier(self) -> tuple[str, ...]:
        """Options on the frontier, cheapest first, doubled ones once."""
        return tuple(row.name for row in self.rows if row.status == "ND" and row.same_as is None)

    def row(self, name: str) -> IncrementalRow:
        """Find an option's row."""
        return self.rows[self.names.index(name)]

    def to_frame(self) -> Any:
        """Make a table with one row for each option and one column for each of its figures."""
        from dataclasses import asdict

        return frame(asdict(row) for row in self.rows)


def incremental_table(
    cost: Any,
    effect: Any,
    names: Sequence[str] | None = None,
    *,
    currency: str = "£",
    unit: str = "unit of effect",
    resamples: int = RESAMPLES,
) -> IncrementalTable:
    """Make the incremental table.

    Parameters
    ----------
    cost, effect : array, DataFrame or mapping
        Shape (draws, options) or (draws, replications, options) [money; effect].
    names : sequence of str
        Options' names; a DataFrame or a mapping carries its own.
    currency : str
        Sign of the money, for words.
    unit : str
        What effect is counted in, one of it, for words.
    resamples : int
        Times draws are drawn again, to see how steady each standing is.

    Returns
    -------
    IncrementalTable
        Options by mean cost with their standing.

    Raises
    ------
    InputError
        If the numbers are wrong or there are no names.
    """
    if names is None and not any(hasattr(each, "columns") or hasattr(each, "keys") for each in (cost, effect)):
        raise InputError(["incremental table: options have no names; give `names`, in the order of the last axis."])
    costs, effects = read_pair(cost, effect, names)
    by_draw = np.stack([costs.values.mean(axis=1), effects.values.mean(axis=1)])
    means = by_draw.mean(axis=1)
    standing = _standing(*means)
    steady = _steadiness(by_draw, standing, resamples)
    order = sorted(range(len(costs.names)), key=lambda each: _rank(means, each))
    rows, before = [], None
    for number in order:
        twin = next((other for other in order[: order.index(number)] if _same(means, number, other)), None)
        rows.append(_row(number, before, twin, costs.names, by_draw, standing, steady, (currency, unit)))
        if standing[number] == "ND" and twin is None:
            before = number
    draws, runs = costs.values.shape[:2]
    spread = _tolerance(means[1])
    equal = float(np.ptp(means[1])) <= spread
    note = "No option brings more than another, so the cheapest is the best at any threshold." if equal else ""
    return IncrementalTable(tuple(rows), draws, runs, note)


def _rank(means: Numbers, number: int) -> tuple[float, float]:
    """Order by cost, and of equal cost the one that brings more first; equal within rounding counts as equal."""
    step = [max(_tolerance(axis), 1e-300) for axis in means]
    return float(np.round(means[0, number] / step[0] / 4)), -float(np.round(means[1, number] / step[1] / 4))


def _tolerance(values: Numbers) -> float:
    return _EQUAL * float(np.abs(values).max())


def _same(means: Numbers, one: int, other: int) -> bool:
    return all(abs(axis[one] - axis[other]) <= _tolerance(axis) for axis in means)


def _standing(cost: Numbers, effect: Numbers) -> list[Status]:
    """Standing of each option from mean costs and effects."""
    small_cost, small_effect = _tolerance(cost), _tolerance(effect)
    no_dearer = cost[:, None] <= cost[None, :] + small_cost
    no_less = effect[:, None] >= effect[None, :] - small_effect
    better = (cost[:, None] < cost[None, :] - small_cost) | (effect[:, None] > effect[None, :] + small_effect)
    beaten = np.asarray(no_dearer & no_less & better)
    dominated = [bool(beaten[:, each].any()) for each in range(len(cost))]
    standing: list[Status] = ["D" if each else "ED" for each in dominated]
    left = [int(each) for each in np.argsort(cost, kind="stable") if not dominated[each]]
    hull: list[int] = []
    for each in left:
        if hull and abs(effect[each] - effect[hull[-1]]) <= small_effect:  # a doubled option
            continue
        while len(hull) > 1 and _above(hull[-2], hull[-1], each, cost, effect):
            hull.pop()
        hull.append(each)
    on_it = {each for each in left for other in hull if _same(np.stack([cost, effect]), each, other)}
    return ["ND" if number in on_it else status for number, status in enumerate(standing)]


def _above(first: int, middle: int, last: int, cost: Numbers, effect: Numbers) -> bool:
    """Whether an option lies above the straight line between two others, so that a mixture of them beats it."""
    to_middle = (cost[middle] - cost[first]) * (effect[last] - effect[first])
    to_last = (cost[last] - cost[first]) * (effect[middle] - effect[first])
    return bool(to_middle - to_last > _EQUAL * max(abs(to_middle), abs(to_last)))


def _steadiness(by_draw: Numbers, standing: list[Status], resamples: int) -> Numbers:
    """Share of resamples of the draws in which each option keeps its standing."""
    draws = by_draw.shape[1]
    weights = np.random.default_rng(0).multinomial(draws, np.full(draws, 1.0 / draws), size=resamples) / draws
    again = np.einsum("rd,ads->ras", weights, by_draw)
    kept = [[one == other for one, other in zip(_standing(*means), standing, strict=True)] for means in again]
    return np.asarray(np.mean(kept, axis=0))


def _row(
    number: int,
    before: int | None,
    twin: int | None,
    names: Sequence[str],
    by_draw: Numbers,
    standing: list[Status],
    steady: Numbers,
    in_words: tuple[str, str],
) -> IncrementalRow:
    draws = by_draw.shape[1]
    means = by_draw.mean(axis=1)
    errors = by_draw.std(axis=1, ddof=1) / np.sqrt(draws)
    extra: tuple[float | None, ...] = (None,) * 6
    if before is not None and twin is None and standing[number] == "ND":
        extra = _extra(by_draw[0][:, number] - by_draw[0][:, before], by_draw[1][:, number] - by_draw[1][:, before])
    return IncrementalRow(
        name=names[number],
        cost=float(means[0, number]),
        effect=float(means[1, number]),
        cost_error=float(errors[0, number]),
        effect_error=float(errors[1, number]),
        status=standing[number],
        status_share=float(steady[number]),
        compared_with=None if extra[0] is None or before is None else names[before],
        extra_cost=extra[0],
        extra_effect=extra[1],
        extra_cost_error=extra[2],
        extra_effect_error=extra[3],
        icer=extra[4],
        icer_error=extra[5],
        same_as=None if twin is None else names[twin],
        note=_note(number, before, twin, names, means, standing, extra[4], in_words),
    )


def _extra(cost: Numbers, effect: Numbers) -> tuple[float | None, ...]:
    """Give extra cost and effect (above 0 along the frontier) with errors, and their ratio with its error."""
    draws = len(cost)
    mean_cost, mean_effect = float(cost.mean()), float(effect.mean())
    cost_error, effect_error = (float(each.std(ddof=1) / np.sqrt(draws)) for each in (cost, effect))
    ratio = mean_cost / mean_effect
    error = float((cost - ratio * effect).std(ddof=1) / np.sqrt(draws) / mean_effect)
    clear = mean_effect > 2.0 * effect_error
    return mean_cost, mean_effect, cost_error, effect_error, ratio, error if clear else None


def _note(
    number: int,
    before: int | None,
    twin: int | None,
    names: Sequence[str],
    means: Numbers,
    standing: list[Status],
    icer: float | None,
    in_words: tuple[str, str],
) -> str:
    currency, unit = in_words
    if twin is not None:
        return f"Costs and brings the same as {quoted(names[twin])}."
    if standing[number] == "D":
        return (
            f"Dominated: {quoted(names[_dominating(number, means)])} {_how(number, _dominating(number, means), means)}."
        )
    if standing[number] == "ED":
        low, high = _around(number, means, standing)
        mixed = f"{quoted(names[low])} and {quoted(names[high])}"
        return f"Extendedly dominated: a mixture of {mixed} would bring more for less."
    if before is None or icer is None:
        return "The cheapest option on the frontier; others are compared with it or with those after it."
    return f"{money(icer, currency)} for each further {unit}, compared with {quoted(names[before])}."


def _dominating(number: int, means: Numbers) -> int:
    """Find the option that dominates another: of several, the one that brings most, then the cheapest."""
    cost, effect = means
    those = [
        each
        for each in range(len(cost))
        if cost[each] <= cost[number] + _tolerance(cost)
        and effect[each] >= effect[number] - _tolerance(effect)
        and not _same(means, each, number)
    ]
    return max(those, key=lambda each: (effect[each], -cost[each]))


def _how(number: int, other: int, means: Numbers) -> str:
    cheaper = means[0, other] < means[0, number] - _tolerance(means[0])
    more = means[1, other] > means[1, number] + _tolerance(means[1])
    if cheaper and more:
        return "costs less and brings more"
    return "costs less and brings as much" if cheaper else "costs as much and brings more"


def _around(number: int, means: Numbers, standing: list[Status]) -> tuple[int, int]:
    """Find the options of the frontier on either side of an extendedly dominated one."""
    on_it = sorted((each for each, status in enumerate(standing) if status == "ND"), key=lambda each: means[0, each])
    return (
        max((each for each in on_it if means[0, each] <= means[0, number]), key=lambda each: means[0, each]),
        min((each for each in on_it if means[0, each] >= means[0, number]), key=lambda each: means[0, each]),
    )

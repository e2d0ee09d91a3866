"""Budget impact: cash by year and payer, undiscounted, with inflation shown and cases of uptake."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from peersim.economics.items import LineItem, draws_first
from peersim.economics.perspectives import mean_of
from peersim.economics.profile import Profile
from peersim.economics.ratios import over_replications
from peersim.economics.samples import Floats

if TYPE_CHECKING:
    from peersim.economics.figures import StudyFigures

UPTAKE_CASES = ("low", "expected", "high")
"""Cases of uptake: the fifth of worlds in which fewest families come, all worlds, the fifth in which most come."""

_TAIL = 0.2  # not evidence: what a low and a high case mean


@dataclass(frozen=True)
class BudgetRow:
    """Cash of one payer in one year of one strategy.

    Attributes
    ----------
    strategy, payer : str
        Whose.
    year : int
        Year of the run, from 1.
    length : float
        Length of that year [years]; the last may be a part.
    real, cash : float or None
        Mean in the appraisal's prices, and in the prices of that year.
    low, high : float or None
        Real, in the fifth of worlds in which fewest families come and in the fifth in which most do.
    """

    strategy: str
    payer: str
    year: int
    length: float
    real: float | None
    cash: float | None
    low: float | None
    high: float | None


def budget_impact(items: Sequence[LineItem], figures: StudyFigures, profile: Profile) -> list[BudgetRow]:
    """Give cash by year and payer: what each pays less what it is paid.

    Parameters
    ----------
    items : sequence of LineItem
        Line items before optimism; only cash counts.
    figures : StudyFigures
        Numbers of the study.
    profile : Profile
        Country: its assumption on future inflation.

    Returns
    -------
    list of BudgetRow
        By strategy, payer and year; payers who never pay or are paid cash are left out. Undiscounted.
    """
    rows = []
    reached = draws_first(figures.totals["parents_reached"])
    for payer in dict.fromkeys(who for item in items for who in (item.payer, item.gainer) if who):
        paid = _cash_of(items, payer)
        if paid is None:
            continue
        for s, strategy in enumerate(figures.names):
            cases = uptake_cases(reached[..., s])
            for year, length in enumerate(figures.years):
                amount = paid[..., s, year]
                real = mean_of(amount)
                prices = (1.0 + profile.future_inflation) ** year
                rows.append(
                    BudgetRow(
                        strategy, payer, year + 1, float(length), real, None if real is None else real * prices,
                        mean_of(amount[cases["low"]]), mean_of(amount[cases["high"]]),
                    )
                )  # fmt: skip
    return rows


def _cash_of(items: Sequence[LineItem], payer: str) -> Floats | None:
    total: Floats | None = None
    for item in items:
        if item.form == "cash" and item.in_sum and payer in (item.payer, item.gainer):
            amount = item.amount if item.payer == payer else -item.amount
            total = amount if total is None else total + amount
    return total


def uptake_cases(reached: Floats) -> dict[str, np.ndarray]:
    """Say which draws belong to each case of uptake.

    Parameters
    ----------
    reached : numpy.ndarray, shape (draws, replications)
        Families that came.

    Returns
    -------
    dict of str to numpy.ndarray of int
        Draws of each of `UPTAKE_CASES`.
    """
    draws = over_replications(reached)
    order = np.argsort(np.where(np.isfinite(draws), draws, np.inf), kind="stable")
    order = order[: int(np.isfinite(draws).sum())]
    tail = max(1, round(_TAIL * len(order)))
    return {"low": order[:tail], "expected": order, "high": order[max(len(order) - tail, 0) :]}


@dataclass(frozen=True)
class LineBudget:
    """One line of the budget of one strategy.

    Attributes
    ----------
    strategy, name, label, payer, form, behaviour : str
        Which line, who pays, cash or in kind, and how it moves with numbers.
    why, source, grade : str
        What makes it move so, where it comes from and how good that is.
    by_year : tuple of float or None
        Mean of each year, undiscounted, in the appraisal's prices.
    """

    strategy: str
    name: str
    label: str
    payer: str
    form: str
    behaviour: str
    why: str
    source: str
    grade: str
    by_year: tuple[float | None, ...]


def line_budget(items: Sequence[LineItem], names: Sequence[str]) -> list[LineBudget]:
    """Lay out the budget line by line and year by year, cash and in kind apart.

    Parameters
    ----------
    items : sequence of LineItem
        Line items; those with a payer make the budget.
    names : sequence of str
        Strategies.

    Returns
    -------
    list of LineBudget
        By strategy; lines that are nothing in every year are left out.
    """
    rows = []
    for s, strategy in enumerate(names):
        for item in items:
            years = tuple(mean_of(item.amount[:, :, s, year]) for year in range(item.amount.shape[-1]))
            if item.payer and any(years):
                rows.append(
                    LineBudget(
                        strategy, item.name, item.label, item.payer, item.form, item.behaviour, item.why, item.source,
                        item.grade, years,
                    )
                )  # fmt: skip
    return rows


def grants(figures: StudyFigures, factor: float) -> dict[str, tuple[tuple[float | None, ...], float | None]]:
    """Give what was paid in by funders each year, and what was left at the end.

    Parameters
    ----------
    figures : StudyFigures
        Numbers of the study.
    factor : float
        From the study's prices to the appraisal's.

    Returns
    -------
    dict of str to (tuple of float or None, float or None)
        By strategy: mean income of each year, and mean unspent at the end. The appraisal's cost is what was spent.
    """
    income, unspent = draws_first(figures.income) * factor, draws_first(figures.totals["unspent"]) * factor
    return {
        name: (
            tuple(mean_of(income[:, :, s, year]) for year in range(len(figures.years))), mean_of(unspent[..., s])
        )
        for s, name in enumerate(figures.names)
    }  # fmt: skip

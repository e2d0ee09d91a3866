"""Perspectives: whose costs and gains are counted; who pays and who gains; transfers cancel.

A line item has a payer, a gainer or both. Seen by a set of people it is a cost when only its payer is among them, a
gain when only its gainer is, and nothing when both are: a transfer within. Money that comes in from outside the set as
a transfer lowers the set's cost.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from peersim.economics.discounting import Discounting, Schedule, present_value
from peersim.economics.items import FAMILIES, FUNDER, PARTIES, PUBLIC, VOLUNTEERS, LineItem
from peersim.economics.ratios import over_replications
from peersim.economics.samples import Floats
from peersim.foundation.problems import Problems, nearest

RULES = (
    "Resources used up have a payer, gains have a gainer, transfers have both and cancel for whoever holds both.",
    "A change in wellbeing is valued once: as WELLBYs, as quality-adjusted life years or in a unit of the user's own.",
    "A volunteer's hour is never valued twice: it is a cost to society, or it stands in a box outside the sum.",
    "A volunteer's own wellbeing is counted once.",
    "When parents pay for the crèche, cost moves to them; what society pays is the same.",
    "Savings of public services come from the user's file alone, and count what doing nothing would not have given.",
    "Amounts are re-based to one year's prices before they are added, and currencies are never mixed.",
)
"""What keeps anything from being counted twice."""


@dataclass(frozen=True)
class Perspective:
    """Whose costs and gains are counted.

    Attributes
    ----------
    name, label : str
        Short name, and words.
    parties : tuple of str
        Who is in it, of `peersim.economics.items.PARTIES`.
    cashable_only : bool
        True: savings that no budget can be cut by are left out.
    """

    name: str
    label: str
    parties: tuple[str, ...]
    cashable_only: bool = False


def usual_perspectives(public_funder: bool) -> tuple[Perspective, ...]:
    """Give the perspectives of a report.

    Parameters
    ----------
    public_funder : bool
        Whether the funder is itself a public body, so that its grant is public money.

    Returns
    -------
    tuple of Perspective
        Funder, public purse with and without what is not cashable, families, volunteers, society.
    """
    purse = (FUNDER, PUBLIC) if public_funder else (PUBLIC,)
    return (
        Perspective("funder", "the funder", (FUNDER,)),
        Perspective("public_purse_cashable", "the public purse, cashable only", purse, True),
        Perspective("public_purse", "the public purse, cashable or not", purse),
        Perspective("families", "families", (FAMILIES,)),
        Perspective("volunteers", "volunteers", (VOLUNTEERS,)),
        Perspective("society", "society", PARTIES),
    )


@dataclass(frozen=True, eq=False)
class Worth:
    """Costs and gains as one perspective counts them.

    Attributes
    ----------
    perspective : Perspective
        Whose.
    cost, benefit, net : numpy.ndarray, shape (draws, replications, strategies)
        Present values; net is benefit less cost.
    cost_by_year, benefit_by_year : numpy.ndarray, shape (draws, replications, strategies, years)
        Undiscounted.
    items : tuple of str
        Names of the line items that it counts.
    """

    perspective: Perspective
    cost: Floats
    benefit: Floats
    net: Floats
    cost_by_year: Floats
    benefit_by_year: Floats
    items: tuple[str, ...]


def sides(item: LineItem, perspective: Perspective) -> tuple[float, float]:
    """Say how a line item counts: how much of it is cost, and how much gain.

    Returns
    -------
    (float, float)
        1, 0 or -1 times its amount as cost; 1 or 0 times its amount as gain.
    """
    pays, gains = item.payer in perspective.parties, item.gainer in perspective.parties
    if not item.in_sum or pays == gains:
        return 0.0, 0.0
    if pays:
        return 1.0, 0.0
    if item.is_transfer:
        return -1.0, 0.0
    if perspective.cashable_only and item.form == "cash" and not item.cashable:
        return 0.0, 0.0
    return 0.0, 1.0


def worth(items: Sequence[LineItem], perspective: Perspective, discounting: Discounting) -> Worth:
    """Add up line items as one perspective counts them.

    Parameters
    ----------
    items : sequence of LineItem
        All of them; at least one.
    perspective : Perspective
        Whose.
    discounting : Discounting
        Schedules.

    Returns
    -------
    Worth
        Present values and yearly amounts.
    """
    shape = items[0].amount.shape
    years: dict[str, Floats] = {"cost": np.zeros(shape), "benefit": np.zeros(shape)}
    values: dict[str, Floats] = {"cost": np.zeros(shape[:-1]), "benefit": np.zeros(shape[:-1])}
    counted = []
    for item in items:
        for side, sign in zip(("cost", "benefit"), sides(item, perspective), strict=True):
            if sign:
                years[side] = years[side] + sign * item.amount
                values[side] = values[side] + sign * present_value(item.amount, schedule_of(item, discounting))
                counted.append(item.name)
    return Worth(
        perspective, values["cost"], values["benefit"], values["benefit"] - values["cost"], years["cost"],
        years["benefit"], tuple(counted),
    )  # fmt: skip


def schedule_of(item: LineItem, discounting: Discounting) -> Schedule:
    """Give the schedule that a line item is discounted by."""
    return discounting.health if item.discounted == "health" else discounting.costs


def check_perspectives(perspectives: Iterable[Perspective], problems: Problems) -> None:
    """Note what is wrong with perspectives: nobody in them, unknown people, a name used twice."""
    seen: set[str] = set()
    for perspective in perspectives:
        at = f'perspective "{perspective.name}"'
        if perspective.name in seen:
            problems.add(f"{at} is there twice; names must differ")
        seen.add(perspective.name)
        if not perspective.parties:
            problems.add(f"{at} has no payer: nobody is in it; allowed {', '.join(PARTIES)}")
        for party in perspective.parties:
            if party not in PARTIES:
                problems.add(f'{at}: unknown "{party}"; allowed {", ".join(PARTIES)}.{nearest(party, PARTIES)}')


def without_payer(items: Iterable[LineItem], perspective: Perspective) -> str:
    """Say that nobody in a perspective pays or gains anything; empty where somebody does."""
    if any(sides(item, perspective) != (0.0, 0.0) for item in items):
        return ""
    return (
        f'perspective "{perspective.name}" has no payer: {" and ".join(perspective.parties)} neither pay nor gain '
        "anything that is counted; a file of fiscal items would bring public services in"
    )


@dataclass(frozen=True)
class MatrixRow:
    """One row of who pays and who gains.

    Attributes
    ----------
    label : str
        Line item.
    payer, gainer, form : str
        Who, who, and whether cash, in kind or wellbeing.
    in_sum : bool
        Whether it is in the sum.
    grade : str
        Of what it rests on.
    amounts : tuple of float or None
        Mean present value by strategy; None where no run finished.
    """

    label: str
    payer: str
    gainer: str
    form: str
    in_sum: bool
    grade: str
    amounts: tuple[float | None, ...]


def who_pays_who_gains(items: Iterable[LineItem], discounting: Discounting) -> list[MatrixRow]:
    """Lay out every line item by who pays and who gains, mean present value by strategy.

    Parameters
    ----------
    items : iterable of LineItem
        All of them.
    discounting : Discounting
        Schedules.

    Returns
    -------
    list of MatrixRow
        In the order of the items; lines that are nothing in every strategy are left out.
    """
    rows = []
    for item in items:
        values = item.present_value(schedule_of(item, discounting))
        amounts = tuple(mean_of(values[..., s]) for s in range(values.shape[-1]))
        if any(amount for amount in amounts):
            rows.append(MatrixRow(item.label, item.payer, item.gainer, item.form, item.in_sum, item.grade, amounts))
    return rows


def net_by_party(items: Sequence[LineItem], discounting: Discounting) -> dict[str, tuple[float | None, ...]]:
    """Give what each party gains less what it pays, mean by strategy, and society's, which is their sum.

    Returns
    -------
    dict of str to tuple of float or None
        By party, and ``"society"``.
    """
    made = {}
    for name, parties in (*((party, (party,)) for party in PARTIES), ("society", PARTIES)):
        net = worth(items, Perspective(name, name, parties), discounting).net
        made[name] = tuple(mean_of(net[..., s]) for s in range(net.shape[-1]))
    return made


def mean_of(values: Floats) -> float | None:
    """Mean over draws of the means over replications; None where no run finished.

    Parameters
    ----------
    values : numpy.ndarray, shape (draws, replications)
        Numbers; nan where a run is missing.
    """
    draws = over_replications(values)
    known = np.isfinite(draws)
    return float(draws[known].mean()) if known.any() else None

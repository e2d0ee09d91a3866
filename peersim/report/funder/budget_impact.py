"""Section 11: cash by year and payer, as it leaves the account: undiscounted, inflation shown, cases of uptake."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peersim.economics.budget import BudgetRow, budget_impact, grants
from peersim.economics.costs import study_factor
from peersim.economics.items import FUNDER
from peersim.report.funder.telling import label, money, ordered, prices, quoted, shown_best, year_names
from peersim.report.pages.document import Block, Column, Figure, Paragraph, Section, Table, Value
from peersim.report.pages.numbers import Number, number
from peersim.report.words import listed

if TYPE_CHECKING:
    from peersim.economics.findings import Findings

FEWEST_PAYERS = 2
"""With fewer payers a picture tells no more than the table; a convention."""

PART = 0.05
"""Parts of the budget that move less than this with uptake are said hardly to move; a convention."""


def section(findings: Findings) -> Section:
    """Tell what leaves whose account in which year.

    Parameters
    ----------
    findings : Findings
        What is told.

    Returns
    -------
    Section
        Section 11.
    """
    rows = budget_impact(findings.appraisal.items, findings.figures, findings.appraisal.profile)
    paying = [payer for payer in dict.fromkeys(row.payer for row in rows)
              if any(row.real for row in rows if row.payer == payer)]  # fmt: skip
    rows = [row for row in rows if row.payer in paying]
    mine = [row for row in rows if row.strategy == findings.best_programme]
    blocks: list[Block | str] = [
        Paragraph(_lead(findings, mine), "lead"),
        shown_best(findings),
        f"Nothing is discounted here: it is the cash that has to be there. {_inflation(findings)}",
        *_figure(findings, mine, paying),
        _by_year(findings, mine),
        _uptake(findings, mine),
        _every_option(findings, rows),
    ]
    return Section(11, "Budget impact", blocks)


def _inflation(findings: Findings) -> str:
    profile = findings.appraisal.profile
    return (
        f"Year 1 is in {prices(findings)}; for later years {100 * profile.future_inflation:g}% a year is added "
        f"({profile.future_reason})."
    )


def _cash(rows: list[BudgetRow], payer: str = FUNDER) -> list[float]:
    return [row.cash or 0.0 for row in rows if row.payer == payer]


def _lead(findings: Findings, mine: list[BudgetRow]) -> str:
    unit, cash = money(findings), _cash(mine)
    if not cash:
        return f"{quoted(findings, findings.best_programme)} moves no cash."
    told = [
        f"{number(amount, unit)} in {_small(name)}" for name, amount in zip(year_names(findings), cash, strict=True)
    ]
    return (
        f"{quoted(findings, findings.best_programme)} takes {listed(told)} from the funder: {number(sum(cash), unit)} "
        "in all, inflation included."
    )


def _small(name: str) -> str:
    return name[:1].lower() + name[1:]


def _figure(findings: Findings, mine: list[BudgetRow], paying: list[str]) -> list[Figure]:
    from peersim.report.pages.charts_money import cost_stack

    payers = [payer for payer in paying if any(row.cash for row in mine if row.payer == payer)]
    amounts = [_cash(mine, payer) for payer in payers]
    if len(payers) < FEWEST_PAYERS or any(amount < 0.0 for row in amounts for amount in row):
        return []
    return [
        cost_stack(
            "cash_by_year", year_names(findings), [payer.capitalize() for payer in payers], amounts,
            unit=money(findings), title="Cash by year and payer, inflation included",
            compared=f"{quoted(findings, findings.best_programme)} compared with no programme, which takes no cash",
        )
    ]  # fmt: skip


def _by_year(findings: Findings, mine: list[BudgetRow]) -> Table:
    names, unit = year_names(findings), money(findings)
    rows: list[list[Value]] = [
        [row.payer.capitalize(), names[row.year - 1], row.real, row.cash, row.low, row.high]
        for row in mine
        if any(other.real for other in mine if other.payer == row.payer)
    ]
    return Table(
        name="budget_impact",
        caption=f"Cash of {quoted(findings, findings.best_programme)} by payer and year, compared with no programme.",
        columns=["Payer", "Year", Column(f"In {prices(findings)}", unit, key="real", places=0),
                 Column("In that year's prices", unit, key="cash", places=0),
                 Column("Low uptake", unit, key="low", places=0), Column("High uptake", unit, key="high", places=0)],
        rows=rows or [["Nobody", "all years", 0.0, 0.0, 0.0, 0.0]],
        notes=[f"Low and high uptake: the mean of the fifth of worlds in which fewest families come and of the fifth "
               f"in which most do, in {prices(findings)}. Those worlds differ in pay and prices too."],
    )  # fmt: skip


def _uptake(findings: Findings, mine: list[BudgetRow]) -> str:
    funder = [row for row in mine if row.payer == FUNDER]
    low, real, high = (sum(getattr(row, end) or 0.0 for row in funder) for end in ("low", "real", "high"))
    if real <= 0.0:
        return "With no cash there is nothing that uptake could change."
    unit, change = money(findings), (high - low) / real
    how = (
        "hardly moves with uptake, because posts and rooms are paid however many come"
        if abs(change) < PART
        else "is larger where more families come"
        if change > 0.0
        else "is no larger where more families come"
    )
    return (
        f"The budget {how}: {number(low, unit)} with low and {number(high, unit)} with high uptake, all years together."
    )


def _every_option(findings: Findings, rows: list[BudgetRow]) -> Table:
    appraisal, unit = findings.appraisal, money(findings)
    factor = study_factor(findings.figures, appraisal.profile, appraisal.price_year)
    paid_in = grants(findings.figures, factor)
    made: list[list[Value]] = []
    for name in ordered(findings):
        cash = _cash([row for row in rows if row.strategy == name]) or [0.0] * len(findings.figures.years)
        income, unspent = paid_in[name]
        granted = Number(None, note="no run finished") if None in income else sum(x for x in income if x is not None)
        made.append([label(findings, name), *cash, sum(cash), granted, unspent])
    years = [Column(name, unit, key=f"year_{n}", places=0) for n, name in enumerate(year_names(findings), start=1)]
    return Table(
        name="budget_impact_options",
        caption="Cash that every option takes from the funder, in each year's own prices.",
        columns=["Option", *years, Column("All years", unit, places=0), Column("Granted to it", unit, places=0),
                 Column("Unspent at the end", unit, places=0)],
        rows=made,
        notes=f"Granted and unspent are what the runs' funders paid in and what was left of it, in {prices(findings)}; "
        "the report counts what is spent.",
    )  # fmt: skip

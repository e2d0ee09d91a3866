"""Section 4: cost per parent on every denominator, one more parent against the average, unit costs and quantities."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from peersim.economics.cost_tables import UnitCost, cost_per_parent, marginal_cost, unit_costs
from peersim.economics.costs import DENOMINATORS, LINES
from peersim.economics.ratios import Ratio
from peersim.economics.reading import NOTHING
from peersim.report.funder.telling import (
    IN_BRACKETS,
    Floats,
    about,
    is_clear,
    label,
    mean,
    money,
    of_ratio,
    ordered,
    prices,
    quoted,
    shown_best,
)
from peersim.report.pages.document import Block, Column, Figure, Paragraph, Section, Table, Value
from peersim.report.pages.inline import literal
from peersim.report.pages.numbers import Number, estimate, number
from peersim.report.words import UNTOLD, figures, listed

if TYPE_CHECKING:
    from peersim.economics.findings import Findings

MEANINGS = {
    "offered": "heard of it",
    "starting": "came at least once",
    "completing": "came at least four times",
    "retained": "were still engaged 26 weeks after coming first",
}
"""Who counts on each denominator."""


def section(findings: Findings) -> Section:
    """Tell what a parent costs.

    Parameters
    ----------
    findings : Findings
        What is told.

    Returns
    -------
    Section
        Section 4.
    """
    cost = findings.appraisal.programme_cost
    each = cost_per_parent(cost, findings.figures)
    blocks: list[Block | str] = [
        Paragraph(_lead(findings, each), "lead"),
        shown_best(findings),
        "Who is counted: "
        + "; ".join(f"**{word}**, those who {meaning}" for word, meaning in MEANINGS.items())
        + ". Each is the mean cost over the mean number of parents, in "
        f"{prices(findings)}.",
        _figure(findings, each),
        _one_more_words(findings, each),
        _one_more(findings, each),
        _unit_costs(findings),
    ]
    return Section(4, "Costs", blocks)


def _lead(findings: Findings, each: dict[str, tuple[Ratio, ...]]) -> str:
    at, unit = findings.number(findings.best_programme), money(findings)
    found = {word: ratios[at] for word, ratios in each.items()}
    told = [f"{_short(ratio, unit)} for each parent {word}" for word, ratio in found.items()]
    text = f"{quoted(findings, findings.best_programme)} costs {listed(told)}."
    values = [ratio.value for ratio in found.values() if ratio.value]
    if len(values) > 1:
        text += (
            f" Who is counted changes the answer by a factor of {figures(max(values) / min(values), 2)}, so all four "
            "stand side by side, and none of them is called the cost per parent."
        )
    return text


def _short(ratio: Ratio, unit: str) -> str:
    return UNTOLD if ratio.value is None else estimate(of_ratio(ratio), unit)


def _figure(findings: Findings, each: dict[str, tuple[Ratio, ...]]) -> Figure:
    from peersim.report.pages.charts_money import denominators

    shown = ordered(findings, nothing=False)
    numbers = [findings.number(name) for name in shown]

    def rows(end: str) -> list[list[float | None]]:
        return [[getattr(each[word][at], end) for word in DENOMINATORS] for at in numbers]

    return denominators(
        "cost_per_parent", list(DENOMINATORS), rows("value"), [label(findings, name) for name in shown],
        low=rows("low"), high=rows("high"), unit=money(findings), title="Cost per parent, by who is counted",
        compared=f"Each option compared with the others in the same {len(findings.inputs)} draws; "
        f"{quoted(findings, NOTHING)} costs nothing and has no parents",
    )  # fmt: skip


def _one_more_words(findings: Findings, each: dict[str, tuple[Ratio, ...]]) -> str:
    reference = findings.figures.reference
    base = each["retained"][findings.number(reference)].value
    text = (
        f"The cost of one more parent is not the average. [@one_more_parent] compares each option with "
        f"{quoted(findings, reference)}: what it spends beyond it, over the parents it keeps beyond it."
    )
    extra = marginal_cost(findings.appraisal.programme_cost, findings.figures, reference)["retained"]
    told = {name: extra[findings.number(name)].value for name in ordered(findings, nothing=False)}
    known = {name: value for name, value in told.items() if value is not None and is_clear(_kept(findings, name))}
    if known and base:
        least, most = min(known, key=lambda name: known[name]), max(known, key=lambda name: known[name])
        unit = money(findings)
        text += (
            f" One more parent retained costs least with {quoted(findings, least)} ({number(known[least], unit)}) and "
            f"most with {quoted(findings, most)} ({number(known[most], unit)})"
            if most != least
            else f" With {quoted(findings, least)} one more parent retained costs {number(known[least], unit)}"
        ) + f"; the average parent retained of {quoted(findings, reference)} costs {number(base, unit)}."
    elif not known:
        text += (
            " No option clearly keeps more parents at more cost, so there is no cost of one more to rely on: what "
            "stands there may be chance."
        )
    return text


def _kept(findings: Findings, name: str) -> Floats:
    """Parents retained beyond the study's reference, shape (draws, replications)."""
    retained = findings.appraisal.effects.natural["retained"]
    return np.asarray(retained[..., findings.number(name)] - retained[..., findings.number(findings.figures.reference)])


def _one_more(findings: Findings, each: dict[str, tuple[Ratio, ...]]) -> Table:
    reference, cost = findings.figures.reference, findings.appraisal.programme_cost
    base = findings.number(reference)
    extra = marginal_cost(cost, findings.figures, reference)["retained"]
    rows: list[list[Value]] = []
    for name in ordered(findings):
        at = findings.number(name)
        one = of_ratio(extra[at])
        if name != reference:
            differences = [mean(cost[..., at] - cost[..., base]), mean(_kept(findings, name))]
            if one.value is not None and not one.note and not is_clear(_kept(findings, name)):
                one = replace(one, note="the difference in parents retained is not clear of chance")
        else:
            differences = [Number(0.0), Number(0.0)]
        rows.append([label(findings, name), *differences, one, of_ratio(each["retained"][at])])
    unit = money(findings)
    return Table(
        name="one_more_parent",
        caption=f"One more parent retained, and the average one: each option compared with "
        f"{quoted(findings, reference)}.",
        columns=[
            "Option", Column("Extra cost", unit, signed=True), Column("Extra parents retained", "parents", signed=True),
            Column("Each extra parent", unit), Column("Average parent retained", unit),
        ],
        rows=rows,
        notes=[IN_BRACKETS, "The cost of each extra parent has no range here: where the extra number may be none, a "
               "range has no end. Section 6 tells what can be told of it."],
    )  # fmt: skip


def _unit_costs(findings: Findings) -> Table:
    appraisal, best = findings.appraisal, findings.number(findings.best_programme)
    made = unit_costs(findings.figures, appraisal.profile, appraisal.price_year)
    rows = [_unit_row(row, best) for row in made if _used(findings, row)]
    return Table(
        name="unit_costs",
        caption=f"Unit costs, and the quantities that {quoted(findings, findings.best_programme)} uses over the whole "
        "run.",
        columns=[
            "Line", "Unit cost", Column("Amount", "number"), "Unit", "Price year",
            Column("Times, to these prices", "number"), Column("Quantity", "number"), "Counted in", "Standing", "Grade",
            "Source",
        ],
        rows=rows,
        folded=True,
        notes=[
            "Amount: central value and range, in money of its own price year, or a share where the unit says so.",
            f"Spending is quantity times the unit cost of each draw. Lines that no option spends on are left out. The "
            f"most is spent on {_largest(findings)}.",
        ],
        source="the evidence table that comes with peersim",
    )  # fmt: skip


def _used(findings: Findings, row: UnitCost) -> bool:
    from peersim.scenarios.levers import COST_LINES

    return bool(findings.figures.spending[..., COST_LINES.index(row.line)].sum() > 0.0)


def _unit_row(row: UnitCost, best: int) -> list[Value]:
    quantity = row.quantity[best]
    return [
        LINES[row.line].label, literal(row.label), Number(row.central, row.low, row.high),
        literal(_unit_of(row)), row.price_year or "not stated",
        Number(1.0, note="no price year: taken to be in these prices") if row.factor is None else row.factor,
        Number(None, note="spending alone does not tell it") if quantity is None else quantity,
        row.unit if quantity is not None else "", row.standing, row.grade, literal(row.source),
    ]  # fmt: skip


def _unit_of(row: UnitCost) -> str:
    from peersim.evidence.table import parameter

    return parameter(row.keys[0]).unit


def _largest(findings: Findings) -> str:
    at = findings.number(findings.best_programme)
    spent = {item.label: item.total()[..., at] for item in findings.appraisal.items if item.is_ledger}
    most = max(spent, key=lambda name: float(spent[name].mean()))
    return f"{most}: {about(spent[most], money(findings))}"

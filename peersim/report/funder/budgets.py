"""Section 2: every option as a budget, line by line: what is fixed, what comes in steps, what is given in kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from peersim.economics.budget import LineBudget, grants, line_budget
from peersim.economics.cost_tables import cost_recovery, creche_steps, set_up_and_running
from peersim.economics.costs import study_factor
from peersim.economics.items import draws_first
from peersim.economics.ratios import ratio_of_means
from peersim.economics.reading import NOTHING
from peersim.report.funder.telling import (
    IN_BRACKETS,
    about,
    in_words,
    label,
    length,
    mean,
    money,
    of_ratio,
    ordered,
    per_hundred,
    prices,
    quoted,
    shown_best,
    year_names,
)
from peersim.report.pages.document import Block, Callout, Column, Paragraph, Section, Table, Value
from peersim.report.pages.numbers import Number
from peersim.report.words import listed
from peersim.scenarios.levers import COST_LINES

if TYPE_CHECKING:
    from peersim.economics.findings import Findings

GROUPS = {
    "Coordinators and overheads": ("staff_pay", "staff_on_costs", "overhead"),
    "Sessions": ("rooms", "refreshments", "online", "facilitator_pay"),
    "Crèche and travel": ("creche", "travel"),
    "Volunteers": ("volunteer_expenses", "training", "checks"),
    "Finding families and volunteers": ("outreach", "recruitment"),
    "Older prices re-based": ("rebasing",),
}
"""Lines of the budget under a few headings."""

BEHAVIOURS = {
    "stepped": "comes in steps (whole posts, sessions, crèche workers)",
    "fixed": "is fixed by the design",
    "per parent": "goes with each parent who comes",
    "per volunteer": "goes with each volunteer",
}
"""How lines move with numbers, in words."""

MOVES = {"stepped": "steps", "fixed": "nothing: fixed", "per parent": "parents", "per volunteer": "volunteers"}
"""What lines move with, in a word."""

MOST_PLACES = 12
"""Largest crèche in the table of its steps; a convention."""


def section(findings: Findings) -> Section:
    """Tell every option as a budget.

    Parameters
    ----------
    findings : Findings
        What is told.

    Returns
    -------
    Section
        Section 2.
    """
    blocks: list[Block | str] = [
        Paragraph(_lead(findings), "lead"),
        shown_best(findings),
        _by_option(findings),
        _behaviour(findings),
        _lines(findings, findings.best_programme),
        *_in_kind(findings),
        _recovery(findings),
        _capacity(findings),
        *_creche(findings),
        *(_lines(findings, name) for name in ordered(findings, nothing=False) if name != findings.best_programme),
    ]
    return Section(2, "Options as budgets", blocks)


def _lead(findings: Findings) -> str:
    cost, best = findings.appraisal.programme_cost, findings.best_programme
    means = {name: float(cost[..., findings.number(name)].mean()) for name in findings.names if name != NOTHING}
    spent = cost[..., findings.number(best)]
    unit, years = money(findings), float(findings.figures.years.sum())
    told = (
        f"{quoted(findings, best)} would spend {in_words(spent, unit)} over {length(findings)}, in "
        f"{prices(findings)}: about {about(spent / years, unit)} a year."
    )
    dearest, cheapest = max(means, key=means.__getitem__), min(means, key=means.__getitem__)
    if len(means) > 1:
        low, high = (about(cost[..., findings.number(name)], unit) for name in (cheapest, dearest))
        told += (
            f" Of all options {quoted(findings, cheapest)} spends least ({low}) and {quoted(findings, dearest)} most "
            f"({high})."
        )
    return told


def _by_option(findings: Findings) -> Table:
    items = {item.name: item.total() for item in findings.appraisal.items if item.is_ledger}
    groups = {
        title: np.sum([items[name] for name in names if name in items], axis=0)
        for title, names in GROUPS.items()
        if any(np.abs(items[name]).sum() > 0.0 for name in names if name in items)
    }
    whole = money(findings)
    rows: list[list[Value]] = []
    for name in ordered(findings):
        at = findings.number(name)
        amounts = [float(values[..., at].mean()) for values in groups.values()]
        rows.append([label(findings, name), *amounts, float(findings.appraisal.programme_cost[..., at].mean())])
    return Table(
        name="budget_by_option",
        caption=f"What each option spends over the whole run, in {prices(findings)}, not discounted.",
        columns=["Option", *(Column(title, whole, places=0) for title in groups), Column("All", whole, places=0)],
        rows=rows,
        notes=_error_note(findings),
        source="the runs' own ledgers; ranges, and unit costs with source and grade, are in section 4",
    )


def _error_note(findings: Findings) -> list[str]:
    error = mean(findings.appraisal.programme_cost[..., findings.number(findings.best_programme)]).error
    if not error:
        return []
    return [
        f"Budgets are printed to the last {findings.sign}1 so that they add up; the Monte Carlo error of a total is "
        f"about {findings.sign}{error:,.0f}."
    ]


def _behaviour(findings: Findings) -> str:
    at = findings.number(findings.best_programme)
    spent: dict[str, float] = {}
    for item in findings.appraisal.items:
        if item.is_ledger and item.behaviour in BEHAVIOURS:
            spent[item.behaviour] = spent.get(item.behaviour, 0.0) + float(item.total()[..., at].mean())
    whole = sum(spent.values())
    if whole <= 0.0:
        return f"{quoted(findings, findings.best_programme)} spends nothing."
    parts = [
        f"{per_hundred(amount / whole, findings.sign)} {BEHAVIOURS[how]}"
        for how, amount in sorted(spent.items(), key=lambda pair: -pair[1])
        if amount > 0.0
    ]
    steady = (spent.get("stepped", 0.0) + spent.get("fixed", 0.0)) / whole
    meaning = (
        " So it costs nearly the same with fewer parents, and more parents cost little until a further post, room or "
        "crèche worker is needed."
        if steady > 0.5
        else " So its cost moves mostly with how many come."
    )
    return f"Of every {findings.sign}100 that it spends, {listed(parts)}.{meaning}"


def _years(findings: Findings) -> list[Column]:
    unit = money(findings)
    return [Column(name, unit, key=f"year_{n}", places=0) for n, name in enumerate(year_names(findings), start=1)]


def _moves(row: LineBudget) -> str:
    return MOVES.get(row.behaviour, row.behaviour)


def _cells(row: LineBudget) -> list[float]:
    years = [0.0 if amount is None else amount for amount in row.by_year]
    return [*years, sum(years)]


def _lines(findings: Findings, strategy: str) -> Table:
    shown = strategy == findings.best_programme
    ledger = [item for item in findings.appraisal.items if item.is_ledger]
    budget = [row for row in line_budget(ledger, findings.names) if row.strategy == strategy]
    rows: list[list[Value]] = [[row.label, _moves(row), *_cells(row), row.grade] for row in budget]
    totals = [sum(_cells(row)[n] for row in budget) for n in range(len(findings.figures.years) + 1)]
    rows.append(["All lines", "", *totals, ""])
    why = list(dict.fromkeys(f"{row.label}: {row.why}" for row in budget if row.behaviour == "stepped"))
    return Table(
        name="budget_lines" if shown else f"budget_lines_{findings.number(strategy)}",
        caption=f"Cash budget of {quoted(findings, strategy)}, paid by the funder, in {prices(findings)}.",
        columns=["Line", "Moves with", *_years(findings), Column("All years", money(findings), places=0), "Grade"],
        rows=rows,
        total=True,
        folded=not shown,
        notes=[f"What makes lines come in steps: {'; '.join(why)}."] if why and shown else [],
        source="the runs' own ledgers; grade of the weakest unit cost in the line",
    )


def _in_kind(findings: Findings) -> list[Block]:
    at = findings.number(findings.best_programme)
    given = [item for item in findings.appraisal.items if item.form == "in kind"]
    told = [
        f"{item.label}: {in_words(item.total()[..., at], money(findings))} ({item.note}; grade {item.grade})."
        for item in given
    ]
    if not told:
        return []
    first = f"What {quoted(findings, findings.best_programme)} is given and does not pay for:"
    rest = (
        "Rooms and goods that others give are not told apart: the runs pay for every room. A programme that is lent "
        "rooms needs less cash than this, and no fewer resources."
    )
    return [Callout("In kind, apart from the cash", [first, *told, rest])]


def _recovery(findings: Findings) -> Table:
    figures, appraisal = findings.figures, findings.appraisal
    factor = study_factor(figures, appraisal.profile, appraisal.price_year)
    ledger = [item for item in appraisal.items if item.is_ledger]
    recovery, set_up = cost_recovery(ledger, figures, factor), set_up_and_running(ledger, figures.years)
    paid_in = grants(figures, factor)
    rows: list[list[Value]] = []
    for name in ordered(findings, nothing=False):
        whole, first = recovery[findings.number(name)], set_up[findings.number(name)]
        setting_up = (
            Number(None, note="there is no later year to compare the first with") if first is None else first[0]
        )
        rows.append([label(findings, name), whole.direct, whole.overhead, whole.overhead_on_direct, setting_up,
                     whole.paid_share, paid_in[name][1]])  # fmt: skip
    unit = money(findings)
    return Table(
        name="budget_recovery",
        caption="Full cost recovery: whether the money covers everything, a share of overheads among it.",
        columns=[
            "Option", Column("Direct cost", unit, places=0), Column("Overheads", unit, places=0),
            Column("Overheads on direct cost", "share"), Column("Of all, setting up", unit, places=0),
            Column("Paid for, of what was asked", "share"), Column("Unspent at the end", unit, places=0),
        ],
        rows=rows,
        notes="Setting up: what training, checks, outreach and recruitment cost in the first year beyond a usual year.",
    )  # fmt: skip


def _capacity(findings: Findings) -> Table:
    hours, waiting = _hours(findings), findings.figures.totals.get("waiting_match_mean")
    untold = Number(None, note="the study does not tell it")
    rows: list[list[Value]] = []
    for name in ordered(findings, nothing=False):
        at = findings.number(name)
        queue = untold if waiting is None else mean(draws_first(waiting)[..., at])
        rows.append([label(findings, name), hours[at], queue])
    return Table(
        name="budget_capacity",
        caption="Capacity: whether the people in the budget can do what the design asks of them.",
        columns=["Option", Column("Coordinators' hours given, of those asked for", "share"),
                 Column("Families waiting for a volunteer on an average day", "families")],
        rows=rows,
        notes=["Where hours given fall short of 100%, something waits or is left out; a further post is the next step.",
               IN_BRACKETS],
    )  # fmt: skip


def _hours(findings: Findings) -> list[Number]:
    totals = findings.figures.totals
    asked, given = (
        [draws_first(values) for name, values in totals.items() if name.startswith(start)]
        for start in ("hours_asked_", "hours_given_")
    )
    if not asked or not given:
        return [Number(None, note="the study does not tell it")] * len(findings.names)
    all_asked, all_given = np.sum(asked, axis=0), np.sum(given, axis=0)
    found = [ratio_of_means(all_given[..., s], all_asked[..., s], "hours asked") for s in range(len(findings.names))]
    return [of_ratio(ratio) for ratio in found]


def _creche(findings: Findings) -> list[Block]:
    spent = findings.figures.spending[..., COST_LINES.index("creche")].sum(axis=(1, 2, 3))
    with_one = [name for name in ordered(findings) if spent[findings.number(name)] > 0.0]
    if not with_one:
        return []
    steps = creche_steps(MOST_PLACES)
    return [
        Table(
            name="creche_steps",
            caption="How a crèche steps: workers for each number of places, by the ratios for children's ages.",
            columns=[Column("Places at a session", "places"), Column("Workers", "number"),
                     Column("Workers' pay", money(findings, "a place and hour"))],
            rows=[[step.places, step.workers, step.each] for step in steps],
            folded=True,
            notes=[f"Options with a crèche: {listed(label(findings, name) for name in with_one)}.",
                   "At central values of pay and ages; workers are paid whether places are taken or not."],
        )
    ]  # fmt: skip

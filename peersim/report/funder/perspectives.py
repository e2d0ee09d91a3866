"""Section 7: costs and gains from every point of view, and who pays and who gains."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from peersim.economics.items import FAMILIES, FUNDER, PARTIES, PUBLIC, VOLUNTEERS, LineItem
from peersim.economics.perspectives import RULES, Worth, schedule_of
from peersim.economics.reading import NOTHING
from peersim.report.funder.telling import (
    IN_BRACKETS,
    ROUGH,
    Floats,
    about,
    chance_words,
    chances,
    in_words,
    label,
    mean,
    money,
    ordered,
    prices,
    quoted,
    rate_of,
    same_worlds,
    shown_best,
)
from peersim.report.pages.document import Block, Bullets, Callout, Column, Heading, Paragraph, Section, Table, Value
from peersim.report.words import listed

if TYPE_CHECKING:
    from peersim.economics.findings import Findings

HEADS = {FUNDER: "Funder", PUBLIC: "Public services", FAMILIES: "Families", VOLUNTEERS: "Volunteers"}
"""Everybody who can pay or gain, as columns."""


def section(findings: Findings) -> Section:
    """Tell who pays and who gains.

    Parameters
    ----------
    findings : Findings
        What is told.

    Returns
    -------
    Section
        Section 7.
    """
    blocks: list[Block | str] = [
        Paragraph(_lead(findings), "lead"),
        shown_best(findings),
        _present_values(findings),
        _views(findings),
        _net_by_view(findings),
        Heading("Who pays and who gains"),
        _matrix_words(findings),
        _matrix(findings),
        *_outside(findings),
        Heading("Rules by which nothing is counted twice"),
        Bullets(RULES),
    ]
    return Section(7, "Costs and benefits by perspective", blocks)


def views(findings: Findings) -> dict[str, Worth]:
    """Give the perspectives with a label each; those that count the same are told together.

    Parameters
    ----------
    findings : Findings
        What is told.

    Returns
    -------
    dict of str to Worth
        By label, in the appraisal's order.
    """
    alike: list[list[Worth]] = []
    for seen in findings.appraisal.after.values():
        same = [group for group in alike if np.array_equal(group[0].net, seen.net, equal_nan=True)
                and np.array_equal(group[0].cost, seen.cost, equal_nan=True)]  # fmt: skip
        if same:
            same[0].append(seen)
        else:
            alike.append([seen])
    return {_together([seen.perspective.label for seen in group]): group[0] for group in alike}


def _together(labels: list[str]) -> str:
    """Name perspectives that count the same; what comes in two kinds is named once."""
    kinds = [title.split(",", 1)[0] for title in labels]
    return listed(
        dict.fromkeys(kind if kinds.count(kind) > 1 else title for title, kind in zip(labels, kinds, strict=True))
    )


def _present_values(findings: Findings) -> str:
    years, discounting = len(findings.figures.years), findings.appraisal.discounting
    return (
        f"Amounts are **present values**: those of later years count for less (costs "
        f"{rate_of(discounting.costs, years)}; wellbeing {rate_of(discounting.health, years)}; year 1 in full). They "
        f"are in {prices(findings)}, after the adjustment for optimism."
    )


def _lead(findings: Findings) -> str:
    worth, best = findings.worth, findings.best_programme
    at, unit = findings.number(best), money(findings)
    net = worth.net[..., at]
    chance = chance_words(findings, findings.chance_of_worth, best)
    told = (
        f"Seen by {worth.perspective.label}, {quoted(findings, best)} costs {about(worth.cost[..., at], unit)} and its "
        f"gains are worth {about(worth.benefit[..., at], unit)}: a net value of "
        f"{in_words(net, unit, signed=True)}, compared with {quoted(findings, NOTHING)}. The chance that its gains "
        f"exceed its costs is {chance}."
    )
    if not findings.appraisal.price.in_money:
        told += " Parents' wellbeing is not put in money here, so it is in none of these amounts."
    return told


def _views(findings: Findings) -> Table:
    at = findings.number(findings.best_programme)
    rows: list[list[Value]] = []
    for title, seen in views(findings).items():
        above = chances(findings, seen.net)
        sides = (mean(values[..., at], ranged=False) for values in (seen.cost, seen.benefit))
        rows.append([_sentence(title), *sides, mean(seen.net[..., at]),
                     chance_words(findings, above, findings.best_programme)])  # fmt: skip
    unit = money(findings)
    return Table(
        name="by_perspective",
        caption=f"{quoted(findings, findings.best_programme)} compared with {quoted(findings, NOTHING)}, by whose "
        "costs and gains are counted.",
        columns=["Seen by", Column("Costs", unit), Column("Gains", unit), Column("Net value", unit, signed=True),
                 "Chance that gains exceed costs"],
        rows=rows,
        notes=[IN_BRACKETS, "**Cashable**: savings by which a budget can really be cut. Without a file of fiscal items "
               "public services neither pay nor save, so the public purse holds what the funder does."
               if not _fiscal(findings) else "**Cashable**: savings by which a budget can really be cut."],
    )  # fmt: skip


def _fiscal(findings: Findings) -> list[LineItem]:
    return [item for item in findings.appraisal.items_after if item.name.startswith("fiscal_")]


def _net_by_view(findings: Findings) -> Table:
    seen, unit = views(findings), money(findings)
    rows: list[list[Value]] = [
        [label(findings, name), *(mean(each.net[..., findings.number(name)], ranged=False) for each in seen.values())]
        for name in ordered(findings)
    ]
    return Table(
        name="net_by_perspective",
        caption=f"Net value of every option, by whose costs and gains are counted; each compared with "
        f"{quoted(findings, NOTHING)}.",
        columns=["Option", *(Column(_sentence(title), unit, signed=True, places=ROUGH) for title in seen)],
        rows=rows,
        notes=[f"The report decides by {findings.worth.perspective.label}.", same_worlds(findings, findings.worth.net)],
    )


def _amounts(findings: Findings, items: list[LineItem]) -> dict[str, Floats]:
    """Add up what line items bring each party, in each run of the option shown."""
    at = findings.number(findings.best_programme)
    found: dict[str, Floats] = {}
    for item in items:
        value = item.present_value(schedule_of(item, findings.appraisal.discounting))[..., at]
        for party, sign in ((item.payer, -1.0), (item.gainer, 1.0)):
            if party:
                found[party] = found.get(party, np.zeros_like(value)) + sign * value
    return found


def _row(findings: Findings, title: str, items: list[LineItem]) -> list[Value]:
    amounts = {party: float(values.mean()) for party, values in _amounts(findings, items).items()}
    grade = max((item.grade for item in items), default="")
    return [title, *(amounts.get(party, 0.0) for party in PARTIES), sum(amounts.values()), grade]


def _matrix(findings: Findings) -> Table:
    counted = [item for item in findings.appraisal.items_after if item.in_sum]
    ledger = [item for item in counted if item.is_ledger]
    rows = [_row(findings, "what the programme spends ([@2])", ledger)] if ledger else []
    at = findings.number(findings.best_programme)
    others = [item for item in counted if not item.is_ledger and np.abs(item.amount[..., at, :]).sum() > 0.0]
    rows += [_row(findings, item.label, [item]) for item in others]
    rows.append([*_row(findings, "All", counted)[:-1], ""])
    unit = money(findings)
    return Table(
        name="who_pays_who_gains",
        caption=f"Who pays (−) and who gains (+): {quoted(findings, findings.best_programme)} compared with "
        f"{quoted(findings, NOTHING)}.",
        columns=["Item", *(Column(HEADS[party], unit, signed=True, places=0) for party in PARTIES),
                 Column("Society", unit, signed=True, places=0), "Grade"],
        rows=rows,
        total=True,
        notes="Society is everybody together, so what one hands to another is 0 there. Grade is that of the weakest "
        "evidence in the row: A is best, D an assumption.",
    )  # fmt: skip


def _matrix_words(findings: Findings) -> str:
    counted = [item for item in findings.appraisal.items_after if item.in_sum]
    amounts = {party: float(values.mean()) for party, values in _amounts(findings, counted).items()}
    pays = [_who(party) for party in PARTIES if amounts.get(party, 0.0) < 0.0]
    gains = [_who(party) for party in PARTIES if amounts.get(party, 0.0) > 0.0]
    text = []
    if pays:
        text.append(f"{listed(pays)} {'pays' if pays == [_who(FUNDER)] else 'pay'}")
    if gains:
        text.append(f"{listed(gains)} {'gains' if gains == [_who(FUNDER)] else 'gain'}")
    first = f"On balance {', and '.join(text)}." if text else "On balance nobody pays or gains."
    handed = [item for item in counted if item.is_transfer]
    at = findings.number(findings.best_programme)
    moved = [item for item in handed if float(item.total()[..., at].mean()) != 0.0]
    if moved:
        first += " " + " ".join(
            f"{_sentence(item.label)}: {about(item.total()[..., at], money(findings))} moves from {item.payer} to the "
            f"{item.gainer} and leaves society's total as it was."
            for item in moved
        )
    return first


def _who(party: str) -> str:
    return f"the {party}" if party == FUNDER else party


def _outside(findings: Findings) -> list[Block]:
    at = findings.number(findings.best_programme)
    apart = [item for item in findings.appraisal.items_after if not item.in_sum]
    told = [
        f"{_sentence(item.label)}: {in_words(item.total()[..., at], money(findings))} (grade {item.grade}). It is in "
        "no sum above: what volunteers themselves gain already weighs the time they give."
        for item in apart
    ]
    return [Callout("In a box outside the sum", told)] if told else []


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]

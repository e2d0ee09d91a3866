"""Section 6: options in order of cost, what each adds to the one before, and net value at every threshold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from peersim.economics.reading import NOTHING
from peersim.economics.values import Willingness
from peersim.economics.values import thresholds as willingness
from peersim.report.funder.deciding import (
    WELLBY,
    as_valued,
    chance_of_worth,
    net_of,
    not_told_apart,
    other_values,
    with_titles,
)
from peersim.report.funder.telling import (
    Floats,
    about,
    chance_words,
    chances,
    in_words,
    label,
    mean,
    money,
    ordered,
    quoted,
)
from peersim.report.pages.charts_base import sentence_case
from peersim.report.pages.document import Block, Bullets, Column, Heading, Paragraph, Section, Table, Value
from peersim.report.pages.inline import literal
from peersim.report.pages.numbers import SHARE, Number, number
from peersim.report.words import listed

if TYPE_CHECKING:
    from peersim.economics.decision.ratio import RatioRow
    from peersim.economics.decision.table import IncrementalRow, IncrementalTable
    from peersim.economics.findings import Findings

STANDINGS = {"ND": "on the frontier", "ED": "extendedly dominated", "D": "dominated"}
"""Standings in words."""

MEANINGS = (
    "**On the frontier** (ND, not dominated): for what it costs, nothing here brings more.",
    "**Dominated** (D): another option brings as much or more and costs no more.",
    "**Extendedly dominated** (ED): a mixture of two others would bring more for the same money.",
    "**ICER** (incremental cost-effectiveness ratio): what one further unit costs, beyond the option before it on the "
    "frontier. It is always a ratio of two means.",
)
"""Terms of the table."""

QUADRANTS = {
    "north-east": "costs more, brings more",
    "south-east": "costs less, brings more",
    "south-west": "costs less, brings less",
    "north-west": "costs more, brings less",
}
"""Quarters of the plane in words."""


def section(findings: Findings) -> Section:
    """Tell what each option adds to the one before it.

    Parameters
    ----------
    findings : Findings
        What is told.

    Returns
    -------
    Section
        Section 6.
    """
    blocks: list[Block | str] = [
        Paragraph(_lead(findings), "lead"),
        f"{_what_is_cost(findings)} {WELLBY}",
        Bullets(MEANINGS),
        _table(findings, findings.table, "incremental", "WELLBYs", "WELLBY"),
        *other_values(findings),
        _rows_in_words(findings),
        Heading("For each further parent retained"),
        _parents_words(findings),
        _table(findings, findings.table_by_parents, "incremental_by_parents", "parents", "parent"),
        Heading(f"Compared with {quoted(findings, findings.figures.reference)}"),
        *_against_reference(findings),
        *_at_thresholds(findings),
    ]
    return Section(6, "Incremental table", blocks)


def _lead(findings: Findings) -> str:
    unit, best = money(findings), findings.best_programme
    row = findings.table.row(best)
    at = findings.number(best)
    cost, effect = findings.cost[..., at], findings.effect[..., at]
    told = (
        f"Compared with {quoted(findings, NOTHING)}, {quoted(findings, best)} costs {in_words(cost, unit)} and brings "
        f"{in_words(effect, 'WELLBYs')} WELLBYs. {sentence_case(as_valued(findings))} that is a net value of "
        f"{in_words(net_of(findings, best), unit, signed=True)}; the chance that its gains exceed its costs is "
        f"{chance_of_worth(findings, best)}."
    )
    if findings.best == NOTHING:
        return f"{told} By these values no option is worth what it costs; this one comes closest.{_equals(findings)}"
    standing = STANDINGS[row.status]
    return f"{told} It has the highest mean net value and is {standing}.{_equals(findings)}"


def _equals(findings: Findings) -> str:
    """Say which other programmes these draws cannot tell from the best one."""
    same = not_told_apart(findings)
    if not same:
        return ""
    are = "is" if len(same) == 1 else "are"
    return f" By these draws {listed(quoted(findings, name) for name in same)} {are} not told apart from it."


def _what_is_cost(findings: Findings) -> str:
    gains = findings.worth.cost - findings.cost
    at, unit = findings.number(findings.best_programme), money(findings)
    seen = findings.worth.perspective.label
    told = f"**Cost** here is what {seen} pays, as a present value"
    if np.abs(gains).max() > 0.0:
        return (
            f"{told}, less gains other than parents' wellbeing: for {quoted(findings, findings.best_programme)} "
            f"{about(findings.worth.cost[..., at], unit)} less {about(gains[..., at], unit)}."
        )
    return f"{told}."


def _table(findings: Findings, table: IncrementalTable, name: str, many: str, one: str) -> Table:
    unit = money(findings)
    rows: list[list[Value]] = [
        [
            label(findings, row.name), Number(row.cost, error=row.cost_error or None),
            Number(row.effect, error=row.effect_error or None), STANDINGS[row.status], _icer(findings, row),
            mean(net_of(findings, row.name), ranged=False), chance_of_worth(findings, row.name),
        ]
        for row in table.rows
    ]  # fmt: skip
    return Table(
        name=name,
        caption=f"Options in order of cost; each one on the frontier compared with the one before it, in {many}.",
        columns=["Option", Column("Cost", unit), Column("Brings", many), "Standing",
                 Column(f"A further {one} costs", unit), Column("Net value", unit, signed=True),
                 "Chance of being worth its cost"],
        rows=rows,
        notes=[*([table.note] if table.note else []),
               f"Net value and chance are those of the whole appraisal, {as_valued(findings)}, compared with "
               f"{quoted(findings, NOTHING)}."],
    )  # fmt: skip


def _icer(findings: Findings, row: IncrementalRow) -> Value:
    if row.icer is None or row.compared_with is None:
        return "same as another" if row.same_as else "cheapest" if row.status == "ND" else "not on the frontier"
    note = f"Compared with {quoted(findings, row.compared_with)}."
    if row.icer_error is None:
        note += " The further effect is not clear of chance, so this ratio could be any."
    return Number(row.icer, error=row.icer_error, note=note)


def _rows_in_words(findings: Findings) -> Table:
    rows: list[list[Value]] = [
        [label(findings, row.name), with_titles(findings, row.note), row.status_share] for row in findings.table.rows
    ]
    return Table(
        name="incremental_in_words",
        caption="How to read each row, by WELLBYs, and how steady its standing is.",
        columns=["Option", "In words", Column("Keeps its standing", SHARE)],
        rows=rows,
        folded=True,
        notes="Keeps its standing: share of resamples of the draws in which the option has the same standing.",
    )


def _parents_words(findings: Findings) -> str:
    on_it = [row for row in findings.table_by_parents.rows if row.icer is not None]
    told = (
        "A parent is **retained** who is still engaged after 26 weeks. Parents retained are not put in money, so "
        "nothing here says what one should cost."
    )
    if not on_it:
        return f"{told} No option retains more parents than a cheaper one."
    first = on_it[0]
    assert first.icer is not None
    assert first.compared_with is not None
    price = number(first.icer, money(findings), error=first.icer_error)
    return (
        f"{told} {quoted(findings, first.name)} compared with {quoted(findings, first.compared_with)} costs {price} "
        "for each further parent retained."
    )


def _against_reference(findings: Findings) -> list[Block]:
    unit, reference = money(findings), findings.figures.reference
    found = {row.name: row for row in findings.ratios.rows}
    base, better = net_of(findings, reference), _better_than(findings, reference)
    names = [name for name in ordered(findings) if name != reference]
    rows: list[list[Value]] = [
        [
            label(findings, name), Number(found[name].extra_cost, error=found[name].extra_cost_error or None),
            Number(found[name].extra_effect, error=found[name].extra_effect_error or None),
            QUADRANTS.get(found[name].quadrant or "", "between two quarters"), _ratio(found[name]),
            mean(net_of(findings, name) - base, ranged=False), chance_words(findings, better, name),
        ]
        for name in names
    ]  # fmt: skip
    caption = f"Each option compared with {quoted(findings, reference)}, in the same worlds"
    table = Table(
        name="against_reference",
        caption=f"{caption}.",
        columns=["Option", Column("Extra cost", unit, signed=True), Column("Extra WELLBYs", "number", signed=True),
                 "Where it lies", Column("Ratio of means (95% set)", unit),
                 Column("Extra net value", unit, signed=True),
                 "Chance of a higher net value"],
        rows=rows,
        notes="95% set: Fieller's, for the mean over worlds. Where the difference in effect could be none it has no "
        "finite bound, and no interval is given.",
    )  # fmt: skip
    words = Table(
        name="against_reference_in_words",
        caption=f"{caption}, in words.",
        columns=["Option", "In words"],
        rows=[[label(findings, name), with_titles(findings, found[name].note)] for name in names],
        folded=True,
    )
    return [table, words]


def _better_than(findings: Findings, reference: str) -> dict[str, tuple[float, float]]:
    from peersim.economics.decision.curves import pairwise_acceptability

    if reference == NOTHING:
        return chances(findings, findings.net.values[0])
    found = pairwise_acceptability(findings.net, reference)
    return {
        name: (float(found.probability[0, at]), float(found.error[0, at]))
        for at, name in enumerate(found.names)
        if name != reference
    }


def _ratio(row: RatioRow) -> Value:
    if row.icer is None:
        return "no ratio"
    given_up = "Saved for each WELLBY given up, so a high one is good. " if row.quadrant == "south-west" else ""
    if row.bounded != "bounded":
        return Number(row.icer, note=f"{given_up}Its 95% set has {row.bounded}.")
    return Number(row.icer, row.low, row.high, note=given_up.strip())


def _at_thresholds(findings: Findings) -> list[Block]:
    appraisal = findings.appraisal
    found = list(
        {(each.per, each.value): each for each in willingness(appraisal.profile, appraisal.price_year)}.values()
    )
    if not found:
        return [
            Paragraph(f"The guidance of {literal(appraisal.profile.name)} has no threshold to hold options against.")
        ]
    values = [_net_at(findings, each) for each in found]
    best = [findings.names[int(net.mean(axis=(0, 1)).argmax())] for net in values]
    same = len(set(best)) == 1
    word = (
        f"At each of the {len(found)} thresholds in use the choice is {quoted(findings, best[0])}."
        if same
        else "The choice depends on the threshold: the last row says which option is best at each."
    )
    return [
        Heading("At every threshold in use"),
        Paragraph(
            f"{word} **Net monetary benefit** is what the effect is worth at a threshold, less the cost. **Net health "
            "benefit** is the effect less what the same money would bring elsewhere at that threshold."
        ),
        _threshold_table(findings, found, values, best, health=False),
        _threshold_table(findings, found, values, best, health=True),
    ]


def _net_at(findings: Findings, each: Willingness) -> Floats:
    effects = findings.appraisal.effects_after
    effect = effects.qaly if each.per == "qaly" else effects.wellby
    return np.asarray(effect * each.value - findings.cost)


def _threshold_table(
    findings: Findings, found: list[Willingness], values: list[Floats], best: list[str], health: bool
) -> Table:
    unit = money(findings)
    names = [f"{number(each.value, unit)} a {each.per.upper()}" for each in found]
    columns = [
        Column(
            name,
            each.per.upper() + "s" if health else unit,
            key=f"at_{each.value:.0f}_a_{each.per}",
            signed=True,
        )
        for name, each in zip(names, found, strict=True)
    ]
    rows: list[list[Value]] = [
        [label(findings, option), *(
            mean(net[..., findings.number(option)] / (each.value if health else 1.0), ranged=False)
            for net, each in zip(values, found, strict=True))]
        for option in ordered(findings)
    ]  # fmt: skip
    rows.append(["Best", *(literal(findings.title(name)) for name in best)])
    where = [
        f"{name}: {literal(each.source)}, grade {each.grade}, {each.note}"
        for name, each in zip(names, found, strict=True)
    ]
    what = "health" if health else "monetary"
    return Table(
        name=f"net_{what}_benefit",
        caption=f"Net {what} benefit of every option compared with {quoted(findings, NOTHING)}, by threshold.",
        columns=["Option", *columns],
        rows=rows,
        notes=["A WELLBY and a QALY (quality-adjusted life year) of the same change are alternatives, never added."],
        source="; ".join(where),
        folded=health,
    )

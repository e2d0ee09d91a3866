"""Section 12: who is reached and who gains, who is left out, and what weighing by income would change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from peersim.economics.fairness import (
    AVERSIONS,
    COST_BY_GROUP,
    GroupRow,
    LeftOut,
    by_group,
    inequality_of_reach,
    left_out,
    level_counts,
    weighted_value,
)
from peersim.economics.optimism import less
from peersim.economics.reading import NOTHING
from peersim.economics.wellbeing_items import wellbeing_grade
from peersim.outcomes.strata import FACTORS_BY_NAME, LEVELS, Level
from peersim.report.funder.telling import (
    IN_BRACKETS,
    ROUGH,
    Floats,
    is_clear,
    label,
    money,
    of_ratio,
    ordered,
    part,
    quoted,
    same_worlds,
    shown_best,
)
from peersim.report.pages.document import Block, Column, Heading, Paragraph, Section, Table, Value
from peersim.report.pages.numbers import Number, number
from peersim.report.words import figures

if TYPE_CHECKING:
    from peersim.economics.findings import Findings

FACED = (
    ("income", 1),
    ("family", 1),
    ("send", 1),
    ("language", 1),
    ("car", 0),
    ("childcare", 1),
)
"""Level of each factor that meets a barrier: columns of the table of options."""

WIDE = 1.1
"""From here on one group is said to come more than another; a convention."""

HUNDRED = 100.0
"""Families that gains are told for, so that the numbers can be read."""


def section(findings: Findings) -> Section:
    """Tell who is reached and who is left out.

    Parameters
    ----------
    findings : Findings
        What is told.

    Returns
    -------
    Section
        Section 12.
    """
    appraisal = findings.appraisal
    worth = appraisal.per_point * appraisal.price.per_wellby
    rows = by_group(findings.figures, worth, appraisal.programme_cost)
    gaps = left_out(rows)
    blocks: list[Block | str] = [
        Paragraph(_lead(findings, gaps), "lead"),
        shown_best(findings),
        _gaps(findings, rows, gaps),
        _options_words(findings, rows),
        _options(findings, rows),
        *(_groups(findings, rows, name) for name in _in_full(findings)),
        Heading("If a gain to a poorer family counts for more"),
        *_weighted(findings, worth),
    ]
    return Section(12, "Fairness", blocks)


def _lead(findings: Findings, gaps: Sequence[LeftOut]) -> str:
    mine = [gap for gap in gaps if gap.strategy == findings.best_programme]
    best = quoted(findings, findings.best_programme)
    if not mine:
        return f"{best} reaches nobody, so nobody is reached less than others."
    wide = [gap for gap in mine if gap.times is None or gap.times >= WIDE]
    if not wide:
        return f"Under {best} no group is reached much less than others: all gaps are below {100 * (WIDE - 1):.0f}%."
    told = [_gap_words(gap) for gap in wide[:3]]
    return f"Under {best}, who ever comes differs most between: {'; '.join(told)}. All gaps are in [@who_is_left_out]."


def _gap_words(gap: LeftOut) -> str:
    if gap.times is None:
        return f"**{gap.least}** (nobody comes) and {gap.most} ({part(gap.reach_most)} come)"
    return (
        f"**{gap.least}** ({part(gap.reach_least)} come) and {gap.most} ({part(gap.reach_most)} come, "
        f"{figures(gap.times, 2)} times as likely)"
    )


def _gaps(findings: Findings, rows: Sequence[GroupRow], gaps: Sequence[LeftOut]) -> Table:
    mine = [gap for gap in gaps if gap.strategy == findings.best_programme]
    index = {row.group: row.index for row in inequality_of_reach(rows) if row.strategy == findings.best_programme}
    nobody = "nobody of the group came"
    made: list[list[Value]] = [
        [
            FACTORS_BY_NAME[gap.group].label, gap.least, gap.reach_least, gap.most, gap.reach_most,
            Number(gap.times, note="" if gap.times is not None else nobody), _index(index[gap.group].get(AVERSIONS[1])),
        ]
        for gap in mine
    ]  # fmt: skip
    return Table(
        name="who_is_left_out",
        caption=f"Who is left out by {quoted(findings, findings.best_programme)}: the group reached least compared "
        "with the group reached most. Widest gap first.",
        columns=["Families by", "Reached least", Column("Come", "share", key="least"), "Reached most",
                 Column("Come", "share", key="most"), Column("Times as likely", "number"),
                 Column("Inequality", "share")],
        rows=made or [["nobody is reached", "", 0.0, "", 0.0, Number(None, note=nobody), Number(None, note=nobody)]],
        notes=["Come: share of eligible families that ever came. Inequality: Atkinson's index of reach, the share of "
               "all reach that one would give up to have everybody reached alike "
               f"(aversion {AVERSIONS[1]:g}); 0% is equal."],
    )  # fmt: skip


def _index(value: float | None) -> Number:
    return Number(value, note="" if value is not None else "nobody was reached")


def _faced() -> list[tuple[str, str]]:
    return [(name, FACTORS_BY_NAME[name].levels[level]) for name, level in FACED]


def _reach(rows: Sequence[GroupRow], strategy: str, group: str, level: str) -> Number:
    found = next(row for row in rows if (row.strategy, row.group, row.level) == (strategy, group, level))
    return of_ratio(found.reach)


def _options(findings: Findings, rows: Sequence[GroupRow]) -> Table:
    made: list[list[Value]] = []
    for name in ordered(findings):
        reach = [_reach(rows, name, *pair) for pair in _faced()]
        made.append([label(findings, name), *(Number(each.value, error=each.error, note=each.note) for each in reach)])
    return Table(
        name="reach_of_those_with_barriers",
        caption="Share of families that ever came, among those who meet a barrier: options compared with each other.",
        columns=["Option", *(Column(level, "share") for _, level in _faced())],
        rows=made,
        notes="A family can be in several columns. Ranges are in [@every_group].",
    )


def _options_words(findings: Findings, rows: Sequence[GroupRow]) -> str:
    reference = findings.figures.reference
    counts = level_counts(findings.figures, "parents_reached")
    told = []
    for group, level in _faced():
        at = LEVELS.index(Level(group, level))
        reach = {name: _reach(rows, name, group, level).value or 0.0 for name in findings.names}
        most = max(reach, key=reach.__getitem__)
        more = counts[:, :, findings.number(most), at] - counts[:, :, findings.number(reference), at]
        if most != reference and is_clear(more):
            told.append(f"{level}: {quoted(findings, most)}, {part(reach[most])} instead of {part(reach[reference])}")
    if not told:
        return (
            f"Among families who meet a barrier no option reaches clearly more than {quoted(findings, reference)} does."
        )
    return (
        f"Families who meet a barrier are reached most by the following, compared with {quoted(findings, reference)}: "
        f"{'; '.join(told)}. These differences are clear of chance."
    )


def _groups(findings: Findings, rows: Sequence[GroupRow], strategy: str) -> Table:
    unit, priced = money(findings), findings.appraisal.price.in_money
    made: list[list[Value]] = [
        [
            row.level, FACTORS_BY_NAME[row.group].label, row.eligible, of_ratio(row.reach), of_ratio(row.retained),
            _times(of_ratio(row.gain), HUNDRED),
            row.net if priced else Number(None, note="wellbeing is not put in money"),
        ]
        for row in rows if row.strategy == strategy
    ]  # fmt: skip
    return Table(
        name="every_group" if strategy == findings.best_programme else f"every_group_{findings.number(strategy)}",
        caption=f"Every group under {quoted(findings, strategy)}: who comes, who stays, who gains.",
        columns=["Group", "Families by", Column("Eligible", "families"), Column("Came", "share"),
                 Column("Retained", "share"), Column(f"Gain for {HUNDRED:.0f} eligible", "point-years", key="gain"),
                 Column("Net value", unit, signed=True, places=ROUGH)],
        rows=made,
        folded=True,
        notes=[IN_BRACKETS, f"Net value: parents' gains before optimism less the group's part of the cost, not "
               f"discounted ({COST_BY_GROUP})."],
    )  # fmt: skip


def _in_full(findings: Findings) -> list[str]:
    """Options whose groups are all told: the one shown and the study's usual one."""
    return [name for name in dict.fromkeys((findings.best_programme, findings.figures.reference)) if name != NOTHING]


def _times(told: Number, factor: float) -> Number:
    value, low, high, error = (
        None if end is None else factor * end for end in (told.value, told.low, told.high, told.error)
    )
    return Number(value, low, high, error, told.note)


def _weighted(findings: Findings, worth: Floats) -> list[Block | str]:
    appraisal, equity = findings.appraisal, findings.appraisal.profile.equity
    if not appraisal.price.in_money:
        return ["Wellbeing is not put in money here, so there is nothing to weigh."]
    elasticity = appraisal.samples[equity.elasticity_key].to_numpy(np.float64)
    plain, weighted = weighted_value(findings.figures, worth, elasticity, equity)
    cut = appraisal.optimism.benefits[wellbeing_grade(appraisal.price.keys)]
    more = less(weighted - plain, cut)
    net = findings.worth.net + more if "wellbeing" in findings.worth.items else findings.worth.net
    means = {name: float(net[..., findings.number(name)].mean()) for name in findings.names}
    best = max(means, key=means.__getitem__)
    usual = quoted(findings, findings.best)
    verdict = (
        f"the choice stays with {usual}" if best == findings.best else
        f"the choice moves from {usual} to {quoted(findings, best)}"
    )  # fmt: skip
    text = (
        f"A WELLBY is the same for rich and poor. A funder who minds incomes may weigh it: with an elasticity of "
        f"{number(float(elasticity.mean()))} (how fast the worth of money falls as income rises), a gain to a family "
        f"on a low income counts {number(float((equity.low_income_ratio**-elasticity).mean()))} times. Then {verdict}. "
        f"This is a sensitivity, not the report's value (grade {equity.grade}; {equity.reason})."
    )
    return [text, _weighted_table(findings, plain, weighted, net)]


def _weighted_table(findings: Findings, plain: Floats, weighted: Floats, net: Floats) -> Table:
    unit = money(findings)
    rows: list[list[Value]] = []
    for name in ordered(findings):
        at = findings.number(name)
        rows.append([label(findings, name), *(float(values[..., at].mean()) for values in
                                              (plain, weighted, findings.worth.net, net))])  # fmt: skip
    return Table(
        name="weighted_by_income",
        caption="Parents' gains as they stand compared with the same gains weighed by income.",
        columns=["Option", Column("Gains as they stand", unit, signed=True, places=ROUGH),
                 Column("Gains weighed", unit, signed=True, places=ROUGH),
                 Column("Net value", unit, signed=True, places=ROUGH),
                 Column("Net value, weighed", unit, signed=True, places=ROUGH)],
        rows=rows,
        notes=["Gains are before optimism and not discounted; net values are after both, with the difference that the "
               "weights make added.", same_worlds(findings, net)],
    )  # fmt: skip

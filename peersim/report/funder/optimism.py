"""Section 13: the result before and after the adjustment for optimism, and with weak evidence at its worst end."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from peersim.economics.optimism import in_words as scale_in_words
from peersim.economics.reading import NOTHING
from peersim.economics.samples import standing
from peersim.economics.stress import WorstEnd, worst_ends
from peersim.evidence.table import parameter
from peersim.report.funder.telling import (
    CLEAR,
    ROUGH,
    chance_words,
    chances,
    label,
    money,
    ordered,
    quoted,
    same_worlds,
)
from peersim.report.pages.document import Block, Callout, Column, Heading, Paragraph, Section, Table, Value
from peersim.report.pages.inline import literal
from peersim.report.pages.numbers import SHARE, Number, number
from peersim.report.words import figures, listed, plural

if TYPE_CHECKING:
    from peersim.economics.findings import Findings, Stress

MOST_ENDS = 20
"""Worst ends listed; a convention."""

UNLIKELY = 0.05
"""Chance at which the strongest of all correlations is no longer taken for luck; a convention."""


def section(findings: Findings) -> Section:
    """Tell how far the result hangs on hopeful numbers.

    Parameters
    ----------
    findings : Findings
        What is told.

    Returns
    -------
    Section
        Section 13.
    """
    stress = findings.stress
    blocks: list[Block | str] = [
        Paragraph(_lead(findings), "lead"),
        _scale(findings),
        _before_after(findings),
        Heading("Every weakly founded input at its worst end at once"),
        *_stress(findings, stress),
        *_premortem(findings, stress),
    ]
    return Section(13, "Optimism check", blocks)


def _best_before(findings: Findings) -> str:
    net = findings.appraisal.before[findings.asked.perspective].net.mean(axis=(0, 1))
    return findings.names[int(net.argmax())]


def _lead(findings: Findings) -> str:
    before, after = _best_before(findings), findings.best
    verdict = (
        f"The choice is {quoted(findings, after)} with and without the adjustment"
        if before == after
        else f"Without the adjustment the choice would be {quoted(findings, before)}; with it, it is "
        f"{quoted(findings, after)}"
    )
    return (
        f"Numbers found in studies tend to promise more than programmes then bring. Gains are therefore cut before "
        f"anything is decided. {verdict}."
    )


def _scale(findings: Findings) -> str:
    scale = findings.appraisal.optimism
    row = parameter(scale.key)
    return (
        f"{scale_in_words(scale)} The scale is grade {scale.grade} ({scale.reason}); it stands on {literal(row.label)} "
        f"({literal(row.source)}; {standing(scale.key)}, grade {row.grade})."
    )


def _before_after(findings: Findings) -> Table:
    before, after = (side[findings.asked.perspective] for side in (findings.appraisal.before, findings.appraisal.after))
    chance_before, chance_after = chances(findings, before.net), chances(findings, after.net)
    rows: list[list[Value]] = []
    for name in ordered(findings):
        at = findings.number(name)
        rows.append([
            label(findings, name),
            *(float(values[..., at].mean()) for values in (before.benefit, after.benefit, before.net, after.net)),
            chance_words(findings, chance_before, name), chance_words(findings, chance_after, name),
        ])  # fmt: skip
    unit = money(findings)
    return Table(
        name="before_and_after_optimism",
        caption=f"Before compared with after the adjustment, seen by {after.perspective.label}; each option compared "
        f"with {quoted(findings, NOTHING)}.",
        columns=["Option", Column("Gains before", unit, places=ROUGH), Column("Gains after", unit, places=ROUGH),
                 Column("Net value before", unit, signed=True, places=ROUGH),
                 Column("Net value after", unit, signed=True, places=ROUGH),
                 "Chance of being worth it, before", "Chance of being worth it, after"],
        rows=rows,
        notes=same_worlds(findings, after.net),
    )  # fmt: skip


def _stress(findings: Findings, stress: Stress) -> list[Block | str]:
    if not stress.ends:
        return ["No uncertain input rests on grade D alone, so there is nothing to put at a worst end."]
    first = (
        f"{plural(len(stress.ends), 'input')} rest on an assumption (grade D). The worst end of each is where "
        f"{quoted(findings, findings.best)}, the choice of this report, loses most against the best of the rest."
    )
    if stress.why_not:
        return [f"{first} The strategies could not be run again with them: {literal(stress.why_not)}.",
                _ends(findings, stress)]  # fmt: skip
    return [f"{first} {_verdict(findings, stress)}", _stressed(findings, stress), _ends(findings, stress)]


def _verdict(findings: Findings, stress: Stress) -> str:
    run = f"All strategies were run again in {plural(stress.worlds, 'new world')} with all of them there together."
    if stress.best == findings.best:
        sure = "" if stress.gap > CLEAR * stress.gap_error else ", by no more than the Monte Carlo error of these runs"
        return (
            f"{run} The choice stands{sure}. No draw of the study is as bad as this, so it tells how far the choice "
            "holds, not how likely that is."
        )
    gap, error = stress.gap, stress.gap_error
    lead = f"{quoted(findings, stress.best)} is then ahead by {number(gap, money(findings), error=error)}"
    if gap <= CLEAR * error:
        return (
            f"{run} {lead}, which is within the Monte Carlo error ({number(error, money(findings))}) of so few worlds: "
            "whether the choice stands cannot be told."
        )
    return (
        f"{run} {lead}: the choice moves. So many assumptions are not likely to be at their worst ends together, but "
        "the choice hangs on them."
    )


def _stressed(findings: Findings, stress: Stress) -> Table:
    at = {name: number for number, name in enumerate(stress.names)}
    rows: list[list[Value]] = [
        [
            label(findings, name), float(findings.net.means[0][findings.number(name)]), stress.net[at[name]],
            Number(stress.error[at[name]]),
        ]
        for name in ordered(findings)
    ]  # fmt: skip
    unit = money(findings)
    return Table(
        name="weak_inputs_at_worst",
        caption="Net value of every option as it stands compared with every grade D input at its worst end.",
        columns=["Option", Column("As it stands", unit, signed=True, places=ROUGH),
                 Column("At the worst ends", unit, signed=True, places=ROUGH),
                 Column("Monte Carlo error of that", unit)],
        rows=rows,
        notes=f"Worst for {quoted(findings, findings.best)} may be good for others.",
    )  # fmt: skip


def _end(key: str, value: float) -> str:
    return number(value, SHARE) if parameter(key).unit == "share" else figures(value, 2)


def _ends(findings: Findings, stress: Stress) -> Table:
    rows: list[list[Value]] = [
        [
            literal(parameter(end.key).label), literal(parameter(end.key).unit), _end(end.key, end.usual),
            _end(end.key, end.worst), round(end.association, 2), standing(end.key),
            literal(parameter(end.key).source),
        ]
        for end in stress.ends[:MOST_ENDS]
    ]  # fmt: skip
    rest = len(stress.ends) - len(rows)
    return Table(
        name="worst_ends",
        caption=f"Grade D inputs with the end that is worst for {quoted(findings, findings.best)}, the most strongly "
        "associated with its lead first.",
        columns=["Input", "Unit", "Usual", "Worst end", Column("Rank correlation with the lead", "number", signed=True),
                 "Standing", "Source"],
        rows=rows,
        folded=True,
        notes=[f"Ends are what 95 of 100 draws lie between. A correlation below {_by_chance(findings):.2f} in size may "
               "be chance.", *([f"{rest} more are less associated still, and all inputs are in section 16."]
                               if rest else [])],
    )  # fmt: skip


def _by_chance(findings: Findings) -> float:
    """Size that the largest of all the rank correlations would hardly reach by chance (Bonferroni)."""
    from scipy.special import ndtri

    draws, inputs = findings.inputs.shape
    return float(min(1.0, ndtri(1.0 - UNLIKELY / (2.0 * max(inputs, 1))) / math.sqrt(max(draws - 1, 1))))


def _premortem(findings: Findings, stress: Stress) -> list[Block]:
    ends = worst_ends(findings.lead, findings.inputs, list(findings.inputs.columns))
    limit = _by_chance(findings)
    text = [_wrong(findings, ends[0], limit)] if ends else ["No input of the study is uncertain."]
    weak = [end for end in stress.ends if abs(end.association) > limit and end.key != ends[0].key]
    if weak:
        text.append(
            f"Of what is only assumed (grade D), next: {listed(literal(parameter(end.key).label) for end in weak[:3])}."
        )
    elif stress.ends and parameter(ends[0].key).grade != "D":
        text.append("Of what is only assumed (grade D) no single input stands out; together they may still matter.")
    return [Callout("The most likely way this is wrong", text, "warning")]


def _wrong(findings: Findings, end: WorstEnd, limit: float) -> str:
    if abs(end.association) <= limit:
        return (
            f"No single input explains the lead of {quoted(findings, findings.best)} by more than chance would: if it "
            "turns out wrong, several things together, or something that the model does not have, will be the reason."
        )
    row = parameter(end.key)
    unit = "" if row.unit == "share" else f" ({literal(row.unit)})"
    return (
        f"Suppose that in some years {quoted(findings, findings.best)} turns out to have been the wrong choice. The "
        f"most likely reason: **{_small(literal(row.label))}** is not {_end(end.key, end.usual)}{unit}, as "
        f"taken on average, but nearer {_end(end.key, end.worst)}. It is grade {row.grade} "
        f"({standing(end.key)}; {literal(row.source)}), and over the draws its rank correlation with the lead is "
        f"{number(abs(end.association), places=2)} in size (1 would decide everything)."
    )


def _small(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text

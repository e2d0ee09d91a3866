"""Section 10: what to learn next: which measurement could change the choice, what a pilot is worth, and stop or go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from peersim.evidence.table import parameter
from peersim.report.funder.deciding import in_sentence, input_label, with_titles
from peersim.report.funder.telling import inputs_table, money, quoted
from peersim.report.pages.charts_learning import pilot as pilot_figure
from peersim.report.pages.document import Block, Callout, Column, Heading, Paragraph, Section, Table, Value
from peersim.report.pages.numbers import Number, chance, number
from peersim.report.words import figures, plural

if TYPE_CHECKING:
    from peersim.economics.decision.partial import PartialRow
    from peersim.economics.decision.pilot import Pilot
    from peersim.economics.decision.sample import SampleInformation
    from peersim.economics.findings import Findings

CANDIDATES = 5
"""Measurements that are listed at most; a convention."""

ASSUMED = ("pilot.scatter_ratio", "pilot.hours_fixed", "pilot.hours_person", "cost.coordinator_hour")
"""What the worth and the cost of a pilot are reckoned from."""


def section(findings: Findings) -> Section:
    """Tell what to learn next.

    Parameters
    ----------
    findings : Findings
        What is told.

    Returns
    -------
    Section
        Section 10.
    """
    found, pilot = findings.sample_information, findings.pilot
    blocks: list[Block | str] = [Paragraph(_lead(findings), "lead"), *_candidates(findings)]
    if found is None or pilot is None:
        blocks.append(Callout("Stop or go", _no_pilot(findings), "answer"))
    else:
        blocks += [
            Heading("A pilot that measures it"),
            _reach(findings, pilot),
            _figure(findings, found, pilot),
            _sizes(findings, found, pilot),
            Callout("Stop or go", _stop_or_go(findings, found, pilot), "answer"),
            inputs_table(findings, "pilot_assumptions", "What the worth and the cost of a pilot rest on.", ASSUMED,
                         folded=True),
        ]  # fmt: skip
    return Section(10, "What to learn next", blocks)


def _lead(findings: Findings) -> str:
    key, unit = findings.to_measure, money(findings)
    whole = number(float(findings.evpi.value[0]), unit, error=float(findings.evpi.error[0]) or None)
    if key is None:
        return (
            "No single measurement stands out. None of the uncertain inputs is, by itself, worth more to know than "
            f"chance alone would show; knowing everything would be worth {whole} for this decision."
        )
    row = findings.information.row(key)
    return (
        f"The single measurement most worth making: {in_sentence(key)}. To know it for certain would be worth "
        f"{number(row.value, unit, error=row.error)} for one decision such as this one, of {whole} that knowing "
        f"everything would be worth. The chance that it would change the choice is {_turns(findings, row)}."
        f"{_oftener(findings, row)}"
    )


def _oftener(findings: Findings, most: PartialRow) -> str:
    """Say whether another measurement would change the choice more often, though for less."""
    clear = [row for row in findings.information.rows if row.clear]
    first = max(clear, key=lambda row: row.turns, default=most)
    if first.turns <= most.turns:
        return " No other that is clear of chance would change it more often." if len(clear) > 1 else ""
    return f" {in_sentence(first.name)} would change it more often ({_turns(findings, first)}), but with less at stake."


def _turns(findings: Findings, row: PartialRow) -> str:
    return chance(row.turns, findings.net.draws)


def _candidates(findings: Findings) -> list[Block]:
    found = [row for row in findings.information.rows if row.value > 0.0][:CANDIDATES]
    if not found:
        return [Paragraph("No value that a single input takes would change the choice.")]
    rows: list[list[Value]] = [
        [
            input_label(row.name), Number(row.value, error=row.error or None),
            "yes" if row.clear else "could be chance", _turns(findings, row), parameter(row.name).grade,
        ]
        for row in found
    ]  # fmt: skip
    unit, shown = money(findings), findings.information.chance
    by_chance = (
        f" If no input mattered, the largest of all {plural(len(findings.information.rows), 'input')} would still seem "
        f"to be worth up to {number(shown, unit)} in 95 of 100 studies; only what is above that is clear of chance."
        if shown is not None
        else ""
    )
    return [
        Table(
            name="measurements",
            caption="Single inputs that are most worth measuring, for one decision such as this one.",
            columns=["Input", Column("Worth of knowing it", unit), "Clear of chance",
                     "Chance that knowing it changes the choice", "Grade"],
            rows=rows,
            notes=f"Worth: the choice after knowing it compared with choosing {quoted(findings, findings.best)} now."
            f"{by_chance}",
        ),
        inputs_table(findings, "measurements_evidence", "What is known of these inputs now.",
                     [row.name for row in found], folded=True),
    ]  # fmt: skip


def _no_pilot(findings: Findings) -> str:
    return (
        "**Stop**: no pilot of a single measurement is worth its cost by what these draws can tell. Choose "
        f"{quoted(findings, findings.best)} on what is known now. More draws could find a measurement that is worth "
        "having, but could not make one worth more than the whole above."
    )


def _reach(findings: Findings, pilot: Pilot) -> str:
    families = findings.asked.families or findings.figures.parents
    years = findings.asked.horizon
    return (
        "The **expected value of sample information** (EVSI) is what a pilot of a given size is worth before its "
        f"result is known. Its lesson serves everybody whom the same choice touches: here {families:,} families in "
        f"the time of this study, with the choice holding for {plural(years, 'year')}. That is "
        f"{figures(pilot.reach, 2)} times the "
        "decision of this report. Benefits further on are not counted."
    )


def _figure(findings: Findings, found: SampleInformation, pilot: Pilot) -> Block:
    return pilot_figure(
        "pilot",
        list(pilot.n),
        pilot.information,
        pilot.cost,
        errors=found.error * pilot.reach,
        compared=f"Choosing after a pilot compared with choosing {findings.title(findings.best)} now",
        unit=money(findings),
        size_unit="people",
    )


def _sizes(findings: Findings, found: SampleInformation, pilot: Pilot) -> Table:
    rules = [with_titles(findings, rule.words, *found.measured) for rule in found.rules] or [""] * len(pilot.n)
    rows: list[list[Value]] = [
        [
            Number(float(n)), Number(float(pilot.information[at]), error=float(pilot.error[at]) or None),
            Number(float(pilot.cost[at])), Number(float(pilot.net[at]), error=float(pilot.error[at]) or None),
            rules[at],
        ]
        for at, n in enumerate(pilot.n)
    ]  # fmt: skip
    unit = money(findings)
    return Table(
        name="pilot_sizes",
        caption=f"A pilot that measures {' and '.join(in_sentence(key) for key in found.measured)}, by its size.",
        columns=[Column("People in it", "people"), Column("Worth of its lesson", unit), Column("Its cost", unit),
                 Column("Worth less cost", unit, signed=True), "What to choose by what it finds"],
        rows=rows,
        folded=True,
    )  # fmt: skip


def _stop_or_go(findings: Findings, found: SampleInformation, pilot: Pilot) -> list[str]:
    unit = money(findings)
    at = int(pilot.net.argmax())
    net = number(abs(float(pilot.net[at])), unit, error=float(pilot.error[at]) or None)
    sure = "" if pilot.clear else " Monte Carlo error is too wide to be sure of that; more draws would tell."
    if pilot.go:
        told = [f"**Go**: a pilot with {pilot.n[at]:,} people is worth {net} more than it costs.{sure}"]
        if pilot.rule is not None:
            told.append(with_titles(findings, pilot.rule.words, *found.measured))
        return told
    told = [
        f"**Stop**: at none of the sizes looked at, {min(pilot.n):,} to {max(pilot.n):,} people, is a pilot worth what "
        f"it costs; the one that comes closest falls short by {net}.{sure} Choose "
        f"{quoted(findings, findings.best)} on what is known now."
    ]
    return [*told, *_cheapest(findings, found, pilot), *_pays_from(findings, found, pilot)]


def _cheapest(findings: Findings, found: SampleInformation, pilot: Pilot) -> list[str]:
    """Say which is the smallest pilot that could change the choice at all."""
    could = [at for at, rule in enumerate(found.rules) if len(rule.pieces) > 1 and found.value[at] > 0.0]
    if not could:
        return ["No pilot of these sizes could find anything that would change the choice."]
    first = could[0]
    return [
        f"The cheapest of these pilots that could change the choice at all has {pilot.n[first]:,} people and costs "
        f"{number(float(pilot.cost[first]), money(findings))}."
    ]


def _pays_from(findings: Findings, found: SampleInformation, pilot: Pilot) -> list[str]:
    """Say how many families a pilot's lesson would have to serve."""
    worth = np.asarray(found.value)
    if not (worth > 2.0 * found.error).any():
        return [
            "How many families its lesson would have to serve to be worth it cannot be told: the error is too wide."
        ]
    sure = np.flatnonzero(worth > 2.0 * found.error)
    needed = pilot.cost[sure] / worth[sure]
    at = int(sure[int(needed.argmin())])
    times = float(needed.min()) / pilot.reach
    return [
        f"It would pay where its lesson serves about {figures(times, 2)} times as many decisions as assumed here: then "
        f"{pilot.n[at]:,} people would be the size to take. Where many places face the same choice, measure it "
        "together."
    ]

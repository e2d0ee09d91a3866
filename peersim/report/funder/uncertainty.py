"""Section 8: how sure the choice is: chance, inputs and structure told apart, curves, and the worth of knowing all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from peersim.economics.reading import NOTHING
from peersim.report.funder.deciding import (
    as_valued,
    chance_of_best,
    chance_of_worth,
    lead_is_clear,
    mean_lead,
    net_of,
    other_values,
    per_wellby,
    runner_up,
    worlds,
)
from peersim.report.funder.telling import IN_BRACKETS, label, mean, money, ordered, quoted
from peersim.report.pages.charts_base import sentence_case
from peersim.report.pages.charts_curves import acceptability, expected_loss
from peersim.report.pages.charts_plane import plane
from peersim.report.pages.document import Block, Bullets, Column, Figure, Heading, Paragraph, Section, Table, Value
from peersim.report.pages.numbers import SHARE, Number, chance, number
from peersim.report.words import plural

if TYPE_CHECKING:
    from peersim.economics.findings import Findings


def section(findings: Findings) -> Section:
    """Tell how sure the choice is.

    Parameters
    ----------
    findings : Findings
        What is told.

    Returns
    -------
    Section
        Section 8.
    """
    blocks: list[Block | str] = [
        Paragraph(_lead(findings), "lead"),
        _runner_up(findings),
        _table(findings),
        Heading("Three kinds of uncertainty, told apart"),
        Bullets([_by_chance(findings), _by_inputs(findings), _by_structure(findings)]),
        Heading("Cost and effect, world by world"),
        _plane(findings),
        Heading("How it changes with what wellbeing is worth"),
        *other_values(findings),
        _acceptability(findings),
        _loss(findings),
        Heading("How exact these numbers are"),
        _exactness(findings),
    ]
    return Section(8, "Uncertainty", blocks)


def _lead(findings: Findings) -> str:
    best, unit = findings.best, money(findings)
    loss = Number(float(findings.evpi.value[0]), error=float(findings.evpi.error[0]) or None)
    lost = number(loss.value, unit, error=loss.error)
    return (
        f"{quoted(findings, best)} has the highest mean net value. The chance that it is the best of all "
        f"{len(findings.names)} options is {chance_of_best(findings, best)}. Where it is not, something is lost by "
        f"choosing it: {lost} on average over all worlds. That is also the **expected value of perfect information** "
        "(EVPI): the most that any study of everything uncertain could be worth for this decision."
    )


def _runner_up(findings: Findings) -> str:
    second, lead = runner_up(findings), mean_lead(findings)
    ahead = number(lead.value, money(findings), error=lead.error)
    sure = (
        "more than Monte Carlo error could make"
        if lead_is_clear(findings)
        else "no more than Monte Carlo error could make, so more draws might turn the order of these two"
    )
    return (
        f"{quoted(findings, findings.best)} compared with {quoted(findings, second)}, the next best: ahead by "
        f"{ahead} on average ({sure}). The option to choose is the one with the highest mean net value. It need not be "
        "the one that is most often best."
    )


def _table(findings: Findings) -> Table:
    unit, found, loss = money(findings), findings.acceptability, findings.loss
    rows: list[list[Value]] = []
    for name in ordered(findings):
        at = findings.number(name)
        rows.append([
            label(findings, name) + (" — highest mean" if name == findings.best else ""),
            mean(net_of(findings, name)), chance(_share(found.probability[0, at]), findings.net.draws),
            chance_of_worth(findings, name),
            Number(float(loss.loss[0, at]), error=float(loss.error[0, at]) or None),
        ])  # fmt: skip
    errors = found.error[0]
    return Table(
        name="how_sure",
        caption=f"How sure the choice is, {as_valued(findings)}; net value compared with {quoted(findings, NOTHING)}.",
        columns=["Option", Column("Net value", unit, signed=True), "Chance of being best of all",
                 "Chance of being worth its cost", Column("Expected loss if chosen", unit)],
        rows=rows,
        notes=[IN_BRACKETS, f"Monte Carlo error of a chance of being best: {number(float(errors.max()), SHARE)} at "
               "most. **Expected loss**: what is lost on average by choosing the option where another is better."],
    )  # fmt: skip


def _share(value: float) -> float:
    return float(min(max(value, 0.0), 1.0))


def _by_chance(findings: Findings) -> str:
    nb, found = findings.net, findings.evpi
    unit = money(findings)
    told = (
        "**Chance between runs** (first order: the same inputs, other luck). Every option meets the same families, "
        "luck and values in a run, so most luck cancels in differences."
    )
    shares = [share for share in found.corrections[0].shares if share is not None]
    if nb.runs < 2 or not shares:
        return f"{told} {found.note}"
    error = float(found.error[0]) or None
    naive, value = (number(float(each[0]), unit, error=error) for each in (found.naive, found.value))
    left_in = (
        "would hardly change the value of perfect information"
        if naive == value
        else f"would make the value of perfect information seem to be {naive} instead of {value}"
    )
    return (
        f"{told} With {plural(nb.runs, 'run')} a draw, inputs make at least {number(min(shares), SHARE)} of what "
        "differences between options vary from draw to draw; the rest is chance and is taken off. Left in, it "
        f"{left_in}."
    )


def _by_inputs(findings: Findings) -> str:
    low, high = (float(end) for end in np.quantile(findings.lead, (0.1, 0.9)))
    unit = money(findings)
    return (
        f"**What is not known** (second order: {plural(len(findings.inputs.columns), 'uncertain input')}). In 8 of 10 "
        f"draws the lead of {quoted(findings, findings.best)} over {quoted(findings, runner_up(findings))} lies "
        f"between {number(low, unit, signed=True)} and {number(high, unit, signed=True)}. Section 9 tells which inputs "
        "do that."
    )


def _by_structure(findings: Findings) -> str:
    others = [each for each in findings.alternatives if each.best != findings.best]
    count = len(findings.alternatives)
    told = "**How the appraisal is built** (structure)."
    if not others:
        return f"{told} The choice is the same under all {count} other choices that were named beforehand (section 9)."
    return (
        f"{told} Of {count} other choices that were named beforehand, {len(others)} would change which option is best "
        "(section 9). No chance can be put on these."
    )


def _plane(findings: Findings) -> Figure:
    found = findings.plane
    cost, effect = (
        np.column_stack([
            values[:, found.names.index(name)] if name in found.names else np.zeros(len(values))
            for name in findings.names
        ])
        for values in (found.cost, found.effect)
    )  # fmt: skip
    return plane(
        "cost_effectiveness_plane",
        cost,
        effect,
        findings.titles,
        findings.title(NOTHING),
        effect_unit="WELLBYs",
        money=money(findings),
        threshold=per_wellby(findings) or None,
    )


def _best_at(findings: Findings) -> list[int]:
    return [findings.number(name) for name in findings.frontier.best]


def _acceptability(findings: Findings) -> Figure:
    found = findings.acceptability_curve
    worth = per_wellby(findings)
    return acceptability(
        "acceptability",
        found.k,
        np.clip(found.probability, 0.0, 1.0),
        findings.titles,
        _best_at(findings),
        unit=money(findings, "a WELLBY"),
        marks=(worth,) if worth else (),
    )


def _loss(findings: Findings) -> Figure:
    found = findings.loss_curve
    worth = per_wellby(findings)
    return expected_loss(
        "expected_loss",
        found.k,
        found.loss,
        findings.titles,
        [findings.number(name) for name in found.best],
        unit=money(findings, "a WELLBY"),
        money=money(findings),
        marks=(worth,) if worth else (),
    )


def _exactness(findings: Findings) -> str:
    lead = mean_lead(findings)
    unit = money(findings)
    left = (
        f" {sentence_case(plural(findings.draws_left_out, 'draw'))} with a missing run were left out of every option."
        if findings.draws_left_out
        else ""
    )
    error = "cannot be told" if lead.error is None else number(lead.error, unit)
    return (
        f"Everything here stands on {worlds(findings)}.{left} Numbers are printed only as far as their Monte Carlo "
        f"error allows; that of the lead of {quoted(findings, findings.best)} is {error}. Four times as many draws "
        "would halve it. Ranges in brackets are not errors: they are how far worlds differ, and more draws would not "
        "narrow them."
    )

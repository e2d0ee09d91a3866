"""Which inputs decide outcomes, with what they do together, for section 9: from a sensitivity analysis of the study."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from peersim.analysis.sensitivity.words import decides, known_of_all
from peersim.report.pages.charts_sensitivity import sensitivity_bars
from peersim.report.pages.document import Block, Column, Figure, Heading, Paragraph, Table
from peersim.report.pages.inline import literal
from peersim.report.pages.numbers import SHARE, Number
from peersim.report.words import plural

if TYPE_CHECKING:
    from peersim.analysis.sensitivity import Explained, Sensitivity
    from peersim.economics.findings import Findings

PICTURES = 3
"""Quantities that are drawn, at most; all are in the table."""

BARS, ROWS = 8, 5
"""Inputs of a picture, and of a quantity in the table, at most, beside the others together."""


def blocks(findings: Findings) -> list[Block | str]:
    """Tell which inputs decide outcomes, where a sensitivity analysis of the study is there.

    Parameters
    ----------
    findings : Findings
        What is told.

    Returns
    -------
    list of Block or str
        Nothing where there is none; why, where one lies beside the study and does not belong to it.
    """
    found, why = findings.sensitivity
    heading = Heading("What decides people and cost, inputs together with others")
    if found is None:
        return [heading, f"A sensitivity analysis was left out: {literal(why)}"] if why else []
    drawn = _most_wanted(findings, found)
    told: list[Block | str] = [heading, _what(found)]
    for each in drawn:
        told += [literal(decides(found, each)), _picture(found, each)]
    return [*told, Paragraph(" ".join(literal(text) for text in known_of_all(found)), "small"), _table(found)]


def _what(found: Sensitivity) -> str:
    facts = found.facts
    return (
        "Values of information above tell what knowing an input is worth in money. Here, for outcomes in their own "
        "units, **S1** is the share of the variance between worlds that knowing an input alone would take off, and "
        "**ST** the share with what it does together with others (Sobol indices by SALib, "
        f"{plural(found.runs, 'run')} of their own, {plural(facts['replications'], 'run')} at each point so that luck "
        "could be taken off)."
    )


def _most_wanted(findings: Findings, found: Sensitivity) -> list[Explained]:
    """Choose what is drawn: changes by the best programme first, then the reference's own outcomes."""
    told = [each for each in found.quantities if not each.why_not]
    return sorted(told, key=lambda each: (each.scenario != findings.best_programme, bool(each.scenario)))[:PICTURES]


def _picture(found: Sensitivity, each: Explained) -> Figure:
    rows = found.indices(each.name)
    shown = [row for row in rows if row.input in found.kept][:BARS] + [r for r in rows if r.input not in found.kept]
    facts = found.facts
    titles, reference = facts["titles"], facts["titles"][facts["reference"]]
    if each.scenario:
        against = f"{titles.get(each.scenario, each.scenario)} compared with {reference}"
    else:
        against = f"{reference}: each input compared with the others"
    return sensitivity_bars(
        f"sobol_{each.name.replace('-', '_')}",
        [literal(found.label(row.input)) for row in shown],
        [(row.first, row.first_low, row.first_high) for row in shown],
        [(row.total, row.total_low, row.total_high) for row in shown],
        of=literal(each.label),
        compared=literal(against),
        title=f"What decides {literal(each.label)}",
    )


def _table(found: Sensitivity) -> Table:
    rows: list[list[Any]] = []
    for each in found.quantities:
        if each.why_not:
            continue
        mine = found.indices(each.name)
        shown = [row for row in mine if row.input in found.kept][:ROWS] + [r for r in mine if r.input not in found.kept]
        rows += [
            [literal(each.label), literal(found.label(row.input)), Number(row.first, row.first_low, row.first_high),
             Number(row.total, row.total_low, row.total_high), Number(each.share_of_luck)]
            for row in shown
        ]  # fmt: skip
    shares = ("Alone (S1)", "In all (ST)", "Luck in a single run")
    columns: list[Column | str] = ["Of what", "Input", *(Column(title, SHARE) for title in shares)]
    return Table(
        name="sobol_indices",
        caption="Shares of the variance between worlds, with 95% intervals.",
        columns=columns,
        rows=rows,
        notes=["An estimate or an end below 0 is sampling error around a share of about nought."],
        folded=True,
    )

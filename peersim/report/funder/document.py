"""The funder's report as a document: every section in order, made of one study's findings."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from peersim.report.funder import (
    budget_impact,
    budgets,
    card,
    checklist,
    costs,
    drivers,
    fairness,
    incremental,
    learning,
    not_in_money,
    optimism,
    outcomes,
    people,
    perspectives,
    problem,
    uncertainty,
    validity,
)
from peersim.report.funder.answer import answer
from peersim.report.funder.telling import length, prices
from peersim.report.pages.document import Document, Section
from peersim.report.pages.inline import literal
from peersim.report.words import plural

if TYPE_CHECKING:
    from peersim.economics.findings import Findings

Tell = Callable[[str], None]
Maker = Callable[["Findings"], Section]

SECTIONS: tuple[tuple[str, Maker], ...] = (
    ("the decision", card.section),
    ("the decision problem", problem.section),
    ("budgets", budgets.section),
    ("what happens to people", people.section),
    ("costs", costs.section),
    ("outcomes", outcomes.section),
    ("options against each other", incremental.section),
    ("costs and gains by perspective", perspectives.section),
    ("uncertainty", uncertainty.section),
    ("what drives it", drivers.section),
    ("what to learn next", learning.section),
    ("budget impact", budget_impact.section),
    ("fairness", fairness.section),
    ("optimism", optimism.section),
    ("what is not in money", not_in_money.section),
    ("validity", validity.section),
    ("checklist and trail", checklist.section),
)
"""What each section is about, and what makes it, in the order of their numbers."""

NOT_NAMED = "not named"
"""Told where nobody is named as having commissioned, made or checked the report."""

ROLES = {"commissioned by": "Commissioned by", "made by": "Made by", "checked by": "Checked by"}
"""Who answers for a report, as it is asked and as it is printed."""


def report(findings: Findings, tell: Tell | None = None) -> Document:
    """Make the whole report.

    Parameters
    ----------
    findings : Findings
        What is told.
    tell : callable, optional
        Called with a line of text before each part that takes time.

    Returns
    -------
    Document
        Sections 0 to 16.
    """
    say = tell or (lambda text: None)
    sections = []
    for number, (about, make) in enumerate(SECTIONS):
        say(f"Section {number} of {len(SECTIONS) - 1}: {about}…")
        sections.append(make(findings))
    return Document(
        title=title(findings),
        subtitle=f"What peer support for parents would be worth in {literal(findings.figures.place_title)}: costs, "
        "gains and the decision under uncertainty",
        sections=sections,
        facts=facts(findings),
        foot=f"Simulated, not observed. peersim {findings.figures.version}, seed {findings.figures.seed}.",
        answer=answer(findings),
    )


def title(findings: Findings) -> str:
    """Give the question the study was made for, or what it compares where none was written down."""
    question = findings.figures.trail.get("question", "").strip()
    if question:
        return literal(question)
    return f"Which design of peer support in {literal(findings.figures.place_title)} is worth its money?"


def facts(findings: Findings) -> list[tuple[str, str]]:
    """List what must be known of the report as a whole: who answers for it, what it stands on."""
    figures, people_named = findings.figures, findings.asked.people
    named = [(shown, literal(people_named.get(role, "")) or NOT_NAMED) for role, shown in ROLES.items()]
    more = [(role.capitalize(), literal(name)) for role, name in people_named.items() if role not in ROLES]
    runs = f"{plural(len(findings.names), 'option')} × {plural(len(findings.inputs), 'draw')} × "
    return [
        *named,
        *more,
        ("Place", literal(figures.place_title)),
        ("Families eligible", f"{figures.parents:,}"),
        ("Length", length(findings)),
        ("Money", prices(findings)),
        ("Whose costs and gains decide", findings.worth.perspective.label),
        ("Runs", runs + plural(figures.done.shape[2], "replication") + f", seed {figures.seed}"),
        ("Version", f"peersim {figures.version}"),
    ]

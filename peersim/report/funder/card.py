"""Section 0: the decision on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peersim.economics.reading import NOTHING
from peersim.evidence.table import keys_with
from peersim.report.funder.answer import decision, flips_of
from peersim.report.funder.change import change
from peersim.report.funder.headline import RANGE, Headline, headline
from peersim.report.funder.telling import length, money, prices, quoted
from peersim.report.pages.document import Card, CardFigure, Section
from peersim.report.pages.inline import literal
from peersim.report.pages.numbers import Number, chance, interval, number
from peersim.report.words import listed, plural

if TYPE_CHECKING:
    from peersim.economics.findings import Findings

MEANINGS = {
    "offered": "heard of it",
    "starting": "came at least once",
    "completing": "came at least four times",
    "retained": "engaged 26 weeks on",
}
"""Who counts, beside each cost per parent."""


def section(findings: Findings) -> Section:
    """Tell the decision on one page.

    Parameters
    ----------
    findings : Findings
        What is told.

    Returns
    -------
    Section
        Section 0.
    """
    told = headline(findings)
    card = Card(
        question=_question(findings),
        answer=" ".join(filter(None, [_name(findings, told), decision(findings, told), change(findings)])),
        asked=_asked(findings, told),
        parents=[_parent(findings, word, told.parents[word]) for word in MEANINGS],
        worth=_worth(findings, told),
        flips=flips_of(findings),
        uncounted=findings.appraisal.not_counted,
        grade=_grade(findings),
        grade_why=_grade_why(findings, told),
        small=_small(findings, told),
    )
    return Section(0, "The decision on one page", [card])


def _question(findings: Findings) -> str:
    asked = findings.figures.trail.get("question", "").strip()
    options = len(findings.names) - 1
    return (
        f"{literal(asked) or 'Which of these options is worth its money?'} For {findings.figures.parents:,} "
        "families in "
        f"{literal(findings.figures.place_title)}, over {length(findings)}: {plural(options, 'option')} compared with "
        f"each other and with {quoted(findings, NOTHING)}."
    )


def _name(findings: Findings, told: Headline) -> str:
    return f"**{literal(findings.title(told.shown if told.recommended else NOTHING))}.**"


def _asked(findings: Findings, told: Headline) -> CardFigure:
    unit = money(findings)
    label = "Amount asked for" if told.recommended else "Amount the closest would ask for"
    return CardFigure(label, _number(told.cost, unit), f"{_range(told.cost, unit)}; cash over the run")


def _parent(findings: Findings, word: str, cost: Number) -> CardFigure:
    unit = money(findings)
    if cost.value is None:
        return CardFigure(f"Per parent {word}", _number(cost, unit), f"{MEANINGS[word]}; {cost.note}")
    return CardFigure(f"Per parent {word}", _number(cost, unit), f"{_range(cost, unit)}; {MEANINGS[word]}")


def _worth(findings: Findings, told: Headline) -> list[CardFigure]:
    unit = money(findings)
    whose = findings.worth.perspective.label
    of = "" if told.recommended else " of the closest"
    return [
        CardFigure(
            f"Net value{of} for {whose}", _number(told.net, unit, signed=True), _range(told.net, unit, signed=True)
        ),
        CardFigure(
            "Chance its benefits exceed its costs", chance(told.worth, told.draws), "compared with no programme"
        ),
        CardFigure(
            f"Chance that {'it' if told.recommended else 'no programme'} is best of all",
            chance(told.best, told.draws),
            f"next: {literal(findings.title(told.next_best))}",
        ),
        CardFigure(
            "Expected loss if this choice is wrong", _number(told.loss, unit), "most that learning more can save"
        ),
    ]


def _grade(findings: Findings) -> str:
    items = [item for item in findings.appraisal.items if item.in_sum and item.name in findings.worth.items]
    return max((item.grade for item in items), default="D")


def _grade_why(findings: Findings, told: Headline) -> str:
    assumed = set(keys_with(role="input", grade="D"))
    uncertain = [key for key in findings.inputs.columns if key in assumed]
    text = (
        f"is that of the weakest link (A is best, D an assumption). {len(uncertain):,} of "
        f"{len(findings.inputs.columns):,} uncertain inputs are assumptions. "
    )
    stress = findings.stress
    if not stress.names:
        return text + f"What becomes of the choice with all of them at their worst cannot be told: {stress.why_not}."
    if stress.best == findings.best:
        return text + "With all of them at the end that is worst for it, the choice stays the same."
    return text + f"With all of them at the end that is worst for it, {quoted(findings, stress.best)} would be best."


def _small(findings: Findings, told: Headline) -> str:
    people = [name for name in findings.asked.people.values() if name]
    named = f" Answered for by {listed(literal(name) for name in people)}." if people else ""
    return (
        f"Simulated, not observed. Ranges: {RANGE.removeprefix('in ')} lie between these. In {prices(findings)}; gains "
        f"are cut for optimism by the grade of their evidence (section 13). {plural(told.draws, 'draw')} of the "
        f"uncertain inputs, the same for every option.{named}"
    )


def _number(told: Number, unit: str, signed: bool = False) -> str:
    return number(told.value, unit, error=told.error, signed=signed)


def _range(told: Number, unit: str, signed: bool = False) -> str:
    return interval(told.low, told.high, unit, error=told.error, signed=signed)

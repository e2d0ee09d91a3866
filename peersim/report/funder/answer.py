"""The answer in a few sentences: what is best and how sure that is, what a change brings, what could turn it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peersim.economics.reading import NOTHING
from peersim.report.funder.change import change
from peersim.report.funder.headline import RANGE, Headline, headline
from peersim.report.funder.telling import length, money, prices, quoted
from peersim.report.pages.inline import literal
from peersim.report.pages.numbers import chance, interval, number

if TYPE_CHECKING:
    from peersim.economics.findings import Findings
    from peersim.report.pages.document import Flip


def answer(findings: Findings) -> list[str]:
    """Give the answer.

    Parameters
    ----------
    findings : Findings
        What is told.

    Returns
    -------
    list of str
        Three to five parts; the first two stand on the decision card too.
    """
    told = headline(findings)
    parts = [
        decision(findings, told), change(findings), costs(findings, told), values(findings, told), turning(findings),
    ]  # fmt: skip
    return [part for part in parts if part]


def flips_of(findings: Findings) -> list[Flip]:
    """Give the inputs that could turn the decision."""
    from peersim.report.funder.flips import flips

    return flips(findings)


def decision(findings: Findings, told: Headline) -> str:
    """Say what is best, by how much, and how sure that is."""
    unit, whose = money(findings), findings.worth.perspective.label
    shown, nothing = quoted(findings, told.shown), quoted(findings, NOTHING)
    amount = number(told.net.value, unit, error=told.net.error, signed=True)
    ends = interval(told.net.low, told.net.high, unit, error=told.net.error, signed=True)
    worth = (
        f"net value for {whose} is {amount} over {length(findings)} compared with {nothing} ({RANGE}: {ends}), and the "
        f"chance that its benefits exceed its costs is {chance(told.worth, told.draws)}"
    )
    if told.recommended:
        return (
            f"Of the options compared, {shown} has the highest mean net value: its {worth}. The chance that it is the "
            f"best of all is {chance(told.best, told.draws)}."
        )
    first = "By the values of this report no option is worth what it costs."
    if not findings.appraisal.price.in_money:
        first = "With wellbeing left out of the sum, no option pays for itself."
    return f"{first} The one that comes closest is {shown}: its {worth}."


def costs(findings: Findings, told: Headline) -> str:
    """Say what the option shown costs, whole and for each parent."""
    unit = money(findings)
    whole = number(told.cost.value, unit, error=told.cost.error)
    text = f"{quoted(findings, told.shown)} costs {whole} over {length(findings)}, in {prices(findings)}"
    each = [
        f"{number(told.parents[word].value, unit, error=told.parents[word].error)} for each parent {meaning}"
        for word, meaning in (("starting", "who starts"), ("retained", "still engaged 26 weeks later"))
        if told.parents[word].value is not None
    ]
    return f"{text}: {' and '.join(each)}." if each else f"{text}; no parent is reached."


def values(findings: Findings, told: Headline) -> str:
    """Say what a reader would choose who puts another value on wellbeing than this report does."""
    if not findings.appraisal.price.in_money:
        return (
            "Wellbeing is not put in money here, so net value is cost alone, and whether the gain is worth it is for "
            "the reader to judge."
        )
    here = float(findings.appraisal.price.per_wellby.mean())
    unit, top = money(findings), findings.thresholds[-1]
    year = "a year of one more point of life satisfaction (a WELLBY)"
    above = [(k, then) for k, _, then in findings.frontier.switches if k > here]
    below = [(k, before) for k, before, _ in findings.frontier.switches if k <= here]
    if above:
        k, then = above[0]
        return (
            f"Wellbeing is valued at {number(here, unit)} for {year}; a reader who values it above "
            f"{number(k, unit)} would "
            f"choose {quoted(findings, then)}."
        )
    if below and told.recommended:
        k, before = below[-1]
        return (
            f"Wellbeing is valued at {number(here, unit)} for {year}; a reader who values it below "
            f"{number(k, unit)} would "
            f"choose {quoted(findings, before)}."
        )
    return f"At any value of {year} up to {number(top, unit)}, twice that of this report, the choice would be the same."


def turning(findings: Findings) -> str:
    """Say which single input could turn the decision."""
    titles = {literal(title) for title in findings.titles}
    real = [flip for flip in flips_of(findings) if flip.then in titles]
    if not real:
        return "No single input turns the decision within its range."
    told = [f"{flip.input}: {flip.turns}, “{flip.then}” would be best" for flip in real]
    return f"What could turn the decision by itself. {'; '.join(told)}."

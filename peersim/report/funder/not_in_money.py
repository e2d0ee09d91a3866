"""Section 14: what is not in money: directions and sizes in words, and what nobody counted, never told as zero."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from peersim.economics.items import draws_first
from peersim.economics.reading import NOTHING
from peersim.report.funder.telling import (
    IN_BRACKETS,
    Floats,
    is_clear,
    label,
    mean,
    of_draws,
    ordered,
    quoted,
    shown_best,
)
from peersim.report.pages.document import Block, Bullets, Callout, Column, Paragraph, Section, Table, Value
from peersim.report.pages.numbers import with_unit
from peersim.report.words import listed

if TYPE_CHECKING:
    from peersim.economics.findings import Findings


@dataclass(frozen=True)
class Consequence:
    """Something that matters and has no price here.

    Attributes
    ----------
    subject : str
        What it is part of.
    name, words, unit : str
        Outcome of the study, what it counts, and its unit.
    good : int
        1 where more is better, -1 where less is, 0 where it cannot be said.
    """

    subject: str
    name: str
    words: str
    unit: str
    good: int


CONSEQUENCES = (
    Consequence("Parents' voice", "volunteers_from_parents", "Parents who become volunteers themselves", "people", 1),
    Consequence("Safety", "concerns", "Safeguarding concerns raised: somebody saw and said it", "concerns", 0),
    Consequence("Safety", "online_harms", "Parents hurt by something online", "people", -1),
    Consequence("Volunteers' growth", "trained", "Volunteers trained", "volunteers", 1),
    Consequence(
        "Volunteers' growth", "volunteers_moved_on", "Volunteers who move on to work or study", "volunteers", 1
    ),
    Consequence("Community", "sessions_held", "Group sessions held", "sessions", 1),
    Consequence("Community", "contacts", "One-to-one contacts", "contacts", 1),
    Consequence("Community", "parents_engaged_52w", "Parents still engaged after a year", "families", 1),
    Consequence("Waiting", "waiting_match_mean", "Families waiting for a volunteer", "families", -1),
    Consequence("Workers", "overload_weeks", "Weeks in which coordinators are overloaded", "weeks", -1),
    Consequence("Workers", "staff_leavers", "Coordinators who leave", "people", -1),
)
"""What is told beside money."""

SAME = 0.05
"""Below this share of what it is compared with, a difference is told as about the same; a convention."""

SIZES = ((0.2, "a little"), (0.5, "clearly"))
"""Words for a larger difference by that share: below each, else "much"; a convention."""


def section(findings: Findings) -> Section:
    """Tell what is not in money.

    Parameters
    ----------
    findings : Findings
        What is told.

    Returns
    -------
    Section
        Section 14.
    """
    told = [each for each in CONSEQUENCES if each.name in findings.figures.totals]
    blocks: list[Block | str] = [
        Paragraph(_lead(findings, told), "lead"),
        shown_best(findings),
        *([_table(findings, told), _options(findings, told)] if told else []),
        Callout("In no sum and in no count", _silent(findings), "warning"),
        Bullets([_sentence(text) for text in findings.appraisal.not_counted]),
    ]
    return Section(14, "Not in money", blocks)


def compared_with(findings: Findings) -> str:
    """Say which option the one shown is compared with: the study's usual, or the do-minimum where it is that itself."""
    best, reference = findings.best_programme, findings.figures.reference
    if reference not in (best, NOTHING):
        return reference
    return findings.do_minimum if findings.do_minimum != best else NOTHING


def _values(findings: Findings, consequence: Consequence, name: str) -> Floats:
    return np.asarray(draws_first(findings.figures.totals[consequence.name])[..., findings.number(name)])


def direction(values: Floats, other: Floats, good: int) -> str:
    """Tell a difference in words: which way, how much, and whether that is good.

    Parameters
    ----------
    values, other : numpy.ndarray, shape (draws, replications)
        The option and what it is compared with, in the same worlds.
    good : int
        1 where more is better, -1 where less is, 0 where it cannot be said.

    Returns
    -------
    str
        Such as "a little more, for the better".
    """
    difference = np.asarray(values) - np.asarray(other)
    if not is_clear(difference):
        return "no difference clear of chance"
    change, base = float(of_draws(difference).mean()), abs(float(of_draws(other).mean()))
    way = "more" if change > 0.0 else "fewer"
    if base == 0.0:
        return f"{way}, where there were none" + _judged(change, good)
    if abs(change) / base < SAME:
        return "about the same"
    size = next((word for limit, word in SIZES if abs(change) / base < limit), "much")
    return f"{size} {way}" + _judged(change, good)


def _judged(change: float, good: int) -> str:
    if good == 0:
        return ", neither good nor bad by itself"
    return ", for the better" if change * good > 0.0 else ", for the worse"


def _lead(findings: Findings, told: list[Consequence]) -> str:
    if not told:
        return "The study tells nothing beside money and wellbeing. That is not the same as nothing happening."
    best, other = findings.best_programme, compared_with(findings)
    words = {each: direction(_values(findings, each, best), _values(findings, each, other), each.good) for each in told}
    better = [_small(each.words) for each, text in words.items() if text.endswith("for the better")]
    worse = [_small(each.words) for each, text in words.items() if text.endswith("for the worse")]
    parts = [f"{word}: {listed(names)}" for word, names in (("better on", better), ("worse on", worse)) if names]
    result = "; ".join(parts) if parts else "no difference that is clear of chance"
    return f"Beside money, {quoted(findings, best)} compared with {quoted(findings, other)} is {result}."


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _table(findings: Findings, told: list[Consequence]) -> Table:
    best, other = findings.best_programme, compared_with(findings)
    rows: list[list[Value]] = []
    for each in told:
        mine, theirs = _values(findings, each, best), _values(findings, each, other)
        rows.append([each.words, each.subject, _mean(theirs, each), _mean(mine, each),
                     direction(mine, theirs, each.good)])  # fmt: skip
    return Table(
        name="cost_consequences",
        caption=f"What is not in money, over the whole run: {quoted(findings, best)} compared with "
        f"{quoted(findings, other)}.",
        columns=["Consequence", "Part of", label(findings, other), label(findings, best), "In words"],
        rows=rows,
        notes=[f"Means over worlds. In words: a difference below {SAME:.0%} is about the same, "
               + "".join(f"below {limit:.0%} {word}, " for limit, word in SIZES)
               + "otherwise much. Only differences clear of chance are named."],
    )  # fmt: skip


def _mean(values: Floats, each: Consequence) -> str:
    told = mean(values, ranged=False)
    return with_unit(told.value, each.unit, error=told.error)


def _options(findings: Findings, told: list[Consequence]) -> Table:
    rows: list[list[Value]] = [
        [label(findings, name), *(mean(_values(findings, each, name)) for each in told)] for name in ordered(findings)
    ]
    return Table(
        name="consequences_of_every_option",
        caption="What is not in money, for every option, over the whole run.",
        columns=["Option", *(Column(each.words, each.unit, key=each.name) for each in told)],
        rows=rows,
        folded=True,
        notes=[IN_BRACKETS],
    )


def _silent(findings: Findings) -> list[str]:
    return [
        "What the model does not have is not zero. It says nothing of how parents speak of the support, of friendships "
        "that outlast it, of children, or of trust in services. Ask those who took part before deciding; a result in "
        "money should not outweigh what they say merely because it is in money.",
        f"With {quoted(findings, NOTHING)} none of the above happens, good or bad, whatever the net value says. "
        "Besides, nobody counted:",
    ]

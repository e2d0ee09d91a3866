"""The 28 items of CHEERS 2022 in our own words, and where a report of a study answers each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from peersim.economics.findings import Findings

NOT_REPORTED = "not reported"
"""How an item begins that is not answered."""


@dataclass(frozen=True)
class Item:
    """One item.

    Attributes
    ----------
    number : int
        Its number in CHEERS 2022.
    asks : str
        What it asks for, in our own words.
    answer : str or callable
        Where it is answered, or what gives that of the findings.
    """

    number: int
    asks: str
    answer: str | Callable[[Findings], str]

    def where(self, findings: Findings) -> str:
        """Say where it is answered."""
        return self.answer if isinstance(self.answer, str) else self.answer(findings)


def _plan(findings: Findings) -> str:
    if not findings.figures.trail.get("plan hash"):
        return f"{NOT_REPORTED}: no plan was kept with the study"
    return "[@1] and [@16]: the plan of runs, hashed before the first; an analysis plan beyond it is not written"


def _fairness(findings: Findings) -> str:
    return "[@12], by deprivation, language, childcare, transport and other groups"


def _funding(findings: Findings) -> str:
    who = findings.asked.people.get("commissioned by")
    return "the head of the report names who commissioned it" if who else f"{NOT_REPORTED}: nobody is named"


def _uncertainty(findings: Findings) -> str:
    runs = findings.figures.done.shape[2]
    more = "" if runs > 1 else "; with one run a draw, chance between runs could not be taken off"
    return f"[@8] and [@9], chance, inputs and structure apart{more}"


ITEMS = (
    Item(1, "Does the title say that it is an economic evaluation, and what is compared?",
         "the title asks the question; [@1] lists the options"),
    Item(2, "Is there a structured summary?", "[@0], on one page"),
    Item(3, "Why is the question asked, and what depends on it?", "[@1]"),
    Item(4, "Was there a plan of the analysis, and where is it?", _plan),
    Item(5, "Whom is it about?", "[@1]: families eligible in the place; [@12] by group"),
    Item(6, "Where is it set?", "[@1]"),
    Item(7, "What is compared, and why these?", "[@options], each with its reason; no programme and the do-minimum "
         "are among them"),
    Item(8, "Whose costs and gains count, and why?", "[@1]; the others in [@7]"),
    Item(9, "Over what time?", "[@1]; what comes later is not counted, and said so in [@0]"),
    Item(10, "At what rate is the future discounted?", "[@discounting]"),
    Item(11, "Which outcomes measure gain and harm?", "[@3], [@5] and [@14]"),
    Item(12, "How were they measured?", "[@5]: simulated, from effects of trials, not observed"),
    Item(13, "How were they valued, and in whose eyes?", "[@5] and [@thresholds]"),
    Item(14, "How were resources counted and priced?", "[@2] and [@4]"),
    Item(15, "Which currency, which prices, how converted?", "[@1] and [@4]"),
    Item(16, "Is the model described, why this kind, and can it be had?",
         "[@15]; the model is open, and its description (ODD, TRACE, STRESS) comes with it"),
    Item(17, "How were data turned into inputs; how was the model checked?", "[@15] and [@inputs]"),
    Item(18, "How do results differ between kinds of people?", "[@12]"),
    Item(19, "How are costs and gains spread over people?", _fairness),
    Item(20, "How is uncertainty told?", _uncertainty),
    Item(21, "How were those affected involved in the work?",
         f"{NOT_REPORTED}: the report cannot know; say it when you send it"),
    Item(22, "All inputs with range, distribution and source?", "[@inputs]"),
    Item(23, "Mean costs and outcomes, and their summary?", "[@4], [@5] and [@6]"),
    Item(24, "What does uncertainty do to the result?", "[@8], [@9] and [@13]"),
    Item(25, "What did involving those affected change?",
         f"{NOT_REPORTED}: the report cannot know; say it when you send it"),
    Item(26, "What is found, where are its limits, where else does it hold?",
         "[@0], [@13] and [@15]; the limits page of peersim says what the model cannot tell"),
    Item(27, "Who paid for the work, and what was their part?", _funding),
    Item(28, "Which interests could have coloured it?", f"{NOT_REPORTED}: say it when you send it"),
)  # fmt: skip
"""Every item."""

"""How sections about the choice tell options, inputs and what decision analysis found: the same way in all of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from peersim.economics.decision.switching import DOUBT
from peersim.economics.reading import NOTHING
from peersim.evidence.table import parameter
from peersim.report.funder.telling import CLEAR, Floats, is_clear, mean, money, quoted
from peersim.report.pages.inline import literal
from peersim.report.pages.numbers import CURRENCY_SIGNS, SHARE, Number, chance, number
from peersim.report.words import plural

if TYPE_CHECKING:
    from peersim.economics.decision.tornado import TornadoBar
    from peersim.economics.findings import Findings

WELLBY = "A **WELLBY** is one point of life satisfaction, on a scale from 0 to 10, for one person for one year."
"""What a WELLBY is, for readers who never heard of it."""

_SCALES = ("ratio", "logit", "difference", "logit SD", "standard normal")
_PARTS = ("share", "proportion", "probability")


def with_titles(findings: Findings, text: str, *keys: str) -> str:
    """Put titles where a text of decision analysis has names of strategies, and labels where it has keys of inputs.

    Parameters
    ----------
    findings : Findings
        What is told.
    text : str
        Text with names and keys in quotation marks.
    *keys : str
        Keys of inputs.

    Returns
    -------
    str
        Text for a page.
    """
    named = {f"“{name}”": quoted(findings, name) for name in findings.names}
    named |= {f"“{key}”": in_sentence(key) for key in keys}
    return re.sub("|".join(map(re.escape, named)), lambda found: named[found[0]], text)


def input_label(key: str) -> str:
    """Give an input's label for a page."""
    return literal(parameter(key).label)


def in_sentence(key: str) -> str:
    """Give an input's label for the middle of a sentence, in quotation marks."""
    return f"“{input_label(key)}”"


def input_unit(key: str) -> str:
    """Give the unit in which an input is printed: a share, money, or a bare number."""
    unit = parameter(key).unit
    if unit.split(" ", 1)[0] in _PARTS or unit == "0 to 1":
        return SHARE
    return CURRENCY_SIGNS.get(unit.split(" ", 1)[0].rstrip(","), "number")


def input_value(key: str, value: float | str) -> str:
    """Print a value of an input, such as "45%", "£30,200" or "−0.31"."""
    return literal(value) if isinstance(value, str) else number(float(value), input_unit(key))


def value_with_unit(key: str, value: float | str) -> str:
    """Print a value of an input with what it is counted in, such as "3.2 hours a week" or "an odds ratio of 1.4"."""
    unit, told = parameter(key).unit, input_value(key, value)
    if input_unit(key) != "number" or unit == "number" or isinstance(value, str):
        return told
    if unit.endswith(_SCALES):
        article = "an" if unit[0] in "aeiou" else "a"
        return f"{article} {literal(unit)} of {told}"
    return f"{told} {literal(unit)}"


def per_wellby(findings: Findings) -> float:
    """Give what a WELLBY is worth on average in this appraisal [money]; 0 where wellbeing is not put in money."""
    price = findings.appraisal.price
    return float(np.nanmean(price.per_wellby)) if price.in_money else 0.0


def as_valued(findings: Findings) -> str:
    """Say what a WELLBY is worth here, such as "at £15,700 a WELLBY"."""
    worth = per_wellby(findings)
    if not worth:
        return "with wellbeing not put in money"
    return f"at {number(worth, money(findings))} a WELLBY"


def net_of(findings: Findings, name: str) -> Floats:
    """Net value of a strategy by draw and replication, shape (draws, replications) [money]."""
    return np.asarray(findings.net.values[0][..., findings.number(name)])


def runner_up(findings: Findings) -> str:
    """Give the strategy with the second highest mean net value."""
    means = findings.net.means[0]
    return max(
        (name for name in findings.names if name != findings.best), key=lambda name: means[findings.number(name)]
    )


def not_told_apart(findings: Findings) -> list[str]:
    """Give the other programmes whose net value differs from that of the best one by no more than chance may."""
    best = net_of(findings, findings.best_programme)
    others = [name for name in findings.names if name not in (NOTHING, findings.best_programme)]
    return [name for name in others if not is_clear(best - net_of(findings, name))]


def mean_lead(findings: Findings) -> Number:
    """Give how far the best strategy is ahead of the next on average, with its Monte Carlo error [money]."""
    return mean(findings.lead[:, None], ranged=False)


def lead_is_clear(findings: Findings) -> bool:
    """Whether the best strategy is ahead of the next by more than Monte Carlo error may be."""
    told = mean_lead(findings)
    return told.value is not None and told.value > CLEAR * (told.error or 0.0)


def moves_clear(findings: Findings) -> list[TornadoBar]:
    """Give the inputs whose swing of net value is longer than chance would make that of any of them."""
    from scipy.special import ndtri

    rows = findings.tornado.rows
    sure = float(ndtri(1.0 - DOUBT / max(2 * len(rows), 1)))
    return [row for row in rows if row.swing > sure * float(np.hypot(row.at_low_error, row.at_high_error))]


def chance_of_best(findings: Findings, name: str) -> str:
    """Write a strategy's chance of being the best of all."""
    share = float(findings.acceptability.probability[0, findings.number(name)])
    return chance(min(max(share, 0.0), 1.0), findings.net.draws)


def chance_of_worth(findings: Findings, name: str) -> str:
    """Write the chance that a strategy's gains exceed its costs."""
    if name == NOTHING:
        return "compared with itself"
    return chance(findings.chance_of_worth[name][0], findings.net.draws)


def worlds(findings: Findings) -> str:
    """Say what chances stand on, such as "500 draws of 2 runs each"."""
    nb = findings.net
    runs = f" of {plural(nb.runs, 'run')} each" if nb.runs > 1 else ", one run each"
    return f"{plural(nb.draws, 'draw')}{runs}"


def other_values(findings: Findings) -> list[str]:
    """Say what somebody would choose who values a WELLBY otherwise: one sentence for each change of the choice."""
    unit, now = money(findings), per_wellby(findings)
    told = []
    for at, before, after in sorted(findings.frontier.switches, key=lambda switch: abs(switch[0] - now)):
        side, then = ("more", after) if at > now else ("less", before)
        told.append(
            f"Whoever takes a WELLBY to be worth {side} than {number(at, unit)} would choose {quoted(findings, then)}."
        )
    if not told:
        top = number(findings.thresholds[-1], unit)
        told.append(f"No value of a WELLBY from {number(0.0, unit)} to {top} would change the choice.")
    return told

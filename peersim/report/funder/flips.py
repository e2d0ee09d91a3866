"""What could turn the decision: the inputs that the decision card names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peersim.report.funder.deciding import input_label, input_value, moves_clear, per_wellby, value_with_unit
from peersim.report.funder.telling import MIDDLE, Floats, money
from peersim.report.pages.document import Flip
from peersim.report.pages.inline import literal
from peersim.report.pages.numbers import SHARE, number

if TYPE_CHECKING:
    from peersim.economics.findings import Findings

MOST = 3
"""Inputs that the card names; a convention."""


def flips(findings: Findings) -> list[Flip]:
    """Name three inputs that could turn the decision.

    First those with a value, clear of chance, at which another option takes over, the likeliest first; then what
    wellbeing is worth, if the choice depends on it; then those that move net value most, clear of chance, with the
    words that no value in their range turns it.

    Parameters
    ----------
    findings : Findings
        What is told.

    Returns
    -------
    list of Flip
        At most three, fewer where fewer inputs are clear of chance.
    """
    clear = [row.name for row in findings.switching.rows if row.clear]
    found = [_turning(findings, key) for key in clear[:MOST]]
    if len(found) < MOST:
        found += _worth_of_wellbeing(findings)
    others = [row.name for row in moves_clear(findings) if row.name not in clear]
    return [*found, *(_not_turning(findings, key) for key in others)][:MOST]


def _now(findings: Findings, key: str) -> str:
    values = findings.inputs[key]
    if not hasattr(values.iloc[0], "__float__"):
        return "several values"
    low, high = (input_value(key, float(end)) for end in values.quantile(list(MIDDLE)))
    return f"{value_with_unit(key, float(values.mean()))} ({low} to {high})"


def _turning(findings: Findings, key: str) -> Flip:
    row = findings.switching.row(key)
    side, crossing = max(
        ((side, each) for side, each in (("below", row.below), ("above", row.above)) if each is not None),
        key=lambda pair: (pair[1].clear, pair[1].share_beyond),
    )
    turns = f"{side} {input_value(key, crossing.at)} ({number(crossing.share_beyond, SHARE)} of draws)"
    return Flip(input_label(key), _now(findings, key), turns, literal(findings.title(crossing.takes_over)))


def _worth_of_wellbeing(findings: Findings) -> list[Flip]:
    now, unit = per_wellby(findings), money(findings)
    if not now or not findings.frontier.switches:
        return []
    at, before, after = min(findings.frontier.switches, key=lambda switch: abs(switch[0] - now))
    side, then = ("above", after) if at > now else ("below", before)
    price = findings.appraisal.price.per_wellby
    low, high = (number(float(end), unit) for end in _ends(price))
    spread = f" ({low} to {high})" if low != high else ""
    return [
        Flip(
            "What a WELLBY is worth",
            f"{number(now, unit)}{spread}",
            f"{side} {number(at, unit)}",
            literal(findings.title(then)),
        )
    ]


def _ends(values: Floats) -> Floats:
    import numpy as np

    return np.asarray(np.nanquantile(values, MIDDLE))


def _not_turning(findings: Findings, key: str) -> Flip:
    row = findings.switching.row(key)
    could = row.nearest is not None or any(best != findings.best for _, best in row.levels)
    turns = "only by a lead that could be chance" if could else "no value in its range, alone"
    return Flip(input_label(key), _now(findings, key), turns, f"still {literal(findings.title(findings.best))}")

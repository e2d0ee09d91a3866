"""What a sensitivity analysis found, in sentences: every number in them is computed."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from peersim.analysis.sensitivity.planning import AS_DRAWN
from peersim.analysis.sensitivity.points import ENDS, OTHERS
from peersim.analysis.sensitivity.spaces import BLOCK

if TYPE_CHECKING:
    from peersim.analysis.sensitivity.found import Explained, Index, Sensitivity

NAMED = 3
"""Inputs named in a sentence, at most."""

TOGETHER_MATTERS = 0.05
"""Sum of what first-order indices leave over from which interactions are spoken of."""

APART_MATTERS = 0.15
"""Relative difference of spreads from which drawing inputs apart is said to change the answer."""


def sentences(found: Sensitivity) -> list[str]:
    """Say what decides each quantity, how sure that is, and what was done.

    Parameters
    ----------
    found : Sensitivity
        What was found.

    Returns
    -------
    list of str
        A sentence or two for each quantity, then what must be known of all of them.
    """
    return [*(decides(found, each) for each in found.quantities), *known_of_all(found)]


def decides(found: Sensitivity, quantity: Explained) -> str:
    """Say what decides one quantity."""
    if quantity.why_not:
        return f"Of {quantity.label} nothing can be told: {quantity.why_not}."
    rows = [each for each in found.indices(quantity.name) if each.input != OTHERS]
    clear = [each for each in rows if each.clear][:NAMED]
    if not clear:
        told = f"No single input decides {quantity.label} by more than chance would show."
    else:
        first, rest = clear[0], clear[1:]
        verb, it, them = ("decide", "they", "them") if first.input == BLOCK else ("decides", "it", "it")
        do = "do" if first.input == BLOCK else "does"
        told = (
            f"Of what nobody knows, {in_quotes(found, first.input)} {verb} {quantity.label} most: known exactly, {it} "
            f"would take {percent(first.first)} of the variance between worlds off "
            f"({span(first.first_low, first.first_high)}); with what {it} {do} together with others, "
            f"{percent(first.total)} hang on {them} ({span(first.total_low, first.total_high)})."
        )
        if rest:
            told += f" Then {_listed(f'{in_quotes(found, each.input)} ({_of(each)})' for each in rest)}."
    return told + _inside(found, quantity) + _of_others(found, quantity) + _lost(quantity)


def _of(each: Index) -> str:
    return f"{percent(each.first)} alone, {percent(each.total)} in all"


def _inside(found: Sensitivity, quantity: Explained) -> str:
    """Say which inputs within the calibrated block matter, where the block does."""
    whole = next((each for each in found.indices(quantity.name) if each.input == BLOCK), None)
    if whole is None or not whole.clear:
        return ""
    clear = [each for each in found.inside(quantity.name) if each.clear][:NAMED]
    if not clear:
        return " None of the inputs that calibration ties together stands out from the others by more than chance."
    told = _listed(f"{in_quotes(found, each.input)} ({percent(each.share)})" for each in clear)
    return (
        " Among the inputs that calibration ties together, those that would take most off if one were known, with what "
        f"is tied to it: {told}."
    )


def _of_others(found: Sensitivity, quantity: Explained) -> str:
    rows = found.indices(quantity.name)
    others = next((each for each in rows if each.input == OTHERS), None)
    told = f" Luck is {percent(quantity.share_of_luck)} of the variance of a single run, and is not in these shares."
    together = 1.0 - sum(max(each.first, 0.0) for each in rows)
    error = math.sqrt(sum((each.first_high - each.first) ** 2 for each in rows))
    if others is not None:
        told = (
            f" {found.label(OTHERS).capitalize()}, account for {percent(others.first)} alone and "
            f"{percent(others.total)} in all ({span(others.total_low, others.total_high)}).{told}"
        )
    if together > max(TOGETHER_MATTERS, error):
        told += f" What inputs do only together (interactions) is {percent(together)}, give or take {percent(error)}."
    return told


def _lost(quantity: Explained) -> str:
    lost = []
    if quantity.rows_lost:
        lost.append(f"{quantity.rows_lost:,} of {quantity.rows + quantity.rows_lost:,} rows of points")
    if quantity.trajectories_lost:
        lost.append(f"{quantity.trajectories_lost:,} trajectories")
    if not lost:
        return ""
    return (
        f" {_listed(lost).capitalize()} were left out whole, because a run in them failed or there was nothing to "
        "divide by; the shares are of the other worlds."
    )


def known_of_all(found: Sensitivity) -> list[str]:
    """Say what must be known of every number: what was screened, how inputs were drawn, and what failed."""
    return [each for each in (_screened(found), _drawn(found), _failed(found)) if each]


def _screened(found: Sensitivity) -> str:
    facts = found.facts
    singly = sum(name != BLOCK for name in found.kept)
    kept = f"{singly} of {facts['moved']:,} inputs are looked at one by one"
    if not facts["trajectories"]:
        return f"Nothing was screened: {kept}, as asked, and all others vary together."
    low, high = (f"{100 * end:.0f}" for end in ENDS)
    return (
        f"Screening: {facts['trajectories']} Morris trajectories moved every input across its range ({low}th to "
        f"{high}th percentile). {kept}: those whose mean absolute effect could lie above what luck alone would show, "
        f"the largest first, {facts['at_most']} at most. No input was fixed: those put aside vary together, and their "
        "joint share is told above."
    )


def _drawn(found: Sensitivity) -> str:
    """Say how calibrated inputs were drawn, and what that changes."""
    if found.facts["inputs_from"] != "posterior":
        return "Inputs are drawn independently of each other, from the evidence table alone."
    if found.facts["ties"] == "together":
        return (
            "Inputs that calibration ties together are drawn together, as rows of the posterior sample, as in a study, "
            "and have one index as a block; all others are independent. Shares of single inputs within the block are "
            "first-order effects from the same runs; as these inputs hang together, the shares overlap and do not add "
            "up."
        )
    told = (
        "Inputs are drawn independently of each other: those that calibration ties together come each from its own "
        "margin of the posterior, so some worlds here go together less well than those of a study."
    )
    ratios = [
        (each.sd_as_drawn / each.sd, each)
        for each in found.quantities
        if not each.why_not and each.sd > 0.0 and math.isfinite(each.sd_as_drawn)
    ]
    clear = [pair for pair in ratios if abs(pair[0] - 1.0) > max(APART_MATTERS, _by_chance(found, pair[1]))]
    if not ratios:
        return told
    widest, which = max(clear or ratios, key=lambda pair: abs(pair[0] - 1.0))
    if not clear:
        within = percent(abs(widest - 1.0))
        return f"{told} It hardly matters: spreads between worlds are within {within} of a study's, or within chance."
    return (
        f"{told} It matters: drawn as in a study, {which.label} spreads {percent(abs(widest - 1.0))} "
        f"{'more' if widest > 1.0 else 'less'} between worlds. Do not lean on shares of calibrated inputs here: ask "
        "with calibrated inputs together (--ties together)."
    )


def _by_chance(found: Sensitivity, each: Explained) -> float:
    """By how much two estimates of the same spread differ at most, in 95 of 100 cases, relative to it."""
    luck = each.share_of_luck / max(1.0 - each.share_of_luck, 1e-9) / found.facts["replications"]
    worlds = (2 * each.rows, min(found.facts["samples"], AS_DRAWN))
    return 2.0 * math.hypot(*(math.sqrt(0.5 / max(count, 1)) * (1.0 + luck) for count in worlds))


def _failed(found: Sensitivity) -> str:
    if not found.failures:
        return ""
    first = found.failures[0]
    return (
        f"{len(found.failures):,} of {found.runs:,} runs failed, and their rows were left out: such as "
        f"{first.scenario}, {first.stage} row {first.row}, point {first.point}, replication {first.replication}: "
        f"{first.message}. All are in failures.csv. Where runs fail is seldom a matter of chance: look at them before "
        "leaning on the shares."
    )


def in_quotes(found: Sensitivity, name: str) -> str:
    """Quote an input's label; a block of inputs needs no quotes."""
    return found.label(name) if name == BLOCK else f"“{found.label(name)}”"


def percent(share: float) -> str:
    """Write a share; below nought, which only sampling error makes it, as nought."""
    return f"{100.0 * max(share, 0.0):.0f}%" if math.isfinite(share) else "–"


def span(low: float, high: float) -> str:
    """Write the interval of a share, cut at nought and one."""
    return f"95% interval {percent(min(low, 1.0))} to {percent(min(high, 1.0))}"


def _listed(words: Iterable[str]) -> str:
    parts = list(words)
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"

"""Parts of the summary that ask behind the answer: who is left out, what binds, what it hangs on, does it fit."""

from __future__ import annotations

import math
from typing import NamedTuple

from peersim.analysis.comparison import Comparison
from peersim.analysis.estimate import Estimate
from peersim.analysis.orders import Held, held_against_evidence
from peersim.outcomes.outcome import Outcome
from peersim.outcomes.registry import outcome as find_outcome
from peersim.outcomes.strata import FACTORS, Factor
from peersim.report.words import (
    RANGE,
    UNTOLD,
    between,
    could_be_none,
    difference_with_unit,
    listed,
    plain,
    plural,
    quoted,
    with_unit,
)

GAPS_TOLD = 3
CHANGES_TOLD = 3
"""Most gaps, and most changes of one kind, told in sentences."""

BINDING = ("overload_share", "supervision_met", "waiting_match_mean", "refused", "volunteers_strained")
"""Outcomes that say what binds."""


class Gap(NamedTuple):
    """How far a subgroup is from another on reach.

    Attributes
    ----------
    factor : Factor
        How families are divided.
    less, more : str
        The level reached less, and the level it is compared with.
    estimate : Estimate
        Difference in reach, `less` minus `more` (below 0).
    """

    factor: Factor
    less: str
    more: str
    estimate: Estimate


def _named(comparison: Comparison, scenario: str) -> str:
    return "the reference" if scenario == comparison.reference else quoted(comparison, scenario)


def reach_gaps(comparison: Comparison, scenario: str) -> list[Gap]:
    """Gaps in reach between the ends of each factor, largest first; only those whose interval excludes 0.

    Parameters
    ----------
    comparison : Comparison
        Designs compared.
    scenario : str
        Which one.

    Returns
    -------
    list of Gap
        The level reached less comes first in each.
    """
    found = []
    for factor in FACTORS:
        first, last = factor.levels[0], factor.levels[-1]
        gap = comparison.gap(scenario, "reach", factor.name, last, first)
        less, more = last, first
        if gap.value > 0:
            gap = comparison.gap(scenario, "reach", factor.name, first, last)
            less, more = first, last
        if math.isfinite(gap.value) and not could_be_none(gap, "share"):
            found.append(Gap(factor, less, more, gap))
    return sorted(found, key=lambda gap: gap.estimate.value)


def who_is_not_reached(comparison: Comparison, programme: str, best: str | None) -> list[str]:
    """Say who comes less often, in one programme and in the best design.

    Parameters
    ----------
    comparison : Comparison
        Designs compared.
    programme : str
        The reference, or the best design where the reference is no programme.
    best : str or None
        The design named in the answer.

    Returns
    -------
    list of str
        Sentences.
    """
    title = _named(comparison, programme)
    everybody = comparison.value(programme, "reach")
    if not math.isfinite(everybody.value) or everybody.value == 0:
        return [f"In {title} nobody came."]
    missed = plain(1.0 - everybody.value, "share")
    opening = f"In {title}, {missed} of {find_outcome('reach').denominator} never came."
    gaps = reach_gaps(comparison, programme)
    if not gaps:
        return [f"{opening} No gap between subgroups has an interval that excludes 0."]
    told = [_gap_words(gap) for gap in gaps[:GAPS_TOLD]]
    sentences = [f"{opening} Largest gaps in who came: {'; '.join(told)}."]
    if best is not None and best != programme:
        sentences.append(_gaps_after(comparison, best, gaps[:GAPS_TOLD]))
    return sentences


def _gap_words(gap: Gap) -> str:
    interval = between(-gap.estimate.high, -gap.estimate.low, "share").replace("%", "")
    size = plain(-gap.estimate.value, "share").replace("%", "")
    return (
        f"{gap.less} {plain(gap.estimate.scenario, 'share')}, {gap.more} {plain(gap.estimate.reference, 'share')} "
        f"({size} percentage points apart, {interval})"
    )


def _gaps_after(comparison: Comparison, best: str, gaps: list[Gap]) -> str:
    parts = []
    for gap in gaps:
        after = comparison.gap(best, "reach", gap.factor.name, gap.less, gap.more)
        size = plain(-after.value, "share").replace("%", "")
        none = ", could be none" if could_be_none(after, "share") else ""
        parts.append(f"{gap.less} {size}{none}")
    return f"In {quoted(comparison, best)} the same gaps, in percentage points, are: {'; '.join(parts)}."


def what_binds(comparison: Comparison, programme: str) -> list[str]:
    """Say how overload, supervision, waits, refused money and strain stand in one programme, and what changes them.

    Parameters
    ----------
    comparison : Comparison
        Designs compared.
    programme : str
        The reference, or the best design where the reference is no programme.

    Returns
    -------
    list of str
        Sentences.
    """
    told = []
    for name in BINDING:
        about, estimate = find_outcome(name), comparison.value(programme, name)
        if math.isfinite(estimate.value):
            told.append(
                f"{about.label} {with_unit(estimate.value, about.unit)} "
                f"({between(estimate.low, estimate.high, about.unit)})"
            )
    sentences = [f"In {_named(comparison, programme)}: {'; '.join(told)}." if told else ""]
    for name in BINDING:
        about = find_outcome(name)
        changes = _changes(comparison, about) if programme == comparison.reference else []
        if changes:
            sentences.append(f"Changed, with an interval that excludes 0, {about.label}: {'; '.join(changes)}.")
    return [sentence for sentence in sentences if sentence]


def _changes(comparison: Comparison, about: Outcome) -> list[str]:
    found = []
    for name in comparison.scenarios:
        if name == comparison.reference or comparison.value(name, "cost").value == 0:
            continue
        difference = comparison.difference(name, about.name)
        if math.isfinite(difference.value) and not could_be_none(difference, about.unit):
            interval = between(difference.low, difference.high, about.unit, difference=True)
            size = difference_with_unit(difference.value, about.unit)
            found.append((abs(difference.value), f"{quoted(comparison, name)} {size} ({interval})"))
    found.sort(key=lambda each: -each[0])
    return [words for _, words in found[:CHANGES_TOLD]]


def what_it_hangs_on(comparison: Comparison, best: str | None, main: str, rivals: int = 0) -> list[str]:
    """Say what is parameters and what chance, the Monte Carlo error, and the assumptions.

    Parameters
    ----------
    comparison : Comparison
        Designs compared.
    best : str or None
        The design named in the answer.
    main : str
        The outcome answered first.
    rivals : int
        Other designs it was picked from.

    Returns
    -------
    list of str
        One paragraph.
    """
    about = find_outcome(main)
    if best is None:
        estimate = comparison.value(comparison.reference, main)
        what = f"a run's {about.label} in the reference"
    else:
        estimate = comparison.difference(best, main)
        what = f"a run's difference in {about.label} made by {quoted(comparison, best)}"
    sentences = [_shares(comparison, estimate, what), _precision(estimate, about, best is not None)]
    if best is not None and rivals:
        sentences.append(
            f"It was named because its mean is the largest of {plural(rivals + 1, 'design')}; a largest of several "
            "tends to come out smaller when it is run again."
        )
    labels = comparison.assumptions.get(best or comparison.reference, ())
    if labels:
        sentences.append(f"Assumptions (grade D, not measured anywhere) behind what it changes: {listed(labels)}.")
    return [" ".join(sentence for sentence in sentences if sentence)]


def _shares(comparison: Comparison, estimate: Estimate, what: str) -> str:
    if comparison.draws < 2:
        return "One draw was run: what uncertain inputs do to the answer cannot be told."
    if comparison.replications < 2:
        return "One replication of each draw was run: uncertain inputs and chance cannot be told apart."
    if math.isnan(estimate.share_from_parameters):
        if estimate.monte_carlo_error == 0:
            return f"Nothing makes {what} vary in these runs."
        return f"Too few runs can be told to say whether uncertain inputs or chance make {what} vary."
    share = estimate.share_from_parameters
    zero = " (estimated below 0 and set to 0: chance alone explains what was seen)" if estimate.set_to_zero else ""
    return (
        f"Of the variance of {what}, {plain(share, 'share')} comes from uncertain inputs{zero} and "
        f"{plain(1 - share, 'share')} from chance."
    )


def _precision(estimate: Estimate, about: Outcome, difference: bool) -> str:
    if math.isnan(estimate.monte_carlo_error) or estimate.monte_carlo_error == 0:
        return ""
    missing = f", {estimate.missing} missing or not to be told" if estimate.missing else ""
    apart = (
        f" Worlds range from {between(estimate.range_low, estimate.range_high, about.unit, difference)} ({RANGE})."
        if math.isfinite(estimate.range_low)
        else ""
    )
    return (
        f"The mean stands on {estimate.pairs} runs{missing}; its Monte Carlo error is "
        f"{with_unit(estimate.monte_carlo_error, about.unit)}, which more draws would lower.{apart}"
    )


def checked_against_evidence(comparison: Comparison, programme: str) -> list[str]:
    """Hold a programme against the evidence's orders of magnitude.

    Parameters
    ----------
    comparison : Comparison
        Designs compared.
    programme : str
        The reference, or the best design where the reference is no programme.

    Returns
    -------
    list of str
        A sentence on what misses, and a table.
    """
    held = [each for each in held_against_evidence(comparison, programme) if each.verdict != UNTOLD]
    if not held or comparison.value(programme, "cost").value == 0:
        return ["There is no programme here to hold against the evidence."]
    outside = [each for each in held if each.verdict != "within"]
    misses = listed(
        f"{each.order.words} ({each.verdict}{', interval reaches it' if _near_miss(each) else ''})" for each in outside
    )
    orders = "order" if len(held) == 1 else "orders"
    inside = len(held) - len(outside)
    opening = f"Of {len(held)} {orders} of magnitude that can be told, within the evidence's range: {inside}"
    sentence = f"{opening}; outside: {misses}." if outside else f"{opening}."
    lines = [
        f"| in {_named(comparison, programme)} | evidence says about | this model gives | |",
        "|---|---:|---:|---|",
    ]
    lines += [_held_line(each) for each in held]
    return [f"{sentence} The model was never told them.", "\n".join(lines)]


def _held_line(each: Held) -> str:
    said = f"{plain(each.order.low, each.unit)} to {plain(each.order.high, each.unit)}"
    gives = f"{plain(each.estimate.value, each.unit)} ({between(each.estimate.low, each.estimate.high, each.unit)})"
    verdict = f"{each.verdict}, but its interval reaches it" if _near_miss(each) else each.verdict
    return f"| {each.order.words} | {said} | {gives} | {verdict} |"


def _near_miss(each: Held) -> bool:
    return each.verdict in ("below", "above") and each.reaches


__all__ = ["checked_against_evidence", "reach_gaps", "what_binds", "what_it_hangs_on", "who_is_not_reached"]

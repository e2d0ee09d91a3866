"""What the terms of an income stream say to one another: terms that can have no effect, or contradict."""

from __future__ import annotations

from collections.abc import Iterator

from peersim.scenarios.levers import COST_LINES
from peersim.scenarios.model import FundPlan


def contradictions(fund: FundPlan) -> Iterator[tuple[str, str]]:
    """Find terms of a stream that contradict one another or have no effect.

    Parameters
    ----------
    fund : FundPlan
        The stream, with all it inherits taken in.

    Yields
    ------
    key, sentence : str
        The key at fault, and what is wrong with it, without the place and the stream's name.
    """
    if fund.late_chance != 1 and not fund.late_weeks:
        yield "late_chance", "late_chance has no effect without late_weeks: how late is a late payment?"
    yield from _of_a_cut(fund)
    yield from _of_renewal(fund)
    if fund.virement and fund.pays_for == COST_LINES:
        yield "virement", "virement has no effect: it may be spent on anything already."


def _of_a_cut(fund: FundPlan) -> Iterator[tuple[str, str]]:
    if fund.cut_share and fund.cut_week is None:
        yield "cut_share", "cut_share has no effect without cut_week: from which week is it cut?"
    elif fund.cut_week is not None and not fund.cut_share:
        yield "cut_week", "cut_week has no effect without cut_share: how much less does it pay from then on?"
    elif fund.cut_week is not None and fund.cut_week <= fund.from_week:
        yield (
            "cut_week",
            f"cut_week is {fund.cut_week}, which is not after from_week {fund.from_week}; "
            "a stream cut from the start is one with a smaller amount_per_year.",
        )
    elif fund.cut_week is not None and not fund.renews and fund.to_week is not None and fund.cut_week >= fund.to_week:
        yield "cut_week", f"cut_week is {fund.cut_week}, but the stream has ended by then (to_week {fund.to_week})."


def _of_renewal(fund: FundPlan) -> Iterator[tuple[str, str]]:
    if fund.renews and fund.to_week is None:
        yield "renews", "renews needs to_week: a stream that never ends is never renewed."
    if not fund.renews and fund.renewed_for_weeks is not None:
        yield "renewed_for_weeks", "renewed_for_weeks has no effect without renews = true."
    if not fund.renews and fund.asks_for_evidence:
        yield "asks_for_evidence", "asks_for_evidence has no effect without renews = true."

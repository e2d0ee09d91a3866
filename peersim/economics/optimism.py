"""Optimism: benefits cut by the grade of what they rest on, before and after side by side."""

from __future__ import annotations

import numpy as np

from peersim.economics.items import LineItem
from peersim.economics.profile import Optimism
from peersim.economics.samples import Floats


def less(amount: Floats, share: float) -> Floats:
    """Cut a gain, and make a harm larger, by a share of its size.

    Parameters
    ----------
    amount : numpy.ndarray
        Gains; below 0 is harm.
    share : float
        Share [0 to 1].

    Returns
    -------
    numpy.ndarray
        Never more than `amount`: a cut that multiplied harm too would make it look smaller.
    """
    return np.asarray(amount - share * np.abs(amount), dtype=np.float64)


def adjusted(items: list[LineItem], scale: Optimism) -> list[LineItem]:
    """Adjust line items for optimism.

    Parameters
    ----------
    items : list of LineItem
        Before.
    scale : Optimism
        Share by grade, for benefits and for costs.

    Returns
    -------
    list of LineItem
        After: benefits lower, costs higher or as they were; transfers and what is marked so stay.
    """
    return [_adjusted(item, scale) for item in items]


def _adjusted(item: LineItem, scale: Optimism) -> LineItem:
    if item.adjusted == "benefits":
        return item.with_amount(less(item.amount, scale.benefits[item.grade]))
    if item.adjusted == "costs" and scale.costs[item.grade] > 0.0:
        return item.with_amount(-less(-item.amount, scale.costs[item.grade]))
    return item


def in_words(scale: Optimism) -> str:
    """Say the scale, for a report."""
    shares = ", ".join(f"grade {grade} {share:.0%}" for grade, share in scale.benefits.items())
    return f"Benefits are cut by the weakest grade of what they rest on: {shares}. Harms are made larger by as much."

"""Carrying out checks: runs in the same worlds, the difference and whether it is clear of zero."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from peersim.analysis.claims.claim import EITHER, RISES, Check, Design
from peersim.analysis.laboratory import Interval, Laboratory, Numbers, interval


class Measured(NamedTuple):
    """What a check found.

    Attributes
    ----------
    found : Interval
        Mean difference over worlds and its 95% interval; at the low value where the document is undecided.
    opposite : Interval or None
        The same at the high value where the document is undecided.
    """

    found: Interval
    opposite: Interval | None = None


def measured(check: Check, pinned: dict[str, float] | None = None) -> Measured:
    """Measure a check.

    Parameters
    ----------
    check : Check
        What to measure.
    pinned : dict, optional
        Evidence keys held at a value in every world.

    Returns
    -------
    Measured
        Differences with their intervals.
    """
    if check.hinges_on is None:
        return Measured(interval(_differences(check, dict(pinned or {}))))
    key, low, high = check.hinges_on
    at = [interval(_differences(check, {**(pinned or {}), key: value})) for value in (low, high)]
    return Measured(at[0], at[1])


def holds(check: Check, found: Measured) -> bool:
    """Tell whether a check holds: every interval clear of zero, on the side stated.

    Parameters
    ----------
    check : Check
        The check.
    found : Measured
        What it found.

    Returns
    -------
    bool
        True when it holds.
    """
    if check.direction == EITHER:
        return found.opposite is not None and _side(found.found) * _side(found.opposite) < 0
    return _side(found.found) == (1 if check.direction == RISES else -1)


def _side(found: Interval) -> int:
    """Side of zero on which an interval lies; 0 where it holds zero or is not known."""
    if found.low > 0.0:
        return 1
    return -1 if found.high < 0.0 else 0


def _differences(check: Check, pinned: dict[str, float]) -> Numbers:
    laboratory = Laboratory(check.draws, check.parents, check.weeks, held=pinned, events=check.events)
    stage = _values(laboratory, check, check.stage)
    if check.other is None:
        return stage
    return np.asarray(_values(laboratory, check, check.other) - stage)


def _values(laboratory: Laboratory, check: Check, design: Design) -> Numbers:
    return laboratory.values(check.told.measure, design.scenario, dict(design.settings), **design.tables)

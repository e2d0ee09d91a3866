"""Measuring a statistic of a finished run, of all its units or of so many as a study looked at."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from peersim.foundation.problems import InputError, nearest
from peersim.outcomes.scene import Scene
from peersim.outcomes.statistics.catalogue import STATISTICS
from peersim.outcomes.statistics.checking import problems_of
from peersim.outcomes.statistics.record import Record
from peersim.outcomes.statistics.statistic import Counts, Measured, Statistic, Units, YesNo
from peersim.outcomes.statistics.subgroups import wanted

NOTHING = Measured(math.nan, 0)
"""What cannot be told."""

_WHICH_UNITS = 20131


def check(name: str, arguments: Mapping[str, Any]) -> list[str]:
    """Check that a statistic can be asked with some arguments.

    Parameters
    ----------
    name : str
        Statistic's name.
    arguments : mapping
        Its arguments by name.

    Returns
    -------
    list of str
        Every problem, a sentence each, with the nearest right name; empty when all is right.
    """
    if name not in STATISTICS:
        return [f'unknown statistic "{name}".{nearest(name, STATISTICS)} See `peersim statistics`.']
    return problems_of(STATISTICS[name], arguments)


def measure(
    scene: Scene, name: str, arguments: Mapping[str, Any] | None = None, *, n: int | None = None, key: int = 0
) -> Measured:
    """Measure one statistic of a finished run.

    Parameters
    ----------
    scene : Scene
        The run.
    name : str
        Statistic's name.
    arguments : mapping, optional
        Its arguments by name.
    n : int, optional
        Units that a study looked at: where the run has more, so many of them are chosen without replacement; where it
        has no more, all of them are looked at. Figures of the whole run (`Statistic.sampled` is False) are not
        touched by it.
    key : int
        The choice follows from it alone: the same key chooses the same of the same units, in whatever run or
        statistic they occur.

    Returns
    -------
    Measured
        Value, nan with 0 units when it cannot be told of this run, and the units it was told of.

    Raises
    ------
    InputError
        If there is no such statistic, an argument is wrong, or it needs the event record and the run kept none.
    """
    given = arguments or {}
    problems = check(name, given)
    if n is not None and n < 1:
        problems.append(f"n is {n} units; at least 1 is needed.")
    if problems:
        raise InputError(problems)
    statistic, record = STATISTICS[name], Record.of(scene)
    whole = statistic.filled(given)
    if statistic.event_record_needed(given):
        _need_events(record, statistic)
    first, second, compared = wanted(record, whole) if statistic.by_family else (None, None, False)
    units = _units(record, statistic, whole, first)
    other = _units(record, statistic, whole, second) if compared else None
    if n is not None and statistic.sampled:
        units, other = _chosen(units, other, n, key)
    value = _value(statistic, units, whole)
    if other is None:
        return _told(value, len(units.ids))
    return _told(_ratio(value, _value(statistic, other, whole)), len(units.ids) + len(other.ids))


def _need_events(record: Record, statistic: Statistic) -> None:
    try:
        _ = record.events
    except InputError as error:
        raise InputError([f"{statistic.name}: {problem}" for problem in error.problems]) from None


def _units(record: Record, statistic: Statistic, given: Mapping[str, Any], who: YesNo | None) -> Units:
    """Find the units, of some families only where a mask says which."""
    units = statistic.units(record, given, who)
    if who is None or units.family is None:
        return units
    return units.take((units.family >= 0) & who[units.family])


def _chosen(units: Units, other: Units | None, n: int, key: int) -> tuple[Units, Units | None]:
    """Choose n units of one set, or of two sets together."""
    if other is None:
        return (units.take(_choice(units.ids, n, key)), None) if len(units.ids) > n else (units, None)
    shift = 0 if units.family is not None else int(units.ids.max(initial=0)) + 1
    both = np.union1d(units.ids, other.ids + shift)
    if len(both) <= n:
        return units, other
    chosen = both[_choice(both, n, key)]
    return units.take(np.isin(units.ids, chosen)), other.take(np.isin(other.ids + shift, chosen))


def _choice(ids: Counts, n: int, key: int) -> Counts:
    """Positions of n units chosen without replacement: those with the n lowest of their own uniform numbers."""
    from peersim.foundation.draws import run_key, uniforms

    lots = uniforms(run_key(key, _WHICH_UNITS), np.ascontiguousarray(ids), 0)
    return np.sort(np.argpartition(lots, n - 1)[:n])


def _value(statistic: Statistic, units: Units, given: Mapping[str, Any]) -> float:
    return statistic.summary(units.values, given) if len(units.ids) else math.nan


def _ratio(top: float, bottom: float) -> float:
    if math.isnan(top) or math.isnan(bottom) or bottom == 0.0 or (math.isinf(top) and math.isinf(bottom)):
        return math.nan
    return top / bottom


def _told(value: float, units: int) -> Measured:
    return NOTHING if math.isnan(value) else Measured(value, units)

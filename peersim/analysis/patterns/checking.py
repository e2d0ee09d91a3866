"""Checking a pattern: measure it in a laboratory, with or without its mechanism, and say whether it holds."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from peersim.analysis.laboratory import Interval, Laboratory, interval
from peersim.analysis.patterns.pattern import Pattern, Statistic


class Reading(NamedTuple):
    """What one statistic came to.

    Attributes
    ----------
    statistic : Statistic
        What was measured.
    value : Interval
        Mean over worlds with its 95% interval.
    holds : bool
        It is as needed.
    """

    statistic: Statistic
    value: Interval
    holds: bool


class Result(NamedTuple):
    """A pattern as measured once.

    Attributes
    ----------
    pattern : Pattern
        The pattern.
    off : bool
        Its mechanism was taken out.
    readings : tuple of Reading
        One for each statistic.
    """

    pattern: Pattern
    off: bool
    readings: tuple[Reading, ...]

    @property
    def holds(self) -> bool:
        """Whether every statistic is as needed."""
        return all(reading.holds for reading in self.readings)

    def told(self) -> str:
        """Tell what was found, for messages.

        Returns
        -------
        str
            One line for each statistic.
        """
        without = f" without {self.pattern.mechanism}" if self.off else ""
        lines = [f"P{self.pattern.number}{without}: {'holds' if self.holds else 'does not hold'}"]
        for statistic, value, holds in self.readings:
            shown = f"{figure(value.mean)} ({figure(value.low)} to {figure(value.high)}) {statistic.unit}"
            lines.append(f"  {'yes' if holds else 'no '} {statistic.says}: {shown}; needed: {statistic.need.words}")
        return "\n".join(lines)


def figure(value: float) -> str:
    """Write a number with three digits that count.

    Parameters
    ----------
    value : float
        A number.

    Returns
    -------
    str
        Such as ``0.123``, ``12.3``, ``1,230``; ``–`` where there is none.
    """
    if not np.isfinite(value):
        return "–"
    if value == 0 or abs(value) >= 1000:
        return f"{value:,.0f}"
    digits = max(0, 2 - int(np.floor(np.log10(abs(value)))))
    return f"{value:,.{min(digits, 4)}f}"


def check(pattern: Pattern, off: bool = False, draws: int | None = None) -> Result:
    """Measure a pattern and say whether it holds.

    Parameters
    ----------
    pattern : Pattern
        The pattern.
    off : bool
        Take its mechanism out of every world.
    draws : int, optional
        Worlds to measure in [worlds]; as many as the pattern says when left out.

    Returns
    -------
    Result
        Each statistic with its interval, and whether it is as needed.
    """
    place = Laboratory(
        draws=draws or pattern.draws,
        parents=pattern.parents,
        weeks=pattern.weeks,
        off=pattern.mechanism if off else "",
    )
    rows = np.atleast_2d(pattern.measure(place))
    if len(rows) != len(pattern.statistics):
        raise ValueError(f"P{pattern.number}: {len(rows)} rows measured for {len(pattern.statistics)} statistics")
    readings = []
    for statistic, row in zip(pattern.statistics, rows, strict=True):
        value = interval(row)
        readings.append(Reading(statistic, value, bool(statistic.need.holds(value))))
    return Result(pattern, off, tuple(readings))

"""Switching values: for every uncertain input, where another option takes over, and which; or that none does.

What to expect of each option, given one input, is a curve fitted over draws (`smoothing`); other inputs take what
values they take beside it. The option that is best on average is followed from the middle of the input's range
outwards, until another one's curve crosses it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from peersim.economics.decision.arrays import Numbers, position
from peersim.economics.decision.inputs import Input, across, read_inputs
from peersim.economics.decision.net import NetBenefit, as_net_benefit, first_of_highest, frame
from peersim.economics.decision.partial import best_differences, single_fit
from peersim.economics.decision.smoothing import Smooth
from peersim.economics.decision.words import figure, quoted

POINTS = 81
"""Values of an input looked at; between two of them a crossing is found on a straight line."""

COVERAGE = 0.95
"""Share of draws inside the range looked at: beyond it, a curve stands on little; a convention."""

DOUBT = 0.05
"""Chance that any input of a study without effect would seem to switch the choice; a convention."""


@dataclass(frozen=True)
class Crossing:
    """Where another option takes over.

    Attributes
    ----------
    at : float
        Value of the input.
    error : float or None
        Its standard error; None where curves cross at so flat an angle that it is as wide as the range.
    takes_over : str
        Option that is best beyond it.
    share_beyond : float
        Share of draws that lie beyond it [0 to 1].
    lead, lead_error : float
        How far that option is ahead at most, beyond it within the range [unit of net benefit], with its error.
    clear : bool
        Whether that lead is more than chance would show in any of the inputs looked at.
    """

    at: float
    error: float | None
    takes_over: str
    share_beyond: float
    lead: float
    lead_error: float
    clear: bool


@dataclass(frozen=True)
class SwitchingRow:
    """Switching values of one input.

    Attributes
    ----------
    name : str
        Input.
    low, high : float or None
        Range looked at; None for labels.
    below, above : Crossing or None
        Where another option takes over below and above; None where none does within the range.
    levels : tuple of (str, str)
        For an input with few values: each of them with the option that is best there.
    words : str
        The row in a sentence.
    """

    name: str
    low: float | None
    high: float | None
    below: Crossing | None
    above: Crossing | None
    levels: tuple[tuple[str, str], ...]
    words: str

    @property
    def nearest(self) -> Crossing | None:
        """The crossing with more draws beyond it, clear ones first."""
        both = [each for each in (self.below, self.above) if each is not None]
        return max(both, key=lambda each: (each.clear, each.share_beyond), default=None)

    @property
    def clear(self) -> bool:
        """Whether a crossing is clear of chance."""
        return self.nearest is not None and self.nearest.clear


@dataclass(frozen=True)
class SwitchingValues:
    """Switching values of every input.

    Attributes
    ----------
    names : tuple of str
        Options.
    best : str
        Option with the highest mean net benefit.
    k : float or None
        Threshold.
    rows : tuple of SwitchingRow
        One for each input: those that switch clear of chance first, with more draws beyond first.
    coverage : float
        Share of draws inside the ranges.
    draws : int
        What it stands on.
    """

    names: tuple[str, ...]
    best: str
    k: float | None
    rows: tuple[SwitchingRow, ...]
    coverage: float
    draws: int

    def row(self, name: str) -> SwitchingRow:
        """Find an input's row."""
        return self.rows[position(name, [row.name for row in self.rows], "input")]

    def to_frame(self) -> Any:
        """Make a table: one row for each input, None where nothing takes over."""
        return frame(
            {
                "input": row.name,
                "low": row.low,
                "high": row.high,
                **{
                    f"{side}_{part}": getattr(crossing, part) if crossing is not None else None
                    for side, crossing in (("below", row.below), ("above", row.above))
                    for part in ("at", "error", "takes_over", "share_beyond", "lead", "lead_error", "clear")
                },
                "words": row.words,
            }
            for row in self.rows
        )


@dataclass(frozen=True, eq=False)
class Curves:
    """What to expect of all options along one input.

    Attributes
    ----------
    values : numpy.ndarray, shape (points,)
        Values of the input.
    expected : numpy.ndarray, shape (points, options)
        Net benefit less that of the option that is best on average.
    leverage : numpy.ndarray, shape (points,)
        By which `scatter` is multiplied to give squared errors.
    scatter : numpy.ndarray, shape (options, options)
        Covariance about the fit.
    """

    values: npt.NDArray[Any]
    expected: Numbers
    leverage: Numbers
    scatter: Numbers

    def error(self, point: int, one: int, other: int) -> float:
        """Give the standard error of one option's lead over another at a point."""
        apart = self.scatter[one, one] + self.scatter[other, other] - 2.0 * self.scatter[one, other]
        return float(np.sqrt(max(apart * self.leverage[point], 0.0)))


def switching_values(
    nb: Any, inputs: Any, *, names: Sequence[str] | None = None, coverage: float = COVERAGE
) -> SwitchingValues:
    """Find, for every input, where the option that is best on average is overtaken, and by which.

    Parameters
    ----------
    nb : NetBenefit, array, DataFrame or mapping
        Net benefit at one threshold; plain numbers of shape (draws, options) or (draws, replications, options).
    inputs : DataFrame, Series, mapping, structured array or array of shape (draws, inputs)
        Value of each uncertain input in each draw.
    names : sequence of str, optional
        Options' names, for numbers without.
    coverage : float
        Share of draws inside the range looked at [0 to 1].

    Returns
    -------
    SwitchingValues
        A row for every input, in words where there is no such value.

    Raises
    ------
    InputError
        If net benefit or inputs are wrong, or scikit-learn is not installed.
    """
    nb = as_net_benefit(nb, names, one="switching_values")
    read = read_inputs(inputs, nb.draws)
    differences = best_differences(nb)
    best = nb.best_positions[0]
    sure = _sure(sum(each.varies for each in read))
    rows = [_row(each, nb, differences, best, coverage, sure) for each in read]
    return SwitchingValues(
        nb.names, nb.best[0], nb.k[0] if nb.k else None, tuple(sorted(rows, key=_order)), coverage, nb.draws
    )


def break_even(
    nb: Any, inputs: Any, option: str, against: str, *, names: Sequence[str] | None = None, coverage: float = COVERAGE
) -> SwitchingValues:
    """Find, for every input, the value at which one option is worth just as much as another.

    Parameters
    ----------
    nb, inputs, names, coverage
        As for `switching_values`.
    option, against : str
        The two options.

    Returns
    -------
    SwitchingValues
        Of these two alone. Where a row has no value, there is no break-even within the input's range, as its words say.

    Raises
    ------
    InputError
        If net benefit or inputs are wrong, or there are no such options.
    """
    return switching_values(as_net_benefit(nb, names).only(option, against), inputs, coverage=coverage)


def curves_along(fit: Smooth, best: int, values: npt.NDArray[Any]) -> Curves:
    """Expect all options' net benefit along one input, from a fit of the differences from the best.

    Parameters
    ----------
    fit : Smooth
        Fit on this input alone.
    best : int
        Option the differences are from.
    values : numpy.ndarray, shape (points,)
        Where.

    Returns
    -------
    Curves
        With 0 for the best itself.
    """
    expected, leverage = fit.at([values])
    scatter = np.insert(np.insert(fit.scatter, best, 0.0, axis=0), best, 0.0, axis=1)
    return Curves(values, np.insert(expected, best, 0.0, axis=1), leverage, scatter)


def grid(one: Input, coverage: float) -> npt.NDArray[Any]:
    """Give values of an input to look at: its levels, or points across the middle of its range."""
    if one.levels:
        return np.array(one.levels)
    return across(one.values, ((1.0 - coverage) / 2.0, (1.0 + coverage) / 2.0), POINTS)


def _row(one: Input, nb: NetBenefit, differences: Numbers, best: int, coverage: float, sure: float) -> SwitchingRow:
    values = grid(one, coverage)
    low, high = (float(values[0]), float(values[-1])) if one.is_number else (None, None)
    if not one.varies:
        return SwitchingRow(one.name, low, high, None, None, (), "Does not differ between draws.")
    names = nb.names
    curves = curves_along(single_fit(nb, one, differences), best, values)
    winner = first_of_highest(curves.expected, best)
    if one.levels:
        levels = tuple((str(level), names[number]) for level, number in zip(one.levels, winner, strict=True))
        return SwitchingRow(one.name, low, high, None, None, levels, _levels_in_words(levels, names[best]))
    held = np.flatnonzero(winner == best)
    if not len(held):
        words = f"{quoted(names[best])} is the best on average, but at no single value within the range."
        return SwitchingRow(one.name, low, high, None, None, (), words)
    middle = np.searchsorted(values, np.median(one.values))
    start = int(held[np.abs(held - middle).argmin()])
    below, above = (_crossing(curves, winner, best, start, step, one, names, sure) for step in (-1, 1))
    return SwitchingRow(one.name, low, high, below, above, (), _in_words(below, above, values))


def _crossing(
    curves: Curves,
    winner: npt.NDArray[np.int64],
    best: int,
    start: int,
    step: int,
    one: Input,
    names: Sequence[str],
    sure: float,
) -> Crossing | None:
    """Follow the best option from a point to one side until another takes over."""
    beyond = range(start + step, len(winner) if step > 0 else -1, step)
    found = next((point for point in beyond if winner[point] != best), None)
    if found is None:
        return None
    other, before = int(winner[found]), found - step
    lead = curves.expected[:, other] - curves.expected[:, best]
    gone = -lead[before] / (lead[found] - lead[before])
    at = float(curves.values[before] + gone * (curves.values[found] - curves.values[before]))
    slope = abs((lead[found] - lead[before]) / (curves.values[found] - curves.values[before]))
    error = curves.error(found, other, best) / slope
    ahead = range(found, len(winner) if step > 0 else -1, step)
    most = max(
        (point for point in ahead if winner[point] != best), key=lambda point: float(curves.expected[point].max())
    )
    leader = int(winner[most])
    most_lead = float(curves.expected[most, leader] - curves.expected[most, best])
    most_error = curves.error(most, leader, best)
    share = float((one.values > at).mean() if step > 0 else (one.values < at).mean())
    wide = error >= float(curves.values[-1] - curves.values[0])
    return Crossing(
        at, None if wide else float(error), names[other], share, most_lead, most_error, most_lead > sure * most_error
    )


def _sure(inputs: int) -> float:
    """Errors by which a lead must exceed none, when so many inputs are looked at, each to both sides (Bonferroni)."""
    from scipy.special import ndtri

    return float(ndtri(1.0 - DOUBT / max(2 * inputs, 1)))


def _order(row: SwitchingRow) -> tuple[bool, bool, float]:
    nearest = row.nearest
    if nearest is None:
        return True, not any(best != row.levels[0][1] for _, best in row.levels), 0.0
    return not nearest.clear, False, -nearest.share_beyond


def _in_words(below: Crossing | None, above: Crossing | None, values: Numbers) -> str:
    parts = [
        f"{side} {figure(each.at)}{'' if each.error is None else f' (± {figure(each.error, 2)})'} "
        f"{quoted(each.takes_over)} takes over{'' if each.clear else ', which could be chance'}"
        for side, each in (("below", below), ("above", above))
        if each is not None
    ]
    if not parts:
        return f"None within its range, {figure(float(values[0]))} to {figure(float(values[-1]))}."
    words = "; ".join(parts)
    return f"{words[0].upper()}{words[1:]}."


def _levels_in_words(levels: Sequence[tuple[str, str]], best: str) -> str:
    other = [f"where it is {level}, {quoted(name)} takes over" for level, name in levels if name != best]
    if not other:
        return f"None at any of its values: {', '.join(level for level, _ in levels)}."
    words = "; ".join(other)
    return f"{words[0].upper()}{words[1:]}."


def single(nb: Any, names: Sequence[str] | None, one: str) -> tuple[NetBenefit, int, Numbers]:
    """Read net benefit at one threshold: it, the best option, and differences from it by draw."""
    read = as_net_benefit(nb, names, one=one)
    return read, read.best_positions[0], best_differences(read)

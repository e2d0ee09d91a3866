"""Tornado and two-way grid: net benefit where one input, or two, are low or high, and which option wins there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from peersim.economics.decision.arrays import Numbers, position
from peersim.economics.decision.inputs import Input, across, pick, read_inputs
from peersim.economics.decision.net import NetBenefit, first_of_highest, frame
from peersim.economics.decision.partial import single_fit
from peersim.economics.decision.smoothing import smooth
from peersim.economics.decision.switching import Curves, curves_along, single
from peersim.foundation.problems import InputError

ENDS = (0.1, 0.9)
"""Ranks of an input called low and high: one draw in ten lies below, one above; a convention."""

ACROSS = (0.05, 0.95)
"""Ranks between which a two-way grid runs; a convention."""


@dataclass(frozen=True)
class TornadoBar:
    """One input of a tornado.

    Attributes
    ----------
    name : str
        Input.
    low, high : float or str
        Its value where it is low and where it is high (for labels, where net benefit is lowest and highest).
    at_low, at_high : float
        Expected net benefit there, or difference from another option.
    at_low_error, at_high_error : float
        Standard errors.
    best_low, best_high : str
        Option with the highest expected net benefit there.
    switch : float or None
        Value between low and high at which the choice changes; None where it does not.
    """

    name: str
    low: float | str
    high: float | str
    at_low: float
    at_high: float
    at_low_error: float
    at_high_error: float
    best_low: str
    best_high: str
    switch: float | None

    @property
    def swing(self) -> float:
        """Length of the bar [unit of net benefit]."""
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True)
class Tornado:
    """Bars, the longest first.

    Attributes
    ----------
    names : tuple of str
        Options.
    option : str
        Option that is told.
    against : str or None
        What it is compared with; None for its own net benefit.
    k : float or None
        Threshold.
    middle, middle_error : float
        Mean over all draws, with Monte Carlo error.
    rows : tuple of TornadoBar
        One for each input that differs between draws.
    """

    names: tuple[str, ...]
    option: str
    against: str | None
    k: float | None
    middle: float
    middle_error: float
    rows: tuple[TornadoBar, ...]

    def to_frame(self) -> Any:
        """Make a table: one row for each input, the longest bar first."""
        from dataclasses import asdict

        return frame(asdict(row) | {"swing": row.swing} for row in self.rows)


@dataclass(frozen=True, eq=False)
class TwoWay:
    """The best option for pairs of values of two inputs.

    Attributes
    ----------
    names : tuple of str
        Options.
    first, second : str
        Inputs.
    first_values, second_values : tuple
        Values of each.
    best : numpy.ndarray of int, shape (first values, second values)
        Option with the highest expected net benefit, as a position in `names`.
    lead, error : numpy.ndarray, shape (first values, second values)
        How far it is ahead of the next [unit of net benefit], with standard error.
    usual : str
        Option that is best on average.
    k : float or None
        Threshold.
    """

    names: tuple[str, ...]
    first: str
    second: str
    first_values: tuple[Any, ...]
    second_values: tuple[Any, ...]
    best: npt.NDArray[np.int64]
    lead: Numbers
    error: Numbers
    usual: str
    k: float | None

    def to_frame(self) -> Any:
        """Make a table: one row for each cell."""
        return frame(
            {
                self.first: one,
                self.second: two,
                "best": self.names[self.best[row, column]],
                "lead": self.lead[row, column],
                "error": self.error[row, column],
            }
            for row, one in enumerate(self.first_values)
            for column, two in enumerate(self.second_values)
        )


def tornado(
    nb: Any,
    inputs: Any,
    *,
    option: str | None = None,
    against: str | None = None,
    names: Sequence[str] | None = None,
    ends: tuple[float, float] = ENDS,
) -> Tornado:
    """Tell what an option's net benefit does when each input is low or high, and which option wins there.

    Parameters
    ----------
    nb : NetBenefit, array, DataFrame or mapping
        Net benefit at one threshold; plain numbers of shape (draws, options) or (draws, replications, options).
    inputs : DataFrame, Series, mapping, structured array or array of shape (draws, inputs)
        Value of each uncertain input in each draw.
    option : str, optional
        Option that is told; by default the best on average, of those it is not compared with.
    against : str, optional
        Tell its difference from this option; by default its own net benefit.
    names : sequence of str, optional
        Options' names, for numbers without.
    ends : tuple of float
        Ranks called low and high [0 to 1].

    Returns
    -------
    Tornado
        Bars, the longest first.

    Raises
    ------
    InputError
        If net benefit, inputs, an option or the ends are wrong, or scikit-learn is not installed.
    """
    nb, best, differences = single(nb, names, "tornado")
    other = None if against is None else position(against, nb.names)
    told = _told(nb, other) if option is None else position(option, nb.names)
    _check(told, other, ends)
    by_draw = nb.by_draw[0]
    level = by_draw[:, told] - (0.0 if other is None else by_draw[:, other])
    rows = [
        _bar(each, nb, (best, told, other), differences, ends) for each in read_inputs(inputs, nb.draws) if each.varies
    ]
    return Tornado(
        nb.names,
        nb.names[told],
        against,
        nb.k[0] if nb.k else None,
        float(level.mean()),
        float(level.std(ddof=1) / np.sqrt(len(level))),
        tuple(sorted(rows, key=lambda row: -row.swing)),
    )


def two_way(
    nb: Any, inputs: Any, first: str, second: str, *, points: int = 11, names: Sequence[str] | None = None
) -> TwoWay:
    """Tell the best option for pairs of values of two inputs.

    Parameters
    ----------
    nb, inputs, names
        As for `tornado`.
    first, second : str
        Names of the two inputs.
    points : int
        Values of each, evenly spaced between the 5th and the 95th percentile.

    Returns
    -------
    TwoWay
        The grid.

    Raises
    ------
    InputError
        If net benefit or inputs are wrong, the two inputs are one, or one of them does not differ between draws.
    """
    nb, best, differences = single(nb, names, "two_way")
    pair = pick([first, second], read_inputs(inputs, nb.draws))
    if len(pair) < 2:
        raise InputError([f"a two-way grid needs two different inputs; “{first}” was given twice."])
    still = [each.name for each in pair if not each.varies]
    if still:
        raise InputError([f"input “{name}” does not differ between draws, so it has no grid." for name in still])
    axes = [np.array(each.levels) if each.levels else across(each.values, ACROSS, points) for each in pair]
    one, two = (each.ravel() for each in np.meshgrid(*axes, indexing="ij"))
    fit = smooth(pair, differences, "spline")
    expected, leverage = fit.at([one, two])
    scatter = np.insert(np.insert(fit.scatter, best, 0.0, axis=0), best, 0.0, axis=1)
    curves = Curves(one, np.insert(expected, best, 0.0, axis=1), leverage, scatter)
    winner = first_of_highest(curves.expected, best)
    others = curves.expected.copy()
    others[np.arange(len(one)), winner] = -np.inf
    order = np.column_stack([winner, others.argmax(axis=1)])
    shape = tuple(len(axis) for axis in axes)
    rows = np.arange(len(one))
    lead = curves.expected[rows, order[:, 0]] - curves.expected[rows, order[:, 1]]
    error = [curves.error(point, int(order[point, 0]), int(order[point, 1])) for point in range(len(one))]
    return TwoWay(
        nb.names,
        first,
        second,
        tuple(axes[0].tolist()),
        tuple(axes[1].tolist()),
        order[:, 0].reshape(shape),
        lead.reshape(shape),
        np.array(error).reshape(shape),
        nb.names[best],
        nb.k[0] if nb.k else None,
    )


def _told(nb: NetBenefit, other: int | None) -> int:
    """Take the best option on average that is not the one compared with."""
    means = nb.means[0].copy()
    if other is not None:
        means[other] = -np.inf
    return int(means.argmax())


def _check(told: int, other: int | None, ends: tuple[float, float]) -> None:
    if told == other:
        raise InputError(["a tornado needs two different options to compare."])
    if not 0.0 <= ends[0] < ends[1] <= 1.0:
        raise InputError([f"ends are {ends[0]:g} and {ends[1]:g}; allowed: two ranks from 0 to 1, the lower first."])


def _bar(
    one: Input, nb: NetBenefit, which: tuple[int, int, int | None], differences: Numbers, ends: tuple[float, float]
) -> TornadoBar:
    best, told, other = which
    values: npt.NDArray[Any] = np.array(one.levels) if one.levels else np.quantile(one.values, np.linspace(*ends, 41))
    curves = curves_along(single_fit(nb, one, differences), best, values)
    if other is None:
        fit = smooth((one,), nb.by_draw[0][:, [told]], "spline")
        expected, leverage = (part.ravel() for part in fit.at([values]))
        errors = fit.errors(leverage)[:, 0]
    else:
        expected = curves.expected[:, told] - curves.expected[:, other]
        errors = np.array([curves.error(point, told, other) for point in range(len(values))])
    low, high = (0, len(values) - 1) if one.is_number else (int(expected.argmin()), int(expected.argmax()))
    winner = first_of_highest(curves.expected, best)
    switch = _first_switch(curves, winner) if one.is_number and not one.levels else None
    return TornadoBar(
        one.name,
        values[low].item(),
        values[high].item(),
        float(expected[low]),
        float(expected[high]),
        float(errors[low]),
        float(errors[high]),
        nb.names[winner[low]],
        nb.names[winner[high]],
        switch,
    )


def _first_switch(curves: Curves, winner: npt.NDArray[np.int64]) -> float | None:
    """Value at which the choice first changes, found on a straight line between two points."""
    changes = np.flatnonzero(np.diff(winner))
    if not len(changes):
        return None
    left = int(changes[0])
    one, other = winner[left], winner[left + 1]
    lead = curves.expected[left : left + 2, one] - curves.expected[left : left + 2, other]
    gone = lead[0] / (lead[0] - lead[1])
    return float(curves.values[left] + gone * (curves.values[left + 1] - curves.values[left]))

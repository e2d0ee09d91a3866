"""Uncertain inputs as columns of a regression: splines of their scores for numbers, one column for each level."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from peersim.economics.decision.arrays import Numbers
from peersim.foundation.problems import InputError, Problems, nearest

FEW_LEVELS = 6
"""Numbers with no more different values than this are taken as levels."""

FEW_DRAWS, MANY_DRAWS = 200, 2000
"""Draws from which a curve may bend more: a cubic; one knot inside; two knots inside."""

FAR = 3.5
"""Spreads from the mean beyond which values are turned into ranks; a convention (normal ones hardly lie so far out)."""

_EDGE = 1e-12
_DEGREE = 3


@dataclass(frozen=True, eq=False)
class Input:
    """One uncertain input.

    Attributes
    ----------
    name : str
        What it is called.
    values : numpy.ndarray, shape (draws,)
        Its value in each draw: numbers, or labels.
    levels : tuple
        Its different values where they are labels or few; empty for a number with many.
    """

    name: str
    values: npt.NDArray[Any]
    levels: tuple[Any, ...]

    @property
    def varies(self) -> bool:
        """Whether draws differ in it."""
        return not self.levels or len(self.levels) > 1

    @property
    def is_number(self) -> bool:
        """Whether its values have an order and a distance."""
        return bool(np.issubdtype(self.values.dtype, np.number))


def part_of_sklearn(name: str) -> Any:
    """Import a part of scikit-learn, or say how to get it.

    Parameters
    ----------
    name : str
        Module, such as "linear_model".

    Returns
    -------
    module
        The module.

    Raises
    ------
    InputError
        If scikit-learn is not installed.
    """
    try:
        return importlib.import_module(f"sklearn.{name}")
    except ModuleNotFoundError:
        raise InputError(
            [
                "Values of partial or sample information and switching values need scikit-learn: "
                "pip install 'peersim[report]'."
            ]
        ) from None


def read_inputs(inputs: Any, draws: int) -> tuple[Input, ...]:
    """Read uncertain inputs and check them.

    Parameters
    ----------
    inputs : DataFrame, Series, mapping, structured array or array of shape (draws, inputs)
        Value of each input in each draw. Inputs of a plain array are called "input 1" and so on.
    draws : int
        Draws of the net benefit they go with.

    Returns
    -------
    tuple of Input
        Inputs, in their order.

    Raises
    ------
    InputError
        If draws do not fit, a name is missing or doubled, or a value is missing or infinite.
    """
    columns = _columns(inputs)
    problems = Problems()
    names = [name for name, _ in columns]
    if not len(names):
        problems.add("inputs: none was given.")
    if any(not isinstance(name, str) or not name.strip() for name in names):
        problems.add("inputs: a name is missing; every input needs one that is not empty.")
    for name in sorted({str(name) for name in names if names.count(name) > 1}):
        problems.add(f"inputs: the name “{name}” is used more than once; names must differ.")
    for name, values in columns:
        if values.shape != (draws,):
            problems.add(
                f"input “{name}” has {len(values)} draws, net benefit has {draws}; draw 7 must be the same world."
            )
        elif _unknown(values).any():
            problems.add(f"input “{name}” is missing or infinite in draw {int(np.argmax(_unknown(values)))}.")
    problems.raise_if_any()
    return tuple(Input(name, values, levels_of(values)) for name, values in columns)


def pick(names: Sequence[str], inputs: Sequence[Input]) -> tuple[Input, ...]:
    """Take inputs by name.

    Parameters
    ----------
    names : sequence of str
        Which.
    inputs : sequence of Input
        Where from.

    Returns
    -------
    tuple of Input
        Those inputs.

    Raises
    ------
    InputError
        If there is none of a name, or no name.
    """
    known = {each.name: each for each in inputs}
    problems = Problems()
    if not len(names):
        problems.add("a group of inputs is empty; it needs one input at least.")
    for name in names:
        if name not in known:
            problems.add(f"unknown input “{name}”.{nearest(str(name), known)}")
    problems.raise_if_any()
    return tuple(known[name] for name in dict.fromkeys(names))


def across(values: npt.NDArray[Any], ranks: tuple[float, float], points: int) -> Numbers:
    """Give points evenly spaced between two quantiles of a number.

    Parameters
    ----------
    values : numpy.ndarray, shape (draws,)
        The number in each draw.
    ranks : tuple of float
        Lower and upper quantile [0 to 1].
    points : int
        How many.

    Returns
    -------
    numpy.ndarray, shape (points,)
        Values.
    """
    low, high = (float(np.quantile(values, rank)) for rank in ranks)
    return np.asarray(np.linspace(low, high, points), dtype=np.float64)


class Scores:
    """Turns values of one number into scores with mean 0 and spread 1, also values between those of the draws.

    They are the standardised values themselves, unless some lie further out than `FAR`; then they are normal scores of
    the ranks, so that a few values far out do not bend a curve.

    Parameters
    ----------
    values : numpy.ndarray, shape (draws,)
        The number in each draw.
    """

    def __init__(self, values: npt.NDArray[Any]) -> None:
        from scipy.special import ndtri
        from scipy.stats import rankdata

        numbers = values.astype(np.float64)
        scores = (numbers - numbers.mean()) / numbers.std()
        if np.abs(scores).max() > FAR:
            scores = ndtri((rankdata(numbers) - 0.5) / len(numbers))
        self.values, first = np.unique(numbers, return_index=True)
        self.scores = scores[first]

    def __call__(self, values: npt.NDArray[Any]) -> Numbers:
        """Give scores; beyond the draws, those of their ends."""
        return np.asarray(np.interp(values.astype(np.float64), self.values, self.scores))


class Columns:
    """Columns of a regression on one input or several.

    Parameters
    ----------
    inputs : sequence of Input
        What is regressed on.
    bends : bool
        Splines for each number, or its score alone.
    products : bool
        Products of every two inputs' scores beside.
    """

    def __init__(self, inputs: Sequence[Input], *, bends: bool = True, products: bool = True) -> None:
        self.inputs = tuple(inputs)
        self.products = products
        self.parts = [_Part(each, bends) for each in self.inputs]

    def at(self, values: Sequence[npt.NDArray[Any]] | None = None) -> Numbers:
        """Give the columns at values of the inputs.

        Parameters
        ----------
        values : sequence of numpy.ndarray, each of shape (points,), optional
            Values of each input; by default those of the draws.

        Returns
        -------
        numpy.ndarray, shape (points, columns)
            Columns, without a constant.
        """
        given = [each.values for each in self.inputs] if values is None else values
        columns = [part.columns(each) for part, each in zip(self.parts, given, strict=True)]
        if self.products and len(self.parts) > 1:
            plain = [part.plain(each) for part, each in zip(self.parts, given, strict=True)]
            columns += [one[:, [i]] * two for one, two in combinations(plain, 2) for i in range(one.shape[1])]
        return np.hstack(columns)

    @cached_property
    def design(self) -> Numbers:
        """The columns at the draws, shape (draws, columns)."""
        return self.at()

    @property
    def count(self) -> int:
        """Number of columns."""
        widths = [part.width for part in self.parts]
        plain = [part.plain_width for part in self.parts]
        pairs = (sum(plain) ** 2 - sum(width**2 for width in plain)) // 2 if self.products else 0
        return sum(widths) + pairs


class _Part:
    """Columns of one input."""

    def __init__(self, one: Input, bends: bool) -> None:
        self.one = one
        self.bends = bends and not one.levels
        draws = len(one.values)
        self.knots = 2 + (draws >= FEW_DRAWS) + (draws >= MANY_DRAWS)

    @cached_property
    def scores(self) -> Scores:
        """Scores of the input."""
        return Scores(self.one.values)

    @cached_property
    def spline(self) -> Any:
        """Splines of the scores; only fitted once they are used, as columns are often only counted."""
        transformer = part_of_sklearn("preprocessing").SplineTransformer
        return transformer(self.knots, degree=_DEGREE, include_bias=False).fit(self.scores(self.one.values)[:, None])

    @property
    def plain_width(self) -> int:
        """Columns of `plain`."""
        return max(len(self.one.levels) - 1, 1) if self.one.levels else 1

    @property
    def width(self) -> int:
        """Columns of `columns`: a spline has one for each knot and one for each degree, less two."""
        return self.knots + _DEGREE - 2 if self.bends else self.plain_width

    def plain(self, values: npt.NDArray[Any]) -> Numbers:
        """One column for a number, one for each level but the first otherwise."""
        if self.one.levels:
            return np.column_stack([values == level for level in self.one.levels[1:]]).astype(np.float64)
        return self.scores(values)[:, None]

    def columns(self, values: npt.NDArray[Any]) -> Numbers:
        if not self.bends:
            return self.plain(values)
        return np.asarray(self.spline.transform(self.scores(values)[:, None]))


def _columns(inputs: Any) -> list[tuple[str, npt.NDArray[Any]]]:
    if isinstance(inputs, Mapping):
        return [(name, _array(values)) for name, values in inputs.items()]
    if hasattr(inputs, "columns"):
        return [(name, _array(inputs.iloc[:, number])) for number, name in enumerate(inputs.columns)]
    if hasattr(inputs, "to_numpy"):
        return [(str(inputs.name or "input 1"), _array(inputs))]
    array = np.asarray(inputs)
    if array.dtype.names:
        return [(name, _array(array[name])) for name in array.dtype.names]
    array = array[:, None] if array.ndim == 1 else array
    return [(f"input {number + 1}", _array(column)) for number, column in enumerate(array.T)]


def _array(values: Any) -> npt.NDArray[Any]:
    array = np.asarray(values.to_numpy() if hasattr(values, "to_numpy") else values)
    if array.dtype == bool:
        return array.astype(np.int64)
    if array.dtype.kind in "iuf":
        return array
    try:
        return array.astype(np.float64) if array.dtype == object else array
    except (TypeError, ValueError):
        return array


def _unknown(values: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    if np.issubdtype(values.dtype, np.number):
        return np.asarray(~np.isfinite(values))
    return np.array([value is None or value != value or value == "" for value in values])


def levels_of(values: npt.NDArray[Any]) -> tuple[Any, ...]:
    """Tell the different values of labels, or of numbers where they are few; else none."""
    if np.issubdtype(values.dtype, np.number):
        found = np.unique(values)
        return tuple(found.tolist()) if len(found) <= FEW_LEVELS or np.ptp(found) <= _EDGE * np.abs(found).max() else ()
    return tuple(sorted(set(values.tolist()), key=str))

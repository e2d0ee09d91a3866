"""What to expect of net benefit where some inputs are known, by regression over draws, freed of what the fit makes up.

Differences between options are regressed on the inputs. A fit also follows the scatter about it, which would pass for
something the inputs do; that part is known from the scatter and the number of columns (as in adjusted R squared), and
is taken off the covariance of the fitted differences as chance is taken off that of draws (`noise`).

Up to `ROOM` columns for each draw, splines in scores of the inputs with products of every two are fitted by
least squares. Larger sets are first brought down to one number for each difference, predicted for draws that had no
part in the fit by ridge regression or, where inputs are too many for products of every two, gradient boosted trees
(whichever predicts better; or a Gaussian process, if asked for), and differences are regressed on those.

Source
------
Regression for partial perfect information: Strong, Oakley and Brennan 2014, Medical Decision Making 34:311-326.
"""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from peersim.economics.decision.arrays import Numbers
from peersim.economics.decision.inputs import Columns, Input, part_of_sklearn
from peersim.economics.decision.noise import shrinking
from peersim.foundation.problems import InputError

Method = Literal["auto", "spline", "ridge", "gaussian process", "boosting"]

METHODS = ("auto", "spline", "ridge", "gaussian process", "boosting")

ROOM = 1 / 6
"""Columns for each draw up to which a plain least-squares fit is made; a convention."""

FEWEST = 10
"""Fewest draws for a regression; a convention."""

FOLDS = 5
"""Parts of the draws, each predicted from the others; a convention."""

_MOST_COLUMNS = 1500
_MOST_PRODUCTS = 30
_NEARLY_ALL = 0.99
_GAUSSIAN_DRAWS = 250


@dataclass(frozen=True, eq=False)
class Smooth:
    """Expected differences where inputs are known.

    Attributes
    ----------
    fitted : numpy.ndarray, shape (draws, differences)
        Expectation in each draw, freed of what the fit makes up.
    columns : Columns or None
        Columns of the regression on inputs; None where predictions stand between.
    model : object
        The fitted regression.
    matrix : numpy.ndarray, shape (differences, differences)
        By which centred fitted values are drawn together.
    mean : numpy.ndarray, shape (differences,)
        Mean over draws.
    scatter : numpy.ndarray, shape (differences, differences)
        Covariance of the differences about the fit.
    method : str
        How it was fitted.
    """

    fitted: Numbers
    columns: Columns | None
    model: Any
    matrix: Numbers
    mean: Numbers
    scatter: Numbers
    method: str

    def at(self, values: Sequence[npt.NDArray[Any]]) -> tuple[Numbers, Numbers]:
        """Expect differences at values of the inputs.

        Parameters
        ----------
        values : sequence of numpy.ndarray, each of shape (points,)
            Values of each input.

        Returns
        -------
        tuple of numpy.ndarray, shapes (points, differences) and (points,)
            Expectations; leverage of each point, by which `scatter` is multiplied to give squared errors.
        """
        assert self.columns is not None
        design = self.columns.design
        centre = design.mean(axis=0)
        there = self.columns.at(values)
        expected = self.mean + (self.model.predict(there) - self.mean) @ self.matrix
        inverse = np.linalg.pinv((design - centre).T @ (design - centre), hermitian=True)
        leverage = 1.0 / len(design) + np.einsum("ij,jk,ik->i", there - centre, inverse, there - centre)
        return expected, leverage

    def errors(self, leverage: Numbers) -> Numbers:
        """Give standard errors of expectations, shape (points, differences), from the leverage of the points."""
        return np.sqrt(np.outer(leverage, self.scatter.diagonal()))


def smooth(inputs: Sequence[Input], differences: Numbers, method: Method = "auto") -> Smooth:
    """Fit what to expect of differences where inputs are known.

    Parameters
    ----------
    inputs : sequence of Input
        Inputs that vary.
    differences : numpy.ndarray, shape (draws, differences)
        Differences between options in each draw.
    method : str
        One of `METHODS`.

    Returns
    -------
    Smooth
        The fit.

    Raises
    ------
    InputError
        If the method is unknown, there are too few draws, or scikit-learn is not installed.
    """
    if method not in METHODS:
        raise InputError([f"unknown method “{method}”; there are: {', '.join(METHODS)}."])
    with one_thread():
        return _smooth(inputs, differences, method)


@contextmanager
def one_thread() -> Iterator[None]:
    """Keep scikit-learn to one thread, as threads with so little to do only wait, and off checks made before."""
    linear = part_of_sklearn("linear_model")  # the message about what is missing, before anything else
    assert linear
    with (
        _threads().limit(limits=1),
        part_of_sklearn("_config").config_context(assume_finite=True, skip_parameter_validation=True),
    ):
        yield


@cache
def _threads() -> Any:
    """Find the libraries that use threads, once: looking for them takes longer than most fits."""
    assert part_of_sklearn("ensemble")  # which brings the last of them
    return importlib.import_module("threadpoolctl").ThreadpoolController()


def _smooth(inputs: Sequence[Input], differences: Numbers, method: Method) -> Smooth:
    """Fit splines where draws are enough for them, else predictions."""
    draws = len(differences)
    if draws < FEWEST:
        raise InputError([f"{draws} draws are too few to tell what an input does; at least {FEWEST} are needed."])
    if method in ("auto", "spline"):
        columns = _splines(inputs, draws, method)
        if columns is not None:
            return _least_squares(columns.design, differences, columns, "spline")
        if method == "spline":
            raise InputError([f"{draws} draws are too few for splines on {len(inputs)} inputs; leave it to “auto”."])
    found, name = _predicted(inputs, differences, method)
    return _least_squares(found, differences, None, name)


def _splines(inputs: Sequence[Input], draws: int, method: Method) -> Columns | None:
    """Give the richest columns for which draws are enough, if any are."""
    columns = Columns(inputs)
    if columns.count <= ROOM * draws:
        return columns
    if len(inputs) == 1:
        columns = Columns(inputs, bends=False)
        return columns if columns.count <= draws // 3 else None
    columns = Columns(inputs, products=False)
    return columns if method == "spline" and columns.count <= ROOM * draws else None


def chance_of(smoothed: Smooth, differences: Numbers, shuffles: int, seed: int = 0) -> Numbers:
    """Fit differences shuffled among draws, to see what chance alone shows.

    Parameters
    ----------
    smoothed : Smooth
        A fit on columns of inputs.
    differences : numpy.ndarray, shape (draws, differences)
        What was fitted.
    shuffles : int
        How often to shuffle.
    seed : int
        The same shuffles for the same seed.

    Returns
    -------
    numpy.ndarray, shape (shuffles, draws, differences)
        Fitted values, as `Smooth.fitted`; none (0 shuffles) where predictions stand between.
    """
    draws, width = differences.shape
    if smoothed.columns is None:
        return np.empty((0, draws, width))
    generator = np.random.default_rng(seed)
    shuffled = differences[np.stack([generator.permutation(draws) for _ in range(shuffles)])]
    design = smoothed.columns.design
    targets = shuffled.transpose(1, 0, 2).reshape(draws, -1)
    # Least squares as everywhere, by way of the normal equations: with hundreds of targets ten times as fast
    model = part_of_sklearn("linear_model").Ridge(alpha=1e-9, solver="cholesky")
    raw = np.asarray(model.fit(design, targets).predict(design)).reshape(draws, shuffles, width).transpose(1, 0, 2)
    return _freed(raw, shuffled, design.shape[1])[0]


def _least_squares(design: Numbers, differences: Numbers, columns: Columns | None, method: str) -> Smooth:
    model = part_of_sklearn("linear_model").LinearRegression().fit(design, differences)
    raw = np.asarray(model.predict(design))
    fitted, matrix, scatter = _freed(raw, differences, design.shape[1])
    return Smooth(fitted, columns, model, matrix, differences.mean(axis=0), scatter, method)


def _freed(raw: Numbers, differences: Numbers, columns: int) -> tuple[Numbers, Numbers, Numbers]:
    """Free fitted values of what the fit makes up: them, the matrix that did it and the scatter about the fit."""
    draws = raw.shape[-2]
    mean = differences.mean(axis=-2, keepdims=True)
    apart, centred = differences - raw, raw - mean
    scatter = np.swapaxes(apart, -1, -2) @ apart / max(draws - columns - 1, 1)
    matrix, _ = shrinking(np.swapaxes(centred, -1, -2) @ centred / (draws - 1), scatter * columns / (draws - 1))
    return mean + centred @ matrix, matrix, scatter


def _predicted(inputs: Sequence[Input], differences: Numbers, method: Method) -> tuple[Numbers, str]:
    """Predict differences, or what they have in common, for draws that had no part in the fit."""
    plain = Columns(inputs, bends=False, products=False).at()
    targets = _in_common(differences)
    candidates: list[tuple[str, Any, Numbers]] = []
    with_products = len(inputs) <= _MOST_PRODUCTS
    if method in ("auto", "ridge"):
        candidates.append(("ridge", _ridge(), plain))
        bent = Columns(inputs, products=with_products)
        if bent.count <= _MOST_COLUMNS:
            candidates.append(("ridge", _ridge(), bent.at()))
    if method == "boosting" or (method == "auto" and not with_products):  # trees find what products would tell
        candidates.append(("boosting", _boosting(), plain))
    if method == "gaussian process":
        candidates.append((method, _gaussian(plain, targets), plain))
    found = [(_out_of_fold(model, design, targets), name) for name, model, design in candidates]
    return min(found, key=lambda each: float(((targets - each[0]) ** 2).sum()))


def _in_common(differences: Numbers) -> Numbers:
    """Bring differences, which often rise and fall together, down to the few numbers that tell nearly all of them."""
    spread = differences.std(axis=0)
    unit = (differences - differences.mean(axis=0)) / np.where(spread > 0.0, spread, 1.0)
    if unit.shape[1] == 1 or not spread.any():
        return np.asarray(unit)
    return np.asarray(part_of_sklearn("decomposition").PCA(_NEARLY_ALL, svd_solver="full").fit_transform(unit))


def _out_of_fold(model: Any, design: Numbers, targets: Numbers) -> Numbers:
    selection = part_of_sklearn("model_selection")
    folds = selection.KFold(FOLDS, shuffle=True, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # of kernels at the edge of their range, and the like: the error of prediction tells
        found = np.asarray(selection.cross_val_predict(model, design, targets, cv=folds), dtype=np.float64)
    found = found.reshape(targets.shape)
    for _, left_out in folds.split(design):  # else a fold's mean leans against what was left out of it
        found[left_out] -= found[left_out].mean(axis=0)
    return found


def _ridge() -> Any:
    return part_of_sklearn("pipeline").make_pipeline(
        part_of_sklearn("preprocessing").StandardScaler(),
        part_of_sklearn("linear_model").RidgeCV(np.logspace(-2, 5, 15), alpha_per_target=True),
    )


def _boosting() -> Any:
    trees = part_of_sklearn("ensemble").HistGradientBoostingRegressor(
        max_iter=60, learning_rate=0.1, max_leaf_nodes=8, min_samples_leaf=20, max_features=0.3, random_state=0
    )
    return part_of_sklearn("multioutput").MultiOutputRegressor(trees)


def _gaussian(design: Numbers, differences: Numbers) -> Any:
    """Make a Gaussian process with its scales set from some of the draws."""
    process = part_of_sklearn("gaussian_process")
    kernels = part_of_sklearn("gaussian_process.kernels")
    kernel = kernels.ConstantKernel(1.0) * kernels.RBF(np.full(design.shape[1], 3.0)) + kernels.WhiteKernel(1.0)
    every = max(1, len(design) // _GAUSSIAN_DRAWS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = process.GaussianProcessRegressor(kernel, normalize_y=True).fit(design[::every], differences[::every])
    return process.GaussianProcessRegressor(model.kernel_, optimizer=None, normalize_y=True)

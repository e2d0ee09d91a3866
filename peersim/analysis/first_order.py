"""How much of what differs between worlds each uncertain input explains by itself, from given draws.

The first-order effect of an input is the share of the variance between worlds that would go if the input were known:
Var(E[Y | X]) / Var(Y) (Sobol 1993; Saltelli et al 2008, Global Sensitivity Analysis: The Primer, chapter 4). It keeps
its meaning when inputs hang together, as they do after calibration: it asks only what knowing this one would do.

How it is estimated, and why so
-------------------------------
E[Y | X] is fitted by least squares on the first three Legendre polynomials of X's rank: the main effects of a
polynomial chaos (Sudret 2008, Reliability Engineering & System Safety 93:964-979), which takes the draws as they are.
The explained sum of squares is corrected for what three columns explain of nothing (adjusted R squared), and the
variance of luck, known from worlds that were run twice, is taken off the denominator. Standard errors come from the
influence of each world on the estimate, and what chance alone would show from shuffling the outcomes among worlds.

SALib, the kept library for this, was tried on 800 worlds and 270 inputs of known effects. Its RBD-FAST took 12 seconds
an output and scattered twice as widely about nought for inputs without effect (0.008 against 0.004); its delta took 77
seconds for five inputs. Neither knows of luck within worlds, nor gives an error for a mean over several outputs.
Regression by scikit-learn would be this same least squares with a dependency more. So the method is forty lines of
NumPy here, and tests hold it against functions whose effects are known exactly.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]

DEGREE = 3
"""Degree of the polynomials: a curve that may bend twice."""

SHUFFLES = 200
"""Times the outcomes are shuffled to see what chance shows."""

_Z = 1.959964  # two-sided 95%


class FirstOrder(NamedTuple):
    """First-order effects of every input on every quantity, and on a weighted mean of them.

    Attributes
    ----------
    shares : numpy.ndarray, shape (inputs, quantities)
        Share of the variance between worlds; estimates may be a little below 0.
    errors : numpy.ndarray, shape (inputs, quantities)
        Standard errors.
    score, score_error : numpy.ndarray, shape (inputs,)
        Weighted mean over quantities, and its standard error.
    chance : float
        What the largest of all scores would stay below in 95 of 100 studies if no input mattered.
    between : numpy.ndarray, shape (quantities,)
        Variance between worlds, luck taken off.
    """

    shares: Numbers
    errors: Numbers
    score: Numbers
    score_error: Numbers
    chance: float
    between: Numbers

    def interval(self, number: int) -> tuple[float, float]:
        """Give the 95% interval of an input's score, cut at 0."""
        half = _Z * float(self.score_error[number])
        return max(0.0, float(self.score[number]) - half), float(self.score[number]) + half


def first_order(inputs: Numbers, values: Numbers, luck: Numbers, weights: Numbers, pairs: int) -> FirstOrder:
    """Estimate first-order effects from given draws.

    Parameters
    ----------
    inputs : numpy.ndarray, shape (worlds, inputs)
        What each world's inputs were; only their ranks are used.
    values : numpy.ndarray, shape (worlds, quantities)
        What came of one run of each world.
    luck : numpy.ndarray, shape (quantities,)
        Variance between runs of the same world.
    weights : numpy.ndarray, shape (quantities,)
        Weights of the quantities in the score; they add up to 1.
    pairs : int
        Worlds run twice, from which `luck` comes.

    Returns
    -------
    FirstOrder
        Effects with their errors.
    """
    worlds = len(values)
    centred = values - values.mean(axis=0)
    total = (centred**2).sum(axis=0) / (worlds - 1)
    between = total - luck
    bases = [_basis(column) for column in inputs.T]
    fitted = [basis @ (basis.T @ centred) for basis in bases]
    explained = np.array([_explained((fit**2).sum(axis=0), total, worlds) for fit in fitted])
    shares = explained / between
    error = 2.0 * luck**2 / max(pairs, 1) / between**2  # of the variance of luck, relative to what is divided by
    errors, score_error = np.empty_like(shares), np.empty(len(bases))
    shuffled = _shuffled(bases, centred, total, between)
    null = shuffled.std(axis=0)
    for number, fit in enumerate(fitted):
        influence = (centred**2 - (centred - fit) ** 2 - explained[number]) - shares[number] * (centred**2 - total)
        influence /= between
        squares = influence.var(axis=0) / worlds + shares[number] ** 2 * error
        errors[number] = np.sqrt(squares + null[number] ** 2)
        of_luck = float((weights * shares[number] * np.sqrt(error)).sum()) ** 2
        score_error[number] = np.sqrt(
            (influence @ weights).var() / worlds + of_luck + (shuffled[:, number] @ weights).var()
        )
    chance = float(np.quantile((shuffled @ weights).max(axis=1), 0.95))
    return FirstOrder(shares, errors, shares @ weights, score_error, chance, between)


def curve(inputs: Numbers, values: Numbers, at: Numbers) -> tuple[Numbers, Numbers]:
    """Say what to expect of a quantity where one input has a given rank.

    Parameters
    ----------
    inputs : numpy.ndarray, shape (worlds,)
        The input in each world.
    values : numpy.ndarray, shape (worlds, quantities)
        What came of each world.
    at : numpy.ndarray, shape (points,)
        Ranks [0 to 1]: 0.1 is the value below which one world in ten lies.

    Returns
    -------
    tuple of numpy.ndarray, shape (points, quantities)
        Expected values and their standard errors.
    """
    design = np.polynomial.legendre.legvander(2.0 * _ranks(inputs) - 1.0, DEGREE)
    there = np.polynomial.legendre.legvander(2.0 * at - 1.0, DEGREE)
    coefficients = np.linalg.lstsq(design, values, rcond=None)[0]
    left = ((values - design @ coefficients) ** 2).sum(axis=0) / (len(values) - DEGREE - 1)
    leverage = np.einsum("ij,jk,ik->i", there, np.linalg.inv(design.T @ design), there)
    return there @ coefficients, np.sqrt(leverage[:, None] * left[None, :])


def _ranks(column: Numbers) -> Numbers:
    """Give ranks between 0 and 1, equal values the mean of theirs."""
    from scipy.stats import rankdata

    return np.asarray((rankdata(column) - 0.5) / len(column))


def _basis(column: Numbers) -> Numbers:
    """Orthonormal columns that span the polynomials of an input's rank, the constant left out."""
    polynomials = np.polynomial.legendre.legvander(2.0 * _ranks(column) - 1.0, DEGREE)
    return np.asarray(np.linalg.qr(polynomials)[0][:, 1:])


def _explained(squares: Numbers, total: Numbers, worlds: int) -> Numbers:
    """Variance explained, less what as many columns explain of nothing."""
    left = (total * (worlds - 1) - squares) / (worlds - DEGREE - 1)
    return np.asarray((squares - DEGREE * left) / (worlds - 1))


def _shuffled(bases: list[Numbers], centred: Numbers, total: Numbers, between: Numbers) -> Numbers:
    """Shares found when outcomes are shuffled among worlds, shape (shuffles, inputs, quantities)."""
    worlds = len(centred)
    generator = np.random.default_rng(0)
    columns = np.hstack(bases).T
    found = []
    for _ in range(SHUFFLES):
        squares = (columns @ centred[generator.permutation(worlds)]) ** 2
        summed = squares.reshape(len(bases), DEGREE, -1).sum(axis=1)
        found.append(_explained(summed, total, worlds) / between)
    return np.array(found)

"""What draws say about a decision: chance of being best, expected loss, value of knowing all, with their errors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from peersim.economics.decision.arrays import Numbers
from peersim.economics.decision.net import NetBenefit
from peersim.economics.decision.noise import Correction, jackknife, remove_noise

_EQUAL = 1e-9


@dataclass(frozen=True, eq=False)
class Summary:
    """Figures of a decision, by threshold.

    Attributes
    ----------
    best : numpy.ndarray of int, shape (thresholds,)
        Option with the highest mean net benefit.
    probability, probability_error : numpy.ndarray, shape (thresholds, options)
        Chance that each option is the best, with its Monte Carlo error.
    loss, loss_error : numpy.ndarray, shape (thresholds, options)
        What is lost on average by choosing an option where another is better, with its error.
    knowing, knowing_error : numpy.ndarray, shape (thresholds,)
        Value of perfect information: the best option's expected loss.
    corrections : tuple of Correction
        How chance was taken off at each threshold.
    """

    best: np.ndarray[tuple[int], np.dtype[np.int64]]
    probability: Numbers
    probability_error: Numbers
    loss: Numbers
    loss_error: Numbers
    knowing: Numbers
    knowing_error: Numbers
    corrections: tuple[Correction, ...]


def summarise(nb: NetBenefit, corrected: bool) -> Summary:
    """Work out the figures of a decision, once for each set of net benefits.

    Parameters
    ----------
    nb : NetBenefit
        Net benefit.
    corrected : bool
        Whether chance between runs is taken off.

    Returns
    -------
    Summary
        All figures.
    """
    key = "corrected" if corrected and nb.runs > 1 else "as seen"
    if key not in nb.remembered:
        nb.remembered[key] = _summary(nb, corrected)
    found: Summary = nb.remembered[key]
    return found


def winners(values: Numbers) -> Numbers:
    """Tell the best option of each row; equals share it.

    Parameters
    ----------
    values : numpy.ndarray, shape (draws, options)
        Net benefit.

    Returns
    -------
    numpy.ndarray, shape (draws, options)
        1 where an option is the best, a part where it shares that, else 0.
    """
    span = float(np.ptp(values)) or 1.0
    ahead = values >= values.max(axis=1, keepdims=True) - _EQUAL * span
    return np.asarray(ahead / ahead.sum(axis=1, keepdims=True))


def by_draw(values: Numbers, corrected: bool) -> tuple[Numbers, Correction]:
    """Give each draw's values, with chance taken off if it is wished.

    Parameters
    ----------
    values : numpy.ndarray, shape (draws, replications, options)
        Net benefit of each run.
    corrected : bool
        Whether to take chance off.

    Returns
    -------
    tuple of numpy.ndarray, shape (draws, options), and Correction
        Values, and what was done.
    """
    if corrected:
        return remove_noise(values)
    return values.mean(axis=1), Correction(values.shape[1], False, (None,) * values.shape[2], 0)


def _summary(nb: NetBenefit, corrected: bool) -> Summary:
    best = np.array(nb.best_positions)
    chances, chance_errors, losses, loss_errors, corrections = [], [], [], [], []
    for values in nb.values:
        read, correction = by_draw(values, corrected)
        chances.append(winners(read).mean(axis=0))
        losses.append(_loss(read))
        errors = jackknife(lambda some: _both(by_draw(some, corrected)[0]), values)
        chance_errors.append(np.maximum(errors[0], least_error(chances[-1], nb.draws)))
        loss_errors.append(errors[1])
        corrections.append(correction)
    rows = np.arange(len(best))
    loss, loss_error = np.array(losses), np.array(loss_errors)
    return Summary(
        best,
        np.array(chances),
        np.array(chance_errors),
        loss,
        loss_error,
        loss[rows, best],
        loss_error[rows, best],
        tuple(corrections),
    )


def _both(values: Numbers) -> Numbers:
    return np.stack([winners(values).mean(axis=0), _loss(values)])


def _loss(values: Numbers) -> Numbers:
    return np.asarray((values.max(axis=1, keepdims=True) - values).mean(axis=0))


def least_error(chance: Numbers, draws: int) -> Numbers:
    """Give the error of a chance that was seen never or always, which a jackknife would take for none; else 0."""
    drawn_in = (chance * draws + 0.5) / (draws + 1)
    return np.where((chance <= 0.0) | (chance >= 1.0), np.sqrt(drawn_in * (1 - drawn_in) / draws), 0.0)

"""Screening: which inputs the targets respond to at all.

A network that is asked about hundreds of inputs that nothing depends on wastes its worlds on noise. So each feature is
first regressed on the normal scores of all inputs and on their squares; an input of which both coefficients are within
chance for every feature is set aside and stays at its prior.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

FALSE_SHARE = 0.01
"""Share of the responses found that may be chance (Benjamini and Hochberg)."""

LEAST = 0.05
"""Least share of an input's variance that the targets would tell if every other input were known."""

MOST = 60
"""Most inputs that are calibrated."""

_ENOUGH = 3  # worlds for each regressor from which all inputs are regressed on at once
_NOTHING = 1e-9


@dataclass(frozen=True)
class Screen:
    """How the features respond to the inputs.

    Attributes
    ----------
    keys, features : tuple of str
        Inputs and features.
    chance : numpy.ndarray, shape (inputs, features)
        Probability of so strong a response by chance alone, allowing for the number of responses looked at.
    slope : numpy.ndarray, shape (inputs, features)
        Change of the feature for one standard deviation of the input's normal score [standard deviations].
    tell : numpy.ndarray, shape (inputs,)
        Share of each input's variance that the targets would tell if every other input were known.
    """

    keys: tuple[str, ...]
    features: tuple[str, ...]
    chance: Floats
    slope: Floats
    tell: Floats

    def responding(self, among: Sequence[str], *, most: int = MOST) -> tuple[str, ...]:
        """List inputs that the features respond to.

        Parameters
        ----------
        among : sequence of str
            Inputs to choose from.
        most : int
            Most inputs to list, those that targets tell most of first.

        Returns
        -------
        tuple of str
            In table order.
        """
        passed = [
            (float(self.tell[row]), key)
            for row, key in enumerate(self.keys)
            if key in among and self.chance[row].min() < FALSE_SHARE and self.tell[row] >= LEAST
        ]
        kept = {key for _, key in sorted(passed, reverse=True)[:most]}
        return tuple(key for key in self.keys if key in kept)

    def strongest(self, key: str, number: int = 3) -> list[tuple[str, float]]:
        """Name the features that respond most to an input, with the slope of each."""
        row = self.keys.index(key)
        order = np.argsort(-np.abs(self.slope[row]))
        return [(self.features[column], float(self.slope[row, column])) for column in order[:number]]


def screen(keys: Sequence[str], scores: Floats, names: Sequence[str], features: Floats) -> Screen:
    """Regress every feature on every input.

    Parameters
    ----------
    keys : sequence of str
        Inputs.
    scores : numpy.ndarray, shape (worlds, inputs)
        Their normal scores.
    names : sequence of str
        Features.
    features : numpy.ndarray, shape (worlds, features)
        What each world showed.

    Returns
    -------
    Screen
        With two regressors for each input: its score, and its square made orthogonal to it under the prior.
    """
    from scipy.stats import f as fisher

    worlds, inputs = scores.shape
    spread = features.std(axis=0)
    response = (features - features.mean(axis=0)) / np.where(spread > 0.0, spread, 1.0)
    design = np.concatenate([scores, (scores**2 - 1.0) / np.sqrt(2.0)], axis=1)
    together = worlds >= _ENOUGH * design.shape[1]
    slopes, variance, residual, free = (_together if together else _one_by_one)(design, response)
    squared = slopes**2
    strength = (squared[:inputs] / variance[:inputs] + squared[inputs:] / variance[inputs:]) / 2.0
    chance = _allow_for_many(fisher.sf(strength, 2, free))
    share = np.where(chance < FALSE_SHARE, squared[:inputs] + squared[inputs:], 0.0)
    ratio = (share / residual).max(axis=1)
    return Screen(tuple(keys), tuple(names), chance, slopes[:inputs], ratio / (1.0 + ratio))


def _together(design: Floats, response: Floats) -> tuple[Floats, Floats, Floats, int]:
    """Regress on all inputs at once: slopes, their variances, what is left of each feature, degrees of freedom."""
    free = len(design) - design.shape[1] - 1
    centred = design - design.mean(axis=0)
    inverse = np.linalg.inv(centred.T @ centred)
    slopes = inverse @ (centred.T @ response)
    residual = np.maximum(((response - centred @ slopes) ** 2).sum(axis=0) / free, _NOTHING)
    return slopes, np.diag(inverse)[:, None] * residual, residual, free


def _one_by_one(design: Floats, response: Floats) -> tuple[Floats, Floats, Floats, int]:
    """Regress on each input by itself, for want of worlds; what other inputs do is taken for noise."""
    free = len(design) - 3
    centred = design - design.mean(axis=0)
    weight = (centred**2).sum(axis=0)[:, None]
    slopes = (centred.T @ response) / weight
    residual = np.full(response.shape[1], 1.0)
    return slopes, np.broadcast_to(residual / weight, slopes.shape), residual, free


def _allow_for_many(chance: Floats) -> Floats:
    """Adjust probabilities for the number of them (Benjamini and Hochberg 1995)."""
    flat = np.ravel(chance)
    order = np.argsort(flat)
    ranked = flat[order] * len(flat) / np.arange(1, len(flat) + 1)
    adjusted = np.empty_like(flat)
    adjusted[order] = np.minimum(np.minimum.accumulate(ranked[::-1])[::-1], 1.0)
    return adjusted.reshape(chance.shape)


def with_partners(chosen: Sequence[str], links: Sequence[tuple[str, str]], order: Sequence[str]) -> tuple[str, ...]:
    """Add the inputs that chosen ones are linked to by a stated correlation, so that the link is kept.

    Parameters
    ----------
    chosen : sequence of str
        Inputs.
    links : sequence of pairs of str
        Stated correlations.
    order : sequence of str
        All inputs, in the order wanted.

    Returns
    -------
    tuple of str
        The inputs and all that hang on them.
    """
    whole: set[str] = set(chosen)
    before: set[str] = set()
    while whole != before:
        before = set(whole)
        whole |= {key for pair in links if set(pair) & whole for key in pair}
    return tuple(key for key in order if key in whole)


EFFECTS = "effect."
"""Beginning of the keys of what levers do, known from comparisons within studies or not at all."""


def by_grade(keys: Sequence[str], grades: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Part inputs into those to calibrate (grades C and D) and those that keep their own evidence.

    Grades A and B keep theirs, and so does what a lever does (``effect.*``), whatever its grade: studies that differ
    in a lever differ in much else, so that setting them side by side would lend to a crèche what is owed to a country.
    """
    calibrated = tuple(key for key in keys if grades[key] in ("C", "D") and not key.startswith(EFFECTS))
    return calibrated, tuple(key for key in keys if key not in calibrated)

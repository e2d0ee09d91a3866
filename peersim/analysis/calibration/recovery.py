"""Recovery: whether the posterior finds inputs that are known, in synthetic cases it was not trained on.

A synthetic case is a prior world kept out of training: its figures stand in for the published ones, and its inputs are
the truth. Over many cases the truth must lie anywhere in its posterior equally often (simulation-based calibration,
Talts and others 2018), 95% intervals must hold it in about 95% of cases, and the posterior must be narrower than the
prior where the targets are said to inform an input.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

INFORMED = 0.10
"""Contraction over synthetic cases from which an input counts as informed."""

COVERED = (0.90, 0.99)
"""Share of synthetic cases in which the 95% interval of an informed input must hold the truth."""

DRAWS = 400
"""Posterior draws of each synthetic case."""

_MIDDLE = (0.025, 0.975)


@dataclass(frozen=True)
class Recovery:
    """What came of synthetic cases.

    Attributes
    ----------
    keys : tuple of str
        Inputs.
    truth, mean, sd : numpy.ndarray, shape (cases, inputs)
        Normal scores: the case's own, and mean and standard deviation of its posterior.
    ranks : numpy.ndarray, shape (cases, inputs)
        Share of posterior draws below the truth.
    covered : numpy.ndarray, shape (cases, inputs)
        Whether the 95% interval holds the truth.
    """

    keys: tuple[str, ...]
    truth: Floats
    mean: Floats
    sd: Floats
    ranks: Floats
    covered: npt.NDArray[np.bool_]

    @property
    def contraction(self) -> Floats:
        """Share of each input's prior variance that the figures take away, on average over cases; shape (inputs,)."""
        return np.asarray(1.0 - (self.sd**2).mean(axis=0))

    @property
    def coverage(self) -> Floats:
        """Share of cases whose 95% interval holds the truth; shape (inputs,)."""
        return np.asarray(self.covered.mean(axis=0))

    @property
    def explained(self) -> Floats:
        """Squared correlation of posterior mean and truth; shape (inputs,)."""
        spread = self.mean.std(axis=0) > 1e-12
        pairs = zip(self.mean.T, self.truth.T, spread, strict=True)
        return np.array([np.corrcoef(mean, truth)[0, 1] ** 2 if varies else 0.0 for mean, truth, varies in pairs])

    @property
    def uneven(self) -> Floats:
        """Probability that even ranks would stray so far from a straight line (Kolmogorov-Smirnov); shape (inputs,)."""
        from scipy.stats import kstest

        return np.array([float(kstest(ranks, "uniform").pvalue) for ranks in self.ranks.T])

    @property
    def informed(self) -> tuple[str, ...]:
        """Inputs that the figures say something about."""
        return tuple(key for key, share in zip(self.keys, self.contraction, strict=True) if share >= INFORMED)

    def off(self) -> dict[str, float]:
        """Give the informed inputs whose coverage is outside what is allowed, with that coverage."""
        found = dict(zip(self.keys, self.coverage.tolist(), strict=True))
        return {key: found[key] for key in self.informed if not COVERED[0] <= found[key] <= COVERED[1]}


def recover(
    keys: Sequence[str],
    truth: Floats,
    sample: Callable[[slice], Floats],
    *,
    at_once: int = 64,
) -> Recovery:
    """Look for the truth in the posterior of every synthetic case.

    Parameters
    ----------
    keys : sequence of str
        Inputs.
    truth : numpy.ndarray, shape (cases, inputs)
        Normal scores of each case's own inputs.
    sample : callable
        Gives posterior draws of a slice of the cases, shape (cases, draws, inputs).
    at_once : int
        Cases drawn for at once.

    Returns
    -------
    Recovery
    """
    parts = []
    for first in range(0, len(truth), at_once):
        part = slice(first, min(first + at_once, len(truth)))
        drawn, true = sample(part), truth[part]
        low, high = np.quantile(drawn, _MIDDLE, axis=1)
        rank = (drawn < true[:, None, :]).mean(axis=1)
        parts.append((drawn.mean(axis=1), drawn.std(axis=1, ddof=1), rank, (low <= true) & (true <= high)))
    mean, sd, ranks, covered = (np.concatenate(each) for each in zip(*parts, strict=True))
    return Recovery(tuple(keys), truth, mean, sd, ranks, covered)


def widening(mean: Floats, sd: Floats, truth: Floats) -> float:
    """Work out by how much posterior draws should be spread so that intervals hold the truth as often as they say.

    Parameters
    ----------
    mean, sd, truth : numpy.ndarray, shape (cases, inputs)
        Of synthetic cases that are not used to judge the result.

    Returns
    -------
    float
        Factor on the distance from the mean: the 95% point of how many standard deviations the truth is away, against
        that of a normal distribution.
    """
    away = np.abs(truth - mean) / sd
    return float(np.quantile(away, 0.95) / 1.959964)

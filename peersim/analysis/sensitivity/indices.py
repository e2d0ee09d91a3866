"""Morris's measures and Sobol's indices by SALib, with the luck of replications told and taken off.

A run is what its inputs make of it, and luck. Every point is run several times (replications), each time with other
luck; all points of one trajectory or row share their luck, so that what moves between them is mostly the inputs.

*Sobol.* SALib's indices are ratios of sums of squares and products of runs. Such a sum over the mean of R replications
holds 1/R of luck's part, over single replications all of it; so

    (R × that of the mean − mean of those of each replication) / (R − 1)

is free of luck on average: the analysis of variance, which is also the mean over pairs of *different* replications.
SALib works out every index, on the mean and on each replication; here they are only put together so, above and below
the fraction bar. The intervals come from SALib's bootstrap, whose resamples are put together in the same way.

*Morris.* A mean of absolute values cannot be freed of luck like that. Instead it is told how large luck alone would
make it: contrasts between replications hold no effect of any input and as much luck as the mean of replications does;
SALib's measure of these contrasts is the floor under an input's mu*. (A dummy input is no use as a floor here: with the
luck of all points shared, an input that changes nobody's life has exactly no effect, while one that changes a single
decision changes the luck of all that follows.)
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peersim.analysis.sensitivity.points import LEVELS, part_of_salib, problem

Numbers = npt.NDArray[np.float64]

CONFIDENCE = 0.95
"""Of every interval."""

RESAMPLES = 200
"""Resamples of SALib's bootstrap."""


class Screened(NamedTuple):
    """Morris's measures of every input on one quantity, in the quantity's unit.

    Attributes
    ----------
    mu, mu_star, sigma : numpy.ndarray, shape (inputs,)
        Mean, mean absolute value and standard deviation of elementary effects: of going across the input's range.
    mu_star_conf : numpy.ndarray, shape (inputs,)
        Half width of the interval of `mu_star`.
    floor : numpy.ndarray, shape (inputs,)
        What luck alone would make of `mu_star`.
    """

    mu: Numbers
    mu_star: Numbers
    sigma: Numbers
    mu_star_conf: Numbers
    floor: Numbers

    @property
    def effect(self) -> Numbers:
        """What is left of `mu_star` when luck's part is taken off, as one takes off an independent error."""
        return np.asarray(np.sqrt(np.maximum(self.mu_star**2 - self.floor**2, 0.0)))


class Indices(NamedTuple):
    """Sobol's indices of every factor on one quantity, luck taken off.

    Attributes
    ----------
    first, first_conf : numpy.ndarray, shape (factors,)
        First-order index S1 and the half width of its interval.
    total, total_conf : numpy.ndarray, shape (factors,)
        Total index ST and the half width of its interval.
    between : float
        Variance between worlds, luck taken off.
    luck : float
        Variance between runs of the same world.
    mean : float
        Mean of the quantity.
    """

    first: Numbers
    first_conf: Numbers
    total: Numbers
    total_conf: Numbers
    between: float
    luck: float
    mean: float

    @property
    def share_of_luck(self) -> float:
        """Share of the variance of single runs that is luck."""
        whole = self.between + self.luck
        return self.luck / whole if whole > 0.0 else 0.0


def morris_measures(names: Sequence[str], levels: Numbers, values: Numbers, seed: int) -> Screened:
    """Work out Morris's measures.

    Parameters
    ----------
    names : sequence of str
        What was moved.
    levels : numpy.ndarray, shape (trajectories, names + 1, names)
        From `peersim.analysis.sensitivity.points.trajectories`.
    values : numpy.ndarray, shape (trajectories, names + 1, replications)
        What came of each point; no nan.
    seed : int
        Seed of the bootstrap.

    Returns
    -------
    Screened
    """
    flat = levels.reshape(-1, len(names))
    analyze = part_of_salib("analyze.morris").analyze

    def measured(field: Numbers) -> dict[str, Numbers]:
        found = analyze(
            problem(names), flat, np.ascontiguousarray(field.reshape(-1)), num_levels=LEVELS,
            num_resamples=RESAMPLES, conf_level=CONFIDENCE, seed=seed,
        )  # fmt: skip
        return {name: np.asarray(found[name], np.float64) for name in ("mu", "mu_star", "sigma", "mu_star_conf")}

    of_luck = [measured(values @ weights)["mu_star"] for weights in contrasts(values.shape[-1])]
    return Screened(**measured(values.mean(axis=-1)), floor=np.mean(of_luck, axis=0))


def contrasts(replications: int) -> Numbers:
    """Give weights of replications that take out what they share, and keep as much luck as their mean has.

    Parameters
    ----------
    replications : int
        How many [2 or more].

    Returns
    -------
    numpy.ndarray, shape (replications - 1, replications)
        Each row adds up to 0, its squares to 1 / replications; rows are orthogonal.
    """
    from scipy.linalg import helmert

    return np.asarray(helmert(replications) / np.sqrt(replications), np.float64)


def sobol_indices(names: Sequence[str], values: Numbers, seed: int) -> Indices:
    """Work out Sobol's indices.

    Parameters
    ----------
    names : sequence of str
        What was moved.
    values : numpy.ndarray, shape (rows, names + 2, replications)
        What came of each point of `peersim.analysis.sensitivity.points.rows`; no nan.
    seed : int
        Seed of the bootstrap.

    Returns
    -------
    Indices
        All nought where nothing differs between worlds.
    """
    replications = values.shape[-1]
    whole = values.mean(axis=-1)
    parts = [values[..., number] for number in range(replications)]
    between = free_of_luck(_variance(whole), [_variance(part) for part in parts])
    luck = replications * (_variance(whole) - between)
    none = np.zeros(len(names))
    if between <= 0.0:
        return Indices(none, none, none, none, 0.0, max(luck, 0.0), float(whole.mean()))
    of_mean = _analysed(names, whole, seed)
    of_parts = [_analysed(names, part, seed) for part in parts]
    found = {
        name: free_of_luck(
            _variance(whole) * of_mean[name], [_variance(p) * f[name] for p, f in zip(parts, of_parts, strict=True)]
        )
        / between
        for name in of_mean
    }
    from scipy.stats import norm

    half = float(norm.ppf(0.5 + CONFIDENCE / 2.0))
    return Indices(
        first=found["S1"],
        first_conf=half * found["S1_conf_all"].std(axis=0, ddof=1),
        total=found["ST"],
        total_conf=half * found["ST_conf_all"].std(axis=0, ddof=1),
        between=float(between),
        luck=max(float(luck), 0.0),
        mean=float(whole.mean()),
    )


def free_of_luck(of_mean: npt.ArrayLike, of_parts: npt.ArrayLike) -> Numbers:
    """Put a sum of squares over the mean of replications together with those of each, so that luck drops out.

    Parameters
    ----------
    of_mean : array_like
        The sum over the mean of replications.
    of_parts : array_like, shape (replications, ...)
        The sum over each replication [2 or more].

    Returns
    -------
    numpy.ndarray
        What it would be without luck, on average over luck.
    """
    parts = np.asarray(of_parts, np.float64)
    count = len(parts)
    return np.asarray((count * np.asarray(of_mean) - parts.mean(axis=0)) / (count - 1), np.float64)


def _analysed(names: Sequence[str], field: Numbers, seed: int) -> dict[str, Numbers]:
    """SALib's indices and resamples of them, of one value a point, shape (rows, names + 2)."""
    if np.ptp(field) == 0.0:
        none, resamples = np.zeros(len(names)), np.zeros((RESAMPLES, len(names)))
        return {"S1": none, "ST": none, "S1_conf_all": resamples, "ST_conf_all": resamples}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that resamples of a quantity that hardly varies are constant
        found = part_of_salib("analyze.sobol").analyze(
            problem(names), np.ascontiguousarray(field.reshape(-1)), calc_second_order=False,
            num_resamples=RESAMPLES, conf_level=CONFIDENCE, keep_resamples=True,
            seed=seed + 1,  # SALib takes 0 for no seed
        )  # fmt: skip
    return {name: np.asarray(found[name], np.float64) for name in ("S1", "ST", "S1_conf_all", "ST_conf_all")}


def _variance(field: Numbers) -> float:
    """Variance of the independent points, those of A and B, as SALib divides by it."""
    return float(np.var(np.concatenate([field[:, 0], field[:, -1]])))

"""Paired differences: two designs on the same worlds with the same luck, and how sure one can be of what parts them.

Draws (possible worlds) are the independent units; replications are nested in draws. Everything is worked out for
all outcomes and subgroups at once, from numerators and denominators:

* The value over many runs is a **ratio of means**: mean numerator over mean denominator, each draw weighing the same.
  (For counts and survival estimates the denominator is 1, and this is the plain mean.)
* The **95% interval for the mean** is a t interval on the paired jackknife over draws. For a plain mean that is exactly
  the usual t interval over the draws' means.
* The **chance of being better** is the share of worlds in which the difference (mean over replications) lies in the
  better direction; ties count half. With few replications a world's difference still holds some chance, which draws it
  towards one half.
* The **range over worlds** runs from the 2.5th to the 97.5th percentile of the worlds' differences. It says how much
  worlds differ; it does not shrink with more draws, and is no confidence interval.
* **Parameters and chance** are told apart by variance components of the runs' differences (linearised for ratios).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from peersim.analysis.components import Components, variance_components

Numbers = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

CONFIDENCE = 0.95
"""Level of intervals for the mean, and share of worlds inside a range over worlds; a convention."""


@dataclass(frozen=True, eq=False)
class Estimates:
    """Estimates for k outcomes at once; every array has shape (k,).

    Attributes
    ----------
    reference, scenario : numpy.ndarray
        Values of each design: ratio of means over the pairs. `reference` is 0 where a scenario is told alone.
    difference : numpy.ndarray
        Scenario minus reference.
    low, high : numpy.ndarray
        95% interval for the mean of the difference; nan with fewer than two draws.
    range_low, range_high : numpy.ndarray
        Range over worlds: 2.5th and 97.5th percentile of the draws' differences; nan with fewer than two.
    worlds : numpy.ndarray
        Draws in which the difference can be told.
    worlds_higher : numpy.ndarray
        In how many of them the scenario is higher; a tie counts one half.
    monte_carlo_error : numpy.ndarray
        Standard error of the mean of the difference: what more draws and replications would reduce.
    error_from_chance : numpy.ndarray
        The part of it that is due to chance within draws: what more replications alone would reduce.
    components : Components
        Variance of a run's difference between and within draws.
    draws, pairs : numpy.ndarray
        Draws and runs (or pairs of runs) it stands on.
    missing : numpy.ndarray
        Planned runs (or pairs) that are missing, or in which it cannot be told.
    unbounded : numpy.ndarray
        Runs (or pairs) in which a value is infinite (a median that was not reached).
    """

    reference: Numbers
    scenario: Numbers
    difference: Numbers
    low: Numbers
    high: Numbers
    range_low: Numbers
    range_high: Numbers
    worlds: Counts
    worlds_higher: Numbers
    monte_carlo_error: Numbers
    error_from_chance: Numbers
    components: Components
    draws: Counts
    pairs: Counts
    missing: Counts
    unbounded: Counts


@dataclass(frozen=True, eq=False)
class _Arm:
    """One design's draws: mean numerators and denominators, and what follows from them."""

    top: Numbers
    bottom: Numbers
    value: Numbers
    left_out: Numbers
    by_draw: Numbers
    residual: Numbers
    infinite: npt.NDArray[np.bool_]


def paired_estimates(scenario: Numbers, reference: Numbers, confidence: float = CONFIDENCE) -> Estimates:
    """Compare two designs run by run.

    Parameters
    ----------
    scenario, reference : numpy.ndarray, shape (draws, replications, 2, k)
        Numerators and denominators of k outcomes in each run; nan for a run that is missing.
    confidence : float
        Level of the interval for the mean, and of the range over worlds [0 to 1].

    Returns
    -------
    Estimates
        A pair counts when both of its runs can be told.
    """
    known = _known(scenario) & _known(reference)
    return _estimate(_arm(scenario, known), _arm(reference, known), known, confidence)


def estimates_alone(scenario: Numbers, confidence: float = CONFIDENCE) -> Estimates:
    """Tell one design by itself, with the same intervals and components as `paired_estimates`.

    Parameters
    ----------
    scenario : numpy.ndarray, shape (draws, replications, 2, k)
        Numerators and denominators of k outcomes in each run; nan for a run that is missing.
    confidence : float
        Level of the interval for the mean, and of the range over worlds [0 to 1].

    Returns
    -------
    Estimates
        `difference` equals `scenario`.
    """
    known = _known(scenario)
    return _estimate(_arm(scenario, known), None, known, confidence)


def _known(rows: Numbers) -> npt.NDArray[np.bool_]:
    return ~(np.isnan(rows[:, :, 0]) | np.isnan(rows[:, :, 1]))


def _divide(top: Numbers, bottom: Numbers) -> Numbers:
    top, bottom = np.broadcast_arrays(top, bottom)
    with np.errstate(invalid="ignore"):
        divided: Numbers = np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom != 0)
    return divided


def _arm(rows: Numbers, known: npt.NDArray[np.bool_]) -> _Arm:
    """Draw means, the ratio of means, the same with each draw left out, and each run's residual about the ratio."""
    runs = known.sum(axis=1).astype(np.float64)
    top_of_runs = np.where(known, rows[:, :, 0], 0.0)
    bottom_of_runs = np.where(known, rows[:, :, 1], 0.0)
    some = runs > 0
    top = np.where(some, top_of_runs.sum(axis=1) / np.maximum(runs, 1.0), 0.0)
    bottom = np.where(some, bottom_of_runs.sum(axis=1) / np.maximum(runs, 1.0), 0.0)
    all_top, all_bottom = top.sum(axis=0), bottom.sum(axis=0)
    value = _divide(all_top, all_bottom)
    with np.errstate(invalid="ignore"):
        left_out = _divide(all_top - top, all_bottom - bottom)
        usual = _divide(all_bottom, some.sum(axis=0).astype(np.float64))
        residual = _divide(top_of_runs - value * bottom_of_runs, usual)
    infinite = np.isinf(top_of_runs)
    residual = np.where(known & ~infinite.any(axis=(0, 1)), residual, np.nan)
    return _Arm(top, bottom, value, left_out, _divide(top, bottom), residual, infinite)


def _estimate(scenario: _Arm, reference: _Arm | None, known: npt.NDArray[np.bool_], confidence: float) -> Estimates:
    draws = known.any(axis=1).sum(axis=0)
    with np.errstate(invalid="ignore"):
        if reference is None:
            start = np.where(np.isnan(scenario.value), np.nan, 0.0)
            difference, left_out = scenario.value, scenario.left_out
            by_draw, residual = scenario.by_draw, scenario.residual
            infinite = scenario.infinite
        else:
            start = reference.value
            difference, left_out = scenario.value - start, scenario.left_out - reference.left_out
            same = scenario.by_draw == reference.by_draw
            by_draw = np.where(same, 0.0, scenario.by_draw - reference.by_draw)
            residual = scenario.residual - reference.residual
            infinite = scenario.infinite | reference.infinite
    in_draw = np.asarray(known.any(axis=1))
    error = _jackknife_error(left_out, in_draw, draws)
    components = variance_components(residual)
    half = student_t(draws - 1, 0.5 + confidence / 2.0) * error
    range_low, range_high = _range(
        np.where(in_draw, by_draw, np.nan), np.asarray(infinite.any(axis=(0, 1))), confidence
    )
    worlds, higher = _higher(np.where(in_draw, by_draw, np.nan), scenario, reference)
    pairs = known.sum(axis=(0, 1))
    return Estimates(
        reference=start,
        scenario=scenario.value,
        difference=difference,
        low=difference - half,
        high=difference + half,
        range_low=range_low,
        range_high=range_high,
        worlds=worlds,
        worlds_higher=higher,
        monte_carlo_error=error,
        error_from_chance=np.sqrt(components.within / np.maximum(pairs, 1)),
        components=components,
        draws=draws,
        pairs=pairs,
        missing=known.shape[0] * known.shape[1] - pairs,
        unbounded=infinite.sum(axis=(0, 1)),
    )


def _jackknife_error(left_out: Numbers, in_draw: npt.NDArray[np.bool_], draws: Counts) -> Numbers:
    """Find the standard error from leaving each draw out; nan with fewer than two draws."""
    n = np.maximum(draws, 1).astype(np.float64)
    used = np.where(in_draw, left_out, 0.0)
    centre = used.sum(axis=0) / n
    with np.errstate(invalid="ignore"):
        squares = np.where(in_draw, (left_out - centre) ** 2, 0.0).sum(axis=0)
    error = np.sqrt((n - 1.0) / n * squares)
    return np.where(draws >= 2, error, np.nan)


def _range(by_draw: Numbers, unbounded: npt.NDArray[np.bool_], confidence: float) -> tuple[Numbers, Numbers]:
    low = np.full(by_draw.shape[1], np.nan)
    high = low.copy()
    told = (np.isfinite(by_draw).sum(axis=0) >= 2) & ~unbounded
    edge = 50.0 * (1.0 - confidence)
    whole = told & ~np.isnan(by_draw).any(axis=0)
    for columns, percentile in ((whole, np.percentile), (told & ~whole, np.nanpercentile)):  # the latter is slow
        if columns.any():
            low[columns], high[columns] = percentile(
                by_draw[:, columns], [edge, 100.0 - edge], axis=0, overwrite_input=True
            )
    return low, high


def _higher(by_draw: Numbers, scenario: _Arm, reference: _Arm | None) -> tuple[Counts, Numbers]:
    told = ~np.isnan(by_draw)
    size = np.abs(scenario.by_draw)
    if reference is not None:
        size = np.maximum(size, np.abs(reference.by_draw))
    with np.errstate(invalid="ignore"):
        tie = told & (np.abs(by_draw) <= 1e-12 * np.where(np.isfinite(size), size, 0.0))
        higher = (told & ~tie & (by_draw > 0)).sum(axis=0) + 0.5 * tie.sum(axis=0)
    return told.sum(axis=0), higher


def student_t(freedom: Counts, probability: float) -> Numbers:
    """Quantile of Student's t distribution; nan without a degree of freedom.

    Parameters
    ----------
    freedom : numpy.ndarray
        Degrees of freedom.
    probability : float
        Probability below the quantile [0 to 1].

    Returns
    -------
    numpy.ndarray
        Quantiles. (`scipy.special.stdtrit`, which is what `scipy.stats.t.ppf` calls and loads ten times faster.)
    """
    from scipy.special import stdtrit

    return np.where(freedom >= 1, stdtrit(np.maximum(freedom, 1).astype(np.float64), probability), np.nan)

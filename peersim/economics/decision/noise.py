"""Chance between runs taken off what differs between draws, so that it does not pass for uncertainty about the world.

With m runs a draw, the means over runs vary between draws by what the uncertain inputs do plus one m-th of what chance
does. Value of information and acceptability ask for the first alone. The differences between options are what a
decision hangs on, so these are corrected, all together, with the luck that options share kept shared:

1. The covariance of a run's differences within draws comes from a one-way analysis of variance for several variables.
2. The covariance between draws is that of the draws' means less one m-th of it. Where that would be negative in some
   direction, it is set to none there: chance alone explains what was seen.
3. The draws' means are drawn together around their mean, in the directions in which both covariances are diagonal, so
   that their covariance becomes exactly the corrected one.

The outcome does not depend on which option differences are taken from, on the order of options or on doubled ones, and
is exact where inputs and chance act normally. The shape of the draws' distribution is otherwise kept as it was seen.

Source
------
Variance components: Searle, Casella and McCulloch 1992, Variance Components, chapters 3 and 11. That chance between
runs inflates the value of information: O'Hagan, Stevenson and Madan 2007, Health Economics 16:1009-1023.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from peersim.economics.decision.arrays import Numbers

GROUPS = 40
"""Groups of draws left out in turn by the jackknife; a convention."""

_NOTHING = 1e-12


@dataclass(frozen=True, eq=False)
class Correction:
    """How chance was taken off.

    Attributes
    ----------
    runs : int
        Runs of each draw and option (m).
    removed : bool
        Whether it was taken off; with one run a draw it cannot be.
    shares : tuple of (float or None)
        For each option, the share of the variance of the draws' mean differences from the best option that inputs
        make, the rest being chance [0 to 1]; None for the best itself and where nothing varies.
    none_left : int
        Directions in which chance alone explains what was seen.
    """

    runs: int
    removed: bool
    shares: tuple[float | None, ...]
    none_left: int

    @property
    def words(self) -> str:
        """What was done, in a sentence."""
        if self.runs < 2:
            return "One run in each draw: chance between runs could not be taken off, so uncertainty is overstated."
        if not self.removed:
            return f"Chance between the {self.runs} runs of each draw was left in, so uncertainty is overstated."
        known = [share for share in self.shares if share is not None]
        if not known:
            return f"{self.runs} runs in each draw; options do not differ from draw to draw."
        low, high = round(100 * min(known)), round(100 * max(known))
        kept = f"{low}%" if low == high else f"{low}% to {high}%"
        return (
            f"{self.runs} runs in each draw; chance was taken off: {kept} of the variance of the draws' mean "
            "differences was kept as due to inputs."
        )


def remove_noise(values: Numbers) -> tuple[Numbers, Correction]:
    """Take chance off the draws' means of options.

    Parameters
    ----------
    values : numpy.ndarray, shape (draws, replications, options)
        Net benefit of each run.

    Returns
    -------
    tuple of numpy.ndarray, shape (draws, options), and Correction
        Values by draw, whose differences between options have the corrected covariance (the level of the best option
        is as it was seen), and what was done. With one run a draw the means as they are.
    """
    by_draw = values.mean(axis=1)
    best = int(by_draw.mean(axis=0).argmax())
    differences, correction = shrink_differences(values - values[..., [best]])
    return differences + by_draw[:, [best]], correction


def shrink_differences(values: Numbers) -> tuple[Numbers, Correction]:
    """Take chance off the draws' means of differences, all together.

    Parameters
    ----------
    values : numpy.ndarray, shape (draws, replications, p)
        Differences between options in each run, of any units.

    Returns
    -------
    tuple of numpy.ndarray, shape (draws, p), and Correction
        Means over runs with the corrected covariance, and what was done; as they are with one run a draw.
    """
    runs = values.shape[1]
    differences = values.mean(axis=1)
    if runs < 2:
        return differences, Correction(runs, False, (None,) * values.shape[2], 0)
    observed, noise = covariances(values)
    matrix, none_left = shrinking(observed, noise)
    mean = differences.mean(axis=0)
    after = np.einsum("ij,ik,kj->j", matrix, observed, matrix)
    shares = tuple(
        float(kept / seen) if seen > 0.0 else None for kept, seen in zip(after, observed.diagonal(), strict=True)
    )
    return mean + (differences - mean) @ matrix, Correction(runs, True, shares, int(none_left))


def covariances(values: Numbers) -> tuple[Numbers, Numbers]:
    """Covariance of draws' means, and the part of it that chance makes.

    Parameters
    ----------
    values : numpy.ndarray, shape (draws, replications, p)
        At least two draws and two replications.

    Returns
    -------
    tuple of numpy.ndarray, shape (p, p)
        Covariance of the means over replications; pooled covariance within draws over replications.
    """
    draws, runs, width = values.shape
    by_draw = values.mean(axis=1)
    centred = by_draw - by_draw.mean(axis=0)
    apart = (values - by_draw[:, None]).reshape(-1, width)
    return centred.T @ centred / (draws - 1), apart.T @ apart / (draws * (runs - 1)) / runs


def shrinking(observed: Numbers, noise: Numbers) -> tuple[Numbers, npt.NDArray[np.int64]]:
    """Give the map that turns values of one covariance into values of that covariance less another.

    Parameters
    ----------
    observed : numpy.ndarray, shape (..., p, p)
        Covariance of values as seen.
    noise : numpy.ndarray, shape (..., p, p)
        The part of it that is noise.

    Returns
    -------
    tuple of numpy.ndarray, shapes (..., p, p) and (...)
        A matrix by which centred values (rows) are multiplied from the right; how many directions are left with
        nothing. It commutes with any change of the variables, singular ones included.
    """
    scale = np.sqrt(np.maximum(np.einsum("...ii->...i", observed + noise), 0.0))
    unit = np.where(scale > 0.0, scale, 1.0)
    units = unit[..., :, None] * unit[..., None, :]
    sizes, directions = np.linalg.eigh((observed + noise) / units)
    kept = sizes > 1e-10 * np.maximum(sizes[..., -1:], _NOTHING)
    roots = np.sqrt(np.where(kept, sizes, 1.0)) * kept
    whiten = directions * np.divide(1.0, roots, out=np.zeros_like(roots), where=kept)[..., None, :]
    part, turned = np.linalg.eigh(np.swapaxes(whiten, -1, -2) @ (observed / units) @ whiten)
    left = np.where(part > 0.5, (2.0 * part - 1.0) / np.clip(part, 0.5, 1.0), 0.0)
    halfway = (whiten @ turned) * np.sqrt(np.minimum(left, 1.0))[..., None, :]
    matrix = halfway @ np.swapaxes((directions * roots[..., None, :]) @ turned, -1, -2)
    none_left = (left == 0.0).sum(axis=-1) - (~kept).sum(axis=-1)
    return np.asarray(matrix / unit[..., :, None] * unit[..., None, :]), np.asarray(none_left)


def jackknife(statistic: Callable[[Numbers], Numbers], values: Numbers, axis: int = 0) -> Numbers:
    """Monte Carlo (standard) error of a statistic, by leaving out groups of draws in turn.

    Parameters
    ----------
    statistic : callable
        Takes the values of some draws, gives an array of any shape.
    values : numpy.ndarray
        Values, with draws along `axis`.
    axis : int
        The axis of draws.

    Returns
    -------
    numpy.ndarray
        Standard error of each number of the statistic.

    Notes
    -----
    Delete-a-group jackknife (Kott 2001, Journal of Official Statistics 17:521-526); every `GROUPS`-th draw is a group.
    """
    draws = values.shape[axis]
    groups = min(GROUPS, draws)
    member = np.arange(draws) % groups
    found = np.stack([statistic(np.compress(member != group, values, axis=axis)) for group in range(groups)])
    return np.asarray(np.sqrt((groups - 1) / groups * ((found - found.mean(axis=0)) ** 2).sum(axis=0)))

"""What a network is shown of a world: each target's figure on a common scale, with what could not be told marked.

A figure is replaced by its normal score among the prior worlds, so that shares near 0, counts and costs all come in
the same range whatever their shape. Beyond the prior worlds the scale goes on in a straight line: a published figure
that no world reaches stays visibly outside. A figure that could not be told is put in the middle, and a yes/no beside
it says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from peersim.evidence.distributions import WIDTH_IN_SDS

if TYPE_CHECKING:
    from peersim.analysis.validation import Target

Floats = npt.NDArray[np.float64]

RARE = 0.005
"""Share of worlds in which a figure is undefined from which that is worth telling, and up to which it is not."""

_KNOTS = 201
_MIDDLE_90 = (0.05, 0.95)
_MIDDLE_90_WIDTH = 3.29  # standard deviations of a normal distribution between those two points


def discrepancy(target: Target) -> float:
    """Say how far, beyond a study's sampling noise, the model may be from a target without being wrong.

    Parameters
    ----------
    target : Target
        A published figure.

    Returns
    -------
    float
        Standard deviation, in the statistic's unit: from the wider band that is accepted, where one is; from the
        figure's own band where the noise of the study's size is not simulated, because its n is not known or the
        statistic tells of a whole run; otherwise 0.
    """
    from peersim.outcomes.statistics import STATISTICS

    if target.accept_low is not None or target.accept_high is not None:
        return (target.band.high - target.band.low) / WIDTH_IN_SDS
    simulated = target.n is not None and STATISTICS[target.statistic].sampled
    return 0.0 if simulated else (target.high - target.low) / WIDTH_IN_SDS


def with_discrepancy(values: Floats, sds: Sequence[float], seed: int) -> Floats:
    """Add normal discrepancies to simulated figures.

    Parameters
    ----------
    values : numpy.ndarray, shape (worlds, targets)
        Simulated figures.
    sds : sequence of float, shape (targets,)
        Standard deviations.
    seed : int
        Seed of the noise.

    Returns
    -------
    numpy.ndarray, shape (worlds, targets)
        World by world the same whatever the number of worlds.
    """
    noise = np.random.default_rng([seed, len(sds)]).standard_normal(values.shape)
    moved: Floats = values + noise * np.asarray(sds, dtype=np.float64)
    return moved


JOINT = " + "
"""Between the ids of targets that are one figure."""


def joined(
    ids: Sequence[str], values: Floats, published: Floats, sizes: Sequence[float]
) -> tuple[tuple[str, ...], Floats, Floats]:
    """Make one figure of targets that are the same in every world.

    Two arms of a trial that the model cannot tell apart are two measurements of one thing: it was measured on all of
    their people together, and came to the mean of what was published. Told as two, they would contradict each other.

    Parameters
    ----------
    ids : sequence of str
        Targets.
    values : numpy.ndarray, shape (worlds, targets)
        Their simulated figures.
    published : numpy.ndarray, shape (targets,)
        Their published figures.
    sizes : sequence of float, shape (targets,)
        People of each study, as weights.

    Returns
    -------
    ids : tuple of str
        Those of joined targets with `JOINT` between them.
    values : numpy.ndarray, shape (worlds, figures)
    published : numpy.ndarray, shape (figures,)
    """
    groups: list[list[int]] = []
    for column in range(values.shape[1]):
        same = (group for group in groups if np.array_equal(values[:, group[0]], values[:, column], equal_nan=True))
        found = next(same, None)
        if found is None:
            groups.append([column])
        else:
            found.append(column)
    weight = np.asarray(sizes, dtype=np.float64)
    means = [float(np.average(published[group], weights=weight[group])) for group in groups]
    names = tuple(JOINT.join(ids[column] for column in group) for group in groups)
    return names, values[:, [group[0] for group in groups]], np.array(means)


@dataclass(frozen=True)
class Scale:
    """One target's figures turned into normal scores.

    Attributes
    ----------
    points, scores : numpy.ndarray, shape (knots,)
        Figures in rising order and their scores; in between it is a straight line.
    slope : float
        Scores for each unit beyond the outermost points.
    """

    points: Floats
    scores: Floats
    slope: float

    def __call__(self, values: Floats) -> Floats:
        """Give the scores of figures; nan stays nan."""
        if len(self.points) == 0:
            return np.asarray(np.where(np.isnan(values), np.nan, 0.0), dtype=np.float64)
        inside = np.interp(values, self.points, self.scores)
        below = np.minimum(values - self.points[0], 0.0)
        above = np.maximum(values - self.points[-1], 0.0)
        scores: Floats = inside + (below + above) * self.slope
        return scores


def scale_of(values: Floats) -> Scale:
    """Make the scale of one target from the figures of prior worlds.

    Parameters
    ----------
    values : numpy.ndarray, shape (worlds,)
        Figures; nan where they could not be told.

    Returns
    -------
    Scale
        Equal figures share one score: the mean of theirs.
    """
    from scipy.special import ndtri

    known = np.sort(values[~np.isnan(values)])
    if len(known) == 0 or known[0] == known[-1]:
        return Scale(np.zeros(0), np.zeros(0), 0.0)
    unique, where, counts = np.unique(known, return_inverse=True, return_counts=True)
    scores = np.bincount(where, ndtri((np.arange(len(known)) + 0.5) / len(known))) / counts
    chosen = np.unique(np.linspace(0, len(unique) - 1, _KNOTS).round().astype(np.int64))
    low, high = np.quantile(known, _MIDDLE_90)
    spread = (high - low) / _MIDDLE_90_WIDTH or float(known.std())
    return Scale(unique[chosen], scores[chosen], 1.0 / spread)


@dataclass(frozen=True)
class Features:
    """Turns figures of all targets into what a network is shown.

    Attributes
    ----------
    ids : tuple of str
        Targets, by column.
    scales : tuple of Scale
        One for each target.
    marked : tuple of int
        Columns of targets that are undefined in enough worlds to be marked.
    """

    ids: tuple[str, ...]
    scales: tuple[Scale, ...]
    marked: tuple[int, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the features: targets, then those of which a yes/no says that they are undefined."""
        return (*self.ids, *(f"{self.ids[column]} undefined" for column in self.marked))

    def __call__(self, values: Floats) -> Floats:
        """Give the features of figures.

        Parameters
        ----------
        values : numpy.ndarray, shape (worlds, targets)
            Figures; nan where they could not be told.

        Returns
        -------
        numpy.ndarray, shape (worlds, features)
            No nan.
        """
        scores = np.stack([scale(values[:, column]) for column, scale in enumerate(self.scales)], axis=1)
        marks = np.isnan(values[:, list(self.marked)]).astype(np.float64)
        return np.concatenate([np.nan_to_num(scores, nan=0.0), marks], axis=1)


def features_of(ids: Sequence[str], values: Floats) -> Features:
    """Make the scales of all targets from prior worlds.

    Parameters
    ----------
    ids : sequence of str
        Targets, by column.
    values : numpy.ndarray, shape (worlds, targets)
        Figures of prior worlds.

    Returns
    -------
    Features
        Ready to be applied to these figures, to others, and to the published ones.
    """
    undefined = np.isnan(values).mean(axis=0)
    marked: Any = np.flatnonzero((undefined > RARE) & (undefined < 1.0 - RARE))
    scales = tuple(scale_of(values[:, column]) for column in range(values.shape[1]))
    return Features(tuple(ids), scales, tuple(marked.tolist()))

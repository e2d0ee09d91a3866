"""How the published figures sit among the simulated worlds: within their cloud, against each other, and one by one.

A posterior is only as good as the worlds it was learnt from near the figures. So the figures must lie inside the cloud
of prior worlds, as far from its middle as worlds do (Mahalanobis distance), and as near to other worlds as worlds are
to each other. Each figure is also predicted from all the others, which shows figures that the model cannot meet
together, and left out in turn, which shows what hangs on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from peersim.analysis.calibration.estimator import Regression, ridge, with_one

Floats = npt.NDArray[np.float64]

NEIGHBOURS = 20
"""Worlds to which distance is measured."""

_MOST_COMPARED = 4000
_PENALTY = 10.0


@dataclass(frozen=True)
class Cloud:
    """Where the published figures lie among prior worlds.

    Attributes
    ----------
    ids : tuple of str
        Targets.
    below : numpy.ndarray, shape (targets,)
        Share of prior worlds with a lower figure, ties counted half.
    from_others : numpy.ndarray, shape (targets,)
        How far each figure is from what the others let one expect [standard deviations of that prediction].
    further : float
        Share of prior worlds that lie further from the middle of the cloud.
    lonelier : float
        Share of prior worlds that are further from their nearest worlds.
    """

    ids: tuple[str, ...]
    below: Floats
    from_others: Floats
    further: float
    lonelier: float

    @property
    def inside(self) -> bool:
        """Whether the figures could be a prior world's: at least one world in a hundred is as far out, either way."""
        return min(self.further, self.lonelier) >= 0.01


def cloud(ids: Sequence[str], figures: Floats, published: Floats, scores: Floats, observed: Floats) -> Cloud:
    """Look where the published figures lie.

    Parameters
    ----------
    ids : sequence of str
        Targets.
    figures : numpy.ndarray, shape (worlds, targets)
        Figures of prior worlds, nan where undefined.
    published : numpy.ndarray, shape (targets,)
        Published figures.
    scores : numpy.ndarray, shape (worlds, targets)
        Normal scores of the figures.
    observed : numpy.ndarray, shape (targets,)
        Those of the published ones.

    Returns
    -------
    Cloud
    """
    known = np.maximum((~np.isnan(figures)).sum(axis=0), 1)
    below = ((figures < published).sum(axis=0) + 0.5 * (figures == published).sum(axis=0)) / known
    varies = scores.std(axis=0) > 1e-9
    middle, spread = scores[:, varies].mean(axis=0), scores[:, varies].std(axis=0)
    worlds, here = (scores[:, varies] - middle) / spread, (observed[varies] - middle) / spread
    distances = _mahalanobis(np.concatenate([worlds, here[None]]), worlds)
    lonely = _loneliness(worlds[:_MOST_COMPARED], here)
    away = np.zeros(len(ids))
    away[varies] = [_from_others(worlds, here, column) for column in range(worlds.shape[1])]
    return Cloud(
        tuple(ids), np.asarray(below), away, float((distances[:-1] >= distances[-1]).mean()),
        float((lonely[:-1] >= lonely[-1]).mean()),
    )  # fmt: skip


def _mahalanobis(points: Floats, worlds: Floats) -> Floats:
    cover = np.atleast_2d(np.cov(worlds.T)) + 1e-6 * np.eye(worlds.shape[1])
    return np.asarray(np.einsum("ij,ij->i", points, np.linalg.solve(cover, points.T).T))


def _loneliness(worlds: Floats, here: Floats) -> Floats:
    """Mean distance of every world, and of the figures, to their nearest worlds."""
    from scipy.spatial import cKDTree

    tree = cKDTree(worlds)
    near = min(NEIGHBOURS, len(worlds) - 1)
    own = np.asarray(tree.query(worlds, k=near + 1)[0])[:, 1:]
    others = np.asarray(tree.query(here[None], k=near)[0])
    return np.concatenate([own.mean(axis=1), others.mean(axis=1)])


def _from_others(worlds: Floats, here: Floats, column: int) -> float:
    """How many standard deviations one figure is from its prediction by the others."""
    others = np.delete(worlds, column, axis=1)
    slopes = ridge(with_one(others), worlds[:, [column]], _PENALTY)
    left = worlds[:, column] - (with_one(others) @ slopes)[:, 0]
    expected = float((with_one(np.delete(here, column)[None]) @ slopes)[0, 0])
    return float((here[column] - expected) / left.std())


@dataclass(frozen=True)
class Influence:
    """What hangs on one target.

    Attributes
    ----------
    target : str
        Its id.
    key : str
        The input whose posterior mean would move most without it.
    shift : float
        By how much, with it against without it [prior standard deviations].
    narrower : float
        Share of the variance left without it that it takes away, of the input of which it takes most.
    narrows : str
        That input.
    """

    target: str
    key: str
    shift: float
    narrower: float
    narrows: str


def influences(
    keys: Sequence[str],
    targets: Sequence[Sequence[int]],
    ids: Sequence[str],
    scores: Floats,
    shown: Floats,
    here: Floats,
    regression: Regression,
) -> list[Influence]:
    """Leave each target out in turn, by the straight-line part of the posterior.

    Parameters
    ----------
    keys : sequence of str
        Inputs.
    targets : sequence of sequence of int
        Columns of `shown` that tell of each target.
    ids : sequence of str
        Targets.
    scores : numpy.ndarray, shape (worlds, inputs)
        Normal scores of the inputs.
    shown : numpy.ndarray, shape (worlds, features)
        Features.
    here : numpy.ndarray, shape (features,)
        Those of the published figures.
    regression : Regression
        Fitted on all of them.

    Returns
    -------
    list of Influence
        One for each target.
    """
    spread = np.where(regression.spread > 0.0, regression.spread, 1.0)
    design, point = (shown - regression.middle) / spread, (here - regression.middle) / spread
    whole, left_whole = _fitted(design, scores, point)
    found = []
    for name, columns in zip(ids, targets, strict=True):
        kept = [column for column in range(design.shape[1]) if column not in columns]
        mean, left = _fitted(design[:, kept], scores, point[kept])
        shift, taken = whole - mean, 1.0 - left_whole / left
        most, narrows = int(np.argmax(np.abs(shift))), int(np.argmax(taken))
        found.append(Influence(name, keys[most], float(shift[most]), float(taken[narrows]), keys[narrows]))
    return found


def _fitted(design: Floats, scores: Floats, point: Floats) -> tuple[Floats, Floats]:
    """Prediction for the figures, and the variance left over."""
    slopes = ridge(with_one(design), scores, _PENALTY)
    left = scores - with_one(design) @ slopes
    return (with_one(point[None]) @ slopes)[0], np.asarray(left.var(axis=0))

"""From a reference table to a checked posterior: features, screening, training, recovery, and a sample for the figures.

Inputs of grades C and D that targets respond to are *calibrated*. Inputs of grades A and B rest on published numbers,
some of them from the very studies of the targets; letting the targets move them too would count that evidence twice.
What a lever does (``effect.*``) keeps its own evidence too: studies that differ in a lever differ in much else. So
they are *carried*: the posterior of the calibrated inputs is learnt given their values, and every row of the frozen
sample pairs a draw of them from their own evidence with a draw of the calibrated inputs that goes with it (a cut
posterior: Plummer 2015, Statistics and Computing 25:37).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from peersim.analysis.calibration.estimator import Estimator, Settings, learn
from peersim.analysis.calibration.features import Features, features_of
from peersim.analysis.calibration.recovery import DRAWS, Recovery, recover, widening
from peersim.analysis.calibration.reference import Reference
from peersim.analysis.calibration.screening import Screen, by_grade, screen, with_partners
from peersim.evidence.sampling import correlations, prior_uniforms
from peersim.evidence.table import parameter
from peersim.foundation.problems import RunError

Floats = npt.NDArray[np.float64]
Told = Callable[[str], None]

HELD_OUT, MOST_HELD_OUT, FEWEST_HELD_OUT = 0.1, 512, 16
"""Share of worlds kept from training; half judge the posterior, half say how wide it is. Most, fewest of a half."""

NO_WIDER = 1.02
"""Widening up to which the posterior is left as it is."""

_SAMPLE_SEED = 7919


@dataclass(frozen=True)
class Learnt:
    """A posterior and what it was learnt from.

    Attributes
    ----------
    reference : Reference
        Simulated worlds.
    figures : numpy.ndarray, shape (worlds, targets)
        Their figures, discrepancies added.
    training : int
        Worlds trained on: the first so many.
    judging : slice
        Worlds it is judged on.
    features : Features
        What it is shown of a world.
    screen : Screen
        How features respond to inputs.
    calibrated, carried : tuple of str
        Inputs it tells of, and inputs that are given.
    estimator : Estimator
        The posterior.
    given, used : Recovery
        Recovery where carried inputs are known, which tests what was learnt; and where they follow their own evidence,
        as in the frozen sample.
    """

    reference: Reference
    figures: Floats
    training: int
    judging: slice
    features: Features
    screen: Screen
    calibrated: tuple[str, ...]
    carried: tuple[str, ...]
    estimator: Estimator
    given: Recovery
    used: Recovery

    def columns(self, keys: Sequence[str]) -> list[int]:
        """Columns of the reference table that hold these inputs."""
        return [self.reference.keys.index(key) for key in keys]

    def shown(self, figures: Floats, carried: Floats) -> Floats:
        """Put features of figures beside normal scores of the carried inputs."""
        return np.concatenate([self.features(figures), carried], axis=1)


def learn_from(
    reference: Reference,
    figures: Floats,
    ids: Sequence[str],
    *,
    seed: int,
    settings: Settings | None = None,
    announce: Told | None = None,
) -> Learnt:
    """Learn and check the posterior.

    Parameters
    ----------
    reference : Reference
        Simulated worlds.
    figures : numpy.ndarray, shape (worlds, targets)
        Their figures with discrepancies, of the targets to be used.
    ids : sequence of str
        Those targets.
    seed : int
        Seed of training and checks.
    settings : Settings, optional
        How flows are trained.
    announce : callable, optional
        Told what is being done.

    Returns
    -------
    Learnt

    Raises
    ------
    RunError
        If no calibrated input moves any target.
    """
    tell = announce or (lambda text: None)
    held = int(np.clip(HELD_OUT * len(reference) / 2.0, FEWEST_HELD_OUT, MOST_HELD_OUT))
    training = len(reference) - 2 * held
    features = features_of(ids, figures[:training])
    told, scores = features(figures), reference.scores
    found = screen(reference.keys, scores[:training], features.names, told[:training])
    calibrated, carried = _chosen(found, reference.keys)
    tell(f"{len(calibrated)} inputs of grades C and D respond to the targets; {len(carried)} others go beside them.")
    if not calibrated:
        raise RunError(
            f"No input of grade C or D moves any target in {training:,} worlds: there is nothing to calibrate. "
            "Simulate more worlds, or state targets that depend on the inputs."
        )
    place = {key: column for column, key in enumerate(reference.keys)}
    truth, beside = scores[:, [place[key] for key in calibrated]], scores[:, [place[key] for key in carried]]
    shown = np.concatenate([told, beside], axis=1)
    estimator = learn(truth[:training], shown[:training], seed=seed, settings=settings, announce=announce)
    tell(f"Checking the posterior on {held:,} synthetic cases.")
    tuning, judging = slice(training, training + held), slice(training + held, len(reference))
    estimator = _widened(estimator, calibrated, truth[tuning], shown[tuning], seed)
    given = _recovered(estimator, calibrated, truth[judging], shown[judging], seed)
    used = _as_used(estimator, calibrated, truth[judging], told[judging], beside[:training], seed)
    return Learnt(
        reference, figures, training, judging, features, found, calibrated, carried, estimator, given, used
    )  # fmt: skip


def _chosen(found: Screen, keys: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Part the inputs that respond into calibrated and carried ones, links kept whole."""
    grades = {key: parameter(key).grade for key in keys}
    calibrated, _ = by_grade(keys, grades)
    others = [key for key in keys if key not in calibrated]
    responding = (*found.responding(calibrated), *found.responding(others))
    links = [(row.first, row.second) for row in correlations()]
    return by_grade(with_partners(responding, links, keys), grades)


def _widened(estimator: Estimator, keys: Sequence[str], truth: Floats, shown: Floats, seed: int) -> Estimator:
    """Spread the posterior if intervals of cases kept for this hold the truth too seldom; it is never narrowed."""
    found = _recovered(estimator, keys, truth, shown, seed + 1)
    factor = widening(found.mean, found.sd, found.truth)
    return replace(estimator, widened=factor) if factor > NO_WIDER else estimator


def _recovered(estimator: Estimator, keys: Sequence[str], truth: Floats, shown: Floats, seed: int) -> Recovery:
    return recover(keys, truth, lambda part: estimator.sample(shown[part], DRAWS, seed + part.start))


def _as_used(
    estimator: Estimator, keys: Sequence[str], truth: Floats, told: Floats, beside: Floats, seed: int
) -> Recovery:
    """Recover as the frozen sample is made: carried inputs are drawn from their own evidence, not known."""
    rng = np.random.default_rng([seed, 4])

    def sample(part: slice) -> Floats:
        cases = len(told[part])
        drawn = beside[rng.integers(len(beside), size=cases * DRAWS)]
        shown = np.concatenate([np.repeat(told[part], DRAWS, axis=0), drawn], axis=1)
        return estimator.sample(shown, 1, seed + part.start).reshape(cases, DRAWS, len(keys))

    return recover(keys, truth, sample)


def sample_for(learnt: Learnt, published: Floats, rows: int, seed: int) -> tuple[tuple[str, ...], Floats]:
    """Draw the sample that is frozen: calibrated inputs given the published figures, with carried ones beside them.

    Parameters
    ----------
    learnt : Learnt
        The posterior.
    published : numpy.ndarray, shape (targets,)
        Published figures.
    rows : int
        Rows wanted.
    seed : int
        Seed of the sample.

    Returns
    -------
    keys : tuple of str
        Calibrated inputs, then carried ones.
    uniforms : numpy.ndarray, shape (rows, inputs)
        Where each row lies in the prior of each input [probability].
    """
    from scipy.special import ndtr, ndtri

    prior = prior_uniforms(rows, seed + _SAMPLE_SEED)
    beside = np.stack([prior[key] for key in learnt.carried], axis=1) if learnt.carried else np.zeros((rows, 0))
    shown = learnt.shown(np.repeat(published[None], rows, axis=0), ndtri(beside))
    scores = learnt.estimator.sample(shown, 1, seed + _SAMPLE_SEED)[:, 0]
    return (*learnt.calibrated, *learnt.carried), np.concatenate([ndtr(scores), beside], axis=1)

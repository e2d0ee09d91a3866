"""The posterior of inputs given figures, learnt from simulated worlds: a regression, and a neural flow for the rest.

What a straight line can tell of an input from the features is told by a ridge regression. What is left, scaled so that
it has no correlation, would be normal and equally wide everywhere if the model were a straight line with normal noise.
It is not quite. For the inputs that are told best, a small normalising flow (BayesFlow's coupling flow) learns how what
is left depends on where they are predicted to be: skewed here, narrower there. The predictions serve as the flow's
summary of all figures (semi-automatic summaries: Fearnhead and Prangle 2012, JRSS B 74:419); shown every feature, it
learns noise by heart from some thousand worlds. A flow is kept only if it predicts worlds it was not trained on better
than the regression does.

Several flows are trained on different halves of luck (other starting weights, other worlds kept back) and drawn from in
turn: where they disagree for want of worlds, the posterior is wider.
"""

from __future__ import annotations

import importlib.util
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from peersim.foundation.problems import InputError

Floats = npt.NDArray[np.float64]

NEEDED = ("bayesflow", "jax")
"""Packages that calibration needs and nothing else does."""

_PENALTIES = (1.0, 10.0, 100.0, 1000.0, 10000.0, 100000.0)
_FOLDS = 5
_TINY = 1e-6


@dataclass(frozen=True)
class Settings:
    """How the flows are trained.

    Attributes
    ----------
    members : int
        Flows in the ensemble; 0 leaves the regression alone.
    most_bent : int
        Most inputs that the flows are for.
    told_from : float
        Share of an input's variance from which it may be one of them.
    layers : int
        Coupling layers of each.
    width : int
        Units in each of the two hidden layers of a coupling.
    dropout : float
        Share of units left out at each step of training.
    rate, decay : float
        Learning rate at first, and weight decay.
    batch : int
        Worlds in a step.
    epochs, patience : int
        Most rounds of training, and rounds without a better prediction of kept-back worlds after which it ends.
    kept_back : float
        Share of worlds kept back from each flow for that.
    """

    members: int = 4
    most_bent: int = 12
    told_from: float = 0.1
    layers: int = 4
    width: int = 64
    dropout: float = 0.1
    rate: float = 1e-3
    decay: float = 1e-3
    batch: int = 128
    epochs: int = 100
    patience: int = 10
    kept_back: float = 0.12


def require() -> None:
    """Refuse to start without the packages that calibration needs.

    Raises
    ------
    InputError
        With how to install them.
    """
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        are = "is" if len(missing) == 1 else "are"
        raise InputError(
            [f"Calibration needs {' and '.join(missing)}, which {are} not installed."],
            'Install with: pip install "peersim[calibrate]"',
        )


@dataclass(frozen=True)
class Regression:
    """The straight-line part: a ridge regression of each input on the features, and the spread it leaves.

    Attributes
    ----------
    middle, spread : numpy.ndarray, shape (features,)
        Mean and standard deviation of the features.
    slopes : numpy.ndarray, shape (1 + features, inputs)
        Intercept and slopes.
    order : numpy.ndarray, shape (inputs,)
        Inputs in the order in which what is left is kept: those told best first.
    root : numpy.ndarray, shape (inputs, inputs)
        Lower triangle whose square is the covariance of what is left, in worlds the slopes were not fitted to; in that
        order.
    told : numpy.ndarray, shape (inputs,)
        Share of each input's variance that is told, in that order and in such worlds.
    """

    middle: Floats
    spread: Floats
    slopes: Floats
    order: npt.NDArray[np.int64]
    root: Floats
    told: Floats

    def mean(self, shown: Floats) -> Floats:
        """Predict inputs from features, shape (worlds, inputs)."""
        return with_one((shown - self.middle) / self.spread) @ self.slopes

    def rest(self, scores: Floats, mean: Floats) -> Floats:
        """Give what is left of inputs, uncorrelated and with variance 1, those told best first."""
        return np.asarray(np.linalg.solve(self.root, (scores - mean)[:, self.order].T).T)

    def whole(self, rest: Floats, mean: Floats) -> Floats:
        """Put what is left back onto the prediction."""
        back = np.argsort(self.order)
        return np.asarray((rest @ self.root.T)[..., back] + mean)


def regress(scores: Floats, shown: Floats, seed: int) -> tuple[Regression, Floats]:
    """Fit the regression; the strength of its penalty is chosen for each input by cross-validation.

    Parameters
    ----------
    scores : numpy.ndarray, shape (worlds, inputs)
        Normal scores of the inputs.
    shown : numpy.ndarray, shape (worlds, features)
        Features.
    seed : int
        Seed of the folds.

    Returns
    -------
    regression : Regression
    predicted : numpy.ndarray, shape (worlds, inputs)
        Prediction of each world by the folds that did not hold it.
    """
    middle, spread = shown.mean(axis=0), np.where(shown.std(axis=0) > 0.0, shown.std(axis=0), 1.0)
    design = with_one((shown - middle) / spread)
    folds = np.random.default_rng([seed, 1]).permutation(len(scores)) % _FOLDS
    predicted = np.zeros((len(_PENALTIES), *scores.shape))
    for fold in range(_FOLDS):
        held = folds == fold
        for number, penalty in enumerate(_PENALTIES):
            predicted[number, held] = design[held] @ ridge(design[~held], scores[~held], penalty)
    best = ((predicted - scores) ** 2).mean(axis=1).argmin(axis=0)
    columns = range(scores.shape[1])
    chosen = np.stack([predicted[best[column], :, column] for column in columns], axis=1)
    fitted = {number: ridge(design, scores, _PENALTIES[number]) for number in set(best.tolist())}
    slopes = np.stack([fitted[best[column]][:, column] for column in columns], axis=1)
    told = 1.0 - ((scores - chosen) ** 2).mean(axis=0) / scores.var(axis=0)
    order = np.argsort(-told)
    cover = np.atleast_2d(np.cov((scores - chosen)[:, order].T)) + 1e-9 * np.eye(scores.shape[1])
    root = np.asarray(np.linalg.cholesky(cover), dtype=np.float64)
    return Regression(middle, spread, slopes, order, root, told[order]), chosen


def ridge(design: Floats, scores: Floats, penalty: float) -> Floats:
    """Solve a ridge regression whose first column is the intercept, which is not held back."""
    weight = penalty * np.eye(design.shape[1])
    weight[0, 0] = 1e-6
    return np.asarray(np.linalg.solve(design.T @ design + weight, design.T @ scores))


def with_one(design: Floats) -> Floats:
    """Put a column of ones before a design."""
    return np.concatenate([np.ones((len(design), 1)), design], axis=1)


@dataclass(frozen=True)
class Member:
    """One trained flow.

    Attributes
    ----------
    inverse : callable or None
        Turns standard normal numbers and features into what the regression leaves; None where the flow predicted no
        better than the regression and is not used.
    losses : tuple of float
        Loss over kept-back worlds after each round of training [nats].
    without : float
        The same for the regression alone [nats].
    """

    inverse: Callable[[Floats, Floats], Floats] | None
    losses: tuple[float, ...]
    without: float

    @property
    def gained(self) -> float:
        """How much better than the regression it predicts kept-back worlds [nats a world]."""
        return max(0.0, self.without - min(self.losses, default=self.without))


@dataclass(frozen=True)
class Estimator:
    """A posterior for any figures.

    Attributes
    ----------
    regression : Regression
        The straight-line part.
    bent : int
        Inputs that the flows are for: the first so many of the regression's order.
    scale : numpy.ndarray, shape (2, bent)
        Mean and standard deviation of the predictions of these inputs, by which flows are shown them.
    members : tuple of Member
        Flows, drawn from in turn.
    widened : float
        Factor on the noise that draws are made from; 1 unless synthetic cases asked for a wider posterior.
    """

    regression: Regression
    bent: int
    scale: Floats
    members: tuple[Member, ...]
    widened: float = 1.0

    def sample(self, shown: Floats, draws: int, seed: int) -> Floats:
        """Draw from the posterior of each case.

        Parameters
        ----------
        shown : numpy.ndarray, shape (cases, features)
            Features of each case, with the normal scores of the inputs that are given.
        draws : int
            Draws for each.
        seed : int
            Seed of the draws.

        Returns
        -------
        numpy.ndarray, shape (cases, draws, inputs)
            Normal scores of the inputs.
        """
        rng = np.random.default_rng([seed, 2])
        inputs, number = self.regression.root.shape[0], max(1, len(self.members))
        rest = self.widened * rng.standard_normal((len(shown), draws, inputs))
        turn = (np.arange(draws) + rng.integers(number, size=(len(shown), 1))) % number
        mean = self.regression.mean(shown)
        given = self.given(mean)
        for which, member in enumerate(self.members):
            case, draw = np.nonzero(turn == which)
            if member.inverse is not None and len(case):
                rest[case, draw, : self.bent] = member.inverse(rest[case, draw, : self.bent], given[case])
        return self.regression.whole(rest, mean[:, None, :])

    def given(self, mean: Floats) -> Floats:
        """Turn predictions into what the flows are shown, shape (cases, bent)."""
        return np.asarray((mean[:, self.regression.order[: self.bent]] - self.scale[0]) / self.scale[1])


def learn(
    scores: Floats,
    shown: Floats,
    *,
    seed: int,
    settings: Settings | None = None,
    announce: Callable[[str], None] | None = None,
) -> Estimator:
    """Learn the posterior of inputs given features.

    Parameters
    ----------
    scores : numpy.ndarray, shape (worlds, inputs)
        Normal scores of the inputs.
    shown : numpy.ndarray, shape (worlds, features)
        Features.
    seed : int
        Seed of folds, starting weights and the order of worlds.
    settings : Settings, optional
        How flows are trained.
    announce : callable, optional
        Told of each flow that is trained.

    Returns
    -------
    Estimator
        The same for the same seed on the same machine.
    """
    settings = settings or Settings()
    regression, predicted = regress(scores, shown, seed)
    bent = min(settings.most_bent, int((regression.told >= settings.told_from).sum()))
    first = predicted[:, regression.order[:bent]]
    scale = np.stack([first.mean(axis=0), np.maximum(first.std(axis=0), _TINY)])
    plain = Estimator(regression, bent, scale, ())
    rest, given = regression.rest(scores, predicted)[:, :bent], plain.given(predicted)
    members: list[Member] = []
    wanted = settings.members if bent > 1 else 0  # a coupling needs two inputs; one is left to the regression
    for number in range(wanted):
        members.append(_trained(rest, given, seed + number, settings))
        if announce:
            gained, rounds = members[-1].gained, len(members[-1].losses)
            announce(
                f"Flow {number + 1} of {wanted}: {rounds} rounds of training; predicts kept-back worlds "
                f"{gained:.2f} nats better than regression alone."
            )
    return replace(plain, members=tuple(members))


def _trained(rest: Floats, given: Floats, seed: int, settings: Settings) -> Member:
    """Train one flow, stopping when it no longer predicts kept-back worlds better."""
    with quiet_bayesflow() as bayesflow:
        import keras

        keras.utils.set_random_seed(seed)
        order = np.random.default_rng([seed, 3]).permutation(len(rest))
        back = max(2, int(len(rest) * settings.kept_back))
        kept, used = order[:back], order[back:]
        batch = min(settings.batch, len(used))
        network = bayesflow.networks.CouplingFlow(
            depth=settings.layers,
            transform="affine",
            subnet_kwargs={"widths": (settings.width, settings.width), "dropout": settings.dropout},
        )
        approximator = bayesflow.ContinuousApproximator(
            inference_network=network, adapter=bayesflow.Adapter(), standardize=None
        )
        steps = settings.epochs * -(-len(used) // batch)
        rate = keras.optimizers.schedules.CosineDecay(settings.rate, steps)
        approximator.compile(optimizer=keras.optimizers.AdamW(rate, weight_decay=settings.decay, clipnorm=1.5))
        stop = keras.callbacks.EarlyStopping(
            "val_loss", patience=settings.patience, restore_best_weights=True, mode="min"
        )
        history = approximator.fit(
            dataset=_dataset(bayesflow, rest[used], given[used], batch),
            validation_data=_dataset(bayesflow, rest[kept], given[kept], back),
            epochs=settings.epochs,
            callbacks=[stop],
            verbose=0,
        ).history
        losses = tuple(float(loss) for loss in history["val_loss"])
        without = float(0.5 * (rest[kept] ** 2).sum(axis=1).mean() + 0.5 * rest.shape[1] * np.log(2.0 * np.pi))
        used_at_all = min(losses) < without
        return Member(_inverse_of(network) if used_at_all else None, losses, without)


def _dataset(bayesflow: Any, rest: Floats, given: Floats, batch: int) -> Any:
    data = {"inference_variables": rest.astype(np.float32), "inference_conditions": given.astype(np.float32)}
    return bayesflow.OfflineDataset(data, batch_size=batch, adapter=None)


_BLOCK = 1 << 14
"""Draws that are put through a flow at once."""


def _inverse_of(network: Any) -> Callable[[Floats, Floats], Floats]:
    """Compile the flow from normal numbers to what the regression leaves, for blocks of one size."""
    import jax

    compiled = jax.jit(lambda noise, given: network(noise, conditions=given, inverse=True, density=False))

    def inverse(noise: Floats, given: Floats) -> Floats:
        found = np.empty_like(noise)
        for first in range(0, len(noise), _BLOCK):
            part = slice(first, first + _BLOCK)
            fill = ((0, _BLOCK - len(noise[part])), (0, 0))
            block = (np.pad(each[part], fill).astype(np.float32) for each in (noise, given))
            found[part] = np.asarray(compiled(*block), dtype=np.float64)[: len(noise[part])]
        return found

    return inverse


@contextmanager
def quiet_bayesflow() -> Iterator[Any]:
    """Give BayesFlow on the JAX backend, on the processor, without its talk; logging is left as it was found.

    Yields
    ------
    module
        ``bayesflow``.
    """
    require()
    os.environ["KERAS_BACKEND"] = "jax"
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    root = logging.getLogger()
    handlers, level, disabled = list(root.handlers), root.level, logging.root.manager.disable
    logging.disable(logging.WARNING)  # it speaks while it is imported, before its logger can be told not to
    try:
        import bayesflow
    finally:
        logging.disable(disabled)
    try:
        for name in ("bayesflow", "jax", "absl"):
            logging.getLogger(name).setLevel(logging.ERROR)
        yield bayesflow
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)

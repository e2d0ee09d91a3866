"""Acceptability curves, their frontier, expected-loss curves and the cost-effectiveness plane."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from peersim.economics.decision.arrays import Numbers, position, read_pair
from peersim.economics.decision.net import NetBenefit, as_net_benefit, by_option, frame
from peersim.economics.decision.noise import Correction, jackknife, shrink_differences
from peersim.economics.decision.summary import by_draw, least_error, summarise

QUADRANTS = ("north-east", "south-east", "south-west", "north-west")
"""Quarters of the plane: cost more and bring more; cost less and bring more; less and less; more and less."""

IN_WORDS = {
    "north-east": "costs more and brings more",
    "south-east": "costs less and brings more",
    "south-west": "costs less and brings less",
    "north-west": "costs more and brings less",
}


def _is_best(names: Sequence[str], best: Sequence[str]) -> npt.NDArray[np.bool_]:
    return np.array([[name == chosen for name in names] for chosen in best])


@dataclass(frozen=True, eq=False)
class Acceptability:
    """Chance that each option is the best of all (not of a pair), by threshold.

    Attributes
    ----------
    names : tuple of str
        Options.
    k : tuple of float
        Thresholds; empty where net benefit came as it is.
    probability, error : numpy.ndarray, shape (thresholds, options)
        Chance of the highest net benefit [0 to 1], equals sharing it; its Monte Carlo error.
    naive : numpy.ndarray, shape (thresholds, options)
        The same with chance between runs left in.
    best : tuple of str
        Option with the highest mean net benefit at each threshold: the one to choose, whatever its chance.
    corrections : tuple of Correction
        What was done about chance between runs, at each threshold.
    """

    names: tuple[str, ...]
    k: tuple[float, ...]
    probability: Numbers
    error: Numbers
    naive: Numbers
    best: tuple[str, ...]
    corrections: tuple[Correction, ...]

    def to_frame(self) -> Any:
        """Make a table: columns k, option, probability, error, naive, best."""
        columns = {"probability": self.probability, "error": self.error, "naive": self.naive}
        return by_option(self.k, self.names, {**columns, "best": _is_best(self.names, self.best)})


@dataclass(frozen=True, eq=False)
class Frontier:
    """The option to choose at each threshold, and its chance of being the best.

    Attributes
    ----------
    names : tuple of str
        Options.
    k : tuple of float
        Thresholds.
    best : tuple of str
        Option with the highest mean net benefit at each.
    probability, error : numpy.ndarray, shape (thresholds,)
        Its chance of being the best, with Monte Carlo error.
    switches : tuple of (float, str, str)
        Thresholds at which the choice changes, from which option to which.
    """

    names: tuple[str, ...]
    k: tuple[float, ...]
    best: tuple[str, ...]
    probability: Numbers
    error: Numbers
    switches: tuple[tuple[float, str, str], ...]

    def to_frame(self) -> Any:
        """Make a table: columns k, best, probability, error."""
        return frame(
            {"k": k, "best": self.best[row], "probability": self.probability[row], "error": self.error[row]}
            for row, k in enumerate(self.k or (None,))
        )


@dataclass(frozen=True, eq=False)
class PairwiseAcceptability:
    """Chance that each option beats one other, by threshold; not its chance of being the best of all.

    Attributes
    ----------
    names : tuple of str
        Options compared.
    reference : str
        What each is compared with.
    k : tuple of float
        Thresholds.
    probability, error : numpy.ndarray, shape (thresholds, options)
        Chance of a higher net benefit than the reference's [0 to 1], a tie counting half; Monte Carlo error.
    """

    names: tuple[str, ...]
    reference: str
    k: tuple[float, ...]
    probability: Numbers
    error: Numbers

    def to_frame(self) -> Any:
        """Make a table: columns k, option, compared_with, probability, error."""
        compared = np.full(self.probability.shape, self.reference, dtype=object)
        columns = {"compared_with": compared, "probability": self.probability, "error": self.error}
        return by_option(self.k, self.names, columns)


@dataclass(frozen=True, eq=False)
class ExpectedLoss:
    """What is lost on average by choosing an option where another is better, by threshold.

    Attributes
    ----------
    names : tuple of str
        Options.
    k : tuple of float
        Thresholds.
    loss, error : numpy.ndarray, shape (thresholds, options)
        Expected loss [unit of net benefit], with Monte Carlo error. The lowest is the value of perfect information.
    naive : numpy.ndarray, shape (thresholds, options)
        The same with chance between runs left in.
    best : tuple of str
        Option with the lowest loss at each threshold.
    corrections : tuple of Correction
        What was done about chance between runs.
    """

    names: tuple[str, ...]
    k: tuple[float, ...]
    loss: Numbers
    error: Numbers
    naive: Numbers
    best: tuple[str, ...]
    corrections: tuple[Correction, ...]

    def to_frame(self) -> Any:
        """Make a table: columns k, option, loss, error, naive, best."""
        columns = {"loss": self.loss, "error": self.error, "naive": self.naive}
        return by_option(self.k, self.names, {**columns, "best": _is_best(self.names, self.best)})


@dataclass(frozen=True, eq=False)
class Plane:
    """Points of the cost-effectiveness plane: each option compared with one other, in each draw.

    Attributes
    ----------
    names : tuple of str
        Options compared.
    reference : str
        What each is compared with.
    cost, effect : numpy.ndarray, shape (draws, options)
        Extra cost and extra effect in each draw, mean over runs, chance taken off where there are several runs.
    mean_cost, mean_effect, cost_error, effect_error : numpy.ndarray, shape (options,)
        Means over draws with Monte Carlo errors.
    shares, share_errors : numpy.ndarray, shape (options, 4)
        Share of draws in each of `QUADRANTS`; draws on a line are shared by the quarters beside it.
    correction : Correction
        What was done about chance between runs.
    """

    names: tuple[str, ...]
    reference: str
    cost: Numbers
    effect: Numbers
    mean_cost: Numbers
    mean_effect: Numbers
    cost_error: Numbers
    effect_error: Numbers
    shares: Numbers
    share_errors: Numbers
    correction: Correction

    @property
    def words(self) -> tuple[str, ...]:
        """For each option, where it mostly lies."""
        likeliest = self.shares.argmax(axis=1)
        return tuple(
            f"“{name}” compared with “{self.reference}”: {IN_WORDS[QUADRANTS[quarter]]} in {share:.0%} of draws"
            for name, quarter, share in zip(self.names, likeliest, self.shares.max(axis=1), strict=True)
        )

    def to_frame(self) -> Any:
        """Make a table: one row for each option, with means, errors and the share of each quarter."""
        return frame(
            {
                "option": name,
                "compared_with": self.reference,
                "extra_cost": self.mean_cost[row],
                "cost_error": self.cost_error[row],
                "extra_effect": self.mean_effect[row],
                "effect_error": self.effect_error[row],
                **dict(zip(QUADRANTS, self.shares[row], strict=True)),
            }
            for row, name in enumerate(self.names)
        )


def acceptability(nb: Any, names: Sequence[str] | None = None, *, corrected: bool = True) -> Acceptability:
    """Work out each option's chance of being the best of all.

    Parameters
    ----------
    nb : NetBenefit, array, DataFrame or mapping
        Net benefit; plain numbers of shape (draws, options) or (draws, replications, options).
    names : sequence of str, optional
        Options' names, for numbers without.
    corrected : bool
        Take chance between runs off.

    Returns
    -------
    Acceptability
        Chances by threshold and option.

    Raises
    ------
    InputError
        If net benefit is wrong.
    """
    nb = as_net_benefit(nb, names)
    found, naive = summarise(nb, corrected), summarise(nb, False)
    return Acceptability(
        nb.names, nb.k, found.probability, found.probability_error, naive.probability, nb.best, found.corrections
    )


def frontier(nb: Any, names: Sequence[str] | None = None, *, corrected: bool = True) -> Frontier:
    """Tell the option to choose at each threshold, its chance of being the best and where the choice changes.

    Parameters
    ----------
    nb, names, corrected
        As for `acceptability`.

    Returns
    -------
    Frontier
        The acceptability frontier.

    Raises
    ------
    InputError
        If net benefit is wrong.
    """
    nb = as_net_benefit(nb, names)
    found = summarise(nb, corrected)
    rows = np.arange(len(found.best))
    return Frontier(
        nb.names,
        nb.k,
        nb.best,
        found.probability[rows, found.best],
        found.probability_error[rows, found.best],
        _switches(nb),
    )


def pairwise_acceptability(
    nb: Any, reference: str, names: Sequence[str] | None = None, *, corrected: bool = True
) -> PairwiseAcceptability:
    """Work out each option's chance of beating one other.

    Parameters
    ----------
    nb, names, corrected
        As for `acceptability`.
    reference : str
        Option that each is compared with.

    Returns
    -------
    PairwiseAcceptability
        Chances by threshold and option.

    Raises
    ------
    InputError
        If net benefit is wrong or there is no such option.
    """
    nb = as_net_benefit(nb, names)
    origin = position(reference, nb.names)
    others = [number for number in range(len(nb.names)) if number != origin]

    def chances(differences: Numbers) -> Numbers:
        freed = shrink_differences(differences)[0] if corrected else differences.mean(axis=1)
        return np.asarray(_above(freed).mean(axis=0))

    differences = [values[..., others] - values[..., [origin]] for values in nb.values]
    chance = np.array([chances(each) for each in differences])
    error = np.array([jackknife(chances, each) for each in differences])
    error = np.maximum(error, least_error(chance, nb.draws))
    return PairwiseAcceptability(tuple(nb.names[number] for number in others), reference, nb.k, chance, error)


def expected_loss(nb: Any, names: Sequence[str] | None = None, *, corrected: bool = True) -> ExpectedLoss:
    """Work out what is lost on average by choosing each option.

    Parameters
    ----------
    nb, names, corrected
        As for `acceptability`.

    Returns
    -------
    ExpectedLoss
        Losses by threshold and option.

    Raises
    ------
    InputError
        If net benefit is wrong.
    """
    nb = as_net_benefit(nb, names)
    found, naive = summarise(nb, corrected), summarise(nb, False)
    return ExpectedLoss(nb.names, nb.k, found.loss, found.loss_error, naive.loss, nb.best, found.corrections)


def plane(
    cost: Any, effect: Any, names: Sequence[str] | None = None, *, reference: str, corrected: bool = True
) -> Plane:
    """Place every option on the cost-effectiveness plane, compared with one of them.

    Parameters
    ----------
    cost, effect : array, DataFrame or mapping
        Shape (draws, options) or (draws, replications, options) [money; effect].
    names : sequence of str, optional
        Options' names.
    reference : str
        Option that each is compared with.
    corrected : bool
        Take chance between runs off, from costs and effects together.

    Returns
    -------
    Plane
        Points, means and the share of draws in each quarter.

    Raises
    ------
    InputError
        If the numbers are wrong or there is no such option.
    """
    costs, effects = read_pair(cost, effect, names)
    origin = position(reference, costs.names)
    others = [number for number in range(len(costs.names)) if number != origin]
    apart = [each.values[..., others] - each.values[..., [origin]] for each in (costs, effects)]
    both = np.concatenate(apart, axis=2)

    def points(some: Numbers) -> tuple[Numbers, Correction]:
        return shrink_differences(some) if corrected else by_draw(some, False)

    read, done = points(both)
    width = len(others)
    extra_cost, extra_effect = read[:, :width], read[:, width:]
    errors = jackknife(lambda some: _shares(points(some)[0]), both)
    error = np.sqrt(both.mean(axis=1).var(axis=0, ddof=1) / len(both))
    return Plane(
        tuple(costs.names[number] for number in others),
        reference,
        extra_cost,
        extra_effect,
        extra_cost.mean(axis=0),
        extra_effect.mean(axis=0),
        error[:width],
        error[width:],
        _shares(read),
        errors,
        done,
    )


def _shares(differences: Numbers) -> Numbers:
    """Share of draws in each quarter, shape (options, 4), of costs and effects side by side."""
    width = differences.shape[1] // 2
    more, better = (_above(differences[:, half]) for half in (slice(0, width), slice(width, None)))
    quarters = [more * better, (1 - more) * better, (1 - more) * (1 - better), more * (1 - better)]
    return np.asarray(np.stack([quarter.mean(axis=0) for quarter in quarters], axis=1))


def _above(values: Numbers) -> Numbers:
    tiny = 1e-9 * np.maximum(np.abs(values).max(axis=0), 1e-300)
    return np.where(np.abs(values) <= tiny, 0.5, (values > 0.0).astype(np.float64))


def _switches(nb: NetBenefit) -> tuple[tuple[float, str, str], ...]:
    """Find where the choice changes: net benefit is a straight line in k (net health benefit, in 1 / k)."""
    order = np.argsort(nb.k)
    means, best = nb.means, nb.best_positions
    found = []
    for left, right in pairwise(order):
        first, second = best[left], best[right]
        if first == second:
            continue
        lead, lost = means[left, first] - means[left, second], means[right, second] - means[right, first]
        share = lead / (lead + lost) if lead + lost > 0.0 else 0.0
        ends = np.array([nb.k[left], nb.k[right]])
        ends = 1.0 / ends if nb.unit == "health" else ends
        at = ends[0] + share * (ends[1] - ends[0])
        found.append((float(1.0 / at if nb.unit == "health" else at), nb.names[first], nb.names[second]))
    return tuple(found)

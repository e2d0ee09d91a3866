"""Net benefit: what an option's effect is worth at a threshold less its cost, or its effect less what the cost buys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from peersim.economics.decision.arrays import Numbers, position, read_options, read_pair
from peersim.foundation.problems import InputError, Problems

_EQUAL = 1e-9


@dataclass(frozen=True, eq=False)
class NetBenefit:
    """Net benefit of each option in each run, at one threshold or several.

    Attributes
    ----------
    names : tuple of str
        Options.
    values : numpy.ndarray, shape (thresholds, draws, replications, options)
        Net benefit [money, or effect for net health benefit].
    k : tuple of float
        Thresholds: what one unit of effect is worth [money for each]; empty where the numbers came as they are.
    unit : str
        "money" or "health" (effect).
    remembered : dict
        What was worked out from it before, so that it is worked out once.
    """

    names: tuple[str, ...]
    values: Numbers
    k: tuple[float, ...] = ()
    unit: Literal["money", "health"] = "money"
    remembered: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def draws(self) -> int:
        """Number of draws."""
        return int(self.values.shape[1])

    @property
    def runs(self) -> int:
        """Replications of each draw and option."""
        return int(self.values.shape[2])

    @property
    def by_draw(self) -> Numbers:
        """Mean over replications, shape (thresholds, draws, options)."""
        return np.asarray(self.values.mean(axis=2))

    @property
    def means(self) -> Numbers:
        """Mean over draws, shape (thresholds, options)."""
        return np.asarray(self.values.mean(axis=(1, 2)))

    @property
    def errors(self) -> Numbers:
        """Monte Carlo (standard) errors of the means, over draws, shape (thresholds, options)."""
        return np.asarray(self.by_draw.std(axis=1, ddof=1) / np.sqrt(self.draws))

    @property
    def best_positions(self) -> tuple[int, ...]:
        """Position of the option with the highest mean at each threshold; the first of equals."""
        return tuple(first_of_highest(self.means).tolist())

    @property
    def best(self) -> tuple[str, ...]:
        """Option with the highest mean at each threshold; the first of equals."""
        return tuple(self.names[number] for number in self.best_positions)

    def at(self, k: float) -> NetBenefit:
        """Take one threshold.

        Parameters
        ----------
        k : float
            One of the thresholds [money for each].

        Returns
        -------
        NetBenefit
            The same options at that threshold alone.

        Raises
        ------
        InputError
            If net benefit was not worked out at it.
        """
        if k not in self.k:
            raise InputError([f"net benefit was not worked out at {k:g}; it was at {_several(self.k)}."])
        number = self.k.index(k)
        if len(self.k) == 1:
            return self
        if f"at {number}" not in self.remembered:
            alone = NetBenefit(self.names, self.values[number : number + 1], (self.k[number],), self.unit)
            self.remembered[f"at {number}"] = alone
        found: NetBenefit = self.remembered[f"at {number}"]
        return found

    def only(self, *names: str) -> NetBenefit:
        """Take some of the options.

        Parameters
        ----------
        *names : str
            Their names, at least two.

        Returns
        -------
        NetBenefit
            These options alone.

        Raises
        ------
        InputError
            If a name is unknown or fewer than two are given.
        """
        if len(set(names)) < 2:
            raise InputError(["at least two different options are needed to choose from."])
        wanted = [position(name, self.names) for name in names]
        return NetBenefit(tuple(names), self.values[..., wanted], self.k, self.unit)

    def to_frame(self) -> Any:
        """Make a table of mean net benefits with their errors.

        Returns
        -------
        pandas.DataFrame
            Columns k, option, net_benefit, error [money].
        """
        return by_option(self.k, self.names, {"net_benefit": self.means, "error": self.errors})


def net_benefit(cost: Any, effect: Any, k: float | Sequence[float], names: Sequence[str] | None = None) -> NetBenefit:
    """Work out net monetary benefit: effect × k − cost.

    Parameters
    ----------
    cost, effect : array, DataFrame or mapping
        Shape (draws, options) or (draws, replications, options) [money; effect].
    k : float or sequence of float
        What one unit of effect is worth [money for each], 0 or more.
    names : sequence of str, optional
        Options' names; a DataFrame or a mapping carries its own.

    Returns
    -------
    NetBenefit
        By threshold, draw, replication and option.

    Raises
    ------
    InputError
        If anything about the numbers, names or thresholds is wrong.
    """
    costs, effects = read_pair(cost, effect, names)
    thresholds = _thresholds(k, positive=False)
    values = np.stack([effects.values * each - costs.values for each in thresholds])
    return NetBenefit(costs.names, values, thresholds, "money")


def net_health_benefit(
    cost: Any, effect: Any, k: float | Sequence[float], names: Sequence[str] | None = None
) -> NetBenefit:
    """Work out net health benefit: effect − cost / k.

    Parameters
    ----------
    cost, effect : array, DataFrame or mapping
        As for `net_benefit`.
    k : float or sequence of float
        What one unit of effect is worth [money for each], above 0.
    names : sequence of str, optional
        Options' names.

    Returns
    -------
    NetBenefit
        In units of effect.

    Raises
    ------
    InputError
        If anything is wrong, or k is 0.
    """
    costs, effects = read_pair(cost, effect, names)
    thresholds = _thresholds(k, positive=True)
    values = np.stack([effects.values - costs.values / each for each in thresholds])
    return NetBenefit(costs.names, values, thresholds, "health")


def as_net_benefit(nb: Any, names: Sequence[str] | None = None, *, one: str = "") -> NetBenefit:
    """Take what `net_benefit` gave, or numbers as they are.

    Parameters
    ----------
    nb : NetBenefit, array, DataFrame or mapping
        Net benefit; numbers as for `read_options`.
    names : sequence of str, optional
        Options' names, for numbers without.
    one : str
        Name of a function that needs a single threshold; empty where several may be.

    Returns
    -------
    NetBenefit
        Checked.

    Raises
    ------
    InputError
        If the numbers are wrong, or there are several thresholds where one is needed.
    """
    if isinstance(nb, NetBenefit):
        if names is not None and tuple(names) != nb.names:
            raise InputError(["net benefit carries its own names; other names were given beside it."])
        if one and len(nb.values) > 1:
            raise InputError(
                [f"{one} needs one threshold; there are {len(nb.values)}. Take one with `nb.at({nb.k[0]:g})`."]
            )
        return nb
    read = read_options(nb, names)
    return NetBenefit(read.names, read.values[None])


def first_of_highest(values: Numbers, rather: int | None = None) -> npt.NDArray[np.int64]:
    """Tell the highest of each row; of those that are equal but for rounding, the first.

    Parameters
    ----------
    values : numpy.ndarray, shape (rows, options)
        Numbers.
    rather : int, optional
        Option that is taken rather than the first wherever it is as high.

    Returns
    -------
    numpy.ndarray of int, shape (rows,)
        Positions.
    """
    ahead = values >= values.max(axis=1, keepdims=True) - _EQUAL * max(float(np.abs(values).max()), _EQUAL**2)
    first = ahead.argmax(axis=1)
    return np.asarray(first if rather is None else np.where(ahead[:, rather], rather, first), dtype=np.int64)


def by_option(k: tuple[float, ...], names: Sequence[str], columns: Mapping[str, Any]) -> Any:
    """Make a table with a row for each threshold and option.

    Parameters
    ----------
    k : tuple of float
        Thresholds; empty where there is one without a name.
    names : sequence of str
        Options.
    columns : mapping of str to numpy.ndarray, shape (thresholds, options)
        What is told of each.

    Returns
    -------
    pandas.DataFrame
        Columns k, option and those given.
    """
    return frame(
        {"k": threshold, "option": name, **{head: values[row, column] for head, values in columns.items()}}
        for row, threshold in enumerate(k or (None,))
        for column, name in enumerate(names)
    )


def frame(rows: Any) -> Any:
    """Make a pandas table of rows; None stays None, for "no such number"."""
    import pandas as pd

    table = pd.DataFrame(list(rows), dtype=object)
    return table.astype({name: column.infer_objects().dtype for name, column in table.items() if column.notna().all()})


def _thresholds(k: float | Sequence[float], positive: bool) -> tuple[float, ...]:
    problems = Problems()
    thresholds = tuple(float(each) for each in np.atleast_1d(np.asarray(k, dtype=np.float64)))
    for each in thresholds:
        if not np.isfinite(each):
            problems.add("k is missing or infinite; what a unit of effect is worth must be a number.")
        elif each < 0.0:
            problems.add(f"k is {each:g}; what a unit of effect is worth cannot be below 0.")
        elif positive and each == 0.0:
            problems.add("k is 0; net health benefit divides by it, so it must be above 0.")
    if not thresholds:
        problems.add("k: no threshold was given.")
    if len(set(thresholds)) < len(thresholds):
        problems.add("k: a threshold is given more than once.")
    problems.raise_if_any()
    return thresholds


def _several(k: tuple[float, ...]) -> str:
    if not k:
        return "no threshold (the numbers came as they are)"
    shown = ", ".join(f"{each:g}" for each in k[:6])
    return shown + (f" and {len(k) - 6} more" if len(k) > 6 else "")

"""How options' numbers are read: draws × options or draws × replications × options, with names that travel along."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from peersim.foundation.problems import InputError, Problems, nearest

Numbers = npt.NDArray[np.float64]

FEWEST_DRAWS = 2
"""Fewest draws from which an error can be told."""

_SHOWN = 3


class OptionValues(NamedTuple):
    """One number for each draw, replication and option.

    Attributes
    ----------
    names : tuple of str
        Options, in the order of the last axis.
    values : numpy.ndarray, shape (draws, replications, options)
        The numbers, all finite.
    """

    names: tuple[str, ...]
    values: Numbers


def read_options(
    values: Any, names: Sequence[str] | None = None, *, what: str = "net benefit", fewest: int = 2
) -> OptionValues:
    """Read numbers of options and check them.

    Parameters
    ----------
    values : array, DataFrame or mapping
        Shape (draws, options) or (draws, replications, options); or a pandas DataFrame with one column for each
        option; or a mapping from each option's name to its numbers, shape (draws,) or (draws, replications).
    names : sequence of str, optional
        Options' names, in the order of the last axis. A DataFrame or a mapping carries its own.
    what : str
        What the numbers are, for messages.
    fewest : int
        Fewest options that make sense.

    Returns
    -------
    OptionValues
        Names and numbers.

    Raises
    ------
    InputError
        If names are missing, doubled or do not fit, draws differ between options, there is only one option, or a
        number is missing or infinite.
    """
    given, array = _parts(values, what)
    if given is not None and names is not None and tuple(names) != given:
        raise InputError([f"{what}: its own names are {_list(given)}, but {_list(names)} were given beside them."])
    known = given if given is not None else None if names is None else tuple(names)
    if array.ndim == 2:
        array = array[:, None, :]
    problems = Problems()
    if array.ndim != 3:
        raise InputError(
            [f"{what}: numbers must be draws × options or draws × replications × options; got {array.ndim} dimensions."]
        )
    count = array.shape[2]
    if known is None:
        known = tuple(f"option {number + 1}" for number in range(count))
    check_names(known, count, what, problems)
    if count < fewest:
        only = f" ({_quoted(known[0])})" if count == 1 and known else ""
        problems.add(f"{what}: only {count} option{only}; a decision needs at least {fewest} to choose from.")
    if array.shape[0] < FEWEST_DRAWS or array.shape[1] < 1:
        problems.add(f"{what}: {array.shape[0]} draws; at least {FEWEST_DRAWS} are needed to tell how sure one can be.")
    check_finite(array, known, what, problems)
    problems.raise_if_any()
    return OptionValues(known, array)


def read_pair(cost: Any, effect: Any, names: Sequence[str] | None) -> tuple[OptionValues, OptionValues]:
    """Read costs and effects of the same options in the same draws.

    Parameters
    ----------
    cost, effect : array, DataFrame or mapping
        As for `read_options`; both of the same shape.
    names : sequence of str or None
        Options' names.

    Returns
    -------
    tuple of OptionValues
        Costs and effects.

    Raises
    ------
    InputError
        If either is wrong, or they have different options or draws.
    """
    problems = Problems()
    found = []
    for values, what in ((cost, "cost"), (effect, "effect")):
        try:
            found.append(read_options(values, names, what=what))
        except InputError as error:
            for sentence in error.problems:
                problems.add(sentence)
    problems.raise_if_any()
    costs, effects = found
    if names is None and _carries_names(cost) != _carries_names(effect):  # the one with names names both
        owner = costs if _carries_names(cost) else effects
        if len(costs.names) == len(effects.names):
            costs, effects = costs._replace(names=owner.names), effects._replace(names=owner.names)
    if costs.names != effects.names:
        problems.add(
            f"cost has options {_list(costs.names)}, effect has {_list(effects.names)}; they must be the same."
        )
    if costs.values.shape[:2] != effects.values.shape[:2]:
        first, second = costs.values.shape[:2], effects.values.shape[:2]
        problems.add(
            f"draws differ: cost has {first[0]} draws of {first[1]} runs, effect {second[0]} of {second[1]}; "
            "draw 7 must be the same world in both."
        )
    elif not _same_index(cost, effect):
        problems.add("draws differ: the rows of cost and of effect are labelled differently.")
    problems.raise_if_any()
    return costs, effects


def check_names(names: Sequence[str], count: int, what: str, problems: Problems) -> None:
    """Note what is wrong with options' names.

    Parameters
    ----------
    names : sequence of str
        The names.
    count : int
        How many options there are.
    what : str
        What they name, for messages.
    problems : Problems
        Where problems are noted.
    """
    if len(names) != count:
        problems.add(f"{what}: {count} options but {len(names)} names; every option needs one.")
    if any(not isinstance(name, str) or not name.strip() for name in names):
        problems.add(f"{what}: a name is missing; every option needs one that is not empty.")
    doubled = sorted({str(name) for name in names if list(names).count(name) > 1})
    if doubled:
        problems.add(f"{what}: the name {_list(doubled)} is used more than once; names must differ.")


def check_finite(array: Numbers, names: Sequence[str], what: str, problems: Problems) -> None:
    """Note numbers that are missing or infinite, with their place.

    Parameters
    ----------
    array : numpy.ndarray, shape (draws, replications, options)
        The numbers.
    names : sequence of str
        Options' names.
    what : str
        What the numbers are.
    problems : Problems
        Where problems are noted.
    """
    wrong = np.argwhere(~np.isfinite(array))
    if not len(wrong):
        return
    places = [
        f"{_quoted(names[option]) if option < len(names) else f'option {option + 1}'} in draw {draw}, replication {run}"
        for draw, run, option in wrong[:_SHOWN]
    ]
    more = f" and {len(wrong) - _SHOWN} more" if len(wrong) > _SHOWN else ""
    problems.add(
        f"{what}: missing or infinite for {'; '.join(places)}{more}. Draws are paired: leave such a draw out of every "
        "option (`complete_draws` does) or run it again."
    )


def complete_draws(*arrays: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Tell the draws in which every option and run has a finite number in every array.

    Parameters
    ----------
    *arrays : array_like, shape (draws, ...)
        Costs, effects, inputs: anything with draws first.

    Returns
    -------
    numpy.ndarray of bool, shape (draws,)
        True where a draw can be used. How many are False belongs beside the result.

    Raises
    ------
    InputError
        If the arrays have different numbers of draws.
    """
    read = [np.asarray(array, dtype=np.float64) for array in arrays]
    if len({len(array) for array in read}) > 1:
        raise InputError([f"draws differ: {', '.join(str(len(array)) for array in read)} draws in the arrays given."])
    known = [np.isfinite(array.reshape(len(array), -1)).all(axis=1) for array in read]
    return np.asarray(np.logical_and.reduce(known), dtype=np.bool_)


def position(name: str, names: Sequence[str], what: str = "option") -> int:
    """Find a name among names.

    Parameters
    ----------
    name : str
        The name looked for.
    names : sequence of str
        Where.
    what : str
        What is named, for messages.

    Returns
    -------
    int
        Its position.

    Raises
    ------
    InputError
        If there is none of that name.
    """
    if name not in names:
        raise InputError([f"unknown {what} {_quoted(name)}.{nearest(str(name), names)} There are: {_list(names)}."])
    return list(names).index(name)


def _parts(values: Any, what: str) -> tuple[tuple[str, ...] | None, Numbers]:
    """Names, if the numbers carry any, and the numbers."""
    if isinstance(values, Mapping):
        return _from_mapping(values, what)
    if hasattr(values, "columns") and hasattr(values, "to_numpy"):
        return tuple(values.columns), _numbers(values.to_numpy(), what)
    if hasattr(values, "to_numpy"):
        raise InputError(
            [f"{what}: a single column ({_quoted(str(values.name))}); a decision needs two options or more."]
        )
    return None, _numbers(values, what)


def _from_mapping(values: Mapping[str, Any], what: str) -> tuple[tuple[str, ...], Numbers]:
    columns = {name: _numbers(column, what) for name, column in values.items()}
    if not columns:
        raise InputError([f"{what}: no option was given."])
    if len({column.shape for column in columns.values()}) > 1:
        sizes = ", ".join(f"{_quoted(name)} {_size(column)}" for name, column in columns.items())
        raise InputError([f"{what}: draws differ between options: {sizes}. Every option needs the same draws."])
    series = [column for column in values.values() if hasattr(column, "index") and hasattr(column, "to_numpy")]
    if any(not each.index.equals(series[0].index) for each in series[1:]):
        raise InputError([f"{what}: draws differ between options: their rows are labelled differently."])
    return tuple(columns), np.stack(list(columns.values()), axis=-1)


def _size(column: Numbers) -> str:
    return " × ".join(str(length) for length in column.shape)


def _numbers(values: Any, what: str) -> Numbers:
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError([f"{what}: not all of it is numbers with the same draws for every option."]) from None


def _same_index(cost: Any, effect: Any) -> bool:
    if hasattr(cost, "index") and hasattr(effect, "index") and hasattr(cost, "columns") and hasattr(effect, "columns"):
        return bool(cost.index.equals(effect.index))
    return True


def _carries_names(values: Any) -> bool:
    return isinstance(values, Mapping) or hasattr(values, "columns")


def _quoted(name: str) -> str:
    return f"“{name}”"


def _list(names: Iterable[str]) -> str:
    return ", ".join(_quoted(str(name)) for name in names)

"""Where the model is run: Morris's trajectories and Sobol's rows of points, both made by SALib."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from peersim.foundation.problems import InputError

Numbers = npt.NDArray[np.float64]

LEVELS = 4
"""Levels of an input in Morris's grid: the usual number (Morris 1991, Technometrics 33:161)."""

ENDS = (0.05, 0.95)
"""Ranks of an input between which its levels lie, so that none is at an infinite end; an effect is of going across."""

OTHERS = "the others"
"""Name of the inputs that are not looked at one by one, and vary together."""


def part_of_salib(name: str) -> Any:
    """Import a part of SALib, or say how to get it.

    Parameters
    ----------
    name : str
        Module, such as "sample.sobol".

    Returns
    -------
    module
        The module.

    Raises
    ------
    InputError
        If SALib is not installed.
    """
    try:
        return importlib.import_module(f"SALib.{name}")
    except ModuleNotFoundError:
        raise InputError(['Sensitivity analysis needs SALib: pip install "peersim[research]".']) from None


def problem(names: Sequence[str]) -> dict[str, Any]:
    """Describe the unit cube as SALib wants it.

    Parameters
    ----------
    names : sequence of str
        Its sides.

    Returns
    -------
    dict
        Fresh each time, as SALib writes into it.
    """
    return {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}


def trajectories(names: Sequence[str], count: int, seed: int) -> Numbers:
    """Make Morris's trajectories.

    Parameters
    ----------
    names : sequence of str
        What is moved, one at a time.
    count : int
        Trajectories.
    seed : int
        Seed [0 or more].

    Returns
    -------
    numpy.ndarray, shape (trajectories, names + 1, names)
        Levels from 0 to 1, as SALib's analysis wants them; `ranks_of` turns them into ranks.
    """
    sampled = part_of_salib("sample.morris").sample(problem(names), count, num_levels=LEVELS, seed=seed)
    return np.asarray(sampled, np.float64).reshape(count, len(names) + 1, len(names))


def ranks_of(levels: Numbers) -> Numbers:
    """Turn levels from 0 to 1 into ranks between `ENDS`."""
    return np.asarray(ENDS[0] + levels * (ENDS[1] - ENDS[0]), np.float64)


def rows(names: Sequence[str], count: int, seed: int) -> Numbers:
    """Make Sobol's points in Saltelli's arrangement: A, one point a name with that name's value from B, and B.

    Parameters
    ----------
    names : sequence of str
        What is moved, one at a time.
    count : int
        Rows; a power of two.
    seed : int
        Seed of the scramble [0 or more].

    Returns
    -------
    numpy.ndarray, shape (rows, names + 2, names)
        Ranks strictly between 0 and 1.
    """
    sampler = part_of_salib("sample.sobol")
    sampled = sampler.sample(problem(names), count, calc_second_order=False, scramble=True, seed=seed)
    edge = 2.0**-40
    return np.clip(np.asarray(sampled, np.float64), edge, 1.0 - edge).reshape(count, len(names) + 2, len(names))


class OtherInputs:
    """Ranks of many inputs that vary together, as rows of one table of which a single number picks one.

    Parameters
    ----------
    names : sequence of str
        The inputs.
    size : int
        Rows of the table.
    seed : int
        Seed.
    """

    def __init__(self, names: Sequence[str], size: int, seed: int) -> None:
        from peersim.evidence.sampling import uniforms_of

        self.names = tuple(names)
        columns = [uniforms_of(f"{name} beside others", size, seed) for name in self.names]
        self._table = np.column_stack(columns) if columns else np.zeros((size, 0))

    def at(self, picks: Numbers) -> Numbers:
        """Give the ranks that numbers from 0 to 1 pick, shape (picks, names)."""
        size = len(self._table)
        return np.asarray(self._table[np.minimum((picks * size).astype(int), size - 1)])

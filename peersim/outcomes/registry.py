"""The registry of outcomes: everything a run reports, each with unit, direction, denominator and exact definition."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from peersim.foundation.problems import InputError, nearest
from peersim.outcomes.about_parents import PARENT_OUTCOMES
from peersim.outcomes.about_programme import PROGRAMME_OUTCOMES
from peersim.outcomes.about_volunteers import VOLUNTEER_OUTCOMES
from peersim.outcomes.outcome import Outcome
from peersim.outcomes.scene import Scene
from peersim.outcomes.subgroups import these

OUTCOMES: tuple[Outcome, ...] = (*PARENT_OUTCOMES, *VOLUNTEER_OUTCOMES, *PROGRAMME_OUTCOMES)
"""Every outcome, in the order in which they are told."""

SUBGROUP_OUTCOMES: tuple[Outcome, ...] = tuple(o for o in OUTCOMES if o.by_subgroup)
"""Outcomes that are also told by subgroup of families."""

OUTCOME_NAMES: tuple[str, ...] = tuple(o.name for o in OUTCOMES)

_NUMBERS = {name: number for number, name in enumerate(OUTCOME_NAMES)}


def outcome_number(name: str) -> int:
    """Position of an outcome in the registry.

    Parameters
    ----------
    name : str
        Outcome's name.

    Returns
    -------
    int
        Position in `OUTCOMES`.

    Raises
    ------
    InputError
        If there is no such outcome.
    """
    if name not in _NUMBERS:
        raise InputError([f'unknown outcome "{name}".{nearest(name, OUTCOME_NAMES)}'])
    return _NUMBERS[name]


def outcome(name: str) -> Outcome:
    """Look an outcome up by name.

    Parameters
    ----------
    name : str
        Outcome's name.

    Returns
    -------
    Outcome

    Raises
    ------
    InputError
        With the nearest name, when there is none.
    """
    return OUTCOMES[outcome_number(name)]


def measure(world: Any, name: str, who: npt.NDArray[np.bool_] | None = None) -> float:
    """Measure one outcome of a finished run, for any set of families.

    Parameters
    ----------
    world : World
        A finished run; record arrays.
    name : str
        Outcome's name.
    who : numpy.ndarray, shape (families,), optional
        True for the families it is told for; everybody when left out.

    Returns
    -------
    float
        The value, in the outcome's unit; nan when its denominator is 0.

    Raises
    ------
    InputError
        If there is no such outcome, or it cannot be told for some families only.
    """
    found = outcome(name)
    if who is not None and not found.by_subgroup:
        raise InputError([f'outcome "{name}" is told for the programme as a whole, not for some families'])
    scene = Scene(world) if who is None else Scene(world, these(np.asarray(who, dtype=np.bool_)))
    top, bottom = found.compute(scene)
    numerator, denominator = float(np.ravel(top)[0]), float(np.ravel(bottom)[0])
    return numerator / denominator if denominator != 0 else float("nan")

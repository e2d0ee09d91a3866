"""Sweeps: a base scenario with some of its levers moved over a range; every point becomes a scenario of its own."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from peersim.foundation.problems import InputError
from peersim.scenarios.levers import LEVERS
from peersim.scenarios.model import Scenario
from peersim.scenarios.values import in_words

METHODS = ("grid", "latin hypercube", "sobol")
"""How points are laid out: every combination of the values listed, or points spread over ranges."""

_LONGEST_NAME = 60
_DIGITS = 4
_SHOWN = 3


@dataclass(frozen=True)
class Sweep:
    """What is swept over.

    Attributes
    ----------
    base : Scenario
        What every point has but for the levers that are moved.
    method : str
        One of `METHODS`.
    levers : mapping of list
        Lever to its values in a grid; to its lowest and highest value (or, where it is no number, to the words or slots
        it may take) otherwise.
    points : int
        Number of points; in a grid it follows from the values.
    """

    base: Scenario
    method: str
    levers: Mapping[str, list[Any]]
    points: int

    def document(self) -> dict[str, Any]:
        """Say it in plain values, for study.json."""
        return {
            "base": self.base.name,
            "method": self.method,
            "levers": {name: list(values) for name, values in self.levers.items()},
            "points": self.points,
        }


@dataclass(frozen=True)
class Point:
    """One point of a sweep.

    Attributes
    ----------
    scenario : Scenario
        The base with its levers moved.
    values : dict
        Value of each lever.
    """

    scenario: Scenario
    values: dict[str, Any]


def points_in_grid(levers: Mapping[str, Sequence[Any]]) -> int:
    """Count the combinations of listed values."""
    return math.prod(len(values) for values in levers.values())


def settings_of(sweep: Sweep, seed: int) -> Iterator[dict[str, Any]]:
    """Give the values of the levers point by point.

    Parameters
    ----------
    sweep : Sweep
        What is swept over.
    seed : int
        The study's seed; a Sobol sequence of more points begins with the same ones.

    Yields
    ------
    dict
        Lever to value. Numbers that are drawn are rounded to four digits, so that a name says exactly what was run.
    """
    if sweep.method == "grid":
        for values in itertools.product(*sweep.levers.values()):
            yield dict(zip(sweep.levers, values, strict=True))
        return
    for row in _unit_points(sweep.method, len(sweep.levers), sweep.points, seed):
        yield {name: _at(name, ends, float(u)) for (name, ends), u in zip(sweep.levers.items(), row, strict=True)}


def _unit_points(method: str, dimensions: int, count: int, seed: int) -> npt.NDArray[np.float64]:
    from scipy.stats import qmc

    generator = np.random.default_rng(seed)
    if method == "latin hypercube":
        return np.asarray(qmc.LatinHypercube(dimensions, rng=generator).random(count))
    doublings = max(count - 1, 0).bit_length()
    return np.asarray(qmc.Sobol(dimensions, scramble=True, rng=generator).random_base2(doublings)[:count])


def _at(name: str, ends: Sequence[Any], u: float) -> Any:
    """Turn a number from 0 to 1 into a value of a lever."""
    kind = LEVERS[name].kind
    if kind == "number":
        low, high = ends
        return min(max(_rounded(low + u * (high - low), high - low), low), high)
    if kind == "whole":
        low, high = ends
        return min(low + int(u * (high - low + 1)), high)
    return ends[min(int(u * len(ends)), len(ends) - 1)]


def _rounded(value: float, width: float) -> float:
    """Round to so many digits of the width of the range."""
    return round(value, _DIGITS - 1 - math.floor(math.log10(width))) if width else value


def make_points(sweep: Sweep, seed: int) -> list[Point]:
    """Make the scenario of every point.

    Parameters
    ----------
    sweep : Sweep
        What is swept over.
    seed : int
        The study's seed.

    Returns
    -------
    list of Point
        In the order of the grid or sequence.

    Raises
    ------
    InputError
        If points contradict themselves or the scenario they extend: the first few of them.
    """
    from peersim.scenarios.variants import variant

    settings = list(settings_of(sweep, seed))
    names = _names(sweep, settings)
    found, wrong, problems = [], 0, []
    for name, values in zip(names, settings, strict=True):
        try:
            made = variant(sweep.base, values, name=name)
        except InputError as error:
            wrong += 1
            problems += error.problems if wrong <= _SHOWN else []
            continue
        title = f"{sweep.base.title or sweep.base.name}; {'; '.join(_told(*each) for each in values.items())}"
        why = f"A point of a sweep ({sweep.method})."
        found.append(Point(replace(made, title=title[:300], why=why), values))
    if wrong:
        raise InputError([*problems, f"{wrong:,} of the {len(settings):,} points of the sweep cannot be run."])
    return found


def _told(name: str, value: Any) -> str:
    lever = LEVERS[name]
    normal = tuple(value) if isinstance(value, list) else value
    return f"{name} {in_words(lever, normal)}"


def _names(sweep: Sweep, settings: Sequence[Mapping[str, Any]]) -> list[str]:
    """Name points after their values where that makes short and different names, and by number where not."""
    short = _short_names(list(sweep.levers))
    names = ["_".join(f"{short[name]}_{_word(value)}" for name, value in values.items()) for values in settings]
    if len(set(names)) == len(names) and max(map(len, names), default=0) <= _LONGEST_NAME:
        return names
    width = len(str(max(len(settings) - 1, 0)))
    return [f"{sweep.base.name}_{sweep.method.replace(' ', '_')}_{number:0{width}d}" for number in range(len(settings))]


def _short_names(levers: Sequence[str]) -> dict[str, str]:
    """Call levers by their last words where these tell them apart."""
    last = [name.rsplit(".", 1)[-1] for name in levers]
    return {
        name: end if last.count(end) == 1 else name.replace(".", "_") for name, end in zip(levers, last, strict=True)
    }


def _word(value: Any) -> str:
    """Write a value so that it can be part of a file's name."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return f"{value:g}".replace("-", "minus_")
    if isinstance(value, (list, tuple)):
        return "_then_".join(_word(each) for each in value)
    return "_".join(str(value).split()) or "none"

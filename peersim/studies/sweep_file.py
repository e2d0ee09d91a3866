"""The ``[sweep]`` table of a plan: which scenario, which levers, over which values, laid out how."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from peersim.foundation.problems import nearest
from peersim.scenarios.levers import LEVERS
from peersim.scenarios.model import Scenario
from peersim.scenarios.values import allowed, check_value, number_text, quoted
from peersim.studies.plan import STORED
from peersim.studies.sweep import METHODS, Sweep, points_in_grid

KEYS = ("base", "method", "points", "levers")
_USUAL_METHOD = "grid"
_MOST_SOBOL_LEVERS = 21_201  # dimensions of the direction numbers that come with SciPy

Wrong = Callable[[tuple[str | int, ...], str], None]
LoadAt = Callable[[tuple[str | int, ...], Any], Scenario | None]


def read_sweep(raw: Any, wrong: Wrong, load: LoadAt) -> Sweep | None:
    """Check a ``[sweep]`` table.

    Parameters
    ----------
    raw : object
        As read from TOML.
    wrong : callable
        Notes a problem at a place in the file.
    load : callable
        Loads a scenario named at a place in the file.

    Returns
    -------
    Sweep or None
        None if anything is wrong with it.
    """
    if not isinstance(raw, dict):
        wrong(("sweep",), '"sweep" is not a table; write [sweep] on a line of its own and its keys below it.')
        return None
    for key in raw:
        if key not in KEYS:
            wrong(("sweep", key), f"unknown key {quoted(key)} in [sweep].{nearest(key, KEYS)}")
    base = None
    if "base" in raw:
        base = load(("sweep", "base"), raw["base"])
    else:
        wrong(("sweep",), '[sweep] names no "base", the scenario whose levers are moved; it must.')
    method = _method(raw, wrong)
    levers = _levers(raw.get("levers"), method, wrong)
    points = _points(raw, method, levers, wrong)
    if base is None or method is None or not levers or points is None:
        return None
    return Sweep(base, method, levers, points)


def _method(raw: dict[str, Any], wrong: Wrong) -> str | None:
    method = raw.get("method", _USUAL_METHOD)
    word = method.lower().replace("_", " ") if isinstance(method, str) else ""
    if word not in METHODS:
        choices = ", ".join(f'"{each}"' for each in METHODS)
        wrong(("sweep", "method"), f"method is {quoted(method)}; allowed: {choices}.{nearest(word, METHODS)}")
        return None
    return word


def _points(raw: dict[str, Any], method: str | None, levers: dict[str, list[Any]] | None, wrong: Wrong) -> int | None:
    place, points = ("sweep", "points"), raw.get("points")
    if method == "grid":
        if points is not None:
            wrong(place, "a grid has as many points as there are combinations; leave points out.")
        return points_in_grid(levers) if levers else None
    if method is None:
        return None
    if points is None:
        wrong(("sweep",), f"a sweep by {method} must say how many points, such as points = 64.")
        return None
    if isinstance(points, bool) or not isinstance(points, int) or not 1 <= points <= STORED.scenarios:
        wrong(place, f"points is {points!r}; allowed whole numbers 1 to {STORED.scenarios:,}.")
        return None
    return points


def _levers(raw: Any, method: str | None, wrong: Wrong) -> dict[str, list[Any]] | None:
    """Check the levers; None if one of them is no good."""
    place = ("sweep", "levers")
    if not isinstance(raw, dict) or not raw:
        wrong(
            place, 'the sweep moves no lever; write [sweep.levers] and below it lines such as "staff.posts" = [1, 2].'
        )
        return None
    flat = _flattened(raw)
    found: dict[str, list[Any]] = {}
    for name, values in flat.items():
        where = (*place, name) if name in raw else (*place, *name.split(".", 1))
        checked = _values(name, values, method, partial(wrong, where))
        if checked is not None:
            found[name] = checked
    return found if len(found) == len(flat) else None


def _flattened(raw: dict[str, Any]) -> dict[str, Any]:
    """Turn ``creche.places = [0, 8]``, which TOML takes for a table in a table, into one name, in the order written."""
    flat: dict[str, Any] = {}
    for name, inner in raw.items():
        flat |= {f"{name}.{key}": item for key, item in inner.items()} if isinstance(inner, dict) else {name: inner}
    return flat


def _values(name: str, values: Any, method: str | None, wrong: Callable[[str], None]) -> list[Any] | None:
    if name not in LEVERS:
        wrong(f"unknown lever {quoted(name)}.{nearest(name, LEVERS)}")
        return None
    lever = LEVERS[name]
    ends = method in METHODS[1:] and lever.kind in ("number", "whole")
    if not isinstance(values, list) or not values:
        what = "its lowest and highest value" if ends else "the values it takes"
        wrong(f"{name} must be a list of {what}; allowed {allowed(lever)}.")
        return None
    checked = []
    for value in values:
        try:
            checked.append(_plain(check_value(lever, value)))
        except ValueError as error:
            wrong(str(error))
    if len(checked) < len(values):
        return None
    return _ends(name, checked, wrong) if ends else _different(name, checked, wrong)


def _ends(name: str, values: list[Any], wrong: Callable[[str], None]) -> list[Any] | None:
    if len(values) != 2 or not values[0] < values[1]:
        shown = ", ".join(number_text(value) for value in values)
        wrong(f"{name} is [{shown}]; write its lowest and its highest value, such as [0, 8].")
        return None
    return values


def _different(name: str, values: list[Any], wrong: Callable[[str], None]) -> list[Any] | None:
    twice = [value for number, value in enumerate(values) if value in values[:number]]
    if twice:
        wrong(f"{name} lists {twice[0]!r} twice.")
        return None
    return values


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value

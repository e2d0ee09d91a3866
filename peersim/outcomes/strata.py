"""Who is who: the subgroups by which outcomes are told, exhaustive and exclusive, or an error.

Every factor (car, childcare need, ...) puts every family in exactly one of its levels. The factors rest on traits that
a scenario does not change, with one exception that is said in its meaning: whether online is workable can change when
kit is lent.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from peersim.foundation.problems import InputError, nearest

EVERYONE = "everyone"

NEAR_KM = 1.0
"""Families closer than this to the first venue are near [km]; a definition, not evidence."""

FAR_KM = 3.0
"""Families at least this far from the first venue are far [km]; a definition, not evidence."""

NEED_CUTS = (1.0 / 3.0, 2.0 / 3.0)
"""Cut-offs between lower, middle and higher need: thirds of the 0 to 1 scale, the same in every place."""


class Factor(NamedTuple):
    """One way of dividing families.

    Attributes
    ----------
    name : str
        Short name used in tables.
    label : str
        Words shown to people.
    levels : tuple of str
        Words of each level, by number.
    meaning : str
        What it rests on.
    codes : callable
        From the parent records to each family's level, by number; anything else is an error.
    """

    name: str
    label: str
    levels: tuple[str, ...]
    meaning: str
    codes: Callable[[Any], npt.NDArray[np.int64]]


def _yes_no(field: str) -> Callable[[Any], npt.NDArray[np.int64]]:
    def codes(parents: Any) -> npt.NDArray[np.int64]:
        return np.asarray(parents[field], dtype=np.int64)

    return codes


def _distance(parents: Any) -> npt.NDArray[np.int64]:
    kilometres = np.hypot(parents["x"], parents["y"])
    return _bands(kilometres, (NEAR_KM, FAR_KM))


def _need(parents: Any) -> npt.NDArray[np.int64]:
    return _bands(np.asarray(parents["need"]), NEED_CUTS)


def _bands(values: npt.NDArray[np.float64], cuts: tuple[float, ...]) -> npt.NDArray[np.int64]:
    codes = np.searchsorted(np.asarray(cuts), values, side="right")
    codes[~np.isfinite(values)] = -1
    return codes.astype(np.int64)


FACTORS = (
    Factor("car", "car", ("no car", "has a car"), "a car is available for a daytime group", _yes_no("has_car")),
    Factor(
        "childcare",
        "childcare",
        ("no childcare need", "needs childcare"),
        "needs someone to mind a child in order to attend, as at the end of the run",
        _yes_no("childcare_need"),
    ),
    Factor(
        "send",
        "disabled child or special needs",
        ("no child with SEND", "child with SEND"),
        "a child with special educational needs or disability (SEND)",
        _yes_no("send"),
    ),
    Factor(
        "language",
        "English",
        ("speaks English well", "limited English"),
        "cannot speak English well",
        _yes_no("low_english"),
    ),
    Factor(
        "online",
        "online group",
        ("online workable", "online not workable"),
        "an online group is not workable, as at the end of the run; lent kit can change it, so its levels may differ "
        "between scenarios that lend kit",
        _yes_no("online_barred"),
    ),
    Factor(
        "digital",
        "digital living standard",
        ("meets digital standard", "below digital standard"),
        "household below the minimum digital living standard",
        _yes_no("digital_gap"),
    ),
    Factor(
        "distance",
        "distance to first venue",
        (f"under {NEAR_KM:.0f} km", f"{NEAR_KM:.0f} to {FAR_KM:.0f} km", f"{FAR_KM:.0f} km or more"),
        "straight line from home to the first venue",
        _distance,
    ),
    Factor(
        "income",
        "income",
        ("not low income", "low income"),
        "low income after housing costs",
        _yes_no("low_income"),
    ),
    Factor("family", "parents at home", ("two parents", "lone parent"), "parents at home", _yes_no("lone_parent")),
    Factor("work", "paid work", ("not in work", "in work"), "the parent is in paid work", _yes_no("works")),
    Factor(
        "need",
        "need",
        ("lower need", "middle need", "higher need"),
        "complexity of what the family lives with, in thirds of its 0 to 1 scale",
        _need,
    ),
)
"""Every way in which families are divided."""

FACTORS_BY_NAME = {factor.name: factor for factor in FACTORS}


class Level(NamedTuple):
    """One level of one factor.

    Attributes
    ----------
    group : str
        The factor's name.
    level : str
        The level's words.
    """

    group: str
    level: str


LEVELS = tuple(Level(factor.name, level) for factor in FACTORS for level in factor.levels)
"""Every level of every factor, in the order of the rows of subgroup tables."""

_NUMBERS = {level: number for number, level in enumerate(LEVELS)}


def level_number(group: str, level: str) -> int:
    """Row of one level in subgroup tables.

    Parameters
    ----------
    group : str
        Factor's name.
    level : str
        Level's words.

    Returns
    -------
    int
        Position in `LEVELS`.

    Raises
    ------
    InputError
        If there is no such factor or level.
    """
    if group not in FACTORS_BY_NAME:
        raise InputError([f'unknown subgroup "{group}".{nearest(group, FACTORS_BY_NAME)}'])
    if (group, level) not in _NUMBERS:
        levels = FACTORS_BY_NAME[group].levels
        raise InputError(
            [f'unknown level "{level}" of "{group}"; allowed {", ".join(levels)}.{nearest(level, levels)}']
        )
    return _NUMBERS[Level(group, level)]


def level_codes(factor: Factor, parents: Any) -> npt.NDArray[np.int64]:
    """Put every family in one level of a factor.

    Parameters
    ----------
    factor : Factor
        How to divide.
    parents : records of PARENT, shape (parents,)
        Families.

    Returns
    -------
    numpy.ndarray, shape (parents,)
        Level of each family, by number.

    Raises
    ------
    ValueError
        If a family falls in no level: subgroups must be exhaustive.
    """
    codes = factor.codes(parents)
    outside = (codes < 0) | (codes >= len(factor.levels))
    if outside.any():
        row = int(np.flatnonzero(outside)[0])
        raise ValueError(
            f"{int(outside.sum())} families fall in no level of {factor.label} (first: row {row}); "
            f"allowed {', '.join(factor.levels)}"
        )
    return codes


def memberships(parents: Any) -> npt.NDArray[np.bool_]:
    """Who belongs to which level.

    Parameters
    ----------
    parents : records of PARENT, shape (parents,)
        Families.

    Returns
    -------
    numpy.ndarray, shape (levels, parents)
        True where the family is in the level; each family is in exactly one level of each factor.

    Raises
    ------
    ValueError
        If a family falls in no level of some factor.
    """
    rows: list[npt.NDArray[np.bool_]] = []
    for factor in FACTORS:
        codes = level_codes(factor, parents)
        rows.extend(codes == number for number in range(len(factor.levels)))
    return np.array(rows, dtype=np.bool_).reshape(len(LEVELS), len(parents))

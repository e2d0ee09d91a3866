"""Who is who: the subgroups by which outcomes are told, exhaustive and exclusive, or an error.

Every factor (car, childcare need, ...) puts every family in exactly one of its levels. The factors rest on traits that
no scenario changes, so the same families are in a level whatever the design: kit that is lent makes it matter less that
online is not workable, and moves nobody. A rule that is replaced may do so; levels are those at the end of the run.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from peersim.foundation.problems import InputError, nearest
from peersim.outcomes.tallying import Codes, put_levels

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
    value : callable
        From families' records to what each is divided by: yes or no, a number to be cut into bands, or the level's
        number itself; any other level is an error.
    cuts : tuple of float
        Where the second and further bands begin; empty where nothing is cut.
    """

    name: str
    label: str
    levels: tuple[str, ...]
    meaning: str
    value: Callable[[Any], npt.NDArray[Any]]
    cuts: tuple[float, ...] = ()

    def codes(self, families: Any) -> npt.NDArray[np.int64]:
        """Level of each family, by number; -1 where a number to be cut is none."""
        values = self.value(families)
        if not self.cuts:
            return np.asarray(values, dtype=np.int64)
        codes = np.searchsorted(np.asarray(self.cuts), values, side="right")
        codes[~np.isfinite(values)] = -1
        return codes.astype(np.int64)


def _field(name: str) -> Callable[[Any], npt.NDArray[Any]]:
    return lambda families: np.asarray(families[name])


def _kilometres(families: Any) -> npt.NDArray[np.float64]:
    return np.asarray(np.hypot(families["x"], families["y"]))


FACTORS = (
    Factor("car", "car", ("no car", "has a car"), "a car is available for a daytime group", _field("has_car")),
    Factor(
        "childcare",
        "childcare",
        ("no childcare need", "needs childcare"),
        "needs someone to mind a child in order to attend, as at the end of the run",
        _field("childcare_need"),
    ),
    Factor(
        "send",
        "disabled child or special needs",
        ("no child with SEND", "child with SEND"),
        "a child with special educational needs or disability (SEND)",
        _field("send"),
    ),
    Factor(
        "language",
        "English",
        ("speaks English well", "limited English"),
        "cannot speak English well",
        _field("low_english"),
    ),
    Factor(
        "online",
        "online group",
        ("online workable", "online not workable"),
        "an online group is not workable, as at the end of the run; kit that is lent makes this matter less and moves "
        "nobody to the other level",
        _field("online_barred"),
    ),
    Factor(
        "digital",
        "digital living standard",
        ("meets digital standard", "below digital standard"),
        "household below the minimum digital living standard",
        _field("digital_gap"),
    ),
    Factor(
        "distance",
        "distance to first venue",
        (f"under {NEAR_KM:.0f} km", f"{NEAR_KM:.0f} to {FAR_KM:.0f} km", f"{FAR_KM:.0f} km or more"),
        "straight line from home to the first venue",
        _kilometres,
        (NEAR_KM, FAR_KM),
    ),
    Factor(
        "income",
        "income",
        ("not low income", "low income"),
        "low income after housing costs",
        _field("low_income"),
    ),
    Factor("family", "parents at home", ("two parents", "lone parent"), "parents at home", _field("lone_parent")),
    Factor("work", "paid work", ("not in work", "in work"), "the parent is in paid work", _field("works")),
    Factor(
        "need",
        "need",
        ("lower need", "middle need", "higher need"),
        "complexity of what the family lives with, in thirds of its 0 to 1 scale",
        _field("need"),
        NEED_CUTS,
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
    parents : records, shape (families,)
        Families.

    Returns
    -------
    numpy.ndarray, shape (families,)
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


def level_rows(families: Any) -> Codes:
    """Rows of each family's levels in a table of everybody (row 0) and every level (from row 1 on).

    Parameters
    ----------
    families : records, shape (families,)
        With the fields that factors rest on.

    Returns
    -------
    numpy.ndarray, shape (families, 1 + factors)
        Row 0, then one row for each factor.

    Raises
    ------
    ValueError
        If a family falls in no level of some factor.
    """
    rows = np.zeros((len(families), 1 + len(FACTORS)), dtype=np.int8)
    for column, (factor, first, cuts) in enumerate(_ROWS, start=1):
        if put_levels(factor.value(families), cuts, first, column, rows):
            level_codes(factor, families)  # which says who they are
    return rows


def _with_rows() -> tuple[tuple[Factor, int, npt.NDArray[np.float64]], ...]:
    first = {factor.name: level_number(factor.name, factor.levels[0]) + 1 for factor in FACTORS}
    return tuple((factor, first[factor.name], np.array(factor.cuts)) for factor in FACTORS)


_ROWS = _with_rows()
"""Each factor with the row of its first level and its cuts."""

ROW_OF = {
    field: (column, first)
    for column, (factor, first, _) in enumerate(_ROWS, start=1)
    for field, name in (("childcare_need", "childcare"), ("online_barred", "online"))
    if factor.name == name
}
"""Column of `level_rows` and row of the first level, by the fields that a run may change (`people.MAY_CHANGE`)."""

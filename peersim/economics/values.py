"""What wellbeing is worth: from points of a wellbeing scale to life satisfaction, and from there to money.

The chain, link by link, each in its own function:

1. Points of the Short Warwick-Edinburgh scale over the points of one standard deviation: a shift in standard
   deviations.
2. A small shift of a normal latent scale moves a share of people over the line between poor and good mental health:
   the shift times the normal density at the line. The density is the mean of it between the two shares of mothers over
   the line in the trial of Dennis and others (2009), with and without telephone peer support.
3. Crossing the line is worth `value.good_mental_health_points` points of life satisfaction for as long as it lasts.
4. A point of life satisfaction for a year (a WELLBY) has a price; or seven of them are a quality-adjusted life year; or
   the user brings a unit of their own. These are alternatives for the same change and are never added.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from peersim.economics.prices import PriceYear, read_price_year
from peersim.economics.profile import UNITS, Profile, price_year_of
from peersim.economics.samples import Floats, standing, worst_grade
from peersim.evidence.table import parameter
from peersim.foundation.problems import InputError, Problems, nearest

STATE_POINTS = "value.good_mental_health_points"
WITHOUT, WITH = "effect.high_score_without", "effect.high_score_with_phone_peer"
SD_POINTS = "wellbeing.sd_points"
POINTS_PER_QALY = "value.points_per_qaly"

EFFECT_KEYS = ("effect.smd_groups", "effect.smd_one_to_one", "effect.duration_years")
"""Evidence behind the wellbeing that a run reports."""

TRANSLATION_KEYS = (SD_POINTS, STATE_POINTS, WITHOUT, WITH)
"""Evidence behind turning points of the wellbeing scale into life satisfaction."""

Translation = Literal["trial", "density"]

TRANSLATIONS: dict[Translation, str] = {
    "trial": "mean normal density between the trial's two shares of mothers over the line",
    "density": "normal density at the share over the line without support; about a fifth higher",
}
"""How a small shift becomes a share that crosses the line: a structural choice, named before results."""

TRANSLATION_REASON = (
    "assumption, grade D: no study gives life satisfaction for a point of this scale; a normal latent scale and the "
    "line that the trial used stand in, and wellbeing is taken to be depressive symptoms turned round"
)
"""Why the translation is graded as it is."""

Numbers = npt.ArrayLike


@dataclass(frozen=True)
class UserUnit:
    """A unit of value that the user brings, for the same change in wellbeing.

    Attributes
    ----------
    name : str
        What it is called.
    per : str
        What one of it is of: ``"point_year"`` (a point of the wellbeing scale for a year) or ``"wellby"``.
    value : float
        Money for one.
    currency, price_year : str
        Of that money.
    source : str
        Where it comes from; must not be empty.
    grade : str
        ``A`` to ``D``.
    """

    name: str
    per: str
    value: float
    currency: str
    price_year: str
    source: str
    grade: str = "D"


Unit = str | UserUnit


@dataclass(frozen=True, eq=False)
class Priced:
    """Money for wellbeing, draw by draw.

    Attributes
    ----------
    name : str
        Unit, in words.
    per_wellby : numpy.ndarray, shape (draws,)
        Money for one point of life satisfaction for a year, in the money and prices of the appraisal; zero when
        wellbeing is not put in money.
    keys : tuple of str
        Evidence keys of the price.
    source, grade : str
        Of the price.
    note : str
        Which prices it was re-based from, and what is not in it.
    """

    name: str
    per_wellby: Floats
    keys: tuple[str, ...]
    source: str
    grade: str
    note: str

    @property
    def in_money(self) -> bool:
        """Whether wellbeing is put in money."""
        return bool(np.any(self.per_wellby != 0.0))


def share_moved(shift_sd: Numbers, share: Numbers) -> Floats:
    """Share of people that a shift of a normal latent scale takes over the line to good mental health.

    Parameters
    ----------
    shift_sd : array_like
        Shift towards good [standard deviations]; may be negative.
    share : array_like
        Share in poor mental health without the shift [0 to 1].

    Returns
    -------
    numpy.ndarray
        Share that crosses; negative where the shift is for the worse.
    """
    from scipy.special import ndtr, ndtri

    before, shift = np.asarray(share, dtype=np.float64), np.asarray(shift_sd, dtype=np.float64)
    after: Floats = np.asarray(ndtr(np.asarray(ndtri(before)) - shift), dtype=np.float64)
    return np.asarray(before - after, dtype=np.float64)


def crossing_per_sd(without: Numbers, with_support: Numbers, how: Translation = "trial") -> Floats:
    """Share of people that one standard deviation would take over the line, for small shifts.

    Parameters
    ----------
    without, with_support : array_like
        Shares in poor mental health in the two arms of the trial [0 to 1].
    how : str
        One of `TRANSLATIONS`.

    Returns
    -------
    numpy.ndarray
        Normal density at the line: averaged between the two shares (``"trial"``), or at the first (``"density"``).
    """
    from scipy.special import ndtri

    before, after = np.broadcast_arrays(np.asarray(without, dtype=np.float64), np.asarray(with_support, np.float64))
    at_line = np.exp(-np.square(ndtri(before)) / 2.0) / np.sqrt(2.0 * np.pi)
    if how == "density":
        return np.asarray(at_line, dtype=np.float64)
    apart = ndtri(before) - ndtri(after)
    close = np.abs(apart) < 1e-9
    return np.asarray(np.where(close, at_line, (before - after) / np.where(close, 1.0, apart)), dtype=np.float64)


def life_satisfaction_per_point(samples: Mapping[str, Floats], how: Translation = "trial") -> Floats:
    """Points of life satisfaction for one point of the wellbeing scale, draw by draw.

    Parameters
    ----------
    samples : mapping of str to numpy.ndarray, shape (draws,)
        `TRANSLATION_KEYS` in each draw.
    how : str
        One of `TRANSLATIONS`.

    Returns
    -------
    numpy.ndarray, shape (draws,)
        Points of life satisfaction (0 to 10) for a SWEMWBS point.

    Source
    ------
    value.good_mental_health_points, effect.high_score_without, effect.high_score_with_phone_peer,
    wellbeing.sd_points; the normal latent scale is an assumption.
    """
    if how not in TRANSLATIONS:
        raise InputError(
            [f'unknown translation "{how}"; allowed {", ".join(TRANSLATIONS)}.{nearest(how, TRANSLATIONS)}']
        )
    crossing = crossing_per_sd(samples[WITHOUT], samples[WITH], how)
    return np.asarray(samples[STATE_POINTS] * crossing / samples[SD_POINTS], dtype=np.float64)


def check_unit(unit: Unit, profile: Profile, problems: Problems) -> None:
    """Note what is wrong with a unit of value for a country."""
    if isinstance(unit, UserUnit):
        _check_user_unit(unit, profile, problems)
    elif unit not in UNITS:
        problems.add(
            f'unknown unit of value "{unit}"; allowed {", ".join(UNITS)}, or one of your own.{nearest(unit, UNITS)}'
        )
    elif unit not in profile.units:
        problems.add(
            f'unit of value "{unit}": {profile.country} has no value for it in its profile; allowed '
            f"{', '.join(profile.units)}, or a unit of your own with its source"
        )
    elif unit != "none":
        year = price_year_of(profile.keys[unit])
        complaint = profile.deflator.lacking(year) if year else ""
        if complaint:
            problems.add(f"unit of value {unit}: {complaint}")


def _check_user_unit(unit: UserUnit, profile: Profile, problems: Problems) -> None:
    at = f'unit of value "{unit.name}"'
    if unit.per not in ("point_year", "wellby"):
        problems.add(f'{at}: per is "{unit.per}"; allowed point_year, wellby')
    if not np.isfinite(unit.value):
        problems.add(f"{at}: value is {unit.value}; allowed a number")
    if unit.currency != profile.currency:
        problems.add(f"{at}: is in {unit.currency}, the appraisal in {profile.currency}; currencies are never mixed")
    if not unit.source.strip():
        problems.add(f"{at}: has no source; say where its value comes from")
    if unit.grade not in ("A", "B", "C", "D"):
        problems.add(f'{at}: grade is "{unit.grade}"; allowed A, B, C, D')
    year = read_price_year(unit.price_year)
    if year is None:
        problems.add(f'{at}: price_year is "{unit.price_year}"; write a year such as "2023" or "2025-26"')
    elif profile.deflator.lacking(year):
        problems.add(f"{at}: {profile.deflator.lacking(year)}")


def priced(unit: Unit, profile: Profile, samples: Mapping[str, Floats], to: PriceYear, per_point: Floats) -> Priced:
    """Give the money for a point of life satisfaction for a year, in each draw.

    Parameters
    ----------
    unit : str or UserUnit
        ``"wellby"``, ``"qaly"``, ``"none"`` or the user's own.
    profile : Profile
        Country.
    samples : mapping of str to numpy.ndarray, shape (draws,)
        Sampled economic values.
    to : PriceYear
        Prices of the appraisal.
    per_point : numpy.ndarray, shape (draws,)
        Points of life satisfaction for one point of the wellbeing scale.

    Returns
    -------
    Priced
        Price, with evidence and grade. A threshold for a quality-adjusted life year is what is paid today and is not
        re-based.

    Raises
    ------
    InputError
        If the unit is not for this country, or its price year has no index.
    """
    problems = Problems()
    check_unit(unit, profile, problems)
    problems.raise_if_any()
    draws = len(per_point)
    if isinstance(unit, UserUnit):
        return _users(unit, profile, to, per_point)
    if unit == "none":
        return Priced("not put in money", np.zeros(draws), (), "", "D", "wellbeing is shown in its own units")
    key = profile.keys[unit]
    year = price_year_of(key)
    factor = profile.deflator.factor(year, to) if year else 1.0
    row = parameter(key)
    note = f"{row.label}; {standing(key)}; " + (
        f"prices of {year} re-based to {to} by {factor:.3f}; a rise with real incomes is not added" if year else
        "what is paid today, not re-based"
    )  # fmt: skip
    if unit == "wellby":
        return Priced("WELLBY", samples[key] * factor, (key,), row.source, row.grade, note)
    keys = (key, POINTS_PER_QALY)
    per = samples[key] * factor / samples[POINTS_PER_QALY]
    return Priced("QALY", per, keys, row.source, worst_grade(keys), note)


def _users(unit: UserUnit, profile: Profile, to: PriceYear, per_point: Floats) -> Priced:
    year = read_price_year(unit.price_year)
    factor = profile.deflator.factor(year, to) if year else 1.0
    money = unit.value * factor
    per = money / per_point if unit.per == "point_year" else np.full(len(per_point), money)
    note = f"the user's own; prices of {unit.price_year} re-based to {to} by {factor:.3f}"
    return Priced(unit.name, np.asarray(per, dtype=np.float64), (), unit.source, unit.grade, note)


def keys_for(unit: Unit, profile: Profile) -> tuple[str, ...]:
    """List the evidence keys that a unit of value needs beyond the translation."""
    if isinstance(unit, UserUnit) or unit not in profile.keys:
        return ()
    return (profile.keys[unit], POINTS_PER_QALY) if unit == "qaly" else (profile.keys[unit],)


@dataclass(frozen=True)
class Willingness:
    """What is paid for one unit of effect, in the prices of the appraisal.

    Attributes
    ----------
    per : str
        ``"wellby"`` or ``"qaly"``.
    value : float
        Money for one.
    key, source, grade : str
        Evidence row, its source and grade.
    note : str
        Which end of the row it is, and how it was re-based.
    """

    per: str
    value: float
    key: str
    source: str
    grade: str
    note: str


def thresholds(profile: Profile, to: PriceYear) -> list[Willingness]:
    """Give a country's thresholds in the prices of the appraisal.

    Parameters
    ----------
    profile : Profile
        Country.
    to : PriceYear
        Prices of the appraisal.

    Returns
    -------
    list of Willingness
        In the profile's order; empty where its guidance has none.
    """
    made = []
    for row in profile.thresholds:
        factor = profile.deflator.factor(row.price_year, to) if row.price_year and row.per == "wellby" else 1.0
        words = f"re-based from {row.price_year} by {factor:.3f}" if factor != 1.0 else "as it stands, not re-based"
        evidence = parameter(row.key)
        end = {"low": "low end", "value": "centre", "high": "high end"}[row.end]
        made.append(
            Willingness(row.per, row.value * factor, row.key, evidence.source, evidence.grade, f"{end}; {words}")
        )
    return made

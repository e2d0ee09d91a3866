"""What the synthesis needs of a profile, worked out once: thresholds, links, rates of work, free time, distances."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from peersim.foundation.units import DAYS_PER_WEEK, SLOTS_PER_DAY, SLOTS_PER_WEEK, WEEKS_PER_YEAR
from peersim.places.complete import split_by_odds_ratio
from peersim.places.copula import both, latent_correlation, nearest_correlation, normal_correlation, threshold
from peersim.places.profile import Profile
from peersim.places.table import shipped_values
from peersim.places.used import AREA_TRAITS, ETHNIC_GROUPS, NATIONAL, NATIONAL_PLACE, TRAITS

Numbers = npt.NDArray[np.float64]

YOUNG_WEEKS = 3 * WEEKS_PER_YEAR
"""Below this age the row on mothers with a youngest child of 0 to 2 holds [weeks]."""

HOURS = ("home", "part_time", "full_time")
"""Kinds of working hours, by number."""

_WEEKDAYS = 5
_TENTH = 0.1
_MOST_WORK = 0.98  # a scaled rate of work may not reach everybody
_POVERTY = "child_poverty"  # what the place file calls low_income between areas


@dataclass(frozen=True, eq=False)
class Plan:
    """Everything the synthesis reads, in the form it reads it.

    Attributes
    ----------
    shares : numbers [0 to 1], shape (6,)
        Expected share of families with each trait, in the order of `TRAITS`.
    links : numbers, shape (6, 6)
        Correlations of the latent traits over all families of the place.
    loadings : numbers, shape (4,)
        Loading of each area trait on its small area.
    area_map : numbers, shape (4, 4)
        Turns independent normals of an area into its part of the latent traits.
    own_map : numbers, shape (6, 6)
        Turns independent normals of a family into its own part.
    other_language, not_white : float
        Shares [0 to 1].
    groups : numbers, shape (4,)
        Ethnic groups other than White, as cumulated shares of those.
    works : numbers [0 to 1], shape (3, 2, 2)
        Chance of paid work by youngest child (0 to 2, 3 to 4, older), lone parent, low income.
    nonstandard : float
        Share of those in work with non-standard hours [0 to 1].
    free : numbers [0 to 1], shape (6, 21)
        Chance that a slot is free, by 2 x kind of hours + lone parent.
    window_weeks : int
        Weeks of eligibility after the youngest child's birth.
    moving_rate : float
        Hazard of moving away [per week].
    leaving_rate : float
        Families leaving, of those eligible [per week].
    newborn_share : float
        Share of arriving families that arrive by a birth [0 to 1].
    families_in_place : float
        Families with a child under five in the whole place.
    families_per_area : int
        Families in a small area.
    place_radius : float
        Radius of a disc as large as the place, drawn in where people live near sites [km].
    public_transport : float
        Mean [0 to 1].
    mean_under5s : float
        Children under five in a family that has one.
    """

    shares: Numbers
    links: Numbers
    loadings: Numbers
    area_map: Numbers
    own_map: Numbers
    other_language: float
    not_white: float
    groups: Numbers
    works: Numbers
    nonstandard: float
    free: Numbers
    window_weeks: int
    moving_rate: float
    leaving_rate: float
    newborn_share: float
    families_in_place: float
    families_per_area: int
    place_radius: float
    public_transport: float
    mean_under5s: float

    def catchment_radius(self, parents: int) -> float:
        """Give the radius of a catchment of so many families [km]: its share of the place's area, as a disc."""
        return self.place_radius * math.sqrt(min(1.0, parents / self.families_in_place))

    @property
    def area_radius(self) -> float:
        """Radius of one small area [km]."""
        return self.place_radius * math.sqrt(min(1.0, self.families_per_area / self.families_in_place))


@lru_cache(maxsize=64)
def plan_of(profile: Profile) -> Plan:
    """Work out a profile's plan; the result is remembered.

    Parameters
    ----------
    profile : Profile
        A completed place.

    Returns
    -------
    Plan
        Numbers ready for the synthesis.
    """
    shares = trait_shares(profile)
    links = _links(profile, shares)
    loadings, area_map, own_map = _area_parts(profile, links)
    window_weeks = round(profile.assumed("window_years") * WEEKS_PER_YEAR)
    moving_rate = -math.log1p(-profile.assumed("moves_away_per_year")) / WEEKS_PER_YEAR
    leaving_rate = 1.0 / window_weeks + moving_rate
    births = profile.number("births_per_year") / profile.number("children_0_4") / WEEKS_PER_YEAR
    two, three = profile.assumed("under5s_two"), profile.assumed("under5s_three")
    mean_under5s = 1.0 + two + 2.0 * three
    ethnic = np.array([profile.share(f"ethnic_{group}_pct") for group in ETHNIC_GROUPS])
    minutes = profile.number("pt_walk_minutes_to_500_jobs") / profile.assumed("pt_minutes_for_none")
    return Plan(
        shares=shares,
        links=links,
        loadings=loadings,
        area_map=area_map,
        own_map=own_map,
        other_language=max(profile.share("eal_primary_pct"), float(shares[TRAITS.index("low_english")])),
        not_white=float(ethnic[1:].sum() / ethnic.sum()),
        groups=np.cumsum(ethnic[1:]) / max(float(ethnic[1:].sum()), 1e-12),
        works=_work(profile, shares, links),
        nonstandard=profile.share("mothers_nonstandard_hours_pct"),
        free=_free_time(profile),
        window_weeks=window_weeks,
        moving_rate=moving_rate,
        leaving_rate=leaving_rate,
        newborn_share=min(1.0, births / leaving_rate),
        families_in_place=max(1.0, profile.number("children_0_4") / mean_under5s),
        families_per_area=max(1, round(profile.assumed("families_per_small_area"))),
        place_radius=_place_radius(profile),
        public_transport=1.0 - min(1.0, minutes),
        mean_under5s=mean_under5s,
    )


def trait_shares(profile: Profile) -> Numbers:
    """Read the share of families with each of the six traits.

    Parameters
    ----------
    profile : Profile
        A completed place.

    Returns
    -------
    numpy.ndarray, shape (6,)
        Shares [0 to 1], in the order of `TRAITS`.
    """
    send = profile.share("sen_support_primary_pct") + profile.share("ehc_plan_primary_pct")
    return np.array(
        [
            profile.share("children_low_income_ahc_pct"),
            profile.share("lone_parent_share_of_families"),
            profile.share("rec_no_car_families_pct"),
            profile.share("cannot_speak_english_well_pct"),
            min(1.0, send),
            profile.share("parents_below_digital_minimum_pct"),
        ]
    )


def _links(profile: Profile, shares: Numbers) -> Numbers:
    """Collect the latent correlations; cars and lone parents from the place's own rates, local exceptions shrunk."""
    links = np.eye(len(TRAITS))
    for row, one in enumerate(TRAITS):
        for column in range(row + 1, len(TRAITS)):
            pair = f"rec_latent_corr__{one}__{TRAITS[column]}"
            if pair in NATIONAL:  # the link of lone parents with cars follows from the place's own rates below
                links[row, column] = links[column, row] = profile.number(pair)
    lone, car = TRAITS.index("lone_parent"), TRAITS.index("no_car")
    joint = float(shares[lone]) * profile.share("rec_no_car_lone_parent_pct")
    links[lone, car] = links[car, lone] = latent_correlation(float(shares[lone]), float(shares[car]), joint)
    for trait in ("no_car", "low_english"):
        position = TRAITS.index(trait)
        strength = profile.assumed(f"link_strength_{trait}")
        links[position, :] *= strength
        links[:, position] *= strength
        links[position, position] = 1.0
    return nearest_correlation(links)


def _loading(low: float, high: float) -> float:
    """Find the loading at which the tenth lowest and tenth highest small area have these shares."""
    span = threshold(min(max(high, 1e-6), 1.0 - 1e-6)) - threshold(min(max(low, 1e-6), 1.0 - 1e-6))
    slope = span / (2.0 * threshold(1.0 - _TENTH))
    return slope / math.sqrt(1.0 + slope * slope)


def _area_parts(profile: Profile, links: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Split the latent traits into what a small area shares and what is a family's own."""
    loadings = np.array(
        [
            _loading(profile.share("idaci_small_area_p10_pct"), profile.share("idaci_small_area_p90_pct")),
            profile.assumed("area_loading_lone_parent"),
            _loading(profile.share("no_car_small_area_p10_pct"), profile.share("no_car_small_area_p90_pct")),
            profile.assumed("area_loading_low_english"),
        ]
    )
    names = [_POVERTY if trait == "low_income" else trait for trait in AREA_TRAITS]
    between = np.eye(len(names))
    for row in range(len(names)):
        for column in range(row + 1, len(names)):
            pair = f"corr_{names[row]}__{names[column]}"
            if pair not in profile.values:
                pair = f"corr_{names[column]}__{names[row]}"
            number = np.array(profile.number(pair))
            if profile.values[pair].unit.startswith("Spearman"):
                number = normal_correlation(number)
            between[row, column] = between[column, row] = float(number)
    between = nearest_correlation(between)
    while True:  # loadings too large for the links would leave a family's own part without a distribution
        own = links.copy()
        own[: len(names), : len(names)] -= np.outer(loadings, loadings) * between
        if np.linalg.eigvalsh(own)[0] > 1e-6:
            break
        loadings = loadings * 0.95
    shared: Numbers = np.diag(loadings) @ np.linalg.cholesky(between)
    return loadings, shared, np.asarray(np.linalg.cholesky(own), dtype=np.float64)


def _work(profile: Profile, shares: Numbers, links: Numbers) -> Numbers:
    """Rates of paid work by age of the youngest child, family type and income."""
    income, parent = TRAITS.index("low_income"), TRAITS.index("lone_parent")
    lone, low = float(shares[parent]), float(shares[income])
    joint = both(low, lone, float(links[income, parent]))
    low_given = (max(low - joint, 0.0) / max(1.0 - lone, 1e-9), joint / max(lone, 1e-9))  # couples, lone parents
    national = shipped_values()[NATIONAL_PLACE]["mothers_in_work_pct"].value
    assert national is not None
    local = profile.number("mothers_in_work_pct") / national
    weight = profile.assumed("work_lone_weight_young")
    all_lone = profile.share("lone_parents_in_work_pct")
    young_lone = weight * profile.share("lone_parents_in_work_child_under5_pct") + (1.0 - weight) * all_lone
    mothers = (profile.share("mothers_in_work_youngest_0_2_pct"), national / 100.0, national / 100.0)
    under_five = _mean_over_ages(mothers, profile.assumed("window_years"))
    rates = np.empty((3, 2, 2))
    for age, rate in enumerate(mothers):
        of_lone = min(_MOST_WORK, local * (all_lone if age == 2 else young_lone * rate / under_five))
        everyone = min(_MOST_WORK, local * rate)
        of_couple = min(max((everyone - lone * of_lone) / max(1.0 - lone, 1e-9), 0.0), _MOST_WORK)
        for type_, overall in enumerate((of_couple, of_lone)):
            ratio = profile.assumed("work_low_income_odds_ratio")
            on_low, others = split_by_odds_ratio(overall, min(low_given[type_], 1.0), ratio)
            rates[age, type_] = others, on_low
    return rates


def _mean_over_ages(by_age: tuple[float, float, float], window_years: float) -> float:
    """Average over families whose youngest child is of any age in the window."""
    young = min(1.0, YOUNG_WEEKS / WEEKS_PER_YEAR / window_years)
    return young * by_age[0] + (1.0 - young) * by_age[1]


def _free_time(profile: Profile) -> Numbers:
    """Chance that each slot of the week is free, by kind of hours and family type."""
    free = np.empty((len(HOURS), 2, SLOTS_PER_WEEK))
    parts = ("morning", "afternoon", "evening")
    for kind, hours in enumerate(HOURS):
        for slot in range(SLOTS_PER_WEEK):
            part = parts[slot % SLOTS_PER_DAY]
            weekday = slot // SLOTS_PER_DAY < _WEEKDAYS < DAYS_PER_WEEK
            key = f"free_weekday_{part}_{hours}" if weekday else f"free_weekend_{part}"
            factor = profile.assumed("free_evening_lone_parent_factor") if part == "evening" else 1.0
            free[kind, :, slot] = profile.assumed(key) * np.array([1.0, factor])
    return free.reshape(-1, SLOTS_PER_WEEK)


def _place_radius(profile: Profile) -> float:
    """Draw the place as a disc; in rural places people live near sites, so towards the low end of the distance row."""
    row = profile.values["rec_km_to_nearest_site"]
    drawn_in = 1.0
    if row.value and row.low is not None:
        drawn_in = 1.0 - profile.share("rural_residents_pct") * (row.value - row.low) / row.value
    return math.sqrt(profile.number("area_km2") / math.pi) * drawn_in


def expected_shares(profile: Profile) -> dict[str, float]:
    """Say what shares the families drawn from a profile have on average.

    Parameters
    ----------
    profile : Profile
        A completed place.

    Returns
    -------
    dict
        Name to share [0 to 1]: the six traits; no car by family type; works; and home language other than English.
    """
    plan = plan_of(profile)
    shares = dict(zip(TRAITS, plan.shares.tolist(), strict=True))
    lone, car = TRAITS.index("lone_parent"), TRAITS.index("no_car")
    joint = both(shares["lone_parent"], shares["no_car"], float(plan.links[lone, car]))
    low = both(shares["low_income"], shares["lone_parent"], float(plan.links[TRAITS.index("low_income"), lone]))
    types = {(0, 0): 1.0 - shares["low_income"] - shares["lone_parent"] + low, (1, 1): low}
    types |= {(0, 1): shares["low_income"] - low, (1, 0): shares["lone_parent"] - low}
    by_age = [sum(weight * float(plan.works[age][type_]) for type_, weight in types.items()) for age in range(3)]
    return {
        **shares,
        "no_car_lone_parent": joint / max(shares["lone_parent"], 1e-12),
        "no_car_couple": (shares["no_car"] - joint) / max(1.0 - shares["lone_parent"], 1e-12),
        "works": _mean_over_ages((by_age[0], by_age[1], by_age[2]), profile.assumed("window_years")),
        "other_language": plan.other_language,
        "not_white": plan.not_white,
    }

"""Completing a place: every figure the synthesis needs, from the best place it can be had, and saying from where."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from peersim.places.table import EVERYWHERE, Value, shipped_assumptions, shipped_names, shipped_values
from peersim.places.used import NATIONAL, NATIONAL_PLACE, PLANNER_MUST_GIVE, USED, wider_places

UNKNOWN_ASSUMED = "unknown: assumed"
NATIONAL_ROW = "national figure, used for every place"

Values = dict[str, Value]


def assumptions_of(slug: str) -> Values:
    """Collect the assumptions that hold in a place.

    Parameters
    ----------
    slug : str
        A shipped place.

    Returns
    -------
    dict
        Key to `Value`; a place's own assumption stands before the general one.
    """
    tables = shipped_assumptions()
    general = {key: row.value for key, row in tables[EVERYWHERE].items()}
    local = {key: row.value for key, row in tables.get(slug, {}).items() if key in general}
    return {**general, **local}


def complete(slug: str) -> Values:
    """Give a shipped place a value for everything the synthesis uses.

    In this order: the place's own figure; an assumption made for this place because its figure is not known;
    arithmetic on the place's other figures; the wider place; England. Every step but the first is said in
    `Value.fallback` and, except arithmetic on good figures, graded D.

    Parameters
    ----------
    slug : str
        A shipped place.

    Returns
    -------
    dict
        Variable to `Value`: what the synthesis uses first, then the place's other figures.
    """
    own = shipped_values()[slug]
    found: Values = {}
    for variable in USED:
        found[variable] = _find(slug, variable)
    for variable in NATIONAL:
        national = shipped_values()[NATIONAL_PLACE][variable]
        found[variable] = national if slug == NATIONAL_PLACE else replace(national, fallback=NATIONAL_ROW)
    found.update({variable: value for variable, value in own.items() if variable not in found})
    return found


def _find(slug: str, variable: str) -> Value:
    own = shipped_values()[slug].get(variable)
    if own is not None and own.value is not None:
        return own
    assumed = shipped_assumptions().get(slug, {}).get(variable)
    if assumed is not None:
        return replace(assumed.value, fallback=UNKNOWN_ASSUMED)
    derived = _derived(slug, variable)
    if derived is not None:
        return derived
    if variable not in PLANNER_MUST_GIVE:
        for wider in wider_places(slug):
            there = shipped_values()[wider].get(variable)
            if there is None or there.value is None:
                there = _derived(wider, variable)
            if there is not None:
                name = shipped_names()[wider]
                caveat = f"borrowed from {name}, where it is grade {there.grade}; {there.caveat}"
                return replace(there, grade="D", caveat=caveat, fallback=name)
    raise LookupError(f"places.csv and assumptions.csv hold no {variable} for {slug} and nowhere to borrow it from")


def _derived(slug: str, variable: str) -> Value | None:
    """Work a missing figure out from the place's other figures, where a way is known."""
    if variable.startswith("corr_"):
        return _within_authorities(slug, variable)
    way = _WAYS.get(variable)
    return way(slug) if way else None


def _known(slug: str, variable: str) -> float | None:
    row = shipped_values()[slug].get(variable)
    return row.value if row else None


def _national(variable: str) -> float:
    number = _known(NATIONAL_PLACE, variable)
    assert number is not None, variable  # a test keeps the table complete
    return number


def _result(variable: str, number: float, unit: str, how: str, short: str) -> Value:
    source = "other rows of this place"
    return Value(variable, round(number, 3), None, None, unit, "", "D", source, "", f"derived: {how}", short)


def _low_income_after_housing(slug: str) -> Value | None:
    before = _known(slug, "children_low_income_bhc_pct")
    ratio = assumptions_of(slug)["low_income_after_over_before"].value
    if before is None or ratio is None:
        return None
    how = f"the rate before housing costs x {ratio:g}, the middle of the places that have both"
    short = "from the rate before housing costs"
    return _result("children_low_income_ahc_pct", before * ratio, "% of children under 16", how, short)


def _other_home_language(slug: str) -> Value | None:
    immigrants = _known(slug, "immigrants_pct")
    if immigrants is None:
        return None
    how = "the share of immigrants stands in for families with another home language"
    return _result("eal_primary_pct", immigrants, "% of residents", how, "from the share of immigrants")


def _area(slug: str) -> Value | None:
    here = _known(slug, "children_0_4")
    for wider in wider_places(slug):
        there, area = _known(wider, "children_0_4"), _known(wider, "area_km2")
        if here and there and area:
            name = shipped_names()[wider]
            how = f"the area of {name} x the share of its children under five who live here"
            return _result("area_km2", area * here / there, "sq km", how, f"from the area of {name}")
    return None


def _distance_to_site(slug: str) -> Value | None:
    sites = _known(slug, "early_years_sites")
    area = _find(slug, "area_km2").value
    if not sites or area is None:
        return None
    how = "half the square root of area / early_years_sites, as for the other places"
    number = math.sqrt(area / sites) / 2.0
    return _result("rec_km_to_nearest_site", number, "km, straight line", how, "from area and sites")


def _no_car(slug: str, variable: str) -> Value | None:
    families = _find(slug, "rec_no_car_families_pct").value
    lone = _find(slug, "lone_parent_share_of_families").value
    if families is None or lone is None:
        return None
    of_lone, of_couple = split_by_odds_ratio(families / 100, lone / 100, _national("or_no_car_lone_parent_v_couple"))
    number = 100 * (of_lone if variable == "rec_no_car_lone_parent_pct" else of_couple)
    how = "England's odds ratio, lone parent against couple, solved so that all families average as they should"
    return _result(variable, number, "% of families of this type", how, "from all families and England's odds ratio")


def _within_authorities(slug: str, variable: str) -> Value | None:
    """Take what holds between areas of one authority in England, the nearest there is to any one place."""
    row = shipped_values()[NATIONAL_PLACE].get(f"{variable}_within_authority")
    if row is None or _known(slug, variable) is not None:
        return None
    caveat = f"borrowed from England, within authorities, where it is grade {row.grade}; {row.caveat}"
    return replace(row, variable=variable, grade="D", caveat=caveat, fallback="England, within authorities")


_WAYS: dict[str, Callable[[str], Value | None]] = {
    "children_low_income_ahc_pct": _low_income_after_housing,
    "eal_primary_pct": _other_home_language,
    "area_km2": _area,
    "rec_km_to_nearest_site": _distance_to_site,
    "rec_no_car_lone_parent_pct": lambda slug: _no_car(slug, "rec_no_car_lone_parent_pct"),
    "rec_no_car_couple_parent_pct": lambda slug: _no_car(slug, "rec_no_car_couple_parent_pct"),
}


def split_by_odds_ratio(overall: float, share: float, odds_ratio: float) -> tuple[float, float]:
    """Split an overall rate into two groups' rates that stand in a given odds ratio.

    Parameters
    ----------
    overall : float
        Rate over both groups [0 to 1].
    share : float
        Size of the first group [0 to 1].
    odds_ratio : float
        Odds in the first group over odds in the second [ratio].

    Returns
    -------
    tuple of float
        Rate of the first group and of the second [0 to 1].
    """

    def first_of(second: float) -> float:
        return odds_ratio * second / (1.0 - second + odds_ratio * second)

    low, high = 0.0, 1.0
    for _ in range(60):  # halving an interval of length 1 sixty times reaches the spacing of doubles
        middle = (low + high) / 2.0
        if share * first_of(middle) + (1.0 - share) * middle < overall:
            low = middle
        else:
            high = middle
    second = (low + high) / 2.0
    return first_of(second), second

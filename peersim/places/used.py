"""Which of a place's figures the synthesis uses, what to call them, and where to look when one is missing."""

from __future__ import annotations

TRAITS = ("low_income", "lone_parent", "no_car", "low_english", "send", "digital_gap")
"""The six traits drawn together, in the order of their latent normals."""

TRAIT_NAMES = {
    "low_income": "low income",
    "lone_parent": "lone parent",
    "no_car": "no car",
    "low_english": "low English",
    "send": "special needs",
    "digital_gap": "digital gap",
}
"""What to call them."""

AREA_TRAITS = TRAITS[:4]
"""Those whose share differs between small areas."""

ETHNIC_GROUPS = ("white", "asian", "black", "mixed", "other")
"""Broad ethnic groups, in the order of the field `culture`."""

USED = {
    "children_0_4": "children under five",
    "births_per_year": "births a year",
    "lone_parent_share_of_families": "lone parents among families",
    "rec_no_car_families_pct": "families without a car",
    "rec_no_car_lone_parent_pct": "lone parents without a car",
    "rec_no_car_couple_parent_pct": "couple parents without a car",
    "children_low_income_ahc_pct": "low income after housing costs",
    "cannot_speak_english_well_pct": "cannot speak English well",
    "eal_primary_pct": "home language other than English",
    **{f"ethnic_{group}_pct": f"residents: {group.capitalize()}" for group in ETHNIC_GROUPS},
    "sen_support_primary_pct": "special needs, on support",
    "ehc_plan_primary_pct": "special needs, with a plan",
    "parents_below_digital_minimum_pct": "below the digital minimum",
    "mothers_in_work_pct": "mothers in work",
    "mothers_nonstandard_hours_pct": "of these, non-standard hours",
    "area_km2": "area",
    "rec_km_to_nearest_site": "distance to the nearest site",
    "rural_residents_pct": "residents in rural areas",
    "pt_walk_minutes_to_500_jobs": "minutes by public transport",
    "no_car_small_area_p10_pct": "no car, small areas, 10th percentile",
    "no_car_small_area_p90_pct": "no car, small areas, 90th percentile",
    "idaci_small_area_p10_pct": "poverty, small areas, 10th percentile",
    "idaci_small_area_p90_pct": "poverty, small areas, 90th percentile",
    "corr_lone_parent__child_poverty": "areas: lone parents and poverty",
    "corr_no_car__child_poverty": "areas: no car and poverty",
    "corr_no_car__lone_parent": "areas: no car and lone parents",
    "corr_low_english__child_poverty": "areas: low English and poverty",
    "corr_low_english__lone_parent": "areas: low English and lone parents",
    "corr_low_english__no_car": "areas: low English and no car",
}
"""Figures the synthesis takes from the place itself: variable to plain name."""

NATIONAL = {
    "mothers_in_work_youngest_0_2_pct": "mothers in work, youngest under three",
    "lone_parents_in_work_pct": "lone parents in work",
    "lone_parents_in_work_child_under5_pct": "lone parents in work, child under five",
    **{
        f"rec_latent_corr__{one}__{other}": f"families: {TRAIT_NAMES[one]} and {TRAIT_NAMES[other]}"
        for number, one in enumerate(TRAITS)
        for other in TRAITS[number + 1 :]
        if (one, other) != ("lone_parent", "no_car")
    },
}
"""Figures known for the whole country only and used for every place; lone parents and cars have rates of their own."""

NATIONAL_PLACE = "england"

WIDER_PLACES = {
    "basildon": ("south_east_essex", "england"),
    "isle_of_dogs": ("tower_hamlets", "england"),
    "england": (),
}
"""Where a figure is borrowed from when a place has none of its own, nearest first; others borrow from England."""

WIDER_BY_DEFAULT = ("england",)

PLANNER_MUST_GIVE = ("rec_no_car_families_pct",)
"""Figures that may never be borrowed from another country: an assumption stands in, with a warning."""

SHORT_NAMES = {
    "no_car": "rec_no_car_families_pct",
    "no_car_lone_parents": "rec_no_car_lone_parent_pct",
    "no_car_couples": "rec_no_car_couple_parent_pct",
    "lone_parents": "lone_parent_share_of_families",
    "low_income": "children_low_income_ahc_pct",
    "low_english": "cannot_speak_english_well_pct",
    "other_home_language": "eal_primary_pct",
    "special_needs_support": "sen_support_primary_pct",
    "special_needs_plan": "ehc_plan_primary_pct",
    "digital_gap": "parents_below_digital_minimum_pct",
    "mothers_in_work": "mothers_in_work_pct",
    "nonstandard_hours": "mothers_nonstandard_hours_pct",
    "children_under_five": "children_0_4",
    "births": "births_per_year",
    "area": "area_km2",
    "distance_to_site": "rec_km_to_nearest_site",
    "public_transport_minutes": "pt_walk_minutes_to_500_jobs",
}
"""Planners' words for the figures most worth replacing."""


def wider_places(slug: str) -> tuple[str, ...]:
    """List where figures missing for a place may be borrowed from.

    Parameters
    ----------
    slug : str
        A place.

    Returns
    -------
    tuple of str
        Slugs, nearest first.
    """
    return WIDER_PLACES.get(slug, WIDER_BY_DEFAULT)


def full_name(name: str, known: set[str]) -> str | None:
    """Find the variable a planner means: its own name, that name without ``rec_`` or ``_pct``, or a short name.

    Parameters
    ----------
    name : str
        What was written.
    known : set of str
        Names of all variables and assumptions.

    Returns
    -------
    str or None
        The variable's name; None when there is none.
    """
    if name in SHORT_NAMES:
        return SHORT_NAMES[name]
    forms = (name, f"rec_{name}", f"{name}_pct", f"rec_{name}_pct")
    return next((form for form in forms if form in known), None)

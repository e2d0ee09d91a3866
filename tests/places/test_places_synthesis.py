"""Drawn families look like their place, are the same people in every catchment, and come and go evenly."""

import numpy as np
import pytest

import peersim.places.synthesis as synthesis
from peersim.foundation.draws import run_key
from peersim.foundation.problems import InputError
from peersim.foundation.units import SLOT_NAMES
from peersim.places import expected_shares, load_place, places, synthesise
from peersim.places.copula import latent_correlation, threshold
from peersim.places.family import FAMILY_FIELDS, OUTSIDE_FROM
from peersim.places.plan import plan_of
from peersim.places.used import TRAITS

BY_SIZE = ("x", "y")
"""Fields that depend by nature on how many families there are."""

SHRUNK = ("tower_hamlets", "isle_of_dogs")


def catchment(slug, parents=20_000, weeks=0, seed=1, **overrides):
    profile = load_place(slug, overrides=overrides)
    return synthesise(profile, parents, weeks, run_key(seed, places().index(slug)))


def traits_of(families):
    return {trait: ~families["has_car"] if trait == "no_car" else families[trait] for trait in TRAITS}


def observed(families):
    holds = traits_of(families)
    lone = families["lone_parent"]
    return {
        **holds,
        "no_car_lone_parent": holds["no_car"][lone],
        "no_car_couple": holds["no_car"][~lone],
        "works": families["works"],
        "other_language": families["language"] > 0,
        "not_white": families["culture"] > 0,
    }


def error_of(share, count):
    """Standard error of a share; families of one small area are alike, so half as much again."""
    return 1.5 * np.sqrt(share * (1 - share) / count)


@pytest.mark.parametrize("slug", places())
def test_shares_of_families_are_the_places_own(slug):
    families = catchment(slug).families
    for name, expected in expected_shares(load_place(slug)).items():
        drawn = observed(families)[name]
        assert drawn.mean() == pytest.approx(expected, abs=4 * error_of(expected, len(drawn))), name


@pytest.mark.parametrize("slug", places())
def test_expected_shares_are_the_rows_of_the_place(slug):
    profile, expected = load_place(slug), expected_shares(load_place(slug))
    assert expected["no_car"] == profile.share("rec_no_car_families_pct")
    assert expected["lone_parent"] == profile.share("lone_parent_share_of_families")
    assert expected["low_income"] == profile.share("children_low_income_ahc_pct")
    assert expected["low_english"] == profile.share("cannot_speak_english_well_pct")
    assert expected["digital_gap"] == profile.share("parents_below_digital_minimum_pct")
    send = profile.share("sen_support_primary_pct") + profile.share("ehc_plan_primary_pct")
    assert expected["send"] == pytest.approx(send)
    if slug not in SHRUNK:  # their link is shrunk on purpose
        assert expected["no_car_lone_parent"] == pytest.approx(profile.share("rec_no_car_lone_parent_pct"), abs=1e-3)
        assert expected["no_car_couple"] == pytest.approx(profile.share("rec_no_car_couple_parent_pct"), abs=1e-3)


def test_shares_have_no_bias_over_many_catchments():
    profile, runs, parents = load_place("Leeds"), 60, 1_000
    drawn = [observed(synthesise(profile, parents, 0, run_key(8, run)).families) for run in range(runs)]
    for name, expected in expected_shares(profile).items():
        means = np.array([one[name].mean() for one in drawn])
        assert means.mean() == pytest.approx(expected, abs=4.5 * means.std() / np.sqrt(runs)), name


@pytest.mark.parametrize("slug", places())
def test_mothers_in_work_differ_by_place_and_family_type(slug):
    families, plan = catchment(slug).families, plan_of(load_place(slug))
    lone, low = families["lone_parent"], families["low_income"]
    assert families["works"][lone].mean() < families["works"][~lone].mean() - 0.05
    assert families["works"][low].mean() < families["works"][~low].mean() - 0.05
    assert np.all(plan.works[0] < plan.works[1])  # fewer with a child under three


def test_works_on_average_as_the_rows_say():
    profile = load_place("England")
    young, older = profile.share("mothers_in_work_youngest_0_2_pct"), profile.share("mothers_in_work_pct")
    assert expected_shares(profile)["works"] == pytest.approx(0.6 * young + 0.4 * older, abs=0.002)


def latent_links(families):
    holds = list(traits_of(families).values())
    found = np.eye(len(TRAITS))
    for row in range(len(TRAITS)):
        for column in range(row):
            one, two = holds[row], holds[column]
            link = latent_correlation(one.mean(), two.mean(), (one & two).mean())
            found[row, column] = found[column, row] = link
    return found


@pytest.mark.parametrize("slug", ["derby", "tower_hamlets", "leicester", "southwark"])
def test_traits_are_linked_as_strongly_as_the_plan_says(slug):
    found = latent_links(catchment(slug, 120_000).families)
    assert np.abs(found - plan_of(load_place(slug)).links).max() < 0.05


@pytest.mark.parametrize("slug", places())
def test_links_are_positive_definite_and_hold_the_national_rows(slug):
    profile, plan = load_place(slug), plan_of(load_place(slug))
    assert np.linalg.eigvalsh(plan.links)[0] > 0.01
    row, column = TRAITS.index("low_income"), TRAITS.index("send")
    assert plan.links[row, column] == profile.number("rec_latent_corr__low_income__send")


def test_no_car_is_hardly_linked_with_anything_on_the_isle_of_dogs_and_in_tower_hamlets():
    car = TRAITS.index("no_car")
    usual = plan_of(load_place("Derby")).links[car]
    for slug in SHRUNK:
        shrunk = plan_of(load_place(slug)).links[car]
        for other in range(len(TRAITS)):
            assert other == car or abs(shrunk[other]) < 0.3 * abs(usual[other]) + 0.01


def test_low_english_is_hardly_linked_with_poverty_in_leicester():
    english, income = TRAITS.index("low_english"), TRAITS.index("low_income")
    assert plan_of(load_place("Leicester")).links[english, income] < 0.1
    assert plan_of(load_place("Leeds")).links[english, income] > 0.3


def area_rates(families, holds):
    count = np.bincount(families["area"])
    return np.bincount(families["area"], weights=holds) / count


@pytest.mark.parametrize("slug", ["derby", "leeds", "tower_hamlets", "northumberland"])
def test_small_areas_differ_in_cars_as_much_as_the_places_own(slug):
    """Areas are made large, so that luck within them does not add to the spread."""
    drawn = catchment(slug, 100_000, families_per_small_area=1_000)
    rates = area_rates(drawn.families, ~drawn.families["has_car"])
    low, high = np.quantile(rates, [0.1, 0.9])
    profile = load_place(slug)
    row_low, row_high = (profile.share(f"no_car_small_area_{end}_pct") for end in ("p10", "p90"))
    assert threshold(high) - threshold(low) == pytest.approx(threshold(row_high) - threshold(row_low), rel=0.15)


def test_areas_with_fewer_cars_are_poorer_where_the_place_is_so():
    def link(slug):
        families = catchment(slug, 60_000, families_per_small_area=1_000).families
        return np.corrcoef(area_rates(families, ~families["has_car"]), area_rates(families, families["low_income"]))[
            0, 1
        ]

    assert link("derby") > 0.7
    assert link("tower_hamlets") < 0.45


def test_the_same_key_draws_the_same_people_and_another_key_others():
    first, again, other = (catchment("derby", 800, 60, seed) for seed in (1, 1, 2))
    assert first.families.tobytes() == again.families.tobytes()
    assert first.outsiders.tobytes() == again.outsiders.tobytes()
    assert first.venues.tobytes() == again.venues.tobytes()
    assert first.families.tobytes() != other.families.tobytes()


@pytest.mark.parametrize("slug", ["derby", "calgary", "northumberland"])
def test_a_larger_catchment_contains_the_smaller_ones_families(slug):
    large, small = (catchment(slug, parents).families[:500] for parents in (1_000, 500))
    for field in FAMILY_FIELDS:
        if field.name not in BY_SIZE:
            assert np.array_equal(large[field.name], small[field.name]), field.name


def test_a_larger_catchment_only_moves_small_areas_apart():
    large, small = catchment("derby", 1_000), catchment("derby", 500)
    for axis in BY_SIZE:
        moved = large.families[axis][:500] - small.families[axis][:500]
        for area in np.unique(small.families["area"][:500]):
            assert np.ptp(moved[small.families["area"][:500] == area]) < 1e-9
    assert large.radius == pytest.approx(small.radius * np.sqrt(2))


def test_a_longer_run_only_adds_families():
    long, short = catchment("derby", 600, 200), catchment("derby", 600, 100)
    assert len(long.families) > len(short.families)
    assert long.families[: len(short.families)].tobytes() == short.families.tobytes()


def test_people_from_outside_stay_themselves_in_a_larger_catchment():
    large, small = catchment("derby", 4_000).outsiders, catchment("derby", 1_000).outsiders
    found = large[np.isin(large["uid"], small["uid"])]
    assert len(found) == len(small)
    for field in FAMILY_FIELDS:
        if field.name not in BY_SIZE:
            assert np.array_equal(found[field.name], small[field.name]), field.name


def test_how_many_are_drawn_at_once_changes_nobody(monkeypatch):
    whole = catchment("derby", 300, 52)
    monkeypatch.setattr(synthesis, "_AT_ONCE", 7)
    assert catchment("derby", 300, 52).families.tobytes() == whole.families.tobytes()


def test_people_from_outside_come_in_the_order_in_which_exposure_reaches_them():
    drawn = catchment("leeds", 3_000)
    assert len(drawn.outsiders) == 300
    assert np.all(np.diff(drawn.outsiders["enquire_threshold"]) >= 0)
    assert np.array_equal(np.sort(drawn.outsiders["uid"]), OUTSIDE_FROM + np.arange(300))
    assert np.all(drawn.outsiders["eligible_to"] <= drawn.outsiders["eligible_from"])


def eligible(families, week):
    return int(((families["eligible_from"] <= week) & (week < families["eligible_to"])).sum())


@pytest.mark.parametrize("slug", places())
def test_about_as_many_families_are_eligible_in_any_week(slug):
    families = catchment(slug, 10_000, 156).families
    assert eligible(families, 0) == 10_000
    for week in range(4, 156, 8):
        assert eligible(families, week) == pytest.approx(10_000, rel=0.10), week


def test_who_is_there_at_the_start_and_who_arrives_when():
    drawn = catchment("derby", 2_000, 156)
    families = drawn.families
    assert np.array_equal(families["uid"], np.arange(len(families)))
    assert np.all(families["eligible_from"][: drawn.parents_at_start] == 0)
    arrivals = families["eligible_from"][drawn.parents_at_start :]
    assert arrivals.min() >= 1
    assert np.all(np.diff(arrivals) >= 0)
    thirds = np.histogram(arrivals, bins=[0, 52, 104, 156])[0]
    assert thirds.min() > 0.9 * thirds.max()


def test_nobody_stays_eligible_after_the_youngest_turns_five():
    families = catchment("derby", 3_000, 156).families
    assert np.all(families["eligible_to"] > families["eligible_from"])
    assert np.all(families["youngest_weeks"] + families["eligible_to"] <= 261)
    assert np.all(families["youngest_weeks"] + families["eligible_from"] >= 0)  # born by then
    still_small = families["youngest_weeks"] + families["eligible_to"] < 261
    assert 0.05 < still_small.mean() < 0.35  # moved away


def test_without_moves_everybody_stays_until_the_youngest_is_five():
    families = catchment("derby", 500, 52, moves_away_per_year=0).families
    assert np.all(families["youngest_weeks"] + families["eligible_to"] == 261)


def allowed(unit):
    limits = {
        "0 to 1": (0, 1), "0 to 4": (0, 4), "0 to 10": (0, 10), "SWEMWBS points": (7, 35), "bits": (0, 2**21 - 1),
        "children": (0, 3), "years": (0, 12), "unit hazard": (0, 50), "ratio": (0, np.inf), "yes/no": (0, 1),
        "standard normal": (-9, 9),
    }  # fmt: skip
    return limits.get(unit, (-np.inf, np.inf))


@pytest.mark.parametrize("slug", places())
def test_every_field_is_finite_and_within_its_unit(slug):
    drawn = catchment(slug, 3_000, 156)
    for people in (drawn.families, drawn.outsiders):
        for field in FAMILY_FIELDS:
            low, high = allowed(field.unit)
            assert np.all(np.isfinite(people[field.name])), field.name
            assert low <= people[field.name].min(), field.name
            assert people[field.name].max() <= high, field.name


def test_every_field_is_drawn():
    families = catchment("leicester", 3_000, 52).families
    for field in FAMILY_FIELDS:
        assert len(np.unique(families[field.name])) > 1, field.name


def test_families_are_unlike_in_ways_that_belong_together():
    families = catchment("leicester").families
    assert np.all(families["language"][families["low_english"]] > 0)
    ranks = families["online_rank"]
    assert ranks[families["digital_gap"]].max() <= ranks[~families["digital_gap"]].min()
    assert np.all(families["under5s"] >= 1)
    assert not np.any(families["nonstandard_hours"] & ~families["works"])
    assert np.all(families["topic"][~families["send"]] != 2)
    minority = families["culture"] > 0
    assert minority[families["language"] > 0].mean() > minority[families["language"] == 0].mean() + 0.2


def test_ranks_are_spread_evenly():
    families = catchment("derby").families
    for name in ("online_rank", "care_rank"):
        counts = np.histogram(families[name], bins=10, range=(0, 1))[0]
        assert counts.min() > 0.9 * len(families) / 10, name


def test_people_without_a_small_child_hardly_need_childcare():
    people = catchment("derby", 30_000).outsiders
    assert people["care_rank"][people["under5s"] == 0].min() >= 0.95
    assert people["care_rank"][people["under5s"] > 0].mean() == pytest.approx(0.5, abs=0.05)


def test_parents_of_babies_need_childcare_more_than_parents_of_four_year_olds():
    families = catchment("derby").families
    baby, big = families["youngest_weeks"] < 52, families["youngest_weeks"] > 208
    assert families["care_rank"][baby].mean() < families["care_rank"][big].mean() - 0.2


def free(families, slot):
    return (families["free_slots"] >> SLOT_NAMES.index(slot)) & 1


def test_work_fills_weekday_mornings_and_children_fill_a_lone_parents_evenings():
    families = catchment("derby").families
    works, lone = families["works"], families["lone_parent"]
    usual = works & ~families["nonstandard_hours"]
    assert free(families, "tuesday morning")[usual].mean() < 0.4 < free(families, "tuesday morning")[~works].mean()
    evening = free(families, "thursday evening")
    assert evening[lone & ~works].mean() < 0.6 * evening[~lone & ~works].mean()


def test_nonstandard_hours_spread_free_time_over_the_week():
    families = catchment("derby", 60_000).families
    odd = families["nonstandard_hours"]
    by_slot = np.array([free(families, slot)[odd].mean() for slot in SLOT_NAMES])
    assert np.ptp(by_slot) < 0.06
    usual = families["works"] & ~odd
    assert by_slot.mean() == pytest.approx(np.mean([free(families, s)[usual].mean() for s in SLOT_NAMES]), abs=0.01)


def test_thresholds_are_unit_exponentials():
    families = catchment("derby").families
    for name in ("hear_threshold", "refer_threshold", "enquire_threshold"):
        assert families[name].mean() == pytest.approx(1.0, abs=0.03)
        assert np.exp(-families[name]).mean() == pytest.approx(0.5, abs=0.01)


def test_starting_levels_have_the_mean_and_spread_assumed_and_move_together():
    families, profile = catchment("derby").families, load_place("Derby")
    for name in ("isolation", "wellbeing", "confidence"):
        levels = families[f"{name}_start"]
        assert levels.mean() == pytest.approx(profile.assumed(f"{name}_mean"), abs=0.06)
        assert levels.std() == pytest.approx(profile.assumed(f"{name}_sd"), rel=0.03)
    assert np.corrcoef(families["isolation_start"], families["wellbeing_start"])[0, 1] < -0.35
    assert families["need"][families["low_income"]].mean() > families["need"][~families["low_income"]].mean() + 0.05


def test_posting_is_top_heavy():
    posting = np.sort(catchment("derby", 100_000).families["posting"])[::-1]
    assert posting.mean() == pytest.approx(1.0, abs=0.1)
    assert 0.25 < posting[: len(posting) // 100].sum() / posting.sum() < 0.5


def test_volunteers_from_outside_bring_older_experience_than_parents():
    drawn = catchment("derby", 10_000)
    assert drawn.outsiders["experience_years"].mean() > drawn.families["experience_years"].mean() + 1
    assert (drawn.outsiders["experience_years"] < 2).mean() > 0.1  # some of it unprocessed


def test_public_transport_is_better_in_london_than_in_northumberland():
    means = [
        catchment(slug).families["public_transport"].mean() for slug in ("tower_hamlets", "derby", "northumberland")
    ]
    assert means[0] > means[1] > means[2]
    profile = load_place("Derby")
    expected = 1 - profile.number("pt_walk_minutes_to_500_jobs") / profile.assumed("pt_minutes_for_none")
    assert means[1] == pytest.approx(expected, abs=0.03)


@pytest.mark.parametrize("slug", places())
def test_venues_lie_in_the_catchment_and_the_first_in_its_middle(slug):
    drawn = catchment(slug, 3_000)
    assert drawn.venues.shape == (12, 2)
    assert np.array_equal(drawn.venues[0], [0.0, 0.0])
    distance = np.hypot(*drawn.venues.T)
    assert np.all(distance <= drawn.radius)
    gaps = np.hypot(*(drawn.venues[:, None] - drawn.venues[None]).transpose(2, 0, 1))
    assert gaps[~np.eye(12, dtype=bool)].min() > 0.15 * drawn.radius


def test_distances_are_of_the_places_size():
    mean = {slug: np.hypot(*(catchment(slug, 3_000).families[a] for a in BY_SIZE)).mean() for slug in places()}
    assert 1.0 < mean["derby"] < 2.5
    assert mean["isle_of_dogs"] < mean["derby"] < mean["cornwall"] < mean["northumberland"] < 25


def test_families_of_one_area_live_close_together():
    drawn = catchment("derby", 5_000)
    families = drawn.families
    within = [families["x"][families["area"] == area].std() for area in range(60)]
    assert np.mean(within) < 0.3 * families["x"].std()


def test_more_families_than_the_place_has_are_drawn_with_a_note():
    assert not catchment("derby", 5_000).notes
    drawn = catchment("isle_of_dogs", 5_000)
    assert "more than the" in drawn.notes[0]


def test_one_family_and_no_weeks_is_a_catchment():
    drawn = catchment("derby", 1, 0)
    assert len(drawn.families) == 1
    assert len(drawn.outsiders) == 1


def test_impossible_sizes_are_refused_together():
    with pytest.raises(InputError) as caught:
        catchment("derby", 0, -1)
    assert "A catchment of 0 families" in str(caught.value)
    assert "A run of -1 weeks" in str(caught.value)

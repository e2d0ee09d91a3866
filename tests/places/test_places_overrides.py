"""A planner's own figures are taken, made to agree with the rest, and every mistake is told with its line."""

from pathlib import Path

import pytest

from peersim.foundation.problems import InputError
from peersim.places import card, expected_shares, load_place

pytestmark = pytest.mark.quick

HERE = Path(__file__).parent

BROKEN = {
    "unknown_figure": ['unknown_figure.toml, line 2: unknown figure "no_cars". Did you mean "no_car"?'],
    "out_of_range": [
        "out_of_range.toml, line 3: no_car is 130 %; allowed 0 to 100.",
        "out_of_range.toml, line 4: low_income is -2 %; allowed 0 to 100.",
        "out_of_range.toml, line 5: births is 0 births; allowed",
    ],
    "not_finite": [
        "not_finite.toml, line 2: no_car is nan; give a finite number.",
        "not_finite.toml, line 3: low_english is inf; give a finite number.",
    ],
    "not_a_number": [
        "not_a_number.toml, line 2: no_car is 'thirty', which is not a number.",
        "not_a_number.toml, line 3: lone_parents is True, which is not a number.",
    ],
    "unknown_place": ['unknown_place.toml, line 2: there is no place "Derbi". Did you mean "derby"?'],
    "no_extends": ["no_extends.toml, line 1: extends is missing"],
    "not_toml": ["not_toml.toml: not valid TOML", "line 2"],
    "unknown_entry": ['unknown_entry.toml, line 3: unknown entry "sorce" of no_car. Did you mean "source"?'],
    "no_value": ["no_value.toml, line 3: rec_no_car_families_pct has no value."],
    "range_upside_down": [
        "range_upside_down.toml, line 3: digital_gap has low 50 above its value 40.",
        "range_upside_down.toml, line 3: digital_gap has high 30 below its value 40.",
    ],
    "bad_grade": ['bad_grade.toml, line 3: digital_gap has grade "E"; allowed A, B, C, D.'],
    "given_twice": [
        'given_twice.toml, line 4: "rec_no_car_families_pct" is given twice (given_twice.toml, line 2 gives'
    ],
    "cars_disagree": [
        "cars_disagree.toml, line 2: rec_no_car_families_pct is 50 %, but the rates by family type average"
    ],
    "cars_impossible": ["cars_impossible.toml, line 3: rec_no_car_lone_parent_pct is 90 %, which cannot be with"],
    "ethnic_groups": ["ethnic_groups.toml, line 2: the ethnic groups add up to 110 %; they must make 100."],
    "small_areas": ["small_areas.toml, line 2: no_car_small_area_p10_pct (60) is above no_car_small_area_p90_pct"],
    "languages": ["languages.toml, line 2: eal_primary_pct is 1 %, below the 9.01 % who cannot speak English well."],
    "shares_over_one": ["shares_over_one.toml, line 2: topic_mental_health, topic_feeding, topic_loss add up to 1.16"],
    "override_not_table": ["override_not_table.toml, line 2: override is not a table; write [override.NAME]."],
    "name_not_words": ["name_not_words.toml, line 2: name is not words in quotes."],
    "everything_at_once": [
        'everything_at_once.toml, line 1: there is no place "nowhere".',
        'everything_at_once.toml, line 2: unknown figure "no_cars".',
        "everything_at_once.toml, line 3: low_income is 140 %",
        "everything_at_once.toml, line 5: digital_gap is nan",
        "4 problems. Nothing was run.",
    ],
}


@pytest.mark.parametrize("name", sorted(path.stem for path in (HERE / "broken").glob("*.toml")))
def test_a_broken_file_is_refused_with_its_line_and_what_is_allowed(name):
    with pytest.raises(InputError) as caught:
        load_place(HERE / "broken" / f"{name}.toml")
    for sentence in BROKEN[name]:
        assert sentence in str(caught.value)


def test_a_file_that_is_not_there_is_said_to_be_missing():
    with pytest.raises(InputError, match=r"nowhere\.toml: cannot be read"):
        load_place("nowhere.toml")


def test_a_file_that_is_not_text_is_refused(tmp_path):
    path = tmp_path / "place.toml"
    path.write_bytes(b'extends = "derby"\nname = "\xff"\n')
    with pytest.raises(InputError, match=r"place\.toml: is not text in UTF-8\."):
        load_place(path)


def test_ethnic_groups_all_given_must_make_a_whole():
    given = {f"ethnic_{group}": 10 for group in ("white", "asian", "black", "mixed", "other")}
    with pytest.raises(InputError, match="add up to 50 %; they must make 100"):
        load_place("Derby", overrides=given)


def test_a_planners_file_replaces_what_it_names_and_nothing_else():
    bow, tower_hamlets = load_place(HERE / "north.toml"), load_place("Tower Hamlets")
    assert bow.name == "Bow"
    assert bow.number("rec_no_car_families_pct") == 70
    digital = bow.values["parents_below_digital_minimum_pct"]
    assert (digital.value, digital.low, digital.high, digital.grade) == (55, 45, 65, "C")
    assert digital.source == "Survey at the children's centre, 2026"
    assert "parents_below_digital_minimum_pct" not in bow.fallbacks
    assert bow.assumed("moves_away_per_year") == 0.1
    changed = {v for v in tower_hamlets.values if bow.values[v].value != tower_hamlets.values[v].value}
    assert changed == {
        "rec_no_car_families_pct", "rec_no_car_lone_parent_pct", "rec_no_car_couple_parent_pct",
        "parents_below_digital_minimum_pct",
    }  # fmt: skip


def test_a_figure_without_a_source_is_graded_d():
    profile = load_place("Derby", overrides={"low_income": 40})
    assert profile.values["children_low_income_ahc_pct"].grade == "D"
    assert "no source given" in profile.values["children_low_income_ahc_pct"].source


def test_rates_by_family_type_follow_the_overall_rate():
    profile = load_place("Derby", overrides={"no_car": 30})
    lone, couple = profile.share("rec_no_car_lone_parent_pct"), profile.share("rec_no_car_couple_parent_pct")
    share = profile.share("lone_parent_share_of_families")
    assert share * lone + (1 - share) * couple == pytest.approx(0.30)
    assert expected_shares(profile)["no_car_lone_parent"] == pytest.approx(lone, abs=1e-4)
    assert profile.fallbacks["rec_no_car_couple_parent_pct"] == "made to agree with the planner's figures"


def test_the_overall_rate_follows_the_rates_by_family_type():
    profile = load_place("Derby", overrides={"no_car_lone_parents": 60, "no_car_couples": 20})
    share = profile.share("lone_parent_share_of_families")
    assert profile.share("rec_no_car_families_pct") == pytest.approx(share * 0.6 + (1 - share) * 0.2)


def test_the_third_car_figure_follows_the_other_two():
    profile = load_place("Derby", overrides={"no_car": 30, "no_car_lone_parents": 60})
    share = profile.share("lone_parent_share_of_families")
    assert profile.share("rec_no_car_couple_parent_pct") == pytest.approx((0.3 - share * 0.6) / (1 - share))


def test_ethnic_groups_not_given_are_scaled_to_make_a_whole():
    profile = load_place("Derby", overrides={"ethnic_white": 50})
    total = sum(profile.number(f"ethnic_{group}_pct") for group in ("white", "asian", "black", "mixed", "other"))
    assert total == pytest.approx(100)
    assert any("scaled" in note for note in profile.notes)


def test_a_planner_who_knows_calgarys_cars_is_not_warned_about_them():
    profile = load_place("Calgary", overrides={"no_car": {"value": 8, "source": "city survey"}})
    assert not any("without a car is unknown" in sentence for sentence in profile.warnings)


@pytest.mark.parametrize("given", [{"lone_parents": 30}, {"no_car_couples": 7}])
def test_calgarys_cars_stay_a_guess_until_they_are_given(given):
    profile = load_place("Calgary", overrides=given)
    assert any("without a car is unknown" in sentence for sentence in profile.warnings)


def test_a_figure_that_changes_nothing_is_said_to_change_nothing():
    profile = load_place("Derby", overrides={"no_car_households_pct": 40})
    assert any("no_car_households_pct is shown, but the families are not drawn from it" in s for s in profile.warnings)


def test_arguments_win_over_the_file():
    assert load_place(HERE / "north.toml", overrides={"no_car": 20}).number("rec_no_car_families_pct") == 20


def test_an_override_given_in_a_program_is_checked_too():
    with pytest.raises(InputError, match='override: unknown figure "no_cra"'):
        load_place("Derby", overrides={"no_cra": 3})


def test_a_planners_figure_is_shown_on_the_card_with_its_source():
    assert "Survey at the children's centre, 2026" in card(load_place(HERE / "north.toml"))


def test_the_example_in_the_documentation_works(tmp_path):
    text = (HERE.parents[1] / "docs" / "places.md").read_text(encoding="utf-8")
    example = text.split("```toml\n")[1].split("```")[0]
    path = tmp_path / "bow.toml"
    path.write_text(example, encoding="utf-8")
    assert load_place(path).name == "Bow"
    assert load_place(path).number("rec_no_car_families_pct") == 60

"""Profiles are complete, say where every figure comes from, and hide no gap."""

import csv
import logging
import re
import subprocess
import sys
from statistics import median

import pytest

from peersim.foundation.problems import InputError
from peersim.places import card, listing, load_place, places
from peersim.places.table import EVERYWHERE, PLACES_FILE, shipped_assumptions, shipped_values
from peersim.places.used import ETHNIC_GROUPS, NATIONAL, USED

pytestmark = pytest.mark.quick

TWELVE = [
    "derby", "basildon", "south_east_essex", "tower_hamlets", "isle_of_dogs", "leicester", "leeds", "southwark",
    "calgary", "cornwall", "northumberland", "england",
]  # fmt: skip


def own_figures(slug):
    """What the shipped table itself has for a place, read without the package's help."""
    with PLACES_FILE.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["place"].lower().replace(" ", "_") == slug]
    return {row["variable"]: row for row in rows if row["value"]}


def test_the_twelve_places_are_shipped():
    assert places() == TWELVE


@pytest.mark.parametrize("written", ["Isle of Dogs", "isle_of_dogs", "ISLE-OF-DOGS", "  isle  of dogs "])
def test_a_name_is_found_however_it_is_written(written):
    assert load_place(written).name == "Isle of Dogs"


def test_an_unknown_place_is_answered_with_the_nearest_name():
    with pytest.raises(InputError) as caught:
        load_place("Leister")
    assert 'There is no place "Leister". Did you mean "leicester"?' in str(caught.value)


@pytest.mark.parametrize("slug", TWELVE)
def test_every_figure_used_has_a_value_a_unit_a_grade_and_a_source(slug):
    profile = load_place(slug)
    for variable in [*USED, *NATIONAL]:
        value = profile.values[variable]
        assert value.value is not None, variable
        assert value.unit, variable
        assert value.grade in tuple("ABCD"), variable
        assert value.source, variable
        assert value.low is None or value.low <= value.value <= value.high, variable


@pytest.mark.parametrize("slug", TWELVE)
def test_a_figure_the_place_has_is_used_as_it_stands(slug):
    profile = load_place(slug)
    for variable, row in own_figures(slug).items():
        assert profile.number(variable) == float(row["value"])
        assert profile.values[variable].grade == row["grade"]


@pytest.mark.parametrize("slug", TWELVE)
def test_every_figure_the_place_has_not_is_flagged_graded_d_and_shown(slug):
    profile = load_place(slug)
    own = own_figures(slug)
    text = card(profile)
    gaps = " ".join(text[text.index("Not known or borrowed\n--") : text.index("Also known here")].split())
    for variable, label in USED.items():
        said_in_table = variable in own and own[variable]["caveat"].startswith(("fallback", "assumed"))
        if variable not in own or said_in_table:
            assert profile.fallbacks[variable], variable
            assert profile.values[variable].grade == "D", variable
            assert label in gaps, variable
        else:
            assert variable not in profile.fallbacks, variable


@pytest.mark.parametrize("slug", TWELVE)
def test_rows_the_table_leaves_blank_are_listed(slug):
    blank = {variable for variable, value in shipped_values()[slug].items() if value.value is None}
    assert set(load_place(slug).blanks) == blank


def test_calgary_says_that_its_cars_are_unknown_and_takes_no_english_rate(caplog):
    with caplog.at_level(logging.WARNING):
        profile = load_place("Calgary")
    cars = profile.values["rec_no_car_families_pct"]
    assert cars.fallback == "unknown: assumed"
    assert cars.grade == "D"
    assert cars.value != load_place("England").number("rec_no_car_families_pct")
    for text in (caplog.text, card(profile), "\n".join(profile.warnings)):
        assert "families without a car is unknown: assumed" in text
        assert "override it" in " ".join(text.split())


def test_only_calgary_warns():
    assert [slug for slug in TWELVE if load_place(slug).warnings] == ["calgary"]


def test_places_near_by_are_asked_before_england():
    assert load_place("Isle of Dogs").fallbacks["children_low_income_ahc_pct"] == "Tower Hamlets"
    assert load_place("Isle of Dogs").fallbacks["area_km2"] == "from the area of Tower Hamlets"
    assert load_place("Calgary").fallbacks["sen_support_primary_pct"] == "England"


def test_national_figures_are_marked_as_such():
    profile = load_place("Derby")
    assert {profile.fallbacks[variable] for variable in NATIONAL} == {"national figure, used for every place"}


@pytest.mark.parametrize("slug", TWELVE)
def test_ethnic_groups_make_a_whole(slug):
    profile = load_place(slug)
    assert sum(profile.number(f"ethnic_{group}_pct") for group in ETHNIC_GROUPS) == pytest.approx(100, abs=0.1)


@pytest.mark.parametrize(
    ("slug", "trait"), [("tower_hamlets", "no car"), ("isle_of_dogs", "no car"), ("leicester", "low english")]
)
def test_local_exceptions_are_told(slug, trait):
    assert any(note.startswith(f"Links between {trait}") for note in load_place(slug).notes)


def test_every_assumption_is_a_value_in_its_range_with_a_reason():
    for table in shipped_assumptions().values():
        for key, row in table.items():
            value = row.value
            assert value.low <= value.value <= value.high, key
            assert value.low < value.high, key
            assert len(value.caveat) > 10, key
            assert row.label, key
            assert value.grade == "D" or (value.grade == "C" and "http" in value.source), key


def test_assumptions_worked_out_from_the_table_still_agree_with_it():
    general = {key: row.value.value for key, row in shipped_assumptions()[EVERYWHERE].items()}
    tables = shipped_values()
    pairs = [
        (rows["children_low_income_ahc_pct"].value, rows["children_low_income_bhc_pct"].value)
        for rows in tables.values()
        if rows.get("children_low_income_ahc_pct")
        and rows["children_low_income_ahc_pct"].value
        and "fallback" not in rows["children_low_income_ahc_pct"].caveat
    ]
    assert len(pairs) == 9
    assert general["low_income_after_over_before"] == pytest.approx(median(a / b for a, b in pairs), abs=0.005)
    england = tables["england"]
    areas = int(re.search(r"over (\d+) LSOAs", england["no_car_small_area_p10_pct"].caveat).group(1))
    under_fives = 1 + general["under5s_two"] + 2 * general["under5s_three"]
    assert general["families_per_small_area"] == round(england["children_0_4"].value / areas / under_fives)


def test_the_list_shows_what_is_not_known_as_not_known():
    rows = {row["slug"]: row for row in listing()}
    assert list(rows) == TWELVE
    assert rows["calgary"]["no_car_pct"] is None
    assert rows["derby"]["no_car_pct"] == float(own_figures("derby")["rec_no_car_families_pct"]["value"])
    assert rows["calgary"]["borrowed"] > rows["isle_of_dogs"]["borrowed"] > rows["derby"]["borrowed"]


def test_a_card_carries_the_licence_and_every_figure_of_the_place():
    text = card(load_place("Cornwall"))
    assert "Contains public sector information licensed under the Open Government Licence v3.0" in text
    for variable in own_figures("cornwall"):
        assert variable in text or USED[variable] in text, variable


def test_a_card_can_list_all_assumptions():
    profile = load_place("Derby")
    assert all(f"{key}:" in card(profile, assumptions=True) for key in profile.assumptions)


def test_asking_for_a_figure_that_is_not_there_names_the_nearest():
    with pytest.raises(InputError, match="Did you mean"):
        load_place("Derby").number("children_under_0_4")


def test_listing_places_needs_no_compiler():
    code = (
        "import sys; from peersim.places import listing, load_place; listing(); load_place('derby'); "
        "sys.exit(any(m in sys.modules for m in ('numba', 'scipy', 'pandas', 'mesa')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

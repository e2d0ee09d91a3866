"""Showing scenarios: the list, the card, the difference between two, and the levers."""

import pytest

from peersim.foundation.problems import InputError
from peersim.scenarios import library, load
from peersim.scenarios.levers import LEVERS
from peersim.scenarios.show import card, difference, levers_listing, listing

pytestmark = pytest.mark.quick


@pytest.fixture
def variant(tmp_path):
    """Load a scenario that extends the baseline by the given text."""

    def load_text(text, name="variant"):
        path = tmp_path / f"{name}.toml"
        path.write_text(f'title = "Variant"\nextends = "baseline"\n{text}', encoding="utf-8")
        return load(path)

    return load_text


def test_the_list_names_every_scenario_with_its_reason_and_what_it_extends():
    rows = {row["name"]: row for row in listing()}
    assert list(rows) == library()
    assert all(row["title"] and row["why"] for row in rows.values())
    assert rows["on_site_childcare"]["extends"] == "baseline"
    assert rows["on_site_childcare"]["changed"] == 2
    assert rows["baseline"]["extends"] == ""


def test_a_scenario_does_not_differ_from_itself():
    for name in library():
        assert difference(name, name) == []


def test_the_difference_names_lever_values_unit_and_week():
    rows = difference("baseline", "on_site_childcare")
    assert rows[0] == {
        "key": "creche.places",
        "of": 'group "tuesday group"',
        "a": 0,
        "b": 8,
        "a_text": "0 places",
        "b_text": "8 places",
        "unit": "places",
        "from_week": 13,
        "to_week": None,
    }
    assert {row["of"] for row in rows} == {'group "tuesday group"', 'group "thursday group"'}


def test_the_difference_turns_round_with_its_sides():
    there, back = difference("baseline", "transport_help"), difference("transport_help", "baseline")
    assert [(row["a"], row["b"]) for row in there] == [(row["b"], row["a"]) for row in back]


def test_a_passing_change_differs_only_while_it_lasts(variant):
    scenario = variant('[[change]]\nlever = "staff.posts"\nvalue = 3\nfrom_week = 10\nto_week = 20')
    (row,) = difference("baseline", scenario)
    assert (row["a"], row["b"], row["from_week"], row["to_week"]) == (1.5, 3, 10, 20)


def test_a_gradual_change_is_told_by_where_it_leads(variant):
    scenario = variant('[[change]]\nlever = "staff.posts"\nvalue = 3\nfrom_week = 10\nramp_weeks = 8')
    (row,) = difference("baseline", scenario)
    assert (row["a"], row["b"], row["from_week"], row["to_week"]) == (1.5, 3, 10, None)


def test_each_step_of_a_lever_is_a_row_of_its_own(variant):
    steps = "".join(
        f'[[change]]\nlever = "staff.posts"\nvalue = {v}\nfrom_week = {w}\n' for v, w in ((2, 5), (1.5, 9), (3, 12))
    )
    rows = difference("baseline", variant(steps))
    assert [(row["b"], row["from_week"], row["to_week"]) for row in rows] == [(2, 5, 9), (3, 12, None)]


def test_groups_and_funds_that_only_one_has_are_told_as_a_whole(variant):
    scenario = variant('remove_groups = ["video group"]\n[[fund]]\nname = "new"\namount_per_year = 5\n')
    group, fund = difference("baseline", scenario)
    assert (group["of"], group["b_text"]) == ('group "video group"', "not there")
    assert (fund["of"], fund["a_text"]) == ('fund "new"', "not there")
    assert fund["b_text"].startswith("£5 a year for anything")


def test_keys_of_groups_funds_and_calendar_are_compared_too(variant):
    scenario = variant(
        'currency = "C$"\n[calendar]\nstart_week = 1\n[[group]]\nname = "tuesday group"\ntopic = "send"\n'
        '[[fund]]\nname = "grant"\nto_week = 50\n'
    )
    rows = {(row["of"], row["key"]): (row["a_text"], row["b_text"]) for row in difference("baseline", scenario)}
    assert rows == {
        ("programme", "currency"): ("£", "C$"),
        ("calendar", "start_week"): ("14", "1"),
        ('group "tuesday group"', "topic"): ("any", "send"),
        ('fund "grant"', "to_week"): ("to the end", "50"),
    }


def test_the_card_tells_what_a_planner_would_ask():
    text = card(load("on_site_childcare"))
    for expected in (
        "Crèche at every in-person session",
        "baseline.toml → on_site_childcare.toml",
        "claim C4",
        "staff.posts: 1.5 full-time posts",
        "tuesday group: in person; open",
        "£42,000 a year for staff, overhead, rooms",
        "from week 13: creche.places becomes 8 places",
    ):
        assert expected in " ".join(text.split()), expected


@pytest.mark.parametrize("name", library())
def test_every_card_fits_the_page_and_hides_no_group_fund_or_note(name):
    scenario = load(name)
    text = card(scenario)
    assert all(len(line) <= 100 for line in text.split("\n")[2:])
    assert all(part.name in text for part in (*scenario.groups, *scenario.funds))
    assert all("".join(note.split()) in "".join(text.split()) for note in scenario.notes)


def test_an_unusual_order_of_priority_is_told_as_far_as_it_is_unusual(variant):
    text = card(variant('[set]\nhours.priority = ["outreach"]'))
    assert "hours.priority: outreach, then" in text
    assert "evaluation" not in text


def test_levers_are_listed_all_or_by_their_beginning():
    assert [row["name"] for row in levers_listing()] == list(LEVERS)
    rows = levers_listing("creche")
    assert [row["name"] for row in rows] == [name for name in LEVERS if name.startswith("creche.")]
    assert rows[0]["key"] == "creche_places"
    assert rows[0]["allowed"] == "0 to 60"


def test_an_unknown_beginning_is_answered_with_the_nearest():
    with pytest.raises(InputError, match=r'No lever begins with "crech_"\. Did you mean "creche"\?'):
        levers_listing("crech_")


def test_the_card_tells_what_may_befall_a_stream(variant):
    text = " ".join(
        card(
            variant(
                '[[fund]]\nname = "grant"\nto_week = 52\nrenews = true\nasks_for_evidence = true\nvirement = 0.1\n'
                "late_weeks = 4\nlate_chance = 0.25\ncut_week = 20\ncut_share = 0.3\n"
            )
        ).split()
    )
    for part in (
        "25% of payments 4 weeks late",
        "30% less from week 20",
        "may be renewed for as long again, measured results asked for",
        "10% of it may be moved to other lines",
    ):
        assert part in text


def test_the_terms_of_a_stream_survive_writing_and_reading(variant, tmp_path):
    scenario = variant(
        '[[fund]]\nname = "grant"\nto_week = 52\nrenews = true\nrenewed_for_weeks = 26\nvirement = 0.1\n'
    )
    path = tmp_path / "written.toml"
    path.write_text(scenario.resolved_toml(), encoding="utf-8")
    assert load(path).digest == scenario.digest
    assert scenario.expand(100).funds["renewed_for_weeks"].tolist() == [26, 0]

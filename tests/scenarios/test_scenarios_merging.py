"""What a file inherits from the one it extends, and what it replaces, adds and removes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from peersim.foundation.problems import InputError
from peersim.scenarios import load
from peersim.scenarios.levers import LEVERS, PROGRAMME_LEVERS
from peersim.scenarios.model import uid_of

pytestmark = pytest.mark.quick

ROOT = Path(__file__).resolve().parents[2]

PARENT = """
title = "Parent"
why = "the parent's reason"
story = "the parent's story"
currency = "kr"
price_year = 2020

[calendar]
start_week = 36
holidays = [1, 52]

[set]
staff.posts = 1.0
group.hours = 3

[[group]]
name = "a"
slot = "tuesday morning"
room = 10
facilitators = 2

[[group]]
name = "b"
slot = "thursday morning"
room = 12

[[group]]
name = "call"
kind = "video"
slot = "monday evening"

[[fund]]
name = "grant"
amount_per_year = 1000
pays_for = ["staff"]

[[fund]]
name = "gift"
amount_per_year = 10

[[change]]
lever = "staff.posts"
value = 2.0
from_week = 20

[[change]]
lever = "group.room"
value = 20
from_week = 10
group = "a"
"""


@pytest.fixture
def child(tmp_path):
    """Load a child of PARENT with the given text below its title."""
    (tmp_path / "parent.toml").write_text(PARENT)

    def load_child(text=""):
        path = tmp_path / "child.toml"
        path.write_text(f'title = "Child"\nextends = "parent.toml"\n{text}')
        return load(path)

    return load_child


def group(scenario, name):
    return next(group for group in scenario.groups if group.name == name)


def test_a_child_inherits_everything_but_the_prose(child, tmp_path):
    parent, inherited = load(tmp_path / "parent.toml"), child()
    assert inherited.digest == parent.digest
    assert (inherited.title, inherited.why, inherited.story) == ("Child", "", "")
    assert (inherited.currency, inherited.price_year, inherited.calendar.start_week) == ("kr", 2020, 36)


def test_a_lever_left_alone_has_its_default(child):
    scenario = child()
    for lever in PROGRAMME_LEVERS:
        if lever.name != "staff.posts":
            assert scenario.settings[lever.name] == lever.default, lever.name


def test_set_replaces_what_was_set(child):
    assert child("[set]\nstaff.posts = 3").settings["staff.posts"] == 3


def test_dotted_quoted_and_nested_levers_are_the_same(child):
    texts = (
        "[set]\ncreche.places = 8",
        '[set]\n"creche.places" = 8',
        "[set.creche]\nplaces = 8",
        "set.creche.places = 8",
    )
    assert len({child(text).digest for text in texts}) == 1


def test_a_group_lever_that_is_set_reaches_groups_in_person_and_no_others(child):
    scenario = child("[set]\ncreche.places = 8")
    assert [g.levers["creche.places"] for g in scenario.groups] == [8, 8, 0]
    assert [g.levers["group.hours"] for g in scenario.groups] == [3, 3, LEVERS["group.hours"].default]


def test_what_a_group_states_itself_wins_over_set_in_the_same_file(child):
    scenario = child('[set]\ngroup.room = 30\n[[group]]\nname = "a"\nroom = 5')
    assert [group(scenario, name).levers["group.room"] for name in ("a", "b")] == [5, 30]


def test_set_wins_over_what_an_extended_file_said_of_a_group(child):
    assert group(child("[set]\ngroup.facilitators = 3"), "a").levers["group.facilitators"] == 3


def test_a_group_of_the_same_name_replaces_only_what_it_states(child):
    a = group(child('[[group]]\nname = "a"\nroom = 30'), "a")
    assert (a.levers["group.room"], a.levers["group.facilitators"], a.levers["group.slot"]) == (
        30,
        2,
        "tuesday morning",
    )


def test_a_new_group_comes_last_and_takes_what_is_set_for_groups(child):
    scenario = child('[[group]]\nname = "c"\nslot = "friday morning"')
    assert [g.name for g in scenario.groups] == ["a", "b", "call", "c"]
    assert group(scenario, "c").levers["group.hours"] == 3


def test_a_removed_group_is_gone_with_its_changes_and_the_scenario_says_so(child):
    scenario = child('remove_groups = ["a"]')
    assert [g.name for g in scenario.groups] == ["b", "call"]
    assert [c.lever for c in scenario.changes] == ["staff.posts"]
    assert any("group.room" in note for note in scenario.notes)


def test_a_removed_group_may_be_stated_anew(child):
    scenario = child('remove_groups = ["a"]\n[[group]]\nname = "a"\nslot = "sunday evening"')
    assert group(scenario, "a").levers["group.room"] == LEVERS["group.room"].default


def test_funds_are_replaced_added_and_removed_in_the_same_way(child):
    more = child('[[fund]]\nname = "grant"\namount_per_year = 5\n[[fund]]\nname = "new"\namount_per_year = 7')
    assert [(f.name, f.amount_per_year) for f in more.funds] == [("grant", 5), ("gift", 10), ("new", 7)]
    assert more.funds[0].pays_for == ("staff",)
    assert [f.name for f in child('remove_funds = ["grant"]').funds] == ["gift"]


def test_changes_add_up_along_one_timeline(child):
    scenario = child('[[change]]\nlever = "staff.posts"\nvalue = 3\nfrom_week = 5')
    posts = scenario.expand(30).design["staff_posts"]
    assert [posts[0], posts[5], posts[19], posts[20]] == [1, 3, 3, 2]


def test_a_change_starting_in_the_same_week_replaces_the_inherited_one(child):
    scenario = child('[[change]]\nlever = "staff.posts"\nvalue = 4\nfrom_week = 20')
    assert [c.value for c in scenario.changes if c.lever == "staff.posts"] == [4]


def test_an_inherited_change_that_no_longer_changes_anything_is_left_out_with_a_note(child):
    scenario = child("[set]\nstaff.posts = 2")
    assert [c.lever for c in scenario.changes] == ["group.room"]
    assert any("staff.posts" in note for note in scenario.notes)


def test_currency_and_calendar_are_replaced_key_by_key(child):
    scenario = child('currency = "C$"\n[calendar]\nstart_week = 2')
    assert (scenario.currency, scenario.calendar.start_week, scenario.calendar.holidays) == ("C$", 2, (1, 52))


def test_no_income_is_legal_and_noted(child):
    scenario = child('remove_funds = ["gift", "grant"]')
    assert scenario.notes[0] == "The programme has no income: nothing can be bought."
    assert scenario.expand(30).funds.shape == (0,)
    free = child('remove_funds = ["gift"]\n[[fund]]\nname = "grant"\namount_per_year = 0')
    assert free.notes == scenario.notes


def test_the_digest_follows_content_and_not_prose(child, tmp_path):
    plain = child()
    assert child('why = "another reason"').digest == plain.digest
    assert child("price_year = 2021").digest != plain.digest
    assert child('[[group]]\nname = "a"\nwhy = "reworded"').digest == plain.digest
    assert child('[[fund]]\nname = "gift"\nlate_weeks = 1').digest != plain.digest


def test_the_digest_is_the_same_in_every_process(child):
    program = "import sys; from peersim.scenarios import load; print(load(sys.argv[1]).digest)"
    path = child().source_path
    for seed in ("0", "1"):
        environment = os.environ | {"PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", program, str(path)]
        printed = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, cwd=ROOT).stdout
        assert printed.strip() == child().digest


def test_too_many_groups_and_funds_are_refused(child):
    groups = "".join(f'[[group]]\nname = "g{i}"\nslot = "friday morning"\n' for i in range(22))
    funds = "".join(f'[[fund]]\nname = "f{i}"\namount_per_year = 1\n' for i in range(11))
    with pytest.raises(InputError) as error:
        child(groups + funds)
    assert [sentence.split(": ", 1)[1] for sentence in error.value.problems] == [
        "there are 25 groups; allowed up to 24.",
        "there are 13 funds; allowed up to 12.",
    ]


def test_a_group_or_fund_keeps_its_identity_whatever_stands_before_it(child):
    before, after = child().expand(30), child('remove_groups = ["a"]\nremove_funds = ["grant"]').expand(30)
    assert before.group_uids[1] == after.group_uids[0] == uid_of("b")
    assert before.funds["uid"][1] == after.funds["uid"][0] == uid_of("gift")

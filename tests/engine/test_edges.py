"""The ends of what is allowed: no money, one week, one family, no groups; and money that stops half way."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from small_worlds import people, run

from peersim.agents.stages import EVENT_KINDS
from peersim.scenarios.loading import load

HEAD = 'title = "Edge"\nwhy = "A test."\nextends = "baseline"\n'


def scenario(tmp_path: Path, text: str) -> str:
    path = tmp_path / "edge.toml"
    path.write_text(HEAD + text)
    return str(path)


def test_with_a_budget_of_nought_nothing_is_bought_and_nobody_comes(tmp_path: Path) -> None:
    nought = 'remove_funds = ["grant", "donor"]\n[[fund]]\nname = "none"\namount_per_year = 0\npays_for = "anything"\n'
    plan = scenario(tmp_path, nought)
    assert any("nothing can be bought" in note for note in load(plan).notes)
    world = run(plan)
    assert world.weekly["cost"].sum() == 0.0
    assert world.weekly["refused"].sum() > 0.0, "what was wanted and not to be had is written down"
    assert world.weekly["hours_supplied"].sum() == 0.0
    assert world.weekly["sessions_held"].sum() == 0


@pytest.mark.parametrize(("parents", "weeks"), [(1, 1), (1, 60), (300, 1)])
def test_one_week_and_one_family_are_enough_to_run(parents: int, weeks: int) -> None:
    world = run("baseline", parents=parents, weeks=weeks)
    assert world.now[0]["week"] == weeks
    assert (world.weekly["eligible"] >= 0).all()


def test_without_groups_only_one_to_one_support_happens(tmp_path: Path) -> None:
    world = run(scenario(tmp_path, 'remove_groups = ["tuesday group", "thursday group", "video group"]\n'))
    assert world.weekly["attendances"].sum() == 0
    assert world.weekly["contacts"].sum() > 0


def test_when_the_money_stops_the_posts_stop(tmp_path: Path) -> None:
    stops = (
        '[[fund]]\nname = "grant"\namount_per_year = 42000\npays_for = "anything"\nto_week = 26\n'
        '[[fund]]\nname = "donor"\namount_per_year = 42000\npays_for = "anything"\nto_week = 26\n'
    )
    world = run(scenario(tmp_path, stops))
    supplied = world.weekly["hours_supplied"]
    assert supplied[10] > 0.0
    assert supplied[60:].sum() == 0.0
    assert world.weekly["balance"][-1] == pytest.approx(0.0, abs=1.0)


def test_a_later_change_of_posts_leaves_time_to_fill_them(tmp_path: Path) -> None:
    more = '[[change]]\nlever = "staff.posts"\nvalue = 3.0\nfrom_week = 10\nsource = "assumed"\n'
    world = run(scenario(tmp_path, more))
    hours = world.weekly["hours_supplied"]
    there = 2.0 / 1.5  # who is half time may work full time at once; the third post is advertised first
    nobody_away = hours[:10].max()
    assert hours[10:18].max() == pytest.approx(nobody_away * there)
    assert hours[30:].max() == pytest.approx(nobody_away * 3.0 / 1.5)


def test_events_tell_the_same_story_as_the_tables() -> None:
    world = run("baseline", events=True)
    events = world.events[: world.now[0]["events"]]
    kind = {name: number for number, name in enumerate(EVENT_KINDS)}
    count = np.bincount(events["kind"], minlength=len(EVENT_KINDS))
    parents, week = world.parents, world.weekly
    assert count[kind["heard of the programme"]] == (parents["aware_week"] >= 0).sum()
    assert count[kind["came"]] + count[kind["came for the first time"]] == week["attendances"].sum()
    assert count[kind["had a contact"]] == week["contacts"].sum()
    assert count[kind["stayed away"]] == week["absences"].sum()
    assert count[kind["was supervised"]] == week["supervision_met"].sum()
    assert count[kind["missed supervision"]] == week["supervision_due"].sum() - week["supervision_met"].sum()
    assert count[kind["was matched"]] == world.now[0]["matches"]
    assert (np.diff(events["week"]) >= 0).all()


def test_volunteers_a_programme_begins_with_are_there_in_the_first_week() -> None:
    world = run("baseline", parents=600)
    assert world.weekly["volunteers_ready"][0] + world.weekly["volunteers_active"][0] >= 15
    began = world.volunteers[:18]
    assert (began["trained_week"] < -1).all()
    assert (began["training_week"] == -1).all()
    assert began["readiness"].min() >= world.design[0]["training_gate"]


def test_more_outreach_makes_nobody_hear_later(tmp_path: Path) -> None:
    """Same thresholds, higher exposure: hearing can only come sooner (but for word of mouth, which follows)."""
    more = run(scenario(tmp_path, "[set]\noutreach.spend = 400\n"), weeks=40)
    usual = run("baseline", weeks=40)
    heard = usual.parents["aware_week"] >= 0
    sooner = more.parents["aware_week"][heard]
    assert (sooner >= 0).mean() > 0.97
    assert (more.parents["aware_week"] >= 0).sum() > heard.sum()


def test_catchments_of_every_place_run() -> None:
    for place in ("calgary", "cornwall", "isle_of_dogs", "england"):
        assert run("baseline", place=place, catchment=people(200, 30, 1, place), weeks=30).now[0]["week"] == 30


def test_a_talk_follows_a_hard_week_where_it_is_offered(tmp_path: Path) -> None:
    offered = scenario(tmp_path, "[set]\nsupervision.responsive = true\nstaff.posts = 4\n")
    without = tmp_path / "without.toml"
    without.write_text(HEAD + "[set]\nstaff.posts = 4\n")
    with_talks, alone = run(offered, parents=1500), run(str(without), parents=1500)
    assert with_talks.weekly["hours_asked"].sum() > alone.weekly["hours_asked"].sum()
    weeks = slice(40, None)
    assert with_talks.weekly["strain"][weeks].mean() < alone.weekly["strain"][weeks].mean()

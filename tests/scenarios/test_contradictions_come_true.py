"""What a note about a contradictory design says will happen is what happens to simulated families."""

from pathlib import Path

import pytest

from peersim import variant
from peersim.agents.volunteering import learn
from peersim.analysis.laboratory import Laboratory
from peersim.evidence import central
from peersim.scenarios import load
from peersim.scenarios.contradictions_people import readiness_at_best
from peersim.scenarios.overview import Overview

SAMPLES = Path(__file__).parent / "contradictory"
NOBODY = {"start.volunteers": 0, "recruitment.hours": 0, "recruitment.spend": 0, "training.gate": 1.0}
SMALL = Laboratory(draws=2, parents=400, weeks=60)


def worlds_of(design, **tables):
    scenario = design if tables else load(SAMPLES / f"{design}.toml")
    return list(SMALL.worlds(scenario, **tables))


def sessions(world):
    return int(world.weekly["sessions_held"].sum())


def came(world):
    return int(world.weekly["new_parents"].sum())


def matched(world):
    return int(world.now[0]["matches"])


def test_the_same_measures_are_not_nothing_in_the_baseline():
    for world in SMALL.worlds("baseline"):
        assert sessions(world) > 0
        assert came(world) > 0
        assert matched(world) > 0


@pytest.mark.parametrize("name", ["one_to_one_without_volunteers", "one_to_one_without_staff"])
def test_nobody_is_matched(name):
    assert all(matched(world) == 0 for world in worlds_of(name))


@pytest.mark.parametrize("name", ["tasks_without_staff", "everything_in_reserve", "staffed_first_without_volunteers"])
def test_no_session_is_ever_held(name):
    assert all(sessions(world) == 0 for world in worlds_of(name))


@pytest.mark.parametrize("name", ["nothing_on_offer", "nobody_hears", "referral_without_partners"])
def test_no_parent_ever_comes(name):
    assert all(came(world) == 0 for world in worlds_of(name))


def test_where_all_weeks_are_holidays_no_group_meets_and_nobody_is_trained():
    for world in worlds_of("always_on_holiday"):
        assert sessions(world) == 0
        assert all(world.cohorts["started"] < 0)


def test_a_pair_rule_that_nobody_can_meet_cancels_every_session():
    alone = [{"name": name, "needs_pair": True} for name in ("tuesday group", "thursday group")]
    for world in worlds_of("baseline", settings={"volunteers.from_parents": False, **NOBODY}, groups=alone):
        assert not world.sessions["held"][:, :2].any()
        assert world.sessions["cancelled"][:, :2].any()


def test_with_no_fund_for_rooms_every_session_in_a_room_is_cancelled():
    lines = ["staff", "overhead", "training", "online", "volunteer_expenses", "outreach", "recruitment"]
    funds = [{"name": name, "pays_for": lines} for name in ("grant", "donor")]
    for world in worlds_of("baseline", funds=funds):
        assert not world.sessions["held"][:, :2].any()
        assert world.sessions["cancelled"][:, :2].any()


def test_where_reports_take_every_hour_none_is_left():
    assert all(world.weekly["hours_supplied"].sum() == 0 for world in worlds_of("reports_take_every_hour"))


def test_no_one_passes_a_gate_that_is_out_of_reach():
    for world in worlds_of("gate_out_of_reach"):
        people = world.volunteers[: int(world.now[0]["volunteers"])]
        trained_here = people[people["trained_week"] >= 0]
        assert (trained_here["readiness"] < 0.95).all()


@pytest.mark.quick
@pytest.mark.parametrize(
    "settings", [{}, {"training.manual": True, "training.debrief": 0.5, "training.practice": 0.3, "training.weeks": 7}]
)
def test_the_readiness_told_is_what_the_rule_of_learning_gives(settings):
    class Someone:
        readiness = float(central()[0]["volunteer_readiness_start"]) * 1.5
        skill = team_trust = 0.3

    class Values:
        def __getattr__(self, name):
            return float(central()[0][name])

    scenario, someone = variant("baseline", settings), Someone()
    week = scenario.expand(1).design.view()[0]

    class Week:
        def __getattr__(self, name):
            return week[name]

    for _ in range(scenario.settings["training.weeks"]):
        learn(someone, Week(), Values())
    trained, shadowed = readiness_at_best(Overview(scenario), 0)
    assert trained == pytest.approx(someone.readiness)
    assert shadowed > trained

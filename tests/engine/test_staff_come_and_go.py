"""Coordinators: leave in whole weeks, sickness, leaving and why, vacancies, and who holds a post."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from small_worlds import people

from peersim.agents import stages
from peersim.agents.staffing import leave_earned
from peersim.agents.worked_out import work_out
from peersim.engine.run import run_once
from peersim.evidence.sampling import draws
from peersim.evidence.table import central
from peersim.foundation.draws import run_key
from peersim.foundation.records import python_values
from peersim.foundation.units import WEEKS_PER_YEAR
from peersim.scenarios.variants import variant

WEEKS = 156


def world_of(levers: dict[str, Any] | None = None, *, seed: int = 1, draw: int = 0, **values: float) -> Any:
    plan = variant("baseline", levers, funds=[{"name": "donor", "amount_per_year": 300_000}])
    p = draws(draw + 1, 1)[draw].copy()
    for name, value in values.items():
        p[name] = value
    return run_once(plan.expand(WEEKS), people(200, WEEKS, seed), p, run_key(seed, 0, 0), events=True)


def events_of(world: Any, kind: int) -> Any:
    events = world.events[: int(world.now[0]["events"])]
    return events[events["kind"] == kind]


NOBODY_GOES = {"staff_turnover_year": 0.0, "staff_strain_sick_week": 0.0}


def test_leave_adds_up_to_a_year_s_leave_and_hours_come_out_the_same() -> None:
    usual, none, away, holidays = [], [], 0, 0
    for seed in range(1, 5):
        world = world_of({"staff.posts": 3.0}, seed=seed, **NOBODY_GOES)
        usual.append(world.weekly["hours_supplied"].mean())
        none.append(
            world_of({"staff.posts": 3.0}, seed=seed, staff_leave_weeks=0.0, **NOBODY_GOES).weekly["hours_supplied"]
        )
        leave = events_of(world, stages.E_STAFF_ON_LEAVE)["week"]
        away += len(leave)
        holidays += int(world.calendar["holiday"][leave].sum())
    p = central()[0]
    expected = 4 * 3 * p["staff_leave_weeks"] * WEEKS / WEEKS_PER_YEAR
    assert away == pytest.approx(expected, abs=12), "at most a week more or less for each post"
    assert np.mean(usual) == pytest.approx(np.mean(none), rel=0.01)
    drawn = draws(1, 1)[0]["staff_leave_in_holidays"]
    assert holidays / away == pytest.approx(drawn, abs=0.08)
    assert holidays / away > 13 / 52


def test_leave_makes_hours_lumpy() -> None:
    world, steady = world_of({"staff.posts": 1.0}), world_of({"staff.posts": 1.0}, staff_leave_weeks=0.0)
    filled = [w.weekly["posts_filled"] > 0 for w in (world, steady)]
    assert (world.weekly["hours_supplied"][filled[0]] == 0.0).any()
    assert (steady.weekly["hours_supplied"][filled[1]] > 0.0).all()


def test_leave_falls_in_term_where_there_are_no_school_holidays() -> None:
    p = SimpleNamespace(**python_values(work_out(central()[0])[0]))
    usual = p.staff_leave_weeks / WEEKS_PER_YEAR
    assert leave_earned(False, 0.0, p) == leave_earned(True, 1.0, p) == pytest.approx(usual)
    over_a_year = 0.25 * leave_earned(True, 0.25, p) + 0.75 * leave_earned(False, 0.25, p)
    assert over_a_year == pytest.approx(usual)
    assert leave_earned(True, 0.25, p) > leave_earned(False, 0.25, p)


@pytest.mark.parametrize("draw", range(4))
def test_who_is_in_post_is_who_came_and_did_not_go(draw: int) -> None:
    world = world_of({"staff.posts": 2.5, "staff.hire_volunteers": True}, draw=draw, staff_turnover_year=0.6)
    posts = world.coordinators
    came, left, vacant = (
        events_of(world, kind) for kind in (stages.E_POST_FILLED, stages.E_STAFF_LEFT, stages.E_POST_VACANT)
    )
    assert len(left) > 0
    for post in posts:
        mine = [events[events["who"] == post["uid"]] for events in (came, left, vacant)]
        assert len(mine[0]) == post["person"]
        assert len(mine[0]) - len(mine[1]) == int(post["filled"])
        assert len(mine[1]) == post["leavers"], "nobody's post ends in this design"
        assert mine[2]["week"].tolist() == mine[1]["week"].tolist()
        assert mine[2]["cause"].tolist() == mine[1]["cause"].tolist()
    assert set(left["cause"]) <= {stages.LEFT_AS_USUAL, stages.LEFT_UNDER_STRAIN}


def test_strain_is_named_as_the_cause_only_where_there_is_strain() -> None:
    calm = [events_of(world_of(draw=d, staff_strain_pressure=0.0), stages.E_STAFF_LEFT)["cause"] for d in range(6)]
    assert (np.concatenate(calm) == stages.LEFT_AS_USUAL).all()
    pressed = [
        events_of(
            world_of({"staff.posts": 0.5, "outreach.hours": 60.0}, draw=d, staff_strain_leaving=3.0,
                     staff_strain_pressure=0.3, staff_turnover_year=0.3),
            stages.E_STAFF_LEFT,
        )["cause"]
        for d in range(6)
    ]  # fmt: skip
    assert (np.concatenate(pressed) == stages.LEFT_UNDER_STRAIN).any()


def test_sickness_begins_and_ends_in_the_record() -> None:
    world = world_of({"staff.posts": 4.0}, staff_strain_sick_week=0.2, staff_turnover_year=0.0)
    ill, well = events_of(world, stages.E_STAFF_SICK), events_of(world, stages.E_STAFF_BACK)
    assert len(ill) > 3
    assert len(ill) - len(well) == int((world.coordinators["sick_weeks"] > 0).sum())
    length = int(central()[0]["staff_sick_weeks"])
    for post in world.coordinators["uid"]:
        began, ended = (events["week"][events["who"] == post] for events in (ill, well))
        assert (ended == began[: len(ended)] + length).all()


def test_a_post_knows_the_volunteer_who_was_hired_strain_and_all() -> None:
    hired = 0
    for draw in range(4):
        world = world_of({"staff.posts": 2.0, "staff.hire_volunteers": True}, draw=draw, staff_turnover_year=0.8)
        volunteers = world.volunteers[: int(world.now[0]["volunteers"])]
        for post in world.coordinators:
            assert (post["holder"] >= 0) == post["was_volunteer"]
            if post["was_volunteer"]:
                one = volunteers[volunteers["uid"] == post["holder"]]
                assert one["stage"].tolist() == [stages.HIRED]
        taken = events_of(world, stages.E_POST_FILLED)["other"]
        hired += int((taken >= 0).sum())
        assert (volunteers["stage"] == stages.HIRED).sum() == (taken >= 0).sum()
    assert hired > 0


def test_a_post_that_ends_ends_for_its_holder_too() -> None:
    change = {"lever": "staff.posts", "value": 0.5, "from_week": 50, "source": "test", "why": "test"}
    plan = variant("baseline", {"staff.posts": 2.0}, changes=[change])
    world = run_once(plan.expand(WEEKS), people(200, WEEKS, 1), central()[0], run_key(1, 0, 0), events=True)
    ended = events_of(world, stages.E_STAFF_LEFT)
    ended = ended[ended["cause"] == stages.POST_ENDED]
    assert ended["week"].tolist() == [50]
    assert not world.coordinators["filled"][1]
    assert world.coordinators["holder"][1] == -1

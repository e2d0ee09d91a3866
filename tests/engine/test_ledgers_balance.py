"""Nothing is made or lost: people, hours and money add up in every week of every shipped scenario."""

from __future__ import annotations

import numpy as np
import pytest
from small_worlds import run

from peersim.agents.stages import ACTIVE, ATTENDING, LEFT, MOVED_ON, SUPPORTED, UNAWARE
from peersim.engine.model import ProgrammeModel
from peersim.scenarios.levers import TASKS
from peersim.scenarios.loading import library

EVERY_SCENARIO = pytest.mark.parametrize("scenario", library())


@EVERY_SCENARIO
def test_every_pound_received_is_spent_or_in_hand(scenario: str) -> None:
    world = run(scenario, draw=2)
    funds, week = world.funds, world.weekly
    assert np.allclose(funds["received"], funds["spent"] + funds["balance"], atol=1e-6)
    assert (funds["balance"] >= -1e-6).all()
    in_hand = np.cumsum(week["income"]) - np.cumsum(week["cost"])
    assert np.allclose(in_hand, week["balance"], atol=1e-6)
    assert np.allclose(world.spending.sum(axis=0), world.lines["total_spent"], atol=1e-6)
    assert np.allclose(world.spending.sum(axis=1), week["cost"], atol=1e-6)


@EVERY_SCENARIO
def test_restricted_money_is_spent_only_on_what_it_pays_for(scenario: str) -> None:
    world = run(scenario, draw=1)
    if world.design["money_flexible"].any():
        pytest.skip("this scenario lifts restrictions")
    for line in range(world.spending.shape[1]):
        may = [(int(bits) >> line) & 1 == 1 for bits in world.funds["pays_for"]]
        could = world.funds["received"][may].sum() if any(may) else 0.0
        assert world.lines[line]["total_spent"] <= could + 1e-6


@EVERY_SCENARIO
def test_hours_given_never_exceed_hours_there(scenario: str) -> None:
    world = run(scenario, draw=3)
    week = world.weekly
    assert (week["hours_given"] <= week["hours_supplied"] + 1e-9).all()
    assert (world.hours_given <= world.hours_asked + 1e-9).all()
    assert np.allclose(world.hours_given.sum(axis=1), week["hours_given"])


def test_hours_asked_are_given_put_off_or_expired_every_week() -> None:
    model = ProgrammeModel("half_the_coordinator_hours", parents=300, weeks=60, seed=4, events=False)
    overloaded = 0
    for _ in range(60):
        model.step()
        for task in model.world.tasks:
            assert task.carried + task.fresh == pytest.approx(task.given + task.put_off + task.expired)
            assert task.given >= 0.0
            assert task.left >= 0.0
        overloaded += model.latest.overload
    assert overloaded > 0, "the test must see weeks in which hours run short"
    for number, task in enumerate(model.world.tasks):
        assert task.total_asked == pytest.approx(task.total_given + task.total_expired + task.put_off), TASKS[number]
    model.close()


@EVERY_SCENARIO
def test_groups_count_the_members_they_have(scenario: str) -> None:
    world = run(scenario, draw=4)
    parents = world.parents
    for g in range(len(world.groups)):
        attending = ((parents["stage"] == ATTENDING) & (parents["setting"] == g)).sum()
        assert world.groups[g]["members"] == attending


@EVERY_SCENARIO
def test_volunteers_and_matches_agree(scenario: str) -> None:
    world = run(scenario, draw=5)
    now = world.now[0]
    volunteers, matches = world.volunteers[: now["volunteers"]], world.matches[: now["matches"]]
    going_on = matches[matches["ended"] < 0]
    caseload = np.bincount(going_on["volunteer"], minlength=len(volunteers)) if len(volunteers) else np.zeros(0)
    assert np.array_equal(caseload, volunteers["caseload"])
    assert ((volunteers["caseload"] == 0) | (volunteers["stage"] == ACTIVE)).all()
    gone = (volunteers["stage"] >= MOVED_ON) & (volunteers["stage"] >= LEFT - 1)
    assert (volunteers["left_week"][gone] >= 0).all()
    assert (volunteers["left_week"][~gone] == -1).all()
    assert (world.parents["stage"] == SUPPORTED).sum() == len(going_on)
    assert len(np.unique(volunteers["uid"])) == len(volunteers), "one person, one volunteer"


@EVERY_SCENARIO
def test_what_is_counted_weekly_is_what_happened_to_people(scenario: str) -> None:
    world = run(scenario, draw=6)
    parents, week = world.parents, world.weekly
    assert week["new_parents"].sum() == (parents["first_week"] >= 0).sum()
    assert week["ever_came"][-1] == (parents["first_week"] >= 0).sum()
    assert week["contacts"].sum() == parents["contacts"].sum()
    assert week["attendances"].sum() + week["posts"].sum() == parents["sessions"].sum()
    assert week["absences"].sum() == parents["absences"].sum() == week["stated"].sum()
    held = world.sessions["present"][world.groups["kind"][None, :].repeat(len(week), 0) < 2].sum()
    assert held == week["attendances"].sum()


def test_the_programme_that_never_existed_touches_nobody() -> None:
    world = run("nothing")
    assert (world.parents["stage"] == UNAWARE).sum() + (world.parents["gone_week"] >= 0).sum() == len(world.parents)
    assert world.weekly["cost"].sum() == 0.0
    assert world.now[0]["volunteers"] == 0
    assert (world.parents["benefit"] == 0.0).all()


@EVERY_SCENARIO
def test_states_stay_within_their_ranges(scenario: str) -> None:
    world = run(scenario, draw=7)
    for name in ("belonging", "trust", "fear", "support_quality"):
        assert ((world.parents[name] >= 0.0) & (world.parents[name] <= 1.0)).all(), name
    volunteers = world.volunteers[: world.now[0]["volunteers"]]
    for name in ("readiness", "skill", "team_trust", "commitment", "strain", "satisfaction", "support_met"):
        assert ((volunteers[name] >= 0.0) & (volunteers[name] <= 1.0)).all(), name
    for table in (world.parents, volunteers, world.weekly, world.groups):
        for name in table.dtype.names:
            assert np.isfinite(table[name]).all(), name

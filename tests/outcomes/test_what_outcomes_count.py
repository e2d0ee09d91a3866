"""Each outcome counts what its definition says, on people whose story is written out by hand."""

import math

import numpy as np
import pytest
from simulated_people import empty_world

from peersim.agents.stages import LIFE_EVENT, TO_STAFF, TO_WORK_OR_STUDY, TRAINING
from peersim.outcomes import observe
from peersim.scenarios.levers import COST_LINES

pytestmark = pytest.mark.quick


def world_of(families, weeks=104, volunteers=(), matches=()):
    """A world of just these people; each is a dictionary of fields."""
    world = empty_world(len(families), weeks)
    for row, fields in enumerate(families):
        for name, value in fields.items():
            world.parents[name][row] = value
    weekless = ("parent", "group", "cohort", "training_week", "trained_week", "active_week", "left_week")
    for row, fields in enumerate(volunteers):
        for name in weekless:
            world.volunteers[name][row] = -1
        for name, value in fields.items():
            world.volunteers[name][row] = value
    for row, fields in enumerate(matches):
        world.matches["ended"][row] = -1
        for name, value in fields.items():
            world.matches[name][row] = value
    world.now["volunteers"], world.now["matches"] = len(volunteers), len(matches)
    return world


def test_reach_is_of_families_eligible_at_some_time_in_the_run():
    world = world_of(
        [
            {"aware_week": 3, "first_week": 5, "sessions": 3, "contacts": 1},
            {"aware_week": 3},
            {},
            {"eligible_from": 200, "eligible_to": 300},
            {"eligible_from": -100, "eligible_to": 0},
        ]
    )
    seen = observe(world)
    assert seen.pair("reach") == (1.0, 3.0)
    assert seen.pair("heard") == (2.0, 3.0)
    assert seen.pair("came_often") == (1.0, 3.0)


def test_reach_in_two_years_leaves_later_families_out():
    world = world_of([{"first_week": 5}, {"first_week": 110}, {"eligible_from": 120, "first_week": 121}, {}], weeks=156)
    assert observe(world).pair("reach_2y") == (1.0, 3.0)


def test_a_family_that_stops_in_week_26_after_its_first_was_engaged_for_26_weeks():
    world = world_of([{"first_week": 0, "disengaged_week": 26}, {"first_week": 0, "disengaged_week": 25}])
    seen = observe(world)
    assert seen.value("engaged_26w") == 0.5
    assert seen.value("parents_engaged_26w") == 1.0
    assert seen.value("weeks_engaged_median") == 25.0


def test_a_first_visit_that_is_not_repeated_is_an_engagement_of_no_weeks():
    world = world_of([{"first_week": 7, "last_week": 7, "disengaged_week": 7}])
    assert observe(world).value("engaged_12w") == 0.0
    assert observe(world).value("weeks_engaged_mean") == 0.0


def test_completing_what_was_planned_is_not_a_failure_to_stay():
    completed = {"first_week": 0, "last_week": 10, "finished_week": 10, "disengaged_week": 20}
    stays = {"first_week": 0, "last_week": 103}
    leaves = {"first_week": 0, "last_week": 10, "disengaged_week": 20}
    assert observe(world_of([completed, stays])).value("engaged_26w") == 1.0
    assert observe(world_of([leaves, stays])).value("engaged_26w") == 0.5


def test_ageing_out_is_not_a_failure_to_stay():
    aged_out = {"first_week": 0, "last_week": 10, "gone_week": 11}
    assert observe(world_of([aged_out, {"first_week": 0}])).value("engaged_26w") == 1.0


def test_who_comes_again_after_completing_is_engaged_until_they_stop():
    again = {"first_week": 0, "finished_week": 10, "last_week": 30, "disengaged_week": 35}
    assert observe(world_of([again, {"first_week": 0}])).value("engaged_52w") == 0.5


def test_who_came_late_in_the_run_is_censored_and_counts_by_the_estimate():
    late = {"first_week": 100}
    early = [{"first_week": 0, "disengaged_week": 10}, {"first_week": 0}]
    seen = observe(world_of([late, *early]))
    assert seen.value("engaged_26w") == 0.5
    assert seen.value("parents_engaged_26w") == 1.5


def test_moving_on_to_work_or_a_post_is_a_good_ending_and_strain_is_not():
    def kept(reason):
        volunteers = [{"active_week": 0, "left_week": 10, "reason": reason}, {"active_week": 0}]
        seen = observe(world_of([{}], volunteers=volunteers))
        return seen.value("volunteers_kept_6m"), seen.value("volunteers_kept_6m_any_ending")

    assert kept(TO_WORK_OR_STUDY) == (1.0, 0.5)
    assert kept(TO_STAFF) == (1.0, 0.5)
    assert kept(LIFE_EVENT) == (0.5, 0.5)


def test_volunteers_leaving_a_month_is_leavers_over_months_there():
    volunteers = [{"active_week": 0, "left_week": 26, "reason": LIFE_EVENT}, {"active_week": 26}]
    seen = observe(world_of([{}], weeks=52, volunteers=volunteers))
    leavers, months = seen.pair("volunteers_leaving")
    assert leavers == 1.0
    assert months == pytest.approx((26 + 26) / (365.25 / 7 / 12))


def test_training_completion_leaves_out_courses_still_running_with_those_who_left_them():
    volunteers = [
        {"training_week": 0, "trained_week": 20, "cohort": 0},
        {"training_week": 0, "left_week": 5, "cohort": 0},
        {"training_week": 90, "left_week": 95, "cohort": 1},
        {"training_week": 90, "cohort": 1, "stage": TRAINING},
        {"enquired_week": 0},
    ]
    world = world_of([{}], volunteers=volunteers)
    world.cohorts["running"][1] = True
    assert observe(world).pair("training_completed") == (1.0, 2.0)


def test_enquirers_and_trained_are_followed_long_enough_before_they_count():
    volunteers = [
        {"enquired_week": 0, "training_week": 5, "trained_week": 30, "active_week": 40},
        {"enquired_week": 52, "training_week": 60, "trained_week": 78},
        {"enquired_week": 53},
        {"enquired_week": 60, "training_week": 70, "trained_week": 100},
    ]
    seen = observe(world_of([{}], volunteers=volunteers))
    assert seen.pair("enquirers_trained") == (2.0, 2.0)
    assert seen.pair("trained_got_role") == (1.0, 2.0)


def test_waits_count_those_still_waiting():
    families = [{"referred_week": 0, "matched_week": 10}, {"referred_week": 0}, {"referred_week": 0}]
    seen = observe(world_of(families))
    assert seen.value("match_wait_of_matched") == 10.0
    assert seen.value("match_wait_median") == math.inf
    assert seen.pair("matched") == (1.0, 3.0)
    assert seen.value("matched_26w") == pytest.approx(1 / 3)
    assert seen.value("match_wait_mean") == pytest.approx((10 + 52 + 52) / 3)
    families[1]["matched_week"] = 30
    assert observe(world_of(families)).value("match_wait_median") == 30.0


def test_families_per_volunteer_counts_whole_years():
    volunteers = [
        {"active_week": 0, "supported": 2},
        {"active_week": 60, "supported": 1},
        {"active_week": 0, "group": 0},
    ]
    matches = [
        {"parent": 0, "volunteer": 0, "started": 0, "ended": 30},
        {"parent": 1, "volunteer": 0, "started": 40},
        {"parent": 2, "volunteer": 1, "started": 60, "ended": 70},
    ]
    seen = observe(world_of([{}, {}, {}], weeks=110, volunteers=volunteers, matches=matches))
    assert seen.pair("families_per_volunteer") == (4.0, 3.0)  # 2 + 2 families; 1 + 2 volunteers


def test_costs_are_of_the_whole_run_and_shared_among_those_who_came():
    world = world_of([{"first_week": 0, "sessions": 4}, {"first_week": 0, "sessions": 1}, {}], weeks=52)
    world.spending[:, COST_LINES.index("staff")] = 80.0
    world.spending[:, COST_LINES.index("rooms")] = 20.0
    world.weekly["attendances"][:5] = 1
    seen = observe(world)
    assert seen.value("cost") == pytest.approx(5200)
    assert seen.value("cost_a_year") == pytest.approx(100 * 365.25 / 7)
    assert seen.value("cost_per_parent_reached") == pytest.approx(2600)
    assert seen.value("cost_per_parent_came_often") == pytest.approx(5200)
    assert seen.value("cost_per_parent_engaged_26w") == pytest.approx(2600)
    assert seen.value("cost_per_session_attended") == pytest.approx(1040)
    assert seen.value("staff_cost_share") == pytest.approx(0.8)
    assert seen.spending.sum() == pytest.approx(5200)


def test_money_is_kept_by_year_and_nothing_is_lost():
    world = world_of([{}], weeks=120)
    world.spending[:, 0] = np.arange(120)
    world.weekly["income"] = 2.0
    seen = observe(world)
    assert seen.spending.shape == (3, len(COST_LINES))
    assert seen.spending[:, 0].sum() == pytest.approx(np.arange(120).sum())
    assert seen.spending[0, 0] == pytest.approx(np.arange(53).sum())  # weeks 0 to 52 begin in the first 52.18 weeks
    assert seen.income.sum() == pytest.approx(240)

"""The registry of outcomes is complete, bounded, and never tells a 0 where nothing can be told."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from simulated_people import busy_world, empty_world, with_family

from peersim.foundation.problems import InputError
from peersim.outcomes import LEVELS, OUTCOME_NAMES, OUTCOMES, SUBGROUP_OUTCOMES, measure, observe, outcome
from peersim.outcomes.outcome import DIRECTIONS
from peersim.scenarios.levers import COST_LINES, TASKS

pytestmark = pytest.mark.quick

ASKED_FOR = {
    "heard", "reach", "came_often", "engaged_12w", "engaged_26w", "engaged_52w", "parents_engaged_12w",
    "parents_engaged_26w", "parents_engaged_52w", "weeks_engaged_median", "volunteers_kept_6m", "volunteers_kept_12m",
    "volunteers_kept_24m", "volunteers_kept_6m_any_ending", "volunteers_kept_12m_any_ending", "training_completed",
    "enquirers_trained", "trained_got_role", "match_wait_median", "match_wait_90th", "first_wait_median",
    "first_wait_of_came", "supervision_met", "overload_weeks", "staff_leavers", "sessions_held", "sessions_cancelled",
    "attendance_mean", "absent_childcare", "absent_transport", "stated_childcare", "families_per_volunteer",
    "volunteers_active_end", "volunteers_strained", "concerns", "online_harms", "cost", "cost_a_year", "unspent",
    "refused", "cost_per_parent_reached", "cost_per_parent_came_often", "cost_per_parent_engaged_26w",
    "cost_per_session_attended", "benefit_mean", "benefit_total", "wellbeing_years", "reach_2y",
}  # fmt: skip

BUSY = busy_world()
EMPTY = empty_world()


def within(value, about):
    return math.isnan(value) or about.low <= value <= about.high


def test_every_outcome_asked_for_is_registered_once():
    assert set(OUTCOME_NAMES) >= ASKED_FOR
    assert {f"cost_{line}" for line in COST_LINES} <= set(OUTCOME_NAMES)
    assert {f"hours_{kind}_{task}" for kind in ("asked", "given") for task in TASKS} <= set(OUTCOME_NAMES)
    assert len(set(OUTCOME_NAMES)) == len(OUTCOME_NAMES)


@pytest.mark.parametrize("about", OUTCOMES, ids=OUTCOME_NAMES)
def test_every_outcome_says_what_it_is(about):
    assert about.label
    assert about.unit
    assert about.denominator
    assert about.definition.endswith(".")
    assert about.direction in DIRECTIONS
    assert about.low < about.high


@settings(max_examples=25)
@given(
    seed=st.integers(0, 10_000),
    parents=st.integers(1, 120),
    weeks=st.sampled_from([1, 2, 26, 60, 110]),
    reach=st.floats(0, 1),
)
def test_every_outcome_stays_within_its_bounds(seed, parents, weeks, reach):
    seen = observe(busy_world(parents, weeks, seed, reach, volunteers=parents))
    for about in OUTCOMES:
        assert within(seen.value(about.name), about), about.name
    for group, level in LEVELS:
        for about in SUBGROUP_OUTCOMES:
            assert within(seen.value(about.name, group, level), about), (about.name, group, level)


def test_where_nobody_comes_counts_are_0_and_shares_of_nobody_cannot_be_told():
    seen = observe(EMPTY)
    assert seen.value("reach") == 0.0
    assert seen.value("parents_engaged_26w") == 0.0
    assert seen.value("cost") == 0.0
    assert seen.value("sessions_held") == 0.0
    for name in (
        "engaged_26w", "cost_per_parent_reached", "cost_per_parent_engaged_26w", "cost_per_session_attended",
        "sessions_cancelled", "attendance_mean", "supervision_met", "training_completed", "volunteers_kept_12m",
        "match_wait_median", "first_wait_of_came", "benefit_mean", "absent_childcare", "volunteers_strained",
        "staff_cost_share", "matched", "weeks_engaged_median", "hours_met",
    ):  # fmt: skip
        assert math.isnan(seen.value(name)), name


def test_a_denominator_of_0_gives_nan_and_never_0():
    for world in (EMPTY, BUSY):
        seen = observe(world)
        for about in OUTCOMES:
            if seen.pair(about.name)[1] == 0:
                assert math.isnan(seen.value(about.name)), about.name


@pytest.mark.parametrize("weeks", [1, 25, 26, 51, 52, 103, 104])
def test_what_needs_longer_runs_is_not_told_in_shorter_ones(weeks):
    stays = with_family(busy_world(200, weeks, 3, 0.8), 0, first_week=0, disengaged_week=-1, finished_week=-1)
    seen = observe(stays)
    assert math.isnan(seen.value("engaged_26w")) == (weeks < 26)
    assert math.isnan(seen.value("engaged_52w")) == (weeks < 52)
    assert math.isnan(seen.value("reach_2y")) == (weeks < 104)


def test_families_counted_by_subgroup_add_up_to_everybody():
    seen = observe(BUSY)
    groups = {group for group, _ in LEVELS}
    for name in ("eligible", "parents_heard", "parents_reached", "parents_came_often", "absences", "benefit_total"):
        for group in groups:
            parts = sum(seen.value(name, group, level) for g, level in LEVELS if g == group)
            assert parts == pytest.approx(seen.value(name)), (name, group)


def test_a_subgroup_measured_by_mask_is_the_subgroup_observed():
    seen = observe(BUSY)
    no_car = ~BUSY.parents["has_car"]
    for about in SUBGROUP_OUTCOMES:
        told = seen.value(about.name, "car", "no car")
        assert measure(BUSY, about.name, no_car) == pytest.approx(told, nan_ok=True), about.name
    for about in OUTCOMES:
        assert measure(BUSY, about.name) == pytest.approx(seen.value(about.name), nan_ok=True), about.name


def test_nobody_in_a_subgroup_is_nan_not_0():
    assert math.isnan(measure(BUSY, "reach", np.zeros(len(BUSY.parents), dtype=bool)))


def test_observing_changes_nothing_and_is_the_same_twice():
    before = BUSY.parents.copy()
    first, second = observe(BUSY).to_arrays(), observe(BUSY).to_arrays()
    assert np.array_equal(before, BUSY.parents)
    for name, array in first.items():
        assert np.array_equal(array, second[name], equal_nan=True), name


def test_an_unknown_outcome_names_the_nearest():
    with pytest.raises(InputError, match=r'unknown outcome "reech"\. Did you mean "reach"'):
        outcome("reech")
    with pytest.raises(InputError, match="told for the programme as a whole"):
        measure(BUSY, "cost", np.ones(len(BUSY.parents), dtype=bool))
    with pytest.raises(InputError, match='unknown level "no kar" of "car"'):
        observe(BUSY).value("reach", "car", "no kar")
    with pytest.raises(InputError, match="not told by subgroup"):
        observe(BUSY).value("cost", "car", "no car")

"""The table: every number has a source and a grade, roles are the agreed ones, a wrong name meets the nearest."""

import numpy as np
import pytest

import peersim.evidence as evidence
from peersim.evidence.build import GRADES, ROLES
from peersim.evidence.table import MODEL_KEYS, PARAMETERS, central, keys_with, parameter, parameters
from peersim.foundation.problems import InputError

pytestmark = pytest.mark.quick

OUTPUTS = {
    "attendance.completion",
    "group.realised_size",
    "match.families_per_volunteer_year",
    "volunteer.trained_to_active",
    "wait.months_to_first_match",
    "reach.share_reached_two_years",
    "strain.high_share",
    "supervision.supervisees_per_post",
    "staff.matches_per_post",
    "volunteer.enquiry_to_trained",
}


def test_every_number_has_a_label_a_unit_a_source_and_a_grade():
    for row in parameters().values():
        assert row.label, row.key
        assert row.unit, row.key
        assert row.source, row.key
        assert row.role in ROLES, row.key
        assert row.grade in GRADES or (row.value is None and not row.grade), row.key


def test_only_context_may_lack_a_value():
    assert {row.role for row in parameters().values() if row.value is None} == {"context"}


def test_every_assumption_gives_its_reasoning():
    for row in parameters().values():
        if row.source.startswith("Assumption"):
            assert row.caveat, row.key


def test_what_the_model_must_produce_is_never_fed_in():
    assert set(keys_with(role="output")) >= OUTPUTS
    assert not OUTPUTS & set(MODEL_KEYS)
    assert parameter("barrier.no_car").role == "context"


def test_values_lie_in_their_ranges_and_the_ranges_in_the_prior_bounds():
    for row in parameters().values():
        if row.low is None or row.high is None or row.value is None:
            continue
        assert row.low <= row.value <= row.high, row.key
        assert row.prior_low is not None
        assert row.prior_high is not None
        assert row.prior_low <= row.value <= row.prior_high, row.key
        if row.law.family in ("pert", "uniform", "triangular"):
            assert row.low <= row.prior_low < row.prior_high <= row.high, row.key


def test_proportions_have_prior_bounds_within_nought_and_one_and_ratios_above_nought():
    for row in parameters().values():
        if row.prior_low is None or row.prior_high is None:
            continue
        if row.unit.startswith(("proportion", "probability", "share")):
            assert 0.0 <= row.prior_low <= row.prior_high <= 1.0, row.key
        if row.unit.endswith("ratio"):
            assert row.prior_low > 0.0, row.key


def test_the_record_has_one_field_for_each_input_and_design_number():
    assert PARAMETERS.names == tuple(key.replace(".", "_") for key in MODEL_KEYS)
    assert {PARAMETERS[name] for name in PARAMETERS.names} == {np.dtype("f8")}
    assert {parameter(key).role for key in MODEL_KEYS} <= {"input", "design"}
    assert parameter("attendance.usual").field == "attendance_usual"


def test_the_central_world_has_the_central_values():
    world = central("prior")
    assert world.shape == (1,)
    for key in MODEL_KEYS:
        assert world[parameter(key).field][0] == parameter(key).value


def test_the_ledger_has_its_unit_costs():
    for key in (
        "cost.coordinator_salary", "cost.on_cost_rate", "cost.productive_hours", "cost.overhead_rate", "cost.room_hour",
        "cost.refreshments_head", "cost.creche_worker_hour", "cost.creche_ratio_under_2", "cost.creche_ratio_age_2",
        "cost.creche_ratio_age_3_plus", "cost.bus_fare", "cost.taxi_trip", "cost.volunteer_expenses_month",
        "cost.check_volunteer", "cost.platform_year",
    ):  # fmt: skip
        assert key in MODEL_KEYS


def test_an_unknown_name_meets_the_nearest():
    with pytest.raises(InputError, match=r'"attendance\.usuall"\. Did you mean "attendance\.usual"\?'):
        parameter("attendance.usuall")


def test_nobody_can_change_the_table_for_others():
    mine = parameters()
    mine.clear()
    assert parameters()


def test_lists_by_role_and_grade_are_parts_of_the_whole():
    assert [key for key in parameters() if key in {k for role in ROLES for k in keys_with(role=role)}] == list(
        parameters()
    )
    both = keys_with(role="input", grade="D")
    assert both == [key for key in keys_with(role="input") if key in keys_with(grade="D")]


def test_every_public_name_of_the_room_can_be_had():
    for name in evidence.__all__:
        assert getattr(evidence, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'guess'"):
        evidence.guess  # noqa: B018

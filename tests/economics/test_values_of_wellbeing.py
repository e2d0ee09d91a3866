"""From points of a wellbeing scale to life satisfaction to money: link by link, once, and with its evidence."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr, ndtri

from peersim.economics.profile import read_profile
from peersim.economics.samples import inputs_of, sampled, standing, worst_grade
from peersim.economics.values import (
    STATE_POINTS,
    TRANSLATION_KEYS,
    UserUnit,
    crossing_per_sd,
    life_satisfaction_per_point,
    priced,
    share_moved,
    thresholds,
)
from peersim.evidence.table import parameter
from peersim.foundation.problems import InputError

pytestmark = pytest.mark.quick

WITHOUT, WITH = 78 / 315, 40 / 297
CENTRAL = {key: np.array([parameter(key).value]) for key in (*TRANSLATION_KEYS, "value.points_per_qaly")}
CENTRAL |= {key: np.array([parameter(key).value]) for key in ("value.wellby", "value.qaly_threshold")}
ENGLAND = read_profile()


def test_one_mother_of_the_trial_of_dennis_is_worth_what_the_sanity_chain_says():
    shift = ndtri(WITHOUT) - ndtri(WITH)
    state, price = parameter(STATE_POINTS).value, parameter("value.wellby").value
    worth = crossing_per_sd(WITHOUT, WITH) * shift * state * (12 / 52) * price
    assert worth == pytest.approx(parameter("value.benefit_per_high_risk_mother").value, rel=0.01)
    assert worth == pytest.approx(share_moved(shift, WITHOUT) * state * (12 / 52) * price)


def test_the_density_at_the_line_is_what_a_small_shift_moves_and_overstates_a_large_one():
    density = float(crossing_per_sd(WITHOUT, WITH, "density"))
    assert density == pytest.approx(float(share_moved(1e-6, WITHOUT)) / 1e-6, rel=1e-4)
    assert density == pytest.approx(np.exp(-(ndtri(WITHOUT) ** 2) / 2) / np.sqrt(2 * np.pi))
    shift = ndtri(WITHOUT) - ndtri(WITH)
    assert density * shift > 1.15 * share_moved(shift, WITHOUT)


def test_equal_shares_fall_back_on_the_density():
    assert crossing_per_sd(0.25, 0.25) == pytest.approx(crossing_per_sd(0.25, 0.25, "density"))


@given(share=st.floats(0.05, 0.6), shift=st.floats(-1.0, 1.0))
def test_a_shift_for_the_better_moves_people_over_the_line_and_one_for_the_worse_moves_them_back(share, shift):
    moved = float(share_moved(shift, share))
    assert moved * shift >= -1e-15
    assert moved == pytest.approx(share - ndtr(ndtri(share) - shift), abs=1e-12)
    assert share - 1.0 <= moved <= share


def test_a_point_of_the_scale_is_a_seventh_or_so_of_a_point_of_life_satisfaction():
    per_point = life_satisfaction_per_point(CENTRAL)
    expected = 2.01 * (0.25 - 0.135) / (ndtri(0.25) - ndtri(0.135)) / 3.9
    assert per_point == pytest.approx([expected])
    with pytest.raises(InputError, match='Did you mean "density"'):
        life_satisfaction_per_point(CENTRAL, "densety")


def test_wellby_is_rebased_and_a_threshold_is_not():
    per_point = life_satisfaction_per_point(CENTRAL)
    wellby = priced("wellby", ENGLAND, CENTRAL, ENGLAND.price_year, per_point)
    qaly = priced("qaly", ENGLAND, CENTRAL, ENGLAND.price_year, per_point)
    assert wellby.per_wellby == pytest.approx([13_000 * 1.2796], rel=1e-3)
    assert qaly.per_wellby == pytest.approx([20_000 / 7])
    assert "not re-based" in qaly.note
    assert wellby.grade == "A"
    assert qaly.grade == "B"
    assert not priced("none", ENGLAND, CENTRAL, ENGLAND.price_year, per_point).in_money


def test_a_unit_of_the_users_own_is_rebased_and_counted_by_point_or_by_wellby():
    per_point = np.array([0.25, 0.5])
    own = UserUnit("our unit", "point_year", 1000.0, "GBP", "2019", "our survey", "C")
    made = priced(own, ENGLAND, {}, ENGLAND.price_year, per_point)
    assert made.per_wellby * per_point == pytest.approx(np.full(2, 1279.6), rel=1e-3)
    assert made.grade == "C"


def test_every_mistake_in_a_unit_is_told_at_once():
    bad = UserUnit("ours", "mother", float("inf"), "CAD", "2050", "  ", "E")
    with pytest.raises(InputError) as told:
        priced(bad, ENGLAND, {}, ENGLAND.price_year, np.ones(1))
    for word in ('per is "mother"', "value is inf", "never mixed", "no source", 'grade is "E"', "no index for 2050"):
        assert word in str(told.value)


def test_a_country_without_a_value_for_wellbeing_says_so():
    with pytest.raises(InputError, match="Canada has no value for it"):
        priced("wellby", read_profile("canada"), {}, read_profile("canada").price_year, np.ones(1))


def test_thresholds_of_wellbeing_are_in_the_appraisals_prices():
    rows = {(row.per, row.note.split(";")[0], row.key): row.value for row in thresholds(ENGLAND, ENGLAND.price_year)}
    assert rows["qaly", "centre", "value.qaly_threshold"] == 20_000
    assert rows["wellby", "centre", "value.wellby"] == pytest.approx(16_635, abs=1)
    assert thresholds(read_profile("canada"), read_profile("canada").price_year) == []


def test_an_economic_value_of_a_draw_is_the_same_whatever_else_and_however_many_are_drawn():
    few = sampled(["value.wellby"], 5, 3)
    many = sampled(["value.volunteer_hour", "value.wellby"], 50, 3)
    assert (many["value.wellby"].to_numpy()[:5] == few["value.wellby"].to_numpy()).all()
    assert not (sampled(["value.wellby"], 5, 4).to_numpy() == few.to_numpy()).any()


def test_sampled_values_follow_the_law_of_the_evidence_table():
    drawn = sampled(["value.wellby"], 4096, 1)["value.wellby"]
    row = parameter("value.wellby")
    assert drawn.min() >= row.low
    assert drawn.max() <= row.high
    assert drawn.median() == pytest.approx(float(row.law.quantile(0.5)), rel=2e-3)


def test_a_number_that_nobody_has_put_is_refused_and_can_be_brought():
    with pytest.raises(InputError) as told:
        sampled(["value.children_social_care_case", "value.welby"], 3, 0)
    assert "nobody has put a number to value.children_social_care_case" in str(told.value)
    assert 'Did you mean "value.wellby"' in str(told.value)
    held = sampled(["value.children_social_care_case"], 3, 0, {"value.children_social_care_case": 5.0})
    assert (held.to_numpy() == 5.0).all()


def test_inputs_that_the_study_does_not_tell_are_named_all_at_once():
    with pytest.raises(InputError) as told:
        inputs_of(
            sampled(["value.wellby"], 2, 0), ["wellbeing.sd_points", "cost.on_cost_rate", "cost.facilitator_hour"]
        )
    assert "wellbeing.sd_points" in str(told.value)
    assert "cost.on_cost_rate" in str(told.value)
    assert "facilitator_hour" not in str(told.value)


def test_a_chain_is_as_strong_as_its_weakest_link():
    assert worst_grade(["value.wellby"]) == "A"
    assert worst_grade(["value.wellby", STATE_POINTS]) == "B"
    assert worst_grade(["value.wellby"], "D") == "D"
    assert standing("value.wellby") == "READ, MEMORY"
    assert standing("cost.letter") == "ASSUMPTION"

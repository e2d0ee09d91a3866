"""Optimism never makes a result better; a budget is cash by year and payer, undiscounted."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_figures import made_up_figures

from peersim.economics.appraisal_parts import appraise
from peersim.economics.budget import budget_impact, grants, line_budget, uptake_cases
from peersim.economics.optimism import in_words, less
from peersim.economics.profile import read_profile
from peersim.evidence.table import parameter

pytestmark = pytest.mark.quick

FIGURES = made_up_figures()
MADE = appraise(FIGURES)


@given(amount=st.floats(-1e9, 1e9), share=st.floats(0.0, 1.0))
def test_a_cut_for_optimism_never_makes_a_gain_larger_or_a_harm_smaller(amount, share):
    cut = float(less(np.array(amount), share))
    assert cut <= amount + 1e-6
    if amount >= 0.0:
        assert cut == pytest.approx(amount * (1.0 - share), abs=1e-6)


def test_every_perspective_is_no_better_after_than_before():
    for name, before in MADE.before.items():
        after = MADE.after[name]
        assert (after.net <= before.net + 1e-6).all()
        assert after.cost == pytest.approx(before.cost)


def test_the_cut_is_by_the_weakest_grade_of_what_a_line_rests_on():
    scale = read_profile().optimism.benefits
    wellbeing, volunteers = MADE.item("wellbeing"), MADE.item("volunteer_wellbeing")
    assert wellbeing.grade == "D"
    assert volunteers.grade == parameter("value.volunteer_wellbeing_year").grade == "C"
    after = {item.name: item.amount for item in MADE.items_after}
    assert after["volunteer_wellbeing"] == pytest.approx(volunteers.amount * (1 - scale["C"]))
    assert after["wellbeing"] == pytest.approx(less(wellbeing.amount, scale["D"]))
    assert after["paid_by_parents"] is MADE.item("paid_by_parents").amount


def test_effects_are_cut_as_the_money_is():
    before, after = MADE.effects, MADE.effects_after
    assert after.wellby_by_year == pytest.approx(less(before.wellby_by_year, 0.4))
    assert after.natural["starting"] is before.natural["starting"]


def test_costs_can_be_raised_where_a_scale_says_so():
    scale = dataclasses.replace(read_profile().optimism, costs={"A": 0.0, "B": 0.1, "C": 0.1, "D": 0.1})
    made = appraise(FIGURES, optimism=scale)
    assert made.after["funder"].cost[..., 1] == pytest.approx(1.1 * made.before["funder"].cost[..., 1])
    assert "grade D 40%" in in_words(scale)


def test_the_scale_lies_within_its_evidence_row():
    row = parameter(read_profile().optimism.key)
    assert all(row.low <= -share <= row.high for share in read_profile().optimism.benefits.values())


def test_a_budget_is_cash_undiscounted_with_inflation_from_the_second_year():
    rows = [row for row in budget_impact(MADE.items, FIGURES, MADE.profile) if row.strategy == "on_site_childcare"]
    assert {row.payer for row in rows} == {"funder", "families"}
    funder = [row for row in rows if row.payer == "funder"]
    spent = MADE.before["funder"].cost_by_year[..., 2, :].mean(axis=(0, 1))
    assert [row.real for row in funder] == pytest.approx(spent)
    rise = 1.0 + MADE.profile.future_inflation
    assert [row.cash for row in funder] == pytest.approx(spent * rise ** np.arange(3))
    assert [row.length for row in funder] == [1.0, 1.0, 0.5]


def test_cases_of_uptake_are_the_worlds_with_fewest_and_most_families():
    reached = np.arange(10.0)[::-1, None]
    cases = uptake_cases(reached)
    assert sorted(cases["low"]) == [8, 9]
    assert sorted(cases["high"]) == [0, 1]
    reached[0] = np.nan
    assert 0 not in uptake_cases(reached)["expected"]


def test_lines_of_the_budget_add_up_year_by_year_and_in_kind_is_apart():
    rows = [row for row in line_budget(MADE.items, MADE.names) if row.strategy == "baseline"]
    cash = np.sum([row.by_year for row in rows if row.payer == "funder" and row.form == "cash"], axis=0)
    assert cash == pytest.approx(MADE.before["funder"].cost_by_year[..., 1, :].mean(axis=(0, 1)))
    assert [row.name for row in rows if row.form == "in kind"] == ["volunteer_time"]


def test_grants_and_what_is_left_are_told_beside_what_is_spent():
    income, unspent = grants(FIGURES, 1.0)["baseline"]
    assert np.sum(income) == pytest.approx(FIGURES.income[1].sum(axis=-1).mean())
    assert unspent == pytest.approx(900.0)

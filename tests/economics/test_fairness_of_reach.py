"""Who is reached, who is left out, and what inequality and incomes make of it."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_figures import made_up_figures

from peersim.economics.appraisal_parts import appraise
from peersim.economics.fairness import (
    atkinson,
    by_group,
    income_weight,
    inequality_of_reach,
    left_out,
    weighted_value,
)
from peersim.economics.profile import read_profile
from peersim.foundation.problems import InputError
from peersim.outcomes.strata import FACTORS, LEVELS

pytestmark = pytest.mark.quick

FIGURES = made_up_figures()
MADE = appraise(FIGURES)
PRICE = MADE.per_point * MADE.price.per_wellby
ROWS = by_group(FIGURES, PRICE, MADE.programme_cost)


def test_reach_is_told_for_every_level_of_every_strategy():
    assert len(ROWS) == len(FIGURES.names) * len(LEVELS)
    row = next(row for row in ROWS if (row.strategy, row.group, row.level) == ("baseline", "car", "has a car"))
    expected = FIGURES.by_level["parents_reached"][1, ..., 1].mean() / 1500.0
    assert row.reach.value == pytest.approx(expected)
    assert row.net == pytest.approx(row.value - row.cost)


def test_costs_of_the_levels_of_a_factor_add_up_to_the_programmes():
    for factor in FACTORS:
        cost = sum(row.cost for row in ROWS if row.strategy == "baseline" and row.group == factor.name)
        assert cost == pytest.approx(MADE.programme_cost[..., 1].mean())


def test_whoever_is_reached_least_is_named():
    rows = left_out(ROWS)
    assert {row.strategy for row in rows} == {"baseline", "on_site_childcare"}
    car = next(row for row in rows if row.strategy == "baseline" and row.group == "car")
    assert (car.least, car.most) == ("no car", "has a car")
    assert car.times == pytest.approx(1.1 / 0.9)
    gaps = [row.reach_most - row.reach_least for row in rows]
    assert gaps == sorted(gaps, reverse=True)


def test_a_study_that_does_not_tell_groups_is_refused_in_words():
    with pytest.raises(InputError, match="does not tell wellbeing_years by group; it tells eligible"):
        by_group(made_up_figures(by_level={"eligible": FIGURES.by_level["eligible"],
                                           "parents_reached": FIGURES.by_level["parents_reached"],
                                           "parents_engaged_26w": FIGURES.by_level["parents_reached"]}),
                 PRICE, MADE.programme_cost)  # fmt: skip


def test_a_gain_to_a_poorer_family_weighs_more_by_the_elasticity():
    assert income_weight(np.array([0.0, 1.0, 1.3]), 0.5) == pytest.approx([1.0, 2.0, 2.0**1.3])
    assert income_weight(np.array(1.3), 1.0) == pytest.approx(1.0)
    with pytest.raises(InputError, match="allowed above 0"):
        income_weight(np.array(1.0), 0.0)


def test_without_elasticity_weights_change_nothing_and_with_it_they_favour_the_poor():
    none = weighted_value(FIGURES, PRICE, np.zeros(60), read_profile().equity)
    assert none[0] == pytest.approx(none[1])
    some = weighted_value(FIGURES, np.abs(PRICE), np.full(60, 1.3), read_profile().equity)
    gains = some[0] > 0.0
    assert (some[1][gains] > some[0][gains]).all()


def test_atkinsons_index_in_closed_form():
    assert atkinson([1.0, 4.0], [1, 1], 1.0) == pytest.approx(1 - 2.0 / 2.5)
    assert atkinson([1.0, 4.0], [1, 1], 0.5) == pytest.approx(1 - ((1 + 2) / 2) ** 2 / 2.5)
    assert atkinson([1.0, 4.0], [1, 1], 2.0) == pytest.approx(1 - (2 / (1 + 0.25)) / 2.5)
    assert atkinson([0.0, 4.0], [1, 1], 1.0) == 1.0
    assert atkinson([0.0, 0.0], [1, 1], 1.0) is None
    assert atkinson([-1.0, 4.0], [1, 1], 1.0) is None
    with pytest.raises(InputError, match="0 or more"):
        atkinson([1.0], [1], -1.0)


amounts = st.lists(st.floats(0.01, 100.0), min_size=2, max_size=6)


@given(values=amounts, aversion=st.sampled_from([0.0, 0.5, 1.0, 2.0, 3.0]), scale=st.floats(0.1, 10.0))
def test_atkinsons_index_is_between_0_and_1_and_blind_to_the_unit(values, aversion, scale):
    people = np.arange(1.0, len(values) + 1.0)
    index = atkinson(values, people, aversion)
    assert 0.0 <= index <= 1.0
    assert atkinson(np.array(values) * scale, people, aversion) == pytest.approx(index, abs=1e-9)
    assert atkinson(values, people, aversion + 0.25) >= index - 1e-12
    assert atkinson([5.0] * len(values), people, aversion) == pytest.approx(0.0, abs=1e-12)


def test_inequality_is_told_by_factor_and_aversion():
    row = next(r for r in inequality_of_reach(ROWS) if r.strategy == "baseline" and r.group == "car")
    assert row.index[1.0] == pytest.approx(1 - math.sqrt(0.9 * 1.1))
    nobody = next(r for r in inequality_of_reach(ROWS) if r.strategy == "nothing")
    assert set(nobody.index.values()) == {None}

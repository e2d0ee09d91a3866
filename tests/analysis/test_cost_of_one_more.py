"""The cost of one more family: Fieller's interval covers, and has no bound where there is none."""

import math

import numpy as np
import pytest

from peersim.analysis.incremental import fieller

pytestmark = pytest.mark.quick


def test_it_is_the_ratio_of_mean_differences():
    found = fieller(np.array([100.0, 300.0]), np.array([1.0, 3.0]))
    assert found.value == pytest.approx(100.0)


def test_its_interval_covers_the_true_ratio_95_times_in_100():
    rng = np.random.default_rng(1)
    covered = 0
    for _ in range(1500):
        effect = rng.normal(10, 6, 15)
        cost = 50 * effect + rng.normal(0, 100, 15) + 200
        found = fieller(cost, effect)
        covered += found.low <= 70 <= found.high
    assert 0.93 < covered / 1500 < 0.97


def test_where_the_effect_could_be_none_the_cost_has_no_finite_bound():
    rng = np.random.default_rng(2)
    found = fieller(np.full(20, 1000.0) + rng.normal(0, 1, 20), rng.normal(1.0, 5.0, 20) - 0.0)
    assert found.bounded == "no finite bound"
    assert math.isinf(found.high) or math.isinf(found.low)


def test_where_neither_is_told_apart_from_none_there_is_no_bound_either_way():
    rng = np.random.default_rng(3)
    found = fieller(rng.normal(0, 100, 20), rng.normal(0, 5, 20))
    assert found.bounded == "no bound either way"


def test_it_cannot_be_told_from_one_draw_or_from_no_effect():
    assert math.isnan(fieller(np.array([5.0]), np.array([1.0])).low)
    assert math.isnan(fieller(np.array([5.0, 6.0]), np.array([0.0, 0.0])).value)
    assert math.isnan(fieller(np.array([np.nan]), np.array([1.0])).value)

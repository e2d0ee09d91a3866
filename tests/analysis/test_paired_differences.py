"""Paired differences: intervals cover what they should, ratios are ratios of means, and nothing missing goes unsaid."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from peersim.analysis import estimates_alone, paired_estimates


def runs(top, bottom=None):
    """Runs of outcomes from numerators, shape (draws, replications, k), over 1 or over denominators."""
    top = np.asarray(top, dtype=float)
    top = top[..., None] if top.ndim == 2 else top
    bottom = np.ones_like(top) if bottom is None else np.asarray(bottom, dtype=float).reshape(top.shape)
    return np.stack([top, bottom], axis=2)


def paired_arms(rng, draws, replications, k, effect=1.0, effect_sd=0.8, chance=1.5):
    """Two arms that share worlds and luck, and an effect that differs by world."""
    world = rng.normal(10, 5, (draws, 1, k))
    luck = rng.normal(0, 3, (draws, replications, k))
    differs = effect + rng.normal(0, effect_sd, (draws, 1, k)) + rng.normal(0, chance, (draws, replications, k))
    return runs(world + luck + differs), runs(world + luck)


def test_the_interval_of_a_plain_mean_is_the_t_interval_over_draw_means():
    scenario, reference = paired_arms(np.random.default_rng(1), 12, 3, 1)
    found = paired_estimates(scenario, reference)
    means = scenario[:, :, 0, 0].mean(axis=1), reference[:, :, 0, 0].mean(axis=1)
    theirs = stats.ttest_rel(*means).confidence_interval(0.95)
    assert found.difference[0] == pytest.approx((means[0] - means[1]).mean())
    assert (found.low[0], found.high[0]) == pytest.approx((theirs.low, theirs.high))


def test_the_interval_covers_the_true_mean_difference_95_times_in_100():
    scenario, reference = paired_arms(np.random.default_rng(2), 10, 3, 4000)
    found = paired_estimates(scenario, reference)
    covered = ((found.low < 1.0) & (found.high > 1.0)).mean()
    assert 0.94 < covered < 0.96


def test_treating_replications_as_independent_would_cover_too_little():
    scenario, reference = paired_arms(np.random.default_rng(3), 10, 20, 2000, effect_sd=2.0)
    difference = (scenario - reference)[:, :, 0].reshape(-1, 2000)
    half = stats.t.ppf(0.975, 199) * difference.std(axis=0, ddof=1) / np.sqrt(200)
    naive = (np.abs(difference.mean(axis=0) - 1.0) < half).mean()
    found = paired_estimates(scenario, reference)
    assert naive < 0.8
    assert 0.93 < ((found.low < 1.0) & (found.high > 1.0)).mean() < 0.97


def test_the_interval_of_a_ratio_of_means_covers_too():
    rng = np.random.default_rng(4)
    draws, replications, k = 20, 3, 2000
    people = rng.gamma(20, 2, (draws, 1, k)) + rng.gamma(4, 1, (draws, replications, k))
    more = people * rng.uniform(1.0, 1.4, (draws, 1, k)) + rng.normal(0, 1, (draws, replications, k))
    cost = 100 + rng.normal(0, 5, (draws, replications, k))
    found = paired_estimates(runs(cost + 10, more), runs(cost, people))
    true = 110 / (44 * 1.2) - 100 / 44
    covered = ((found.low < true) & (true < found.high)).mean()
    assert 0.92 < covered < 0.97


def test_a_ratio_is_the_ratio_of_means_and_not_the_mean_of_ratios():
    cost, people = np.array([[100.0], [100.0]]), np.array([[1.0], [99.0]])
    found = estimates_alone(runs(cost, people))
    assert found.scenario[0] == pytest.approx(200 / 100)
    assert found.scenario[0] != pytest.approx((100 / 1 + 100 / 99) / 2)


def test_a_run_in_which_nobody_came_still_counts_in_a_ratio_of_means():
    found = estimates_alone(runs([[100.0], [100.0]], [[0.0], [4.0]]))
    assert found.scenario[0] == pytest.approx(50.0)
    assert found.pairs[0] == 2
    assert found.worlds[0] == 1  # in the first world alone it cannot be told


def test_a_ratio_over_nobody_at_all_cannot_be_told():
    found = paired_estimates(runs([[1.0], [2.0]], [[0.0], [0.0]]), runs([[1.0], [2.0]], [[1.0], [1.0]]))
    assert np.isnan(found.difference[0])
    assert np.isnan(found.low[0])
    assert found.worlds[0] == 0


def test_ties_count_half():
    reference = runs([[1.0], [1.0], [1.0], [1.0]])
    scenario = runs([[2.0], [1.0], [1.0], [0.5]])
    found = paired_estimates(scenario, reference)
    assert found.worlds_higher[0] == 1 + 0.5 + 0.5
    assert found.worlds[0] == 4


def test_a_design_against_itself_differs_by_exactly_nothing():
    scenario, _ = paired_arms(np.random.default_rng(5), 6, 2, 3)
    found = paired_estimates(scenario, scenario)
    assert (found.difference == 0).all()
    assert (found.low == 0).all()
    assert (found.high == 0).all()
    assert (found.worlds_higher == 3).all()


def test_only_pairs_count_and_the_missing_are_counted():
    scenario, reference = paired_arms(np.random.default_rng(6), 5, 2, 1)
    scenario[0, 0], reference[3] = np.nan, np.nan
    found = paired_estimates(scenario, reference)
    assert found.missing[0] == 3
    assert found.pairs[0] == 7
    assert found.draws[0] == 4
    kept = [(scenario[d, r] - reference[d, r])[0, 0] for d in (0, 1, 2, 4) for r in (0, 1) if (d, r) != (0, 0)]
    means = [kept[0], np.mean(kept[1:3]), np.mean(kept[3:5]), np.mean(kept[5:7])]
    assert found.difference[0] == pytest.approx(np.mean(means))


def test_every_draw_weighs_the_same_however_many_of_its_runs_came_in():
    scenario = runs([[1.0, 1.0, 1.0], [4.0, np.nan, np.nan]])
    assert estimates_alone(scenario).scenario[0] == pytest.approx(2.5)


def test_the_range_over_worlds_is_that_of_the_draws_that_came_in_whatever_is_missing_in_other_outcomes():
    scenario, reference = paired_arms(np.random.default_rng(5), 9, 2, 3)
    scenario[4, :, :, 1] = np.nan
    found = paired_estimates(scenario, reference)
    for outcome, there in ((0, range(9)), (1, [0, 1, 2, 3, 5, 6, 7, 8]), (2, range(9))):
        apart = (scenario - reference)[list(there), :, 0, outcome].mean(axis=1)
        assert found.range_low[outcome] == pytest.approx(np.percentile(apart, 2.5))
        assert found.range_high[outcome] == pytest.approx(np.percentile(apart, 97.5))


def test_one_draw_gives_a_difference_and_no_interval():
    found = paired_estimates(runs([[3.0, 5.0]]), runs([[1.0, 2.0]]))
    assert found.difference[0] == pytest.approx(2.5)
    assert np.isnan(found.low[0])
    assert np.isnan(found.range_low[0])
    assert np.isnan(found.components.share[0])
    assert found.components.within[0] == pytest.approx(0.5)


def test_nothing_at_all_gives_nan_and_says_all_is_missing():
    found = paired_estimates(runs(np.full((3, 2), np.nan)), runs(np.ones((3, 2))))
    assert np.isnan(found.difference[0])
    assert found.missing[0] == 6
    assert found.pairs[0] == 0


def test_a_median_that_was_not_reached_has_no_mean_but_still_an_order():
    reference, scenario = runs([[np.inf], [np.inf], [8.0]]), runs([[20.0], [np.inf], [9.0]])
    found = paired_estimates(scenario, reference)
    assert np.isnan(found.difference[0])
    assert found.unbounded[0] == 2
    assert found.worlds[0] == 3
    assert found.worlds_higher[0] == 1 + 0.5  # 9 above 8; both infinite is a tie; 20 below infinity


def test_the_range_over_worlds_does_not_shrink_with_draws_and_the_interval_does():
    few = paired_estimates(*paired_arms(np.random.default_rng(7), 20, 2, 200))
    many = paired_estimates(*paired_arms(np.random.default_rng(8), 500, 2, 200))
    width = [(e.high - e.low).mean() for e in (few, many)]
    spread = [(e.range_high - e.range_low).mean() for e in (few, many)]
    assert width[1] < width[0] / 3
    assert spread[1] > 0.9 * spread[0]


def test_monte_carlo_error_is_the_error_of_the_mean():
    scenario, reference = paired_arms(np.random.default_rng(9), 25, 4, 3000, effect_sd=1.0, chance=2.0)
    found = paired_estimates(scenario, reference)
    assert found.monte_carlo_error.mean() == pytest.approx(found.difference.std(), rel=0.05)
    assert found.error_from_chance.mean() == pytest.approx(2.0 / np.sqrt(100), rel=0.05)
    assert found.components.between.mean() == pytest.approx(1.0, rel=0.1)


@given(st.integers(1, 5), st.integers(1, 4), st.integers(0, 1000))
def test_swapping_the_arms_turns_everything_round(draws, replications, seed):
    scenario, reference = paired_arms(np.random.default_rng(seed), draws, replications, 2)
    one, other = paired_estimates(scenario, reference), paired_estimates(reference, scenario)
    assert one.difference == pytest.approx(-other.difference)
    assert one.low == pytest.approx(-other.high, nan_ok=True)
    assert one.worlds_higher == pytest.approx(one.worlds - other.worlds_higher)

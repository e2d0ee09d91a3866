"""With few runs in each draw, chance passes for uncertainty about the world unless it is taken off."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from peersim.economics.decision import acceptability, evpi, expected_loss, pairwise_acceptability, plane, remove_noise
from peersim.economics.decision.noise import covariances

STUDIES = 14


def study(draws, runs, options=2, lead=2.0, between=3.0, within=12.0, seed=0):
    """Net benefit with known parts: options differ by normal inputs; runs of a draw by shared and by own luck."""
    rng = np.random.default_rng(seed)
    world = rng.normal(0.0, between / np.sqrt(2), (draws, 1, options)) + lead * np.arange(options)
    shared = rng.normal(0.0, 50.0, (draws, runs, 1))
    return world + shared + rng.normal(0.0, within / np.sqrt(2), (draws, runs, options))


def exact(lead, sd):
    return sd * (norm.pdf(lead / sd) - lead / sd * norm.sf(lead / sd))


@pytest.mark.parametrize("runs", [2, 5])
def test_the_naive_value_of_information_is_far_too_high_and_the_corrected_one_is_right(runs):
    truth = exact(2.0, 3.0)
    found = [evpi(study(500, runs, seed=seed)) for seed in range(STUDIES)]
    naive = np.array([each.naive[0] for each in found])
    corrected = np.array([each.value[0] for each in found])
    assert naive.mean() > (3.0 if runs == 2 else 1.6) * truth
    assert corrected.mean() == pytest.approx(truth, abs=4 * corrected.std() / np.sqrt(STUDIES) + 0.06)
    assert np.mean([each.error[0] for each in found]) == pytest.approx(corrected.std(), rel=0.5)


def test_the_naive_chance_is_drawn_towards_one_half_and_the_corrected_one_is_right():
    truth = norm.cdf(2.0 / 3.0)
    found = [acceptability(study(500, 2, seed=seed)) for seed in range(STUDIES)]
    naive = np.mean([each.naive[0, 1] for each in found])
    corrected = np.array([each.probability[0, 1] for each in found])
    assert naive < truth - 0.12
    of_pair = pairwise_acceptability(study(500, 2, seed=0), "option 1")
    assert of_pair.probability[0, 0] == pytest.approx(found[0].probability[0, 1])
    assert of_pair.error[0, 0] == pytest.approx(found[0].error[0, 1])
    assert corrected.mean() == pytest.approx(truth, abs=4 * corrected.std() / np.sqrt(STUDIES) + 0.02)


def test_differences_have_exactly_the_covariance_of_draws_less_that_of_chance():
    values = study(200, 3, options=4, between=9.0)
    corrected, done = remove_noise(values)
    observed, noise = covariances(values - values[..., [0]])
    seen = np.cov((corrected - corrected[:, [0]])[:, 1:].T)
    assert done.none_left == 0
    np.testing.assert_allclose(seen, (observed - noise)[1:, 1:], rtol=1e-8)


def test_means_stay_as_they_were():
    values = study(100, 2, options=3)
    np.testing.assert_allclose(remove_noise(values)[0].mean(axis=0), values.mean(axis=(0, 1)))


def test_where_chance_explains_all_nothing_is_left_to_know():
    found = evpi(study(300, 2, between=0.0, lead=4.0, seed=3))
    assert found.naive[0] > 1.0
    assert found.value[0] < 0.15 * found.naive[0]


def test_with_one_run_it_cannot_be_taken_off_and_words_say_so():
    found = evpi(study(50, 1))
    assert found.value[0] == found.naive[0]
    assert "One run in each draw" in found.note
    assert "2 runs" in evpi(study(50, 2)).note


def test_it_can_be_left_in():
    found = evpi(study(50, 2), corrected=False)
    assert found.value[0] == found.naive[0]
    assert "left in" in found.note


@settings(max_examples=10)
@given(st.integers(0, 10_000), st.integers(2, 5), st.integers(2, 4))
def test_correction_takes_no_notice_of_order_of_doubles_or_of_what_all_gain_alike(seed, options, runs):
    values = study(30, runs, options=options, seed=seed)
    rng = np.random.default_rng(seed)
    order = rng.permutation(options)
    losses = expected_loss(values).loss[0]
    np.testing.assert_allclose(expected_loss(values[..., order]).loss[0], losses[order], rtol=1e-6, atol=1e-6)
    doubled = np.concatenate([values, values[..., :1]], axis=2)
    np.testing.assert_allclose(expected_loss(doubled).loss[0][:-1], losses, rtol=1e-6, atol=1e-6)
    alike = values + rng.normal(0.0, 100.0, (30, runs, 1))
    np.testing.assert_allclose(expected_loss(alike).loss[0], losses, rtol=1e-6, atol=1e-6)


def test_runs_without_chance_are_left_as_they_are():
    values = np.repeat(study(40, 1, options=3), 3, axis=1)
    np.testing.assert_allclose(remove_noise(values)[0], values[:, 0], rtol=1e-9)


def test_points_of_the_plane_scatter_as_worlds_do_and_not_as_runs_do():
    rng = np.random.default_rng(8)
    draws = 800
    cost = np.concatenate(
        [np.zeros((draws, 2, 1)), rng.normal(1e5, 1e4, (draws, 1, 1)) + rng.normal(0, 3e4, (draws, 2, 1))], 2
    )
    effect = np.concatenate(
        [np.zeros((draws, 2, 1)), rng.normal(1.0, 0.5, (draws, 1, 1)) + rng.normal(0, 2, (draws, 2, 1))], 2
    )
    found = plane(cost, effect, ["none", "new"], reference="none")
    assert found.cost.std() == pytest.approx(1e4, rel=0.2)
    assert found.effect.std() == pytest.approx(0.5, rel=0.35)
    assert found.shares[0, 0] == pytest.approx(norm.cdf(2.0), abs=0.04)

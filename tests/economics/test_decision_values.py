"""Chances, losses and the value of perfect information agree with exact cases, with each other and with plain sense."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.stats import norm

from peersim.economics.decision import (
    acceptability,
    evpi,
    expected_loss,
    frontier,
    net_benefit,
    net_health_benefit,
    pairwise_acceptability,
    plane,
)

WORTHS = hnp.arrays(
    np.float64, st.tuples(st.integers(3, 25), st.integers(2, 5)), elements=st.integers(-50, 50).map(float)
)
"""Net benefits of draws × options, ties included."""


def two_normal_options(lead, sd, draws, seed=0):
    difference = np.random.default_rng(seed).normal(lead, sd, draws)
    return np.column_stack([difference, np.zeros(draws)])


def exact(lead, sd):
    """Value of perfect information on a choice between nothing and a normal gain."""
    z = abs(lead) / sd
    return sd * (norm.pdf(z) - z * norm.sf(z))


@pytest.mark.parametrize("lead", [0.0, 3.0, -8.0])
def test_perfect_information_on_two_normal_options_is_worth_the_unit_normal_loss(lead):
    found = evpi(two_normal_options(lead, 10.0, 20_000))
    assert found.value[0] == pytest.approx(exact(lead, 10.0), abs=4 * found.error[0])
    assert found.error[0] < 0.06


def test_its_error_is_what_repeated_studies_show():
    found = [evpi(two_normal_options(4.0, 10.0, 400, seed)) for seed in range(150)]
    values = np.array([each.value[0] for each in found])
    errors = np.array([each.error[0] for each in found])
    assert errors.mean() == pytest.approx(values.std(), rel=0.15)


def test_the_errors_of_chances_are_what_repeated_studies_show():
    found = [acceptability(two_normal_options(4.0, 10.0, 400, seed)) for seed in range(150)]
    assert np.mean([each.error[0, 0] for each in found]) == pytest.approx(
        np.std([each.probability[0, 0] for each in found]), rel=0.15
    )


def test_a_discrete_case_by_hand():
    worth = np.array([[10.0, 0.0, 6.0], [0.0, 12.0, 6.0], [10.0, 0.0, 6.0], [0.0, 12.0, 6.0]])
    chances, losses, known = acceptability(worth), expected_loss(worth), evpi(worth)
    assert chances.probability[0].tolist() == [0.5, 0.5, 0.0]
    assert losses.loss[0].tolist() == [6.0, 5.0, 5.0]
    assert known.value[0] == 5.0


def test_the_best_option_has_the_highest_mean_and_not_the_highest_chance():
    worth = np.column_stack([np.r_[np.full(7, 1.0), np.full(3, 0.0)], np.r_[np.full(7, 0.0), np.full(3, 10.0)]])
    found = frontier(worth, ["often", "on average"])
    assert found.best == ("on average",)
    assert found.probability[0] == pytest.approx(0.3)


def test_a_chance_never_seen_still_has_an_error():
    found = acceptability(np.tile([0.0, 1.0], (50, 1)))
    assert found.probability[0].tolist() == [0.0, 1.0]
    assert (found.error > 0.0).all()


@settings(max_examples=40)
@given(WORTHS, st.integers(0, 1000))
def test_the_order_of_options_changes_nothing_but_the_order(worth, seed):
    order = np.random.default_rng(seed).permutation(worth.shape[1])
    for function, field in ((acceptability, "probability"), (expected_loss, "loss")):
        first, second = getattr(function(worth), field)[0], getattr(function(worth[:, order]), field)[0]
        np.testing.assert_allclose(first[order], second, atol=1e-9)
    assert evpi(worth).value[0] == pytest.approx(evpi(worth[:, order]).value[0], abs=1e-9)


@settings(max_examples=40)
@given(WORTHS, st.integers(-1000, 1000))
def test_what_all_options_gain_alike_changes_nothing(worth, constant):
    alike = constant + np.arange(len(worth), dtype=float)[:, None]
    np.testing.assert_allclose(acceptability(worth).probability, acceptability(worth + alike).probability, atol=1e-9)
    np.testing.assert_allclose(expected_loss(worth).loss, expected_loss(worth + alike).loss, atol=1e-6)


@settings(max_examples=40)
@given(WORTHS)
def test_a_doubled_option_shares_its_twins_chance_and_changes_nothing_else(worth):
    doubled = np.column_stack([worth, worth[:, 0]])
    once, twice = acceptability(worth).probability[0], acceptability(doubled).probability[0]
    assert twice[0] == pytest.approx(twice[-1])
    assert evpi(worth).value[0] == pytest.approx(evpi(doubled).value[0], abs=1e-9)
    np.testing.assert_allclose(expected_loss(worth).loss[0], expected_loss(doubled).loss[0, :-1], atol=1e-9)
    if (np.sort(worth, axis=1)[:, -1] > np.sort(worth, axis=1)[:, -2]).all():  # no other ties
        assert twice[0] + twice[-1] == pytest.approx(once[0])
        np.testing.assert_allclose(once[1:], twice[1:-1], atol=1e-9)


@settings(max_examples=40)
@given(WORTHS)
def test_chances_add_up_losses_are_none_or_more_and_the_least_is_the_value_of_knowing(worth):
    chances, losses, known = acceptability(worth), expected_loss(worth), evpi(worth)
    assert chances.probability[0].sum() == pytest.approx(1.0)
    assert (losses.loss >= 0.0).all()
    assert known.value[0] == pytest.approx(losses.loss[0].min(), abs=1e-9)
    assert losses.best == known.best


def test_net_benefit_and_net_health_benefit_choose_alike_at_every_threshold():
    rng = np.random.default_rng(5)
    cost, effect = rng.normal([0, 50, 90], 20, (80, 3)), rng.normal([0, 1, 1.5], 0.4, (80, 3))
    k = (20.0, 60.0, 100.0)
    money, health = net_benefit(cost, effect, k), net_health_benefit(cost, effect, k)
    np.testing.assert_allclose(money.values, health.values * np.array(k)[:, None, None, None])
    np.testing.assert_allclose(acceptability(money).probability, acceptability(health).probability)
    for first, second in zip(frontier(money).switches, frontier(health).switches, strict=True):
        assert first == (pytest.approx(second[0]), *second[1:])


def test_the_frontier_changes_where_the_incremental_ratio_lies():
    cost, effect = np.tile([0.0, 30.0, 130.0], (4, 1)), np.tile([0.0, 1.0, 2.0], (4, 1))
    found = frontier(net_benefit(cost, effect, np.arange(0, 200, 7.0), ["a", "b", "c"]))
    assert [(first, second) for _, first, second in found.switches] == [("a", "b"), ("b", "c")]
    assert [at for at, _, _ in found.switches] == pytest.approx([30.0, 100.0])


def test_a_chance_against_one_option_is_not_the_chance_against_all():
    rng = np.random.default_rng(6)
    worth = pd.DataFrame(rng.normal(0.0, 1.0, (4000, 3)), columns=["a", "b", "c"])
    of_all, of_two = acceptability(worth), pairwise_acceptability(worth, "a")
    assert of_all.probability[0] == pytest.approx([1 / 3] * 3, abs=0.03)
    assert of_two.names == ("b", "c")
    assert of_two.probability[0] == pytest.approx([0.5, 0.5], abs=0.03)
    assert of_two.error[0] == pytest.approx([np.sqrt(0.25 / 4000)] * 2, rel=0.4)
    tied = pairwise_acceptability(np.array([[1.0, 1.0], [2.0, 2.0]]), "option 1")
    assert tied.probability[0].tolist() == [0.5]


def test_points_of_the_plane_fall_into_their_quarters():
    cost = np.column_stack([np.zeros(4), [10.0, -10.0, -10.0, 10.0]])
    effect = np.column_stack([np.zeros(4), [1.0, 1.0, -1.0, -1.0]])
    found = plane(cost, effect, ["none", "new"], reference="none")
    assert found.shares.tolist() == [[0.25] * 4]
    assert found.cost[:, 0].tolist() == [10.0, -10.0, -10.0, 10.0]
    best = plane(cost[[1, 1]], effect[[1, 1]], ["none", "new"], reference="none")
    assert best.words == ("“new” compared with “none”: costs less and brings more in 100% of draws",)


def test_names_and_thresholds_travel_with_results():
    cost = pd.DataFrame({"none": [0.0, 0.0, 0.0], "crèche": [5.0, 6.0, 7.0]})
    effect = pd.DataFrame({"none": [0.0, 0.0, 0.0], "crèche": [1.0, 2.0, 1.0]})
    nb = net_benefit(cost, effect, [0, 10])
    for found in (nb, acceptability(nb), expected_loss(nb), evpi(nb), frontier(nb)):
        assert found.names == ("none", "crèche")
        assert found.k == (0.0, 10.0)
    assert nb.best == ("none", "crèche")
    assert set(acceptability(nb).to_frame()["option"]) == {"none", "crèche"}
    assert nb.at(10).best == ("crèche",)

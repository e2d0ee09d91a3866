"""Parameters and chance are told apart: the components come out as they were put in."""

import numpy as np
import pytest

from peersim.analysis import variance_components

pytestmark = pytest.mark.quick


def nested(rng, draws, replications, between, within, k):
    """Values of k outcomes with known variance components."""
    worlds = rng.normal(0.0, np.sqrt(between), (draws, 1, k))
    return worlds + rng.normal(0.0, np.sqrt(within), (draws, replications, k))


def test_known_components_are_recovered_on_average():
    rng = np.random.default_rng(1)
    found = variance_components(nested(rng, 40, 4, 2.0, 3.0, 2000))
    assert found.between.mean() == pytest.approx(2.0, rel=0.05)
    assert found.within.mean() == pytest.approx(3.0, rel=0.02)
    assert np.median(found.share) == pytest.approx(0.4, abs=0.03)


def test_they_are_recovered_with_unequal_replications():
    rng = np.random.default_rng(2)
    values = nested(rng, 40, 4, 2.0, 3.0, 2000)
    values[::3, 1:] = np.nan
    values[1::3, 3:] = np.nan
    found = variance_components(values)
    assert found.between.mean() == pytest.approx(2.0, rel=0.06)
    assert found.within.mean() == pytest.approx(3.0, rel=0.03)


def test_a_worked_example_by_hand():
    values = np.array([[1.0, 3.0], [5.0, 7.0], [9.0, 11.0]])[:, :, None]
    found = variance_components(values)  # MS within 2, MS between 2 x var(2, 6, 10) = 32
    assert found.within[0] == pytest.approx(2.0)
    assert found.between[0] == pytest.approx((32 - 2) / 2)
    assert found.share[0] == pytest.approx(15 / 17)


def test_a_negative_estimate_is_set_to_0_and_said():
    found = variance_components(np.array([[0.0, 10.0], [10.0, 0.0]])[:, :, None])
    assert found.between[0] == 0.0
    assert found.set_to_zero[0]
    assert found.share[0] == 0.0


def test_chance_alone_is_set_to_0_about_half_the_time():
    found = variance_components(nested(np.random.default_rng(3), 20, 3, 0.0, 1.0, 2000))
    assert 0.4 < found.set_to_zero.mean() < 0.7


def test_no_chance_leaves_it_all_to_parameters():
    worlds = np.random.default_rng(4).normal(size=(10, 1, 5)).repeat(3, axis=1)
    found = variance_components(worlds)
    assert found.within == pytest.approx(0.0)
    assert found.share == pytest.approx(1.0)
    assert not found.set_to_zero.any()


def test_one_replication_or_one_draw_cannot_tell_them_apart():
    rng = np.random.default_rng(5)
    assert np.isnan(variance_components(rng.normal(size=(10, 1, 2))).share).all()
    assert np.isnan(variance_components(rng.normal(size=(10, 1, 2))).within).all()
    assert np.isnan(variance_components(rng.normal(size=(1, 10, 2))).between).all()
    assert np.isfinite(variance_components(rng.normal(size=(1, 10, 2))).within).all()


def test_what_does_not_vary_has_no_share():
    found = variance_components(np.full((5, 3, 1), 7.0))
    assert found.between[0] == 0.0
    assert np.isnan(found.share[0])

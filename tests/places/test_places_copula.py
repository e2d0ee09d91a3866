"""The copula's arithmetic agrees with an independent library and undoes itself."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import multivariate_normal, qmc

from peersim.places.areas import sobol_digits
from peersim.places.complete import split_by_odds_ratio
from peersim.places.copula import both, latent_correlation, nearest_correlation, normal_correlation, threshold
from peersim.places.tables import beta_quantile, beta_shapes

pytestmark = pytest.mark.quick

shares = st.floats(0.01, 0.99)
correlations = st.floats(-0.95, 0.95)


@pytest.mark.parametrize("correlation", [-0.9, -0.3, 0.0, 0.25, 0.58, 0.9])
@pytest.mark.parametrize(("first", "second"), [(0.25, 0.18), (0.5, 0.03), (0.9, 0.6)])
def test_share_with_both_traits_is_the_bivariate_normal_one(first, second, correlation):
    law = multivariate_normal(mean=[0.0, 0.0], cov=[[1.0, correlation], [correlation, 1.0]])
    expected = law.cdf([threshold(first), threshold(second)])
    assert both(first, second, correlation) == pytest.approx(expected, abs=1e-6)


@given(shares, shares, correlations)
def test_latent_correlation_is_found_again_from_the_share_with_both(first, second, correlation):
    joint = both(first, second, correlation)
    found = latent_correlation(first, second, joint)
    assert both(first, second, found) == pytest.approx(joint, abs=1e-9)


def test_a_trait_everybody_has_is_linked_to_nothing():
    assert latent_correlation(1.0, 0.3, 0.3) == 0.0
    assert both(1.0, 0.3, 0.7) == 0.3


@given(shares, shares, st.floats(0.05, 30.0))
def test_a_rate_splits_into_two_groups_that_average_to_it_and_keep_the_odds_ratio(overall, share, odds_ratio):
    first, second = split_by_odds_ratio(overall, share, odds_ratio)
    assert share * first + (1 - share) * second == pytest.approx(overall, abs=1e-9)
    assert (first / (1 - first)) / (second / (1 - second)) == pytest.approx(odds_ratio, rel=1e-4)


def test_an_impossible_set_of_correlations_is_mended_and_a_possible_one_left_alone():
    impossible = np.array([[1.0, 0.9, -0.9], [0.9, 1.0, 0.9], [-0.9, 0.9, 1.0]])
    mended = nearest_correlation(impossible)
    assert np.linalg.eigvalsh(impossible)[0] < 0 < np.linalg.eigvalsh(mended)[0]
    assert np.allclose(np.diag(mended), 1.0)
    possible = np.array([[1.0, 0.5], [0.5, 1.0]])
    assert np.array_equal(nearest_correlation(possible), possible)


def test_rank_correlation_of_normals_is_recovered():
    rng = np.random.default_rng(1)
    wanted = 0.7
    latent = float(normal_correlation(np.array(wanted)))
    sample = rng.multivariate_normal([0, 0], [[1, latent], [latent, 1]], size=200_000)
    ranks = sample.argsort(axis=0).argsort(axis=0)
    assert np.corrcoef(ranks.T)[0, 1] == pytest.approx(wanted, abs=0.01)


@pytest.mark.parametrize(("mean", "spread"), [(0.45, 0.22), (0.6, 0.18)])
def test_table_of_the_beta_distribution_has_the_mean_and_spread_asked_for(mean, spread):
    uniform = (np.arange(200_000) + 0.5) / 200_000
    drawn = beta_quantile(*beta_shapes(mean, spread), uniform)
    assert drawn.mean() == pytest.approx(mean, abs=1e-3)
    assert drawn.std() == pytest.approx(spread, abs=1e-3)
    assert np.all(np.diff(drawn) >= 0)


def test_evenly_spread_points_are_the_librarys():
    library = qmc.Sobol(5, scramble=False).random_base2(10)
    for dimension in range(5):
        assert np.array_equal(sobol_digits(1024, dimension) / 2.0**20, library[:, dimension])

"""What is learnt from worlds, where the right answer is known without simulating anything."""

import numpy as np
import pytest
from extras import needs_bayesflow

from peersim.analysis.calibration.estimator import Settings, learn, require
from peersim.analysis.calibration.recovery import recover, widening
from peersim.foundation.problems import InputError

SLOPES = np.array([[1.0, 0.5, 0.0], [0.0, 1.0, -0.7], [0.3, 0.0, 0.4], [0.8, 0.8, 0.0]])
"""How four figures depend on three inputs; the noise of each has standard deviation 0.6."""

NOISE = 0.6


def linear_worlds(number, seed):
    rng = np.random.default_rng(seed)
    inputs = rng.standard_normal((number, 3))
    return inputs, inputs @ SLOPES.T + NOISE * rng.standard_normal((number, 4))


def exact_posterior(figures):
    """Mean and covariance of the inputs, by the rule for normal priors, straight lines and normal noise."""
    cover = np.linalg.inv(np.eye(3) + SLOPES.T @ SLOPES / NOISE**2)
    return cover @ SLOPES.T @ figures / NOISE**2, cover


@pytest.fixture(scope="module")
def linear():
    return learn(*linear_worlds(4000, 1), seed=1, settings=Settings(members=0))


def test_regression_alone_finds_the_posterior_of_a_straight_line(linear):
    _, figures = linear_worlds(5, 2)
    drawn = linear.sample(figures, 20_000, 3)
    for case in range(5):
        mean, cover = exact_posterior(figures[case])
        assert drawn[case].mean(axis=0) == pytest.approx(mean, abs=0.08)
        assert np.cov(drawn[case].T) == pytest.approx(cover, abs=0.04)


@pytest.mark.slow
@needs_bayesflow
def test_the_flow_finds_the_posterior_of_a_straight_line_too():
    """A toy from end to end, flow included, against the known answer; less than half a minute."""
    found = learn(*linear_worlds(3000, 1), seed=1, settings=Settings(members=1, layers=2, epochs=12))
    _, figures = linear_worlds(3, 2)
    drawn = found.sample(figures, 8000, 3)
    for case in range(3):
        mean, cover = exact_posterior(figures[case])
        assert drawn[case].mean(axis=0) == pytest.approx(mean, abs=0.1)
        assert np.cov(drawn[case].T) == pytest.approx(cover, abs=0.06)


@pytest.mark.slow
@needs_bayesflow
def test_the_flow_learns_what_no_straight_line_can_tell():
    """Figures that tell low values well and high values badly: the posterior is narrow here and wide there."""
    rng = np.random.default_rng(4)
    inputs = rng.standard_normal((5000, 2))
    figures = inputs + np.where(inputs < 0.0, 0.15, 1.2) * rng.standard_normal((5000, 2))
    settings = Settings(members=1, epochs=40, dropout=0.05, rate=3e-3)
    found = learn(inputs, figures, seed=1, settings=settings)
    assert found.members[0].gained > 0.2
    low, high = found.sample(np.array([[-0.6, -0.6], [2.5, 2.5]]), 4000, 5).std(axis=1)
    assert (high > 1.2 * low).all()


@pytest.mark.slow
@needs_bayesflow
def test_the_same_seed_learns_the_same():
    worlds = linear_worlds(600, 1)
    first, again = (learn(*worlds, seed=5, settings=Settings(members=1, layers=1, epochs=2)) for _ in range(2))
    figures = worlds[1][:4]
    assert (first.sample(figures, 10, 1) == again.sample(figures, 10, 1)).all()


def test_synthetic_cases_are_covered_as_often_as_the_intervals_say(linear):
    truth, figures = linear_worlds(600, 7)
    found = recover("abc", truth, lambda part: linear.sample(figures[part], 400, part.start))
    assert found.coverage == pytest.approx(np.full(3, 0.95), abs=0.03)
    assert (found.uneven > 0.001).all()
    _, cover = exact_posterior(figures[0])
    assert found.contraction == pytest.approx(1.0 - np.diag(cover), abs=0.05)
    assert found.informed == tuple("abc")
    assert found.off() == {}


def test_a_posterior_that_is_too_narrow_is_found_out_and_the_widening_asked_for_is_right(linear):
    truth, figures = linear_worlds(600, 8)

    def too_narrow(part):
        drawn = linear.sample(figures[part], 400, part.start)
        centre = drawn.mean(axis=1, keepdims=True)
        return centre + (drawn - centre) / 1.6

    found = recover("abc", truth, too_narrow)
    assert set(found.off()) == set("abc")
    assert (found.uneven < 1e-4).any()
    assert widening(found.mean, found.sd, found.truth) == pytest.approx(1.6, rel=0.08)


def test_a_widened_posterior_is_wider_around_the_same_middle(linear):
    from dataclasses import replace

    _, figures = linear_worlds(1, 9)
    usual, wide = (replace(linear, widened=by).sample(figures, 20_000, 1)[0] for by in (1.0, 1.5))
    assert wide.std(axis=0) == pytest.approx(1.5 * usual.std(axis=0), rel=0.01)
    assert wide.mean(axis=0) == pytest.approx(usual.mean(axis=0), abs=0.03)


def test_without_the_extra_the_user_is_told_how_to_install_it(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"Calibration needs bayesflow and jax, which are not installed") as caught:
        require()
    assert 'pip install "peersim[calibrate]"' in str(caught.value)

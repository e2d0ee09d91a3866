"""The keyed generator: uniform, independent across neighbours, the same for the same arguments."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from peersim.foundation.draws import run_key, standard_normal, uniform, uniforms

pytestmark = pytest.mark.quick

PEOPLE = np.arange(20_000)


def test_draws_are_uniform() -> None:
    for purpose in (1, 5, 1000):
        u = uniforms(run_key(0), PEOPLE, purpose)
        assert stats.kstest(u, "uniform").pvalue > 1e-4
        counts = np.histogram(u, bins=200, range=(0, 1))[0]
        assert stats.chisquare(counts).pvalue > 1e-4


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((0, 0, 5, 3), (0, 1, 5, 3)),
        ((0, 0, 5, 3), (0, 0, 6, 3)),
        ((0, 0, 5, 3), (0, 0, 5, 4)),
        ((0, 0, 5, 3), (1, 0, 5, 3)),
    ],
    ids=["next person", "next purpose", "next week", "next key"],
)
def test_neighbours_are_independent(one: tuple[int, ...], other: tuple[int, ...]) -> None:
    a = uniforms(run_key(1, one[0]), PEOPLE + one[1], one[2], one[3])
    b = uniforms(run_key(1, other[0]), PEOPLE + other[1], other[2], other[3])
    assert abs(np.corrcoef(a, b)[0, 1]) < 0.035
    table = np.histogram2d(a, b, bins=12, range=[[0, 1], [0, 1]])[0]
    assert stats.chi2_contingency(table).pvalue > 1e-5


def test_many_weeks_of_one_person_look_like_luck() -> None:
    u = np.array([uniform(run_key(3), 17, 5, week) for week in range(5000)])
    assert stats.kstest(u, "uniform").pvalue > 1e-4
    lag = np.corrcoef(u[:-1], u[1:])[0, 1]
    assert abs(lag) < 0.06
    runs_up = (np.diff(u) > 0).mean()
    assert runs_up == pytest.approx(0.5, abs=0.03)


@given(
    seed=st.integers(0, 2**63 - 1),
    person=st.integers(0, 2**41),
    purpose=st.integers(0, 65535),
    week=st.integers(0, 10_000),
    n=st.integers(0, 65535),
)
def test_a_draw_depends_on_its_arguments_alone(seed: int, person: int, purpose: int, week: int, n: int) -> None:
    key = run_key(seed, 1, 2)
    first = uniform(key, person, purpose, week, n)
    uniform(key, person + 1, purpose, week, n)
    assert uniform(key, person, purpose, week, n) == first
    assert 0.0 <= first < 1.0
    assert uniforms(key, np.array([person]), purpose, week, n)[0] == first


def test_keys_differ_for_neighbouring_draws_replications_and_seeds() -> None:
    keys = {int(run_key(s, d, r)) for s in range(20) for d in range(20) for r in range(20)}
    assert len(keys) == 8000
    assert run_key(0, 1, 2) != run_key(0, 2, 1)


def test_standard_normal_is_standard_and_finite_at_the_ends() -> None:
    z = standard_normal(uniforms(run_key(9), PEOPLE, 7))
    assert stats.kstest(z, "norm").pvalue > 1e-4
    assert np.isfinite(standard_normal(np.array([0.0, 1.0 - 2.0**-53]))).all()

"""First-order effects are those of functions whose effects are known exactly, with errors that cover the truth."""

import numpy as np
import pytest

from peersim.analysis.first_order import curve, first_order

pytestmark = pytest.mark.quick

WORLDS = 800
A, B = 7.0, 0.1
ISHIGAMI = (0.3139, 0.4424, 0.0)
"""First-order indices of the Ishigami function at 7 and 0.1 (Saltelli et al 2008)."""


def ishigami(x: np.ndarray) -> np.ndarray:
    return np.sin(x[:, 0]) + A * np.sin(x[:, 1]) ** 2 + B * x[:, 2] ** 4 * np.sin(x[:, 0])


def additive(luck: np.random.Generator, noise: float, inputs: int = 30) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Inputs of standard deviation 1 with weights 3, 2, 1 and 0; luck of its own in two runs of each world."""
    x = luck.standard_normal((WORLDS, inputs))
    signal = x[:, :3] @ np.array([3.0, 2.0, 1.0])
    runs = signal[:, None] + noise * luck.standard_normal((WORLDS, 2))
    return x, runs[:, :1], np.array([((runs[:, 0] - runs[:, 1]) ** 2).mean() / 2.0])


def test_effects_of_an_additive_model_are_its_shares_whatever_the_luck():
    for noise in (0.0, 4.0):
        x, values, luck = additive(np.random.default_rng(3), noise)
        found = first_order(x, values, luck, np.ones(1), WORLDS)
        truth = np.array([9.0, 4.0, 1.0] + [0.0] * 27) / 14.0
        assert np.abs(found.shares[:3, 0] - truth[:3]).max() < (0.05 if noise == 0.0 else 0.12)
        assert found.between[0] == pytest.approx(14.0, rel=0.15)


def test_effects_of_a_function_with_interactions_are_the_published_ones():
    x = np.random.default_rng(4).uniform(-np.pi, np.pi, (4000, 3))
    found = first_order(x, ishigami(x)[:, None], np.zeros(1), np.ones(1), 1)
    assert found.shares[0, 0] == pytest.approx(ISHIGAMI[0], abs=0.04)
    assert found.shares[2, 0] == pytest.approx(ISHIGAMI[2], abs=0.03)
    assert (
        found.shares[1, 0] < 0.1
    )  # bends more often than a curve of degree three can: told too small, never too large


def test_intervals_cover_the_truth_about_as_often_as_they_say():
    covered = []
    for seed in range(60):
        x, values, luck = additive(np.random.default_rng(seed), 2.0, inputs=6)
        found = first_order(x, values, luck, np.ones(1), WORLDS)
        half = 1.96 * found.errors[:, 0]
        covered += list(np.abs(found.shares[:, 0] - np.array([9.0, 4.0, 1.0, 0.0, 0.0, 0.0]) / 14.0) <= half)
    assert 0.9 <= np.mean(covered) <= 0.995


def test_chance_alone_seldom_passes_the_line_it_draws():
    passed = []
    for seed in range(40):
        luck = np.random.default_rng(seed)
        x, values = luck.standard_normal((200, 40)), luck.standard_normal((200, 3))
        found = first_order(x, values, np.zeros(3), np.full(3, 1.0 / 3.0), 1)
        passed.append(found.score.max() > found.chance)
    assert np.mean(passed) <= 0.15


def test_the_curve_gives_what_to_expect_at_the_ends():
    luck = np.random.default_rng(5)
    x = luck.uniform(size=2000)
    values = np.column_stack([2.0 * x, 1.0 - x]) + 0.1 * luck.standard_normal((2000, 2))
    expected, error = curve(x, values, np.array([0.1, 0.9]))
    assert expected == pytest.approx(np.array([[0.2, 0.9], [1.8, 0.1]]), abs=0.03)
    assert (error < 0.02).all()

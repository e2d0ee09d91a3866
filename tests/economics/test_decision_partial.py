"""What knowing one input or several is worth agrees with exact cases and is nested; chance is not taken for value."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from peersim.economics.decision import evpi, evppi, net_benefit
from peersim.foundation.problems import InputError

SD = {"x": 6.0, "y": 3.0, "z": 2.0, "nothing": 0.0}


def exact(lead, sd):
    return sd * (norm.pdf(lead / sd) - lead / sd * norm.sf(lead / sd)) if sd > 0 else 0.0


def linear(draws, runs=1, lead=3.0, noise=0.0, seed=0, weights=SD):
    """Inputs and the net benefit of two options, of which one gains a sum of normal inputs."""
    rng = np.random.default_rng(seed)
    inputs = pd.DataFrame(rng.normal(size=(draws, len(weights))), columns=list(weights))
    gain = -lead + inputs.to_numpy() @ np.array(list(weights.values()))
    gain = gain[:, None] + rng.normal(0.0, noise, (draws, runs)) if noise else np.tile(gain[:, None], runs)
    return np.stack([np.zeros_like(gain), gain], axis=2), inputs


@pytest.mark.parametrize("method", ["auto", "ridge"])
def test_knowing_inputs_of_a_linear_gain_is_worth_what_the_normal_case_says(method):
    worth, inputs = linear(3000)
    found = evppi(worth, inputs, {"x and y": ["x", "y"], "all": list(inputs)}, method=method)
    for name, sd in (("x", 6.0), ("y", 3.0), ("x and y", np.hypot(6, 3)), ("all", 7.0), ("nothing", 0.0)):
        row = found.row(name)
        assert row.value == pytest.approx(exact(3.0, sd), abs=3.5 * row.error + 0.01), name
        assert row.error < 0.15
    assert found.evpi == pytest.approx(exact(3.0, 7.0), abs=4 * found.evpi_error)


def test_its_error_is_about_what_repeated_studies_show():
    found = [evppi(*linear(300, seed=seed)).row("x") for seed in range(60)]
    seen = np.std([row.value for row in found])
    assert 0.85 * seen < np.mean([row.error for row in found]) < 1.7 * seen
    assert np.mean([row.value for row in found]) == pytest.approx(exact(3.0, 6.0), abs=4 * seen / np.sqrt(60) + 0.03)


def test_chance_between_runs_adds_nothing_to_what_inputs_are_worth():
    found = [evppi(*linear(500, runs=2, noise=20.0, seed=seed)).row("x") for seed in range(20)]
    values = np.array([row.value for row in found])
    assert values.mean() == pytest.approx(exact(3.0, 6.0), abs=4 * values.std() / np.sqrt(20) + 0.1)


def test_an_input_without_effect_is_hardly_worth_anything_and_not_called_clear():
    rng = np.random.default_rng(1)
    worth, inputs = linear(300, noise=5.0, lead=0.0)
    for number in range(20):
        inputs[f"idle {number}"] = rng.normal(size=300)
    found = evppi(worth, inputs)
    idle = [row for row in found.rows if row.name.startswith(("idle", "nothing"))]
    assert sum(row.clear for row in idle) <= 1
    assert max(row.value for row in idle) < 0.3 * found.row("x").value
    assert found.row("x").clear
    assert not found.row("x").note
    assert all(row.note for row in idle if not row.clear)


def test_of_studies_in_which_nothing_matters_few_call_an_input_clear():
    rng = np.random.default_rng(7)
    called = 0
    for _ in range(25):
        found = evppi(rng.normal([0.1, 0.0, 0.0], 1.0, (120, 3)), rng.normal(size=(120, 8)))
        called += any(row.clear for row in found.rows)
    assert called <= 5


@pytest.mark.parametrize("method", ["auto", "gaussian process", "boosting"])
def test_two_inputs_worthless_alone_can_be_worth_much_together(method):
    rng = np.random.default_rng(2)
    inputs = pd.DataFrame(rng.normal(size=(500, 2)), columns=["a", "b"])
    gain = 10.0 * inputs["a"] * inputs["b"]
    found = evppi({"no": np.full(500, 1.5), "yes": gain}, inputs, {"both": ["a", "b"]}, method=method)
    assert max(found.row("a").value, found.row("b").value) < 0.5
    assert found.row("both").value > 0.75 * found.evpi


def test_many_inputs_together_are_worth_what_the_few_that_matter_are():
    rng = np.random.default_rng(3)
    worth, inputs = linear(500, noise=4.0)
    for number in range(40):
        inputs[f"idle {number}"] = rng.normal(size=500)
    found = evppi(worth, inputs, {"all": list(inputs)}, singles=False).row("all")
    assert found.method in ("ridge", "boosting")
    assert found.value == pytest.approx(exact(3.0, 7.0), abs=3 * found.error + 0.15)


def test_a_fit_to_few_draws_does_not_pass_its_own_scatter_off_as_value():
    idle, noisy = [], []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        x, scatter = rng.normal(size=80), rng.normal(0.0, 3.0, (80, 2))
        scatter, x = scatter - scatter.mean(axis=0), x - x.mean()
        idle.append(evppi(scatter, {"x": x}).rows[0].value)
        noisy.append(evppi(scatter + np.column_stack([np.zeros(80), x]), {"x": x}).rows[0].value)
    assert np.mean(idle) < 0.15  # a plain fit of three columns would say 4.2 × √(3 / 80) × 0.4, about 0.3
    assert np.mean(noisy) == pytest.approx(exact(0.0, 1.0), abs=0.13)


def test_many_inputs_of_which_none_matters_are_hardly_worth_anything_together():
    values = []
    for seed in range(15):
        rng = np.random.default_rng(seed)
        idle = pd.DataFrame(rng.normal(size=(60, 40)), columns=[f"idle {number}" for number in range(40)])
        worth = rng.normal(size=(60, 2))
        found = evppi(worth - worth.mean(axis=0), idle, {"all": list(idle)}, singles=False, method="ridge")
        values.append(found.row("all").value)
    assert np.mean(values) < 0.06  # of a value of knowing everything near 0.56


def test_a_yes_or_no_input_is_worth_what_counting_says():
    yes = np.tile([0, 1, 1, 1], 100)
    worth = np.column_stack([np.full(400, 1.0), np.where(yes == 1, 2.0, -4.0)])
    found = evppi(worth, {"yes": yes, "label": np.where(yes == 1, "b", "a")})
    for name in ("yes", "label"):  # 1.75 on average when known; the best without is worth 1
        assert found.row(name).value == pytest.approx(0.75, abs=1e-6)


def test_bent_and_skewed_inputs_are_followed():
    rng = np.random.default_rng(4)
    inputs = pd.DataFrame({"skewed": rng.lognormal(0.0, 1.0, 2000)})
    gain = 3.0 * np.sin(2.0 * np.log(inputs["skewed"]))
    found = evppi({"no": np.zeros(2000), "yes": gain}, inputs).row("skewed")
    truth = np.maximum(gain, 0.0).mean() - max(gain.mean(), 0.0)
    assert found.value == pytest.approx(truth, rel=0.1)


@settings(max_examples=8)
@given(st.integers(0, 10_000), st.floats(-6.0, 6.0))
def test_values_are_nested_knowing_all_group_single_none(seed, lead):
    worth, inputs = linear(250, noise=3.0, lead=lead, seed=seed)
    found = evppi(worth, inputs, {"x, y": ["x", "y"], "x, y, z": ["x", "y", "z"]})
    chain = [found.row("x"), found.row("x, y"), found.row("x, y, z")]
    assert found.row("x").value >= 0.0
    for less, more in pairwise(chain):
        assert more.value >= less.value - 3 * np.hypot(more.error, less.error)
    naive = evpi(worth)
    assert naive.value[0] >= chain[-1].value - 3 * np.hypot(naive.error[0], chain[-1].error)


@settings(max_examples=8)
@given(st.integers(0, 10_000))
def test_order_doubles_and_constants_change_nothing(seed):
    rng = np.random.default_rng(seed)
    inputs = rng.normal(size=(60, 2))
    worth = inputs @ rng.normal(size=(2, 3)) + rng.normal(0.0, 1.0, (60, 3))
    values = [row.value for row in evppi(worth, inputs).rows]
    for other in (
        worth[:, [2, 0, 1]],
        np.column_stack([worth, worth[:, 1]]),
        worth + 7.0,
        worth + rng.normal(0, 9, (60, 1)),
    ):
        assert [row.value for row in evppi(other, inputs).rows] == pytest.approx(values, rel=1e-5, abs=1e-7)


def test_an_input_that_stays_the_same_is_worth_nothing_in_words():
    row = evppi(*linear(50)[:1], {"fixed": np.full(50, 2.0), "z": np.arange(50.0)}).row("fixed")
    assert (row.value, row.note) == (0.0, "Does not differ between draws.")


def test_results_do_not_depend_on_luck_and_the_table_has_no_unknown_numbers():
    worth, inputs = linear(100, noise=2.0)
    nb = net_benefit(-worth, np.zeros_like(worth), [0.0, 1.0], ["a", "b"])
    with pytest.raises(InputError, match="one threshold"):
        evppi(nb, inputs)
    first, second = (evppi(nb.at(0.0), inputs, {"g": ["x", "y"]}).to_frame() for _ in range(2))
    pd.testing.assert_frame_equal(first, second)
    assert np.isfinite(first[["value", "error"]].to_numpy(dtype=float)).all()
    assert first["inputs"].tolist()[first["name"].tolist().index("g")] == "x, y"


def test_knowing_turns_the_choice_as_often_as_the_input_lies_beyond_its_switching_value():
    rng = np.random.default_rng(3)
    x = rng.normal(size=800)
    gain = 0.5 + x + 0.1 * rng.normal(size=800)
    found = evppi(np.column_stack([np.zeros(800), gain]), {"x": x, "idle": rng.normal(size=800)}, names=["no", "yes"])
    assert found.best == "yes"
    assert found.row("x").turns == pytest.approx((x < -0.5).mean(), abs=0.02)
    assert found.row("idle").turns < 0.05

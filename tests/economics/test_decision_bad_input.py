"""Whatever is wrong with options, draws or thresholds is told in words, all at once where it can be."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from peersim.economics.decision import (
    acceptability,
    complete_draws,
    evpi,
    evppi,
    expected_loss,
    icer,
    incremental_table,
    net_benefit,
    net_health_benefit,
    switching_values,
)
from peersim.foundation.problems import InputError

pytestmark = pytest.mark.quick

GOOD = np.arange(12.0).reshape(4, 3)
NAMES = ["a", "b", "c"]


def told(function, *arguments, **options):
    with pytest.raises(InputError) as problem:
        function(*arguments, **options)
    return str(problem.value)


def test_draws_that_differ_between_options():
    assert "draws differ between options: “a” 4, “b” 3" in told(evpi, {"a": np.zeros(4), "b": np.zeros(3)})
    rows = {"a": pd.Series([1.0, 2.0], index=[0, 1]), "b": pd.Series([1.0, 2.0], index=[1, 2])}
    assert "labelled differently" in told(evpi, rows)


def test_draws_that_differ_between_cost_and_effect():
    assert "draw 7 must be the same world" in told(net_benefit, GOOD, GOOD[:3], 1.0)
    cost, effect = pd.DataFrame(GOOD, columns=NAMES), pd.DataFrame(GOOD, columns=NAMES, index=[1, 2, 3, 4])
    assert "labelled differently" in told(net_benefit, cost, effect, 1.0)


def test_options_that_differ_between_cost_and_effect():
    cost, effect = pd.DataFrame(GOOD, columns=NAMES), pd.DataFrame(GOOD, columns=["a", "c", "b"])
    assert "they must be the same" in told(net_benefit, cost, effect, 1.0)
    assert "its own names" in told(net_benefit, cost, cost, 1.0, ["x", "y", "z"])


def test_names_doubled_missing_or_too_few():
    assert "“a” is used more than once" in told(incremental_table, GOOD, GOOD, ["a", "a", "b"])
    assert "a name is missing" in told(incremental_table, GOOD, GOOD, ["a", " ", "b"])
    assert "3 options but 2 names" in told(incremental_table, GOOD, GOOD, ["a", "b"])
    assert "options have no names" in told(incremental_table, GOOD, GOOD)


def test_one_option_only():
    for function in (evpi, acceptability, expected_loss):
        assert "a decision needs at least 2" in told(function, GOOD[:, :1])
    assert "a decision needs two" in told(evpi, pd.Series([1.0, 2.0], name="a"))


def test_numbers_missing_or_infinite_are_placed():
    cost, effect = GOOD.copy(), GOOD.copy()
    cost[2, 1], effect[0, 0] = np.nan, -np.inf
    message = told(net_benefit, cost, effect, 1.0, NAMES)
    assert "cost: missing or infinite for “b” in draw 2" in message
    assert "effect: missing or infinite for “a” in draw 0" in message
    assert "2 problems" in message


def test_draws_with_failed_runs_can_be_left_out_together():
    cost = np.zeros((4, 2, 3))
    cost[1, 0, 2] = np.nan
    kept = complete_draws(cost, np.zeros((4, 2, 3)))
    assert kept.tolist() == [True, False, True, True]
    assert net_benefit(cost[kept], cost[kept], 1.0).draws == 3
    assert "draws differ" in told(complete_draws, cost, cost[:2])


@pytest.mark.parametrize(
    ("k", "words"),
    [
        (-1.0, "cannot be below 0"),
        (np.nan, "missing or infinite"),
        ([1.0, 1.0], "more than once"),
        ([], "no threshold"),
    ],
)
def test_thresholds_that_make_no_sense(k, words):
    assert words in told(net_benefit, GOOD, GOOD, k)


def test_net_health_benefit_needs_a_threshold_above_none():
    assert "must be above 0" in told(net_health_benefit, GOOD, GOOD, 0.0)


def test_a_threshold_that_was_not_worked_out():
    assert "it was at 1, 2" in told(net_benefit(GOOD, GOOD, [1.0, 2.0]).at, 3.0)


def test_a_single_draw_and_odd_shapes():
    assert "at least 2 are needed" in told(evpi, GOOD[:1])
    assert "got 1 dimensions" in told(evpi, np.zeros(4))
    assert "not all of it is numbers" in told(evpi, [["a", "b"], ["c", "d"]])


def test_an_unknown_reference_is_named_with_what_there_is():
    message = told(icer, GOOD, GOOD, NAMES, reference="d")
    assert "unknown option “d”" in message
    assert "“a”, “b”, “c”" in message


def test_inputs_that_do_not_fit_are_all_named_at_once():
    worth = np.random.default_rng(0).normal(size=(20, 2))
    message = told(evppi, worth, {"short": np.zeros(5), "holed": np.r_[np.nan, np.zeros(19)], "": np.zeros(20)})
    for words in ("“short” has 5 draws", "“holed” is missing or infinite in draw 0", "a name is missing"):
        assert words in message
    doubled = pd.DataFrame(np.zeros((20, 2)), columns=["x", "x"])
    assert "“x” is used more than once" in told(evppi, worth, doubled)
    assert 'Did you mean "effect"' in told(evppi, worth, {"effect": np.arange(20.0)}, {"g": ["efect"]})
    assert "is empty" in told(evppi, worth, {"effect": np.arange(20.0)}, {"g": []})
    assert "unknown method" in told(evppi, worth, {"effect": np.arange(20.0)}, method="magic")


def test_without_scikit_learn_the_way_to_get_it_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.preprocessing", None)
    monkeypatch.setitem(sys.modules, "sklearn.linear_model", None)
    worth = np.random.default_rng(0).normal(size=(20, 2))
    assert "pip install 'peersim[report]'" in told(switching_values, worth, {"effect": np.arange(20.0)})
    assert evpi(worth).value[0] >= 0.0


def test_loading_it_loads_nothing_heavy():
    heavy = "pandas", "scipy", "sklearn", "numba", "matplotlib"
    code = f"import sys, peersim.economics.decision; print([m for m in {heavy} if m in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )

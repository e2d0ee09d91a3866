"""Scenario discovery: a box that is there is found, one that is not is said not to be, shares mean what they say."""

import builtins

import numpy as np
import pandas as pd
import pytest

from peersim.analysis.discovery import Limit, discover_in, find_box, within
from peersim.foundation.problems import InputError

WORDS = {"design": "Crèche", "against": "Usual", "what": "families", "unit": "families", "shuffles": 19}


def worlds(count=400, inputs=40, seed=1):
    random = np.random.default_rng(seed)
    names = ["effect.creche_or", "cost.coordinator_salary", *(f"input {n}" for n in range(inputs - 2))]
    return pd.DataFrame(random.random((count, inputs)), columns=names)


def differences(inputs, seed=2, noise=0.1):
    """Loses where the first is low and the second high, but for a little luck."""
    inside = (inputs["effect.creche_or"] < 0.4) & (inputs["cost.coordinator_salary"] > 0.5)
    return np.where(inside, -1.0, 1.0) + np.random.default_rng(seed).normal(0.0, noise, len(inputs))


@pytest.mark.filterwarnings("ignore:ipyparallel", "ignore:The inplace keyword")
@pytest.mark.parametrize("method", ["tree", "prim"])
def test_a_box_that_is_there_is_found_with_its_limits(method):
    inputs = worlds(*((400, 40) if method == "tree" else (120, 3)))  # PRIM is slow
    found = discover_in(inputs, differences(inputs), method=method, **WORDS)
    assert found.found
    assert found.losing == pytest.approx(0.2 * len(inputs), rel=0.25)
    limits = {limit.input: limit for limit in found.box.limits}
    assert limits["effect.creche_or"].high == pytest.approx(0.4, abs=0.07)
    assert limits["cost.coordinator_salary"].low == pytest.approx(0.5, abs=0.07)
    assert found.box.coverage > 0.8
    assert found.box.density > 0.8
    assert found.box.unseen_density > 0.7
    assert found.box.chance == 0.05


def test_where_there_is_nothing_but_luck_no_box_is_told():
    told = 0
    for seed in range(8):
        inputs = worlds(120, 40, seed)
        values = np.random.default_rng(seed + 100).normal(0.6, 1.0, len(inputs))
        told += discover_in(inputs, values, **WORDS).found
    assert told <= 2  # one in twenty by chance


def test_shares_are_what_they_are_called():
    inputs = worlds()
    values = differences(inputs)
    found = discover_in(inputs, values, **WORDS)
    inside, loses = within(inputs, found.box.limits), values < 0
    assert found.box.worlds == inside.sum()
    assert found.box.mass == inside.mean()
    assert found.box.density == loses[inside].mean()
    assert found.box.coverage == (loses & inside).sum() / loses.sum()
    assert 0.0 <= found.box.unseen_coverage <= found.box.coverage + 0.1


def test_where_it_mostly_loses_the_worlds_in_which_it_does_not_are_looked_for():
    inputs = worlds()
    found = discover_in(inputs, -differences(inputs), **WORDS)
    assert not found.of_losing
    assert "It does not lose mostly where" in " ".join(found.sentences())


def test_less_is_better_and_a_threshold_turn_losing_round():
    inputs = worlds()
    values = differences(inputs, noise=0.0)
    assert (
        discover_in(inputs, values, **WORDS).losing == discover_in(inputs, -values, less_is_better=True, **WORDS).losing
    )
    assert discover_in(inputs, values, threshold=-2.0, **WORDS).losing == 0
    assert discover_in(inputs, values, threshold=2.0, **WORDS).losing == len(values)


def test_words_say_how_often_where_and_how_sure():
    inputs = worlds()
    told = discover_in(inputs, differences(inputs), **WORDS).sentences()
    assert "worlds" in told[0]
    assert "“Crèche” loses against “Usual” on families (a difference below 0 families)" in told[0]
    assert "“Effect of an on-site crèche on weekly attendance, parents who need childcare” is at most" in told[1]
    assert "“Pay of a full-time coordinator” is above" in told[1]
    for word in ("mass", "density", "coverage", "not seen", "shuffled"):
        assert word in told[2]


def test_too_few_losing_worlds_constant_inputs_and_no_world_are_said():
    inputs = worlds(100)
    few = np.ones(100)
    few[:3] = -1.0
    assert "too few" in discover_in(inputs, few, **WORDS).sentences()[-1]
    assert discover_in(inputs, np.ones(100), **WORDS).sentences() == [
        "In none of 100 worlds “Crèche” loses against “Usual” on families (a difference below 0 families)."
    ]
    constant = inputs * 0.0
    assert "no input differs" in discover_in(constant, differences(worlds(100)), **WORDS).sentences()[-1]
    untold = discover_in(inputs, np.full(100, np.nan), **WORDS)
    assert "cannot be told of any world" in untold.sentences()[0]


def test_the_table_has_a_row_a_limit():
    inputs = worlds()
    frame = discover_in(inputs, differences(inputs), **WORDS).to_frame()
    assert list(frame["input"]) == ["effect.creche_or", "cost.coordinator_salary"] or len(frame) <= 3
    assert frame["unit"].notna().all()
    assert frame[["low", "high"]].notna().any(axis=1).all()


def test_mistakes_are_told_in_words():
    inputs = worlds(60)
    cases = np.arange(60) < 30
    with pytest.raises(InputError, match=r'unknown method "tre"; allowed tree, prim\. Did you mean "tree"'):
        find_box(inputs, cases, method="tre")
    with pytest.raises(InputError, match="at least 19"):
        find_box(inputs, cases, shuffles=5)


def test_a_library_that_is_not_there_is_named_with_how_to_get_it(monkeypatch):
    def missing(name, *rest, **more):
        if name.startswith("sklearn"):
            raise ModuleNotFoundError(name)
        return real(name, *rest, **more)

    real = builtins.__import__
    monkeypatch.setattr("importlib.import_module", missing)
    with pytest.raises(InputError, match=r'pip install "peersim\[research\]"'):
        find_box(worlds(60), np.arange(60) < 30)


def test_a_limit_holds_its_own_end():
    inputs = pd.DataFrame({"a": [1.0, 2.0, 3.0]})
    assert list(within(inputs, (Limit("a", 1.0, 2.0),))) == [False, True, False]

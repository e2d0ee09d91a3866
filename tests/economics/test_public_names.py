"""`peersim.economics` has everything under one roof, and imports nothing heavy before it is used."""

import subprocess
import sys

import numpy as np
import pytest

import peersim.economics as economics


@pytest.mark.parametrize("name", economics.__all__)
def test_every_name_leads_to_something_that_says_what_it_is(name):
    assert getattr(economics, name).__doc__
    assert name in dir(economics)


def test_every_name_that_leads_somewhere_is_public():
    assert set(economics._HOME) == set(economics.__all__)
    with pytest.raises(AttributeError, match="no attribute 'evpii'"):
        economics.evpii  # noqa: B018


def test_importing_it_costs_nothing():
    heavy = "pandas", "scipy", "sklearn", "matplotlib"
    code = f"import sys, peersim.economics; print([n for n in {heavy} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_decision_analysis_works_on_numbers_from_anywhere():
    rng = np.random.default_rng(1)
    cost = np.column_stack([np.zeros(500), rng.normal(1000.0, 50.0, 500)])
    effect = np.column_stack([np.zeros(500), rng.normal(0.06, 0.02, 500)])
    nb = economics.net_benefit(cost, effect, 20_000, ["as it is", "with a crèche"])
    assert nb.best == ("with a crèche",)
    assert economics.evpi(nb).value[0] > 0.0
    assert economics.incremental_table(cost, effect, nb.names).frontier == nb.names

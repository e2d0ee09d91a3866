"""Each lever says which rows of the evidence table it rests on, so that a comparison can name its assumptions."""

from __future__ import annotations

import pytest

from peersim.evidence.table import parameters
from peersim.scenarios import load
from peersim.scenarios.levers import LEVERS
from peersim.scenarios.rests_on import RESTS_ON, assumptions_behind

pytestmark = pytest.mark.quick


def test_every_lever_has_its_row_and_every_row_its_numbers() -> None:
    assert set(RESTS_ON) == set(LEVERS)
    unknown = {key for keys in RESTS_ON.values() for key in keys} - set(parameters())
    assert not unknown


def test_a_single_lever_variant_names_its_assumption_with_value_and_range() -> None:
    named = assumptions_behind(load("on_site_childcare"), load("baseline"))
    creche = parameters()["effect.creche_or"]
    assert any(f"{creche.value:g}" in text and f"{creche.low:g} to {creche.high:g}" in text for text in named)
    assert all(parameters()["effect.personal_call_or"].label.lower() not in text.lower() for text in named)


def test_measured_inputs_are_not_called_assumptions() -> None:
    named = assumptions_behind(load("personal_calls"), load("baseline"))
    assert parameters()["effect.personal_call_or"].grade == "B"
    assert all("personal" not in text or "hours" in text for text in named)
    assert assumptions_behind(load("baseline"), load("baseline")) == []

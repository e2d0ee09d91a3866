"""The assumptions most worth measuring: found from runs, with what would change and how to find out."""

import pytest

from peersim.analysis.worth_measuring import GRADES, how_to_measure, worth_measuring
from peersim.evidence.sampling import sampled_keys
from peersim.evidence.table import parameter
from peersim.report.measure_next import page, rows, what_would_change

DESIGNS = ("baseline", "on_site_childcare")
SMALL = {"parents": 1500, "weeks": 78, "draws": 120, "twice": 40, "seed": 1}


@pytest.mark.quick
def test_there_is_advice_for_every_assumption_and_for_nothing_else():
    parts = {key.partition(".")[0] for key in sampled_keys() if parameter(key).grade in GRADES}
    assert parts == set(how_to_measure())
    assert all(len(words.split()) >= 6 and words.endswith(".") for words in how_to_measure().values())


@pytest.fixture(scope="module")
def found():
    return worth_measuring(DESIGNS, **SMALL, workers=2)


@pytest.mark.slow
def test_the_effect_of_a_creche_explains_what_a_creche_changes(found):
    """What is known to decide a design's effect comes out on top of it."""
    creche = next(each for each in found.inputs if each.row.key == "effect.creche_or")
    assert creche.score > found.chance
    assert "Crèche" in creche.most.design
    assert creche.share > 0.2
    assert creche.at_high > creche.at_low


@pytest.mark.slow
def test_only_assumptions_are_listed_in_order_with_intervals(found):
    assert len(found.inputs) == 32
    scores = [each.score for each in found.inputs]
    assert scores == sorted(scores, reverse=True)
    for each in found.inputs:
        assert each.row.grade in GRADES
        assert each.low <= max(each.score, 0.0) <= each.high
        assert each.how


@pytest.mark.slow
def test_what_is_not_clear_of_chance_says_so(found):
    for each, row in zip(found.inputs, rows(found), strict=True):
        told = what_would_change(found, each)
        assert told.startswith("Not told apart from chance") == (each.score <= found.chance)
        assert row["what_would_change"] == told
    text = page(found)
    assert text.startswith("# The 32 assumptions that would most repay measuring")
    assert all(f"({each.row.key}.md)" in text for each in found.inputs)
    assert "120 possible worlds" in text


@pytest.mark.slow
def test_the_same_seed_gives_the_same_list(found):
    again = worth_measuring(DESIGNS, **SMALL, workers=1)
    assert rows(again) == rows(found)

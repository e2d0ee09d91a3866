"""Replications are added until differences are as precise as asked, and it is said how many that took."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from toy_studies import PLAN, StandIn, write_plan

from peersim.foundation.problems import InputError
from peersim.studies.precision import FASTEST_GROWTH, Precision, Reached, next_replications, read_precision
from peersim.study_api import plan_study, precision_of, run_study

OUTCOME = "parents_engaged_26w"
FEW = f'{PLAN}outcomes = ["{OUTCOME}", "cost"]\nkeep = ["outcomes"]\n'
"""Too little is kept for summary and figures, which take more time than everything else here."""


def reached(half_width, wanted, pairs=20):
    return Reached("taster", half_width, wanted, pairs)


@pytest.fixture
def study(tmp_path):
    def make(spread, text=FEW, **options):
        toy = StandIn(spread=spread)
        study = plan_study(tmp_path / "study", write_plan(tmp_path, text), machinery=toy)
        return run_study(study.folder, machinery=toy, **options)

    return make


@pytest.mark.quick
def test_a_precision_is_a_share_and_an_outcome():
    assert read_precision("0.01:parents_engaged_26w") == Precision(0.01, OUTCOME)
    assert str(Precision(0.01, OUTCOME)) == "0.01:parents_engaged_26w"


@pytest.mark.quick
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("0.01", "write a share of the reference's value, a colon and an outcome"),
        (0.01, "write a share"),
        ("a:cost", '"a" is no number'),
        ("0:cost", "precision is 0; allowed above 0 up to 1"),
        ("nan:cost", "precision is nan; allowed above 0 up to 1"),
        ("1.5:cost", "precision is 1.5; allowed above 0 up to 1"),
        ("0.1:costs", 'unknown outcome "costs". Did you mean "cost"'),
    ],
)
def test_what_is_no_precision_is_refused(text, told):
    with pytest.raises(ValueError, match=told.replace(".", r"\.")):
        read_precision(text)


@pytest.mark.quick
def test_as_many_replications_follow_as_the_half_width_says_but_not_too_many_at_once():
    assert next_replications([reached(1.0, 2.0)], 10, 2, 100) == 2
    assert next_replications([reached(2.0, 1.0, pairs=20)], 10, 3, 100) == 8
    assert next_replications([reached(20.0, 1.0)], 10, 2, 100) == 2 * FASTEST_GROWTH
    assert next_replications([reached(20.0, 1.0)], 10, 40, 100) == 100
    assert next_replications([reached(20.0, 1.0)], 10, 100, 100) == 100
    assert next_replications([reached(math.nan, 1.0, pairs=10)], 10, 1, 100) == 2
    assert next_replications([reached(1.001, 1.0), reached(0.1, 1.0)], 10, 2, 100) == 3


@pytest.mark.quick
def test_what_no_replication_can_reach_is_not_tried():
    assert next_replications([reached(1.0, 0.0)], 10, 2, 100) == 2
    assert next_replications([reached(math.nan, math.nan, pairs=0)], 10, 2, 100) == 2


def test_replications_are_added_until_it_is_precise_enough(study):
    done = study(6.0, precision=f"0.02:{OUTCOME}", most_replications=400)
    assert done.rounds >= 1
    assert done.study.file.replications > 2
    assert all(each.enough for each in done.reached)
    assert {each.scenario for each in done.reached} == {"taster", "nothing"}
    assert done.study.left() == []
    assert done.study.verify() == []
    assert precision_of(done.study, done.precision) == done.reached


def test_the_answer_is_that_of_all_replications(study):
    done = study(6.0, precision=f"0.1:{OUTCOME}", most_replications=3)
    more = run_study(
        done.study.folder, machinery=done.study.machinery, precision=f"0.02:{OUTCOME}", most_replications=400
    )
    table = pd.read_parquet(done.study.folder / "differences.parquet")
    assert set(table["pairs"]) == {3 * more.study.file.replications}
    assert more.study.file.replications > done.study.file.replications


def test_the_half_width_is_that_of_chance_and_not_of_the_draws(study):
    """The toy's draws move the value by 10 each; its luck not at all: replications have nothing to add."""
    done = study(0.0, precision=f"0.000001:{OUTCOME}")
    assert done.rounds == 0
    assert [each.half_width for each in done.reached] == [0.0, 0.0]
    assert {each.pairs for each in done.reached} == {6}


def test_it_ends_at_the_limit_and_says_so(study):
    done = study(50.0, text=FEW + f'precision = "0.0001:{OUTCOME}"\nmost_replications = 5\n')
    assert done.study.file.replications == 5
    assert not any(each.enough for each in done.reached)
    assert done.study.left() == []


def test_an_interrupted_search_goes_on_where_it_was(study):
    done = study(6.0, precision=f"0.1:{OUTCOME}", most_replications=3)
    machinery = done.study.machinery
    machinery.runs.clear()
    again = run_study(done.study.folder, machinery=machinery, precision=f"0.02:{OUTCOME}", most_replications=400)
    first = done.study.file.replications
    assert len(machinery.runs) == 9 * (again.study.file.replications - first)


def test_a_precision_of_what_is_not_kept_is_refused(study):
    with pytest.raises(InputError, match="is not among what this study keeps"):
        study(1.0, text=PLAN + 'outcomes = ["cost"]\n', precision=f"0.1:{OUTCOME}")

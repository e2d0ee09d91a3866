"""A comparison out of a store has the numbers of one in memory, to the last bit, however little is read at a time."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stored_studies import SCENARIOS, WEEKS, arbitrary_runs, facts_of, observation, store

from peersim.analysis import Comparison
from peersim.analysis.stored import compare_store, read_comparison
from peersim.foundation.problems import InputError
from peersim.outcomes import WEEKLY_COLUMNS
from peersim.outcomes.tidy import ROW_OUTCOMES
from peersim.studies.execute import Failure
from peersim.studies.reading import Store
from peersim.studies.shards import Keep
from peersim.studies.tables import StoredField, stored_tables

ONE_OUTCOME_AT_A_TIME = 1
A_FEW_OUTCOMES = 200_000


def in_memory(runs, draws, replications, weeks=WEEKS):
    seen = {cell: each for cell, each in runs.items() if not isinstance(each, Failure)}
    return Comparison.from_observations(seen, **facts_of(draws, replications, weeks))


def assert_same_estimates(one, other):
    for field in dataclasses.fields(one):
        if field.name != "components":
            np.testing.assert_array_equal(getattr(one, field.name), getattr(other, field.name), field.name)
    for name in one.components._fields:
        np.testing.assert_array_equal(getattr(one.components, name), getattr(other.components, name), name)


def assert_same(one, other):
    assert other.scenarios == one.scenarios
    assert other.missing_runs == one.missing_runs
    for name in one.scenarios:
        assert_same_estimates(one.by_itself(name), other.by_itself(name))
        assert_same_estimates(one.paired(name), other.paired(name))
    for outcome in ("reach", "parents_engaged_26w", "weeks_engaged_median", "cost", "volunteers_kept_12m"):
        for name in one.scenarios:
            np.testing.assert_array_equal(one.worlds(name, outcome), other.worlds(name, outcome))
            np.testing.assert_array_equal(one.pair_worlds(name, outcome), other.pair_worlds(name, outcome))
            np.testing.assert_array_equal(one.value(name, outcome), other.value(name, outcome))
            np.testing.assert_array_equal(one.difference(name, outcome), other.difference(name, outcome))
    many = [("car", "no car"), ("need", "middle need"), ("need", "higher need")]
    gaps = [c.gaps_from_everybody("more", "reach", many) for c in (one, other)]
    np.testing.assert_array_equal(gaps[0], gaps[1])
    np.testing.assert_array_equal(
        one.gap("more", "reach", "car", "no car", "has a car"), other.gap("more", "reach", "car", "no car", "has a car")
    )
    for column in ("engaged", "strain", "balance"):
        for mine, theirs in zip(one.weekly("base", column), other.weekly("base", column), strict=True):
            np.testing.assert_array_equal(mine, theirs)
    for who in ("parents", "volunteers"):
        for mine, theirs in zip(one.survival("more", who), other.survival("more", who), strict=True):
            np.testing.assert_array_equal(mine, theirs)


@pytest.mark.parametrize("budget", [ONE_OUTCOME_AT_A_TIME, A_FEW_OUTCOMES, 2**30])
def test_numbers_are_those_of_runs_in_memory_to_the_last_bit(tmp_path, budget):
    draws = 3 if budget == ONE_OUTCOME_AT_A_TIME else 12
    runs = arbitrary_runs(draws, 3)
    store(tmp_path, runs)
    assert_same(in_memory(runs, draws, 3), read_comparison(tmp_path, budget=budget))


@settings(max_examples=8)
@given(
    draws=st.integers(1, 5),
    replications=st.integers(1, 3),
    lost=st.sets(st.tuples(st.sampled_from(SCENARIOS), st.integers(0, 4), st.integers(0, 2))),
    budget=st.sampled_from([20_000, A_FEW_OUTCOMES, 2**30]),
)
def test_failed_runs_and_shards_that_are_not_there_change_nothing_of_that(
    tmp_path_factory, draws, replications, lost, budget
):
    folder = tmp_path_factory.mktemp("study")
    runs = arbitrary_runs(draws, replications, fails=lambda cell: cell in lost)
    store(folder, runs, finished=lambda number: number != 1)
    worlds = [(d, r) for d in range(draws) for r in range(replications)]
    there = {cell: seen for cell, seen in runs.items() if worlds.index(cell[1:]) != 1}
    stored = read_comparison(folder, budget=budget)
    assert_same(in_memory(there, draws, replications), stored)
    assert {(f.scenario, f.draw, f.replication) for f in stored.failures} == {c for c in lost if c in there}


def test_tables_are_the_same(tmp_path):
    runs = arbitrary_runs(4, 2)
    store(tmp_path, runs)
    one, other = in_memory(runs, 4, 2), read_comparison(tmp_path, budget=A_FEW_OUTCOMES)
    pd.testing.assert_frame_equal(one.differences(), other.differences(), check_exact=True)
    pd.testing.assert_frame_equal(one.differences("more"), other.differences("more"), check_exact=True)
    pd.testing.assert_frame_equal(one.alone(), other.alone(), check_exact=True)
    pd.testing.assert_frame_equal(one.to_frame(), other.to_frame(), check_exact=True)
    assert one.to_json() == other.to_json()


def test_every_difference_says_on_how_many_pairs_it_stands(tmp_path):
    runs = arbitrary_runs(4, 2, fails=lambda cell: cell in {("more", 0, 0), ("base", 3, 1)})
    store(tmp_path, runs, finished=lambda number: number != 2)
    comparison = read_comparison(tmp_path)
    found = comparison.differences().query("outcome == 'parents_heard' and level == 'everyone'").set_index("scenario")
    untold = sum(
        np.isnan([runs[arm, d, r].pair("parents_heard")[0] for arm in ("base", "more")]).any()
        for d, r in [(0, 1), (1, 1), (2, 0), (2, 1), (3, 0)]
    )
    assert found.loc["more", "pairs"] == 5 - untold
    assert found.loc["more", "missing"] == 3 + untold
    assert f"{3 + untold} of 8 runs missing or not to be told" in found.loc["more", "note"]
    assert comparison.missing_runs == 3 + 2


def test_what_was_not_kept_is_in_no_table(tmp_path):
    runs = arbitrary_runs(3, 2)
    store(tmp_path, runs, keep=Keep(("outcomes",), ("reach", "cost")))
    comparison = read_comparison(tmp_path)
    table = comparison.differences()
    assert set(table["outcome"]) == {"reach", "cost"}
    assert set(table["level"]) == {"everyone"}
    same = in_memory(runs, 3, 2).difference("more", "reach")
    np.testing.assert_array_equal(comparison.difference("more", "reach"), same)
    assert comparison.difference("more", "heard").pairs == 0
    with pytest.raises(InputError, match='does not keep "weekly"'):
        comparison.weekly("base", "engaged")


def test_a_study_of_a_peersim_that_told_less_is_read_as_far_as_it_goes(tmp_path, monkeypatch):
    """An outcome and a weekly column that came later are said not to be there; the rest is compared as ever."""
    runs = arbitrary_runs(3, 2)
    store(tmp_path, runs)
    later = StoredField("sunshine", "number", "hours", "sunshine")

    def tables_of_today(keep):
        tables = stored_tables(keep)
        return tables | {name: tables[name]._replace(fields=(*tables[name].fields, later)) for name in ("weekly",)}

    monkeypatch.setattr("peersim.studies.contents.stored_tables", tables_of_today)
    monkeypatch.setattr("peersim.analysis.stored.WEEKLY_COLUMNS", (*WEEKLY_COLUMNS, "sunshine"))
    comparison = read_comparison(tmp_path)
    np.testing.assert_array_equal(
        comparison.difference("more", "reach"), in_memory(runs, 3, 2).difference("more", "reach")
    )
    with pytest.raises(InputError, match='table "weekly" has no column "sunshine"'):
        comparison.runs.weekly_of(0, len(WEEKLY_COLUMNS))


def test_a_run_that_is_there_twice_is_refused(tmp_path):
    store(tmp_path, arbitrary_runs(2, 1))
    with Store(tmp_path) as opened:
        paths = [tmp_path / "shards" / "00000" / "runs.parquet"] * 2
        object.__setattr__(opened.contents, "paths", lambda table: paths)
        with pytest.raises(InputError, match='run "base", draw 0, replication 0 came twice'):
            compare_store(opened)


def test_every_row_is_of_one_outcome_and_all_weekly_columns_can_be_asked_for(tmp_path):
    runs = {("base", 0, 0): observation(1)}
    store(tmp_path, runs)
    comparison = read_comparison(tmp_path, budget=ONE_OUTCOME_AT_A_TIME)
    assert len(comparison.by_itself("base").draws) == len(ROW_OUTCOMES)
    for number, column in enumerate(WEEKLY_COLUMNS):
        np.testing.assert_array_equal(comparison.weekly("base", column).mean, runs["base", 0, 0].weekly[:, number])


@pytest.mark.slow
def test_memory_does_not_grow_with_the_number_of_runs(tmp_path):
    """Eight times the runs: the same blocks are read, of fewer outcomes each."""
    import tracemalloc

    peaks = []
    for draws in (80, 640):
        folder = tmp_path / str(draws)
        store(folder, arbitrary_runs(draws, 1, scenarios=("base", "more")))
        comparison = read_comparison(folder, budget=2_000_000)
        comparison.value("base", "reach")  # what is loaded once
        tracemalloc.start()
        comparison.differences()
        comparison.weekly("more", "strain")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0]

"""Results as tidy tables and as xarray hold the same numbers; a store is read only as far as it is asked."""

import json
import sys
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from made_up_figures import made_up_figures
from simulated_studies import study
from stored_studies import SCENARIOS, WEEKS, arbitrary_runs, facts_of, store

import peersim as ps
from peersim.analysis import Comparison
from peersim.analysis.stored_arrays import store_size
from peersim.analysis.tidy import in_words, memory_of
from peersim.economics.labelled import appraisal_labelled
from peersim.foundation.problems import InputError
from peersim.outcomes import LEVELS, OUTCOMES
from peersim.outcomes.tidy import tidy_frame
from peersim.studies.folder import MANIFEST
from peersim.studies.tables import Keep

xarray = pytest.importorskip("xarray")

LOST = {("more", 1, 0)}
RUN = ["scenario", "draw", "replication"]
CHOSEN = ["reach", "parents_engaged_26w", "cost", "match_wait_mean"]


@pytest.fixture(scope="module")
def runs():
    return arbitrary_runs(3, 2, fails=lambda cell: cell in LOST)


@pytest.fixture(scope="module")
def folder(runs, tmp_path_factory):
    where = tmp_path_factory.mktemp("study")
    store(where, runs)
    return where


@pytest.fixture(scope="module")
def comparison(runs):
    there = {cell: seen for cell, seen in runs.items() if cell not in LOST}
    return Comparison.from_observations(there, **facts_of(3, 2, WEEKS))


@pytest.fixture(scope="module")
def stored(folder):
    with ps.Store(folder) as opened:
        yield opened


def same_numbers(frame, dataset, name, metric="outcome"):
    """Every value of the tidy table stands in the dataset at its place, and nothing else does."""
    mine = frame[frame[metric] == name]
    dims = [dim for dim in dataset[name].dims if dim != "level"]
    keys = [*dims, *(["level"] if "level" in dataset[name].dims else [])]
    told = dataset[[name]].to_dataframe()[name].reset_index()
    joined = mine.astype(dict.fromkeys(keys, object)).merge(told.astype(dict.fromkeys(keys, object)), on=keys)
    assert len(joined) == len(mine)
    np.testing.assert_array_equal(joined["value"].to_numpy(float), joined[name].to_numpy(float))
    assert told[name].notna().sum() == mine["value"].notna().sum()


# Comparisons


def test_the_tidy_table_is_that_of_the_outcomes(comparison, runs):
    whole = tidy_frame((*cell, seen) for cell, seen in runs.items() if cell not in LOST)
    keys = [*RUN, "group", "level", "outcome"]
    one, other = (
        frame.astype(dict.fromkeys(keys, str)).sort_values(keys, ignore_index=True)
        for frame in (whole, comparison.to_frame())
    )
    pd.testing.assert_frame_equal(one, other, check_exact=True, check_categorical=False)


def test_a_part_of_the_tidy_table_is_a_part_of_the_whole(comparison):
    whole = comparison.to_frame()
    part = comparison.to_frame(CHOSEN, scenarios="more", subgroups=False)
    wanted = whole[(whole["scenario"] == "more") & whole["outcome"].isin(CHOSEN) & (whole["level"] == "everyone")]
    assert part["value"].tolist() == pytest.approx(wanted["value"].tolist(), nan_ok=True)
    assert set(part["scenario"]) == {"more"}


def test_the_dataset_holds_exactly_the_values_of_the_tidy_table(comparison):
    frame, dataset = comparison.to_frame(), comparison.to_xarray()
    assert {outcome.name for outcome in OUTCOMES} | {"done"} == set(dataset.data_vars)
    for outcome in OUTCOMES[::9]:
        same_numbers(frame, dataset, outcome.name)
    assert dataset.sizes == {"scenario": 3, "draw": 3, "replication": 2, "level": 1 + len(LEVELS)}
    assert int(dataset["done"].sum()) == 3 * 3 * 2 - 1


def test_weekly_columns_are_means_over_replications(comparison):
    dataset = comparison.to_xarray(["reach"], weekly=["engaged", "cost"])
    assert dataset["weekly_engaged"].dims == ("scenario", "draw", "week")
    band = comparison.weekly("base", "engaged")
    np.testing.assert_allclose(dataset["weekly_engaged"].sel(scenario="base").mean("draw"), band.mean)
    frame = comparison.weekly_frame(["engaged"], scenarios=["base"])
    assert list(frame.columns) == ["scenario", "draw", "week", "metric", "value", "unit"]
    assert frame["value"].tolist() == dataset["weekly_engaged"].sel(scenario="base").values.ravel().tolist()
    assert set(frame["unit"]) == {"parents"}


def test_units_definitions_and_provenance_are_attributes(comparison):
    dataset = comparison.to_xarray()
    for outcome in OUTCOMES:
        about = dataset[outcome.name].attrs
        assert about["long_name"] == outcome.label
        assert about["units"] == outcome.unit
        assert about["definition"] == outcome.definition
    assert (dataset.attrs["place"], dataset.attrs["seed"], dataset.attrs["version"]) == ("derby", 1, "9.8.7")
    assert dataset.attrs["made_with_version"] == ps.__version__
    assert "no real person" in dataset.attrs["comment"]
    assert set(json.loads(dataset.attrs["packages"])) >= {"numpy", "pandas"}
    assert dataset["title"].values.tolist() == ["Base", "More", "Nothing"]


def test_a_round_trip_through_netcdf_keeps_values_names_and_units(comparison, tmp_path):
    dataset = comparison.to_xarray(weekly=["engaged", "cost"])
    dataset.to_netcdf(tmp_path / "runs.nc", engine="scipy")
    again = xarray.load_dataset(tmp_path / "runs.nc", engine="scipy")
    xarray.testing.assert_identical(again, dataset)


def test_real_people_in_arrays_too():
    comparison = study()
    dataset, frame = comparison.to_xarray(CHOSEN), comparison.to_frame(CHOSEN)
    for name in CHOSEN:
        same_numbers(frame, dataset, name)


def test_wrong_names_are_all_told_with_the_nearest(comparison):
    with pytest.raises(InputError) as error:
        comparison.to_xarray(["raech"], scenarios=["mor"], weekly=["engagd"])
    said = str(error.value)
    for name in ("reach", "more", "engaged"):
        assert f'Did you mean "{name}"?' in said


def test_without_xarray_it_says_how_to_get_it(comparison, monkeypatch):
    monkeypatch.setitem(sys.modules, "xarray", None)
    for ask in (comparison.to_xarray, lambda: ps.to_xarray(comparison), lambda: made_up_figures().to_xarray()):
        with pytest.raises(InputError, match=r'pip install "peersim\[research\]"'):
            ask()


# Stores


@pytest.mark.parametrize("table", ["outcomes", "weekly", "stays", "money", "hours", "draws"])
def test_a_table_of_a_store_is_the_same_as_a_frame_and_as_a_dataset(stored, table):
    frame, dataset = ps.to_frame(stored, table), ps.to_xarray(stored, table)
    assert set(frame["metric"].astype(str)) == set(dataset.data_vars)
    for name in list(dataset.data_vars)[:3]:
        same_numbers(frame, dataset, name, metric="metric")


def test_a_stores_numbers_are_those_of_its_comparison(folder, comparison):
    dataset, whole = ps.to_xarray(folder, "outcomes", subgroups=True), comparison.to_xarray()
    for outcome in OUTCOMES:
        np.testing.assert_array_equal(dataset[outcome.name].values, whole[outcome.name].values, outcome.name)
    weekly = ps.to_xarray(folder, "weekly", ["engaged"])["engaged"]
    assert weekly.dims == ("scenario", "draw", "replication", "week")
    means = comparison.to_xarray([], weekly=["engaged"])["weekly_engaged"]
    np.testing.assert_allclose(weekly.mean("replication"), means)
    assert np.isnan(weekly.sel(scenario="more", draw=1, replication=0)).all()


def test_only_what_is_asked_for_is_read(stored, monkeypatch):
    asked = []
    real = type(stored).query
    monkeypatch.setattr(type(stored), "query", lambda self, sql: asked.append(sql) or real(self, sql))
    dataset = ps.to_xarray(stored, "weekly", ["engaged"], scenarios=["base"], draws=2)
    assert dict(dataset.sizes) == {"scenario": 1, "draw": 2, "replication": 2, "week": WEEKS}
    (sql,) = asked
    assert '"cost"' not in sql
    assert "'base'" in sql
    assert "draw < 2" in sql


def test_the_size_is_known_before_and_too_much_is_refused_with_what_to_do(stored):
    size = store_size(stored, "weekly")
    frame = ps.to_frame(stored, "weekly")
    assert size.numbers == len(frame)
    with pytest.raises(InputError) as error:
        ps.to_xarray(stored, "weekly", memory="10kB")
    said = str(error.value)
    assert f"{size.numbers:,} numbers" in said
    assert "allowed 10 kB" in said
    assert "Ask for fewer" in said
    assert 'memory="1GB"' in said
    with pytest.raises(InputError, match="allowed 10 kB"):
        ps.read(stored.folder).to_frame(memory="10kB")


def test_a_store_says_what_it_has_not(stored, tmp_path):
    cases = (
        (("wekly",), 'Did you mean "weekly"?'),
        (("runs",), "holds words, no numbers"),
        (("outcomes", ["raech"]), 'Did you mean "reach"?'),
    )
    for asked, told in cases:
        with pytest.raises(InputError) as error:
            ps.to_xarray(stored, *asked)
        assert told in str(error.value)
    with pytest.raises(InputError, match="draws is 9; allowed 1 to 3"):
        ps.to_frame(stored, draws=9)
    store(tmp_path, arbitrary_runs(2, 1), keep=Keep(("outcomes",), ("reach",)))
    with pytest.raises(InputError, match="does not keep subgroups"):
        ps.to_frame(tmp_path, subgroups=True)
    with pytest.raises(InputError, match='does not keep "cost"'):
        ps.read(tmp_path).to_frame(["cost"])
    assert set(ps.to_xarray(ps.read(tmp_path)).data_vars) == {"reach", "done"}
    with pytest.raises(InputError, match="dict has no to_frame"):
        ps.to_frame({MANIFEST: 1})


@pytest.mark.parametrize(("text", "size"), [("500MB", 5 * 10**8), ("2 GB", 2 * 10**9), ("1.5k", 1500), (7, 7)])
def test_memory_is_read(text, size):
    assert memory_of(text) == size


def test_memory_that_is_none_is_refused():
    with pytest.raises(InputError, match='"lots"'):
        memory_of("lots")
    assert in_words(1_230_000) == "1.23 MB"


# Figures and findings


def test_the_figures_of_a_study_are_the_same_in_every_form():
    figures = made_up_figures()
    frame, dataset = figures.to_frame(), figures.to_xarray()
    assert dataset["spending_by_line"].dims == (*RUN, "year", "line")
    np.testing.assert_array_equal(dataset["spending_by_line"], figures.spending)
    for name in ("spending_by_line", "wellbeing_by_year", *list(figures.totals)[:2]):
        same_numbers(frame, dataset, name, metric="metric")
    assert set(frame.columns) == {*RUN, "year", "line", "level", "metric", "value", "unit"}


def test_costs_and_gains_stand_under_the_perspective_and_strategy_they_are_of():
    figures = made_up_figures()
    _, draws, replications = figures.done.shape
    made = {who: {name: np.random.default_rng(n).random((draws, replications, len(figures.names)))
                  for n, name in enumerate(("cost", "benefit", "net"))} for who in ("funder", "society")}  # fmt: skip
    worths = {who: SimpleNamespace(**values) for who, values in made.items()}
    labelled = appraisal_labelled(SimpleNamespace(figures=figures, before=worths, after=worths, price_year="2025"))
    net = labelled.parts["net"]
    assert net.dims == ("perspective", "optimism", *RUN)
    np.testing.assert_array_equal(net.values[1, 0], np.moveaxis(made["society"]["net"], -1, 0))


def test_the_scenarios_of_a_store_come_in_its_order(folder):
    assert ps.to_xarray(folder, "outcomes", ["cost"])["scenario"].values.tolist() == list(SCENARIOS)

"""A study read for its economics has the numbers of its runs, in the right cells and years."""

import numpy as np
import pandas as pd
import pytest

from peersim.economics import stress
from peersim.economics.observed import figures_of, yearly
from peersim.economics.reading import read_figures, year_lengths
from peersim.economics.stress import run_again
from peersim.evidence.table import keys_with, parameter
from peersim.foundation.problems import InputError
from peersim.foundation.units import WEEKS_PER_YEAR
from peersim.studies.execute import execute
from peersim.studies.plan import make_plan
from peersim.study_api import plan_study, run_study

WEEKS, NUMBERS = 80, {"parents": 150, "draws": 3, "replications": 2, "seed": 4}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    where = tmp_path_factory.mktemp("study") / "small"
    plan_study(where, scenarios=["baseline", "on_site_childcare"], weeks=WEEKS, question="What for?", **NUMBERS)
    run_study(where)
    return where


@pytest.fixture(scope="module")
def figures(folder):
    return read_figures(folder)


@pytest.fixture(scope="module")
def execution():
    return execute(make_plan(["baseline", "on_site_childcare"], weeks=WEEKS, **NUMBERS))


def test_every_number_is_that_of_its_run(figures, execution):
    seen = {(run.scenario, run.draw, run.replication): observation for run, observation in execution.results()}
    again = figures_of(figures, seen, figures.inputs)
    assert set(figures.names) == {"baseline", "on_site_childcare", "nothing"}
    for name in ("done", "spending", "income", "wellbeing", "volunteer_years"):
        np.testing.assert_allclose(getattr(figures, name), getattr(again, name), rtol=1e-12, err_msg=name)
    for name, values in figures.totals.items():
        np.testing.assert_array_equal(values, again.totals[name], name)
    for name, values in figures.by_level.items():
        np.testing.assert_array_equal(values, again.by_level[name], name)


def test_years_add_up_to_the_run(figures, execution):
    run, seen = execution.results()[0]
    assert len(figures.years) == 2
    assert figures.years.sum() == pytest.approx(WEEKS / WEEKS_PER_YEAR, abs=0.02)
    cell = (figures.names.index(run.scenario), run.draw, run.replication)
    assert figures.wellbeing[cell].sum() == pytest.approx(seen.value("wellbeing_years"), abs=1e-9)
    assert figures.spending[cell].sum() == pytest.approx(seen.value("cost"))
    assert yearly(seen, "cost").sum() * WEEKS_PER_YEAR == pytest.approx(seen.value("cost"))


def test_without_a_programme_nothing_is_spent_or_gained(figures):
    nothing = figures.names.index("nothing")
    assert (
        figures.spending[nothing].sum()
        == figures.wellbeing[nothing].sum()
        == figures.volunteer_years[nothing].sum()
        == 0.0
    )
    assert figures.spending[figures.names.index("baseline")].sum() > 0.0


def test_inputs_are_named_as_in_the_evidence_table_and_differ_between_draws(figures):
    assert {"effect.smd_groups", "cost.coordinator_salary"} <= set(figures.inputs.columns)
    assert len(figures.inputs) == NUMBERS["draws"]
    assert (figures.inputs.nunique() > 1).all()


def test_strategies_are_run_again_with_inputs_held_in_new_worlds(folder, figures):
    again = run_again(folder, figures, {"benefit.half_dose": 3.0}, worlds=4)
    assert again.done.shape == (len(figures.names), 4, 1)
    assert (again.inputs["benefit.half_dose"] == 3.0).all()
    assert again.inputs["effect.smd_groups"].nunique() == 4, "the others are sampled"
    assert not np.isin(again.totals["cost"][0], figures.totals["cost"][0]).any(), "families and luck are new"
    np.testing.assert_array_equal(run_again(folder, figures, {"benefit.half_dose": 3.0}, 4).spending, again.spending)


def test_strategies_of_another_peersim_are_not_run_again(folder, figures, monkeypatch):
    monkeypatch.setattr("peersim.studies.study.package_fingerprint", lambda: "0" * 64)
    with pytest.raises(InputError, match="planned with another peersim"):
        run_again(folder, figures, {}, worlds=2)


def test_of_shares_that_are_a_whole_one_is_left_to_follow():
    shares = {key: 0.2 for key in keys_with(role="input") if parameter(key).distribution.startswith("dirichlet")}
    kept = stress._within_bounds({**shares, "benefit.half_dose": 3.0})
    assert len(kept) == len(shares)
    assert "benefit.half_dose" in kept


@pytest.mark.parametrize(("weeks", "last"), [(52, 52 / WEEKS_PER_YEAR), (53, 1.0), (80, 27 / WEEKS_PER_YEAR)])
def test_a_last_year_that_is_cut_short_is_a_part_of_one(weeks, last):
    assert year_lengths(weeks)[-1] == pytest.approx(last, abs=0.02)


def test_a_study_that_keeps_too_little_says_what_to_do(tmp_path):
    plan_study(tmp_path / "few", scenarios=["baseline"], weeks=40, keep=["outcomes"], **NUMBERS)
    run_study(tmp_path / "few")
    with pytest.raises(InputError, match="does not keep subgroups, weekly, money"):
        read_figures(tmp_path / "few")


def test_a_study_too_short_to_tell_who_is_retained_is_refused(tmp_path):
    plan_study(tmp_path / "short", scenarios=["baseline"], weeks=20, **NUMBERS)
    run_study(tmp_path / "short")
    with pytest.raises(InputError, match="runs of 20 weeks are too short to tell who is still engaged after 26"):
        read_figures(tmp_path / "short")


def test_where_nobody_could_be_followed_nobody_is_retained(figures):
    assert np.isfinite(figures.totals["parents_engaged_26w"]).all()
    assert np.isfinite(figures.by_level["parents_engaged_26w"]).all()
    assert "parents_engaged_52w" not in figures.totals


def test_what_is_not_finished_is_nan_and_a_draw_can_be_left_out(folder, figures):
    missing = figures.done.copy()
    missing[0, 1, 0] = False
    assert figures.runs == figures.done.size
    assert figures.missing == 0
    fewer = figures.only(np.array([True, False, True]))
    assert fewer.done.shape[1] == len(fewer.inputs) == fewer.totals["cost"].shape[1] == 2
    pd.testing.assert_series_equal(fewer.inputs.iloc[1], figures.inputs.iloc[2], check_names=False)

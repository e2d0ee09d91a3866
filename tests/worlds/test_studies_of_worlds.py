"""What a study may rely on: scenarios share their families and luck, and nothing outside the design changes a run."""

import numpy as np
import pytest

from peersim.api import to_comparison, weekly_table
from peersim.studies.execute import execute
from peersim.studies.plan import make_plan
from peersim.studies.store import read_observations, write_observations

SMALL = {"parents": 200, "weeks": 40, "draws": 2, "replications": 2, "seed": 0}


@pytest.fixture(scope="module")
def plan():
    return make_plan(["baseline", "on_site_childcare"], **SMALL)


@pytest.fixture(scope="module")
def execution(plan):
    return execute(plan, workers=1)


def same(one, other):
    arrays, others = one.to_arrays(), other.to_arrays()
    return all(np.array_equal(arrays[name], others[name], equal_nan=True) for name in arrays)


def test_two_workers_see_what_one_worker_sees(plan, execution):
    shared = execute(plan, workers=2)
    assert not execution.failures
    assert all(same(a, b) for a, b in zip(execution.observations, shared.observations, strict=True))


def test_a_stopped_and_resumed_study_sees_what_an_unbroken_one_sees(plan, execution, tmp_path):
    write_observations(tmp_path / "half.parquet", execution.results()[:6])
    half = read_observations(tmp_path / "half.parquet")
    assert len(half) == 6
    resumed = execute(plan, workers=2, done=half)
    assert all(same(a, b) for a, b in zip(execution.observations, resumed.observations, strict=True))


def test_a_scenario_sees_the_same_whoever_runs_beside_it(execution):
    alone = execute(make_plan(["on_site_childcare"], **SMALL), workers=1)
    beside = {(run.scenario, run.draw, run.replication): o for run, o in execution.results()}
    ours = {(run.scenario, run.draw, run.replication): o for run, o in alone.results()}
    assert len(ours) == 8
    assert all(same(observation, beside[key]) for key, observation in ours.items())


def test_more_draws_or_replications_leave_the_first_ones_as_they_were(execution):
    more = execute(make_plan(["baseline"], **{**SMALL, "draws": 3, "replications": 3}), workers=2)
    ours = {(run.scenario, run.draw, run.replication): o for run, o in execution.results()}
    kept = {(run.scenario, run.draw, run.replication): o for run, o in more.results()}
    shared = [key for key in ours if key in kept]
    assert len(shared) == 8
    assert all(same(ours[key], kept[key]) for key in shared)


def test_a_scenario_that_changes_nothing_is_its_parent_bit_for_bit(execution, tmp_path):
    file = tmp_path / "same_again.toml"
    file.write_text('title = "The same"\nwhy = "A control."\nextends = "baseline"\n', encoding="utf-8")
    other = execute(make_plan([file], **SMALL), workers=1)
    ours = [o for run, o in execution.results() if run.scenario == "baseline"]
    theirs = [o for run, o in other.results() if run.scenario == "same_again"]
    assert len(ours) == 4
    assert all(same(a, b) for a, b in zip(ours, theirs, strict=True))


def test_until_a_policy_starts_its_scenario_is_the_reference(execution):
    weekly = weekly_table(execution)
    early = weekly[weekly["week"] < 13].set_index("scenario")
    baseline, childcare = (early.loc[name].reset_index(drop=True) for name in ("baseline", "on_site_childcare"))
    assert len(baseline) == 4 * 13
    assert baseline.equals(childcare)
    late = weekly[weekly["week"] >= 13]
    costs = late.groupby("scenario")["cost"].sum()
    assert costs["on_site_childcare"] > costs["baseline"]


def test_without_a_programme_nobody_is_reached_and_nothing_is_spent(execution):
    weekly = weekly_table(execution)
    nothing = weekly[weekly["scenario"] == "nothing"]
    assert (nothing["eligible"] > 0).all()
    assert nothing[["ever_came", "attendances", "contacts", "cost", "hours_given"]].to_numpy().sum() == 0


def test_the_weekly_table_has_a_row_for_every_week_of_every_run(plan, execution):
    weekly = weekly_table(execution)
    assert len(weekly) == len(plan.runs()) * plan.weeks
    keys = weekly[["scenario", "draw", "replication", "week"]]
    assert not keys.duplicated().any()
    assert weekly["week"].max() == plan.weeks - 1


def test_differences_are_made_of_runs_of_one_world(execution):
    comparison = to_comparison(execution)
    values = {key: o.value("cost") for key, o in ((run[1:], o) for run, o in execution.results())}
    by_hand = np.mean(
        [values["on_site_childcare", d, r] - values["baseline", d, r] for d in range(2) for r in range(2)]
    )
    assert comparison.difference("on_site_childcare", "cost").value == pytest.approx(by_hand)
    assert comparison.reference == "baseline"

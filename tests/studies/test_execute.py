"""Runs are shared out among threads, and nothing about the results depends on how."""

import sys
import threading

import numpy as np
import pytest

from peersim.foundation.draws import run_key
from peersim.foundation.problems import InputError
from peersim.studies.execute import default_workers, execute

pytestmark = pytest.mark.quick


def values(execution):
    return [None if o is None else o.value for o in execution.observations]


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_results_do_not_depend_on_the_number_of_workers(toy_plan, machinery, workers):
    plan = toy_plan(draws=5)
    alone = execute(plan, workers=1, machinery=machinery())
    shared = execute(plan, workers=workers, machinery=machinery(dawdle=0.002))
    assert values(shared) == values(alone)
    assert all(np.array_equal(a.luck, b.luck) for a, b in zip(shared.observations, alone.observations, strict=True))


def test_work_is_shared_out_among_several_threads(toy_plan, machinery):
    toy = machinery(dawdle=0.01)
    execute(toy_plan(draws=6), workers=2, machinery=toy)
    assert len(toy.threads) == 2


def test_families_are_made_once_a_world_and_shared_by_all_scenarios(toy_plan, machinery):
    toy = machinery()
    plan = toy_plan()
    execute(plan, workers=1, machinery=toy)
    assert len(toy.families_made) == len(plan.worlds())
    assert toy.families_made == [int(run_key(plan.seed, *world)) for world in plan.worlds()]


def test_scenarios_share_their_luck_and_draws_differ(toy_plan, machinery):
    toy = machinery()
    execute(toy_plan(), workers=1, machinery=toy)
    by_world = {}
    for design, value, key in toy.runs:
        by_world.setdefault(key, set()).add((design, value))
    assert all({design for design, _ in runs} == {0.0, 1.0, 2.0} for runs in by_world.values())
    assert all(len({value for _, value in runs}) == 1 for runs in by_world.values())
    assert {value for _, value, _ in toy.runs} == {0.0, 10.0, 20.0}


def test_a_failed_run_is_recorded_and_the_others_go_on(toy_plan, machinery):
    execution = execute(toy_plan(), workers=2, machinery=machinery(fails={"run": (2.0,)}))
    assert execution.finished == 12
    assert len(execution.failures) == 6
    first = execution.failures[0]
    assert (first.scenario, first.draw, first.replication, first.stage) == ("more", 0, 0, "run")
    assert first.message == "ZeroDivisionError: the toy broke"
    assert "Traceback" in first.traceback
    assert [f[1:3] for f in execution.failures] == sorted(f[1:3] for f in execution.failures)


@pytest.mark.parametrize("stage", ["synthesis", "observation"])
def test_the_stage_that_failed_is_named(toy_plan, machinery, stage):
    execution = execute(toy_plan(), workers=1, machinery=machinery(fails={stage: True}))
    assert {failure.stage for failure in execution.failures} == {stage}
    assert all("\n" not in failure.message for failure in execution.failures)


def test_ctrl_c_keeps_whole_worlds_and_says_it_was_stopped(toy_plan, machinery):
    plan, stopped = toy_plan(draws=30), threading.Event()
    half = len(plan.runs()) // 2

    class WaitsHalfWay(machinery):
        def simulate(self, *given):
            if len(self.runs) > half + 10:
                stopped.wait(60)
            return super().simulate(*given)

    def stop_half_way(done, total):
        if done >= half:
            stopped.set()
            raise KeyboardInterrupt

    execution = execute(plan, workers=2, machinery=WaitsHalfWay(), progress=stop_half_way)
    assert execution.interrupted
    assert 0 < execution.finished < len(plan.runs())
    by_world = np.array([o is not None for o in execution.observations]).reshape(-1, 3)
    assert (by_world.all(axis=1) == by_world.any(axis=1)).all()


def test_a_stopped_study_goes_on_where_it_was_and_gives_the_same_results(toy_plan, machinery):
    plan = toy_plan(draws=4)
    whole = execute(plan, workers=1, machinery=machinery())
    half = {(run.scenario, run.draw, run.replication): o for run, o in whole.results()[:12]}
    toy = machinery()
    resumed = execute(plan, workers=2, machinery=toy, done=half)
    assert values(resumed) == values(whole)
    assert len(toy.runs) == 12


def test_a_world_that_was_only_half_done_is_run_again_whole(toy_plan, machinery):
    plan = toy_plan(draws=1, replications=1)
    whole = execute(plan, workers=1, machinery=machinery())
    toy = machinery()
    half = {(run.scenario, run.draw, run.replication): o for run, o in whole.results()[:2]}
    assert values(execute(plan, workers=1, machinery=toy, done=half)) == values(whole)
    assert len(toy.runs) == 3


def test_progress_counts_up_to_the_whole(toy_plan, machinery):
    seen = []
    execute(toy_plan(), workers=2, machinery=machinery(), progress=lambda done, total: seen.append((done, total)))
    assert seen == sorted(seen)
    assert seen[-1] == (18, 18)


@pytest.mark.parametrize("workers", [0, -1, 1.5, True, 5000])
def test_a_number_of_workers_that_cannot_be_is_refused(toy_plan, machinery, workers):
    with pytest.raises(InputError, match="workers is"):
        execute(toy_plan(), workers=workers, machinery=machinery())


def test_by_default_there_is_a_worker_for_each_core():
    assert default_workers() >= 1


def test_threads_pass_the_lock_on_sooner_while_a_study_runs_and_as_before_afterwards(toy_plan, machinery):
    before, seen = sys.getswitchinterval(), []
    execute(toy_plan(), machinery=machinery(), progress=lambda *_: seen.append(sys.getswitchinterval()))
    assert seen
    assert max(seen) < before
    assert sys.getswitchinterval() == before

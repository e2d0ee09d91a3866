"""Targets are simulated once a setting and world, the same whoever does it, and what fails is told, not hidden."""

import signal
from pathlib import Path

import numpy as np
import pytest

import peersim.engine.run
from peersim.analysis.validation import FailedRun, read_targets, score, simulate, validate
from peersim.evidence import draws
from peersim.foundation.draws import run_key
from peersim.foundation.problems import InputError, RunError
from peersim.outcomes import statistics
from peersim.outcomes.scene import Scene
from peersim.places.synthesis import synthesise
from peersim.studies.execute import StudyInterrupted

FILES = Path(__file__).parent / "targets"
DRAWS, REPLICATIONS, SEED = 3, 2, 5


@pytest.fixture(scope="module")
def targets():
    return read_targets(FILES / "good.toml")


@pytest.fixture(scope="module")
def drawn():
    return draws(DRAWS, SEED)


@pytest.fixture(autouse=True)
def _compiled_before(monkeypatch):
    """Tests replace what runs a programme; the small run by which the engine is made ready is not theirs."""
    from peersim.engine.compiled import prepare

    prepare()
    monkeypatch.setattr("peersim.engine.compiled.prepare", lambda announce: None)


@pytest.fixture(scope="module")
def found(targets, drawn):
    return simulate(targets, drawn, replications=REPLICATIONS, seed=SEED, workers=1)


def same(one, other):
    return one.values.tobytes() == other.values.tobytes() and one.units.tobytes() == other.units.tobytes()


def test_a_value_is_what_the_statistic_gives_of_that_run(targets, drawn, found):
    row, target = 2, targets.targets[2]
    setting, key = target.setting, run_key(SEED, 1, 1)
    people = synthesise(setting.profile, setting.size, setting.weeks, key)
    world = peersim.engine.run.run_once(setting.design, people, drawn[1], key)
    by_hand = statistics.measure(Scene(world), target.statistic, target.arguments, n=target.n, key=int(key))
    assert found.values[row, 1, 1] == by_hand.value
    assert found.units[row, 1, 1] == by_hand.units == target.n


@pytest.mark.parametrize("workers", [2, 5])
def test_results_do_not_depend_on_the_number_of_workers(targets, drawn, found, workers):
    assert same(found, simulate(targets, drawn, replications=REPLICATIONS, seed=SEED, workers=workers))


def test_a_later_part_gives_what_the_whole_gave(targets, drawn, found):
    part = simulate(targets, drawn[1:], replications=REPLICATIONS, seed=SEED, first_draw=1)
    assert part.values.tobytes() == found.values[:, 1:].tobytes()


def test_a_target_alone_gives_what_it_gave_among_others(targets, drawn, found):
    alone = simulate(targets.chosen(["came"]), drawn, replications=REPLICATIONS, seed=SEED)
    assert alone.values[0].tobytes() == found.values[1].tobytes()


def test_another_seed_gives_other_values(targets, drawn, found):
    assert not same(found, simulate(targets, drawn, replications=REPLICATIONS, seed=SEED + 1))


def test_each_setting_is_run_once_a_world_and_families_are_drawn_once_for_those_that_share_them(
    targets, drawn, monkeypatch
):
    made, ran = [], []
    first_run, first_people = peersim.engine.run.run_once, peersim.places.synthesis.synthesise

    def run_counted(*given):
        ran.append(given[-1])
        return first_run(*given)

    def people_counted(*given):
        made.append(given)
        return first_people(*given)

    monkeypatch.setattr("peersim.engine.run.run_once", run_counted)
    monkeypatch.setattr("peersim.places.synthesis.synthesise", people_counted)
    simulate(targets, drawn, seed=SEED, workers=1)
    assert len(targets.settings) == 3
    assert len(ran) - len(made) == DRAWS  # two of the three settings share place, size and length
    assert len(made) == 2 * DRAWS


def test_the_event_record_is_kept_only_where_a_statistic_needs_it(targets, drawn, monkeypatch):
    kept = []
    first = peersim.engine.run.run_once

    def noted(*given):
        kept.append(given[-1])
        return first(*given)

    monkeypatch.setattr("peersim.engine.run.run_once", noted)
    simulate(targets, drawn[:1], seed=SEED, workers=1)
    assert kept[-3:] == [True, False, False]  # completed_share needs it; reach and attendance do not


def test_a_run_that_fails_is_a_row_with_its_message_and_the_others_are_scored(targets, drawn, found, monkeypatch):
    first = peersim.engine.run.run_once

    def breaks(design, people, values, key, events=False):
        if key == run_key(SEED, 1, 0) and design.scenario.name == "ours":
            raise ValueError("the roof fell in")
        return first(design, people, values, key, events)

    monkeypatch.setattr("peersim.engine.run.run_once", breaks)
    broken = simulate(targets, drawn, replications=REPLICATIONS, seed=SEED)
    assert broken.failures == (FailedRun(("ours",), 1, 0, "run", "ValueError: the roof fell in"),)
    assert np.isnan(broken.values[4, 1, 0])
    ours = score(targets, broken)["ours"]
    assert (ours.runs, ours.told, ours.failed, ours.undefined) == (6, 5, 1, 0)
    assert broken.values[:4].tobytes() == found.values[:4].tobytes()


def test_a_statistic_that_fails_leaves_the_others_of_its_run(targets, drawn, found, monkeypatch):
    first = statistics.measure

    def breaks(scene, name, arguments, **options):
        if name == "matched":
            raise ZeroDivisionError("no one to match")
        return first(scene, name, arguments, **options)

    monkeypatch.setattr("peersim.outcomes.statistics.measure", breaks)
    broken = simulate(targets, drawn, replications=REPLICATIONS, seed=SEED)
    assert {failure.stage for failure in broken.failures} == {"measuring"}
    assert broken.failed.tolist() == [0, 0, 0, 6, 0]
    assert np.delete(broken.values, 3, 0).tobytes() == np.delete(found.values, 3, 0).tobytes()


def test_when_no_run_can_be_finished_that_is_an_error(monkeypatch):
    def breaks(*_):
        raise ValueError("the roof fell in")

    monkeypatch.setattr("peersim.engine.run.run_once", breaks)
    with pytest.raises(RunError, match=r"(?s)No run could be finished; 6 failed\..*the roof fell in"):
        validate(FILES / "good.toml", draws=2)


def test_what_a_programme_does_not_do_is_undefined_and_a_miss(targets, found):
    matched = score(targets, found)["matched"]
    assert (matched.result, matched.told, matched.hit) == ("undefined", 0, False)


def test_progress_counts_runs(targets, drawn):
    seen = []
    simulate(targets, drawn[:2], seed=SEED, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (6, 6)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_ctrl_c_stops_it_and_says_how_far_it_was(targets, drawn):
    with pytest.raises(StudyInterrupted, match=r"Stopped: \d of 3 worlds were run; none is kept"):
        simulate(targets, drawn, seed=SEED, workers=1, progress=lambda *_: signal.raise_signal(signal.SIGINT))


@pytest.mark.parametrize(
    "wrong",
    [{"replications": 0}, {"seed": -1}, {"workers": 0}, {"first_draw": -1}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_numbers_that_make_no_sense_are_refused(targets, drawn, wrong):
    with pytest.raises(InputError, match=next(iter(wrong))):
        simulate(targets, drawn, **wrong)


def test_without_a_draw_nothing_is_simulated(targets, drawn):
    with pytest.raises(InputError, match="no draw"):
        simulate(targets, drawn[:0])

"""The plan of a study is checked as a whole, in the user's words, and lists every run before the first one."""

from pathlib import Path

import pytest

from peersim.foundation.problems import InputError
from peersim.studies import fingerprints
from peersim.studies.plan import LIMITS, MOST_SCENARIOS, make_plan, package_fingerprint

pytestmark = pytest.mark.quick


def test_every_scenario_meets_every_world_exactly_once(toy_plan):
    plan = toy_plan()
    runs = plan.runs()
    assert len(runs) == 3 * 3 * 2
    assert len({run[1:] for run in runs}) == len(runs)
    assert [run.number for run in runs] == list(range(len(runs)))


def test_worlds_are_finished_whole_because_scenarios_of_one_world_stand_together(toy_plan):
    runs = toy_plan().runs()
    assert [run.scenario for run in runs[:3]] == ["base", "more", "nothing"]
    assert len({(run.draw, run.replication) for run in runs[:3]}) == 1


def test_the_first_scenario_is_the_reference_unless_another_is_asked_for(toy_plan, toy_scenario):
    one, other, nothing = toy_scenario("one"), toy_scenario("other"), toy_scenario("nothing")
    assert toy_plan([one, other, nothing]).reference == "one"
    moved = toy_plan([one, other, nothing], reference=other)
    assert moved.names == ("other", "one", "nothing")


def test_all_problems_are_told_at_once(toy_scenario):
    late = toy_scenario("late", first_week=99)
    with pytest.raises(InputError) as caught:
        make_plan([late, late, toy_scenario("nothing")], place=object(), parents=0, weeks=9, draws=-1, replications=2.5)
    told = "\n".join(caught.value.problems)
    assert "parents is 0; allowed 1 to 1,000,000 eligible parents." in told
    assert "draws is -1; allowed 1 to 10,000 draws." in told
    assert "replications is 2.5; it must be a whole number" in told
    assert 'Scenario "late" is named twice' in told
    assert "line 3: begins in week 99, after the end" in told
    assert str(caught.value).endswith("Nothing was run. See `peersim compare --help`.")


@pytest.mark.parametrize("name", sorted(LIMITS))
@pytest.mark.parametrize("value", ["low", "high", True, "7", float("nan")])
def test_each_number_of_a_study_is_checked(toy_plan, name, value):
    limits = LIMITS[name]
    wrong = {"low": limits.low - 1, "high": limits.high + 1}.get(value, value)
    with pytest.raises(InputError, match=f"^{name} is "):
        toy_plan(**{name: wrong})


def test_seed_zero_is_legal_and_a_seed_of_its_own(toy_plan):
    assert toy_plan(seed=0).fingerprint() != toy_plan(seed=1).fingerprint()


def test_too_many_scenarios_and_too_many_runs_are_refused(toy_plan, toy_scenario):
    with pytest.raises(InputError, match=f"allowed up to {MOST_SCENARIOS} in one study"):
        toy_plan([toy_scenario(f"s{n}") for n in range(MOST_SCENARIOS + 1)])
    with pytest.raises(InputError, match="runs; allowed up to 2,000,000"):
        toy_plan(draws=1000, replications=1000)


def test_no_scenario_at_all_is_refused(toy_plan):
    with pytest.raises(InputError, match="No scenario was named"):
        toy_plan([])


@pytest.mark.parametrize(
    "change",
    [{"seed": 5}, {"parents": 6}, {"weeks": 5}, {"draws": 4}, {"replications": 3}],
    ids=lambda change: next(iter(change)),
)
def test_every_number_that_decides_results_is_in_the_fingerprint(toy_plan, change):
    assert toy_plan().fingerprint() == toy_plan().fingerprint()
    assert toy_plan(**change).fingerprint() != toy_plan().fingerprint()


def test_what_a_scenario_says_is_in_the_fingerprint(toy_plan, toy_scenario):
    nothing = toy_scenario("nothing")
    one, edited = toy_scenario("one", push=1.0), toy_scenario("one", push=1.5)
    assert toy_plan([one, nothing]).fingerprint() != toy_plan([edited, nothing]).fingerprint()


def test_the_package_has_one_fingerprint_wherever_it_is_asked_for():
    assert package_fingerprint() == package_fingerprint()
    assert len(package_fingerprint()) == 64


def test_the_fingerprint_is_of_what_decides_results_and_of_nothing_after_it(tmp_path, monkeypatch):
    """A better report can be made of a finished study; an edited rule, table or scenario makes it another's."""
    before = fingerprint_of_a_package(tmp_path, monkeypatch)
    for room, same in [
        ("report", True),
        ("economics", True),
        ("analysis", True),
        ("engine", False),
        ("evidence", False),
    ]:
        (tmp_path / "peersim" / room).mkdir(parents=True, exist_ok=True)
        (tmp_path / "peersim" / room / "new.py").write_text("more = 1\n")
        assert (fingerprint_of_a_package(tmp_path, monkeypatch) == before) == same, room
        before = fingerprint_of_a_package(tmp_path, monkeypatch)


def fingerprint_of_a_package(folder, monkeypatch):
    monkeypatch.setattr(fingerprints, "__file__", str(folder / "peersim" / "studies" / "fingerprints.py"))
    return package_fingerprint()


def test_every_room_that_decides_results_is_there():
    assert all((Path(fingerprints.__file__).resolve().parents[1] / room).is_dir() for room in fingerprints.ROOMS)

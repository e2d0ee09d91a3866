"""A study is extended but never renumbered: what is done stays, and what is added is what is missing."""

from __future__ import annotations

import json

import pytest
from toy_studies import StandIn, files_of, planned, run

from peersim.foundation.draws import run_key
from peersim.foundation.problems import InputError
from peersim.studies.study import Study
from peersim.studies.study_file import read_study_file


def keys_of(study):
    return {(name, int(value), key) for name, value, key in study.machinery.runs}


@pytest.mark.parametrize(
    "more",
    [
        {"draws": 5},
        {"replications": 4},
        {"scenarios": ["personal_calls"]},
        {"draws": 4, "replications": 3, "scenarios": ["personal_calls", "follow_up"]},
    ],
)
def test_extending_adds_what_is_missing_and_keeps_what_is_done(tmp_path, more):
    study = run(planned(tmp_path))
    before = files_of(study.folder)
    extended = Study(study.folder, StandIn())
    extended.extend(**more)
    assert extended.machinery.runs == []
    run(extended)
    names = [*study.file.names, *more.get("scenarios", [])]
    draws, replications = more.get("draws", 3), more.get("replications", 2)
    wanted = {(n, d, int(run_key(0, d, r))) for n in names for d in range(draws) for r in range(replications)}
    assert keys_of(study) | keys_of(extended) == wanted
    assert len(extended.machinery.runs) == len(wanted) - 18
    assert before.items() <= files_of(study.folder).items()
    assert extended.verify() == []
    facts = read_study_file(study.folder).facts
    assert (facts["draws"], facts["replications"], facts["scenarios"]) == (draws, replications, names)
    assert facts["reference"] == "baseline"


def test_the_hash_of_an_extended_study_stands_on_that_of_the_first(study):
    first = study.file
    study.extend(draws=4)
    second = study.file
    assert second.plan_hash != first.plan_hash
    assert [block.plan_hash for block in second.blocks][:1] == [first.plan_hash]
    path = study.folder / "study.json"
    document = json.loads(path.read_text())
    document["blocks"][0]["draws"] = [0, 2]
    path.write_text(json.dumps(document))
    with pytest.raises(InputError, match="its hash does not fit"):
        Study(study.folder)


def test_an_extension_that_was_cut_off_before_its_end_changes_nothing(tmp_path, monkeypatch):
    study = run(planned(tmp_path))
    text = (study.folder / "study.json").read_text()

    def killed(self, folder):
        raise MemoryError

    monkeypatch.setattr("peersim.studies.study_file.StudyFile.write", killed)
    with pytest.raises(MemoryError):
        study.extend(draws=9, scenarios=["follow_up"])
    monkeypatch.undo()
    assert (study.folder / "study.json").read_text() == text
    again = run(Study(study.folder, StandIn()))
    assert again.machinery.runs == []
    again.extend(draws=4)
    run(again)
    assert again.verify() == []


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({}, "Nothing is added"),
        ({"draws": 3}, "Nothing is added"),
        ({"draws": 2}, "draws is 2; the study has 3 already, and what is done stays"),
        ({"replications": 0}, "replications is 0; allowed 1 to 1,000,000"),
        ({"scenarios": ["taster"]}, 'Scenario "taster" is in the study already'),
        ({"scenarios": ["tastr"]}, 'Did you mean "taster"'),
        ({"draws": 65_536, "replications": 1_000_000}, "allowed up to 200,000,000"),
    ],
)
def test_what_cannot_be_added_is_refused(study, more, told):
    before = (study.folder / "study.json").read_text()
    with pytest.raises(InputError, match=told):
        study.extend(**more)
    assert (study.folder / "study.json").read_text() == before


def test_draws_that_are_others_now_are_not_added(study):
    class Other(StandIn):
        def draws(self, count, seed):
            return super().draws(count, seed) + 0.5

    with pytest.raises(InputError, match="the first of them are not those the study has"):
        Study(study.folder, Other()).extend(draws=5)


def test_draws_are_the_same_however_many_there_are():
    """What `extend` stands on: draw 7 of 20 is draw 7 of 33, of 64 and of 500."""
    from peersim.evidence import draws

    few = draws(20, 3)
    for count in (21, 32, 33, 64, 65, 500):
        assert (draws(count, 3)[:20] == few).all()

"""A study that is not the one that was planned, or that somebody else holds, is refused in words and left alone."""

from __future__ import annotations

import json
import os

import pytest
from toy_studies import PLAN, StandIn, files_of, planned, run

from peersim.foundation.problems import InputError
from peersim.studies.status import status_of
from peersim.studies.study import Study


def test_a_second_process_is_refused_and_told_who_is_at_it(study):
    with study.lock("running the study"):
        assert status_of(study)["held_by"].startswith(f"process {os.getpid()} on ")
        with pytest.raises(InputError, match=rf"is in use: process {os.getpid()} on .* is running the study since"):
            run(Study(study.folder, StandIn()))
        with pytest.raises(InputError, match="is in use"):
            Study(study.folder, StandIn()).extend(draws=9)
    assert status_of(study)["held_by"] is None
    run(study)


def test_a_plan_edited_after_the_start_is_refused_with_the_difference(study):
    (study.folder / "plan.toml").write_text(PLAN.replace("draws = 3", "draws = 30"))
    with pytest.raises(InputError) as caught:
        run(study)
    assert "plan.toml was edited after the study was planned. The difference:" in str(caught.value)
    assert "-draws = 3\n+draws = 30" in str(caught.value)
    assert "peersim study extend" in str(caught.value)
    (study.folder / "plan.toml").unlink()
    with pytest.raises(InputError, match=r"plan\.toml is missing or empty"):
        study.extend(draws=9)


def test_another_peersim_is_refused_in_words(study, monkeypatch):
    monkeypatch.setattr("peersim.studies.study.package_fingerprint", lambda: "f" * 64)
    with pytest.raises(InputError, match=r"planned with another peersim .* Results of different code are never mixed"):
        run(study)


def test_other_replaced_rules_are_refused_in_words(study, monkeypatch):
    rule = {"what": "attendance_logit", "sha256": "1" * 64}
    monkeypatch.setattr("peersim.studies.study.replaced_now", lambda: [rule])
    with pytest.raises(InputError, match="with these rules replaced: none; now they are: attendance_logit"):
        run(study)


@pytest.mark.parametrize("name", ["scenarios/taster.resolved.toml", "place.json"])
def test_a_changed_file_of_the_plan_is_refused(study, name):
    (study.folder / name).write_text((study.folder / name).read_text() + " ")
    with pytest.raises(InputError, match="was changed after the study was planned"):
        run(study)
    assert status_of(study)["wrong"]


@pytest.mark.parametrize(
    "change",
    [('"parents": 40', '"parents": 4000'), ('"reference": "baseline"', '"reference": "taster"'), ("Which", "What")],
)
def test_a_changed_study_json_is_refused(study, change):
    path = study.folder / "study.json"
    assert change[0] in path.read_text()
    path.write_text(path.read_text().replace(*change))
    with pytest.raises(InputError, match="was changed after the study was planned: its hash does not fit"):
        Study(study.folder)


def test_a_study_json_that_is_none_is_told(study):
    path = study.folder / "study.json"
    path.write_text("{")
    with pytest.raises(InputError, match="is damaged"):
        Study(study.folder)
    with pytest.raises(InputError, match="holds no study"):
        Study(study.folder / "scenarios")


def test_nothing_of_a_study_is_touched_before_it_is_known_to_be_the_one_planned(tmp_path):
    study = run(planned(tmp_path))
    (study.folder / "shards" / "00002" / "runs.parquet").write_bytes(b"")
    (study.folder / "plan.toml").write_text("draws = 7\n")
    before = files_of(study.folder)
    with pytest.raises(InputError, match="was edited"):
        run(Study(study.folder, StandIn()))
    assert files_of(study.folder) == before


def test_a_study_of_another_format_is_refused(study):
    path = study.folder / "study.json"
    document = json.loads(path.read_text())
    path.write_text(json.dumps({**document, "format_version": 99}))
    with pytest.raises(InputError, match="format 99"):
        Study(study.folder)

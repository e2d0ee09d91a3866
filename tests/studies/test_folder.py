"""A study's folder appears whole or not at all, and never in place of something else."""

import json
import logging

import pandas as pd
import pytest

from peersim.foundation.problems import InputError
from peersim.studies.folder import StudyFolder, read_manifest

pytestmark = pytest.mark.quick


def write(target, plan, *, complete=True, replace=False, value=1.0):
    with StudyFolder(target, plan, replace) as folder:
        folder.write_table("outcomes", pd.DataFrame({"scenario": ["base"], "value": [value]}))
        return folder.finish(complete=complete, facts={"runs_finished": 1})


def test_a_folder_appears_only_when_it_is_whole(toy_plan, tmp_path):
    target = tmp_path / "deep" / "study"
    with StudyFolder(target, toy_plan()) as folder:
        folder.write_text("summary.md", "# It\n")
        assert not target.exists()
        folder.finish(complete=True, facts={})
    assert (target / "summary.md").read_text() == "# It\n"
    assert [path.name for path in target.parent.iterdir()] == ["study"]


def test_nothing_is_left_behind_when_writing_fails(toy_plan, tmp_path):
    with pytest.raises(RuntimeError), StudyFolder(tmp_path / "study", toy_plan()):
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_the_plan_is_written_before_the_first_run(toy_plan, tmp_path):
    plan = toy_plan()
    with StudyFolder(tmp_path / "study", plan) as folder:
        lines = (folder.work / "plan.csv").read_text().splitlines()
        assert lines[:2] == ["number,scenario,draw,replication", "0,base,0,0"]
        assert len(lines) == 1 + len(plan.runs())
        assert (folder.work / "scenarios" / "more.resolved.toml").read_text() == plan.scenarios[1].resolved_toml()


def test_the_manifest_says_what_was_run_with_what_and_hashes_every_file(toy_plan, tmp_path):
    target = write(tmp_path / "study", toy_plan())
    manifest = read_manifest(target)
    assert manifest["complete"] is True
    assert manifest["seed"] == 0
    assert manifest["scenarios"] == ["base", "more", "nothing"]
    assert {"version", "commit", "python", "packages", "platform", "plan_hash", "format_version"} <= set(manifest)
    listed = set(manifest["files"])
    assert listed == {p.relative_to(target).as_posix() for p in target.rglob("*") if p.is_file()} - {"manifest.json"}
    assert all(len(facts["sha256"]) == 64 for facts in manifest["files"].values())


def test_the_same_study_is_found_again_and_another_is_refused(toy_plan, tmp_path):
    target = write(tmp_path / "study", toy_plan(seed=1))
    assert StudyFolder(target, toy_plan(seed=1)).reusable
    with pytest.raises(InputError) as caught:
        StudyFolder(target, toy_plan(seed=2))
    assert "holds another study: base, more, nothing; toyland, 5 parents, 4 weeks" in str(caught.value)
    assert "seed 1" in str(caught.value)
    assert "It differs from this one in: seed." in str(caught.value)
    assert "--out" in str(caught.value)
    assert "--replace" in str(caught.value)


def test_replace_puts_the_new_study_in_the_place_of_the_old(toy_plan, tmp_path):
    target = write(tmp_path / "study", toy_plan(seed=1))
    write(target, toy_plan(seed=2), replace=True, value=2.0)
    assert read_manifest(target)["seed"] == 2
    assert pd.read_csv(target / "outcomes.csv")["value"].tolist() == [2.0]
    assert [path.name for path in tmp_path.iterdir()] == ["study"]


@pytest.mark.parametrize("replace", [False, True])
def test_files_that_are_no_study_are_never_touched(toy_plan, tmp_path, replace):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("Dear")
    (tmp_path / "a_file").write_text("x")
    with pytest.raises(InputError, match="not a study's results; it will not be touched"):
        StudyFolder(tmp_path / "letters", toy_plan(), replace)
    with pytest.raises(InputError, match="is a file; it will not be touched"):
        StudyFolder(tmp_path / "a_file", toy_plan(), replace)
    assert (tmp_path / "letters" / "dear.txt").read_text() == "Dear"


def test_an_empty_folder_may_be_used(toy_plan, tmp_path):
    (tmp_path / "study").mkdir()
    assert read_manifest(write(tmp_path / "study", toy_plan()))["complete"]


def test_results_edited_by_hand_are_not_passed_off_as_the_studys(toy_plan, tmp_path):
    target = write(tmp_path / "study", toy_plan())
    (target / "outcomes.csv").write_text("scenario,value\nbase,99\n")
    with pytest.raises(InputError, match=r"holds this study, but outcomes\.csv changed since"):
        StudyFolder(target, toy_plan())
    assert not StudyFolder(target, toy_plan(), replace=True).reusable


def test_an_unfinished_study_says_so_and_the_same_study_may_go_on(toy_plan, tmp_path):
    target = write(tmp_path / "study", toy_plan(), complete=False)
    assert read_manifest(target)["complete"] is False
    assert not StudyFolder(target, toy_plan()).reusable
    with pytest.raises(InputError, match="holds another unfinished study"):
        StudyFolder(target, toy_plan(seed=9))
    write(target, toy_plan())
    assert read_manifest(target)["complete"] is True


def test_a_place_that_cannot_be_written_is_told_before_anything_is_run(toy_plan, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="cannot be written"), StudyFolder(tmp_path / "file" / "study", toy_plan()):
        pass


def test_the_log_is_one_json_document_a_line(toy_plan, tmp_path):
    with StudyFolder(tmp_path / "study", toy_plan()) as folder:
        logging.getLogger("peersim.somewhere").warning("a run failed", extra={"draw": 3})
        folder.finish(complete=True, facts={})
    lines = [json.loads(line) for line in (tmp_path / "study" / "log.jsonl").read_text().splitlines()]
    assert lines[0]["message"] == "study planned"
    assert {"message": "a run failed", "draw": 3, "level": "warning"}.items() <= lines[1].items()
    assert lines[-1]["message"] == "study finished"


def test_tables_are_the_same_bytes_whenever_they_are_written(toy_plan, tmp_path):
    one, other = write(tmp_path / "one", toy_plan()), write(tmp_path / "other", toy_plan())
    for name in ("outcomes.parquet", "outcomes.csv", "plan.csv"):
        assert (one / name).read_bytes() == (other / name).read_bytes()


def test_the_same_question_put_to_other_code_is_another_study(toy_plan, tmp_path, monkeypatch):
    target = write(tmp_path / "study", toy_plan())
    monkeypatch.setattr("peersim.studies.plan.package_fingerprint", lambda: "edited")
    with pytest.raises(InputError, match="It differs from this one in: code or tables of peersim"):
        StudyFolder(target, toy_plan())


def test_an_edited_scenario_file_is_another_study(toy_plan, toy_scenario, tmp_path):
    nothing = toy_scenario("nothing")
    target = write(tmp_path / "study", toy_plan([toy_scenario("one", 1.0), nothing]))
    with pytest.raises(InputError, match="It differs from this one in: content of scenario files"):
        StudyFolder(target, toy_plan([toy_scenario("one", 2.0), nothing]))

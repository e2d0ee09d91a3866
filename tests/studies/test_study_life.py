"""A study on disk: planned before the first run, gone on from wherever it was left, repaired where it was damaged."""

from __future__ import annotations

import json
import shutil

import pytest
from toy_studies import PLAN, StandIn, files_of, planned, run, write_plan

from peersim.foundation.draws import run_key
from peersim.foundation.problems import InputError
from peersim.studies.plan_file import read_plan
from peersim.studies.status import status_of
from peersim.studies.study import Study


def test_the_plan_is_complete_before_the_first_run(study):
    folder = study.folder
    assert (folder / "plan.toml").read_text() == PLAN
    assert {path.name for path in folder.iterdir()} == {
        "plan.toml", "study.json", "place.json", "draws.parquet", "scenarios",
    }  # fmt: skip
    assert {path.name for path in (folder / "scenarios").iterdir()} == {
        f"{name}.resolved.toml" for name in ("baseline", "taster", "nothing")
    }
    assert study.machinery.runs == []
    assert study.file.runs == 18
    document = json.loads((folder / "study.json").read_text())
    assert document["plan_hash"] == study.file.plan_hash
    assert document["inputs"]["scenarios"].keys() == {"baseline", "taster", "nothing"}
    assert document["facts"]["draws"] == 3


def test_equal_plans_have_equal_hashes_and_others_have_others(tmp_path):
    one, same = planned(tmp_path, name="one"), planned(tmp_path, name="same")
    other = planned(tmp_path, PLAN.replace("seed = 0", "seed = 1"), name="other")
    fewer = planned(tmp_path, PLAN + 'outcomes = ["cost"]\n', name="fewer")
    assert one.file.plan_hash == same.file.plan_hash
    assert len({each.file.plan_hash for each in (one, other, fewer)}) == 3


def test_a_folder_with_anything_in_it_is_left_alone(tmp_path, study):
    asked = read_plan(write_plan(tmp_path))
    with pytest.raises(InputError, match="holds a study already"):
        Study.create(asked, study.folder, StandIn())
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("Dear")
    with pytest.raises(InputError, match="it will not be touched"):
        Study.create(asked, tmp_path / "letters", StandIn())
    with pytest.raises(InputError, match="is a file; it will not be touched"):
        Study.create(asked, tmp_path / "letters" / "dear.txt", StandIn())
    assert [path.name for path in (tmp_path / "letters").iterdir()] == ["dear.txt"]
    (tmp_path / "empty").mkdir()
    assert Study.create(asked, tmp_path / "empty", StandIn()).file.runs == 18
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_every_run_is_run_once_and_every_shard_is_in_the_journal(study):
    seen = []
    run(study, progress=lambda done, total: seen.append((done, total)))
    wanted = {(name, d, int(run_key(0, d, r))) for name in study.file.names for d in range(3) for r in range(2)}
    assert {(name, int(value), key) for name, value, key in study.machinery.runs} == wanted
    assert len(study.machinery.runs) == 18
    assert seen[-1] == (18, 18)
    assert study.left() == []
    assert study.verify() == []
    assert study.journal.runs == 18
    lines = (study.folder / "journal.jsonl").read_text().splitlines()
    assert sorted(json.loads(line)["number"] for line in lines) == list(range(len(lines)))


@pytest.mark.parametrize("workers", [1, 3])
def test_shards_are_the_same_bytes_however_many_threads_made_them(tmp_path, workers):
    alone = run(planned(tmp_path, name="alone"), workers=1)
    other = run(planned(tmp_path, name="other", machinery=StandIn(dawdle=0.002)), workers=workers)
    assert files_of(alone.folder) == files_of(other.folder)


def test_a_finished_study_runs_nothing_again(study):
    run(study)
    before = files_of(study.folder)
    again = Study(study.folder, StandIn())
    run(again)
    assert again.machinery.runs == []
    assert files_of(study.folder) == before


@pytest.mark.parametrize("kept", [0, 1, 4])
def test_what_a_killed_process_left_is_gone_on_from(tmp_path, kept):
    whole = run(planned(tmp_path, name="whole"))
    cut = run(planned(tmp_path, name="cut"))
    lines = (cut.folder / "journal.jsonl").read_bytes().splitlines(keepends=True)
    (cut.folder / "journal.jsonl").write_bytes(b"".join(lines[:kept]) + lines[kept][:20])
    named = {json.loads(line)["number"] for line in lines[: kept + 1]}
    for number in set(range(6)) - named:  # the shard whose line was cut short is in its place
        shutil.rmtree(cut.folder / "shards" / f"{number:05d}")
    (cut.folder / "shards" / ".00005.unfinished-abc").mkdir()
    again = run(Study(cut.folder, StandIn()))
    assert files_of(cut.folder) == files_of(whole.folder)
    assert len(again.machinery.runs) == 18 - 3 * (kept + 1)
    assert Study(cut.folder, StandIn()).left() == []


@pytest.mark.parametrize("damage", ["truncate", "flip", "delete a file", "delete the shard", "add a file"])
def test_damage_is_named_and_repaired(tmp_path, damage):
    study = run(planned(tmp_path))
    before = files_of(study.folder)
    shard = study.folder / "shards" / "00002"
    path = shard / "outcomes.parquet"
    content = path.read_bytes()
    if damage == "truncate":
        path.write_bytes(content[:-7])
    elif damage == "flip":
        path.write_bytes(content[:100] + bytes([content[100] ^ 1]) + content[101:])
    elif damage == "delete a file":
        path.unlink()
    elif damage == "delete the shard":
        shutil.rmtree(shard)
    else:
        (shard / "more.parquet").write_bytes(b"x")
    (trouble,) = study.verify()
    assert trouble.number == 2
    assert "00002" in trouble.what[0]
    told = []
    again = run(Study(study.folder, StandIn()), told=told)
    assert "00002" in told[0]
    assert told[0].endswith("It is run again.")
    assert len(again.machinery.runs) == 3
    assert files_of(study.folder) == before
    assert again.verify() == []


def test_a_shard_of_another_study_is_not_taken_for_ours(tmp_path):
    ours, theirs = run(planned(tmp_path, name="ours")), run(planned(tmp_path, PLAN.replace("40", "41"), name="theirs"))
    for path in (ours.folder / "shards" / "00001", ours.folder / "journal.jsonl"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(theirs.folder / "shards" / "00001", ours.folder / "shards" / "00001")
    again = Study(ours.folder, StandIn())
    run(again)
    assert len(again.machinery.runs) == 3
    assert again.verify() == []


def test_damaged_draws_are_sampled_again_as_they_were(study):
    path = study.folder / "draws.parquet"
    before = path.read_bytes()
    path.write_bytes(before[:-9])
    assert study.changed_files() == [f"{path} is missing, damaged or was changed after the study was planned."]
    told = []
    run(study, told=told)
    assert told == ["draws.parquet was damaged; it was made again as it had been."]
    assert path.read_bytes() == before


def test_status_says_how_far_it_is_and_how_large(study):
    before = status_of(study)
    assert (before["runs_planned"], before["runs_done"], before["complete"], before["bytes"]) == (18, 0, False, 0)
    run(study)
    after = status_of(study)
    assert (after["runs_done"], after["runs_failed"], after["complete"], after["wrong"]) == (18, 0, True, [])
    assert after["bytes"] == sum(len(content) for content in files_of(study.folder).values())
    assert after["seconds"] > 0
    (study.folder / "shards" / "00001" / "runs.parquet").write_bytes(b"")
    assert status_of(study)["wrong"] == ["shard 00001 has files of another size: runs.parquet."]

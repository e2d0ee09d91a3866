"""A study on disk: planned before the first run, kept whatever happens, extended but never renumbered."""

from __future__ import annotations

import json
import os
import shutil
import signal

import pytest
from toy_studies import PLAN, StandIn, files_of, write_plan

from peersim.foundation.draws import run_key
from peersim.foundation.problems import InputError, RunError
from peersim.studies.backends import Threads
from peersim.studies.execute import StudyInterrupted
from peersim.studies.plan_file import read_plan
from peersim.studies.rerunning import rerun
from peersim.studies.running import run_what_is_left, session
from peersim.studies.status import status_of
from peersim.studies.study import Study
from peersim.studies.study_file import read_study_file


def planned(tmp_path, text=PLAN, name="study", machinery=None):
    return Study.create(read_plan(write_plan(tmp_path, text)), tmp_path / name, machinery or StandIn())


def run(study, *, workers=2, progress=None, told=None):
    with (
        Threads(workers) as backend,
        session(study, backend, progress, (told if told is not None else []).append) as execution,
    ):
        run_what_is_left(execution)
    return study


@pytest.fixture
def study(tmp_path):
    return planned(tmp_path)


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


def test_damaged_draws_are_sampled_again_as_they_were(study):
    path = study.folder / "draws.parquet"
    before = path.read_bytes()
    path.write_bytes(before[:-9])
    assert study.changed_files() == [f"{path} is missing, damaged or was changed after the study was planned."]
    told = []
    run(study, told=told)
    assert told == ["draws.parquet was damaged; it was made again as it had been."]
    assert path.read_bytes() == before


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


# Extending


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


# Failure


def test_a_run_that_fails_is_a_row_and_the_study_goes_on(tmp_path):
    import pyarrow.parquet as pq

    study = run(planned(tmp_path, machinery=StandIn(fails={"taster/1/run", "baseline/2/observation"})))
    assert study.journal.failed == 4
    assert status_of(study)["runs_failed"] == 4
    rows = [
        row
        for path in sorted((study.folder / "shards").glob("*/runs.parquet"))
        for row in pq.read_table(path).to_pylist()
    ]
    failed = [row for row in rows if row["status"] == "failed"]
    assert {(row["key"], row["stage"]) for row in failed} == {
        ("taster/1/0", "run"), ("taster/1/1", "run"), ("baseline/2/0", "observation"), ("baseline/2/1", "observation"),
    }  # fmt: skip
    assert "ZeroDivisionError: the toy broke" in {row["message"] for row in failed}
    where = next(row["traceback"] for row in failed if row["stage"] == "run")
    assert "in simulate" in where
    assert str(study.folder.anchor + "work") not in where
    assert len(rows) == 18


def test_failed_runs_are_run_again_only_when_that_is_asked(tmp_path):
    study = run(planned(tmp_path, machinery=StandIn(fails={"taster/1/run"})))
    mended = Study(study.folder, StandIn())
    run(mended)
    assert mended.machinery.runs == []
    told = []
    with Threads(2) as backend, session(mended, backend, None, told.append, retry_failed=True) as execution:
        run_what_is_left(execution)
    assert told == ["2 shards in which runs failed are run again."]
    assert len(mended.machinery.runs) == 6
    assert mended.journal.failed == 0
    assert Study(study.folder, StandIn()).journal.failed == 0
    assert mended.verify() == []


def test_a_failed_run_can_be_repeated_alone(tmp_path):
    study = run(planned(tmp_path, machinery=StandIn(fails={"taster/1/run"})))
    before = files_of(study.folder)
    study.machinery.runs.clear()
    broken = rerun(study, "taster/1/1")
    assert broken.failure.stage == "run"
    assert "the toy broke" in broken.failure.traceback
    well = rerun(study, "taster/2/1")
    assert well.failure is None
    assert study.machinery.runs[1:] == [("taster", 2.0, int(run_key(0, 2, 1)))]
    assert files_of(study.folder) == before


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("baseline", "names no run"),
        ("baselin/0/0", 'Did you mean "baseline"'),
        ("baseline/3/0", 'draw is "3"; allowed 0 to 2'),
        ("baseline/0/-1", 'replication is "-1"; allowed 0 to 1'),
    ],
)
def test_a_key_that_names_no_run_is_refused(study, key, told):
    with pytest.raises(InputError, match=told):
        rerun(study, key)


def test_families_that_cannot_be_made_fail_every_run_of_their_world(tmp_path):
    class NoFamilies(StandIn):
        def synthesise(self, profile, parents, weeks, key):
            raise ValueError("no families\nat all")

    study = run(planned(tmp_path, machinery=NoFamilies()))
    assert study.journal.failed == study.journal.runs == 18


def test_a_count_that_is_none_makes_a_failed_run_and_spares_the_others(tmp_path):
    class HalfAFamily(StandIn):
        def observe(self, world):
            seen = super().observe(world)
            if world[0] == "taster":
                seen.weekly[:] = 0.5
            return seen

    study = run(planned(tmp_path, machinery=HalfAFamily()))
    assert study.journal.failed == 6


def test_what_is_no_runs_fault_ends_the_study_in_words_and_is_gone_on_from(tmp_path):
    class OutOfMemory(StandIn):
        def place(self, document):
            if len(self.runs) > 5:
                raise MemoryError("no room")
            return document

    study = planned(tmp_path, machinery=OutOfMemory())
    with pytest.raises(RunError, match=r"MemoryError: no room \(log\.jsonl .* of 18 runs are kept in .* goes on"):
        run(study, workers=1)
    assert "in place" in (study.folder / "log.jsonl").read_text()
    assert 0 < study.journal.runs < 18
    run(Study(study.folder, StandIn()))
    assert Study(study.folder, StandIn()).left() == []


# Stopping


def test_ctrl_c_keeps_what_is_finished(tmp_path):
    study = planned(tmp_path, PLAN.replace("draws = 3", "draws = 40"), machinery=StandIn(dawdle=0.01))

    class Pressed(StandIn):
        def simulate(self, design, catchment, values, key):
            if values == 5:
                signal.raise_signal(signal.SIGINT)
            return super().simulate(design, catchment, values, key)

    study.machinery = Pressed(dawdle=0.01)
    with pytest.raises(StudyInterrupted, match=r"Stopped: \d+ of 240 runs are kept .* `peersim study resume"):
        run(study)
    done = study.journal.runs
    assert 0 < done < 240
    again = run(Study(study.folder, StandIn()))
    assert len(again.machinery.runs) == 240 - done
    assert again.verify() == []


def test_a_disk_that_is_full_is_told_and_gone_on_from(tmp_path, monkeypatch):
    from peersim.studies import shards

    study, written = planned(tmp_path), []
    real = shards.write_and_sync

    def full(path, content):
        if len(written) > 20:
            raise OSError(28, "No space left on device")
        written.append(path)
        real(path, content)

    monkeypatch.setattr(shards, "write_and_sync", full)
    with pytest.raises(RunError, match="No space left on device"):
        run(study)
    monkeypatch.undo()
    assert 0 < study.journal.runs < 18
    run(Study(study.folder, StandIn()))
    assert Study(study.folder, StandIn()).verify() == []


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_that_cannot_be_written_is_told(study):
    study.folder.chmod(0o500)
    try:
        with pytest.raises(InputError, match="cannot be written"):
            run(study)
    finally:
        study.folder.chmod(0o700)


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

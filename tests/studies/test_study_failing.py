"""Whatever fails or stops a study, a run, the machine or its user, what is finished is kept and gone on from."""

from __future__ import annotations

import os
import signal

import pytest
from toy_studies import PLAN, StandIn, files_of, planned, run

from peersim.foundation.draws import run_key
from peersim.foundation.problems import InputError, RunError
from peersim.studies.backends import Threads
from peersim.studies.execute import StudyInterrupted
from peersim.studies.rerunning import rerun
from peersim.studies.running import run_what_is_left, session
from peersim.studies.status import status_of
from peersim.studies.study import Study


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

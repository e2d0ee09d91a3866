"""Whatever stops a study (Ctrl-C, a full disk, a second process, a changed plan) is told, and what is done stays."""

import json
import re
import shutil
import signal
import subprocess

import pytest
from faults.commands import allow, shards, tables, until

ALL = 18
"""Shards of the tests' study."""


@pytest.mark.slow
@pytest.mark.parametrize("signalled", [signal.SIGINT, signal.SIGTERM], ids=lambda signalled: signalled.name)
def test_ctrl_c_keeps_what_is_finished_and_says_how_to_go_on(signalled, study, commands, expected):
    allow(study, 3)
    command = commands.start("study", "run", study, broken="shards_wait_at_a_gate")
    until(lambda: len(shards(study)) == 3, "three shards are there")
    command.signal(signalled)
    allow(study, ALL)
    ended = command.wait()
    assert ended.code == 130, ended
    assert re.search(r"\d+ of 54 runs are kept", ended.err), ended
    assert f"peersim study resume {study}" in ended.err
    assert "Traceback" not in ended.err
    assert 3 <= len(shards(study)) < ALL
    assert commands.run("study", "verify", study).code == 0
    resumed = commands.run("study", "resume", study)
    assert resumed.code == 0, resumed
    assert tables(study) == expected


@pytest.mark.slow
def test_a_file_that_may_not_grow_stops_the_study_and_it_goes_on_when_it_may(study, commands, expected):
    ended = commands.run("study", "run", study, largest_file=6_000)
    assert ended.code == 1, ended
    assert "File too large" in ended.err
    assert f"peersim study resume {study}" in ended.err
    assert "Traceback" not in ended.err
    assert shards(study) == set()
    resumed = commands.run("study", "resume", study)
    assert resumed.code == 0, resumed
    assert tables(study) == expected


def may_mount():
    """Whether this user may have file systems of their own, as on most Linux machines."""
    unshare = shutil.which("unshare")
    return bool(unshare) and subprocess.run([unshare, "-Urm", "true"], capture_output=True, check=False).returncode == 0


@pytest.mark.slow
@pytest.mark.skipif(not may_mount(), reason="needs a small file system of its own, which this user may not have")
def test_a_full_disk_stops_the_study_and_it_goes_on_when_there_is_space(planned, tmp_path, commands, expected):
    ended = commands.run(planned, tmp_path / "disk", program="faults.full_disk")
    assert ended.code == 0, ended
    told = json.loads(ended.out)
    assert told["full"]["code"] == 1, told
    assert "No space left on device" in told["full"]["err"]
    assert "peersim study resume" in told["full"]["err"]
    assert "Traceback" not in told["full"]["err"]
    assert 0 < told["kept"] < ALL
    assert told["verified"]["code"] == 0, told
    assert told["resumed"]["code"] == 0, told
    assert told["tables"] == expected


@pytest.mark.slow
def test_a_second_process_on_one_folder_is_refused_and_told_who_has_it(study, commands, expected):
    allow(study, 1)
    first = commands.start("study", "run", study, broken="shards_wait_at_a_gate")
    until(lambda: len(shards(study)) == 1, "the first shard is there")
    for words in (["run"], ["resume"], ["extend", "--draws", "20"]):
        second = commands.run("study", words[0], study, *words[1:])
        assert second.code == 2, second
        assert f"in use: process {first.process}" in second.err
    looked = commands.run("study", "status", study)
    assert looked.code == 0, looked
    assert f"process {first.process}" in looked.out
    allow(study, ALL)
    ended = first.wait()
    assert ended.code == 0, ended
    assert tables(study) == expected


@pytest.mark.slow
def test_a_read_only_folder_is_told_and_can_still_be_looked_at(study, commands):
    before = tables(study)
    folders = [study, *(path for path in study.rglob("*") if path.is_dir())]
    files = [path for path in study.rglob("*") if path.is_file()]
    for path in [*files, *folders]:
        path.chmod(0o555)
    try:
        ended = commands.run("study", "run", study, obey_permissions=True)
        looked = commands.run("study", "status", study, obey_permissions=True)
    finally:
        for path in [*folders, *files]:
            path.chmod(0o755)
    assert ended.code == 2, ended
    assert re.search("cannot be written|Permission denied", ended.err), ended
    assert str(study) in ended.err
    assert "Traceback" not in ended.err
    assert looked.code == 0, looked
    assert tables(study) == before


@pytest.mark.slow
def test_a_plan_edited_after_the_start_is_refused_with_the_difference(study, commands, expected):
    allow(study, 2)
    interrupted = commands.start("study", "run", study, broken="shards_wait_at_a_gate")
    until(lambda: len(shards(study)) == 2, "two shards are there")
    interrupted.killed()
    before, plan = tables(study), (study / "plan.toml").read_text()
    (study / "plan.toml").write_text(plan.replace("parents      = 60", "parents      = 70"))
    for verb in ("run", "resume"):
        ended = commands.run("study", verb, study)
        assert ended.code == 2, ended
        assert "\n-parents      = 60\n+parents      = 70\n" in ended.err
        assert "seed" not in ended.err.partition("The difference:")[2].partition("\n")[0]
    (study / "plan.toml").unlink()
    gone = commands.run("study", "resume", study)
    assert gone.code == 2, gone
    assert "plan.toml" in gone.err
    (study / "plan.toml").write_text(plan)
    assert {name: before[name] for name in before if "shards" in name} == {
        name: sha for name, sha in tables(study).items() if name in before and "shards" in name
    }
    resumed = commands.run("study", "resume", study)
    assert resumed.code == 0, resumed
    assert tables(study) == expected

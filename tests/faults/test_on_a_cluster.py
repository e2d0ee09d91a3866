"""On the workers of a Dask cluster a study comes to the same bytes, whatever becomes of workers and scheduler."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from faults.commands import ROOT, allow, shards, tables, until
from faults.dask_processes import DaskProcesses, possible

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not possible(), reason="needs distributed and openssl"),
]

ALL = 18
"""Shards of the tests' study."""

SOON = {"DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "3s"}
"""How long a lost scheduler is looked for, in these tests."""


@pytest.fixture(scope="module")
def dask(tmp_path_factory, commands):
    cluster = DaskProcesses(tmp_path_factory.mktemp("dask"), commands)
    yield cluster
    cluster.end()


def test_a_worker_killed_in_the_middle_is_made_up_for_and_a_new_one_is_used(dask, study, commands, expected):
    dask.start_scheduler()
    first, second = dask.start_worker(), dask.start_worker()
    allow(study, 3)
    command = commands.start("study", "run", study, *dask.options, broken="shards_wait_at_a_gate")
    until(lambda: len(shards(study)) == 3, "three shards are there")
    dask.kill(first)
    allow(study, 9)
    until(lambda: len(shards(study)) == 9, "the other worker goes on")
    dask.start_worker()
    dask.kill(second)
    allow(study, ALL)
    ended = command.wait()
    dask.end_workers()
    assert ended.code == 0, ended
    assert ended.err.count("Lost worker") >= 1, ended
    assert "joined" in ended.err, ended
    assert tables(study) == expected


def test_without_a_worker_it_says_so_and_waits_only_as_long_as_it_should(dask, study, commands):
    dask.start_scheduler()
    ended = commands.run("study", "run", study, *dask.options, "--patience", "2")
    assert ended.code == 1, ended
    assert "has no worker; waiting up to 2 s" in ended.err
    assert f"peersim study resume {study}" in ended.err
    assert "Traceback" not in ended.err


def test_a_lost_scheduler_is_told_in_one_message_and_the_study_goes_on_elsewhere(dask, study, commands, expected):
    dask.start_scheduler()
    dask.start_worker()
    allow(study, 2)
    command = commands.start("study", "run", study, *dask.options, environment=SOON, broken="shards_wait_at_a_gate")
    until(lambda: len(shards(study)) == 2, "two shards are there")
    dask.kill_scheduler()
    allow(study, ALL)
    ended = command.wait()
    dask.end_workers()
    assert ended.code == 1, ended
    assert f"The scheduler at {dask.address} is lost." in ended.err
    assert f"peersim study resume {study}" in ended.err
    assert "Traceback" not in ended.err
    assert 2 <= len(shards(study)) < ALL
    resumed = commands.run("study", "resume", study)
    assert resumed.code == 0, resumed
    assert tables(study) == expected


def test_nobody_at_the_address_is_told_before_anything_is_run(dask, study, commands):
    nobody = ["--cluster", "tls://127.0.0.1:9", *dask.options[2:]]
    ended = commands.run(
        "study", "run", study, *nobody, environment={"DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "1s"}
    )
    assert ended.code == 2, ended
    assert "No scheduler of a Dask cluster answers at tls://127.0.0.1:9" in ended.err
    assert shards(study) == set()


def test_a_worker_with_another_peersim_is_named_and_not_used(dask, study, commands, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(ROOT / "peersim", other / "peersim", ignore=shutil.ignore_patterns("__pycache__"))
    with (other / "peersim" / "outcomes" / "__init__.py").open("a") as edited:
        edited.write("# edited\n")
    dask.start_scheduler()
    worker = subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_worker", *dask.words_of_a_worker()],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(other)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        ended = commands.run("study", "run", study, *dask.options)
    finally:
        worker.kill()
        worker.wait()
    assert ended.code in (1, 2), ended
    assert "Worker tls://127.0.0.1:" in ended.err
    assert "has another peersim than this process" in ended.err
    assert "Traceback" not in ended.err
    assert shards(study) == set()


def processes_of(session):
    """Number the processes of a session that have not ended."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            facts = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        if int(facts[3]) == session and facts[0] != "Z":
            found.add(int(stat.parent.name))
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes as Linux shows them")
def test_ctrl_c_ends_the_processes_of_a_cluster_started_here_and_it_can_be_gone_on_with(study, commands, expected):
    allow(study, 3)
    command = commands.start("study", "run", study, "--workers", "2", broken="shards_wait_at_a_gate")
    until(lambda: len(shards(study)) == 3, "three shards are there")
    assert len(processes_of(command.process)) >= 3
    os.killpg(command.process, signal.SIGINT)  # as a terminal does: to every process of the command
    allow(study, ALL)
    ended = command.wait()
    assert ended.code == 130, ended
    assert "Traceback" not in ended.err
    until(lambda: not processes_of(command.process), "its processes have ended")
    assert 3 <= len(shards(study)) < ALL
    resumed = commands.run("study", "resume", study, "--threads", "1")
    assert resumed.code == 0, resumed
    assert tables(study) == expected


def test_one_thread_comes_to_the_same_bytes_as_two(study, commands, expected):
    ended = commands.run("study", "run", study, "--threads", "1")
    assert ended.code == 0, ended
    assert tables(study) == expected

"""A study that is killed, again and again, at whatever moment, ends in the tables of one that was left in peace."""

import json
import random
import shutil
import time

import pytest
from faults.commands import runs, shards, tables

MOMENTS = 20


@pytest.mark.slow
def test_killed_at_twenty_random_moments_and_resumed_it_ends_in_the_same_tables(
    planned, undisturbed, expected, commands, tmp_path
):
    chance = random.Random(5)
    study = tmp_path / "study"
    began = time.monotonic()
    shutil.copytree(planned, study)
    assert commands.run("study", "run", study, "--threads", "2", "--quiet").code == 0
    whole = time.monotonic() - began
    shutil.rmtree(study)
    seen = set()
    for _ in range(MOMENTS):
        if not study.exists():
            shutil.copytree(planned, study)
        command = commands.start("study", "resume", study, "--threads", "2", "--quiet")
        time.sleep(chance.uniform(0.1, 1.0) * whole)
        ended = command.killed()
        assert ended.code in (0, -9), ended
        seen.add(len(shards(study)))
        if ended.code == 0:  # it was quicker than death
            assert tables(study) == expected
            shutil.rmtree(study)
    assert len(seen) >= 4, "the moments were too much alike to show anything"
    if not study.exists():
        shutil.copytree(planned, study)
    ended = commands.run("study", "resume", study, "--threads", "1")
    assert ended.code == 0, ended
    assert tables(study) == expected
    assert runs(study) == runs(undisturbed)
    assert len(set(runs(study))) == len(runs(study)) == 54
    noted = [json.loads(line)["number"] for line in (study / "journal.jsonl").read_text().splitlines()]
    assert sorted(noted) == list(range(18))
    verified = commands.run("study", "verify", study)
    assert verified.code == 0, verified

"""What is damaged on the disk is named by `verify` and made again by `resume`, byte for byte."""

import shutil

import pytest
from faults.commands import tables


def truncated(study):
    file = study / "shards" / "00003" / "outcomes.parquet"
    file.write_bytes(file.read_bytes()[:-100])
    return "shard 00003: outcomes.parquet"


def flipped(study):
    file = study / "shards" / "00005" / "weekly.parquet"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    return "shard 00005: weekly.parquet"


def deleted(study):
    shutil.rmtree(study / "shards" / "00007")
    return "shard 00007"


def one_file_deleted(study):
    (study / "shards" / "00009" / "runs.parquet").unlink()
    return "shard 00009: runs.parquet"


def its_own_words_flipped(study):
    file = study / "shards" / "00011" / "shard.json"
    file.write_text(file.read_text().replace('"number": 11', '"number": 12'))
    return "shard 00011"


DAMAGES = (truncated, flipped, deleted, one_file_deleted, its_own_words_flipped)


@pytest.mark.slow
@pytest.mark.parametrize("damage", DAMAGES)
def test_verify_names_a_damaged_shard_and_no_other(damage, finished, commands):
    named = damage(finished)
    ended = commands.run("study", "verify", finished)
    assert ended.code == 1, ended
    assert len(ended.out.splitlines()) == 1, ended
    assert ended.out.startswith(named)
    assert "resume" in ended.err


@pytest.mark.slow
def test_resume_makes_damaged_shards_again_and_leaves_the_others_alone(finished, commands, expected):
    whole = {path: path.stat().st_mtime_ns for path in finished.glob("shards/*/*")}
    damaged = {damage(finished).removeprefix("shard ")[:5] for damage in DAMAGES}
    ended = commands.run("study", "resume", finished)
    assert ended.code == 0, ended
    assert all(number in ended.err for number in damaged), ended
    assert tables(finished) == expected
    touched = {path.parent.name for path, when in whole.items() if path.stat().st_mtime_ns != when}
    assert touched == damaged
    assert commands.run("study", "verify", finished).code == 0


@pytest.mark.slow
def test_a_journal_that_ends_in_the_middle_of_a_line_loses_nothing(finished, commands, expected):
    journal = finished / "journal.jsonl"
    journal.write_bytes(journal.read_bytes()[:-20])
    ended = commands.run("study", "resume", finished)
    assert ended.code == 0, ended
    assert tables(finished) == expected
    assert commands.run("study", "verify", finished).code == 0

"""A run that fails is a row that says why and can be repeated alone; it is never missing from a mean without a word."""

import math

import pytest
from faults.broken import DRAW, REPLICATION, SCENARIO, WORDS
from faults.commands import tables

KEY = f"{SCENARIO}/{DRAW}/{REPLICATION}"


def rows(study, table="runs"):
    import pyarrow.parquet as pq

    return [row for path in sorted(study.glob(f"shards/*/{table}.parquet")) for row in pq.read_table(path).to_pylist()]


def of_the_run(rows):
    return [row for row in rows if (row["scenario"], row["draw"], row["replication"]) == (SCENARIO, DRAW, REPLICATION)]


def differing_shards(study, expected):
    found = tables(study)
    return {name.split("/")[1] for name in expected if "shards" in name and found[name] != expected[name]}


@pytest.mark.slow
def test_a_run_that_raises_is_a_row_and_can_be_repeated_alone(study, commands, expected, undisturbed):
    ended = commands.run("study", "run", study, broken="a_run_raises")
    assert ended.code == 1, ended
    assert "1 run" in ended.err
    (row,) = of_the_run(rows(study))
    assert (row["status"], row["stage"], row["message"]) == ("failed", "run", f"ValueError: {WORDS}")
    assert "Traceback" in row["traceback"]
    assert row["key"]
    assert [other["status"] for other in rows(study)].count("finished") == 53
    assert of_the_run(rows(study, "outcomes")) == []
    assert len(differing_shards(study, expected)) == 1
    assert_pairs(study, undisturbed)
    assert_repeatable(study, commands)


def assert_pairs(study, undisturbed):
    """See that comparisons say on how many pairs of runs they stand, with and without the failed run."""
    import pyarrow.parquet as pq

    counted = {}
    for name, folder in (("failed", study), ("whole", undisturbed)):
        for row in pq.read_table(folder / "differences.parquet").to_pylist():
            if row["outcome"] == "cost" and row["scenario"] == SCENARIO and row["level"] == "everyone":
                counted[name] = row["pairs"]
    assert counted == {"failed": 17, "whole": 18}


def assert_repeatable(study, commands):
    """See that the failed run fails again alone, and goes through where nothing is broken."""
    again = commands.run("study", "rerun", study, KEY, broken="a_run_raises")
    assert again.code == 1, again
    assert WORDS in again.out
    assert "Traceback" in again.out
    mended = commands.run("study", "rerun", study, KEY)
    assert mended.code == 0, mended
    assert "reach" in mended.out


@pytest.mark.slow
def test_an_outcome_that_is_not_a_number_makes_a_failed_run_not_a_hole(study, commands, expected):
    ended = commands.run("study", "run", study, broken="an_outcome_is_nan")
    assert ended.code == 1, ended
    (row,) = of_the_run(rows(study))
    assert (row["status"], row["stage"]) == ("failed", "observation")
    assert "reach" in row["message"]
    assert "nan" in row["message"]
    assert len(differing_shards(study, expected)) == 1
    assert_no_nan(study)


@pytest.mark.slow
def test_what_cannot_be_told_is_null_and_never_nan(undisturbed):
    assert_no_nan(undisturbed)
    told = [row["match_wait_mean"] for row in rows(undisturbed, "outcomes")]
    assert None in told


def assert_no_nan(study):
    """See that no stored table holds a nan."""
    found = [
        (table, name)
        for table in ("runs", "outcomes", "weekly", "stays", "money", "hours")
        for row in rows(study, table)
        for name, value in row.items()
        if isinstance(value, float) and math.isnan(value)
    ]
    assert found == []

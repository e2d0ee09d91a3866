"""Same seed, same bytes: whoever runs the study, in whatever order, with whatever hash seed."""

import json
import os
import subprocess
import sys

import pytest

TABLES = tuple(
    [f"{name}.parquet" for name in ("outcomes", "weekly", "runs", "differences")]
    + [f"{name}.csv" for name in ("runs", "differences", "alone", "weekly_means")]
)
SMALL = ["--parents", "150", "--weeks", "40", "--draws", "2", "--replications", "2", "--seed", "0", "--quiet"]


def study(folder, *words, **environment):
    command = [sys.executable, "-m", "peersim", "compare", "baseline", "on_site_childcare", *SMALL]
    done = subprocess.run(
        [*command, "--out", str(folder), "--json", *words],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    folder = tmp_path_factory.mktemp("first") / "study"
    study(folder, "--workers", "1", PYTHONHASHSEED="0")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize(
    ("workers", "hash_seed"), [("1", "0"), ("2", "1")], ids=["the same again", "two workers, another hash seed"]
)
def test_outcome_tables_are_the_same_bytes(first, tmp_path, workers, hash_seed):
    study(tmp_path / "study", "--workers", workers, PYTHONHASHSEED=hash_seed)
    for name in TABLES:
        assert (first / name).read_bytes() == (tmp_path / "study" / name).read_bytes(), name


@pytest.mark.slow
def test_another_seed_gives_other_bytes(first, tmp_path):
    study(tmp_path / "study", "--seed", "1")
    assert (first / "runs.csv").read_bytes() != (tmp_path / "study" / "runs.csv").read_bytes()

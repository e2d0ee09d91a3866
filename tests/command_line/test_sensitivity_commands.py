"""`peersim sensitivity`: a plan without runs, a tiny analysis, losing worlds, and mistakes in words."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from peersim.cli import app

TINY = (
    "--parents", "200", "--weeks", "40", "--trajectories", "0", "--samples", "32", "--at-most", "1", "--input",
    "cost.on_cost_rate", "--outcome", "cost_a_year", "--outcome", "parents_reached",
)  # fmt: skip


def run(*words: object):
    return CliRunner().invoke(app, ["sensitivity", *map(str, words)])


def test_a_dry_run_says_how_many_runs_and_how_long_and_runs_nothing(tmp_path) -> None:
    done = run("run", "baseline", *TINY, "--out", tmp_path / "none", "--dry-run")
    assert done.exit_code == 0, done.output
    assert "256 runs at most" in done.stdout
    assert "Nothing was run." in done.stdout
    assert not (tmp_path / "none").exists()


def test_an_analysis_prints_its_answer_and_is_told_again(tmp_path) -> None:
    done = run("run", "baseline", *TINY, "--out", tmp_path / "here")
    assert done.exit_code == 0, done.output
    assert "Employer's costs on top of pay" in done.stdout
    assert "Luck is" in done.stdout
    assert "runs finished" in done.stderr
    again = run("show", tmp_path / "here", "--json")
    document = json.loads(again.stdout)
    assert document["kept"] == ["cost.on_cost_rate"]
    other = run("run", "baseline", *TINY, "--seed", "2", "--out", tmp_path / "here")
    assert other.exit_code == 2
    assert "holds another plan (other seed)" in other.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("run", "baseline", "--samples", "100"), "The nearest are 64 and 128."),
        (("run", "baseline", "--differences"), "need two scenarios or more"),
        (("run", "baselin"), 'Did you mean "baseline"'),
        (("show", "nowhere"), "no sensitivity.json is there"),
        (("discover", "nowhere"), "nowhere"),
        (("discover", "nowhere", "--outcome", "reech"), "unknown outcome"),
    ],
)
def test_mistakes_are_told_without_a_traceback(words, told) -> None:
    done = run(*words)
    assert done.exit_code == 2, done.output
    assert told in done.stderr
    assert "Traceback" not in done.output

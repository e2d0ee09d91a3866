"""A study on the command line: planned, run, extended, looked at, checked and repeated, with the right exit codes."""

from __future__ import annotations

import json
import shutil

import pytest
from typer.testing import CliRunner

import peersim as ps
from peersim.cli import app
from peersim.report.answer_files import remove_answer
from peersim.report.figures import FIGURES

SMALL = ["--parents", "120", "--weeks", "30", "--draws", "2", "--replications", "1", "--seed", "0"]
SCENARIOS = ["--scenario", "baseline", "--scenario", "on_site_childcare"]


def ask(*words):
    return CliRunner().invoke(app, ["study", *[str(word) for word in words]])


def document(*words):
    result = ask(*words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("asked") / "study"
    planned = document("plan", folder, *SCENARIOS, *SMALL, "--question", "Which?")
    assert (planned["runs_planned"], planned["runs_done"]) == (6, 0)
    return folder


@pytest.fixture(scope="module")
def ran(folder):
    result = ask("run", folder)
    assert result.exit_code == 0, result.output
    return result


@pytest.fixture
def copy(ran, folder, tmp_path):
    shutil.copytree(folder, tmp_path / "study")
    return tmp_path / "study"


def test_options_become_a_plan_that_can_be_planned_again(folder, tmp_path):
    text = (folder / "plan.toml").read_text()
    assert text.splitlines()[:2] == ['scenarios = ["baseline", "on_site_childcare"]', 'question = "Which?"']
    again = document("plan", folder / "plan.toml", tmp_path / "again")
    assert again["runs_planned"] == 6


def test_a_plan_and_options_together_are_refused(folder, tmp_path):
    result = ask("plan", folder / "plan.toml", tmp_path / "again", "--draws", "3")
    assert result.exit_code == 2
    assert "A plan was given, and beside it draws." in result.stderr
    assert not (tmp_path / "again").exists()


def test_what_is_wrong_with_options_is_told_at_once(tmp_path):
    result = ask("plan", tmp_path / "study", "--scenario", "baselin", "--draws", "0", "--outcome", "costs")
    assert result.exit_code == 2
    for words in ('Did you mean "baseline"', "draws is 0", 'Did you mean "cost"', "3 problems. Nothing was run."):
        assert words in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_run_shows_the_answer_and_what_it_stands_on(ran, folder):
    out = " ".join(ran.stdout.split())
    assert "Every comparison stands on 2 pairs of runs." in out
    assert "6 runs, 0 failed;" in out
    assert "Simulated, not observed" in out
    assert "6 of 6 runs finished" in ran.stderr
    assert (folder / "summary.md").stat().st_size > 0
    assert {path.suffix for path in (folder / "figures").iterdir()} >= {".png", ".svg", ".csv"}


def test_figures_can_be_left_out_and_drawn_later(copy, monkeypatch):
    for kind in set(FIGURES) - {"headline", "survival"}:
        monkeypatch.delitem(FIGURES, kind)
    drawn = figures_in(copy)
    remove_answer(copy)
    without = ask("run", copy, "--no-figures")
    assert without.exit_code == 0, without.output
    assert f"Figures were left out; `peersim study run {copy}` draws them." in " ".join(without.stdout.split())
    assert f"Figures: {copy}" not in without.stdout.replace("\n", "")
    assert (copy / "summary.md").is_file()
    assert (copy / "differences.parquet").is_file()
    assert figures_in(copy) == {}
    table = (copy / "differences.parquet").stat()
    ps.run_study(copy)
    later = figures_in(copy)
    assert {name.partition(".")[0] for name in later} == {"headline", "survival"}
    assert later == {name: drawn[name] for name in later}
    assert (copy / "differences.parquet").stat() == table, "what was written before is not written again"
    assert "left out" not in ask("run", copy, "--no-figures").stdout
    assert figures_in(copy) == later, "figures that are there stay"


def figures_in(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.glob("figures/*"))}


def test_a_stored_study_gives_the_comparison_that_compare_gives(ran, folder):
    stored = ps.read(folder)
    held = ps.compare(
        ["baseline", "on_site_childcare"], parents=120, weeks=30, draws=2, replications=1, seed=0
    )  # fmt: skip
    assert stored.differences().equals(held.differences())
    assert stored.summary() == held.summary()


def test_status_and_verify_say_that_all_is_well(copy):
    status = document("status", copy)
    assert (status["runs_done"], status["runs_failed"], status["complete"], status["wrong"]) == (6, 0, True, [])
    assert "6 (all)" in ask("status", copy).stdout
    assert document("verify", copy)["wrong"] == []


def test_a_damaged_shard_is_named_and_mended(copy):
    path = copy / "shards" / "00001" / "weekly.parquet"
    path.write_bytes(path.read_bytes()[:-1])
    result = ask("verify", copy)
    assert result.exit_code == 1
    assert "00001" in result.stdout
    assert "weekly.parquet" in result.stdout
    mended = ask("resume", copy)
    assert mended.exit_code == 0
    assert "00001" in mended.stderr
    assert ask("verify", copy).exit_code == 0


def test_extending_tells_what_is_to_be_run_and_runs_nothing(copy):
    extended = document("extend", copy, "--draws", "3", "--scenario", "follow_up")
    assert (extended["runs_planned"], extended["runs_done"], extended["draws"]) == (12, 6, 3)
    again = document("run", copy, "--precision", "1:parents_reached", "--most-replications", "1", "--threads", "1")
    assert (again["runs_done"], again["complete"]) == (12, True)
    assert again["pairs"] == {"on_site_childcare": 3, "nothing": 3, "follow_up": 3}
    assert again["answer"]["draws"] == 3
    assert (again["precision"]["wanted"], again["precision"]["enough"]) == ("1:parents_reached", False)


def test_a_run_can_be_repeated_alone(copy, ran):
    import pandas as pd

    shown = document("rerun", copy, "on_site_childcare/1/0")
    stored = pd.concat([pd.read_parquet(path) for path in sorted((copy / "shards").glob("*/outcomes.parquet"))])
    row = stored[
        (stored["scenario"] == "on_site_childcare") & (stored["draw"] == 1) & (stored["level"] == "everyone")
    ].iloc[0]
    values = {each["outcome"]: each["value"] for each in shown["outcomes"]}
    for name in ("parents_reached", "cost", "sessions_held"):
        assert values[name] == row[name]
    assert ask("rerun", copy, "on_site_childcare/2/0").exit_code == 2
    assert "ever came" not in ask("rerun", copy, "baseline/0/0").stdout
    assert "parents_reached" in ask("rerun", copy, "baseline/0/0").stdout


@pytest.mark.parametrize("command", ["status", "run", "resume", "extend", "verify"])
def test_a_folder_without_a_study_is_told(command, tmp_path):
    result = ask(command, tmp_path)
    assert result.exit_code == 2
    assert "holds no study" in result.stderr


def test_failed_runs_are_told_with_the_way_to_repeat_one(copy, monkeypatch):
    from peersim.studies import execute

    ask("extend", copy, "--draws", "3")
    monkeypatch.setattr(execute.Engine, "observe", lambda self, world: 1 / 0)
    result = ask("run", copy)
    assert result.exit_code == 1
    assert "3 runs failed; the answer is made of the others." in result.stderr
    assert "`peersim study rerun" in result.stderr
    assert "baseline/2/0 at observation: ZeroDivisionError: division by zero" in result.stderr
    told = " ".join(result.stdout.split())
    assert "Of 3 planned pairs of runs, comparisons stand on fewer: on_site_childcare 2, nothing 2." in told
    failed = ask("rerun", copy, "baseline/2/0")
    assert failed.exit_code == 1
    assert "Traceback" in failed.stdout

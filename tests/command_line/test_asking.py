"""Asking a question on the command line: data here, progress there, and a folder that can be trusted."""

import json
import re
import signal
import subprocess
import sys

import pytest
from typer.testing import CliRunner

import peersim
from peersim.cli import app

SMALL = ["--parents", "150", "--weeks", "40", "--draws", "2", "--replications", "1", "--seed", "0"]
TWINS = ("runs", "differences", "alone", "weekly_means")
TABLES = ("outcomes", "weekly", *TWINS)


def ask(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("asked") / "study"


@pytest.fixture(scope="module")
def asked(folder):
    result = ask("compare", "baseline", "on_site_childcare", *SMALL, "--out", folder)
    assert result.exit_code == 0, result.output
    return result


def test_the_answer_has_a_row_for_each_scenario_and_nothing_beside_them(asked):
    names = ["baseline", "on_site_childcare", "nothing"]
    first_words = [line.split()[0] for line in asked.stdout.splitlines() if line.strip()]
    assert [word for word in first_words if word in names] == names
    assert "reference" in asked.stdout
    assert "95% interval" in asked.stdout
    assert "[£]" in asked.stdout


def test_the_answer_says_that_it_is_simulated_for_whom_how_often_and_with_which_seed(asked):
    for words in (
        "Simulated, not observed",
        "150 eligible families in Derby, 40 weeks",
        "2 draws",
        "1 replication,",
        "seed 0",
    ):
        assert words in " ".join(asked.stdout.split())


def test_the_answer_says_where_everything_is(asked, folder):
    assert str(folder / "figures") in asked.stdout
    assert str(folder / "summary.md") in asked.stdout


def test_on_a_narrow_screen_the_answer_is_two_tables(asked, folder, monkeypatch, capsys):
    from rich.console import Console

    from peersim.commands import answer, screen

    for module in (answer, screen):
        monkeypatch.setattr(module, "screen", lambda **_: Console(width=80, highlight=False))
    answer.show(peersim.read(folder), out=folder, as_json=False)
    table = capsys.readouterr().out.split("Simulated, not observed")[0]
    assert max(len(line) for line in table.splitlines()) <= 80
    assert table.count("on_site_childcare") == 2
    assert "…" not in table


def test_progress_goes_to_standard_error(asked):
    assert "6 of 6 runs finished" in asked.stderr
    assert "runs finished" not in asked.stdout


def test_the_folder_holds_what_was_promised(asked, folder):
    for name in TABLES:
        assert (folder / f"{name}.parquet").stat().st_size
        assert (folder / f"{name}.csv").exists() == (name in TWINS)
    for name in ("manifest.json", "plan.csv", "summary.md", "log.jsonl"):
        assert (folder / name).stat().st_size
    scenarios = {path.name for path in (folder / "scenarios").iterdir()}
    assert scenarios == {f"{name}.resolved.toml" for name in ("baseline", "on_site_childcare", "nothing")}
    figures = {path.suffix for path in (folder / "figures").iterdir()}
    assert {".png", ".svg", ".csv"} <= figures
    assert not (folder / "failures.csv").exists()


def test_resolved_scenarios_load_to_the_scenarios_that_were_run(asked, folder):
    for name in ("baseline", "on_site_childcare", "nothing"):
        again = peersim.load(folder / "scenarios" / f"{name}.resolved.toml")
        assert again.digest == peersim.load(name).digest


def test_a_folder_opened_again_is_the_comparison_that_wrote_it(asked, folder):
    import pandas as pd

    again = peersim.read(folder)
    differences = pd.read_parquet(folder / "differences.parquet")
    assert again.scenarios == ("baseline", "on_site_childcare", "nothing")
    assert again.reference == "baseline"
    assert len(again.to_frame()) == len(pd.read_parquet(folder / "outcomes.parquet"))
    found = again.differences().select_dtypes("number").to_numpy()
    assert pytest.approx(found, nan_ok=True) == differences.select_dtypes("number").to_numpy()


def test_csv_twins_hold_the_same_numbers_to_the_last_bit(asked, folder):
    import pandas as pd
    from pyarrow import csv

    for name in TWINS:
        table = pd.read_parquet(folder / f"{name}.parquet")
        twin = csv.read_csv(folder / f"{name}.csv").to_pandas()
        assert list(table.columns) == list(twin.columns)
        for column in table.select_dtypes("number"):
            assert (table[column].eq(twin[column]) | table[column].isna()).all(), (name, column)


def test_tables_of_runs_and_means_of_weeks_are_those_of_every_run(asked, folder):
    import numpy as np
    import pandas as pd

    tables = {name: pd.read_parquet(folder / f"{name}.parquet") for name in TABLES}
    everybody = tables["outcomes"][tables["outcomes"]["level"] == "everyone"]
    for name in ("reach", "cost", "weeks_engaged_median"):
        values = everybody.loc[everybody["outcome"] == name, "value"]
        np.testing.assert_array_equal(tables["runs"][name], values)
    mean = tables["weekly"].groupby(["scenario", "week"])["engaged"].mean()
    found = tables["weekly_means"].set_index(["scenario", "week"])["engaged"]
    assert found.sort_index().equals(mean.sort_index())


def test_asking_the_same_again_runs_nothing_and_says_so(asked, folder):
    before = (folder / "manifest.json").read_bytes()
    again = ask("compare", "baseline", "on_site_childcare", *SMALL, "--out", folder)
    assert again.exit_code == 0
    assert "holds this very study already: nothing was run again" in again.stderr
    assert again.stdout == asked.stdout
    assert (folder / "manifest.json").read_bytes() == before


def test_asking_something_else_of_the_same_folder_is_refused(asked, folder):
    before = (folder / "manifest.json").read_bytes()
    other = ask("compare", "baseline", "follow_up", *SMALL, "--out", folder)
    assert other.exit_code == 2
    assert "holds another study: baseline, on_site_childcare, nothing" in other.stderr
    assert "--replace" in other.stderr
    assert (folder / "manifest.json").read_bytes() == before


def test_json_is_one_document_and_quiet_is_quiet(asked, folder):
    result = ask("compare", "baseline", "on_site_childcare", *SMALL, "--json", "--quiet", "--out", folder)
    document = json.loads(result.stdout)
    assert result.stderr == ""
    assert [scenario["name"] for scenario in document["scenarios"]] == ["baseline", "on_site_childcare", "nothing"]
    assert document["reference"] == "baseline"
    assert document["seed"] == 0
    assert document["folder"] == str(folder)
    assert {row["scenario"] for row in document["differences"]} == {"on_site_childcare", "nothing"}
    assert "NaN" not in result.stdout


def test_without_a_folder_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = ask("run", "baseline", *SMALL, "--json", "--quiet")
    assert result.exit_code == 0
    assert [s["name"] for s in json.loads(result.stdout)["scenarios"]] == ["baseline", "nothing"]
    assert list(tmp_path.iterdir()) == []


def test_all_mistakes_are_told_at_once_with_exit_code_2_and_nothing_written(tmp_path):
    out = tmp_path / "out"
    result = ask("compare", "baselin", "on_site_childcare", "--place", "darby", "--parents", 0, "--weeks", -3,
                 "--draws", 0, "--seed", -1, "--replications", 0, "--workers", 0, "--out", out)  # fmt: skip
    assert result.exit_code == 2
    for words in (
        "parents is 0; allowed 1 to 1,000,000 eligible parents.",
        "weeks is -3; allowed 1 to",
        "draws is 0; allowed",
        "replications is 0; allowed",
        "seed is -1; allowed 0 to",
        "workers is 0; allowed 1 to",
        'Did you mean "baseline"?',
        'Did you mean "derby"?',
        "8 problems. Nothing was run.",
    ):
        assert words in result.stderr
    assert result.stdout == ""
    assert not out.exists()


def test_a_change_that_never_takes_effect_is_a_mistake():
    result = ask("compare", "baseline", "on_site_childcare", *SMALL, "--weeks", 10)
    assert result.exit_code == 2
    assert "on_site_childcare" in result.stderr


def test_the_same_scenario_twice_is_a_mistake():
    result = ask("compare", "baseline", "baseline", *SMALL)
    assert result.exit_code == 2
    assert 'Scenario "baseline" is named twice' in result.stderr


def test_a_failed_run_is_reported_and_does_not_sink_the_others(tmp_path, monkeypatch):
    from peersim.studies.execute import Engine

    simulate = Engine.simulate

    def fails_once(self, design, catchment, values, key):
        if design.scenario.name == "on_site_childcare" and not failed:
            failed.append(1)
            raise RuntimeError("the crèche burnt down")
        return simulate(self, design, catchment, values, key)

    failed = []
    monkeypatch.setattr(Engine, "simulate", fails_once)
    out = tmp_path / "study"
    result = ask("compare", "baseline", "on_site_childcare", *SMALL, "--workers", 1, "--out", out)
    assert result.exit_code == 1
    assert "1 run failed" in result.stderr
    assert "on_site_childcare, draw 0, replication 0: RuntimeError: the crèche burnt down" in result.stderr
    assert "on_site_childcare" in result.stdout
    assert "Traceback" in (out / "failures.csv").read_text(encoding="utf-8")
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["runs_finished"], manifest["runs_failed"]) == (5, 1)


def test_when_every_run_fails_there_is_no_answer_and_no_folder(tmp_path, monkeypatch):
    from peersim.studies.execute import Engine

    def fails(*_):
        raise RuntimeError("no power")

    monkeypatch.setattr(Engine, "simulate", fails)
    result = ask("compare", "baseline", *SMALL, "--out", tmp_path / "study")
    assert result.exit_code == 1
    assert "All 4 runs failed." in result.stderr
    assert "no power" in result.stderr
    assert list(tmp_path.iterdir()) == []


SLOWLY = """
import sys, time
from peersim import cli
from peersim.engine import run
whole = run.run_once
run.run_once = lambda *given, **how: (time.sleep(0.02), whole(*given, **how))[1]
cli.main()
"""
"""The command line, with runs so slow that a study is still running when a signal arrives."""


@pytest.mark.slow
def test_ctrl_c_leaves_what_was_finished_readable_and_the_same_command_goes_on(tmp_path):
    out = tmp_path / "study"
    draws, runs = 200, 400
    words = ["compare", "baseline", "--parents", "100", "--weeks", "26", "--draws", str(draws), "--replications", "1"]
    words += ["--out", str(out)]
    process = subprocess.Popen(
        [sys.executable, "-c", SLOWLY, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    for line in process.stderr:  # the first line of progress means that worlds are being finished
        if "runs finished" in line:
            process.send_signal(signal.SIGINT)
            break
    stdout, stderr = process.communicate(timeout=60)
    assert process.returncode == 130, stderr
    assert stdout == ""
    found = re.search(rf"Stopped: ([\d,]+) of {runs:,} runs were finished", stderr)
    assert found, stderr
    assert str(out) in stderr
    assert "Traceback" not in stderr
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["complete"] is False
    finished = int(found[1].replace(",", ""))
    assert manifest["runs_finished"] == finished
    assert 0 < finished < runs
    assert int(peersim.read(out).runs.done.sum()) == finished
    command = [sys.executable, "-m", "peersim", *words]
    resumed = subprocess.run(command, capture_output=True, text=True, check=False)
    assert resumed.returncode == 0, resumed.stderr
    assert f"holds {finished:,} of the {runs:,} runs already" in resumed.stderr
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["complete"] is True


def test_a_story_is_told_of_the_run_that_a_study_made():
    told = ask("story", "baseline", "--parents", 150, "--weeks", 52, "--quiet")
    assert told.exit_code == 0
    assert told.stdout.startswith("Parent ")
    assert re.search(r"^Week +\d+  [A-Z].*\.$", told.stdout, re.M)
    same = ask("story", "baseline", "--parents", 150, "--weeks", 52, "--quiet", "--json")
    document = json.loads(same.stdout)
    assert document["kind"] == "parent"
    assert document["who"] in told.stdout
    weeks = [sentence["week"] for sentence in document["weeks"]]
    assert weeks == sorted(weeks)


@pytest.mark.parametrize("kind", ["parent", "volunteer"])
def test_a_story_of_nobody_is_a_mistake(kind):
    result = ask("story", "baseline", "--parents", 150, "--weeks", 30, "--kind", kind, "--person", 99999)
    assert result.exit_code == 2
    assert f"{kind} 99,999 does not exist" in result.stderr


def test_a_story_of_an_unknown_kind_is_a_mistake():
    result = ask("story", "baseline", "--parents", 150, "--weeks", 30, "--kind", "coordinator")
    assert result.exit_code == 2
    assert "allowed: parent or volunteer" in result.stderr


EVENTS = ("events", "baseline", "--parents", 150, "--weeks", 40)


def test_events_are_counted_and_the_first_are_shown():
    shown = ask(*EVENTS, "--quiet")
    assert shown.exit_code == 0
    assert re.match(r"All [\d,]+ events of the run; none is missing\.", shown.stdout)
    assert "heard of the programme" in shown.stdout
    assert "--out FILE.csv writes every one" in shown.stdout


def test_a_file_of_events_holds_every_one_and_is_not_written_over(tmp_path):
    path = tmp_path / "events.csv"
    whole = json.loads(ask(*EVENTS, "--quiet", "--json").stdout)
    written = ask(*EVENTS, "--out", path)
    assert written.exit_code == 0
    rows = path.read_text(encoding="utf-8").splitlines()
    assert len(rows) - 1 == whole["happened"] == len(whole["events"])
    assert f"all {whole['happened']:,} events" in written.stderr
    refused = ask(*EVENTS, "--kind", "lapsed", "--out", path)
    assert refused.exit_code == 2
    assert "is there already" in refused.stderr
    assert path.read_text(encoding="utf-8").splitlines() == rows
    assert ask(*EVENTS, "--kind", "stayed away", "--out", path, "--replace").exit_code == 0
    assert 1 < len(path.read_text(encoding="utf-8").splitlines()) < len(rows)


def test_events_of_an_unknown_kind_are_a_mistake():
    result = ask(*EVENTS, "--kind", "stayed awy")
    assert result.exit_code == 2
    assert 'Did you mean "stayed away"?' in result.stderr


def test_phases_are_sixteen_and_doctor_knows_this_machine():
    phases = json.loads(ask("phases", "--json").stdout)
    assert [phase["number"] for phase in phases] == list(range(1, 17))
    assert all(phase["what"] for phase in phases)
    facts = json.loads(ask("doctor", "--json").stdout)
    assert facts["peersim"] == peersim.__version__
    assert facts["engine_compiled"] == "yes"
    assert facts["cores"] >= 1


def test_the_demo_asks_about_derby_six_designs_and_none(tmp_path):
    import inspect

    from peersim.commands.studies import DEMO, demo

    usual = {name: parameter.default for name, parameter in inspect.signature(demo).parameters.items()}
    promised = {"place": "derby", "parents": 3000, "weeks": 156, "draws": 20, "replications": 3}
    assert promised.items() <= usual.items()
    assert len(DEMO) == 6
    small = ("--parents", 100, "--weeks", 40, "--draws", 1, "--replications", 1, "--json", "--quiet")
    result = ask("demo", *small, "--out", tmp_path / "demo")
    assert result.exit_code == 0, result.output
    assert [scenario["name"] for scenario in json.loads(result.stdout)["scenarios"]] == [*DEMO, "nothing"]
    assert (tmp_path / "demo" / "figures" / "headline.png").exists()


SAID = "online.moderators_trained"
AT_ODDS = """title = "Trained moderators and nothing to moderate"
why = "So that something contradicts itself."
extends = "baseline"

[set]
online.moderators_trained = true
"""


@pytest.fixture
def at_odds(tmp_path):
    path = tmp_path / "at_odds.toml"
    path.write_text(AT_ODDS, encoding="utf-8")
    return path


def test_what_contradicts_itself_is_told_on_the_screen_and_kept_in_the_folder(tmp_path, at_odds):
    out = tmp_path / "study"
    result = ask("run", at_odds, *SMALL, "--out", out)
    assert result.exit_code == 0, result.output
    told = " ".join(result.stderr.split())
    assert "at_odds.toml, line 6" in told
    assert SAID in told
    assert SAID not in result.stdout
    (note,) = json.loads((out / "manifest.json").read_text())["notes"]["at_odds"]
    assert SAID in note
    assert "Worth knowing about these designs" in (out / "summary.md").read_text()
    assert peersim.read(out).notes["at_odds"] == (note,)


def test_what_contradicts_itself_is_told_by_every_command_that_takes_a_scenario(at_odds):
    shown = ask("scenario", "show", at_odds)
    assert SAID in " ".join(shown.stdout.split())
    assert SAID in " ".join(ask("scenario", "validate", at_odds).stderr.split())
    assert SAID in " ".join(ask("scenario", "diff", "baseline", at_odds).stderr.split())


def test_in_python_what_contradicts_itself_is_a_warning_in_the_log(caplog, at_odds):
    peersim.compare([at_odds], parents=100, weeks=30, draws=1, replications=1)
    assert any(SAID in record.getMessage() for record in caplog.records if record.levelname == "WARNING")

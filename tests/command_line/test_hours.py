"""`peersim hours`: hours by task for one design or several, and the figure where it is asked for."""

import json

from typer.testing import CliRunner

from peersim.cli import app

SMALL = ("--draws", "2", "--parents", "200", "--weeks", "30", "--quiet")


def ask(*words):
    return CliRunner().invoke(app, ["hours", *words])


def test_hours_by_task_are_told_and_drawn(tmp_path):
    told = ask("baseline", "growth_without_hours", *SMALL, "--json", "--out", str(tmp_path / "hours.svg"))
    assert told.exit_code == 0, told.stderr
    rows = json.loads(told.stdout)
    assert len({row["design"] for row in rows}) == 2
    assert {"supervision", "recruitment"} <= {row["task"] for row in rows}
    assert all(0 <= row["given"] <= row["asked"] for row in rows)
    assert (tmp_path / "hours.svg").read_text(encoding="utf-8").count("<svg ") == 1


def test_a_file_that_cannot_be_drawn_to_and_too_many_designs_are_refused():
    assert "allowed .png, .svg" in ask("baseline", "--out", "hours.pdf").stderr
    told = ask("baseline", "champions", "no_taster", "follow_up", *SMALL)
    assert told.exit_code == 2
    assert "4 designs are asked for; allowed 1 to 3." in told.stderr

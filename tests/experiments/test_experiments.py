"""Every experiment runs from its plan, its answer holds the numbers of its table, and what is kept is of its plan."""

import csv
import hashlib
import itertools
import json
import re
import runpy
import sys
from pathlib import Path

import pytest

from peersim.experiment_api import between_marks, plans_of
from peersim.report.words import between, plain, signed
from peersim.studies.plan_file import read_plan

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = sorted(path.parent for path in (ROOT / "experiments").glob("*/run.py"))
NAMES = [folder.name for folder in FOLDERS]
REPORTED = {"next_20000", "demo_designs"}
MOST_BYTES, MOST_BYTES_WITH_A_REPORT = 300_000, 3_000_000
ASKED = {
    "next_20000", "demo_designs", "supervision_ratio", "taster_and_training_length", "one_to_one_or_group",
    "hybrid_and_moderation", "flexible_or_restricted_money", "start_small_or_large", "rural_or_urban",
    "paid_or_unpaid_facilitators", "eight_guidelines",
}  # fmt: skip


@pytest.fixture(params=NAMES)
def name(request):
    return request.param


@pytest.fixture
def run(monkeypatch):
    """Run an experiment's script as from a terminal, in this process."""

    def running(name, *arguments):
        monkeypatch.setattr(sys, "argv", ["run.py", *map(str, arguments)])
        runpy.run_path(str(ROOT / "experiments" / name / "run.py"), run_name="__main__")

    return running


def rows_of(folder):
    """The rows of an experiment's table of differences."""
    with (folder / "differences.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cells(row):
    """How a table of designs may tell a row: the file has six figures, and a tie may be told as either."""
    named = [float(row[key]) for key in ("difference", "low", "high", "scenario_value")]
    told = set()
    for nudges in itertools.product((0.0, 1e-5, -1e-5), repeat=4):
        value, low, high, reached = (number * (1 + nudge) for number, nudge in zip(named, nudges, strict=True))
        size, interval = signed(value, row["unit"]), between(low, high, row["unit"], difference=True)
        change = f"{size} in every world" if interval == f"{size} to {size}" else f"{size}: {interval}"
        told.add(f"{plain(reached, row['unit'])} ({change})")
    return told


def is_told(folder):
    """See that every design's families reached stand in the answer as the table of differences has them."""
    answer = (folder / "answer.md").read_text(encoding="utf-8")
    rows = [row for row in rows_of(folder) if row["outcome"] == "parents_reached"]
    assert rows
    for row in rows:
        assert any(told in answer for told in cells(row)), row["scenario"]


def kept_files(name):
    """What is kept of an experiment's results: everything but its runs."""
    whole = (ROOT / "results" / name).rglob("*")
    return [path for path in whole if path.is_file() and "study" not in path.relative_to(ROOT / "results").parts]


def test_every_question_is_an_experiment():
    assert set(NAMES) >= ASKED


def test_a_script_is_short_and_its_plans_ask_a_question_that_can_be_run(name):
    folder = ROOT / "experiments" / name
    assert len((folder / "run.py").read_text(encoding="utf-8").splitlines()) < 60
    for plan in plans_of(folder):
        asked = read_plan(plan)
        assert asked.question.endswith("?")
        assert asked.plan.draws >= 200
        assert "nothing" in [scenario.name for scenario in asked.plan.scenarios]


@pytest.mark.slow
def test_it_runs_at_a_tiny_size_and_tells_what_it_computed(name, run, tmp_path):
    pytest.importorskip("sklearn", reason='needs the extra: pip install "peersim[report]"')
    page = ROOT / "experiments" / name / "README.md"
    before = page.read_bytes()
    run(name, "--tiny", "--out", tmp_path)
    is_told(tmp_path)
    assert page.read_bytes() == before
    for study in tmp_path.rglob("study.json"):
        if study.parent.name != "study":
            hashes = json.loads(study.read_text(encoding="utf-8"))["files"]
            assert hashes == {each: sha256(tmp_path / each) for each in ("answer.md", "differences.csv")}


def test_it_writes_the_same_bytes_when_it_is_run_again(run, tmp_path):
    for folder in ("one", "other"):
        run("one_to_one_or_group", "--tiny", "--out", tmp_path / folder)
    one, other = (sorted((tmp_path / folder).glob("*.*")) for folder in ("one", "other"))
    assert [path.name for path in one] == [path.name for path in other]
    assert {path.suffix for path in one} == {".md", ".csv", ".png", ".json"}
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in other]


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_what_is_kept_is_of_the_plan_that_is_there(name):
    plans = plans_of(ROOT / "experiments" / name)
    for plan in plans:
        results = ROOT / "results" / name
        kept = (results / plan.stem if len(plans) > 1 else results) / "study.json"
        study = json.loads(kept.read_text(encoding="utf-8"))
        asked = read_plan(plan)
        assert study["plan_text"] == plan.read_text(encoding="utf-8")
        assert study["facts"]["scenarios"] == [scenario.name for scenario in asked.plan.scenarios]
        assert study["files"] == {each: sha256(results / each) for each in ("answer.md", "differences.csv")}


def test_the_page_has_the_answer_that_is_kept_and_the_answer_has_the_numbers(name):
    results = ROOT / "results" / name
    page = ROOT / "experiments" / name / "README.md"
    assert between_marks(page) == (results / "answer.md").read_text(encoding="utf-8").strip()
    is_told(results)
    for picture in re.findall(r"\]\((\S+\.png)\)", between_marks(page)):
        assert (page.parent / picture).resolve().is_file()


def test_the_answer_of_a_report_is_that_of_the_report_that_is_kept(name):
    for report in (ROOT / "results" / name).rglob("report.json"):
        for sentence in json.loads(report.read_text(encoding="utf-8"))["answer"]:
            assert sentence in (ROOT / "results" / name / "answer.md").read_text(encoding="utf-8")


def test_what_is_kept_does_not_tell_where_on_a_machine_it_was_made(name):
    for path in kept_files(name):
        if path.suffix in {".json", ".md", ".csv"}:
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"(?<![\w./<])(?:/[\w.-]+){2,}/[\w.-]+\.toml|[A-Z]:\\\\", text), path


def test_what_is_kept_is_small_and_bears_no_time(name):
    sizes = [path.stat().st_size for path in kept_files(name)]
    plans = len(plans_of(ROOT / "experiments" / name))
    assert sum(sizes) < (plans * MOST_BYTES_WITH_A_REPORT if name in REPORTED else MOST_BYTES)
    for path in kept_files(name):
        if path.name == "study.json":
            assert not {"planned", "written"} & set(json.loads(path.read_text(encoding="utf-8")))


def test_every_experiment_stands_in_the_table_with_its_answer_in_one_line(name):
    row = next(
        line
        for line in (ROOT / "experiments" / "README.md").read_text(encoding="utf-8").splitlines()
        if f"({name}/README.md)" in line
    )
    first = between_marks(ROOT / "experiments" / name / "README.md").split("\n\n")[0].strip("*")
    assert first in row
    assert f"`python experiments/{name}/run.py`" in row
    assert re.search(r"\| \d+ \|$", row)

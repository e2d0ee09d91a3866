"""Every experiment runs from its plan, writes its report and answer, and what is kept is what its run wrote."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from peersim.studies.plan_file import read_plan

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = sorted(path.parent for path in (ROOT / "experiments").glob("*/run.py"))
SMALL = {"draws": 20, "replications": 1, "parents": 150, "weeks": 60}
BEGIN, END = "<!-- answer -->", "<!-- end of answer -->"


def plans(folder):
    """The plans of an experiment: TOML files that ask a question."""
    return [path for path in sorted(folder.glob("*.toml")) if path.read_text(encoding="utf-8").startswith("question")]


def reports(folder):
    """The reports that an experiment keeps."""
    return sorted((ROOT / "results" / folder.name).rglob("report.json"))


def answer_in(readme):
    """What stands between the marks of a README."""
    return readme.read_text(encoding="utf-8").split(BEGIN)[1].split(END)[0].strip()


@pytest.fixture(params=FOLDERS, ids=lambda folder: folder.name)
def experiment(request):
    return request.param


def test_there_are_experiments():
    assert {"next_20000", "demo_designs"} <= {folder.name for folder in FOLDERS}


def test_a_script_is_short_and_its_plans_can_be_run(experiment):
    assert len((experiment / "run.py").read_text(encoding="utf-8").splitlines()) < 60
    assert plans(experiment)
    for plan in plans(experiment):
        asked = read_plan(plan)
        assert asked.question.endswith("?")


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("sh") is None, reason="runs scripts in a shell of their own")
def test_it_runs_at_a_tiny_size_and_puts_its_answer_into_its_page(experiment, tmp_path):
    pytest.importorskip("sklearn", reason='needs the extra: pip install "peersim[report]"')
    copied = shutil.copytree(experiment, tmp_path / "experiments" / experiment.name)
    for plan in plans(copied):
        text = plan.read_text(encoding="utf-8")
        for name, number in SMALL.items():
            text = re.sub(rf"^{name} = \d+$", f"{name} = {number}", text, flags=re.M)
        plan.write_text(text, encoding="utf-8")
    if len(plans(copied)) > 1:  # one place tells as much as three
        for plan in plans(copied)[1:]:
            plan.unlink()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, str(copied / "run.py")], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    written = sorted((tmp_path / "results").rglob("report.*"))
    assert {path.suffix for path in written} >= {".html", ".json"}
    told = json.loads(next(path for path in written if path.suffix == ".json").read_text(encoding="utf-8"))["answer"]
    assert all(sentence in answer_in(copied / "README.md") for sentence in told)


def test_the_answer_that_is_kept_is_that_of_the_report_that_is_kept(experiment):
    found = reports(experiment)
    assert len(found) == len(plans(experiment))
    for report in found:
        for sentence in json.loads(report.read_text(encoding="utf-8"))["answer"]:
            assert sentence in answer_in(experiment / "README.md")


def test_what_is_kept_is_of_the_plan_that_is_there_and_small(experiment):
    for report, plan in zip(reports(experiment), plans(experiment), strict=True):
        study = json.loads((report.parent / "study.json").read_text(encoding="utf-8"))
        assert study["plan_text"] == plan.read_text(encoding="utf-8")
        kept = [path for path in report.parent.glob("*") if path.is_file()]
        assert sum(path.stat().st_size for path in kept) < 3_000_000

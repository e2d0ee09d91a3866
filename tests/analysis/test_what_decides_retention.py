"""The kept answer to what decides retention: its tables and its page say the same, and its script runs."""

import csv
import importlib.util
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER, KEPT = ROOT / "experiments" / "what_decides_retention", ROOT / "results" / "what_decides_retention"
MOST_BYTES = 300_000


def rows(name):
    with (KEPT / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_page_tells_the_numbers_of_the_kept_tables():
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    told = [row for row in rows("quantities") if not row["why_not"]]
    assert {row["outcome"] for row in told} >= {"parents_reached", "parents_engaged_26w", "cost_per_parent_engaged_26w"}
    for quantity in told:
        mine = [row for row in rows("sobol") if row["quantity"] == quantity["name"] and row["input"] != "the others"]
        most = max(mine, key=lambda row: float(row["total"]))
        sentence = next(
            line for line in page.splitlines() if line.startswith("* ") and f"{quantity['label']} most" in line
        )
        assert most["label"] in sentence
        assert f"take {100 * float(most['first']):.0f}% of the variance" in sentence
        assert f"Luck is {100 * float(quantity['share_of_luck']):.0f}%" in sentence


def test_what_is_kept_is_small():
    assert sum(path.stat().st_size for path in KEPT.glob("*") if path.is_file()) < MOST_BYTES


def test_the_script_is_short_and_runs_at_a_tiny_size(tmp_path, monkeypatch):
    pytest.importorskip("SALib", reason='needs the extra: pip install "peersim[research]"')
    assert len((FOLDER / "analyse.py").read_text(encoding="utf-8").splitlines()) < 60
    spec = importlib.util.spec_from_file_location("analyse_what_decides", FOLDER / "analyse.py")
    analyse = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(analyse)
    monkeypatch.setattr("peersim.report.sensitivity.save_figure", lambda drawn, stem: [])
    page = shutil.copyfile(FOLDER / "README.md", tmp_path / "README.md")
    tiny = {"parents": 150, "weeks": 40, "trajectories": 0, "samples": 32, "at_most": 1, "scenarios": ["baseline"]}
    analyse.main(page, tmp_path, **tiny, inputs=["calibrated"], outcomes=["parents_reached"])
    assert "the 41 inputs that calibration ties together" in page.read_text(encoding="utf-8")
    assert (tmp_path / "sobol.csv").is_file()

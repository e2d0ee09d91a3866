"""The how-to guides do what they say: code in them runs, edits in them can be made and move something."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from peersim.cli import app
from peersim.evidence.bare_numbers import bare_numbers

ROOT = Path(__file__).resolve().parents[2]
GUIDES = ROOT / "docs" / "how_to"
NOT_HERE = "docs/make_pages.py"
"""Runs the whole demo; what it writes has tests of its own."""


def blocks(guide: str, language: str) -> list[str]:
    text = (GUIDES / guide).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.M | re.S)


def edit(root: Path, block: str) -> Path:
    """Make one edit of a guide: unmarked and removed lines must stand there once; added lines alone go to the end."""
    head, *lines = block.splitlines()
    path = root / head.removeprefix("--- ")
    text = path.read_text(encoding="utf-8")
    old = "".join(f"{line[1:]}\n" for line in lines if line[:1] != "+")
    new = "".join(f"{line[1:]}\n" for line in lines if line[:1] != "-")
    assert {line[:1] for line in lines} <= {"+", "-", " "}
    assert not old or f"\n{text}".count(f"\n{old}") == 1, f"{path.name} must hold this once, or mend the guide:\n{old}"
    path.write_text(f"\n{text}".replace(f"\n{old}", f"\n{new}", 1)[1:] if old else text + new, encoding="utf-8")
    return path


@pytest.mark.slow
@pytest.mark.parametrize("guide", ["replace_a_rule.md", "add_a_phase_hook.md"])
def test_the_code_of_a_guide_runs(guide: str) -> None:
    names: dict[str, object] = {"__name__": "guide"}
    code = blocks(guide, "python")
    assert code
    for number, block in enumerate(code):
        exec(compile(block, f"{guide}, block {number}", "exec"), names)


@pytest.mark.slow
@pytest.mark.parametrize("guide", ["add_a_lever.md", "add_a_trait.md"])
def test_the_edits_of_a_guide_can_be_made_and_move_something(guide: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "peersim", tmp_path / "peersim", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "PEERSIM_CACHE": str(tmp_path / "cache")}
    edited = [edit(tmp_path, block) for block in blocks(guide, "diff")]
    assert len(edited) >= 4
    assert [found for path in edited if path.parent.name in ("agents", "engine") for found in bare_numbers(path)] == []
    commands = [line.split() for block in blocks(guide, "sh") for line in block.splitlines() if NOT_HERE not in line]
    assert commands
    for words in [*commands, *(["python", "-c", block] for block in blocks(guide, "python"))]:
        done = subprocess.run(
            [sys.executable, *words[1:]], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{' '.join(words)}\n{done.stderr}"
    assert not (tmp_path / "cache").exists()  # an interpreted run: nothing was compiled


def follow(guide: str, folder: Path, capsys: pytest.CaptureFixture[str], codes: tuple[int, ...] = (0, 2)) -> list[str]:
    """Do what a guide says, block by block, in a folder; give the kinds of block that were done.

    A TOML block is a file, named in its first line; a block of text is what the block before it prints.
    """
    names: dict[str, object] = {"__name__": "guide"}
    printed, done = "", []
    text = (GUIDES / guide).read_text(encoding="utf-8")
    for kind, block in re.findall(r"^```(\w+)\n(.*?)^```", text, re.M | re.S):
        if kind == "toml":
            path = folder / block.splitlines()[0].removeprefix("# ")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block, encoding="utf-8")
        elif kind == "python":
            exec(compile(block, f"{guide}, after {len(done)} blocks", "exec"), names)
            printed = capsys.readouterr().out
        elif kind == "sh":
            results = [CliRunner().invoke(app, line.split()[1:]) for line in block.splitlines()]
            printed = "".join(result.output for result in results)
            assert [result.exit_code for result in results if result.exit_code not in codes] == [], printed
        elif kind == "text":
            assert block in printed
        done.append(kind)
    return done


@pytest.mark.slow
def test_a_guide_to_files_can_be_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    done = follow("validate_against_your_own_figures.md", tmp_path, capsys)
    assert done.count("toml") == 3
    assert {"python", "sh", "text"} <= set(done)
    written = {path.name for path in (tmp_path / "results" / "our_figures").iterdir()}
    assert written == {"targets.csv", "targets.json", "targets.png", "targets.svg", "targets.txt"}


@pytest.mark.slow
def test_the_guide_to_reading_a_study_can_be_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    done = follow("read_a_study.md", tmp_path, capsys)
    assert {kind: done.count(kind) for kind in set(done)} == {"sh": 3, "python": 7, "text": 7}
    written = {path.name for path in (tmp_path / "results" / "creche_csv").iterdir()}
    assert written == {"runs.csv", "tidy.csv", "definitions.csv", "draws.csv", "datapackage.json"}
    assert (tmp_path / "results" / "creche" / "datapackage.json").is_file()
    asked = {path.name for path in (tmp_path / "results" / "asked").glob("*.csv")}
    assert asked == {"plan.csv", "differences.csv", "alone.csv", "runs.csv", "weekly_means.csv"}


@pytest.mark.slow
def test_the_guide_to_large_studies_can_be_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    done = follow("run_a_large_study.md", tmp_path, capsys, codes=(0,))
    assert done.count("toml") == 2
    assert done.count("text") == 3
    for name in ("creche", "sweep"):
        study = tmp_path / "results" / name
        assert (study / "differences.csv").stat().st_size > 0
    assert (tmp_path / "results" / "creche" / "summary.md").is_file()
    assert (tmp_path / "results" / "creche_tables" / "datapackage.json").is_file()


@pytest.mark.slow
def test_the_guide_to_a_funders_report_can_be_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    done = follow("write_a_funder_report.md", tmp_path, capsys, codes=(0,))
    assert {kind: done.count(kind) for kind in set(done)} == {"toml": 1, "sh": 3, "text": 1, "python": 1}
    made = (tmp_path / "results").iterdir()
    names = {path.name: sorted(file.name for file in path.glob("report.*")) for path in made}
    assert names["funding_alone"] == ["report.html"]
    assert names["funding_scotland"] == ["report.json"]


@pytest.mark.quick
@pytest.mark.parametrize("guide", sorted(path.name for path in GUIDES.glob("*.md")))
def test_every_file_and_page_a_guide_names_is_there(guide: str) -> None:
    text = (GUIDES / guide).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if not link.startswith("https://")]
    assert [link for link in links if not (GUIDES / link).exists()] == []
    named = re.findall(r"`((?:peersim|tests|docs)/[\w./]+\.py)`", text)
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.quick
def test_an_edit_that_no_longer_fits_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("one = 1\ntwo = 2\n")
    edit(tmp_path, "--- a.py\n one = 1\n+more = 3\n")
    assert (tmp_path / "a.py").read_text() == "one = 1\nmore = 3\ntwo = 2\n"
    with pytest.raises(AssertionError, match="mend the guide"):
        edit(tmp_path, "--- a.py\n three = 3\n+more = 3\n")

"""Every block of code in the documents is run, compared with what made it, or has a reason here why it is not."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
from documents.following import Follower, commands, smaller
from documents.pages import ROOT, Block, blocks, pages, text_of

from peersim.evidence.bare_numbers import bare_numbers

SMALL = {"parents": 300, "weeks": 52, "draws": 2, "replications": 1}

SIZES: dict[str, dict[str, dict[str, Any]]] = {
    "README.md": {
        "compare": SMALL,
        "study plan": {"parents": 200, "weeks": 80, "draws": 20, "replications": 2},  # as few as a report allows
        "local compare": {"draws": 40},
        "sensitivity run": {
            "parents": 100,
            "weeks": 40,
            "trajectories": 4,
            "samples": 32,
            "at-most": 3,
            "input": "cost",
        },
    },
    "docs/quickstart.md": {"compare": SMALL, "demo": SMALL, "story": {"parents": 300}, "events": {"parents": 300}},
    "docs/scenarios.md": {"compare": SMALL},
    "docs/events.md": {"events": {"parents": 300, "weeks": 52}},
}
"""Sizes at which a page's commands are run, where its own would take long; other pages are run as they stand."""

EDITED = ("docs/how_to/add_a_lever.md", "docs/how_to/add_a_trait.md")
"""Guides whose edits are made in a copy of the tree."""

FOLLOWED_ELSEWHERE: dict[str, str] = {}
"""Pages that are followed block by block by another test, and which."""

REASONS: dict[tuple[str, str, str], str] = {
    ("docs/evidence/*.md", "text", "prior"): "drawn by docs/make_pages.py; tests/test_pages_are_fresh.py",
    ("docs/odd.md", "text", ""): "equations, held against the rules by docs/make_odd.py; tests/test_odd.py",
    ("docs/stress-abs.md", "mermaid", "flowchart"): "a diagram",
    ("docs/reference/command_line.md", "text", "Usage: "): "made from the commands; test_reference_pages.py",
    ("docs/cite.md", "*", ""): "made from CITATION.cff; test_reference_pages.py",
    ("docs/how_to/run_on_a_cluster.md", "*", ""): "needs a cluster; what it names is held to be there by "
    "tests/faults/test_guide_to_clusters.py, and tests/faults/test_on_a_cluster.py does it on this machine",
    (
        "docs/scenarios.md",
        "toml",
        "[",
    ): "parts of a file; tests/scenarios/test_scenarios_document.py puts each into one",
    (
        "docs/scenarios.md",
        "",
        "childcare.toml, line",
    ): "tests/scenarios/test_scenarios_document.py makes those mistakes",
    ("docs/calibration.md", "*", ""): "takes half an hour; tests/calibration/test_calibrating.py does it at tiny size",
    ("README.md", "sh", "python -m pip install"): "installing is what .ci/run does; tests/test_readme_commands.py",
    ("docs/tutorial/first_answer.md", "sh", "python -m venv"): "installing is what .ci/run does",
    ("docs/tutorial/researcher.md", "sh", "python -m pytest"): "runs the tests, of which this is one",
    ("notebooks/README.md", "*", ""): "tests/notebooks runs the notebooks",
    ("CONTRIBUTING.md", "*", ""): "setting up and checking, which .ci/run and pre-commit do",
}
"""Blocks that are not run, by page, language and how they begin, with what sees to them instead."""


def reason(block: Block) -> str:
    """Why a block is not run here; empty if it is."""
    for (page, language, start), told in REASONS.items():
        same = language in ("*", block.language) and fnmatch(block.page, page)
        if same and block.text.startswith(start):
            return told
    return ""


def with_blocks() -> list[str]:
    return [page for page in pages() if any(not reason(block) for block in blocks(page))]


FOLLOWED = [page for page in with_blocks() if page not in EDITED and page not in FOLLOWED_ELSEWHERE]
KNOWN = ("toml", "csv", "python", "sh", "text")


def test_every_block_is_run_or_has_a_reason_why_not() -> None:
    every = [block for page in pages() for block in blocks(page)]
    assert len(every) > 300
    run = [block for block in every if not reason(block)]
    strange = [f"{b.page}, line {b.line}: {b.language!r}" for b in run if b.language not in (*KNOWN, "diff")]
    assert strange == [], "write it as sh, python, toml, csv or text, or say in REASONS what sees to it"
    edits = [f"{b.page}, line {b.line}" for b in run if b.language == "diff" and b.page not in EDITED]
    assert edits == [], "name the guide in EDITED"


def test_every_reason_is_needed_and_names_tests_that_are_there() -> None:
    every = [block for page in pages() for block in blocks(page)]
    used = {key: told for block in every for key, told in REASONS.items() if told == reason(block)}
    there = {key for key in REASONS if any(fnmatch(page, key[0]) for page in pages())}
    assert there == set(used), "a reason is given for blocks that are no more"
    for told in (*REASONS.values(), *FOLLOWED_ELSEWHERE.values()):
        for name in re.findall(r"(?:tests|docs)/[\w/]+(?:\.(?:py|md))?", told):
            assert (ROOT / name).exists(), name


@pytest.mark.parametrize("page", [page for page in pages() if not page.startswith("docs/evidence/")])
def test_every_command_that_a_page_names_is_there_with_its_options(page: str) -> None:
    import typer

    from peersim.cli import app

    top = typer.main.get_command(app)
    spoken = [line for block in blocks(page) if block.language in ("sh", "text") for line in block.text.splitlines()]
    spoken += [words for words in re.findall(r"`(peersim [^`]+)`", text_of(page)) if "\n" not in words]
    for line in spoken:
        if not line.startswith("peersim ") or line.startswith("peersim  "):
            continue
        words = re.split(r"[ \n]+", line.partition(" #")[0].rstrip("\\ "))[1:]
        command = top
        while words and words[0] in getattr(command, "commands", {}):
            command = command.commands[words.pop(0)]
        assert command is not top or words[0].startswith("-"), f"{page}: there is no command {line}"
        known = {name for option in command.params for name in (*option.opts, *option.secondary_opts)} | {"--help"}
        assert [word for word in words if word.startswith("--") and word not in known] == [], f"{page}: {line}"


@pytest.mark.parametrize("page", [page for page in pages() if any(b.language == "python" for b in blocks(page))])
def test_every_public_name_that_a_page_uses_is_there(page: str) -> None:
    import peersim

    used = {name for block in blocks(page) for name in re.findall(r"\bps\.([A-Za-z_]+)", block.text)}
    assert used <= set(peersim.__all__)


@pytest.mark.slow
@pytest.mark.parametrize("page", FOLLOWED)
def test_a_page_can_be_followed_and_prints_what_it_shows(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    if page in SIZES:
        smaller_in_python(monkeypatch)
    draw_little(monkeypatch)
    assert Follower(page, capsys, SIZES.get(page, {}), reason).follow()
    for name in LEAVES.get(page, ()):
        assert list(Path().glob(name)), f"{page} should leave {name}"


def smaller_in_python(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let comparisons and models of a page's Python be small, too."""
    import peersim as ps
    from peersim import api

    compare, model = api.compare, ps.ProgrammeModel
    monkeypatch.setattr(api, "compare", lambda *given, **named: compare(*given, **{**named, **SMALL}))
    monkeypatch.setattr(
        ps.ProgrammeModel.__module__ + ".ProgrammeModel",
        lambda *given, **named: model(*given, **{**named, "parents": 100, "weeks": 8}),
    )


def draw_little(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw one figure of a comparison and lay no report out on paper: both take long and have tests of their own."""
    from peersim.report.figures import FIGURES
    from peersim.report.pages.writing import FORMATS

    for kind in set(FIGURES) - {"survival"}:
        monkeypatch.delitem(FIGURES, kind)
    monkeypatch.setitem(FORMATS, "pdf", lambda document: b"%PDF-")


LEAVES: dict[str, tuple[str, ...]] = {
    "README.md": (
        "results/large/summary.md",
        *(f"results/large/report/report.{kind}" for kind in ("html", "pdf", "xlsx", "json")),
        "results/what_matters/answer.md",
        "our_months.csv",
    ),
    "docs/quickstart.md": ("results/demo/summary.md", "results/ours/differences.csv", "events.csv"),
    "docs/events.md": ("events.csv",),
    "docs/tutorial/first_answer.md": ("results/second/summary.md", "results/second/manifest.json"),
    "docs/tutorial/planner.md": (
        "results/ours/differences.csv",
        "results/ours/alone.csv",
        "results/ours/figures/*.png",
        "results/ours/manifest.json",
    ),
    "docs/how_to/validate_against_your_own_figures.md": tuple(
        f"results/our_figures/targets.{kind}" for kind in ("csv", "json", "png", "svg", "txt")
    ),
    "docs/how_to/compare_with_your_own_months.md": tuple(
        f"results/ours/{name}" for name in ("summary.md", "months.csv", "months.json", "months.png", "columns.csv")
    ),
    "docs/how_to/read_a_study.md": (
        *(f"results/creche_csv/{name}.csv" for name in ("runs", "tidy", "definitions", "draws")),
        "results/creche_csv/datapackage.json",
        "results/creche/datapackage.json",
        *(f"results/asked/{name}.csv" for name in ("plan", "differences", "alone", "runs", "weekly_means")),
    ),
    "docs/how_to/run_a_large_study.md": (
        "results/creche/differences.csv",
        "results/sweep/differences.csv",
        "results/creche/summary.md",
        "results/creche_tables/datapackage.json",
    ),
    "docs/how_to/write_a_funder_report.md": (
        *(f"results/funding/report/report.{kind}" for kind in ("html", "pdf", "xlsx", "json")),
        "results/funding_alone/report.html",
        "results/funding_scotland/report.json",
    ),
}
"""Files that a page says it leaves."""


# Guides that edit the tree

NOT_HERE = "docs/make_pages.py"
"""Runs the whole demo; what it writes has tests of its own."""


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
@pytest.mark.parametrize("guide", EDITED)
def test_the_edits_of_a_guide_can_be_made_and_move_something(guide: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "peersim", tmp_path / "peersim", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "docs").mkdir()
    for name in ("scenario.schema.json", "scenarios.md"):
        shutil.copyfile(ROOT / "docs" / name, tmp_path / "docs" / name)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "PEERSIM_CACHE": str(tmp_path / "cache")}
    of = {kind: [block.text for block in blocks(guide) if block.language == kind] for kind in ("diff", "sh", "python")}
    edited = [edit(tmp_path, text) for text in of["diff"]]
    assert len(edited) >= 4
    assert [found for path in edited if path.parent.name in ("agents", "engine") for found in bare_numbers(path)] == []
    lines = [line.split() for text in of["sh"] for line in text.splitlines() if NOT_HERE not in line]
    assert lines
    for words in [*lines, *(["python", "-c", text] for text in of["python"])]:
        done = subprocess.run(
            [sys.executable, *words[1:]], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{' '.join(words)}\n{done.stderr}"
    assert not (tmp_path / "cache").exists()  # an interpreted run: nothing was compiled


def test_an_edit_that_no_longer_fits_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("one = 1\ntwo = 2\n")
    edit(tmp_path, "--- a.py\n one = 1\n+more = 3\n")
    assert (tmp_path / "a.py").read_text() == "one = 1\nmore = 3\ntwo = 2\n"
    with pytest.raises(AssertionError, match="mend the guide"):
        edit(tmp_path, "--- a.py\n three = 3\n+more = 3\n")


# The tests' own means


def test_commands_are_read_word_by_word_and_given_a_pages_sizes() -> None:
    block = Block("a.md", "sh", 'peersim demo  # now\npeersim compare a \\\n  "b c"\n', 0, 1, "")
    assert commands(block) == [["peersim", "demo"], ["peersim", "compare", "a", "b c"]]
    assert smaller(["study", "plan", "x"], {"study plan": {"draws": 2}}) == ["study", "plan", "x", "--draws", "2"]


@pytest.mark.parametrize(
    ("text", "printed", "is_shown"),
    [
        ("one\ntwo\n", "zero one\n  two  three", True),
        ("one\n…\nthree\n", "one\ntwo\nthree", True),
        ("one\nthree\n", "one\ntwo\nthree", False),
        ("three\none\n", "one\ntwo\nthree", False),
        ("five\n", "one\ntwo\nthree", False),
    ],
)
def test_what_a_page_shows_must_have_been_printed_in_that_order(text: str, printed: str, is_shown: bool) -> None:
    from documents.following import shown

    assert shown(Block("a.md", "text", text, 0, 1, ""), printed) is is_shown

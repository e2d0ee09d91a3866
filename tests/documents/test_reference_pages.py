"""Pages made from the code are what the code says today, and every guide and lesson can be found from its list."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from peersim.evidence import parameters
from peersim.outcomes import OUTCOMES

pytestmark = pytest.mark.quick

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_reference", DOCS / "make_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_pages_are_fresh(maker: ModuleType) -> None:
    stale = [path.name for path, text in maker.make().items() if path.read_text(encoding="utf-8") != text]
    assert stale == [], "run python docs/make_reference.py"


def test_every_command_is_in_the_reference_with_all_its_options(maker: ModuleType) -> None:
    import typer

    from peersim.cli import app

    page = (DOCS / "reference" / "command_line.md").read_text(encoding="utf-8")
    every = list(maker.commands(typer.main.get_command(app)))
    assert len(every) > 30
    for words, command in every:
        told = page.partition(f" {' '.join(words)}\n")[2].partition("\n#")[0]
        assert told, f"{' '.join(words)} is missing"
        assert [
            name for option in command.params for name in option.opts if name.startswith("--") and name not in told
        ] == []


def test_every_outcome_is_in_the_reference_once() -> None:
    page = (DOCS / "reference" / "outcomes.md").read_text(encoding="utf-8")
    assert [each.name for each in OUTCOMES if page.count(f'<a id="{each.name}">') != 1] == []


def test_the_register_holds_every_assumption_with_its_reason() -> None:
    page = (DOCS / "assumptions.md").read_text(encoding="utf-8")
    wanted = [each for each in parameters().values() if each.grade in ("C", "D") and each.role != "output"]
    rows = [line for line in page.splitlines() if line.startswith("| [")]
    assert len(rows) == len(wanted)
    assert f"\n{len(wanted)} numbers rest on " in page
    for each in wanted:
        (row,) = [row for row in rows if f"`{each.key}` |" in row]
        assert each.grade == row.split(" | ")[2]
        assert len(row.split(" | ")[3].split()) >= 3, f"{each.key} has no reason"


@pytest.mark.parametrize("folder", ["tutorial", "how_to", "explanation", "decisions", "programmes"])
def test_every_page_of_a_folder_is_listed_in_its_readme(folder: str) -> None:
    listed = set(re.findall(r"\]\(([\w-]+\.md)\)", (DOCS / folder / "README.md").read_text(encoding="utf-8")))
    there = {path.name for path in (DOCS / folder).glob("*.md")} - {"README.md"}
    assert there - listed == set()


def test_the_readme_and_the_front_page_lead_to_every_door() -> None:
    front = (DOCS / "index.md").read_text(encoding="utf-8")
    for door in ("tutorial", "how_to", "reference", "explanation"):
        assert f"({door}/README.md)" in front
    for page in ("limits.md", "assumptions.md", "glossary.md", "about.md"):
        assert f"({page})" in front


def test_what_a_funder_is_told_to_read_is_in_the_report() -> None:
    page = (DOCS / "tutorial" / "funder.md").read_text(encoding="utf-8")
    report = (ROOT / "results" / "next_20000" / "report.html").read_text(encoding="utf-8")
    headings = {re.sub(r"<[^>]+>", "", each).strip() for each in re.findall(r"<h2[^>]*>(.*?)</h2>", report, re.S)}
    told = re.findall(r"“(\d+ [^”]+)”", page)
    assert len(told) >= 10
    assert [name for name in told if name not in headings] == []

"""The validity page is what code and stored results say, discusses every miss, and is linked from headline results."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType

import pytest

from peersim.analysis.cross_model import REFERENCE_MODELS

pytestmark = pytest.mark.quick

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
HEADLINES = ("README.md", "docs/demo_summary.md", "docs/claims.md", "docs/patterns.md", "docs/supervision_spiral.md")


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_validity", DOCS / "make_validity.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def page() -> str:
    return (DOCS / "validity.md").read_text(encoding="utf-8")


def test_the_page_is_what_its_text_the_code_and_stored_results_make(maker: ModuleType, page: str) -> None:
    told = (ROOT / "peersim" / "report" / "funder" / "validity.json").read_text(encoding="utf-8")
    assert maker.make(run=False) == {DOCS / "validity.md": page, maker.REPORTS: told}, "run docs/make_pages.py validity"


def test_every_miss_is_discussed_and_every_discussion_has_its_miss(maker: ModuleType) -> None:
    assert maker.undiscussed(maker.targets(), maker.misses()) == []
    for name, discussed in maker.misses().items():
        assert len(discussed.split()) > 30, name
        assert "What follows:" in discussed, f"{name}: say what follows for the reader"


def test_a_miss_without_discussion_and_a_discussion_without_miss_are_told(maker: ModuleType) -> None:
    found = {"targets": [{"id": "A", "hit": False}, {"id": "B", "hit": True}]}
    assert maker.undiscussed(found, {"A": "because"}) == []
    assert maker.undiscussed(found, {}) == ["A is missed and docs/validity/misses.toml does not discuss it"]
    told = maker.undiscussed(found, {"A": "because", "B": "no reason"})
    assert told == ["docs/validity/misses.toml discusses B, which is no miss"]


def test_hits_and_misses_on_the_page_are_those_that_are_stored(maker: ModuleType, page: str) -> None:
    targets = maker.targets()["targets"]
    rows = re.findall(r"^\| (V\w+) \| .* \| (\*\*\w+\*\*|hit) \|$", page, re.M)
    assert [(each["id"], each["hit"]) for each in targets] == [(name, told == "hit") for name, told in rows]
    assert len(targets) == 33
    assert f"{sum(each['hit'] for each in targets)} of 33 published statistics are hit" in page


def test_every_reference_model_is_on_the_page_with_its_figures(maker: ModuleType, page: str) -> None:
    stored = json.loads((DOCS / "validity" / "cross_model.json").read_text(encoding="utf-8"))
    assert set(stored) == set(REFERENCE_MODELS)
    for name, model in REFERENCE_MODELS.items():
        assert f"### {model.title}" in page
        assert all(f"| {row['what']} |" in page for part in stored[name].values() for row in part)


def test_every_folder_of_tests_named_on_the_page_is_listed_whole(page: str) -> None:
    for folder in ("agents", "drivers", "engine", "worlds", "foundation", "evidence", "outcomes", "analysis"):
        for path in (ROOT / "tests" / folder).glob("test_*.py"):
            assert f"(../tests/{folder}/{path.name})" in page, "run docs/make_validity.py --text"


def test_the_thirteen_items_are_answered_or_visibly_not_done(maker: ModuleType, page: str) -> None:
    items = maker.items()
    assert [each["number"] for each in items] == [
        "A1", "A2", "B1", "B2", "C1", "C2", "C3", "C4", "D1", "D2", "D3", "D4", "E1",
    ]  # fmt: skip
    for each in items:
        assert each["status"] in maker.STATUSES
        assert len(each["what"].split()) >= 10, each["number"]
        assert f"| {each['number']} | {each['part']} | {each['item']} | **{each['status']}** |" in page
    assert any(each["status"] == "not done" for each in items)
    assert "from memory" in page


def test_every_headline_result_links_to_the_page() -> None:
    for name in HEADLINES:
        assert "validity.md" in (ROOT / name).read_text(encoding="utf-8"), name
    programmes = list((DOCS / "programmes").glob("*.md"))
    assert programmes
    assert [path.name for path in programmes if "../validity.md" not in path.read_text(encoding="utf-8")] == []


def test_what_the_page_links_to_is_there(page: str) -> None:
    links = {link for link in re.findall(r"\]\(([^)#]+)", page) if "://" not in link}
    assert links
    assert [link for link in links if not (DOCS / link).exists()] == []


def test_checks_and_patterns_that_do_not_hold_are_named(maker: ModuleType, page: str) -> None:
    known = maker.facts()
    assert len(known["failing_checks"]) == known["checks_fail"]
    assert len(known["failing_patterns"]) == known["patterns"] - known["patterns_hold"]
    for name in (*known["failing_checks"], *known["failing_patterns"]):
        assert name in page

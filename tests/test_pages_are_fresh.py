"""Pages with figures say what the model says today: the README's answer, the demo's summary, the list of evidence."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from peersim.report.figures import draw

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_pages", ROOT / "docs" / "make_pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.quick
def test_the_list_of_evidence_is_fresh(maker: ModuleType) -> None:
    assert (ROOT / "docs" / "evidence.md").read_text(encoding="utf-8") == maker.evidence_page()


@pytest.mark.quick
def test_the_page_of_every_number_is_fresh_and_no_page_is_left_over(maker: ModuleType) -> None:
    made = maker.evidence_pages()
    stale = [path.name for path, text in made.items() if (path.read_text("utf-8") if path.exists() else None) != text]
    assert stale == [], "run docs/make_pages.py evidence"


@pytest.mark.quick
def test_the_list_of_kinds_of_event_is_fresh(maker: ModuleType) -> None:
    assert (ROOT / "docs" / "events.md").read_text(encoding="utf-8") == maker.events_page()


@pytest.mark.quick
def test_the_list_of_statistics_is_fresh(maker: ModuleType) -> None:
    assert (ROOT / "docs" / "statistics.md").read_text(encoding="utf-8") == maker.statistics_page()


@pytest.mark.quick
def test_the_page_on_calibration_is_fresh(maker: ModuleType) -> None:
    page = (ROOT / "docs" / "calibration.md").read_text(encoding="utf-8")
    assert page == maker.calibration_page(), "run docs/make_pages.py calibration"


@pytest.mark.slow
def test_the_readme_and_the_summary_say_what_the_demo_says(maker: ModuleType) -> None:
    comparison = maker.demo()
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert maker.with_answer(readme, maker.answer_of(comparison)) == readme, "run docs/make_pages.py"
    summary = (ROOT / "docs" / "demo_summary.md").read_text(encoding="utf-8")
    assert comparison.summary() == summary, "run docs/make_pages.py"
    behind = draw(comparison, "headline").table.to_csv(index=False, lineterminator="\n")
    assert maker.PICTURE.with_suffix(".csv").read_text(encoding="utf-8") == behind, "run docs/make_pages.py demo"


@pytest.mark.quick
def test_the_readmes_question_has_the_baselines_money() -> None:
    from peersim.scenarios import load

    money = sum(fund.amount_per_year for fund in load("baseline").funds)
    assert f"We have £{money:,.0f} a year and 3,000 families" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.quick
def test_the_list_of_what_to_measure_names_assumptions_that_are_there() -> None:
    """Its figures take minutes to find; that its numbers exist, are assumed and have pages is looked at each time."""
    from peersim.evidence import parameter

    text = (ROOT / "docs" / "evidence" / "worth_measuring.md").read_text(encoding="utf-8")
    keys = re.findall(r"^\| \d+ \| \[[^\]]+\]\(([\w.]+)\.md\) \|", text, re.M)
    assert len(keys) == len(set(keys)) == 32
    for key in keys:
        assert parameter(key).grade in ("C", "D"), key
        assert f"(`{key}`, grade {parameter(key).grade}, " in text
        assert (ROOT / "docs" / "evidence" / f"{key}.md").exists()

"""What every pattern's test asks: it holds, it no longer holds without its mechanism, and its page says so."""

from __future__ import annotations

from pathlib import Path

from peersim.analysis.patterns import Result, check, pattern, section

PAGE = Path(__file__).resolve().parents[1] / "docs" / "patterns.md"


def with_and_without(number: int) -> tuple[Result, Result]:
    """A pattern measured with its mechanism, and in the same worlds without."""
    return check(pattern(number)), check(pattern(number), off=True)


def in_the_page(found: Result, without: Result) -> bool:
    """Whether docs/patterns.md says just what was measured; `python docs/make_pages.py patterns` renews it."""
    return section(found, without) in PAGE.read_text(encoding="utf-8")

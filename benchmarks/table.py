"""The table of results: on the screen, and in docs/performance.md, made from what was measured and never typed."""

from __future__ import annotations

import json
import platform
import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.result import MOST, Result
from benchmarks.timing import ROOT

MEASURED = ROOT / "docs" / "performance.json"
"""What was measured last at full size."""

PAGE = ROOT / "docs" / "performance.md"
_BLOCK = re.compile(r"(<!-- benchmarks -->\n).*?(<!-- end of benchmarks -->)", re.DOTALL)


def document(results: Sequence[Result], size: str) -> dict[str, Any]:
    """Everything that was measured, where and when, ready for JSON.

    Parameters
    ----------
    results : sequence of Result
        What was measured.
    size : str
        How much was run: full, quick or tiny.

    Returns
    -------
    dict
        Plain values.
    """
    from peersim.studies.execute import default_workers
    from peersim.version import __version__

    return {
        "size": size,
        "when": f"{datetime.now(UTC):%Y-%m-%d}",
        "version": __version__,
        "python": platform.python_version(),
        "machine": {"processor": _processor(), "cores": default_workers(), "system": platform.system()},
        "results": [result.to_dict() for result in results],
    }


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        named = re.search(r"^model name\s*: (.+)$", information.read_text(), re.M)
        if named:
            return named[1]
    return platform.processor() or platform.machine()


def figure(value: float, unit: str) -> str:
    """Write a number with its unit."""
    digits = 3 if unit in ("exponent", "GiB") else 2 if abs(value) < 10.0 else 1 if abs(value) < 100.0 else 0
    words = {"times": "times", "exponent": "", "bytes": "bytes"}.get(unit, unit)
    return f"{value:,.{digits}f} {words}".strip()


def goal_words(result: Result) -> str:
    """Say what was asked for, and whether it was reached; empty where nothing was."""
    if result.goal is None:
        return ""
    sign = "≤" if result.goal.which == MOST else "≥"
    return f"{sign} {result.goal.value:g}: {'reached' if result.reached else 'not reached'}"


def on_screen(results: Sequence[Result]) -> str:
    """Lay results out in columns."""
    rows = [(result.what, figure(result.value, result.unit), goal_words(result)) for result in results]
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    return "\n".join(f"{what:<{widths[0]}}  {value:>{widths[1]}}  {goal}".rstrip() for what, value, goal in rows)


def markdown(told: dict[str, Any]) -> str:
    """Make the table of docs/performance.md, with what was measured and how.

    Parameters
    ----------
    told : dict
        From `document`, or read from `MEASURED`.

    Returns
    -------
    str
        Markdown.
    """
    results = [Result.from_dict(each) for each in told["results"]]
    machine = told["machine"]
    lines = [
        f"Measured with peersim {told['version']} on {told['when']}: {machine['processor']}, {machine['cores']} cores, "
        f"{machine['system']}, Python {told['python']}" + ("." if told["size"] == "full" else f" ({told['size']})."),
        "",
        "| what | value | asked for |",
        "|---|---:|---|",
        *(f"| {each.what} | {figure(each.value, each.unit)} | {goal_words(each)} |" for each in results),
        "",
        "How, and what was measured:",
        "",
        *(f"- **{each.what}.** {each.how} Measured: {_parts(each)}." for each in results),
    ]
    return "\n".join(lines) + "\n"


def _parts(result: Result) -> str:
    words = []
    for name, value in result.measured.items():
        number = f"{value:,.0f}" if value == round(value) and abs(value) >= 1.0 else f"{value:.4g}"
        words.append(f"{name.partition(' [')[0]} {number}{' ' + name.partition('[')[2][:-1] if '[' in name else ''}")
    return ", ".join(words)


def with_table(page: str, told: dict[str, Any]) -> str:
    """Set the table into the page's text.

    Raises
    ------
    ValueError
        If the page has no place for it.
    """
    if not _BLOCK.search(page):
        raise ValueError(
            "docs/performance.md has no place for the table: <!-- benchmarks --> … <!-- end of benchmarks -->"
        )
    return _BLOCK.sub(lambda found: f"{found[1]}{markdown(told)}{found[2]}", page)


def write(told: dict[str, Any]) -> None:
    """Write what was measured and the page made from it."""
    MEASURED.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8"), told), encoding="utf-8")
    print(f"wrote {MEASURED.name} and {PAGE.name} in docs/", file=sys.stderr)

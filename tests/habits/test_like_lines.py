"""Nothing is written twice without a reason: no six lines of code stand in two places of the tree."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

pytestmark = pytest.mark.quick

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("peersim", "tests", "benchmarks", "experiments", "notebooks", "docs")
RUN = 6

ARGUMENTS = "the same options, written out where they are taken or handed on: help, editors and type checkers read them"
REASONS = {
    ("peersim/analysis/comparison.py", "peersim/api.py"): ARGUMENTS,
    ("peersim/analysis/comparison.py", "peersim/commands/study.py"): ARGUMENTS,
    ("peersim/analysis/comparison.py", "peersim/studies/plan.py"): "fields of two records that know the study's size",
    ("peersim/api.py", "peersim/commands/story.py"): ARGUMENTS,
    ("peersim/api.py", "peersim/commands/study.py"): ARGUMENTS,
    ("peersim/agents/belonging.py", "tests/drivers/test_replace_rule.py"): (
        "a rule replaced by itself, word for word, must change nothing"
    ),
}
"""Pairs of files that may share lines, and why."""


class Place(NamedTuple):
    """Where a run of lines stands."""

    file: str
    first: int
    last: int


def passed_over(tree: ast.Module) -> Iterator[int]:
    """Lines that are no code of their own: imports, docstrings, lists of public names, heads of functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            first = min(each.lineno for each in [node, *node.decorator_list])
            yield from range(first, node.body[0].lineno)
        elif isinstance(node, ast.stmt) and is_no_code(node):
            yield from range(node.lineno, (node.end_lineno or 0) + 1)


def is_no_code(node: ast.stmt) -> bool:
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.Assign):
        return any(getattr(each, "id", "") == "__all__" for each in node.targets)
    return isinstance(node, ast.Import | ast.ImportFrom)


def code_of(text: str) -> list[tuple[int, str]]:
    """Lines of code with their numbers, white space folded."""
    over = set(passed_over(ast.parse(text)))
    folded = [(number, " ".join(line.split())) for number, line in enumerate(text.splitlines(), 1)]
    return [
        (number, line)
        for number, line in folded
        if number not in over and not line.startswith("#") and any(letter.isalnum() for letter in line)
    ]


def like_lines(texts: dict[str, str]) -> list[tuple[Place, Place]]:
    """Pairs of places that share a run of lines."""
    seen: dict[tuple[str, ...], list[Place]] = defaultdict(list)
    for file, text in texts.items():
        lines = code_of(text)
        for start in range(len(lines) - RUN + 1):
            window = lines[start : start + RUN]
            seen[tuple(line for _, line in window)].append(Place(file, window[0][0], window[-1][0]))
    return [
        (one, other) for places in seen.values() for number, one in enumerate(places) for other in places[number + 1 :]
    ]


def in_the_tree() -> dict[str, str]:
    paths = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in paths}


@pytest.fixture(scope="module")
def found() -> list[tuple[Place, Place]]:
    return like_lines(in_the_tree())


def test_no_six_lines_stand_twice_without_a_reason(found: list[tuple[Place, Place]]) -> None:
    told = [
        f"{one.file}:{one.first}-{one.last} and {other.file}:{other.first}-{other.last}"
        for one, other in found
        if tuple(sorted((one.file, other.file))) not in REASONS
    ]
    assert told == []


def test_no_reason_outlives_its_lines(found: list[tuple[Place, Place]]) -> None:
    assert set(REASONS) == {tuple(sorted((one.file, other.file))) for one, other in found} & set(REASONS)


def test_lines_that_stand_twice_are_noticed() -> None:
    lines = "\n".join(f"    value_{number} = number + {number}" for number in range(RUN))
    once, twice = f'def once(number):\n    """Once."""\n{lines}\n', f"def twice(number):\n    # again\n\n{lines}\n"
    assert like_lines({"one.py": once, "other.py": twice}) == [(Place("one.py", 3, 8), Place("other.py", 4, 9))]
    assert like_lines({"one.py": once, "other.py": twice.replace("_3", "_4")}) == []

"""Every rule says what it is, what it returns in which unit, and where its numbers come from."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import peersim

pytestmark = pytest.mark.quick

PACKAGE = Path(peersim.__file__).parent
MOST_LINES = {"agents": 15, "engine": 26}
"""A rule decides one thing. What the engine does with rules, week by week, are steps: who, and in which order."""


def rules() -> list[tuple[str, ast.FunctionDef]]:
    paths = sorted([*(PACKAGE / "agents").glob("*.py"), *(PACKAGE / "engine").glob("*.py")])
    nodes = [(path, node) for path in paths for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    return [
        (f"{path.parent.name}/{path.name}", node)
        for path, node in nodes
        if isinstance(node, ast.FunctionDef) and any(getattr(d, "id", "") == "rule" for d in node.decorator_list)
    ]


EVERY_RULE = pytest.mark.parametrize(("where", "rule"), rules(), ids=lambda value: getattr(value, "name", value))


@EVERY_RULE
def test_a_rule_says_what_it_is(where: str, rule: ast.FunctionDef) -> None:
    text = ast.get_docstring(rule) or ""
    assert len(text.split()) >= 4
    gives_back = any(isinstance(node, ast.Return) and node.value is not None for node in ast.walk(rule))
    assert ("Returns\n" in text) == gives_back
    reads = any(isinstance(n, ast.Attribute) and getattr(n.value, "id", "") == "p" for n in ast.walk(rule))
    if reads and where.startswith("agents/"):
        assert "Source\n" in text, "a rule that reads numbers says where they come from"


@EVERY_RULE
def test_a_rule_is_short(where: str, rule: ast.FunctionDef) -> None:
    docstring = rule.body[0].end_lineno or 0
    first = rule.body[1].lineno if len(rule.body) > 1 else docstring
    assert (rule.end_lineno or 0) - first + 1 <= MOST_LINES[where.split("/")[0]], f"{where}: one idea a rule"


def test_there_are_rules_to_look_at() -> None:
    assert len(rules()) > 200

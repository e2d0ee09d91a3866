"""Find numbers typed into rules: everything that could be otherwise belongs in the evidence table.

Allowed anywhere: 0, 1 and -1. Everything else is reported, ``2`` and ``2.0`` included: halving is `units.HALF`, a
square is a product. Which code is held to this:

* functions decorated with ``@rule``, or compiled (``@njit`` and the like), in any file: no exception;
* everything else: unless the line carries a comment ``# not evidence: why``, for numbers that are the machine's or a
  definition's and not the world's (the length of a buffer, the members a published rate is counted for);
* whole numbers in constants of the module written in capitals (purposes, stages, kinds, records) need no comment, nor
  in plain functions of the engine's machinery (files of ``engine`` that hold no phases: lengths of tables, sizes of
  runs); numbers with a fraction do, under any name.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

RULE_DECORATORS = frozenset({"rule", "register_jitable", "njit", "jit", "vectorize", "guvectorize"})
"""Decorators that make a function a rule."""

_ALLOWED = (0, 1)
_REASONED = re.compile(r"# not evidence: \S+")


def bare_numbers(path: Path | str) -> list[tuple[int, str]]:
    """List the numbers of a Python file that should come from the evidence table.

    Parameters
    ----------
    path : pathlib.Path or str
        A file of rules or phases.

    Returns
    -------
    list of (int, str)
        Line, and a phrase with the number, the function it stands in and the line's text; empty when all is well.
    """
    text = Path(path).read_text(encoding="utf-8")
    lines = text.splitlines()
    machinery = Path(path).parent.name == "engine" and "phase" not in Path(path).stem
    found = []
    for number, where in _numbers(ast.parse(text), _Place()):
        line = lines[number.lineno - 1].strip()
        if isinstance(number.value, int) and (where.in_constant or (machinery and not where.in_rule)):
            continue
        if not where.in_rule and _REASONED.search(line):
            continue
        home = f"in {where.function}" if where.function else "at module level"
        found.append((number.lineno, f"{number.value!r} {home}: {line}"))
    return sorted(found)


class _Place(NamedTuple):
    """Where in a file a number stands: in which function or class, in a rule, in a constant of the module."""

    function: str | None = None
    in_rule: bool = False
    in_constant: bool = False

    def inside(self, node: ast.AST) -> _Place:
        """Place of what stands inside a node that stands here."""
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            is_rule = any(_name(decorator) in RULE_DECORATORS for decorator in node.decorator_list)
            name = node.name if self.function is None else f"{self.function}.{node.name}"
            return _Place(name, self.in_rule or is_rule)
        if self.function is None and isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = [part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)]
            return self._replace(in_constant=bool(names) and all(name.isupper() for name in names))
        return self


def _numbers(node: ast.AST, where: _Place) -> Iterator[tuple[ast.Constant, _Place]]:
    """Walk a tree, giving each number that is not allowed everywhere; decorators and annotations are not looked at."""
    where = where.inside(node)
    if isinstance(node, ast.Constant) and _is_number(node.value) and node.value not in _ALLOWED:
        yield node, where
    for name, child in ast.iter_fields(node):
        if name in ("decorator_list", "annotation", "returns"):
            continue
        for part in child if isinstance(child, list) else [child]:
            if isinstance(part, ast.AST):
                yield from _numbers(part, where)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | complex) and not isinstance(value, bool)


def _name(decorator: ast.expr) -> str:
    """Give the bare name of a decorator, called or not, with or without its module."""
    if isinstance(decorator, ast.Call):
        decorator = decorator.func
    if isinstance(decorator, ast.Attribute):
        return decorator.attr
    return decorator.id if isinstance(decorator, ast.Name) else ""

"""Find which numbers of the evidence table a file reads: ``p.attendance_usual``, ``parameters["attendance_usual"]``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import numpy as np

NAMES_OF_RECORD = frozenset({"p", "parameters"})
"""Names by which code holds one draw's values, alone or as an attribute (``world.p``)."""

_OF_ARRAYS = frozenset(dir(np.ndarray))  # no field may have such a name, so ``p.ndim`` asks about the array


def parameter_reads(path: Path | str) -> list[tuple[int, str]]:
    """List the fields of the parameter record that a Python file reads.

    Parameters
    ----------
    path : pathlib.Path or str
        A file of rules, phases, places, outcomes or economics.

    Returns
    -------
    list of (int, str)
        Line and field, for ``p.field`` and ``p["field"]`` where ``p`` is one of `NAMES_OF_RECORD` or ends in it.
        An imported module or function of such a name does not count. ``p.log_field``, ``p.logit_field`` and
        ``p.kept_field``, worked out once a run, read ``field``.
    """
    tree = ast.parse(Path(path).read_text(encoding="utf-8"))
    others = _imported(tree)
    return sorted((node.lineno, given(field)) for node, field in _reads(tree, others))


def given(field: str) -> str:
    """Name the field of the table behind what is worked out of it.

    Parameters
    ----------
    field : str
        Such as ``log_effect_creche_or``, or a field of the table.

    Returns
    -------
    str
        Such as ``effect_creche_or``.
    """
    return field.removeprefix("log_").removeprefix("logit_").removeprefix("kept_")


def _reads(tree: ast.AST, others: set[str]) -> Iterator[tuple[ast.expr, str]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute | ast.Subscript) or not _is_record(node.value, others):
            continue
        if isinstance(node, ast.Attribute) and node.attr not in _OF_ARRAYS:
            yield node, node.attr
        elif (
            isinstance(node, ast.Subscript)
            and isinstance(node.slice, ast.Constant)
            and isinstance(node.slice.value, str)
        ):
            yield node, node.slice.value


def _is_record(node: ast.expr, others: set[str]) -> bool:
    if isinstance(node, ast.Name):
        return node.id in NAMES_OF_RECORD and node.id not in others
    return isinstance(node, ast.Attribute) and node.attr in NAMES_OF_RECORD


def _imported(tree: ast.AST) -> set[str]:
    return {
        alias.asname or alias.name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }

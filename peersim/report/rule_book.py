"""The rules as the code has them: where each stands, in which phases it runs, which numbers and whose luck it reads.

Everything here is read from the sources, not from running them, so that documents about the model cannot drift from it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import peersim
from peersim.evidence.reads import NAMES_OF_RECORD, parameter_reads
from peersim.evidence.table import parameters

PACKAGE = Path(peersim.__file__).resolve().parent
ROOMS_OF_RULES = ("agents", "engine")
"""Rooms whose functions may be rules."""

ROOMS_THAT_READ = ("agents", "engine", "places", "outcomes", "economics")
"""Rooms that may read the numbers of a draw."""

_NOT_RECORDS = NAMES_OF_RECORD | {"world", "math"}


class Rule(NamedTuple):
    """One rule as the code has it.

    Attributes
    ----------
    name : str
        Name of its function; no two rules share one.
    file : str
        Its file, from the package's folder: ``agents/attending.py``.
    about : str
        First line of its docstring.
    takes : tuple of str
        Names of what it takes.
    keys : tuple of str
        Evidence keys it reads itself, sorted.
    fields : tuple of str
        Fields of records it reads or writes itself, with the name the rule gives the record: ``parent.belonging``.
    calls : tuple of str
        Rules it calls itself, sorted.
    purposes : tuple of str
        Purposes it makes keyed draws for (`peersim.agents.purposes`).
    phases : tuple of int
        Phases of the week in which it runs.
    """

    name: str
    file: str
    about: str
    takes: tuple[str, ...]
    keys: tuple[str, ...]
    fields: tuple[str, ...]
    calls: tuple[str, ...]
    purposes: tuple[str, ...]
    phases: tuple[int, ...]


def _sources(rooms: Iterable[str]) -> Iterator[Path]:
    for room in rooms:
        yield from sorted((PACKAGE / room).rglob("*.py"))


def _is_rule(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef) and any(getattr(each, "id", "") == "rule" for each in node.decorator_list)


def _renamed(tree: ast.AST) -> dict[str, str]:
    """Names a file gives to what it imports under another name."""
    return {
        alias.asname: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.asname
    }


def _purpose_names(tree: ast.AST) -> dict[str, str]:
    """Names by which a file knows purposes of draws."""
    return {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "peersim.agents.purposes"
        for alias in node.names
    }


def _called(node: ast.AST, renamed: Mapping[str, str]) -> set[str]:
    names = {each.func.id for each in ast.walk(node) if isinstance(each, ast.Call) and isinstance(each.func, ast.Name)}
    return {renamed.get(name, name) for name in names}


def _fields(node: ast.AST) -> set[str]:
    return {
        f"{each.value.id}.{each.attr}"
        for each in ast.walk(node)
        if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name) and each.value.id not in _NOT_RECORDS
    }


def _names(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


@cache
def _keys_by_field() -> dict[str, str]:
    return {row.field: key for key, row in parameters().items()}


def _between(reads: Iterable[tuple[int, str]], node: ast.FunctionDef) -> tuple[str, ...]:
    """Evidence keys read within a function; what is not in the table is another test's business."""
    known, last = _keys_by_field(), node.end_lineno or node.lineno
    return tuple(sorted({known[field] for line, field in reads if node.lineno <= line <= last and field in known}))


def _rules_of(path: Path) -> Iterator[Rule]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    renamed, purposes, reads = _renamed(tree), _purpose_names(tree), parameter_reads(path)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and _is_rule(node):
            yield Rule(
                name=node.name,
                file=path.relative_to(PACKAGE).as_posix(),
                about=(ast.get_docstring(node) or "").partition("\n")[0],
                takes=tuple(each.arg for each in node.args.args),
                keys=_between(reads, node),
                fields=tuple(sorted(_fields(node))),
                calls=tuple(sorted(_called(node, renamed))),
                purposes=tuple(sorted(purposes[name] for name in _names(node) & set(purposes))),
                phases=(),
            )


def _reached(first: str, rules: Mapping[str, Rule]) -> set[str]:
    """Every rule that runs when one runs, itself included."""
    found: set[str] = set()
    ahead = [first]
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead.extend(rules[name].calls)
    return found


@cache
def _book() -> dict[str, Rule]:
    from peersim.engine.phases import PHASES

    listed = [rule for path in _sources(ROOMS_OF_RULES) for rule in _rules_of(path)]
    rules = {rule.name: rule for rule in listed}
    if len(rules) != len(listed):
        twice = sorted({rule.name for rule in listed if sum(other.name == rule.name for other in listed) > 1})
        raise ValueError(f"two rules share a name: {', '.join(twice)}")
    rules = {
        name: rule._replace(calls=tuple(each for each in rule.calls if each in rules)) for name, rule in rules.items()
    }
    in_phase = {phase.number: _reached(phase.name, rules) for phase in PHASES}
    return {
        name: rule._replace(phases=tuple(number for number, reached in in_phase.items() if name in reached))
        for name, rule in rules.items()
    }


def rule_book() -> dict[str, Rule]:
    """Read every rule of the model from its source.

    Returns
    -------
    dict of str to Rule
        Rules by name, in the order of files and lines; a copy.

    Raises
    ------
    ValueError
        If two rules share a name.
    """
    return dict(_book())


def read_outside_rules() -> dict[str, tuple[str, ...]]:
    """List the numbers of a draw that are read by something other than a rule: setting up, places, outcomes.

    Returns
    -------
    dict of str to tuple of str
        File, from the package's folder, to evidence keys, sorted.
    """
    known = _keys_by_field()
    found: dict[str, tuple[str, ...]] = {}
    for path in _sources(ROOMS_THAT_READ):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        rules = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and _is_rule(node)]
        keys = {
            known[field]
            for line, field in parameter_reads(path)
            if field in known and not any(node.lineno <= line <= (node.end_lineno or line) for node in rules)
        }
        if keys:
            found[path.relative_to(PACKAGE).as_posix()] = tuple(sorted(keys))
    return found

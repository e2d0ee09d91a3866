"""What people call says what it takes, in which unit, what it gives, and is described to the last name."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from interrogate import config, coverage
from numpydoc.docscrape import NumpyDocString

import peersim

pytestmark = pytest.mark.quick

PACKAGE = Path(peersim.__file__).parent
NUMBER = re.compile(r"\bfloat\b|NDArray|ArrayLike|Numbers|Floats")
UNIT = re.compile(r"\[[^\]]+\]|\bshape \(")
"""A number has a unit in square brackets; an array has its shape, and in words what stands in it."""
ELSEWHERE = re.compile(r"\b[Ss]ee `[\w.]+`|As for `[\w.]+`")
"""A docstring may send the reader on to where the same thing is described."""


def offered() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every function and method that the front door or a room's door offers."""
    rooms = ["peersim", *(f"peersim.{each.name}" for each in pkgutil.iter_modules(peersim.__path__) if each.ispkg)]
    seen: set[Any] = set()
    for room in map(importlib.import_module, rooms):
        for name in getattr(room, "__all__", ()):
            for where, function in functions_of(f"{room.__name__}.{name}", getattr(room, name)):
                if function.__module__.startswith("peersim") and function not in seen:
                    seen.add(function)
                    yield where, function


def functions_of(where: str, thing: Any) -> Iterator[tuple[str, Callable[..., Any]]]:
    if inspect.isfunction(thing):
        yield where, thing
    elif inspect.isclass(thing):
        for name, method in vars(thing).items():
            inner = getattr(method, "__func__", method)
            if inspect.isfunction(inner) and not name.startswith("_"):
                yield f"{where}.{name}", inner


OFFERED = list(offered())
EVERY_OFFER = pytest.mark.parametrize(("where", "function"), OFFERED, ids=[where for where, _ in OFFERED])


def faults(function: Callable[..., Any]) -> list[str]:
    """What the docstring of a function leaves out."""
    text = inspect.getdoc(function) or ""
    if not text:
        return ["it has no docstring"]
    if ELSEWHERE.search(text):
        return []
    told = NumpyDocString(text)
    described = {
        name.strip("* "): f"{each.type} {' '.join(each.desc)}"
        for each in told["Parameters"]
        for name in each.name.split(",")
    }
    signature = inspect.signature(function)
    taken = [each for each in signature.parameters.values() if each.name not in ("self", "cls")]
    found = [f"{each.name} is not described" for each in taken if each.name not in described]
    found += [
        f"{each.name} has neither a unit [in square brackets] nor a shape"
        for each in taken
        if NUMBER.search(str(each.annotation)) and not UNIT.search(described.get(each.name, "[]"))
    ]
    gives = signature.return_annotation not in (None, "None", inspect.Signature.empty)
    if gives and not (told["Returns"] or told["Yields"]):
        found.append("what it gives is not described")
    return found


@EVERY_OFFER
def test_what_is_offered_says_what_it_takes_and_gives(where: str, function: Callable[..., Any]) -> None:
    assert faults(function) == [], where


def test_a_parameter_without_a_unit_is_noticed() -> None:
    def hours(asked: float, given: float) -> float:
        """Say how many hours are missing.

        Parameters
        ----------
        asked : float
            Asked for [hours].
        given : float
            Given.
        """
        return asked - given

    assert faults(hours) == [
        "given has neither a unit [in square brackets] nor a shape",
        "what it gives is not described",
    ]


def test_every_public_name_of_the_package_has_a_docstring() -> None:
    """Names that begin with an underscore, and functions inside functions, belong to their neighbours."""
    asked = config.InterrogateConfig(
        ignore_init_method=True,
        ignore_magic=True,
        ignore_private=True,
        ignore_semiprivate=True,
        ignore_nested_functions=True,
    )
    told = coverage.InterrogateCoverage(paths=[str(PACKAGE)], conf=asked).get_coverage()
    missing = [
        f"{Path(each.filename).relative_to(PACKAGE)}: {node.path}"
        for each in told.file_results
        for node in each.nodes
        if not node.covered
    ]
    assert missing == []
    assert told.total > 2_000

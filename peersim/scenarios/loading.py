"""Finding and loading scenarios: by name from the library, or by path from anywhere."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from peersim.foundation.problems import InputError, Problems, nearest
from peersim.scenarios.expand import in_file_order
from peersim.scenarios.levers import LEVERS
from peersim.scenarios.model import Scenario
from peersim.scenarios.values import quoted

if TYPE_CHECKING:
    from peersim.scenarios.read import Layer

LIBRARY = Path(__file__).parent / "library"
"""Folder of the scenarios that come with peersim."""

_ENDING = ".toml"
_HINT_NAMES = "See `peersim scenario list`. A file of your own needs a slash or .toml in its name."


def library() -> list[str]:
    """List the scenarios that come with peersim.

    Returns
    -------
    list of str
        Names, in alphabetical order.
    """
    return sorted(path.stem for path in LIBRARY.glob(f"*{_ENDING}"))


def load(name_or_path: str | os.PathLike[str]) -> Scenario:
    """Load a scenario and everything it extends.

    Parameters
    ----------
    name_or_path : str or path
        A name in the library, or a path; what has a slash or ends in ``.toml`` is a path.

    Returns
    -------
    Scenario
        The scenario, checked.

    Raises
    ------
    InputError
        With every problem found: file, line, what is wrong, what is allowed, the nearest valid name.
    """
    asked = os.fspath(name_or_path)
    if isinstance(name_or_path, os.PathLike) or _is_path(asked):
        path, display = Path(asked), asked
    elif asked in library():
        path, display = _in_library(asked)
    else:
        raise InputError(
            [f"Unknown scenario {quoted(asked)}.{nearest(asked, library())}{_file_of(asked)}"], _HINT_NAMES
        )
    from peersim.scenarios.resolve import resolve

    problems = Problems()
    layers = _read_chain(path, display, problems)
    scenario = resolve(path.stem, path, layers, problems) if layers else None
    problems.found = in_file_order(problems.found)
    problems.hint = _hint(problems.found)
    problems.raise_if_any()
    assert scenario is not None  # resolve gives one unless it found a problem
    return scenario


def _is_path(asked: str) -> bool:
    return "/" in asked or os.sep in asked or asked.endswith(_ENDING)


def _in_library(name: str) -> tuple[Path, str]:
    return LIBRARY / f"{name}{_ENDING}", f"{name}{_ENDING}"


def _file_of(name: str) -> str:
    """Point to a file of that name in the current folder, which a bare name does not mean."""
    file = f"{name}{_ENDING}"
    return f" There is a file {file} here; to use it, write {file}." if name and os.path.isfile(file) else ""


def _read_chain(path: Path, display: str, problems: Problems) -> list[Layer]:
    """Read a file and all it extends; the one extended last comes first."""
    from peersim.scenarios.read import read_layer

    layers: list[Layer] = []
    asked_by = ""
    while True:
        layer = read_layer(path, display, problems, asked_by)
        if layer is None:
            break
        layers.insert(0, layer)
        extends = layer.data.get("extends")
        if extends is None and "extends" not in layer.suspect:
            return layers
        if extends is None:
            break
        if not _is_path(extends) and extends not in library():
            problems.add(f"{layer.at('extends')}: unknown scenario {quoted(extends)}.{nearest(extends, library())}")
            break
        if _is_path(extends):
            path, display = layer.path.parent / extends, (Path(layer.display).parent / extends).as_posix()
        else:
            path, display = _in_library(extends)
        files = [other.path.resolve() for other in reversed(layers)]
        if path.resolve() in files:
            circle = [other.display for other in reversed(layers)][files.index(path.resolve()) :]
            problems.add(f"{layer.at('extends')}: extends goes in a circle: {' → '.join([*circle, circle[0]])}.")
            break
        asked_by = f"{layer.at('extends')}: extends "
    for layer in layers:
        layer.suspect.add("inherited")  # nothing is concluded from what an unread file may have held
    return layers


def _hint(found: list[str]) -> str:
    """Point to the list of the levers the problems are about, or to an example."""
    told = " ".join(sentence.split(": ", 1)[-1] for sentence in found)
    words = re.findall(r"\b([a-z_]+)\.[a-z_]", told)
    sections = {name.split(".")[0] for name in LEVERS} & set(words)
    if sections:
        return f"See `peersim scenario levers{' ' + sections.pop() if len(sections) == 1 else ''}`."
    return "See `peersim scenario show baseline` for an example." if any(", line " in s for s in found) else ""

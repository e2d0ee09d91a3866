"""Reading a file of targets: everything that is wrong in it is told at once, each with its line."""

from __future__ import annotations

import hashlib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from peersim.analysis.validation.checking import Checker
from peersim.analysis.validation.target import Targets
from peersim.foundation.problems import Problems, nearest
from peersim.scenarios.expand import in_file_order
from peersim.scenarios.locate import lines_of
from peersim.scenarios.read import syntax_sentence, text_of
from peersim.scenarios.values import quoted

PUBLISHED = Path(__file__).parent / "published.toml"
"""The targets that come with peersim."""

_TOP = ("title", "note", "defaults", "target")
_HINT = "See `peersim validate --help`, and `peersim statistics` for what can be measured."
_NAMED = "a file of targets"


def published() -> Targets:
    """Read the published figures that come with peersim.

    Returns
    -------
    Targets
    """
    return read_targets(PUBLISHED)


def read_targets(path: str | os.PathLike[str]) -> Targets:
    """Read a file of targets, with the scenarios and places it names.

    Parameters
    ----------
    path : str or path
        A TOML file: a ``[[target]]`` for each published figure, and perhaps ``[defaults]`` for what they share.

    Returns
    -------
    Targets
        Checked; what is legal but worth knowing is in its `remarks`.

    Raises
    ------
    InputError
        With every problem found: file, line, what is wrong, what is allowed, the nearest valid name.
    """
    file, display = Path(path), os.fspath(path)
    problems = Problems(hint=_HINT)
    text = text_of(file, display, problems, _NAMED)
    raw = _parsed(text, display, problems) if text is not None else None
    if text is None or raw is None:
        problems.raise_if_any()
        raise AssertionError  # a file that cannot be read is a problem
    checker = Checker(file, display, lines_of(text), problems)
    _check_top(checker, raw)
    entries = raw.get("target", [])
    targets = checker.targets(entries, raw.get("defaults", {})) if _are_tables(entries, checker) else ()
    problems.found = in_file_order(problems.found)
    problems.raise_if_any()
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Targets(file, str(raw.get("title", "")), targets, digest)


def _parsed(text: str, display: str, problems: Problems) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except RecursionError:
        problems.add(f"{display}: lists or tables stand too deep inside one another to be read.")
    except ValueError as error:
        problems.add(syntax_sentence(str(error), text, display))
    return None


def _check_top(checker: Checker, raw: Mapping[str, Any]) -> None:
    """Check what stands outside the targets."""
    for key in raw:
        if key not in _TOP:
            inside = " Keys of a target stand below its own line [[target]]." if checker.is_key(key) else ""
            checker.problem((key,), f"unknown key {quoted(key)}.{inside or nearest(key, _TOP)}")
    for key in ("title", "note"):
        if not isinstance(raw.get(key, ""), str):
            checker.problem((key,), f"{key} must be text in quotes.")
    if not isinstance(raw.get("defaults", {}), dict):
        checker.problem(("defaults",), '"defaults" is not a table; write [defaults] on a line of its own.')


def _are_tables(entries: object, checker: Checker) -> bool:
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        checker.problem(("target",), '"target" is not a list of tables; write [[target]] on a line of its own.')
        return False
    if not entries:
        checker.problems.add(f"{checker.display}: there is no target in it; each begins with [[target]].")
        return False
    return True

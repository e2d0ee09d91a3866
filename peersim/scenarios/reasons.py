"""What a scenario file says in its own comments: of every line with a value, the claims it rests on, or "assumed"."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

from peersim.scenarios.loading import LIBRARY
from peersim.scenarios.locate import lines_of

_CLAIMS = re.compile(r"\bclaims? ([EFCDL]\d+(?:(?:, | and | to )[EFCDL]\d+)*)")
_ASSUMED = re.compile(r"\bassumed\b", re.I)
_TABLES = ("group", "fund", "change")
_WORDS = frozenset({"name", "why", "source"})
"""Keys of a table that hold words about it, not values."""


class Line(NamedTuple):
    """A line of a scenario file that states a value.

    Attributes
    ----------
    number : int
        Line of the file, from 1.
    part : str
        Name of the group or fund it belongs to; empty for a lever of the whole programme.
    key : str
        What is stated.
    value : object
        What it is.
    reason : str
        The comment on the line.
    claims : tuple of str
        Rows of the claims table it names.
    assumed : bool
        Whether it says that it is assumed.
    """

    number: int
    part: str
    key: str
    value: Any
    reason: str
    claims: tuple[str, ...]
    assumed: bool


def stated(scenario: str | os.PathLike[str]) -> tuple[Line, ...]:
    """Read from a scenario file what it states line by line, and why.

    Parameters
    ----------
    scenario : str or path
        Name in the library, or the path of a file that can be loaded.

    Returns
    -------
    tuple of Line
        In the order of the file; what it inherits is not in it.
    """
    path = Path(scenario) if os.fspath(scenario).endswith(".toml") else LIBRARY / f"{os.fspath(scenario)}.toml"
    text = path.read_text(encoding="utf-8")
    rows, lines, content = text.split("\n"), lines_of(text), tomllib.loads(text)
    found = [
        (lines["set", section, key], "", f"{section}.{key}", value)
        for section, levers in content.get("set", {}).items()
        for key, value in levers.items()
    ]
    for table in _TABLES:
        for number, entry in enumerate(content.get(table, [])):
            part = entry.get("name", entry.get("lever", ""))
            found += [
                (lines[table, number, key], part, key, value) for key, value in entry.items() if key not in _WORDS
            ]
    return tuple(_line(number, part, key, value, rows[number - 1]) for number, part, key, value in sorted(found))


def claims_in(words: str) -> tuple[str, ...]:
    """Find the rows of the claims table that a text names, in its order.

    Parameters
    ----------
    words : str
        Such as ``regular supervision (claims E6, F10)``; a range such as ``claims F1 to F4`` is every row in it.

    Returns
    -------
    tuple of str
        Names of rows, each once.
    """
    named: list[str] = []
    for mention in _CLAIMS.findall(words):
        for first, last in re.findall(r"([EFCDL]\d+)(?: to ([EFCDL]\d+))?", mention):
            stop = int((last or first)[1:])
            named += [f"{first[0]}{number}" for number in range(int(first[1:]), stop + 1)]
    return tuple(dict.fromkeys(named))


def _line(number: int, part: str, key: str, value: Any, row: str) -> Line:
    reason = _comment(row)
    return Line(number, part, key, value, reason, claims_in(reason), bool(_ASSUMED.search(reason)))


def _comment(row: str) -> str:
    """Find the comment that ends a line; a # inside quotes begins none."""
    outside = re.sub(r'"[^"]*"', lambda found: "_" * len(found[0]), row)
    return row[outside.index("#") + 1 :].strip() if "#" in outside else ""

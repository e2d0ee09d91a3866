"""Reading one scenario file: the text, its TOML, its keys and values, and the line of everything that is wrong."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from peersim.foundation.problems import Problems, nearest
from peersim.scenarios import locate
from peersim.scenarios.keys import FILE_KEYS
from peersim.scenarios.levers import LEVERS
from peersim.scenarios.schema import TABLE_KEYS, TABLES, ScenarioFile, flatten_levers
from peersim.scenarios.values import quoted

LARGEST_FILE = 1_000_000
"""Largest scenario file that is read [bytes]; the longest in the library is a hundredth of it."""

_DECIMAL_COMMA = re.compile(r"=\s*\d+,\d+\s*(#.*)?$")
_PLAIN_WORDS = {
    "Illegal character '\\n'": "a text in quotes is not closed on this line",
    "Unterminated string": "a text in quotes is not closed",
    "Cannot overwrite a value": "a key is stated a second time here or just above",
    "Cannot declare": "this table is stated a second time",
    "Invalid value": "this is no value: text needs quotes, numbers stand without a unit",
    "Expected newline or end of document": "something stands behind the value: text needs quotes, numbers take no unit",
}
"""What the parser's commonest complaints mean, by how they begin."""

_DECISIVE = frozenset(
    {
        "name",
        "lever",
        "value",
        "group",
        "from_week",
        "to_week",
        "kind",
        "closed",
        "course_weeks",
        "room",
        "amount_per_year",
    }
)
"""Keys without which nothing more can be said about a table."""

_BYTES_PER_MB = 1_000_000
_TOML_PLACE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass
class Layer:
    """One scenario file, read and checked by itself.

    Attributes
    ----------
    display : str
        The file as the user knows it.
    path : pathlib.Path
        Where it is.
    data : dict
        What it states, in normal form; what was wrong is left out.
    lines : dict
        Line of every key and table.
    suspect : set of str
        Kinds of table of which one or more were left out, so that nothing is concluded from their absence.
    numbers : dict
        For tables of which some were left out: the numbers in the file of those that are kept.
    """

    display: str
    path: Path
    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[locate.Path, int] = field(default_factory=dict)
    suspect: set[str] = field(default_factory=set)
    numbers: dict[str, list[int]] = field(default_factory=dict)

    def entries(self, table: str) -> list[tuple[int, dict[str, Any]]]:
        """List the usable ``[[table]]`` entries, each with its number in the file."""
        entries = self.data.get(table, [])
        return list(zip(self.numbers.get(table, range(len(entries))), entries, strict=True))

    def at(self, *place: str | int) -> str:
        """Say where a place in the file is: ``childcare.toml, line 9``."""
        return f"{self.display}, line {self.line(*place)}"

    def line(self, *place: str | int) -> int:
        """Find the line of a place in the file."""
        if place[:1] == ("set",) and place not in self.lines and len(place) > 1:
            place = ("set", *str(place[1]).split("."))
        return locate.line_at(self.lines, place)


def read_layer(path: Path, display: str, problems: Problems, asked_by: str = "") -> Layer | None:
    """Read one scenario file and check all that can be checked without the files it extends.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    display : str
        The file as the user knows it.
    problems : Problems
        Collects what is wrong.
    asked_by : str
        Where the file is named, if a scenario extends it; put before its name when it cannot be read.

    Returns
    -------
    Layer or None
        What is right in it; None if it cannot be read at all.
    """
    text = text_of(path, asked_by + display, problems)
    if text is None:
        return None
    try:
        raw = tomllib.loads(text)
    except RecursionError:
        problems.add(f"{display}: lists or tables stand too deep inside one another to be read.")
        return None
    except ValueError as error:
        problems.add(syntax_sentence(str(error), text, display))
        return None
    layer = Layer(display, path, lines=locate.lines_of(text))
    _check(layer, raw, problems)
    return layer


def text_of(path: Path, display: str, problems: Problems, named: str = "a scenario") -> str | None:
    """Read the text of a file that users write.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    display : str
        The file as the user knows it.
    problems : Problems
        Takes why it cannot be read.
    named : str
        What kind of file it is.

    Returns
    -------
    str or None
        Its text; None if it cannot be read.
    """
    try:
        if path.is_dir():
            problems.add(f"{display} is a folder; {named} is one .toml file.")
            return None
        if not path.exists():
            problems.add(f"{display}: no such file.{_nearest_file(path)}")
            return None
        if not path.is_file():
            problems.add(f"{display} is not an ordinary file; {named} is one .toml file.")
            return None
        size = path.stat().st_size
        if size > LARGEST_FILE:
            problems.add(f"{display} is {size / _BYTES_PER_MB:,.1f} MB; {named} may have at most 1 MB.")
            return None
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        problems.add(f"{display} cannot be read: {reason}.")
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problems.add(f"{display}, line {line}: not UTF-8 text. Save the file with the encoding UTF-8.")
        return None


def _nearest_file(path: Path) -> str:
    try:
        names = [other.name for other in path.parent.glob("*.toml") if other.name != "pyproject.toml"]
    except OSError:
        return ""
    return nearest(path.name, names)


def syntax_sentence(message: str, text: str, display: str) -> str:
    """Turn the parser's complaint into a sentence with its line.

    Parameters
    ----------
    message : str
        What the parser of the standard library says.
    text : str
        The file's text.
    display : str
        The file as the user knows it.

    Returns
    -------
    str
        Such as ``targets.toml, line 3: not valid TOML: a text in quotes is not closed (column 9).``
    """
    place = _TOML_PLACE.search(message)
    if not place:
        return f"{display}: not valid TOML: {message}."
    line = int(place[1]) if place[1] else text.rstrip().count("\n") + 1
    column = f" (column {place[2]})" if place[2] else " (at the end of the file)"
    what = message[: place.start()]
    for beginning, plain in _PLAIN_WORDS.items():
        what = plain if message.startswith(beginning) else what
    if _DECIMAL_COMMA.search(text.split("\n")[line - 1]):
        what = "numbers take a decimal point, as in 1.5, and no comma"
    return f"{display}, line {line}: not valid TOML: {what[:1].lower()}{what[1:]}{column}."


def _check(layer: Layer, raw: dict[str, Any], problems: Problems) -> None:
    """Check keys and values; keep in the layer what is right."""
    stated = raw.get("set")
    if isinstance(stated, dict):
        raw = raw | {"set": flatten_levers(stated)}
        for name, inner in stated.items():
            for key in inner if isinstance(inner, dict) else ():
                if f"{name}.{key}" in stated:
                    problems.add(f"{layer.at('set', name, key)}: {name}.{key} is set twice in the same file.")
    try:
        layer.data = _stated(raw)
        return
    except ValidationError as error:
        faults = error.errors(include_url=False)
    for fault in sorted(faults, key=lambda fault: layer.line(*fault["loc"])):
        problems.add(f"{layer.at(*fault['loc'])}: {_sentence(fault, raw)}")
    try:
        usable = _without_faults(layer, raw, [tuple(fault["loc"]) for fault in faults])
        layer.data = _stated(usable | {"title": usable.get("title", "untitled")})
    except ValidationError:  # a fault hid another: nothing more is concluded from this file
        layer.suspect |= {*TABLES, "extends"}
        layer.numbers.clear()


def _stated(raw: dict[str, Any]) -> dict[str, Any]:
    """Check keys and values; return what is stated, in normal form."""
    return ScenarioFile.model_validate(raw).model_dump(by_alias=True, exclude_unset=True)


def _sentence(fault: Any, raw: dict[str, Any]) -> str:
    """Turn one fault into a sentence, without its place in the file."""
    place, kind = fault["loc"], fault["type"]
    table = str(place[0]) if place and place[0] in TABLES else ""
    if kind == "extra_forbidden":
        return _unknown(table, str(place[-1]))
    if kind == "missing":
        owner = f"this [[{table}]]" if table else "the scenario"
        return f'{owner} states no "{place[-1]}"; it must.'
    if kind == "value_error":
        return _owner(place, raw) + str(fault["ctx"]["error"])
    if kind in ("list_type", "model_type", "model_attributes_type", "dict_type"):
        brackets = f"[[{table}]]" if table in ("group", "fund", "change") else f"[{table}]"
        return f'"{table}" is not a table; write {brackets} on a line of its own and its keys below it.'
    return _owner(place, raw) + str(fault["msg"])


def _unknown(table: str, name: str) -> str:
    if table == "set":
        return f"unknown lever {quoted(name)}.{nearest(name, LEVERS)}"
    keys: Iterable[str] = [key.name for key in TABLE_KEYS.get(table, FILE_KEYS)]
    where = f" in [[{table}]]" if table in ("group", "fund", "change") else f" in [{table}]" if table else ""
    return f"unknown key {quoted(name)}{where}.{nearest(name, keys if table else [*keys, *TABLES])}"


def _owner(place: tuple[str | int, ...], raw: dict[str, Any]) -> str:
    """Name the group, fund or change a sentence is about."""
    if len(place) < 3 or place[-1] in ("name", "lever", "value"):
        return ""
    entry = raw[str(place[0])][place[1]]
    if place[0] == "change":
        lever = entry.get("lever")
        return f"change of {lever}: " if isinstance(lever, str) and lever in LEVERS else ""
    return f"{place[0]} {quoted(entry['name'])}: " if isinstance(entry.get("name"), str) else ""


def _without_faults(layer: Layer, raw: dict[str, Any], places: list[tuple[str | int, ...]]) -> dict[str, Any]:
    """Take out what was wrong, so that the rest can be checked further.

    A table in which a decisive key is wrong or missing goes altogether; elsewhere the one key goes, and a group whose
    slot was wrong keeps a slot, so that nobody is told it has none.
    """
    kept: dict[str, Any] = {
        name: [dict(entry) if isinstance(entry, dict) else entry for entry in part] if isinstance(part, list) else part
        for name, part in raw.items()
    }
    whole: set[tuple[str, int]] = set()
    for place in places:
        table, *rest = place
        if table in ("group", "fund", "change") and rest:
            index, *key = rest
            if not key or key[0] in _DECISIVE:
                whole.add((str(table), int(index)))
            else:
                kept[str(table)][int(index)].pop(key[0], None)
                if key[0] == "slot":
                    kept[str(table)][int(index)]["slot"] = str(LEVERS["group.slot"].default)
        elif table in ("set", "calendar") and rest:
            kept[str(table)] = {key: item for key, item in kept[str(table)].items() if key != rest[0]}
        else:
            kept.pop(str(table), None)
            layer.suspect.add(str(table))
    for table in {table for table, _ in whole}:
        layer.numbers[table] = [i for i in range(len(kept[table])) if (table, i) not in whole]
        kept[table] = [kept[table][i] for i in layer.numbers[table]]
        layer.suspect.add(table)
    return kept

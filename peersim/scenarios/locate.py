"""Where in a TOML file each key and table stands, so that an error can name its line.

The standard library's parser forgets positions. This scanner walks a text which that parser has already accepted and
notes the line of every key, table and list element; it does not judge the text and keeps no values.
"""

from __future__ import annotations

import re
import tomllib

Path = tuple[str | int, ...]
"""A place in the parsed file: keys and positions in lists, outermost first."""

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BLANK = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_SPACES = re.compile(r"[ \t]*")
_SCALAR = re.compile(r"[^,\]}\n#]*")


def lines_of(text: str) -> dict[Path, int]:
    """Find the line of every key, table and list element.

    Parameters
    ----------
    text : str
        A TOML document that `tomllib.loads` accepts.

    Returns
    -------
    dict
        Place in the parsed document to line number, counted from 1.
    """
    scanner = _Scanner(text.replace("\r\n", "\n"))
    scanner.document()
    return scanner.found


def line_at(lines: dict[Path, int], place: Path) -> int:
    """Say on which line a place is, or the nearest table around it that is written down.

    Parameters
    ----------
    lines : dict
        From `lines_of`.
    place : tuple
        Keys and positions, outermost first.

    Returns
    -------
    int
        Line number, counted from 1; 1 when nothing around the place is written down.
    """
    while place:
        if place in lines:
            return lines[place]
        place = place[:-1]
    return 1


class _Scanner:
    """Walks a text once from start to end."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.found: dict[Path, int] = {}
        self.counts: dict[Path, int] = {}  # tables so far in each [[list of tables]]
        self.counted_to = 0
        self.line = 1

    def document(self) -> None:
        """Walk the whole text, table by table."""
        table: Path = ()
        self.skip(_BLANK)
        while self.position < len(self.text):
            if self.text[self.position] == "[":
                table = self.header()
            else:
                self.pair(table)
            self.skip(_BLANK)

    def header(self) -> Path:
        """Read [a.b] or [[a.b]]; return the place of its table."""
        line = self.line_here()
        is_list = self.text.startswith("[[", self.position)
        self.position += 2 if is_list else 1
        *outer, last = self.key()
        self.position += 2 if is_list else 1
        place: Path = ()
        for part in outer:
            place = self.latest((*place, part))
        place = (*place, last)
        if is_list:
            self.found.setdefault(place, line)
            number = self.counts.get(place, 0)
            self.counts[place] = number + 1
            place = (*place, number)
        self.found.setdefault(place, line)
        return place

    def latest(self, place: Path) -> Path:
        """Turn the place of a list of tables into the place of its newest table."""
        return (*place, self.counts[place] - 1) if place in self.counts else place

    def pair(self, table: Path) -> None:
        """Read key = value."""
        line = self.line_here()
        place = table
        for part in self.key():
            place = (*place, part)
            self.found.setdefault(place, line)
        self.position += 1  # the equals sign
        self.skip(_SPACES)
        self.value(place)

    def key(self) -> list[str]:
        """Read a key, dotted or not, and the spaces around it."""
        parts = []
        while True:
            self.skip(_SPACES)
            if self.text[self.position] in "\"'":
                start = self.position
                self.string()
                parts.append(str(tomllib.loads(f"key = {self.text[start : self.position]}")["key"]))
            else:
                start = self.position
                self.skip(_BARE_KEY)
                parts.append(self.text[start : self.position])
            self.skip(_SPACES)
            if self.text[self.position] != ".":
                return parts
            self.position += 1

    def value(self, place: Path) -> None:
        """Step over a value, noting what stands inside lists and inline tables."""
        first = self.text[self.position]
        if first in "\"'":
            self.string()
        elif first == "[":
            self.array(place)
        elif first == "{":
            self.inline_table(place)
        else:
            self.skip(_SCALAR)

    def array(self, place: Path) -> None:
        """Walk a list, noting the line of each element."""
        self.position += 1
        number = 0
        self.skip(_BLANK)
        while self.text[self.position] != "]":
            self.found.setdefault((*place, number), self.line_here())
            self.value((*place, number))
            number += 1
            self.skip(_BLANK)
            if self.text[self.position] == ",":
                self.position += 1
                self.skip(_BLANK)
        self.position += 1

    def inline_table(self, place: Path) -> None:
        """Walk a table in braces, noting the line of each key."""
        self.position += 1
        self.skip(_BLANK)
        while self.text[self.position] != "}":
            self.pair(place)
            self.skip(_BLANK)
            if self.text[self.position] == ",":
                self.position += 1
                self.skip(_BLANK)
        self.position += 1

    def string(self) -> None:
        """Step over a string of any of the four kinds."""
        quote = self.text[self.position]
        is_long = self.text.startswith(quote * 3, self.position)
        end = quote * 3 if is_long else quote
        self.position += len(end)
        while not self.text.startswith(end, self.position):
            self.position += 2 if quote == '"' and self.text[self.position] == "\\" else 1
        self.position += len(end)
        if is_long:  # a long string may end in up to two quotes of its own before the closing three
            for _ in range(2):
                if self.text.startswith(quote, self.position):
                    self.position += 1

    def skip(self, pattern: re.Pattern[str]) -> None:
        """Pass over what matches here, if anything does."""
        match = pattern.match(self.text, self.position)
        if match:
            self.position = match.end()

    def line_here(self) -> int:
        """Line of the present position, from 1."""
        self.line += self.text.count("\n", self.counted_to, self.position)
        self.counted_to = self.position
        return self.line

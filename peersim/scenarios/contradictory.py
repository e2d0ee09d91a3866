"""What one contradiction is: a record that names it, and the function that finds it in a programme."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from peersim.scenarios.overview import Overview

WARNING, ERROR = "warning", "error"
"""How grave it is: legal and told, or impossible and refused."""

Findings = Iterator[tuple[str, str]]
"""Places (file and line, or an empty string) and sentences."""


class Contradiction(NamedTuple):
    """Two parts of a design that do not go together.

    Attributes
    ----------
    name : str
        Short name; its sample in the tests bears it.
    severity : str
        `WARNING` or `ERROR`.
    levers : tuple of str
        Levers it is about; it is looked for where all of them exist.
    says : str
        The contradiction in general, for the documentation.
    find : callable
        Takes an `Overview`; gives the places and sentences found.
    """

    name: str
    severity: str
    levers: tuple[str, ...]
    says: str
    find: Callable[[Overview], Findings]


def as_sentence(text: str) -> str:
    """Begin a text with a capital letter, unless it begins with the name of a lever."""
    first = text.split(" ", 1)[0]
    return text if "." in first or "_" in first else text[:1].upper() + text[1:]


def in_a_row(words: Iterable[str], last: str = "and") -> str:
    """Write a list in words: ``a, b and c``."""
    *most, final = list(words)
    return f"{', '.join(most)} {last} {final}" if most else final

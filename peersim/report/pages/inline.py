"""Words within a line: strong words, links, and references to sections, tables and figures.

Three marks, and nothing else: ``**strong**``, ``[words](https://…)`` and ``[@name]``, which becomes a link such as
"Figure 8.1" for a block's name and "section 9" for a section's number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import NamedTuple

_MARKS = re.compile(
    r"\*\*(?P<strong>[^*]+?)\*\*|\[@(?P<reference>[A-Za-z0-9_]+)\]|\[(?P<words>[^\[\]]+)\]\((?P<target>https?://[^\s()]+)\)"
)
_SIGNED = re.compile(r"[+\N{MINUS SIGN}][£€$A-Z]{0,3}\$?\d[\d,.]*%?")
_NO_NUMBER = re.compile(r"\b([nNiI])(an|aN|nf|nfinity)\b")
_STARS = re.compile(r"\*(?=\*)")


class Target(NamedTuple):
    """What a reference points to.

    Attributes
    ----------
    label : str
        How it is called, such as "Figure 8.1".
    anchor : str
        Its id in the page.
    """

    label: str
    anchor: str


class Piece(NamedTuple):
    """A run of letters of one kind: "plain", "strong", "link" or "reference"."""

    kind: str
    text: str
    target: str = ""


def literal(text: str) -> str:
    """Make text of the user's own (a name, a title) mean itself: no mark in it takes effect, "nan" is a word.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        The same to the eye; a word joiner that takes no room keeps two marks apart.
    """
    clean = _NO_NUMBER.sub("\\1\N{WORD JOINER}\\2", " ".join(text.split()))
    return _STARS.sub("*\N{WORD JOINER}", clean).replace("[@", "[\N{WORD JOINER}@").replace("](", "]\N{WORD JOINER}(")


def pieces(text: str) -> Iterator[Piece]:
    """Cut a text into runs of letters of one kind.

    Parameters
    ----------
    text : str
        Text with marks.

    Yields
    ------
    Piece
        In order.
    """
    at = 0
    for found in _MARKS.finditer(text):
        if found.start() > at:
            yield Piece("plain", text[at : found.start()])
        if found["strong"]:
            yield Piece("strong", found["strong"])
        elif found["reference"]:
            yield Piece("reference", found["reference"], found["reference"])
        else:
            yield Piece("link", found["words"], found["target"])
        at = found.end()
    if at < len(text):
        yield Piece("plain", text[at:])


def references(text: str) -> list[str]:
    """Names a text refers to."""
    return [piece.target for piece in pieces(text) if piece.kind == "reference"]


def html_of(text: str, targets: Mapping[str, Target]) -> str:
    """Write a text as HTML.

    Parameters
    ----------
    text : str
        Text with marks.
    targets : mapping
        Where each name is.

    Returns
    -------
    str
        HTML in which everything but the marks is escaped.
    """
    done = []
    for kind, words, target in pieces(text):
        if kind == "strong":
            done.append(f"<strong>{_unbroken(words)}</strong>")
        elif kind == "reference":
            done.append(f'<a href="#{targets[target].anchor}">{escape(targets[target].label)}</a>')
        elif kind == "link":
            done.append(f'<a href="{escape(target)}" rel="noreferrer">{escape(words)}</a>')
        else:
            done.append(_unbroken(words))
    return "".join(done)


def _unbroken(words: str) -> str:
    """Escape words and keep a sign on one line with its number."""
    return _SIGNED.sub(lambda found: f'<span class="signed">{found[0]}</span>', escape(words))


def plain_of(text: str, targets: Mapping[str, Target]) -> str:
    """Write a text without marks, addresses of links in brackets.

    Parameters
    ----------
    text : str
        Text with marks.
    targets : mapping
        Where each name is.

    Returns
    -------
    str
        Plain text.
    """
    done = []
    for kind, words, target in pieces(text):
        if kind == "reference":
            done.append(targets[target].label)
        elif kind == "link":
            done.append(f"{words} ({target})")
        else:
            done.append(words)
    return "".join(done).replace("\N{WORD JOINER}", "")

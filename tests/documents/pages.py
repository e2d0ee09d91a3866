"""The pages of the project, and the blocks of code in them."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
MADE = ("docs/_build", "docs/project", "docs/reference/api", "docs/templates")
"""Folders of docs/ whose pages are copies, or are no pages yet."""

FENCED = re.compile(r"^(?P<fence>`{3,}|~{3,})(?P<language>[^\n`]*)\n(?P<text>.*?)^(?P=fence)[ \t]*$", re.M | re.S)
INDENTED = re.compile(r"(?<=\n\n)(?: {4}[^\n]+\n(?:\n(?= {4}))?)+")


class Block(NamedTuple):
    """A block of code on a page: its language, text, number on the page, line, and the words before it."""

    page: str
    language: str
    text: str
    number: int
    line: int
    before: str


@cache
def pages() -> tuple[str, ...]:
    """Every page in Markdown, from the root."""
    found = [*ROOT.glob("*.md")]
    for folder in ("docs", "experiments", "notebooks", "results", "peersim"):
        found += (ROOT / folder).rglob("*.md")
    names = sorted(path.relative_to(ROOT).as_posix() for path in found if ".ipynb_checkpoints" not in path.parts)
    return tuple(name for name in names if not name.startswith(MADE) and "/study/" not in name)


def text_of(page: str) -> str:
    """A page's text; of a notebook, that of its cells in words."""
    text = (ROOT / page).read_text(encoding="utf-8")
    if not page.endswith(".ipynb"):
        return text
    cells = json.loads(text)["cells"]
    return "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


@cache
def blocks(page: str) -> tuple[Block, ...]:
    """The blocks of code on a page, in order; those set off by indenting have the language "indented"."""
    text = text_of(page)
    found = [(each.start(), each["language"].strip(), each["text"]) for each in FENCED.finditer(text)]
    words = FENCED.sub(lambda each: re.sub(r"[^\n]", "`", each[0]), text)
    if not page.startswith("docs/evidence/"):
        found += [(each.start(), "indented", each[0]) for each in INDENTED.finditer(words) if not _in_list(words, each)]
    found.sort()
    return tuple(
        Block(page, language, code, number, text.count("\n", 0, at) + 1, text[:at].rstrip().rpartition("\n\n")[2])
        for number, (at, language, code) in enumerate(found)
    )


def _in_list(text: str, found: re.Match[str]) -> bool:
    return bool(re.match(r"\s*([*-]|\d+\.) ", text[: found.start()].rstrip().rpartition("\n\n")[2]))

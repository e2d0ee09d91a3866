"""Following a page: its files are written, its commands and its Python run, and what it shows must be printed."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from documents.pages import Block, blocks
from typer.testing import CliRunner

from peersim.cli import app


def file_name(block: Block) -> str:
    """The file that a block is: named in its first line, or last in the words before it."""
    first = re.match(r"# ([\w./-]+\.(?:toml|py|csv))\n", block.text)
    named = re.findall(r"`([\w./-]+\.(?:toml|py|csv))`", block.before)
    assert first or named, f"{block.page}, line {block.line}: say in the first line which file this is"
    return first[1] if first else named[-1]


def commands(block: Block) -> list[list[str]]:
    """The commands of a block, word by word; lines that end in a backslash go on, what follows a # is a remark."""
    lines = block.text.replace("\\\n", " ").splitlines()
    return [words for line in lines if (words := shlex.split(line, comments=True))]


def plain(text: str) -> str:
    """Printed text without the lines of tables and the spaces that lay it out."""
    return " ".join(re.sub(r"[─━│╭╮╰╯]", " ", text).split())


def shown(block: Block, printed: str) -> bool:
    """Tell whether a block was printed: all of it, in order; a line of "…" stands for any number of lines."""
    parts = [re.escape(plain(part)) for part in re.split(r"^…$", block.text, flags=re.M)]
    return bool(re.search(".*?".join(parts), plain(printed)))


def smaller(words: Sequence[str], sizes: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Give a command the sizes of a page: its options are set, or set anew."""
    asked = sizes.get(words[0], sizes.get(" ".join(words[:2]), {}))
    return [*words, *(str(word) for name, value in asked.items() for word in (f"--{name}", value))]


class Follower:
    """Follows one page in a folder of its own."""

    def __init__(
        self,
        page: str,
        capsys: pytest.CaptureFixture[str],
        sizes: Mapping[str, Mapping[str, Any]],
        left_out: Callable[[Block], str],
    ) -> None:
        self.page, self.capsys, self.sizes, self.left_out = page, capsys, sizes, left_out
        self.names: dict[str, Any] = {"__name__": "guide"}
        self.printed, self.refused = "", ""
        self.done: list[str] = []

    def follow(self) -> list[str]:
        """Do what the page says, block by block; give the languages of the blocks that were done."""
        for block in blocks(self.page):
            if self.left_out(block):
                continue
            assert not self.refused or block.language == "text", (
                f"{self.refused}\nwas refused, and the page shows no reason"
            )
            getattr(self, block.language)(block)
            self.done.append(block.language)
        assert not self.refused, f"{self.refused}\nwas refused, and the page shows no reason"
        return self.done

    def toml(self, block: Block) -> None:
        """Write a file."""
        path = Path(file_name(block))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, encoding="utf-8")

    csv = toml

    def python(self, block: Block) -> None:
        """Run Python, after all that the page ran before."""
        self.capsys.readouterr()
        exec(compile(block.text, f"{self.page}, line {block.line}", "exec"), self.names)
        self.printed = self.capsys.readouterr().out

    def sh(self, block: Block) -> None:
        """Run commands through the command line, in this process."""
        self.printed = ""
        for words in commands(block):
            assert words[0] == "peersim", f"{self.page}, line {block.line}: {words[0]} is not run by this test"
            done = CliRunner().invoke(app, smaller(words[1:], self.sizes))
            told = f"{self.page}, line {block.line}: {' '.join(words)}\n{done.output}"
            assert done.exit_code in (0, 2), told + repr(done.exception)
            self.refused = told if done.exit_code else self.refused
            self.printed += done.output

    def text(self, block: Block) -> None:
        """Compare what is shown with what was printed; or run it, if it is commands."""
        if block.text.startswith("peersim "):
            self.sh(block)
            return
        self.refused = ""
        printed = self.printed + "".join(path.read_text("utf-8") for path in sorted(Path().rglob("summary.md")))
        assert shown(block, printed), (
            f"{self.page}, line {block.line}: this was not printed:\n{block.text}\nbut\n{printed}"
        )

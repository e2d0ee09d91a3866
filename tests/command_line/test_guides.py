"""The files that the guides tell people to write are good files."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

import peersim
from peersim.cli import app

pytestmark = pytest.mark.quick

ROOT = Path(__file__).resolve().parents[2]
GUIDES = ("README.md", "docs/quickstart.md")


def blocks(language):
    for guide in GUIDES:
        text = (ROOT / guide).read_text(encoding="utf-8")
        for number, block in enumerate(re.findall(rf"^```{language}\n(.*?)^```", text, re.M | re.S)):
            yield pytest.param(block, id=f"{guide}, {language} block {number}")


@pytest.mark.parametrize("block", list(blocks("toml")))
def test_every_file_in_the_guides_is_accepted(block, tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(block, encoding="utf-8")
    if "[[change]]" in block:
        assert peersim.load(file).expand(156).weeks == 156
    else:
        assert peersim.load_place(file).name == "Our three wards"


def spoken_commands():
    for guide in GUIDES:
        text = (ROOT / guide).read_text(encoding="utf-8")
        for line in re.findall(r"(?:^    |`)(peersim [^`\n]+)", text, re.M):
            yield pytest.param(line.replace("…", "").split()[1:], id=line)


@pytest.mark.parametrize("words", list(spoken_commands()))
def test_every_command_in_the_guides_exists_with_its_options(words):
    options = [word for word in words if word.startswith("--")]
    named = [word for word in words[:2] if word.isalpha() and word.islower()]
    result = CliRunner().invoke(app, [*named, "--help"])
    if result.exit_code:
        result = CliRunner().invoke(app, [words[0], "--help"])
    assert result.exit_code == 0
    assert [option for option in options if option not in result.output] == []


@pytest.mark.parametrize("block", list(blocks("python")))
def test_every_function_in_the_guides_exists(block):
    names = set(re.findall(r"\bps\.([A-Za-z_]+)", block))
    assert names
    assert names <= set(peersim.__all__)

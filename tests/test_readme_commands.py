"""A newcomer types the README's two commands; continuous integration types the second."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import peersim

pytestmark = pytest.mark.quick

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def readme():
    return (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def blocks(readme):
    return re.findall(r"^```(?:sh|bash|console)\n(.*?)^```", readme, re.M | re.S)


def test_the_readme_opens_with_an_answer_and_its_picture_before_any_command(readme):
    picture = re.search(r"!\[[^\]]{10,}\]\(([^)]+)\)", readme)
    assert picture
    assert picture.start() < readme.index("```")


def test_every_picture_and_file_the_readme_links_to_is_there(readme):
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", readme) if "://" not in link]
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_first_command_installs_and_runs_the_demo(blocks):
    assert re.search(r"pip install[^&\n]* \.(\s|$)", blocks[0])
    assert re.search(r"(^|&& *)peersim demo\s*$", blocks[0], re.M)


def test_the_second_command_installs_the_locked_versions_and_runs_the_tests(blocks):
    assert "-r requirements.lock" in blocks[1]
    assert "--no-deps -e ." in blocks[1]
    assert "python -m pytest" in blocks[1]


def test_there_are_exactly_two_commands(blocks):
    assert len(blocks) == 2
    assert [len(block.strip().splitlines()) for block in blocks] == [1, 1]


def test_continuous_integration_reads_its_commands_from_the_readme(blocks):
    scripts = {name: ROOT / ".ci" / name for name in ("run", "newcomer", "readme_block")}
    told = {name: path.read_text(encoding="utf-8") for name, path in scripts.items()}
    assert ".ci/readme_block 2" in told["run"]
    assert ".ci/readme_block 1" in told["newcomer"]
    assert ".ci/newcomer" in told["run"], "a newcomer's path is timed"
    assert "--cov=peersim --cov-report" in told["run"], "coverage is told"
    for text in told.values():  # they cannot drift apart: scripts have no commands of their own, but to tell coverage
        assert all("--cov=" in line for line in text.splitlines() if "-m pytest" in line)
        assert "peersim demo" not in text
    assert all(path.stat().st_mode & 0o111 for path in scripts.values())
    for number, block in enumerate(blocks, 1):
        asked = [sys.executable, scripts["readme_block"], str(number)]
        assert subprocess.run(asked, capture_output=True, text=True, check=True).stdout == block


def test_the_lock_pins_and_hashes_everything_and_names_no_index():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "http" not in text
    assert "--index" not in text
    assert "--find-links" not in text
    requirements = re.split(r"\n(?=\S)", text.strip())
    assert len(requirements) > 30
    assert [r for r in requirements if "==" not in r.splitlines()[0] or "--hash=sha256:" not in r] == []


def test_the_lock_holds_every_package_the_project_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.match(r"[A-Za-z0-9_.-]+", requirement)[0].lower() for requirement in asked}
    locked = set(re.findall(r"^([A-Za-z0-9_.-]+)==", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.M))
    assert names - {project["name"]} <= locked


def test_version_licence_and_python_agree_wherever_they_are_written():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"version: {peersim.__version__}\n" in citation
    assert f"## {peersim.__version__} " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"license: {project['license']}\n" in citation
    assert project["requires-python"] == ">=3.11"

"""The rooms of the house import only from the rooms above them."""

import ast
from pathlib import Path

import pytest

pytestmark = pytest.mark.quick

PACKAGE = Path(__file__).resolve().parents[1] / "peersim"
ROOMS = (
    "foundation",
    "evidence",
    "places",
    "scenarios",
    "agents",
    "engine",
    "outcomes",
    "studies",
    "analysis",
    "economics",
    "report",
    "drawing",
    "api",
    "study_api",
    "report_api",
    "experiment_api",
    "commands",
    "cli",
)
NO_ROOM = {"__init__", "__main__", "version"}
"""The front door, which opens every room, and the version, which every room may read."""


def room_of(path):
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return parts[0]


def imported_rooms(text, package):
    """Rooms that a source text of `package` imports anywhere in it, with line numbers."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*parents, base] if base else parents)
            names = [base] if base != "peersim" else [f"peersim.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            if name.startswith("peersim."):
                yield name.split(".")[1], node.lineno


def offences(path, text):
    room = room_of(path)
    package = ".".join(["peersim", *path.relative_to(PACKAGE).parts[:-1]])
    for other, line in imported_rooms(text, package):
        if other in NO_ROOM or other == room:
            continue
        if other not in ROOMS:
            yield f"{path.relative_to(PACKAGE.parent)}, line {line}: imports peersim.{other}, which is no room"
        elif room not in NO_ROOM and ROOMS.index(other) > ROOMS.index(room):
            yield f"{path.relative_to(PACKAGE.parent)}, line {line}: {room} imports {other}, a room below it"


def test_every_folder_and_file_of_the_package_is_a_known_room():
    found = {room_of(path) for path in PACKAGE.rglob("*.py")} - NO_ROOM
    assert found <= set(ROOMS)
    assert {"foundation", "studies", "cli"} <= found


def test_rooms_import_only_from_rooms_above_them():
    found = [offence for path in sorted(PACKAGE.rglob("*.py")) for offence in offences(path, path.read_text("utf-8"))]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "from peersim.studies.plan import Plan",
        "import peersim.studies.plan",
        "from peersim import studies",
        "def f():\n    from peersim.studies import plan",
        "from ..studies import plan",
    ],
)
def test_an_import_from_a_room_below_would_be_found(line):
    assert list(offences(PACKAGE / "places" / "made_up.py", line))


def test_an_import_from_a_room_above_is_no_offence():
    assert list(offences(PACKAGE / "studies" / "made_up.py", "from peersim.foundation.draws import run_key")) == []

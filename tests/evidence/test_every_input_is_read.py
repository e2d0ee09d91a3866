"""Every input of the table moves something: some rule reads it; and no rule reads what the table lacks."""

from pathlib import Path

import pytest

import peersim
from peersim.evidence.reads import parameter_reads
from peersim.evidence.table import PARAMETERS, keys_with, parameter

PACKAGE = Path(next(iter(peersim.__path__)))
READERS = ("agents", "engine", "places", "outcomes", "economics")
RULES = ("agents", "engine")


def reads(rooms: tuple[str, ...]) -> dict[str, list[str]]:
    """Fields read in these rooms, each with the places where it is read."""
    found: dict[str, list[str]] = {}
    for path in sorted(path for room in rooms for path in (PACKAGE / room).rglob("*.py")):
        for line, field in parameter_reads(path):
            found.setdefault(field, []).append(f"{path.relative_to(PACKAGE).as_posix()}, line {line}")
    return found


def test_every_input_is_read_somewhere():
    read = reads(READERS)
    unread = [key for key in keys_with(role="input") if parameter(key).field not in read]
    assert not unread, f"{len(unread)} inputs of the table are read nowhere: {', '.join(unread)}"


def test_every_number_a_rule_reads_is_in_the_table():
    unknown = {field: places for field, places in reads(RULES).items() if field not in (PARAMETERS.names or ())}
    assert not unknown, "\n".join(f"p.{field}: {places[0]}" for field, places in sorted(unknown.items()))


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("def f(x, p):\n    return x + p.attendance_usual\n", ["attendance_usual"]),
        ("def f(world):\n    return world.parameters.a_b + world.p.c_d\n", ["a_b", "c_d"]),
        ("def f(p):\n    return p['attendance_usual']\n", ["attendance_usual"]),
        ("def f(p):\n    return p.ndim\n", []),
        ("def f(q):\n    return q.attendance_usual\n", []),
        ("import pathlib as p\nx = p.Path\n", []),
        ("from table import parameters\nx = parameters.cache_clear\n", []),
    ],
)
def test_reads_are_found_in_each_form(tmp_path, code, fields):
    (tmp_path / "rules.py").write_text(code, encoding="utf-8")
    assert [field for _, field in parameter_reads(tmp_path / "rules.py")] == fields

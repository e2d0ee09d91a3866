"""Help is quick, complete and in units; importing peersim costs next to nothing."""

import inspect
import json
import subprocess
import sys
import typing

import pytest
from typer.testing import CliRunner

from peersim.cli import ORDER, app

HEAVY = ("numba", "pandas", "scipy", "matplotlib", "mesa", "pyarrow", "pydantic")


def commands(group=app, path=()):
    """Every command with its words and its function."""
    for command in group.registered_commands:
        yield (*path, command.name), inspect.unwrap(command.callback)
    for child in group.registered_groups:
        yield from commands(child.typer_instance, (*path, child.name))


def words_of(function):
    """Name, type and help of everything a command takes."""
    for name, hint in typing.get_type_hints(function, include_extras=True).items():
        if name != "return":
            kind, info = typing.get_args(hint)
            yield name, kind, info.help


def numbers_of(function):
    return {name: text for name, kind, text in words_of(function) if {int, float} & {kind, *typing.get_args(kind)}}


COMMANDS = dict(commands())


def test_help_answers_within_seven_tenths_of_a_second():
    """Of processor time, in a process of its own; the best of three: the machine may have other things to do."""
    resource = pytest.importorskip("resource", reason="this system does not tell what a process took")
    times = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-m", "peersim", "--help"], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(times) < 0.7


def test_importing_peersim_and_its_command_line_imports_nothing_heavy():
    code = "import sys, json, peersim, peersim.cli; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert [name for name in HEAVY if name in json.loads(done.stdout)] == []


def test_the_list_of_commands_is_in_a_newcomers_order():
    listed = [
        line.split()[0]
        for line in CliRunner().invoke(app, ["--help"]).output.split("Commands:")[1].splitlines()
        if line.startswith("  ") and line.strip() and line.split()[0] in ORDER
    ]
    assert listed == list(ORDER)


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_and_every_option_says_what_it_is(path):
    first = inspect.getdoc(COMMANDS[path]).splitlines()[0]
    assert first.endswith(".")
    assert [name for name, _, text in words_of(COMMANDS[path]) if not text] == []
    shown = CliRunner().invoke(app, [*path, "--help"])
    assert shown.exit_code == 0
    assert first.split()[0] in shown.output


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_number_a_command_takes_names_its_unit(path):
    numbers = numbers_of(COMMANDS[path])
    assert [name for name, text in numbers.items() if "[" not in text or "]" not in text] == []


def test_the_numbers_of_a_study_are_really_looked_at():
    assert set(numbers_of(COMMANDS["compare",])) == {"parents", "weeks", "draws", "replications", "seed", "workers"}


@pytest.mark.parametrize("words", [(), ("scenario",), ("place",), ("evidence",)])
def test_a_command_without_words_shows_its_help(words):
    result = CliRunner().invoke(app, list(words))
    assert "Usage:" in result.output


def test_python_dash_m_and_version():
    done = subprocess.run([sys.executable, "-m", "peersim", "--version"], check=True, capture_output=True, text=True)
    assert done.stdout.strip().startswith("peersim 0.")
    assert done.stderr == ""

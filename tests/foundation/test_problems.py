"""What a user sees of a mistake: in a notebook the message and nothing else, in a script Python's own traceback."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from IPython.core.interactiveshell import InteractiveShell

import peersim as ps
from peersim.foundation.problems import InputError, PeersimError, RunError

pytestmark = pytest.mark.quick

SLIP = 'import peersim as ps\nps.compare(["baselin", "tastr"], place="darby")'
OF_A_TRACEBACK = re.compile(r'Traceback|most recent call last|File "|\.py|line \d|----')


@pytest.fixture
def shell(tmp_path, monkeypatch):
    """A session of IPython, as a notebook's kernel has one, that leaves nothing behind."""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    yield InteractiveShell.instance(colors="nocolor")
    InteractiveShell.clear_instance()


def shown(shell, capsys, cell: str) -> str:
    """What a cell leaves on the screen."""
    assert not shell.run_cell(cell).success
    captured = capsys.readouterr()
    return (captured.out + captured.err).strip()


def test_a_misspelt_name_in_a_notebook_gives_the_message_and_nothing_else(shell, capsys) -> None:
    with pytest.raises(InputError) as caught:
        ps.compare(["baselin", "tastr"], place="darby")
    assert len(caught.value.problems) == 3
    seen = shown(shell, capsys, SLIP)
    assert seen == str(caught.value)
    assert 'Did you mean "baseline"?' in seen
    assert "3 problems. Nothing was run. See " in seen
    assert not OF_A_TRACEBACK.search(seen)


def test_in_a_notebook_a_fault_that_is_no_mistake_of_the_user_keeps_its_traceback(shell, capsys) -> None:
    assert OF_A_TRACEBACK.search(shown(shell, capsys, "1 / 0"))


def test_in_a_script_the_traceback_stays() -> None:
    done = subprocess.run([sys.executable, "-c", SLIP], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("Traceback (most recent call last)")
    assert 'Did you mean "baseline"?' in done.stderr


@pytest.mark.parametrize(
    "error", [PeersimError("One.\nTwo."), InputError(["One.", "Two."], "Three."), RunError("One.")]
)
def test_every_line_of_the_message_is_shown(error: PeersimError) -> None:
    assert error._render_traceback_() == str(error).splitlines()

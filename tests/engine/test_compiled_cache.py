"""Compiled code is kept under a fingerprint of every source it depends on, so an edited rule is never served stale."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from peersim.engine import compiled


@pytest.fixture
def copy_of_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    package = tmp_path / "peersim"
    shutil.copytree(compiled._PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(compiled, "_PACKAGE", package)
    return package


@pytest.fixture(autouse=True)
def forget_the_fingerprint() -> None:
    compiled.fingerprint.cache_clear()
    yield
    compiled.fingerprint.cache_clear()


@pytest.mark.parametrize(
    "file",
    ["agents/attending.py", "engine/ledger.py", "scenarios/levers.py", "foundation/draws.py", "evidence/table.py"],
)
def test_an_edit_anywhere_the_engine_depends_on_changes_the_folder(copy_of_the_package: Path, file: str) -> None:
    before = compiled.cache_folder()
    compiled.fingerprint.cache_clear()
    path = copy_of_the_package / file
    path.write_bytes(path.read_bytes() + b"\n# edited\n")
    assert compiled.cache_folder() != before


def test_a_number_more_in_the_evidence_changes_the_folder_and_another_value_does_not(
    copy_of_the_package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = compiled.cache_folder()
    compiled.fingerprint.cache_clear()
    table = copy_of_the_package / "evidence" / "table.csv"
    table.write_bytes(table.read_bytes().replace(b",0.7,", b",0.8,"))
    assert compiled.cache_folder() == before
    compiled.fingerprint.cache_clear()
    more = np.dtype([*compiled.PARAMETERS.descr, ("one_more", "f8")])
    monkeypatch.setattr(compiled, "PARAMETERS", more)
    assert compiled.cache_folder() != before


def test_the_same_sources_have_the_same_folder_elsewhere(
    copy_of_the_package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = compiled.fingerprint()
    compiled.fingerprint.cache_clear()
    monkeypatch.undo()
    assert compiled.fingerprint() == here


def test_the_cache_goes_where_the_user_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PEERSIM_CACHE", str(tmp_path))
    assert compiled.cache_folder().parent == tmp_path
    assert not compiled.is_compiled()
    said: list[str] = []
    monkeypatch.setattr("peersim.engine.run.smallest_run", lambda: None)
    compiled.prepare(said.append)
    assert said == [compiled.COMPILING]


SHORT_PHASE = """
import sys
import peersim.engine.compiled as compiled
from peersim.engine.lives_phase import update_lives
from peersim.engine.run import new_world, usual_sizes
from peersim.agents.worked_out import work_out
from peersim.engine.world_type import address_row
from peersim.evidence.table import central
from peersim.foundation.draws import run_key
from peersim.places import load_place, synthesise
from peersim.scenarios.loading import load

if "one_name_for_all" in sys.argv:
    compiled.fingerprint = lambda: "one-name-for-all"
people = synthesise(load_place("derby"), 10, 2, run_key(0))
design = load("nothing").expand(2)
sizes = usual_sizes(2, len(people.families), len(people.outsiders), False)
world = new_world(design, people, central()[0], run_key(0), sizes)
world.parents["first_week"], world.now["involved"] = 0, 1
function = compiled._jit(update_lives, compiled.cache_folder())
function.compile(compiled.world_and_week())
values = work_out(central()[0])
function.overloads[compiled.world_and_week()].entry_point(address_row(world, values).ctypes.data, 0)
print(world.parents["benefit"][world.involved[0]], sum(function.stats.cache_hits.values()))
"""
"""Runs one short phase as the engine compiles and keeps it; prints a parent's benefit and if it was on disk."""


def benefit_told(package: Path, cache: Path, *words: str) -> list[str]:
    environment = {**os.environ, "PYTHONPATH": str(package.parent), "PEERSIM_CACHE": str(cache)}
    command = [sys.executable, "-c", SHORT_PHASE, *words]
    done = subprocess.run(command, env=environment, cwd=package.parent, capture_output=True, text=True, check=True)
    return done.stdout.split()


def edit_a_rule(package: Path) -> None:
    """Give every parent a benefit of 42, in a file other than that of the phase which calls the rule."""
    path = package / "agents" / "belonging.py"
    text = path.read_text(encoding="utf-8")
    line = "    parent.benefit += p.benefit_weekly_approach * (aim - parent.benefit)\n"
    assert text.count(line) == 1
    path.write_text(text.replace(line, "    parent.benefit = 42.0\n"), encoding="utf-8")


@pytest.mark.slow
def test_an_edited_rule_takes_effect_though_the_old_one_is_on_disk(copy_of_the_package: Path, tmp_path: Path) -> None:
    assert benefit_told(copy_of_the_package, tmp_path) == ["0.0", "0"]
    assert benefit_told(copy_of_the_package, tmp_path) == ["0.0", "1"]
    edit_a_rule(copy_of_the_package)
    assert benefit_told(copy_of_the_package, tmp_path) == ["42.0", "0"]


@pytest.mark.slow
def test_without_the_fingerprint_numba_would_serve_the_old_rule(copy_of_the_package: Path, tmp_path: Path) -> None:
    """Shows that the test above can fail: under one name for all engines, the old rule is what runs."""
    assert benefit_told(copy_of_the_package, tmp_path, "one_name_for_all") == ["0.0", "0"]
    edit_a_rule(copy_of_the_package)
    assert benefit_told(copy_of_the_package, tmp_path, "one_name_for_all") == ["0.0", "1"]


def test_what_another_engine_left_is_not_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Files of the right names, of an engine of another fingerprint, are no compiled engine."""
    monkeypatch.setenv("PEERSIM_CACHE", str(tmp_path))
    other = tmp_path / "engine-0123456789abcdef" / "engine_x"
    other.mkdir(parents=True)
    (other / "entry.run_at-19.py311.1.nbc").write_bytes(b"poison")
    (other / "lives_phase.update_lives-8.py311.nbi").write_bytes(b"poison")
    assert not compiled.is_compiled()
    from peersim.engine.lives_phase import update_lives

    function = compiled._jit(update_lives, compiled.cache_folder())
    assert Path(function.stats.cache_path).is_relative_to(compiled.cache_folder())
    assert not Path(function.stats.cache_path).is_relative_to(other.parent)

"""Compiled code is kept under a fingerprint of every source it depends on, so an edited rule is never served stale."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from peersim.engine import compiled

pytestmark = pytest.mark.quick


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

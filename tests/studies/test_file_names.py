"""A study can be handed on: what it holds neither depends on the folder in which its files lay nor tells of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from toy_studies import StandIn

from peersim.scenarios.loading import load
from peersim.studies.backends import Threads
from peersim.studies.file_names import without_folders
from peersim.studies.plan import make_plan
from peersim.studies.plan_file import read_plan
from peersim.studies.running import run_what_is_left, session
from peersim.studies.study import Study

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.quick

BASE = 'title = "Nobody employed"\nextends = "baseline"\n[set]\n"staff.posts" = 0.0\n'
MINE = 'title = "Mine"\nextends = "../base.toml"\n'
PLACE = 'extends = "derby"\nname = "Our town"\nno_car = 30\n'
PLAN = 'scenarios = ["baseline", "designs/mine.toml"]\nplace = "town.toml"\nparents = 40\nweeks = 6\ndraws = 2\n'


def home(folder: Path) -> Path:
    """A folder with a plan, a place, and scenarios of which there is something to note."""
    (folder / "designs").mkdir(parents=True)
    for name, text in {
        "base.toml": BASE, "designs/mine.toml": MINE, "designs/later.toml": MINE, "town.toml": PLACE, "plan.toml": PLAN,
    }.items():  # fmt: skip
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def study_in(folder: Path) -> Path:
    """A study of that plan, run and extended by a file."""
    study = Study.create(read_plan(folder / "plan.toml"), folder / "study", StandIn())
    study.extend(scenarios=[folder / "designs" / "later.toml"])
    with Threads(1) as backend, session(study, backend, None, [].append) as execution:
        run_what_is_left(execution)
    return folder / "study"


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def without_times(name: str, content: bytes) -> object:
    """What a file says, without when it was written and how long that took."""
    if name == "study.json":
        document = json.loads(content)
        del document["sha256"], document["planned"]["written"]
        return document
    if name == "journal.jsonl":
        lines = [json.loads(line) for line in content.splitlines()]
        return [{key: value for key, value in line.items() if key not in ("session", "seconds")} for line in lines]
    return content


def test_the_same_plan_in_two_folders_gives_the_same_files(tmp_path: Path) -> None:
    one, other = (files_in(study_in(home(tmp_path / name))) for name in ("first", "elsewhere/and/deeper"))
    assert one.keys() == other.keys()
    assert "scenarios/later.resolved.toml" in one
    for name in one.keys() - {"log.jsonl"}:
        assert without_times(name, one[name]) == without_times(name, other[name]), name
    facts = json.loads(one["study.json"])["facts"]
    assert facts["notes"]["mine"][0].startswith("base.toml, line 4: ")
    assert facts["notes"]["later"] == facts["notes"]["mine"]
    assert [name for name, content in one.items() if str(tmp_path).encode() in content] == []


def test_a_comparison_in_memory_tells_no_folder_either(tmp_path: Path) -> None:
    one, other = (make_plan([home(tmp_path / name) / "designs" / "mine.toml"], weeks=6) for name in ("here", "there"))
    assert one.fingerprint() == other.fingerprint()
    assert one.facts() == other.facts()
    assert str(tmp_path) not in json.dumps(one.facts()) + one.scenarios[0].resolved_toml()
    assert any(remark.startswith("mine: base.toml, line 4: ") for remark in one.remarks)


def test_a_file_inside_a_folder_that_another_is_named_by_keeps_its_own_name(tmp_path: Path) -> None:
    found = without_folders(load(home(tmp_path) / "designs" / "mine.toml"))
    assert found.lineage == ("baseline.toml", "base.toml", "mine.toml")
    assert all(note.startswith("base.toml, line 4: ") for note in found.notes)


def test_a_scenario_of_the_library_stays_as_it_is() -> None:
    scenario = load("taster")
    assert without_folders(scenario) is scenario

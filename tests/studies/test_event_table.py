"""The table of events holds every event of the run, in words, and is written whole or not at all."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import peersim as ps
from peersim.agents.stages import EVENT_KINDS
from peersim.foundation.problems import InputError, RunError
from peersim.studies.event_table import check_file, write_events
from peersim.studies.one_run import one_run

SMALL = {"parents": 300, "weeks": 60}


@cache
def table(scenario: str = "baseline", **options: object) -> pd.DataFrame:
    return ps.events(scenario, **SMALL, **options)


@pytest.mark.parametrize("scenario", ["baseline", "digital_hybrid", "epec_course"])
def test_every_event_is_a_row_with_the_records_own_numbers(scenario: str) -> None:
    looked = one_run(scenario, **SMALL)
    happened = int(looked.world.now[0]["events"])
    frame = table(scenario)
    assert len(frame) == happened == frame.attrs["happened"] > 100
    for name in ("kind", "who", "other", "setting", "cause"):
        assert np.array_equal(frame[f"{name}_number"], looked.world.events[name][:happened])
    assert frame["kind"].tolist() == [EVENT_KINDS[number] for number in frame["kind_number"]]


def test_every_number_has_its_word() -> None:
    frame = table()
    assert (frame["who"] != "").all()
    for name, none in (("other", -1), ("setting", -1), ("cause", -1)):
        assert ((frame[name] == "") == (frame[f"{name}_number"] == none)).all(), name
    assert {"group tuesday group", "post 1"} <= set(frame["who"])
    assert {"one-to-one", "tuesday group"} <= set(frame["setting"])


def test_only_what_is_asked_for_is_kept() -> None:
    whole, kinds = table(), ("stayed away", "lapsed")
    some = ps.events("baseline", kinds=kinds, **SMALL)
    assert len(some) == whole["kind"].isin(kinds).sum() > 0
    assert set(some["kind"]) == set(kinds)
    assert some.attrs["happened"] == len(whole)


@pytest.mark.parametrize("who", ["group tuesday group", "post 1", "volunteer 0"])
def test_someones_part_in_it_is_every_row_that_names_them(who: str) -> None:
    whole, name = table(), who.removeprefix("group ")
    named = (whole["who"] == who) | (whole["other"] == who) | (whole["setting"] == name)
    assert len(ps.events("baseline", who=who, **SMALL)) == named.sum() > 0


def test_a_parent_who_volunteers_is_found_under_either_name() -> None:
    options = {"parents": 900, "weeks": 130}
    looked = one_run("champions", **options)
    volunteers = looked.world.volunteers[: looked.world.now[0]["volunteers"]]
    row = int(np.flatnonzero(volunteers["parent"] >= 0)[0])
    both = [
        ps.events("champions", who=who, **options)
        for who in (f"volunteer {row}", f"parent {volunteers['parent'][row]}")
    ]
    assert both[0].equals(both[1])
    assert {"heard of the programme", "enquired about volunteering"} <= set(both[0]["kind"])


def test_unknown_kinds_are_told_together_before_anything_is_run() -> None:
    with pytest.raises(
        InputError, match=r'(?s)"lapsd".*Did you mean "lapsed".*"flew away".*2 problems. Nothing was run'
    ):
        ps.events("baseline", kinds=["lapsd", "flew away"], **SMALL)


@pytest.mark.parametrize("who", ["parent 99999", "mother 3", "group nowhere", "volunteer x"])
def test_nobody_in_this_run_is_a_mistake(who: str) -> None:
    with pytest.raises(InputError, match="is nobody in this run"):
        ps.events("baseline", who=who, **SMALL)


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_a_file_holds_every_row(tmp_path: Path, ending: str) -> None:
    path = tmp_path / "new folder" / f"events{ending}"
    write_events(table(), path)
    again = pd.read_csv(path, keep_default_na=False) if ending == ".csv" else pd.read_parquet(path)
    assert len(again) == len(table())
    for name in table().columns:
        assert (again[name].to_numpy() == table()[name].to_numpy()).all(), name


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text("mine")
    with pytest.raises(InputError, match="is there already"):
        check_file(path, replace=False)
    assert check_file(path, replace=True) == path
    with pytest.raises(InputError, match=r"ending in \.csv or \.parquet"):
        check_file(tmp_path / "events.xlsx", replace=True)
    with pytest.raises(InputError, match="is a folder"):
        check_file(_folder(tmp_path / "folder.csv"), replace=True)


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


def test_a_failure_leaves_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "events.csv"
    path.write_text("before")

    def fail(self: pd.DataFrame, part: Path, **_: object) -> None:
        part.write_text("week,ki")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pd.DataFrame, "to_csv", fail)
    with pytest.raises(RunError, match="No space left"):
        write_events(table(), path)
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]

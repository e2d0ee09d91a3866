"""A run is observed alike whether its table has everybody or only those the programme knows, and in little memory."""

from __future__ import annotations

import tracemalloc
from typing import Any

import numpy as np
import pytest

from peersim.agents.other_records import WEEK, WEEK_FIELDS
from peersim.engine.run import run_once
from peersim.evidence import draws
from peersim.foundation.draws import run_key
from peersim.outcomes import observe
from peersim.outcomes.people import eligible
from peersim.outcomes.scene import Scene
from peersim.outcomes.strata import level_rows
from peersim.outcomes.subgroups import EVERYBODY_AND_LEVELS
from peersim.outcomes.weekly import weekly_array
from peersim.places import load_place, synthesise
from peersim.scenarios import load

KIB = 1024


def a_run(scenario: str, *, everyone: bool, parents: int = 500, weeks: int = 110) -> Any:
    key = run_key(9, 1, 0)
    families = synthesise(load_place("derby"), parents, weeks, key)
    return run_once(load(scenario).expand(weeks), families, draws(2, 9)[1], key, everyone=everyone)


@pytest.mark.parametrize("scenario", ["baseline", "digital_hybrid", "epec_course", "nothing"])
def test_only_those_known_or_everybody_gives_the_same_observation(scenario: str) -> None:
    few, all_of_them = (a_run(scenario, everyone=everyone) for everyone in (False, True))
    assert int(few.now["parents"][0]) < len(all_of_them.parents)
    seen, expected = observe(few).to_arrays(), observe(all_of_them).to_arrays()
    for name, array in expected.items():
        if array.dtype.kind == "i":
            assert np.array_equal(seen[name], array), name
        else:
            np.testing.assert_allclose(seen[name], array, rtol=1e-12, err_msg=name)


def test_families_stand_as_they_began_but_for_those_that_a_rule_has_moved() -> None:
    world, whole = (a_run("digital_hybrid", everyone=everyone) for everyone in (False, True))
    codes = EVERYBODY_AND_LEVELS.standing(world, 110).codes
    assert np.array_equal(codes, level_rows(whole.parents))
    met = world.parents[: int(world.now["parents"][0])]
    met["online_barred"] = ~met["online_barred"]  # as a rule might change it
    moved = EVERYBODY_AND_LEVELS.standing(world, 110)
    assert np.array_equal(np.flatnonzero((moved.codes != codes).any(axis=1)), np.sort(met["family"]))
    told = observe(world).pair("eligible", "online", "online not workable")[0]
    whole.parents["online_barred"][met["family"]] = met["online_barred"]
    assert told == (eligible(whole.parents, 110) & whole.parents["online_barred"]).sum()


def test_what_was_worked_out_of_other_families_or_values_or_weeks_is_not_taken_for_theirs() -> None:
    world = a_run("nothing", everyone=False)
    others = a_run("nothing", everyone=False, parents=400)
    shares = world.p.copy()
    shares["barrier_childcare_need"] = 0.0
    nobody_needs = world._replace(p=shares)
    for _ in range(2):
        assert EVERYBODY_AND_LEVELS.standing(world, 110).arrivals.shape[1] == 110
        assert EVERYBODY_AND_LEVELS.standing(world, 60).arrivals.shape[1] == 60
        assert len(EVERYBODY_AND_LEVELS.standing(others, 60).codes) == len(others.families)
        assert observe(nobody_needs).value("eligible", "childcare", "needs childcare") == 0.0
        assert observe(world).value("eligible", "childcare", "needs childcare") > 0.0


def test_families_looked_at_a_part_at_a_time_are_all_counted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    world = a_run("baseline", everyone=False)
    at_once = EVERYBODY_AND_LEVELS.standing(world, 60)
    monkeypatch.setattr("peersim.outcomes.people._AT_ONCE", 7)
    in_parts = EVERYBODY_AND_LEVELS.standing(world._replace(families=world.families.copy()), 60)
    assert np.array_equal(in_parts.codes, at_once.codes)
    assert at_once.arrivals[0].sum() == Scene(world).ever_eligible(60) == eligible(world.families, 60).sum()


@pytest.mark.slow
def test_memory_for_observing_a_run_is_a_few_bytes_a_family() -> None:
    def peak(parents: int) -> tuple[int, int]:
        world = a_run("baseline", everyone=False, parents=parents)
        observe(world)
        tracemalloc.start()
        try:
            observe(world)
            return tracemalloc.get_traced_memory()[1], len(world.families)
        finally:
            tracemalloc.stop()

    few, many = peak(3000), peak(60_000)
    assert (many[0] - few[0]) / (many[1] - few[1]) < 34.0  # 60 MB for 1.75 million families
    assert few[0] < 2000 * KIB


def test_the_weekly_array_is_the_weekly_table_column_by_column() -> None:
    rng = np.random.default_rng(4)
    records = np.zeros(30, WEEK)
    for field in WEEK_FIELDS:
        records[field.name] = rng.integers(0, 2 if field.kind == "?" else 50, records[field.name].shape)
    for weekly in (records, records[::2], records[:0]):
        columns = [np.asarray(weekly[f.name], float).reshape(len(weekly), f.length) for f in WEEK_FIELDS]
        assert np.array_equal(weekly_array(weekly), np.concatenate(columns, axis=1))

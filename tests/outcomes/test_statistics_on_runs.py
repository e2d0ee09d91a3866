"""On real runs every statistic keeps its bounds, tells its units apart, and is quickly had."""

from __future__ import annotations

import gc
import math
import time
import weakref

import numpy as np
import pytest
from small_worlds import differing_fields
from walked_runs import SCENARIOS, walked

from peersim.outcomes.scene import Scene
from peersim.outcomes.statistics import STATISTICS, measure
from peersim.outcomes.statistics.record import Record
from peersim.outcomes.statistics.telling import example_arguments


def asked(name: str) -> list[dict]:
    """The example, and the example with each other choice of each argument that needs nothing more."""
    statistic, first = STATISTICS[name], example_arguments(STATISTICS[name])
    found = [first]
    for argument in statistic.arguments:
        if argument.kind == "choice" and argument.name not in ("by", "level", "against", "summary", "completed"):
            found += [{**first, argument.name: choice} for choice in argument.choices]
    return found


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("name", STATISTICS)
def test_values_are_within_bounds_and_no_two_units_are_taken_for_one(scenario: str, name: str) -> None:
    walk, statistic = walked(scenario), STATISTICS[name]
    for given in asked(name):
        value, units = measure(walk.scene, name, given)
        assert math.isnan(value) == (units == 0), given
        assert math.isnan(value) or statistic.low <= value <= statistic.high, given
        told = statistic.units(Record.of(walk.scene), statistic.filled(given), None)
        assert len(np.unique(told.ids)) == len(told.ids) == len(told.values), given
        assert not np.isnan(told.values).any() or statistic.subject == "outcomes of every run", given


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_everybody_is_found_by_identity_and_people_from_outside_are_no_families(scenario: str) -> None:
    walk = walked(scenario)
    record, parents, volunteers = Record.of(walk.scene), np.array(walk.parents), np.array(walk.volunteers)
    assert np.array_equal(record.family_rows(parents), np.arange(len(parents)))
    assert np.array_equal(record.volunteer_rows(volunteers), np.arange(len(volunteers)))
    outside = volunteers[record.volunteers["parent"] < 0]
    assert len(outside)
    assert (record.family_rows(outside) == -1).all()
    assert record.volunteer_rows(np.array([-5, 1 << 60])).tolist() == [-1, -1]


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_measuring_changes_nothing_and_is_the_same_on_a_scene_of_its_own(scenario: str) -> None:
    world = walked(scenario).world
    before = {table: getattr(world, table).copy() for table in ("parents", "volunteers", "matches", "events")}
    for name in STATISTICS:
        given = example_arguments(STATISTICS[name])
        first = measure(walked(scenario).scene, name, given)
        assert measure(Scene(world), name, given) == pytest.approx(first, nan_ok=True), name
    for table, rows in before.items():
        assert differing_fields(rows, getattr(world, table)) == []


def test_a_run_that_was_measured_is_let_go_at_once() -> None:
    scene = Scene(walked("everything").world)
    for name in STATISTICS:
        measure(scene, name, example_arguments(STATISTICS[name]))
    gone = weakref.ref(scene)
    gc.disable()
    try:
        del scene
        assert gone() is None  # no ring of references that would keep a world until the next collection
    finally:
        gc.enable()


def test_all_statistics_of_a_run_together_take_a_fraction_of_a_second() -> None:
    world = walked("everything").world
    own = [name for name in STATISTICS if STATISTICS[name].subject != "outcomes of every run"]
    best = math.inf
    for _ in range(3):
        scene, began = Scene(world), time.process_time()
        for name in own:
            measure(scene, name, example_arguments(STATISTICS[name]))
        best = min(best, time.process_time() - began)
    assert best < 0.005 * len(own)

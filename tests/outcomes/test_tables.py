"""Observations travel without pickle, and become one tidy table."""

import io
import time

import numpy as np
import pytest
from simulated_people import busy_world, empty_world

from peersim.agents.other_records import WEEK_FIELDS
from peersim.outcomes import LEVELS, OUTCOMES, SUBGROUP_OUTCOMES, Observation, observe, tidy_frame, weekly_frame
from peersim.outcomes.weekly import WEEKLY_COLUMNS, array_to_frame

pytestmark = pytest.mark.quick

BUSY = busy_world(150, 60)


def test_an_observation_survives_a_store_without_pickle():
    seen = observe(BUSY)
    file = io.BytesIO()
    np.savez(file, **seen.to_arrays())
    file.seek(0)
    again = Observation.from_arrays(dict(np.load(file, allow_pickle=False)))
    assert again.weeks == seen.weeks
    for name, array in seen.to_arrays().items():
        assert np.array_equal(again.to_arrays()[name], array, equal_nan=True), name


def test_observations_of_one_length_have_one_shape():
    shapes = [{n: a.shape for n, a in observe(w).to_arrays().items()} for w in (BUSY, empty_world(7, 60))]
    assert shapes[0] == shapes[1]


def test_the_tidy_table_has_a_row_for_every_run_subgroup_and_outcome():
    seen = observe(BUSY)
    frame = tidy_frame([("baseline", 0, 0, seen), ("creche", 0, 1, seen)])
    assert list(frame.columns) == [
        "scenario", "draw", "replication", "group", "level", "outcome", "value", "numerator", "denominator", "unit",
    ]  # fmt: skip
    assert len(frame) == 2 * (len(OUTCOMES) + len(LEVELS) * len(SUBGROUP_OUTCOMES))
    assert not frame.duplicated(["scenario", "draw", "replication", "group", "level", "outcome"]).any()
    row = frame[(frame.scenario == "creche") & (frame.group == "car") & (frame.level == "no car")]
    assert row[row.outcome == "reach"].value.item() == seen.value("reach", "car", "no car")
    assert row[row.outcome == "reach"].unit.item() == "share"


def test_a_table_of_no_runs_has_the_columns_and_no_rows():
    assert len(tidy_frame([])) == 0
    assert "outcome" in tidy_frame([]).columns


def test_the_weekly_table_has_every_field_once():
    frame = weekly_frame(BUSY)
    assert len(frame) == 60
    assert list(frame.columns) == ["week", *WEEKLY_COLUMNS]
    assert len(WEEKLY_COLUMNS) == sum(field.length for field in WEEK_FIELDS)
    assert frame["volunteers_active"].tolist() == BUSY.weekly["volunteers_active"].tolist()
    assert frame["cost"].sum() == pytest.approx(BUSY.weekly["cost"].sum())
    assert frame["volunteers_active"].dtype == np.int64
    assert array_to_frame(observe(BUSY).weekly).equals(frame)


def test_survival_counts_hold_everybody_who_came():
    seen = observe(BUSY)
    assert seen.parent_ends.sum() + seen.parent_censored.sum() == seen.value("parents_reached")
    assert seen.volunteer_ends.sum() + seen.volunteer_censored.sum() == seen.value("volunteers_ever_active")


def test_observing_a_large_run_takes_milliseconds():
    world = busy_world(5000, 156, 1, 0.3)
    observe(world)
    times = []
    for _ in range(7):
        start = time.process_time()
        observe(world)
        times.append(time.process_time() - start)
    assert min(times) < 0.06  # about 7 ms alone on a quiet machine; slack for a busy one

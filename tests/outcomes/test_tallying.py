"""The compiled loops count what plain Python counts, and leave out who is in no subgroup."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peersim.agents.parent_record import PARENT
from peersim.outcomes import tallying

SIZE, WEEKS = 5, 9


def people(seed: int, number: int, factors: int = 3) -> tuple[np.random.Generator, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng, rng.integers(-1, SIZE, (number, factors)).astype(np.int8)


numbers = given(seed=st.integers(0, 10_000), number=st.integers(0, 40))


@settings(max_examples=30)
@numbers
def test_a_count_is_of_those_meant_in_each_of_their_subgroups(seed: int, number: int) -> None:
    rng, codes = people(seed, number)
    who = rng.random(number) < 0.5
    expected = [sum(int(who[i]) for i in range(number) for row in codes[i] if row == level) for level in range(SIZE)]
    assert tallying.count(codes, who, SIZE).tolist() == expected


@settings(max_examples=30)
@numbers
def test_a_total_adds_the_amounts_of_those_meant(seed: int, number: int) -> None:
    rng, codes = people(seed, number)
    who, amounts = rng.random(number) < 0.5, rng.integers(-3, 4, number) / 4.0
    parents = np.zeros(number, PARENT)
    parents["absences"] = rng.integers(0, 5, parents["absences"].shape)
    for given_amounts in (amounts, parents["absences"]):
        table = given_amounts.reshape(number, -1) if number else np.zeros((0, 1))
        expected = np.zeros((SIZE, table.shape[1]))
        for i in np.flatnonzero(who):
            for row in codes[i][codes[i] >= 0]:
                expected[row] += table[i]
        if number:
            assert np.array_equal(tallying.total(codes, who, given_amounts, SIZE), expected)


@settings(max_examples=30)
@numbers
def test_stays_are_counted_by_length_and_by_whether_they_ended(seed: int, number: int) -> None:
    rng, codes = people(seed, number)
    rows = np.flatnonzero(rng.random(number) < 0.7)
    weeks, ended = rng.integers(0, WEEKS, len(rows)), rng.random(len(rows)) < 0.5
    ends, censored = tallying.stays(codes, rows, weeks, ended, (SIZE, WEEKS))
    for level in range(SIZE):
        for week in range(WEEKS):
            there = [(codes[row] == level).sum() * (weeks[k] == week) for k, row in enumerate(rows)]
            assert ends[level, week] == sum(n for n, end in zip(there, ended, strict=True) if end)
            assert censored[level, week] == sum(n for n, end in zip(there, ended, strict=True) if not end)


@pytest.mark.parametrize("week", [-1, WEEKS])
def test_a_stay_for_which_there_is_no_room_is_refused(week: int) -> None:
    codes, rows = np.zeros((1, 1), np.int8), np.zeros(1, np.int64)
    with pytest.raises(ValueError, match=f"allowed 0 to {WEEKS - 1}"):
        tallying.stays(codes, rows, np.array([week]), np.array([True]), (1, WEEKS))


def test_families_arrive_in_the_first_week_of_the_run_in_which_they_are_eligible() -> None:
    codes = np.array([[0], [0], [0], [0], [-1]], np.int8)
    start = np.array([-5, 3, -5, 40, 2], np.int32)
    stop = np.array([9, 9, 0, 50, 9], np.int32)
    table = np.zeros((1, WEEKS), np.int64)
    tallying.add_arrivals(codes, start, stop, table)
    assert table.tolist() == [[1, 0, 0, 1, 0, 0, 0, 0, 0]]


@settings(max_examples=50)
@given(counts=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=12))
def test_survival_is_the_product_of_those_who_went_on(counts: list[tuple[int, int]]) -> None:
    ends, censored = np.array(counts).T[:, None, :]
    found = tallying.survival(np.ascontiguousarray(ends), np.ascontiguousarray(censored))[0]
    at_risk, staying, followed = sum(a + b for a, b in counts), 1.0, True
    for week, (end, last) in enumerate(counts):
        nobody = sum(a + b for a, b in counts) == 0
        told = math.nan if nobody or not (followed or staying == 0.0) else staying
        assert found[week] == pytest.approx(told, nan_ok=True)
        followed = at_risk > 0
        staying *= 1.0 - end / max(at_risk, 1)
        at_risk -= end + last


@settings(max_examples=50)
@given(counts=st.lists(st.integers(0, 3), min_size=1, max_size=9))
def test_a_median_is_the_length_that_half_do_not_exceed(counts: list[int]) -> None:
    lengths = [week for week, number in enumerate(counts) for _ in range(number)]
    middle = lengths[(len(lengths) - 1) // 2] if lengths else math.nan
    assert tallying.medians(np.array([counts]))[0] == pytest.approx(middle, nan_ok=True)


def test_a_curve_falls_to_a_level_in_the_week_before_it_is_first_so_low() -> None:
    nan = math.nan
    curves = np.array([[1.0, 0.9, 0.5, 0.4], [1.0, 0.9, 0.9, nan], [nan] * 4, [1.0, 0.0, 0.0, 0.0]])
    assert tallying.first_at_most(curves, 0.5).tolist()[:2] == [1.0, math.inf]
    assert math.isnan(tallying.first_at_most(curves, 0.5)[2])
    assert tallying.first_at_most(curves, 0.0)[3] == 0.0


def test_where_nothing_can_be_kept_the_loops_are_compiled_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    code = (
        "import numpy as np; from peersim.outcomes import tallying; "
        "print(tallying.count(np.zeros((3, 1), np.int8), np.array([True, False, True]), 1))"
    )
    environment = {**os.environ, "PEERSIM_CACHE": str(tmp_path / "file" / "below")}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[2]", done.stderr

"""A target is a hit by one rule, worked out by hand here; what cannot be told is never taken for nothing."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from peersim.analysis.validation import HIT, MISS, UNDEFINED, Band, Simulated, Targets, read_targets, score
from peersim.analysis.validation.scoring import quantiles, score_one, why_missed

pytestmark = pytest.mark.quick

FILES = Path(__file__).parent / "targets"
BAND = Band(0.4, 0.6)  # widened for the median: 0.3 to 0.7


@pytest.fixture(scope="module")
def target():
    came = read_targets(FILES / "good.toml").targets[1]
    return replace(came, value=0.5, low=BAND.low, high=BAND.high, n=None)


def scored(target, values):
    return score_one(target, np.asarray(values, dtype=float), np.full(len(values), 10))


@pytest.mark.parametrize(
    ("median", "interval", "result"),
    [
        (0.5, (0.45, 0.55), HIT),  # inside
        (0.5, (0.0, 1.0), HIT),  # around
        (0.3001, (0.2, 0.4), HIT),  # median just in the widened band, interval touches the band
        (0.6999, (0.6, 0.8), HIT),
        (0.2999, (0.2, 0.5), MISS),  # median outside the widened band
        (0.7001, (0.5, 0.8), MISS),
        (0.35, (0.3, 0.3999), MISS),  # median in the widened band, interval apart from the band
        (0.65, (0.6001, 0.7), MISS),
        (0.1, (0.0, 0.2), MISS),  # both
    ],
)
def test_the_rule_for_a_hit(median, interval, result):
    assert (HIT if not why_missed(BAND, median, Band(*interval)) else MISS) == result


def test_the_widened_band_reaches_half_a_width_further_on_each_side():
    assert why_missed(Band(1.0, 3.0), 0.0, Band(0.0, 1.0)) == ""
    assert why_missed(Band(1.0, 3.0), 4.0, Band(3.0, 5.0)) == ""
    assert why_missed(Band(1.0, 3.0), -0.01, Band(-1.0, 1.0))
    assert why_missed(Band(1.0, 3.0), 4.01, Band(3.0, 5.0))


def test_a_miss_says_by_how_much_in_the_unit_of_the_target():
    share = why_missed(BAND, 0.1, Band(0.05, 0.25), "share")
    assert share == "median 20.0 points too low (it needs 30.0% or more); interval 15.0 points below the band"
    weeks = why_missed(Band(10.0, 12.0), 20.0, Band(15.0, 25.0), "weeks")
    assert weeks == "median 7.00 too high (it needs 13.0 or less); interval 3.00 above the band"


def test_median_and_interval_are_those_of_all_runs(target):
    values = np.linspace(0.0, 1.0, 41)
    found = scored(target, np.random.default_rng(1).permutation(values))
    assert (found.low, found.median, found.high) == pytest.approx((0.025, 0.5, 0.975))
    assert found.result == HIT


def test_runs_that_cannot_tell_are_left_out_and_counted(target):
    found = scored(target, [0.5] * 6 + [math.nan] * 4)
    assert (found.told, found.undefined, found.share_undefined) == (6, 4, pytest.approx(0.4))
    assert (found.median, found.result) == (0.5, HIT)


@pytest.mark.parametrize("told", [0, 1, 4])
def test_what_more_than_half_of_the_runs_cannot_tell_is_undefined_and_no_hit_and_never_nought(target, told):
    found = scored(target, [0.5] * told + [math.nan] * (10 - told))
    assert found.result == UNDEFINED
    assert not found.hit
    assert math.isnan(found.median)
    assert found.why == f"no value in {10 - told} of 10 runs"


def test_half_of_the_runs_are_enough(target):
    assert scored(target, [0.5] * 5 + [math.nan] * 5).result == HIT


def test_what_is_never_reached_is_no_number_in_between():
    assert quantiles(np.array([1.0, 2.0, math.inf, math.inf, math.inf])) == (1.0, math.inf, math.inf)
    assert (
        why_missed(Band(1.0, 2.0), math.inf, Band(1.0, math.inf), "weeks") == "median too high (it needs 2.50 or less)"
    )


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=30),
    st.floats(0, 1),
    st.floats(0.001, 1),
    st.floats(0.1, 10),
    st.floats(-5, 5),
)
def test_the_rule_does_not_depend_on_the_unit(values, low, width, scale, shift):
    band, values = Band(low, low + width), np.array(values)
    start, median, stop = quantiles(values)
    edges = [band.low, band.high, band.low - width / 2, band.high + width / 2]
    assume(min(abs(edge - value) for edge in edges for value in (start, median, stop)) > 1e-6)
    before = why_missed(band, median, Band(start, stop)) == ""
    moved = Band(*(scale * end + shift for end in band))
    start, median, stop = quantiles(scale * values + shift)
    assert (why_missed(moved, median, Band(start, stop)) == "") == before


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 0.3), st.floats(0, 0.3))
def test_a_wider_band_never_turns_a_hit_into_a_miss(low, median, down, up):
    interval = Band(max(0.0, median - 0.1), median + 0.1)
    if not why_missed(Band(low, low + 0.2), median, interval):
        assert not why_missed(Band(low - down, low + 0.2 + up), median, interval)


def simulated(targets, values, units=10):
    values = np.asarray(values, dtype=float)
    return Simulated(targets, values, np.full(values.shape, units), (), 1, 0)


def test_hits_are_counted_by_use_and_some_of_the_targets_can_be_scored():
    targets = read_targets(FILES / "good.toml")
    values = np.stack([np.full((20, 1), value) for value in (0.7, 0.9, 0.1, math.nan, 6.0)])
    found = score(targets, simulated(targets, values))
    assert [each.result for each in found] == [HIT, MISS, HIT, UNDEFINED, HIT]
    assert found.hits == {"calibration": (1, 1), "validation": (2, 4)}
    some = score(targets.chosen(["ours"]), simulated(targets, values))
    assert [each.target.id for each in some] == ["ours"]
    assert some.hits == {"validation": (1, 1)}


def test_scores_say_which_values_are_missing_and_which_runs_are_smaller_than_the_study():
    targets = read_targets(FILES / "good.toml")
    values = np.full((5, 10, 1), 0.1)
    values[1, :3] = math.nan
    said = " ".join(score(targets, simulated(targets, values)).remarks)
    assert "came 3 of 10." in said
    assert "stayed 10 of 20, came 10 of 100, came without a car 10 of 40, matched 10 of 30." in said
    assert "ours 10" not in said


def test_targets_that_were_not_simulated_cannot_be_scored():
    targets = read_targets(FILES / "good.toml")
    one = targets.chosen(["came"])
    with pytest.raises(Exception, match='target "ours" was not simulated'):
        score(targets, simulated(one, np.full((1, 2, 1), 0.1)))
    assert isinstance(one, Targets)

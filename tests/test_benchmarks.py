"""The benchmarks run and measure what they say; how fast this machine is today is not a test's business."""

import pytest

import benchmarks.__main__ as bench

pytestmark = pytest.mark.quick


def test_a_ratio_says_how_many_times_faster_the_second_is():
    assert bench.Measurement("", slow=3.0, fast=0.5, about="").ratio == 6.0


def test_times_are_of_the_calls():
    calls = []
    assert bench.median_seconds(lambda: calls.append(1), repeats=5) >= 0.0
    assert len(calls) == 5

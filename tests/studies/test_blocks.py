"""A study's runs are cut into shards that hold every run once, and extending never renumbers one."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peersim.studies.blocks import (
    MOST_RUNS_IN_SHARD,
    MOST_SCENARIOS_IN_SHARD,
    MOST_WEEKS_IN_SHARD,
    Block,
    cut,
)

pytestmark = pytest.mark.quick


@given(
    draws=st.tuples(st.integers(0, 5), st.integers(1, 40)),
    replications=st.tuples(st.integers(0, 5), st.integers(1, 6)),
    scenarios=st.integers(1, 600),
    weeks=st.integers(1, 5200),
    first=st.integers(0, 1000),
)
@settings(max_examples=60, deadline=None)
def test_every_run_is_in_one_shard_and_in_one_only(draws, replications, scenarios, weeks, first):
    ends = [(start, start + count) for start, count in (draws, replications)]
    names = [f"s{number}" for number in range(scenarios)]
    block = cut(0, *ends, names, first, weeks)
    shards = list(block.all_shards())
    assert [shard.number for shard in shards] == list(range(first, first + block.shards))
    runs = [(name, *world) for shard in shards for world in shard.worlds for name in shard.scenarios]
    assert len(runs) == len(set(runs)) == block.runs
    assert set(runs) == set(product(names, range(*ends[0]), range(*ends[1])))
    for shard in shards:
        size = len(shard.worlds) * len(shard.scenarios)
        assert len(shard.scenarios) <= MOST_SCENARIOS_IN_SHARD
        assert len(shard.worlds) == 1 or size <= min(MOST_RUNS_IN_SHARD, MOST_WEEKS_IN_SHARD / weeks)
    assert block.shard(shards[-1].number) == shards[-1]
    assert Block.from_document(block.to_document()) == block


def test_a_study_of_8000_runs_is_cut_into_about_as_many_shards_as_wanted():
    block = cut(0, (0, 500), (0, 2), [f"s{number}" for number in range(8)], 0, 156)
    assert block.runs == 8000
    assert block.shards == 67  # 15 worlds each: a few more than the 64 that are wanted


def test_a_sweep_over_few_worlds_is_cut_between_its_scenarios():
    block = cut(0, (0, 2), (0, 1), [f"s{number}" for number in range(1000)], 0, 156)
    assert block.shards == 2 * 32
    assert max(len(shard.scenarios) for shard in block.all_shards()) == 32


def test_a_study_of_a_million_runs_has_shards_of_at_most_1024():
    block = cut(0, (0, 50_000), (0, 4), ["a", "b", "c", "d", "e"], 0, 52)
    assert block.runs == 1_000_000
    assert {len(block.shard(number).worlds) * 5 for number in (0, 5, 100)} == {1020}

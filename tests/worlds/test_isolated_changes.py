"""Worlds that must not differ, and worlds that must: who is added, what is recorded, when a policy starts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from small_worlds import differing_fields, people, run

from peersim.engine.everyone import before_anything
from peersim.engine.run import run_once
from peersim.engine.setup import Sizes
from peersim.evidence.table import central
from peersim.foundation.draws import run_key
from peersim.scenarios.loading import load

TABLES = ("parents", "groups", "coordinators", "funds", "tasks", "lines", "weekly")


def same_everywhere(one: object, other: object) -> None:
    for name in TABLES:
        assert differing_fields(getattr(one, name), getattr(other, name)) == [], name


def test_recording_events_changes_nothing() -> None:
    same_everywhere(run("baseline", events=False), run("baseline", events=True))


def test_the_same_run_twice_is_the_same_run() -> None:
    same_everywhere(run("hybrid", draw=3), run("hybrid", draw=3))


def test_another_seed_is_another_world() -> None:
    one, other = run("baseline", seed=1), run("baseline", seed=2)
    assert "first_week" in differing_fields(one.parents[:400], other.parents[:400])


def test_seed_zero_is_a_seed_like_any_other() -> None:
    zero, one = run("baseline", seed=0), run("baseline", seed=1)
    assert (zero.parents["first_week"] >= 0).sum() > 0
    assert differing_fields(zero.parents[:400], one.parents[:400]) != []


def test_one_more_family_that_is_never_reached_changes_nobody_else() -> None:
    home = people()
    hermit = home.families[-1:].copy()
    hermit["uid"] = home.families["uid"].max() + 1
    hermit["hear_threshold"] = hermit["refer_threshold"] = np.inf
    hermit["eligible_from"], hermit["eligible_to"] = 0, 1
    with_hermit = replace(home, families=np.concatenate([home.families, hermit]))
    without = run("baseline", catchment=home)
    also = run("baseline", catchment=with_hermit)
    assert also.parents[-1]["first_week"] == -1
    later = without.weekly[1:], also.weekly[1:]  # in week 0 one more family is eligible, and that alone
    assert differing_fields(*later) == []
    assert differing_fields(without.parents, also.parents[:-1]) == []


def test_arms_are_identical_until_the_policy_starts() -> None:
    late = load("on_site_childcare")
    start = min(change.from_week for change in late.changes)
    assert start > 5
    one, other = (
        run_once(_cut(plan, start), people(400, start), central()[0], run_key(1, 0, 0))
        for plan in (load("baseline"), late)
    )
    same_everywhere(one, other)
    assert differing_fields(run("baseline").weekly, run("on_site_childcare").weekly) != []


def _cut(scenario: object, weeks: int) -> object:
    whole = scenario.expand(80)  # type: ignore[attr-defined]
    return replace(whole, weeks=weeks, design=whole.design[:weeks].copy(), calendar=whole.calendar[:weeks].copy(),
                   group_design=whole.group_design[:weeks].copy())  # fmt: skip


def test_a_scenario_that_changes_nothing_equals_the_baseline_bit_for_bit(tmp_path: Path) -> None:
    same = tmp_path / "same.toml"
    same.write_text('title = "Same"\nwhy = "To show that nothing happens by itself."\nextends = "baseline"\n')
    same_everywhere(run("baseline"), run(str(same)))


def test_tables_that_are_too_short_are_made_longer_and_nothing_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    plenty = run("derby_community_parents", events=True)
    monkeypatch.setattr("peersim.engine.run.usual_sizes", lambda *_: Sizes(volunteers=3, matches=2, events=10))
    tight = run("derby_community_parents", events=True)
    same_everywhere(plenty, tight)
    happened = plenty.now[0]["events"]
    assert happened == tight.now[0]["events"] > 10
    assert np.array_equal(plenty.events[:happened], tight.events[:happened])


def test_a_run_leaves_the_catchment_as_it_was() -> None:
    home = people()
    before = home.families.copy(), home.outsiders.copy()
    run("baseline", catchment=home)
    assert np.array_equal(before[0], home.families)
    assert np.array_equal(before[1], home.outsiders)


def test_the_twin_meets_the_same_luck() -> None:
    """A parent the programme never reaches lives the same life with and without it."""
    programme, twin = run("baseline"), run("nothing")
    untouched = programme.parents["first_week"] < 0
    for name in ("wellbeing", "isolation", "confidence"):
        assert np.array_equal(programme.parents[name][untouched], twin.parents[name][untouched])
    gained = programme.parents["wellbeing"] - twin.parents["wellbeing"]
    assert np.allclose(gained, programme.parents["benefit"])
    assert (gained[~untouched] != 0.0).any()


def test_the_world_begins_with_this_draws_needs() -> None:
    home, p = people(), central()[0]
    share = before_anything(home.families, p)["childcare_need"].mean()
    assert share == pytest.approx((home.families["care_rank"] < p["barrier_childcare_need"]).mean())
    assert 0.0 < share < 1.0

"""Outcomes of real runs of the engine stay within bounds and agree with the run's own ledgers."""

import math

import numpy as np
import pytest

from peersim.engine.run import run_once
from peersim.evidence import draws
from peersim.foundation.draws import run_key
from peersim.foundation.units import WEEKS_PER_YEAR
from peersim.outcomes import LEVELS, OUTCOMES, SUBGROUP_OUTCOMES, observe
from peersim.places import load_place, synthesise
from peersim.scenarios import load

pytestmark = pytest.mark.slow

WEEKS = 110
SCENARIOS = ("baseline", "on_site_childcare", "digital_forum", "epec_course", "digital_hybrid", "nothing")


@pytest.fixture(scope="module")
def worlds():
    """One world of each scenario, on the same families and luck."""
    place, key = load_place("derby"), run_key(3, 0, 0)
    families, values = synthesise(place, 600, WEEKS, key), draws(2, 3)
    return {name: run_once(load(name).expand(WEEKS), families, values[1], key) for name in SCENARIOS}


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_outcome_of_a_real_run_is_within_its_bounds(worlds, name):
    seen = observe(worlds[name])
    everybody = [("everyone", "everyone", about) for about in OUTCOMES]
    parts = [(group, level, about) for group, level in LEVELS for about in SUBGROUP_OUTCOMES]
    for group, level, about in everybody + parts:
        value = seen.value(about.name, group, level)
        assert math.isnan(value) or about.low <= value <= about.high, (about.name, group, level, value)


@pytest.mark.parametrize("name", SCENARIOS)
def test_outcomes_agree_with_the_weekly_table_and_the_ledgers(worlds, name):
    world, seen = worlds[name], observe(worlds[name])
    assert seen.value("parents_reached") == world.weekly["new_parents"].sum()
    assert seen.value("absences") == world.weekly["absences"].sum()
    assert seen.value("cost") == pytest.approx(world.weekly["cost"].sum())
    assert seen.value("cost") == pytest.approx(world.lines["total_spent"].sum())
    assert seen.value("income") == pytest.approx(world.funds["received"].sum())
    assert seen.value("unspent") == pytest.approx(seen.value("income") - seen.value("cost"), abs=0.01)
    assert (seen.hours_given <= seen.hours_asked + 1e-6).all()
    gained = world.weekly["wellbeing"].sum() / WEEKS_PER_YEAR
    assert seen.value("wellbeing_years") == pytest.approx(gained, abs=1e-9)
    assert (gained != 0.0) == (name != "nothing")
    parts = [seen.value("wellbeing_years", "income", level) for level in ("low income", "not low income")]
    assert sum(parts) == pytest.approx(gained, abs=1e-9)


def test_wellbeing_over_the_run_is_what_each_week_gave(worlds):
    """Up to the last week, everything gained is the benefit of some family in some week."""
    world = worlds["baseline"]
    assert world.weekly["wellbeing"][world.weekly["ever_came"] == 0].sum() == 0.0
    last = world.parents["benefit"][(world.parents["first_week"] >= 0) & (world.parents["gone_week"] < 0)].sum()
    assert world.weekly["wellbeing"][-1] == pytest.approx(last, rel=1e-9)


def test_a_programme_that_never_existed_reaches_nobody_and_costs_nothing(worlds):
    seen = observe(worlds["nothing"])
    for name in ("parents_heard", "parents_reached", "cost", "enquiries", "sessions_held", "absences", "benefit_total"):
        assert seen.value(name) == 0.0, name
    assert seen.value("reach") == 0.0


def test_the_same_families_are_eligible_in_every_scenario(worlds):
    eligible = {name: observe(world).value("eligible") for name, world in worlds.items()}
    assert len(set(eligible.values())) == 1


def test_subgroups_hold_the_same_families_whatever_the_design(worlds):
    column = [about.name for about in SUBGROUP_OUTCOMES].index("eligible")
    eligible = [observe(world).subgroups[0, :, column] for world in worlds.values()]
    for each in eligible[1:]:
        assert np.array_equal(each, eligible[0])

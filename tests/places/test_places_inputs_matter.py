"""Every figure and every assumption a planner may override changes somebody or something."""

import numpy as np
import pytest

from peersim.foundation.draws import run_key
from peersim.foundation.problems import InputError
from peersim.places import load_place, synthesise
from peersim.places.overrides import allowed_range
from peersim.places.table import EVERYWHERE, shipped_assumptions
from peersim.places.used import NATIONAL, USED

KEY = run_key(3)
PLACE = "Cornwall"
ALL_AT_ONCE = ("ethnic_white_pct",)


def drawn(**overrides):
    catchment = synthesise(load_place(PLACE, overrides=overrides), 1_500, 52, KEY)
    return catchment.families.tobytes(), catchment.outsiders.tobytes(), catchment.venues.tobytes()


@pytest.fixture(scope="module")
def plain():
    return drawn()


@pytest.mark.parametrize("variable", [*USED, *NATIONAL])
def test_every_figure_of_a_place_moves_something(variable, plain):
    row = load_place(PLACE).values[variable]
    low, high = allowed_range(row)
    changed = row.value * 0.5 if row.value else 0.3
    assert drawn(**{variable: float(np.clip(changed, low, high))}) != plain


@pytest.mark.parametrize(
    "key", [key for key in shipped_assumptions()[EVERYWHERE] if key != "low_income_after_over_before"]
)
def test_every_assumption_moves_something(key, plain):
    row = shipped_assumptions()[EVERYWHERE][key].value
    other = row.low if row.low != row.value else row.high
    assert drawn(**{key: other}) != plain


@pytest.mark.parametrize("key", list(shipped_assumptions()[EVERYWHERE]))
def test_both_ends_of_every_assumption_can_be_used(key):
    row = shipped_assumptions()[EVERYWHERE][key].value
    low, high = allowed_range(row)
    assert low <= row.low
    assert row.high <= high


@pytest.mark.parametrize("end", [0, 1])
@pytest.mark.parametrize("key", [*USED, *NATIONAL, *shipped_assumptions()[EVERYWHERE]])
def test_the_ends_of_what_is_allowed_are_drawn_or_refused_but_never_broken(key, end):
    profile = load_place(PLACE)
    if key == "low_income_after_over_before":  # only fills a gap in the shipped table
        with pytest.raises(InputError, match="unknown figure"):
            load_place(PLACE, overrides={key: 1.2})
        return
    row = profile.values.get(key) or profile.assumptions[key]
    extreme = allowed_range(row)[end]
    if not np.isfinite(extreme):
        extreme = 100.0 * row.value
    try:
        changed = load_place(PLACE, overrides={key: extreme})
    except InputError:
        assert key.startswith(
            ("ethnic", "eal", "no_car_small", "idaci_small", "topic", "under5s", "priority", "cannot")
        )
        return
    drawn = synthesise(changed, 150, 20, KEY)
    for people in (drawn.families, drawn.outsiders):
        for field in people.dtype.names:
            assert np.all(np.isfinite(people[field])), field
    assert np.all(np.isfinite(drawn.venues))
    assert np.all(drawn.families["eligible_to"] > drawn.families["eligible_from"])

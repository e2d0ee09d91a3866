"""Subgroups are exhaustive and exclusive, or an error."""

import numpy as np
import pytest
from simulated_people import empty_world

from peersim.outcomes.strata import FACTORS, LEVELS, level_codes, level_number, level_rows

pytestmark = pytest.mark.quick


@pytest.mark.parametrize("seed", range(5))
def test_every_family_is_in_exactly_one_level_of_every_factor(seed):
    families = empty_world(300, 10, seed).parents
    rows = level_rows(families)
    assert rows.shape == (len(families), 1 + len(FACTORS))
    assert (rows[:, 0] == 0).all()
    for column, factor in enumerate(FACTORS, start=1):
        allowed = [1 + level_number(factor.name, level) for level in factor.levels]
        assert set(rows[:, column]) <= set(allowed), factor.name
        assert (rows[:, column] - allowed[0] == factor.codes(families)).all(), factor.name


@pytest.mark.parametrize(("field", "value"), [("x", np.nan), ("y", np.inf), ("need", np.nan)])
def test_a_family_that_fits_no_level_is_an_error(field, value):
    families = empty_world(10, 10).parents
    families[field][3] = value
    with pytest.raises(ValueError, match=r"1 families fall in no level of .* row 3"):
        level_rows(families)


def test_distance_is_cut_at_1_and_3_km_and_need_at_thirds():
    families = empty_world(4, 10).parents
    families["x"], families["y"] = [0.0, 0.6, 3.0, 2.9], [0.99, 0.8, 0.0, 0.0]
    families["need"] = [0.0, 1 / 3, 0.66, 2 / 3]
    factors = {factor.name: factor for factor in FACTORS}
    assert level_codes(factors["distance"], families).tolist() == [0, 1, 2, 1]
    assert level_codes(factors["need"], families).tolist() == [0, 1, 1, 2]


def test_levels_are_named_once():
    assert len({level for _, level in LEVELS}) == len(LEVELS)

"""Later years are discounted by cumulative, declining factors; the first year is not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peersim.economics.discounting import Schedule, present_value
from peersim.economics.profile import PROFILES, read_profile

pytestmark = pytest.mark.quick

GREEN_BOOK = read_profile().discounted_by("default").costs


def test_the_first_year_is_not_discounted():
    assert GREEN_BOOK.factors(1).tolist() == [1.0]
    assert GREEN_BOOK.factors(0).tolist() == []


@pytest.mark.parametrize(
    ("year", "factor"),
    [(1, 1 / 1.035), (30, 1.035**-30), (31, 1.035**-30 / 1.03), (75, 1.035**-30 * 1.03**-45),
     (125, 1.035**-30 * 1.03**-45 * 1.025**-50)],
)  # fmt: skip
def test_factors_of_the_green_book_are_cumulative(year, factor):
    assert GREEN_BOOK.factors(year + 1)[year] == pytest.approx(factor, rel=1e-12)


def test_health_is_discounted_less_than_cost_by_default_and_alike_for_nice():
    default, nice = read_profile().discounted_by("default"), read_profile().discounted_by("nice")
    assert default.health.factors(5)[4] == pytest.approx(1.015**-4)
    assert default.health.factors(5)[4] > default.costs.factors(5)[4]
    assert (nice.health.factors(40) == nice.costs.factors(40)).all()


@given(name=st.sampled_from(PROFILES), years=st.integers(2, 320))
def test_factors_fall_and_never_jump_where_the_rate_changes(name, years):
    for schedules in read_profile(name).discounting.values():
        for schedule in (schedules.costs, schedules.health):
            factors = schedule.factors(years)
            steps = factors[:-1] / factors[1:] - 1.0
            assert np.allclose(steps, [schedule.rate(year) for year in range(1, years)])
            assert (np.diff(factors) <= 0.0).all()


def test_present_value_of_a_level_stream_is_the_annuity():
    flat = Schedule("flat", ((0, 0.05),), "", "")
    annuity = (1 - 1.05**-10) / 0.05 * 1.05
    assert present_value(np.full((2, 3, 10), 7.0), flat) == pytest.approx(np.full((2, 3), 7.0 * annuity))


def test_rates_are_said_in_words():
    assert GREEN_BOOK.in_words().startswith("3.5% a year, from year 31 3%, from year 76 2.5%")
    assert Schedule("none", ((0, 0.0),), "", "").in_words() == "not discounted"

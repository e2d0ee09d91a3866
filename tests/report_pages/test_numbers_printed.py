"""Numbers on pages: £, signs, rounding by error, intervals in words, and nothing that is no number."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peersim.report.pages.numbers import (
    Number,
    chance,
    decimals,
    estimate,
    heading_unit,
    interval,
    money_unit,
    number,
    with_unit,
)

pytestmark = pytest.mark.quick

SIZES = st.floats(1e-3, 1e7)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (14_237, "£", "£14,200"),
        (-3.5, "£ a parent", "−£3.50"),
        (458.4, "£", "£458"),
        (0, "£", "£0"),
        (0.912, "share", "91%"),
        (0.034, "share", "3.4%"),
        (31.4, "parents", "31"),
        (3.14, "parents", "3.14"),
        (2_709, "hours", "2,709"),
        (0.0123, "WELLBYs", "0.0123"),
        (0.5, "number", "0.5"),
        (1_234_567, "CA$ a year", "CA$1,230,000"),
        (12.5, "JPY a day", "12.5"),
        (None, "£", "cannot be told"),
    ],
)
def test_a_number_is_printed_with_sign_and_thousands(value, unit, text):
    assert number(value, unit) == text


def test_a_column_that_must_add_up_is_printed_whole():
    assert [number(v, "£", places=0) for v in (31_004, 9_437, 40_441)] == ["£31,004", "£9,437", "£40,441"]


def test_a_difference_always_has_its_sign_unless_it_prints_as_nothing():
    assert number(31, "parents", signed=True) == "+31"
    assert number(-31, "parents", signed=True) == "−31"
    assert number(0.2, "£", signed=True, places=0) == "£0"
    assert number(-0.2, "£", places=0) == "£0"


def test_units_follow_where_they_do_not_stand_before():
    assert with_unit(26, "weeks") == "26 weeks"
    assert with_unit(458, "£ a parent") == "£458 a parent"
    assert with_unit(0.9, "share") == "90%"
    assert with_unit(None, "£ a parent") == "cannot be told"
    assert money_unit("GBP", "a parent") == "£ a parent"
    assert money_unit("SEK") == "SEK"
    assert heading_unit("share") == "%"


def test_the_error_decides_how_many_figures_are_printed():
    assert number(14_237, "£", error=350) == "£14,200"
    assert number(14_237, "£", error=35) == "£14,240"
    assert number(14_237, "£", error=3.5) == "£14,237"
    assert number(0.9137, "share", error=0.02) == "91%"
    assert number(0.9137, "share", error=0.002) == "91.4%"


def test_a_number_smaller_than_its_error_keeps_one_figure():
    assert number(5, "£", error=300) == "£5"


@given(SIZES, st.floats(1e-6, 1e5))
def test_the_last_digit_printed_is_never_finer_than_the_error_nor_are_there_more_than_five(value, error):
    kept = decimals(value, error)
    finest = 10.0**-kept
    assert finest * 10 > error or finest >= 10 ** math.floor(math.log10(value)) * 0.99
    assert value / finest < 10**5 * 1.0001


@given(st.floats(-1e9, 1e9))
def test_no_number_is_printed_with_a_hyphen_or_an_exponent(value):
    for unit in ("£", "share", "number", "parents", "weeks"):
        text = number(value, unit)
        assert "-" not in text
        assert "e" not in text


@given(SIZES)
def test_what_is_printed_is_near_what_is_meant(value):
    told = float(number(value, "number").replace(",", ""))
    assert told == pytest.approx(value, rel=0.006)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_refused(bad):
    with pytest.raises(ValueError, match="no number a page can print"):
        number(bad, "£")
    with pytest.raises(ValueError, match="no number a page can print"):
        interval(1, bad)


def test_an_interval_is_joined_by_a_word_and_missing_ends_are_told():
    assert interval(-21_000, 38_000, "£") == "−£21,000 to £38,000"
    assert interval(250, None, "£") == "£250 to no upper end"
    assert interval(None, 250, "£") == "no lower end to £250"
    assert interval(None, None) == "no interval"


def test_an_estimate_and_its_interval_share_their_decimals():
    assert estimate(Number(2.094, 0.144, 4.171), "WELLBYs") == "2.09 (0.14 to 4.17)"
    assert estimate(Number(0.08, 0.05, 0.113), "share") == "8% (5% to 11%)"
    assert estimate(Number(458, 250, 900), "£") == "£458 (£250 to £900)"
    assert estimate(Number(0.5, 0.2, 0.9), "number") == "0.5 (0.2 to 0.9)"
    assert estimate(Number(None, note="why"), "£") == "cannot be told"


def test_a_chance_is_never_a_certainty():
    assert chance(1.0, 500) == "more than 99%"
    assert chance(0.0, 20) == "less than 5%"
    assert chance(0.62) == "62%"
    assert chance(None) == "cannot be told"
    with pytest.raises(ValueError, match="no chance"):
        chance(1.2)

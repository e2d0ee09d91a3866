"""Numbers in words carry their unit and sign, and no more figures than they should."""

import math

import pytest

from peersim.report.words import (
    between,
    count,
    difference_with_unit,
    figures,
    listed,
    markdown,
    plain,
    plural,
    signed,
    with_unit,
)

pytestmark = pytest.mark.quick


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [
        (0.0742, "share", "7.4%"),
        (14234.0, "£", "£14,200"),
        (-14234.0, "£", "−£14,200"),
        (458.4, "£", "£458"),
        (999.6, "£", "£1,000"),
        (3.456, "£", "£3.46"),
        (0.0, "£", "£0"),
        (31.4, "families", "31"),
        (7.34, "families", "7.3"),
        (7.0, "families", "7"),
        (1234.4, "families", "1,234"),
        (math.nan, "families", "cannot be told"),
        (math.inf, "weeks", "not reached"),
        (-0.5, "SWEMWBS points", "−0.50"),
    ],
)
def test_values(value, unit, told):
    assert plain(value, unit) == told


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [
        (0.012, "share", "+1.2 percentage points"),
        (-0.012, "share", "−1.2 percentage points"),
        (0.0001, "share", "0.0 percentage points"),
        (31.2, "families", "+31 families"),
        (-120.0, "£ a year", "−£120 a year"),
        (0.002, "share a month", "+0.2 percentage points a month"),
        (math.nan, "£", "cannot be told"),
    ],
)
def test_differences(value, unit, told):
    assert difference_with_unit(value, unit) == told


def test_parts():
    assert with_unit(94_000.0, "£ a year") == "£94,000 a year"
    assert with_unit(0.03, "share a month") == "3.0% a month"
    assert between(0.01, 0.02, "share") == "1.0% to 2.0%"
    assert between(-3.0, 27.0, "families", difference=True) == "−3 to +27"
    assert between(math.nan, 1.0, "families") == "no interval"
    assert signed(0.0, "families") == "0"
    assert figures(0.001234) == "0.00123"
    assert figures(99.96) == "100"
    assert count(9.96) == "10"
    assert plural(1, "family") == "1 family"
    assert plural(2, "family") == "2 families"
    assert plural(3, "draw") == "3 draws"
    assert listed([]) == ""
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert markdown("a_b|c") == r"a\_b\|c"

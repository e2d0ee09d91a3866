"""Prices are re-based before they are added, and a year without an index is refused in words."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peersim.economics.prices import Deflator, Money, PriceYear, add, read_price_year, real
from peersim.economics.profile import price_year_of, read_profile
from peersim.evidence.table import parameters
from peersim.foundation.problems import InputError

pytestmark = pytest.mark.quick

TEN_A_YEAR = Deflator("prices", {2020: 0.10, 2021: 0.10, 2022: -0.05}, {2022: "assumption: a guess"}, "")


@pytest.mark.parametrize(
    ("text", "weights"),
    [
        ("2023", {2023: 1.0}),
        ("about 2010", {2010: 1.0}),
        ("2025-26", {2025: 0.75, 2026: 0.25}),
        ("2019-2022", {2019: 0.25, 2020: 0.25, 2021: 0.25, 2022: 0.25}),
        ("2024-12 on", {2024: 1.0}),
        ("2017 guideline", {2017: 1.0}),
        ("2015 USD", {2015: 1.0}),
    ],
)
def test_years_of_prices_are_read_as_people_write_them(text, weights):
    assert read_price_year(text).weights == weights


@pytest.mark.parametrize("text", ["current", "n/a", "", "to Mar 2027", "lately", "2024-2019"])
def test_what_holds_today_or_is_no_year_is_no_price_year(text):
    assert read_price_year(text) is None


def test_every_price_year_of_the_evidence_table_is_read_or_holds_today():
    for key, row in parameters().items():
        _, marked, text = row.setting.partition("price year: ")
        if marked and price_year_of(key) is None:
            assert text == "current" or text.startswith("to "), key


def test_two_years_of_ten_percent_are_twenty_one_percent():
    assert TEN_A_YEAR.factor(read_price_year("2019"), read_price_year("2021")) == pytest.approx(1.21)
    assert TEN_A_YEAR.factor(read_price_year("2021"), read_price_year("2022")) == pytest.approx(0.95)


def test_a_financial_year_is_three_quarters_of_one_year_and_a_quarter_of_the_next():
    index = TEN_A_YEAR.index(read_price_year("2020-21"))
    assert index == pytest.approx(0.75 * 1.10 + 0.25 * 1.21)


def test_a_year_without_an_index_is_refused_in_words():
    with pytest.raises(InputError, match="price year 2031: GDP deflator, United Kingdom has no index for 2031; it has"):
        read_profile().deflator.factor(read_price_year("2019"), read_price_year("2031"))


def test_the_united_kingdom_rose_from_2019_to_2023_by_about_what_the_evidence_table_says():
    factor = read_profile().deflator.factor(read_price_year("2019"), read_price_year("2023"))
    assert factor == pytest.approx(parameters()["value.inflation_2019_to_2023"].value, abs=0.02)


def test_assumed_rises_between_two_years_are_named():
    assumed = read_profile().deflator.assumed(read_price_year("2019"), read_price_year("2025-26"))
    assert [line[:4] for line in assumed] == ["2025", "2026"]
    assert all("assumption, grade D" in line for line in assumed)
    assert read_profile().deflator.assumed(read_price_year("2019"), read_price_year("2023")) == []


years = st.integers(2000, 2026).map(lambda year: PriceYear(str(year), {year: 1.0}))


@given(a=years, b=years, c=years)
def test_there_and_back_is_nothing_and_a_stop_between_changes_nothing(a, b, c):
    deflator = read_profile().deflator
    assert deflator.factor(a, b) * deflator.factor(b, a) == pytest.approx(1.0)
    assert deflator.factor(a, b) * deflator.factor(b, c) == pytest.approx(deflator.factor(a, c))


def test_money_of_two_currencies_or_two_price_years_cannot_be_added():
    year, later = read_price_year("2019"), read_price_year("2023")
    with pytest.raises(InputError) as told:
        add(Money(1.0, "GBP", year), Money(1.0, "CAD", later))
    assert "CAD and GBP cannot be added" in str(told.value)
    assert "re-base them first" in str(told.value)


def test_money_of_one_year_is_added_and_rebased():
    deflator, year, later = read_profile().deflator, read_price_year("2019"), read_price_year("2023")
    total = add(Money(100.0, "GBP", year).in_prices_of(later, deflator), Money(50.0, "GBP", later))
    assert total.amount == pytest.approx(100.0 * deflator.factor(year, later) + 50.0)
    assert total.price_year == later


def test_cash_of_a_later_year_is_worth_less_today():
    assert real(121.0, 0.10, 2.0) == pytest.approx(100.0)
    assert math.isclose(real(5.0, 0.0, 7.0), 5.0)

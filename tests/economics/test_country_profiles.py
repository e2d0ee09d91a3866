"""Country profiles are data that agree with the evidence table, and bad ones are refused in words, all at once."""

import pytest

from peersim.economics.profile import GRADES, PROFILES, read_profile
from peersim.evidence.table import parameter
from peersim.foundation.problems import InputError

pytestmark = pytest.mark.quick


@pytest.mark.parametrize("name", PROFILES)
def test_a_shipped_profile_has_money_discounting_prices_and_a_cut_for_every_grade(name):
    profile = read_profile(name)
    assert len(profile.currency) == 3
    assert not profile.deflator.lacking(profile.price_year)
    assert set(profile.optimism.benefits) == set(GRADES)
    assert list(profile.optimism.benefits.values()) == sorted(profile.optimism.benefits.values())
    assert profile.unit in profile.units
    assert profile.discounted_by("default").health


@pytest.mark.parametrize("name", PROFILES)
def test_the_first_rate_of_discount_is_the_one_of_the_evidence_table(name):
    for schedules in read_profile(name).discounting.values():
        for schedule in (schedules.costs, schedules.health):
            if schedule.key:
                assert schedule.rate(0) == parameter(schedule.key).value


def test_scotland_is_england_but_for_its_check():
    england, scotland = read_profile("england"), read_profile("scotland")
    assert scotland.deflator == england.deflator
    assert scotland.thresholds == england.thresholds
    assert "PVG" in scotland.check.name
    assert "DBS" in england.check.name


def test_canada_and_australia_have_no_value_for_wellbeing_of_their_own():
    for name in ("canada", "australia"):
        assert read_profile(name).units == ("none",)
        assert read_profile(name).thresholds == ()


def test_an_unknown_country_is_answered_with_the_nearest():
    with pytest.raises(InputError, match='Did you mean "scotland"'):
        read_profile("scottland")


def test_an_unknown_discounting_is_answered_with_the_nearest():
    with pytest.raises(InputError, match='Did you mean "nice"'):
        read_profile().discounted_by("nices")


def test_every_mistake_of_a_profile_is_told_at_once(tmp_path):
    path = tmp_path / "england.toml"
    path.write_text(
        """
extends = "england"
price_year = "lately"
[valuation]
unit = "welby"
wellby = "value.welby"
[discount]
costs = "green_bok"
[discount.schedule.green_book]
bands = [[0, 0.035], [31, 0.030], [31, 0.02]]
[optimism]
benefits = { A = 0.0, B = 2.0, C = 0.25, D = 0.4 }
[equity]
low_income_ratio = 0.0
[deflator.read]
1990 = 3.0
""",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as told:
        read_profile(path)
    text = str(told.value)
    for word in (
        'price_year is "lately"', 'unit is "welby"', 'unknown parameter "value.welby"', "green_bok",
        "bands are [first year, rate]", "optimism.benefits.B is 2.0", "low_income_ratio is 0", "1991, 1992",
    ):  # fmt: skip
        assert word in text
    assert "8 problems" in text


def test_a_rate_that_is_not_the_evidence_tables_is_refused(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('extends = "england"\n[discount.schedule.green_book]\nbands = [[0, 0.04]]\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"first rate is 0.04, but value.discount_rate is 0.035"):
        read_profile(path)


def test_a_file_that_is_not_there_or_not_toml_is_told_in_words(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_profile(tmp_path / "none.toml")
    (tmp_path / "bad.toml").write_text("a = ", encoding="utf-8")
    with pytest.raises(InputError, match="not TOML"):
        read_profile(tmp_path / "bad.toml")

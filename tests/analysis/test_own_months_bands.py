"""Bands of simulated worlds hold what they say, and a line is called unlike no more often than is said."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peersim.analysis.own_months.bands import LEVELS, UNLIKE, bands, features, fewest_worlds, lines
from peersim.analysis.own_months.columns import BY_NAME
from peersim.analysis.own_months.dates import Month
from peersim.analysis.own_months.inputs import goes_with
from peersim.analysis.own_months.simulating import months_of
from peersim.analysis.own_months.weeks import WEEKDAYS, first_day, week_of_year, weeks_of_months, weeks_until
from peersim.evidence import draws
from peersim.foundation.problems import Problems

RNG = np.random.default_rng(7)


def slow_worlds(worlds, months=18, columns=3, kept=0.9):
    """Lines in which each month follows the last, one of them of small whole numbers."""
    steps = RNG.normal(size=(worlds, months, columns))
    for month in range(1, months):
        steps[:, month] = kept * steps[:, month - 1] + np.sqrt(1 - kept**2) * steps[:, month]
    steps[..., -1] = np.floor(np.exp(steps[..., -1]))
    return 50 + 10 * steps


# Bands


@pytest.mark.parametrize("worlds", [39, 60, 100, 199])
def test_a_band_holds_at_least_its_share_of_worlds_that_were_not_looked_at(worlds):
    held = {level: [] for level in LEVELS}
    for _ in range(100):
        every = slow_worlds(worlds + 1, 6, 3)[..., :2]
        found = bands(every[0], every[1:])
        for number, level in enumerate(LEVELS):
            held[level].append(((every[0] >= found.low[number]) & (every[0] <= found.high[number])).mean())
    for level in LEVELS:
        assert level - 0.03 < np.mean(held[level]) < level + 0.06


@pytest.mark.parametrize("level", LEVELS)
def test_too_few_worlds_give_no_band(level):
    number, fewest = LEVELS.index(level), fewest_worlds(level)
    assert np.isnan(bands(np.ones((2, 1)), slow_worlds(fewest - 1, 2, 1)).low[number]).all()
    assert np.isfinite(bands(np.ones((2, 1)), slow_worlds(fewest, 2, 1)).low[number]).all()


@given(st.integers(0, 2**31), st.integers(39, 90))
def test_the_programme_is_looked_at_as_every_world_is(seed, worlds):
    rng = np.random.default_rng(seed)
    every = rng.poisson(3.0, (worlds + 1, 5, 2)).astype(float)
    own = every[0].copy()
    own[rng.random(own.shape) < 0.2] = np.nan
    found = bands(own, every[1:])
    assert (found.outside[0] == (found.above | found.below)).all()
    swapped = bands(every[1], np.delete(every, 1, axis=0))
    kept = ~np.isnan(own)
    assert (found.outside[1][kept] == swapped.outside[0][kept]).all()
    assert not found.outside[:, ~kept].any()


# Lines


def test_a_world_is_called_unlike_the_others_no_more_often_than_is_said_though_months_go_together():
    chances, by_column, outside = [], [], []
    for _ in range(300):
        every = slow_worlds(100)
        columns, whole, _ = lines(every[0], every[1:])
        chances.append(whole.chance)
        by_column.append([line.unlike for line in columns])
        outside.append(bands(every[0], every[1:]).outside[0].sum())
    assert np.mean(np.array(chances) <= UNLIKE) < UNLIKE + 0.035
    assert 0.4 < np.mean(chances) < 0.65  # ties make it careful
    assert np.mean(by_column) < UNLIKE + 0.03
    independent = np.random.default_rng(1).binomial(18 * 3, np.mean(outside) / 54, 300)
    assert np.std(outside) > 1.5 * np.std(independent)  # counting months as independent would be wrong


def test_a_line_that_leaves_all_worlds_is_unlike_and_a_middling_one_is_not():
    worlds = slow_worlds(99)
    middle = np.median(worlds, axis=0)
    assert not lines(middle, worlds)[1].unlike
    away = middle.copy()
    away[5, 1] += 200
    columns, whole, deviations = lines(away, worlds)
    assert [line.unlike for line in columns] == [False, True, False]
    assert (whole.as_far, whole.chance) == (0, 0.01)
    assert np.unravel_index(np.abs(deviations).argmax(), deviations.shape) == (5, 1)


def test_months_that_were_not_recorded_change_nothing():
    worlds = slow_worlds(60, months=8)
    own = worlds[0].copy()
    own[3] = np.nan
    columns, whole, deviations = lines(own, worlds[1:])
    without, whole_without, _ = lines(np.delete(own, 3, 0), np.delete(worlds[1:], 3, 1))
    assert [line.as_far for line in columns] == [line.as_far for line in without]
    assert whole == whole_without
    assert np.isnan(deviations[3]).all()


def test_what_no_world_ever_has_is_unlike():
    worlds = np.zeros((60, 6, 1))
    own = np.zeros((6, 1))
    assert not lines(own, worlds)[1].unlike
    own[2] = 1
    assert lines(own, worlds)[1].unlike


def test_level_trend_and_swing_are_told_apart():
    worlds = RNG.normal(100, 1, (99, 1)) + RNG.normal(0, 1, (99, 12))
    flat = np.full(12, 100.0) + np.tile([1.0, -1.0], 6) * 0.5
    lines_of = {"level": flat + 30, "trend": flat + np.linspace(-9, 9, 12), "swing": flat + np.tile([9.0, -9.0], 6)}
    for name, own in lines_of.items():
        told = {each.name: each.chance for each in features(own, worlds)}
        assert told[name] <= UNLIKE, name
        assert {each for each, chance in told.items() if chance <= UNLIKE} == {name}
    assert [each.name for each in features(flat[:5], worlds[:, :5])] == ["level"]
    assert features(np.full(5, np.nan), worlds[:, :5]) == []


# What to look at


def test_an_input_that_moves_a_column_is_named_and_which_way():
    drawn = draws(80, 3)
    level = 3 * np.argsort(np.argsort(drawn["reach_hear_week"])) + RNG.normal(0, 5, 80)
    (first, *_) = goes_with("attendances", level, drawn, upwards=True)
    assert (first.key, first.higher, first.draws) == ("reach.hear_week", True, 80)
    assert goes_with("attendances", level, drawn, upwards=False)[0].higher is False


def test_inputs_that_move_nothing_are_hardly_ever_named():
    drawn = draws(80, 3)
    named = sum(bool(goes_with("attendances", RNG.normal(size=80), drawn, upwards=True)) for _ in range(40))
    assert named <= 6
    assert goes_with("attendances", np.arange(20.0), drawn[:20], upwards=True) == []


# Weeks and months


YEAR = tuple(Month(2024, 9).plus(number) for number in range(12))


@given(st.dates(date(2023, 1, 1), date(2024, 9, 1)), st.sampled_from([None, *WEEKDAYS]))
def test_every_week_within_the_months_belongs_wholly_to_them(began, meets):
    weeks = weeks_until(began, YEAR[-1])
    found = weeks_of_months(began, weeks, YEAR, meets)
    assert found.whole.all()
    for shares in (found.shares, found.at_sessions):
        assert (shares.sum(axis=0) <= 1 + 1e-9).all()
    assert found.shares.sum() == pytest.approx(365 / 7)
    days = found.shares.sum(axis=1) * 7
    assert days == pytest.approx([(month.last - month.first).days + 1 for month in YEAR])
    assert (np.diff(found.ends) >= 4).all()


def test_a_month_with_five_meeting_days_has_five_sessions():
    began = date(2024, 9, 1)
    found = weeks_of_months(began, weeks_until(began, YEAR[-1]), YEAR, "tuesday")
    assert found.at_sessions.sum(axis=1).tolist() == [4, 5, 4, 5, 4, 4, 4, 5, 4, 4, 5, 4]


def test_a_month_in_which_the_run_begins_late_or_ends_early_is_not_whole():
    found = weeks_of_months(date(2024, 9, 16), 20, YEAR)
    assert found.whole.tolist() == [False, True, True, True, True, *[False] * 7]


def test_people_and_sessions_are_neither_lost_nor_doubled_at_a_months_end():
    began = date(2024, 9, 3)
    weeks = weeks_of_months(began, weeks_until(began, YEAR[-1]), YEAR)
    weekly = RNG.integers(0, 9, (40, weeks.weeks)).astype(float)
    columns = (BY_NAME["contacts"], BY_NAME["spending"], BY_NAME["volunteers_active"])
    made = months_of(lambda name: weekly, None, columns, weeks, np.random.default_rng(0))
    assert (made[..., 0] == np.round(made[..., 0])).all()
    last = made[..., 0].sum(axis=1) - weekly.sum(axis=1)
    assert ((last <= 0) & (last >= -weekly[:, -1])).all()  # days after the last month's end
    assert made[..., 0].mean() == pytest.approx(made[..., 1].mean(), rel=0.01)
    assert made[0, :, 2].tolist() == weekly[0, weeks.ends].tolist()


@pytest.mark.parametrize(
    ("day", "week"), [(date(2025, 1, 1), 1), (date(2025, 1, 8), 2), (date(2024, 12, 31), 52), (date(2025, 4, 2), 14)]
)
def test_the_week_of_the_year_follows_the_calendar(day, week):
    assert week_of_year(day) == week


def test_a_start_is_a_month_or_a_day():
    problems = Problems()
    assert first_day("2024-09", YEAR[0], problems) == date(2024, 9, 1)
    assert first_day("16/09/2024", YEAR[0], problems) == date(2024, 9, 16)
    assert first_day(None, YEAR[0], problems) == date(2024, 9, 1)
    assert problems.found == []
    first_day("03/04/2024", YEAR[0], problems)
    first_day("soon", YEAR[0], problems)
    assert len(problems.found) == 2

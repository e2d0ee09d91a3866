"""The survival estimate is Kaplan and Meier's: against a textbook, against scipy, against a law that is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from peersim.outcomes.survival import (
    duration_counts,
    duration_counts_by_level,
    kaplan_meier,
    mean_stay,
    median_stay,
    stay_quantile,
    stayed_at_least,
)

pytestmark = pytest.mark.quick

# Weeks in remission of 21 patients given 6-mercaptopurine (Freireich et al. 1963), the usual textbook example.
ENDED = [6, 6, 6, 7, 10, 13, 16, 22, 23]
CENSORED = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
TEXTBOOK = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}


def sample():
    durations = np.array(ENDED + CENSORED)
    return durations, np.array([True] * len(ENDED) + [False] * len(CENSORED))


def test_it_gives_the_textbook_curve_and_median():
    curve = kaplan_meier(*sample())
    for week, share in TEXTBOOK.items():
        assert curve.share[week + 1] == pytest.approx(share, abs=0.0006)  # beyond week = at least week + 1
    assert median_stay(curve.share) == 23
    assert curve.at_risk[7] == 17


def test_its_band_is_the_log_log_one_of_scipy():
    durations, ended = sample()
    curve = kaplan_meier(durations, ended)
    theirs = stats.ecdf(stats.CensoredData(uncensored=durations[ended], right=durations[~ended])).sf
    band = theirs.confidence_interval(0.95, method="log-log")
    for at, low, high in zip(theirs.quantiles, band.low.probabilities, band.high.probabilities, strict=True):
        week = int(at) + 1
        assert curve.low[week] == pytest.approx(low, abs=1e-9)
        assert curve.high[week] == pytest.approx(high, abs=1e-9)


@given(st.lists(st.tuples(st.integers(0, 60), st.booleans()), min_size=1, max_size=80))
def test_it_equals_the_curve_of_scipy(people):
    durations = np.array([weeks for weeks, _ in people])
    ended = np.array([end for _, end in people])
    curve = kaplan_meier(durations, ended)
    theirs = stats.ecdf(stats.CensoredData(uncensored=durations[ended], right=durations[~ended])).sf
    for week in range(1, int(durations.max()) + 2):
        assert curve.share[week] == pytest.approx(theirs.evaluate(week - 1), abs=1e-12)
    assert (np.diff(curve.share[np.isfinite(curve.share)]) <= 1e-12).all()
    assert ((curve.low <= curve.share + 1e-12) | np.isnan(curve.share)).all()
    assert ((curve.high >= curve.share - 1e-12) | np.isnan(curve.share)).all()


def test_with_censoring_it_recovers_a_known_weekly_hazard():
    rng = np.random.default_rng(7)
    hazard, people = 0.03, 40_000
    stays = rng.geometric(hazard, people) - 1
    last_seen = rng.integers(0, 120, people)
    curve = kaplan_meier(np.minimum(stays, last_seen), stays <= last_seen)
    for week in (1, 12, 26, 52, 90):
        assert curve.share[week] == pytest.approx((1 - hazard) ** week, abs=0.01)
    assert median_stay(curve.share) == pytest.approx(np.log(0.5) / np.log(1 - hazard), abs=1)
    assert mean_stay(curve.share, 52) == pytest.approx(sum((1 - hazard) ** t for t in range(1, 53)), abs=0.2)


def test_leaving_censoring_out_would_be_wrong():
    rng = np.random.default_rng(8)
    stays, last_seen = rng.geometric(0.03, 5000), rng.integers(0, 60, 5000)
    durations, ended = np.minimum(stays, last_seen), stays <= last_seen
    naive = (durations >= 26).mean()
    assert abs(kaplan_meier(durations, ended).share[26] - 0.97**25) < 0.03
    assert abs(naive - 0.97**25) > 0.1


def test_nothing_is_told_beyond_the_longest_follow_up():
    curve = stayed_at_least(*duration_counts(np.array([5, 5]), np.array([False, False]), 10))
    assert curve[6] == 1.0
    assert np.isnan(curve[7:]).all()
    all_gone = stayed_at_least(*duration_counts(np.array([5, 3]), np.array([True, True]), 10))
    assert (all_gone[6:] == 0.0).all()


def test_nobody_gives_no_curve_and_no_median():
    curve = stayed_at_least(*duration_counts(np.array([], dtype=int), np.array([], dtype=bool), 10))
    assert np.isnan(curve).all()
    assert np.isnan(median_stay(curve))
    assert len(kaplan_meier(np.array([]), np.array([])).share) == 1


def test_a_median_that_was_not_reached_is_infinite():
    curve = stayed_at_least(*duration_counts(np.array([2, 9, 9, 9]), np.array([True, False, False, False]), 10))
    assert median_stay(curve) == np.inf
    assert stay_quantile(curve, 0.25) == 2


def test_subgroups_at_once_are_each_alone():
    rng = np.random.default_rng(3)
    durations, ended, member = rng.integers(0, 30, 200), rng.random(200) < 0.6, rng.random((7, 200)) < 0.3
    ends, censored = duration_counts_by_level(durations, ended, member, 40)
    for level in range(7):
        mine = duration_counts(durations[member[level]], ended[member[level]], 40)
        assert np.array_equal(ends[level], mine[0])
        assert np.array_equal(censored[level], mine[1])


def test_a_stay_longer_than_the_run_is_refused():
    with pytest.raises(ValueError, match="allowed 0 to 10"):
        duration_counts(np.array([11]), np.array([True]), 10)

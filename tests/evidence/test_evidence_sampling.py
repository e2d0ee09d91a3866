"""Draws: the same world whatever the number of draws, with the stated margins, bounds, shares and correlations."""

import functools
import os
import subprocess
import sys
import time
import warnings

import numpy as np
import pytest
from scipy.stats import spearmanr

from peersim.evidence import sampling, table
from peersim.evidence.distributions import MIDDLE_95, natural_bounds
from peersim.evidence.sampling import correlations, describe, dirichlet_sets, sampled_keys, uniforms_of
from peersim.evidence.table import MODEL_KEYS, PARAMETERS, keys_with, parameter
from peersim.foundation.problems import InputError

draws = functools.partial(sampling.draws, source="prior")
central = functools.partial(table.central, "prior")
"""This file is about the priors; draws from the calibrated world are in test_evidence_posterior.py."""

PINNED = [0.5403090361505747, 0.15853543672710657, 0.4856932442635298]
"""The first three uniforms of attendance.usual, seed 0."""

ABSENCE = ["absence.illness", "absence.clash", "absence.childcare", "absence.transport", "absence.confidence"]


@pytest.fixture(scope="module")
def many():
    return draws(1 << 13, seed=5)


def column(drawn, key):
    return drawn[parameter(key).field]


def without(drawn, *keys):
    """The record's other fields, as plain numbers."""
    gone = {parameter(key).field for key in keys}
    return np.array([drawn[name] for name in PARAMETERS.names if name not in gone])


@pytest.mark.parametrize("n", [8, 9, 64, 100])
def test_draw_seven_is_draw_seven_whatever_the_number_of_draws(n):
    assert draws(n, seed=3)[7] == draws(5000, seed=3)[7]


def test_one_seed_gives_one_set_of_worlds_and_another_seed_another():
    assert draws(20, seed=0).tobytes() == draws(20).tobytes()
    assert draws(20, seed=1)[0] != draws(20, seed=2)[0]


def test_another_process_with_another_hash_seed_draws_the_same_bytes():
    code = (
        "import sys; from peersim.evidence import draws; sys.stdout.buffer.write(draws(5, 4, source='prior').tobytes())"
    )
    environment = os.environ | {"PYTHONHASHSEED": "1", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=environment)
    assert ran.stdout == draws(5, seed=4).tobytes()


def test_a_number_draws_the_same_whichever_others_are_sampled():
    some = draws(16, keys=["attendance.usual", "cost.room_hour"])
    assert (column(some, "attendance.usual") == column(draws(16), "attendance.usual")).all()
    assert (column(some, "cost.room_hour") == column(draws(16), "cost.room_hour")).all()
    assert (
        without(some, "attendance.usual", "cost.room_hour") == without(central(), "attendance.usual", "cost.room_hour")
    ).all()


def test_a_row_added_to_the_table_would_move_no_other_number(monkeypatch):
    before = draws(16)
    fewer = tuple(key for key in reversed(sampled_keys()) if key != "group.crowding_point")
    monkeypatch.setattr("peersim.evidence.sampling.sampled_keys", lambda: fewer)
    after = draws(16)
    assert (without(after, "group.crowding_point") == without(before, "group.crowding_point")).all()


def test_the_points_are_those_of_earlier_results():
    """A change here, in this code or in a new SciPy or NumPy, means that published draws can no longer be repeated."""
    assert uniforms_of("attendance.usual", 3, seed=0).tolist() == PINNED


def test_holding_a_number_leaves_the_others_alone():
    held = draws(16, fixed={"attendance.usual": 0.5})
    assert (column(held, "attendance.usual") == 0.5).all()
    assert (without(held, "attendance.usual") == without(draws(16), "attendance.usual")).all()


def test_design_and_fixed_numbers_stay_at_their_value(many):
    still = [key for key in MODEL_KEYS if key not in sampled_keys()]
    assert "cost.bus_fare" in still
    assert set(keys_with(role="design")) <= set(still)
    for key in still:
        assert (column(many, key) == parameter(key).value).all(), key


def test_every_uncertain_input_varies(many):
    for key in sampled_keys():
        assert column(many, key).std() > 0.0, key


def test_each_margin_is_the_stated_distribution(many):
    u = np.array([0.025, 0.25, 0.5, 0.75, 0.975])
    for key in sampled_keys():
        wanted = parameter(key).law.quantile(u)
        found = np.quantile(column(many, key), u)
        assert found == pytest.approx(wanted, abs=0.03 * (wanted[-1] - wanted[0])), key


def test_each_centre_is_the_stated_value(many):
    for key in sampled_keys():
        law = parameter(key).law
        if law.family in ("pert", "triangular", "uniform") or "truncated" in parameter(key).distribution:
            continue
        drawn = column(many, key)
        centre = np.median(drawn) if law.value_is == "median" else drawn.mean()
        assert centre == pytest.approx(parameter(key).value, abs=0.02 * drawn.std() + 1e-12), key


def test_the_middle_95_percent_is_near_the_stated_range(many):
    """Not equal: a family with two numbers cannot meet a value and two ends at once. But none is half a range off."""
    far = []
    for key in sampled_keys():
        row = parameter(key)
        drawn = column(many, key)
        if row.law.family in ("pert", "triangular", "uniform"):
            assert row.low <= drawn.min() < drawn.max() <= row.high, key
            continue
        low, high = np.quantile(drawn, MIDDLE_95)
        if max(abs(low - row.low), abs(high - row.high)) > 0.5 * (row.high - row.low):
            far.append(
                f"{key}: stated {row.low:g} to {row.high:g}, drawn {low:.3g} to {high:.3g}; another family fits better"
            )
    assert not far, "\n".join(far)


def test_every_draw_is_possible(many):
    for key in MODEL_KEYS:
        lower, upper = natural_bounds(parameter(key).unit, parameter(key).low)
        drawn = column(many, key)
        assert np.isfinite(drawn).all(), key
        assert lower <= drawn.min() <= drawn.max() <= upper, key


def test_holidays_never_raise_attendance_and_no_volunteer_has_less_than_one_family(many):
    assert column(many, "season.holiday_ratio").max() <= 1.0
    assert column(many, "match.concurrent").min() >= 1.0


def test_the_reasons_for_absence_share_out_one(many):
    assert sorted(dirichlet_sets()["absence"]) == sorted(ABSENCE)
    total = sum(column(many, key) for key in ABSENCE)
    assert total == pytest.approx(np.ones(len(many)))


def test_the_reasons_for_absence_have_the_means_and_spread_of_one_dirichlet(many):
    for key in ABSENCE:
        mean = parameter(key).value
        assert column(many, key).mean() == pytest.approx(mean, abs=0.002)
        assert column(many, key).var() == pytest.approx(mean * (1.0 - mean) / 26.0, rel=0.05)
    first, second = (parameter(key).value for key in ABSENCE[:2])
    wanted = -np.sqrt(first * second / ((1.0 - first) * (1.0 - second)))
    found = np.corrcoef(column(many, ABSENCE[0]), column(many, ABSENCE[1]))[0, 1]
    assert found == pytest.approx(wanted, abs=0.03)


def test_naming_one_reason_for_absence_samples_all_five():
    some = draws(64, keys=["absence.illness"])
    for key in ABSENCE:
        assert (column(some, key) == column(draws(64), key)).all()


def test_holding_one_reason_for_absence_shares_out_the_rest():
    held = draws(64, fixed={"absence.transport": 0.4})
    assert (column(held, "absence.transport") == 0.4).all()
    assert sum(column(held, key) for key in ABSENCE) == pytest.approx(np.ones(64))


def test_the_stated_correlations_are_there(many):
    assert {(row.first, row.second) for row in correlations()} >= {
        ("reach.enrol_given_referral", "attendance.usual"),
        ("volunteer.exit_month", "match.concurrent"),
    }
    for row in correlations():
        found = spearmanr(column(many, row.first), column(many, row.second)).statistic
        wanted = 6.0 / np.pi * np.arcsin(row.correlation / 2.0)
        assert found == pytest.approx(wanted, abs=0.03), row
        assert row.grade
        assert row.reasoning


def test_those_who_enrol_more_see_lower_attendance(many):
    assert np.corrcoef(column(many, "reach.enrol_given_referral"), column(many, "attendance.usual"))[0, 1] < -0.2


def test_numbers_without_a_stated_correlation_have_none(many):
    stated = {frozenset(row[:2]) for row in correlations()}
    keys = [key for key in sampled_keys() if parameter(key).law.family != "dirichlet"]
    ranks = np.argsort(np.argsort([column(many, key) for key in keys], axis=1), axis=1)
    found = np.corrcoef(ranks)
    for i, first in enumerate(keys):
        for j, second in enumerate(keys[:i]):
            if frozenset((first, second)) not in stated:
                assert abs(found[i, j]) < 0.06, (first, second)


@pytest.mark.parametrize("n", [2, 16, 64])
def test_few_draws_already_cover_each_range_evenly(n):
    """What Sobol points are for: sixteen draws put one in each sixteenth of every range."""
    for key in sampled_keys():
        assert sorted((uniforms_of(key, n) * n).astype(int)) == list(range(n)), key


def test_numbers_are_paired_as_by_chance_even_in_few_draws():
    """With one Sobol sequence for all, hundreds of numbers and 64 draws, some pairs would be nearly one number."""
    points = np.array([uniforms_of(f"test.{i}", 64) for i in range(300)])
    found = np.corrcoef(points)[np.triu_indices(300, k=1)]
    assert np.sqrt((found**2).mean()) < 1.1 / np.sqrt(64.0)
    assert np.abs(found).max() < 0.65


def test_no_warning_is_raised_for_a_number_of_draws_that_is_no_power_of_two():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        draws(13)


def test_five_hundred_draws_take_less_than_half_a_second():
    """The best of three, because machines have other things to do."""
    draws(2)
    times = []
    for _ in range(3):
        start = time.process_time()
        draws(500)
        times.append(time.process_time() - start)
    assert min(times) < 0.5


def test_describe_sets_the_draws_beside_the_table(many):
    rows = {row["key"]: row for row in describe(many)}
    assert set(rows) == set(sampled_keys())
    usual = rows["attendance.usual"]
    assert usual["q025"] < usual["median"] < usual["q975"]
    assert usual["mean"] == pytest.approx(usual["value"], abs=0.001)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"n": 0}, "draws is 0; allowed whole numbers 1 to"),
        ({"n": 2.5}, "draws is 2.5"),
        ({"n": True}, "draws is True"),
        ({"n": 2, "seed": -1}, "seed is -1; allowed whole numbers 0 or more"),
        (
            {"n": 2, "keys": ["attendance.usul"]},
            r'keys: unknown parameter "attendance\.usul"\. Did you mean "attendance\.usual"\?',
        ),
        ({"n": 2, "keys": "attendance.usual"}, "allowed a list of keys"),
        ({"n": 2, "keys": ["attendance.completion"]}, "attendance.completion is an output of the model"),
        ({"n": 2, "fixed": {"barrier.no_car": 0.2}}, "barrier.no_car is context"),
        ({"n": 2, "fixed": {"attendance.usual": 1.2}}, r"attendance.usual is 1.2 \(probability\); allowed 0 to 1"),
        ({"n": 2, "fixed": {"match.concurrent": 0.5}}, "allowed 1 or more"),
        ({"n": 2, "fixed": {"cost.room_hour": float("nan")}}, "allowed 0 or more"),
        ({"n": 2, "fixed": {"absence.illness": 0.7, "absence.clash": 0.6}}, "add up to 1.3; shares add up to 1"),
        ({"n": 2, "fixed": dict.fromkeys(ABSENCE, 0.1)}, "add up to 0.5; shares add up to 1"),
    ],
)
def test_a_wrong_request_is_refused_with_the_reason(arguments, complaint):
    with pytest.raises(InputError, match=complaint):
        draws(**arguments)


def test_all_mistakes_of_a_request_are_told_at_once():
    with pytest.raises(InputError) as caught:
        draws(0, seed=-1, keys=["nobody.knows"], fixed={"attendance.usual": 2.0})
    assert len(caught.value.problems) == 4

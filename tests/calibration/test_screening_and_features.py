"""Which inputs the targets respond to, and how figures are put on one scale."""

from types import SimpleNamespace

import numpy as np
import pytest

from peersim.analysis.calibration.features import discrepancy, features_of, joined, scale_of, with_discrepancy
from peersim.analysis.calibration.fit_to_targets import cloud, influences
from peersim.analysis.calibration.screening import by_grade, screen, with_partners

pytestmark = pytest.mark.quick

KEYS = tuple(f"input {number}" for number in range(40))


def worlds(number=1500):
    rng = np.random.default_rng(1)
    scores = rng.standard_normal((number, 40))
    line = 0.6 * scores[:, 0] + rng.standard_normal(number)
    bowl = 0.6 * scores[:, 1] ** 2 + rng.standard_normal(number)
    return scores, np.stack([line, bowl, rng.standard_normal(number)], axis=1)


@pytest.mark.parametrize("number", [1500, 200])
def test_inputs_that_move_a_figure_are_found_in_a_line_and_in_a_bowl(number):
    scores, figures = worlds(number)
    found = screen(KEYS, scores, ("line", "bowl", "noise"), figures)
    assert found.responding(KEYS) == KEYS[:2]
    assert found.strongest("input 0", 1)[0][0] == "line"


def test_where_nothing_moves_a_figure_nothing_is_found():
    rng = np.random.default_rng(2)
    found = [
        screen(KEYS, rng.standard_normal((600, 40)), ("a", "b"), rng.standard_normal((600, 2))).responding(KEYS)
        for _ in range(20)
    ]
    assert sum(map(bool, found)) <= 2


def test_what_is_told_of_an_input_is_what_would_be_known_if_all_others_were():
    scores, figures = worlds(20_000)
    found = screen(KEYS, scores, ("line", "bowl", "noise"), figures)
    assert found.tell[0] == pytest.approx(0.36 / 1.36, abs=0.02)


def test_only_the_most_telling_are_kept_when_there_are_too_many():
    scores, figures = worlds()
    assert len(screen(KEYS, scores, ("line", "bowl", "noise"), figures).responding(KEYS, most=1)) == 1


def test_linked_inputs_come_along_and_only_those_of_grades_c_and_d_are_calibrated():
    whole = with_partners(["b"], [("a", "b"), ("c", "a"), ("e", "f")], "abcdef")
    assert whole == ("a", "b", "c")
    assert by_grade(whole, {"a": "A", "b": "D", "c": "C"}) == (("b", "c"), ("a",))


def test_what_a_lever_does_is_never_calibrated_whatever_its_grade():
    assert by_grade(("effect.x", "y"), {"effect.x": "D", "y": "D"}) == (("y",), ("effect.x",))


def test_a_scale_rises_evenly_and_goes_on_beyond_the_worlds():
    values = np.random.default_rng(3).lognormal(size=4000)
    scale = scale_of(values)
    assert np.quantile(scale(values), [0.025, 0.5, 0.975]) == pytest.approx([-1.96, 0.0, 1.96], abs=0.1)
    beyond = scale(np.array([values.max(), 2.0 * values.max(), 3.0 * values.max()]))
    assert (np.diff(beyond) > 1.0).all()
    assert np.isnan(scale(np.array([np.nan]))).all()


def test_equal_figures_have_one_score_and_a_figure_that_never_varies_says_nothing():
    scale = scale_of(np.array([0.0] * 50 + [1.0] * 50))
    assert scale(np.array([0.0, 1.0])) == pytest.approx([-scale(np.array([1.0]))[0], scale(np.array([1.0]))[0]])
    assert (scale_of(np.full(20, 3.0))(np.array([2.0, 3.0])) == 0.0).all()
    assert (scale_of(np.full(20, np.nan))(np.array([2.0])) == 0.0).all()


def test_a_figure_that_cannot_be_told_is_marked_and_never_taken_for_nought():
    values = np.random.default_rng(4).normal(10.0, 1.0, size=(400, 2))
    values[:40, 1] = np.nan
    features = features_of(("always", "sometimes"), values)
    assert features.names == ("always", "sometimes", "sometimes undefined")
    shown = features(values)
    assert not np.isnan(shown).any()
    assert (shown[:40, 1] == 0.0).all()
    assert shown[:, 2].sum() == 40
    assert features(np.array([[10.0, 0.0]]))[0, 1] < -5.0


def test_targets_that_no_world_tells_apart_are_one_figure_of_both_studies():
    values = np.array([[1.0, 1.0, 2.0], [3.0, 3.0, np.nan], [5.0, 5.0, 4.0]])
    names, figures, published = joined(("a", "b", "c"), values, np.array([1.0, 4.0, 9.0]), (100, 50, 10))
    assert names == ("a + b", "c")
    assert figures.shape == (3, 2)
    assert published.tolist() == [2.0, 9.0]


def target(**facts):
    usual = {"statistic": "completed_share", "n": 50, "low": 0.2, "high": 0.6, "accept_low": None, "accept_high": None}
    stated = usual | facts
    band = SimpleNamespace(low=stated["accept_low"] or stated["low"], high=stated["accept_high"] or stated["high"])
    return SimpleNamespace(**stated, band=band)


def test_a_discrepancy_is_added_only_where_the_studys_noise_is_not_simulated_or_more_is_accepted():
    assert discrepancy(target()) == 0.0
    assert discrepancy(target(n=None)) == pytest.approx(0.4 / 3.92)
    assert discrepancy(target(accept_low=0.1, accept_high=0.9)) == pytest.approx(0.8 / 3.92)
    assert discrepancy(target(statistic="sessions_held", n=15)) == pytest.approx(0.4 / 3.92)
    moved = with_discrepancy(np.zeros((5000, 2)), [0.0, 0.5], 1)
    assert (moved[:, 0] == 0.0).all()
    assert moved[:, 1].std() == pytest.approx(0.5, rel=0.05)
    assert (with_discrepancy(np.zeros((100, 2)), [0.0, 0.5], 1) == moved[:100]).all()


def in_cloud(here):
    rng = np.random.default_rng(5)
    first = rng.standard_normal(2000)
    scores = np.stack([first, 0.95 * first + 0.3 * rng.standard_normal(2000), rng.standard_normal(2000)], axis=1)
    return cloud(("a", "b", "c"), scores, np.array(here), scores, np.array(here))


def test_figures_that_a_world_could_show_are_inside_the_cloud():
    found = in_cloud([0.5, 0.5, -0.5])
    assert found.inside
    assert found.below[0] == pytest.approx(0.69, abs=0.03)


@pytest.mark.parametrize("here", [[8.0, 7.6, 0.0], [1.5, -1.5, 0.0]])
def test_figures_that_no_world_shows_are_outside_even_if_each_alone_is_common(here):
    found = in_cloud(here)
    assert not found.inside
    assert np.abs(found.from_others[:2]).max() > 5.0 or here[0] > 5.0


def test_what_hangs_on_a_target_is_told_by_leaving_it_out():
    from peersim.analysis.calibration.estimator import regress

    rng = np.random.default_rng(6)
    scores = rng.standard_normal((3000, 2))
    shown = scores + 0.5 * rng.standard_normal((3000, 2))
    regression, _ = regress(scores, shown, 1)
    found = influences("xy", [[0], [1]], ("first", "second"), scores, shown, np.array([2.0, 0.1]), regression)
    assert (found[0].key, found[1].key) == ("x", "y")
    assert found[0].shift == pytest.approx(1.6, abs=0.1)
    assert found[0].narrower == pytest.approx(0.8, abs=0.05)

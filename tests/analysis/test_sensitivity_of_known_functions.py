"""Functions whose indices are known exactly, through the very pipeline that analyses the simulation."""

import numpy as np
import pytest
from toy_sensitivity import (
    ISHIGAMI_FIRST,
    ISHIGAMI_TOTAL,
    G,
    Toy,
    Y,
    change,
    explore,
    ishigami,
    sobol_g,
    sobol_g_indices,
)

from peersim.analysis.sensitivity.indices import contrasts, free_of_luck, sobol_indices
from peersim.analysis.sensitivity.points import OTHERS, rows

WEIGHTS = np.array([3.0, 2.0, 1.0, 0.0])


def additive(u):
    return (u[:, :4] * WEIGHTS).sum(axis=1)


def additive_indices():
    return WEIGHTS**2 / (WEIGHTS**2).sum()


def inside(value, half, truth, room=0.02):
    """Whether a truth lies in an interval, with a little room for its own error."""
    return np.all(np.abs(np.asarray(value) - truth) <= np.asarray(half) + room)


def test_the_indices_of_ishigamis_function_come_out_as_they_are_known():
    found = explore(Toy(ishigami), 3, samples=1024).told[0].indices
    np.testing.assert_allclose(found.first, ISHIGAMI_FIRST, atol=0.06)
    np.testing.assert_allclose(found.total, ISHIGAMI_TOTAL, atol=0.06)
    assert inside(found.first, found.first_conf, ISHIGAMI_FIRST)
    assert inside(found.total, found.total_conf, ISHIGAMI_TOTAL)
    assert found.luck == pytest.approx(0.0, abs=1e-9)


def test_screening_keeps_what_matters_in_sobols_function_and_the_rest_is_measured_as_one():
    found = explore(Toy(sobol_g), len(G), trajectories=20, samples=1024, at_most=3)
    assert found.factors == ("x1", "x2", "x3", OTHERS)
    indices = found.told[0].indices
    for number, which in enumerate(([0], [1], [2], [3, 4, 5])):
        first, total = sobol_g_indices(which)
        assert indices.first[number] == pytest.approx(first, abs=0.05)
        assert indices.total[number] == pytest.approx(total, abs=0.05)


def test_in_an_additive_world_alone_and_in_all_are_the_same_and_add_up_to_one():
    found = explore(Toy(additive), 4, samples=1024).told[0].indices
    np.testing.assert_allclose(found.first, additive_indices(), atol=0.05)
    np.testing.assert_allclose(found.total, additive_indices(), atol=0.02)
    assert found.total.sum() == pytest.approx(1.0, abs=0.03)


def test_an_input_that_does_nothing_has_no_index_at_all_and_is_screened_out():
    found = explore(Toy(additive), 4, trajectories=10, samples=64, at_most=4)
    assert found.factors == ("x1", "x2", "x3", OTHERS)
    screened = found.told[0].screened
    assert screened.mu_star[3] == 0.0
    assert screened.floor[3] == pytest.approx(0.0, abs=1e-12)
    assert found.told[0].indices.total[3] == 0.0


def test_a_quantity_that_is_the_same_in_every_run_is_said_to_be_so():
    found = explore(Toy(lambda u: np.full(len(u), 7.0)), 3, trajectories=4, samples=32).told[0]
    assert found.indices is None
    assert "same in every run" in found.why_not


def test_a_quantity_of_which_all_is_luck_is_not_explained():
    found = explore(Toy(lambda u: np.zeros(len(u)), luck=1.0), 3, samples=256, replications=3).told[0]
    assert found.indices is None
    assert "hardly more" in found.why_not


def test_luck_makes_naive_indices_wrong_and_these_right():
    """Every run adds luck half again as large as what worlds differ in; SALib on single runs takes it for inputs."""
    model = Toy(additive, luck=1.3, shared=0.8)
    found = explore(model, 4, samples=2048).told[0].indices
    between = (WEIGHTS**2).sum() / 12.0
    assert found.between == pytest.approx(between, rel=0.2)
    assert found.share_of_luck == pytest.approx((1.3**2 + 0.8**2) / (1.3**2 + 0.8**2 + between), abs=0.04)
    np.testing.assert_allclose(found.total, additive_indices(), atol=0.12)
    assert inside(found.total, found.total_conf, additive_indices())
    naive = naive_total(model, 2048)
    assert naive[3] > 0.4  # an input that does nothing
    assert abs(found.total[3]) < 0.12


def naive_total(model, samples):
    """Total indices by SALib on single runs, luck and all."""
    from SALib.analyze import sobol

    from peersim.analysis.sensitivity.points import problem
    from peersim.analysis.sensitivity.running import BlockName

    names = ["x1", "x2", "x3", "x4"]
    points = rows(names, samples, 1)
    values = [
        model.run(each, BlockName("indices", n, 0), lambda: False, lambda: None).values[:, 0, 0]
        for n, each in enumerate(points)
    ]
    return sobol.analyze(problem(names), np.concatenate(values), calc_second_order=False, num_resamples=2, seed=1)["ST"]


def test_screening_tells_luck_from_effects():
    found = explore(Toy(additive, luck=0.3), 4, trajectories=40, samples=32, at_most=4).told[0].screened
    assert found.mu_star[3] == pytest.approx(found.floor[3], rel=0.35)
    assert found.effect[3] < 0.3
    np.testing.assert_allclose(found.effect[:3], 0.9 * WEIGHTS[:3], atol=0.35)


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    random = np.random.default_rng(3)
    points, held = rows(["x1", "x2", "x3", "x4"], 128, 1), []
    for seed in range(24):
        u = (points + random.random(4)) % 1.0  # the same points shifted: another sample of the same quality
        values = (u @ WEIGHTS)[..., None] + random.normal(0.0, 0.7, (*u.shape[:2], 2))
        found = sobol_indices(["x1", "x2", "x3", "x4"], values, seed)
        held.append(np.abs(found.total - additive_indices()) <= found.total_conf)
    assert 0.88 <= np.mean(held) <= 1.0


def test_a_difference_between_designs_hangs_only_on_what_the_designs_differ_in():
    model = Toy(additive, lambda u: additive(u) + 2.0 * u[:, 3], luck=0.0, shared=1.0)
    own, changed = explore(model, 4, quantities=(Y, change(2)), samples=256, replications=2).told
    assert own.indices.total[3] == pytest.approx(0.0, abs=1e-9)
    np.testing.assert_allclose(changed.indices.total, [0, 0, 0, 1], atol=0.05)
    assert changed.indices.luck == pytest.approx(0.0, abs=1e-9)  # both designs share it


def test_drawing_inputs_apart_that_belong_together_shows_in_the_spread():
    def tied(count, seed):
        u = np.random.default_rng(seed).random((count, 1))
        return np.repeat(u, 4, axis=1)

    told = explore(Toy(additive), 4, samples=256, tied=tied).told[0]
    apart = (WEIGHTS**2).sum() / 12.0
    assert told.indices.between == pytest.approx(apart, rel=0.1)
    assert told.as_drawn == pytest.approx(WEIGHTS.sum() ** 2 / 12.0, rel=0.25)


def test_rows_with_a_failed_run_are_left_out_whole_and_told():
    model = Toy(additive, fails=lambda u: u[:, 0] > 0.995)
    found = explore(model, 4, samples=256)
    told = found.told[0]
    assert told.rows + told.rows_lost == 256
    assert 0 < told.rows_lost <= 20
    assert {(f.stage, f.message) for f in found.failures} == {("indices", "it broke")}
    assert len({f.row for f in found.failures}) == told.rows_lost
    np.testing.assert_allclose(told.indices.total, additive_indices(), atol=0.08)


def test_where_many_runs_fail_nothing_is_told():
    told = explore(Toy(additive, fails=lambda u: u[:, 0] > 0.8), 4, samples=64, trajectories=6).told[0]
    assert told.indices is None
    assert "not missing by chance" in told.why_not


def test_a_stopped_analysis_goes_on_and_ends_the_same():
    model = Toy(additive, luck=0.5)
    whole = explore(model, 4, samples=32, trajectories=4)
    done = {}

    def stop(runs, total):
        if runs > 60:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        explore(model, 4, samples=32, trajectories=4, done=done, progress=stop)
    assert 0 < len(done) < 100
    again = explore(model, 4, samples=32, trajectories=4, done=done)
    np.testing.assert_array_equal(again.told[0].indices.total, whole.told[0].indices.total)
    assert again.runs == whole.runs


def test_contrasts_hold_luck_and_nothing_else():
    for replications in (2, 3, 5):
        weights = contrasts(replications)
        np.testing.assert_allclose(weights.sum(axis=1), 0.0, atol=1e-12)
        np.testing.assert_allclose(weights @ weights.T, np.eye(replications - 1) / replications, atol=1e-12)


def test_sums_of_squares_are_free_of_luck_on_average():
    random = np.random.default_rng(5)
    effect = random.normal(0.0, 1.0, (1, 50))
    found = []
    for _ in range(2000):
        runs = effect + random.normal(0.0, 2.0, (3, 50))
        found.append(free_of_luck((runs.mean(axis=0) ** 2).mean(), (runs**2).mean(axis=1)))
    assert np.mean(found) == pytest.approx((effect**2).mean(), rel=0.03)

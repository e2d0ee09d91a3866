"""The incremental table finds dominance in chains, ties and doubles; ratios are read rightly in every quarter."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peersim.economics.decision import icer, incremental_table

pytestmark = pytest.mark.quick


def table(points, spread=0.0, draws=4, **options):
    """Draws whose means are exactly these (cost, effect) points, by name."""
    shake = spread * np.resize([-1.0, 1.0], draws)[:, None]
    cost = {name: np.full(draws, cost) + shake[:, 0] for name, (cost, _) in points.items()}
    effect = {name: np.full(draws, effect) - shake[:, 0] for name, (_, effect) in points.items()}
    return incremental_table(cost, effect, resamples=2, **options)


def standing(found):
    return {row.name: row.status for row in found.rows}


def test_a_chain_of_extendedly_dominated_neighbours_is_found_whole():
    # b and c lie both above the line from a to d; of the steps a-b, b-c, c-d only one comparison shows it at a time
    found = table({"a": (0, 0), "b": (100, 1), "c": (190, 1.95), "d": (200, 4)})
    assert standing(found) == {"a": "ND", "b": "ED", "c": "ED", "d": "ND"}
    assert found.row("d").compared_with == "a"
    assert found.row("d").icer == pytest.approx(50.0)
    assert "“a” and “d”" in found.row("c").note


def test_extended_dominance_that_shows_only_after_another_is_gone():
    # c is beaten by b and d only once it is clear that b stays: ICERs 10, 40, 30, 60
    found = table({"a": (0, 0), "b": (10, 1), "c": (50, 2), "d": (110, 4), "e": (170, 5)})
    assert standing(found) == {"a": "ND", "b": "ND", "c": "ED", "d": "ND", "e": "ND"}
    assert found.row("d").icer == pytest.approx(100 / 3)
    assert found.frontier == ("a", "b", "d", "e")


def test_one_option_that_dominates_all_stands_alone():
    found = table({"best": (10, 5), "dear": (20, 4), "worse": (11, 5), "poor": (10, 3)})
    assert standing(found) == {"best": "ND", "dear": "D", "worse": "D", "poor": "D"}
    assert "costs less and brings as much" in found.row("worse").note
    assert "costs as much and brings more" in found.row("poor").note
    assert found.row("best").icer is None


def test_equal_ratios_leave_the_middle_option_on_the_frontier():
    found = table({"a": (0, 0), "b": (50, 1), "c": (100, 2)})
    assert standing(found) == {"a": "ND", "b": "ND", "c": "ND"}
    assert [found.row(name).icer for name in "bc"] == pytest.approx([50.0, 50.0])


def test_a_doubled_option_stands_beside_its_twin_and_changes_no_other_row():
    points = {"a": (0, 0), "b": (10, 1), "c": (30, 2)}
    once, twice = table(points), table(points | {"b again": (10, 1)})
    assert twice.row("b again").status == "ND"
    assert {twice.row("b again").same_as, twice.row("b").same_as} == {None, "b"}
    assert twice.row("c").icer == once.row("c").icer
    assert twice.row("c").compared_with == "b"


def test_where_no_option_brings_more_the_cheapest_stands_alone_and_words_say_so():
    found = table({"a": (5, 1), "b": (4, 1)})
    assert standing(found) == {"b": "ND", "a": "D"}
    assert "No option brings more" in found.note


def test_ratios_are_of_means_and_not_means_of_ratios():
    found = incremental_table({"a": [0.0, 0.0], "b": [100.0, 100.0]}, {"a": [0.0, 0.0], "b": [1.0, 4.0]})
    assert found.row("b").icer == pytest.approx(100 / 2.5)  # the mean of ratios is 62.5


def test_errors_are_those_of_means_over_draws():
    rng = np.random.default_rng(1)
    draws, repeats = 60, 400
    cost = rng.normal([0, 100], [20, 30], (repeats, draws, 2))
    effect = rng.normal([0, 10], [1, 2], (repeats, draws, 2))
    rows = [
        incremental_table(one, two, ["a", "b"], resamples=1).row("b") for one, two in zip(cost, effect, strict=True)
    ]
    for value, error in (("cost", "cost_error"), ("extra_effect", "extra_effect_error"), ("icer", "icer_error")):
        seen = np.std([getattr(row, value) for row in rows])
        assert np.mean([getattr(row, error) for row in rows]) == pytest.approx(seen, rel=0.12)


def test_a_ratio_whose_effect_is_not_clear_of_none_has_no_error():
    rng = np.random.default_rng(2)
    effect = np.column_stack([np.zeros(30), rng.normal(0.0, 5.0, 30)])
    effect[:, 1] += 0.5 - effect[:, 1].mean()
    row = incremental_table(np.tile([0.0, 10.0], (30, 1)), effect, ["a", "b"]).row("b")
    assert row.icer == pytest.approx(20.0)
    assert row.icer_error is None


def test_a_standing_that_hangs_on_few_draws_is_said_to_be_unsteady():
    rng = np.random.default_rng(3)
    cost = np.column_stack([np.zeros(40), rng.normal(1.0, 0.1, 40), rng.normal(2.0, 0.1, 40)])
    effect = np.column_stack([np.zeros(40), rng.normal(0.5, 1.0, 40), rng.normal(1.0, 0.01, 40)])
    found = incremental_table(cost, effect, ["a", "close", "c"])
    assert 0.2 < found.row("close").status_share < 0.9
    assert found.row("c").status_share > 0.95


def test_names_travel_from_a_data_frame_and_none_stays_none_in_tables():
    found = incremental_table(pd.DataFrame({"x": [1.0, 2.0], "y": [3.0, 4.0]}), np.array([[0.0, 1.0], [0.0, 2.0]]))
    assert found.names == ("x", "y")
    assert found.to_frame()["icer"].tolist()[0] is None


@given(
    st.lists(
        st.tuples(st.integers(0, 12).map(float), st.integers(-6, 6).map(float)), min_size=2, max_size=8, unique=True
    ),
    st.randoms(use_true_random=False),
)
def test_an_option_is_on_the_frontier_if_and_only_if_some_threshold_makes_it_best(points, random):
    named = {f"o{number}": point for number, point in enumerate(points)}
    shuffled = list(named.items())
    random.shuffle(shuffled)
    found = standing(table(dict(shuffled)))
    assert found == standing(table(named))
    cost, effect = (np.array(axis) for axis in zip(*points, strict=True))
    slopes = {0.0, 1e6}
    for one in range(len(points)):
        for other in range(len(points)):
            if effect[one] != effect[other]:
                slopes.add((cost[one] - cost[other]) / (effect[one] - effect[other]))
    best = set()
    for k in (each for each in slopes if each >= 0.0):
        worth = effect * k - cost
        ahead = np.flatnonzero(worth >= worth.max() - 1e-6)
        if k == 0.0:  # of equally cheap options only those that bring most
            ahead = ahead[effect[ahead] == effect[ahead].max()]
        if k == 1e6:  # of those that bring most only the cheapest
            ahead = ahead[cost[ahead] == cost[ahead].min()]
        best |= {f"o{number}" for number in ahead}
    assert {name for name, status in found.items() if status == "ND"} == best


def ratio(extra_cost, extra_effect, spread=0.0, draws=40):
    rng = np.random.default_rng(4)
    cost = np.column_stack([np.zeros(draws), extra_cost + spread * rng.normal(size=draws)])
    effect = np.column_stack([np.zeros(draws), extra_effect + spread * rng.normal(size=draws)])
    return icer(cost, effect, ["a", "b"], reference="a", unit="parent").row("b")


def test_costing_more_and_bringing_more_gives_a_price():
    row = ratio(100.0, 2.0)
    assert (row.quadrant, row.icer, row.break_even) == ("north-east", 50.0, 50.0)
    assert "£50.0 for each further parent" in row.note
    assert "worth more than that" in row.note


def test_costing_less_and_bringing_less_is_read_as_a_saving():
    row = ratio(-100.0, -2.0)
    assert (row.quadrant, row.icer) == ("south-west", 50.0)
    assert "saves £50.0 for each parent given up" in row.note
    assert "only where one is worth less" in row.note


@pytest.mark.parametrize(
    ("cost", "effect", "words"),
    [
        (-10.0, 2.0, "at any threshold"),
        (10.0, -2.0, "at no threshold"),
        (10.0, 0.0, "no cost per parent exists"),
        (0.0, 0.0, "nothing to divide"),
        (0.0, 2.0, "no ratio is needed"),
    ],
)
def test_where_a_ratio_would_mislead_there_is_none_and_words_say_why(cost, effect, words):
    row = ratio(cost, effect)
    assert row.icer is None
    assert row.bounded == "no ratio"
    assert words in row.note
    assert row.break_even == (0.0 if (cost, effect) == (0.0, 2.0) else None)


def test_the_interval_has_no_bound_where_the_effect_could_be_none():
    row = ratio(100.0, 0.3, spread=3.0)
    assert row.bounded != "bounded"
    assert row.low is None or row.high is None
    assert "no upper bound" in row.note or "no lower bound" in row.note or "no bound" in row.note


def test_the_set_for_one_world_is_wider_than_that_for_the_mean_and_does_not_shrink_with_draws():
    few, many = (ratio(100.0, 10.0, spread=1.0, draws=draws) for draws in (50, 5000))
    assert many.world_high - many.world_low > 20 * (many.high - many.low)
    assert many.world_high - many.world_low == pytest.approx(few.world_high - few.world_low, rel=0.35)
    assert many.world_low < 100.0 / 10.0 - 1.5  # 95 in 100 worlds: two spreads of the effect alone make 8.4 to 12.4

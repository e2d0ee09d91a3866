"""Switching values lie where curves cross, name the option that takes over, and are none where there is none."""

import numpy as np
import pandas as pd
import pytest

from peersim.economics.decision import break_even, switching_values, tornado, two_way
from peersim.foundation.problems import InputError


def study(draws=400, noise=1.0, seed=0):
    """“low” is best where x is below −1, “high” where it is above 1; y moves all alike; z does little."""
    rng = np.random.default_rng(seed)
    inputs = pd.DataFrame(rng.uniform(-3, 3, (draws, 3)), columns=["x", "y", "z"])
    inputs["form"] = rng.choice(["group", "visit"], draws)
    scatter = rng.normal(0.0, noise, (draws, 3))
    x = inputs["x"].to_numpy()
    worth = np.column_stack([-4.0 * (x + 1.0), np.zeros(draws), 4.0 * (x - 1.0)]) + 9.0 * inputs[["y"]].to_numpy()
    worth[:, 1] += np.where(inputs["form"] == "group", 9.0, 0.0)
    worth[:, [0, 2]] += 4.5
    return pd.DataFrame(worth + scatter, columns=["low", "middle", "high"]), inputs


def test_where_another_option_takes_over_lies_where_the_curves_cross():
    worth, inputs = study()
    found = switching_values(worth, inputs)
    row = found.row("x")
    assert found.best == "middle"
    assert (row.below.takes_over, row.above.takes_over) == ("low", "high")
    assert row.below.at == pytest.approx(-1.0, abs=4 * row.below.error)
    assert row.above.at == pytest.approx(1.0, abs=4 * row.above.error)
    assert 0.02 < row.above.error < 0.3
    assert row.above.share_beyond == pytest.approx(1 / 3, abs=0.08)
    assert row.clear
    assert found.rows[0].name == "x"
    assert "takes over" in row.words
    assert "chance" not in row.words


def test_without_scatter_it_is_exact():
    x = np.random.default_rng(3).uniform(-1.0, 1.0, 50)
    row = switching_values({"a": np.zeros(50), "b": x - 0.123}, {"x": x}).row("x")
    assert row.nearest.at == pytest.approx(0.123, abs=1e-9)


def test_its_error_is_what_repeated_studies_show():
    rows = [switching_values(*study(200, 4.0, seed)).row("x").above for seed in range(60)]
    assert np.mean([row.error for row in rows]) == pytest.approx(np.std([row.at for row in rows]), rel=0.4)


def test_an_input_that_moves_all_options_alike_has_none_and_words_say_so():
    found = switching_values(*study())
    for name in ("y", "z"):
        row = found.row(name)
        assert not row.clear
        assert row.nearest is None or "could be chance" in row.words
    assert found.row("z").words.startswith("None within its range, −2.8") or found.row("z").nearest is not None


def test_of_many_idle_inputs_hardly_any_study_calls_one_clear():
    rng = np.random.default_rng(5)
    called = 0
    for _ in range(12):
        worth = pd.DataFrame(rng.normal([0.3, 0.0], 3.0, (200, 2)), columns=["a", "b"])
        called += any(row.clear for row in switching_values(worth, rng.normal(size=(200, 15))).rows)
    assert called <= 2


def test_an_input_of_few_values_says_what_is_best_at_each():
    worth, inputs = study()
    row = switching_values(worth[["middle", "high"]] + np.array([0.0, 6.0]), inputs).row("form")
    assert dict(row.levels) == {"group": "middle", "visit": "high"} or "None at any" in row.words
    worth = {"a": np.where(inputs["form"] == "group", 2.0, -1.0), "b": np.where(inputs["form"] == "visit", 1.0, -1.0)}
    row = switching_values(worth, inputs[["form"]]).row("form")
    assert dict(row.levels) == {"group": "a", "visit": "b"}
    assert row.words == "Where it is visit, “b” takes over."


def test_every_input_has_a_row_also_those_that_stay_the_same():
    worth, inputs = study(100)
    inputs["fixed"] = 2.5
    found = switching_values(worth, inputs)
    assert sorted(row.name for row in found.rows) == sorted(inputs.columns)
    assert found.row("fixed").words == "Does not differ between draws."
    table = found.to_frame()
    assert table.loc[table["input"] == "fixed", "above_at"].item() is None
    assert len(table) == 5


def test_a_doubled_option_is_never_said_to_take_over_from_its_twin():
    worth, inputs = study()
    worth = worth.assign(**{"middle again": worth["middle"], "high again": worth["high"]})[
        ["high again", "middle again", "high", "low", "middle"]
    ]
    row = switching_values(worth, inputs).row("x")
    assert (row.below.takes_over, row.above.takes_over) == ("low", "high again")
    alone = switching_values(*study()).row("x")
    assert (row.below.at, row.above.at) == pytest.approx((alone.below.at, alone.above.at))
    for bar in tornado(worth, inputs).rows:
        assert bar.best_low in ("low", "middle again", "high again")
    still = tornado(worth[["middle", "middle again"]], inputs)
    assert all(bar.switch is None for bar in still.rows)
    assert set(two_way(worth, inputs, "x", "y").best.ravel().tolist()) <= {0, 1, 3}


def test_break_even_is_found_where_it_exists_and_said_to_be_missing_where_not():
    worth, inputs = study()
    found = break_even(worth, inputs, "high", "middle")
    assert found.names == ("high", "middle")
    assert found.row("x").nearest.at == pytest.approx(1.0, abs=0.3)
    always = pd.DataFrame({"dear": worth["middle"] - 100.0, "cheap": worth["middle"]})
    for row in break_even(always, inputs[["x", "y"]], "dear", "cheap").rows:
        assert row.nearest is None
        assert row.words.startswith("None within its range")


def test_a_tornado_shows_the_swing_the_winner_at_each_end_and_where_it_changes():
    worth, inputs = study()
    found = tornado(worth, inputs, option="high", against="low")
    bar = next(row for row in found.rows if row.name == "x")
    assert found.rows[0] == bar
    assert (bar.best_low, bar.best_high) == ("low", "high")
    assert bar.at_low == pytest.approx(8.0 * bar.low, abs=4 * bar.at_low_error)
    assert bar.at_high == pytest.approx(8.0 * bar.high, abs=4 * bar.at_high_error)
    assert (bar.low, bar.high) == pytest.approx((-2.4, 2.4), abs=0.2)
    assert bar.switch == pytest.approx(-1.0, abs=0.4)
    assert tornado(worth, inputs, against="middle").option in ("low", "high")  # the best of the others
    own = tornado(worth, inputs)
    assert own.option == "middle"
    assert own.rows[0].name == "y"  # moves all options, so the level, but never the choice
    assert own.rows[0].best_low == own.rows[0].best_high == "middle"
    assert own.rows[0].at_high == pytest.approx(9.0 * own.rows[0].high + 4.5, abs=4 * own.rows[0].at_high_error)
    assert {row.name for row in own.rows} == set(inputs.columns)


def test_the_errors_of_a_bar_are_what_repeated_studies_show():
    bars = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        x = rng.uniform(-1, 1, 100)
        best = 500.0 + rng.normal(0.0, 50.0, 100)  # whose own scatter is none of the bar's business
        worth = np.column_stack([np.zeros(100), 20.0 * x + rng.normal(0.0, 3.0, 100), best])
        bars.append(tornado(worth, {"x": x}, option="option 2", against="option 1", ends=(0.4, 0.6)).rows[0])
    off = [bar.at_low - 20.0 * bar.low for bar in bars]
    assert np.mean([bar.at_low_error for bar in bars]) == pytest.approx(np.sqrt(np.mean(np.square(off))), rel=0.2)


def test_a_two_way_grid_finds_who_wins_where():
    rng = np.random.default_rng(6)
    inputs = pd.DataFrame(rng.uniform(-1, 1, (500, 2)), columns=["a", "b"])
    gain = 10.0 * inputs["a"] * inputs["b"]
    found = two_way({"no": np.zeros(500), "yes": gain + rng.normal(0, 0.5, 500)}, inputs, "a", "b", points=5)
    assert found.best.shape == (5, 5)
    corners = found.best[[0, 0, -1, -1], [0, -1, 0, -1]]
    assert [found.names[each] for each in corners] == ["yes", "no", "no", "yes"]
    assert found.lead[-1, -1] == pytest.approx(10.0 * 0.9 * 0.9, rel=0.15)
    assert len(found.to_frame()) == 25


def test_what_cannot_be_drawn_is_refused_in_words():
    worth, inputs = study(50)
    with pytest.raises(InputError, match="two different inputs"):
        two_way(worth, inputs, "x", "x")
    with pytest.raises(InputError, match="two different options"):
        tornado(worth, inputs, option="low", against="low")
    with pytest.raises(InputError, match='Did you mean "high"'):
        tornado(worth, inputs, option="hihg")
    with pytest.raises(InputError, match="unknown input “w”"):
        two_way(worth, inputs, "x", "w")
    with pytest.raises(InputError, match="too few"):
        switching_values(worth[:8], inputs[:8])

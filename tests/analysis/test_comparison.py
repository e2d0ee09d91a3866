"""A comparison keeps like with like, says what is missing, and tells the same in every form."""

import json
import math

import numpy as np
import pytest
from simulated_people import busy_world
from simulated_studies import study

from peersim.analysis import Comparison, Failure
from peersim.analysis.orders import held_against_evidence, orders_of_magnitude
from peersim.foundation.problems import InputError
from peersim.outcomes import LEVELS, OUTCOME_NAMES, SUBGROUP_OUTCOMES, observe

ROWS = len(OUTCOME_NAMES) + len(LEVELS) * len(SUBGROUP_OUTCOMES)
PLAN = {"place": "derby", "parents": 20, "weeks": 10, "draws": 2, "replications": 1, "seed": 1}


@pytest.fixture(scope="module")
def three():
    return study()


def test_the_first_scenario_is_the_reference_and_is_not_compared_with_itself(three):
    frame = three.differences()
    assert three.reference == "baseline"
    assert set(frame["scenario"]) == {"creche", "nothing"}
    assert set(frame["reference"]) == {"baseline"}
    assert len(frame) == 2 * ROWS


def test_any_scenario_can_be_the_reference(three):
    forth = three.difference("creche", "reach")
    back = three.difference("baseline", "reach", reference="creche")
    assert forth.value == pytest.approx(-back.value)
    assert set(three.differences("nothing")["scenario"]) == {"baseline", "creche"}


def test_the_tidy_table_holds_every_run(three):
    frame = three.to_frame()
    assert len(frame) == 3 * 4 * 2 * ROWS
    baseline = frame[(frame.scenario == "baseline") & (frame.outcome == "reach") & (frame.group == "everyone")]
    pooled = baseline["numerator"].sum() / baseline["denominator"].sum()
    assert three.value("baseline", "reach").value == pytest.approx(pooled)


def test_differences_and_values_agree(three):
    found = three.difference("creche", "cost_per_parent_reached")
    alone = [three.value(name, "cost_per_parent_reached").value for name in ("creche", "baseline")]
    assert found.value == pytest.approx(alone[0] - alone[1])
    row = three.differences().query("scenario == 'creche' and outcome == 'reach' and group == 'everyone'")
    assert row["difference"].item() == pytest.approx(three.difference("creche", "reach").value)
    assert row["chance_better"].item() == three.difference("creche", "reach").chance_higher


def test_better_follows_the_outcomes_direction(three):
    frame = three.differences().query("scenario == 'creche' and group == 'everyone'").set_index("outcome")
    higher = frame["worlds_higher"] / frame["worlds"]
    assert frame.loc["reach", "chance_better"] == higher["reach"]
    assert frame.loc["cost", "chance_better"] == 1 - higher["cost"]
    assert math.isnan(frame.loc["concerns", "chance_better"])


def test_missing_runs_are_counted_and_said():
    short = study(leave_out=(("creche", 0, 0), ("baseline", 1, 0), ("baseline", 1, 1)))
    assert short.missing_runs == 3
    row = short.differences().query("scenario == 'creche' and outcome == 'reach' and group == 'everyone'")
    assert row["missing"].item() == 3
    assert row["pairs"].item() == 5
    assert row["draws"].item() == 3
    assert "3 of 8 runs missing" in row["note"].item()
    assert np.isfinite(row["difference"].item())


def test_one_draw_and_one_replication_say_what_cannot_be_told():
    note = study(draws=1, replications=1).differences().query("outcome == 'reach' and group == 'everyone'")["note"]
    assert note.str.contains("one draw: no interval").all()
    assert note.str.contains("parameters and chance cannot be told apart").all()


def test_a_comparison_of_one_scenario_has_no_differences():
    one = study(("baseline",), draws=2, replications=1)
    assert len(one.differences()) == 0
    assert "difference" in one.differences().columns
    assert len(one.alone()) == ROWS


def test_a_gap_between_subgroups_is_paired_within_runs(three):
    gap = three.gap("baseline", "reach", "car", "no car", "has a car")
    parts = [three.value("baseline", "reach", "car", level).value for level in ("no car", "has a car")]
    assert gap.value == pytest.approx(parts[0] - parts[1])


def test_the_best_in_each_world_shares_ties(three):
    assert sum(three.best_in("reach", three.scenarios).values()) == pytest.approx(three.draws)
    assert three.best_in("cost", ("baseline", "nothing")) == {"baseline": 0.0, "nothing": 4.0}
    assert three.best_in("eligible", ("baseline", "creche")) == {"baseline": 2.0, "creche": 2.0}


def test_intervals_of_a_design_alone_stay_where_the_outcome_can_be():
    frame = study(draws=2, replications=1, parents=30).alone().set_index(["group", "outcome"])
    shares = frame[frame["unit"] == "share"]
    assert (shares["low"].dropna() >= 0).all()
    assert (shares["high"].dropna() <= 1).all()


def test_survival_pools_all_runs_and_never_rises(three):
    band = three.survival("creche")
    told = band.mean[np.isfinite(band.mean)]
    assert told[0] == 1.0
    assert (np.diff(told) <= 1e-12).all()
    assert np.isnan(three.survival("nothing").mean).all()


def test_weekly_bands_are_means_over_draws(three):
    band = three.weekly("creche", "volunteers_active")
    assert len(band.weeks) == three.weeks
    assert (band.low <= band.mean + 1e-9).all()
    assert (band.high >= band.mean - 1e-9).all()
    with pytest.raises(InputError, match='Did you mean "volunteers_active"'):
        three.weekly("creche", "volunteer_active")


def test_json_holds_the_same_numbers_and_no_nan(three):
    failed = study(failures=(Failure("creche", 0, 1, "run", "the match table was too small"),))
    told = json.loads(failed.to_json())
    assert told["failures"][0]["message"] == "the match table was too small"
    assert told["scenarios"][1] == {"name": "creche", "title": "creche"}
    reach = [r for r in told["differences"] if r["scenario"] == "creche" and r["outcome"] == "reach"]
    assert reach[0]["difference"] == pytest.approx(three.difference("creche", "reach").value)
    assert all(row["group"] == "everyone" for row in told["differences"])
    assert any(row["group"] == "car" for row in json.loads(three.to_json(subgroups=True))["differences"])


def test_runs_that_were_not_planned_are_refused_all_at_once():
    seen = observe(busy_world(20, 10))
    longer = observe(busy_world(20, 11))
    rows = [("a", 0, 0, seen), ("a", 0, 0, seen), ("b", 0, 0, seen), ("a", 5, 0, seen), ("a", 1, 0, longer)]
    with pytest.raises(InputError) as told:
        Comparison.from_observations(iter(rows), scenarios=("a",), **PLAN)
    assert len(told.value.problems) == 4
    text = str(told.value)
    for words in ("came twice", "was not planned", "is of 11 weeks; the study's runs are of 10"):
        assert words in text


def test_names_are_checked():
    with pytest.raises(InputError, match="at least one scenario"):
        Comparison.from_observations({}, scenarios=(), **PLAN)
    with pytest.raises(InputError, match='reference "basline" is not among'):
        Comparison.from_observations({}, scenarios=("baseline",), reference="basline", **PLAN)
    with pytest.raises(InputError, match="named twice"):
        Comparison.from_observations({}, scenarios=("a", "a"), **PLAN)


def test_no_runs_at_all_gives_tables_of_what_cannot_be_told():
    empty = Comparison.from_observations({}, scenarios=("a", "b"), **PLAN)
    assert empty.missing_runs == 4
    assert (empty.differences()["note"] == "cannot be told in any run").all()
    assert len(empty.to_frame()) == 0


def test_an_unknown_scenario_or_outcome_names_the_nearest(three):
    with pytest.raises(InputError, match=r'unknown scenario "crech"\. Did you mean "creche"'):
        three.value("crech", "reach")
    with pytest.raises(InputError, match=r'unknown outcome "reac"\. Did you mean "reach"'):
        three.value("creche", "reac")
    with pytest.raises(InputError, match="is not told for"):
        three.value("creche", "cost", "car", "no car")


def test_orders_of_magnitude_are_about_registered_outcomes(three):
    for order in orders_of_magnitude():
        assert order.outcome in OUTCOME_NAMES
        assert order.low < order.high
        assert order.source
    held = {each.order.outcome: each for each in held_against_evidence(three, "baseline")}
    assert held["cost_a_year"].verdict == "within"
    assert held["reach_2y"].verdict == "cannot be told"  # runs of 60 weeks

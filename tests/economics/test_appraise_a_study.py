"""An appraisal as a whole: credible size, the same worlds for all strategies, and bad input told all at once."""

import dataclasses

import numpy as np
import pytest
from made_up_figures import made_up_figures

from peersim.economics.appraisal_parts import Choices, appraise
from peersim.economics.prices import read_price_year
from peersim.economics.profile import read_profile
from peersim.evidence.table import parameters
from peersim.foundation.problems import InputError

pytestmark = pytest.mark.quick

FIGURES = made_up_figures()
MADE = appraise(FIGURES)


def test_arrays_are_draws_by_replications_by_strategies():
    for seen in (*MADE.before.values(), *MADE.after.values()):
        assert seen.cost.shape == seen.benefit.shape == seen.net.shape == (60, 2, 3)
        assert seen.cost_by_year.shape == (60, 2, 3, 3)
    assert MADE.effects.wellby.shape == (60, 2, 3)
    assert MADE.names == FIGURES.names
    assert MADE.worlds.all()


def test_a_plausible_group_programme_lands_near_break_even_and_no_multiple_of_its_cost():
    made = appraise(made_up_figures(draws_=500))
    before, after = made.before["society"], made.after["society"]
    assert 0.4 < before.benefit[..., 1].mean() / before.cost[..., 1].mean() < 2.0
    assert 0.2 < (before.net[..., 1] > 0.0).mean() < 0.9
    assert after.net[..., 1].mean() < before.net[..., 1].mean()


def test_doing_nothing_costs_nothing_and_gains_nothing():
    for seen in MADE.before.values():
        assert seen.cost[..., 0] == pytest.approx(np.zeros((60, 2)))
        assert seen.benefit[..., 0] == pytest.approx(np.zeros((60, 2)))


def test_a_value_is_the_same_for_all_strategies_of_a_draw():
    points = MADE.effects.natural["point_years"]
    wellbeing = MADE.item("wellbeing").total()
    price = wellbeing[..., 1:] / points[..., 1:]
    assert price == pytest.approx(np.broadcast_to(price[:, :1, :1], price.shape))
    assert price[:, 0, 0] == pytest.approx(MADE.per_point * MADE.price.per_wellby)


def test_the_order_of_strategies_changes_nothing_but_the_order():
    turned = [2, 0, 1]
    other = dataclasses.replace(
        FIGURES,
        names=tuple(FIGURES.names[s] for s in turned),
        **{
            name: getattr(FIGURES, name)[turned]
            for name in ("done", "spending", "income", "wellbeing", "volunteer_years")
        },
        totals={name: array[turned] for name, array in FIGURES.totals.items()},
    )
    made = appraise(other)
    for name, seen in MADE.before.items():
        assert made.before[name].net == pytest.approx(seen.net[..., turned])


def test_a_quality_adjusted_life_year_is_seven_points_of_life_satisfaction():
    assert MADE.effects.qaly == pytest.approx(MADE.effects.wellby / 7.0)


def test_wellbeing_is_discounted_as_health_and_money_as_cost():
    undiscounted, default = appraise(FIGURES, choices=Choices(discounting="undiscounted")), MADE
    years = default.effects.wellby_by_year
    assert default.effects.wellby == pytest.approx(years @ 1.015 ** -np.arange(3.0))
    assert undiscounted.effects.wellby == pytest.approx(default.effects.wellby_undiscounted)
    cost = default.before["funder"].cost_by_year
    assert default.before["funder"].cost == pytest.approx(cost @ 1.035 ** -np.arange(3.0))


def test_every_line_has_a_payer_or_a_gainer_a_grade_and_keys_of_the_table():
    for item in MADE.items:
        assert item.payer or item.gainer
        assert item.grade in "ABCD"
        assert set(item.keys) <= set(parameters())
        assert item.source
        assert item.behaviour


def test_sampled_values_come_with_the_appraisal_for_decision_analysis():
    assert len(MADE.samples) == 60
    assert {"value.wellby", "value.volunteer_wellbeing_year", "effect.high_score_without"} <= set(MADE.samples.columns)
    held = appraise(FIGURES, fixed={"value.wellby": 10_000.0})
    assert (held.samples["value.wellby"] == 10_000.0).all()
    assert held.price.per_wellby == pytest.approx(np.full(60, 10_000.0 * 1.2796), rel=1e-3)


def test_runs_that_did_not_finish_are_gaps_and_are_told():
    done = FIGURES.done.copy()
    done[1, 3, 1] = False
    made = appraise(dataclasses.replace(FIGURES, done=done))
    assert np.isnan(made.before["society"].net[3, 1, 1])
    assert np.isnan(made.effects.wellby[3, 1, 1])
    assert np.isfinite(made.before["society"].net).sum() == made.before["society"].net.size - 1
    assert not made.worlds[3, 1]
    assert made.worlds.sum() == made.worlds.size - 1
    assert any("1 of 360 runs did not finish" in note for note in made.notes)


def test_prices_of_another_year_scale_every_amount_alike():
    later = appraise(FIGURES, choices=Choices(price_year=read_price_year("2023")))
    ratio = later.before["society"].net[..., 1:] / MADE.before["society"].net[..., 1:]
    profile = read_profile()
    assert ratio == pytest.approx(
        np.full(ratio.shape, profile.deflator.factor(profile.price_year, read_price_year("2023"))), rel=1e-9
    )


def test_a_study_in_canadian_dollars_is_told_in_its_own_units_without_a_price_on_wellbeing():
    figures = dataclasses.replace(FIGURES, currency="CAD", price_year="2023")
    made = appraise(figures, "canada")
    assert made.before["society"].benefit == pytest.approx(np.zeros((60, 2, 3)))
    assert made.effects.wellby[..., 1].mean() > 0.0
    assert "rebasing" not in [item.name for item in made.items]
    assert made.item("volunteer_time").source
    assert made.before["funder"].cost[..., 1].mean() > 0.0


def test_the_allowance_needs_a_pension_to_pay():
    figures = dataclasses.replace(FIGURES, currency="CAD", price_year="2023")
    with pytest.raises(InputError, match="no pension_key"):
        appraise(figures, "canada", choices=Choices(employment_allowance=True))


def test_everything_that_is_wrong_with_a_study_is_told_at_once():
    totals = {name: array for name, array in FIGURES.totals.items() if name not in ("parents_heard", "refused")}
    spending = FIGURES.spending.copy()
    spending[1, 2, 0, 0, 0] = np.nan
    bad = dataclasses.replace(
        FIGURES, names=("baseline", "baseline", "x"), reference="usual", currency="AUD", price_year="2050",
        totals=totals, spending=spending, inputs=FIGURES.inputs.iloc[:10], income=FIGURES.income[..., :2],
    )  # fmt: skip
    with pytest.raises(InputError) as told:
        appraise(bad, unit="welby", choices=Choices(discounting="nise"))
    for word in (
        'no strategy "nothing"', "named twice: baseline", 'compares with "usual"', "currencies are never mixed",
        "no index for 2050", "does not tell parents_heard", "does not tell refused", "inputs for 10",
        "income has shape", "spending has a gap", 'Did you mean "wellby"', 'Did you mean "nice"',
    ):  # fmt: skip
        assert word in str(told.value), word


def test_a_study_in_which_no_run_finished_is_refused():
    with pytest.raises(InputError, match="no run of the study finished"):
        appraise(dataclasses.replace(FIGURES, done=np.zeros_like(FIGURES.done)))

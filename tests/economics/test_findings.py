"""What a report tells of a study: the choice, its chances and what could turn it, from one set of numbers."""

import dataclasses
import math

import numpy as np
import pandas as pd
import pytest
from made_up_figures import made_up_figures

from peersim.economics import stress
from peersim.economics.appraisal_parts import Choices
from peersim.economics.findings import DO_MINIMUM, FEWEST_DRAWS, Asked, Findings
from peersim.evidence.table import parameter
from peersim.foundation.problems import InputError, RunError


@pytest.fixture(scope="module")
def figures():
    return made_up_figures(80)


@pytest.fixture(scope="module")
def findings(figures):
    return Findings(figures)


def worth_more(figures, times):
    """The same study with each family's gain so many times as large."""
    return dataclasses.replace(figures, wellbeing=figures.wellbeing * times)


def test_the_choice_is_the_highest_mean_net_value_and_not_the_highest_chance(findings):
    means = dict(zip(findings.names, findings.worth.net.mean(axis=(0, 1)), strict=True))
    assert findings.best == max(means, key=means.get)
    assert means["nothing"] == 0.0


@pytest.mark.parametrize(("times", "best"), [(0.0, "nothing"), (40.0, "on_site_childcare")])
def test_the_choice_follows_what_the_programme_does(figures, times, best):
    told = Findings(worth_more(figures, times))
    assert told.best == best
    assert told.best_programme != "nothing"


def test_the_lead_is_over_the_second_best_and_averages_to_the_difference_of_means(findings):
    means = sorted(findings.worth.net.mean(axis=(0, 1)))
    assert findings.lead.mean() == pytest.approx(means[-1] - means[-2])


def test_net_value_at_the_countrys_own_price_is_effect_times_price_less_cost(findings):
    price = findings.appraisal.price.per_wellby[:, None, None]
    whole = findings.effect * price - findings.cost
    assert np.abs(whole - findings.worth.net).max() < 0.02 * np.abs(findings.worth.net).max() + 1e-6


def test_losses_information_and_chances_agree(findings):
    best = findings.names.index(findings.best)
    assert findings.evpi.value[0] == pytest.approx(findings.loss.loss[0].min(), rel=1e-6)
    assert findings.loss.loss[0].argmin() == best
    assert findings.acceptability.probability[0].sum() == pytest.approx(1.0)
    assert set(findings.chance_of_worth) == {"baseline", "on_site_childcare"}
    assert all(0.0 <= chance <= 1.0 for chance, _ in findings.chance_of_worth.values())


def test_every_input_that_differs_is_looked_at_once(findings):
    keys = list(findings.inputs.columns)
    assert len(keys) == len(set(keys))
    assert {"effect.smd_groups", "value.wellby"} <= set(keys)
    assert {row.name for row in findings.switching.rows} == set(keys)
    subjects = [some for group, some in findings.groups.items() if "grade" not in group]
    assert all(len(some) > 1 for some in subjects), "a group of one is that input"
    told = [key for some in subjects for key in some]
    assert len(told) == len(set(told))
    assert set(told) <= set(keys)


def test_every_structural_choice_is_told_with_its_reason(findings):
    labels = [each.label for each in findings.alternatives]
    assert len(labels) == len(set(labels)) >= 7
    assert all(each.why for each in findings.alternatives)
    by_label = {each.label: each for each in findings.alternatives}
    assert by_label["the funder's view alone"].best == "nothing", "a funder who gains nothing would pay for nothing"
    before = by_label["without the adjustment for optimism"]
    np.testing.assert_allclose(before.net, findings.appraisal.before["society"].net.mean(axis=(0, 1)))


def test_the_worst_end_of_an_input_is_where_the_lead_is_smallest():
    inputs = pd.DataFrame({"a": np.arange(50.0), "b": np.arange(50.0)[::-1] * 2.0, "c": np.zeros(50)})
    ends = {each.key: each for each in stress.worst_ends(np.arange(50.0), inputs, ["a", "b", "c"])}
    assert ends["a"].worst < ends["a"].usual
    assert ends["b"].worst > ends["b"].usual
    assert ends["c"].association == 0.0
    assert ends["a"].association == pytest.approx(1.0)


def test_only_weakly_founded_inputs_are_moved(findings):
    assert {parameter(each.key).grade for each in findings.stress.ends} == {"D"}
    assert findings.stress.why_not, "figures without a folder cannot be run again"


def test_a_run_that_fails_at_the_worst_ends_is_told_and_stops_no_report(figures, monkeypatch, tmp_path):
    def fails(*_):
        raise RunError("baseline, with inputs at their worst ends: no room")

    monkeypatch.setattr("peersim.economics.findings.run_again", fails)
    assert "no room" in Findings(figures, folder=tmp_path).stress.why_not


def test_curves_have_thresholds_where_wellbeing_is_not_put_in_money(figures):
    found = Findings(figures, Asked(choices=Choices(unit="none"))).thresholds
    assert found[0] == 0.0
    assert found[-1] >= 2.0 * parameter("value.wellby_2023").value


def test_the_do_minimum_is_as_asked_or_of_that_name_or_the_cheapest(figures):
    cheapest = Findings(figures).do_minimum
    cost = figures.spending.sum(axis=(-1, -2)).mean(axis=(1, 2))
    assert cost[figures.names.index(cheapest)] == min(cost[1:])
    assert Findings(figures, Asked(do_minimum="on_site_childcare")).do_minimum == "on_site_childcare"
    named = dataclasses.replace(figures, names=("nothing", "baseline", DO_MINIMUM), titles={})
    assert Findings(named).do_minimum == DO_MINIMUM


def test_a_draw_with_a_missing_run_is_left_out_of_every_comparison(figures):
    done = figures.done.copy()
    done[1, 5, 0] = False
    broken = dataclasses.replace(
        figures, done=done, spending=np.where(done[..., None, None], figures.spending, math.nan)
    )
    told = Findings(broken)
    assert told.draws_left_out == 1
    assert len(told.lead) == figures.done.shape[1] - 1
    assert np.isfinite(told.worth.net).all()


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (Asked(perspective="socety"), 'perspective: "socety" has no payer or is unknown.*Did you mean "society"'),
        (Asked(do_minimum="base_line"), 'no strategy "base_line" that does anything.*"baseline"'),
        (Asked(do_minimum="nothing"), 'no strategy "nothing" that does anything'),
        (Asked(horizon=0), "horizon is 0 years; it must be at least 1"),
        (Asked(families=0), "families is 0; it must be at least 1"),
        (Asked(country="atlantis"), "atlantis"),
        (Asked(choices=Choices(unit="qaly", discounting="hyperbolic")), 'unknown discounting "hyperbolic"'),
    ],
)
def test_what_cannot_be_asked_is_said_in_words(figures, asked, words):
    with pytest.raises(InputError, match=words):
        Findings(figures, asked)


def test_too_few_whole_draws_are_refused_with_what_to_do():
    with pytest.raises(InputError, match=f"only {FEWEST_DRAWS - 1} draws are whole") as told:
        Findings(made_up_figures(FEWEST_DRAWS - 1))
    assert "extend" in str(told.value)
    failed = made_up_figures(FEWEST_DRAWS)
    failed.done[0, 0, 0] = False
    with pytest.raises(InputError, match=r"1 of 120 runs are missing or failed"):
        Findings(failed)


def test_a_pilot_is_weighed_only_where_an_input_stands_clear_of_chance(figures):
    drowned = dataclasses.replace(figures, wellbeing=figures.wellbeing * 0.0)
    told = Findings(drowned)
    assert told.to_measure is None
    assert told.pilot is None

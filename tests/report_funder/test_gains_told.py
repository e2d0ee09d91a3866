"""Outcomes, perspectives, fairness, optimism and what is not in money: sentences that say what the numbers say."""

from dataclasses import replace

import numpy as np
import pytest
from told_sections import findings_of, made_up_figures, only, scaled, table, told, with_totals

from peersim.economics.findings import Stress
from peersim.economics.stress import WorstEnd
from peersim.outcomes.strata import LEVELS
from peersim.report.funder import fairness, not_in_money, optimism, outcomes, perspectives
from peersim.report.funder.not_in_money import direction

FIGURES = made_up_figures()
FOUND = findings_of(FIGURES)


def test_gains_are_those_of_the_appraisal_and_less_after_optimism():
    row = next(row for row in table(outcomes.section(FOUND), "wellbeing_gained").rows if "baseline" in row[0])
    assert row[1].value == pytest.approx(FOUND.appraisal.effects.natural["point_years"][..., 1].mean())
    assert row[4].value < row[3].value


def test_wellbeing_that_is_not_in_money_is_said_to_be_left_out_of_net_values():
    from peersim.economics.appraisal_parts import Choices

    found = findings_of(FIGURES, choices=Choices(unit="none"))
    assert "not put in money here" in told(outcomes.section(found))
    assert "it is in none of these amounts" in told(perspectives.section(found))


def test_every_row_of_who_pays_adds_up_to_society_and_all_rows_to_the_total():
    rows = table(perspectives.section(FOUND), "who_pays_who_gains").rows
    for row in rows:
        assert sum(row[1:5]) == pytest.approx(row[5])
    for column in range(1, 6):
        assert sum(row[column] for row in rows[:-1]) == pytest.approx(rows[-1][column])
    assert rows[-1][5] == pytest.approx(FOUND.net.means[0][FOUND.number(FOUND.best_programme)])


def test_what_parents_pay_moves_from_them_to_the_funder_and_leaves_society_as_it_was():
    section = perspectives.section(findings_of(only(FIGURES, "nothing", "on_site_childcare")))
    fee = next(row for row in table(section, "who_pays_who_gains").rows if "paid by parents" in row[0])
    assert fee[1] > 0.0 > fee[3]
    assert fee[5] == pytest.approx(0.0)
    assert "leaves society's total as it was" in told(section)


def test_perspectives_that_count_the_same_are_told_together():
    seen = perspectives.views(FOUND)
    assert list(seen) == ["the funder and the public purse", "families", "volunteers", "society"]


def test_volunteers_hours_stand_outside_the_sum_unless_they_are_a_cost():
    from peersim.economics.appraisal_parts import Choices

    assert "In a box outside the sum" in told(perspectives.section(FOUND))
    counted = findings_of(FIGURES, choices=Choices(volunteer_time="cost"))
    assert "In a box outside the sum" not in told(perspectives.section(counted))


def leaving_out(level, share):
    at = LEVELS.index(level)
    by_level = {name: values.copy() for name, values in FIGURES.by_level.items()}
    by_level["parents_reached"][..., at] *= share
    return replace(FIGURES, by_level=by_level)


def test_a_group_that_hardly_anybody_reaches_is_named_first():
    level = next(each for each in LEVELS if each.group == "language" and each.level == "limited English")
    section = fairness.section(findings_of(leaving_out(level, 0.1)))
    assert table(section, "who_is_left_out").rows[0][1] == "limited English"
    assert "**limited English**" in told(section)
    nobody = fairness.section(findings_of(leaving_out(level, 0.0)))
    assert "**limited English** (nobody comes)" in told(nobody)


def test_when_all_groups_are_reached_alike_no_gap_is_claimed():
    even = {name: np.ones_like(values) * values.mean(-1, keepdims=True) for name, values in FIGURES.by_level.items()}
    section = fairness.section(findings_of(replace(FIGURES, by_level=even)))
    assert "no group is reached much less than others" in told(section)


def test_weights_by_income_raise_gains_and_never_costs():
    rows = table(fairness.section(FOUND), "weighted_by_income").rows
    for row in rows[1:]:
        assert row[2] > row[1]
        assert row[4] - row[3] == pytest.approx((1.0 - 0.4) * (row[2] - row[1]), rel=0.3)


def test_a_choice_that_hangs_on_the_adjustment_is_said_to():
    close = scaled(FIGURES, wellbeing=1.4)
    found = findings_of(close)
    before = found.appraisal.before["society"].net.mean((0, 1))
    assert found.best == "nothing"
    assert before.max() > 0.0
    assert "Without the adjustment the choice would be" in told(optimism.section(found))
    strong = findings_of(scaled(FIGURES, wellbeing=40.0))
    assert "with and without the adjustment" in told(optimism.section(strong))


def stressed(best_net, error):
    found = findings_of(FIGURES)
    ends = (WorstEnd("benefit.half_dose", 6.0, 3.0, 0.4),)
    other = next(name for name in found.names if name != found.best)
    net = tuple(0.0 if name == found.best else best_net if name == other else -9_000.0 for name in found.names)
    names = found.names
    best = other if best_net > 0.0 else found.best
    found.__dict__["stress"] = Stress(ends, names, net, (error,) * len(names), best, abs(best_net), error, 24)
    return told(optimism.section(found))


def test_the_worst_ends_are_told_as_what_they_show():
    assert "The choice stands. " in stressed(-5_000.0, 400.0)
    assert "stands, by no more than the Monte Carlo error" in stressed(-5_000.0, 4_000.0)
    assert "the choice moves" in stressed(5_000.0, 400.0)
    assert "whether the choice stands cannot be told" in stressed(5_000.0, 4_000.0)


def test_worst_ends_that_could_not_be_run_are_said_not_to_have_been():
    assert "could not be run again" in told(optimism.section(FOUND))


def test_the_most_likely_way_to_be_wrong_is_an_input_only_where_it_stands_clear_of_chance():
    found = findings_of(FIGURES)
    found.__dict__["lead"] = -found.inputs["effect.duration_years"].to_numpy()
    assert "**how long an effect on symptoms lasts** is not" in told(optimism.section(found))
    luck = findings_of(FIGURES)
    luck.__dict__["lead"] = np.random.default_rng(2).normal(size=len(luck.inputs))
    assert "No single input explains the lead" in told(optimism.section(luck))


WORLDS = np.random.default_rng(5).normal(100.0, 5.0, (200, 2))


@pytest.mark.parametrize(
    ("change", "good", "words"),
    [
        (0.0, 1, "no difference clear of chance"),
        (2.0, 1, "about the same"),
        (12.0, 1, "a little more, for the better"),
        (12.0, -1, "a little more, for the worse"),
        (-30.0, -1, "clearly fewer, for the better"),
        (90.0, 0, "much more, neither good nor bad by itself"),
    ],
)
def test_direction_and_size_in_words(change, good, words):
    assert direction(WORLDS + change, WORLDS, good) == words


def test_what_was_nowhere_before_has_no_size_by_share():
    zero = np.zeros((50, 2))
    assert direction(zero + 3.0, zero, 1) == "more, where there were none, for the better"


def test_a_difference_within_luck_is_not_named():
    luck = np.random.default_rng(6).normal(0.0, 50.0, WORLDS.shape)
    assert direction(WORLDS + luck, WORLDS, 1) == "no difference clear of chance"


def test_a_study_that_tells_nothing_beside_money_says_so():
    assert "tells nothing beside money" in told(not_in_money.section(FOUND))


def test_consequences_are_compared_with_the_usual_programme_in_words():
    figures = with_totals(FIGURES, trained=[0, 10, 16], overload_weeks=[0, 20, 30], concerns=[0, 5, 9])
    found = findings_of(figures, do_minimum="baseline")
    text = told(not_in_money.section(found))
    if found.best_programme == "on_site_childcare":
        assert "better on: volunteers trained; worse on: weeks in which" in text
    else:
        assert "compared with “nothing”" in text
    assert "neither good nor bad by itself" in text

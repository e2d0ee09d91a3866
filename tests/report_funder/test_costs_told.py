"""Budgets, costs and cash: what adds up must add up, and what cannot be told is said in words."""

from dataclasses import replace

import numpy as np
import pytest
from told_sections import findings_of, made_up_figures, only, scaled, table, told, with_totals

from peersim.report.funder import budget_impact, budgets, costs
from peersim.report.pages import Figure, Number

FIGURES = made_up_figures()
FOUND = findings_of(FIGURES)


def test_the_lines_of_a_budget_add_up_to_what_the_programme_spends():
    for name in ("baseline", "on_site_childcare"):
        section = budgets.section(FOUND)
        mine = "budget_lines" if name == FOUND.best_programme else f"budget_lines_{FOUND.number(name)}"
        *lines, total = table(section, mine).rows
        spent = FOUND.appraisal.programme_cost[..., FOUND.number(name)].mean()
        assert sum(row[-2] for row in lines) == pytest.approx(total[-2]) == pytest.approx(spent)
        assert sum(total[2:-2]) == pytest.approx(total[-2])


def test_groups_of_lines_add_up_to_the_total_of_each_option():
    for row in table(budgets.section(FOUND), "budget_by_option").rows:
        assert sum(row[1:-1]) == pytest.approx(row[-1])


def test_a_creche_is_told_in_steps_only_where_some_option_has_one():
    assert "creche_steps" in [getattr(block, "name", "") for block in budgets.section(FOUND).parts]
    without = findings_of(only(FIGURES, "nothing", "baseline"))
    assert "creche_steps" not in [getattr(block, "name", "") for block in budgets.section(without).parts]


def test_capacity_is_hours_given_over_hours_asked_for():
    figures = with_totals(FIGURES, hours_asked_supervision=[0, 100, 100], hours_asked_training=[0, 100, 100],
                          hours_given_supervision=[0, 90, 100], hours_given_training=[0, 60, 100])  # fmt: skip
    rows = {row[0]: row[1] for row in table(budgets.section(findings_of(figures)), "budget_capacity").rows}
    assert rows["baseline (do-minimum)"].value == pytest.approx(0.75)
    assert table(budgets.section(FOUND), "budget_capacity").rows[0][1].note == "the study does not tell it"


def test_a_programme_of_whole_posts_is_said_to_cost_the_same_with_fewer_parents():
    assert "costs nearly the same with fewer parents" in told(budgets.section(FOUND))
    spending = np.zeros_like(FIGURES.spending)
    from peersim.scenarios.levers import COST_LINES

    spending[1:, ..., COST_LINES.index("refreshments")] = 1_000.0
    by_head = findings_of(replace(FIGURES, spending=spending))
    assert "moves mostly with how many come" in told(budgets.section(by_head))


def test_cost_per_parent_is_the_ratio_of_means_on_four_denominators():
    figure = next(block for block in costs.section(FOUND).parts if isinstance(block, Figure))
    row = next(row for row in figure.table.rows if "baseline" in row[0])
    cost = FOUND.appraisal.programme_cost[..., 1].mean()
    for told_, name in zip(row[1:], ("parents_heard", "parents_reached", "parents_came_often", "parents_engaged_26w"),
                           strict=True):  # fmt: skip
        assert told_.value == pytest.approx(cost / FIGURES.totals[name][1].mean())


def test_one_more_parent_costs_the_extra_money_over_the_extra_parents():
    row = next(row for row in table(costs.section(FOUND), "one_more_parent").rows if "childcare" in row[0])
    assert row[3].value == pytest.approx(row[1].value / row[2].value)
    assert row[3].value != pytest.approx(row[4].value)


def test_a_difference_in_parents_that_may_be_chance_gives_no_cost_to_rely_on():
    kept = FIGURES.totals["parents_engaged_26w"].copy()
    kept[2] = kept[1] + np.random.default_rng(1).normal(0.3, 30.0, kept[1].shape)
    section = costs.section(findings_of(replace(FIGURES, totals=FIGURES.totals | {"parents_engaged_26w": kept})))
    row = next(row for row in table(section, "one_more_parent").rows if "childcare" in row[0])
    assert row[3].value is None or "not clear of chance" in row[3].note
    assert "no cost of one more to rely on" in told(section)


def test_nobody_retained_gives_words_and_no_number():
    none = np.zeros_like(FIGURES.totals["parents_engaged_26w"])
    section = costs.section(findings_of(replace(FIGURES, totals=FIGURES.totals | {"parents_engaged_26w": none})))
    assert all(row[4] == Number(None, note="no parents retained") for row in table(section, "one_more_parent").rows)
    assert "cannot be told for each parent retained" in told(section)


def test_cash_of_later_years_carries_inflation_and_that_of_the_first_does_not():
    rows = [row for row in table(budget_impact.section(FOUND), "budget_impact").rows if row[0] == "Funder"]
    rise = 1.0 + FOUND.appraisal.profile.future_inflation
    for year, row in enumerate(rows):
        assert row[3] == pytest.approx(row[2] * rise**year)


def test_cash_is_not_discounted():
    rows = [row for row in table(budget_impact.section(FOUND), "budget_impact").rows if row[0] == "Funder"]
    at = FOUND.number(FOUND.best_programme)
    fees = FIGURES.totals["paid_by_parents"][at].mean()
    assert sum(row[2] for row in rows) + fees == pytest.approx(FOUND.appraisal.programme_cost[..., at].mean())


def test_what_parents_pay_is_drawn_beside_what_the_funder_pays():
    figures = only(FIGURES, "nothing", "on_site_childcare")
    section = budget_impact.section(findings_of(figures))
    figure = next(block for block in section.parts if isinstance(block, Figure))
    assert [row[0] for row in figure.table.rows] == ["Funder", "Families", "All payers"]
    assert not [block for block in budget_impact.section(findings_of(only(FIGURES, "nothing", "baseline"))).parts
                if isinstance(block, Figure)]  # fmt: skip


def test_a_budget_that_moves_with_uptake_is_said_to():
    steady = FIGURES.spending.mean(axis=(1, 2), keepdims=True) * np.ones_like(FIGURES.spending)
    same = findings_of(replace(FIGURES, spending=steady))
    assert "hardly moves with uptake" in told(budget_impact.section(same))
    reached = FIGURES.totals["parents_reached"]
    spending = FIGURES.spending * (reached / np.maximum(reached.mean((1, 2), keepdims=True), 1.0))[..., None, None] ** 3
    moving = findings_of(replace(FIGURES, spending=spending))
    assert "is larger where more families come" in told(budget_impact.section(moving))


def test_dearer_money_is_told_in_the_lead():
    lead = told(budgets.section(FOUND)).split("\n")[4]
    dearer = told(budgets.section(findings_of(scaled(FIGURES, spending=2.0)))).split("\n")[4]
    assert lead != dearer

"""Costs: lines add up to what was spent, steps are steps, and the cost of a parent depends on which parent is meant."""

import numpy as np
import pytest
from made_up_figures import made_up_figures

from peersim.economics.cost_tables import (
    cost_per_parent,
    cost_recovery,
    marginal_cost,
    set_up_and_running,
    unit_costs,
)
from peersim.economics.costs import DENOMINATORS, LINES, CostOptions, cost_items, fee_item, line_factor
from peersim.economics.profile import read_profile
from peersim.economics.ratios import one_more, ratio_of_means
from peersim.evidence.table import parameter
from peersim.scenarios.levers import COST_LINES

pytestmark = pytest.mark.quick

ENGLAND = read_profile()
TO = ENGLAND.price_year
FIGURES = made_up_figures()
PENSION = np.full(60, 0.05)


def items(figures=FIGURES, **options):
    return cost_items(figures, ENGLAND, CostOptions(TO, **options), PENSION)


def by_name(made):
    return {item.name: item for item in made}


def test_every_line_of_the_ledger_says_how_it_behaves():
    assert tuple(LINES) == COST_LINES
    assert {line.behaviour for line in LINES.values()} <= {"fixed", "stepped", "per parent", "per volunteer"}
    assert all(line.why for line in LINES.values())


def test_lines_add_up_to_what_was_spent_and_rebasing_is_a_line_of_its_own():
    made = by_name(items())
    spent = np.moveaxis(FIGURES.spending.sum(axis=(-1, -2)), 0, 2)
    rebasing = made.pop("rebasing").total()
    assert sum(item.total() for item in made.values()) == pytest.approx(spent)
    rooms = line_factor("rooms", FIGURES, ENGLAND, TO)
    assert rooms > 1.1
    assert (rebasing[..., 1] > 0.0).all()
    assert "rebasing" not in by_name(items(rebase=False))


def test_pay_and_on_costs_are_apart_and_the_allowance_leaves_the_pension_alone():
    plain, allowance = by_name(items()), by_name(items(employment_allowance=True))
    rate = FIGURES.inputs["cost.on_cost_rate"].to_numpy()[:, None, None, None]
    assert plain["staff_on_costs"].amount == pytest.approx(plain["staff_pay"].amount * rate)
    assert allowance["staff_pay"].amount == pytest.approx(plain["staff_pay"].amount)
    assert allowance["staff_on_costs"].amount == pytest.approx(plain["staff_pay"].amount * 0.05)
    assert allowance["overhead"].amount == pytest.approx(plain["overhead"].amount * 1.05 / (1 + rate))


def test_a_price_that_the_user_holds_is_in_the_studys_prices():
    held = FIGURES.inputs.assign(**{"cost.room_hour": 20.0})
    assert line_factor("rooms", made_up_figures(inputs=held), ENGLAND, TO) is None
    assert line_factor("rooms", made_up_figures(currency="CAD"), ENGLAND, TO) is None


def test_a_price_of_the_users_own_is_not_given_the_evidence_tables_source():
    figures = made_up_figures(inputs=FIGURES.inputs.assign(**{"cost.room_hour": 20.0}))
    rows = {(row.line, row.keys[0]): row for row in unit_costs(figures, ENGLAND, TO)}
    assert rows["rooms", "cost.room_hour"].source == "the user's own"
    assert rows["rooms", "cost.room_hour"].central == pytest.approx(20.0)
    assert rows["overhead", "cost.overhead_rate"].source != "the user's own"
    assert rows["facilitator_pay", "cost.facilitator_hour"].source != "the user's own"


def test_what_parents_pay_moves_from_them_to_the_funder():
    fee = fee_item(FIGURES, ENGLAND, TO)
    assert fee.is_transfer
    assert fee.total()[..., 2] == pytest.approx(np.full((60, 2), 400.0))
    assert fee.amount[0, 0, 2] == pytest.approx(400.0 * np.array([0.4, 0.4, 0.2]))


def test_a_quantity_times_its_unit_cost_is_what_was_spent():
    rows = {(row.line, row.keys[0]): row for row in unit_costs(FIGURES, ENGLAND, TO)}
    rooms = rows["rooms", "cost.room_hour"]
    hours = FIGURES.spending[1, ..., COST_LINES.index("rooms")].sum(axis=-1)
    hours = hours / FIGURES.inputs["cost.room_hour"].to_numpy()[:, None]
    assert rooms.quantity[1] == pytest.approx(hours.mean())
    assert rooms.quantity[0] == 0.0
    assert rooms.price_year == "2019-2024"
    assert rooms.standing == "READ"
    assert rows["travel", "cost.taxi_trip"].quantity == (None, None, None)


def test_the_cost_of_a_parent_rises_from_offered_to_retained():
    cost = sum(item.total() for item in items())
    table = cost_per_parent(cost, FIGURES)
    assert list(table) == list(DENOMINATORS) == ["offered", "starting", "completing", "retained"]
    baseline = [table[word][1].value for word in table]
    assert baseline == sorted(baseline)
    assert baseline[3] == pytest.approx(baseline[1] / 0.3)
    assert table["starting"][0].value is None
    assert table["starting"][0].note == "no parents starting"


def test_the_ratio_is_of_means_and_not_the_mean_of_ratios():
    top, bottom = np.array([[10.0], [10.0]]), np.array([[1.0], [3.0]])
    made = ratio_of_means(top, bottom)
    assert made.value == 5.0
    assert made.value != (10.0 + 10.0 / 3.0) / 2.0
    assert made.low < 5.0 < made.high


def test_the_error_of_a_ratio_is_what_repeating_the_study_shows():
    rng = np.random.default_rng(1)
    ratios, errors = [], []
    for _ in range(300):
        bottom = rng.normal(10.0, 2.0, (80, 1))
        made = ratio_of_means(5.0 * bottom + rng.normal(0.0, 4.0, (80, 1)), bottom)
        ratios.append(made.value)
        errors.append(made.error)
    assert np.mean(errors) == pytest.approx(np.std(ratios), rel=0.12)


def test_missing_runs_count_for_neither_side_of_a_ratio():
    top, bottom = np.array([[10.0, np.nan], [20.0, 20.0]]), np.array([[2.0, 4.0], [np.nan, 4.0]])
    assert ratio_of_means(top, bottom).value == pytest.approx(15.0 / 3.0)
    assert ratio_of_means(np.full((2, 2), np.nan), bottom).note == "no run finished"


def test_one_more_parent_costs_the_crèche_over_the_parents_it_brings():
    cost = sum(item.total() for item in items(rebase=False))
    table = marginal_cost(cost, FIGURES, "baseline")
    extra = np.diff(FIGURES.totals["parents_reached"].mean(axis=(1, 2)))[1]
    assert table["starting"][2].value == pytest.approx(9_500.0 * 2.5 / extra)
    assert table["starting"][1].note == "what the others are compared with"
    assert table["starting"][0].note.startswith("fewer parents starting at less cost")


@pytest.mark.parametrize(
    ("cost", "more", "words"),
    [(5.0, 0.0, "no more parents"), (5.0, -2.0, "fewer parents at no less cost"), (-5.0, 2.0, "at no more cost")],
)
def test_there_is_no_cost_of_one_more_where_there_is_none(cost, more, words):
    made = one_more(np.full((3, 1), cost), np.full((3, 1), more))
    assert made.value is None
    assert words in made.note


def test_overhead_is_told_beside_direct_cost_and_what_was_paid_of_what_was_asked():
    nothing, baseline, _ = cost_recovery(items(), FIGURES, 1.0)
    assert nothing.overhead_on_direct is None
    assert baseline.overhead_on_direct == pytest.approx(baseline.overhead / baseline.direct)
    whole = baseline.overhead + baseline.direct
    assert baseline.paid_share == pytest.approx(whole / (whole + 1_500.0))


def test_setting_up_is_what_the_first_year_costs_beyond_a_usual_one():
    _, baseline, _ = set_up_and_running(items(), FIGURES.years)
    assert baseline[0] == pytest.approx(1_600.0 * 1.5)
    assert sum(baseline) == pytest.approx(sum(item.total() for item in items())[..., 1].mean())


def test_with_one_year_alone_setting_up_cannot_be_told():
    figures = made_up_figures(years=np.array([1.0]))
    assert set_up_and_running(items(figures), figures.years) == (None, None, None)


def test_a_share_of_the_table_is_not_taken_for_the_users_own():
    rows = {row.keys[0]: row for row in unit_costs(FIGURES, ENGLAND, TO)}
    for key in ("cost.on_cost_rate", "cost.overhead_rate"):
        assert rows[key].source == parameter(key).source

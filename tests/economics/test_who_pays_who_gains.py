"""Perspectives: transfers cancel, nothing is counted twice, and a perspective with no payer is told in words."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_figures import made_up_figures

from peersim.economics.appraisal_parts import Choices, appraise
from peersim.economics.items import FUNDER, PARTIES, PUBLIC, LineItem
from peersim.economics.perspectives import Perspective, net_by_party, sides, who_pays_who_gains, worth
from peersim.economics.profile import read_profile
from peersim.foundation.problems import InputError

pytestmark = pytest.mark.quick

FIGURES = made_up_figures()
SOCIETY = Perspective("society", "society", PARTIES)


def item(payer, gainer, amount=1.0, **changes):
    fields = {
        "name": "x", "label": "x", "payer": payer, "gainer": gainer, "form": "cash", "behaviour": "", "why": "",
        "keys": (), "source": "", "grade": "A", "amount": np.full((1, 1, 1, 2), amount),
    }  # fmt: skip
    return LineItem(**(fields | changes))


def test_who_pays_for_the_creche_changes_nothing_for_society():
    free = dataclasses.replace(FIGURES, totals=FIGURES.totals | {"paid_by_parents": np.zeros((3, 60, 2))})
    priced = dataclasses.replace(FIGURES, totals=FIGURES.totals | {"paid_by_parents": np.full((3, 60, 2), 5_000.0)})
    a, b = appraise(free), appraise(priced)
    assert a.before["society"].net == pytest.approx(b.before["society"].net)
    assert a.before["society"].cost == pytest.approx(b.before["society"].cost)
    assert (b.before["families"].cost > a.before["families"].cost).all()
    moved = a.before["funder"].cost - b.before["funder"].cost
    assert moved == pytest.approx(b.before["families"].cost)


parties = st.sampled_from(["", *PARTIES])


@given(payer=parties, gainer=parties, amount=st.floats(-1e6, 1e6))
def test_parties_taken_one_by_one_add_up_to_society(payer, gainer, amount):
    made = net_by_party([item(payer, gainer, amount)], read_profile().discounted_by("default"))
    alone = sum(value[0] for party, value in made.items() if party != "society")
    assert alone == pytest.approx(made["society"][0], abs=1e-6)
    if payer and gainer:
        assert made["society"][0] == 0.0


def test_the_parties_of_an_appraisal_add_up_to_society():
    made = net_by_party(appraise(FIGURES).items, read_profile().discounted_by("default"))
    for s in range(3):
        assert sum(made[party][s] for party in PARTIES) == pytest.approx(made["society"][s])
    assert made["society"][0] == 0.0


def test_resources_are_cost_gains_are_gain_and_money_from_outside_lowers_cost():
    funder = Perspective("f", "f", (FUNDER,))
    assert sides(item(FUNDER, ""), funder) == (1.0, 0.0)
    assert sides(item("", FUNDER), funder) == (0.0, 1.0)
    assert sides(item("families", FUNDER), funder) == (-1.0, 0.0)
    assert sides(item("families", FUNDER), SOCIETY) == (0.0, 0.0)
    assert sides(item(FUNDER, "", in_sum=False), funder) == (0.0, 0.0)


def test_savings_that_no_budget_can_be_cut_by_are_left_out_where_only_cash_counts():
    purse = Perspective("p", "p", (PUBLIC,), cashable_only=True)
    assert sides(item("", PUBLIC), purse) == (0.0, 0.0)
    assert sides(item("", PUBLIC, cashable=True), purse) == (0.0, 1.0)
    assert sides(item("", PUBLIC), dataclasses.replace(purse, cashable_only=False)) == (0.0, 1.0)


def test_volunteers_hours_are_a_cost_or_outside_the_sum_and_never_both():
    outside, cost = appraise(FIGURES), appraise(FIGURES, choices=Choices(volunteer_time="cost"))
    hours = outside.item("volunteer_time")
    assert not hours.in_sum
    assert hours.form == "in kind"
    assert sum(one.name == "volunteer_time" for one in cost.items) == 1
    gap = outside.before["society"].net - cost.before["society"].net
    assert gap == pytest.approx(cost.item("volunteer_time").present_value(cost.discounting.costs))


def test_wellbeing_is_valued_once_whatever_the_unit():
    for unit in ("wellby", "qaly"):
        made = appraise(FIGURES, unit=unit)
        assert [one.name for one in made.items if one.gainer == "families"] == ["wellbeing"]
    both = (
        appraise(FIGURES, unit="wellby").item("wellbeing").total(),
        appraise(FIGURES, unit="qaly").item("wellbeing").total(),
    )
    assert not np.allclose(*both)
    assert appraise(FIGURES, unit="none").before["society"].benefit == pytest.approx(np.zeros((60, 2, 3)))


def test_volunteers_own_wellbeing_is_counted_once_and_not_beside_quality_adjusted_life_years():
    count = {
        unit: sum(one.name == "volunteer_wellbeing" for one in appraise(FIGURES, unit=unit).items)
        for unit in ("wellby", "qaly", "none")
    }
    assert count == {"wellby": 1, "qaly": 0, "none": 0}


def test_the_public_purse_has_no_payer_where_the_funder_is_private_and_no_savings_were_brought():
    private = Choices(public_funder=False)
    made = appraise(FIGURES, choices=private)
    assert "public_purse" not in made.before
    assert any('perspective "public_purse" has no payer' in note for note in made.notes)
    with pytest.raises(InputError, match="has no payer: public services neither pay nor gain"):
        appraise(FIGURES, choices=private, perspectives=[Perspective("state", "the state", (PUBLIC,))])


def test_every_mistake_in_perspectives_is_told_at_once():
    asked = [Perspective("empty", "nobody", ()), Perspective("a", "a", ("funders",)), Perspective("a", "a", (FUNDER,))]
    with pytest.raises(InputError) as told:
        appraise(FIGURES, perspectives=asked)
    for word in ('"empty" has no payer: nobody is in it', 'Did you mean "funder"', '"a" is there twice'):
        assert word in str(told.value)


def test_the_matrix_shows_each_line_once_with_its_grade():
    made = appraise(FIGURES)
    rows = who_pays_who_gains(made.items, made.discounting)
    assert len({row.label for row in rows}) == len(rows)
    transfer = next(row for row in rows if row.payer and row.gainer)
    assert (transfer.payer, transfer.gainer) == ("families", "funder")
    assert all(row.grade in "ABCD" for row in rows)
    assert not any("pay of facilitators" in row.label for row in rows)


def test_net_is_benefit_less_cost_and_years_add_up_before_discounting():
    made = appraise(FIGURES, choices=Choices(discounting="undiscounted"))
    for seen in made.before.values():
        assert seen.net == pytest.approx(seen.benefit - seen.cost)
        assert seen.cost == pytest.approx(seen.cost_by_year.sum(axis=-1))
        assert seen.benefit == pytest.approx(seen.benefit_by_year.sum(axis=-1))
    assert worth(made.items, SOCIETY, made.discounting).net == pytest.approx(made.before["society"].net)

"""Money that comes late, is cut, renewed or moved, and posts frozen for want of it: every pound is accounted for."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_worlds import people

from peersim.agents import stages
from peersim.agents.funding import renewal_chance
from peersim.agents.worked_out import work_out
from peersim.engine import ledger
from peersim.engine.event_record import NOBODY
from peersim.engine.run import run_once
from peersim.evidence.sampling import draws
from peersim.evidence.table import central
from peersim.foundation.draws import run_key
from peersim.foundation.records import python_values
from peersim.foundation.units import WEEKS_PER_YEAR
from peersim.scenarios.levers import COST_LINES
from peersim.scenarios.variants import variant

P = SimpleNamespace(**python_values(work_out(central()[0])[0]))
WEEKS, PARENTS = 104, 250
STAFF_ONLY = ("staff", "overhead")

TROUBLES: dict[str, dict[str, Any]] = {
    "every payment late": {"late_weeks": 6},
    "some payments late": {"late_weeks": 20, "late_chance": 0.5},
    "a cut": {"cut_week": 30, "cut_share": 0.7},
    "an end": {"to_week": 45},
    "renewal": {"to_week": 30, "renews": True, "renewed_for_weeks": 17, "asks_for_evidence": True},
    "virement": {"pays_for": STAFF_ONLY, "virement": 0.15},
    "all at once": {
        "pays_for": STAFF_ONLY, "virement": 0.1, "late_weeks": 9, "late_chance": 0.4, "cut_week": 50, "cut_share": 0.3,
        "to_week": 61, "renews": True, "every_weeks": 5,
    },
}  # fmt: skip
"""What befalls the larger of two streams."""


def world_with(
    terms: dict[str, Any], levers: dict[str, Any] | None = None, *, seed: int = 1, draw: int = 0, weeks: int = WEEKS,
    donor: float = 15_000, more: Any = (), changes: Any = (),
) -> Any:  # fmt: skip
    """Run a baseline whose grant has these terms, with a small donor beside it."""
    grant = {"name": "grant", "amount_per_year": 55_000} | terms
    funds = [grant, {"name": "donor", "amount_per_year": donor}, *more]
    plan = variant("baseline", levers, funds=funds, changes=changes)
    values = draws(draw + 1, 1)[draw]
    return run_once(plan.expand(weeks), people(PARENTS, weeks, seed), values, run_key(seed, 0, 0), events=True)


def kinds(world: Any) -> Any:
    return world.events["kind"][: int(world.now[0]["events"])]


def count(world: Any, kind: int) -> int:
    return int((kinds(world) == kind).sum())


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("draw", [0, 3])
def test_every_pound_is_spent_in_hand_or_still_owed_whatever_befalls_a_stream(trouble: str, draw: int) -> None:
    world = world_with(TROUBLES[trouble], draw=draw)
    funds, week = world.funds, world.weekly
    assert np.allclose(funds["received"], funds["spent"] + funds["balance"], atol=1e-6)
    assert (funds["balance"] >= 0.0).all()
    assert np.allclose(np.cumsum(week["income"]) - np.cumsum(week["cost"]), week["balance"], atol=1e-6)
    assert np.isclose(week["income"].sum(), funds["received"].sum())
    assert np.allclose(world.spending.sum(axis=1), week["cost"], atol=1e-6)
    assert np.allclose(funds["moved"] + funds["movable"], funds["virement"] * funds["received"], atol=1e-6)
    assert (funds["movable"] >= -1e-9).all()


def test_late_payments_come_later_and_nothing_is_lost() -> None:
    on_time, late = world_with({}), world_with({"late_weeks": 6})
    grant = late.funds[0]
    assert np.isclose(grant["received"] + grant["owed"].sum(), on_time.funds[0]["received"])
    assert late.weekly["income"][0] == pytest.approx(15_000 * 13 / WEEKS_PER_YEAR)
    assert late.weekly["income"][6] == pytest.approx(55_000 * 13 / WEEKS_PER_YEAR)
    assert count(late, stages.E_PAYMENT_LATE) == WEEKS // 13
    assert count(on_time, stages.E_PAYMENT_LATE) == 0


def test_about_the_stated_share_of_payments_is_late_and_the_same_ones_in_every_design() -> None:
    terms = {"late_weeks": 3, "late_chance": 0.3, "every_weeks": 1}
    worlds = [world_with(terms, seed=seed) for seed in range(1, 7)]
    shares = [count(world, stages.E_PAYMENT_LATE) / WEEKS for world in worlds]
    assert 0.2 < np.mean(shares) < 0.4
    other = world_with(terms, {"outreach.hours": 12.0, "staff.posts": 1.0}, seed=1)
    late = [w.events["week"][: len(kinds(w))][kinds(w) == stages.E_PAYMENT_LATE] for w in (worlds[0], other)]
    assert np.array_equal(*late)


def test_a_late_payment_leaves_the_programme_short() -> None:
    terms = {"late_weeks": 10, "late_chance": 0.999}  # late as good as always, and not reckoned with
    assert world_with(terms, donor=40_000).lines[ledger.STAFF]["total_refused"] > 0.0
    assert world_with({}, donor=40_000).lines[ledger.STAFF]["total_refused"] == 0.0


def test_a_cut_stream_pays_that_much_less_from_its_week() -> None:
    world = world_with({"cut_week": 30, "cut_share": 0.4}, donor=0)
    income = world.weekly["income"][::13]
    assert np.allclose(income[:3], 55_000 * 13 / WEEKS_PER_YEAR)
    assert np.allclose(income[3:], 0.6 * 55_000 * 13 / WEEKS_PER_YEAR)
    cuts = world.events[: len(kinds(world))][kinds(world) == stages.E_FUND_CUT]
    assert cuts["week"].tolist() == [30]


def test_a_stream_goes_on_if_renewed_and_ends_if_not_and_both_are_told_ahead() -> None:
    seen = set()
    for seed in range(1, 9):
        world = world_with({"to_week": 52, "renews": True}, seed=seed, donor=0)
        events = world.events[: len(kinds(world))]
        told = events[np.isin(events["kind"], (stages.E_FUND_RENEWED, stages.E_FUND_NOT_RENEWED))]
        assert told["week"].tolist() == [52 - int(P.funding_notice_weeks)]
        renewed = bool(told["kind"][0] == stages.E_FUND_RENEWED)
        assert (world.weekly["income"][52:].sum() > 0.0) == renewed
        assert world.funds[0]["to_week"] == (WEEKS if renewed else 52)
        assert world.funds[0]["ending"] == (not renewed)
        seen.add(renewed)
    assert seen == {True, False}


def renewals(levers: dict[str, Any], asks: bool) -> Any:
    terms = {"to_week": 40, "renews": True, "renewed_for_weeks": 20, "asks_for_evidence": asks}
    return np.array([world_with(terms, levers, seed=seed, draw=seed).funds[0]["renewals"] for seed in range(40)])


MEASURED = {"evaluation.measured": True, "evaluation.hours": 2.0, "hours.priority": ("evaluation",)}


def test_measuring_results_makes_renewal_likelier_where_the_funder_asks() -> None:
    measured, silent = renewals(MEASURED, True), renewals({}, True)
    assert (measured >= silent).all(), "the same luck: evidence never costs a renewal"
    assert measured.mean() > silent.mean() + 0.2


def test_a_funder_who_does_not_ask_renews_more_easily() -> None:
    assert renewals({}, False).mean() > renewals({}, True).mean()


def test_evaluation_that_never_gets_its_hours_shows_nothing() -> None:
    last = MEASURED | {"staff.posts": 0.1, "hours.priority": ("outreach", "recruitment"), "outreach.hours": 60.0}
    assert (renewals(last, True) <= renewals({"staff.posts": 0.1, "outreach.hours": 60.0}, True)).all()


@given(shown=st.floats(0, 1), kept=st.floats(0, 1), asks=st.booleans(), more=st.floats(0, 0.5))
def test_the_chance_of_renewal_rises_with_evidence_and_with_results(
    shown: float, kept: float, asks: bool, more: float
) -> None:
    fund = SimpleNamespace(asks_for_evidence=asks)
    chance = renewal_chance(fund, shown, kept, P)
    assert 0.0 < chance < 1.0
    assert renewal_chance(fund, min(1.0, shown + more), kept, P) >= chance
    assert renewal_chance(fund, shown, kept + more, P) >= chance
    assert chance <= renewal_chance(SimpleNamespace(asks_for_evidence=False), shown, kept, P)
    assert renewal_chance(SimpleNamespace(asks_for_evidence=False), 0.0, kept, P) == pytest.approx(
        P.funding_renewed_usual
    )


def small_ledger(funds: list[tuple[float, int, float]]) -> Any:
    """A world of nothing but funds: of each the balance, what it pays for and its virement."""
    rows = [
        SimpleNamespace(balance=money, received=money, spent=0.0, pays_for=bits, virement=share, movable=share * money,
                        moved=0.0, restricted=bits != (1 << len(COST_LINES)) - 1)
        for money, bits, share in funds
    ]  # fmt: skip
    line = lambda: SimpleNamespace(spent=0.0, total_spent=0.0, refused=0.0, total_refused=0.0)  # noqa: E731
    now = SimpleNamespace(events=0, reserve=0.0, reserve_rooms=0.0)
    return SimpleNamespace(
        funds=rows, design=[SimpleNamespace(money_flexible=False)], now=[now], events=[],
        lines=[line() for _ in COST_LINES], spending=[[0.0] * len(COST_LINES)],
    )  # fmt: skip


A_FUND = st.tuples(st.floats(0, 1e5), st.integers(0, (1 << len(COST_LINES)) - 1), st.floats(0, 1))
A_PURCHASE = st.tuples(st.integers(0, len(COST_LINES) - 1), st.floats(0, 5e4), st.booleans())


@given(funds=st.lists(A_FUND, min_size=1, max_size=4), purchases=st.lists(A_PURCHASE, max_size=12))
@settings(max_examples=300)
def test_virement_never_moves_more_than_allowed_and_every_pound_is_kept(
    funds: list[tuple[float, int, float]], purchases: list[tuple[int, float, bool]]
) -> None:
    world = small_ledger(funds)
    for line, amount, whole in purchases:
        before = ledger.in_hand(world, line, world.design[0])
        paid_before = world.lines[line].total_spent
        if whole:
            assert ledger.pay(world, 0, line, amount) == (before + ledger.TINY >= amount)
        else:
            ledger.pay_as_far_as_possible(world, 0, line, amount)
        assert world.lines[line].total_spent - paid_before <= min(amount, before) + 1e-6
    for fund in world.funds:
        assert fund.received == pytest.approx(fund.spent + fund.balance, abs=1e-6)
        assert 0.0 <= fund.moved <= fund.virement * fund.received + 1e-6
        assert fund.balance >= -1e-9
    assert sum(line.total_spent for line in world.lines) == pytest.approx(sum(f.spent for f in world.funds), abs=1e-6)
    for line, row in enumerate(world.lines):
        could = sum(f.received if (f.pays_for >> line) & 1 else f.virement * f.received for f in world.funds)
        assert row.total_spent <= could + 1e-6


def test_moved_money_buys_what_restricted_money_cannot_and_comes_last() -> None:
    bits = 1 << ledger.STAFF
    world = small_ledger([(1000.0, bits, 0.1), (50.0, (1 << len(COST_LINES)) - 1, 0.0)])
    assert ledger.pay(world, 0, ledger.CRECHE, 50.0)
    assert world.funds[0].moved == 0.0, "free money goes first"
    assert ledger.pay(world, 0, ledger.CRECHE, 100.0)
    assert not ledger.pay(world, 0, ledger.CRECHE, 1.0), "the allowance is used up"
    assert world.funds[0].moved == pytest.approx(100.0)


def test_a_programme_with_virement_buys_what_it_could_not() -> None:
    levers = {"creche.places": 6}
    fixed = world_with({"pays_for": STAFF_ONLY}, levers, donor=0)
    moved = world_with({"pays_for": STAFF_ONLY, "virement": 0.1}, levers, donor=0)
    assert count(moved, stages.E_MONEY_MOVED) > 0 == count(fixed, stages.E_MONEY_MOVED)
    outside = [line for line, name in enumerate(COST_LINES) if name not in STAFF_ONLY]
    assert fixed.spending[:, outside].sum() == 0.0
    assert 0.0 < moved.spending[:, outside].sum() <= 0.1 * moved.funds["received"].sum() + 1e-6
    first = moved.events[: len(kinds(moved))][kinds(moved) == stages.E_MONEY_MOVED][0]
    assert (first["who"], first["cause"] in outside) == (0, True)


MORE_STAFF = ({"lever": "staff.posts", "value": 3.0, "from_week": 20, "source": "test", "why": "test"},)


def test_a_post_is_frozen_while_there_is_no_money_for_it_and_thawed_when_there_is() -> None:
    later = {"name": "later", "amount_per_year": 150_000, "from_week": 40}
    poor, helped = (world_with({}, donor=10_000, more=more, changes=MORE_STAFF) for more in ((), (later,)))
    rich = world_with({}, donor=150_000, changes=MORE_STAFF)
    span = slice(20 + int(P.staff_vacancy_weeks), 78)  # later, a run that ends has few wages left to cover
    assert poor.weekly["posts_filled"][span].max() <= 2.0
    assert rich.weekly["posts_filled"][span].max() == 3.0
    assert helped.weekly["posts_filled"][span].max() == 3.0
    assert count(poor, stages.E_POST_FROZEN) >= 1 > count(rich, stages.E_POST_FROZEN)
    events = helped.events[: len(kinds(helped))]
    frozen, thawed = (events[events["kind"] == kind] for kind in (stages.E_POST_FROZEN, stages.E_POST_THAWED))
    assert frozen["week"].min() == 20
    assert 20 < thawed["week"].min() <= 40, "what has been promised counts, half a year ahead"


def test_a_stream_that_has_ended_asks_for_no_more_reports() -> None:
    terms = {"reporting_hours": 8.0, "to_week": 52}
    reported, free = (world_with(terms | {"reporting_hours": hours}, donor=90_000) for hours in (8.0, 0.0))
    gap = free.weekly["hours_supplied"] - reported.weekly["hours_supplied"]
    assert gap[:52].mean() > 2.0
    assert gap[52:].sum() == 0.0


def test_nobody_is_named_where_an_event_is_about_a_stream() -> None:
    world = world_with(TROUBLES["all at once"])
    about = np.isin(kinds(world), range(stages.E_PAYMENT_LATE, stages.E_MONEY_MOVED + 1))
    events = world.events[: len(kinds(world))][about]
    assert len(events) > 0
    assert (events["who"] < len(world.funds)).all()
    assert (events["other"] == NOBODY).all()


def a_stream(**terms: Any) -> SimpleNamespace:
    plain = {"uid": 1, "amount_year": 52_000.0, "from_week": 0, "to_week": 104, "every_weeks": 13, "late_weeks": 0,
             "late_chance": 1.0, "cut_week": -1, "cut_share": 0.0, "paid_to": 13, "owed": [0.0] * 53}  # fmt: skip
    return SimpleNamespace(**(plain | terms))


def test_what_is_kept_back_for_wages_lasts_until_the_next_payment() -> None:
    world = SimpleNamespace(funds=[a_stream()], design=[None] * 104)
    for week in range(13):
        assert ledger.kept_back(world, week, 100.0) == pytest.approx(100.0 * (12 - week))
    world.funds.append(a_stream(every_weeks=52, paid_to=52))
    assert ledger.kept_back(world, 0, 100.0) == pytest.approx(1200.0), "the first stream carries it from week 13"
    small = SimpleNamespace(funds=[a_stream(amount_year=52.0), a_stream(paid_to=26)], design=[None] * 104)
    assert ledger.kept_back(small, 0, 100.0) == pytest.approx(100.0 * 25 - 52.0 * 13 / WEEKS_PER_YEAR)


def test_a_late_payment_on_its_way_is_reckoned_with_and_nothing_after_the_end() -> None:
    fund = a_stream(late_weeks=4, late_chance=0.5)
    fund.owed[3] = 70.0
    world = SimpleNamespace(funds=[fund], design=[None] * 104)
    assert ledger.kept_back(world, 0, 10.0) == pytest.approx(50.0), "twelve bills, less the 70 that come in week 3"
    ended = SimpleNamespace(funds=[a_stream(to_week=13)], design=[None] * 104)
    assert ledger.kept_back(ended, 12, 10.0) == pytest.approx(10.0 * 91)


@given(payments=st.integers(1, 8), every=st.integers(1, 30), short=st.integers(0, 29), late=st.integers(0, 52))
def test_what_is_expected_adds_up_to_what_is_still_to_come(payments: int, every: int, short: int, late: int) -> None:
    end = payments * every - min(short, every - 1)
    fund = a_stream(to_week=end, every_weeks=every, paid_to=every, late_weeks=late)
    to_come = sum(ledger.expected(fund, 0, later) for later in range(1, end + 60))
    assert to_come == pytest.approx(fund.amount_year * max(0, end - every) / WEEKS_PER_YEAR, abs=1e-6)

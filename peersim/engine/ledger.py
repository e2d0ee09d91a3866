"""The money ledger: every pound received is in hand or spent on a line, and every refusal is written down."""

from peersim.agents.rule import rule
from peersim.agents.stages import E_UNPAID
from peersim.agents.typed import FundRecord, WeekDesign
from peersim.engine.event_record import NOBODY, note
from peersim.engine.world import World
from peersim.foundation.units import WEEKS_PER_YEAR

(
    STAFF, OVERHEAD, ROOMS, REFRESHMENTS, CRECHE, TRAVEL, VOLUNTEER_EXPENSES, TRAINING, CHECKS, OUTREACH, RECRUITMENT,
    ONLINE, FACILITATOR_PAY,
) = range(13)  # fmt: skip
"""Cost lines by number, in the order of `peersim.scenarios.levers.COST_LINES`."""

TINY = 1e-9  # not evidence: rounding
"""Rounding slack when money or hours are compared [£ or hours]."""


@rule
def may_pay(fund: FundRecord, line: int, design: WeekDesign) -> bool:
    """Whether a stream may be spent on a line.

    Returns
    -------
    bool
        True when unrestricted, or the line is among those it pays for.

    Source
    ------
    Model 7.12; claim C1.
    """
    return design.money_flexible or ((fund.pays_for >> line) & 1) == 1


@rule
def in_hand(world: World, line: int, design: WeekDesign) -> float:
    """Money that could be spent on a line today.

    Returns
    -------
    float
        £.
    """
    total = 0.0
    for i in range(len(world.funds)):
        if may_pay(world.funds[i], line, design):
            total += world.funds[i].balance
    return total


@rule
def all_in_hand(world: World) -> float:
    """Money in hand over all streams.

    Returns
    -------
    float
        £.
    """
    total = 0.0
    for i in range(len(world.funds)):
        total += world.funds[i].balance
    return total


@rule
def spend_from(world: World, line: int, amount: float, restricted: bool, design: WeekDesign) -> float:
    """Take an amount from the streams that may pay, either the restricted ones or the others.

    Returns
    -------
    float
        What is still to be found [£].
    """
    for i in range(len(world.funds)):
        fund = world.funds[i]
        if amount > 0.0 and fund.restricted == restricted and may_pay(fund, line, design):
            part = min(amount, fund.balance)
            fund.balance -= part
            fund.spent += part
            amount -= part
    return amount


@rule
def spend(world: World, week: int, line: int, amount: float) -> None:
    """Spend money that is there: restricted streams first, so that flexible money lasts.

    Parameters
    ----------
    amount : float
        No more than `in_hand` [£].
    """
    design = world.design[week]
    left = spend_from(world, line, amount, True, design)
    left = spend_from(world, line, left, False, design)
    paid = amount - left
    world.lines[line].spent += paid
    world.lines[line].total_spent += paid
    world.spending[week][line] += paid


@rule
def refuse(world: World, week: int, line: int, amount: float) -> None:
    """Write down what was wanted and could not be had."""
    world.lines[line].refused += amount
    world.lines[line].total_refused += amount
    note(world, week, E_UNPAID, line, NOBODY, NOBODY, NOBODY)


@rule
def is_extra(line: int) -> bool:
    """Whether a line is given up before a room is: a crèche, travel, refreshments, adverts.

    Returns
    -------
    bool
        True for an extra.

    Source
    ------
    Assumed: no manager cancels a group to keep its crèche.
    """
    return line == CRECHE or line == TRAVEL or line == REFRESHMENTS or line == OUTREACH or line == RECRUITMENT


@rule
def pay(world: World, week: int, line: int, amount: float) -> bool:
    """Buy something whole or not at all, leaving the staff bill (and, for extras, rooms) until the next payment.

    Returns
    -------
    bool
        True when it was bought.

    Source
    ------
    Model 7.12: an empty line does without (no taxi this week, no crèche).
    """
    if amount <= 0.0:
        return True
    there = in_hand(world, line, world.design[week])
    spare = all_in_hand(world) - world.now[0].reserve
    if is_extra(line):
        spare -= world.now[0].reserve_rooms
    if there + TINY < amount or spare + TINY < amount:
        refuse(world, week, line, amount)
        return False
    spend(world, week, line, min(amount, there))
    return True


@rule
def pay_as_far_as_possible(world: World, week: int, line: int, amount: float) -> float:
    """Pay a bill as far as the money goes (the staff bill).

    Returns
    -------
    float
        Share paid [0 to 1].
    """
    if amount <= 0.0:
        return 1.0
    part = min(amount, in_hand(world, line, world.design[week]))
    if part > 0.0:
        spend(world, week, line, part)
    if part + TINY < amount:
        refuse(world, week, line, amount - part)
    return part / amount


@rule
def receive(world: World, week: int) -> float:
    """Take in the payments due this week.

    Returns
    -------
    float
        Money received [£].

    Source
    ------
    Scenario: amount, dates, how often and how late each stream pays.
    """
    total = 0.0
    for i in range(len(world.funds)):
        fund = world.funds[i]
        due = week - fund.late_weeks
        if due >= fund.from_week and due < fund.to_week and (due - fund.from_week) % fund.every_weeks == 0:
            covered = min(fund.every_weeks, fund.to_week - due)
            amount = fund.amount_year * covered / WEEKS_PER_YEAR
            fund.balance += amount
            fund.received += amount
            total += amount
    return total


@rule
def weeks_to_next_payment(world: World, week: int) -> int:
    """Weeks until the next payment of any stream is due.

    Returns
    -------
    int
        Weeks, counted to the end of the run when nothing more is due.
    """
    soonest = len(world.design) - week
    for i in range(len(world.funds)):
        fund = world.funds[i]
        since = week - fund.late_weeks - fund.from_week
        wait = -since if since < 0 else fund.every_weeks - since % fund.every_weeks
        if week + wait - fund.late_weeks < fund.to_week:
            soonest = min(soonest, wait)
    return soonest

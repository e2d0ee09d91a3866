"""The money ledger: every pound received is in hand or spent on a line, and every refusal is written down."""

from peersim.agents.funding import payment, payment_is_late
from peersim.agents.rule import rule
from peersim.agents.stages import E_MONEY_MOVED, E_PAYMENT_LATE, E_UNPAID
from peersim.agents.typed import FundRecord, WeekDesign
from peersim.engine.event_record import NOBODY, note
from peersim.engine.world import World

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
    """Money that could be spent on a line today, with what may be moved to it.

    Returns
    -------
    float
        £.
    """
    total = 0.0
    for i in range(len(world.funds)):
        fund = world.funds[i]
        if may_pay(fund, line, design):
            total += fund.balance
        else:
            total += min(fund.movable, fund.balance)
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
def move_from(world: World, week: int, line: int, amount: float, design: WeekDesign) -> float:
    """Take an amount from streams that do not name the line, as far as their funders let money be moved.

    Returns
    -------
    float
        What is still to be found [£].

    Source
    ------
    Scenario: virement; model 7.12 (movement between lines).
    """
    for i in range(len(world.funds)):
        fund = world.funds[i]
        part = min(amount, min(fund.movable, fund.balance))
        if part > 0.0 and not may_pay(fund, line, design):
            fund.balance -= part
            fund.spent += part
            fund.movable -= part
            fund.moved += part
            amount -= part
            note(world, week, E_MONEY_MOVED, i, NOBODY, NOBODY, line)
    return amount


@rule
def spend(world: World, week: int, line: int, amount: float) -> None:
    """Spend money that is there: restricted streams first, so that flexible money lasts; moved money last.

    Parameters
    ----------
    amount : float
        No more than `in_hand` [£].
    """
    design = world.design[week]
    left = spend_from(world, line, amount, True, design)
    left = spend_from(world, line, left, False, design)
    left = move_from(world, week, line, left, design)
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
def take_payment(world: World, week: int, i: int) -> float:
    """Take in one stream's money: the payment due this week if it comes on time, and late ones that come now.

    Returns
    -------
    float
        Money received [£].

    Source
    ------
    Scenario: amount, dates, how often and how late each stream pays.
    """
    fund, amount = world.funds[i], 0.0
    if week >= fund.from_week and week >= fund.paid_to and week < fund.to_week:
        covered = min(fund.every_weeks, fund.to_week - week)
        fund.paid_to = week + covered
        due = payment(fund, week, covered)
        if payment_is_late(fund, week, world.key):
            fund.owed[(week + fund.late_weeks) % len(fund.owed)] += due
            note(world, week, E_PAYMENT_LATE, i, NOBODY, NOBODY, NOBODY)
        else:
            amount = due
    amount += fund.owed[week % len(fund.owed)]
    fund.owed[week % len(fund.owed)] = 0.0
    return amount


@rule
def receive(world: World, week: int) -> float:
    """Take in the money that comes this week.

    Returns
    -------
    float
        Money received [£].
    """
    total = 0.0
    for i in range(len(world.funds)):
        fund, amount = world.funds[i], take_payment(world, week, i)
        fund.balance += amount
        fund.received += amount
        fund.movable += fund.virement * amount
        total += amount
    return total


@rule
def next_due(fund: FundRecord, never: int) -> int:
    """Week in which a stream is next reckoned to pay what is not yet due.

    Parameters
    ----------
    never : int
        What to answer where nothing more is to come [week].

    Returns
    -------
    int
        Week, reckoned on time unless all payments are late. No renewal is counted on before it is announced.
    """
    due = max(fund.paid_to, fund.from_week)
    if due >= fund.to_week:
        return never
    return due + fund.late_weeks if fund.late_chance >= 1.0 else due


@rule
def expected(fund: FundRecord, week: int, later: int) -> float:
    """Money reckoned to come from a stream in a later week.

    Returns
    -------
    float
        £: a late payment on its way, and what falls due then, at this week's rate.
    """
    total = 0.0
    if later - week < len(fund.owed):
        total += fund.owed[later % len(fund.owed)]
    first = next_due(fund, NOBODY)
    if first >= 0 and later >= first and (later - first) % fund.every_weeks == 0:
        covered = fund.to_week - max(fund.paid_to, fund.from_week) - (later - first)
        total += payment(fund, week, max(0, min(fund.every_weeks, covered)))
    return total


@rule
def all_have_paid_again(world: World, week: int) -> int:
    """Week by which every stream that still pays is reckoned to have paid again.

    Returns
    -------
    int
        Week; the end of the run when nothing more is to come.
    """
    latest = week
    for i in range(len(world.funds)):
        if world.funds[i].from_week <= week:
            latest = max(latest, next_due(world.funds[i], NOBODY))
    return latest if latest > week else len(world.design)


@rule
def kept_back(world: World, week: int, bill: float) -> float:
    """Money to keep in hand so that a weekly bill can be met until every stream has paid again.

    Returns
    -------
    float
        £: the most by which bills run ahead of what is reckoned to come in.
    """
    most, ahead = 0.0, 0.0
    for later in range(week + 1, all_have_paid_again(world, week)):
        ahead += bill
        for i in range(len(world.funds)):
            ahead -= expected(world.funds[i], week, later)
        most = max(most, ahead)
    return most


@rule
def promised(world: World, week: int, until: int, line: int, design: WeekDesign) -> float:
    """Money for a line that streams have promised up to a week and not yet paid in.

    Parameters
    ----------
    until : int
        First week not looked at [week].

    Returns
    -------
    float
        £, at this week's rates: late payments on their way, and those not yet due; no renewal before it is announced.
    """
    total = 0.0
    for i in range(len(world.funds)):
        fund = world.funds[i]
        if may_pay(fund, line, design):
            weeks = min(fund.to_week, until) - max(fund.paid_to, fund.from_week)
            total += payment(fund, week, 1) * max(0, weeks)
            for slot in range(len(fund.owed)):
                total += fund.owed[slot]
    return total

"""What funders do in phase 1: cut a stream, look at what was measured, renew it or let it end."""

from peersim.agents.funding import renewal_chance
from peersim.agents.purposes import RENEWAL
from peersim.agents.rule import rule
from peersim.agents.stages import (
    AGED_OUT,
    ATTENDING,
    E_FUND_CUT,
    E_FUND_NOT_RENEWED,
    E_FUND_RENEWED,
    FINISHED,
    SUPPORTED,
)
from peersim.agents.typed import FundRecord, Parameters
from peersim.engine.capacity import EVALUATION
from peersim.engine.event_record import NOBODY, note
from peersim.engine.ledger import TINY
from peersim.engine.world import World
from peersim.foundation.draws import uniform


@rule
def is_paying(fund: FundRecord, week: int) -> bool:
    """Whether a stream pays for this week.

    Returns
    -------
    bool
        True from its first week until it ends.
    """
    return fund.from_week <= week and week < fund.to_week


@rule
def evaluated_last_week(world: World, week: int, p: Parameters) -> float:
    """How much of last week could be shown to a funder.

    Returns
    -------
    float
        Share [0 to 1]: the share of the hours asked for evaluation that were given, in full where families' scores are
        measured and revisited, in part where the programme only reflects on itself.

    Source
    ------
    funding.reflection_counts (assumption); claims F9, C14, L9.
    """
    if week == 0:
        return 0.0
    design, task = world.design[week - 1], world.tasks[EVALUATION]
    if task.asked <= TINY:
        return 0.0
    done = task.given / task.asked
    return done if design.evaluation_measured else done * p.funding_reflection_counts


@rule
def kept_share(world: World, since: int) -> float:
    """Share of the families who first came since a week that are still engaged or finished as planned.

    Returns
    -------
    float
        Share [0 to 1] of those still eligible; 0 where nobody came.
    """
    came, kept = 0, 0
    for k in range(world.now[0].involved):
        parent = world.parents[world.involved[k]]
        if parent.first_week >= since and parent.stage != AGED_OUT:
            came += 1
            if parent.stage == ATTENDING or parent.stage == SUPPORTED or parent.stage == FINISHED:
                kept += 1
    return kept / came if came > 0 else 0.0


@rule
def decide_renewal(world: World, week: int, i: int) -> None:
    """A funder says whether a stream goes on after its end."""
    fund = world.funds[i]
    shown = fund.weeks_shown / fund.weeks_since if fund.weeks_since > 0 else 0.0
    kept = kept_share(world, max(fund.from_week, fund.judged_week))
    if uniform(world.key, fund.uid, RENEWAL, fund.to_week) < renewal_chance(fund, shown, kept, world.p):
        fund.to_week = min(fund.to_week + fund.renewed_for_weeks, len(world.design))
        fund.renewals += 1
        note(world, week, E_FUND_RENEWED, i, NOBODY, NOBODY, NOBODY)
    else:
        fund.ending = True
        note(world, week, E_FUND_NOT_RENEWED, i, NOBODY, NOBODY, NOBODY)
    fund.judged_week = week
    fund.weeks_since = 0
    fund.weeks_shown = 0.0


@rule
def hear_from_funders(world: World, week: int) -> None:
    """Cuts begin; evidence builds up; a stream that comes to its end is renewed or not, some weeks ahead.

    Source
    ------
    funding.notice_weeks (assumption); model 7.12; claims L9, C1.
    """
    p = world.p
    shown = evaluated_last_week(world, week, p)
    for i in range(len(world.funds)):
        fund = world.funds[i]
        if is_paying(fund, week):
            if week == fund.cut_week:
                note(world, week, E_FUND_CUT, i, NOBODY, NOBODY, NOBODY)
            fund.weeks_since += 1
            fund.weeks_shown += shown
            at_stake = fund.renews and not fund.ending and fund.to_week < len(world.design)
            if at_stake and week + int(p.funding_notice_weeks) >= fund.to_week:
                decide_renewal(world, week, i)

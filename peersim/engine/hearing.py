"""Who hears of the programme or is referred to it, of the families that have not yet."""

import math

from peersim.agents.attending import VIDEO
from peersim.agents.purposes import LETTER, ROUTE_IN
from peersim.agents.reaching import (
    first_trust,
    open_ears,
    referral_weight,
    referrals_for_need,
    takes_in_chance,
)
from peersim.agents.rule import rule
from peersim.agents.stages import (
    AWARE,
    BY_ONLINE,
    BY_OUTREACH,
    BY_REFERRAL,
    BY_WORD_OF_MOUTH,
    E_HEARD,
)
from peersim.agents.typed import FamilyRecord, Parameters, ParentRecord
from peersim.engine.capacity import PERSONAL_CALLS
from peersim.engine.event_record import NOBODY, note
from peersim.engine.ledger import OUTREACH, pay
from peersim.engine.people import begin, take_in
from peersim.engine.ways_in import find_a_way_in
from peersim.engine.world import World
from peersim.foundation.draws import uniform
from peersim.foundation.units import HALF, SMALLEST_CHANCE


@rule
def listen(world: World, week: int, row: int) -> None:
    """A family that has become eligible, and has not heard, is listed with all that decides when it will."""
    k, family = world.now[0].listeners, world.families[row]
    world.now[0].listeners += 1
    world.listeners[k] = row
    world.ears[k] = open_ears(family, world.design[week], world.p)
    world.eyes[k] = family.online_rank
    world.needs[k] = referral_weight(family)
    world.exposure[k], world.referral_exposure[k] = 0.0, 0.0
    world.hears_at[k], world.referred_at[k] = family.hear_threshold, family.refer_threshold


@rule
def listen_anew(world: World, week: int) -> None:
    """Where the programme is another one this week, it may be easier or harder to hear of."""
    for k in range(world.now[0].listeners):
        world.ears[k] = open_ears(world.families[world.listeners[k]], world.design[week], world.p)


@rule
def become_known(world: World, week: int, row: int, route: int) -> None:
    """A family hears, or is referred: from now on the programme may meet them, and they look for a way in."""
    now = world.now[0]
    take_in(world, row)
    world.row_of[row] = now.parents
    world.active[now.known] = now.parents
    parent = world.parents[now.parents]
    now.parents += 1
    now.known += 1
    now.aware += 1
    begin(parent, world.p)
    parent.family = row
    introduce(world, week, parent, route)
    find_a_way_in(world, week, parent, route == BY_REFERRAL)


@rule
def introduce(world: World, week: int, parent: ParentRecord, route: int) -> None:
    """How a parent meets the programme: by which way, with what trust, by a worker they know (a call's time) or not."""
    parent.stage = AWARE
    parent.route = route
    parent.aware_week = week
    parent.trust = first_trust(world.design[week], world.p)
    parent.known_worker = uniform(world.key, parent.uid, ROUTE_IN, week, 1) < world.design[week].outreach_known_worker
    if parent.known_worker:
        world.tasks[PERSONAL_CALLS].backlog += world.p.hours_personal_call
    note(world, week, E_HEARD, parent.uid, NOBODY, NOBODY, parent.route)


@rule
def online_visibility(world: World, p: Parameters) -> float:
    """Weekly hazard of coming across an open online space.

    Returns
    -------
    float
        Hazard [per week]; nothing where no open online space runs.

    Source
    ------
    reach.online_week (assumption); claims D4, D8: open spaces reach more.
    """
    for g in range(len(world.groups)):
        group = world.groups[g]
        if group.running and group.kind > VIDEO and not group.closed:
            return p.reach_online_week
    return 0.0


@rule
def route_of(world: World, week: int, family: FamilyRecord, outreach: float, word: float, online: float) -> int:
    """By which way a parent came to hear, in proportion to the hazards of this week.

    Returns
    -------
    int
        Route number (`peersim.agents.stages.ROUTES`).
    """
    point = uniform(world.key, family.uid, ROUTE_IN, week) * (outreach + word + online)
    if point < outreach:
        return BY_OUTREACH
    if point < outreach + word:
        return BY_WORD_OF_MOUTH
    return BY_ONLINE


@rule
def written_to(world: World, week: int) -> float:
    """Write to families by name, as far as it can be paid for.

    Returns
    -------
    float
        Chance that a family that does not know of the programme is written to this week [0 to 1].

    Source
    ------
    Scenario: outreach.letters; cost.letter (assumption).
    """
    wanted, unknown = world.design[week].outreach_letters, 1.0 * (world.now[0].eligible - world.weekly[week].aware)
    letters = min(wanted, unknown)
    if letters <= 0.0 or not pay(world, week, OUTREACH, letters * world.p.cost_letter):
        return 0.0
    return letters / unknown


@rule
def need_unmet(world: World, week: int) -> float:
    """Need of all eligible families that do not know of the programme yet, added up.

    Returns
    -------
    float
        Sum of needs; above 0.
    """
    total = SMALLEST_CHANCE
    for k in range(world.now[0].listeners):
        if still_listening(world, week, world.listeners[k]):
            total += world.needs[k]
    return total


@rule
def referred_this_week(world: World, week: int) -> float:
    """Referrals there are this week for each unit of a family's need.

    Returns
    -------
    float
        Hazard for a family of need 1 [per week].
    """
    design = world.design[week]
    need = need_unmet(world, week) if design.referral_families_week > 0.0 else 0.0
    return referrals_for_need(design, need, world.p)


@rule
def still_listening(world: World, week: int, row: int) -> bool:
    """Whether a family on the list is still eligible and has not heard.

    Returns
    -------
    bool
        True when it may still hear.
    """
    return world.row_of[row] < 0 and week < world.families[row].eligible_to


@rule
def expose(world: World, week: int, news: float, online: float) -> None:
    """All listeners are exposed to partners who refer and, unless one must be referred, to this week's ways of hearing.

    Parameters
    ----------
    news, online : float
        Hazards of hearing this week, by outreach or word of mouth and online, with nothing in the way [per week].
    """
    listeners, referrals = world.now[0].listeners, referred_this_week(world, week)
    referred, needs = world.referral_exposure, world.needs  # a name for each table, so that the loops are short
    for k in range(listeners):
        referred[k] += referrals * needs[k]
    if not world.design[week].referral_needed:
        exposure, ears, eyes = world.exposure, world.ears, world.eyes
        for k in range(listeners):
            exposure[k] += news * ears[k] + online * eyes[k]


@rule
def hear(world: World, week: int, k: int, outreach: float, word: float, online: float) -> None:
    """A listener has been exposed enough: it is referred, or hears, unless its time was over before.

    Parameters
    ----------
    k : int
        Its place on the list.
    outreach, word, online : float
        Hazards of hearing this week for a family with nothing in the way [per week].
    """
    row = world.listeners[k]
    if still_listening(world, week, row):
        route = BY_REFERRAL
        if world.referral_exposure[k] < world.referred_at[k]:
            ears, eyes = world.ears[k], world.eyes[k]
            route = route_of(world, week, world.families[row], outreach * ears, word * ears, online * eyes)
        become_known(world, week, row, route)
    stop_listening(world, k)


@rule
def stop_listening(world: World, k: int) -> None:
    """A listener has heard, or is no longer eligible: nothing reaches it any more."""
    world.hears_at[k], world.referred_at[k] = math.inf, math.inf


@rule
def read_letter_perhaps(world: World, week: int, k: int, letters: float) -> None:
    """A listener may be written to by name, and may take the letter in.

    Parameters
    ----------
    k : int
        Its place on the list.
    letters : float
        Chance that a family is written to this week [0 to 1].
    """
    row = world.listeners[k]
    if still_listening(world, week, row):
        chance = letters * takes_in_chance(world.ears[k], world.p)
        if uniform(world.key, world.families[row].uid, LETTER, week) < chance:
            become_known(world, week, row, BY_OUTREACH)
            stop_listening(world, k)


@rule
def spread_word(world: World, week: int, outreach: float, word: float, online: float) -> None:
    """Every eligible family that has not heard is exposed, or written to; some hear.

    Parameters
    ----------
    outreach, word, online : float
        Hazards of hearing this week for a family with nothing in the way [per week].
    """
    if world.redesigned[week]:
        listen_anew(world, week)
    letters = written_to(world, week)
    expose(world, week, outreach + word, online)
    exposure, referred, hears_at, referred_at = (
        world.exposure,
        world.referral_exposure,
        world.hears_at,
        world.referred_at,
    )
    for k in range(world.now[0].listeners):
        if exposure[k] >= hears_at[k] or referred[k] >= referred_at[k]:
            hear(world, week, k, outreach, word, online)
        elif letters > 0.0:
            read_letter_perhaps(world, week, k, letters)
    close_ranks(world, week)


@rule
def close_ranks(world: World, week: int) -> None:
    """Once a quarter of the list has heard or left, move the others up."""
    now, kept = world.now[0], 0
    listening = now.eligible - now.aware
    if now.listeners - listening > HALF * HALF * now.listeners:
        for k in range(now.listeners):
            if still_listening(world, week, world.listeners[k]):
                move_up(world, k, kept)
                kept += 1
        now.listeners = kept


@rule
def move_up(world: World, k: int, to: int) -> None:
    """Move a listener to an earlier place on the list."""
    world.listeners[to] = world.listeners[k]
    world.ears[to], world.eyes[to], world.needs[to] = world.ears[k], world.eyes[k], world.needs[k]
    world.exposure[to], world.referral_exposure[to] = world.exposure[k], world.referral_exposure[k]
    world.hears_at[to], world.referred_at[to] = world.hears_at[k], world.referred_at[k]

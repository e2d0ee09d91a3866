"""Who hears of the programme or is referred to it, of the families that have not yet."""

from peersim.agents.attending import VIDEO
from peersim.agents.purposes import LETTER, ROUTE_IN
from peersim.agents.reaching import (
    first_trust,
    open_ears,
    referral_hazard,
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
from peersim.agents.typed import ListenerRecord, Parameters, ParentRecord
from peersim.engine.capacity import PERSONAL_CALLS
from peersim.engine.event_record import NOBODY, note
from peersim.engine.ledger import OUTREACH, pay
from peersim.engine.people import begin, move_up, take_in
from peersim.engine.ways_in import find_a_way_in
from peersim.engine.world import World
from peersim.foundation.draws import uniform
from peersim.foundation.units import HALF, SMALLEST_CHANCE


@rule
def become_known(world: World, week: int, listener: ListenerRecord, route: int) -> None:
    """A family hears, or is referred: from now on the programme may meet them, and they look for a way in."""
    now = world.now[0]
    stop_listening(world, listener)
    take_in(world, listener.family)
    world.row_of[listener.family] = now.parents
    world.active[now.known] = now.parents
    parent = world.parents[now.parents]
    now.parents += 1
    now.known += 1
    now.aware += 1
    begin(parent, world.p)
    parent.family = listener.family
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
def route_of(world: World, week: int, listener: ListenerRecord, outreach: float, word: float, online: float) -> int:
    """By which way a parent came to hear, in proportion to the hazards of this week.

    Returns
    -------
    int
        Route number (`peersim.agents.stages.ROUTES`).
    """
    point = uniform(world.key, listener.uid, ROUTE_IN, week) * (outreach + word + online)
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
        listener = world.listeners[k]
        if listener.listening and week < listener.eligible_to:
            total += listener.need
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
def expose(world: World, week: int, listener: ListenerRecord, news: float, online: float, referrals: float) -> bool:
    """A family that has not heard is exposed to this week's ways of hearing, and to partners who refer.

    Parameters
    ----------
    news, online : float
        Hazards of hearing this week, by outreach or word of mouth and online, with nothing in the way [per week].
    referrals : float
        Referrals this week for each unit of need [per week].

    Returns
    -------
    bool
        True when that is enough for the family to hear, or to be referred.
    """
    design = world.design[week]
    listener.referral_exposure += referral_hazard(listener, referrals)
    if not design.referral_needed:
        listener.exposure += news * open_ears(listener, design, world.p) + online * listener.online_rank
    return listener.referral_exposure >= listener.refer_threshold or listener.exposure >= listener.hear_threshold


@rule
def hear(world: World, week: int, listener: ListenerRecord, outreach: float, word: float, online: float) -> None:
    """A family has been exposed enough: it is referred, or hears.

    Parameters
    ----------
    outreach, word, online : float
        Hazards of hearing this week for a family with nothing in the way [per week].
    """
    if listener.referral_exposure >= listener.refer_threshold:
        become_known(world, week, listener, BY_REFERRAL)
    else:
        ears = open_ears(listener, world.design[week], world.p)
        route = route_of(world, week, listener, outreach * ears, word * ears, online * listener.online_rank)
        become_known(world, week, listener, route)


@rule
def takes_in_letter(world: World, week: int, listener: ListenerRecord, letters: float) -> bool:
    """Whether a family that has not heard is written to by name, and takes the letter in.

    Parameters
    ----------
    letters : float
        Chance that a family is written to this week [0 to 1].

    Returns
    -------
    bool
        True when it hears this way.
    """
    takes_in = takes_in_chance(open_ears(listener, world.design[week], world.p), world.p)
    return uniform(world.key, listener.uid, LETTER, week) < letters * takes_in


@rule
def spread_word(world: World, week: int, outreach: float, word: float, online: float) -> None:
    """Every eligible family that has not heard is exposed, or written to; those that hear leave the list.

    Parameters
    ----------
    outreach, word, online : float
        Hazards of hearing this week for a family with nothing in the way [per week].
    """
    letters, referrals = written_to(world, week), referred_this_week(world, week)
    for k in range(world.now[0].listeners):
        listener = world.listeners[k]
        if listener.listening:
            if week >= listener.eligible_to:
                stop_listening(world, listener)
            elif expose(world, week, listener, outreach + word, online, referrals):
                hear(world, week, listener, outreach, word, online)
            elif letters > 0.0 and takes_in_letter(world, week, listener, letters):
                become_known(world, week, listener, BY_OUTREACH)
    close_ranks(world)


@rule
def stop_listening(world: World, listener: ListenerRecord) -> None:
    """A family has heard, or is no longer eligible: it is passed over from now on."""
    listener.listening = False
    world.now[0].deaf += 1


@rule
def close_ranks(world: World) -> None:
    """Once a quarter of the list of families that have not heard is passed over, move the others up."""
    now, kept = world.now[0], 0
    if now.deaf > HALF * HALF * now.listeners:
        for k in range(now.listeners):
            if world.listeners[k].listening:
                move_up(world, k, kept)
                kept += 1
        now.listeners, now.deaf = kept, 0

"""Phase 2, who is eligible; phase 3, who hears, is referred and chooses where to go; phase 14, the lapsed."""

import math

from peersim.agents.attending import VIDEO
from peersim.agents.causes import AGAINST_ASSESSMENT, FIRST_SUPPORT, HAD_SUPPORT
from peersim.agents.maths import expit, standard_spread
from peersim.agents.purposes import ENROL, FIRST_STEP, LETTER, READY_WEEK, RETURN_AFTER_LAPSE, ROUTE_IN, TASTE
from peersim.agents.reaching import (
    enrol_logit,
    first_step_logit,
    first_trust,
    open_ears,
    outreach_hazard,
    referral_hazard,
    referrals_for_need,
    return_chance,
    setting_appeal,
    takes_in_chance,
    wants_one_to_one,
    word_of_mouth_hazard,
)
from peersim.agents.rule import rule
from peersim.agents.stages import (
    AGED_OUT,
    ATTENDING,
    AWARE,
    BY_ONLINE,
    BY_OUTREACH,
    BY_REFERRAL,
    BY_WORD_OF_MOUTH,
    DECLINED,
    E_AGED_OUT,
    E_CALLED,
    E_DECLINED,
    E_FOLLOWED_UP,
    E_HEARD,
    E_INVITED,
    E_JOINED,
    E_REFERRED,
    E_RETURNED,
    E_SIGNED_UP,
    INVITED,
    LAPSED,
    NO_SETTING,
    ONE_TO_ONE,
    REFERRED,
    SUPPORTED,
)
from peersim.agents.typed import GroupRecord, ListenerRecord, Parameters, ParentRecord, SessionDesign, WeekDesign
from peersim.engine.capacity import FOLLOW_UP, OUTREACH_WORK, PERSONAL_CALLS, take
from peersim.engine.event_record import NOBODY, note
from peersim.engine.leaving import end_match
from peersim.engine.ledger import OUTREACH, pay
from peersim.engine.people import begin, involve, let_go, listen, move_up, take_in
from peersim.engine.world import World
from peersim.foundation.draws import uniform
from peersim.foundation.units import HALF, SMALLEST_CHANCE


@rule
def distance_to(parent: ParentRecord, group: GroupRecord) -> float:
    """Straight-line distance from home to a group's venue.

    Returns
    -------
    float
        Distance [km].
    """
    east, north = parent.x - group.x, parent.y - group.y
    return math.sqrt(east * east + north * north)


@rule
def age_out(world: World, week: int, parent: ParentRecord) -> None:
    """A family the programme knows stops being eligible; whatever it was part of goes on without it."""
    world.now[0].aware -= 1
    if parent.stage == ATTENDING and parent.setting >= 0:
        world.groups[parent.setting].members -= 1
    if parent.stage == SUPPORTED:
        end_match(world, week, parent.match, False, False)
    if parent.signed_up:
        parent.signed_up = False
        world.groups[parent.setting].invited -= 1
    note(world, week, E_AGED_OUT, parent.uid, NOBODY, parent.setting, NOBODY)
    parent.gone_week = week
    parent.stage = AGED_OUT


@rule
def keep_eligible(world: World, week: int) -> None:
    """Phase 2: families become eligible, and stop being so; the list of known parents is tidied."""
    now = world.now[0]
    while now.next_arrival < len(world.arriving):
        row = world.arriving[now.next_arrival]
        if world.families[row].eligible_from > week:
            break
        listen(world, row)
        now.listeners += 1
        now.eligible += 1
        now.next_arrival += 1
    stop_being_eligible(world, week)
    world.weekly[week].eligible = now.eligible
    world.weekly[week].aware = now.aware
    tidy_active(world)


@rule
def stop_being_eligible(world: World, week: int) -> None:
    """Families whose time is over are no longer eligible, known to the programme or not."""
    now = world.now[0]
    while now.next_leaver < len(world.leaving):
        row = world.leaving[now.next_leaver]
        if world.families[row].eligible_to > week:
            break
        now.next_leaver += 1
        now.eligible -= 1
        if world.row_of[row] >= 0:
            age_out(world, week, world.parents[world.row_of[row]])
        else:
            let_go(world, week, row)


@rule
def tidy_active(world: World) -> None:
    """Drop from the lists of parents those with whom nothing can happen any more, and put the involved in order."""
    now, kept, involved = world.now[0], 0, 0
    for k in range(now.known):
        row = world.active[k]
        parent = world.parents[row]
        if parent.stage != AGED_OUT and parent.stage != DECLINED:
            world.active[kept] = row
            kept += 1
            if parent.involved:
                world.involved[involved] = row
                involved += 1
    now.known, now.involved = kept, involved


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
def seek_one_to_one(world: World, week: int, parent: ParentRecord) -> None:
    """A parent who is referred, or prefers one person, says yes to an assessment or declines."""
    parent.referred_week = week
    note(world, week, E_REFERRED, parent.uid, NOBODY, NOBODY, parent.route)
    design = world.design[week]
    agreed = parent.route == BY_REFERRAL and design.referral_agreed
    if agreed or uniform(world.key, parent.uid, ENROL, 0) < expit(enrol_logit(parent, design, world.p)):
        parent.stage = REFERRED
        parent.waiting_hours = 0.0
        involve(world, parent)
    else:
        parent.stage = DECLINED
        note(world, week, E_DECLINED, parent.uid, NOBODY, ONE_TO_ONE, AGAINST_ASSESSMENT)


@rule
def has_a_place(group: GroupRecord, session: SessionDesign) -> bool:
    """Whether a group could take in one more: open ones always, closed ones up to the room.

    Returns
    -------
    bool
        True when it runs and has a place.
    """
    return group.running and (not group.closed or group.course_weeks > 0 or group.members < session.group_room)


@rule
def choose_setting(world: World, week: int, parent: ParentRecord, meeting: bool) -> None:
    """A parent goes to the most appealing setting open to them, if it appeals enough.

    Parameters
    ----------
    meeting : bool
        Only groups that meet are looked at, not spaces used at any time.
    """
    p, design = world.p, world.design[week]
    best, appeal = NO_SETTING, -p.setting_least_appeal
    for g in range(len(world.groups)):
        group = world.groups[g]
        session = world.group_design[week][g]
        if has_a_place(group, session) and not (meeting and group.kind > VIDEO):
            score = setting_appeal(parent, group, session, distance_to(parent, group), design, p)
            score += p.setting_taste * standard_spread(uniform(world.key, parent.uid, TASTE, group.uid))
            if score > appeal:
                best, appeal = g, score
    if best != NO_SETTING:
        parent.setting = best
        parent.stage = INVITED
        parent.invited_week = week
        parent.distance = distance_to(parent, world.groups[best])
        note(world, week, E_INVITED, parent.uid, NOBODY, best, NOBODY)


@rule
def find_a_way_in(world: World, week: int, parent: ParentRecord, referred: bool) -> None:
    """One-to-one for those referred for it or who prefer it; else a group.

    Where nobody comes without a referral, being referred says nothing of what for: those who would not rather have one
    person look for a group first.
    """
    design, rather_one = world.design[week], wants_one_to_one(parent, world.p)
    may_ask = design.one_to_one_offered and parent.referred_week < 0
    if referred and design.referral_needed and not rather_one:
        choose_setting(world, week, parent, False)
        may_ask = may_ask and parent.stage != INVITED
    if may_ask and (referred or rather_one):
        seek_one_to_one(world, week, parent)
    elif parent.stage != INVITED:
        choose_setting(world, week, parent, False)


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
def something_on_offer(world: World, design: WeekDesign) -> bool:
    """Whether there is anything to hear of.

    Returns
    -------
    bool
        True when a group runs or one-to-one support is offered.
    """
    if design.one_to_one_offered:
        return True
    for g in range(len(world.groups)):
        if world.groups[g].running:
            return True
    return False


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


@rule
def reach_parents(world: World, week: int) -> None:
    """Phase 3: outreach, referral and word of mouth; who hears, who is referred, where they choose to go."""
    p, design, now = world.p, world.design[week], world.now[0]
    if not something_on_offer(world, design):
        return
    spent = design.outreach_spend if pay(world, week, OUTREACH, design.outreach_spend) else 0.0
    outreach = outreach_hazard(world.tasks[OUTREACH_WORK].left, spent, p)
    take(world, OUTREACH_WORK, world.tasks[OUTREACH_WORK].left)
    word = word_of_mouth_hazard(now.word_of_mouth, now.eligible, p)
    spread_word(world, week, outreach, word, online_visibility(world, p))
    reconsider(world, week)
    call_newcomers(world, week, p)
    sign_up_for_courses(world, week, p)


@rule
def reconsider(world: World, week: int) -> None:
    """When a group opens, parents who know of the programme and belong nowhere look again."""
    now = world.now[0]
    if now.opened:
        now.opened = False
        for k in range(now.known):
            parent = world.parents[world.active[k]]
            if parent.stage == AWARE:
                choose_setting(world, week, parent, False)


@rule
def call_newcomers(world: World, week: int, p: Parameters) -> None:
    """Call each invited parent once before the first session, as far as hours go."""
    if not world.design[week].outreach_personal_calls:
        return
    for k in range(world.now[0].known):
        parent = world.parents[world.active[k]]
        if parent.stage == INVITED and not parent.called and parent.first_week < 0:
            if take(world, PERSONAL_CALLS, p.hours_personal_call):
                parent.called = True
                note(world, week, E_CALLED, parent.uid, NOBODY, parent.setting, NOBODY)


@rule
def signing_up_somewhere(world: World) -> bool:
    """Whether there is a course, or a space used at any time, that one signs up for before coming.

    Returns
    -------
    bool
        True when there is one.
    """
    for g in range(len(world.groups)):
        if world.groups[g].course_weeks > 0 or world.groups[g].kind > VIDEO:
            return True
    return False


@rule
def sign_up_for_courses(world: World, week: int, p: Parameters) -> None:
    """Parents invited to a closed course make up their minds to sign up, as long as it has places."""
    if not signing_up_somewhere(world):
        return
    for k in range(world.now[0].known):
        parent = world.parents[world.active[k]]
        if parent.stage == INVITED and not parent.signed_up:
            g = parent.setting
            group = world.groups[g]
            session = world.group_design[week][g]
            places_left = group.course_weeks > 0 and group.invited < session.group_room
            if places_left or group.kind > VIDEO:
                if takes_first_step(world, week, parent, group, session):
                    parent.signed_up = True
                    group.invited += 1
                    if group.gathering_week < 0:
                        group.gathering_week = week
                    note(world, week, E_SIGNED_UP, parent.uid, NOBODY, g, NOBODY)


@rule
def takes_first_step(world: World, week: int, parent: ParentRecord, group: GroupRecord, session: SessionDesign) -> bool:
    """Whether this is the week in which an invited parent makes the step.

    Returns
    -------
    bool
        True when they do.
    """
    ready = uniform(world.key, parent.uid, READY_WEEK, week)
    since = 1.0 * (week - parent.invited_week)
    score = first_step_logit(parent, group, session, ready, since, world.design[week], world.p)
    return uniform(world.key, parent.uid, FIRST_STEP, week) < expit(score)


@rule
def join(world: World, week: int, parent: ParentRecord, group: GroupRecord) -> None:
    """An invited parent becomes a member."""
    parent.stage = ATTENDING
    group.members += 1
    involve(world, parent)
    before = HAD_SUPPORT if parent.first_week >= 0 else FIRST_SUPPORT
    note(world, week, E_JOINED, parent.uid, NOBODY, parent.setting, before)


@rule
def follow_up_lapsed(world: World, week: int) -> None:
    """Phase 14: calls to those who stopped coming; a call in a ready week may bring them back."""
    p = world.p
    if not world.design[week].follow_up_calls:
        return
    for k in range(world.now[0].known):  # not the involved: hours go to those who have been known longest first
        parent = world.parents[world.active[k]]
        if due_for_follow_up(parent, week, p) and take(world, FOLLOW_UP, p.hours_follow_up):
            parent.contacted_week = week
            note(world, week, E_FOLLOWED_UP, parent.uid, NOBODY, parent.setting, NOBODY)
            if parent.stage == LAPSED:
                come_back_perhaps(world, week, parent, p)
            else:
                parent.belonging += p.follow_up_belonging * (1.0 - parent.belonging)


@rule
def due_for_follow_up(parent: ParentRecord, week: int, p: Parameters) -> bool:
    """Whether a parent should be called this week: absent of late, or lapsed not long ago, and not called lately.

    Returns
    -------
    bool
        True when due.

    Source
    ------
    follow_up.after_missed, follow_up.within_weeks, follow_up.every_weeks (assumptions); claim C11.
    """
    if parent.contacted_week >= 0 and week - parent.contacted_week < p.follow_up_every_weeks:
        return False
    if parent.stage == ATTENDING:
        return parent.missed_in_a_row >= p.follow_up_after_missed
    if parent.stage == LAPSED and parent.setting >= 0:
        return week - parent.disengaged_week < p.follow_up_within_weeks
    return False


@rule
def come_back_perhaps(world: World, week: int, parent: ParentRecord, p: Parameters) -> None:
    """A lapsed parent who was called comes back to the group, if the week is right and it still runs."""
    group = world.groups[parent.setting]
    open_to_them = group.running and group.course_weeks == 0
    if open_to_them and uniform(world.key, parent.uid, RETURN_AFTER_LAPSE, week) < return_chance(parent, p):
        parent.stage = ATTENDING
        parent.disengaged_week = NOBODY
        parent.missed_in_a_row = 0
        group.members += 1
        world.weekly[week].returned += 1
        note(world, week, E_RETURNED, parent.uid, NOBODY, parent.setting, NOBODY)

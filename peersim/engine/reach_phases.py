"""Phase 3, who hears of the programme and takes a step towards it; phase 14, the lapsed."""

from peersim.agents.attending import IN_PERSON, VIDEO
from peersim.agents.causes import FIRST_SUPPORT, HAD_SUPPORT
from peersim.agents.maths import expit
from peersim.agents.purposes import FIRST_STEP, READY_WEEK, RETURN_AFTER_LAPSE
from peersim.agents.reaching import (
    first_step_logit,
    outreach_hazard,
    return_chance,
    word_of_mouth_hazard,
)
from peersim.agents.rule import rule
from peersim.agents.stages import (
    ATTENDING,
    AWARE,
    E_CALLED,
    E_FOLLOWED_UP,
    E_JOINED,
    E_RETURNED,
    E_SIGNED_UP,
    INVITED,
    LAPSED,
)
from peersim.agents.typed import GroupRecord, Parameters, ParentRecord, SessionDesign, WeekDesign
from peersim.engine.capacity import FOLLOW_UP, OUTREACH_WORK, PERSONAL_CALLS, take
from peersim.engine.event_record import NOBODY, note
from peersim.engine.hearing import online_visibility, spread_word
from peersim.engine.ledger import ONLINE, OUTREACH, pay
from peersim.engine.people import involve
from peersim.engine.ways_in import choose_setting
from peersim.engine.world import World
from peersim.foundation.draws import uniform


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
    lend_kit(world, week, parent, group)
    before = HAD_SUPPORT if parent.first_week >= 0 else FIRST_SUPPORT
    note(world, week, E_JOINED, parent.uid, NOBODY, parent.setting, before)


@rule
def lend_kit(world: World, week: int, parent: ParentRecord, group: GroupRecord) -> None:
    """Pay for kit lent to a member of an online group who lacks it, and for showing them how.

    Source
    ------
    Scenario: online.loans, the share who are lent it; cost.loan (assumption); claim L6.
    """
    if group.kind != IN_PERSON and (parent.online_barred or parent.digital_gap):
        pay(world, week, ONLINE, world.design[week].online_loans * world.p.cost_loan)


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

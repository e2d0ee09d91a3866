"""Phase 7: groups meet in rooms and by video; who comes, who stays away and why."""

import math

from peersim.agents.absences import avoidable_cause, stated_reason
from peersim.agents.attending import (
    FARES_FOR_ALL,
    IN_PERSON,
    LIFTS_FOR_THOSE_WITHOUT_A_CAR,
    attendance_logit,
    attendance_probability,
    drop_out_hazard,
    joins_by_video,
    needs_creche,
    no_return_chance,
    week_effect,
)
from peersim.agents.belonging import add_tie, belong_less, belong_more, give_at_session, had_support
from peersim.agents.causes import (
    FIRST_VISIT,
    LOST_HEART,
    NOBODY_TO_FACILITATE,
    PLACE_UNPAID,
)
from peersim.agents.maths import expit, hazard_chance
from peersim.agents.purposes import (
    COME,
    DROP_OUT,
    FACILITATOR_COMES,
    FIRST_STEP,
    GROUP_WEEK,
    MEMBER_HELPS,
    RETURN_AFTER_FIRST,
    STATED_REASON,
    TIE,
)
from peersim.agents.reaching import turns_up_logit
from peersim.agents.rule import rule
from peersim.agents.staffing import facilitator_comes_chance, room_hours, session_quality, times_a_week
from peersim.agents.stages import (
    ATTENDING,
    CLASH,
    DECLINED,
    E_ABSENT,
    E_CANCELLED,
    E_DID_NOT_COME,
    E_FIRST_SESSION,
    E_HELD,
    E_SESSION,
    E_TIE,
    ILLNESS,
    INVITED,
)
from peersim.agents.typed import GroupRecord, Parameters, ParentRecord, SessionDesign
from peersim.engine.after_session import close_session
from peersim.engine.capacity import COLLECTING, GROUP_SUPPORT, take, take_some
from peersim.engine.event_record import NOBODY, note
from peersim.engine.hours_phase import meets_this_week
from peersim.engine.leaving import lapse
from peersim.engine.ledger import CRECHE, FACILITATOR_PAY, ONLINE, ROOMS, TRAVEL, pay
from peersim.engine.reach_phases import join, takes_first_step
from peersim.engine.ways_in import has_a_place
from peersim.engine.world import World
from peersim.foundation.draws import uniform
from peersim.foundation.units import HALF, WEEKS_PER_YEAR


@rule
def least_facilitators(session: SessionDesign) -> int:
    """How many must be there for a session to be held.

    Returns
    -------
    int
        1, or one more where the group never meets without a pair.

    Source
    ------
    Scenario: group.needs_pair; claim C12.
    """
    return 1 + 1 if session.group_needs_pair else 1


@rule
def staff_session(world: World, week: int, g: int) -> None:
    """Find who facilitates: volunteers who can come, else a coordinator if hours allow; note the quality."""
    p, design, session, group = world.p, world.design[week], world.group_design[week][g], world.groups[g]
    least = least_facilitators(session)
    group.staffed, skill, peers = 0, 0.0, 0.0
    for row in range(world.now[0].volunteers):
        volunteer = world.volunteers[row]
        if volunteer.group == g:
            chance = facilitator_comes_chance(volunteer, design.facilitators_paid, p)
            if uniform(world.key, volunteer.uid, FACILITATOR_COMES, week) < chance:
                group.staffed += 1
                skill += volunteer.skill
                peers += 1.0 if volunteer.peer else 0.0
    if group.staffed < least and take(world, GROUP_SUPPORT, session.group_hours + p.hours_around_session):
        group.staffed += 1
        skill += p.staff_skill
    supported = take_some(world, GROUP_SUPPORT, p.hours_session_support) / p.hours_session_support
    if group.staffed > 0:
        been_there = peers / group.staffed
        good = session_quality(skill / group.staffed, been_there, world.now[0].learned, design, group.staffed, p)
        group.quality = good * (1.0 - p.quality_unsupported * (1.0 - supported))


@rule
def creche_workers(places: int, send_trained: bool, p: Parameters) -> int:
    """Crèche workers needed for a number of places, by legal ratios, rounded up.

    Returns
    -------
    int
        Workers.

    Source
    ------
    cost.creche_ratio_under_2, cost.creche_ratio_age_2, cost.creche_ratio_age_3_plus (statutory ratios);
    creche.share_under_2, creche.share_age_2 (assumptions); creche.send_extra_share (assumption): disabled children
    need far richer ratios.
    """
    youngest = places * p.creche_share_under_2 / p.cost_creche_ratio_under_2
    middle = places * p.creche_share_age_2 / p.cost_creche_ratio_age_2
    older = places * (1.0 - p.creche_share_under_2 - p.creche_share_age_2) / p.cost_creche_ratio_age_3_plus
    workers = youngest + middle + older
    if send_trained:
        workers = workers * (1.0 + p.creche_send_extra_share)
    return math.ceil(workers)


@rule
def open_creche(world: World, week: int, session: SessionDesign, group: GroupRecord) -> None:
    """Open the crèche this session was planned with, if it can be paid for."""
    p = world.p
    group.creche_left = 0
    if session.creche_places > 0 and group.kind == IN_PERSON:
        hours = (session.group_hours + p.creche_around_hours) * times_a_week(session)
        workers = creche_workers(session.creche_places, session.creche_staff_send_trained, p)
        if pay(world, week, CRECHE, workers * hours * p.cost_creche_worker_hour):
            group.creche_left = session.creche_places * times_a_week(session)


@rule
def offer_travel(world: World, week: int, group: GroupRecord) -> None:
    """Say how many lifts, and places with a collecting worker, there are for this session."""
    p, design = world.p, world.design[week]
    group.lifts_left, group.collecting_left = 0, 0
    if group.kind == IN_PERSON:
        if design.transport_help == LIFTS_FOR_THOSE_WITHOUT_A_CAR:
            group.lifts_left = design.transport_places
        if design.transport_collected > 0:
            each = p.hours_collecting
            group.collecting_left = int(take_some(world, COLLECTING, each * design.transport_collected) / each)


@rule
def can_be_paid(world: World, week: int, session: SessionDesign, group: GroupRecord) -> bool:
    """Pay for the place the session happens in: a room by the hour, or a share of the platform.

    Returns
    -------
    bool
        True when paid.
    """
    p = world.p
    if group.kind == IN_PERSON:
        if not pay(world, week, ROOMS, room_hours(session, p) * p.cost_room_hour):
            return False
        if session.group_hybrid:
            pay(world, week, ONLINE, p.cost_platform_year / WEEKS_PER_YEAR)
        return True
    return pay(world, week, ONLINE, p.cost_platform_year / WEEKS_PER_YEAR)


@rule
def open_session(world: World, week: int, g: int) -> None:
    """Get one group's session ready, or cancel it where nobody can facilitate or the room cannot be paid for."""
    group, session, record = world.groups[g], world.group_design[week][g], world.weekly[week]
    group.present, group.newcomers, group.latest = 0, 0, NOBODY
    group.meets = meets_this_week(world, week, g)
    group.held = False
    if not group.meets:
        return
    record.sessions_planned += times_a_week(session)
    group.week_effect = week_effect(uniform(world.key, group.uid, GROUP_WEEK, week), world.p)
    staff_session(world, week, g)
    if group.staffed >= least_facilitators(session) and can_be_paid(world, week, session, group):
        group.held = True
        record.sessions_held += times_a_week(session)
        note(world, week, E_HELD, g, NOBODY, g, NOBODY)
        open_creche(world, week, session, group)
        offer_travel(world, week, group)
        if world.design[week].facilitators_paid:
            hours = group.staffed * session.group_hours * times_a_week(session)
            pay(world, week, FACILITATOR_PAY, hours * world.p.cost_facilitator_hour)
    else:
        group.total_cancelled += times_a_week(session)
        record.sessions_cancelled += times_a_week(session)
        why = NOBODY_TO_FACILITATE if group.staffed < least_facilitators(session) else PLACE_UNPAID
        note(world, week, E_CANCELLED, g, NOBODY, g, why)


@rule
def tie_came_last_time(world: World, parent: ParentRecord) -> bool:
    """Whether a parent they are close to came to the last session of the same group.

    Returns
    -------
    bool
        True when one did.
    """
    for k in range(parent.tie_count):
        other = world.parents[parent.ties[k]]
        if other.came_last_time and other.setting == parent.setting:
            return True
    return False


@rule
def friend_drives(world: World, parent: ParentRecord) -> bool:
    """Whether a close parent with a car came to the last session of the same group, and could bring this one.

    Returns
    -------
    bool
        True when one did.

    Source
    ------
    Claims C2, C8.
    """
    for k in range(parent.tie_count):
        other = world.parents[parent.ties[k]]
        if other.has_car and other.came_last_time and other.setting == parent.setting:
            return True
    return False


@rule
def use_help(world: World, week: int, parent: ParentRecord, group: GroupRecord, session: SessionDesign) -> None:
    """A parent who comes takes a crèche place and a lift where they need and find them."""
    p, design = world.p, world.design[week]
    if needs_creche(parent, group, session, p) and group.creche_left >= parent.under5s:
        group.creche_left -= parent.under5s
        world.lines[CRECHE].paid_by_parents += session.creche_price * parent.under5s
    if parent.has_car or group.kind != IN_PERSON or joins_by_video(parent, group, session, p):
        return
    if group.collecting_left > 0:
        group.collecting_left -= 1
    elif design.transport_help == LIFTS_FOR_THOSE_WITHOUT_A_CAR and group.lifts_left > 0:
        group.lifts_left -= 1
        if not pay(world, week, TRAVEL, p.cost_taxi_trip + p.cost_taxi_trip):
            group.lifts_left = 0
    elif design.transport_help == FARES_FOR_ALL:
        pay(world, week, TRAVEL, p.cost_bus_fare + p.cost_bus_fare)


@rule
def grow_close(world: World, week: int, row: int, other: int) -> None:
    """A parent becomes close to another, where there is room for one more tie and they are not close already."""
    parent = world.parents[row]
    before = parent.tie_count
    add_tie(parent, row, other)
    if parent.tie_count > before:
        note(world, week, E_TIE, parent.uid, world.parents[other].uid, parent.setting, NOBODY)


@rule
def meet_someone(world: World, week: int, row: int, parent: ParentRecord, group: GroupRecord) -> None:
    """Coming in, a parent may become close to the one who came in before them."""
    if group.latest >= 0:
        chance = world.p.tie_chance * (HALF + group.cohesion)
        if uniform(world.key, parent.uid, TIE, week) < chance:
            grow_close(world, week, row, group.latest)
            grow_close(world, week, group.latest, row)
    group.latest = row


@rule
def come(world: World, week: int, row: int, parent: ParentRecord, group: GroupRecord, session: SessionDesign) -> None:
    """A parent comes to this week's session."""
    record, first = world.weekly[week], parent.first_week < 0
    tie = tie_came_last_time(world, parent)
    use_help(world, week, parent, group, session)
    had_support(parent, group.quality, 1.0, week)
    belong_more(parent, group.quality, tie, world.p)
    parent.sessions += 1
    parent.offered += 1
    parent.missed_in_a_row = 0
    parent.came_last_time = True
    group.present += 1
    record.attendances += 1
    if session.group_members_help and uniform(world.key, parent.uid, MEMBER_HELPS, week) < parent.giving:
        give_at_session(parent, world.p)
    meet_someone(world, week, row, parent, group)
    if first:
        group.newcomers += 1
        record.new_parents += 1
    note(world, week, E_FIRST_SESSION if first else E_SESSION, parent.uid, NOBODY, parent.setting, NOBODY)


@rule
def stay_away(world: World, week: int, parent: ParentRecord, group: GroupRecord, session: SessionDesign) -> None:
    """A member stays away; the largest avoidable cause is written down, and the reason they would give."""
    p, record = world.p, world.weekly[week]
    cause = avoidable_cause(parent, group, session, world.calendar[week].holiday, world.design[week], p)
    stated = stated_reason(parent, group, uniform(world.key, parent.uid, STATED_REASON, week), p)
    if cause == ILLNESS and stated == CLASH:
        cause = CLASH  # nothing a design could avoid: illness or a clash, as they would say
    parent.offered += 1
    parent.missed_in_a_row += 1
    parent.came_last_time = False
    parent.absence = cause
    parent.stated_reason = stated
    parent.absences[cause] += 1
    parent.stated[stated] += 1
    record.absences[cause] += 1
    record.stated[stated] += 1
    belong_less(parent, p)
    note(world, week, E_ABSENT, parent.uid, NOBODY, parent.setting, cause)


@rule
def member_decides(
    world: World, week: int, row: int, parent: ParentRecord, group: GroupRecord, session: SessionDesign
) -> None:
    """A member comes or stays away; those who miss many in a row, or lose heart, stop coming.

    Whoever was not put off by a first visit to a rolling group does come again before they can stop.

    Source
    ------
    first_step.no_return is the share of all first visits that are not followed by another, whatever the reason.
    """
    p, design, holiday = world.p, world.design[week], world.calendar[week].holiday
    parent.friend_drives = not parent.has_car and friend_drives(world, parent)
    tie = tie_came_last_time(world, parent)
    score = attendance_logit(parent, group, session, tie, holiday, week, design, p)
    if uniform(world.key, parent.uid, COME, week) < attendance_probability(score, design, p):
        come(world, week, row, parent, group, session)
    else:
        stay_away(world, week, parent, group, session)
    lost_heart = uniform(world.key, parent.uid, DROP_OUT, week) < hazard_chance(drop_out_hazard(parent, group, p))
    may_stop = parent.sessions > 1 or group.course_weeks > 0
    if may_stop and (lost_heart or parent.missed_in_a_row >= p.attendance_lapse_after):
        lapse(world, week, parent, parent.absence if parent.missed_in_a_row > 0 else LOST_HEART)


@rule
def newcomer_decides(
    world: World, week: int, row: int, parent: ParentRecord, group: GroupRecord, session: SessionDesign
) -> None:
    """An invited parent takes the first step, or not yet; a first visit that does not fit is not repeated."""
    if not takes_first_step(world, week, parent, group, session):
        return
    newcomer = parent.first_week < 0
    join(world, week, parent, group)
    come(world, week, row, parent, group, session)
    u = uniform(world.key, parent.uid, RETURN_AFTER_FIRST, 0)
    if newcomer and u < no_return_chance(parent, group, world.design[week], world.p):
        lapse(world, week, parent, FIRST_VISIT)


@rule
def begin_course_or_not(
    world: World, week: int, row: int, parent: ParentRecord, group: GroupRecord, session: SessionDesign
) -> None:
    """At a course's first session those who signed up turn up, or never come."""
    parent.signed_up = False
    group.invited -= 1
    chance = expit(turns_up_logit(parent, group, session, world.design[week], world.p))
    if uniform(world.key, parent.uid, FIRST_STEP, week, 1) < chance:
        join(world, week, parent, group)
        group.starters += 1
        come(world, week, row, parent, group, session)
    else:
        parent.stage = DECLINED
        note(world, week, E_DID_NOT_COME, parent.uid, NOBODY, parent.setting, NOBODY)


@rule
def decide(world: World, week: int, row: int, parent: ParentRecord) -> None:
    """One known parent and this week's session of their group; one that is cancelled lets its members down."""
    group, session = world.groups[parent.setting], world.group_design[week][parent.setting]
    if not group.held:
        if group.meets and parent.stage == ATTENDING:
            belong_less(parent, world.p)
        return
    if parent.stage == ATTENDING:
        member_decides(world, week, row, parent, group, session)
    elif group.course_weeks == 0 and has_a_place(group, session):
        newcomer_decides(world, week, row, parent, group, session)
    elif parent.signed_up and group.sessions_done == 0 and group.members < session.group_room:
        begin_course_or_not(world, week, row, parent, group, session)


@rule
def meet(world: World, week: int) -> None:
    """Phase 7: groups meet; who comes, who stays away and why."""
    known = world.now[0].known
    for g in range(len(world.groups)):
        open_session(world, week, g)
    first = week % known if known > 0 else 0  # nobody is always last in the queue for the crèche
    for i in range(known):
        row = world.active[first + i if first + i < known else first + i - known]
        parent = world.parents[row]
        if parent.setting >= 0 and (parent.stage == ATTENDING or parent.stage == INVITED):
            decide(world, week, row, parent)
    for g in range(len(world.groups)):
        close_session(world, week, g)
    now, p = world.now[0], world.p
    contacts = world.weekly[week - 1].contacts if week > 0 else 0  # this week's contacts are still to come
    talked = 1.0 * (world.weekly[week].attendances + contacts)
    now.word_of_mouth += p.group_memory * (talked - now.word_of_mouth)

"""Rules of coming this week: each barrier is a rule of its own, so that an absence can name its largest one."""

import math

from peersim.agents.maths import clip, expit, fits_slot, standard_spread
from peersim.agents.rule import rule
from peersim.agents.typed import GroupRecord, Parameters, ParentRecord, SessionDesign, WeekDesign
from peersim.foundation.units import HALF, WEEKS_PER_YEAR

IN_PERSON = 0
VIDEO = 1
FARES_FOR_ALL = 1
LIFTS_FOR_THOSE_WITHOUT_A_CAR = 2


@rule
def needs_creche(parent: ParentRecord, group: GroupRecord, session: SessionDesign, p: Parameters) -> bool:
    """Whether this parent would take up a crèche place at this group.

    Returns
    -------
    bool
        True where they need childcare, the group meets in person and they are not joining by video.
    """
    return parent.childcare_need and group.kind == IN_PERSON and not joins_by_video(parent, group, session, p)


@rule
def childcare_barrier(parent: ParentRecord, group: GroupRecord, session: SessionDesign, p: Parameters) -> float:
    """What lack of childcare takes from the log-odds of coming.

    On-site care removes it when places are left; only part for a disabled child where staff are not trained, and
    only part where children stay in the same room. Nobody has to use it, so a price never makes it worse than none.
    Online, children are about, which weighs less.

    Returns
    -------
    float
        Log-odds lost [logit]; may be negative in draws where a crèche would put people off.

    Source
    ------
    effect.creche_or (assumption, its interval includes no effect); creche.* rows (assumptions); claim C4.
    """
    if not parent.childcare_need:
        return 0.0
    whole = p.log_effect_creche_or
    if group.kind != IN_PERSON:
        return whole * p.online_childcare_left
    if group.creche_left < parent.under5s:
        return whole
    left = p.creche_price_logit * session.creche_price
    if parent.send and not session.creche_staff_send_trained:
        left += whole * p.creche_send_left
    if session.creche_same_room:
        left += whole * p.creche_same_room_left
    return min(left, max(whole, 0.0))


@rule
def carried_there(group: GroupRecord, design: WeekDesign) -> bool:
    """Whether a place with a collecting worker, or a lift, is still to be had this week.

    Returns
    -------
    bool
        True when there is one.

    Source
    ------
    Scenario: transport.collected, transport.help, transport.places; claims C2, L5.
    """
    lifts = design.transport_help == LIFTS_FOR_THOSE_WITHOUT_A_CAR and group.lifts_left > 0
    return group.collecting_left > 0 or lifts


@rule
def transport_barrier(
    parent: ParentRecord, group: GroupRecord, distance: float, design: WeekDesign, p: Parameters
) -> float:
    """What getting there takes from the log-odds of coming.

    Grows with distance for those without a car, less where buses are good; a lift or a collecting worker removes it,
    and a friend with a car takes part of it away.

    Returns
    -------
    float
        Log-odds lost [logit].

    Source
    ------
    effect.transport_targeted_or (assumption); effect.transport_for_all_or (randomised: no effect);
    transport.reference_km, transport.public_eases, transport.farthest_ratio, transport.tie_lift (assumptions); claims
    C2, C8, L5.
    """
    if group.kind != IN_PERSON:
        return 0.0
    lost = 0.0
    if not parent.has_car:
        reach = clip(distance / p.transport_reference_km, 0.0, p.transport_farthest_ratio)
        lost = p.log_effect_transport_targeted_or * reach
        lost = lost * (1.0 - p.transport_public_eases * parent.public_transport)
        if parent.friend_drives:
            lost = lost * (1.0 - p.transport_tie_lift)
        if carried_there(group, design):
            lost = 0.0
    if design.transport_help == FARES_FOR_ALL:
        lost -= p.log_effect_transport_for_all_or
    return lost


@rule
def time_clash(parent: ParentRecord, group: GroupRecord, session: SessionDesign, p: Parameters) -> float:
    """What a time outside the parent's free slots takes from the log-odds of coming; a moving time costs habit.

    Returns
    -------
    float
        Log-odds lost [logit].

    Source
    ------
    effect.two_times_or (assumption), spread over the share who clash, barrier.time_clash_share (assumption);
    time.moving_costs (assumption); claim C2.
    """
    lost = 0.0
    if session.group_moving:
        lost = p.time_moving_costs
    if fits_slot(parent.free_slots, session.group_slot) or fits_slot(parent.free_slots, session.group_second_slot):
        return lost
    return lost + p.log_effect_two_times_or / p.barrier_time_clash_share


@rule
def technology_barrier(parent: ParentRecord, group: GroupRecord, design: WeekDesign, p: Parameters) -> float:
    """What lack of kit, confidence or privacy takes from the log-odds of joining an online group.

    Returns
    -------
    float
        Log-odds lost [logit].

    Source
    ------
    online.barred_logit, online.gap_logit (assumptions); barrier.online_unworkable; claims D8, L6.
    """
    if group.kind == IN_PERSON:
        return 0.0
    lost = 0.0
    if parent.online_barred:
        lost = p.online_barred_logit
    elif parent.digital_gap:
        lost = p.online_gap_logit
    return lost * (1.0 - design.online_loans)


@rule
def joins_by_video(parent: ParentRecord, group: GroupRecord, session: SessionDesign, p: Parameters) -> bool:
    """Whether a parent with a travel or childcare barrier would join a hybrid session by video.

    Returns
    -------
    bool
        True in a hybrid in-person group, for parents who can use video and have something to gain by it.

    Source
    ------
    Claim D8; effect.online_option_or applies to parents with a transport or childcare barrier.
    """
    return (
        session.group_hybrid
        and group.kind == IN_PERSON
        and not parent.online_barred
        and (parent.childcare_need or not parent.has_car)
    )


@rule
def barriers_total(
    parent: ParentRecord, group: GroupRecord, session: SessionDesign, distance: float, design: WeekDesign, p: Parameters
) -> float:
    """Everything practical that stands between a parent and this group.

    Returns
    -------
    float
        Log-odds lost [logit].

    Source
    ------
    The barrier rules above; effect.online_option_or for those who may join by video.
    """
    total = (
        childcare_barrier(parent, group, session, p)
        + transport_barrier(parent, group, distance, design, p)
        + time_clash(parent, group, session, p)
        + technology_barrier(parent, group, design, p)
    )
    if joins_by_video(parent, group, session, p):
        total -= p.log_effect_online_option_or
    return total


@rule
def discomfort(group: GroupRecord, session: SessionDesign, p: Parameters) -> float:
    """What a crowded or a near-empty room, as last seen, takes from the log-odds of coming.

    Returns
    -------
    float
        Log-odds lost [logit]; softened by a room that adapts.

    Source
    ------
    group.crowding_point, group.emptiness_point (background document); group.crowding_logit, group.emptiness_logit,
    group.adaptable_left (assumptions; size effects are mild in trials); claim C3.
    """
    if group.last_present == 0:
        return 0.0
    lost = 0.0
    limit = p.group_crowding_point
    if session.group_room < limit:
        limit = 1.0 * session.group_room
    if group.last_present > limit:
        lost = p.group_crowding_logit * (group.last_present - limit)
    elif group.last_present < p.group_emptiness_point:
        lost = p.group_emptiness_logit * (p.group_emptiness_point - group.last_present)
    if session.group_adaptable:
        lost = lost * p.group_adaptable_left
    return lost


@rule
def usual_logit(group: GroupRecord, p: Parameters) -> float:
    """Log-odds of coming for an average member with average barriers.

    The published figure already contains the barriers of the average parent, so the average childcare barrier is added
    back before each parent's own is taken off.

    Returns
    -------
    float
        Log-odds [logit].

    Source
    ------
    attendance.usual for closed courses, attendance.usual_open for open groups (assumption; Calgary study's swing).
    """
    usual = p.logit_attendance_usual if group.closed else p.logit_attendance_usual_open
    return usual + p.attendance_childcare_left * p.barrier_childcare_need * p.log_effect_creche_or


@rule
def average_belonging(group: GroupRecord, p: Parameters) -> float:
    """Belonging at which the published figures hold: that of an average member over a course, middling elsewhere.

    Returns
    -------
    float
        Belonging [0 to 1].

    Source
    ------
    belonging.usual_course (assumption).
    """
    return 1.0 * p.belonging_usual_course if group.course_weeks > 0 else HALF


@rule
def stigma(parent: ParentRecord, group: GroupRecord, design: WeekDesign, p: Parameters) -> float:
    """What fear of judgement takes: less where the group feels safe or one need not be seen, more in open spaces.

    Returns
    -------
    float
        Log-odds lost [logit].

    Source
    ------
    attendance.fear, setting.closed_softens, online.anonymous_frees (assumptions); claims C7, D4, D7.
    """
    fear = p.attendance_fear * (parent.fear - p.fear_usual) * (1.0 + HALF - group.safety)
    if group.closed:
        fear = fear * p.setting_closed_softens
    if group.kind != IN_PERSON and design.online_anonymous:
        fear = fear * (1.0 - p.online_anonymous_frees)
    return fear


@rule
def fatigue(parent: ParentRecord, week: int, p: Parameters) -> float:
    """What wears off with time: interest, novelty, need.

    Returns
    -------
    float
        Log-odds lost [logit], in proportion to years since the first session.

    Source
    ------
    attendance.fatigue (assumption); model 7.4.
    """
    if parent.first_week < 0:
        return 0.0
    return p.attendance_fatigue * (week - parent.first_week) / WEEKS_PER_YEAR


@rule
def paid_role_pull(design: WeekDesign, p: Parameters) -> float:
    """What paid or formal facilitators add to attendance: an effect of unknown sign.

    Returns
    -------
    float
        Log-odds [logit].

    Source
    ------
    effect.paid_role_attendance (assumption, centred on none); claim C6 is contested.
    """
    if design.facilitators_paid:
        return p.effect_paid_role_attendance
    return 0.0


@rule
def attendance_logit(
    parent: ParentRecord,
    group: GroupRecord,
    session: SessionDesign,
    tie_came: bool,
    holiday: bool,
    week: int,
    design: WeekDesign,
    p: Parameters,
) -> float:
    """How inclined a member is to come to this week's session.

    Parameters
    ----------
    tie_came : bool
        A parent they are close to came last time.
    holiday : bool
        School holiday this week.

    Returns
    -------
    float
        Log-odds of attending [logit]; 0 is even chances.

    Source
    ------
    Model 7.4; attendance.* rows; barriers: claims C2 to C4; of lack of childcare only attendance.childcare_left
    (assumption) weighs on those who came in spite of it; marginal recruits: evidence V06.
    """
    score = usual_logit(group, p) + p.attendance_propensity_sd * parent.propensity + group.effect + group.week_effect
    score += p.attendance_belonging * (parent.belonging - average_belonging(group, p))
    score += p.attendance_quality * (group.quality - HALF)
    score += p.attendance_need * (parent.need - HALF) + paid_role_pull(design, p)
    if tie_came:
        score += p.attendance_tie
    if parent.called:
        score -= p.attendance_marginal_recruit
    if holiday:
        score += p.log_season_holiday_ratio
    score -= barriers_total(parent, group, session, parent.distance, design, p)
    score += (1.0 - p.attendance_childcare_left) * childcare_barrier(parent, group, session, p)
    score -= fatigue(parent, week, p)
    return score - discomfort(group, session, p) - stigma(parent, group, design, p)


@rule
def week_effect(u: float, p: Parameters) -> float:
    """What this week is like for all members of a group alike: weather, illness going round, what else is on.

    Parameters
    ----------
    u : float
        A uniform draw, one for a group and week.

    Returns
    -------
    float
        Log-odds [logit].

    Source
    ------
    attendance.week_sd (assumption, from the swing in the Calgary study); claim C3.
    """
    return p.attendance_week_sd * standard_spread(u)


@rule
def attendance_probability(score: float, design: WeekDesign, p: Parameters) -> float:
    """Chance of coming, with a reminder's help against plain forgetting.

    Returns
    -------
    float
        Chance [0 to 1].

    Source
    ------
    effect.reminder_rr (review of 12 studies), applied to absence.forgotten (assumption) only.
    """
    chance = expit(score)
    if design.reminders_text:
        return 1.0 - (1.0 - chance) * (1.0 - p.absence_forgotten * (1.0 - p.effect_reminder_rr))
    return chance


@rule
def drop_out_hazard(parent: ParentRecord, group: GroupRecord, p: Parameters) -> float:
    """Weekly hazard that a member stops coming for good.

    Returns
    -------
    float
        Hazard [per week the group meets].

    Source
    ------
    attendance.drop_out_week (EPEC family of courses), attendance.drop_out_open (assumption); belonging holds people:
    attendance.drop_out_belonging (assumption).
    """
    usual = p.attendance_drop_out_week if group.closed else p.attendance_drop_out_open
    return usual * math.exp(-p.attendance_drop_out_belonging * (parent.belonging - average_belonging(group, p)))


@rule
def no_return_chance(parent: ParentRecord, group: GroupRecord, design: WeekDesign, p: Parameters) -> float:
    """Chance that a first visit is not repeated: it hangs on the other people there.

    Returns
    -------
    float
        Chance [0 to 1].

    Source
    ------
    first_step.no_return (Sure Start area interviews); first_visit.* rows (assumptions); claims C5, L7.
    """
    score = p.logit_first_step_no_return - p.first_visit_fit * (newcomer_fit(parent, group, p) - HALF)
    if design.facilitators_trained:
        score -= p.first_visit_trained
    return expit(score)


@rule
def newcomer_fit(parent: ParentRecord, group: GroupRecord, p: Parameters) -> float:
    """How well a newcomer fits with those there: topic, welcome, and a circle that is not closed to newcomers.

    Returns
    -------
    float
        Fit [0 to 1].

    Source
    ------
    first_visit.closed_circle (assumption); claims L7, C5; evidence notes section 1 (Jones).
    """
    fit = group.quality - p.first_visit_closed_circle * (group.cohesion - HALF)
    if group.topic > 0 and group.topic == parent.topic:
        fit += p.first_visit_topic
    return clip(fit, 0.0, 1.0)

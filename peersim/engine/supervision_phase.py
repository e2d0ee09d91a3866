"""Phase 10, supervision and continued learning; phase 13, strain, stepping back, leaving, moving on, staff turnover."""

from peersim.agents.causes import NO_HOURS_LEFT, NO_TIME_FITTED
from peersim.agents.maths import clip, fits_slot, hazard_chance
from peersim.agents.purposes import (
    LEAVING_REASON,
    READY_LEAVES,
    STAFF_LEAVES,
    STAFF_SICK,
    SUPERVISION_FITS,
    VOLUNTEER_COMES_BACK,
    VOLUNTEER_LEAVES,
    VOLUNTEER_STEPS_BACK,
)
from peersim.agents.rule import rule
from peersim.agents.staffing import (
    coordinator_strain_change,
    leaves_under_strain,
    staff_leaving_chance,
    staff_sick_chance,
)
from peersim.agents.stages import (
    ACTIVE,
    CHAMPION,
    E_CAME_BACK,
    E_CHAMPION,
    E_STAFF_BACK,
    E_STAFF_SICK,
    E_STEPPED_BACK,
    E_SUPERVISED,
    E_SUPERVISION_MISSED,
    E_TALK,
    FACILITATING,
    LEFT,
    LEFT_AS_USUAL,
    LEFT_UNDER_STRAIN,
    LIFE_EVENT,
    MODERATING,
    MOVED_ON,
    PAUSED,
    READY,
    STAYED,
    TO_WORK_OR_STUDY,
    WAITED_TOO_LONG,
)
from peersim.agents.supporting import (
    commitment_aim,
    confidence_aim,
    leaving_hazard,
    leaving_reason,
    lose_trust_alone,
    stays_if_offered,
    strain_change,
    supervision_hours_each,
    supervision_need,
    support_received,
    waiting_chance,
)
from peersim.agents.typed import Key, Parameters, VolunteerRecord, WeekDesign
from peersim.agents.volunteering import is_recent
from peersim.engine.capacity import SUPERVISION, take, take_some
from peersim.engine.event_record import NOBODY, note
from peersim.engine.leaving import leave_role
from peersim.engine.ledger import TRAINING, VOLUNTEER_EXPENSES, pay
from peersim.engine.money_phase import begin_vacancy
from peersim.engine.world import World
from peersim.foundation.draws import uniform
from peersim.foundation.units import HALF, SLOTS_PER_WEEK, WEEKS_PER_MONTH, WEEKS_PER_YEAR


@rule
def works(volunteer: VolunteerRecord) -> bool:
    """Whether a volunteer has a role that needs supervision.

    Returns
    -------
    bool
        True when supporting families, facilitating or moderating.
    """
    return volunteer.stage == ACTIVE or volunteer.stage == FACILITATING or volunteer.stage == MODERATING


@rule
def due_for_supervision(volunteer: VolunteerRecord, week: int, design: WeekDesign, p: Parameters) -> bool:
    """Whether a volunteer is due for supervision this week.

    Returns
    -------
    bool
        True when the agreed time since the last one has passed; sooner for those with recent own experience.

    Source
    ------
    Scenario: supervision.every_weeks; supervision.recent_ratio; claim F2.
    """
    if not works(volunteer):
        return False
    every = design.supervision_every_weeks
    if is_recent(volunteer, week, p):
        every = every / p.supervision_recent_ratio
    return volunteer.weeks_unsupervised + 1 >= every


@rule
def a_time_fits(volunteer: VolunteerRecord, week: int, key: Key, design: WeekDesign, p: Parameters) -> bool:
    """Whether some offered time of supervision fits the volunteer's week.

    Returns
    -------
    bool
        True when an offered slot is free, or they can rearrange this once.

    Source
    ------
    supervision.rearranges (assumption); claim E5: times that fit nobody.
    """
    for slot in range(SLOTS_PER_WEEK):
        if fits_slot(design.supervision_slots, slot) and fits_slot(volunteer.free_slots, slot):
            return True
    return uniform(key, volunteer.uid, SUPERVISION_FITS, week) < p.supervision_rearranges


@rule
def hold_supervision(world: World, week: int, volunteer: VolunteerRecord) -> None:
    """Hold a supervision that is due, if the hours were given and a time fits; else it is missed."""
    p, design, record = world.p, world.design[week], world.weekly[week]
    record.supervision_due += 1
    recent = is_recent(volunteer, week, p)
    need = supervision_need(volunteer, recent, week - volunteer.trained_week < p.supervision_new_weeks, design, p)
    fits = a_time_fits(volunteer, week, world.key, design, p)
    if fits and take(world, SUPERVISION, supervision_hours_each(design, p)):
        met = support_received(design.supervision_hours, volunteer.weeks_unsupervised + 1.0, need, p)
        volunteer.weeks_unsupervised = 0
        volunteer.supervised_week = week
        volunteer.team_trust += p.supervision_trust * (1.0 - volunteer.team_trust)
        record.supervision_met += 1
        note(world, week, E_SUPERVISED, volunteer.uid, NOBODY, NOBODY, NOBODY)
    else:
        met = 0.0
        volunteer.weeks_unsupervised += 1
        note(
            world, week, E_SUPERVISION_MISSED, volunteer.uid, NOBODY, NOBODY, NO_HOURS_LEFT if fits else NO_TIME_FITTED
        )
    volunteer.support_met += p.supervision_memory * (met - volunteer.support_met)


@rule
def talk_after_hard_week(world: World, week: int, volunteer: VolunteerRecord) -> None:
    """A talk soon after a hard week, where the programme offers it and the hours were given.

    Source
    ------
    hours.responsive_talk, strain.talk_relieves (assumptions); claim E6.
    """
    p = world.p
    if world.design[week].supervision_responsive and volunteer.hard_week:
        if take(world, SUPERVISION, p.hours_responsive_talk):
            volunteer.strain = clip(volunteer.strain - p.strain_talk_relieves, 0.0, 1.0)
            note(world, week, E_TALK, volunteer.uid, NOBODY, NOBODY, NOBODY)


@rule
def working_volunteers(world: World) -> int:
    """How many volunteers have a role.

    Returns
    -------
    int
        Volunteers.
    """
    working = 0
    for row in range(world.now[0].volunteers):
        if works(world.volunteers[row]):
            working += 1
    return working


@rule
def learn_on(world: World, week: int) -> bool:
    """Hold this week's share of continued learning, if the hours were given and it can be paid for.

    Returns
    -------
    bool
        True when it was held.

    Source
    ------
    hours.learning_week (assumption); cost.learning_volunteer_year (survey of what charities spend); claim F10.
    """
    p = world.p
    if not take(world, SUPERVISION, p.hours_learning_week):
        return False
    bill = working_volunteers(world) * p.cost_learning_volunteer_year / WEEKS_PER_YEAR
    return pay(world, week, TRAINING, bill)


@rule
def supervise(world: World, week: int) -> None:
    """Phase 10: supervision that is due is held or missed; talks after hard weeks; team meetings; continued learning.

    A hard week (phase 11) weighs on the volunteer in the same week (phase 13); the talk about it is a week later.
    """
    p, design = world.p, world.design[week]
    met = design.volunteers_team_meetings and take(world, SUPERVISION, p.hours_team_meeting)
    learns = design.volunteers_learning and learn_on(world, week)
    if design.volunteers_voice:
        take_some(world, SUPERVISION, p.hours_voice_week)
    known = world.now[0].volunteers
    for i in range(known):
        volunteer = world.volunteers[(i + week) % known]  # nobody is always last in the queue
        if works(volunteer):
            if met:
                volunteer.team_trust += p.team_meeting_trust * (1.0 - volunteer.team_trust)
            talk_after_hard_week(world, week, volunteer)
            if due_for_supervision(volunteer, week, design, p):
                hold_supervision(world, week, volunteer)
            else:
                volunteer.weeks_unsupervised += 1
            lose_trust_alone(volunteer, p)
            if learns:
                volunteer.skill += p.learning_continued_week * (1.0 - volunteer.skill)
        volunteer.hard_week = False


@rule
def live_with_it(
    volunteer: VolunteerRecord, complexity: float, unpaid: bool, design: WeekDesign, p: Parameters
) -> None:
    """Update a working volunteer's strain, commitment, satisfaction and confidence."""
    volunteer.strain = clip(volunteer.strain + strain_change(volunteer, complexity, design, p), 0.0, 1.0)
    volunteer.commitment += p.commitment_pace * (commitment_aim(volunteer, design, unpaid, p) - volunteer.commitment)
    volunteer.confidence += p.commitment_pace * (confidence_aim(volunteer, p) - volunteer.confidence)
    pleased = HALF * (volunteer.commitment + volunteer.support_met) - HALF * volunteer.strain
    volunteer.satisfaction += p.commitment_pace * (clip(pleased + HALF, 0.0, 1.0) - volunteer.satisfaction)


@rule
def complexity_of(world: World, row: int, volunteer: VolunteerRecord, p: Parameters) -> float:
    """Mean need of the families a volunteer supports; a group counts as usual need.

    Returns
    -------
    float
        Complexity [0 to 1].
    """
    if volunteer.caseload == 0:
        return 1.0 * p.reach_mean_need
    total, count = 0.0, 0
    for m in range(world.now[0].matches):
        match = world.matches[m]
        if match.ended < 0 and match.volunteer == row:
            total += world.parents[match.parent].need
            count += 1
    return total / count if count > 0 else 1.0 * p.reach_mean_need


@rule
def step_back_or_leave(world: World, week: int, row: int, reason: int) -> None:
    """Someone who would leave is caught by a pause or champion role where there is one; else they go."""
    volunteer, p, design = world.volunteers[row], world.p, world.design[week]
    u = uniform(world.key, volunteer.uid, VOLUNTEER_STEPS_BACK, week)
    if (design.volunteers_champions or design.volunteers_pauses) and u < stays_if_offered(reason, p):
        pause = design.volunteers_pauses and (reason == LIFE_EVENT or not design.volunteers_champions)
        leave_role(world, week, row, PAUSED if pause else CHAMPION, STAYED)
        note(world, week, E_STEPPED_BACK if pause else E_CHAMPION, volunteer.uid, NOBODY, NOBODY, reason)
    else:
        leave_role(world, week, row, MOVED_ON if reason == TO_WORK_OR_STUDY else LEFT, reason)


@rule
def stay_or_go(world: World, week: int, row: int) -> None:
    """Whether a trained volunteer leaves this week, and why."""
    volunteer, p, design = world.volunteers[row], world.p, world.design[week]
    since = week - volunteer.trained_week
    chance = hazard_chance(leaving_hazard(volunteer, since, design, p))
    if uniform(world.key, volunteer.uid, VOLUNTEER_LEAVES, week) < chance:
        u = uniform(world.key, volunteer.uid, LEAVING_REASON, week)
        step_back_or_leave(world, week, row, leaving_reason(volunteer, u, p))
    elif volunteer.stage == READY:
        if uniform(world.key, volunteer.uid, READY_LEAVES, week) < waiting_chance(p):
            step_back_or_leave(world, week, row, WAITED_TOO_LONG)


@rule
def rest(world: World, week: int, row: int) -> None:
    """A paused or champion volunteer rests: strain falls; they may come back to a full role, or go in the end.

    Source
    ------
    stepping_back.returns_week, stepping_back.leaves_week, strain.rest_away (assumptions); claim F6.
    """
    volunteer, p = world.volunteers[row], world.p
    volunteer.strain = volunteer.strain * (1.0 - p.strain_rest_away)
    u = uniform(world.key, volunteer.uid, VOLUNTEER_COMES_BACK, week)
    if u < p.stepping_back_returns_week:
        volunteer.stage = READY
        volunteer.stage_week = week
        volunteer.weeks_unsupervised = 0
        note(world, week, E_CAME_BACK, volunteer.uid, NOBODY, NOBODY, NOBODY)
    elif u > 1.0 - p.stepping_back_leaves_week:
        leave_role(world, week, row, LEFT, LIFE_EVENT)


@rule
def pay_expenses(world: World, week: int) -> None:
    """Pay working volunteers' expenses for the week, where the programme pays them."""
    if not world.design[week].volunteers_expenses:
        return
    bill = working_volunteers(world) * world.p.cost_volunteer_expenses_month / WEEKS_PER_MONTH
    world.now[0].expenses_unpaid = not pay(world, week, VOLUNTEER_EXPENSES, bill)


@rule
def keep_staff(world: World, week: int) -> None:
    """Coordinators' strain, sickness and leaving."""
    p, now = world.p, world.now[0]
    for i in range(len(world.coordinators)):
        coordinator = world.coordinators[i]
        if coordinator.filled:
            pressure = 0.0 if coordinator.away else now.pressure
            change = coordinator_strain_change(coordinator, pressure, p)
            coordinator.strain = clip(coordinator.strain + change, 0.0, 1.0)
            if coordinator.sick_weeks > 0:
                coordinator.sick_weeks -= 1
                if coordinator.sick_weeks == 0:
                    note(world, week, E_STAFF_BACK, coordinator.uid, coordinator.holder, NOBODY, NOBODY)
            elif uniform(world.key, coordinator.uid, STAFF_SICK, week) < staff_sick_chance(coordinator, p):
                coordinator.sick_weeks = int(p.staff_sick_weeks)
                note(world, week, E_STAFF_SICK, coordinator.uid, coordinator.holder, NOBODY, NOBODY)
            u = uniform(world.key, coordinator.uid, STAFF_LEAVES, week)
            if u < staff_leaving_chance(coordinator, p):
                coordinator.leavers += 1
                why = LEFT_UNDER_STRAIN if leaves_under_strain(u, coordinator, p) else LEFT_AS_USUAL
                begin_vacancy(world, week, coordinator, why, p)


@rule
def keep_or_lose_people(world: World, week: int) -> None:
    """Phase 13: strain and commitment; stepping back, leaving, moving on; coordinators' strain, sickness, leaving."""
    p, design = world.p, world.design[week]
    for row in range(world.now[0].volunteers):
        volunteer = world.volunteers[row]
        if works(volunteer) or volunteer.stage == READY:
            unpaid = world.now[0].expenses_unpaid
            live_with_it(volunteer, complexity_of(world, row, volunteer, p), unpaid, design, p)
            stay_or_go(world, week, row)
        elif volunteer.stage == PAUSED or volunteer.stage == CHAMPION:
            rest(world, week, row)
    pay_expenses(world, week)
    keep_staff(world, week)

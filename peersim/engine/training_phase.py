"""Phase 4: people offer to volunteer, try a taster, train in cohorts, and come through the gate or do not."""

from peersim.agents.causes import (
    AFTER_TASTER,
    NO_TASTER,
    THROUGH_SHADOWING,
    THROUGH_TRAINING,
)
from peersim.agents.maths import hazard_chance
from peersim.agents.purposes import (
    BELOW_GATE,
    ENQUIRER_STARTS,
    GIVES_BACK,
    TASTER_DECIDES,
    TASTER_SCREEN,
    TRAINING_LEAVES,
    UNPROCESSED,
    WAIT_LOSS,
)
from peersim.agents.rule import rule
from peersim.agents.stages import (
    ATTENDING,
    AWAITING_COURSE,
    CHAMPION,
    DECIDED_AGAINST,
    E_AWAITS_COURSE,
    E_CHAMPION,
    E_ENQUIRED,
    E_READY,
    E_SHADOWING,
    E_TASTER,
    E_TRAINED,
    E_TRAINING,
    ENQUIRED,
    FINISHED,
    LEAVE,
    LEFT,
    NEVER_STARTED,
    READY,
    SCREENED_OUT,
    SHADOW,
    SHADOWING,
    SIDEWAYS,
    STAYED,
    TASTER,
    TRAIN_ON,
    TRAINING,
    TRAINING_TOO_MUCH,
    WAITED_TOO_LONG,
)
from peersim.agents.typed import CohortRecord, Parameters, ParentRecord, VolunteerRecord, WeekDesign
from peersim.agents.volunteering import (
    decides_against_chance,
    enquiry_hazard,
    is_recent,
    learn,
    passes_gate,
    processing_chance,
    screened_out_chance,
    training_hazard,
)
from peersim.engine.capacity import RECRUITING, TRAINING_COURSES, take, take_some
from peersim.engine.enlisting import begin_with_volunteers, enlist
from peersim.engine.event_record import NOBODY, note
from peersim.engine.further_training import train_further
from peersim.engine.leaving import leave_role
from peersim.engine.ledger import CHECKS, RECRUITMENT, TINY, pay
from peersim.engine.ledger import TRAINING as TRAINING_LINE
from peersim.engine.world import World
from peersim.foundation.draws import uniform
from peersim.foundation.units import HALF, WEEKS_PER_YEAR


@rule
def give_back_hazard(parent: ParentRecord, design: WeekDesign, p: Parameters) -> float:
    """Weekly hazard that a supported parent offers to volunteer.

    Returns
    -------
    float
        Hazard [per week]; 0 before they have gained and belong.

    Source
    ------
    pipeline.supported_year, pipeline.after_sessions, pipeline.co_design (assumptions); model 7.13; claims C13, E1, F13.
    """
    had = parent.sessions + parent.contacts
    if had < p.pipeline_after_sessions or (parent.stage != ATTENDING and parent.stage != FINISHED):
        return 0.0
    hazard = p.pipeline_supported_year / WEEKS_PER_YEAR * (parent.giving / HALF) * (HALF + parent.belonging)
    if design.programme_co_designed:
        return hazard * p.pipeline_co_design
    return hazard


@rule
def take_enquiries(world: World, week: int) -> None:
    """People from outside, and parents who want to give back, offer to volunteer."""
    p, design, now = world.p, world.design[week], world.now[0]
    recruiting = world.tasks[RECRUITING].left
    take(world, RECRUITING, recruiting)
    spent = pay(world, week, RECRUITMENT, design.recruitment_spend)
    reached = now.word_of_mouth / now.eligible if now.eligible > 0 else 0.0
    if something_to_join(design):
        left = 1.0 * (len(world.outsiders) - now.next_outsider)
        hazard = enquiry_hazard(recruiting, design, reached, left, p)
        now.enquiry_exposure += hazard if spent else hazard * p.recruit_unpaid_ratio
    while now.next_outsider < len(world.outsiders):
        person = world.outsiders[now.next_outsider]
        if person.enquire_threshold > now.enquiry_exposure:
            break
        now.next_outsider += 1
        enlist(world, week, person, NOBODY, person.care_rank < p.barrier_childcare_need, E_ENQUIRED)
    if design.volunteers_from_parents and something_to_join(design):
        for k in range(now.involved):
            parent = world.parents[world.involved[k]]
            if parent.volunteer < 0 and parent.sessions + parent.contacts > 0:
                chance = hazard_chance(give_back_hazard(parent, design, p))
                if chance > 0.0 and uniform(world.key, parent.uid, GIVES_BACK, week) < chance:
                    enlist(world, week, parent, world.involved[k], parent.childcare_need, E_ENQUIRED)


@rule
def something_to_join(design: WeekDesign) -> bool:
    """Whether there is a programme to volunteer for.

    Returns
    -------
    bool
        True with coordinators in the plan.
    """
    return design.staff_posts > 0.0


@rule
def go_to(volunteer: VolunteerRecord, week: int, stage: int) -> None:
    """Move a volunteer to a stage."""
    volunteer.stage = stage
    volunteer.stage_week = week


@rule
def begin_taster_or_wait(world: World, week: int, row: int) -> None:
    """After enquiring many are never seen again; the rest start, once interviewed, checked and shown round.

    Source
    ------
    volunteer.enquirer_starts (assumption, from the RUBY funnel); hours.new_volunteer (assumption).
    """
    volunteer, p = world.volunteers[row], world.p
    if uniform(world.key, volunteer.uid, ENQUIRER_STARTS, 0) >= p.volunteer_enquirer_starts:
        leave_role(world, week, row, LEFT, NEVER_STARTED)
        return
    volunteer.waiting_hours += take_some(world, TRAINING_COURSES, p.hours_new_volunteer - volunteer.waiting_hours)
    if volunteer.waiting_hours + TINY < p.hours_new_volunteer:
        tire_of_waiting_perhaps(world, week, row)
    elif world.design[week].training_taster_weeks > 0:
        go_to(volunteer, week, TASTER)
        note(world, week, E_TASTER, volunteer.uid, NOBODY, NOBODY, NOBODY)
    else:
        go_to(volunteer, week, AWAITING_COURSE)
        note(world, week, E_AWAITS_COURSE, volunteer.uid, NOBODY, NOBODY, NO_TASTER)


@rule
def tire_of_waiting_perhaps(world: World, week: int, row: int) -> None:
    """Someone who waits to be interviewed, or for a course to begin, may give up."""
    if uniform(world.key, world.volunteers[row].uid, WAIT_LOSS, week) < world.p.wait_course_loss_week:
        leave_role(world, week, row, LEFT, WAITED_TOO_LONG)


@rule
def end_taster(world: World, week: int, row: int) -> None:
    """At the end of a taster both sides decide."""
    volunteer, p, design = world.volunteers[row], world.p, world.design[week]
    recent = is_recent(volunteer, week, p)
    if uniform(world.key, volunteer.uid, TASTER_SCREEN, 0) < screened_out_chance(volunteer, recent, design, p):
        leave_role(world, week, row, LEFT, SCREENED_OUT)
    elif uniform(world.key, volunteer.uid, TASTER_DECIDES, 0) < decides_against_chance(volunteer, design, p):
        leave_role(world, week, row, LEFT, DECIDED_AGAINST)
    else:
        volunteer.team_trust += p.taster_trust * (1.0 - volunteer.team_trust)
        go_to(volunteer, week, AWAITING_COURSE)
        note(world, week, E_AWAITS_COURSE, volunteer.uid, NOBODY, NOBODY, AFTER_TASTER)


@rule
def start_cohort(world: World, week: int) -> None:
    """Start a course when enough people wait, none is running and the calendar allows."""
    design, now = world.design[week], world.now[0]
    waiting, free = 0, NOBODY
    for row in range(now.volunteers):
        if world.volunteers[row].stage == AWAITING_COURSE:
            waiting += 1
    for c in range(len(world.cohorts)):
        if world.cohorts[c].running:
            return
        if free < 0 and world.cohorts[c].started < 0:
            free = c
    if waiting < design.training_minimum or free < 0 or world.calendar[week].holiday:
        return
    cohort = world.cohorts[free]
    cohort.started = week
    cohort.running = True
    for row in range(now.volunteers):
        volunteer = world.volunteers[row]
        if volunteer.stage == AWAITING_COURSE and cohort.starters < design.training_places:
            cohort.starters += 1
            volunteer.cohort = free
            volunteer.training_week = week
            go_to(volunteer, week, TRAINING)
            note(world, week, E_TRAINING, volunteer.uid, NOBODY, NOBODY, NOBODY)
    cohort.trainees = cohort.starters


@rule
def hold_course_week(world: World, week: int) -> None:
    """Hold this week of the running course, if the trainer's hours were given and it can be paid for."""
    p, design = world.p, world.design[week]
    for c in range(len(world.cohorts)):
        cohort = world.cohorts[c]
        if cohort.running and not world.calendar[week].holiday:
            hours = p.training_trainer_hours_week + p.hours_trainee_week * cohort.trainees
            if take(world, TRAINING_COURSES, hours) and pay(
                world, week, TRAINING_LINE, course_week_cost(cohort, design, p)
            ):
                cohort.weeks_done += 1
                if design.training_one_to_one:
                    take_some(world, TRAINING_COURSES, p.hours_trainee_talk * cohort.trainees)
                train(world, week, c)
            else:
                cohort.postponed += 1


@rule
def course_week_cost(cohort: CohortRecord, design: WeekDesign, p: Parameters) -> float:
    """What a week of a course costs besides the trainer: the room, materials, childcare and travel for trainees.

    Returns
    -------
    float
        £.

    Source
    ------
    cost.room_hour, cost.training_materials_week, cost.trainee_support_week (assumptions).
    """
    cost = design.training_hours_week * p.cost_room_hour + cohort.trainees * p.cost_training_materials_week
    if design.training_childcare_and_travel:
        cost += cohort.trainees * p.cost_trainee_support_week
    return cost


@rule
def train(world: World, week: int, c: int) -> None:
    """A week of training for each trainee of a cohort: learning, working through, leaving, graduating."""
    p, design, cohort = world.p, world.design[week], world.cohorts[c]
    finished = cohort.weeks_done >= design.training_weeks
    for row in range(world.now[0].volunteers):
        volunteer = world.volunteers[row]
        if volunteer.stage == TRAINING and volunteer.cohort == c:
            learn(volunteer, design, p)
            if volunteer.unprocessed:
                chance = processing_chance(design, p)
                volunteer.unprocessed = uniform(world.key, volunteer.uid, UNPROCESSED, week, 1) >= chance
            hazard = training_hazard(volunteer, design, p)
            if uniform(world.key, volunteer.uid, TRAINING_LEAVES, week) < hazard_chance(hazard):
                cohort.trainees -= 1
                leave_role(world, week, row, LEFT, TRAINING_TOO_MUCH)
            elif finished:
                graduate(world, week, row)
    if finished or cohort.trainees == 0:
        cohort.running = False


@rule
def become_ready(world: World, week: int, volunteer: VolunteerRecord, why: int) -> None:
    """A volunteer is through the gate: ready for a role."""
    go_to(volunteer, week, READY)
    note(world, week, E_READY, volunteer.uid, NOBODY, NOBODY, why)


@rule
def graduate(world: World, week: int, row: int) -> None:
    """Finish training: through the gate, or what the programme does with those who are not ready."""
    p, design = world.p, world.design[week]
    volunteer = world.volunteers[row]
    volunteer.trained_week = week
    volunteer.weeks_unsupervised = 0
    pay(world, week, CHECKS, p.cost_check_volunteer)
    note(world, week, E_TRAINED, volunteer.uid, NOBODY, NOBODY, NOBODY)
    if passes_gate(volunteer, design, p):
        become_ready(world, week, volunteer, THROUGH_TRAINING)
    elif design.training_below_gate == SHADOW or design.training_below_gate == TRAIN_ON:
        go_to(volunteer, week, SHADOWING)
        note(world, week, E_SHADOWING, volunteer.uid, NOBODY, NOBODY, NOBODY)
    else:
        not_through_the_gate(world, week, row)


@rule
def not_through_the_gate(world: World, week: int, row: int) -> None:
    """Someone who does not come through the gate: a lighter role where there is one, else goodbye.

    Source
    ------
    Scenario: training.below_gate, volunteers.champions; claims F5, F6.
    """
    design = world.design[week]
    policy = design.training_below_gate
    if policy == SIDEWAYS or (design.volunteers_champions and policy != LEAVE):
        world.volunteers[row].active_week = week
        leave_role(world, week, row, CHAMPION, STAYED)
        note(world, week, E_CHAMPION, world.volunteers[row].uid, NOBODY, NOBODY, SCREENED_OUT)
    else:
        leave_role(world, week, row, LEFT, SCREENED_OUT)


@rule
def shadow(world: World, week: int, row: int) -> None:
    """A week of shadowing, or of training on: through the gate in time, else a lighter role or gone.

    Source
    ------
    shadowing.readiness_week, shadowing.weeks (assumptions); claim F5.
    """
    volunteer, p, design = world.volunteers[row], world.p, world.design[week]
    trains_on = design.training_below_gate == TRAIN_ON
    if trains_on and pay(world, week, TRAINING_LINE, p.cost_training_materials_week):
        learn(volunteer, design, p)
    else:
        volunteer.readiness += p.shadowing_readiness_week * (1.0 - volunteer.readiness)
    if volunteer.unprocessed:
        chance = processing_chance(design, p) if trains_on else p.shadowing_processing_week
        volunteer.unprocessed = uniform(world.key, volunteer.uid, BELOW_GATE, week) >= chance
    if passes_gate(volunteer, design, p):
        become_ready(world, week, volunteer, THROUGH_SHADOWING)
    elif week - volunteer.stage_week >= p.shadowing_weeks:
        not_through_the_gate(world, week, row)


@rule
def bring_in_volunteers(world: World, week: int) -> None:
    """Phase 4: enquiries, tasters, training cohorts, the gate; training for a role that was taken on."""
    p, design = world.p, world.design[week]
    if week == 0:
        begin_with_volunteers(world)
    hold_course_week(world, week)
    tasting = False
    for row in range(world.now[0].volunteers):
        volunteer = world.volunteers[row]
        tasting = tasting or volunteer.stage == TASTER
        if volunteer.stage == ENQUIRED:
            begin_taster_or_wait(world, week, row)
        elif volunteer.stage == TASTER and week - volunteer.stage_week >= design.training_taster_weeks:
            end_taster(world, week, row)
        elif volunteer.stage == AWAITING_COURSE:
            if design.training_weeks == 0:
                volunteer.training_week = week
                graduate(world, week, row)
            else:
                tire_of_waiting_perhaps(world, week, row)
        elif volunteer.stage == SHADOWING:
            shadow(world, week, row)
    if tasting:
        take_some(world, TRAINING_COURSES, p.hours_taster_week)
    train_further(world, week)
    start_cohort(world, week)
    take_enquiries(world, week)

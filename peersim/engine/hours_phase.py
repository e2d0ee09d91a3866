"""Phase 5: every task asks for coordinator hours, and what there is is shared out in the order of priority."""

from peersim.agents.attending import VIDEO
from peersim.agents.matching import assessment_hours
from peersim.agents.maths import saturating
from peersim.agents.online import moderation_needed
from peersim.agents.rule import rule
from peersim.agents.staffing import admin_share, productive_share
from peersim.agents.stages import ATTENDING, ENQUIRED, INVITED, LAPSED, REFERRED, TASTER
from peersim.agents.supporting import supervision_hours_each
from peersim.agents.typed import GroupRecord, Parameters, WeekDesign
from peersim.agents.volunteering import trainer_hours
from peersim.engine.capacity import (
    ASSESSMENT,
    COLLECTING,
    EVALUATION,
    FOLLOW_UP,
    GROUP_SUPPORT,
    MODERATION,
    OUTREACH_WORK,
    PERSONAL_CALLS,
    RECRUITING,
    SAFEGUARDING,
    SET_UP,
    STRETCH,
    SUPERVISION,
    TRAINING_COURSES,
    ask,
    give_up_waiting,
    share_out,
    take,
    take_some,
)
from peersim.engine.funders import is_paying
from peersim.engine.further_training import further_hours
from peersim.engine.ledger import TINY
from peersim.engine.reach_phases import due_for_follow_up
from peersim.engine.supervision_phase import due_for_supervision
from peersim.engine.world import World


@rule
def hours_there(world: World, design: WeekDesign, p: Parameters) -> float:
    """Coordinator hours there this week for tasks: people at work, less administration and reporting.

    Returns
    -------
    float
        Hours.

    Source
    ------
    Model 7.11; `productive_share`, `admin_share`; claim C1 (each stream that still pays wants its reports).
    """
    contract, at_work, reporting = 0.0, 0.0, 0.0
    for i in range(len(world.coordinators)):
        coordinator = world.coordinators[i]
        contract += coordinator.hours
        if coordinator.filled and coordinator.sick_weeks == 0 and not coordinator.away:
            at_work += coordinator.hours
    for i in range(len(world.funds)):
        if is_paying(world.funds[i], world.now[0].week) and not design.money_flexible:
            reporting += world.funds[i].reporting_hours
    share = productive_share(p) * (1.0 - admin_share(design, reporting, contract, p))
    return at_work * world.now[0].posts_paid * share


@rule
def meets_this_week(world: World, week: int, g: int) -> bool:
    """Whether a group is due to meet: running, not on holiday, and for a course, begun.

    Returns
    -------
    bool
        True when due.
    """
    group = world.groups[g]
    if not group.running or group.kind > VIDEO:
        return False
    if world.group_design[week][g].group_term_only and world.calendar[week].holiday:
        return False
    return group.course_weeks == 0 or group.course_started >= 0


@rule
def group_support_wanted(world: World, week: int, p: Parameters) -> float:
    """Hours groups want: preparing sessions, standing in where no volunteer facilitates, meeting parents who shape it.

    Returns
    -------
    float
        Hours.

    Source
    ------
    hours.session_support, hours.around_session, hours.co_design_week (assumptions); claim C13.
    """
    hours = 0.0
    if world.design[week].programme_co_designed:
        hours += p.hours_co_design_week
    for g in range(len(world.groups)):
        if meets_this_week(world, week, g):
            session = world.group_design[week][g]
            hours += p.hours_session_support
            if world.groups[g].volunteers == 0:
                hours += session.group_hours + p.hours_around_session
    return hours


@rule
def calls_wanted(world: World, week: int, p: Parameters) -> float:
    """Hours for introductions promised already, and for a call to everyone invited who has not come yet.

    Returns
    -------
    float
        Hours [hours].
    """
    hours = 1.0 * world.tasks[PERSONAL_CALLS].backlog
    if world.design[week].outreach_personal_calls:
        for k in range(world.now[0].known):
            parent = world.parents[world.active[k]]
            if parent.stage == INVITED and not parent.called and parent.first_week < 0:
                hours += p.hours_personal_call
    return hours


@rule
def parents_hours_wanted(world: World, week: int, p: Parameters) -> None:
    """Ask for the hours that known parents need: assessments, introductions and calls, follow-up."""
    design = world.design[week]
    assessment, follow_up = 0.0, 0.0
    each = assessment_hours(design, p)
    for k in range(world.now[0].involved):
        parent = world.parents[world.involved[k]]
        if parent.stage == REFERRED:
            assessment += max(0.0, each - parent.waiting_hours)
        elif design.follow_up_calls and (parent.stage == ATTENDING or parent.stage == LAPSED):
            if due_for_follow_up(parent, week, p):
                follow_up += p.hours_follow_up
    ask(world, ASSESSMENT, assessment)
    ask(world, PERSONAL_CALLS, calls_wanted(world, week, p))
    ask(world, FOLLOW_UP, follow_up)


@rule
def team_hours(design: WeekDesign, p: Parameters) -> float:
    """Hours a week for the team as a whole: its meeting, continued learning, hearing from volunteers how it is.

    Returns
    -------
    float
        Hours.

    Source
    ------
    Scenario: volunteers.team_meetings, volunteers.learning, volunteers.voice; hours.team_meeting, hours.learning_week,
    hours.voice_week (assumptions); claims E2, F10, F11.
    """
    hours = 0.0
    if design.volunteers_team_meetings:
        hours += p.hours_team_meeting
    if design.volunteers_learning:
        hours += p.hours_learning_week
    if design.volunteers_voice:
        hours += p.hours_voice_week
    return hours


@rule
def volunteers_hours_wanted(world: World, week: int, p: Parameters) -> None:
    """Ask for the hours that volunteers need: supervision, the team, talks, courses, tasters, training for a role."""
    design = world.design[week]
    supervision, tasters, training = 0.0, 0, 0.0
    supervision += team_hours(design, p)
    for row in range(world.now[0].volunteers):
        volunteer = world.volunteers[row]
        training += trainer_hours(further_hours(volunteer, design, p), p)
        if due_for_supervision(volunteer, week, design, p):
            supervision += supervision_hours_each(design, p)
        if design.supervision_responsive and volunteer.hard_week:
            supervision += p.hours_responsive_talk
        if volunteer.stage == TASTER:
            tasters += 1
        elif volunteer.stage == ENQUIRED:
            training += p.hours_new_volunteer - volunteer.waiting_hours
    next_week = min(week + 1, len(world.design) - 1)
    for c in range(len(world.cohorts)):
        if world.cohorts[c].running and not world.calendar[next_week].holiday:
            training += p.training_trainer_hours_week + p.hours_trainee_week * world.cohorts[c].trainees
            if design.training_one_to_one:
                training += p.hours_trainee_talk * world.cohorts[c].trainees
    if tasters > 0:
        training += p.hours_taster_week
    ask(world, SUPERVISION, supervision)
    ask(world, TRAINING_COURSES, training)


@rule
def groups_hours_wanted(world: World, week: int, p: Parameters) -> None:
    """Ask for the hours that groups need: support, collecting parents, moderation, setting up."""
    design = world.design[week]
    collecting, moderation, set_up = 0.0, 0.0, 0.0
    for g in range(len(world.groups)):
        group = world.groups[g]
        if meets_this_week(world, week, g) and group.venue >= 0:
            collecting += design.transport_collected * p.hours_collecting
        if group.running and group.kind > VIDEO:
            moderation += max(0.0, moderation_needed(group.members, group, p) - volunteer_hours(group, p))
        if wants_set_up(world, week, g):
            set_up += min(p.hours_set_up_week, max(0.0, set_up_hours(world, week, g, p) - group.set_up_hours))
    ask(world, GROUP_SUPPORT, group_support_wanted(world, week, p))
    ask(world, COLLECTING, collecting)
    ask(world, MODERATION, min(moderation, design.online_moderation_hours))
    ask(world, SET_UP, set_up)


@rule
def volunteer_hours(group: GroupRecord, p: Parameters) -> float:
    """Hours a week that volunteers give to moderating a space.

    Returns
    -------
    float
        Hours.

    Source
    ------
    online.volunteer_hours (assumption); claim D6.
    """
    return group.volunteers * p.online_volunteer_hours


@rule
def set_up_hours(world: World, week: int, g: int, p: Parameters) -> float:
    """Hours it takes to set a group up: venue, risk assessment, its own agreement, guidelines for moderators.

    Returns
    -------
    float
        Hours.

    Source
    ------
    hours.set_up, hours.agreement, hours.guidelines (assumptions); claims L2, D6, D9.
    """
    hours = 1.0 * p.hours_set_up
    if world.group_design[week][g].group_agreement:
        hours += p.hours_agreement
    if world.design[week].online_moderators_trained and world.groups[g].kind > VIDEO:
        hours += p.hours_guidelines
    return hours


@rule
def wants_set_up(world: World, week: int, g: int) -> bool:
    """Whether a group that should run has not been set up yet.

    Returns
    -------
    bool
        True for a planned group that has not opened, and is not held in reserve.
    """
    group = world.groups[g]
    planned = world.group_design[week][g].group_open and not group.reserve
    return planned and not group.running and group.closed_week < 0


@rule
def other_hours_wanted(world: World, week: int, p: Parameters) -> None:
    """Ask for the hours of safeguarding, outreach, recruitment and evaluation."""
    design, families = world.design[week], 0
    for m in range(world.now[0].matches):
        if world.matches[m].ended < 0:
            families += 1
    for g in range(len(world.groups)):
        families += world.groups[g].members
    measuring = p.hours_measuring_week * families if design.evaluation_measured else 0.0
    ask(world, SAFEGUARDING, world.tasks[SAFEGUARDING].backlog)
    ask(world, OUTREACH_WORK, design.outreach_hours)
    ask(world, RECRUITING, design.recruitment_hours)
    ask(world, EVALUATION, design.evaluation_hours + measuring)


@rule
def share_hours(world: World, week: int) -> None:
    """Phase 5: tasks ask for coordinator hours; what there is is shared out, and overload is noted."""
    p, design, now = world.p, world.design[week], world.now[0]
    parents_hours_wanted(world, week, p)
    volunteers_hours_wanted(world, week, p)
    groups_hours_wanted(world, week, p)
    other_hours_wanted(world, week, p)
    wanted = 0.0
    for task in range(len(world.tasks)):
        wanted += world.tasks[task].asked
    supply = hours_there(world, design, p)
    now.hours_supplied = supply
    if design.hours_regime == STRETCH:
        supply = supply * (1.0 + p.hours_stretch)
    share_out(world, design, supply)
    safeguarding = world.tasks[SAFEGUARDING]
    safeguarding.backlog -= safeguarding.given
    give_up_waiting(world, SAFEGUARDING, p.hours_patience_weeks)
    learn_from_evaluation(world, p)
    introductions = world.tasks[PERSONAL_CALLS]
    take_some(world, PERSONAL_CALLS, introductions.backlog)
    introductions.backlog = 0.0  # what there were no hours for, the worker who knows the parent did alone
    if design.programme_co_designed:
        take_some(world, GROUP_SUPPORT, p.hours_co_design_week)
    for task in (SAFEGUARDING, EVALUATION):
        take(world, task, world.tasks[task].given)
    world.weekly[week].overload = wanted > now.hours_supplied + TINY
    set_pressure(world, wanted)


@rule
def learn_from_evaluation(world: World, p: Parameters) -> None:
    """A programme that gives hours to reflection and evaluation learns; one that stops forgets.

    Source
    ------
    evaluation.learning, evaluation.half_hours (assumptions); claim C14.
    """
    now = world.now[0]
    aim = saturating(world.tasks[EVALUATION].given, p.evaluation_half_hours)
    now.learned += p.evaluation_learning * (aim - now.learned)


@rule
def set_pressure(world: World, wanted: float) -> None:
    """Write down how far what was asked went beyond what was there, for coordinators' strain."""
    there = world.now[0].hours_supplied
    pressure = 0.0
    if there > 0.0:
        pressure = max(0.0, wanted / there - 1.0)
    world.now[0].pressure = pressure

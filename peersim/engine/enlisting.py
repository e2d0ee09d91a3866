"""How someone becomes a volunteer: a row of their own, who they are, what they begin with."""

from peersim.agents.causes import (
    FROM_OUTSIDE,
    TRAINED_BEFORE,
    WAS_SUPPORTED,
)
from peersim.agents.purposes import (
    CAN_HOLD_TWO,
    IS_PEER,
    SKILL,
    TENURE_AT_START,
    UNPROCESSED,
)
from peersim.agents.rule import rule
from peersim.agents.stages import (
    E_ALREADY,
    E_READY,
    ENQUIRED,
    LEFT,
    READY,
    SCREENED_OUT,
)
from peersim.agents.typed import PersonRecord, VolunteerRecord, WeekDesign
from peersim.agents.volunteering import (
    learn,
    processing_chance,
    unprocessed_chance,
)
from peersim.engine.event_record import NOBODY, note
from peersim.engine.leaving import leave_role
from peersim.engine.world import World
from peersim.foundation.draws import uniform
from peersim.foundation.units import HALF, WEEKS_PER_YEAR

VOLUNTEER_TABLE_FULL = 1
LONG_AGO = -2  # not evidence: weeks before the run begin below -1, which means never


@rule
def copy_traits(volunteer: VolunteerRecord, person: PersonRecord, week: int) -> None:
    """A volunteer is the same person they were before: same identity, same traits."""
    volunteer.uid = person.uid
    volunteer.x = person.x
    volunteer.y = person.y
    volunteer.has_car = person.has_car
    volunteer.language = person.language
    volunteer.culture = person.culture
    volunteer.topic = person.topic
    volunteer.personality = person.personality
    volunteer.experience_years = person.experience_years
    volunteer.free_slots = person.free_slots
    volunteer.giving = person.giving
    volunteer.confidence_start = person.confidence_start
    volunteer.confidence = person.confidence_start
    volunteer.enquired_week = week
    volunteer.stage_week = week
    volunteer.stage = ENQUIRED


@rule
def not_yet(volunteer: VolunteerRecord) -> None:
    """A new volunteer has no group and no course, and nothing has happened to them."""
    volunteer.cohort = NOBODY
    volunteer.group = NOBODY
    volunteer.training_week = NOBODY
    volunteer.trained_week = NOBODY
    volunteer.active_week = NOBODY
    volunteer.left_week = NOBODY
    volunteer.supervised_week = NOBODY


@rule
def begin_state(volunteer: VolunteerRecord, world: World, week: int) -> None:
    """A new volunteer's state: readiness from inclination, experience worked through or not, how many they can hold.

    Source
    ------
    volunteer.* starting rows (assumptions); match.concurrent.
    """
    p = world.p
    u = uniform(world.key, volunteer.uid, UNPROCESSED, 0)
    volunteer.unprocessed = u < unprocessed_chance(volunteer, week, p)
    volunteer.can_hold = 1
    if uniform(world.key, volunteer.uid, CAN_HOLD_TWO, 0) < p.match_concurrent - 1.0:
        volunteer.can_hold += 1
    volunteer.skill = p.volunteer_skill_start + p.volunteer_skill_spread * uniform(world.key, volunteer.uid, SKILL, 0)
    volunteer.readiness = p.volunteer_readiness_start * (HALF + volunteer.giving)
    volunteer.team_trust = p.volunteer_trust_start
    volunteer.commitment = p.commitment_base
    volunteer.strain = p.volunteer_strain_start
    volunteer.satisfaction = p.commitment_base
    volunteer.support_met = p.supervision_usual_met


@rule
def enlist(world: World, week: int, person: PersonRecord, parent_row: int, needs_care: bool, kind: int) -> None:
    """Someone offers to volunteer: a row of the volunteer table is theirs from now on."""
    now, p = world.now[0], world.p
    row = now.volunteers
    if row >= len(world.volunteers):
        now.failed = VOLUNTEER_TABLE_FULL
        return
    now.volunteers += 1
    volunteer = world.volunteers[row]
    not_yet(volunteer)
    copy_traits(volunteer, person, week)
    volunteer.parent = parent_row
    volunteer.childcare_need = needs_care
    begin_state(volunteer, world, week)
    world.weekly[week].volunteers_enquired += 1
    note(world, week, kind, volunteer.uid, NOBODY, NOBODY, WAS_SUPPORTED if parent_row >= 0 else FROM_OUTSIDE)
    volunteer.peer = parent_row >= 0 or uniform(world.key, volunteer.uid, IS_PEER, 0) < p.volunteer_peer_share
    if parent_row < 0:  # people with experience of every age live around the catchment in every year
        volunteer.experience_years = person.experience_years - week / WEEKS_PER_YEAR
    else:
        world.parents[parent_row].volunteer = row
        volunteer.team_trust = world.parents[parent_row].trust
    if not may_volunteer(volunteer, week, world.design[week]):
        leave_role(world, week, row, LEFT, SCREENED_OUT)
    elif needs_care and not world.design[week].training_childcare_and_travel:
        volunteer.readiness = volunteer.readiness * p.volunteer_care_costs


@rule
def may_volunteer(volunteer: VolunteerRecord, week: int, design: WeekDesign) -> bool:
    """Whether the programme takes on someone like this at all.

    Returns
    -------
    bool
        False for an experience too recent, of another kind than it looks for, or none, where it asks for that.

    Source
    ------
    Scenario: volunteers.minimum_recency (claim F2), recruitment.topic (claim D2), volunteers.parents_only (claim F13).
    """
    if volunteer.experience_years + week / WEEKS_PER_YEAR < design.volunteers_minimum_recency:
        return False
    if design.recruitment_topic > 0 and volunteer.topic != design.recruitment_topic:
        return False
    return volunteer.peer or not design.volunteers_parents_only


@rule
def begin_with_volunteers(world: World) -> None:
    """In week 0: volunteers the programme already has, trained as this programme trains, some of long standing.

    Source
    ------
    Scenario: start.volunteers; start.tenure_weeks (assumption).
    """
    design, now, p = world.design[0], world.now[0], world.p
    wanted = min(design.start_volunteers, len(world.outsiders))
    while now.next_outsider < wanted and now.failed == 0:
        person = world.outsiders[now.next_outsider]
        now.next_outsider += 1
        enlist(world, 0, person, NOBODY, person.care_rank < p.barrier_childcare_need, E_ALREADY)
        volunteer = world.volunteers[now.volunteers - 1]
        if volunteer.stage != ENQUIRED:  # not someone this programme takes on
            continue
        for week in range(int(design.training_weeks)):
            learn(volunteer, design, p)
            if uniform(world.key, volunteer.uid, UNPROCESSED, week, 1) < processing_chance(design, p):
                volunteer.unprocessed = False
        volunteer.readiness = max(volunteer.readiness, design.training_gate)
        tenure = uniform(world.key, volunteer.uid, TENURE_AT_START, 0) * p.start_tenure_weeks
        volunteer.trained_week = LONG_AGO - int(tenure)
        volunteer.stage = READY
        volunteer.trained_to_lead = design.facilitators_trained
        volunteer.trained_to_moderate = design.online_moderators_trained
        volunteer.trained_in_boundaries = design.volunteers_boundaries
        note(world, 0, E_READY, volunteer.uid, NOBODY, NOBODY, TRAINED_BEFORE)
    world.weekly[0].volunteers_enquired = 0

"""Phase 15: groups are set up, staffed, opened, reviewed, closed; courses begin when enough have signed up."""

from peersim.agents.attending import IN_PERSON, VIDEO
from peersim.agents.maths import fits_slot
from peersim.agents.rule import rule
from peersim.agents.stages import (
    ATTENDING,
    AWARE,
    E_FACILITATES,
    E_GROUP_CLOSED,
    E_GROUP_OPENED,
    FACILITATING,
    INVITED,
    NO_SETTING,
    READY,
)
from peersim.engine.capacity import SET_UP, take_some
from peersim.engine.event_record import NOBODY, note
from peersim.engine.hours_phase import wants_set_up
from peersim.engine.ledger import TINY
from peersim.engine.world import World


@rule
def set_up(world: World, week: int, g: int) -> None:
    """Work on a planned group's agreement, risk assessment and venue; open it when that is done and it is staffed."""
    p, design, group = world.p, world.design[week], world.groups[g]
    if week == 0 and design.start_groups_set_up:
        group.set_up_hours = p.hours_set_up
    group.set_up_hours += take_some(world, SET_UP, max(0.0, p.hours_set_up - group.set_up_hours))
    staffed = group.volunteers >= world.group_design[week][g].group_facilitators or not design.growth_staffed_first
    if group.set_up_hours + TINY >= p.hours_set_up and staffed:
        group.running = True
        group.opened_week = week
        group.sessions_done = 0
        world.now[0].opened = True
        note(world, week, E_GROUP_OPENED, g, NOBODY, g, NOBODY)


@rule
def close_group(world: World, week: int, g: int) -> None:
    """A group closes: its members are free to look for another."""
    group, now = world.groups[g], world.now[0]
    group.running = False
    group.closed_week = week
    group.course_started = NOBODY
    for k in range(now.known):
        parent = world.parents[world.active[k]]
        if parent.setting == g and (parent.stage == ATTENDING or parent.stage == INVITED):
            if parent.stage == ATTENDING:
                parent.disengaged_week = week
            parent.stage = AWARE
            parent.setting = NO_SETTING
            parent.signed_up = False
            now.opened = True
    group.members, group.invited = 0, 0
    free_facilitators(world, week, g)
    note(world, week, E_GROUP_CLOSED, g, NOBODY, g, NOBODY)


@rule
def free_facilitators(world: World, week: int, g: int) -> None:
    """Facilitators of a group that closed are ready for another role."""
    for row in range(world.now[0].volunteers):
        volunteer = world.volunteers[row]
        if volunteer.group == g:
            volunteer.group = NOBODY
            volunteer.stage = READY
            volunteer.stage_week = week
    world.groups[g].volunteers = 0


@rule
def find_facilitators(world: World, week: int, g: int) -> None:
    """Give a group the ready volunteers whose week has room for it, up to the number planned."""
    group, session = world.groups[g], world.group_design[week][g]
    for row in range(world.now[0].volunteers):
        if group.volunteers >= session.group_facilitators:
            return
        volunteer = world.volunteers[row]
        online = group.kind > VIDEO
        if volunteer.stage == READY and (online or fits_slot(volunteer.free_slots, session.group_slot)):
            volunteer.stage = FACILITATING
            volunteer.stage_week = week
            volunteer.group = g
            volunteer.weeks_unsupervised = 0
            if volunteer.active_week < 0:
                volunteer.active_week = week
            group.volunteers += 1
            note(world, week, E_FACILITATES, volunteer.uid, NOBODY, g, NOBODY)


@rule
def begin_course(world: World, week: int, g: int) -> None:
    """Begin a closed course when enough have signed up and it is term."""
    group = world.groups[g]
    ready = group.course_weeks > 0 and group.course_started < 0 and group.invited >= max(1, group.minimum)
    holiday = world.group_design[week][g].group_term_only and world.calendar[week].holiday
    if group.running and ready and not holiday:
        group.course_started = week
        group.sessions_done = 0
        group.courses += 1


@rule
def review(world: World, week: int, g: int) -> None:
    """The growth policy: a group too full for long opens a reserve group; one all but empty for long closes."""
    p, group = world.p, world.groups[g]
    if group.full_weeks >= p.growth_full_weeks:
        for other in range(len(world.groups)):
            if world.groups[other].reserve and world.groups[other].closed_week < 0:
                world.groups[other].reserve = False
                group.full_weeks = 0
                return
    if group.empty_weeks >= p.growth_empty_weeks and group.kind == IN_PERSON:
        close_group(world, week, g)


@rule
def grow(world: World, week: int) -> None:
    """Phase 15: set up, staff, open, review and close groups; begin courses."""
    design = world.design[week]
    for g in range(len(world.groups)):
        group = world.groups[g]
        planned = world.group_design[week][g].group_open
        if group.running and not planned:
            close_group(world, week, g)
        if planned and (group.running or wants_set_up(world, week, g)):
            find_facilitators(world, week, g)
        if wants_set_up(world, week, g):
            set_up(world, week, g)
        begin_course(world, week, g)
        if design.growth_review and group.running:
            review(world, week, g)

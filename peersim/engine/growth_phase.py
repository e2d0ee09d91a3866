"""Phase 15: groups are set up, staffed, opened, reviewed, closed; courses begin when enough have signed up."""

from peersim.agents.attending import IN_PERSON, VIDEO
from peersim.agents.causes import CUT_SHORT, GROUP_CLOSED, GROUP_OF_THEIRS_CLOSED, HARDLY_ANYONE_CAME, NO_LONGER_PLANNED
from peersim.agents.maths import fits_slot
from peersim.agents.rule import rule
from peersim.agents.stages import (
    ATTENDING,
    AWARE,
    E_COURSE_BEGAN,
    E_COURSE_ENDED,
    E_FACILITATES,
    E_GROUP_CLOSED,
    E_GROUP_OPENED,
    E_GROUP_SPLIT,
    E_LOOKS_AGAIN,
    E_MODERATES,
    E_MOVED,
    E_READY,
    E_RESERVE_CALLED,
    FACILITATING,
    INVITED,
    MODERATING,
    NO_SETTING,
    READY,
)
from peersim.engine.capacity import SET_UP, take_some
from peersim.engine.event_record import NOBODY, note
from peersim.engine.hours_phase import set_up_hours, wants_set_up
from peersim.engine.ledger import TINY
from peersim.engine.ways_in import distance_to
from peersim.engine.world import World
from peersim.foundation.units import HALF


@rule
def set_up(world: World, week: int, g: int) -> None:
    """Work on a planned group's agreement, risk assessment and venue; open it when that is done and it is staffed."""
    p, design, group = world.p, world.design[week], world.groups[g]
    if week == 0 and design.start_groups_set_up:
        group.set_up_hours = set_up_hours(world, week, g, p)
    whole = set_up_hours(world, week, g, p)
    group.set_up_hours += take_some(world, SET_UP, max(0.0, whole - group.set_up_hours))
    planned = world.group_design[week][g].group_facilitators
    staffed = group.volunteers >= planned or group.kind > VIDEO or not design.growth_staffed_first
    if group.set_up_hours + TINY >= whole and staffed:
        group.running = True
        group.opened_week = week
        group.sessions_done = 0
        world.now[0].opened = True
        note(world, week, E_GROUP_OPENED, g, NOBODY, g, NOBODY)
        if group.splits_from >= 0:
            split_group(world, week, group.splits_from, g)
            group.splits_from = NOBODY


@rule
def close_group(world: World, week: int, g: int) -> None:
    """A group closes: its members are free to look for another."""
    group, now = world.groups[g], world.now[0]
    group.running = False
    group.closed_week = week
    if group.course_started >= 0:
        note(world, week, E_COURSE_ENDED, g, NOBODY, g, CUT_SHORT)
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
            note(world, week, E_LOOKS_AGAIN, parent.uid, NOBODY, g, GROUP_CLOSED)
    group.members, group.invited = 0, 0
    free_facilitators(world, week, g)
    why = HARDLY_ANYONE_CAME if world.group_design[week][g].group_open else NO_LONGER_PLANNED
    note(world, week, E_GROUP_CLOSED, g, NOBODY, g, why)


@rule
def free_facilitators(world: World, week: int, g: int) -> None:
    """Facilitators of a group that closed are ready for another role."""
    for row in range(world.now[0].volunteers):
        volunteer = world.volunteers[row]
        if volunteer.group == g:
            volunteer.group = NOBODY
            volunteer.stage = READY
            volunteer.stage_week = week
            note(world, week, E_READY, volunteer.uid, NOBODY, g, GROUP_OF_THEIRS_CLOSED)
    world.groups[g].volunteers = 0


@rule
def split_group(world: World, week: int, old: int, new: int) -> None:
    """Half of a group that is too full moves to the one that has just opened; close parents move together.

    Members are taken in turn, each with those they are close to, until half have moved.

    Source
    ------
    Claim L3: start small, review, grow; ties go beyond the group (claim C8).
    """
    wanted = int(world.groups[old].members * HALF)
    for k in range(world.now[0].known):
        row = world.active[k]
        parent = world.parents[row]
        if wanted > 0 and parent.stage == ATTENDING and parent.setting == old:
            wanted -= move_member(world, week, row, old, new)
            for tie in range(parent.tie_count):
                friend = world.parents[parent.ties[tie]]
                if wanted > 0 and friend.stage == ATTENDING and friend.setting == old:
                    wanted -= move_member(world, week, parent.ties[tie], old, new)
    note(world, week, E_GROUP_SPLIT, new, NOBODY, old, NOBODY)


@rule
def move_member(world: World, week: int, row: int, old: int, new: int) -> int:
    """A member moves from one group to another.

    Returns
    -------
    int
        1, the number of members moved.
    """
    parent = world.parents[row]
    parent.setting = new
    parent.distance = distance_to(parent, world.groups[new])
    world.groups[old].members -= 1
    world.groups[new].members += 1
    note(world, week, E_MOVED, parent.uid, NOBODY, new, NOBODY)
    return 1


@rule
def find_moderators(world: World, week: int) -> None:
    """Give online spaces the ready volunteers the programme wants as moderators, the least provided space first."""
    wanted = world.design[week].online_volunteer_moderators
    for row in range(world.now[0].volunteers):
        if world.volunteers[row].stage == MODERATING:
            wanted -= 1
    for row in range(world.now[0].volunteers):
        if wanted <= 0:
            return
        space = space_to_moderate(world)
        if space >= 0 and world.volunteers[row].stage == READY:
            begin_moderating(world, week, row, space)
            wanted -= 1


@rule
def space_to_moderate(world: World) -> int:
    """Which running online space has the fewest volunteers who moderate.

    Returns
    -------
    int
        Group; -1 where no online space runs.
    """
    best, fewest = NOBODY, 0
    for g in range(len(world.groups)):
        group = world.groups[g]
        if group.running and group.kind > VIDEO and (best < 0 or group.volunteers < fewest):
            best, fewest = g, group.volunteers
    return best


@rule
def begin_moderating(world: World, week: int, row: int, g: int) -> None:
    """A ready volunteer begins to moderate a space."""
    volunteer = world.volunteers[row]
    volunteer.stage = MODERATING
    volunteer.stage_week = week
    volunteer.group = g
    volunteer.weeks_unsupervised = 0
    if volunteer.active_week < 0:
        volunteer.active_week = week
    world.groups[g].volunteers += 1
    note(world, week, E_MODERATES, volunteer.uid, NOBODY, g, NOBODY)


@rule
def find_facilitators(world: World, week: int, g: int) -> None:
    """Give a group the ready volunteers whose week has room for it, up to the number planned."""
    group, session = world.groups[g], world.group_design[week][g]
    for row in range(world.now[0].volunteers):
        if group.volunteers >= session.group_facilitators:
            return
        volunteer = world.volunteers[row]
        if volunteer.stage == READY and fits_slot(volunteer.free_slots, session.group_slot):
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
    """Begin a closed course when enough have signed up, or it is full, and it is term.

    Source
    ------
    Scenario: [[group]] minimum; group.gather_weeks (assumption), for which sign-ups are gathered; evidence V02.
    """
    group, session = world.groups[g], world.group_design[week][g]
    gathered = week - group.gathering_week >= world.p.group_gather_weeks or group.invited >= session.group_room
    enough = group.invited >= max(1, group.minimum) and gathered
    ready = group.course_weeks > 0 and group.course_started < 0 and enough
    holiday = session.group_term_only and world.calendar[week].holiday
    if group.running and ready and not holiday:
        group.course_started = week
        group.gathering_week = week
        group.sessions_done = 0
        group.courses += 1
        note(world, week, E_COURSE_BEGAN, g, NOBODY, g, NOBODY)


@rule
def review(world: World, week: int, g: int) -> None:
    """The growth policy: a group too full for long opens a reserve group; one all but empty for long closes."""
    p, group = world.p, world.groups[g]
    if group.full_weeks >= p.growth_full_weeks:
        for other in range(len(world.groups)):
            if world.groups[other].reserve and world.groups[other].closed_week < 0:
                world.groups[other].reserve = False
                world.groups[other].splits_from = g if world.design[week].growth_split else NOBODY
                group.full_weeks = 0
                note(world, week, E_RESERVE_CALLED, other, NOBODY, g, NOBODY)
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
        if planned and group.kind <= VIDEO and (group.running or wants_set_up(world, week, g)):
            find_facilitators(world, week, g)
        if wants_set_up(world, week, g):
            set_up(world, week, g)
        begin_course(world, week, g)
        if (design.growth_review or design.growth_split) and group.running:
            review(world, week, g)
    find_moderators(world, week)

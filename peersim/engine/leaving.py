"""How people go: a parent stops coming, a volunteer gives up a role, a match ends."""

from peersim.agents.causes import (
    AS_PLANNED,
    EARLY,
    MATCH_ENDED_EARLY,
    NO_LONGER_ELIGIBLE,
    SUPPORT_ENDED,
    VOLUNTEER_LEFT,
)
from peersim.agents.purposes import MOVES_TO_GROUP
from peersim.agents.rule import rule
from peersim.agents.stages import (
    ACTIVE,
    ASSESSED,
    AWARE,
    E_FINISHED,
    E_LAPSED,
    E_LOOKS_AGAIN,
    E_MATCH_ENDED,
    E_VOLUNTEER_LEFT,
    FINISHED,
    LAPSED,
    NO_SETTING,
    ONE_TO_ONE,
    PAUSED,
    READY,
)
from peersim.agents.typed import ParentRecord
from peersim.engine.event_record import NOBODY, note
from peersim.engine.world import World
from peersim.foundation.draws import uniform


@rule
def lapse(world: World, week: int, parent: ParentRecord, cause: int) -> None:
    """A member stops coming; follow-up may bring them back."""
    if parent.setting >= 0:
        world.groups[parent.setting].members -= 1
    parent.stage = LAPSED
    parent.disengaged_week = week
    world.weekly[week].lapsed += 1
    note(world, week, E_LAPSED, parent.uid, NOBODY, parent.setting, cause)


@rule
def why_match_ended(parent: ParentRecord, week: int, early: bool, volunteer_left: bool) -> int:
    """How a match ended, for the event record.

    Returns
    -------
    int
        Ending (`peersim.agents.causes.ENDINGS`).
    """
    if volunteer_left:
        return VOLUNTEER_LEFT
    if week >= parent.eligible_to:
        return NO_LONGER_ELIGIBLE
    return EARLY if early else AS_PLANNED


@rule
def end_match(world: World, week: int, row: int, early: bool, volunteer_left: bool) -> None:
    """A match ends: as planned, early by the parent's choice, or because the volunteer left.

    Parameters
    ----------
    row : int
        The match's row.
    early : bool
        Ended before it was planned to.
    volunteer_left : bool
        The parent goes back to waiting for another volunteer.
    """
    match = world.matches[row]
    match.ended = week
    match.early = early
    parent, volunteer = world.parents[match.parent], world.volunteers[match.volunteer]
    volunteer.caseload -= 1
    if volunteer.caseload == 0 and volunteer.stage == ACTIVE:
        volunteer.stage = READY
        volunteer.stage_week = week
    parent.match = NOBODY
    why = why_match_ended(parent, week, early, volunteer_left)
    note(world, week, E_MATCH_ENDED, parent.uid, volunteer.uid, ONE_TO_ONE, why)
    if volunteer_left:
        parent.stage = ASSESSED
        parent.setting = NO_SETTING
    elif early:
        parent.stage = LAPSED
        parent.setting = NO_SETTING
        parent.disengaged_week = week
        world.weekly[week].lapsed += 1
        note(world, week, E_LAPSED, parent.uid, NOBODY, ONE_TO_ONE, MATCH_ENDED_EARLY)
    else:
        finish_one_to_one(world, week, parent, why)


@rule
def finish_one_to_one(world: World, week: int, parent: ParentRecord, why: int) -> None:
    """Planned support ends: some go on to a group, the rest have finished."""
    parent.stage = FINISHED
    parent.setting = NO_SETTING
    parent.finished_week = week
    note(world, week, E_FINISHED, parent.uid, NOBODY, ONE_TO_ONE, why)
    if uniform(world.key, parent.uid, MOVES_TO_GROUP, week) < world.p.match_moves_to_group:
        parent.stage = AWARE
        world.now[0].opened = True
        note(world, week, E_LOOKS_AGAIN, parent.uid, NOBODY, ONE_TO_ONE, SUPPORT_ENDED)


@rule
def leave_role(world: World, week: int, row: int, stage: int, reason: int) -> None:
    """A volunteer leaves, moves on, is hired, pauses or becomes a champion: matches end, the group loses them.

    Parameters
    ----------
    row : int
        The volunteer's row.
    stage : int
        Stage they go to.
    reason : int
        Why (`peersim.agents.stages.LEAVING_REASONS`).
    """
    volunteer = world.volunteers[row]
    if volunteer.caseload > 0:
        for m in range(world.now[0].matches):
            if world.matches[m].volunteer == row and world.matches[m].ended < 0:
                end_match(world, week, m, True, True)
    if volunteer.group >= 0:
        world.groups[volunteer.group].volunteers -= 1
        volunteer.group = NOBODY
    volunteer.stage = stage
    volunteer.stage_week = week
    volunteer.reason = reason
    if stage > PAUSED:
        volunteer.left_week = week
        if volunteer.trained_week != NOBODY:
            world.weekly[week].volunteers_left += 1
        note(world, week, E_VOLUNTEER_LEFT, volunteer.uid, NOBODY, NOBODY, reason)

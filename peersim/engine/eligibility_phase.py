"""Phase 2: who is eligible, known to the programme or not, and with whom something can still happen."""

from peersim.agents.rule import rule
from peersim.agents.stages import (
    AGED_OUT,
    ATTENDING,
    DECLINED,
    E_AGED_OUT,
    SUPPORTED,
)
from peersim.agents.typed import ParentRecord
from peersim.engine.event_record import NOBODY, note
from peersim.engine.hearing import listen
from peersim.engine.leaving import end_match
from peersim.engine.people import let_go
from peersim.engine.world import World


@rule
def age_out(world: World, week: int, parent: ParentRecord) -> None:
    """A family the programme knows stops being eligible; whatever it was part of goes on without it."""
    world.now[0].aware -= 1
    if parent.stage == ATTENDING and parent.setting >= 0:
        world.groups[parent.setting].members -= 1
    if parent.stage == SUPPORTED:
        end_match(world, week, parent.match, False, False)
    if parent.signed_up:
        parent.signed_up = False
        world.groups[parent.setting].invited -= 1
    note(world, week, E_AGED_OUT, parent.uid, NOBODY, parent.setting, NOBODY)
    parent.gone_week = week
    parent.stage = AGED_OUT


@rule
def keep_eligible(world: World, week: int) -> None:
    """Phase 2: families become eligible, and stop being so; the list of known parents is tidied."""
    now = world.now[0]
    while now.next_arrival < len(world.arriving):
        row = world.arriving[now.next_arrival]
        if world.families[row].eligible_from > week:
            break
        listen(world, week, row)
        now.eligible += 1
        now.next_arrival += 1
    stop_being_eligible(world, week)
    world.weekly[week].eligible = now.eligible
    world.weekly[week].aware = now.aware
    tidy_active(world)


@rule
def stop_being_eligible(world: World, week: int) -> None:
    """Families whose time is over are no longer eligible, known to the programme or not."""
    now = world.now[0]
    while now.next_leaver < len(world.leaving):
        row = world.leaving[now.next_leaver]
        if world.families[row].eligible_to > week:
            break
        now.next_leaver += 1
        now.eligible -= 1
        if world.row_of[row] >= 0:
            age_out(world, week, world.parents[world.row_of[row]])
        else:
            let_go(world, week, row)


@rule
def tidy_active(world: World) -> None:
    """Drop from the lists of parents those with whom nothing can happen any more, and put the involved in order."""
    now, kept, involved = world.now[0], 0, 0
    for k in range(now.known):
        row = world.active[k]
        parent = world.parents[row]
        if parent.stage != AGED_OUT and parent.stage != DECLINED:
            world.active[kept] = row
            kept += 1
            if parent.involved:
                world.involved[involved] = row
                involved += 1
    now.known, now.involved = kept, involved

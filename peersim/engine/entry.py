"""Where compiled code begins: every week of the world at an address."""

from __future__ import annotations

from peersim.agents.belonging import update_outcomes
from peersim.engine.eligibility_phase import keep_eligible
from peersim.engine.growth_phase import grow
from peersim.engine.hours_phase import share_hours
from peersim.engine.lives_phase import update_lives
from peersim.engine.money_phase import bring_in_money_and_staff, close_week
from peersim.engine.one_to_one_phases import assess_and_match, hold_contacts, keep_families_safe
from peersim.engine.online_phase import be_online
from peersim.engine.reach_phases import follow_up_lapsed, reach_parents
from peersim.engine.session_phase import meet
from peersim.engine.supervision_phase import keep_or_lose_people, supervise
from peersim.engine.training_phase import bring_in_volunteers
from peersim.engine.world import World
from peersim.engine.world_type import world_at


def run_at(address: int) -> None:
    """Run every week of the world whose tables stand at an address.

    Parameters
    ----------
    address : int
        Of an `address_row`.
    """
    world: World = world_at(address)
    for week in range(len(world.design)):
        bring_in_money_and_staff(world, week)
        keep_eligible(world, week)
        reach_parents(world, week)
        bring_in_volunteers(world, week)
        share_hours(world, week)
        assess_and_match(world, week)
        meet(world, week)
        hold_contacts(world, week)
        be_online(world, week)
        supervise(world, week)
        keep_families_safe(world, week)
        update_lives(world, week)
        keep_or_lose_people(world, week)
        follow_up_lapsed(world, week)
        grow(world, week)
        close_week(world, week)


def look_at(address: int) -> None:
    """Look at those in the table of parents whom the programme never met, as they are in the last week.

    Parameters
    ----------
    address : int
        Of an `address_row`.
    """
    world: World = world_at(address)
    for row in range(len(world.parents)):
        if world.parents[row].aware_week < 0:
            update_outcomes(world.parents[row], len(world.design) - 1, world.p)

"""Where compiled code begins: every week of the world at an address."""

from __future__ import annotations

from peersim.engine.phases import (
    assess_and_match,
    be_online,
    bring_in_money_and_staff,
    bring_in_volunteers,
    close_week,
    follow_up_lapsed,
    grow,
    hold_contacts,
    keep_eligible,
    keep_families_safe,
    keep_or_lose_people,
    meet,
    reach_parents,
    share_hours,
    supervise,
    update_lives,
)
from peersim.engine.world_type import world_at


def run_at(address: int) -> None:
    """Run every week of the world whose tables stand at an address.

    Parameters
    ----------
    address : int
        Of an `address_row`.
    """
    world = world_at(address)
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

"""Phase 12: what taking part does: belonging, benefit, wellbeing, isolation, confidence."""

from peersim.agents.belonging import update_benefit, update_outcomes
from peersim.agents.rule import rule
from peersim.engine.world import World


@rule
def update_lives(world: World, week: int) -> None:
    """Phase 12: benefit follows support and drifts back without it; in the last week all the known are looked at."""
    p, record = world.p, world.weekly[week]
    for k in range(world.now[0].involved):
        parent = world.parents[world.involved[k]]
        if parent.first_week >= 0:
            update_benefit(parent, p)
            parent.wellbeing_gained += parent.benefit
            record.wellbeing += parent.benefit
            update_outcomes(parent, week, p)
    if week == len(world.design) - 1:
        for row in range(world.now[0].parents):
            update_outcomes(world.parents[row], week, p)

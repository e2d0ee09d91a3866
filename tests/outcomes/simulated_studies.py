"""Small studies of simulated worlds for tests: a comparison as a study would fill it."""

from __future__ import annotations

from typing import Any

from simulated_people import busy_world, empty_world

from peersim.analysis import Comparison
from peersim.outcomes import observe


def study(
    names: tuple[str, ...] = ("baseline", "creche", "nothing"),
    draws: int = 4,
    replications: int = 2,
    weeks: int = 60,
    parents: int = 120,
    step: float = 0.06,
    cost_step: float = 150.0,
    first_cost: float = 1500.0,
    seed: int = 1,
    leave_out: tuple[Any, ...] = (),
    **options: Any,
) -> Comparison:
    """A comparison in which each design reaches more, keeps longer and costs more than the one before."""
    seen = {}
    for number, name in enumerate(names):
        for draw in range(draws):
            for replication in range(replications):
                if (name, draw, replication) in leave_out:
                    continue
                luck = 1000 * seed + 10 * draw + replication
                world = empty_world(parents, weeks, luck)
                if name != "nothing":
                    reach, leaving = 0.25 + step * number + 0.01 * draw, 0.04 / (1 + step * number)
                    cost = first_cost + cost_step * number
                    world = busy_world(parents, weeks, luck, reach, leaving, cost_a_week=cost)
                seen[name, draw, replication] = observe(world)
    settings: dict[str, Any] = {"place": "derby", "place_title": "Derby", "seed": seed, "version": "9.8.7", **options}
    return Comparison.from_observations(
        seen, scenarios=names, parents=parents, weeks=weeks, draws=draws, replications=replications, **settings
    )

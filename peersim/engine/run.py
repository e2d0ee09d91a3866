"""One compiled run: a world laid out, every week run, tables that were too short made longer and the run repeated."""

from __future__ import annotations

from typing import Any

import numpy as np

from peersim.agents.worked_out import work_out
from peersim.engine.everyone import with_everyone
from peersim.engine.setup import Sizes, new_world, usual_sizes
from peersim.engine.swapped_engine import run_weeks
from peersim.engine.world import World
from peersim.engine.world_type import address_row
from peersim.foundation.problems import RunError

_MOST_TRIES = 12


def run_once(
    design: Any, catchment: Any, p: Any, key: np.uint64, events: bool = False, *, everyone: bool = True
) -> World:
    """Run one scenario once, compiled.

    Parameters
    ----------
    design : Design
        The scenario, laid out week by week (`Scenario.expand`).
    catchment : Catchment
        The people of the place (`peersim.places.synthesise`); not changed.
    p : record of PARAMETERS
        One draw's values: an element of `peersim.evidence.draws`.
    key : numpy.uint64
        The run's key (`peersim.foundation.draws.run_key`).
    events : bool
        Keep the event record.
    everyone : bool
        Have a row for every family in the table of parents, the families the programme never came to know among them.
        Without, only those it came to know are there, in the order in which it did, which is quicker and takes far
        less memory; outcomes are the same.

    Returns
    -------
    World
        The world after the last week.

    Raises
    ------
    InputError
        If Numba cannot compile a rule that was replaced.
    RunError
        If a table is still too short after being doubled many times.
    """
    sizes = usual_sizes(design.weeks, len(catchment.families), len(catchment.outsiders), events)
    values = work_out(p)
    for _ in range(_MOST_TRIES):
        world = new_world(design, catchment, values[0], key, sizes)
        tables = address_row(world, values)
        run_weeks(tables.ctypes.data, len(world.design))
        longer = _longer(world, sizes, events)
        if longer is None:
            return with_everyone(world) if everyone else world
        sizes = longer
    raise RunError(f"a table of the run is too short even at {sizes}; please report this scenario")


def _longer(world: World, sizes: Sizes, events: bool) -> Sizes | None:
    """Say which tables must be longer, or None when all were long enough."""
    happened = int(world.now[0]["events"])
    if events and happened > sizes.events:
        return sizes._replace(events=happened)
    if world.now[0]["failed"] != 0:
        return sizes._replace(volunteers=sizes.volunteers * 2, matches=sizes.matches * 2)
    return None


def smallest_run() -> World:
    """Run two weeks of the programme that never existed, which compiles the engine if need be.

    Returns
    -------
    World
        The world after two weeks.
    """
    from peersim.evidence.table import central
    from peersim.foundation.draws import run_key
    from peersim.places.profile import load_place
    from peersim.places.synthesis import synthesise
    from peersim.scenarios.loading import load

    key = run_key(0)
    catchment = synthesise(load_place("derby"), 10, 2, key)
    return run_once(load("nothing").expand(2), catchment, central()[0], key)

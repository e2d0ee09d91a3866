"""Things that can be broken in a process before it runs a command line."""

from __future__ import annotations

import time

SEED = 3
"""Of the tests' plan."""

DRAW, REPLICATION = 2, 1
"""World in which something goes wrong."""

SCENARIO = "on_site_childcare"
WORDS = "the roof of the community centre fell in"


def _is_there(key):
    from peersim.foundation.draws import run_key

    return int(key) == int(run_key(SEED, DRAW, REPLICATION))


def a_run_raises():
    """Let one scenario of one world raise while it runs."""
    from peersim.engine import run

    whole = run.run_once

    def run_once(design, catchment, values, key, **how):
        if _is_there(key) and design.scenario.name == SCENARIO:
            raise ValueError(WORDS)
        return whole(design, catchment, values, key, **how)

    run.run_once = run_once


def an_outcome_is_nan():
    """Let an outcome of one scenario in one world be not a number, though it always can be told."""
    from peersim import outcomes
    from peersim.engine import run
    from peersim.outcomes.registry import OUTCOME_NAMES

    run_whole, observe_whole = run.run_once, outcomes.observe
    struck = []

    def run_once(design, catchment, values, key, **how):
        world = run_whole(design, catchment, values, key, **how)
        if _is_there(key) and design.scenario.name == SCENARIO:
            struck.append(id(world))
        return world

    def observe(world):
        observation = observe_whole(world)
        if id(world) in struck:
            struck.remove(id(world))
            observation.everyone[0, OUTCOME_NAMES.index("reach")] = float("nan")
        return observation

    run.run_once, outcomes.observe = run_once, observe


def shards_wait_at_a_gate():
    """Put no more shards away than the test allows (`commands.allow`), so that a study runs as long as it should."""
    from faults.commands import allowed, shards

    from peersim.studies import running

    whole = running.write

    def write(study, *given):
        while len(shards(study)) >= allowed(study):
            time.sleep(0.02)
        return whole(study, *given)

    running.write = write

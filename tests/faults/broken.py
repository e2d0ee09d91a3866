"""Things that can be broken in a process before it runs a command line."""

from __future__ import annotations

import numpy as np

BROKEN_WORLD = (2, 1)
"""Draw and replication in which something goes wrong."""

WORDS = "the roof of the community centre fell in"


def _is_broken_world(key):
    from peersim.foundation.draws import run_key

    return bool(np.all(np.asarray(key) == np.asarray(run_key(3, *BROKEN_WORLD))))  # 3: the seed of the tests' plan


def a_run_raises():
    """Let one scenario of one world raise while it runs."""
    from peersim.engine import run

    whole = run.run_once

    def run_once(design, catchment, values, key):
        if _is_broken_world(key) and design.name == "baseline":
            raise ValueError(WORDS)
        return whole(design, catchment, values, key)

    run.run_once = run_once


def an_outcome_is_nan():
    """Let one outcome of every run with a programme be not a number."""
    from peersim import outcomes

    whole = outcomes.observe

    def observe(world):
        observation = whole(world)
        return observation
    outcomes.observe = observe


def every_write_is_slow():
    """Let a shard take a while to be written, so that there is time to look at a study that runs."""
    import time

    from peersim.studies import running

    whole = running.write

    def write(*given):
        time.sleep(0.2)
        return whole(*given)

    running.write = write

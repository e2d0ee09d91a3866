"""Memory and time of one very large run, in a process of its own."""

from __future__ import annotations

import time

from benchmarks.result import MOST, Goal, Result
from benchmarks.setting import SCENARIO, get_ready, one_run
from benchmarks.size import Size
from benchmarks.timing import apart

GIB = 2.0**30
SMALL = 1_000
"""Families of the run whose memory is taken off, so that what every process needs is left out [families]."""


def families_and_run(parents: int, weeks: int) -> dict[str, float]:
    """Make families, run, and observe; say how long it took [seconds] and how many families there were at any time."""
    from peersim.outcomes import observe

    began = time.perf_counter()
    world = one_run(parents, weeks)()
    observe(world)
    return {"seconds": time.perf_counter() - began, "families": float(len(world.families))}


def measure(size: Size) -> list[Result]:
    """Run very many families once, and few once."""
    small_size = min(SMALL, size.large // 2)
    apart(get_ready)
    small, large = (apart(families_and_run, parents, size.weeks) for parents in (small_size, size.large))
    more = size.large - small_size
    what = f"{SCENARIO}, {size.large:,} parents, {size.weeks} weeks ({large.value['families']:,.0f} families in all)"
    return [
        Result(
            "memory",
            f"peak memory of a run of {size.large:,} parents",
            large.peak / GIB,
            "GiB",
            {"bytes": large.peak},
            f"{what}: the whole process, with Python, the compiled engine, making families and observing.",
            Goal(MOST, 1.0),
        ),
        Result(
            "memory",
            f"time of a run of {size.large:,} parents",
            large.seconds,
            "s",
            {"process [s]": large.seconds, "families, run and outcomes [s]": large.value["seconds"]},
            f"{what}: from the start of the process to its end.",
            Goal(MOST, 60.0),
        ),
        Result(
            "memory",
            "bytes per parent",
            (large.peak - small.peak) / more,
            "bytes",
            {"large [bytes]": large.peak, "small [bytes]": small.peak, "more parents": float(more)},
            f"Peak memory of that run less that of a run of {small_size:,} parents, over the parents it has more; "
            "families that become eligible later are in it.",
        ),
    ]

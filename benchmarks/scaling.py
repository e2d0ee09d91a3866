"""How the time of a run grows with the number of families: the slope of log time on log families."""

from __future__ import annotations

import math
from collections.abc import Mapping

from benchmarks.result import MOST, Goal, Result
from benchmarks.setting import SCENARIO, one_run
from benchmarks.size import Size
from benchmarks.timing import apart, in_turns

_ENOUGH = 50_000
"""Families of a run from which on it is timed three times only: it takes long, and so varies less."""


def run_time(parents: int, weeks: int, repeats: int) -> float:
    """Best time of a run, without the making of its families [seconds]."""
    run = one_run(parents, weeks)
    run()
    return in_turns({"run": run}, repeats if parents < _ENOUGH else 3)["run"]


def slope(times: Mapping[float, float]) -> float:
    """Least-squares slope of the logarithm of time on the logarithm of size."""
    x = [math.log(size) for size in times]
    y = [math.log(time) for time in times.values()]
    middle, level = sum(x) / len(x), sum(y) / len(y)
    covariance = sum((a - middle) * (b - level) for a, b in zip(x, y, strict=True))
    return covariance / sum((a - middle) ** 2 for a in x)


def measure(size: Size) -> list[Result]:
    """Time runs of more and more families, all of the same length."""
    times = {float(n): float(apart(run_time, n, size.weeks, size.repeats).value) for n in size.scaling}
    first, last = min(times), max(times)
    return [
        Result(
            "scaling",
            f"scaling exponent, {first:,.0f} to {last:,.0f} parents",
            slope(times),
            "exponent",
            {f"{parents:,.0f} parents [s]": time for parents, time in times.items()},
            f"{SCENARIO}, {size.weeks} weeks: slope of log time on log parents by least squares over "
            f"{len(times)} sizes; the run alone, each size in a process of its own (best time).",
            Goal(MOST, 1.05),
        )
    ]

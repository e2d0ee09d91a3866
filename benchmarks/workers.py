"""How many times faster two threads are than one, on a study in memory with families made and outcomes observed.

Beside it stands what two threads can be worth on this machine today: a compiled loop that shares nothing, in one thread
and in two. Where cores are shared with others that is less than two.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.irreducible import loops
from benchmarks.result import LEAST, Goal, Result
from benchmarks.setting import PLACE
from benchmarks.size import Size
from benchmarks.timing import apart, in_turns

_ROUNDS = 5
_NUMBERS = 1 << 20
_TIMES = 40
"""Passes over so many numbers in each thread of the loop that shares nothing."""


def both(parents: int, weeks: int, worlds: int) -> dict[str, float]:
    """Time the same study with one thread and with two, and a loop that shares nothing, in turns [seconds]."""
    from peersim.commands.studies import DEMO
    from peersim.studies.execute import execute
    from peersim.studies.plan import make_plan

    plan = make_plan(list(DEMO), place=PLACE, parents=parents, weeks=weeks, draws=worlds, replications=1)
    execute(plan, workers=2)
    alone = _loop()
    actions: dict[str, Callable[[], Any]] = {
        "one worker [s]": lambda: execute(plan, workers=1),
        "two workers [s]": lambda: execute(plan, workers=2),
        "loop in one thread [s]": lambda: _in_threads(alone, 1),
        "loop in each of two threads [s]": lambda: _in_threads(alone, 2),
    }
    return {**in_turns(actions, _ROUNDS), "runs": float(len(plan.runs()))}


def _loop() -> Callable[[], None]:
    """Make something that computes for some tenths of a second, and needs neither Python's lock nor memory."""
    _, take_all = loops()
    powers = np.linspace(-3.0, 3.0, _NUMBERS)
    take_all(powers)

    def many() -> None:
        for _ in range(_TIMES):
            take_all(powers)

    return many


def _in_threads(action: Callable[[], None], number: int) -> None:
    threads = [threading.Thread(target=action) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def measure(size: Size) -> list[Result]:
    """Compare one worker with two."""
    times = apart(both, size.parents, size.weeks, size.worlds).value
    study = {name: times[name] for name in ("one worker [s]", "two workers [s]", "runs")}
    loop = {name: times[name] for name in times if name.startswith("loop")}
    return [
        Result(
            "workers",
            "two workers over one",
            times["one worker [s]"] / times["two workers [s]"],
            "times",
            study,
            f"The demo's designs on {size.worlds} worlds ({times['runs']:.0f} runs) of {size.parents:,} parents and "
            f"{size.weeks} weeks, in memory, with drawing values, making families and counting outcomes; all take "
            f"turns, best of {_ROUNDS}.",
            Goal(LEAST, 1.8),
        ),
        Result(
            "workers",
            "what two threads are worth on this machine",
            2.0 * loop["loop in one thread [s]"] / loop["loop in each of two threads [s]"],
            "times",
            loop,
            "A compiled loop that shares nothing, in one thread and in each of two, in the same turns: less than 2 "
            "where cores are shared with others.",
        ),
    ]

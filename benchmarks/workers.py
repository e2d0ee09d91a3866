"""How many times faster two threads are than one, on a study in memory with families made and outcomes observed."""

from __future__ import annotations

from threading import Thread

from numba import njit

from benchmarks.result import LEAST, Goal, Result
from benchmarks.setting import PLACE
from benchmarks.size import Size
from benchmarks.timing import apart, in_turns

_ROUNDS = 3
_SUMS = 60_000_000
_GROWTH = 0.9999999


def both(parents: int, weeks: int, worlds: int) -> dict[str, float]:
    """Time the same study with one thread and with two, in turns [seconds]."""
    from peersim.commands.studies import DEMO
    from peersim.studies.execute import execute
    from peersim.studies.plan import make_plan

    plan = make_plan(list(DEMO), place=PLACE, parents=parents, weeks=weeks, draws=worlds, replications=1)
    execute(plan, workers=2)
    add_up(_SUMS)
    actions = {
        "one worker [s]": lambda: execute(plan, workers=1),
        "two workers [s]": lambda: execute(plan, workers=2),
        "arithmetic twice, one thread [s]": lambda: (add_up(_SUMS), add_up(_SUMS)),
        "arithmetic twice, two threads [s]": add_up_twice_at_once,
    }
    return {**in_turns(actions, _ROUNDS), "runs": float(len(plan.runs()))}


@njit(nogil=True)  # type: ignore[untyped-decorator]
def add_up(terms: int) -> float:
    """Work a processor and nothing else: no memory, no lock."""
    total, term = 0.0, 1.0
    for _ in range(terms):
        term = term * _GROWTH + 1.0
        total += term % 3.0
    return total


def add_up_twice_at_once() -> None:
    """Do it in two threads at a time."""
    threads = [Thread(target=add_up, args=(_SUMS,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def measure(size: Size) -> list[Result]:
    """Compare one worker with two."""
    times = apart(both, size.parents, size.weeks, size.worlds).value
    gain = times["one worker [s]"] / times["two workers [s]"]
    most = times["arithmetic twice, one thread [s]"] / times["arithmetic twice, two threads [s]"]
    return [
        Result(
            "workers",
            "two workers over one",
            gain,
            "times",
            times,
            f"The demo's designs on {size.worlds} worlds ({times['runs']:.0f} runs) of {size.parents:,} parents and "
            f"{size.weeks} weeks, in memory, with drawing values, making families and counting outcomes; the two take "
            f"turns, best of {_ROUNDS}.",
            Goal(LEAST, 1.8),
        ),
        Result(
            "workers",
            "two workers over one, of what two threads of plain arithmetic gain",
            gain / most,
            "share",
            {"arithmetic": most, **times},
            "The same, over how much faster two threads of plain arithmetic are than one, measured in the same turns: "
            "where cores are shared with other machines, two threads never gain all that the cores promise.",
            Goal(LEAST, 0.9),
        ),
    ]

"""How many times faster two threads are than one, on a study in memory with families made and outcomes observed."""

from __future__ import annotations

from benchmarks.result import LEAST, Goal, Result
from benchmarks.setting import PLACE
from benchmarks.size import Size
from benchmarks.timing import apart, in_turns

_ROUNDS = 3


def both(parents: int, weeks: int, worlds: int) -> dict[str, float]:
    """Time the same study with one thread and with two, in turns [seconds]."""
    from peersim.commands.studies import DEMO
    from peersim.studies.execute import execute
    from peersim.studies.plan import make_plan

    plan = make_plan(list(DEMO), place=PLACE, parents=parents, weeks=weeks, draws=worlds, replications=1)
    execute(plan, workers=2)
    actions = {"1": lambda: execute(plan, workers=1), "2": lambda: execute(plan, workers=2)}
    times = in_turns(actions, _ROUNDS)
    return {"one worker [s]": times["1"], "two workers [s]": times["2"], "runs": float(len(plan.runs()))}


def measure(size: Size) -> list[Result]:
    """Compare one worker with two."""
    times = apart(both, size.parents, size.weeks, size.worlds).value
    return [
        Result(
            "workers",
            "two workers over one",
            times["one worker [s]"] / times["two workers [s]"],
            "times",
            times,
            f"The demo's designs on {size.worlds} worlds ({times['runs']:.0f} runs) of {size.parents:,} parents and "
            f"{size.weeks} weeks, in memory, with drawing values, making families and counting outcomes; the two take "
            f"turns, best of {_ROUNDS}.",
            Goal(LEAST, 1.8),
        )
    ]

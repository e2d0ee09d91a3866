"""How many times faster the compiled driver is than the interpreted one, on the same families, values and luck."""

from __future__ import annotations

from benchmarks.result import LEAST, Goal, Result
from benchmarks.setting import PLACE, SCENARIO, SEED, one_run
from benchmarks.size import Size
from benchmarks.timing import apart, in_turns, seconds


def both(parents: int, weeks: int, repeats: int) -> dict[str, float]:
    """Time a run in both drivers [seconds]; of the interpreted one, the weeks alone and not the making of agents."""
    from peersim.engine.model import ProgrammeModel

    run = one_run(parents, weeks)
    run()
    compiled = in_turns({"run": run}, repeats)["run"]
    model = ProgrammeModel(SCENARIO, place=PLACE, parents=parents, weeks=weeks, seed=SEED, events=False)

    def every_week() -> None:
        for _ in range(weeks):
            model.step()

    return {"interpreted [s]": seconds(every_week), "compiled [s]": compiled}


def measure(size: Size) -> list[Result]:
    """Compare the two drivers."""
    times = apart(both, size.parents, size.weeks, size.repeats).value
    return [
        Result(
            "compiled_interpreted",
            "compiled over interpreted",
            times["interpreted [s]"] / times["compiled [s]"],
            "times",
            times,
            f"{SCENARIO}, {size.parents:,} parents, {size.weeks} weeks: the interpreted weeks alone (Mesa agents, "
            f"once) over a whole compiled run (laying out included, best of {size.repeats}).",
            Goal(LEAST, 100.0),
        )
    ]

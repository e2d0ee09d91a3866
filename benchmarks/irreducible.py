"""Time of a compiled run over the time of exactly the uniforms and exponentials it consumed: the irreducible work.

Both drivers run the same rules on the same luck, so what the interpreted driver asks for is what the compiled one asks
for. The interpreted run is made with stand-ins for `uniform` and `math.exp` in every module of the rules and the
engine; they note each call's arguments and hand it on. Compiled loops then draw those very uniforms and take those very
exponentials, one after the other, and do nothing else.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.result import MOST, Goal, Result
from benchmarks.setting import PLACE, SCENARIO, SEED, one_run
from benchmarks.size import Size
from benchmarks.timing import apart, in_turns

_ROOMS = ("peersim.agents.", "peersim.engine.")


class Notes:
    """What a run asked for.

    Attributes
    ----------
    people, purposes, weeks, repeats : list of int
        Arguments of each uniform drawn.
    powers : list of float
        Argument of each exponential taken.
    """

    def __init__(self) -> None:
        self.people: list[int] = []
        self.purposes: list[int] = []
        self.weeks: list[int] = []
        self.repeats: list[int] = []
        self.powers: list[float] = []

    @contextmanager
    def of_rules(self) -> Iterator[None]:
        """Note what rules ask for, for a while."""
        from peersim.foundation import draws

        drawn, arithmetic = self._noting_uniform(draws.uniform), self._noting_exp()
        changed = []
        for name, module in list(sys.modules.items()):
            if not name.startswith(_ROOMS):
                continue
            for known, original, stand_in in (("uniform", draws.uniform, drawn), ("math", math, arithmetic)):
                if vars(module).get(known) is original:
                    setattr(module, known, stand_in)
                    changed.append((module, known, original))
        try:
            yield
        finally:
            for module, known, original in changed:
                setattr(module, known, original)

    def _noting_uniform(self, original: Any) -> Any:
        def uniform(key: Any, person: int, purpose: int, week: int, n: int = 0) -> float:
            self.people.append(int(person))
            self.purposes.append(int(purpose))
            self.weeks.append(int(week))
            self.repeats.append(int(n))
            drawn: float = original(key, person, purpose, week, n)
            return drawn

        return uniform

    def _noting_exp(self) -> ModuleType:
        def exp(x: float) -> float:
            self.powers.append(float(x))
            return math.exp(x)

        arithmetic = ModuleType("math")
        vars(arithmetic).update(vars(math))
        vars(arithmetic)["exp"] = exp
        return arithmetic

    def arrays(self) -> tuple[list[npt.NDArray[Any]], npt.NDArray[np.float64]]:
        """Arguments of the uniforms, a column each, in few bytes so that reading costs little; of the exponentials."""
        kinds = (np.int64, np.uint16, np.int64, np.uint16)  # where two people meet, the other stands for the week
        columns = (self.people, self.purposes, self.weeks, self.repeats)
        arguments = [np.array(column, dtype=kind) for column, kind in zip(columns, kinds, strict=True)]
        return arguments, np.array(self.powers, dtype=np.float64)


def noted(parents: int, weeks: int) -> tuple[Notes, Any]:
    """Run interpreted and note what the rules ask for; give the notes and the finished model."""
    from peersim.engine.model import ProgrammeModel

    model = ProgrammeModel(SCENARIO, place=PLACE, parents=parents, weeks=weeks, seed=SEED, events=False)
    notes = Notes()
    with notes.of_rules():
        for _ in range(weeks):
            model.step()
    return notes, model


def loops() -> tuple[Any, Any]:
    """Compile a loop that draws uniforms and one that takes exponentials; both give the sum."""
    from numba import njit

    from peersim.foundation.draws import uniform

    @njit(nogil=True)
    def draw_all(key, people, purposes, weeks, repeats):  # type: ignore[no-untyped-def]
        total = 0.0
        for i in range(len(people)):
            total += uniform(key, people[i], purposes[i], weeks[i], repeats[i])
        return total

    @njit(nogil=True)
    def take_all(powers):  # type: ignore[no-untyped-def]
        total = 0.0
        for i in range(len(powers)):
            total += math.exp(powers[i])
        return total

    return draw_all, take_all


def both(parents: int, weeks: int, repeats: int) -> dict[str, float]:
    """Count what a run consumes; time the run, and that alone [seconds]."""
    from peersim.foundation.draws import run_key

    notes, model = noted(parents, weeks)
    run = one_run(parents, weeks)
    _same_run(run(), model)
    arguments, powers = notes.arrays()
    draw_all, take_all = loops()
    key = run_key(SEED, 0, 0)
    draw_all(key, *arguments), take_all(powers)
    actions: dict[str, Callable[[], Any]] = {
        "run [s]": run,
        "uniforms [s]": lambda: draw_all(key, *arguments),
        "exponentials [s]": lambda: take_all(powers),
    }
    return {
        **{name: in_turns({name: action}, repeats)[name] for name, action in actions.items()},
        "uniforms": float(len(arguments[0])),
        "exponentials": float(len(powers)),
    }


def _same_run(world: Any, model: Any) -> None:
    """See that both drivers ran the same run, or the count is of another."""
    for column in ("attendances", "contacts", "aware", "cost"):
        told = [float(getattr(week, column)) for week in model.world.weekly]
        if not np.array_equal(world.weekly[column].astype(np.float64), told):
            raise RuntimeError(f"the two drivers differ in {column}: what one consumed is not what the other did")


def measure(size: Size) -> list[Result]:
    """Compare a run with the least it must do."""
    found = apart(both, size.parents, size.weeks, size.repeats).value
    work = found["uniforms [s]"] + found["exponentials [s]"]
    return [
        Result(
            "irreducible",
            "engine time over its uniforms and exponentials",
            found["run [s]"] / work,
            "times",
            found,
            f"{SCENARIO}, {size.parents:,} parents, {size.weeks} weeks: a whole compiled run (laying out included) "
            f"over compiled loops that draw the same {found['uniforms']:,.0f} keyed uniforms and take the same "
            f"{found['exponentials']:,.0f} exponentials, whose arguments an interpreted run noted (best of "
            f"{size.repeats}).",
            Goal(MOST, 3.0),
        )
    ]

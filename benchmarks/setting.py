"""What most benchmarks run: the baseline of Derby with the middle values of every parameter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

SCENARIO, PLACE, SEED = "baseline", "derby", 1


def get_ready() -> None:
    """Compile the engine if need be, so that what is measured afterwards does not."""
    from peersim.engine.compiled import prepare
    from peersim.outcomes import observe

    prepare(lambda line: None)
    observe(one_run(10, 2, "nothing")())


def one_run(parents: int, weeks: int, scenario: str = SCENARIO) -> Callable[[], Any]:
    """Make families and give back what runs a scenario on them, as a study does.

    Parameters
    ----------
    parents : int
        Families eligible at week 0 [families].
    weeks : int
        Length of the run [weeks].
    scenario : str
        A scenario of the library.

    Returns
    -------
    callable
        Runs once and gives back the world; already called once for the shortest of runs, so that nothing is compiled
        when it is called.
    """
    from peersim.engine.compiled import prepare
    from peersim.engine.run import run_once
    from peersim.evidence import central
    from peersim.foundation.draws import run_key
    from peersim.places import load_place, synthesise
    from peersim.scenarios.loading import load

    prepare(lambda line: None)
    key = run_key(SEED, 0, 0)
    design, values = load(scenario).expand(weeks), central()[0]
    catchment = synthesise(load_place(PLACE), parents, weeks, key)
    return lambda: run_once(design, catchment, values, key, everyone=False)

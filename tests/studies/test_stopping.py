"""Ctrl-C is noted and acted on between looks, never raised inside a lock that the threads share."""

from __future__ import annotations

import signal

from peersim.studies.execute import execute
from peersim.studies.plan import make_plan


def test_ctrl_c_at_any_look_stops_the_study_and_gives_the_handler_back() -> None:
    plan = make_plan(["baseline"], parents=60, weeks=30, draws=30, replications=1, seed=0)
    before = signal.getsignal(signal.SIGINT)
    looks = []

    def press(finished: int, _: int) -> None:
        looks.append(finished)
        signal.raise_signal(signal.SIGINT)

    execution = execute(plan, workers=2, progress=press)
    assert execution.interrupted
    assert signal.getsignal(signal.SIGINT) is before
    assert len(looks) == 1, "it stops at the first look after the key"
    kept = sum(observation is not None for observation in execution.observations)
    assert 0 < kept < len(plan.runs())
    assert execute(plan, workers=2).interrupted is False

"""Execution of a plan on this machine: threads over the compiled engine, which lets go of Python's lock while it runs.

A thread takes one world at a time: it synthesises the families once and runs every scenario on them. Worlds are
therefore finished whole, so that a study stopped half-way still compares like with like. Results are kept by their
place in the plan, never by when they were ready: any number of threads gives the same tables.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from peersim.foundation.problems import InputError, Problems
from peersim.studies.one_world import Ended, Failure, Machinery, Setting, run_world
from peersim.studies.plan import Plan, Run, World, check_number, replaced_now

__all__ = ["Engine", "Execution", "Failure", "Machinery", "Progress", "StudyInterrupted", "default_workers", "execute"]

logger = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
"""Called with the number of runs finished and the number planned, always from the thread that called `execute`."""

_TURN = 0.0005
"""Longest time a thread keeps Python's lock from one that waits for it [seconds]; by default it is ten times this."""

_PATIENCE = 0.2
"""Longest time between two looks at what is finished [seconds]."""


class Engine:
    """The real machinery: evidence, places, the compiled engine and outcomes.

    Parameters
    ----------
    announce : callable, optional
        Called with one line of text before the first compilation.
    """

    def __init__(self, announce: Callable[[str], None] | None = None) -> None:
        self.announce = announce or logger.info

    def prepare(self) -> None:
        """Compile the engine, if this version has not been compiled on this machine yet, and what counts outcomes."""
        from peersim.engine.compiled import prepare
        from peersim.outcomes import tallying

        prepare(self.announce)
        tallying.prepare()

    def draws(self, count: int, seed: int) -> Any:
        """Sample parameter values: element d belongs to draw d."""
        from peersim.evidence import draws

        return draws(count, seed)

    def synthesise(self, profile: Any, parents: int, weeks: int, key: Any) -> Any:
        """Make the families of one world."""
        from peersim.places import synthesise

        return synthesise(profile, parents, weeks, key)

    def simulate(self, design: Any, catchment: Any, values: Any, key: Any) -> Any:
        """Run one scenario in one world."""
        from peersim.engine.run import run_once

        return run_once(design, catchment, values, key, everyone=False)

    def observe(self, world: Any) -> Any:
        """Reduce a finished run to what is reported; refuse numbers that no run can have."""
        from peersim.outcomes import observe
        from peersim.studies.soundness import refuse_impossible

        observation = observe(world)
        refuse_impossible(observation)
        return observation

    def values_type(self) -> Any:
        """Type of one draw's parameter values."""
        from peersim.evidence.table import PARAMETERS

        return PARAMETERS

    def design(self, name: str, toml: str, weeks: int) -> Any:
        """Lay out a scenario week by week from its resolved text."""
        from peersim.studies.resolved import scenario_from

        return scenario_from(name, toml).expand(weeks)

    def place(self, document: dict[str, Any]) -> Any:
        """Make a place's profile again from plain values."""
        from peersim.studies.resolved import profile_from

        return profile_from(document)


@dataclass
class Execution:
    """What came of a plan.

    Attributes
    ----------
    plan : Plan
        The plan.
    observations : list
        One observation for each run of the plan, in its order; None where the run failed or was not reached.
    failures : list of Failure
        Runs that failed, in the plan's order.
    interrupted : bool
        Whether the user stopped the study before its end.
    workers : int
        Threads used.
    seconds : float
        Wall time [seconds].
    """

    plan: Plan
    observations: list[Any]
    failures: list[Failure] = field(default_factory=list)
    interrupted: bool = False
    workers: int = 1
    seconds: float = 0.0

    @property
    def finished(self) -> int:
        """Number of runs that gave an observation [runs]."""
        return sum(observation is not None for observation in self.observations)

    def results(self) -> list[tuple[Run, Any]]:
        """Pair every finished run with its observation.

        Returns
        -------
        list of (Run, Observation)
            In the order of the plan.
        """
        pairs = zip(self.plan.runs(), self.observations, strict=True)
        return [(run, observation) for run, observation in pairs if observation is not None]


class StudyInterrupted(KeyboardInterrupt):
    """The user stopped a study; what was finished is here.

    Parameters
    ----------
    finished : object
        What could be made of the finished runs; None when there were none.
    message : str
        What was kept and where.
    """

    def __init__(self, finished: Any, message: str = "") -> None:
        self.finished = finished
        super().__init__(message)


def default_workers() -> int:
    """Count the cores this process may use.

    Returns
    -------
    int
        Threads worth starting [cores].
    """
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def execute(
    plan: Plan,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
    machinery: Machinery | None = None,
    done: Mapping[tuple[str, int, int], Any] | None = None,
) -> Execution:
    """Run every run of a plan.

    Parameters
    ----------
    plan : Plan
        What to run.
    workers : int, optional
        Threads; by default one for each core.
    progress : callable, optional
        Called with (runs finished, runs planned).
    machinery : Machinery, optional
        The engine; tests give a stand-in.
    done : mapping, optional
        Observations of an earlier, stopped execution of the same plan, by (scenario, draw, replication). Worlds in
        which every scenario is among them are not run again.

    Returns
    -------
    Execution
        Observations and failures in the plan's order. A failed run does not stop the others; Ctrl-C stops the study and
        keeps what is finished.

    Raises
    ------
    InputError
        If other rules are replaced now than when the plan was made, or one cannot be compiled.
    """
    workers = _checked_workers(workers)
    _refuse_other_rules(plan)
    machinery = machinery or Engine()
    began = time.perf_counter()
    execution = Execution(plan, [None] * plan.count, workers=workers)
    left = _resume(execution, done or {})
    stop = threading.Event()
    try:
        machinery.prepare()
        values = machinery.draws(plan.draws, plan.seed)
        _run_worlds(execution, left, machinery, values, stop, progress)
    except KeyboardInterrupt:
        execution.interrupted = True
    order = {name: n for n, name in enumerate(plan.names)}
    execution.failures.sort(key=lambda failure: (failure.draw, failure.replication, order[failure.scenario]))
    execution.seconds = time.perf_counter() - began
    return execution


def _refuse_other_rules(plan: Plan) -> None:
    """See that the rules replaced now are those replaced when the plan was made, which its results will name."""
    now = replaced_now()
    if [each["sha256"] for each in now] != [each["sha256"] for each in plan.replaced]:
        named = [" and ".join(each["what"] for each in some) or "none" for some in (plan.replaced, now)]
        raise InputError([f"The plan was made with these rules replaced: {named[0]}; now they are: {named[1]}."])


def _checked_workers(workers: int | None) -> int:
    if workers is None:
        return default_workers()
    problems = Problems()
    checked = check_number("workers", workers, problems)
    problems.raise_if_any()
    assert checked is not None
    return checked


def _resume(execution: Execution, done: Mapping[tuple[str, int, int], Any]) -> list[World]:
    """Take over finished worlds and list those that are left."""
    left = []
    for world in execution.plan.worlds():
        observations = [done.get((name, *world)) for name in execution.plan.names]
        if all(observation is not None for observation in observations):
            _keep(
                execution, world, [Ended(*each, None) for each in zip(execution.plan.names, observations, strict=True)]
            )
        else:
            left.append(world)
    return left


def _run_worlds(
    execution: Execution,
    worlds: list[World],
    machinery: Machinery,
    values: Any,
    stop: threading.Event,
    progress: Progress | None,
) -> None:
    """Hand out worlds to threads and collect what they bring, until all are done or the user stops it."""
    plan = execution.plan
    total = len(execution.observations)
    counted = _Counter(execution.finished)
    pool = ThreadPoolExecutor(max_workers=execution.workers, thread_name_prefix="peersim")
    waiting: dict[Future[list[Ended] | None], World] = {}
    setting = Setting(plan.profile, plan.parents, plan.weeks, plan.seed)
    designs = dict(zip(plan.names, plan.designs, strict=True))
    run = partial(run_world, stopping=stop.is_set, finished=counted.add)
    reported = -1
    with asked_to_stop() as asked, quick_turns():
        try:
            for world in worlds:
                waiting[pool.submit(run, machinery, setting, world, designs, values[world.draw])] = world
            while waiting:
                ready, _ = wait(waiting, timeout=_PATIENCE, return_when=FIRST_COMPLETED)
                for future in ready:
                    _keep(execution, waiting.pop(future), future.result())
                if progress and counted.value != reported:
                    reported = counted.value
                    progress(reported, total)
                if asked.is_set():
                    raise KeyboardInterrupt
        finally:
            stop.set()
            pool.shutdown(wait=True, cancel_futures=True)
            for future, world in waiting.items():  # what became ready while the study was being stopped
                if future.done() and not future.cancelled() and future.exception() is None:
                    _keep(execution, world, future.result())


@contextmanager
def quick_turns() -> Iterator[None]:
    """Have threads pass Python's lock on sooner than usual: a run lets go of it and wants it back for a moment only."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(min(before, _TURN))
    try:
        yield
    finally:
        sys.setswitchinterval(before)


@contextmanager
def asked_to_stop(*signals: signal.Signals) -> Iterator[threading.Event]:
    """Note Ctrl-C instead of raising it anywhere: raised inside a lock that threads share, it would leave it locked.

    Parameters
    ----------
    *signals : signal.Signals
        Others that ask the same, such as the one with which the system asks a process to end.

    Yields
    ------
    threading.Event
        Set once asked.
    """
    asked = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield asked
        return
    before = {each: signal.signal(each, lambda *_: asked.set()) for each in (signal.SIGINT, *signals)}
    try:
        yield asked
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


class _Counter:
    """Runs finished so far, counted by many threads."""

    def __init__(self, value: int = 0) -> None:
        self.value = value
        self._lock = threading.Lock()

    def add(self, count: int = 1) -> None:
        """Count some more runs."""
        with self._lock:
            self.value += count


def _keep(execution: Execution, world: World, ended: list[Ended] | None) -> None:
    if ended is None:
        return
    plan = execution.plan
    first = (world.draw * plan.replications + world.replication) * len(plan.scenarios)
    execution.observations[first : first + len(plan.scenarios)] = [each.observation for each in ended]
    execution.failures.extend(each.failure for each in ended if each.failure is not None)
    logger.debug("world finished", extra={"draw": world.draw, "replication": world.replication})

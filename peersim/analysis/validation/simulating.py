"""Running what targets need: every setting once in every world, all its targets measured from that run.

A world is a draw with a replication. A worker takes one world at a time: families are drawn once for settings that
share place, size and length, and meet the same luck in all of them. Results are kept by their place, never by when
they were ready: any number of workers gives the same numbers.

Workers are threads. The engine lets go of Python's lock, drawing families and measuring mostly do not: on two cores two
threads are about one and a half times as fast as one, and two processes twice, but processes take seconds to start and
know nothing of rules that were replaced. For a few thousand runs the two come to the same.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from peersim.analysis.validation.target import Setting, Target, Targets
from peersim.foundation.problems import Problems
from peersim.outcomes import statistics
from peersim.studies.execute import StudyInterrupted, asked_to_stop, default_workers
from peersim.studies.plan import check_number

logger = logging.getLogger(__name__)

Numbers = npt.NDArray[np.float64]
Made = TypeVar("Made")
Progress = Callable[[int, int], None]
"""Called with the number of runs finished and the number planned."""

_PATIENCE = 0.2
"""Longest time between two looks at what is finished [seconds]."""


class FailedRun(NamedTuple):
    """A run that could not be finished, or measured.

    Attributes
    ----------
    targets : tuple of str
        Ids of the targets that are without a value for it.
    draw, replication : int
        The world.
    stage : str
        ``synthesis``, ``run`` or ``measuring``.
    message : str
        What went wrong, in one line.
    """

    targets: tuple[str, ...]
    draw: int
    replication: int
    stage: str
    message: str


@dataclass(frozen=True, eq=False)
class Simulated:
    """What targets came to in every world.

    Attributes
    ----------
    targets : Targets
        What was measured.
    values : numpy.ndarray, shape (targets, draws, replications)
        In each statistic's unit; nan where it could not be told, or the run failed.
    units : numpy.ndarray, shape (targets, draws, replications)
        Of how many units each value was made; 0 where there was none.
    failures : tuple of FailedRun
        Runs that failed, world by world.
    seed, first_draw : int
        What all luck follows from, and the number of the first draw.
    seconds : float
        Wall time [seconds].
    """

    targets: Targets
    values: Numbers
    units: npt.NDArray[np.int64]
    failures: tuple[FailedRun, ...]
    seed: int
    first_draw: int
    seconds: float = field(default=0.0, compare=False)

    @property
    def failed(self) -> npt.NDArray[np.int64]:
        """How many runs of each target failed, shape (targets,)."""
        counts = dict.fromkeys(self.targets.ids, 0)
        for failure in self.failures:
            for name in failure.targets:
                counts[name] += 1
        return np.array(list(counts.values()), dtype=np.int64)


class _Batch(NamedTuple):
    """The targets of one setting, by their rows."""

    setting: Setting
    targets: tuple[tuple[int, Target], ...]
    events: bool


class _World(NamedTuple):
    """What one world gave."""

    values: Numbers
    units: npt.NDArray[np.int64]
    failures: list[FailedRun]


def simulate(
    targets: Targets,
    drawn: npt.NDArray[np.void],
    *,
    replications: int = 1,
    seed: int = 1,
    workers: int | None = 2,
    first_draw: int = 0,
    progress: Progress | None = None,
    announce: Callable[[str], None] | None = None,
) -> Simulated:
    """Run every setting in every world and measure its targets.

    Parameters
    ----------
    targets : Targets
        What to measure.
    drawn : numpy.ndarray, shape (draws,)
        Values of uncertain inputs, from `peersim.evidence.draws`.
    replications : int
        Runs of luck for each draw [replications].
    seed : int
        All luck follows from it.
    workers : int, optional
        Threads; one a core when None. Results do not depend on it.
    first_draw : int
        Number of the first draw: luck belongs to the number, so that parts of a long list give what the whole would.
    progress : callable, optional
        Called with (runs finished, runs planned).
    announce : callable, optional
        Called with a line of text before the engine is compiled.

    Returns
    -------
    Simulated
        Failed runs and values that cannot be told are in it as such.

    Raises
    ------
    InputError
        If a number is not allowed.
    StudyInterrupted
        On Ctrl-C.
    """
    from peersim.engine.compiled import prepare

    drawn = np.atleast_1d(drawn)
    workers = _checked(targets, drawn, replications, seed, workers, first_draw)
    prepare(announce)
    began = time.perf_counter()
    batches = _batches(targets)

    def run_world(world: tuple[int, int]) -> _World:
        draw, replication = world
        return _run_world(batches, len(targets), drawn[draw], (first_draw + draw, replication), seed)

    worlds = [(draw, replication) for draw in range(len(drawn)) for replication in range(replications)]
    found = in_threads(run_world, worlds, workers, len(batches), progress)
    shape = (len(targets), len(drawn), replications)
    values = np.stack([world.values for world in found], axis=1).reshape(shape)
    units = np.stack([world.units for world in found], axis=1).reshape(shape)
    failures = tuple(failure for world in found for failure in world.failures)
    return Simulated(targets, values, units, failures, seed, first_draw, time.perf_counter() - began)


def in_threads(
    run_world: Callable[[tuple[int, int]], Made],
    worlds: Sequence[tuple[int, int]],
    workers: int,
    runs_in_each: int,
    progress: Progress | None,
) -> list[Made]:
    """Hand out worlds to threads; give what they bring in the order of the worlds.

    Parameters
    ----------
    run_world : callable
        Called with a draw and a replication; what it gives is not None.
    worlds : sequence of (draw, replication)
        Which worlds to run.
    workers : int
        Threads.
    runs_in_each : int
        Runs of a world [runs].
    progress : callable, optional
        Called with (runs finished, runs planned).

    Returns
    -------
    list
        What each world gave, in their order, whoever was ready first.

    Raises
    ------
    StudyInterrupted
        On Ctrl-C.
    """
    stop = threading.Event()
    done = 0

    def one(world: tuple[int, int]) -> Made | None:
        return None if stop.is_set() else run_world(world)

    pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="peersim")
    with asked_to_stop() as asked:
        try:
            futures = [pool.submit(one, world) for world in worlds]
            waiting = set(futures)
            while waiting:
                ready, waiting = wait(waiting, timeout=_PATIENCE, return_when=FIRST_COMPLETED)
                done += sum(future.result() is not None for future in ready)
                if progress and ready:
                    progress(done * runs_in_each, len(worlds) * runs_in_each)
                if asked.is_set():
                    raise StudyInterrupted(None, f"Stopped: {done:,} of {len(worlds):,} worlds were run; none is kept.")
        finally:
            stop.set()
            pool.shutdown(wait=True, cancel_futures=True)
    return [world for future in futures if (world := future.result()) is not None]


def _checked(
    targets: Targets, drawn: npt.NDArray[np.void], replications: int, seed: int, workers: int | None, first_draw: int
) -> int:
    problems = Problems(hint="See `peersim validate --help`.")
    if not len(targets):
        problems.add("There is no target to simulate.")
    if not len(drawn):
        problems.add("There is no draw to simulate with.")
    for name, number in (("replications", replications), ("seed", seed)):
        check_number(name, number, problems)
    if first_draw < 0:
        problems.add(f"first_draw is {first_draw}; allowed 0 or more.")
    wanted = default_workers() if workers is None else check_number("workers", workers, problems)
    problems.raise_if_any()
    assert wanted is not None
    return wanted


def _batches(targets: Targets) -> list[_Batch]:
    """Put targets together by setting, and settings that share their families one after another."""
    rows: dict[str, list[tuple[int, Target]]] = {}
    for row, target in enumerate(targets):
        rows.setdefault(target.setting.digest, []).append((row, target))
    batches = []
    for setting in targets.settings:
        members = tuple(rows[setting.digest])
        events = any(
            statistics.STATISTICS[target.statistic].event_record_needed(target.arguments) for _, target in members
        )
        batches.append(_Batch(setting, members, events))
    order = list(dict.fromkeys(batch.setting.people for batch in batches))
    return sorted(batches, key=lambda batch: order.index(batch.setting.people))


def _run_world(batches: Sequence[_Batch], count: int, values: Any, world: tuple[int, int], seed: int) -> _World:
    """Run every setting in one world; called in a worker."""
    from peersim.foundation.draws import run_key
    from peersim.places.synthesis import Catchment, synthesise

    key = run_key(seed, *world)
    result = _World(np.full(count, np.nan), np.zeros(count, dtype=np.int64), [])
    people: tuple[str, int, int] | None = None
    catchment: Catchment | None = None
    for batch in batches:
        setting = batch.setting
        try:
            if setting.people != people:
                catchment = synthesise(setting.profile, setting.size, setting.weeks, key)
                people = setting.people
        except Exception as error:
            result.failures.append(_failure(batch.targets, world, "synthesis", error))
            continue
        _run_setting(batch, catchment, values, key, world, result)
    return result


def _run_setting(
    batch: _Batch, catchment: Any, values: Any, key: np.uint64, world: tuple[int, int], result: _World
) -> None:
    """Run one setting and measure its targets; what fails is noted."""
    from peersim.engine.run import run_once
    from peersim.outcomes.scene import Scene

    try:
        scene = Scene(run_once(batch.setting.design, catchment, values, key, batch.events))
    except Exception as error:
        result.failures.append(_failure(batch.targets, world, "run", error))
        return
    for row, target in batch.targets:
        try:
            measured = statistics.measure(scene, target.statistic, target.arguments, n=target.n, key=int(key))
        except Exception as error:
            result.failures.append(_failure([(row, target)], world, "measuring", error))
            continue
        result.values[row], result.units[row] = measured.value, measured.units


def _failure(targets: Sequence[tuple[int, Target]], world: tuple[int, int], stage: str, error: Exception) -> FailedRun:
    message = f"{type(error).__name__}: {error}".splitlines()[0]
    names = tuple(target.id for _, target in targets)
    logger.warning("%s, draw %d, replication %d: %s failed: %s", ", ".join(names), *world, stage, message)
    return FailedRun(names, *world, stage, message)

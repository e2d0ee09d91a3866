"""Running the model at many points: threads over the compiled engine, one block of points after another.

A block is one row (or trajectory) in one replication: its points share families and luck, so that the families are
made once, and every design runs at every point.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from peersim.analysis.sensitivity.quantities import COUNTED_AS_NONE
from peersim.studies.execute import Engine, asked_to_stop, default_workers, quick_turns
from peersim.studies.one_world import failure_of
from peersim.studies.plan import Plan, World

Numbers = npt.NDArray[np.float64]
Progress = Callable[[int, int], None]

STAGES = ("screening", "indices", "together")
"""Morris's trajectories, Sobol's rows, and worlds as studies draw them."""

_PATIENCE = 0.2  # longest time between two looks at what is finished [seconds]


class BlockName(NamedTuple):
    """Which block.

    Attributes
    ----------
    stage : str
        One of `STAGES`.
    row, replication : int
        Row or trajectory, and run of luck.
    """

    stage: str
    row: int
    replication: int


class FailedRun(NamedTuple):
    """A run that could not be finished.

    Attributes
    ----------
    stage : str
        One of `STAGES`.
    row, point, replication : int
        Row or trajectory, point in it, run of luck.
    scenario : str
        Name of the scenario.
    message : str
        What went wrong, in one line.
    """

    stage: str
    row: int
    point: int
    replication: int
    scenario: str
    message: str


class Block(NamedTuple):
    """What came of a block.

    Attributes
    ----------
    name : BlockName
        Which.
    values : numpy.ndarray, shape (points, scenarios, outcomes)
        Outcomes; nan where a run failed or an outcome cannot be told.
    failures : tuple of FailedRun
        Runs that failed.
    """

    name: BlockName
    values: Numbers
    failures: tuple[FailedRun, ...] = ()


class Model(Protocol):
    """What is run at points; tests put a function here."""

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Names of the scenarios, the reference first."""

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Names of the outcomes."""

    def prepare(self) -> None:
        """Make ready."""

    def run(
        self, values: Any, name: BlockName, stopping: Callable[[], bool], finished: Callable[[], None]
    ) -> Block | None:
        """Run every scenario at every point of a block; None when stopped before the last."""


class PeersimModel:
    """The simulation.

    Parameters
    ----------
    plan : Plan
        Scenarios, place, size, length and seed.
    scenarios, outcomes : sequence of str
        Which of its scenarios are run, the reference first; what is measured.
    machinery : Machinery, optional
        The engine; tests give a stand-in.
    announce : callable, optional
        Called with a line of text before the engine is compiled.
    """

    def __init__(
        self,
        plan: Plan,
        scenarios: Sequence[str],
        outcomes: Sequence[str],
        machinery: Any = None,
        announce: Callable[[str], None] | None = None,
    ) -> None:
        self.plan = plan
        self.scenarios, self.outcomes = tuple(scenarios), tuple(outcomes)
        self.machinery = machinery or _Measuring(self.outcomes, announce)
        designs = dict(zip(plan.names, plan.designs, strict=True))
        self._designs = {name: designs[name] for name in scenarios}

    def prepare(self) -> None:
        """Compile the engine if need be."""
        self.machinery.prepare()

    def run(
        self, values: Any, name: BlockName, stopping: Callable[[], bool], finished: Callable[[], None]
    ) -> Block | None:
        """Run a block: see `Model`."""
        from peersim.foundation.draws import run_key

        key = run_key(self.plan.seed, STAGES.index(name.stage), name.row, name.replication)
        found = np.full((len(values), len(self.scenarios), len(self.outcomes)), np.nan)
        failures: list[FailedRun] = []
        catchment: Any = None
        for point in range(len(values)):
            for number, scenario in enumerate(self.scenarios):
                if stopping():
                    return None
                stage = "synthesis"
                try:
                    if catchment is None:
                        catchment = self._families(key)
                    stage = "run"
                    ran = self.machinery.simulate(self._designs[scenario], catchment, values[point], key)
                    stage = "observation"
                    found[point, number] = self.machinery.observe(ran)
                except Exception as error:
                    told = failure_of(scenario, World(name.row, name.replication), stage, error)
                    where = (name.stage, name.row, point, name.replication, scenario)
                    failures.append(FailedRun(*where, f"{told.stage} failed: {told.message}"))
                finished()
        return Block(name, found, tuple(failures))

    def _families(self, key: Any) -> Any:
        return self.machinery.synthesise(self.plan.profile, self.plan.parents, self.plan.weeks, key)


class _Measuring(Engine):
    """The engine, of which only some outcomes are kept."""

    def __init__(self, outcomes: Sequence[str], announce: Callable[[str], None] | None = None) -> None:
        super().__init__(announce)
        self._outcomes = tuple(outcomes)
        self._none = np.array([name in COUNTED_AS_NONE for name in self._outcomes])

    def observe(self, world: Any) -> Any:
        """Measure the outcomes of a finished run."""
        from peersim.outcomes.registry import measure

        values = np.array([measure(world, name) for name in self._outcomes])
        return np.where(np.isnan(values) & self._none, 0.0, values)


class Runner:
    """Runs blocks that are not there yet, and hands each on as soon as it is finished.

    Parameters
    ----------
    model : Model
        What is run.
    done : dict of BlockName to Block
        Blocks of an earlier, stopped execution; new ones are added.
    keep : callable
        Called with each new block, from the calling thread.
    total : int
        Runs expected in all.
    workers : int, optional
        Threads; by default one for each core.
    progress : callable, optional
        Called with (runs finished, runs expected).
    """

    def __init__(
        self,
        model: Model,
        done: dict[BlockName, Block],
        keep: Callable[[Block], None],
        total: int,
        workers: int | None = None,
        progress: Progress | None = None,
    ) -> None:
        self.model, self.done, self.total = model, done, total
        self._keep, self._workers, self._progress = keep, workers or default_workers(), progress
        self._count: int = sum(block.values.shape[0] * block.values.shape[1] for block in done.values())
        self._lock = threading.Lock()
        self._ready = False

    @property
    def runs(self) -> int:
        """Runs that came to an end."""
        return self._count

    def blocks(self, names: Iterable[BlockName], values: Callable[[BlockName], Any]) -> list[Block]:
        """Run blocks.

        Parameters
        ----------
        names : iterable of BlockName
            Which.
        values : callable
            Gives a block's points as the model takes them; called in the thread that runs it.

        Returns
        -------
        list of Block
            In the order asked.

        Raises
        ------
        KeyboardInterrupt
            When the user stopped it; what was finished was handed on.
        """
        wanted = list(names)
        left = [name for name in wanted if name not in self.done]
        if left and not self._ready:
            self.model.prepare()
            self._ready = True
        self._run(left, values)
        return [self.done[name] for name in wanted]

    def _run(self, left: list[BlockName], values: Callable[[BlockName], Any]) -> None:
        stop = threading.Event()
        pool = ThreadPoolExecutor(self._workers, thread_name_prefix="peersim")
        waiting: set[Future[Block | None]] = set()
        reported = -1

        def run(name: BlockName) -> Block | None:
            return None if stop.is_set() else self.model.run(values(name), name, stop.is_set, self._finished)

        with asked_to_stop() as asked, quick_turns():
            try:
                waiting = {pool.submit(run, name) for name in left}
                while waiting:
                    ready, waiting = wait(waiting, timeout=_PATIENCE, return_when=FIRST_COMPLETED)
                    for future in ready:
                        self._take(future.result())
                    if self._progress and self._count != reported:
                        reported = self._count
                        self._progress(min(reported, self.total), self.total)
                    if asked.is_set():
                        raise KeyboardInterrupt
            finally:
                stop.set()
                pool.shutdown(wait=True, cancel_futures=True)
                for future in waiting:
                    if future.done() and not future.cancelled() and future.exception() is None:
                        self._take(future.result())

    def _finished(self) -> None:
        with self._lock:
            self._count += 1

    def _take(self, block: Block | None) -> None:
        if block is not None:
            self.done[block.name] = block
            self._keep(block)


def stacked(blocks: Sequence[Block], replications: int) -> Numbers:
    """Put blocks into one array.

    Parameters
    ----------
    blocks : sequence of Block
        Row by row, and within each row replication by replication.
    replications : int
        Replications of each row.

    Returns
    -------
    numpy.ndarray, shape (rows, points, scenarios, outcomes, replications)
        Their values.
    """
    values = np.stack([block.values for block in blocks])
    rows = len(blocks) // replications
    return np.moveaxis(values.reshape(rows, replications, *values.shape[1:]), 1, -1)

"""Where the shards of a study are run: threads of this process, or the workers of a Dask cluster; one loop for both.

A backend takes orders (bytes), has each of them done by a function, and gives what came of it (files: names and bytes)
as it becomes ready, in any order. Few orders are in flight at a time, so that memory does not grow with a study.
"""

from __future__ import annotations

import itertools
import queue
import signal
import threading
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextvars import ContextVar
from pathlib import Path
from typing import Any, NamedTuple, Protocol, Self

from peersim.foundation.problems import Problems, RunError
from peersim.studies.execute import asked_to_stop, default_workers, quick_turns
from peersim.studies.plan import LIMITS

HINT = "See `peersim study run --help`."

Files = dict[str, bytes]
"""What comes of an order: names of files and their content."""

Do = Callable[[bytes], Files]
"""Does one order; it must be a module's function, since a cluster is told its name only."""

IN_FLIGHT = 2
"""Orders handed out at a time for each worker: the one it does, and the next, so that it never waits."""

TRIES = 4
"""Times an order is handed out, when what did it was lost each time, before it is given up."""

MOST_GIVEN_UP = 3
"""Orders given up at which nothing more is handed out: whatever ends the workers will not stop by itself."""

_PATIENCE = 0.2
"""Longest time between two looks at what is finished [seconds]."""

_stopping: ContextVar[threading.Event | None] = ContextVar("stopping", default=None)


class Stopped(Exception):  # noqa: N818 - not an error of anybody's
    """The study was asked to stop before an order was done; raised by what does it."""


def is_stopping() -> bool:
    """Whether the study was asked to stop; what does an order may look between runs and raise `Stopped`.

    Returns
    -------
    bool
        Always False in another process than the study's own.
    """
    asked = _stopping.get()
    return asked is not None and asked.is_set()


class Backend(Protocol):
    """Where orders are done."""

    def results(self, orders: Iterable[tuple[int, bytes]], do: Do) -> Iterator[tuple[int, Files]]:
        """Have orders done and give what comes of them, as they finish, in any order."""

    def describe(self) -> dict[str, Any]:
        """Say where orders are done, in plain values, for the log."""

    def close(self) -> None:
        """Stop, and end every process and thread that was started."""


class LostAgain(Exception):  # noqa: N818 - not an error of anybody's
    """What did an order was lost, or its result was; the order must be handed out again."""


class GivenUp(Exception):  # noqa: N818 - not an error of anybody's
    """An order ended every worker that tried it; the others are done nevertheless."""


class Order(NamedTuple):
    """An order in flight.

    Attributes
    ----------
    number : int
        The shard's number.
    order : bytes
        What is to be done.
    tries : int
        Times it was handed out.
    future : object
        What will bring its result: `done`, `cancel`, `add_done_callback`.
    """

    number: int
    order: bytes
    tries: int
    future: Any


class InFlight(ABC):
    """The loop that every backend has in common: hand out a few orders, give what is finished, hand out the next.

    Ctrl-C (or SIGTERM), and an order that cannot be done, end it in the same way: nothing more is handed out, what is
    finished by then is given, and the exception is raised. A backend that ended so is not used again.
    """

    def __init__(self) -> None:
        self._ready: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._waiting: dict[int, Order] = {}
        self._numbers = itertools.count()
        self._left: Iterator[tuple[int, bytes]] | None = None
        self._again: deque[tuple[int, bytes, int]] = deque()
        self._trouble: BaseException | None = None
        self._given_up: list[str] = []

    def __enter__(self) -> Self:
        """Use as a context, closed at its end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    @abstractmethod
    def describe(self) -> dict[str, Any]:
        """Say where orders are done, in plain values, for the log."""

    @abstractmethod
    def close(self) -> None:
        """Stop, and end every process and thread that was started."""

    @abstractmethod
    def _room(self) -> int:
        """How many orders may be in flight now [orders]; zero while there is nobody to do them."""

    @abstractmethod
    def _submit(self, number: int, order: bytes, do: Do) -> Any:
        """Hand out one order; gives a future."""

    @abstractmethod
    def _take(self, order: Order) -> Files:
        """Take what came of an order that is ready; raises `Stopped`, `LostAgain`, `GivenUp` or what went wrong."""

    @abstractmethod
    def _stop(self) -> None:
        """Stop what is in flight as soon as that can be done, so that every future becomes ready."""

    def _tend(self) -> None:  # noqa: B027 - threads need no tending
        """Look after whoever does the orders; raises when the study cannot go on."""

    def results(self, orders: Iterable[tuple[int, bytes]], do: Do) -> Iterator[tuple[int, Files]]:
        """Have orders done and give what comes of them.

        Parameters
        ----------
        orders : iterable of (int, bytes)
            Numbers of shards and what is to be done for each; taken one by one, as there is room.
        do : callable
            Does one order.

        Yields
        ------
        int, dict of bytes
            Number and files, as they finish, each number once.

        Raises
        ------
        KeyboardInterrupt
            After Ctrl-C or SIGTERM, when everything finished by then has been given.
        RunError
            If orders could not be done.
        """
        self._begin(orders)
        try:
            with asked_to_stop(signal.SIGTERM) as asked, quick_turns():
                while self._left is not None or self._again or self._waiting:
                    self._hand_out(do)
                    for order in self._finished():
                        files = self._files(order)
                        if files is not None:
                            yield order.number, files
                    if asked.is_set():
                        self._end_with(KeyboardInterrupt())
                    if self._trouble is None:
                        self._tend()
        finally:
            if self._waiting:
                self._stop()
                self._waiting.clear()
        if self._trouble is not None:
            raise self._trouble
        if self._given_up:
            raise RunError("\n".join(self._given_up))

    def _begin(self, orders: Iterable[tuple[int, bytes]]) -> None:
        self._left, self._trouble, self._given_up = iter(orders), None, []
        self._again.clear()

    def _hand_out(self, do: Do) -> None:
        """Hand out orders while there is room and there are any; those that were lost come first."""
        while (self._again or self._left is not None) and len(self._waiting) < self._room():
            if self._again:
                self._hand_out_one(*self._again.popleft(), do)
                continue
            following = next(self._left, None) if self._left is not None else None
            if following is None:
                self._left = None
            else:
                self._hand_out_one(*following, 1, do)

    def _hand_out_one(self, number: int, order: bytes, tries: int, do: Do) -> None:
        token = next(self._numbers)
        future = self._submit(number, order, do)
        self._waiting[token] = Order(number, order, tries, future)
        future.add_done_callback(lambda _: self._ready.put(token))

    def _finished(self) -> Iterator[Order]:
        """Give what is ready, waiting a moment if nothing is."""
        if not self._waiting and self._left is None and not self._again:
            return
        try:
            tokens = [self._ready.get(timeout=_PATIENCE)]
            while not self._ready.empty():
                tokens.append(self._ready.get())
        except queue.Empty:
            return
        for token in tokens:
            order = self._waiting.pop(token, None)
            if order is not None:
                yield order

    def _files(self, order: Order) -> Files | None:
        """Take what came of an order; None when nothing did, and it is said elsewhere why."""
        try:
            return self._take(order)
        except (Stopped, CancelledError):
            self._end_with(KeyboardInterrupt())
        except LostAgain as lost:
            if order.tries >= TRIES:
                self._give_up(f"Shard {order.number} was given up: it was tried {TRIES} times; the last time {lost}.")
            elif self._trouble is None:
                self._again.append((order.number, order.order, order.tries + 1))
        except GivenUp as given_up:
            self._give_up(str(given_up))
        except Exception as error:
            self._end_with(error)
        return None

    def _give_up(self, why: str) -> None:
        """Note an order that cannot be done; when there are several, hand out no more."""
        self._given_up.append(why)
        if len(self._given_up) >= MOST_GIVEN_UP:
            self._end_with(RunError("\n".join(self._given_up)))

    def _end_with(self, trouble: BaseException) -> None:
        """Hand out nothing more, and stop what is in flight; the first reason for it is what will be raised."""
        if self._trouble is None:
            self._trouble, self._left = trouble, None
            self._again.clear()
            self._stop()


class Threads(InFlight):
    """Threads of this process; the compiled engine lets go of Python's lock while it runs.

    Parameters
    ----------
    workers : int, optional
        Threads; by default one for each core.
    stop : threading.Event, optional
        Set when the study is to stop, by whoever has it or by Ctrl-C.
    """

    def __init__(self, workers: int | None = None, stop: threading.Event | None = None) -> None:
        super().__init__()
        self.workers = workers or default_workers()
        self.stop = stop or threading.Event()
        self._pool = ThreadPoolExecutor(
            self.workers, thread_name_prefix="peersim", initializer=_stopping.set, initargs=(self.stop,)
        )

    def describe(self) -> dict[str, Any]:
        """Say where orders are done, in plain values, for the log."""
        return {"backend": "threads", "workers": self.workers}

    def close(self) -> None:
        """Wait for what is running; nothing more is begun."""
        self._stop()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _room(self) -> int:
        return IN_FLIGHT * self.workers

    def _submit(self, number: int, order: bytes, do: Do) -> Any:
        return self._pool.submit(do, order)

    def _take(self, order: Order) -> Files:
        files: Files = order.future.result()
        return files

    def _stop(self) -> None:
        self.stop.set()
        for order in list(self._waiting.values()):
            order.future.cancel()


def choose(
    *,
    threads: int | None = None,
    workers: int | None = None,
    cluster: str | None = None,
    tls_ca_file: Path | None = None,
    tls_cert: Path | None = None,
    tls_key: Path | None = None,
    patience: float | None = None,
    announce: Callable[[str], None] | None = None,
) -> InFlight:
    """Open what a study is run on: threads here, processes here, or a cluster that runs.

    Parameters
    ----------
    threads : int, optional
        Threads of this process [cores]; the default, one for each core.
    workers : int, optional
        Processes of a cluster started here and ended with the study.
    cluster : str, optional
        Address of the scheduler of a Dask cluster that runs: ``tcp://HOST:PORT`` or ``tls://HOST:PORT``.
    tls_ca_file, tls_cert, tls_key : Path, optional
        Certificate authority, certificate and key for ``tls://``; by default as Dask is configured.
    patience : float, optional
        How long to wait when the cluster has no worker [seconds].
    announce : callable, optional
        Called with one line of text about what a user should know, such as that a worker was lost.

    Returns
    -------
    InFlight
        Ready to take orders; to be closed.

    Raises
    ------
    InputError
        If what is asked for contradicts itself, is not installed or cannot be reached.
    """
    tls = {"tls_ca_file": tls_ca_file, "tls_cert": tls_cert, "tls_key": tls_key}
    _check_choice({"--threads": threads, "--workers": workers, "--cluster": cluster}, tls)
    if workers is None and cluster is None:
        return Threads(threads)
    from peersim.studies.cluster import Cluster

    return Cluster(cluster, workers=workers, **tls, patience=patience, announce=announce)


def _check_choice(places: dict[str, Any], tls: dict[str, Path | None]) -> None:
    """See that at most one place is named, with allowed numbers, and files for TLS only with a cluster."""
    problems = Problems(HINT)
    named = {option: value for option, value in places.items() if value is not None}
    if len(named) > 1:
        problems.add(f"{' and '.join(named)} were given; a study runs in one of these ways.")
    low, high, _ = LIMITS["workers"]
    for option, value in named.items():
        if isinstance(value, int) and not low <= value <= high:
            problems.add(f"{option} is {value:,}; allowed {low:,} to {high:,}.")
    if "--cluster" not in named and any(tls.values()):
        problems.add("--tls-ca-file, --tls-cert and --tls-key belong to --cluster, which was not given.")
    problems.raise_if_any()

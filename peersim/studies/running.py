"""Running a study: plan minus what is done, shard by shard, each on the disk before it counts."""

from __future__ import annotations

import hashlib
import logging
import shutil
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import NamedTuple

from peersim.foundation.problems import PeersimError, RunError
from peersim.studies import orders
from peersim.studies.backends import Backend, Threads
from peersim.studies.execute import Engine, Progress, StudyInterrupted
from peersim.studies.journal import Entry
from peersim.studies.provenance import JsonLines
from peersim.studies.shards import SHARD_JSON, SHARDS, check, clear_unfinished, write
from peersim.studies.study import Study

logger = logging.getLogger(__name__)

LOG = "log.jsonl"
RUNS = "runs.parquet"
Tell = Callable[[str], None]

_BETWEEN_LOOKS = 0.25
"""Time between two looks at how many runs are finished [seconds]."""


class Session(NamedTuple):
    """One execution of a study.

    Attributes
    ----------
    study : Study
        Held by this process.
    backend : Backend
        Where it runs.
    progress : callable or None
        Called with (runs finished, runs planned).
    tell : callable
        Called with a line of text for whoever waits.
    name : str
        When it began.
    began : float
        The same on a clock that only goes forward [seconds].
    """

    study: Study
    backend: Backend
    progress: Progress | None
    tell: Tell
    name: str
    began: float


@contextmanager
def session(
    study: Study, backend: Backend, progress: Progress | None, tell: Tell, *, retry_failed: bool = False
) -> Iterator[Session]:
    """Hold a study, see that nothing that decides its results has changed, repair it, and keep a log.

    Parameters
    ----------
    study : Study
        Which.
    backend : Backend
        Where it runs.
    progress : callable or None
        Called with (runs finished, runs planned).
    tell : callable
        Called with a line of text for whoever waits.
    retry_failed : bool
        Run shards in which runs failed again.

    Yields
    ------
    Session

    Raises
    ------
    InputError
        If another process holds it, or it is not the study that was planned.
    """
    with study.lock("running the study"):
        study.reload()
        if study.draws_are_damaged() and study.mend_draws():
            tell("draws.parquet was damaged; it was made again as it had been.")
        study.refuse_unless_same()
        _mend(study, tell, retry_failed)
        log = JsonLines(study.folder / LOG, more=True)
        log.attach()
        name = datetime.now(UTC).isoformat(timespec="microseconds")
        try:
            yield Session(study, backend, progress, tell, name, time.monotonic())
        finally:
            log.detach()


def run_what_is_left(session: Session) -> None:
    """Run every shard that is not finished.

    Parameters
    ----------
    session : Session
        An execution that holds the study.

    Raises
    ------
    StudyInterrupted
        On Ctrl-C; what was finished is kept.
    RunError
        If something other than a run failed, such as the disk or a cluster; what was finished is kept.
    """
    study, left = session.study, session.study.left()
    if not left:
        return
    logger.info("execution began", extra={"shards_left": len(left), **session.backend.describe()})
    counted = _Counted(session)
    do = _doing(session, counted)
    book = study.order_book()
    given = ((number, book.order(study.file.shard(number)[1])) for number in left)
    try:
        with counted:
            for number, files in session.backend.results(given, do):
                _keep(session, number, files)
                counted.settle()
    except KeyboardInterrupt:
        raise StudyInterrupted(None, _stopped(study)) from None
    except RunError as error:
        raise RunError(f"{error}\n{_stopped(study)}") from error
    except OSError as error:
        raise RunError(f"{study.folder}: {error.strerror or error}. {_stopped(study)}") from error
    except PeersimError:
        raise
    except Exception as error:  # what a run may raise is a row of its own; this is something about the machine, or ours
        where = "".join(traceback.format_exception(error))
        logger.error("execution failed", extra={"traceback": where})
        told = f"{type(error).__name__}: {error}".strip(": ")
        raise RunError(f"{told} ({LOG} in the study's folder says where). {_stopped(study)}") from error
    finally:
        logger.info("execution ended", extra={"seconds": round(time.monotonic() - session.began, 2)})


def _doing(session: Session, counted: _Counted) -> Callable[[bytes], dict[str, bytes]]:
    """Say what does an order: the same function everywhere; here it also counts runs as they end."""
    machinery = session.study.machinery
    if not isinstance(session.backend, Threads):
        return orders.do
    if not isinstance(machinery, Engine):
        return partial(orders.do, machinery=machinery, finished=counted.add)
    machinery.announce = session.tell
    machinery.prepare()
    return partial(orders.do, finished=counted.add)


class _Counted:
    """Runs finished: counted as they end where that can be seen, by finished shards elsewhere; told now and then."""

    def __init__(self, session: Session) -> None:
        self._session, self._total = session, session.study.file.runs
        self._settled = self._value = session.study.runs_done
        self._shown = -1
        self._lock, self._end = threading.Lock(), threading.Event()
        self._thread = threading.Thread(target=self._tell, name="peersim progress", daemon=True)

    def __enter__(self) -> _Counted:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()
        self.settle()
        self._show(self._settled)

    def add(self, count: int) -> None:
        """Count some more runs, in whichever thread they ended."""
        with self._lock:
            self._value += count

    def settle(self) -> None:
        """Take over what is on the disk."""
        with self._lock:
            self._settled = self._session.study.runs_done
            self._value = max(self._value, self._settled)

    def _tell(self) -> None:
        while not self._end.wait(_BETWEEN_LOOKS):
            self._show(min(self._value, self._total))

    def _show(self, count: int) -> None:
        if self._session.progress is not None and count != self._shown:
            self._shown = count
            self._session.progress(count, self._total)


def _keep(session: Session, number: int, files: dict[str, bytes]) -> None:
    """Put a shard on the disk, then into the journal."""
    study = session.study
    block, shard = study.file.shard(number)
    sha256 = write(study.folder, shard, files, study.file.stamp(block))
    runs, failed = _counts(files)
    seconds = round(time.monotonic() - session.began, 3)
    study.journal.add(Entry(number, sha256, runs, failed, session.name, seconds))


def _counts(files: dict[str, bytes]) -> tuple[int, int]:
    """Count a shard's runs, and those of them that failed."""
    import pyarrow as pa
    from pyarrow import parquet

    status = parquet.read_table(pa.BufferReader(files[RUNS]), columns=["status"])["status"].to_pylist()
    return len(status), status.count("failed")


def _mend(study: Study, tell: Tell, retry_failed: bool) -> None:
    """Throw away what is damaged and take over what a killed process finished but did not note."""
    clear_unfinished(study.folder)
    if retry_failed:
        _forget_failed(study, tell)
    for trouble in study.verify():
        for sentence in trouble.what:
            tell(f"{sentence} It is run again.")
        study.journal.forget(trouble.number)
        shutil.rmtree(study.folder / SHARDS / f"{trouble.number:05d}", ignore_errors=True)
    for number in study.left():
        _take_over(study, number)


def _forget_failed(study: Study, tell: Tell) -> None:
    """Take away shards in which runs failed."""
    numbers = [number for number, entry in study.journal.entries.items() if entry.failed]
    for number in numbers:
        study.journal.forget(number)
        shutil.rmtree(study.folder / SHARDS / f"{number:05d}", ignore_errors=True)
    if numbers:
        tell(f"{len(numbers):,} shards in which runs failed are run again.")


def _take_over(study: Study, number: int) -> None:
    """Note a shard that is in its place and sound; remove one that is not."""
    folder = study.folder / SHARDS / f"{number:05d}"
    if not folder.exists():
        return
    if check(study.folder, study.file.shard(number)[1], None) or study.stamped_otherwise(number):
        shutil.rmtree(folder)
        return
    sha256 = hashlib.sha256((folder / SHARD_JSON).read_bytes()).hexdigest()
    runs, failed = _counts({RUNS: (folder / RUNS).read_bytes()})
    study.journal.add(Entry(number, sha256, runs, failed))


def _stopped(study: Study) -> str:
    return (
        f"Stopped: {study.runs_done:,} of {study.file.runs:,} runs are kept in {study.folder}; "
        f"`peersim study resume {study.folder}` goes on."
    )

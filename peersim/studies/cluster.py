"""A study on the workers of a Dask cluster: one started here for the study, or one that runs already.

Orders and results cross the wire as bytes; the function that does them is named, not sent. Workers may come and go:
what a lost worker was doing is done again by another. Every worker must have the same peersim, and the same versions of
what computes and writes its results, as the process that asks.
"""

from __future__ import annotations

import contextlib
import logging
import re
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from uuid import uuid4

from peersim.foundation.problems import InputError, PeersimError, Problems, RunError
from peersim.studies.backends import HINT, IN_FLIGHT, Do, Files, GivenUp, InFlight, LostAgain, Order, Stopped
from peersim.studies.identity import differences, identity
from peersim.studies.plan import replaced_now

logger = logging.getLogger(__name__)

PATIENCE = 600.0
"""How long a study waits for a worker when there is none [seconds]."""

_LOOK = 1.0
"""Time between two looks at the workers [seconds]."""

_ANSWER = 60.0
"""How long workers may take to say what they are, and a finished result to arrive [seconds]."""

_BRIEF = 10.0
"""How long the scheduler may take to say which workers there are [seconds]."""

_CLOSING = 5.0
"""How long a cluster may take to end before it is ended by force [seconds]."""

_SHOWN = 3
"""Workers named in one message."""

_THE_SAME = "Install the same on every worker, start it again, and have a look at docs/how_to/run_on_a_cluster.md."

_HERE = {
    "distributed.worker.multiprocessing-method": "spawn",
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.worker.memory.target": False,  # results would be written to disk as pickles
    "distributed.worker.memory.spill": False,
}
"""How Dask is configured for a cluster that is started here."""

MISSING = (
    "A study on several processes or a cluster needs Dask distributed, which is not installed. Install it with "
    '`pip install "peersim[cluster]"`, or leave out --workers and --cluster: threads need nothing more.'
)
"""What is said when `distributed` is missing."""


class Cluster(InFlight):
    """The workers of a Dask cluster.

    Parameters
    ----------
    address : str, optional
        Scheduler of a cluster that runs: ``tcp://HOST:PORT`` or ``tls://HOST:PORT``. Without it a cluster is started
        here, and ended by `close`.
    workers : int, optional
        Processes to start here, of one thread each.
    tls_ca_file, tls_cert, tls_key : Path, optional
        Certificate authority, certificate and key for ``tls://``; by default as Dask is configured.
    patience : float, optional
        How long to wait for a worker when there is none [seconds]; `PATIENCE` by default.
    announce : callable, optional
        Called with one line of text when something happened that a user should know.

    Raises
    ------
    InputError
        If Dask is not installed, nobody answers at the address, or a worker has another peersim.
    """

    def __init__(
        self,
        address: str | None = None,
        *,
        workers: int | None = None,
        tls_ca_file: Path | None = None,
        tls_cert: Path | None = None,
        tls_key: Path | None = None,
        patience: float | None = None,
        announce: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__()
        _need_distributed()
        self._hushed = contextlib.ExitStack()
        self._hushed.enter_context(_hushed())
        self.patience = PATIENCE if patience is None else patience
        self._announce = announce or logger.info
        self._own: Any = None
        self._client: Any = None
        self._workers: dict[str, int] = {}
        self._seen: set[str] = set()
        self._alone_since: float | None = None
        self._silent_since: float | None = None
        self._looked = 0.0
        try:
            if address is None:
                self._own = _start_here(workers or 1, self._announce)
                self.address = str(self._own.scheduler_address)
                self._connect(self._own.security)
            else:
                self.address = _checked_address(address)
                self._connect(_security(self.address, tls_ca_file, tls_cert, tls_key))
            self._look()
        except BaseException:
            self.close()
            raise

    def describe(self) -> dict[str, Any]:
        """Say where orders are done, in plain values, for the log."""
        where = "processes here" if self._own is not None else self.address
        return {
            "backend": "dask",
            "where": where,
            "workers": len(self._workers),
            "threads": sum(self._workers.values()),
        }

    def close(self) -> None:
        """Let go of the cluster; one that was started here is ended."""
        client, own = self._client, self._own
        self._client = self._own = None
        for thing in (client, own):
            if thing is not None:
                with contextlib.suppress(Exception):
                    thing.close(timeout=_CLOSING)
        self._hushed.close()

    def _connect(self, security: Any) -> None:
        from distributed import Client

        try:
            self._client = Client(self.address, security=security, set_as_default=False, name="peersim")
        except (OSError, TypeError, ValueError, RuntimeError) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise InputError([f"No scheduler of a Dask cluster answers at {self.address}: {reason}"], HINT) from None

    def _room(self) -> int:
        return IN_FLIGHT * sum(self._workers.values()) if self._client.status == "running" else 0

    def _submit(self, number: int, order: bytes, do: Do) -> Any:
        key = f"shard-{number}-{uuid4().hex}"
        try:
            return self._client.submit(do_there, do, order, pure=False, retries=0, key=key)
        except Exception:
            if self._client.status in ("running", "connecting"):
                raise
            raise RunError(f"The scheduler at {self.address} is lost.") from None

    def _take(self, order: Order) -> Files:
        from distributed import KilledWorker

        try:
            files: Files = order.future.result(timeout=_ANSWER)
        except KilledWorker as killed:
            raise GivenUp(
                f"Shard {order.number} was given up: each of the {killed.allowed_failures + 1} workers that tried it "
                f"ended, the last at {killed.last_worker.address}; perhaps it needs more memory than they have."
            ) from None
        except CancelledError:
            if self._trouble is not None:
                raise Stopped from None
            raise LostAgain("the scheduler was lost") from None
        except (TimeoutError, OSError) as error:
            raise LostAgain(f"its result did not arrive ({type(error).__name__})") from None
        except PeersimError:
            raise
        except Exception:
            self._look()  # a worker of another version that joined meanwhile is the likely cause, and is told by name
            raise
        return files

    def _stop(self) -> None:
        for order in list(self._waiting.values()):
            if not order.future.done():
                with contextlib.suppress(Exception):
                    order.future.cancel()

    def _tend(self) -> None:
        """See that the scheduler is there, who its workers are, and that there are any."""
        now = time.monotonic()
        if now - self._looked < _LOOK:
            return
        self._looked = now
        if self._client.status not in ("running", "connecting"):
            raise RunError(f"The scheduler at {self.address} is lost.")
        if self._client.status == "running" and self._look():
            if self._silent_since is not None:
                self._announce(f"The scheduler at {self.address} is there again.")
            self._silent_since = None
            self._wait_for_workers(now)
        elif self._silent_since is None:
            self._silent_since = now
            self._announce(f"The scheduler at {self.address} does not answer; trying to reach it again…")
        elif now - self._silent_since > self.patience:
            raise RunError(f"The scheduler at {self.address} has not answered for {_words(self.patience)}.")

    def _wait_for_workers(self, now: float) -> None:
        if self._workers:
            self._alone_since = None
        elif self._alone_since is None:
            self._alone_since = now
            self._announce(f"{self.address} has no worker; waiting up to {_words(self.patience)} for one to join.")
        elif now - self._alone_since > self.patience:
            raise RunError(f"{self.address} has had no worker for {_words(self.patience)}.")

    def _look(self) -> bool:
        """Note which workers there are, if the scheduler says so; new ones must be like this process."""
        try:
            there = dict(self._client.nthreads(callback_timeout=_BRIEF))
        except (OSError, TimeoutError):
            return False
        gone = [address for address in self._workers if address not in there]
        new = [address for address in there if address not in self._workers]
        for address in gone:
            del self._workers[address]
        if gone:
            self._announce(f"Lost {_listed(gone)}; what was being done there is done again.")
        if new:
            self._welcome({address: there[address] for address in new})
        return True

    def _welcome(self, new: dict[str, int]) -> None:
        """Take workers on, if they have the same peersim as this process."""
        try:
            answers = self._client.run(identity, workers=list(new), on_error="return", callback_timeout=_ANSWER)
        except (OSError, TimeoutError):
            return
        lost = [address for address, answer in answers.items() if isinstance(answer, OSError)]
        told = {address: answer for address, answer in answers.items() if address not in lost}
        unlike, remarks = differences(told)
        if unlike and not self._seen:
            raise InputError(unlike, _THE_SAME)
        if unlike:
            raise RunError("\n".join([*unlike, _THE_SAME]))
        for remark in remarks:
            self._announce(remark)
        later = bool(self._seen)
        for address in told:
            self._workers[address] = new[address]
            self._seen.add(address)
        if later and told:
            self._announce(f"{_listed(list(told))} joined.")


def do_there(do: Do, order: bytes) -> Files:
    """Do one order at a worker; what a user should be told gets the worker's name.

    Parameters
    ----------
    do : callable
        Does one order.
    order : bytes
        What is to be done.

    Returns
    -------
    dict of bytes
        Names of files and their content.

    Raises
    ------
    RunError
        In place of any other `PeersimError`, which would not travel whole.
    """
    from distributed import get_worker

    try:
        return do(order)
    except PeersimError as error:
        told = "\n".join(error.problems) if isinstance(error, InputError) else str(error)
        raise RunError(f"Worker {get_worker().address}: {told}") from None


def _need_distributed() -> None:
    """See that Dask distributed is there, and that what its workers would do is what would be done here."""
    if find_spec("distributed") is None:
        raise InputError([MISSING])
    replaced = [each["what"] for each in replaced_now()]
    if replaced:
        what = " and ".join(replaced)
        raise InputError(
            [f"Replaced in this process only: {what}; other processes would run the model's own rules."],
            "Run the study on threads.",
        )


def _checked_address(address: str) -> str:
    """See that an address is one, so that a mistake in it is told before anything is waited for."""
    if "://" not in address:
        address = f"tcp://{address}"
    if re.fullmatch(r"(tcp|tls)://[^/\s]+:\d{1,5}/?", address) is None:
        raise InputError(
            [f"--cluster is {address!r}; it must be tcp://HOST:PORT or tls://HOST:PORT, as the scheduler says."],
            HINT,
        )
    return address.rstrip("/")


def _security(address: str, ca_file: Path | None, cert: Path | None, key: Path | None) -> Any:
    """Put together what TLS needs, from the files named or from Dask's own configuration."""
    from distributed.security import Security

    given = {"--tls-ca-file": ca_file, "--tls-cert": cert, "--tls-key": key}
    problems = Problems(HINT)
    for option, path in given.items():
        if path is not None and not path.is_file():
            problems.add(f"{option}: there is no file {path}.")
    if not address.startswith("tls://"):
        if any(given.values()):
            problems.add(f"{address} is not encrypted; with --tls-ca-file, --tls-cert and --tls-key it must be tls://.")
        problems.raise_if_any()
        return None
    options = {"tls_ca_file": ca_file, "tls_client_cert": cert, "tls_client_key": key}
    security = Security(require_encryption=True, **{k: str(v) for k, v in options.items() if v is not None})
    for option, name in zip(given, options, strict=True):
        if not getattr(security, name):
            problems.add(f"{address} needs {option} (or what Dask's own configuration calls it).")
    problems.raise_if_any()
    return security


def _start_here(workers: int, announce: Callable[[str], None]) -> Any:
    """Start a scheduler in this process and workers in processes of their own, seen by this machine only."""
    import dask
    from distributed import LocalCluster

    from peersim.engine.compiled import prepare

    prepare(announce)  # once, before every worker finds that it must
    with dask.config.set(_HERE):
        return LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            security=_passing_security(),
            dashboard_address="127.0.0.1:0",
            scheduler_kwargs={"dashboard": False},
            memory_limit=0,  # the system's own limit
            preload=["peersim.studies.worker_process"],
            silence_logs=logging.CRITICAL,
        )


def _passing_security() -> Any:
    """Make certificates for this study alone, kept in memory, so that no other user of the machine can give orders."""
    from distributed.security import Security

    return Security.temporary() if find_spec("cryptography") is not None else None


@contextlib.contextmanager
def _hushed() -> Iterator[None]:
    """Keep Dask's own log off the screen: what a user should know is said in this program's words."""
    import distributed  # noqa: F401 - sets the levels of its loggers, so first

    loggers = [logging.getLogger(name) for name in ("distributed", "distributed.client", "tornado.application")]
    before = [each.level for each in loggers]
    for each in loggers:
        each.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            yield
    finally:
        for each, level in zip(loggers, before, strict=True):
            each.setLevel(level)


def _listed(addresses: list[str]) -> str:
    shown = ", ".join(addresses[:_SHOWN]) + (f" and {len(addresses) - _SHOWN} more" if len(addresses) > _SHOWN else "")
    return f"{'worker' if len(addresses) == 1 else 'workers'} {shown}"


def _words(seconds: float) -> str:
    if seconds >= 7200:
        return f"{seconds / 3600:.0f} h"
    return f"{seconds / 60:.0f} min" if seconds >= 120 else f"{seconds:.0f} s"

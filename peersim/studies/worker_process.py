"""What a worker process that was started for a study on this machine does before anything else (a preload of Dask)."""

from __future__ import annotations

import logging
import signal
from typing import Any


def dask_setup(worker: Any) -> None:
    """Leave Ctrl-C, which reaches every process of a terminal, to the study's own process, and keep off the screen.

    Parameters
    ----------
    worker : distributed.Worker
        The worker that is starting.
    """
    del worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in ("distributed", "tornado.application"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)

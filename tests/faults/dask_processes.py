"""A real Dask cluster on this machine, started by hand as docs/how_to/run_on_a_cluster.md says, with TLS."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
from pathlib import Path

from faults.commands import ROOT, until

GUIDE = ROOT / "docs" / "how_to" / "run_on_a_cluster.md"
SLOW = Path(__file__).with_name("slow_worker.py")


def block_with(words, language="sh"):
    """Give the one block of the guide that holds some words."""
    blocks = re.findall(rf"^```{language}\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.M | re.S)
    (found,) = [block for block in blocks if words in block]
    return found


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class DaskProcesses:
    """Scheduler and workers, each a process that can be killed and started again.

    Attributes
    ----------
    scheduler : Command or None
    workers : list of Command
    options : list of str
        What `peersim study run` must be told to use the cluster.
    """

    def __init__(self, folder, commands):
        self.folder, self.commands, self.port = folder, commands, free_port()
        self.scheduler, self.workers = None, []
        subprocess.run(["sh", "-e", "-c", block_with("openssl req")], cwd=folder, check=True, capture_output=True)
        tls = [("--tls-ca-file", "ca.pem"), ("--tls-cert", "study.pem"), ("--tls-key", "study.key")]
        self.tls = [word for option, name in tls for word in (option, str(folder / "tls" / name))]
        self.address = f"tls://127.0.0.1:{self.port}"
        self.options = ["--cluster", self.address, *self.tls]

    def start_scheduler(self):
        if self.scheduler is None:
            words = ["--protocol", "tls", "--host", "127.0.0.1", "--port", str(self.port)]
            words += ["--dashboard-address", "127.0.0.1:0", *self.tls]
            self.scheduler = self.commands.start(*words, program="distributed.cli.dask_scheduler")
            until(lambda: "Scheduler at" in self.scheduler.said(), "the scheduler is there")

    def kill_scheduler(self):
        self.scheduler.killed()
        self.scheduler = None

    def words_of_a_worker(self):
        words = [self.address, "--nworkers", "1", "--nthreads", "1", "--no-nanny", "--no-dashboard"]
        words += ["--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0", "--preload", str(SLOW)]
        return [*words, "--local-directory", str(self.folder), *self.tls]

    def start_worker(self):
        """Start a worker; it joins a little later."""
        worker = self.commands.start(*self.words_of_a_worker(), program="distributed.cli.dask_worker")
        self.workers.append(worker)
        return worker

    def kill(self, worker):
        self.workers.remove(worker)
        worker.killed()

    def end_workers(self):
        for worker in list(self.workers):
            self.kill(worker)

    def end(self):
        self.end_workers()
        if self.scheduler is not None:
            self.kill_scheduler()


def possible():
    """Whether such a cluster can be started here."""
    try:
        import distributed  # noqa: F401
    except ImportError:
        return False
    return shutil.which("openssl") is not None

"""Command lines of peersim in processes of their own, and what a study leaves on the disk."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATHS = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
LONG = 60
"""Longest that anything here may take [seconds]."""


class Ended:
    """What a command that has ended left behind: its exit code and what it said."""

    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    def __repr__(self):
        return f"exit code {self.code}\n--- out\n{self.out}\n--- err\n{self.err}"


class Command:
    """A command that runs in a fork of `Commands`."""

    def __init__(self, commands, process, out, err):
        self._commands, self.process, self._out, self._err = commands, process, out, err

    def signal(self, which):
        os.kill(self.process, which)

    def wait(self):
        """Wait for its end; the exit code is minus the signal's number where a signal ended it."""
        code = self._commands.ask({"wait": self.process})
        self._commands.running.discard(self.process)
        return Ended(code, self._out.read_text(), self._err.read_text())

    def killed(self):
        self.signal(signal.SIGKILL)
        return self.wait()

    def said(self):
        return self._err.read_text()


class Commands:
    """Runs command lines as forks of one process that has everything imported (`forks.py`)."""

    def __init__(self, folder):
        self.folder, self.running, self._count = folder, set(), 0
        self._server = subprocess.Popen(
            [sys.executable, "-m", "faults.forks"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": PATHS},
        )
        assert json.loads(self._server.stdout.readline()) == "ready"

    def ask(self, document):
        self._server.stdin.write(json.dumps(document) + "\n")
        self._server.stdin.flush()
        return json.loads(self._server.stdout.readline())

    def start(self, *words, **how):
        """Start a command line; `broken`, `largest_file` and `environment` say under which circumstances."""
        self._count += 1
        out, err = (self.folder / f"{self._count}.{name}" for name in ("out", "err"))
        out.touch()
        err.touch()
        process = self.ask({"words": [str(word) for word in words], "out": str(out), "err": str(err), **how})
        self.running.add(process)
        return Command(self, process, out, err)

    def run(self, *words, **how):
        return self.start(*words, **how).wait()

    def end(self):
        """End whatever was left running, then the process that forks."""
        for process in list(self.running):
            os.kill(process, signal.SIGKILL)
            self.ask({"wait": process})
        self._server.stdin.close()
        self._server.wait(timeout=LONG)


def until(true, what):
    """Wait until something is true."""
    end = time.monotonic() + LONG
    while not true():
        assert time.monotonic() < end, f"waited {LONG} s in vain until {what}"
        time.sleep(0.01)


def shards(study):
    """Numbers of the shards that are in their place."""
    folder = study / "shards"
    return {path.name for path in folder.iterdir() if path.name.isdigit()} if folder.is_dir() else set()


def allow(study, number):
    """Let a study behind `broken.shards_wait_at_a_gate` put so many shards away in all, and no more."""
    unfinished = gate(study).with_suffix(".new")
    unfinished.write_text(str(number))
    unfinished.replace(gate(study))


def allowed(study):
    """How many shards that study may put away in all."""
    return int(gate(study).read_text())


def gate(study):
    return study.parent / f"{study.name}.allowed"


def tables(study):
    """Every file that decides or holds results, by its name, as a hash of its bytes."""
    paths = [path for path in study.rglob("*") if path.is_file() and path.name not in NOT_RESULTS]
    return {path.relative_to(study).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(paths)}


NOT_RESULTS = {".lock", "journal.jsonl", "log.jsonl", "study.json"}
"""Files that say when and by whom something was done."""


def runs(study):
    """Every stored run: scenario, draw and replication, sorted, as often as it is stored."""
    import pyarrow.parquet as pq

    found = []
    for path in study.glob("shards/*/runs.parquet"):
        table = pq.read_table(path, columns=["scenario", "draw", "replication"])
        found += list(zip(*(table[name].to_pylist() for name in table.column_names), strict=True))
    return sorted(found)

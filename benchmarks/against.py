"""How fast compiled runs are now against an earlier commit: both side by side, in turns, on the same scenario."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 5
"""Turns each of the two takes; the best of its medians counts: other things slow a turn and nothing hastens it."""

LEAST = 0.5
"""Speed now against then below which something went wrong."""

WORKER = """
import statistics, sys, time
from peersim.engine.compiled import prepare
from peersim.engine.run import run_once
from peersim.evidence import central
from peersim.foundation.draws import run_key
from peersim.places import load_place, synthesise
from peersim.scenarios.loading import load

scenario, parents, weeks, repeats = sys.argv[1], *map(int, sys.argv[2:])
prepare(lambda line: None)
key = run_key(1, 0, 0)
design, values = load(scenario).expand(weeks), central()[0]
people = synthesise(load_place("derby"), parents, weeks, key)
run_once(design, people, values, key)
print("ready", flush=True)
for _ in sys.stdin:
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        run_once(design, people, values, key)
        times.append(time.perf_counter() - began)
    print(statistics.median(times), flush=True)
"""
"""Runs in a process of its own with one of the two source trees; a line in, the median time of some runs out."""


class Speeds(NamedTuple):
    """Time of one run, then and now.

    Attributes
    ----------
    then, now : float
        Best of the medians [seconds].
    """

    then: float
    now: float

    @property
    def ratio(self) -> float:
        """Speed now as a share of the speed then."""
        return self.then / self.now


def check_out(commit: str, folder: Path, root: Path = ROOT) -> str:
    """Write a commit's files into a folder.

    Parameters
    ----------
    commit : str
        Anything git knows a commit by.
    folder : pathlib.Path
        An empty folder.
    root : pathlib.Path
        A checkout.

    Returns
    -------
    str
        The commit's short hash.

    Raises
    ------
    SystemExit
        If git knows no such commit.
    """
    found = subprocess.run(
        ["git", "rev-parse", "--verify", "--quiet", "--short", f"{commit}^{{commit}}"],
        cwd=root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if found.returncode != 0:
        raise SystemExit(f"{commit} is no commit of {root}; `git log --oneline` lists them.")
    name = found.stdout.strip()
    archive = subprocess.run(["git", "archive", name], cwd=root, capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extractall(folder, filter="data")
    return name


class Runner:
    """A process that runs the model of one source tree when asked.

    Parameters
    ----------
    tree : pathlib.Path
        Folder that holds ``peersim``.
    words : list of str
        Scenario, parents, weeks and runs a turn.
    worker : str
        The program.
    """

    def __init__(self, tree: Path, words: list[str], worker: str = WORKER) -> None:
        self.tree = tree
        self._process = subprocess.Popen(
            [sys.executable, "-c", worker, *words],
            cwd=tree,
            env={**os.environ, "PYTHONPATH": str(tree)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def wait_until_ready(self) -> None:
        """Wait until the tree's engine is compiled and has run once."""
        self._answer()

    def turn(self) -> float:
        """Run some times; give the median time of one run [seconds]."""
        assert self._process.stdin is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()
        return float(self._answer())

    def close(self) -> None:
        """End the process."""
        self._process.communicate()

    def _answer(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline().strip()
        if not line:
            self._process.communicate()
            raise SystemExit(f"the model in {self.tree} could not be run; what it said stands above.")
        return line


def in_turns(then: Callable[[], float], now: Callable[[], float], rounds: int = ROUNDS) -> Speeds:
    """Let the two take turns, and keep the best of each.

    Parameters
    ----------
    then, now : callable
        Give the median time of some runs [seconds].
    rounds : int
        Turns of each.

    Returns
    -------
    Speeds
        Best of the medians.
    """
    times = [(then(), now()) if turn % 2 == 0 else (now(), then())[::-1] for turn in range(rounds)]
    return Speeds(min(one for one, _ in times), min(other for _, other in times))


def against(commit: str, scenario: str, parents: int, weeks: int, repeats: int) -> tuple[str, Speeds]:
    """Compare compiled runs of the working tree with those of an earlier commit.

    Parameters
    ----------
    commit : str
        Anything git knows a commit by.
    scenario : str
        In both libraries.
    parents : int
        Families [families].
    weeks : int
        Length of a run [weeks].
    repeats : int
        Runs a turn [runs].

    Returns
    -------
    name : str
        The commit's short hash.
    speeds : Speeds
        Time of one run, then and now.
    """
    with tempfile.TemporaryDirectory() as folder:
        name = check_out(commit, Path(folder))
        words = [scenario, str(parents), str(weeks), str(repeats)]
        runners = [Runner(Path(folder), words), Runner(ROOT, words)]
        try:
            for runner in runners:
                runner.wait_until_ready()
            speeds = in_turns(runners[0].turn, runners[1].turn)
        finally:
            for runner in runners:
                runner.close()
    return name, speeds


def in_words(name: str, speeds: Speeds, about: str) -> str:
    """Say it in a line.

    Parameters
    ----------
    name : str
        The commit.
    speeds : Speeds
        Then and now.
    about : str
        What was run.

    Returns
    -------
    str
        The ratio, the two times, and what was run.
    """
    what = f"speed now over {name}"
    times = f"{1000 * speeds.then:.1f} ms then, {1000 * speeds.now:.1f} ms now"
    return f"{what:<28} {speeds.ratio:7.2f} times   {times}   ({about}, best median of {ROUNDS})"

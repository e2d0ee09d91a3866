"""Studies on disk without the model: real plans, stand-in runs, so that a study's life can be tested in seconds."""

from __future__ import annotations

import hashlib
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from stored_studies import observation

from peersim.outcomes import OUTCOMES
from peersim.studies.backends import Threads
from peersim.studies.plan_file import read_plan
from peersim.studies.running import run_what_is_left, session
from peersim.studies.study import Study

ENGAGED = [outcome.name for outcome in OUTCOMES].index("parents_engaged_26w")

PLAN = """question = "Which of these?"
scenarios = ["baseline", "taster"]
parents = 40
weeks = 6
draws = 3
replications = 2
seed = 0
"""


@dataclass
class StandIn:
    """Makes up runs that depend on scenario, parameter values and luck, and on nothing else."""

    fails: set[str] = field(default_factory=set)
    """Keys of runs that break: scenario, draw (the toy's values tell it) and stage, such as ``taster/1/run``."""
    dawdle: float = 0.0
    runs: list[tuple[str, float, int]] = field(default_factory=list)
    spread: float = 1.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def prepare(self) -> None:
        """Nothing to compile."""

    def draws(self, count: int, seed: int) -> Any:
        return np.arange(count) * 1.0 + seed

    def values_type(self) -> Any:
        return np.dtype(np.float64)

    def synthesise(self, profile: Any, parents: int, weeks: int, key: Any) -> Any:
        return profile["name"], parents, weeks, int(key)

    def design(self, name: str, toml: str, weeks: int) -> Any:
        return name

    def place(self, document: dict[str, Any]) -> Any:
        return document

    def simulate(self, design: Any, catchment: Any, values: Any, key: Any) -> Any:
        if self.dawdle:
            time.sleep(self.dawdle)
        with self.lock:
            self.runs.append((design, float(values), int(key)))
        if f"{design}/{values:g}/run" in self.fails:
            raise ZeroDivisionError("the toy broke")
        return design, float(values), catchment

    def observe(self, world: Any) -> Any:
        design, values, (_, _, weeks, key) = world
        if f"{design}/{values:g}/observation" in self.fails:
            raise KeyError("no such outcome")
        luck = int(hashlib.sha256(f"{design}/{values}/{key}".encode()).hexdigest()[:8], 16)
        seen = observation(luck, weeks, untold=0.0, endless=0.0)
        noise = self.spread * np.random.default_rng(luck).normal()
        seen.everyone[:, ENGAGED] = 100.0 + len(design) + 10.0 * values + noise, 1.0
        return seen


def write_plan(folder: Path, text: str = PLAN) -> Path:
    """Write a plan; give its path."""
    path = folder / "asked.toml"
    path.write_text(text, encoding="utf-8")
    return path


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file of every shard."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted((folder / "shards").rglob("*"))
        if path.is_file()
    }


def planned(folder: Path, text: str = PLAN, name: str = "study", machinery: Any = None) -> Study:
    """A study planned in a folder of that name inside another."""
    return Study.create(read_plan(write_plan(folder, text)), folder / name, machinery or StandIn())


def run(study: Study, *, workers: int = 2, progress: Any = None, told: list[str] | None = None) -> Study:
    """Run what is left of a study; what a user would be told goes to a list."""
    with (
        Threads(workers) as backend,
        session(study, backend, progress, (told if told is not None else []).append) as execution,
    ):
        run_what_is_left(execution)
    return study

"""Timing calls here, and doing things in a process of their own whose time and memory can be told."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
_MARK = "measured: "


def seconds(action: Callable[[], Any]) -> float:
    """Time one call [seconds]."""
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def in_turns(actions: Mapping[str, Callable[[], Any]], rounds: int) -> dict[str, float]:
    """Let several things take turns and keep the best time of each: other things slow a turn, nothing hastens it.

    Parameters
    ----------
    actions : mapping of callable
        What is timed, by name.
    rounds : int
        Turns of each.

    Returns
    -------
    dict
        Best times [seconds].
    """
    times: dict[str, list[float]] = {name: [] for name in actions}
    for turn in range(rounds):
        order = list(actions) if turn % 2 == 0 else list(actions)[::-1]
        for name in order:
            times[name].append(seconds(actions[name]))
    return {name: min(each) for name, each in times.items()}


def peak_memory() -> float:
    """Most memory this process has had at once [bytes]."""
    status = Path("/proc/self/status")
    if status.exists():  # what getrusage tells would count the process that started this one
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return float(line.split()[1]) * 1024
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * unit


class Apart(NamedTuple):
    """Something done in a process of its own.

    Attributes
    ----------
    value : object
        What it gave back.
    seconds : float
        From the start of the process to its end.
    peak : float
        Most memory it had at once [bytes].
    """

    value: Any
    seconds: float
    peak: float


def apart(function: Callable[..., Any], *arguments: Any, cache: str | None = None) -> Apart:
    """Call a function in a process of its own.

    Parameters
    ----------
    function : callable
        A function of a module, whose result JSON can hold.
    *arguments
        What it is called with; JSON must hold them.
    cache : str, optional
        Folder of compiled code, instead of the usual one.

    Returns
    -------
    Apart

    Raises
    ------
    RuntimeError
        If it failed, with what it said.
    """
    name = f"{function.__module__}:{function.__qualname__}"
    paths = [str(ROOT), *([os.environ["PYTHONPATH"]] if os.environ.get("PYTHONPATH") else [])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    if cache is not None:
        environment["PEERSIM_CACHE"] = cache
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.timing", name, json.dumps(arguments)],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    took = time.perf_counter() - began
    told = [line for line in done.stdout.splitlines() if line.startswith(_MARK)]
    if done.returncode != 0 or not told:
        raise RuntimeError(f"{name} failed:\n{done.stdout}{done.stderr}")
    value, peak = json.loads(told[-1].removeprefix(_MARK))
    return Apart(value, took, peak)


def main() -> None:
    """Do what the process was started for, and print what came of it."""
    module, _, name = sys.argv[1].partition(":")
    function = getattr(importlib.import_module(module), name)
    value = function(*json.loads(sys.argv[2]))
    print(_MARK + json.dumps([value, peak_memory()]), flush=True)


if __name__ == "__main__":
    main()

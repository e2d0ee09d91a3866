"""Studies on disk: time of a large one, and peak memory against the number of runs."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.memory import GIB
from benchmarks.result import MOST, Goal, Result
from benchmarks.setting import get_ready
from benchmarks.size import Size
from benchmarks.starting import command
from benchmarks.timing import Apart, apart

DESIGNS = (
    "baseline", "on_site_childcare", "transport_help", "second_facilitator", "follow_up", "half_a_coordinator_more",
    "digital_forum",
)  # fmt: skip
"""Designs of the study that is timed: the demo's and one more. Planning adds no programme at all (`nothing`)."""

SMALL = "baseline", "transport_help", "follow_up"
"""Designs of the studies whose memory is measured, beside no programme at all."""


def plan(folder: str, scenarios: list[str], numbers: dict[str, int]) -> None:
    """Plan a study, as `peersim study plan` does."""
    words = [word for name in scenarios for word in ("--scenario", name)]
    words += [word for name, number in numbers.items() for word in (f"--{name}", str(number))]
    command("study", "plan", folder, *words, "--quiet")


def run(folder: str) -> int:
    """Run a planned study, as `peersim study run` does: every run stored, all compared. Give the number of runs."""
    from peersim.study_api import study_status

    command("study", "run", folder, "--quiet")
    runs: int = study_status(folder)["runs_done"]
    return runs


def planned_and_run(scenarios: tuple[str, ...], numbers: dict[str, int]) -> Apart:
    """Plan a study in one process and run it in another, of which runs, time and memory are told."""
    apart(get_ready)
    with tempfile.TemporaryDirectory() as place:
        folder = str(Path(place) / "study")
        apart(plan, folder, list(scenarios), numbers)
        return apart(run, folder)


def measure_time(size: Size) -> list[Result]:
    """Time a study of many scenarios, draws and replications."""
    scenarios, draws, replications = size.study
    numbers = {"parents": size.parents, "weeks": size.weeks, "draws": draws, "replications": replications}
    done = planned_and_run(DESIGNS[: scenarios - 1], numbers)
    about = (
        f"`peersim study run` of {scenarios} scenarios × {draws} draws × {replications} replications, {size.parents:,} "
        f"parents, {size.weeks} weeks, a thread a core: from the start of the process to its end, every run stored and "
        "all compared."
    )
    measured = {"process [s]": done.seconds, "runs": float(done.value), "peak memory [bytes]": done.peak}
    return [
        Result(
            "study", f"time of a study of {done.value:,} runs", done.seconds, "s", measured, about, Goal(MOST, 60.0)
        ),
        Result("study", "runs per second", done.value / done.seconds, "runs a second", measured, "The same study."),
    ]


def measure_memory(size: Size) -> list[Result]:
    """Measure peak memory of studies of more and more runs."""
    scenarios, replications = len(SMALL) + 1, 2
    numbers = {"parents": size.stored_parents, "weeks": size.stored_weeks, "replications": replications}
    peaks = {}
    for runs in sorted(size.stored):
        done = planned_and_run(SMALL, {**numbers, "draws": max(1, runs // (scenarios * replications))})
        peaks[done.value] = done.peak
    fewest, most = min(peaks), max(peaks)
    measured = {f"{runs:,} runs [bytes]": peak for runs, peak in peaks.items()}
    about = (
        f"`peersim study run`, {size.stored_parents} parents, {size.stored_weeks} weeks, {scenarios} scenarios, "
        "each study in a process of its own"
    )
    return [
        Result(
            "study_memory",
            f"peak memory of a study of {most:,} runs",
            peaks[most] / GIB,
            "GiB",
            measured,
            f"{about}: the whole process, comparison included.",
            Goal(MOST, 1.0),
        ),
        Result(
            "study_memory",
            "memory of each run more",
            (peaks[most] - peaks[fewest]) / (most - fewest),
            "bytes",
            measured,
            f"{about}: peak memory of {most:,} runs less that of {fewest:,}, over the runs more.",
        ),
    ]

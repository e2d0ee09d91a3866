"""Measure, in one run on this machine, what the engine's shape is claimed to bring; print ratios.

`python -m benchmarks` takes about two minutes, most of it the first compilation into an empty cache; `--skip-cold`
leaves that out. Absolute times depend on the machine and on what else it does; ratios much less. `--against COMMIT`
measures only compiled runs, now and at that commit, in turns; it fails if the speed fell below half.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any, NamedTuple

SCENARIO = "baseline"
PARENTS, WEEKS = 3000, 156
SHORT_WEEKS = 52
"""Length of the interpreted run and of the compiled run beside it [weeks]."""

REPEATS = 7
WORLDS = 12


class Measurement(NamedTuple):
    """Two things measured side by side.

    Attributes
    ----------
    what : str
        What is compared.
    slow, fast : float
        Times of the two [seconds].
    about : str
        What was timed.
    """

    what: str
    slow: float
    fast: float
    about: str

    @property
    def ratio(self) -> float:
        """How many times faster the second is."""
        return self.slow / self.fast


def seconds(action: Callable[[], Any]) -> float:
    """Time one call [seconds]."""
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def median_seconds(action: Callable[[], Any], repeats: int = REPEATS) -> float:
    """Median time of several calls [seconds]."""
    return statistics.median(seconds(action) for _ in range(repeats))


def compiled_against_interpreted() -> Measurement:
    """Run the same scenario in both drivers; the weeks are timed, not the making of the families."""
    from peersim.engine.model import ProgrammeModel
    from peersim.engine.run import run_once
    from peersim.evidence import central
    from peersim.foundation.draws import run_key
    from peersim.places import load_place, synthesise
    from peersim.scenarios.loading import load

    key = run_key(1, 0, 0)
    design = load(SCENARIO).expand(SHORT_WEEKS)
    catchment = synthesise(load_place("derby"), PARENTS, SHORT_WEEKS, key)
    values = central()
    fast = median_seconds(lambda: run_once(design, catchment, values, key))
    model = ProgrammeModel(SCENARIO, parents=PARENTS, weeks=SHORT_WEEKS, seed=1)

    def every_week() -> None:
        for _ in range(SHORT_WEEKS):
            model.step()

    slow = seconds(every_week)
    return Measurement(
        "compiled over interpreted", slow, fast, f"{SCENARIO}, {PARENTS:,} parents, {SHORT_WEEKS} weeks, one run"
    )


def two_workers_over_one() -> tuple[Measurement, float]:
    """Run the same study with one thread and with two; count the runs per second with two."""
    from peersim.studies.execute import execute
    from peersim.studies.plan import make_plan

    plan = make_plan([SCENARIO, "on_site_childcare"], parents=PARENTS, weeks=WEEKS, draws=WORLDS, replications=1)
    execute(plan, workers=2)
    one = median_seconds(lambda: execute(plan, workers=1), 3)
    two = median_seconds(lambda: execute(plan, workers=2), 3)
    about = f"{len(plan.runs())} runs of {PARENTS:,} parents, {WEEKS} weeks, families and outcomes included"
    return Measurement("two workers over one", one, two, about), len(plan.runs()) / two


def warm_over_cold() -> Measurement:
    """Start a process that must compile, and one that finds the compiled engine on disk."""
    code = "from peersim.engine.compiled import prepare; prepare()"
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PEERSIM_CACHE": folder}
        times = [
            seconds(lambda: subprocess.run([sys.executable, "-c", code], env=environment, check=True)) for _ in range(2)
        ]
    return Measurement("warm start over cold start", times[0], times[1], "new process until the engine is ready")


def compare_with(commit: str, as_json: bool) -> int:
    """Compare with an earlier commit and print; 1 if the speed fell below the least it may be."""
    from benchmarks.against import LEAST, against, in_words

    name, speeds = against(commit, SCENARIO, PARENTS, WEEKS, REPEATS)
    about = f"{SCENARIO}, {PARENTS:,} parents, {WEEKS} weeks"
    if as_json:
        print(json.dumps({"commit": name, **speeds._asdict(), "ratio": speeds.ratio, "about": about}, indent=2))
    else:
        print(in_words(name, speeds, about))
    return int(speeds.ratio < LEAST)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--skip-cold", action="store_true", help="leave out the first compilation")
    parser.add_argument("--against", metavar="COMMIT", help="only compare compiled runs with those of a commit")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    options = parser.parse_args()
    if options.against:
        sys.exit(compare_with(options.against, options.json))
    from peersim.engine.compiled import prepare
    from peersim.studies.execute import default_workers

    prepare(lambda line: print(line, file=sys.stderr))
    workers, runs_per_second = two_workers_over_one()
    measured = [compiled_against_interpreted(), workers]
    if not options.skip_cold:
        measured.append(warm_over_cold())
    if options.json:
        rows = [{**row._asdict(), "ratio": row.ratio} for row in measured]
        print(json.dumps({"cores": default_workers(), "runs_per_second": runs_per_second, "measured": rows}, indent=2))
        return
    for row in measured:
        print(f"{row.what:<28} {row.ratio:7.1f} times   {row.slow:9.3f} s against {row.fast:8.3f} s   ({row.about})")
    print(f"{'runs per second':<28} {runs_per_second:7.1f}         (two workers, {default_workers()} cores)")


if __name__ == "__main__":
    main()

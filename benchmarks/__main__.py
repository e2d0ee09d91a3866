"""Measure, in one run on this machine, what the engine and its studies are claimed to reach; print it as ratios.

`python -m benchmarks` takes about ten minutes; `--quick` does less of the same in a few, `--only NAME` one thing.
Absolute times depend on the machine and on what else it does; ratios much less. `--write` puts the table into
docs/performance.md. `--against COMMIT` measures only compiled runs, now and at that commit, in turns; it fails if the
speed fell below half.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence

from benchmarks import compiled_interpreted, irreducible, memory, pairing, scaling, starting, stored, table, workers
from benchmarks.result import Result
from benchmarks.setting import SCENARIO, get_ready
from benchmarks.size import FULL, QUICK, TINY, Size
from benchmarks.timing import apart

BENCHMARKS: dict[str, Callable[[Size], list[Result]]] = {
    "compiled_interpreted": compiled_interpreted.measure,
    "irreducible": irreducible.measure,
    "scaling": scaling.measure,
    "workers": workers.measure,
    "memory": memory.measure,
    "pairing": pairing.measure,
    "starting": starting.measure,
    "study": stored.measure_time,
    "study_memory": stored.measure_memory,
}
"""Every benchmark by name; each measures one thing."""

SIZES = {"full": FULL, "quick": QUICK, "tiny": TINY}


def measure(names: Sequence[str], size: Size) -> list[Result]:
    """Measure some things, one after the other.

    Parameters
    ----------
    names : sequence of str
        Which of `BENCHMARKS`.
    size : Size
        How much is run.

    Returns
    -------
    list of Result
        In the order of `BENCHMARKS`.
    """
    apart(get_ready)
    results = []
    for name in BENCHMARKS:
        if name in names:
            began = time.perf_counter()
            found = BENCHMARKS[name](size)
            took = time.perf_counter() - began
            print(f"{name} ({took:.0f} s)\n{table.on_screen(found)}\n", file=sys.stderr, flush=True)
            results += found
    return results


def compare_with(commit: str, as_json: bool) -> int:
    """Compare with an earlier commit and print; 1 if the speed fell below the least it may be."""
    from benchmarks.against import LEAST, against, in_words

    name, speeds = against(commit, SCENARIO, FULL.parents, FULL.weeks, FULL.repeats)
    about = f"{SCENARIO}, {FULL.parents:,} parents, {FULL.weeks} weeks"
    if as_json:
        print(json.dumps({"commit": name, **speeds._asdict(), "ratio": speeds.ratio, "about": about}, indent=2))
    else:
        print(in_words(name, speeds, about))
    return int(speeds.ratio < LEAST)


def options(words: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", metavar="NAME", action="append", choices=list(BENCHMARKS), default=None,
                        help=f"measure this only; repeat it for more: {', '.join(BENCHMARKS)}")  # fmt: skip
    parser.add_argument("--quick", dest="size", action="store_const", const="quick", default="full",
                        help="less of everything")  # fmt: skip
    parser.add_argument("--tiny", dest="size", action="store_const", const="tiny", help=argparse.SUPPRESS)
    parser.add_argument("--against", metavar="COMMIT", help="only compare compiled runs with those of a commit")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    found = parser.parse_args(words)
    if found.write and (found.only or found.size != "full"):
        parser.error("--write wants everything, at full size")
    return found


def main(words: Sequence[str] | None = None) -> None:
    """Measure and print."""
    asked = options(words)
    if asked.against:
        sys.exit(compare_with(asked.against, asked.json))
    results = measure(asked.only or list(BENCHMARKS), SIZES[asked.size])
    told = table.document(results, asked.size)
    print(json.dumps(told, indent=2) if asked.json else table.on_screen(results))
    if asked.write:
        table.write(told)


if __name__ == "__main__":
    main()

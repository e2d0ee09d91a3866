"""Studies on disk for tests: runs made of arbitrary numbers, written as a study writes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from peersim.foundation.units import WEEKS_PER_YEAR
from peersim.outcomes import LEVELS, OUTCOMES, SUBGROUP_OUTCOMES, WEEKLY_FIELDS, Observation
from peersim.scenarios.levers import COST_LINES, TASKS
from peersim.studies.execute import Failure
from peersim.studies.journal import Entry, Journal
from peersim.studies.plan import Run
from peersim.studies.shards import RunResult, encode, write
from peersim.studies.study_file import StudyFile, new_study_file
from peersim.studies.tables import Keep, has_denominator, stored_tables

Cell = tuple[str, int, int]

SCENARIOS = ("base", "more", "nothing")
WEEKS = 12

KINDS = {field.name: field.kind for field in stored_tables()["weekly"].fields}


def observation(seed: int, weeks: int = WEEKS, untold: float = 0.1, endless: float = 0.05) -> Observation:
    """One run of arbitrary numbers: counts and amounts, some not to be told, some medians never reached."""
    rng = np.random.default_rng(seed)
    years = int((weeks - 1) / WEEKS_PER_YEAR) + 1

    def pairs(outcomes: Any, *shape: int) -> Any:
        top = rng.integers(0, 50, (*shape, len(outcomes))).astype(np.float64)
        top *= np.where(rng.random(top.shape) < 0.5, 1.0, rng.random(top.shape))
        top[rng.random(top.shape) < untold] = np.nan
        bottom = rng.integers(0, 60, top.shape).astype(np.float64)
        for number, outcome in enumerate(outcomes):
            if not has_denominator(outcome):
                bottom[..., number] = 1.0
                medians = outcome.unit == "weeks"
                top[..., number][(rng.random(shape) < endless) & medians] = np.inf
        return np.stack([top, bottom])

    def amounts(*shape: int) -> Any:
        return rng.random(shape) * 1000.0

    def counts(size: int) -> Any:
        return rng.integers(0, 5, size)

    weekly = np.column_stack(
        [rng.integers(0, 99, weeks) if KINDS[name] == "whole" else rng.random(weeks) for name, _, _ in WEEKLY_FIELDS]
    ).astype(np.float64)
    return Observation(
        weeks=weeks,
        everyone=pairs(OUTCOMES),
        subgroups=pairs(SUBGROUP_OUTCOMES, len(LEVELS)),
        weekly=weekly,
        parent_ends=counts(weeks + 1),
        parent_censored=counts(weeks + 1),
        volunteer_ends=counts(weeks + 1),
        volunteer_censored=counts(weeks + 1),
        spending=amounts(years, len(COST_LINES)),
        income=amounts(years),
        hours_asked=amounts(len(TASKS)),
        hours_given=amounts(len(TASKS)),
    )


def failure(scenario: str, draw: int, replication: int) -> Failure:
    """A run that failed."""
    return Failure(scenario, draw, replication, "run", "ValueError: it broke", "Traceback: … it broke\n")


def arbitrary_runs(
    draws: int = 3,
    replications: int = 2,
    weeks: int = WEEKS,
    scenarios: tuple[str, ...] = SCENARIOS,
    fails: Callable[[Cell], bool] = lambda cell: False,
) -> dict[Cell, Observation | Failure]:
    """Runs of a whole study, in the order of its plan."""
    cells = [(name, d, r) for d in range(draws) for r in range(replications) for name in scenarios]
    return {cell: failure(*cell) if fails(cell) else observation(number, weeks) for number, cell in enumerate(cells)}


def results(runs: Mapping[Cell, Observation | Failure]) -> list[RunResult]:
    """What a worker hands over."""
    return [
        RunResult(
            Run(number, *cell),
            None if isinstance(seen, Failure) else seen,
            seen if isinstance(seen, Failure) else None,
            f"{number:x}",
        )
        for number, (cell, seen) in enumerate(runs.items())
    ]


def facts_of(draws: int, replications: int, weeks: int, scenarios: tuple[str, ...] = SCENARIOS) -> dict[str, Any]:
    """What a comparison must know of an arbitrary study."""
    return {
        "scenarios": list(scenarios),
        "titles": {name: name.title() for name in scenarios},
        "reference": scenarios[0],
        "place": "derby",
        "place_title": "Derby",
        "parents": 100,
        "weeks": weeks,
        "draws": draws,
        "replications": replications,
        "seed": 1,
        "price_year": 2024,
        "version": "9.8.7",
        "assumptions": {},
        "notes": {"more": ["worth knowing"]},
    }


def store(
    folder: Path,
    runs: Mapping[Cell, Observation | Failure],
    *,
    keep: Keep = Keep(),  # noqa: B008
    finished: Callable[[int], bool] = lambda number: True,
    package: str = "a-package",
    **changes: Any,
) -> StudyFile:
    """Write a study as `peersim study` does, its shards in the order of the plan."""
    scenarios = tuple(dict.fromkeys(cell[0] for cell in runs)) or SCENARIOS
    draws = 1 + max((cell[1] for cell in runs), default=0)
    replications = 1 + max((cell[2] for cell in runs), default=0)
    weeks = next((seen.weeks for seen in runs.values() if isinstance(seen, Observation)), WEEKS)
    facts = facts_of(draws, replications, weeks, scenarios) | changes
    texts = dict.fromkeys(scenarios, "0" * 64)
    study = new_study_file(inputs={"package": package, "version": "9.8.7"}, facts=facts, keep=keep, texts=texts)
    folder.mkdir(parents=True, exist_ok=True)
    study.write(folder)
    values = {"draw": np.arange(draws, dtype=np.int32), "attendance_usual": np.linspace(0.0, 1.0, draws)}
    pq.write_table(pa.table(values), folder / "draws.parquet")
    journal, given = Journal(folder), {result.run[1:]: result for result in results(runs)}
    (block,) = study.blocks
    for shard in block.all_shards():
        if finished(shard.number):
            of_shard = [given[name, *world] for world in shard.worlds for name in shard.scenarios]
            sha256 = write(folder, shard, encode(of_shard, weeks=weeks, keep=keep), study.stamp(block))
            journal.add(Entry(shard.number, sha256, len(of_shard), 0))
    return study

"""A comparison out of a store: read outcome by outcome, so that memory does not grow with the number of runs.

What is asked for is read from the shards then, a few numbers a run for one outcome at a time, and only estimates are
kept. The arithmetic is that of runs in memory, in the same order: the numbers are the same to the last bit.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from peersim.analysis.comparison import Comparison, Failure
from peersim.analysis.components import Components
from peersim.analysis.gathering import Runs, Who, estimate_rows
from peersim.analysis.paired import Estimates
from peersim.foundation.problems import InputError, Problems
from peersim.outcomes.registry import OUTCOME_NAMES, OUTCOMES
from peersim.outcomes.strata import LEVELS
from peersim.outcomes.tidy import ROW_OUTCOMES
from peersim.outcomes.weekly import WEEKLY_COLUMNS
from peersim.studies.reading import Store
from peersim.studies.tables import OF, has_denominator

Numbers = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

BUDGET = 192 * 2**20
"""Memory for numbers of runs [bytes]; a study that fits in it is read once, a larger one outcome by outcome."""

_TEMPORARY = 16
"""Arrays as large as its input that an estimate makes on its way."""

_HANDS = 2
"""Threads that estimate, each with a share of the memory."""

_AT_A_TIME = 4
"""Where not everything fits: a quarter of the memory is for what is read at a time, and one for estimating it."""

_FOOTERS = 400
"""Files of which the list of contents is kept: reading it takes longer than reading one column."""

_ROWS_OF = {name: [row for row, each in enumerate(ROW_OUTCOMES) if each.name == name] for name in OUTCOME_NAMES}
"""Rows of each outcome in `ROW_OUTCOMES`: everybody first, then each level where it is told by subgroup."""


def read_comparison(folder: str | os.PathLike[str], *, budget: int = BUDGET) -> Comparison:
    """Compare the finished runs of a study's folder.

    Parameters
    ----------
    folder : str or Path
        Folder that `peersim study` wrote.
    budget : int
        Memory for numbers of runs [bytes].

    Returns
    -------
    Comparison
        Of the runs that are there; `missing_runs` says how many are not, and each estimate on how many pairs it
        stands.

    Raises
    ------
    InputError
        If there is no study, or a file is missing, cut short or changed, or of another plan or version.
    """
    with Store(folder, verify=True) as store:
        return compare_store(store, budget=budget)


def compare_store(store: Store, *, budget: int = BUDGET) -> Comparison:
    """Compare the finished runs of an open store; see `read_comparison`."""
    facts: dict[str, Any] = store.facts
    runs = StoredRuns(store, budget)
    names = ("reference", "place", "parents", "weeks", "draws", "replications", "seed", "titles", "version")
    more = {name: facts[name] for name in (*names, "place_title", "price_year") if name in facts}
    lists: dict[str, Any] = {
        name: {k: tuple(v) for k, v in facts.get(name, {}).items()} for name in ("assumptions", "notes")
    }
    return Comparison(scenarios=tuple(facts["scenarios"]), runs=runs, failures=runs.failures, **more, **lists)


class _Part(NamedTuple):
    """One shard: its number and the cell of each finished run, in the order of its rows."""

    number: int
    cells: tuple[npt.NDArray[np.int64], ...]


class _Recent:
    """What was read last, up to so many bytes."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: OrderedDict[Hashable, npt.NDArray[Any]] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], npt.NDArray[Any]]) -> npt.NDArray[Any]:
        """Give what is there, or make it, forgetting the oldest first so that both are never there together."""
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        while self._kept and sum(each.nbytes for each in self._kept.values()) > self._limit // 2:
            self._kept.popitem(last=False)
        made = make()
        self._kept[key] = made
        return made


class StoredRuns(Runs):
    """The finished runs of a store, as a comparison asks for them.

    Parameters
    ----------
    store : Store
        An open store; its files are read again whenever something is asked for that was not kept.
    budget : int
        Memory for numbers of runs [bytes].

    Raises
    ------
    InputError
        If a run is there twice or was not planned.
    """

    def __init__(self, store: Store, budget: int = BUDGET) -> None:
        self._store = store
        facts = store.facts
        self._scenarios = tuple(facts["scenarios"])
        self._weeks = int(facts["weeks"])
        self._shape = (len(self._scenarios), int(facts["draws"]), int(facts["replications"]))
        self._done = np.zeros(self._shape, np.bool_)
        self._budget = budget
        self._recent = _Recent(budget // _AT_A_TIME)
        self._footers: dict[Path, Any] = {}
        self._estimates: dict[tuple[int | None, tuple[str, ...]], list[Estimates]] = {}
        failures: list[Failure] = []
        self._parts = self._read_parts(failures)
        self.failures = tuple(failures)

    @property
    def done(self) -> npt.NDArray[np.bool_]:
        """Which runs came in: see `Runs`."""
        return self._done

    @cached_property
    def kept(self) -> npt.NDArray[np.bool_]:
        """Which rows the study was told to keep: see `Runs`."""
        names = set(self._kept_outcomes)
        everybody_only = "subgroups" not in self._store.contents.keep.tables
        rows = np.array([outcome.name in names for outcome in ROW_OUTCOMES])
        if everybody_only:
            rows[len(OUTCOMES) :] = False
        return rows

    @cached_property
    def _kept_outcomes(self) -> tuple[str, ...]:
        table = self._store.tables.get("outcomes")
        return () if table is None else tuple(name for name in OUTCOME_NAMES if name in table.columns)

    # Reading

    def _read_parts(self, failures: list[Failure]) -> list[_Part]:
        problems = Problems()
        numbers = {name: number for number, name in enumerate(self._scenarios)}
        parts = []
        for shard, path in zip(self._store.contents.shards, self._store.contents.paths("runs"), strict=True):
            rows = _read(path, ("scenario", "draw", "replication", "status", "stage", "message")).to_pylist()
            finished = [row for row in rows if row["status"] == "finished"]
            names = ("scenario", "draw", "replication", "stage", "message")
            failures += [Failure(**{name: row[name] for name in names}) for row in rows if row["status"] == "failed"]
            cells = [(numbers.get(row["scenario"], -1), row["draw"], row["replication"]) for row in finished]
            self._note(problems, cells, finished)
            parts.append(_Part(shard.number, tuple(np.array(cells, np.int64).reshape(-1, 3).T)))
        problems.raise_if_any()
        return parts

    def _note(self, problems: Problems, cells: list[tuple[int, int, int]], rows: list[dict[str, Any]]) -> None:
        for cell, row in zip(cells, rows, strict=True):
            run = f'run "{row["scenario"]}", draw {row["draw"]}, replication {row["replication"]}'
            if not all(0 <= number < size for number, size in zip(cell, self._shape, strict=True)):
                problems.add(f"{run} was not planned")
            elif self._done[cell]:
                problems.add(f"{run} came twice")
            else:
                self._done[cell] = True

    def _columns(self, table: str, columns: Sequence[str], rows: int) -> Iterator[tuple[_Part, dict[str, Numbers]]]:
        """Read some columns shard by shard: an array of shape (runs, rows) for each; null is nan."""
        if table not in self._store.tables:
            raise InputError([f'{self._store.folder}: this study does not keep "{table}".'])
        for column in columns:
            self._store.tables[table].field(column)
        for part, path in zip(self._parts, self._store.contents.paths(table), strict=True):
            read = _read(path, columns, self._footers)
            runs = len(part.cells[0])
            if len(read) != runs * rows:
                raise InputError([f"{path} has {len(read):,} rows instead of {runs * rows:,}."])
            yield part, {name: _to_numbers(read[name]).reshape(runs, rows) for name in columns}

    def _load(self, outcomes: Sequence[str]) -> Numbers:
        """Read some outcomes: shape (scenarios, draws, replications, 2, rows of the first, of the second, ...)."""
        width = sum(len(_ROWS_OF[name]) for name in outcomes)
        block = np.full((*self._shape, 2, width), np.nan)
        chosen = [name for name in outcomes if name in self._kept_outcomes]
        columns = [c for n in chosen for c in ((n, n + OF) if has_denominator(OUTCOMES_BY_NAME[n]) else (n,))]
        starts = np.cumsum([0, *(len(_ROWS_OF[name]) for name in outcomes)])
        for part, read in self._columns("outcomes", columns, self._levels) if columns else ():
            for start, name in zip(starts, outcomes, strict=False):
                if name not in chosen:
                    continue
                told = min(len(_ROWS_OF[name]), self._levels)
                scenario, draw, replication = part.cells
                top = read[name][:, :told]
                bottom = read[name + OF][:, :told] if name + OF in read else np.ones_like(top)
                block[scenario, draw, replication, :, start : start + told] = np.stack([top, bottom], axis=1)
        return block

    @property
    def _levels(self) -> int:
        return 1 + (len(LEVELS) if "subgroups" in self._store.contents.keep.tables else 0)

    def _block(self, outcomes: tuple[str, ...]) -> Numbers:
        if outcomes == OUTCOME_NAMES:
            return self._everything
        block: Numbers = self._recent.get(outcomes, lambda: self._load(outcomes))
        return block

    @cached_property
    def _everything(self) -> Numbers:
        return self._load(OUTCOME_NAMES)

    @cached_property
    def _blocks(self) -> list[tuple[str, ...]]:
        """Outcomes that are read together: as many as fit, all of them if they do; those told by subgroup apart."""
        runs = int(np.prod(self._shape))
        room = max(self._budget // (max(runs, 1) * 2 * 8), 1)
        if len(ROW_OUTCOMES) <= room:
            return [OUTCOME_NAMES]
        room = max(room // _AT_A_TIME, 1)
        blocks: list[tuple[str, ...]] = []
        for names in (
            [o.name for o in OUTCOMES if not o.by_subgroup],
            [o.name for o in OUTCOMES if o.by_subgroup],
        ):
            size = max(room // len(_ROWS_OF[names[0]]), 1) if names else 1
            blocks += [tuple(names[start : start + size]) for start in range(0, len(names), size)]
        return blocks

    # What a comparison asks for

    def rows_of(self, scenario: int, rows: Sequence[int]) -> Numbers:
        """Numerators and denominators of some rows: see `Runs`."""
        found = np.empty((*self._shape[1:], 2, len(rows)))
        places = [self._place(row) for row in rows]
        for wanted in dict.fromkeys(outcomes for outcomes, _ in places):
            block = self._block(wanted)[scenario]
            for at, (outcomes, column) in enumerate(places):
                if outcomes == wanted:
                    found[..., at] = block[..., column]
        return found

    def _place(self, row: int) -> tuple[tuple[str, ...], int]:
        """Say in which block to look for a row, and at which place in it."""
        name = ROW_OUTCOMES[row].name
        outcomes = self._blocks[0] if len(self._blocks) == 1 else (name,)
        before = sum(len(_ROWS_OF[each]) for each in outcomes[: outcomes.index(name)])
        return outcomes, before + _ROWS_OF[name].index(row)

    def estimates(self, scenario: int, reference: int | None) -> Estimates:
        """Estimates of all rows: see `Runs`. Those of every scenario, alone and paired, are made in one reading."""
        if (reference, ()) not in self._estimates:
            wanted = [each for each in dict.fromkeys([None, reference]) if (each, ()) not in self._estimates]
            parts = [[self._of_block(outcomes, each) for each in wanted] for outcomes in self._blocks]
            back = np.argsort(np.concatenate([_ROWS_OF[name] for block in self._blocks for name in block]))
            for place, each in enumerate(wanted):
                self._estimates[each, ()] = [_together([part[place][n] for part in parts], back) for n in self._numbers]
        return self._estimates[reference, ()][scenario]

    def estimates_at(self, scenario: int, reference: int | None, row: int) -> tuple[Estimates, int]:
        """Estimates of at least one row: see `Runs`. Those of every scenario and subgroup are made in one reading."""
        outcomes, place = self._place(row)
        if (reference, ()) in self._estimates or outcomes == OUTCOME_NAMES:
            return self.estimates(scenario, reference), row
        if (reference, outcomes) not in self._estimates:
            self._estimates[reference, outcomes] = self._of_block(outcomes, reference)
        return self._estimates[reference, outcomes][scenario], place

    @property
    def _numbers(self) -> range:
        return range(len(self._scenarios))

    def _of_block(self, outcomes: tuple[str, ...], reference: int | None) -> list[Estimates]:
        """Estimate some outcomes of every scenario, a few rows at a time."""
        block = self._block(outcomes)
        width = block.shape[-1]
        rows = [row for name in outcomes for row in _ROWS_OF[name]]
        if width == 1:  # NumPy adds up a lone column in another order than one of several
            block, width, rows = np.repeat(block, 2, axis=-1), 2, rows * 2
        runs = max(self._shape[1] * self._shape[2], 1)
        step = max(self._budget // (_AT_A_TIME * _HANDS * runs * 8 * _TEMPORARY), 2)
        edges = [*range(0, max(width - 1, 1), step), width]
        if len(edges) > 2 and edges[-1] - edges[-2] < 2:
            del edges[-2]
        against = None if reference is None else block[reference]
        whole = np.arange(sum(len(_ROWS_OF[name]) for name in outcomes))

        def estimated(number: int) -> Estimates:
            parts = [
                estimate_rows(block[number][..., a:b], None if against is None else against[..., a:b], rows[a:b])
                for a, b in pairwise(edges)
            ]
            return _together(parts, whole)

        with ThreadPoolExecutor(_HANDS) as pool:  # NumPy lets go of Python's lock while it adds up
            return list(pool.map(estimated, self._numbers))

    def weekly_of(self, scenario: int, column: int) -> Numbers:
        """One column of the weekly table: see `Runs`. That of every scenario is read at once."""
        name = WEEKLY_COLUMNS[column]
        means: Numbers = self._recent.get(("weekly", name), lambda: self._mean_week(name))[scenario]
        return means

    def _mean_week(self, name: str) -> Numbers:
        sums = np.zeros((*self._shape[:2], self._weeks))
        for part, read in self._columns("weekly", [name], self._weeks):
            np.add.at(sums, part.cells[:2], read[name])
        runs = self._done.sum(axis=2)[:, :, None].astype(np.float64)
        means: Numbers = np.divide(sums, runs, out=np.full_like(sums, np.nan), where=runs > 0)
        return means

    def stays_of(self, scenario: int, who: Who) -> Counts:
        """Stays that ended and that were last seen: see `Runs`."""
        counts: Counts = self._recent.get(("stays", who, scenario), lambda: self._count_stays(scenario, who))
        return counts

    def _count_stays(self, scenario: int, who: Who) -> Counts:
        counts = np.zeros((self._shape[1], 2, self._weeks + 1), np.int64)
        columns = [f"{who[:-1]}_ends", f"{who[:-1]}_censored"]
        for part, read in self._columns("stays", columns, self._weeks + 1):
            mine = part.cells[0] == scenario
            both = np.stack([read[name][mine] for name in columns], axis=1).astype(np.int64)
            np.add.at(counts, part.cells[1][mine], both)
        return counts


OUTCOMES_BY_NAME = {outcome.name: outcome for outcome in OUTCOMES}


def _read(path: Path, columns: Sequence[str], footers: dict[Path, Any] | None = None) -> Any:
    import pyarrow.parquet as pq

    with pq.ParquetFile(path, metadata=(footers or {}).get(path)) as file:
        if footers is not None and len(footers) < _FOOTERS:
            footers[path] = file.metadata
        return file.read(columns=list(columns), use_threads=False)


def _to_numbers(column: Any) -> Numbers:
    return np.asarray(column.to_numpy(), np.float64)


def _together(parts: Sequence[Estimates], order: npt.NDArray[np.int64]) -> Estimates:
    """Put estimates of several sets of rows together and into an order."""

    def joined(each: Sequence[Any], names: Sequence[str]) -> dict[str, npt.NDArray[Any]]:
        return {name: np.concatenate([getattr(part, name) for part in each])[order] for name in names}

    components = Components(**joined([part.components for part in parts], Components._fields))
    names = [field.name for field in fields(Estimates) if field.name != "components"]
    return Estimates(components=components, **joined(parts, names))


__all__ = ["BUDGET", "StoredRuns", "compare_store", "read_comparison"]

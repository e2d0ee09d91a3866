"""Runs as Parquet: the columns of a shard's tables, made with NumPy over all of its runs at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from peersim.studies.plan import Run
from peersim.studies.tables import (
    ALWAYS,
    OF,
    RUN_STATUS,
    STAYS,
    Keep,
    StoredField,
    StoredTable,
    has_denominator,
    stored_tables,
)

if TYPE_CHECKING:
    from peersim.outcomes.observation import Observation
    from peersim.studies.execute import Failure

_LEVEL = 1
"""Zstandard level: higher ones save nothing here, because numbers are split into their bytes first."""


class RunResult(NamedTuple):
    """What came of one run.

    Attributes
    ----------
    run : Run
        Which.
    observation : Observation or None
        What was seen of it; None when it failed.
    failure : Failure or None
        Why it failed; None when it finished.
    key : str
        Names the run, to repeat it alone.
    """

    run: Run
    observation: Observation | None
    failure: Failure | None
    key: str = ""


def encode(results: Sequence[RunResult], *, weeks: int, keep: Keep = Keep()) -> dict[str, bytes]:  # noqa: B008
    """Turn runs into the files of a shard.

    Parameters
    ----------
    results : sequence of RunResult
        Runs of whole worlds, in any order.
    weeks : int
        Length of each run [weeks].
    keep : Keep
        What is kept.

    Returns
    -------
    dict of bytes
        Parquet by file name: a file for each table of `stored_tables`. The same runs give the same bytes.

    Raises
    ------
    ValueError
        If a run is of another length, comes twice, neither finished nor failed, or has a count that is no whole number.
    """
    ordered = sorted(results, key=lambda result: (result.run.draw, result.run.replication, result.run.number))
    _refuse_odd(ordered, weeks)
    seen = [result.observation for result in ordered if result.observation is not None]
    keys = _Keys.of([result.run for result in ordered if result.observation is not None])
    tables = stored_tables(keep)
    columns: dict[str, dict[str, Any]] = {ALWAYS: _runs_columns(ordered)}
    if "outcomes" in tables:
        columns["outcomes"] = _outcome_columns(seen, keys, keep)
    if "weekly" in tables:
        columns["weekly"] = _weekly_columns(seen, keys, weeks, tables["weekly"])
    if "stays" in tables:
        stays = {name: np.array([getattr(o, name) for o in seen], np.int64).ravel() for name in STAYS}
        columns["stays"] = keys.repeated(weeks + 1) | {"stay": np.tile(np.arange(weeks + 1), len(seen))} | stays
    if "money" in tables:
        columns["money"] = _money_columns(seen, keys)
    if "hours" in tables:
        columns["hours"] = _hours_columns(seen, keys)
    return {table.file: to_parquet(table, columns[name]) for name, table in tables.items()}


def _refuse_odd(results: Sequence[RunResult], weeks: int) -> None:
    named: set[tuple[str, int, int]] = set()
    for run, observation, failure, _ in results:
        told = f"{run.scenario}, draw {run.draw}, replication {run.replication}"
        if run[1:] in named:
            raise ValueError(f"{told}: came twice")
        named.add(run[1:])
        if (observation is None) == (failure is None):
            raise ValueError(f"{told}: a run has either an observation or a failure")
        if observation is not None and observation.weeks != weeks:
            raise ValueError(f"{told}: of {observation.weeks} weeks; the study's runs are of {weeks}")


class _Words(NamedTuple):
    """Words as numbers, so that each is written once."""

    codes: npt.NDArray[np.int32]
    words: list[str]


class _Keys(NamedTuple):
    """Which run each is."""

    scenario: _Words
    draw: npt.NDArray[np.int32]
    replication: npt.NDArray[np.int32]

    @classmethod
    def of(cls, runs: Sequence[Run]) -> _Keys:
        """Lay the keys of some runs out in columns."""
        names = sorted({run.scenario for run in runs})
        numbers = {name: number for number, name in enumerate(names)}
        codes = np.array([numbers[run.scenario] for run in runs], np.int32)
        draws = np.array([run.draw for run in runs], np.int32)
        return cls(_Words(codes, names), draws, np.array([run.replication for run in runs], np.int32))

    def repeated(self, times: int) -> dict[str, Any]:
        """Make the three columns of a table with so many rows a run."""
        scenario = _Words(np.repeat(self.scenario.codes, times), self.scenario.words)
        numbers = {"draw": np.repeat(self.draw, times), "replication": np.repeat(self.replication, times)}
        return {"scenario": scenario, **numbers}


def _runs_columns(results: Sequence[RunResult]) -> dict[str, Any]:
    failures = [result.failure for result in results]
    return {
        **_Keys.of([result.run for result in results]).repeated(1),
        "key": [result.key for result in results],
        "status": [RUN_STATUS[failure is not None] for failure in failures],
        **{name: [getattr(f, name) if f else None for f in failures] for name in ("stage", "message", "traceback")},
    }


def _outcome_columns(seen: Sequence[Observation], keys: _Keys, keep: Keep) -> dict[str, Any]:
    from peersim.outcomes.registry import OUTCOMES, SUBGROUP_OUTCOMES
    from peersim.outcomes.strata import EVERYONE, LEVELS

    levels = [(EVERYONE, EVERYONE), *(LEVELS if "subgroups" in keep.tables else ())]
    everyone = np.array([o.everyone for o in seen]).reshape(len(seen), 2, len(OUTCOMES))
    subgroups = np.array([o.subgroups for o in seen]).reshape(len(seen), 2, len(LEVELS), len(SUBGROUP_OUTCOMES))
    place = {outcome.name: number for number, outcome in enumerate(SUBGROUP_OUTCOMES)}
    columns = keys.repeated(len(levels))
    for part, name in enumerate(("group", "level")):
        words = list(dict.fromkeys(level[part] for level in levels))
        codes = np.array([words.index(level[part]) for level in levels], np.int32)
        columns[name] = _Words(np.tile(codes, len(seen)), words)
    for number, outcome in enumerate(OUTCOMES):
        if keep.outcomes is not None and outcome.name not in keep.outcomes:
            continue
        for part, name in enumerate((outcome.name, outcome.name + OF)):
            values = np.full((len(seen), len(levels)), np.nan)
            values[:, 0] = everyone[:, part, number]
            if outcome.by_subgroup and len(levels) > 1:
                values[:, 1:] = subgroups[:, part, :, place[outcome.name]]
            if part == 0 or has_denominator(outcome):
                columns[name] = values.ravel()
            elif not ((values == 1.0) | np.isnan(values)).all():
                raise ValueError(f"{outcome.name}: is no ratio, so its denominator must be 1")
    return columns


def _weekly_columns(seen: Sequence[Observation], keys: _Keys, weeks: int, table: StoredTable) -> dict[str, Any]:
    names = [name for name in table.columns if name not in table.key]
    weekly = np.array([o.weekly for o in seen]).reshape(len(seen) * weeks, len(names)).T
    columns = dict(zip(names, np.ascontiguousarray(weekly), strict=True))
    return keys.repeated(weeks) | {"week": np.tile(np.arange(weeks), len(seen))} | columns


def _money_columns(seen: Sequence[Observation], keys: _Keys) -> dict[str, Any]:
    from peersim.scenarios.levers import COST_LINES

    years = len(seen[0].income) if seen else 0
    spending = np.array([o.spending for o in seen]).reshape(len(seen) * years, len(COST_LINES))
    columns = {
        "year": np.tile(np.arange(years), len(seen)),
        "income": np.array([o.income for o in seen], np.float64).ravel(),
        **{line: spending[:, number] for number, line in enumerate(COST_LINES)},
    }
    return keys.repeated(years) | columns


def _hours_columns(seen: Sequence[Observation], keys: _Keys) -> dict[str, Any]:
    from peersim.scenarios.levers import TASKS

    columns = {
        "task": _Words(np.tile(np.arange(len(TASKS), dtype=np.int32), len(seen)), list(TASKS)),
        "asked": np.array([o.hours_asked for o in seen], np.float64).ravel(),
        "given": np.array([o.hours_given for o in seen], np.float64).ravel(),
    }
    return keys.repeated(len(TASKS)) | columns


def arrow_type(field: StoredField) -> Any:
    """Give the Arrow type in which a field is read."""
    import pyarrow as pa

    types = {"word": pa.string(), "text": pa.string(), "whole": pa.int32(), "number": pa.float64()}
    return types[field.kind]


def to_parquet(table: StoredTable, columns: Mapping[str, Any]) -> bytes:
    """Write one table as Parquet.

    Parameters
    ----------
    table : StoredTable
        Its description.
    columns : mapping
        Values of each column: arrays, lists of words, or words as numbers.

    Returns
    -------
    bytes
        The file. Statistics are written of the key columns only: they let a reader skip rows, and cost space.
        Numbers are split into their bytes where most are counts, which makes them half the size.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    arrays = [_to_arrow(field, columns[field.name]) for field in table.fields]
    sink = pa.BufferOutputStream()
    words = [field.name for field in table.fields if field.kind in ("word", "text")]
    split = [f.name for f in table.fields if f.kind == "whole" or (f.kind == "number" and table.name == "outcomes")]
    pq.write_table(
        pa.table(arrays, names=list(table.columns)),
        sink,
        compression="zstd",
        compression_level=_LEVEL,
        use_dictionary=words,
        use_byte_stream_split=split,
        write_statistics=list(table.key),
        store_schema=False,
    )
    return bytes(sink.getvalue())


def _to_arrow(field: StoredField, values: Any) -> Any:
    import pyarrow as pa

    if isinstance(values, _Words):
        return pa.DictionaryArray.from_arrays(pa.array(values.codes), pa.array(values.words, pa.string()))
    if field.kind in ("word", "text"):
        made = pa.array(values, pa.string())
        return made.dictionary_encode() if field.kind == "word" else made
    if field.kind == "number":
        return pa.array(np.asarray(values, np.float64), from_pandas=True)
    return _to_whole(field, np.asarray(values))


def _to_whole(field: StoredField, values: npt.NDArray[Any]) -> Any:
    """Make 32-bit whole numbers; nan, which a count should never be, is null as elsewhere."""
    import pyarrow as pa

    with np.errstate(invalid="ignore"):
        whole = values.astype(np.int32)
    odd = whole != values
    if not odd.any():
        return pa.array(whole)
    unknown = np.isnan(values) if values.dtype.kind == "f" else np.zeros(len(values), np.bool_)
    if (odd & ~unknown).any():
        wrong = values[odd & ~unknown][0]
        raise ValueError(f"{field.name} is {wrong:g}; it must be a whole number of at most {2**31 - 1:,}")
    return pa.array(whole, mask=unknown)

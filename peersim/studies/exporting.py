"""A study's tables as single files for other programs, written piece by piece: CSV or Parquet, with a description."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol

from peersim.foundation.problems import InputError, Problems, RunError, nearest
from peersim.studies.datapackage import DATAPACKAGE, describe_package, describe_table, to_json
from peersim.studies.reading import TIDY, Store, outcomes_in
from peersim.studies.tables import StoredField, StoredTable
from peersim.studies.whole_folder import whole_folder

Form = Literal["csv", "parquet"]
FORMS: tuple[Form, ...] = ("csv", "parquet")

DEFINITIONS = "definitions"
"""The table of outcomes as such: label, unit, which way is better, denominator, definition."""

_ROWS = 200_000
"""Rows written at once."""


class Exported(NamedTuple):
    """One table that was written.

    Attributes
    ----------
    table : str
        Its name.
    path : Path
        Its file.
    rows : int
        Rows.
    bytes : int
        Size of the file [bytes].
    """

    table: str
    path: Path
    rows: int
    bytes: int


def export(
    store: Store,
    out: str | os.PathLike[str],
    *,
    tables: Sequence[str] | None = None,
    form: str = "csv",
    scenarios: Sequence[str] | None = None,
    subgroups: bool = False,
    tell: Callable[[str], None] = lambda text: None,
) -> list[Exported]:
    """Write tables of a study as single files; memory does not grow with the study.

    Parameters
    ----------
    store : Store
        The study.
    out : str or Path
        Folder to write: one that is not there yet, or an empty one.
    tables : sequence of str, optional
        Which; by default the runs, the outcomes as a tidy table (``tidy``: a row a run and outcome) with their
        definitions, and the draws.
    form : str
        ``csv`` or ``parquet``.
    scenarios : sequence of str, optional
        Only these.
    subgroups : bool
        Whether ``outcomes`` and ``tidy`` have rows for subgroups of families too: a tidy table of a hundred runs then
        has a hundred thousand rows more.
    tell : callable
        Called with a line of text for whoever waits.

    Returns
    -------
    list of Exported
        What was written, beside datapackage.json, which says what every field is.

    Raises
    ------
    InputError
        If there is no such table, form or scenario, or something is in the way. Nothing was written then.
    RunError
        If it cannot be written.
    """
    target = Path(out)
    chosen = _chosen(store, tables, form, target)
    queries = {name: _query(store, name, scenarios, subgroups) for name in chosen}
    try:
        with whole_folder(target) as work:
            return [*_written(store, queries, target, work, form, tell)]
    except OSError as error:
        raise RunError(f"{target}: cannot be written ({error.strerror or error}). Nothing was exported.") from error


def _written(
    store: Store, queries: Mapping[str, str], target: Path, work: Path, form: str, tell: Callable[[str], None]
) -> Iterator[Exported]:
    """Write the tables, one after the other, and at last what describes them."""
    resources = []
    for name, query in queries.items():
        tell(f"Writing {name}…")
        table = _described(store, name)
        path = work / f"{name}.{form}"
        rows = _write(path, table, store.record_batches(query) if query else _definitions(store), form)
        resources.append(describe_table(table, path.name, form, bytes=path.stat().st_size, hash=_hash(path)))
        yield Exported(name, target / path.name, rows, path.stat().st_size)
    (work / DATAPACKAGE).write_bytes(to_json(describe_package(store.contents, _without_dangling(resources))))


def _chosen(store: Store, tables: Sequence[str] | None, form: str, target: Path) -> list[str]:
    problems = Problems("See `peersim study export --help`.")
    has_outcomes = "outcomes" in store.tables
    known = [*store.tables, *((TIDY, DEFINITIONS) if has_outcomes else ())]
    usual = [name for name in ("runs", TIDY, DEFINITIONS, "draws") if name in known]
    chosen = list(dict.fromkeys(usual if tables is None else tables))
    for name in chosen:
        if name not in known:
            problems.add(f'there is no table "{name}"; there are {", ".join(known)}.{nearest(name, known)}')
    if form not in FORMS:
        problems.add(f'format is "{form}"; allowed {" and ".join(FORMS)}.{nearest(form, FORMS)}')
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        problems.add(f"{target} is there already and not empty; name another folder.")
    problems.raise_if_any()
    if TIDY in chosen and DEFINITIONS not in chosen:
        chosen.insert(chosen.index(TIDY) + 1, DEFINITIONS)
    return chosen


def _query(store: Store, name: str, scenarios: Sequence[str] | None, subgroups: bool) -> str:
    if name == DEFINITIONS:
        return ""
    where = "level = 'everyone'" if name in ("outcomes", TIDY) and not subgroups else None
    columns = [field.name for field in _described(store, name).fields]
    return store.select(name, columns, None if name == "draws" else scenarios, where)


def _described(store: Store, name: str) -> StoredTable:
    """Describe a table as it is exported."""
    if name not in (TIDY, DEFINITIONS):
        return store.tables[name]
    outcome = StoredField("outcome", "word", "", f"name of the outcome; {DEFINITIONS} says what it is")
    label = StoredField("label", "word", "", "words shown to people")
    unit = StoredField("unit", "word", "", "unit of the value; a share is told from 0 to 1")
    if name == DEFINITIONS:
        words = (
            StoredField("direction", "word", "", "which way is better, if either"),
            StoredField("denominator", "word", "", "of whom or of what"),
            StoredField("definition", "text", "", "what exactly is counted, and when it cannot be told"),
        )
        return StoredTable(DEFINITIONS, "an outcome", ("outcome",), (outcome, label, unit, *words))
    numbers = (
        StoredField("value", "number", "see unit", "numerator divided by denominator; null where it cannot be told"),
        StoredField("numerator", "number", "see unit", "what is divided; over many runs, divide sum by sum"),
        StoredField("denominator", "number", "see definitions", "by what; 1 for an outcome that is no ratio"),
    )
    outcomes = store.tables["outcomes"]
    key = [field for field in outcomes.fields if field.name in outcomes.key]
    fields = (*key, outcome, label, unit, *numbers)
    return StoredTable(TIDY, "a run, subgroup of families and outcome", (*outcomes.key, "outcome"), fields)


def _definitions(store: Store) -> Iterator[Any]:
    import pyarrow as pa

    rows = outcomes_in(store.tables["outcomes"])
    names = [field.name for field in _described(store, DEFINITIONS).fields]
    words = [[o.name if name == "outcome" else getattr(o, name) for o in rows] for name in names]
    yield pa.record_batch([pa.array(column, pa.string()) for column in words], names=names)


def _without_dangling(resources: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out references to tables that were not written, and add the tidy table's to its definitions."""
    names = {resource["name"] for resource in resources}
    for resource in resources:
        keys = resource["schema"].pop("foreignKeys", [])
        if resource["name"] == TIDY:
            keys.append({"fields": ["outcome"], "reference": {"resource": DEFINITIONS, "fields": ["outcome"]}})
        keys = [key for key in keys if key["reference"]["resource"] in names]
        if keys:
            resource["schema"]["foreignKeys"] = keys
    return resources


def _write(path: Path, table: StoredTable, batches: Iterable[Any], form: str) -> int:
    """Write one table piece by piece.

    Returns
    -------
    int
        Rows written.
    """
    import pyarrow as pa
    from pyarrow import csv, parquet

    from peersim.studies.encoding import arrow_type

    def say(field: StoredField) -> dict[str, str]:
        return {"unit": field.unit, "definition": field.definition}

    schema = pa.schema([pa.field(f.name, arrow_type(f), metadata=say(f)) for f in table.fields])
    rows = 0
    open_file: Callable[[], _Writer] = {
        "csv": lambda: csv.CSVWriter(path, schema, write_options=csv.WriteOptions(quoting_style="needed")),
        "parquet": lambda: parquet.ParquetWriter(path, schema, compression="zstd"),
    }[form]
    with open_file() as file:
        for piece in _pieces(batches):
            file.write_table(piece.cast(schema))
            rows += len(piece)
    return rows


class _Writer(Protocol):
    def write_table(self, table: Any) -> None:
        """Write some rows."""

    def __enter__(self) -> _Writer:
        """Open."""

    def __exit__(self, *_: object) -> None:
        """Close."""


def _pieces(batches: Iterable[Any]) -> Iterator[Any]:
    """Put batches together, so that small shards do not make small groups of rows."""
    import pyarrow as pa

    waiting: list[Any] = []
    for batch in batches:
        waiting.append(batch)
        if sum(len(each) for each in waiting) >= _ROWS:
            yield pa.Table.from_batches(waiting)
            waiting = []
    if waiting:
        yield pa.Table.from_batches(waiting)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return "sha256:" + hashlib.file_digest(file, "sha256").hexdigest()


__all__ = ["DEFINITIONS", "FORMS", "Exported", "InputError", "export"]

"""A finished or half-finished study read back: as tables of pandas, in batches, or by SQL through DuckDB.

    with Store("my_study") as store:
        store.table("outcomes", columns=["parents_engaged_26w"], where="level = 'everyone'")
        store.query("SELECT scenario, avg(cost) FROM outcomes WHERE level = 'everyone' GROUP BY scenario")

Tables are read from the shards as they are asked for: memory grows with what is asked for, not with the study.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from peersim.foundation.problems import InputError, nearest
from peersim.studies.contents import Contents, check_all, read_contents, refuse_mixed
from peersim.studies.tables import KEPT, OF, RUN_STATUS, StoredTable, has_denominator, stored_table

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from peersim.outcomes.outcome import Outcome

MEMORY = "512MB"
"""Memory that DuckDB may use; it puts what does not fit into a temporary folder."""

BATCH = 100_000
"""Most rows in a batch."""

TIDY = "tidy"
"""View with a row a run, subgroup and outcome: value, numerator, denominator, label, unit, definition."""


class Store:
    """A study's folder, opened for reading.

    Parameters
    ----------
    folder : str or Path
        Folder that `peersim study` wrote; it may be unfinished, and only its finished shards are read.
    memory : str
        Memory that DuckDB may use, such as ``"512MB"``.
    threads : int
        Threads that DuckDB may use. With more than one, rows of ``tidy`` come in no fixed order.
    verify : bool
        Read every file through first and compare its checksum with the one noted when it was written.

    Raises
    ------
    InputError
        If there is no study, if shards are missing, cut short, changed (with `verify`), or of another plan or version
        of peersim.
    """

    def __init__(
        self, folder: str | os.PathLike[str], *, memory: str = MEMORY, threads: int = 1, verify: bool = False
    ) -> None:
        self.contents: Contents = read_contents(folder)
        refuse_mixed(self.contents)
        wrong = check_all(self.contents) if verify else []
        if wrong:
            raise InputError(wrong, f"`peersim study resume {folder}` makes these shards again.")
        self.folder: Path = self.contents.folder
        self.tables: dict[str, StoredTable] = self.contents.tables
        self._memory, self._threads = memory, threads
        self._spill: str | None = None
        self._connection: duckdb.DuckDBPyConnection | None = None

    def __enter__(self) -> Store:
        """Give the store itself."""
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Let go of the files; the store opens them again when it is asked again."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._spill is not None:
            shutil.rmtree(self._spill, ignore_errors=True)
            self._spill = None

    @property
    def facts(self) -> dict[str, Any]:
        """The study's scenarios, place and numbers: see `Plan.facts`."""
        return self.contents.facts

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Names of the scenarios, the reference first."""
        return tuple(self.facts["scenarios"])

    @property
    def unfinished(self) -> int:
        """Shards of the plan that are not finished, and so are in no table [shards]."""
        return self.contents.shards_planned - len(self.contents.shards)

    def table(
        self,
        name: str,
        columns: Sequence[str] | None = None,
        scenarios: Iterable[str] | None = None,
        where: str | None = None,
    ) -> pd.DataFrame:
        """Read one table, or a part of it.

        Parameters
        ----------
        name : str
            ``runs``, ``outcomes``, ``weekly``, ``stays``, ``money``, ``hours`` (those that the study keeps), ``draws``,
            or ``tidy``: a row a run, subgroup and outcome.
        columns : sequence of str, optional
            Columns to read besides those that name the row; all when left out.
        scenarios : iterable of str, optional
            Only these.
        where : str, optional
            Only rows of which this SQL condition holds, such as ``"week < 52"``.

        Returns
        -------
        pandas.DataFrame
            In the plan's order. What cannot be told is nan; words are categories.

        Raises
        ------
        InputError
            If there is no such table, column or scenario, or the condition is no SQL.
        """
        return self.query(self.select(name, columns, scenarios, where))

    def batches(
        self,
        name: str,
        columns: Sequence[str] | None = None,
        scenarios: Iterable[str] | None = None,
        where: str | None = None,
        rows: int = BATCH,
    ) -> Iterator[pd.DataFrame]:
        """Read one table piece by piece: what `table` gives, never more of it in memory than a batch.

        Parameters
        ----------
        name, columns, scenarios, where
            As in `table`.
        rows : int
            Most rows in a batch.

        Yields
        ------
        pandas.DataFrame
            The next rows.
        """
        for batch in self.record_batches(self.select(name, columns, scenarios, where), rows):
            yield batch.to_pandas()

    def query(self, sql: str) -> pd.DataFrame:
        """Ask in SQL, as DuckDB understands it; the tables are views of the same names.

        Parameters
        ----------
        sql : str
            A query over ``runs``, ``outcomes``, ``weekly``, ``stays``, ``money``, ``hours``, ``draws`` and
            ``tidy``.

        Returns
        -------
        pandas.DataFrame
            The answer.

        Raises
        ------
        InputError
            If DuckDB refuses it, in its words.
        """
        with _in_words(sql):
            answer: pd.DataFrame = self._ask(sql).df()
        return answer

    def record_batches(self, sql: str, rows: int = BATCH) -> Iterator[Any]:
        """Answer a query piece by piece.

        Parameters
        ----------
        sql : str
            A query.
        rows : int
            Most rows in a piece.

        Yields
        ------
        pyarrow.RecordBatch
        """
        with _in_words(sql):
            yield from self._ask(sql).to_arrow_reader(rows)

    def _ask(self, sql: str) -> duckdb.DuckDBPyRelation:
        with _in_words(sql):
            cursor = self.connect().cursor()
            kinds = [statement.type.name for statement in cursor.extract_statements(sql)]
            if kinds not in (["SELECT"], ["EXPLAIN"]):
                raise InputError(["that is no question: ask one, with SELECT, FROM or WITH."], f"Its SQL: {sql}")
            return cursor.sql(sql)

    def connect(self) -> duckdb.DuckDBPyConnection:
        """Give the DuckDB connection in which the tables are views; made when it is first needed.

        Returns
        -------
        duckdb.DuckDBPyConnection
            In memory, with a limit; it writes nothing into the study's folder.
        """
        if self._connection is None:
            import duckdb

            self._spill = tempfile.mkdtemp(prefix="peersim-query-")
            config: dict[str, str | bool | int | float | list[str]] = {
                "memory_limit": self._memory,
                "threads": self._threads,
                "temp_directory": self._spill,
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
            }
            self._connection = duckdb.connect(":memory:", config=config)
            for statement in self._views():
                self._connection.execute(statement)
        return self._connection

    def _views(self) -> Iterator[str]:
        for name, table in self.tables.items():
            files = ", ".join(_quoted(_plain_glob(path)) for path in self.contents.paths(name))
            if files:
                yield f"CREATE VIEW {name} AS SELECT * FROM read_parquet([{files}])"
            else:
                columns = ", ".join(f"NULL::{_SQL_TYPES[field.kind]} AS {_name(field.name)}" for field in table.fields)
                yield f"CREATE VIEW {name} AS SELECT {columns} WHERE false"
        for name, words in self._categories.items():
            if words:
                yield f"CREATE TYPE {name}_word AS ENUM ({', '.join(_quoted(word) for word in words)})"
        if "outcomes" in self.tables:
            yield f"CREATE VIEW {TIDY} AS {tidy_sql(self.tables['outcomes'])}"

    @cached_property
    def _categories(self) -> dict[str, Sequence[str]]:
        from peersim.outcomes.strata import EVERYONE, FACTORS, LEVELS
        from peersim.scenarios.levers import TASKS

        return {
            "scenario": self.scenarios,
            "status": RUN_STATUS,
            "group": (EVERYONE, *(factor.name for factor in FACTORS)),
            "level": (EVERYONE, *dict.fromkeys(level.level for level in LEVELS)),
            "task": TASKS,
            "outcome": [o.name for o in outcomes_in(self.tables["outcomes"])] if "outcomes" in self.tables else [],
        }

    def select(
        self, name: str, columns: Sequence[str] | None, scenarios: Iterable[str] | None, where: str | None
    ) -> str:
        """Write the query whose answer `table` gives.

        Parameters
        ----------
        name : str
            A table.
        columns : sequence of str, optional
            Columns beside those of its key; all when left out.
        scenarios : iterable of str, optional
            Rows of these; all when left out.
        where : str, optional
            A further condition, in SQL.

        Returns
        -------
        str
            SQL.

        Raises
        ------
        InputError
            If there is no such table, column or scenario.
        """
        if name == TIDY and "outcomes" in self.tables:
            key = (*self.tables["outcomes"].key, "outcome")
            known = (*key, *TIDY_COLUMNS)
        else:
            table = self._table(name)
            key, known = table.key, table.columns
        wanted = list(known) if columns is None else [*key, *(c for c in dict.fromkeys(columns) if c not in key)]
        wrong = [f'table "{name}" has no column "{c}".{nearest(c, known)}' for c in wanted if c not in known]
        if scenarios is not None and "scenario" not in known:
            wrong.append(f'table "{name}" is the same for all scenarios; leave them out.')
        names = None if scenarios is None else [scenarios] if isinstance(scenarios, str) else list(scenarios)
        wrong += [
            f'there is no scenario "{n}" in {self.folder}.{nearest(n, self.scenarios)}'
            for n in names or ()
            if n not in self.scenarios
        ]
        if wrong:
            raise InputError(wrong)
        conditions = [] if names is None else [f"scenario IN ({', '.join(map(_quoted, names)) or 'NULL'})"]
        conditions += [] if where is None else [f"({where})"]
        chosen = ", ".join(self._as_category(column) for column in wanted)
        return f"SELECT {chosen} FROM {name}" + (f" WHERE {' AND '.join(conditions)}" if conditions else "")

    def _table(self, name: str) -> StoredTable:
        if name in KEPT and name not in self.tables:
            raise InputError([f'this study does not keep "{name}"; it keeps {", ".join(self.tables)}.'])
        return stored_table(name, tuple(self.tables.values()))

    def _as_category(self, column: str) -> str:
        quoted = _name(column)
        return f"{quoted}::{column}_word AS {quoted}" if column in self._categories else quoted


@contextmanager
def _in_words(sql: str) -> Iterator[None]:
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        raise InputError([f"the query cannot be answered: {error}"], f"Its SQL: {sql}") from None


TIDY_COLUMNS = ("value", "numerator", "denominator", "label", "unit", "definition")

_SQL_TYPES = {"word": "VARCHAR", "text": "VARCHAR", "whole": "INTEGER", "number": "DOUBLE"}


def tidy_sql(table: StoredTable) -> str:
    """Write the query that turns the table of outcomes into one with a row a run, subgroup and outcome.

    Parameters
    ----------
    table : StoredTable
        The table of outcomes.

    Returns
    -------
    str
        SQL over the view ``outcomes``, which needs the type ``outcome_word``. Rows stay in order: what is said of an
        outcome is looked up by its number, because a join would shuffle them.
    """
    from peersim.outcomes.strata import EVERYONE

    chosen = outcomes_in(table)
    pairs = ", ".join(f"({_name(o.name)}, {_name(o.name + OF)}) AS {_quoted(o.name)}" for o in chosen)
    ones = "".join(f", 1.0::DOUBLE AS {_name(o.name + OF)}" for o in chosen if not has_denominator(o))
    everybody_only = ", ".join(_quoted(o.name) for o in chosen if not o.by_subgroup) or "NULL"

    def said(what: str) -> str:
        words = ", ".join(_quoted(getattr(o, what)) for o in chosen)
        return f"([{words}])[enum_code(outcome::outcome_word) + 1] AS {what}"

    return (
        'SELECT scenario, draw, replication, "group", level, outcome, '
        "CASE WHEN denominator <> 0 THEN numerator / denominator END AS value, numerator, denominator, "
        f"{said('label')}, {said('unit')}, {said('definition')} FROM (SELECT *{ones} FROM outcomes) "
        f"UNPIVOT INCLUDE NULLS ((numerator, denominator) FOR outcome IN ({pairs})) "
        f"WHERE level = {_quoted(EVERYONE)} OR outcome NOT IN ({everybody_only})"
    )


def outcomes_in(table: StoredTable) -> list[Outcome]:
    """List the outcomes that a table holds."""
    from peersim.outcomes.registry import OUTCOMES

    return [outcome for outcome in OUTCOMES if outcome.name in table.columns]


def _quoted(text: str | Path) -> str:
    return "'" + str(text).replace("'", "''") + "'"


def _name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _plain_glob(path: Path) -> str:
    """Write a path so that DuckDB takes brackets, stars and question marks in it as they stand."""
    return "".join({"[": "[[]", "*": "[*]", "?": "[?]"}.get(letter, letter) for letter in str(path))

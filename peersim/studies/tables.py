"""The tables a study keeps: every field with its type, unit and definition, taken from where each is defined.

One row is always of one run, named by scenario, draw and replication. What cannot be told is null, never nan or 0.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from peersim.foundation.problems import InputError, Problems, nearest

if TYPE_CHECKING:
    from peersim.outcomes.outcome import Outcome

STORE_FORMAT = "peersim-study-store"
STORE_VERSION = 2
"""Version of the stored tables; raised when a reader of the old ones would misread the new ones.

Version 1 is the folder that `peersim compare` writes, with every run in one file (`peersim.studies.store`)."""

Kind = Literal["word", "text", "whole", "number"]

OF = "__of"
"""Ends the name of an outcome's denominator."""

RUN_STATUS = ("finished", "failed")

ALWAYS = "runs"
"""The table that every study keeps."""

KEPT = ("outcomes", "subgroups", "weekly", "stays", "money", "hours")
"""What a study may keep besides the list of its runs; all of it by default."""


class StoredField(NamedTuple):
    """One column of a stored table.

    Attributes
    ----------
    name : str
        The column.
    kind : str
        ``word`` (one of few), ``text``, ``whole`` (32-bit whole number) or ``number`` (64-bit floating point).
    unit : str
        Unit; empty for words and text.
    definition : str
        What it is.
    label : str
        Words shown to people; empty where the name says it.
    """

    name: str
    kind: Kind
    unit: str
    definition: str
    label: str = ""


class StoredTable(NamedTuple):
    """One stored table.

    Attributes
    ----------
    name : str
        Its name, and that of its file in each shard.
    rows : str
        Of what it has a row.
    key : tuple of str
        Columns that together name a row.
    fields : tuple of StoredField
        Its columns, in order.
    """

    name: str
    rows: str
    key: tuple[str, ...]
    fields: tuple[StoredField, ...]

    @property
    def file(self) -> str:
        """Name of its file in a shard."""
        return f"{self.name}.parquet"

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of its columns."""
        return tuple(field.name for field in self.fields)

    def field(self, name: str) -> StoredField:
        """Look a column up; an `InputError` names the nearest when there is none."""
        if name not in self.columns:
            raise InputError([f'table "{self.name}" has no column "{name}".{nearest(name, self.columns)}'])
        return self.fields[self.columns.index(name)]


class Keep(NamedTuple):
    """What a study keeps of each run.

    Attributes
    ----------
    tables : tuple of str
        Some of `KEPT`, in its order. The list of runs is always kept.
    outcomes : tuple of str or None
        Names of the outcomes, in the registry's order; None keeps every one.
    """

    tables: tuple[str, ...] = KEPT
    outcomes: tuple[str, ...] | None = None

    def plain(self) -> dict[str, Any]:
        """Say it in what JSON can hold; `Keep.of` takes it back."""
        return {"tables": list(self.tables), "outcomes": None if self.outcomes is None else list(self.outcomes)}

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Keep:
        """Make it from what `plain` gave."""
        outcomes = plain["outcomes"]
        return cls(tuple(plain["tables"]), None if outcomes is None else tuple(outcomes))


def check_keep(
    tables: Sequence[str] | None, outcomes: Sequence[str] | None, problems: Problems, where: str = ""
) -> Keep:
    """Check what a plan asks to keep.

    Parameters
    ----------
    tables : sequence of str or None
        Names in `KEPT`; None keeps all. ``subgroups`` are rows of ``outcomes`` and bring that table with them.
    outcomes : sequence of str or None
        Names of outcomes; None keeps all.
    problems : Problems
        Where to note what is wrong.
    where : str
        Put before each sentence, such as ``"plan.toml, "``.

    Returns
    -------
    Keep
        In the order of `KEPT` and of the registry, each once.
    """
    from peersim.outcomes.registry import OUTCOME_NAMES

    wanted, names = set(KEPT if tables is None else tables), None
    for name in sorted(wanted - {*KEPT, ALWAYS}):
        problems.add(f'{where}keep: unknown table "{name}"; allowed {", ".join(KEPT)}.{nearest(name, KEPT)}')
    if "subgroups" in wanted:
        wanted.add("outcomes")
    if outcomes is not None:
        for name in sorted(set(outcomes) - set(OUTCOME_NAMES)):
            problems.add(f'{where}outcomes: unknown outcome "{name}".{nearest(name, OUTCOME_NAMES)}')
        names = tuple(name for name in OUTCOME_NAMES if name in set(outcomes))
    return Keep(tuple(name for name in KEPT if name in wanted), names)


_RUN = (
    StoredField("scenario", "word", "", "name of the scenario"),
    StoredField("draw", "whole", "draw", "which set of uncertain parameter values, from 0"),
    StoredField("replication", "whole", "replication", "which run of luck within the draw, from 0"),
)
_RUN_KEY = ("scenario", "draw", "replication")


def _runs() -> StoredTable:
    fields = (
        StoredField("key", "text", "", "names the run, to repeat it alone"),
        StoredField("status", "word", "", f"how it ended: {' or '.join(RUN_STATUS)}"),
        StoredField("stage", "word", "", "where a failed run stopped: synthesis, run or observation; else null"),
        StoredField("message", "text", "", "what went wrong in a failed run, in one line; else null"),
        StoredField("traceback", "text", "", "where it went wrong, for whoever mends it; else null"),
    )
    return StoredTable("runs", "a run", _RUN_KEY, (*_RUN, *fields))


def has_denominator(outcome: Outcome) -> bool:
    """Whether an outcome is a ratio, with a denominator of its own beside it; any other stands by itself (over 1)."""
    return outcome.pooling == "ratio of means"


def outcome_fields(outcome: Outcome) -> tuple[StoredField, ...]:
    """Describe the columns of one outcome.

    Parameters
    ----------
    outcome : Outcome
        Any of the registry.

    Returns
    -------
    tuple of StoredField
        Its numerator and denominator where it is a ratio, else its value.
    """
    said = outcome.definition + ("" if outcome.by_subgroup else " (Null for subgroups: told of everybody only.)")
    if not has_denominator(outcome):
        return (StoredField(outcome.name, "number", outcome.unit, said, outcome.label),)
    top = f"Numerator, to be divided by {outcome.name}{OF} (sums before quotients). {said}"
    bottom = f"Denominator of {outcome.name}, the number or amount of: {outcome.denominator}; 0: it cannot be told."
    return (
        StoredField(outcome.name, "number", f"{outcome.unit} (numerator)", top, outcome.label),
        StoredField(outcome.name + OF, "number", f"{outcome.unit} (denominator)", bottom, outcome.denominator),
    )


def _outcomes(keep: Keep) -> StoredTable:
    from peersim.outcomes.registry import OUTCOMES

    chosen = [each for each in OUTCOMES if keep.outcomes is None or each.name in keep.outcomes]
    fields = (
        *_RUN,
        StoredField("group", "word", "", "by what families are divided; everyone for all of them"),
        StoredField("level", "word", "", "which of them; everyone for all of them"),
        *(field for each in chosen for field in outcome_fields(each)),
    )
    return StoredTable("outcomes", "a run and subgroup of families", (*_RUN_KEY, "group", "level"), fields)


def _weekly() -> StoredTable:
    from peersim.agents.other_records import WEEK_FIELDS
    from peersim.outcomes.weekly import WEEKLY_FIELDS

    numbers = {field.name for field in WEEK_FIELDS if field.kind == "f8"}
    columns = [
        StoredField(name, "number" if name in numbers else "whole", unit, meaning)
        for name, unit, meaning in WEEKLY_FIELDS
    ]
    week = StoredField("week", "whole", "week", "week of the run, from 0")
    return StoredTable("weekly", "a run and week", (*_RUN_KEY, "week"), (*_RUN, week, *columns))


STAYS = ("parent_ends", "parent_censored", "volunteer_ends", "volunteer_censored")
"""Columns of the table of stays: attributes of an observation."""


def _stays() -> StoredTable:
    said = (
        ("families", "families that stopped coming after being engaged so long"),
        ("families", "families last known to be engaged after so long (censored)"),
        ("volunteers", "volunteers who left after being active so long"),
        ("volunteers", "volunteers last known to be active after so long, moved on or hired (censored)"),
    )
    columns = [StoredField(name, "whole", *words) for name, words in zip(STAYS, said, strict=True)]
    stay = StoredField("stay", "whole", "weeks", "length of stay, from 0 to the run's length")
    return StoredTable("stays", "a run and length of stay", (*_RUN_KEY, "stay"), (*_RUN, stay, *columns))


def _money() -> StoredTable:
    from peersim.foundation.units import WEEKS_PER_YEAR
    from peersim.scenarios.levers import COST_LINES

    columns = [StoredField(line, "number", "£", f"money spent on {line.replace('_', ' ')}") for line in COST_LINES]
    year = StoredField("year", "whole", "year", f"year of the run, from 0, of {WEEKS_PER_YEAR} weeks; the last in part")
    income = StoredField("income", "number", "£", "money received")
    return StoredTable("money", "a run and year", (*_RUN_KEY, "year"), (*_RUN, year, income, *columns))


def _hours() -> StoredTable:
    fields = (
        StoredField("task", "word", "", "what coordinator time is asked for"),
        StoredField("asked", "number", "hours", "coordinator hours asked for over the run"),
        StoredField("given", "number", "hours", "coordinator hours given over the run"),
    )
    return StoredTable("hours", "a run and task", (*_RUN_KEY, "task"), (*_RUN, *fields))


@cache
def stored_tables(keep: Keep = Keep()) -> dict[str, StoredTable]:  # noqa: B008 - a constant
    """Describe the tables of a study.

    Parameters
    ----------
    keep : Keep
        What the study keeps.

    Returns
    -------
    dict of StoredTable
        By name: always ``runs``, then those kept.
    """
    made = {"outcomes": _outcomes, "weekly": _weekly, "stays": _stays, "money": _money, "hours": _hours}
    tables = [_runs()]
    for name, make in made.items():
        if name in keep.tables:
            tables.append(make(keep) if name == "outcomes" else make())  # type: ignore[operator]
    return {table.name: table for table in tables}


DRAWS = "draws"
"""The table of the draws' parameter values: a file of its own beside the shards."""


def draws_table(columns: Sequence[str]) -> StoredTable:
    """Describe the table of draws.

    Parameters
    ----------
    columns : sequence of str
        Columns of its file.

    Returns
    -------
    StoredTable
        Its inputs with unit and label from the evidence table.
    """
    from peersim.evidence.table import PARAMETER_FIELDS

    known = {field.name: StoredField(field.name, "number", field.unit, field.meaning) for field in PARAMETER_FIELDS}
    draw = StoredField("draw", "whole", "draw", "which set of uncertain parameter values, from 0")
    inputs = [known.get(name, StoredField(name, "number", "number", name)) for name in columns if name != "draw"]
    return StoredTable(DRAWS, "a draw", ("draw",), (draw, *inputs))


def stored_table(name: str, tables: Collection[StoredTable]) -> StoredTable:
    """Look a table up by name; an `InputError` names the nearest when there is none."""
    names = [table.name for table in tables]
    if name not in names:
        raise InputError([f'there is no table "{name}"; there are {", ".join(names)}.{nearest(name, names)}'])
    return next(table for table in tables if table.name == name)

"""Tables of a stored study as labelled arrays: only what is asked for is read, and its size is known before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from peersim.analysis.stored import OUTCOMES_BY_NAME
from peersim.analysis.tidy import (
    LEVEL_GROUPS,
    LEVEL_NAMES,
    MEMORY,
    Labelled,
    Part,
    Size,
    chosen,
    long_frame,
    refuse_too_large,
)
from peersim.foundation.problems import InputError, Problems
from peersim.studies.reading import Store, outcomes_in
from peersim.studies.tables import DRAWS, OF, has_denominator

if TYPE_CHECKING:
    import pandas as pd

OUTCOMES_TABLE = "outcomes"

_NOT_NUMBERS = ("runs",)
_LESS = "Ask for fewer: columns, scenarios, draws, or no subgroups."


def store_size(
    store: Store,
    table: str = OUTCOMES_TABLE,
    columns: Iterable[str] | str | None = None,
    *,
    scenarios: Iterable[str] | str | None = None,
    draws: int | None = None,
    subgroups: bool = False,
) -> Size:
    """Say how large a table of a study would be in memory, without reading it.

    Parameters
    ----------
    store : Store
        An open study.
    table : str
        ``outcomes``, ``weekly``, ``stays``, ``money``, ``hours`` or ``draws``.
    columns : iterable of str, optional
        Which outcomes or columns; all when left out.
    scenarios : iterable of str, optional
        Which scenarios; all when left out.
    draws : int, optional
        Only the first so many draws [draws].
    subgroups : bool
        Whether outcomes are told by subgroup too.

    Returns
    -------
    Size
        Numbers, and in words how they come about.

    Raises
    ------
    InputError
        If there is no such table, column or scenario.
    """
    asked = _asked(store, table, columns, scenarios, draws, subgroups)
    return asked.size


class _Asked:
    """What is asked of a store, checked."""

    def __init__(self, store: Store, table: str, names: tuple[str, ...], axes: dict[str, list[Any]]) -> None:
        self.store, self.table, self.names, self.axes = store, table, names, axes

    @property
    def size(self) -> Size:
        """How many numbers it is."""
        counts = {name: len(labels) for name, labels in self.axes.items()} | {"column": len(self.names)}
        words = " × ".join(f"{count:,} {name}{'' if count == 1 else 's'}" for name, count in counts.items())
        return Size(sum(int(np.prod([len(self.axes[dim]) for dim in self.dims(name)])) for name in self.names), words)

    def dims(self, name: str) -> tuple[str, ...]:
        """Dimensions of a column: an outcome that is told of everybody only has no level."""
        if self.table == OUTCOMES_TABLE and not OUTCOMES_BY_NAME[name].by_subgroup:
            return tuple(dim for dim in self.axes if dim != "level")
        return tuple(self.axes)


def _asked(store: Store, table: str, columns: Any, scenarios: Any, draws: int | None, subgroups: bool) -> _Asked:
    problems = Problems()
    known = {name: each for name, each in store.tables.items() if name not in _NOT_NUMBERS}
    if table not in known:
        store.select(table, None, None, None)  # says that there is none, and what there is
        raise InputError([f'table "{table}" holds words, no numbers; read it with Store.table("{table}").'])
    about, facts = known[table], store.facts
    fields = [f.name for f in about.fields if f.name not in about.key and f.kind in ("whole", "number")]
    if table == OUTCOMES_TABLE:
        fields = [outcome.name for outcome in outcomes_in(about)]
    names = chosen(fields, columns, "outcome" if table == OUTCOMES_TABLE else f"column of {table}", problems)
    mine = chosen(store.scenarios, scenarios, "scenario", problems)
    if draws is not None and (isinstance(draws, bool) or not 1 <= int(draws) <= int(facts["draws"])):
        problems.add(f"draws is {draws}; allowed 1 to {facts['draws']:,} draws")
    if subgroups and table == OUTCOMES_TABLE and "subgroups" not in store.contents.keep.tables:
        problems.add("this study does not keep subgroups")
    problems.raise_if_any()
    count = int(facts["draws"]) if draws is None else int(draws)
    axes: dict[str, list[Any]] = {"draw": list(range(count))}
    if table != DRAWS:
        axes = {"scenario": list(mine), **axes, "replication": list(range(int(facts["replications"])))}
    axes |= _extra(table, facts, subgroups)
    return _Asked(store, table, names, axes)


def _extra(table: str, facts: dict[str, Any], subgroups: bool) -> dict[str, list[Any]]:
    """Give the dimension of a table besides those of a run."""
    from peersim.foundation.units import WEEKS_PER_YEAR
    from peersim.scenarios.levers import TASKS

    weeks = int(facts["weeks"])
    years = int((weeks - 1) / WEEKS_PER_YEAR) + 1
    axes: dict[str, dict[str, list[Any]]] = {
        "weekly": {"week": list(range(weeks))},
        "stays": {"stay": list(range(weeks + 1))},
        "money": {"year": list(range(years))},
        "hours": {"task": list(TASKS)},
        OUTCOMES_TABLE: {"level": list(LEVEL_NAMES)} if subgroups else {},
    }
    return axes.get(table, {})


def store_labelled(
    store: Store,
    table: str = OUTCOMES_TABLE,
    columns: Iterable[str] | str | None = None,
    *,
    scenarios: Iterable[str] | str | None = None,
    draws: int | None = None,
    subgroups: bool = False,
    memory: str | int = MEMORY,
) -> Labelled:
    """Read a table of a study as labelled arrays.

    Parameters
    ----------
    store : Store
        An open study.
    table, columns, scenarios, draws, subgroups
        As in `store_size`. Outcomes are values: numerator over denominator.
    memory : str or int
        Most that the numbers may take.

    Returns
    -------
    Labelled
        By scenario, draw, replication and the table's own dimension; nan for runs that are missing or failed.

    Raises
    ------
    InputError
        If there is no such table, column or scenario, or the numbers would take more memory than is allowed.
    """
    asked = _asked(store, table, columns, scenarios, draws, subgroups)
    refuse_too_large(asked.size, memory, _LESS)
    arrays = {name: np.full([len(asked.axes[dim]) for dim in asked.dims(name)], np.nan) for name in asked.names}
    for scenario in asked.axes.get("scenario", [None]):
        _fill(asked, scenario, arrays)
    parts = {name: Part(asked.dims(name), values, *_words(asked, name)) for name, values in arrays.items()}
    beside: dict[str, Any] = {}
    if "scenario" in asked.axes:
        titles = store.facts.get("titles", {})
        beside["title"] = ("scenario", [titles.get(name, name) for name in asked.axes["scenario"]])
    if "level" in asked.axes:
        beside["group"] = ("level", list(LEVEL_GROUPS))
    names = ("reference", "place", "place_title", "parents", "weeks", "seed", "price_year", "version")
    facts = {name: store.facts[name] for name in names if name in store.facts}
    facts |= {"table": table, "plan_hash": store.contents.study.plan_hash}
    return Labelled(parts, asked.axes, beside, f"Simulated runs: {table}", facts)


def _fill(asked: _Asked, scenario: str | None, arrays: dict[str, Any]) -> None:
    """Read one scenario's rows and put them where they belong."""
    wanted = list(asked.names)
    if asked.table == OUTCOMES_TABLE:
        ratios = {name for name in asked.names if has_denominator(OUTCOMES_BY_NAME[name])}
        wanted = [column for name in asked.names for column in ((name, name + OF) if name in ratios else (name,))]
    where = [f"draw < {len(asked.axes['draw'])}"]
    if asked.table == OUTCOMES_TABLE and "level" not in asked.axes:
        where.append(f"level = '{LEVEL_NAMES[0]}'")
    only = None if scenario is None else [scenario]
    rows = asked.store.table(asked.table, wanted, only, " AND ".join(where))
    cells = {dim: _places(rows[dim], labels) for dim, labels in asked.axes.items() if dim != "scenario"}
    if scenario is not None:
        cells["scenario"] = np.full(len(rows), asked.axes["scenario"].index(scenario))
    everybody = cells["level"] == 0 if "level" in cells else np.ones(len(rows), np.bool_)
    for name, values in arrays.items():
        numbers = rows[name].to_numpy(np.float64)
        if name + OF in rows:
            bottom = rows[name + OF].to_numpy(np.float64)
            numbers = np.divide(numbers, bottom, out=np.full(len(rows), np.nan), where=bottom != 0)
        mine = np.ones(len(rows), np.bool_) if "level" in asked.dims(name) else everybody
        values[tuple(cells[dim][mine] for dim in asked.dims(name))] = numbers[mine]


def _places(column: pd.Series[Any], labels: list[Any]) -> Any:
    if isinstance(labels[0], str):
        order = {label: place for place, label in enumerate(labels)}
        return column.astype(str).map(order).to_numpy(np.int64)
    return column.to_numpy(np.int64)


def _words(asked: _Asked, name: str) -> tuple[str, str, str]:
    if asked.table == OUTCOMES_TABLE:
        outcome = OUTCOMES_BY_NAME[name]
        return outcome.label, outcome.unit, outcome.definition
    field = asked.store.tables[asked.table].field(name)
    return field.label or field.definition, field.unit, field.definition


def store_frame(store: Store, table: str = OUTCOMES_TABLE, columns: Any = None, **asked: Any) -> pd.DataFrame:
    """Read a table of a study as one long table: what `store_labelled` gives, through `long_frame`."""
    return long_frame(store_labelled(store, table, columns, **asked))


__all__ = ["store_frame", "store_labelled", "store_size"]

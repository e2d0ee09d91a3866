"""Results as tidy tables: labelled arrays in long form, a row a number, and how much memory that would take.

Every result that is told by scenario, draw and so on is first put together as `Labelled`: plain arrays with dimensions,
labels, units and definitions. Its long table (`long_frame`) and its xarray form (`peersim.analysis.arrays`) are made of
the same arrays, and so hold the same numbers.
"""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from peersim.analysis.gathering import Gathered
from peersim.foundation.problems import InputError, Problems, nearest
from peersim.outcomes.registry import OUTCOMES
from peersim.outcomes.strata import EVERYONE, LEVELS
from peersim.outcomes.tidy import ROW_GROUPS, ROW_OUTCOMES, values_of
from peersim.outcomes.weekly import WEEKLY_COLUMNS, WEEKLY_FIELDS

if TYPE_CHECKING:
    import pandas as pd

    from peersim.analysis.comparison import Comparison

logger = logging.getLogger(__name__)

MEMORY = "1GB"
"""Memory that the numbers of a stored study may take unless told otherwise."""

LEVEL_NAMES = (EVERYONE, *(level.level for level in LEVELS))
"""Everybody, then every subgroup; no two factors have a level of the same name."""

LEVEL_GROUPS = (EVERYONE, *(level.group for level in LEVELS))
"""The factor of each."""

RUN = ("scenario", "draw", "replication")
"""Dimensions that name a run."""

_NUMBER = 8
"""Bytes of a number [bytes]."""

_UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}


class Part(NamedTuple):
    """One labelled array.

    Attributes
    ----------
    dims : tuple of str
        Its dimensions.
    values : numpy.ndarray
        Numbers; nan where one cannot be told.
    label, unit, definition : str
        What it is.
    """

    dims: tuple[str, ...]
    values: npt.NDArray[Any]
    label: str = ""
    unit: str = ""
    definition: str = ""


@dataclass(frozen=True, eq=False)
class Labelled:
    """Labelled arrays that share dimensions.

    Attributes
    ----------
    parts : mapping of str to Part
        By name.
    coordinates : mapping of str to sequence
        Labels of each dimension.
    beside : mapping of str to (str, sequence)
        Further labels: a dimension and a label for each of its places, such as a scenario's title.
    title : str
        What it is.
    facts : mapping
        What it stands on, in plain values.
    """

    parts: Mapping[str, Part]
    coordinates: Mapping[str, Sequence[Any]]
    beside: Mapping[str, tuple[str, Sequence[Any]]] = field(default_factory=dict)
    title: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


class Size(NamedTuple):
    """How large something would be.

    Attributes
    ----------
    numbers : int
        Numbers.
    words : str
        How they come about.
    """

    numbers: int
    words: str

    @property
    def bytes(self) -> int:
        """Memory they take [bytes]."""
        return self.numbers * _NUMBER

    def __str__(self) -> str:
        """Say it."""
        return f"{self.words}: {self.numbers:,} numbers, {in_words(self.bytes)}"


def in_words(size: int) -> str:
    """Say a number of bytes, such as ``1.2 GB``."""
    for unit, scale in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= scale:
            return f"{size / scale:.3g} {unit}"
    return f"{size} bytes"


def memory_of(text: str | int) -> int:
    """Read an amount of memory.

    Parameters
    ----------
    text : str or int
        Such as ``"500MB"`` or ``"2 GB"``; a number of bytes.

    Returns
    -------
    int
        [bytes]

    Raises
    ------
    InputError
        If it is none.
    """
    found = re.fullmatch(r"(\d+(?:\.\d+)?) ?([KMGT]?)i?B?", str(text).strip(), re.IGNORECASE)
    if not found:
        raise InputError([f'memory is "{text}"; write an amount such as "500MB" or "2GB".'])
    return int(float(found[1]) * _UNITS[found[2].upper()])


def refuse_too_large(size: Size, memory: str | int, how: str) -> None:
    """Refuse what would take more memory than is allowed, and log the size of what is not refused.

    Parameters
    ----------
    size : Size
        How large it would be.
    memory : str or int
        How much is allowed.
    how : str
        How to ask for less.

    Raises
    ------
    InputError
        If it is more.
    """
    if size.bytes > memory_of(memory):
        raise InputError([f"{size}; allowed {in_words(memory_of(memory))}."],
                         f'{how} Or allow more: memory="{max(math.ceil(size.bytes / 10**9), 1)}GB".')  # fmt: skip
    logger.info("reading %s", size)


def long_frame(labelled: Labelled) -> pd.DataFrame:
    """Write labelled arrays as one long table.

    Parameters
    ----------
    labelled : Labelled
        Any.

    Returns
    -------
    pandas.DataFrame
        A column a dimension (empty where a number has none of it), then metric, value, unit; array by array, in the
        order of their dimensions.
    """
    import pandas as pd

    parts = labelled.parts
    sizes = [part.values.size for part in parts.values()]
    table: dict[str, Any] = {}
    for dim, labels in labelled.coordinates.items():
        table[dim] = _labelled_codes(np.concatenate([_codes(part, dim) for part in parts.values()] or [_NONE]), labels)
    for name, words in (("metric", list(parts)), ("unit", [part.unit for part in parts.values()])):
        known = list(dict.fromkeys(words))
        codes = np.repeat([known.index(word) for word in words], sizes).astype(int)
        table[name] = pd.Categorical.from_codes(codes.tolist(), categories=pd.Index(known, dtype=object))
    table["value"] = np.concatenate(
        [part.values.reshape(-1).astype(np.float64) for part in parts.values()] or [_NONE.astype(np.float64)]
    )
    return pd.DataFrame(table)[[*labelled.coordinates, "metric", "value", "unit"]]


_NONE = np.empty(0, np.int64)


def _codes(part: Part, dim: str) -> npt.NDArray[np.int64]:
    """Place of every number of an array along a dimension; -1 where it has none of it."""
    if dim not in part.dims:
        return np.full(part.values.size, -1)
    return np.asarray(np.indices(part.values.shape)[part.dims.index(dim)].reshape(-1))


def _labelled_codes(codes: npt.NDArray[np.int64], labels: Sequence[Any]) -> Any:
    """Label places: words as categories, numbers as numbers, and nothing where there is none."""
    import pandas as pd

    if len(labels) and isinstance(labels[0], str):
        return pd.Categorical.from_codes(codes.tolist(), categories=pd.Index(list(labels)))
    numbers = np.asarray(labels, dtype=np.int64)
    if (codes >= 0).all():
        return numbers[codes]
    return pd.arrays.IntegerArray(np.where(codes >= 0, numbers[codes], 0), codes < 0)


# Comparisons


def chosen(known: Sequence[str], wanted: Iterable[str] | str | None, what: str, problems: Problems) -> tuple[str, ...]:
    """Check names of scenarios, outcomes or columns.

    Parameters
    ----------
    known : sequence of str
        What there is.
    wanted : iterable of str or None
        What is asked for; all when None.
    what : str
        What they are.
    problems : Problems
        Takes names that are not known, each with the nearest.

    Returns
    -------
    tuple of str
        Names asked for, in the order of those known.
    """
    if wanted is None:
        return tuple(known)
    names = [wanted] if isinstance(wanted, str) else list(dict.fromkeys(wanted))
    for name in names:
        if name not in known:
            problems.add(f'there is no {what} "{name}".{nearest(name, known)}')
    return tuple(name for name in known if name in names)


_ROWS = {(*who, outcome.name): row for row, (who, outcome) in enumerate(zip(ROW_GROUPS, ROW_OUTCOMES, strict=True))}


def rows_asked(
    comparison: Comparison, outcomes: Iterable[str] | str | None, subgroups: bool, problems: Problems
) -> list[int]:
    """Rows of `ROW_OUTCOMES` that are asked for and kept."""
    names = chosen([outcome.name for outcome in OUTCOMES], outcomes, "outcome", problems)
    last = len(ROW_OUTCOMES) if subgroups else len(OUTCOMES)
    kept = comparison.runs.kept
    for name in names if outcomes is not None else ():
        if not kept[_ROWS[EVERYONE, EVERYONE, name]]:
            problems.add(f'this study does not keep "{name}"')
    return [row for row in range(last) if ROW_OUTCOMES[row].name in set(names) and kept[row]]


def comparison_size(scenarios: int, comparison: Comparison, rows: int, of_each: int) -> Size:
    """Say how many numbers some rows of a comparison are."""
    numbers = scenarios * comparison.draws * comparison.replications * rows * of_each
    words = (
        f"{scenarios} scenarios × {comparison.draws:,} draws × {comparison.replications:,} replications × {rows:,} "
        f"outcomes and subgroups{f' × {of_each} numbers of each' if of_each > 1 else ''}"
    )
    return Size(numbers, words)


def comparison_labelled(
    comparison: Comparison,
    outcomes: Iterable[str] | str | None = None,
    scenarios: Iterable[str] | str | None = None,
    subgroups: bool = True,
    weekly: Iterable[str] | str = (),
    memory: str | int | None = None,
) -> Labelled:
    """Put the outcomes of a comparison's runs together as labelled arrays.

    Parameters
    ----------
    comparison : Comparison
        Of any runs.
    outcomes : iterable of str, optional
        Which outcomes; all when left out.
    scenarios : iterable of str, optional
        Which scenarios; all when left out.
    subgroups : bool
        Whether outcomes told by subgroup have the dimension ``level``, of which the first is everyone.
    weekly : iterable of str
        Columns of the weekly table, as ``weekly_NAME`` by scenario, draw and week: means over a draw's replications.
    memory : str or int, optional
        Most that the numbers may take; without limit when left out.

    Returns
    -------
    Labelled

    Raises
    ------
    InputError
        If a name is unknown, or the numbers would take more memory than is allowed.
    """
    problems = Problems()
    names = chosen(comparison.scenarios, scenarios, "scenario", problems)
    rows = rows_asked(comparison, outcomes, subgroups, problems)
    columns = chosen(WEEKLY_COLUMNS, weekly, "weekly column", problems)
    problems.raise_if_any()
    keep_to_memory(comparison, comparison_size(len(names), comparison, len(rows), 1), memory)
    numbers = [comparison.scenarios.index(name) for name in names]
    by_row = np.full((len(numbers), comparison.draws, comparison.replications, len(rows)), np.nan)
    for place, number in enumerate(numbers):
        by_row[place] = values_of(np.moveaxis(comparison.runs.rows_of(number, rows), 2, 0))
    parts = _by_outcome(rows, by_row)
    for name in columns:
        _, unit, meaning = WEEKLY_FIELDS[WEEKLY_COLUMNS.index(name)]
        values = np.stack([comparison.runs.weekly_of(number, WEEKLY_COLUMNS.index(name)) for number in numbers])
        said = f"{meaning}; mean over a draw's replications"
        parts[f"weekly_{name}"] = Part(("scenario", "draw", "week"), values, meaning, unit, said)
    done = comparison.runs.done[numbers]
    parts["done"] = Part(RUN, done, "the run came in", "yes/no", "whether the run came in: elsewhere all is nan")
    coordinates, beside = _axes(comparison, names, parts)
    return Labelled(parts, coordinates, beside, "Outcomes of simulated runs", _facts(comparison))


NUMBERS_IN_A_ROW = 6
"""Numbers of which the memory of a row of the tidy table is that much: three are numbers, the others labels."""

LESS = "Ask for fewer: outcomes, scenarios, or no subgroups."


def keep_to_memory(comparison: Comparison, size: Size, memory: str | int | None) -> None:
    """Refuse what would take too much memory: for a stored study more than `MEMORY` unless told otherwise."""
    if memory is None and isinstance(comparison.runs, Gathered):
        return
    refuse_too_large(size, MEMORY if memory is None else memory, LESS)


def _by_outcome(rows: Sequence[int], by_row: npt.NDArray[np.float64]) -> dict[str, Part]:
    """Put rows together to one array an outcome, with the dimension level where it has several rows."""
    parts: dict[str, Part] = {}
    by_name: dict[str, list[int]] = {}
    for place, row in enumerate(rows):
        by_name.setdefault(ROW_OUTCOMES[row].name, []).append(place)
    for name, places in by_name.items():
        about = ROW_OUTCOMES[rows[places[0]]]
        if len(places) == 1:
            parts[name] = Part(RUN, by_row[..., places[0]], about.label, about.unit, about.definition)
        else:
            parts[name] = Part((*RUN, "level"), by_row[..., places], about.label, about.unit, about.definition)
    return parts


def _axes(comparison: Comparison, names: Sequence[str], parts: Mapping[str, Part]) -> tuple[Any, Any]:
    coordinates: dict[str, Sequence[Any]] = {
        "scenario": list(names),
        "draw": list(range(comparison.draws)),
        "replication": list(range(comparison.replications)),
    }
    beside: dict[str, tuple[str, Sequence[Any]]] = {"title": ("scenario", [comparison.title(name) for name in names])}
    if any("level" in part.dims for part in parts.values()):
        coordinates["level"] = list(LEVEL_NAMES)
        beside["group"] = ("level", list(LEVEL_GROUPS))
    if any("week" in part.dims for part in parts.values()):
        coordinates["week"] = list(range(comparison.weeks))
    return coordinates, beside


def _facts(comparison: Comparison) -> dict[str, Any]:
    names = ("reference", "place", "parents", "weeks", "draws", "replications", "seed", "price_year", "version")
    return {**{name: getattr(comparison, name) for name in names}, "place_title": comparison.place_name}


def weekly_long(comparison: Comparison, columns: Iterable[str] | str, scenarios: Any = None) -> pd.DataFrame:
    """Give columns of the weekly table in long form: see `Comparison.weekly_frame`."""
    labelled = comparison_labelled(comparison, [], scenarios, False, columns)
    parts = {name.removeprefix("weekly_"): part for name, part in labelled.parts.items() if name != "done"}
    axes = {name: labels for name, labels in labelled.coordinates.items() if name in ("scenario", "draw", "week")}
    return long_frame(Labelled(parts, axes))


def runs_frame(comparison: Comparison, rows: Sequence[int], scenarios: Sequence[str]) -> pd.DataFrame:
    """Make the tidy table of some rows of some scenarios: the columns of `peersim.outcomes.tidy.frame_from_rows`.

    Parameters
    ----------
    comparison : Comparison
        Of any runs.
    rows : sequence of int
        Rows of `ROW_OUTCOMES`.
    scenarios : sequence of str
        Names.

    Returns
    -------
    pandas.DataFrame
        One row a run that came in, outcome and subgroup.
    """
    import pandas as pd

    numbers = [comparison.scenarios.index(name) for name in scenarios]
    cells = [np.argwhere(comparison.runs.done[number]) for number in numbers]
    tables = [comparison.runs.rows_of(number, rows)[comparison.runs.done[number]] for number in numbers]
    table = np.concatenate(tables) if tables else np.empty((0, 2, len(rows)))
    runs = len(table)
    which = (
        np.concatenate([np.full(len(each), place) for place, each in enumerate(cells)]) if runs else np.empty(0, int)
    )
    world = np.concatenate(cells) if runs else np.empty((0, 2), int)
    told = [ROW_OUTCOMES[row] for row in rows]
    groups = [ROW_GROUPS[row] for row in rows]

    def words(labels: Sequence[str]) -> Any:
        known = list(dict.fromkeys(labels))
        codes = np.tile([known.index(label) for label in labels], runs)
        return pd.Categorical.from_codes(codes.astype(int).tolist(), categories=pd.Index(known))

    return pd.DataFrame(
        {
            "scenario": pd.Categorical.from_codes(
                np.repeat(which, len(rows)).astype(int).tolist(), categories=pd.Index(list(scenarios))
            ),
            "draw": np.repeat(world[:, 0], len(rows)),
            "replication": np.repeat(world[:, 1], len(rows)),
            "group": words([group for group, _ in groups]),
            "level": words([level for _, level in groups]),
            "outcome": words([each.name for each in told]),
            "value": values_of(np.moveaxis(table, 1, 0)).reshape(-1),
            "numerator": table[:, 0, :].reshape(-1),
            "denominator": table[:, 1, :].reshape(-1),
            "unit": words([each.unit for each in told]),
        }
    )

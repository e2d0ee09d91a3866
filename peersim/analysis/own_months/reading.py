"""Reading a local programme's own monthly figures: every problem told at once, by line, and nobody's data repeated."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from peersim.analysis.own_months.columns import BY_NAME, KNOWN_HEADS, MONTH, MonthColumn, column_of, is_month, plain
from peersim.analysis.own_months.dates import BOTH, DAY_FIRST, FORMS, MONTH_FIRST, Month, Read, read_month, settled
from peersim.analysis.own_months.numbers import SMALL, SMALL_AS, Number, read_number, shows_decimal_commas
from peersim.analysis.own_months.opening import SEE, Rows, open_rows
from peersim.analysis.own_months.personal import WHAT_TO_DO, has_words, kind_of_cell, kind_of_head
from peersim.foundation.problems import Problems, nearest

if TYPE_CHECKING:
    import pandas as pd

Numbers = npt.NDArray[np.float64]
YesNo = npt.NDArray[np.bool_]

PERSONAL = f"{WHAT_TO_DO} {SEE}"
"""Said at the end where something looks like data of one person."""

_SHOWN = 6
"""Months named in one remark."""

_LONGEST_HEAD = 40
_ROWS_A_MONTH = 3
"""From so many rows a month a file looks as if it had a row a visit."""


@dataclass(frozen=True, eq=False)
class OwnMonths:
    """A local programme's own monthly figures.

    Attributes
    ----------
    months : tuple of Month
        Every month from the first to the last, without a gap.
    columns : tuple of MonthColumn
        What was recorded.
    values : numpy.ndarray, shape (months, columns)
        In each column's unit; nan where nothing was recorded.
    small : numpy.ndarray of bool, shape (months, columns)
        Where a value stands for a count of 1 to 4 that is not told exactly.
    partial : tuple of Month
        Months of which the file holds a part only.
    remarks : tuple of str
        How the file was read, and what a reader must know.
    file : str
        Name of the file, for messages about it; in nothing that is written.
    lines : tuple of int
        Line of each month in it; 0 where there is none.
    """

    months: tuple[Month, ...]
    columns: tuple[MonthColumn, ...]
    values: Numbers
    small: YesNo
    partial: tuple[Month, ...] = ()
    remarks: tuple[str, ...] = ()
    file: str = ""
    lines: tuple[int, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(column.name for column in self.columns)

    def where(self, month: Month) -> str:
        """Say where a month stands, such as ``figures.csv, line 3``."""
        number = self.months.index(month)
        line = self.lines[number] if number < len(self.lines) else 0
        return ", ".join(part for part in (self.file, f"line {line}" if line else "") if part) or str(month)

    @cached_property
    def recorded(self) -> int:
        """How many figures there are."""
        return int((~np.isnan(self.values)).sum())

    def to_frame(self) -> pd.DataFrame:
        """Give every figure as one tidy table.

        Returns
        -------
        pandas.DataFrame
            Columns month, metric, label, unit, value, small, definition: a row a month and column, in that order.
            nan where nothing was recorded.
        """
        import pandas as pd

        rows = [
            (str(month), column.name, column.label, column.unit, self.values[row, number],
             bool(self.small[row, number]), column.definition)
            for row, month in enumerate(self.months)
            for number, column in enumerate(self.columns)
        ]  # fmt: skip
        heads = ["month", "metric", "label", "unit", "value", "small", "definition"]
        return pd.DataFrame(rows, columns=pd.Index(heads))

    def rounded(self) -> OwnMonths:
        """Hide small counts of people: 1 to 4 families or volunteers are from here on known as that and no more."""
        people = np.array([column.people for column in self.columns])
        hide = people & (self.values >= SMALL[0]) & (self.values <= SMALL[1])
        told = tuple(remark for remark in self.remarks if not remark.startswith(_SMALL_WORDS))
        said = f"Counts of {SMALL[0]} to {SMALL[1]} people are hidden, and taken as {SMALL_AS:g} each."
        values = np.where(hide, SMALL_AS, self.values)
        return replace(self, values=values, small=self.small | hide, remarks=(*told, said) if hide.any() else told)


_SMALL_WORDS = "Small counts:"


def own_months(
    path: str | os.PathLike[str],
    *,
    dates: str | None = None,
    ignore: Iterable[str] = (),
    partial: Iterable[str] = (),
    round_small: bool = False,
) -> OwnMonths:
    """Read a local programme's own monthly figures.

    Parameters
    ----------
    path : str or path
        A CSV file with a row a month: a column of months and any of the columns that `peersim local columns` lists. It
        is read on this machine and sent nowhere.
    dates : str, optional
        ``day first`` or ``month first``, for dates such as 03/04/2025 that no other row decides.
    ignore : iterable of str
        Heads of columns of numbers that are left out, because the model has nothing like them.
    partial : iterable of str
        Months of which the file holds a part only, such as ``2025-06``: they are not compared.
    round_small : bool
        Hide counts of 1 to 4 people in everything that is made of the file.

    Returns
    -------
    OwnMonths

    Raises
    ------
    InputError
        With every problem of the file, by line. Columns and cells that look like names, addresses or other data of one
        person are refused, and never repeated.
    """
    rows = open_rows(path)
    problems = Problems(SEE)
    columns = _heads(rows, tuple(ignore), problems)
    months = _months(rows, columns, dates, problems)
    values, small = _figures(rows, columns, problems)
    in_part = _partial(partial, problems)
    problems.found.sort(key=_line_of)
    problems.raise_if_any()
    found = _in_order(rows, columns, months, values, small, in_part)
    return found.rounded() if round_small else found


def _line_of(sentence: str) -> int:
    found = re.search(r", line (\d+)", sentence)
    return int(found[1]) if found else 0


def letter(place: int) -> str:
    """Name a column as spreadsheets do: A, B, ..., Z, AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _heads(rows: Rows, ignore: tuple[str, ...], problems: Problems) -> dict[int, MonthColumn | str]:
    """Say what each column is, and what is wrong with the others."""
    at = f"{rows.name}, line {rows.head_line}"
    left_out = {plain(name) for name in ignore}
    found: dict[int, MonthColumn | str] = {}
    for place, head in enumerate(rows.head):
        known = MONTH if is_month(head) else column_of(head)
        where = f"{at}, column {letter(place)}"
        if known is not None and known in found.values():
            first = next(letter(other) for other, each in found.items() if each == known)
            name = known if isinstance(known, str) else known.name
            problems.add(f"{where}: is {name}, as column {first} is; keep one of them")
        elif known is not None:
            found[place] = known
        elif kind_of_head(plain(head)) or kind_of_cell(head):
            kind = kind_of_head(plain(head)) or kind_of_cell(head)
            problems.add(f"{where}: its head says that it holds {kind}")
            problems.hint = PERSONAL
        elif plain(head) in left_out:
            found[place] = ""
        elif head or any(place < len(cells) and cells[place] for _, cells in rows.rows):
            problems.add(f"{where}: {_unknown(head)}")
    _check_heads(rows, found, left_out, at, problems)
    return found


def _unknown(head: str) -> str:
    """Tell of a head that is not known; it is repeated only where it resembles one that is, as it may be a name."""
    if not head:
        return "has no head; name it in the first line, or take it out"
    words = plain(head)
    hint = nearest(words, KNOWN_HEADS)
    meant = hint.partition('"')[2].partition('"')[0]
    column = column_of(meant) if meant else None
    shares_a_word = bool(set(words.split()) & set(meant.split()))
    if column is not None and (shares_a_word or _close(words, meant)) and len(head) <= _LONGEST_HEAD:
        return f'unknown column "{head}". Did you mean "{column.name}"?'
    return (
        "its head is no column that is known (it is not repeated here, lest it be somebody's name); take the column "
        "out, "
        "or leave a column of numbers out with --ignore"
    )


def _close(words: str, meant: str) -> bool:
    """Whether a head is a known one with a slip of the pen."""
    import difflib

    return difflib.SequenceMatcher(None, words, meant).ratio() >= 0.8


def _check_heads(
    rows: Rows, found: Mapping[int, MonthColumn | str], left_out: set[str], at: str, problems: Problems
) -> None:
    if MONTH not in found.values():
        problems.add(
            f'{at}: no column is headed "month"; the first line names the columns, and one of them is the month'
        )
    if not any(isinstance(each, MonthColumn) for each in found.values()):
        problems.add(f"{at}: no column of figures is known")
    for name in sorted(left_out - {plain(head) for head in rows.head}):
        problems.add(f'{at}: there is no column "{name}" to ignore.{nearest(name, [plain(h) for h in rows.head])}')


def _months(
    rows: Rows, columns: Mapping[int, MonthColumn | str], dates: str | None, problems: Problems
) -> list[tuple[int, Month, int]]:
    """Read the month of every row: its line, the month, and the day of it where one is named."""
    if dates not in (None, DAY_FIRST, MONTH_FIRST):
        problems.add(f'dates is "{dates}"; allowed "{DAY_FIRST}", "{MONTH_FIRST}"')
    place = next((place for place, each in columns.items() if each == MONTH), None)
    if place is None:
        return []
    reads = [(line, read_month(cells[place]) if place < len(cells) else Read({})) for line, cells in rows.rows]
    how = dates or settled([read for _, read in reads])
    if how == BOTH:
        problems.add(f"{rows.name}: {_disagreement(reads)}")
        return []
    found: list[tuple[int, Month, int]] = []
    lines: dict[Month, list[int]] = {}
    for (line, read), (_, cells) in zip(reads, rows.rows, strict=True):
        at = f"{rows.name}, line {line}, column {letter(place)}"
        month = _settle(read, how, at, cells[place] if place < len(cells) else "", problems)
        if month is not None:
            found.append((line, month, read.day))
            lines.setdefault(month, []).append(line)
    _refuse_twice(rows, lines, problems)
    return found


def _settle(read: Read, how: str, at: str, cell: str, problems: Problems) -> Month | None:
    """Choose between the readings of a cell, or say why none can be chosen."""
    if not cell:
        problems.add(f"{at}: has no month; write {FORMS}")
    elif not read.readings:
        kind = kind_of_cell(cell)
        personal = kind and not kind.startswith("a date")
        problems.add(f"{at}: looks like {kind}" if personal else f"{at}: {read.why}")
        problems.hint = PERSONAL if personal or "not repeated" in read.why else problems.hint
    elif len(set(read.readings.values())) == 1:
        if how and "" not in read.readings and how not in read.readings:
            problems.add(f'{at}: "{cell}" cannot be read {how}')
            return None
        return next(iter(read.readings.values()))
    elif how in read.readings:
        return read.readings[how]
    else:
        one, other = read.readings[DAY_FIRST], read.readings[MONTH_FIRST]
        problems.add(
            f'{at}: "{cell}" is {one} if the day comes first and {other} if the month does (the American way); write '
            f'{one} or {other}, or say --dates "{DAY_FIRST}"'
        )
    return None


def _disagreement(reads: list[tuple[int, Read]]) -> str:
    lines = [next(line for line, read in reads if list(read.readings) == [how]) for how in (DAY_FIRST, MONTH_FIRST)]
    return (
        f"line {lines[0]} can only be read day first, line {lines[1]} only month first; a spreadsheet may have "
        "changed some "
        "dates and not others. Write months as 2025-01"
    )


def _refuse_twice(rows: Rows, lines: Mapping[Month, list[int]], problems: Problems) -> None:
    if len(lines) and len(rows.rows) >= _ROWS_A_MONTH * len(lines) and len(rows.rows) > _ROWS_A_MONTH:
        problems.add(
            f"{rows.name}: has {len(rows.rows)} rows for {len(lines)} months, as if it had a row a visit or a person. "
            "Count by month in the spreadsheet"
        )
        problems.hint = PERSONAL
        return
    for month, where in lines.items():
        for line in where[1:]:
            problems.add(f"{rows.name}, line {line}: {month} is in line {where[0]} already; a month has one row")


def _figures(
    rows: Rows, columns: Mapping[int, MonthColumn | str], problems: Problems
) -> tuple[list[list[float]], list[list[bool]]]:
    """Read every number, row by row, in the order of the columns."""
    commas = any(
        shows_decimal_commas(cells[place])
        for _, cells in rows.rows
        for place, column in columns.items()
        if isinstance(column, MonthColumn) and place < len(cells)
    )
    values: list[list[float]] = []
    small: list[list[bool]] = []
    for line, cells in rows.rows:
        if not _fits(rows, line, cells, problems):
            values.append([math.nan] * len(columns))
            small.append([False] * len(columns))
            continue
        numbers = []
        for place, column in columns.items():
            cell = cells[place] if place < len(cells) else ""
            at = f"{rows.name}, line {line}, column {letter(place)}"
            if isinstance(column, MonthColumn):
                numbers.append(_number(cell, column, commas, at, problems))
            elif column != MONTH and (kind_of_cell(cell) or has_words(cell)):
                kind = kind_of_cell(cell)
                what = f"looks like {kind}" if kind else "is text in a column that is to be ignored"
                problems.add(f"{at}: {what} (it is not repeated here)")
                problems.hint = PERSONAL
        values.append([number.value for number in numbers])
        small.append([number.small for number in numbers])
    return values, small


def _number(cell: str, column: MonthColumn, commas: bool, at: str, problems: Problems) -> Number:
    kind = kind_of_cell(cell)
    if kind:
        problems.add(f"{at} ({column.name}): looks like {kind} (it is not repeated here)")
        problems.hint = PERSONAL
        return Number(math.nan)
    number = read_number(cell, column, commas)
    if number.why:
        problems.add(f"{at} ({column.name}): {number.why}")
        problems.hint = PERSONAL if number.why.startswith("is text") else problems.hint
    return number


def _fits(rows: Rows, line: int, cells: list[str], problems: Problems) -> bool:
    """See that a row has as many cells as there are heads; blank ones may be missing or too many at its end."""
    width = len(rows.head)
    if len(cells) > width and any(cells[width:]):
        problems.add(
            f"{rows.name}, line {line}: has {len(cells)} cells for {width} columns; a number with a comma in it must "
            "be in "
            'quotes ("1,234"), or be written without the comma'
        )
        return False
    return True


def _partial(partial: Iterable[str], problems: Problems) -> tuple[Month, ...]:
    found = []
    for text in [partial] if isinstance(partial, str) else partial:
        read = read_month(text)
        if len(set(read.readings.values())) == 1:
            found.append(next(iter(read.readings.values())))
        else:
            problems.add(f'partial is "{text}"; write a month, such as 2025-06')
    return tuple(found)


def _in_order(
    rows: Rows,
    columns: Mapping[int, MonthColumn | str],
    months: list[tuple[int, Month, int]],
    values: list[list[float]],
    small: list[list[bool]],
    partial: tuple[Month, ...],
) -> OwnMonths:
    """Put rows in the order of the months, with an empty row for each month that is not there."""
    given = [month for _, month, _ in months]
    every = tuple(min(given).plus(n) for n in range(max(given).since(min(given)) + 1))
    kept = tuple(column for column in columns.values() if isinstance(column, MonthColumn))
    table = np.full((len(every), len(kept)), np.nan)
    hidden = np.zeros(table.shape, np.bool_)
    for row, month in enumerate(given):
        table[every.index(month)], hidden[every.index(month)] = values[row], small[row]
    ends = _ended_early(months)
    known = tuple(month for month in dict.fromkeys((*partial, *ends)) if month in every)
    remarks = [*rows.remarks, *_about_order(rows, months), *_about_gaps(every, given, kept, table)]
    remarks += _about_parts(partial, ends, every) + _about_small(kept, table, hidden)
    order = sorted(range(len(kept)), key=lambda n: list(BY_NAME).index(kept[n].name))
    lines = {month: line for line, month, _ in months}
    return OwnMonths(
        every, tuple(kept[n] for n in order), table[:, order], hidden[:, order], known, tuple(remarks),
        rows.name, tuple(lines.get(month, 0) for month in every),
    )  # fmt: skip


def _ended_early(months: list[tuple[int, Month, int]]) -> tuple[Month, ...]:
    """Find a last month that ends before its end, in a file whose other rows are of the last day of their months."""
    latest = max(months, key=lambda each: each[1])
    others = [day == month.last.day for _, month, day in months if month != latest[1]]
    early = 1 < latest[2] < latest[1].last.day
    return (latest[1],) if others and all(others) and early else ()


def _about_order(rows: Rows, months: list[tuple[int, Month, int]]) -> list[str]:
    lines = [line for (line, month, _), (_, before, _) in zip(months[1:], months, strict=False) if month < before]
    if not lines:
        return []
    where = ", ".join(str(line) for line in lines[:_SHOWN]) + (" and others" if len(lines) > _SHOWN else "")
    return [f"Months are not in order ({rows.name}, line {where}); they were put in order."]


def _about_gaps(
    every: tuple[Month, ...], given: list[Month], columns: tuple[MonthColumn, ...], table: Numbers
) -> list[str]:
    said = []
    missing = [str(month) for month in every if month not in set(given)]
    if missing:
        said.append(f"No row for {_named(missing)}: not recorded, which is not nought; left out of the comparison.")
    there = [row for row, month in enumerate(every) if month in set(given)]
    for number, column in enumerate(columns):
        blank = [str(every[row]) for row in there if np.isnan(table[row, number])]
        if blank:
            said.append(f"{column.name} is blank in {_named(blank)}: not recorded, which is not nought; left out.")
    return said


def _named(months: list[str]) -> str:
    more = len(months) - _SHOWN
    return ", ".join(months[:_SHOWN]) + (f" and {more} more months" if more > 0 else "")


def _about_parts(partial: tuple[Month, ...], ends: tuple[Month, ...], every: tuple[Month, ...]) -> list[str]:
    said = [f"{month} is not in the file, and was to be left out as part of a month." for month in partial
            if month not in every]  # fmt: skip
    said += [f"{month} is told in part only: it is not compared." for month in partial if month in every]
    said += [
        f"{month} ends before its last day, where the other rows are of whole months: it is taken for a part, and not "
        "compared." for month in ends if month not in partial
    ]  # fmt: skip
    return said


def _about_small(columns: tuple[MonthColumn, ...], table: Numbers, hidden: YesNo) -> list[str]:
    people = np.array([column.people for column in columns])
    few = int((people & ~hidden & (table >= SMALL[0]) & (table <= SMALL[1])).sum())
    said = [f"{int(hidden.sum())} counts are told as under 5 and taken as {SMALL_AS:g} each."] if hidden.any() else []
    if few:
        said.append(
            f"{_SMALL_WORDS} {few} {'figure counts' if few == 1 else 'figures count'} {SMALL[0]} to {SMALL[1]} "
            "people. In a "
            "small place such a count may point to somebody: hide them (--round-small) before results are shared."
        )
    return said

"""Months as people write them: every form that can mean one month only is understood, the others are refused.

What is understood: ``2025-01``, ``2025/01``, ``01/2025``, ``1-2025``, ``Jan 2025``, ``January 2025``, ``Jan-25``, any
day of the month as ``2025-01-31``, ``31 Jan 2025`` or ``31/01/2025``, each with or without a time of day behind it.
``03/04/2025`` can be two months; it is read only where another row of the file shows which of the numbers is the day.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date
from typing import NamedTuple

FORMS = "2025-01, Jan 2025, 01/2025, or any day of the month such as 2025-01-31 or 31/01/2025"
"""What to write, as messages say it."""

DAY_FIRST, MONTH_FIRST, BOTH = "day first", "month first", "both"

EARLIEST, LATEST = 1990, 2100
"""Years that a month may be in."""

MOST_MONTHS_IN_A_YEAR = 12
_CENTURY = 2000
_LONGEST_SHOWN = 24

_NAMES = {name.casefold(): number for number, name in enumerate(calendar.month_name) if name}
_NAMES |= {name.casefold(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_TIME = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$")
_SUMS = ("total", "totals", "sum", "average", "mean", "year to date", "ytd", "annual", "grand total")
_SERIAL = re.compile(r"[345]\d{4}(\.\d+)?")
"""Days since 1900 as Excel counts them: 30000 is in 1982, 59999 in 2064."""


class Month(NamedTuple):
    """A month of the calendar.

    Attributes
    ----------
    year, month : int
        Such as 2025 and 1.
    """

    year: int
    month: int

    def __str__(self) -> str:
        """Write it as ``2025-01``."""
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    def plus(self, months: int) -> Month:
        """Give the month so many months later."""
        years, month = divmod(self.year * MOST_MONTHS_IN_A_YEAR + self.month - 1 + months, MOST_MONTHS_IN_A_YEAR)
        return Month(years, month + 1)

    def since(self, other: Month) -> int:
        """Count the months from another one to this [months]."""
        return (self.year - other.year) * MOST_MONTHS_IN_A_YEAR + self.month - other.month


class Read(NamedTuple):
    """What a cell of the column of months says.

    Attributes
    ----------
    readings : dict of Month
        By how it is read: one entry where there is one reading, ``day first`` and ``month first`` where there are two.
    day : int
        Day of the month where the cell names one and it is certain, else 0.
    why : str
        What is wrong where there is no reading; never repeats words that are not a month's.
    """

    readings: dict[str, Month]
    day: int = 0
    why: str = ""


def read_month(text: str) -> Read:
    """Read one cell.

    Parameters
    ----------
    text : str
        A cell of the column of months.

    Returns
    -------
    Read
    """
    shown = " ".join(unicodedata.normalize("NFKC", text).split())
    shown = _TIME.sub("", shown)
    numbers = re.fullmatch(r"(\d{1,4})[-/.](\d{1,2})(?:[-/.](\d{1,4}))?", shown)
    if numbers:
        return _of_numbers(shown, [part for part in numbers.groups() if part is not None])
    words = re.fullmatch(r"(?:(\d{1,2})(?:st|nd|rd|th)?[ -/])?([^\W\d_]{3,9})\.?[ -/,']+(\d{2}|\d{4})", shown)
    if words and words[2].casefold() in _NAMES:
        return _checked(shown, int(words[3]), _NAMES[words[2].casefold()], int(words[1] or 0))
    month, year = re.fullmatch(r"(\d{1,2})[-/.](\d{4})", shown), re.fullmatch(r"\d{4}", shown)
    if month:
        return _checked(shown, int(month[2]), int(month[1]), 0)
    return Read({}, why=_why_not(shown, year is not None))


def _of_numbers(shown: str, parts: list[str]) -> Read:
    """Read numbers with marks between them."""
    if len(parts[0]) == 4:  # 2025-01, 2025-01-31
        return _checked(shown, int(parts[0]), int(parts[1]), int(parts[2]) if len(parts) > 2 else 0)
    if len(parts) == 2:
        return Read({}, why=f'"{shown}" has no year; write {FORMS}')
    if len(parts[2]) not in (2, 4) or len(parts[0]) > 2:
        return Read({}, why=f'"{shown}" is no date; write {FORMS}')
    first, second, year = (int(part) for part in parts)
    found = {DAY_FIRST: _checked(shown, year, second, first), MONTH_FIRST: _checked(shown, year, first, second)}
    good = {how: read for how, read in found.items() if read.readings}
    if not good:
        return found[DAY_FIRST]
    readings = {how: next(iter(read.readings.values())) for how, read in good.items()}
    day = next(iter(good.values())).day if len(good) == 1 or first == second else 0
    return Read(readings, day)


def _checked(shown: str, year: int, month: int, day: int) -> Read:
    year += _CENTURY if year < 100 else 0
    if not 1 <= month <= MOST_MONTHS_IN_A_YEAR:
        return Read({}, why=f'"{shown}" has no month from 1 to 12; write {FORMS}')
    if not EARLIEST <= year <= LATEST:
        return Read({}, why=f"is of the year {year}; allowed {EARLIEST} to {LATEST}")
    found = Month(year, month)
    if day and not 1 <= day <= found.last.day:
        return Read({}, why=f'"{shown}" names a day that the month does not have')
    return Read({"": found}, day)


def _why_not(shown: str, year: bool) -> str:
    """Say why a cell is no month, without repeating words that may be somebody's name."""
    small = shown.casefold()
    if small.rstrip(":") in _SUMS:
        return f'"{shown}" is no month; take rows of totals and means out'
    if _SERIAL.fullmatch(shown):
        return f'"{shown}" is a day as Excel counts them; format the column as a date and save again'
    if year:
        return f'"{shown}" is a year; figures must be by month'
    if re.fullmatch(r"(\d{4} ?)?q[1-4]( ?\d{2,4})?", small):
        return f'"{shown}" is a quarter; figures must be by month'
    if re.fullmatch(r"(\d{4} ?)?(w|week) ?\d{1,2}( ?\d{2,4})?", small):
        return f'"{shown}" is a week; figures must be by month'
    if small.rstrip(".") in _NAMES:
        return f'"{shown}" has no year; write {FORMS}'
    if re.fullmatch(r"[\d\s/.,:-]+", shown) and len(shown) <= _LONGEST_SHOWN:
        return f'"{shown}" is no month; write {FORMS}'
    return f"there are words that are no month (they are not repeated here); write {FORMS}"


def settled(reads: list[Read]) -> str:
    """Say which of the two numbers is the day, where the rows of a file show it.

    Parameters
    ----------
    reads : list of Read
        Every row.

    Returns
    -------
    str
        ``day first`` or ``month first`` where some rows can only be read so; ``both`` where rows disagree; empty where
        no row shows it.
    """
    certain = {next(iter(read.readings)) for read in reads if len(read.readings) == 1} - {""}
    return BOTH if len(certain) > 1 else "".join(certain)

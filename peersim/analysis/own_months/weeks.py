"""Weeks of a run and months of the calendar: which week of the run is in which month.

Week 0 begins on the programme's first day. What is added up (contacts, money) is shared between two months by the
days of a week that lie in each; what is counted one by one falls on one of the week's days by lot. Where the weekday
on which groups meet is said, what comes about at sessions belongs wholly to the month in which that day lies, so that
a month with five Tuesdays has five. What is counted at a month's end is taken at the end of the week that ends
nearest to it. Different people are counted in the weeks of which most days (or the meeting day) lie in the month.
"""

from __future__ import annotations

import calendar
import math
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peersim.analysis.own_months.dates import Month, read_month
from peersim.foundation.problems import Problems, nearest
from peersim.scenarios.calendar import WEEKS_OF_YEAR

Numbers = npt.NDArray[np.float64]

DAYS = 7
"""Days in a week [days]; a definition."""

WEEKDAYS = tuple(name.casefold() for name in calendar.day_name)
"""Days on which groups may be said to meet."""

_MIDDLE = 3
"""The middle day of a week: where it lies, most of the week's days lie."""


class WeeksOfMonths(NamedTuple):
    """How the weeks of a run make months.

    Attributes
    ----------
    began : datetime.date
        First day of week 0.
    weeks : int
        Length of the run [weeks].
    shares, at_sessions : numpy.ndarray, shape (months, weeks)
        Share of each week that belongs to each month, by its days, and of what comes about at sessions.
    ends : numpy.ndarray of int, shape (months,)
        Week at whose end a month's end is looked at.
    month_of : numpy.ndarray of int, shape (weeks,)
        Month that each whole week belongs to; -1 for none of them.
    whole : numpy.ndarray of bool, shape (months,)
        Whether the run covers every day of the month.
    """

    began: date
    weeks: int
    shares: Numbers
    at_sessions: Numbers
    ends: npt.NDArray[np.int64]
    month_of: npt.NDArray[np.int64]
    whole: npt.NDArray[np.bool_]


def weeks_until(began: date, month: Month) -> int:
    """Count the weeks of a run that covers everything from its first day to a month's end [weeks]."""
    return math.ceil(((month.last - began).days + 1) / DAYS)


def week_of_year(day: date) -> int:
    """Say in which of the calendar's 52 weeks a day lies [1 to 52]; the last day or two are of the 52nd."""
    return min((day.timetuple().tm_yday - 1) // DAYS + 1, WEEKS_OF_YEAR)


def weeks_of_months(began: date, weeks: int, months: tuple[Month, ...], meets: str | None = None) -> WeeksOfMonths:
    """Say how the weeks of a run make months.

    Parameters
    ----------
    began : datetime.date
        First day of week 0.
    weeks : int
        Length of the run [weeks].
    months : tuple of Month
        In order, without a gap.
    meets : str, optional
        Weekday on which groups meet, such as ``tuesday``; days are shared when left out.

    Returns
    -------
    WeeksOfMonths
    """
    days = [began + timedelta(days=n) for n in range(DAYS * weeks)]
    place = {month: number for number, month in enumerate(months)}
    of_day = np.array([place.get(Month(day.year, day.month), -1) for day in days]).reshape(weeks, DAYS)
    chosen = _MIDDLE if meets is None else (WEEKDAYS.index(meets) - began.weekday()) % DAYS
    month_of = of_day[:, chosen]
    numbers = np.arange(len(months))[:, np.newaxis]
    shares = (of_day == numbers[:, :, np.newaxis]).mean(axis=2)
    at_sessions = shares if meets is None else (month_of == numbers).astype(np.float64)
    ends = np.array([round(((month.last - began).days + 1) / DAYS) - 1 for month in months])
    last = days[-1]
    whole = np.array([began <= month.first and month.last <= last for month in months])
    return WeeksOfMonths(began, weeks, shares, at_sessions, np.clip(ends, 0, weeks - 1), month_of, whole)


def first_day(started: str | date | Month | None, first: Month, problems: Problems) -> date:
    """Say on which day a programme began.

    Parameters
    ----------
    started : str, datetime.date or Month, optional
        A month or a day; the first day of the file's first month when left out.
    first : Month
        The file's first month.
    problems : Problems
        Takes what is wrong.

    Returns
    -------
    datetime.date
    """
    if started is None:
        return first.first
    if isinstance(started, date):
        return started
    if isinstance(started, Month):
        return started.first
    read = read_month(started)
    if len(set(read.readings.values())) != 1:
        why = read.why or f'"{started}" can be two months'
        problems.add(f"started: {why.replace('they are not repeated here', 'not repeated')}")
        return first.first
    month = next(iter(read.readings.values()))
    return date(month.year, month.month, read.day) if read.day else month.first


def check_weekday(meets: str | None, problems: Problems) -> str | None:
    """Check the name of a weekday; short forms such as ``tue`` are understood."""
    if meets is None:
        return None
    wanted = meets.strip().casefold()
    found = [day for day in WEEKDAYS if len(wanted) > 1 and day.startswith(wanted)]
    if len(found) != 1:
        problems.add(f'meets is "{meets}"; allowed {", ".join(WEEKDAYS)}.{nearest(wanted, WEEKDAYS)}')
        return None
    return found[0]

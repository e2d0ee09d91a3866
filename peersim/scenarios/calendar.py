"""The calendar of a run: which week of the year each week is, and which are school holidays.

Years are 52 weeks long. The day or two that a real year has more would move the holidays by less than a week over a
three-year run.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
import numpy.typing as npt

from peersim.foundation.records import Field, record_type

WEEKS_OF_YEAR = 52
"""Weeks in a year of the run [weeks]."""

FIRST_WEEK_OF_APRIL = 14
"""Week of the year in which a run begins unless the scenario says otherwise: the start of the financial year."""

HOLIDAYS_ENGLAND = (1, 8, 14, 15, 22, 30, 31, 32, 33, 34, 35, 44, 52)
"""Weeks of the year in which schools in England are usually closed: Christmas, the February half-term, Easter, the May
half-term, six weeks of summer and the October half-term. Thirteen weeks; the other 39 are the school year."""

CALENDAR_FIELDS = (
    Field("week_of_year", "i8", "1 to 52", "week of the calendar year; 1 is the first week of January"),
    Field("year", "i8", "years", "year of the run, from 0"),
    Field("holiday", "?", "yes/no", "schools are closed"),
    Field("holiday_share", "f8", "share", "share of a year's weeks in which schools are closed"),
)
"""Fields of the weekly calendar, in order."""

CALENDAR: np.dtype[Any] = record_type(CALENDAR_FIELDS)
"""NumPy type of one week of the calendar."""


def weekly_calendar(weeks: int, start_week: int, holidays: Collection[int]) -> npt.NDArray[Any]:
    """Lay out the calendar of a run.

    Parameters
    ----------
    weeks : int
        Length of the run [weeks].
    start_week : int
        Week of the year in which the run begins [1 to 52].
    holidays : collection of int
        Weeks of the year in which schools are closed [1 to 52].

    Returns
    -------
    numpy.ndarray, shape (weeks,)
        Records of type `CALENDAR`.
    """
    calendar = np.zeros(weeks, CALENDAR)
    week = np.arange(weeks)
    calendar["week_of_year"] = (start_week - 1 + week) % WEEKS_OF_YEAR + 1
    calendar["year"] = week // WEEKS_OF_YEAR
    calendar["holiday"] = np.isin(calendar["week_of_year"], np.array(sorted(holidays), dtype=np.int64))
    calendar["holiday_share"] = len(set(holidays)) / WEEKS_OF_YEAR
    return calendar

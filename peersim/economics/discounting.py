"""Discounting: what money or wellbeing of a later year is worth in the first.

Year 0 is the first year of the run and is not discounted. The factor of year y is the product, over the years 1 to y,
of 1 / (1 + rate of the band that year is in): rates that fall with time are cumulated, so that a factor never jumps.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

CONVENTION = (
    "Year 0 is the first year and is not discounted; each later year is discounted once more, at the rate of the band "
    "of years it is in."
)
"""The convention, in words for a report."""


@dataclass(frozen=True)
class Schedule:
    """Rates of discount by band of years.

    Attributes
    ----------
    name : str
        Its name in the profile.
    bands : tuple of (int, float)
        First year of each band, from 0, and its rate a year [share].
    key : str
        Evidence key of the first rate; empty where there is none.
    standing : str
        Whether it was read or remembered.
    """

    name: str
    bands: tuple[tuple[int, float], ...]
    key: str
    standing: str

    def rate(self, year: int) -> float:
        """Give the rate of a year [share a year]."""
        return next(rate for first, rate in reversed(self.bands) if year >= first)

    def factors(self, years: int) -> Floats:
        """Give what one unit of each year is worth in year 0.

        Parameters
        ----------
        years : int
            Number of years [0 or more].

        Returns
        -------
        numpy.ndarray, shape (years,)
            Factors; the first is 1.
        """
        steps = [1.0] + [1.0 / (1.0 + self.rate(year)) for year in range(1, years)]
        return np.asarray(np.cumprod(steps)[:years], dtype=np.float64)

    def in_words(self) -> str:
        """Say the rates, as ``"3.5% a year, from year 31 3%"``."""
        first, *later = self.bands
        if first[1] == 0.0 and not later:
            return "not discounted"
        return ", ".join(
            [f"{first[1] * 100.0:g}% a year"] + [f"from year {year} {rate * 100.0:g}%" for year, rate in later]
        )


@dataclass(frozen=True)
class Discounting:
    """Schedules for costs and for health and wellbeing.

    Attributes
    ----------
    costs : Schedule
        For money.
    health : Schedule
        For wellbeing and quality-adjusted life years, and for the money they are worth.
    why : str
        Why this pair.
    """

    costs: Schedule
    health: Schedule
    why: str


def present_value(by_year: Floats, schedule: Schedule) -> Floats:
    """Add up the years, each at what it is worth in the first.

    Parameters
    ----------
    by_year : numpy.ndarray, shape (..., years)
        Amounts in real terms, year by year.
    schedule : Schedule
        Rates.

    Returns
    -------
    numpy.ndarray, shape (...)
        Present values; nan where a year is missing.
    """
    return np.asarray(by_year @ schedule.factors(by_year.shape[-1]), dtype=np.float64)

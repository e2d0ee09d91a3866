"""Prices of one year in those of another: re-base before adding."""

from __future__ import annotations

import re
from dataclasses import dataclass

from peersim.foundation.problems import InputError

_YEAR = re.compile(r"(?:about )?(\d{4})(?:-(\d{2,4}))?(?: .*)?")
_QUARTERS = (0.75, 0.25)  # a financial year begins in April: three quarters in the first calendar year, one in the next
_TODAY = ("current", "n/a", "")


@dataclass(frozen=True)
class PriceYear:
    """A year of prices.

    Attributes
    ----------
    text : str
        As written.
    weights : dict of int to float
        Calendar years it is made of, adding up to 1: one for a calendar year, three quarters and a quarter for a
        financial year that begins in April, equal parts for a range of years.
    """

    text: str
    weights: dict[int, float]

    def __str__(self) -> str:
        return self.text

    def __hash__(self) -> int:
        return hash(tuple(sorted(self.weights.items())))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PriceYear) and self.weights == other.weights


def read_price_year(text: str) -> PriceYear | None:
    """Read a year of prices as people write it.

    Parameters
    ----------
    text : str
        ``"2023"``, ``"2025-26"`` (financial year), ``"2019-2024"`` (quotes of several years), ``"about 2010"``,
        ``"2024-12 on"`` (a month), ``"current"``, ``"to Mar 2027"`` (what holds today).

    Returns
    -------
    PriceYear or None
        None for what holds today, and for what is not a year.
    """
    text = text.strip()
    match = _YEAR.fullmatch(text)
    if text in _TODAY or match is None:
        return None
    first, second = int(match[1]), match[2]
    if second is None:
        return PriceYear(text, {first: 1.0})
    if len(second) == len(match[1]):
        span = range(first, int(second) + 1)
        return PriceYear(text, {year: 1.0 / len(span) for year in span}) if len(span) else None
    if int(second) == (first + 1) % 100:
        return PriceYear(text, {first: _QUARTERS[0], first + 1: _QUARTERS[1]})
    return PriceYear(text, {first: 1.0})


@dataclass(frozen=True)
class Deflator:
    """By how much prices rose, year by year.

    Attributes
    ----------
    name : str
        Which index.
    changes : dict of int to float
        Rise of prices over the year before, by calendar year [share].
    standing : dict of int to str
        Where each comes from: read from what, or assumed and why.
    caveat : str
        What to bear in mind.
    """

    name: str
    changes: dict[int, float]
    standing: dict[int, str]
    caveat: str

    def __hash__(self) -> int:
        return hash((self.name, tuple(self.changes.items())))

    @property
    def first(self) -> int:
        """First calendar year with an index."""
        return min(self.changes) - 1

    @property
    def last(self) -> int:
        """Last calendar year with an index."""
        return max(self.changes)

    def index(self, year: PriceYear) -> float:
        """Give the index of a year, the first calendar year being 1.

        Raises
        ------
        InputError
            If it has none.
        """
        complaint = self.lacking(year)
        if complaint:
            raise InputError([complaint])
        levels = {self.first: 1.0}
        for calendar in sorted(self.changes):
            levels[calendar] = levels[calendar - 1] * (1.0 + self.changes[calendar])
        return sum(weight * levels[calendar] for calendar, weight in year.weights.items())

    def lacking(self, year: PriceYear) -> str:
        """Say what is wrong with a year for this index; empty when nothing is."""
        if not self.changes:
            return f"{self.name or 'the deflator'} has no years; prices cannot be re-based"
        out = [calendar for calendar in year.weights if not self.first <= calendar <= self.last]
        if not out:
            return ""
        return (
            f"price year {year.text}: {self.name} has no index for {', '.join(map(str, out))}; "
            f"it has {self.first} to {self.last}"
        )

    def factor(self, of: PriceYear, to: PriceYear) -> float:
        """Give what money of one year is multiplied by to be money of another.

        Parameters
        ----------
        of, to : PriceYear
            The year it is in, and the year wanted.

        Returns
        -------
        float
            Ratio of the two years' indices.

        Raises
        ------
        InputError
            If either has no index.
        """
        return 1.0 if of == to else self.index(to) / self.index(of)

    def assumed(self, of: PriceYear, to: PriceYear) -> list[str]:
        """List the assumed rises that lie between two years.

        Returns
        -------
        list of str
            One line a year whose rise was not read.
        """
        calendars = [*of.weights, *to.weights]
        return [
            f"{year}: {self.changes[year]:.2%}, {how}"
            for year, how in sorted(self.standing.items())
            if min(calendars) < year <= max(calendars) and not how.startswith("READ")
        ]


@dataclass(frozen=True)
class Money:
    """An amount that knows its currency and the year of its prices.

    Attributes
    ----------
    amount : float
        How much.
    currency : str
        Code, such as ``"GBP"``.
    price_year : PriceYear
        Year of its prices.
    """

    amount: float
    currency: str
    price_year: PriceYear

    def in_prices_of(self, year: PriceYear, deflator: Deflator) -> Money:
        """Re-base to another year's prices."""
        return Money(self.amount * deflator.factor(self.price_year, year), self.currency, year)


def add(*amounts: Money) -> Money:
    """Add amounts of money that are of one currency and one price year.

    Raises
    ------
    InputError
        If they are not: re-base before adding; currencies are never mixed.
    """
    problems = []
    currencies = sorted({money.currency for money in amounts})
    years = sorted({str(money.price_year) for money in amounts if money.price_year != amounts[0].price_year})
    if len(currencies) > 1:
        problems.append(f"amounts in {' and '.join(currencies)} cannot be added; give all of them in one currency")
    if years:
        problems.append(
            f"amounts in prices of {amounts[0].price_year} and {', '.join(years)} cannot be added; re-base them first"
        )
    if problems:
        raise InputError(problems)
    return Money(sum(money.amount for money in amounts), currencies[0], amounts[0].price_year)


def real(nominal: float, rise: float, years: float) -> float:
    """Turn money of a later year into money of today.

    Parameters
    ----------
    nominal : float
        Cash of that year.
    rise : float
        Rise of prices a year [share].
    years : float
        How much later [years].

    Returns
    -------
    float
        Its worth in today's prices.
    """
    return float(nominal / (1.0 + rise) ** years)

"""Where a programme's own months lie among simulated worlds: bands by month, and how unusual the whole line is.

The question is always the same: were the programme one more of the simulated worlds, how often would it lie like this?
The programme is put among the worlds and every one of them is looked at in the same way, so that the answer is a share
of worlds and needs no assumption about the shape of what is counted, or about months following from one another.

Source: studentised deviation from the middle, with its greatest value as the measure of a whole line, as in Myllymäki,
Mrkvička, Grabarnik, Seijo and Hahn (2017) Global envelope tests for spatial processes, J R Stat Soc B 79(2):381-404.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
YesNo = npt.NDArray[np.bool_]

LEVELS = (0.5, 0.8, 0.95)
"""Shares of simulated worlds that the bands hold at least; definitions."""

WIDEST = LEVELS[-1]

SCALE = 0.8
"""Deviations are measured in distances from the middle to the end of the band of this share: its end is steady, and the
programme itself, which is among the worlds, hardly moves it. A definition."""

UNLIKE = 0.05
"""A programme is called unlike the worlds when no more than this share of them strays as far; a convention."""

MONTHS_FOR_A_COURSE = 6
"""Fewest months in which a trend or a swing is told [months]."""


class Bands(NamedTuple):
    """Bands of simulated worlds and where the programme lies, for each month and column.

    Attributes
    ----------
    median : numpy.ndarray, shape (months, columns)
        Median world.
    low, high : numpy.ndarray, shape (levels, months, columns)
        Ends of the bands of `LEVELS`; nan where there are too few worlds for one.
    above, below : numpy.ndarray of bool, shape (months, columns)
        Where the programme lies outside the widest band.
    compared : numpy.ndarray of bool, shape (months, columns)
        Where it can be told.
    outside : numpy.ndarray of bool, shape (1 + worlds, months, columns)
        Whether the programme (first) and each world lie outside a band made of all the others.
    """

    median: Numbers
    low: Numbers
    high: Numbers
    above: YesNo
    below: YesNo
    compared: YesNo
    outside: YesNo


def fewest_worlds(level: float) -> int:
    """Fewest worlds of which a band can be made that holds so large a share of them [worlds]."""
    return math.ceil(2.0 / (1.0 - level) - 1.0 - 1e-9)


def bands(own: Numbers, worlds: Numbers) -> Bands:
    """Make the bands and say where the programme lies.

    Parameters
    ----------
    own : numpy.ndarray, shape (months, columns)
        The programme; nan where it is not compared.
    worlds : numpy.ndarray, shape (worlds, months, columns)
        Simulated worlds.

    Returns
    -------
    Bands
        Ends of bands are values of worlds: of N worlds and the programme, at most 1 - level lie outside on average.
    """
    count = len(worlds)
    ordered = np.sort(worlds, axis=0)
    low, high = (np.full((len(LEVELS), *own.shape), np.nan) for _ in range(2))
    for number, level in enumerate(LEVELS):
        place = _place(level, count)
        if place:
            low[number], high[number] = ordered[place - 1], ordered[count - place]
    compared = ~np.isnan(own)
    with np.errstate(invalid="ignore"):
        above, below = own > high[-1], own < low[-1]
    outside = _outside(own, worlds, _place(WIDEST, count)) & compared
    return Bands(np.median(worlds, axis=0), low, high, above, below, compared, outside)


def _place(level: float, count: int) -> int:
    """Which value from either end is the band's end; 0 when there are too few worlds."""
    return int((count + 1) * (1.0 - level) / 2.0 + 1e-9)


def _together(own: Numbers, worlds: Numbers) -> Numbers:
    """Put the programme among the worlds, first; where it was not recorded it stands in the middle."""
    filled = np.where(np.isnan(own), np.median(worlds, axis=0), own)
    return np.concatenate([filled[np.newaxis], worlds])


def _outside(own: Numbers, worlds: Numbers, place: int) -> YesNo:
    from scipy.stats import rankdata

    every = _together(own, worlds)
    if not place:
        return np.zeros(every.shape, np.bool_)
    not_above = rankdata(every, method="max", axis=0) - 1  # others that are no higher
    not_below = len(every) - rankdata(every, method="min", axis=0)
    return np.asarray((not_above < place) | (not_below < place))


class Line(NamedTuple):
    """How unusual a whole line is among simulated worlds.

    Attributes
    ----------
    strays : float
        Greatest deviation from the middle, in units of the distance from the middle to the end of the 80% band.
    as_far : int
        Worlds that stray as far or farther.
    worlds : int
        Worlds.
    """

    strays: float
    as_far: int
    worlds: int

    @property
    def chance(self) -> float:
        """Share of worlds, the programme among them, that stray as far or farther."""
        return (self.as_far + 1) / (self.worlds + 1)

    @property
    def unlike(self) -> bool:
        """Whether so few worlds stray as far that the programme is called unlike them."""
        return self.chance <= UNLIKE


def lines(own: Numbers, worlds: Numbers) -> tuple[list[Line], Line, Numbers]:
    """Say how unusual each column's line is, and all of them together.

    Parameters
    ----------
    own : numpy.ndarray, shape (months, columns)
        The programme; nan where it is not compared.
    worlds : numpy.ndarray, shape (worlds, months, columns)
        Simulated worlds.

    Returns
    -------
    columns : list of Line
        One a column.
    together : Line
        Over all columns and months at once: many months and columns are one question, not many. Columns count alike:
        each in units of how far worlds usually stray in it.
    deviations : numpy.ndarray, shape (months, columns)
        The programme's signed deviations; nan where it is not compared.
    """
    every = _together(own, worlds)
    tail = (1.0 - SCALE) / 2.0
    low, middle, high = np.quantile(every, (tail, 0.5, 1.0 - tail), axis=0, method="weibull")
    distance = every - middle
    usual_up, usual_down = (_usual(ends - edges, own) for ends, edges in ((high, middle), (middle, low)))
    scale = np.where(distance > 0, np.maximum(high - middle, usual_up), np.maximum(middle - low, usual_down))
    with np.errstate(divide="ignore", invalid="ignore"):
        away = np.where(distance == 0, 0.0, distance / scale)
    away[:, np.isnan(own)] = 0.0
    greatest = np.abs(away).max(axis=1, initial=0.0)
    columns = [_line(greatest[:, number]) for number in range(own.shape[1])]
    usual = np.quantile(greatest, SCALE, axis=0, method="higher")
    with np.errstate(divide="ignore", invalid="ignore"):
        shared = np.where(greatest == 0.0, 0.0, np.nan_to_num(greatest / usual, nan=1.0, posinf=np.inf))
    return columns, _line(shared.max(axis=1, initial=0.0)), np.where(np.isnan(own), np.nan, away[0])


def _usual(width: Numbers, own: Numbers) -> Numbers:
    """Mean distance from the middle to the band's end over a column's months: no month's counts as less.

    Else a month in which hardly any world has one would let a single one stray without bound.
    """
    known = ~np.isnan(own)
    return np.asarray((width * known).sum(axis=0) / np.maximum(known.sum(axis=0), 1))


def _line(greatest: Numbers) -> Line:
    return Line(float(greatest[0]), int((greatest[1:] >= greatest[0]).sum()), len(greatest) - 1)


class Feature(NamedTuple):
    """One thing in which a line may differ from those of simulated worlds.

    Attributes
    ----------
    name : str
        ``level`` (mean month), ``trend`` (mean of the later half less mean of the earlier) or ``swing`` (mean change
        from one month to the next, either way).
    own, median : float
        The programme's, and the median world's.
    low, high : float
        Ends of the widest band; nan where there are too few worlds.
    higher, lower : int
        Worlds in which it is as high or higher than the programme's, and as low or lower.
    worlds : int
        Worlds.
    """

    name: str
    own: float
    median: float
    low: float
    high: float
    higher: int
    lower: int
    worlds: int

    @property
    def chance(self) -> float:
        """Share of worlds, the programme among them, that lie as far out on either side (two-sided)."""
        return min(1.0, 2.0 * (min(self.higher, self.lower) + 1) / (self.worlds + 1))

    @property
    def side(self) -> str:
        """Whether the programme's is ``higher`` or ``lower`` than the median world's."""
        return "higher" if self.own > self.median else "lower"


def features(own: Numbers, worlds: Numbers) -> list[Feature]:
    """Say in what one column's line differs: level, trend, swing.

    Parameters
    ----------
    own : numpy.ndarray, shape (months,)
        The programme; nan where it is not compared.
    worlds : numpy.ndarray, shape (worlds, months)
        Simulated worlds.

    Returns
    -------
    list of Feature
        Empty when nothing can be compared; trend and swing only of `MONTHS_FOR_A_COURSE` months or more.
    """
    known = ~np.isnan(own)
    if not known.any():
        return []
    every = np.concatenate([own[np.newaxis], worlds])[:, known]
    told = {"level": every.mean(axis=1)}
    months = every.shape[1]
    if months >= MONTHS_FOR_A_COURSE:
        told["trend"] = every[:, months // 2 :].mean(axis=1) - every[:, : months // 2].mean(axis=1)
        told["swing"] = np.abs(np.diff(every, axis=1)).mean(axis=1)
    place = _place(WIDEST, len(worlds))
    return [_feature(name, values, place) for name, values in told.items()]


def _feature(name: str, values: Numbers, place: int) -> Feature:
    own, others = float(values[0]), np.sort(values[1:])
    low, high = (float(others[place - 1]), float(others[-place])) if place else (math.nan, math.nan)
    higher, lower = int((others >= own).sum()), int((others <= own).sum())
    return Feature(name, own, float(np.median(others)), low, high, higher, lower, len(others))

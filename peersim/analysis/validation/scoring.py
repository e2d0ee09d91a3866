"""Scoring targets: median and predictive interval over worlds, hit or miss, and why it is a miss."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from peersim.analysis.paired import CONFIDENCE
from peersim.analysis.patterns.checking import figure
from peersim.analysis.validation.simulating import Simulated
from peersim.analysis.validation.target import SHARE, USES, Band, Target, Targets
from peersim.foundation.problems import InputError
from peersim.outcomes.statistics import STATISTICS

HIT, MISS, UNDEFINED = "hit", "miss", "undefined"
"""What may come of a target. What is undefined counts as a miss."""

WIDENED = 0.5
"""How much of its width the band is widened by on each side for the median."""

MOST_UNDEFINED = 0.5
"""Largest share of runs without a value with which a target can still be told."""

RULE = (
    f"Hit: the {100 * CONFIDENCE:.0f}% predictive interval overlaps the band, and the median lies in the band widened "
    "by half its width on each side. A target without a value in more than half of the runs is undefined and counts as "
    "a miss."
)
"""The rule for a hit, in words."""

_ENDS = ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2)


@dataclass(frozen=True)
class Score:
    """What came of one target.

    Attributes
    ----------
    target : Target
        The target.
    median, low, high : float
        Median over runs, and the ends of the 95% predictive interval, in the statistic's unit; nan when undefined.
    runs, told, failed : int
        Runs planned; those that gave a value; those that failed. The others could not tell it.
    units : float
        Median over runs of the units a value was made of; nan when there was no value.
    result : str
        `HIT`, `MISS` or `UNDEFINED`.
    why : str
        Why it is no hit; empty for a hit.
    """

    target: Target
    median: float
    low: float
    high: float
    runs: int
    told: int
    failed: int
    units: float
    result: str
    why: str

    @property
    def hit(self) -> bool:
        """Whether it is a hit."""
        return self.result == HIT

    @property
    def unit(self) -> str:
        """Unit of the numbers."""
        return self.target.unit

    @property
    def sampled(self) -> bool:
        """Whether so many units were looked at as the study had, where the run had as many."""
        return self.target.n is not None and STATISTICS[self.target.statistic].sampled

    @property
    def undefined(self) -> int:
        """Runs that finished and could not tell it."""
        return self.runs - self.told - self.failed

    @property
    def share_undefined(self) -> float:
        """Share of runs without a value, failed ones among them."""
        return 1.0 - self.told / self.runs


@dataclass(frozen=True)
class Scores:
    """What came of every target.

    Attributes
    ----------
    targets : Targets
        What was scored.
    scores : tuple of Score
        In the order of the targets.
    draws, replications : int
        Draws of uncertain inputs; runs of luck for each.
    seed : int
        What all luck follows from.
    """

    targets: Targets
    scores: tuple[Score, ...]
    draws: int
    replications: int
    seed: int

    def __iter__(self) -> Iterator[Score]:
        """Go through them in the order of the targets."""
        return iter(self.scores)

    def __len__(self) -> int:
        """Count them."""
        return len(self.scores)

    def __getitem__(self, name: str) -> Score:
        """Look one up by its target's id."""
        for each in self.scores:
            if each.target.id == name:
                return each
        raise InputError([f'no target "{name}".'], f"Targets: {', '.join(self.targets.ids)}.")

    @property
    def hits(self) -> dict[str, tuple[int, int]]:
        """Hits and targets, by what the targets are for; uses that no target has are left out."""
        by_use = {use: [each.hit for each in self.scores if each.target.use == use] for use in USES}
        return {use: (sum(hits), len(hits)) for use, hits in by_use.items() if hits}

    @property
    def by_pattern(self) -> dict[str, tuple[Score, ...]]:
        """Scores by pattern, in the order in which patterns are first named."""
        patterns = dict.fromkeys(each.target.pattern for each in self.scores)
        return {name: tuple(each for each in self.scores if each.target.pattern == name) for name in patterns}

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a reader must know: what is said of the file, values that are missing, runs smaller than the study."""
        said = list(self.targets.remarks)
        partly = [each for each in self.scores if each.undefined and each.result != UNDEFINED]
        if partly:
            counts = ", ".join(f"{each.target.id} {each.undefined} of {each.runs}" for each in partly)
            said.append(f"Runs that could not tell a value, which is made of the others: {counts}.")
        small = [(each, each.target.n) for each in self.scores if each.target.n and each.sampled]
        counts = ", ".join(f"{each.target.id} {each.units:,.0f} of {n:,}" for each, n in small if each.units < n)
        if counts:
            said.append(
                f"Fewer units in a run (median) than in the study, so that the interval is wider than the study's size "
                f"would make it: {counts}. A larger size mends it."
            )
        failed = sum(each.failed for each in self.scores)
        if failed:
            said.append(f"Values missing because a run failed: {failed:,}.")
        return tuple(said)


def score(targets: Targets, simulated: Simulated) -> Scores:
    """Score targets.

    Parameters
    ----------
    targets : Targets
        Which ones; all or some of those simulated.
    simulated : Simulated
        What they came to.

    Returns
    -------
    Scores
        In the order of the targets.

    Raises
    ------
    InputError
        If one of them was not simulated.
    """
    rows = {name: row for row, name in enumerate(simulated.targets.ids)}
    missing = [f'target "{name}" was not simulated.' for name in targets.ids if name not in rows]
    if missing:
        raise InputError(missing)
    failed = simulated.failed
    scores = tuple(
        score_one(target, simulated.values[row].ravel(), simulated.units[row].ravel(), failed=int(failed[row]))
        for target in targets
        for row in [rows[target.id]]
    )
    _, draws, replications = simulated.values.shape
    return Scores(targets, scores, draws, replications, simulated.seed)


def score_one(target: Target, values: npt.NDArray[np.float64], units: npt.NDArray[np.int64], failed: int = 0) -> Score:
    """Score one target.

    Parameters
    ----------
    target : Target
        The target.
    values : numpy.ndarray, shape (runs,)
        What it came to in each run; nan where it could not be told.
    units : numpy.ndarray, shape (runs,)
        Of how many units.
    failed : int
        How many of the runs failed.

    Returns
    -------
    Score
    """
    known = ~np.isnan(values)
    told, runs = int(known.sum()), len(values)
    if not told or 1.0 - told / runs > MOST_UNDEFINED:
        why = f"no value in {runs - told:,} of {runs:,} runs"
        return Score(target, math.nan, math.nan, math.nan, runs, told, failed, _median(units[known]), UNDEFINED, why)
    low, median, high = quantiles(values[known])
    why = why_missed(target.band, median, Band(low, high), target.unit)
    result = MISS if why else HIT
    return Score(target, median, low, high, runs, told, failed, _median(units[known]), result, why)


def quantiles(values: npt.NDArray[np.float64]) -> tuple[float, float, float]:
    """Lower end, median and upper end of what runs came to.

    Parameters
    ----------
    values : numpy.ndarray, shape (runs,)
        At least one; infinite where something never happened.

    Returns
    -------
    tuple of float
        Between neighbouring values they are interpolated, unless one of them is infinite.
    """
    method: Any = "linear" if np.isfinite(values).all() else "nearest"
    low, median, high = np.quantile(values, (_ENDS[0], 0.5, _ENDS[1]), method=method).tolist()
    return low, median, high


def why_missed(band: Band, median: float, interval: Band, unit: str = "") -> str:
    """Say why a target is missed.

    Parameters
    ----------
    band : Band
        The band that decides.
    median : float
        Median over runs.
    interval : Band
        Predictive interval.
    unit : str
        Unit of all of them; shares are told in per cent.

    Returns
    -------
    str
        What is too low or too high, and by how much; empty for a hit.
    """
    extra = WIDENED * (band.high - band.low)
    least, most = band.low - extra, band.high + extra
    reasons = []
    if median < least:
        reasons.append(f"median{_by(least - median, unit)} too low (it needs {_told(least, unit)} or more)")
    if median > most:
        reasons.append(f"median{_by(median - most, unit)} too high (it needs {_told(most, unit)} or less)")
    if interval.high < band.low:
        reasons.append(f"interval{_by(band.low - interval.high, unit)} below the band")
    if interval.low > band.high:
        reasons.append(f"interval{_by(interval.low - band.high, unit)} above the band")
    return "; ".join(reasons)


def _by(distance: float, unit: str) -> str:
    """Write a distance; nothing for one without end."""
    if not math.isfinite(distance):
        return ""
    return f" {100 * distance:.1f} points" if unit == SHARE else f" {figure(distance)}"


def _told(value: float, unit: str) -> str:
    return f"{100 * value:.1f}%" if unit == SHARE else figure(value)


def _median(units: npt.NDArray[np.int64]) -> float:
    return float(np.median(units)) if len(units) else math.nan

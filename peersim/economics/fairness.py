"""Fairness: who is reached and who gains, by group; who is left out; gains weighed by income; inequality of reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from peersim.economics.items import draws_first
from peersim.economics.perspectives import mean_of
from peersim.economics.profile import Equity
from peersim.economics.ratios import Ratio, ratio_of_means
from peersim.economics.samples import Floats
from peersim.foundation.problems import InputError, nearest
from peersim.outcomes.strata import FACTORS, FACTORS_BY_NAME, LEVELS

if TYPE_CHECKING:
    from peersim.economics.figures import StudyFigures

AVERSIONS = (0.5, 1.0, 2.0)
"""How much inequality is minded, for Atkinson's index: little, some, much."""

GAINED = "wellbeing_years"
"""Wellbeing gained over the run by level [SWEMWBS point-years], as `by_level` names it."""

COST_BY_GROUP = (
    "assumption, grade D: the cost of a strategy is shared among groups as the families that came are; what a group "
    "needs beyond that is not in it"
)
"""How cost is told by group."""


@dataclass(frozen=True)
class GroupRow:
    """What one group of families gets from one strategy.

    Attributes
    ----------
    strategy, group, level : str
        Whose; `group` and `level` are words of `peersim.outcomes.strata`.
    eligible : float or None
        Mean number eligible.
    reach, retained : Ratio
        Share of those eligible who came, and who were engaged at 26 weeks.
    gain : Ratio
        Wellbeing gained for each eligible family [SWEMWBS point-years].
    value, cost, net : float or None
        Mean of what the gain is worth, of the cost shared by families that came, and of the difference; undiscounted.
    """

    strategy: str
    group: str
    level: str
    eligible: float | None
    reach: Ratio
    retained: Ratio
    gain: Ratio
    value: float | None
    cost: float | None
    net: float | None


def by_group(figures: StudyFigures, per_point_year: Floats, cost: Floats) -> list[GroupRow]:
    """Tell reach, retention, gain, value and cost group by group.

    Parameters
    ----------
    figures : StudyFigures
        Numbers of the study; `by_level` must have eligible, parents_reached, parents_engaged_26w, wellbeing_years.
    per_point_year : numpy.ndarray, shape (draws,)
        Money for a point of the wellbeing scale for a year; zero when wellbeing is not put in money.
    cost : numpy.ndarray, shape (draws, replications, strategies)
        Cost of the programme.

    Returns
    -------
    list of GroupRow
        By strategy and level. Groups overlap: each factor divides all families once.
    """
    eligible, reached, retained, gained = (
        level_counts(figures, name)
        for name in ("eligible", "parents_reached", "parents_engaged_26w", "wellbeing_years")
    )
    rows = []
    for s, strategy in enumerate(figures.names):
        for number, (group, level) in enumerate(LEVELS):
            came = _of(group, reached[:, :, s])
            share = np.where(came > 0.0, reached[:, :, s, number] / np.where(came > 0.0, came, 1.0), 0.0)
            worth = gained[:, :, s, number] * per_point_year[:, np.newaxis]
            spent = cost[..., s] * share
            people, what = eligible[:, :, s, number], f"families eligible: {level}"
            rows.append(
                GroupRow(
                    strategy, group, level, mean_of(people),
                    ratio_of_means(reached[:, :, s, number], people, what),
                    ratio_of_means(retained[:, :, s, number], people, what),
                    ratio_of_means(gained[:, :, s, number], people, what),
                    mean_of(worth), mean_of(spent), mean_of(worth - spent),
                )
            )  # fmt: skip
    return rows


def level_counts(figures: StudyFigures, name: str) -> Floats:
    """Give an outcome by level, by draw, replication, strategy and level; an `InputError` when it is not told."""
    if name not in figures.by_level:
        raise InputError(
            [f"the study does not tell {name} by group; it tells {', '.join(figures.by_level) or 'nothing'}."
             f"{nearest(name, figures.by_level)}"]
        )  # fmt: skip
    return draws_first(figures.by_level[name])


def _of(group: str, counts: Floats) -> Floats:
    """Sum of a factor's levels, shape (draws, replications)."""
    rows = [number for number, level in enumerate(LEVELS) if level.group == group]
    return np.asarray(counts[..., rows].sum(axis=-1), dtype=np.float64)


@dataclass(frozen=True)
class LeftOut:
    """The level of one factor that a strategy reaches least.

    Attributes
    ----------
    strategy, group : str
        Which strategy, and which way of dividing families.
    least, most : str
        Levels reached least and most.
    reach_least, reach_most : float
        Shares of those eligible who came.
    times : float or None
        How many times as likely the one is to come as the other; None where nobody of the least came.
    """

    strategy: str
    group: str
    least: str
    most: str
    reach_least: float
    reach_most: float
    times: float | None


def left_out(rows: Sequence[GroupRow]) -> list[LeftOut]:
    """Say who is left out: by strategy and factor, the level reached least beside the one reached most.

    Parameters
    ----------
    rows : sequence of GroupRow
        From `by_group`.

    Returns
    -------
    list of LeftOut
        Widest gap first; strategies that reach nobody are not in it.
    """
    found = []
    for strategy in dict.fromkeys(row.strategy for row in rows):
        for factor in FACTORS:
            reach = {
                row.level: row.reach.value
                for row in rows
                if row.strategy == strategy and row.group == factor.name and row.reach.value is not None
            }
            if len(reach) < 2 or max(reach.values()) <= 0.0:
                continue
            least, most = min(reach, key=reach.__getitem__), max(reach, key=reach.__getitem__)
            times = reach[most] / reach[least] if reach[least] > 0.0 else None
            found.append(LeftOut(strategy, factor.name, least, most, reach[least], reach[most], times))
    return sorted(found, key=lambda row: row.reach_least - row.reach_most)


def income_weight(elasticity: Floats, income_ratio: float) -> Floats:
    """Give the weight of a gain to a family, by its income.

    Parameters
    ----------
    elasticity : numpy.ndarray
        How fast the worth of money falls as income rises [elasticity].
    income_ratio : float
        The family's income over the middle income [above 0].

    Returns
    -------
    numpy.ndarray
        (1 / income ratio) to the power of the elasticity: 1 at the middle income.

    Source
    ------
    value.income_weight_elasticity.
    """
    if income_ratio <= 0.0:
        raise InputError([f"income over the middle income is {income_ratio:g}; allowed above 0"])
    return np.asarray(income_ratio ** (-np.asarray(elasticity, dtype=np.float64)))


def weighted_value(
    figures: StudyFigures, per_point_year: Floats, elasticity: Floats, equity: Equity
) -> tuple[Floats, Floats]:
    """Value families' gains with and without weights by income, as a sensitivity.

    Parameters
    ----------
    figures : StudyFigures
        Numbers of the study.
    per_point_year : numpy.ndarray, shape (draws,)
        Money for a point of the wellbeing scale for a year.
    elasticity : numpy.ndarray, shape (draws,)
        `value.income_weight_elasticity` in each draw; zeros weigh everybody alike.
    equity : Equity
        The profile's income of a family on a low income.

    Returns
    -------
    plain, weighted : numpy.ndarray, shape (draws, replications, strategies)
        Undiscounted. WELLBYs are the same for rich and poor as they stand; the weights say what a funder who minds
        incomes would make of them, and apply to money's worth.
    """
    gained = level_counts(figures, GAINED) * per_point_year[:, np.newaxis, np.newaxis, np.newaxis]
    low = next(n for n, level in enumerate(LEVELS) if level == ("income", FACTORS_BY_NAME["income"].levels[1]))
    other = next(n for n, level in enumerate(LEVELS) if level == ("income", FACTORS_BY_NAME["income"].levels[0]))
    weight = income_weight(elasticity, equity.low_income_ratio)[:, np.newaxis, np.newaxis]
    plain = gained[..., low] + gained[..., other]
    return np.asarray(plain), np.asarray(gained[..., low] * weight + gained[..., other])


def atkinson(values: Sequence[float] | Floats, people: Sequence[float] | Floats, aversion: float) -> float | None:
    """Measure inequality by Atkinson's index: the share of the total that equality would be worth.

    Parameters
    ----------
    values : array_like
        What each group gets, for each of its people [0 or more].
    people : array_like
        How many are in each.
    aversion : float
        How much inequality is minded [0 or more]; 0 is not at all.

    Returns
    -------
    float or None
        0 when all get the same, up to 1; None where nobody gets anything or some get less than nothing, where the
        index has no meaning.
    """
    x, w = np.asarray(values, dtype=np.float64), np.asarray(people, dtype=np.float64)
    known = np.isfinite(x) & np.isfinite(w) & (w > 0.0)
    x, w = x[known], w[known]
    if aversion < 0.0:
        raise InputError([f"aversion to inequality is {aversion:g}; allowed 0 or more"])
    if len(x) == 0 or (x < 0.0).any() or x.sum() <= 0.0:
        return None
    w = w / w.sum()
    mean = float(w @ x)
    if (x == 0.0).any() and aversion >= 1.0:
        return 1.0
    if aversion == 1.0:
        equal = float(np.exp(w @ np.log(x)))
    else:
        equal = float((w @ x ** (1.0 - aversion)) ** (1.0 / (1.0 - aversion)))
    return min(max(1.0 - equal / mean, 0.0), 1.0)


@dataclass(frozen=True)
class InequalityRow:
    """Inequality of reach among the levels of one factor.

    Attributes
    ----------
    strategy, group : str
        Which strategy, and which way of dividing families.
    index : dict of float to float or None
        Atkinson's index by aversion.
    """

    strategy: str
    group: str
    index: dict[float, float | None]


def inequality_of_reach(rows: Sequence[GroupRow]) -> list[InequalityRow]:
    """Measure how unequally a strategy reaches the levels of each factor.

    Parameters
    ----------
    rows : sequence of GroupRow
        From `by_group`.

    Returns
    -------
    list of InequalityRow
        By strategy and factor.
    """
    made = []
    for strategy in dict.fromkeys(row.strategy for row in rows):
        for factor in FACTORS:
            levels = [row for row in rows if row.strategy == strategy and row.group == factor.name]
            reach = [np.nan if row.reach.value is None else row.reach.value for row in levels]
            people = [row.eligible or 0.0 for row in levels]
            index = {aversion: atkinson(reach, people, aversion) for aversion in AVERSIONS}
            made.append(InequalityRow(strategy, factor.name, index))
    return made

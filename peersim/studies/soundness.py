"""Numbers that no run can have: what is always known was not known, or was without bound.

Much may legitimately not be told: nobody was followed for so long, nobody came, a median was not reached. That is
nan, or infinity, in the one place where it belongs, and is counted where runs are put together. Anywhere else it means
that something broke, and the run is a failed one rather than a hole in a mean.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from peersim.foundation.problems import RunError

if TYPE_CHECKING:
    from peersim.outcomes.observation import Observation

_SHOWN = 5

NEVER_REACHED = ("weeks_engaged_median", "match_wait_median", "match_wait_90th", "first_wait_median")
"""Outcomes that are infinite where the time they tell of was not reached by enough people."""

NOT_ALWAYS_TOLD = (
    "reach_2y",
    "cost_per_parent_engaged_26w",
    *(f"{what}_{weeks}w" for what in ("engaged", "parents_engaged") for weeks in (12, 26, 52)),
    "weeks_engaged_mean",
    "matched_26w",
    "match_wait_mean",
    "match_wait_of_matched",
    "came_26w",
    "first_wait_of_came",
    *(f"volunteers_kept_{months}m{ending}" for months in (6, 12, 24) for ending in ("", "_any_ending")),
    "attendance_10th",
    "attendance_90th",
    *NEVER_REACHED,
)
"""Outcomes whose numerator or denominator cannot be told of every run; those of all others always can."""


class ImpossibleNumbersError(RunError):
    """A finished run holds numbers that no run can have."""


def refuse_impossible(observation: Observation) -> None:
    """See that an observation holds no number that a run cannot have.

    Parameters
    ----------
    observation : Observation
        One run, seen from outside.

    Raises
    ------
    ImpossibleNumbersError
        Naming what is wrong.
    """
    found = impossible_numbers(observation)
    if found:
        more = f"; and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        raise ImpossibleNumbersError(f"not a number where there must be one: {'; '.join(found[:_SHOWN])}{more}")


def impossible_numbers(observation: Observation) -> list[str]:
    """Name the numbers of an observation that no run can have.

    Parameters
    ----------
    observation : Observation
        One run, seen from outside.

    Returns
    -------
    list of str
        What, and which value, such as ``weekly spending, week 3: nan``; empty when all is well.
    """
    return [*_in_weeks(observation), *_in_sums(observation), *_in_outcomes(observation)]


def _in_weeks(seen: Observation) -> list[str]:
    from peersim.outcomes.weekly import WEEKLY_COLUMNS

    wrong = np.argwhere(~np.isfinite(seen.weekly))
    return [f"weekly {WEEKLY_COLUMNS[column]}, week {week}: {seen.weekly[week, column]}" for week, column in wrong]


def _in_sums(seen: Observation) -> list[str]:
    from peersim.scenarios.levers import COST_LINES, TASKS

    found = [
        f"spending on {COST_LINES[line]}, year {year + 1}: {seen.spending[year, line]}"
        for year, line in np.argwhere(~np.isfinite(seen.spending))
    ]
    found += [f"income, year {year + 1}: {seen.income[year]}" for (year,) in np.argwhere(~np.isfinite(seen.income))]
    for what in ("asked", "given"):
        hours = getattr(seen, f"hours_{what}")
        found += [f"hours {what}, {TASKS[task]}: {hours[task]}" for (task,) in np.argwhere(~np.isfinite(hours))]
    return found


def _in_outcomes(seen: Observation) -> list[str]:
    """Look at the outcomes: each must be a number, unless it is one that cannot always be told."""
    from peersim.outcomes.registry import OUTCOME_NAMES, SUBGROUP_OUTCOMES
    from peersim.outcomes.strata import LEVELS

    found = [
        f"{OUTCOME_NAMES[column]}: {seen.everyone[0, column]} of {seen.everyone[1, column]}"
        for column in np.flatnonzero(_impossible(seen.everyone, OUTCOME_NAMES).any(axis=0))
    ]
    names = tuple(outcome.name for outcome in SUBGROUP_OUTCOMES)
    for level, column in np.argwhere(_impossible(seen.subgroups, names).any(axis=0)):
        top, bottom = seen.subgroups[:, level, column]
        found.append(f"{names[column]}, {LEVELS[level].level}: {top} of {bottom}")
    return found


@cache
def _among(names: tuple[str, ...], some: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    """Which outcomes are among some; looked at after every run, and always the same."""
    return np.array([name in some for name in names])


def _impossible(pairs: npt.NDArray[np.float64], names: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    """Mark numerators and denominators, outcomes along the last axis, that no run can have."""
    may_be_untold, may_be_endless = _among(names, NOT_ALWAYS_TOLD), _among(names, NEVER_REACHED)
    endless = np.isinf(pairs)
    endless[0] &= ~(may_be_endless & (pairs[0] > 0))
    marked: npt.NDArray[np.bool_] = (np.isnan(pairs) & ~may_be_untold) | endless
    return marked

"""What is kept of one finished run: every outcome by subgroup, the weekly table, survival counts, costs and hours.

``observe(world)`` is called once at the end of each run. It returns plain NumPy arrays only, so that an observation
can be written to any store (`Observation.to_arrays`, `Observation.from_arrays`) without pickling.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from peersim.foundation.problems import InputError, nearest
from peersim.foundation.units import WEEKS_PER_YEAR
from peersim.outcomes.registry import OUTCOMES, SUBGROUP_OUTCOMES, outcome_number
from peersim.outcomes.scene import Scene
from peersim.outcomes.strata import LEVELS, level_number
from peersim.outcomes.subgroups import EVERYBODY_AND_LEVELS
from peersim.outcomes.weekly import WEEKLY_COLUMNS

Numbers = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Observation:
    """One run, seen from outside.

    Attributes
    ----------
    weeks : int
        Length of the run [weeks].
    everyone : numpy.ndarray, shape (2, outcomes)
        Numerator (row 0) and denominator (row 1) of each outcome of `OUTCOMES`, for everybody. The value is the first
        divided by the second; where an outcome is not a ratio the denominator is 1. nan when it cannot be told.
    subgroups : numpy.ndarray, shape (2, levels, subgroup outcomes)
        The same for each level of `LEVELS` and each outcome of `SUBGROUP_OUTCOMES`.
    weekly : numpy.ndarray, shape (weeks, weekly columns)
        The weekly table, columns `WEEKLY_COLUMNS`.
    parent_ends, parent_censored : numpy.ndarray, shape (weeks + 1,)
        Families by how long they had been engaged [weeks] when they stopped coming, or when they were last known to be
        engaged: enough to draw, or pool, their survival curve.
    volunteer_ends, volunteer_censored : numpy.ndarray, shape (weeks + 1,)
        Volunteers likewise, by time since they became active; moving on and being hired are censored.
    spending : numpy.ndarray, shape (years, cost lines)
        Money spent in each year of 52.18 weeks, by line [£]; the last year may be a part of one.
    income : numpy.ndarray, shape (years,)
        Money received in each year [£].
    hours_asked, hours_given : numpy.ndarray, shape (tasks,)
        Coordinator hours over the run by task [hours].
    """

    weeks: int
    everyone: Numbers
    subgroups: Numbers
    weekly: Numbers
    parent_ends: Counts
    parent_censored: Counts
    volunteer_ends: Counts
    volunteer_censored: Counts
    spending: Numbers
    income: Numbers
    hours_asked: Numbers
    hours_given: Numbers

    def pair(self, outcome: str, group: str = "everyone", level: str = "everyone") -> tuple[float, float]:
        """Numerator and denominator of one outcome.

        Parameters
        ----------
        outcome : str
            Name in the registry.
        group, level : str
            Subgroup, such as ``"car"`` and ``"no car"``; everybody when left out.

        Returns
        -------
        tuple of float
            Numerator and denominator, in the outcome's units.

        Raises
        ------
        InputError
            If there is no such outcome or level, or the outcome is not told by subgroup.
        """
        if group == "everyone":
            column = outcome_number(outcome)
            return float(self.everyone[0, column]), float(self.everyone[1, column])
        outcome_number(outcome)
        names = [o.name for o in SUBGROUP_OUTCOMES]
        if outcome not in names:
            raise InputError([f'outcome "{outcome}" is not told by subgroup.{nearest(outcome, names)}'])
        at = level_number(group, level), names.index(outcome)
        return float(self.subgroups[0, *at]), float(self.subgroups[1, *at])

    def value(self, outcome: str, group: str = "everyone", level: str = "everyone") -> float:
        """Give the value of one outcome: numerator over denominator.

        Parameters
        ----------
        outcome : str
            Which.
        group, level : str
            A subgroup; everyone when left out.

        Returns
        -------
        float
            In the outcome's unit; nan when the denominator is 0.
        """
        numerator, denominator = self.pair(outcome, group, level)
        return numerator / denominator if denominator != 0 else float("nan")

    def to_arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Give everything as named arrays, ready for a store.

        Returns
        -------
        dict
            Field to array.
        """
        return {f.name: np.asarray(getattr(self, f.name)) for f in fields(self)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> Observation:
        """Make an observation again from what `to_arrays` gave.

        Parameters
        ----------
        arrays : mapping of str to numpy.ndarray, shape (of each field)
            All of them.

        Returns
        -------
        Observation
        """
        kept = {f.name: np.asarray(arrays[f.name]) for f in fields(cls) if f.name != "weeks"}
        return cls(weeks=int(arrays["weeks"]), **kept)


_TOLD_BY_SUBGROUP = np.array([outcome_number(o.name) for o in SUBGROUP_OUTCOMES])
_ROWS = {name: row for row, name in enumerate(o.name for o in SUBGROUP_OUTCOMES)}
_SUBGROUP_ROW = tuple(_ROWS.get(o.name) for o in OUTCOMES)
"""Row of each outcome among those told by subgroup; None where it is not."""


def observe(world: Any) -> Observation:
    """Look at a finished run once and keep what is reported.

    Parameters
    ----------
    world : World
        A finished run; record arrays.

    Returns
    -------
    Observation
        Outcomes by subgroup, weekly table, survival counts, costs and hours.
    """
    scene = Scene(world, EVERYBODY_AND_LEVELS)
    everyone = np.empty((2, len(OUTCOMES)))
    by_level = np.empty((2, len(SUBGROUP_OUTCOMES), scene.size))
    for column, outcome in enumerate(OUTCOMES):
        pair = outcome.compute(scene)
        row = _SUBGROUP_ROW[column]
        if row is None:
            everyone[0, column], everyone[1, column] = pair
        else:
            by_level[0, row], by_level[1, row] = pair
    everyone[:, _TOLD_BY_SUBGROUP] = by_level[:, :, 0]
    year = (np.arange(scene.weeks) / WEEKS_PER_YEAR).astype(np.int64)
    years = int(year[-1]) + 1 if scene.weeks else 0
    spending = np.zeros((years, scene.spending.shape[1]))
    np.add.at(spending, year, scene.spending)
    ends, censored = scene.engagement_counts
    return Observation(
        weeks=scene.weeks,
        everyone=everyone,
        subgroups=np.ascontiguousarray(by_level[:, :, 1:].transpose(0, 2, 1)),
        weekly=scene.weekly_table,
        parent_ends=ends[0].copy(),
        parent_censored=censored[0].copy(),
        volunteer_ends=scene.volunteer_counts[0],
        volunteer_censored=scene.volunteer_counts[1],
        spending=spending,
        income=np.bincount(year, weights=scene.weekly["income"], minlength=years).astype(np.float64),
        hours_asked=np.asarray(scene.tasks["total_asked"], dtype=np.float64),
        hours_given=np.asarray(scene.tasks["total_given"], dtype=np.float64),
    )


__all__ = ["OUTCOMES", "SUBGROUP_OUTCOMES", "WEEKLY_COLUMNS", "LEVELS", "Observation", "observe"]

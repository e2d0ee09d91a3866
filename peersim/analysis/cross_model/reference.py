"""What a reference model is: a formula of its own, and what the simulation gives where the two assume the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np

from peersim.analysis.laboratory import Interval, Laboratory, interval
from peersim.analysis.patterns.designs import Table, programme
from peersim.scenarios.model import Scenario

WORLDS = 12
"""Possible worlds in which each comparison is made."""

ENDLESS = ({"name": "money", "amount_per_year": 5000000, "pays_for": "anything"},)
"""Money that never runs out: these comparisons are not about money."""


class Row(NamedTuple):
    """One figure of a reference model beside the simulation's.

    Attributes
    ----------
    what, unit : str
        What it is, and its unit.
    reference : float
        By the reference model.
    simulated : Interval
        Mean over worlds with its 95% interval.
    tolerance : float
        How far apart the two may be; nan where they need not agree.
    """

    what: str
    unit: str
    reference: float
    simulated: Interval
    tolerance: float = float("nan")

    @property
    def agrees(self) -> bool:
        """Whether the simulation's mean is within the tolerance."""
        return bool(abs(self.simulated.mean - self.reference) <= self.tolerance)

    @property
    def precise(self) -> bool:
        """Whether there were runs enough to see a difference as large as the tolerance."""
        return bool(self.simulated.high - self.simulated.mean <= self.tolerance)


class ReferenceModel(NamedTuple):
    """An independent small model of one thing the simulation does.

    Attributes
    ----------
    name, title : str
        A word, and what it is.
    formula : str
        The formula, and where it is from.
    coincide : str
        What is held or switched off so that both assume the same.
    parts : str
        Where the two part when nothing is held, and why.
    together : callable
        Gives the rows that must agree.
    apart : callable
        Gives rows of the simulation as it is, beside the same reference.
    """

    name: str
    title: str
    formula: str
    coincide: str
    parts: str
    together: Callable[[], tuple[Row, ...]]
    apart: Callable[[], tuple[Row, ...]]


ALL_ALIKE: Mapping[str, float] = {
    "attendance.drop_out_belonging": 0.0,
    "attendance.belonging": 0.0,
    "attendance.quality": 0.0,
    "attendance.need": 0.0,
    "attendance.tie": 0.0,
    "attendance.fear": 0.0,
    "attendance.week_sd": 0.0,
    "attendance.group_sd": 0.0,
    "attendance.fatigue": 0.0,
    "attendance.marginal_recruit": 0.0,
    "attendance.lapse_after": 1e6,
    "effect.creche_or": 1.0,
    "effect.transport_targeted_or": 1.0,
    "effect.transport_for_all_or": 1.0,
    "effect.two_times_or": 1.0,
    "time.moving_costs": 0.0,
    "group.crowding_logit": 0.0,
    "group.emptiness_logit": 0.0,
    "season.holiday_ratio": 1.0,
    "first_step.readiness_kept": 0.0,
    "facilitator.comes": 1.0,
    "facilitator.strain": 0.0,
}
"""Numbers at which no barrier, mood or tie makes one week differ from another, and no session is called off."""


def worlds(
    held: Mapping[str, float],
    settings: Table,
    groups: Iterable[Table] = (),
    *,
    weeks: int,
    number: int = WORLDS,
    events: bool = False,
) -> Iterable[Any]:
    """Run a small programme in worlds in which some numbers are held.

    Parameters
    ----------
    held : mapping of str to float
        Evidence keys and their values in every world.
    settings : dict
        Levers.
    groups : iterable of dict
        Groups.
    weeks : int
        Length of each run [weeks].
    number : int
        Worlds.
    events : bool
        Keep the event record.

    Returns
    -------
    iterable of World
        Finished runs.
    """
    design: Scenario = programme({"hours.regime": "unlimited", **settings}, list(groups), ENDLESS)
    return Laboratory(number, 3000, weeks, held=held, events=events).worlds(design)


def row(what: str, unit: str, reference: float, values: Iterable[float], tolerance: float = float("nan")) -> Row:
    """Make a row of one value a world."""
    return Row(what, unit, float(reference), interval(np.array(list(values), dtype=np.float64)), tolerance)

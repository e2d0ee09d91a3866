"""How long volunteers stay: a constant hazard, and one that falls with tenure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from peersim.analysis.cross_model.reference import ReferenceModel, Row, row, worlds
from peersim.analysis.patterns.designs import Table
from peersim.evidence.table import parameter
from peersim.foundation.units import WEEKS_PER_MONTH, WEEKS_PER_YEAR
from peersim.outcomes.survival import duration_counts, stayed_at_least

Numbers = npt.NDArray[np.float64]

LOOKED_AT = (26, 52, 104, 208)
"""Weeks since training at which the curves are compared."""

WEEKS = 312
SETTINGS: Table = {
    "recruitment.people_week": 3,
    "training.weeks": 6,
    "training.gate": 0,
    "training.places": 40,
    "training.minimum": 1,
    "staff.posts": 2,
    "one_to_one.offered": True,
}
NOTHING_ELSE: Mapping[str, float] = {
    "leaving.strain": 0.0,
    "leaving.commitment": 0.0,
    "leaving.neglect": 0.0,
    "effect.supervision_hr": 1.0,
    "effect.paid_role_hr": 1.0,
    "wait.loss_month": 0.0,
    "staff.volunteer_hired_share": 0.0,
}
"""Numbers at which nothing but tenure bears on leaving."""


def stay(weeks: Numbers, monthly: float, first: float, later: float, years: float) -> Numbers:
    """Share who stay so long when the hazard falls from `first` to `later` times its mean.

    S(t) = exp(−h [l t + (f − l) τ (1 − exp(−t/τ))]): a Gompertz hazard that falls to a floor; an exponential where both
    ratios are 1.

    Parameters
    ----------
    weeks : numpy.ndarray
        Time since training [weeks].
    monthly : float
        Mean hazard [per month].
    first, later : float
        Hazard at the start and in the long run, against the mean [ratios].
    years : float
        Time over which it falls [years].

    Returns
    -------
    numpy.ndarray
        Share [0 to 1].
    """
    pace = years * WEEKS_PER_YEAR
    summed = later * weeks + (first - later) * pace * (1.0 - np.exp(-weeks / pace))
    return np.asarray(np.exp(-monthly / WEEKS_PER_MONTH * summed))


def long_serving(after_years: float = 5.0) -> float:
    """Share of a steady team that has served so long, at the central values of the evidence.

    Parameters
    ----------
    after_years : float
        Years served.

    Returns
    -------
    float
        Share [0 to 1]; to be held against the published share who began five or more years ago.
    """
    weeks = np.arange(0.0, 100.0 * WEEKS_PER_YEAR)
    curve = stay(weeks, *_central())
    return float(curve[weeks >= after_years * WEEKS_PER_YEAR].sum() / curve.sum())


def _central() -> tuple[float, float, float, float]:
    keys = ("volunteer.exit_month", "tenure.first_ratio", "tenure.later_ratio", "tenure.years")
    monthly, first, later, years = (float(parameter(key).value or 0.0) for key in keys)
    return monthly, first, later, years


def _stayed(world: Any) -> Numbers:
    people = world.volunteers[: int(world.now["volunteers"][0])]
    people = people[people["trained_week"] >= 0]
    left = people["left_week"] >= 0
    until = np.where(left, people["left_week"], len(world.weekly) - 1)
    ends, censored = duration_counts((until - people["trained_week"]).astype(np.int64), left, len(world.weekly))
    return stayed_at_least(ends, censored)[list(LOOKED_AT)]


def _rows(held: Mapping[str, float], of: tuple[float, ...], words: str, tolerance: float) -> tuple[Row, ...]:
    found = np.array([_stayed(world) for world in worlds(held, SETTINGS, weeks=WEEKS)])
    expected = stay(np.array(LOOKED_AT, dtype=np.float64), *of)
    return tuple(
        row(f"still there after {weeks} weeks, {words}", "share", expected[n], found[:, n], tolerance)
        for n, weeks in enumerate(LOOKED_AT)
    )


def together() -> tuple[Row, ...]:
    """Compare where tenure alone bears on leaving: a constant hazard, then one that falls."""
    monthly, first, later, years = _central()
    rows: tuple[Row, ...] = ()
    for of, words in (
        ((monthly, 1.0, 1.0, years), "constant hazard"),
        ((monthly, first, later, years), "falling hazard"),
    ):
        keys = ("volunteer.exit_month", "tenure.first_ratio", "tenure.later_ratio", "tenure.years")
        rows += _rows({**NOTHING_ELSE, **dict(zip(keys, of, strict=True))}, of, words, 0.03)
    return rows


def apart() -> tuple[Row, ...]:
    """Compare with the simulation as it is."""
    return _rows({}, _central(), "nothing held", float("nan"))


MODEL = ReferenceModel(
    "tenure",
    "How long trained volunteers stay: constant and falling hazard",
    "S(t) = exp(−h t), and S(t) = exp(−h [l t + (f − l) τ (1 − exp(−t/τ))]): a hazard that falls to a floor.",
    "Strain, commitment, supervision, neglect, waiting, pay and hiring held where they bear on nothing.",
    "As it is, volunteers also go because they wait for a role, are strained or left alone, and stay because they are "
    "supervised and committed; some are hired. What the difference is hangs on how well the programme does.",
    together,
    apart,
)

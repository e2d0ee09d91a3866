"""How many sessions of a closed course people come to: a binomial, and a mixture of binomials."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from peersim.analysis.cross_model.reference import ALL_ALIKE, ReferenceModel, Row, row, worlds
from peersim.analysis.patterns.designs import MORNING_GROUP, Table
from peersim.evidence.table import parameter

Numbers = npt.NDArray[np.float64]

SESSIONS = 8
FEW = 4
"""Sessions up to which somebody has come to few."""

SPREAD = 1.0
"""Standard deviation of lasting inclination in the mixture [logit]."""

COURSE: Table = {**MORNING_GROUP, "closed": True, "course_weeks": SESSIONS, "minimum": 4, "room": 60}
SETTINGS: Table = {"outreach.letters": 200, "staff.posts": 2}
_NODES = 80  # of the quadrature over people


def distribution(chance: float, spread: float) -> Numbers:
    """Chance of each number of sessions for starters who never drop out.

    The first session is certain: whoever did not come to it is no starter. Each of the others is attended with a chance
    that is a person's own: log-odds normal about those of `chance`. Without a spread it is a binomial; with one, a
    logistic-normal binomial, by Gauss and Hermite's quadrature.

    Parameters
    ----------
    chance : float
        Weekly chance of an average person [0 to 1].
    spread : float
        Standard deviation between people [logit].

    Returns
    -------
    numpy.ndarray, shape (sessions + 1,)
        Chances of 0 to 8 sessions.
    """
    from scipy.special import expit, logit
    from scipy.stats import binom

    points, weights = np.polynomial.hermite_e.hermegauss(_NODES)
    own = expit(logit(chance) + spread * points)
    later = binom.pmf(np.arange(SESSIONS)[:, None], SESSIONS - 1, own[None, :]) @ (weights / weights.sum())
    return np.concatenate([[0.0], later])


def _counted(world: Any) -> Numbers:
    """Share of those who finished a course by the number of sessions they came to."""
    finished = world.parents["finished_week"] >= 0
    counts = np.bincount(world.parents["sessions"][finished], minlength=SESSIONS + 1)[: SESSIONS + 1]
    return np.asarray(counts / counts.sum())


def _rows(reference: Numbers, found: Numbers, words: str, tolerances: tuple[float, float, float]) -> tuple[Row, ...]:
    number, few = np.arange(SESSIONS + 1), reference[: FEW + 1]

    def variance(shares: Numbers) -> Numbers:
        return np.asarray((shares * number**2).sum(axis=-1) - (shares * number).sum(axis=-1) ** 2)

    share, mean, spread = tolerances
    return (
        row(f"came to all {SESSIONS}, {words}", "share", reference[-1], found[:, -1], share),
        row(f"came to {FEW} or fewer, {words}", "share", few.sum(), found[:, : FEW + 1].sum(axis=1), share),
        row(f"sessions, mean, {words}", "sessions", (reference * number).sum(), (found * number).sum(axis=1), mean),
        row(f"sessions, variance, {words}", "sessions²", float(variance(reference)), variance(found), spread),
    )


def _found(held: Mapping[str, float]) -> Numbers:
    return np.array([_counted(world) for world in worlds(held, SETTINGS, [COURSE], weeks=156)])


def together() -> tuple[Row, ...]:
    """Compare where every week is an independent draw and nobody drops out, without and with differing people."""
    usual = float(parameter("attendance.usual").value or 0.0)
    rows: tuple[Row, ...] = ()
    for spread, words in ((0.0, "people alike"), (SPREAD, "people differ")):
        held = {"attendance.usual": usual, "attendance.drop_out_week": 0.0, "attendance.propensity_sd": spread}
        rows += _rows(distribution(usual, spread), _found({**ALL_ALIKE, **held}), words, (0.025, 0.1, 0.2))
    return rows


def apart() -> tuple[Row, ...]:
    """Compare with the simulation as it is, of those who finished the course."""
    usual = float(parameter("attendance.usual").value or 0.0)
    nowhere = (float("nan"),) * 3
    return _rows(distribution(usual, SPREAD), _found({}), "nothing held", nowhere)


MODEL = ReferenceModel(
    "sessions",
    "Sessions of a course attended: binomial, with and without people who differ",
    "1 + Binomial(7, c), and 1 + the same with log-odds of c normal between people (standard formulas).",
    "No drop-out; no barriers, belonging, ties, quality, weeks or groups that differ; weekly chance held at its "
    "central value; lasting inclination held at a spread of 0, then of 1 logit.",
    "As it is, some weeks are poor for a whole group, groups differ, belonging grows from session to session and "
    "barriers are each parent's own, so sessions bunch more than even the mixture says; and those who drop out are not "
    "among the finishers at all.",
    together,
    apart,
)

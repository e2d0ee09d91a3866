"""The way in by arithmetic: enrolled, ever came, completed, multiplied (evidence notes, section 1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from peersim.agents.stages import E_DID_NOT_COME, E_FIRST_SESSION
from peersim.analysis.cross_model.reference import ALL_ALIKE, ReferenceModel, Row, row, worlds
from peersim.analysis.cross_model.sessions import COURSE, SESSIONS, SETTINGS
from peersim.analysis.patterns.designs import Table
from peersim.evidence.table import parameter

Numbers = npt.NDArray[np.float64]

ONE_TO_ONE: Table = {
    "one_to_one.offered": True,
    "referral.families_week": 5,
    "referral.needed": True,
    "outreach.hours": 0,
    "outreach.spend": 0,
    "start.volunteers": 0,
}
"""A service to which families are only referred, and in which nobody is there to match them: asking is all it does."""

REFERRED_ONLY: Mapping[str, float] = {"preference.one_to_one_z": -50.0, "first_step.fear": 0.0}
_NOT_ENDED = 12  # weeks before the end of a run from which a course may not have ended


def chances() -> tuple[float, float, float, float]:
    """Give the evidence's chances: of enrolling, of ever coming, of coming in a week, of stopping in a week."""
    keys = ("reach.enrol_given_referral", "first_step.never_come", "attendance.usual", "attendance.drop_out_week")
    enrol, never, usual, hazard = (float(parameter(key).value or 0.0) for key in keys)
    return enrol, 1.0 - never, usual, 1.0 - float(np.exp(-hazard))


def completed(stop: float) -> float:
    """Share of starters who complete: nobody can stop before the second session."""
    return float((1.0 - stop) ** (SESSIONS - 1))


def attended(usual: float, stop: float) -> float:
    """Share of sessions that starters attend: the first for certain, each later one if they have not stopped."""
    there = (1.0 - stop) ** np.arange(SESSIONS - 1)
    return float((1.0 + usual * there.sum()) / SESSIONS)


def attended_by_the_notes(usual: float, stop: float) -> float:
    """Share of sessions attended by the notes' arithmetic, in which the first session is like any other."""
    return float(usual * ((1.0 - stop) ** np.arange(SESSIONS)).mean())


def _enrolled(world: Any) -> float:
    parents = world.parents
    referred = parents["referred_week"] >= 0
    return float((referred & (parents["assessed_week"] >= 0)).sum() / referred.sum())


def _course(world: Any) -> tuple[float, float, float]:
    """Ever came of those signed up; completed, and share of sessions attended, of those who began early enough."""
    events = world.events[: int(world.now["events"][0])]
    came, stayed_away = ((events["kind"] == kind).sum() for kind in (E_FIRST_SESSION, E_DID_NOT_COME))
    parents, weeks = world.parents, len(world.weekly)
    first, gone = parents["first_week"], parents["gone_week"]
    began = (first >= 0) & (first < weeks - _NOT_ENDED) & ((gone < 0) | (gone > first + _NOT_ENDED))
    done = parents["finished_week"][began] >= 0
    return came / (came + stayed_away), float(done.mean()), float(parents["sessions"][began].mean() / SESSIONS)


def _simulated(held: Mapping[str, float]) -> tuple[Numbers, Numbers]:
    enrolled = [_enrolled(world) for world in worlds({**REFERRED_ONLY, **held}, ONE_TO_ONE, weeks=104)]
    found = [_course(world) for world in worlds(held, SETTINGS, [COURSE], weeks=156, events=True)]
    return np.array(enrolled), np.array(found).T


def _rows(held: Mapping[str, float], tolerances: tuple[float, float, float, float, float]) -> tuple[Row, ...]:
    enrol, came, usual, stop = chances()
    enrolled, (ever, done, sessions) = _simulated(held)
    return (
        row("agreed to an assessment, of those referred", "share", enrol, enrolled, tolerances[0]),
        row("ever came, of those signed up for a course", "share", came, ever, tolerances[1]),
        row("completed, of starters", "share", completed(stop), done, tolerances[2]),
        row("all three multiplied", "share", enrol * came * completed(stop), enrolled * ever * done, tolerances[3]),
        row("sessions attended, of starters", "share of sessions", attended(usual, stop), sessions, tolerances[4]),
    )


def together() -> tuple[Row, ...]:
    """Compare where every chance is held at its published value and nothing else acts."""
    enrol, came, usual, _ = chances()
    held = {
        **ALL_ALIKE,
        "reach.enrol_given_referral": enrol,
        "first_step.never_come": 1.0 - came,
        "attendance.usual": usual,
        "attendance.drop_out_week": float(parameter("attendance.drop_out_week").value or 0.0),
        "attendance.propensity_sd": 0.0,
    }
    return _rows(held, (0.03, 0.025, 0.025, 0.02, 0.02))


def apart() -> tuple[Row, ...]:
    """Compare with the simulation as it is, and with the notes' own arithmetic of sessions."""
    rows = _rows({}, (float("nan"),) * 5)
    _, _, usual, stop = chances()
    last = rows[-1]
    by_notes = Row("the same, by the notes' arithmetic", last.unit, attended_by_the_notes(usual, stop), last.simulated)
    return (*rows, by_notes)


MODEL = ReferenceModel(
    "funnel",
    "The way in by arithmetic: 0.55 enrol × 0.67 ever come × 0.76 complete",
    "Products of the evidence notes (section 1): enrolled × ever came × (1 − h)^7; sessions attended = "
    "(1 + c Σ (1 − h)^k) / 8.",
    "Each chance held at its published value; fear, readiness, barriers, belonging, differing people, weeks and groups "
    "switched off.",
    "As it is, barriers keep some of those who signed up away and from later sessions, and belonging holds those who "
    "came. The notes count a course's first session like any other and so give fewer sessions; here a starter is one "
    "who came to it.",
    together,
    apart,
)

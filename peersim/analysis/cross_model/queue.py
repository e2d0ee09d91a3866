"""Waiting for a volunteer: the Erlang-A queue (M/M/c with abandonment)."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from peersim.agents.stages import ACTIVE, READY
from peersim.analysis.cross_model.reference import ReferenceModel, Row, row, worlds
from peersim.analysis.laboratory import Laboratory
from peersim.analysis.patterns.designs import Table
from peersim.evidence.table import parameter
from peersim.foundation.units import WEEKS_PER_YEAR

Numbers = npt.NDArray[np.float64]

A_WEEK = 1.2
"""Families referred and agreed each week."""

ENDING, GIVING_UP = 0.06, 0.03
"""Weekly hazard of a match ending; weekly chance of giving up waiting."""

VOLUNTEERS = (12, 16, 24)
"""Too few, just about enough, and plenty."""

WEEKS, FROM = 520, 104
"""Length of the runs, and the week from which they are looked at [weeks]."""

SETTINGS: Table = {
    "referral.families_week": A_WEEK,
    "referral.agreed": True,
    "referral.needed": True,
    "one_to_one.offered": True,
    "one_to_one.weeks": 156,
    "one_to_one.at_once": 1,
    "outreach.hours": 0,
    "outreach.spend": 0,
}
HELD = {
    "volunteer.exit_month": 0.0,
    "wait.loss_month": 0.0,
    "wait.weeks_when_free": 0.0,
    "wait.family_loss_week": GIVING_UP,
    "match.early_end_week": ENDING,
    "match.early_end_first_ratio": 1.0,
    "match.early_end_fit": 0.0,
    "match.moves_to_group": 0.0,
    "preference.one_to_one_z": -50.0,
    "pipeline.supported_year": 0.0,
    "assessment.hours": 1e-6,
    "staff.turnover_year": 0.0,
    "staff.strain_sick_week": 0.0,
    "staff.leave_weeks": 0.0,
}
_MOST = 3000  # families in the system beyond which the chain is cut off


class Queue(NamedTuple):
    """A queue in its steady state.

    Attributes
    ----------
    waiting : float
        Families waiting, mean.
    busy : float
        Share of volunteers who support a family.
    """

    waiting: float
    busy: float


def erlang_a(arrivals: float, ending: float, leaving: float, servers: int) -> Queue:
    """Solve the M/M/c queue with abandonment (Palm 1957; Garnett, Mandelbaum and Reiman 2002) by its balance equations.

    Parameters
    ----------
    arrivals : float
        Arrivals [per week].
    ending : float
        Rate at which a family in service leaves it [per week].
    leaving : float
        Rate at which a waiting family leaves [per week].
    servers : int
        Volunteers, each with one family at once.

    Returns
    -------
    Queue
    """
    number = np.arange(1, _MOST)
    out = np.minimum(number, servers) * ending + np.maximum(number - servers, 0) * leaving
    logs = np.concatenate([[0.0], np.cumsum(np.log(arrivals) - np.log(out))])
    chance = np.exp(logs - logs.max())
    chance /= chance.sum()
    there = np.arange(_MOST)
    waiting = float((np.maximum(there - servers, 0) * chance).sum())
    return Queue(waiting, float((np.minimum(there, servers) * chance).sum() / servers))


def growing_out() -> float:
    """Rate at which families cease to be eligible: one over the time a family is eligible, which moves may shorten."""
    years, moves = (float(parameter(f"place.{key}").value or 0.0) for key in ("window_years", "moves_away_per_year"))
    return float(moves / (1.0 - np.exp(-moves * years)) / WEEKS_PER_YEAR)


def _seen(world: Any, servers: int) -> tuple[float, float, float]:
    """Families waiting, share of volunteers busy, share of the referred who gave up waiting."""
    weeks = np.arange(FROM, WEEKS)
    matches = world.matches[: int(world.now["matches"][0])]
    ended = np.where(matches["ended"] < 0, WEEKS, matches["ended"])
    begun = np.searchsorted(np.sort(matches["started"]), weeks, side="right")
    over = np.searchsorted(np.sort(ended), weeks, side="left")
    waiting = float(world.weekly["waiting_match"][FROM:].mean())
    return waiting, float((begun - over).mean() / servers), GIVING_UP * waiting / A_WEEK


def together() -> tuple[Row, ...]:
    """Compare where volunteers are few, just enough and many, and none of them comes or goes."""
    extra = growing_out()
    rows: list[Row] = []
    for servers in VOLUNTEERS:
        settings = {**SETTINGS, "start.volunteers": servers}
        found = np.array([_seen(world, servers) for world in worlds(HELD, settings, weeks=WEEKS)]).T
        queue = erlang_a(A_WEEK, 1.0 - float(np.exp(-ENDING)) + extra, GIVING_UP + extra, servers)
        words = f"{servers} volunteers"
        given_up = GIVING_UP * queue.waiting / A_WEEK
        rows += [
            row(f"families waiting, {words}", "families", queue.waiting, found[0], 0.5 + 0.1 * queue.waiting),
            row(f"volunteers with a family, {words}", "share", queue.busy, found[1], 0.03),
            row(f"gave up waiting, {words}", "share of referred", given_up, found[2], 0.04),
        ]
    return tuple(rows)


def apart() -> tuple[Row, ...]:
    """Compare the baseline's waiting with the queue that its own flows would make."""
    waiting, expected = [], []
    for world in Laboratory(draws=12, parents=3000, weeks=208).worlds("baseline"):
        people = world.volunteers[: int(world.now["volunteers"][0])]
        parents, weekly = world.parents, world.weekly[FROM:]
        agreed = (parents["assessed_week"] >= FROM).sum() / len(weekly)
        working = np.isin(people["stage"], (READY, ACTIVE)).sum()
        matches = world.matches[: int(world.now["matches"][0])]
        lasted = np.where(matches["ended"] < 0, len(world.weekly), matches["ended"]) - matches["started"]
        ends = (matches["ended"] >= 0).sum() / max(lasted.sum(), 1)
        servers = max(1, round(float(working * world.p["match_concurrent"])))
        expected.append(
            erlang_a(agreed, ends, float(world.p["wait_family_loss_week"]) + growing_out(), servers).waiting
        )
        waiting.append(float(weekly["waiting_match"].mean()))
    return (row("families waiting, the baseline after two years", "families", float(np.mean(expected)), waiting),)


MODEL = ReferenceModel(
    "queue",
    "Waiting for a volunteer: the Erlang-A queue",
    "M/M/c with abandonment, by its balance equations; a match ends in a week with chance 1 − exp(−0.06), families "
    "also grow out of eligibility.",
    "A stated flow of referrals who have agreed; a fixed number of volunteers with one family each, who never leave; "
    "matches that end at a constant hazard; hours without limit.",
    "As it is, matches are planned to last a set time, volunteers come, go, wait and hold more than one family, and "
    "assessments need hours. The formula, fed with the baseline's own flows and the volunteers it has in the end, is "
    "held beside it.",
    together,
    apart,
)

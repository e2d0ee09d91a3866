"""Patterns 7 to 12: training, supervision and growth, the pipeline, waiting and stepping back."""

from __future__ import annotations

from typing import Any

import numpy as np

from peersim.analysis.laboratory import Laboratory
from peersim.analysis.patterns.pattern import Numbers, Pattern, Statistic, above, below
from peersim.foundation.units import HALF

YEAR, TEN_YEARS = 52, 520
"""Windows in which something is counted [weeks]; definitions."""


def _people(world: Any) -> Any:
    return world.volunteers[: int(world.now["volunteers"][0])]


def readiness(world: Any) -> float:
    """Mean readiness of people whom the programme has trained [0 to 1]."""
    trained = _people(world)["trained_week"] >= 0
    return float(_people(world)["readiness"][trained].mean()) if trained.any() else np.nan


def measure_training(place: Laboratory) -> Numbers:
    """P7: a taster against none, 26 weeks against ten."""
    recruits = {"recruitment.hours": 8, "recruitment.spend": 50}
    taster, none = (place.values("training_completed", name, recruits) for name in ("taster", "no_taster"))
    long, short = (
        place.table(["training_completed", readiness], name, recruits) for name in ("baseline", "shorter_training")
    )
    return np.array([taster - none, *(long - short)])


def missed(world: Any) -> float:
    """Share of supervision sessions due that were missed."""
    due = world.weekly["supervision_due"].sum()
    return float(1.0 - world.weekly["supervision_met"].sum() / due) if due else np.nan


def mean_strain(world: Any) -> float:
    """Mean strain of active volunteers over the run [0 to 1]."""
    active = world.weekly["volunteers_active"]
    return float((world.weekly["strain"] * active).sum() / active.sum()) if active.sum() else np.nan


STEADY = {"supervision.slots": ["tuesday morning", "thursday afternoon", "monday evening", "saturday morning"]}
SLIPS = {"supervision.slots": ["sunday evening"], "hours.priority": ["safeguarding", "group_support", "assessment",
    "training", "moderation", "follow_up", "collecting", "personal_calls", "outreach", "recruitment", "set_up",
    "evaluation", "supervision"]}  # fmt: skip


def measure_slipping(place: Laboratory) -> Numbers:
    """P8: the same hours and people, supervision first and at times that fit, against last and at times that do not."""
    measures = (missed, mean_strain, "volunteers_leaving", "match_wait_mean")
    return place.table(measures, "baseline", SLIPS) - place.table(measures, "supervision_first", STEADY)


def active_last_year(world: Any) -> float:
    """Volunteers supporting families or facilitating, mean over the last year [volunteers]."""
    return float(world.weekly["volunteers_active"][-YEAR:].mean())


def measure_growth(place: Laboratory) -> Numbers:
    """P9: a programme of one post that recruits all it can and supervises with what is left, less one that does not."""
    measures = ("trained", missed, "volunteers_leaving", active_last_year)
    growing, steady = (
        place.table(measures, name, {"staff.posts": 1.0}) for name in ("growth_without_hours", "baseline")
    )
    return growing - steady


def once_parents(world: Any) -> float:
    """Share of volunteers at work in the last week who were parents the programme supported."""
    people = _people(world)
    working = (people["active_week"] >= 0) & (people["left_week"] < 0)
    return float((people["parent"][working] >= 0).mean()) if working.any() else np.nan


def staff_once_volunteers(world: Any) -> float:
    """Coordinator posts held by someone who began as a volunteer, in the last week [posts]."""
    return float((world.coordinators["was_volunteer"] & world.coordinators["filled"]).sum())


def measure_pipeline(place: Laboratory) -> Numbers:
    """P10: a programme of courses that does not recruit outside, with and without asking parents to help."""
    asks = {"recruitment.hours": 0, "recruitment.spend": 0, "staff.hire_volunteers": True}
    does_not = {**asks, "volunteers.from_parents": False, "staff.hire_volunteers": False}
    found = place.table([active_last_year, once_parents, staff_once_volunteers], "epec_course", asks)
    without = place.values(active_last_year, "epec_course", does_not)
    return np.array([found[0] - without, found[1], found[2]])


def still_there_after_a_year(world: Any) -> float:
    """Share of graduates still with the programme a year after training."""
    people = _people(world)
    early = (people["trained_week"] >= 0) & (people["trained_week"] < len(world.weekly) - YEAR)
    left = (people["left_week"] >= 0) & (people["left_week"] - people["trained_week"] < YEAR)
    return float((~left[early]).mean()) if early.any() else np.nan


def measure_waiting(place: Laboratory) -> Numbers:
    """P11: graduates with slow referrals less graduates with steady ones."""
    recruits = {"recruitment.hours": 8, "recruitment.spend": 50}
    slow = place.values(still_there_after_a_year, "baseline", {**recruits, "referral.partners": 1})
    steady = place.values(still_there_after_a_year, "baseline", {**recruits, "referral.partners": 20})
    return slow - steady


def measure_stepping_back(place: Laboratory) -> Numbers:
    """P12: volunteers kept a year with champion and pause roles less without."""
    return place.differences("volunteers_kept_12m", "baseline", "champions")


PATTERNS = (
    Pattern(
        7,
        "A taster lowers later drop-out from training; longer training loses more on the way and sends out readier "
        "people",
        "claims F3, F4 and E4",
        (
            Statistic("finished the training they began, with a taster less without", "share", above(0.0)),
            Statistic("finished the training they began, 26 weeks less ten", "share", below(0.0)),
            Statistic("readiness of those trained, 26 weeks less ten", "0 to 1", above(0.0)),
        ),
        "taster and weeks of training",
        measure_training,
        draws=64,
    ),
    Pattern(
        8,
        "Supervision that slips, for want of staff hours or of times that fit, raises strain, then exits, then waits",
        "claims E5 and F10; effect.supervision_hr, whose interval includes no effect",
        (
            Statistic("supervision missed, slipping less steady", "share", above(0.0)),
            Statistic("strain of active volunteers, slipping less steady", "0 to 1", above(0.0)),
            Statistic("volunteers leaving, slipping less steady", "share a month", above(0.0)),
            Statistic("weeks without a match in the first year from referral, slipping less steady", "weeks", above(0)),
        ),
        "supervision",
        measure_slipping,
        draws=64,
        parents=3000,
    ),
    Pattern(
        9,
        "Growth without coordinator hours collapses: more volunteers than can be supervised means fewer a year later",
        "claims F2, F10 and E5; leaving.neglect, an assumption",
        (
            Statistic("volunteers trained, growing less not growing", "volunteers", above(0.0)),
            Statistic("supervision missed, growing less not growing", "share", above(0.0)),
            Statistic("volunteers leaving, growing less not growing", "share a month", above(0.0)),
            Statistic("active volunteers in the third year, growing less not growing", "volunteers", below(0.0)),
        ),
        "supervision",
        measure_growth,
        draws=64,
        parents=3000,
    ),
    Pattern(
        10,
        "Supported parents become volunteers and volunteers become staff: the pipeline carries a mature programme",
        "claims E1, F12 and F13; pipeline.supported_year, pipeline.completers_train",
        (
            Statistic("active volunteers in the tenth year, with the pipeline less without", "volunteers", above(0.0)),
            Statistic("volunteers after ten years who were parents of the programme", "share", above(HALF)),
            Statistic("posts held after ten years by someone who began as a volunteer", "posts", above(0.0)),
        ),
        "pipeline",
        measure_pipeline,
        draws=32,
        weeks=TEN_YEARS,
    ),
    Pattern(
        11,
        "A graduate who waits long for a first match leaves",
        "doula studies (Parents 1st forum); wait.loss_month",
        (
            Statistic(
                "graduates still there a year after training, slow referrals less steady ones", "share", below(0.0)
            ),
        ),
        "loss while waiting for a match",
        measure_waiting,
        draws=192,
    ),
    Pattern(
        12,
        "Champion and pause roles keep people who would otherwise leave",
        "claim F6; stepping_back.keeps",
        (Statistic("volunteers kept at 12 months, with these roles less without", "share", above(0.0)),),
        "stepping back",
        measure_stepping_back,
        draws=64,
    ),
)

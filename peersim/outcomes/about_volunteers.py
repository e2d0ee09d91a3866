"""Outcomes about volunteers: who trains, who gets a role, who stays, how they are."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from peersim.agents.stages import TO_STAFF, TO_WORK_OR_STUDY, TRAINING
from peersim.foundation.units import WEEKS_PER_MONTH
from peersim.outcomes.outcome import Outcome, amount, ratio, share
from peersim.outcomes.scene import Scene

Numbers = npt.NDArray[np.float64]

TIME_TO_TRAIN = 52
"""Follow-up of enquirers before it is asked whether they finished training [weeks]; a definition."""

TIME_TO_ROLE = 26
"""Follow-up of trained volunteers before it is asked whether they got a role [weeks]; a definition."""

MILESTONES = (6, 12, 24)
"""Months after the first role at which retention is told [months]; a definition."""

YEAR = 52
"""Length of the windows in which families and volunteers are counted [weeks]; a definition."""

_KEPT = "volunteers who ever had a role (a family, a group, or champion)"


def _kept(share: Numbers, months: int) -> float:
    weeks = round(months * WEEKS_PER_MONTH)
    return float(share[weeks]) if weeks < len(share) else float("nan")


def _trained(scene: Scene) -> tuple[float, float]:
    volunteers = scene.volunteers
    began = volunteers["training_week"] >= 0
    still_running = volunteers["stage"] == TRAINING
    cohorts = scene.world.cohorts
    if len(cohorts):
        cohort = volunteers["cohort"]
        still_running |= (cohort >= 0) & cohorts["running"][np.maximum(cohort, 0)]
    over = began & ~still_running
    return float((over & (volunteers["trained_week"] >= 0)).sum()), float(over.sum())


def _enquirers_trained(scene: Scene) -> tuple[float, float]:
    early = scene.volunteers["enquired_week"] <= scene.weeks - TIME_TO_TRAIN
    return float((early & (scene.volunteers["trained_week"] >= 0)).sum()), float(early.sum())


def _got_role(scene: Scene) -> tuple[float, float]:
    week = scene.volunteers["trained_week"]
    early = (week >= 0) & (week <= scene.weeks - TIME_TO_ROLE)
    return float((early & (scene.volunteers["active_week"] >= 0)).sum()), float(early.sum())


def _families_per_volunteer(scene: Scene) -> tuple[float, float]:
    matches, volunteers = scene.matches, scene.volunteers
    years = np.arange(0, scene.weeks - YEAR + 1, YEAR)[:, None]  # first week of each whole year
    ended = np.where(matches["ended"] >= 0, matches["ended"], scene.weeks)
    year, match = np.nonzero((matches["started"] < years + YEAR) & (ended >= years))
    supported = np.zeros((len(years), len(scene.parents)), dtype=np.bool_)
    supported[year, matches["parent"][match]] = True
    left = np.where(volunteers["left_week"] >= 0, volunteers["left_week"], scene.weeks)
    supports = (volunteers["active_week"] >= 0) & (volunteers["supported"] > 0)
    there = supports & (volunteers["active_week"] < years + YEAR) & (left >= years)
    return float(np.count_nonzero(supported)), float(np.count_nonzero(there))


def _leaving_a_month(scene: Scene) -> tuple[float, float]:
    stay = scene.volunteering_to_any_end
    weeks_there = stay.weeks + ~stay.ended  # who has not left was there in their last week too
    return float(stay.ended.sum()), float(weeks_there.sum()) / WEEKS_PER_MONTH


def _volunteers_a_post(scene: Scene) -> tuple[float, float]:
    last_year = scene.weekly[-YEAR:]
    return float(last_year["volunteers_active"].sum()), float(last_year["posts_filled"].sum())


def _active_at_end(scene: Scene) -> float:
    return float(scene.weekly["volunteers_active"][-1])


def _active_mean(scene: Scene) -> float:
    return scene.weekly_sums["volunteers_active"] / scene.weeks if scene.weeks else float("nan")


def _strained(scene: Scene) -> tuple[float, float]:
    return scene.weekly_sums["strained"], scene.weekly_sums["volunteers_active"]


def _ended_well(scene: Scene) -> float:
    reason = scene.volunteers["reason"]
    return float(((reason == TO_WORK_OR_STUDY) | (reason == TO_STAFF)).sum())


def _from_parents(scene: Scene) -> float:
    return float((scene.volunteers["parent"] >= 0).sum())


def _training() -> list[Outcome]:
    return [
        amount("enquiries", "enquiries about volunteering", "people", "higher is better", "the catchment and around",
               "Number of people who enquired about volunteering.", lambda scene: float(len(scene.volunteers))),
        amount("trained", "volunteers trained", "volunteers", "higher is better", "the catchment and around",
               "Number of people who finished training.",
               lambda scene: float((scene.volunteers["trained_week"] >= 0).sum())),
        share("training_completed", "finished training", "higher is better",
              "people who began training in a course that was over by the end of the run",
              "People who finished the course they began. Courses still running at the end are left out, with "
              "those who had already left them.", _trained, by_subgroup=False),
        share("enquirers_trained", "enquirers who finished training", "higher is better",
              f"people who enquired at least {TIME_TO_TRAIN} weeks before the end of the run",
              "Of these, people who had finished training by the end of the run.",
              _enquirers_trained, by_subgroup=False),
        share("trained_got_role", "trained volunteers who got a role", "higher is better",
              f"people who finished training at least {TIME_TO_ROLE} weeks before the end of the run",
              "Of these, people who had ever supported a family, facilitated a group or been a champion by the end "
              "of the run.",
              _got_role, by_subgroup=False),
        amount("volunteers_from_parents", "volunteers who were parents of the catchment", "people", "higher is better",
               "people who enquired", "Number of enquirers who are parents of the catchment.", _from_parents),
    ]  # fmt: skip


def _kept_well(months: int) -> Outcome:
    return amount(
        f"volunteers_kept_{months}m", f"volunteers kept at {months} months", "share", "higher is better", _KEPT,
        f"Share still with the programme (supporting, facilitating, champion or paused) {months} months after their "
        "first role. Kaplan–Meier estimate; moving on to work or study, being hired and the end of the run are "
        "censored. Not told when nobody was followed so long.",
        lambda scene: _kept(scene.kept_share, months), high=1.0,
    )  # fmt: skip


def _still_there(months: int) -> Outcome:
    return amount(
        f"volunteers_kept_{months}m_any_ending", f"volunteers there at {months} months, whatever the ending", "share",
        "neither", _KEPT,
        f"As volunteers_kept_{months}m, but moving on to work or study and being hired count as leaving too.",
        lambda scene: _kept(scene.there_share, months), high=1.0,
    )  # fmt: skip


def _staying() -> list[Outcome]:
    outcomes = [_kept_well(months) for months in MILESTONES] + [_still_there(months) for months in MILESTONES]
    outcomes += [
        amount("volunteers_ever_active", "volunteers who ever had a role", "volunteers", "higher is better",
               "people who enquired", "Number who ever supported a family, facilitated a group or were a champion.",
               lambda scene: float(len(scene.volunteering.rows))),
        ratio("volunteers_leaving", "volunteers leaving a month", "share a month", "lower is better",
              "months in which volunteers had a role",
              "Volunteers with a role who left, whatever the ending, over the months they were there.",
              _leaving_a_month),
        ratio("volunteers_per_post", "active volunteers for each full-time post", "volunteers", "neither",
              "full-time coordinator posts filled and at work",
              f"Volunteers supporting families, facilitating or moderating, over posts filled, in the last {YEAR} "
              "weeks of the run.",
              _volunteers_a_post),
        amount("volunteers_moved_on", "volunteers who moved on to work, study or a post", "volunteers",
               "higher is better", "people who enquired",
               "Number who left for paid work or study or were hired by the programme.", _ended_well),
        amount("volunteers_active_end", "active volunteers at the end", "volunteers", "higher is better",
               "the programme", "Volunteers supporting families, facilitating or moderating in the last week.",
               _active_at_end),
        amount("volunteers_active_mean", "active volunteers in an average week", "volunteers", "higher is better",
               "the programme", "Volunteers supporting families, facilitating or moderating, mean over all weeks.",
               _active_mean),
        ratio("families_per_volunteer", "families per active volunteer a year", "families", "neither",
              "volunteers who have supported a family, there in each whole year of the run",
              f"Families in one-to-one support at any time in each whole year ({YEAR} weeks) of the run, over "
              "volunteers who support families one-to-one and had a role at any time in it; years pooled. Not told "
              "for runs under a year.", _families_per_volunteer),
        share("volunteers_strained", "active volunteers in high strain", "lower is better",
              "weeks of active volunteers", "Weeks in high strain over weeks active.", _strained, by_subgroup=False),
    ]  # fmt: skip
    return outcomes


VOLUNTEER_OUTCOMES = (*_training(), *_staying())
"""Outcomes about volunteers, in the order in which they are told."""

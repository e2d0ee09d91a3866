"""Outcomes about families: who hears, who comes, who stays, how long they wait, why they stay away, what they gain."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from peersim.agents.stages import ABSENCE_CAUSES
from peersim.foundation.units import WEEKS_PER_YEAR
from peersim.outcomes.outcome import Outcome, amount, ratio, share
from peersim.outcomes.scene import OFTEN, Scene
from peersim.outcomes.survival import mean_stay, median_stay, stay_quantile
from peersim.outcomes.tallying import medians

Numbers = npt.NDArray[np.float64]
Pair = tuple[Numbers, Numbers]

MILESTONES = (12, 26, 52)
"""Weeks after the first session at which engagement is told [weeks]; a definition."""

TWO_YEARS = 104
"""Window in which reach is compared with the evidence [weeks]; a definition."""

FIRST_YEAR = 52
"""Length of the window of restricted means [weeks]; a definition."""

HALF_YEAR = 26
"""Window in which a wait should have ended [weeks]; a definition."""

_ELIGIBLE = "families eligible in at least one week of the run"
_CAME = "families that ever came to a session or had a one-to-one contact"
_REFERRED = "families referred for one-to-one support"
_HEARD = "families that heard of the programme"
_CENSORING = (
    "Kaplan–Meier estimate; it ends in the week from which they no longer came; completing what was planned and "
    "not coming again, ceasing to be eligible and the end of the run are censored"
)


def _heard(scene: Scene) -> Pair:
    return scene.count(scene.eligible & scene.heard), scene.all_eligible


def _reach(scene: Scene) -> Pair:
    return scene.count(scene.eligible & scene.came), scene.all_eligible


def _reach_in_two_years(scene: Scene) -> Pair:
    if scene.weeks < TWO_YEARS:
        untold = np.full(scene.size, np.nan)
        return untold, untold
    began = scene.parents["eligible_from"] < TWO_YEARS
    came = scene.came & (scene.parents["first_week"] < TWO_YEARS)
    return scene.count(scene.eligible & began & came), scene.ever_eligible(TWO_YEARS)


def _came_often(scene: Scene) -> Pair:
    return scene.count(scene.eligible & scene.came_often), scene.all_eligible


def engaged_after(scene: Scene, weeks: int) -> Numbers:
    """Share of each subgroup's families that stayed engaged so many weeks; nan when nobody was followed so long."""
    if weeks > scene.weeks:
        return np.full(scene.size, np.nan)
    return scene.engaged_share[:, weeks]


def parents_engaged(scene: Scene, weeks: int) -> Numbers:
    """Families of each subgroup that stayed engaged so many weeks: the estimated share times those who came."""
    return np.where(scene.ever_came == 0, 0.0, engaged_after(scene, weeks) * scene.ever_came)


def _within(still_waiting: Numbers, weeks: int) -> Numbers:
    if weeks >= still_waiting.shape[-1]:
        return np.full(len(still_waiting), np.nan)
    return 1.0 - still_waiting[:, weeks]


def _matched(scene: Scene) -> Pair:
    referred = scene.parents["referred_week"] >= 0
    return scene.count(referred & (scene.parents["matched_week"] >= 0)), scene.count(referred)


def _wellbeing_years(scene: Scene) -> Numbers:
    return scene.total("wellbeing_gained", scene.came)[:, 0] / WEEKS_PER_YEAR


def _benefit(scene: Scene) -> Numbers:
    return scene.total("benefit", scene.came)[:, 0]


def _reaching() -> list[Outcome]:
    return [
        amount("eligible", "families eligible", "families", "neither", "the catchment",
               f"Number of {_ELIGIBLE}.", lambda scene: scene.all_eligible, by_subgroup=True),
        share("heard", "heard of the programme", "higher is better", _ELIGIBLE,
              "Families that had heard of the programme by the end of the run.", _heard),
        share("reach", "ever came (reach)", "higher is better", _ELIGIBLE,
              "Families that came to at least one session or had at least one one-to-one contact.", _reach),
        share("reach_2y", "ever came in the first two years", "higher is better",
              f"families eligible in at least one of the first {TWO_YEARS} weeks",
              f"Families that came to a session or had a contact in the first {TWO_YEARS} weeks. Not told for "
              "shorter runs.", _reach_in_two_years),
        share("came_often", f"came at least {OFTEN} times", "higher is better", _ELIGIBLE,
              f"Families with at least {OFTEN} sessions and one-to-one contacts together.", _came_often),
        amount("parents_heard", "families that heard of the programme", "families", "higher is better", "the catchment",
               "Number of families that had heard of the programme by the end of the run.",
               lambda scene: scene.count(scene.heard), by_subgroup=True),
        amount("parents_reached", "families that ever came", "families", "higher is better", "the catchment",
               f"Number of {_CAME}.", lambda scene: scene.ever_came, by_subgroup=True),
        amount("parents_came_often", f"families that came at least {OFTEN} times", "families", "higher is better",
               "the catchment", f"Number with at least {OFTEN} sessions and one-to-one contacts together.",
               lambda scene: scene.ever_came_often, by_subgroup=True),
    ]  # fmt: skip


def _still_engaged(weeks: int) -> Outcome:
    return amount(
        f"engaged_{weeks}w", f"still engaged at {weeks} weeks", "share", "higher is better", _CAME,
        f"Share who stayed engaged at least {weeks} weeks after their first session or contact. {_CENSORING}. Not told "
        "when nobody was followed so long.",
        lambda scene: engaged_after(scene, weeks), by_subgroup=True, high=1.0,
    )  # fmt: skip


def _number_engaged(weeks: int) -> Outcome:
    return amount(
        f"parents_engaged_{weeks}w", f"families engaged at {weeks} weeks", "families", "higher is better",
        "the catchment",
        f"Number of families whose engagement lasts at least {weeks} weeks: the share still engaged at {weeks} weeks "
        f"(engaged_{weeks}w) times the number that ever came; 0 when nobody came. Families that came late in the run "
        "count by the estimate.",
        lambda scene: parents_engaged(scene, weeks), by_subgroup=True,
    )  # fmt: skip


def _staying() -> list[Outcome]:
    outcomes = [outcome(weeks) for weeks in MILESTONES for outcome in (_still_engaged, _number_engaged)]
    outcomes.append(
        amount(
            "weeks_engaged_median", "weeks engaged, median", "weeks", "higher is better", _CAME,
            f"Median time from the first session or contact until the family no longer came. {_CENSORING}. Infinite "
            "when more than half were still engaged when last seen.",
            lambda scene: median_stay(scene.engaged_share), by_subgroup=True,
        )
    )  # fmt: skip
    outcomes.append(
        amount(
            "weeks_engaged_mean", "weeks engaged in the first year, mean", "weeks", "higher is better", _CAME,
            f"Mean time engaged within the first {FIRST_YEAR} weeks after the first session or contact (restricted "
            f"mean). {_CENSORING}. Not told when nobody was followed so long.",
            lambda scene: mean_stay(scene.engaged_share, FIRST_YEAR), by_subgroup=True, high=float(FIRST_YEAR),
        )
    )  # fmt: skip
    return outcomes


_MATCH_TIMES = "Families that gave up or ceased to be eligible count as not matched; the end of the run is censored."
_FIRST_TIMES = "Families that never came count as not yet come; the end of the run is censored."


def _waiting() -> list[Outcome]:
    return [
        amount("parents_referred", "families referred for one-to-one support", "families", "neither", "the catchment",
               "Number of families referred for one-to-one support.",
               lambda scene: scene.count(scene.parents["referred_week"] >= 0), by_subgroup=True),
        share("matched", "referred families that got a volunteer", "higher is better", _REFERRED,
              "Families matched with a volunteer by the end of the run.", _matched),
        amount("matched_26w", f"matched within {HALF_YEAR} weeks of referral", "share", "higher is better", _REFERRED,
               f"Share matched with a volunteer in the first {HALF_YEAR} weeks from the week of referral "
               "(Kaplan–Meier). "
               + _MATCH_TIMES, lambda scene: _within(scene.unmatched_share, HALF_YEAR), by_subgroup=True, high=1.0),
        amount("match_wait_median", "wait from referral to a match, median", "weeks", "lower is better", _REFERRED,
               "Time by which half of the referred families were matched (Kaplan–Meier). " + _MATCH_TIMES
               + " Infinite when fewer than half ever are.",
               lambda scene: stay_quantile(scene.unmatched_share, 0.5), by_subgroup=True),
        amount("match_wait_90th", "wait from referral to a match, ninetieth percentile", "weeks", "lower is better",
               _REFERRED, "Time by which nine tenths of the referred families were matched (Kaplan–Meier). "
               + _MATCH_TIMES + " Infinite when fewer ever are.",
               lambda scene: stay_quantile(scene.unmatched_share, 0.9), by_subgroup=True),
        amount("match_wait_mean", "weeks without a match in the first year from referral, mean", "weeks",
               "lower is better", _REFERRED,
               f"Mean time not yet matched within the first {FIRST_YEAR} weeks from referral (restricted mean). "
               + _MATCH_TIMES, lambda scene: mean_stay(scene.unmatched_share, FIRST_YEAR), by_subgroup=True,
               high=float(FIRST_YEAR)),
        amount("match_wait_of_matched", "wait of those matched, median", "weeks", "lower is better",
               "families referred and matched",
               "Median time from referral to match among those matched by the end of the run. It leaves out "
               "everybody still waiting, and so looks shorter than the wait is.",
               lambda scene: medians(scene.match_counts[0]), by_subgroup=True),
        amount("came_26w", f"came within {HALF_YEAR} weeks of hearing", "share", "higher is better", _HEARD,
               f"Share that came in the first {HALF_YEAR} weeks from hearing (Kaplan–Meier). " + _FIRST_TIMES,
               lambda scene: _within(scene.not_come_share, HALF_YEAR), by_subgroup=True, high=1.0),
        amount("first_wait_median", "wait from hearing to a first session, median", "weeks", "lower is better", _HEARD,
               "Time by which half of the families that heard had come (Kaplan–Meier). " + _FIRST_TIMES
               + " Infinite when fewer than half ever do.",
               lambda scene: median_stay(scene.not_come_share), by_subgroup=True),
        amount("first_wait_of_came", "wait from hearing to a first session of those who came, median", "weeks",
               "lower is better", "families that heard and came",
               "Median time from hearing to the first session or contact among those who came by the end of the "
               "run. It leaves out everybody who has not come.",
               lambda scene: medians(scene.first_counts[0]), by_subgroup=True),
    ]  # fmt: skip


def _cause_share(field: str, cause: int) -> Callable[[Scene], tuple[Any, Any]]:
    def pair(scene: Scene) -> Pair:
        absences: Numbers = getattr(scene, field)
        return absences[:, cause], absences.sum(axis=-1)

    return pair


def _absences() -> list[Outcome]:
    outcomes = [
        amount("absences", "absences from sessions", "absences", "neither", "sessions held for members",
               "Number of times a member was away from a session that was held.",
               lambda scene: scene.absences.sum(axis=-1), by_subgroup=True),
    ]  # fmt: skip
    for cause, words in enumerate(ABSENCE_CAUSES):
        key = words.split()[0]
        outcomes.append(
            share(f"absent_{key}", f"absences: {words}", "neither", "absences from sessions",
                  f"Absences whose largest avoidable cause was {words}.", _cause_share("absences", cause))
        )  # fmt: skip
    for cause, words in enumerate(ABSENCE_CAUSES):
        key = words.split()[0]
        outcomes.append(
            share(f"stated_{key}", f"stated reason: {words}", "neither", "absences from sessions",
                  f"Absences for which the parent would state {words}.", _cause_share("stated", cause))
        )  # fmt: skip
    return outcomes


def _gains() -> list[Outcome]:
    return [
        ratio("benefit_mean", "wellbeing gained by each family that came", "SWEMWBS points", "higher is better", _CAME,
              "Wellbeing above what it would have been without the programme at the end of the run, mean over "
              "those who ever came; below 0 is harm.",
              lambda scene: (_benefit(scene), scene.ever_came), by_subgroup=True, low=-np.inf),
        amount("benefit_total", "wellbeing gained, all families", "SWEMWBS points", "higher is better", "the catchment",
               "Sum over families of wellbeing above what it would have been without the programme, at the end of "
               "the run.",
               _benefit, by_subgroup=True, low=-np.inf),
        amount("wellbeing_years", "wellbeing gained over the run, all families", "SWEMWBS point-years",
               "higher is better", "the catchment",
               "Wellbeing above what it would have been without the programme, summed over families and weeks of the "
               "run and told in years: one point for one year is 1. What lasts after a family is no longer eligible, "
               "or after the run, is not counted; below 0 is harm.",
               _wellbeing_years, by_subgroup=True, low=-np.inf),
    ]  # fmt: skip


PARENT_OUTCOMES = (*_reaching(), *_staying(), *_waiting(), *_absences(), *_gains())
"""Outcomes about families, in the order in which they are told."""

"""Outcomes about the programme: sessions, staff and their hours, safety, and money."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from peersim.foundation.units import WEEKS_PER_YEAR
from peersim.outcomes.about_parents import parents_engaged
from peersim.outcomes.outcome import Outcome, amount, ratio, share
from peersim.outcomes.scene import OFTEN, Scene
from peersim.scenarios.levers import COST_LINES, GROUP_KINDS, TASKS

RETAINED_WEEKS = 26
"""Engagement that counts as retained in costs per family [weeks]; a definition."""


def _weekly_sum(column: str) -> Callable[[Scene], float]:
    def total(scene: Scene) -> float:
        return scene.weekly_sums[column]

    return total


def _weekly_mean(column: str) -> Callable[[Scene], float]:
    def mean(scene: Scene) -> float:
        return scene.weekly_sums[column] / scene.weeks if scene.weeks else float("nan")

    return mean


def _weekly_ratio(top: str, bottom: str) -> Callable[[Scene], tuple[float, float]]:
    def pair(scene: Scene) -> tuple[float, float]:
        return scene.weekly_sums[top], scene.weekly_sums[bottom]

    return pair


def _session_size(fraction: float) -> Callable[[Scene], float]:
    def size(scene: Scene) -> float:
        present = scene.present_in_order
        place = fraction * (len(present) - 1)
        if place < 0.0:
            return float("nan")
        below = int(place)
        step = float(present[min(below + 1, len(present) - 1)] - present[below])
        return float(present[below]) + step * (place - below)

    return size


def _open_sessions(scene: Scene) -> tuple[float, float]:
    groups = scene.world.groups
    in_person_and_open = (groups["kind"] == GROUP_KINDS.index("in_person")) & ~groups["closed"]
    held = scene.sessions["held"][:, in_person_and_open]
    return float(scene.sessions["present"][:, in_person_and_open][held].sum()), float(held.sum())


def _courses(scene: Scene) -> tuple[float, float]:
    groups = scene.world.groups
    return float(groups["completers"].sum()), float(groups["starters"].sum())


def _delivery() -> list[Outcome]:
    return [
        amount("sessions_held", "group sessions held", "sessions", "higher is better", "the run",
               "Group sessions held over the run.", _weekly_sum("sessions_held")),
        share("sessions_cancelled", "sessions cancelled", "lower is better", "group sessions due",
              "Sessions due that did not take place.", _weekly_ratio("sessions_cancelled", "sessions_planned"),
              by_subgroup=False),
        ratio("attendance_mean", "attendance at a session, mean", "parents", "higher is better", "group sessions held",
              "Parents present at each group session held.", _weekly_ratio("attendances", "sessions_held")),
        ratio("attendance_open_mean", "attendance at an open group, mean", "parents", "higher is better",
              "sessions held of groups that meet in person and are open to all",
              "Parents present at each session of an open group in person.", _open_sessions),
        share("course_completed", "parents who completed the course they started", "higher is better",
              "parents who started a closed course",
              "Parents who completed a closed course. Those still in a course at the end of the run count as not "
              "having completed it.", _courses, by_subgroup=False),
        amount("attendance_10th", "attendance at a session, tenth percentile", "parents", "neither",
               "group sessions held",
               "A tenth of the sessions held had no more parents than this.", _session_size(0.1)),
        amount("attendance_90th", "attendance at a session, ninetieth percentile", "parents", "neither",
               "group sessions held", "Nine tenths of the sessions held had no more parents than this.",
               _session_size(0.9)),
        amount("contacts", "one-to-one contacts", "contacts", "higher is better", "the run",
               "One-to-one contacts that happened over the run.", _weekly_sum("contacts")),
        amount("waiting_assessment_mean", "families waiting for assessment, mean", "families", "lower is better",
               "the run", "Families waiting for assessment, mean over all weeks.", _weekly_mean("waiting_assessment")),
        amount("waiting_match_mean", "families waiting for a volunteer, mean", "families", "lower is better", "the run",
               "Families assessed and waiting for a volunteer, mean over all weeks.", _weekly_mean("waiting_match")),
    ]  # fmt: skip


def _staff() -> list[Outcome]:
    outcomes = [
        share("supervision_met", "supervision held when due", "higher is better", "supervision sessions due",
              "Supervision sessions held.", _weekly_ratio("supervision_met", "supervision_due"), by_subgroup=False),
        share("overload_share", "weeks of coordinator overload", "lower is better", "weeks of the run",
              "Weeks in which tasks asked for more coordinator hours than there were.",
              lambda scene: (scene.weekly_sums["overload"], float(scene.weeks)), by_subgroup=False),
        amount("overload_weeks", "weeks of coordinator overload", "weeks", "lower is better", "weeks of the run",
               "Number of weeks in which tasks asked for more coordinator hours than there were.",
               _weekly_sum("overload")),
        amount("staff_leavers", "coordinators who left", "people", "lower is better", "coordinator posts",
               "Number of people who left a coordinator post over the run.",
               lambda scene: float(scene.world.coordinators["leavers"].sum())),
        share("hours_met", "coordinator hours given of those asked for", "higher is better", "hours tasks asked for",
              "Hours given to tasks over hours newly asked for by tasks, over the run.", _hours_met, by_subgroup=False),
    ]  # fmt: skip
    for number, task in enumerate(TASKS):
        words = task.replace("_", " ")
        outcomes.append(
            amount(f"hours_asked_{task}", f"hours asked for: {words}", "hours", "neither", "the run",
                   f"Coordinator hours newly asked for by {words} over the run.", _task("total_asked", number))
        )  # fmt: skip
    for number, task in enumerate(TASKS):
        words = task.replace("_", " ")
        outcomes.append(
            amount(f"hours_given_{task}", f"hours given: {words}", "hours", "neither", "the run",
                   f"Coordinator hours given to {words} over the run.", _task("total_given", number))
        )  # fmt: skip
    return outcomes


def _hours_met(scene: Scene) -> tuple[float, float]:
    return float(scene.tasks["total_given"].sum()), float(scene.tasks["total_asked"].sum())


def _task(column: str, number: int) -> Callable[[Scene], float]:
    def hours(scene: Scene) -> float:
        return float(scene.tasks[column][number])

    return hours


def _safety() -> list[Outcome]:
    return [
        amount("concerns", "safeguarding concerns raised", "concerns", "neither", "the run",
               "Safeguarding concerns raised over the run; more may mean more families seen, or more listening.",
               _weekly_sum("concerns")),
        amount("online_harms", "parents hurt by something online", "people", "lower is better", "the run",
               "Times a parent was hurt by something in an online space over the run.", _weekly_sum("harms")),
    ]  # fmt: skip


def _cost(scene: Scene) -> float:
    return float(scene.spent.sum())


def _cost_a_year(scene: Scene) -> float:
    return _cost(scene) * WEEKS_PER_YEAR / scene.weeks if scene.weeks else float("nan")


def _line(number: int) -> Callable[[Scene], float]:
    def spent(scene: Scene) -> float:
        return float(scene.spent[number])

    return spent


def _staff_share(scene: Scene) -> tuple[float, float]:
    return _line(COST_LINES.index("staff"))(scene), _cost(scene)


def _unspent(scene: Scene) -> float:
    return float(np.maximum(scene.world.funds["balance"], 0.0).sum())


def _cost_per(people: Callable[[Scene], float]) -> Callable[[Scene], tuple[float, float]]:
    def pair(scene: Scene) -> tuple[float, float]:
        return _cost(scene), people(scene)

    return pair


def _attended(scene: Scene) -> float:
    return scene.weekly_sums["attendances"] + scene.weekly_sums["contacts"]


def _money() -> list[Outcome]:
    outcomes = [
        amount("cost", "cost", "£", "lower is better", "the run", "Money spent over the run.", _cost),
        amount("cost_a_year", "cost a year", "£ a year", "lower is better", "the run",
               f"Money spent over the run, scaled to a year of {WEEKS_PER_YEAR:.2f} weeks.", _cost_a_year),
        share("staff_cost_share", "share of cost that is staff", "neither", "money spent",
              "Money spent on coordinators and administrators over all money spent.", _staff_share, by_subgroup=False),
        amount("income", "income", "£", "neither", "the run", "Money received over the run.", _weekly_sum("income")),
        amount("unspent", "money unspent at the end", "£", "neither", "the run",
               "Money in hand at the end of the run.", _unspent),
        amount("refused", "wanted and not to be had", "£", "lower is better", "the run",
               "Spending that the design asked for and the money could not pay for.",
               lambda scene: float(scene.world.lines["total_refused"].sum())),
        amount("paid_by_parents", "paid by parents", "£", "lower is better", "the run",
               "Money parents paid themselves.", lambda scene: float(scene.world.lines["paid_by_parents"].sum())),
    ]  # fmt: skip
    for number, line in enumerate(COST_LINES):
        words = line.replace("_", " ")
        outcomes.append(
            amount(f"cost_{line}", f"cost: {words}", "£", "lower is better", "the run",
                   f"Money spent on {words} over the run.", _line(number))
        )  # fmt: skip
    outcomes += [
        ratio("cost_per_parent_reached", "cost per family that ever came", "£", "lower is better",
              "families that ever came", "Cost over the run for each family that ever came.",
              _cost_per(lambda scene: float(scene.came.sum()))),
        ratio("cost_per_parent_came_often", f"cost per family that came at least {OFTEN} times", "£", "lower is better",
              f"families that came at least {OFTEN} times",
              f"Cost over the run for each family that came at least {OFTEN} times.",
              _cost_per(lambda scene: float(scene.ever_came_often[0]))),
        ratio("cost_per_parent_engaged_26w", f"cost per family engaged at {RETAINED_WEEKS} weeks", "£",
              "lower is better", f"families engaged at {RETAINED_WEEKS} weeks (parents_engaged_26w)",
              f"Cost over the run for each family whose engagement lasts at least {RETAINED_WEEKS} weeks.",
              _cost_per(lambda scene: float(parents_engaged(scene, RETAINED_WEEKS)[0]))),
        ratio("cost_per_session_attended", "cost per session or contact attended", "£", "lower is better",
              "attendances at group sessions and one-to-one contacts",
              "Cost over the run for each attendance at a group session or one-to-one contact.", _cost_per(_attended)),
    ]  # fmt: skip
    return outcomes


PROGRAMME_OUTCOMES = (*_delivery(), *_staff(), *_safety(), *_money())
"""Outcomes about the programme as a whole, in the order in which they are told."""

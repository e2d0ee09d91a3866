"""Simulated worlds made by hand for tests: record arrays filled with people, with nothing of the engine in them."""

from __future__ import annotations

from typing import Any

import numpy as np

from peersim.agents.other_records import COHORT, COORDINATOR, EVENT, FUND, GROUP, LINE, MATCH, NOW, SESSION, TASK, WEEK
from peersim.agents.parent_record import PARENT
from peersim.agents.stages import LIFE_EVENT, STRAIN, TO_WORK_OR_STUDY
from peersim.agents.volunteer_record import VOLUNTEER
from peersim.engine.world import World
from peersim.evidence import central
from peersim.places.family import FAMILY
from peersim.scenarios.levers import COST_LINES, DESIGN, GROUP_DESIGN, TASKS

_PARENT_WEEKS = (
    "aware_week", "referred_week", "invited_week", "assessed_week", "matched_week", "first_week", "last_week",
    "disengaged_week", "finished_week", "gone_week",
)  # fmt: skip


def empty_world(parents: int = 60, weeks: int = 104, seed: int = 0) -> World:
    """A catchment with nothing on offer: nobody hears, nobody comes, nothing is spent."""
    rng = np.random.default_rng(seed)
    families = np.zeros(parents, PARENT)
    families["uid"] = families["family"] = np.arange(parents)
    families["x"], families["y"] = rng.normal(0, 2, parents), rng.normal(0, 2, parents)
    for trait in ("has_car", "lone_parent", "low_income", "low_english", "send", "digital_gap", "works"):
        families[trait] = rng.random(parents) < 0.4
    families["childcare_need"] = rng.random(parents) < 0.5
    families["online_barred"] = rng.random(parents) < 0.3
    families["need"] = rng.random(parents)
    families["eligible_to"] = 10 * weeks + 10
    for field in (*_PARENT_WEEKS, "volunteer", "match"):
        families[field] = -1
    now = np.zeros(1, NOW)
    now["week"], now["parents"] = weeks, parents
    weekly = np.zeros(weeks, WEEK)
    weekly["eligible"] = parents
    funds = np.zeros(1, FUND)
    tables = {
        "key": np.uint64(seed), "p": central()[0], "design": np.zeros(weeks, DESIGN),
        "group_design": np.zeros((weeks, 1), GROUP_DESIGN), "families": families, "parents": families,
        "row_of": np.arange(parents, dtype=np.int32), "outsiders": np.zeros(0, FAMILY),
        "volunteers": np.zeros(80, VOLUNTEER), "coordinators": np.zeros(1, COORDINATOR), "groups": np.zeros(1, GROUP),
        "matches": np.zeros(200, MATCH), "cohorts": np.zeros(4, COHORT), "funds": funds,
        "tasks": np.zeros(len(TASKS), TASK), "lines": np.zeros(len(COST_LINES), LINE), "weekly": weekly,
        "sessions": np.zeros((weeks, 1), SESSION), "spending": np.zeros((weeks, len(COST_LINES))),
        "hours_asked": np.zeros((weeks, len(TASKS))), "hours_given": np.zeros((weeks, len(TASKS))),
        "events": np.zeros(0, EVENT), "now": now,
    }  # fmt: skip
    return World(**{**dict.fromkeys(World._fields), **tables})  # what only the engine works on is left out


def busy_world(
    parents: int = 400,
    weeks: int = 156,
    seed: int = 1,
    reach: float = 0.3,
    leaving: float = 0.03,
    volunteers: int = 30,
    cost_a_week: float = 1800.0,
) -> World:
    """A programme that runs: families come and go, volunteers train, help and leave, money is spent."""
    world = empty_world(parents, weeks, seed)
    rng = np.random.default_rng(seed + 1000)
    _families_come(world, rng, weeks, reach, leaving)
    _volunteers_help(world, rng, weeks, min(volunteers, 80))
    _weeks_pass(world, rng, weeks, cost_a_week)
    return world


def _families_come(world: World, rng: np.random.Generator, weeks: int, reach: float, leaving: float) -> None:
    families = world.parents
    heard = rng.random(len(families)) < min(1.0, 2 * reach)
    came = heard & (rng.random(len(families)) < 0.5)
    families["aware_week"][heard] = rng.integers(0, max(weeks // 2, 1), heard.sum())
    first = np.minimum(families["aware_week"] + rng.geometric(0.2, len(families)), weeks - 1)
    families["first_week"][came] = first[came]
    end = families["first_week"] + rng.geometric(leaving, len(families))
    stopped = came & (end < weeks)
    families["disengaged_week"][stopped] = end[stopped]
    families["finished_week"][stopped & (rng.random(len(families)) < 0.1)] = (families["first_week"] + 1)[0]
    finished = families["finished_week"] >= 0
    families["finished_week"][finished] = families["disengaged_week"][finished] - 1
    stay = np.where(stopped, end, weeks) - families["first_week"]
    families["sessions"][came] = 1 + rng.binomial(np.maximum(stay - 1, 0)[came], 0.4)
    families["absences"][came] = rng.integers(0, 5, (came.sum(), families["absences"].shape[1]))
    families["stated"][came] = rng.integers(0, 5, (came.sum(), families["stated"].shape[1]))
    families["wellbeing_gained"][came] = rng.normal(20.0, 30.0, came.sum())
    families["benefit"][came] = rng.normal(0.5, 1.0, came.sum())
    referred = heard & (rng.random(len(families)) < 0.3)
    families["referred_week"][referred] = families["aware_week"][referred]
    matched = referred & (rng.random(len(families)) < 0.5)
    when = np.minimum(families["referred_week"] + rng.integers(0, 30, len(families)), weeks - 1)
    families["matched_week"][matched] = when[matched]
    rows = np.flatnonzero(matched)[: len(world.matches)]
    world.now["matches"] = len(rows)
    matches = world.matches[: len(rows)]
    matches["parent"], matches["started"] = rows, families["matched_week"][rows]
    matches["ended"] = np.where(matches["started"] + 39 < weeks, matches["started"] + 39, -1)
    families["contacts"][rows] = 3


def _volunteers_help(world: World, rng: np.random.Generator, weeks: int, count: int) -> None:
    world.now["volunteers"] = count
    people = world.volunteers[:count]
    for field in ("training_week", "trained_week", "active_week", "left_week", "parent", "group", "cohort"):
        people[field] = -1
    people["enquired_week"] = rng.integers(0, max(weeks // 2, 1), count)
    began = rng.random(count) < 0.8
    people["training_week"][began] = np.minimum(people["enquired_week"] + 4, weeks - 1)[began]
    people["cohort"][began] = 0
    trained = began & (rng.random(count) < 0.7) & (people["training_week"] + 26 < weeks)
    people["trained_week"][trained] = (people["training_week"] + 26)[trained]
    active = trained & (rng.random(count) < 0.9) & (people["trained_week"] + 3 < weeks)
    people["active_week"][active] = (people["trained_week"] + 3)[active]
    people["supported"][active] = 1
    left = active & (people["active_week"] + 20 < weeks) & (rng.random(count) < 0.5)
    people["left_week"][left] = (people["active_week"] + rng.integers(1, 20, count))[left]
    people["reason"][left] = rng.choice([STRAIN, LIFE_EVENT, TO_WORK_OR_STUDY], left.sum())


def _weeks_pass(world: World, rng: np.random.Generator, weeks: int, cost_a_week: float) -> None:
    weekly = world.weekly
    week = np.arange(weeks)
    first = world.parents["first_week"]
    weekly["new_parents"] = np.bincount(first[first >= 0], minlength=weeks)[:weeks]
    weekly["ever_came"] = np.cumsum(weekly["new_parents"])
    weekly["sessions_planned"], weekly["sessions_cancelled"] = 2, rng.random(weeks) < 0.1
    weekly["sessions_held"] = weekly["sessions_planned"] - weekly["sessions_cancelled"]
    world.sessions["held"][:, 0] = weekly["sessions_held"] > 0
    world.sessions["present"][:, 0] = rng.poisson(6, weeks)
    weekly["attendances"] = world.sessions["present"][:, 0] * weekly["sessions_held"]
    weekly["contacts"] = rng.poisson(4, weeks)
    people = world.volunteers[: int(world.now["volunteers"][0])]
    active = people["active_week"][None, :]
    left = np.where(people["left_week"] >= 0, people["left_week"], weeks)[None, :]
    weekly["volunteers_active"] = ((active >= 0) & (active <= week[:, None]) & (left > week[:, None])).sum(axis=1)
    weekly["strained"] = weekly["volunteers_active"] // 4
    weekly["supervision_due"] = weekly["volunteers_active"]
    weekly["supervision_met"] = (0.7 * weekly["volunteers_active"]).astype(int)
    weekly["waiting_match"] = rng.poisson(5, weeks)
    weekly["overload"] = rng.random(weeks) < 0.2
    weekly["income"] = cost_a_week * 1.05
    world.tasks["total_asked"] = rng.uniform(20, 900, len(TASKS))
    world.tasks["total_given"] = world.tasks["total_asked"] * rng.uniform(0.5, 1.0, len(TASKS))
    share = rng.dirichlet(np.array([40.0, 6, 3, 2, 3, 2, 2, 2, 1, 1, 1, 1, 1]))
    world.spending[:] = cost_a_week * share
    weekly["cost"] = world.spending.sum(axis=1)
    world.lines["total_spent"] = world.spending.sum(axis=0)
    world.lines["total_refused"] = cost_a_week / 150
    world.funds["balance"] = 0.05 * cost_a_week * weeks
    world.coordinators["leavers"] = 1


def with_family(world: World, row: int, **fields: Any) -> World:
    """The same world with one family's record changed."""
    families = world.parents.copy()
    for name, value in fields.items():
        families[name][row] = value
    return world._replace(parents=families, families=families)

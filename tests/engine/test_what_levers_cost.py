"""Each lever charges the lines and tasks that it is said to charge, and one that is said to be free charges nothing.

A lever is laid on from some week to the end of a run that is the same until then. What differs in the ledgers of that
very week must be said: people who come because of it mostly come later. What it is said to charge must move, and once
at least before anything else does.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from small_worlds import people

from peersim.engine.run import run_once
from peersim.evidence.table import central
from peersim.foundation.draws import run_key
from peersim.scenarios.levers import COST_LINES, DESIGN, LEVERS, TASKS, Lever
from peersim.scenarios.show import levers_listing
from peersim.scenarios.variants import variant
from peersim.scenarios.what_it_costs import COSTS, Charge, costs_in_words

WEEKS, PARENTS, SEED = 110, 900, 2
FROM = (0, 31, 43, 62)
"""Weeks from which a lever is laid on: the first, one of term without a course, and two in which a course runs."""

BY_HEAD = {"line travel", "line refreshments", "line checks"}
"""What follows those who come or graduate in the very same week."""

BASE = {
    "staff.posts": 4.0,
    "start.groups_set_up": False,
    "outreach.personal_calls": True,
    "outreach.known_worker": 0.2,
    "transport.help": "lifts_for_those_without_a_car",
    "transport.places": 3,
    "online.moderation_hours": 8,
    "online.volunteer_moderators": 2,
    "evaluation.hours": 1,
    "recruitment.hours": 6,
    "training.weeks": 6,
    "training.taster_weeks": 2,
    "training.places": 6,
    "training.minimum": 2,
    "training.gate": 0.6,
    "volunteers.minimum_recency": 1,
    "creche.places": 4,
    "money.flexible": True,
    "growth.review": True,
}
GROUPS: tuple[dict[str, Any], ...] = (
    {"name": "small room", "kind": "in_person", "slot": "friday morning", "room": 2, "facilitators": 1},
    {"name": "reserve", "kind": "in_person", "slot": "friday afternoon", "reserve": True},
    {"name": "forum", "kind": "forum"},
)
FUND = {"name": "plenty", "amount_per_year": 900000, "pays_for": "anything", "every_weeks": 13}

TWO_VALUES: dict[str, tuple[Any, Any]] = {
    "training.below_gate": (0, 1),
    "transport.help": (0, 2),
    "group.slot": (4, 18),
    "group.second_slot": (-1, 13),
    "supervision.slots": (1 << 3, 1 << 20),
    "supervision.every_weeks": (4, 1),
    "supervision.hours": (1, 2),
    "training.weeks": (6, 12),
    "training.hours_week": (3, 6),
    "training.places": (3, 12),
    "training.minimum": (2, 8),
    "training.gate": (0.5, 0.9),
    "group.hours": (2, 4),
    "group.room": (2, 30),
    "staff.posts": (4, 5),
    "growth.review": (0, 1),
}
"""Two ways of setting a lever, where the ends of its range would not do."""

OTHERWISE: dict[str, dict[str, Any]] = {
    "start.volunteers": {"volunteers.minimum_recency": 0},
    "growth.split": {"growth.review": False},
    "training.below_gate": {"training.gate": 0.95},
    "online.moderation_hours": {"online.volunteer_moderators": 0},
}
"""Levers set otherwise than in the base, so that a lever can act."""

IN_THE_FIRST_WEEK = ("start.volunteers", "start.groups_set_up")
"""Levers that act in the first week alone."""


ON_AN_OCCASION = (
    "transport.help", "transport.places", "online.volunteer_moderators", "online.loans", "safeguarding.route",
    "training.weeks", "training.places", "training.below_gate", "growth.review", "growth.split", "group.term_only",
    "group.agreement",
)  # fmt: skip
"""Levers that charge only once somebody comes, a course goes on, a group opens: not in the week they are laid on."""


@cache
def base(name: str) -> Any:
    settings = BASE | OTHERWISE.get(name, {})
    return variant("baseline", settings, groups=GROUPS, funds=(FUND,)).expand(WEEKS)


def two_values(lever: Lever) -> tuple[Any, Any]:
    if lever.name in TWO_VALUES:
        return TWO_VALUES[lever.name]
    if lever.kind == "order":
        return list(range(len(TASKS))), list(reversed(range(len(TASKS))))
    if lever.kind in ("yes_no", "choice"):
        return 0, len(lever.choices) - 1 if lever.choices else 1
    return lever.low, min(lever.high, max(lever.low * 2.0, lever.low + 6))


def ledgers(name: str, value: Any, other: Any, since: int) -> dict[str, np.ndarray]:
    """Money by line and hours asked by task, week by week, with one value of a lever before a week, another after."""
    lever, design = LEVERS[name], base(name)
    table = "design" if lever.field in (DESIGN.names or ()) else "group_design"
    changed = getattr(design, table).copy()
    changed[lever.field] = value
    changed[lever.field][since:] = other
    world = run_once(
        replace(design, **{table: changed}), people(PARENTS, WEEKS, SEED), central()[0], run_key(SEED, 0, 0)
    )
    found = {f"line {line}": np.asarray(world.spending)[:, i] for i, line in enumerate(COST_LINES)}
    return found | {f"task {task}": np.asarray(world.hours_asked)[:, i] for i, task in enumerate(TASKS)}


@cache
def moved(name: str, since: int) -> dict[int, set[str]]:
    """Lines and tasks that differ, by the week in which they first do, when a lever is laid on from a week."""
    value, other = two_values(LEVERS[name])
    without, with_it = ledgers(name, value, value, since), ledgers(name, value, other, since)
    weeks: dict[int, set[str]] = {}
    for what in without:
        differ = np.flatnonzero(np.abs(without[what] - with_it[what]) > 1e-6)
        if len(differ):
            weeks.setdefault(int(differ[0]), set()).add(what)
    assert all(week >= since for week in weeks)
    return weeks


def said(charge: Charge) -> set[str]:
    return {f"line {line}" for line in charge.lines} | {f"task {task}" for task in charge.tasks}


def complaints(name: str, charge: Charge) -> list[str]:
    """What runs say against what a lever is said to cost; nothing where they agree."""
    found: list[str] = []
    ever: set[str] = set()
    comes_first = False
    by_people = BY_HEAD | {f"line {each}" for each in charge.through} | {f"task {each}" for each in charge.through}
    for since in FROM[:1] if name in IN_THE_FIRST_WEEK else FROM:
        weeks = moved(name, since)
        ever |= set().union(*weeks.values())
        unsaid = weeks.get(since, set()) - said(charge) - by_people
        found += [f"laid on from week {since}, {what} moved in that week" for what in sorted(unsaid)]
        own = [week for week in sorted(weeks) if weeks[week] - (by_people - said(charge))]
        comes_first = comes_first or bool(own and weeks[own[0]] & said(charge))
    found += [f"{what} never moved" for what in sorted(said(charge) - ever)]
    if charge.charges and not comes_first:
        found.append("something else always moved before what it is said to charge")
    return found


@pytest.mark.parametrize("name", LEVERS)
def test_a_lever_costs_what_it_is_said_to(name: str) -> None:
    assert complaints(name, COSTS[name]) == []


@pytest.mark.parametrize(
    "name",
    [name for name in LEVERS if COSTS[name].charges and name not in (*IN_THE_FIRST_WEEK, *ON_AN_OCCASION)],
)
def test_a_lever_that_charges_would_not_pass_as_free(name: str) -> None:
    assert complaints(name, Charge(because="nothing")) != []


@pytest.mark.parametrize(("name", "wrong"), [
    ("creche.places", Charge(lines=("rooms",))),
    ("volunteers.boundaries", Charge(tasks=("evaluation",))),
    ("volunteers.learning", Charge(tasks=("supervision",), lines=("travel",))),
    ("group.moving", Charge(lines=("rooms",))),
])  # fmt: skip
def test_a_wrong_word_on_what_a_lever_costs_is_found(name: str, wrong: Charge) -> None:
    assert complaints(name, wrong) != []


@pytest.mark.quick
def test_every_lever_says_what_it_costs_in_lines_and_tasks_there_are_or_why_nothing() -> None:
    assert list(COSTS) == list(LEVERS)
    for name, charge in COSTS.items():
        assert set(charge.lines) <= set(COST_LINES), name
        assert set(charge.tasks) <= set(TASKS), name
        assert set(charge.through) <= {*COST_LINES, *TASKS}, name
        assert charge.charges or len(charge.because.split()) >= 4, name
    assert all(costs_in_words(row["name"]) for row in levers_listing())

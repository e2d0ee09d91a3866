"""Every number that is drawn, and every lever, moves something in some programme: none is read and then lost."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from small_worlds import differing_fields, people

from peersim.engine.run import run_once
from peersim.engine.world import World
from peersim.evidence.table import MODEL_KEYS, central, parameters
from peersim.foundation.draws import run_key
from peersim.scenarios.levers import DESIGN, LEVERS, TASKS, Lever
from peersim.scenarios.loading import load

EVERYTHING = """
title = "Everything at once"
why = "So that every mechanism is in play."
extends = "baseline"

[set]
outreach.personal_calls = true
outreach.known_worker = 0.3
outreach.letters = 10
follow_up.calls = true
programme.co_designed = true
programme.host_values_parents = true
facilitators.trained = true
facilitators.paid = true
recruitment.shared = true
evaluation.measured = true
evaluation.hours = 1
training.one_to_one = true
training.manual = true
training.practice = 0.2
matching.parents_choose = true
matching.peer_weight = 0.2
volunteers.team_meetings = true
online.volunteer_moderators = 2
online.anonymous = true
online.loans = 0.5
group.agreement = true
group.members_help = true
volunteers.champions = true
volunteers.pauses = true
volunteers.voice = true
volunteers.learning = true
supervision.responsive = true
supervision.in_groups = 0.5
staff.administrator = 0.3
staff.hire_volunteers = true
one_to_one.weeks = 0
one_to_one.mode = "phone"
transport.help = "fares_for_all"
creche.places = 6
creche.price = 2
creche.same_room = true
group.hybrid = true
group.moving = true

[[group]]
name = "course"
kind = "in_person"
closed = true
course_weeks = 8
minimum = 4
slot = "monday morning"
room = 12

[[group]]
name = "send group"
kind = "in_person"
topic = "send"
slot = "friday morning"
room = 6
adaptable = true
term_only = false

[[group]]
name = "forum"
kind = "forum"

[[group]]
name = "rare"
kind = "social_media"
topic = "loss"
national = true

[[fund]]
name = "more"
amount_per_year = 90000
pays_for = "anything"
"""

SHORT_OF_HOURS = """
title = "Short of hours"
why = "So that what happens without them is in play."
extends = "baseline"

[set]
staff.posts = 0.6
hours.priority = ["outreach", "recruitment", "assessment", "training", "supervision"]
volunteers.expenses = false
creche.places = 6
training.gate = 0.7
training.below_gate = "train_on"
assessment.by_phone = true
assessment.staff = 1
matching.parents_choose = true
safeguarding.route = false
volunteers.parents_only = true
group.needs_pair = true
training.taster_weeks = 2
transport.help = "lifts_for_those_without_a_car"
transport.places = 3
online.moderation_hours = 3
online.moderators_trained = true

[[group]]
name = "send group"
kind = "in_person"
topic = "send"
slot = "friday morning"

[[group]]
name = "chat"
kind = "social_media"
closed = true

[[group]]
name = "small room"
kind = "in_person"
slot = "tuesday afternoon"
room = 2

[[group]]
name = "overflow"
kind = "in_person"
slot = "tuesday afternoon"
reserve = true
"""

FUNDERS = """
title = "Many funders"
why = "So that renewals are often decided."
extends = "baseline"

[set]
staff.posts = 3
hours.priority = ["evaluation"]
evaluation.hours = 2

[[change]]
lever = "evaluation.measured"
value = true
from_week = 40
source = "test"
""" + "".join(
    f"""
[[fund]]
name = "funder {number}"
amount_per_year = 20000
to_week = 20
renews = true
renewed_for_weeks = 4
asks_for_evidence = {"true" if number % 2 else "false"}
"""
    for number in range(10)
)

LIBRARY = ("calgary_eight_guidelines", "digital_forum", "derby_community_parents", "safe_project_leeds")
WEEKS, PARENTS = 156, 2500
SEEDS = (1, 2, 3, 4, 5, 6)
INPUTS = [
    key
    for key in MODEL_KEYS
    if parameters()[key].role == "input" and parameters()[key].prior_low != parameters()[key].prior_high
]


@cache
def designs() -> tuple[Any, ...]:
    import tempfile

    folder = Path(tempfile.mkdtemp())
    paths = []
    for name, text in (("everything", EVERYTHING), ("short_of_hours", SHORT_OF_HOURS), ("funders", FUNDERS)):
        path = folder / f"{name}.toml"
        path.write_text(text, encoding="utf-8")
        paths.append(str(path))
    return tuple(load(name).expand(WEEKS) for name in (*paths, *LIBRARY))


def run(design: Any, key: str, value: float | None, seed: int) -> Any:
    p = central()
    p[parameters()[key].field] = value
    return run_once(design, people(PARENTS, WEEKS, seed), p[0], run_key(seed, 0, 0))


def differ(one: World, other: World) -> bool:
    tables = ("parents", "volunteers", "weekly", "lines", "groups", "coordinators")
    return any(differing_fields(getattr(one, table), getattr(other, table)) for table in tables)


@pytest.mark.parametrize("key", INPUTS)
def test_a_number_that_is_drawn_moves_something(key: str) -> None:
    low, high = parameters()[key].prior_low, parameters()[key].prior_high
    for seed, design in ((seed, design) for seed in SEEDS for design in designs()):
        if differ(run(design, key, low, seed), run(design, key, high, seed)):
            return
    pytest.fail(f"{key} changes nothing between {low:g} and {high:g} in {len(designs())} programmes")


def two_values(lever: Lever) -> tuple[Any, Any]:
    """Two ways of setting a lever."""
    if lever.kind == "order":
        return list(range(len(TASKS))), list(reversed(range(len(TASKS))))
    if lever.kind == "slots":
        return 1 << 3, 1 << 20
    if lever.kind == "slot":
        return 4, 18
    if lever.kind in ("yes_no", "choice"):
        return 0, len(lever.choices) - 1 if lever.choices else 1
    return lever.low, min(lever.high, max(lever.low * 2.0, lever.low + 8))


def set_to(design: Any, lever: Lever, value: Any) -> Any:
    """Lay a value on a design from the first week to the last."""
    table = "design" if lever.field in (DESIGN.names or ()) else "group_design"
    changed = getattr(design, table).copy()
    changed[lever.field] = value
    return replace(design, **{table: changed})


@pytest.mark.parametrize("name", LEVERS)
def test_a_lever_moves_something(name: str) -> None:
    lever, p = LEVERS[name], central()[0]
    for seed, design in ((seed, design) for seed in SEEDS for design in designs()):
        home, key = people(PARENTS, WEEKS, seed), run_key(seed, 0, 0)
        one, other = (run_once(set_to(design, lever, value), home, p, key) for value in two_values(lever))
        if differ(one, other):
            return
    pytest.fail(f"{name} changes nothing in {len(designs())} programmes")

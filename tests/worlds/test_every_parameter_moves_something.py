"""Every number that is drawn moves something in some programme: none is read and then lost."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from small_worlds import differing_fields, people

from peersim.engine.run import run_once
from peersim.evidence.table import MODEL_KEYS, central, parameters
from peersim.foundation.draws import run_key
from peersim.scenarios.loading import load

EVERYTHING = """
title = "Everything at once"
why = "So that every mechanism is in play."
extends = "baseline"

[set]
outreach.personal_calls = true
outreach.known_worker = 0.3
follow_up.calls = true
programme.co_designed = true
facilitators.trained = true
facilitators.paid = true
recruitment.shared = true
evaluation.measured = true
training.one_to_one = true
training.manual = true
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
training.gate = 0.7
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
"""

LIBRARY = ("calgary_eight_guidelines", "digital_forum", "derby_community_parents", "safe_project_leeds")
WEEKS, PARENTS = 156, 2500
SEEDS = (1, 2, 3)
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
    for name, text in (("everything", EVERYTHING), ("short_of_hours", SHORT_OF_HOURS)):
        path = folder / f"{name}.toml"
        path.write_text(text, encoding="utf-8")
        paths.append(str(path))
    return tuple(load(name).expand(WEEKS) for name in (*paths, *LIBRARY))


def run(design: Any, key: str, value: float | None, seed: int) -> Any:
    p = central()
    p[parameters()[key].field] = value
    return run_once(design, people(PARENTS, WEEKS, seed), p[0], run_key(seed, 0, 0))


@pytest.mark.parametrize("key", INPUTS)
def test_a_number_that_is_drawn_moves_something(key: str) -> None:
    low, high = parameters()[key].prior_low, parameters()[key].prior_high
    for seed, design in ((seed, design) for seed in SEEDS for design in designs()):
        one, other = run(design, key, low, seed), run(design, key, high, seed)
        for table in ("parents", "volunteers", "weekly", "lines", "groups", "coordinators"):
            if differing_fields(getattr(one, table), getattr(other, table)):
                return
    pytest.fail(f"{key} changes nothing between {low:g} and {high:g} in {len(designs())} programmes")

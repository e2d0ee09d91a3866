"""The same person may be a supported parent, then a volunteer, then a coordinator, and stays one person throughout."""

from __future__ import annotations

from typing import Any

import pytest

from peersim.agents import stages
from peersim.analysis.laboratory import Laboratory
from peersim.studies.story import tell

TEN_YEARS = 520
HIRES_ITS_OWN = {"staff.hire_volunteers": True, "recruitment.hours": 0, "staff.posts": 1.0}


def hired_parent(world: Any) -> int | None:
    """Row among parents of someone who volunteered and was hired."""
    volunteers = world.volunteers[: int(world.now["volunteers"][0])]
    rows = volunteers["parent"][(volunteers["stage"] == stages.HIRED) & (volunteers["parent"] >= 0)]
    return int(rows[0]) if len(rows) else None


@pytest.mark.slow
def test_a_supported_parent_becomes_a_volunteer_and_then_a_coordinator() -> None:
    """Claims E1, F12 and F13, in ten years of a course whose leaders come from among those who completed it."""
    laboratory = Laboratory(draws=12, parents=1500, weeks=TEN_YEARS, events=True)
    for world in laboratory.worlds("epec_course", HIRES_ITS_OWN):
        row = hired_parent(world)
        if row is None:
            continue
        parent = world.parents[row]
        volunteer = world.volunteers[parent["volunteer"]]
        assert volunteer["uid"] == parent["uid"]
        assert parent["first_week"] <= volunteer["enquired_week"] < volunteer["trained_week"] < volunteer["left_week"]
        events = world.events[: int(world.now["events"][0])]
        filled = events[(events["kind"] == stages.E_POST_FILLED) & (events["other"] == parent["uid"])]
        assert filled["week"].tolist() == [volunteer["left_week"]]
        told = tell(world, kind="parent", person=row).to_text()
        assert told.index("for the first time") < told.index("Began the training course") < told.index("post")
        return
    pytest.fail("in twelve worlds of ten years nobody went all the way")

"""Queues stay bounded: hours put off do not pile up, and absurd demand costs time in proportion at most."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest
from small_worlds import people, run

from peersim.engine.model import ProgrammeModel
from peersim.evidence import parameter
from peersim.scenarios.levers import TASKS
from peersim.scenarios.variants import variant

ABSURD = {"referral.partners": 60, "recruitment.hours": 100, "recruitment.spend": 2000, "outreach.hours": 200}
LAST = [task for task in TASKS if task != "safeguarding"] + ["safeguarding"]
WAITING = ("safeguarding", "assessment", "supervision", "personal_calls", "set_up")
SAFEGUARDING = TASKS.index("safeguarding")


def swamped() -> Any:
    """A programme in which far more is asked than given, and safeguarding comes last of all."""
    return variant("baseline", {**ABSURD, "hours.priority": LAST, "staff.posts": 0.2})


def test_a_concern_nobody_has_hours_for_is_given_up_in_the_end_and_what_is_put_off_stays_bounded() -> None:
    model = ProgrammeModel(swamped(), parents=300, weeks=104, seed=3, events=False)
    patience, most_fresh, most_put_off = parameter("hours.patience_weeks").value, 0.0, 0.0
    for _ in range(104):
        model.step()
        row = model.world.tasks[SAFEGUARDING]
        assert row.carried + row.fresh == pytest.approx(row.given + row.put_off + row.expired)
        most_fresh = max(most_fresh, row.fresh)
        most_put_off = max(most_put_off, row.put_off)
    assert most_put_off > 0.0, "the test must see concerns that wait"
    assert row.total_expired > 0.0
    assert most_put_off <= patience * most_fresh
    model.close()


def test_hours_put_off_level_off_however_great_the_demand() -> None:
    world = run(swamped(), parents=400, weeks=260)
    unmet = (world.hours_asked - world.hours_given)[:, [TASKS.index(task) for task in WAITING]].sum(axis=1)
    assert unmet[52:156].max() > world.weekly["hours_supplied"].mean(), "the test must see far more asked than given"
    assert unmet[156:].max() < 1.5 * unmet[52:156].max()
    assessment = world.tasks[TASKS.index("assessment")]
    waiting = world.weekly["waiting_assessment"].max()
    assert assessment["put_off"] <= waiting * world.p["assessment_hours"].max()


@pytest.mark.slow
def test_absurd_demand_takes_no_more_than_proportional_time() -> None:
    """Four times the families, sixty partners and a hundred hours of recruiting: no more than four times the work."""
    few, many = people(1000, 104, 1), people(4000, 104, 1)

    def seconds(scenario: Any, catchment: Any) -> float:
        best = np.inf
        for _ in range(3):
            start = time.process_time()
            run(scenario, weeks=104, catchment=catchment)
            best = min(best, time.process_time() - start)
        return best

    usual = seconds("baseline", few)
    swollen = seconds(variant("baseline", ABSURD), many)
    assert swollen < GENEROUS * 4 * usual, f"{swollen:.3f} s against {usual:.3f} s"


GENEROUS = 2.0
"""How much more than proportional the time may be, for what else the machine does."""

"""Places on a course: counted right whatever becomes of those who signed up, and never given twice."""

import numpy as np
import pytest

import peersim as ps
from peersim.analysis.laboratory import Laboratory
from peersim.engine.capacity import PERSONAL_CALLS


@pytest.fixture(scope="module")
def worlds():
    """Finished runs of two courses with twelve places and much outreach."""
    design = ps.variant("epec_course", {"outreach.hours": 20})
    return list(Laboratory(draws=6, parents=1500, weeks=156).worlds(design))


def test_everyone_signed_up_is_waiting_for_the_course_they_signed_up_for(worlds):
    """Those who grew out of eligibility, or came, no longer hold a place."""
    for world in worlds:
        waiting = world.parents[world.parents["signed_up"]]
        counts = np.bincount(waiting["setting"], minlength=len(world.groups))
        assert list(counts) == list(world.groups["invited"])


def test_no_more_sign_up_than_there_are_places(worlds):
    """A course of twelve takes twelve names, and not all of them turn up."""
    for world in worlds:
        assert (world.groups["invited"] <= 12).all()
        assert (world.groups["starters"] <= 12 * world.groups["courses"]).all()
    assert any((world.groups["invited"] > 0).any() for world in worlds)


def test_an_introduction_through_a_known_worker_takes_hours():
    """Nothing of the kind is asked of coordinators where nobody is introduced."""
    group = {"name": "group", "slot": "tuesday morning"}
    design = ps.variant("baseline", {"outreach.known_worker": 0.8}, groups=[group])
    calls = [
        world.tasks[PERSONAL_CALLS]["total_given"]
        for world in Laboratory(draws=4, parents=500, weeks=52).worlds(design)
    ]
    none = [
        world.tasks[PERSONAL_CALLS]["total_given"]
        for world in Laboratory(draws=4, parents=500, weeks=52).worlds("baseline")
    ]
    assert min(calls) > 0.0
    assert max(none) == 0.0

"""Shares and times of steps are what one counts by walking through the event record."""

from __future__ import annotations

import pytest
from walked_runs import SCENARIOS, Walk, family_step, lasting, mean, same, volunteer_step, volunteers_told, walked

from peersim.outcomes.statistics import measure
from peersim.outcomes.statistics.family_steps import FAMILY_STEPS, family_weeks
from peersim.outcomes.statistics.record import Record
from peersim.outcomes.statistics.statistic import NEVER
from peersim.outcomes.statistics.volunteer_steps import VOLUNTEER_STEPS, WHO, volunteer_weeks, volunteers_meant

pytestmark = pytest.mark.parametrize("scenario", SCENARIOS)


@pytest.mark.parametrize("step", FAMILY_STEPS)
def test_a_familys_first_step_is_in_the_week_of_its_first_event(scenario: str, step: str) -> None:
    walk = walked(scenario)
    weeks = family_weeks(Record.of(walk.scene), step)
    for uid in walk.parents:
        counted = family_step(walk, uid, step)
        assert int(weeks[walk.row[uid]]) == (NEVER if counted is None else counted), uid


@pytest.mark.parametrize("step", VOLUNTEER_STEPS)
def test_a_volunteers_first_step_is_in_the_week_of_its_first_event(scenario: str, step: str) -> None:
    walk = walked(scenario)
    weeks = volunteer_weeks(Record.of(walk.scene), step)
    for row, uid in enumerate(walk.volunteers):
        counted, found = volunteer_step(walk, uid, step), int(weeks[row])
        if counted == -1000:
            assert NEVER < found < -1
        else:
            assert found == (NEVER if counted is None else counted), uid


@pytest.mark.parametrize("who", WHO)
def test_which_volunteers_are_meant_is_what_the_events_say(scenario: str, who: str) -> None:
    walk = walked(scenario)
    meant = volunteers_meant(Record.of(walk.scene), {"who": who})
    assert {uid for uid, so in zip(walk.volunteers, meant, strict=True) if so} == set(volunteers_told(walk, who))


def pairs(walk: Walk, earlier: str, later: str) -> list[tuple[int, int | None]]:
    found = [(family_step(walk, uid, earlier), family_step(walk, uid, later)) for uid in walk.parents]
    return [(since, then) for since, then in found if since is not None]


FAMILY_PAIRS = (
    ("heard", "enrolled"), ("heard", "attended"), ("signed up", "attended"), ("asked for one-to-one", "matched"),
    ("attended", "attended twice"), ("joined online", "posted online"), ("came", "completed"),
    ("completed a course", "offered to volunteer"), ("eligible", "heard"),
)  # fmt: skip


@pytest.mark.parametrize(("earlier", "later"), FAMILY_PAIRS)
def test_share_of_families_that_took_a_step(scenario: str, earlier: str, later: str) -> None:
    walk = walked(scenario)
    counted = mean(then is not None for _, then in pairs(walk, earlier, later))
    assert same(measure(walk.scene, "step_share", {"step": later, "of": earlier}), counted)


@pytest.mark.parametrize(("earlier", "later"), FAMILY_PAIRS)
@pytest.mark.parametrize(("within", "start", "stop"), [(6, None, None), (26, 20, 60)])
def test_share_within_a_time_is_of_those_who_had_the_time(scenario, earlier, later, within, start, stop) -> None:
    walk = walked(scenario)
    told = [(since, then) for since, then in pairs(walk, earlier, later)
            if since + within <= walk.weeks and (start is None or start <= since < stop)]  # fmt: skip
    counted = mean(then is not None and then - since < within for since, then in told)
    given = {"step": later, "of": earlier, "within": within}
    if start is not None:
        given |= {"from_week": start, "to_week": stop}
    assert same(measure(walk.scene, "step_share", given), counted)


@pytest.mark.parametrize(("earlier", "later"), FAMILY_PAIRS)
def test_weeks_between_steps_and_the_wait_of_all(scenario: str, earlier: str, later: str) -> None:
    walk = walked(scenario)
    took = [then - since for since, then in pairs(walk, earlier, later) if then is not None and then >= since]
    assert same(measure(walk.scene, "step_weeks", {"step": later, "since": earlier}), mean(took))
    waits = [(walk.weeks - 1 - since, False) if then is None else (then - since, True)
             for since, then in pairs(walk, earlier, later) if then is None or then >= since]  # fmt: skip
    given = {"step": later, "since": earlier, "summary": "share", "week": 13}
    assert same(measure(walk.scene, "step_wait", given), (1.0 - lasting(waits, 13), len(waits)))


@pytest.mark.parametrize(
    ("name", "earlier", "later", "so"),
    [
        ("enrolled_share", "heard", "enrolled", True),
        ("ever_attended_share", "heard", "attended", True),
        ("came_once_only_share", "attended", "attended twice", False),
        ("ever_posted_share", "joined online", "posted online", True),
    ],
)
def test_shares_with_a_name_of_their_own(scenario: str, name: str, earlier: str, later: str, so: bool) -> None:
    walk = walked(scenario)
    assert same(measure(walk.scene, name), mean((then is not None) == so for _, then in pairs(walk, earlier, later)))


VOLUNTEER_PAIRS = (
    ("enquired", "interviewed"), ("interviewed", "began training"), ("began training", "finished training"),
    ("finished training", "ready"), ("ready", "matched"), ("ready", "had a role"), ("had a role", "left"),
    ("finished training", "supervised"),
)  # fmt: skip


def volunteer_pairs(walk: Walk, earlier: str, later: str, who: str) -> list[tuple[int, int | None]]:
    found = [(volunteer_step(walk, uid, earlier), volunteer_step(walk, uid, later))
             for uid in volunteers_told(walk, who)]  # fmt: skip
    return [(since, then) for since, then in found if since is not None]


@pytest.mark.parametrize(("earlier", "later"), VOLUNTEER_PAIRS)
@pytest.mark.parametrize("who", WHO)
def test_share_of_volunteers_who_took_a_step(scenario: str, earlier: str, later: str, who: str) -> None:
    walk = walked(scenario)
    counted = mean(then is not None for _, then in volunteer_pairs(walk, earlier, later, who))
    assert same(measure(walk.scene, "volunteer_step_share", {"step": later, "of": earlier, "who": who}), counted)


@pytest.mark.parametrize(("earlier", "later"), VOLUNTEER_PAIRS)
def test_weeks_between_volunteers_steps_and_the_wait_of_all(scenario: str, earlier: str, later: str) -> None:
    walk = walked(scenario)
    told = volunteer_pairs(walk, earlier, later, "new")
    took = [then - since for since, then in told if then is not None and then >= since]
    assert same(measure(walk.scene, "volunteer_step_weeks", {"step": later, "since": earlier}), mean(took))
    waits = [(walk.weeks - 1 - since, False) if then is None else (then - since, True)
             for since, then in told if then is None or then >= since]  # fmt: skip
    given = {"step": later, "since": earlier, "summary": "mean", "week": 20}
    area = sum(lasting(waits, week) for week in range(1, 21))
    assert same(measure(walk.scene, "volunteer_step_wait", given), (area, len(waits)))


@pytest.mark.parametrize(
    ("name", "earlier", "later", "so"),
    [
        ("trained_share", "enquired", "finished training", True),
        ("ever_matched_share", "finished training", "matched", True),
        ("never_matched_share", "finished training", "matched", False),
    ],
)
def test_volunteers_shares_with_a_name_of_their_own(scenario, name: str, earlier: str, later: str, so: bool) -> None:
    walk = walked(scenario)
    told = volunteer_pairs(walk, earlier, later, "new")
    assert same(measure(walk.scene, name), mean((then is not None) == so for _, then in told))

"""Statistics of staying, one-to-one support and volunteers are what one counts by walking through the event record."""

from __future__ import annotations

import math
from functools import cache
from typing import NamedTuple

import numpy as np
import pytest
from walked_runs import (
    CAME,
    CONTACT,
    POSTED,
    READ,
    SCENARIOS,
    Walk,
    family_step,
    lasting,
    mean,
    same,
    volunteer_step,
    volunteers_told,
    walked,
)

from peersim.agents import causes, stages
from peersim.outcomes.statistics import measure

pytestmark = pytest.mark.parametrize("scenario", SCENARIOS)

WINDOW = (30, 82)
GIVEN = {"from_week": 30, "to_week": 82}


# Staying


@cache
def engagement(scenario: str) -> dict[int, tuple[int, int, bool]]:
    """First coming, time engaged and whether it ended, of everybody who ever came."""
    walk, found = walked(scenario), {}
    for uid in walk.parents:
        first = family_step(walk, uid, "came")
        if first is None:
            continue
        stopped, finished, gone, last = None, None, None, None
        member = False
        for e in walk.history[uid]:
            if e.kind in (*CAME, CONTACT, POSTED, READ) or (e.kind == stages.E_JOINED and walk.is_online(e.setting)):
                last, stopped = e.week, None
            member = e.kind == stages.E_JOINED or (member and e.kind not in (stages.E_LAPSED, stages.E_FINISHED))
            if e.kind == stages.E_LAPSED or (e.kind == stages.E_LOOKS_AGAIN and member):
                stopped = e.week
            elif e.kind == stages.E_RETURNED:
                stopped, member = None, True
            elif e.kind == stages.E_FINISHED:
                finished = e.week
            elif e.kind == stages.E_AGED_OUT:
                gone = e.week
        ended_well = finished if finished is not None and last is not None and last <= finished else math.inf
        until = min(ended_well, math.inf if gone is None else gone, walk.weeks)
        if stopped is not None and stopped < until:
            found[uid] = (first, max(stopped - first, 0), True)
        else:
            seen = min(ended_well, math.inf if gone is None else gone - 1, walk.weeks - 1)
            found[uid] = (first, max(int(seen) - first, 0), False)
    return found


@pytest.mark.parametrize("week", [4, 12, 26, 52])
def test_still_engaged_and_dropped_out(scenario: str, week: int) -> None:
    walk, told = walked(scenario), engagement(scenario)
    times = [(weeks, ended) for _, weeks, ended in told.values()]
    assert same(measure(walk.scene, "still_engaged_share", {"week": week}), (lasting(times, week), len(times)))
    given = {"summary": "share", "week": week}
    assert same(measure(walk.scene, "weeks_engaged", given), (lasting(times, week), len(times)))
    followed = [(weeks, ended) for first, weeks, ended in told.values() if first + week <= walk.weeks]
    counted = mean(ended and weeks < week for weeks, ended in followed)
    assert same(measure(walk.scene, "dropped_out_share", {"within": week}), counted)
    assert same(measure(walk.scene, "weeks_to_drop_out"), mean(weeks for weeks, ended in times if ended))


@pytest.mark.parametrize("step", ["came", "heard", "attended"])
@pytest.mark.parametrize("last", [4, 13])
def test_active_some_weeks_after_a_step_and_at_a_week_of_the_run(scenario: str, step: str, last: int) -> None:
    walk, week, did = walked(scenario), 26, (*CAME, CONTACT, POSTED, READ)
    took = {uid: since for uid in walk.parents if (since := family_step(walk, uid, step)) is not None}
    after = mean(any(since + week - last <= e.week < since + week for e in walk.mine(uid, *did))
                 for uid, since in took.items() if since + week <= walk.weeks)  # fmt: skip
    given = {"week": week, "last": last, "since": step}
    assert same(measure(walk.scene, "active_after_share", given), after)
    week = 80
    there = [uid for uid, since in took.items()
             if since < week and not any(e.week < week for e in walk.mine(uid, stages.E_AGED_OUT))]  # fmt: skip
    then = mean(any(week - last <= e.week < week for e in walk.mine(uid, *did)) for uid in there)
    assert same(measure(walk.scene, "active_at_share", {"week": week, "last": last, "of": step}), then)


def test_reasons_for_stopping_and_stages_at_the_end(scenario: str) -> None:
    walk = walked(scenario)
    lapsed, total = walk.kind(stages.E_LAPSED), 0.0
    for number, words in causes.LAPSING.items():
        measured = measure(walk.scene, "drop_out_reason_share", {"reason": words})
        assert same(measured, mean(e.cause == number for e in lapsed))
        total += measured.value
    assert total == pytest.approx(1.0)
    heard = [walk.row[uid] for uid in walk.parents if family_step(walk, uid, "heard") is not None]
    total = 0.0
    for number, words in enumerate(stages.PARENT_STAGES):
        measured = measure(walk.scene, "stage_at_end_share", {"stage": words})
        assert same(measured, mean(walk.world.parents["stage"][row] == number for row in heard))
        total += measured.value
    assert total == pytest.approx(1.0)


# One-to-one support


class Match(NamedTuple):
    family: int
    volunteer: int
    started: int
    ended: int | None
    cause: int | None
    contacts: int
    missed: int

    def weeks(self, run: int) -> int:
        return (run - 1 if self.ended is None else self.ended) - self.started

    def there(self, start: int, stop: int) -> bool:
        return self.started < stop and (self.ended is None or self.ended >= start)


@cache
def matches(scenario: str) -> list[Match]:
    walk, found, going = walked(scenario), [], {}
    for e in walk.events:
        if e.kind == stages.E_MATCHED:
            going[e.who] = Match(e.who, e.other, e.week, None, None, 0, 0)
        elif e.kind == CONTACT:
            going[e.who] = going[e.who]._replace(contacts=going[e.who].contacts + 1)
        elif e.kind == stages.E_NO_CONTACT:
            going[e.who] = going[e.who]._replace(missed=going[e.who].missed + 1)
        elif e.kind == stages.E_MATCH_ENDED:
            found.append(going.pop(e.who)._replace(ended=e.week, cause=e.cause))
    return [*found, *going.values()]


ENDINGS = {
    "any": lambda cause: cause is not None,
    "before planned": lambda cause: cause in (causes.EARLY, causes.VOLUNTEER_LEFT),
    **{words: (lambda cause, n=number: cause == n) for number, words in enumerate(causes.ENDINGS)},
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_how_long_matches_last_and_how_they_end(scenario: str, ending: str) -> None:
    walk, told, so = walked(scenario), matches(scenario), ENDINGS[ending]
    times = [(m.weeks(walk.weeks), so(m.cause)) for m in told]
    given = {"ending": ending, "summary": "share", "week": 10}
    assert same(measure(walk.scene, "match_weeks", given), (lasting(times, 10), len(times)))
    followed = [m for m in told if m.started + 8 <= walk.weeks]
    soon = mean(so(m.cause) and m.weeks(walk.weeks) < 8 for m in followed)
    assert same(measure(walk.scene, "matches_ended_share", {"ending": ending, "within": 8}), soon)
    over = mean(so(m.cause) for m in told if m.ended is not None)
    assert same(measure(walk.scene, "match_ending_share", {"ending": ending}), over)
    there = [m for m in told if m.there(*WINDOW)]
    soon = mean(so(m.cause) and m.weeks(walk.weeks) < 8 and 30 <= m.ended < 82 for m in there)
    measured = measure(walk.scene, "ended_soon_over_supported", {"ending": ending, "within": 8, **GIVEN})
    assert same(measured, soon)


def test_closures_families_supported_contacts_and_weeks(scenario: str) -> None:
    walk, told = walked(scenario), matches(scenario)
    families = {m.family for m in told if m.there(*WINDOW)}
    going_on = {m.family for m in told if m.started < 82 and (m.ended is None or m.ended >= 82)}
    assert same(measure(walk.scene, "closures_over_supported", GIVEN), mean(f not in going_on for f in families))
    assert same(measure(walk.scene, "families_supported", GIVEN), (len(families), 1))
    assert same(measure(walk.scene, "match_contacts"), mean(m.contacts for m in told if m.ended is not None))
    kept = mean(m.contacts / (m.contacts + m.missed) for m in told if m.contacts + m.missed)
    assert same(measure(walk.scene, "contacts_kept_share"), kept)
    ever = {m.family for m in told}
    each = mean(sum(m.family == family for m in told) for family in ever)
    assert same(measure(walk.scene, "matches_each_family"), each)
    weeks = mean(sum(m.weeks(walk.weeks) for m in told if m.family == family) for family in ever)
    assert same(measure(walk.scene, "weeks_supported"), weeks)


def test_wait_for_another_volunteer(scenario: str) -> None:
    walk, waits = walked(scenario), []
    for match in matches(scenario):
        if match.cause == causes.VOLUNTEER_LEFT:
            later = [m.started for m in matches(scenario) if m.family == match.family and m.started > match.started]
            waits.append((min(later) - match.ended, True) if later else (walk.weeks - 1 - match.ended, False))
    share = lasting(waits, 6)
    counted = (math.nan, 0) if math.isnan(share) else (1.0 - share, len(waits))
    assert same(measure(walk.scene, "rematch_wait", {"summary": "share", "week": 6}), counted)


# Volunteers


def left(walk: Walk, uid: int) -> int:
    week = volunteer_step(walk, uid, "left")
    return 10_000 if week is None else week


def there_in(walk: Walk, step: str, who: str = "everyone", start: int = 30, stop: int = 82) -> list[int]:
    return [
        uid
        for uid in volunteers_told(walk, who)
        if (week := volunteer_step(walk, uid, step)) is not None and week < stop and left(walk, uid) >= start
    ]


@pytest.mark.parametrize("among", ["finished training", "ready", "had a role", "matched"])
@pytest.mark.parametrize("who", ["everyone", "new"])
def test_families_of_each_volunteer_and_families_over_volunteers(scenario: str, among: str, who: str) -> None:
    walk, told = walked(scenario), [m for m in matches(scenario) if m.there(*WINDOW)]
    people = there_in(walk, among, who)
    families = {uid: {m.family for m in told if m.volunteer == uid} for uid in people}
    given = {"among": among, "who": who, **GIVEN}
    measured = measure(walk.scene, "families_each_volunteer", given)
    assert same(measured, mean(len(mine) for mine in families.values()))
    if people:
        measured = measure(walk.scene, "families_each_volunteer", {**given, "summary": "share", "least": 2})
        assert same(measured, mean(len(mine) >= 2 for mine in families.values()))
    volunteers_of = {f: len({m.volunteer for m in told if m.family == f}) for f in {m.family for m in told}}
    carried = mean(sum(1 / volunteers_of[f] for f in mine) for mine in families.values())
    assert same(measure(walk.scene, "families_over_volunteers", given), carried)


@pytest.mark.parametrize("among", ["supporting", "ready"])
def test_families_at_once(scenario: str, among: str) -> None:
    walk, week = walked(scenario), 60
    now = {uid: sum(m.volunteer == uid and m.started <= week and (m.ended is None or m.ended > week)
                    for m in matches(scenario)) for uid in walk.volunteers}  # fmt: skip
    told = [uid for uid in now if now[uid]]
    if among == "ready":
        told += [uid for uid in there_in(walk, "ready", start=week + 1, stop=week + 1) if not now[uid]]
    assert same(measure(walk.scene, "caseload", {"week": week, "among": among}), mean(now[uid] for uid in told))


def test_time_without_a_family(scenario: str) -> None:
    walk, shares = walked(scenario), []
    for uid in volunteers_told(walk, "everyone"):
        ready = volunteer_step(walk, uid, "ready")
        until = min(left(walk, uid), walk.weeks)
        if ready is not None and until > max(ready, 0):
            weeks = range(max(ready, 0), until)
            mine = [m for m in matches(scenario) if m.volunteer == uid]
            idle = sum(not any(m.started <= w < (m.ended if m.ended is not None else 999) for m in mine) for w in weeks)
            shares.append(idle / len(weeks))
    assert same(measure(walk.scene, "idle_share"), mean(shares))


def test_who_becomes_a_volunteer_and_training_courses(scenario: str) -> None:
    walk = walked(scenario)
    parents = set(volunteers_told(walk, "from families"))
    told = [uid for uid in volunteers_told(walk, "everyone") if volunteer_step(walk, uid, "enquired") is not None]
    assert same(measure(walk.scene, "from_families_share"), mean(uid in parents for uid in told))
    began = [e.week for e in walk.kind(stages.E_TRAINING)]
    assert same(measure(walk.scene, "training_course_size"), mean(began.count(week) for week in set(began)))


@pytest.mark.parametrize("endings", ["any", "bad"])
@pytest.mark.parametrize("since", ["had a role", "finished training", "enquired"])
def test_volunteers_kept_and_turnover(scenario: str, endings: str, since: str) -> None:
    walk = walked(scenario)
    good = {e.who for e in walk.kind(stages.E_VOLUNTEER_LEFT) if e.cause in (stages.TO_WORK_OR_STUDY, stages.TO_STAFF)}
    times = []
    for uid in volunteers_told(walk, "everyone"):
        week = volunteer_step(walk, uid, since)
        if week is not None:
            gone = left(walk, uid) < 10_000
            until = left(walk, uid) if gone else walk.weeks - 1
            times.append((max(until - max(week, 0), 0), gone and (endings == "any" or uid not in good)))
    given = {"month": 6, "since": since, "endings": endings}
    counted = lasting(times, 26)
    assert same(
        measure(walk.scene, "volunteers_kept_share", given), (counted, 0 if math.isnan(counted) else len(times))
    )
    if times:
        measured = measure(walk.scene, "volunteer_weeks", {"since": since, "endings": endings})
        median = next((week - 1 for week in range(1, walk.weeks + 1) if lasting(times, week) <= 0.5), math.inf)
        assert same(measured, (median, len(times)))
    for of, stop in (("at the start", 30), ("at any time", 82)):
        told = there_in(walk, since, stop=stop)
        so = [30 <= left(walk, uid) < 82 and (endings == "any" or uid not in good) for uid in told]
        given = {"since": since, "endings": endings, "of": of, **GIVEN}
        assert same(measure(walk.scene, "volunteer_turnover_share", given), mean(so))


PHASES = {
    "any": lambda began, trained, role: True,
    "before training": lambda began, trained, role: began is None and trained is None,
    "in training": lambda began, trained, role: began is not None and trained is None,
    "after training": lambda began, trained, role: trained is not None,
    "after a role": lambda began, trained, role: role is not None,
}


@pytest.mark.parametrize("phase", PHASES)
def test_reasons_for_leaving(scenario: str, phase: str) -> None:
    walk = walked(scenario)
    told = [e for e in walk.kind(stages.E_VOLUNTEER_LEFT) if e.who in volunteers_told(walk, "everyone")]
    steps = ("began training", "finished training", "had a role")
    told = [e for e in told if PHASES[phase](*(volunteer_step(walk, e.who, step) for step in steps))]
    for number, words in list(enumerate(stages.LEAVING_REASONS))[1:]:
        measured = measure(walk.scene, "leaving_reason_share", {"reason": words, "phase": phase})
        assert same(measured, mean(e.cause == number for e in told))


def test_supervision_held_and_the_weeks_between(scenario: str) -> None:
    walk = walked(scenario)
    due = [e for e in walk.kind(stages.E_SUPERVISED, stages.E_SUPERVISION_MISSED) if 30 <= e.week < 82]
    held = mean(e.kind == stages.E_SUPERVISED for e in due)
    assert same(measure(walk.scene, "supervision_held_share", GIVEN), held)
    gaps = []
    for uid in walk.volunteers:
        weeks = [e.week for e in walk.mine(uid, stages.E_SUPERVISED)]
        gaps += list(np.diff(weeks))
    assert same(measure(walk.scene, "weeks_between_supervision"), mean(gaps))


def test_how_volunteers_are(scenario: str) -> None:
    walk = walked(scenario)
    told = [row for row, uid in enumerate(walk.volunteers) if volunteer_step(walk, uid, "had a role") is not None]
    people = walk.world.volunteers
    strain = mean(people["strain"][row] for row in told)
    assert same(measure(walk.scene, "volunteer_measure", {"measure": "strain"}), strain)
    gained = mean(people["confidence"][row] - people["confidence_start"][row]
                  for row in told if people["left_week"][row] < 0)  # fmt: skip
    given = {"measure": "confidence gained", "still_there": True}
    assert same(measure(walk.scene, "volunteer_measure", given), gained)

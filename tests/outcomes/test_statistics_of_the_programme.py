"""Statistics of online spaces, reach, numbers, work and money are what one counts by walking through the record."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest
from test_statistics_of_sessions import DOINGS
from walked_runs import (
    CONTACT,
    JOINED,
    POSTED,
    READ,
    SCENARIOS,
    family_step,
    lasting,
    mean,
    same,
    volunteer_step,
    volunteers_told,
    walked,
)

from peersim.agents import stages
from peersim.outcomes.statistics import measure
from peersim.outcomes.strata import FACTORS_BY_NAME
from peersim.scenarios.levers import COST_LINES, TASKS

pytestmark = pytest.mark.parametrize("scenario", SCENARIOS)

GIVEN = {"from_week": 30, "to_week": 82}
MONTHS, YEARS = 52 / (365.25 / 7 / 12), 52 / (365.25 / 7)


# Online spaces


@cache
def membership(scenario: str) -> list[tuple[int, int, int]]:
    """Whose, from which week, to which week: spells of membership of online spaces."""
    walk, found = walked(scenario), []
    ends = (stages.E_LAPSED, stages.E_AGED_OUT, stages.E_LOOKS_AGAIN, stages.E_STEPPED_ON)
    for uid in walk.parents:
        since = None
        for e in walk.history[uid]:
            if e.kind in (JOINED, stages.E_RETURNED) and walk.is_online(e.setting):
                since = e.week
            elif e.kind in ends and walk.is_online(e.setting) and since is not None:
                found.append((uid, since, e.week))
                since = None
        if since is not None:
            found.append((uid, since, walk.weeks))
    return found


def did(walk, uid: int, kinds, start: int, stop: int) -> int:
    return sum(start <= e.week < stop for e in walk.mine(uid, *kinds))


ONLINE = {"posted": (POSTED,), "looked in": (READ,)}


@pytest.mark.parametrize("doing", [*ONLINE, "only looked in"])
def test_members_who_post_and_read_in_a_window_and_at_a_week(scenario: str, doing: str) -> None:
    walk = walked(scenario)

    def so(uid: int, start: int, stop: int) -> bool:
        if doing == "only looked in":
            return bool(did(walk, uid, (READ,), start, stop)) and not did(walk, uid, (POSTED,), start, stop)
        return bool(did(walk, uid, ONLINE[doing], start, stop))

    members = {uid for uid, first, end in membership(scenario) if first < 82 and end >= 30}
    counted = mean(so(uid, 30, 82) for uid in members)
    assert same(measure(walk.scene, "online_did_share", {"doing": doing, **GIVEN}), counted)
    then = {uid for uid, first, end in membership(scenario) if first < 80 and end >= 80}
    given = {"doing": doing, "week": 80}
    assert same(measure(walk.scene, "online_active_share", given), mean(so(uid, 76, 80) for uid in then))
    ever = {uid for uid, first, _ in membership(scenario)
            if first < 80 and not any(e.week < 80 for e in walk.mine(uid, stages.E_AGED_OUT))}  # fmt: skip
    measured = measure(walk.scene, "online_active_share", {**given, "of": "ever joined"})
    assert same(measured, mean(so(uid, 76, 80) for uid in ever))


def by_hand_gini(values: list[int]) -> float:
    total = sum(values)
    apart = sum(abs(one - other) for one in values for other in values)
    return apart / (2 * len(values) * total) if total else math.nan


def how_often(walk, uid: int, kind: int, start: int, stop: int) -> int:
    return sum(e.cause for e in walk.mine(uid, kind) if start <= e.week < stop)


def test_posts_and_log_ins_of_each_member(scenario: str) -> None:
    walk = walked(scenario)
    members = {uid for uid, first, end in membership(scenario) if first < 82 and end >= 30}
    posts = [how_often(walk, uid, POSTED, 30, 82) for uid in members]
    log_ins = [how_often(walk, uid, READ, 30, 82) for uid in members]
    assert all(visits >= many for visits, many in zip(log_ins, posts, strict=True))
    assert same(measure(walk.scene, "posts_each_member", GIVEN), mean(posts))
    weeks = mean(did(walk, uid, (POSTED,), 30, 82) for uid in members)
    assert same(measure(walk.scene, "posts_each_member", {**GIVEN, "count": "weeks"}), weeks)
    monthly = mean(many / MONTHS for many in log_ins)
    assert same(measure(walk.scene, "log_ins_each_member", {**GIVEN, "per": "month"}), monthly)
    if members:
        unequal = measure(walk.scene, "log_ins_each_member", {**GIVEN, "summary": "gini"})
        assert same(unequal, (by_hand_gini(log_ins), len(log_ins)))
        top = sum(sorted(posts)[-math.ceil(0.05 * len(posts)) :])
        counted = (top / sum(posts), len(posts)) if sum(posts) else (math.nan, 0)
        assert same(measure(walk.scene, "posts_by_top_share", {**GIVEN, "top": 0.05}), counted)
    hurt = {e.who for e in walk.kind(stages.E_HARMED_ONLINE) if 30 <= e.week < 82}
    assert same(measure(walk.scene, "online_hurt_share", GIVEN), mean(uid in hurt for uid in members))


def test_members_of_online_spaces(scenario: str) -> None:
    walk, members, week = walked(scenario), set(), 80
    later = (stages.E_RETURNED, stages.E_LOOKS_AGAIN)  # what happens after the week's members have been counted
    for e in walk.events:
        if e.week > week or (e.week == week and e.kind in later) or not walk.is_online(e.setting):
            continue
        if e.kind in (JOINED, stages.E_RETURNED):
            members.add(e.who)
        elif e.kind in (stages.E_LAPSED, stages.E_AGED_OUT, stages.E_LOOKS_AGAIN, stages.E_STEPPED_ON):
            members.discard(e.who)
    assert same(measure(walk.scene, "online_members", {"week": week}), (len(members), 1))


# Reach and numbers


@pytest.mark.parametrize("of", ["eligible", "newly eligible", "births"])
@pytest.mark.parametrize("doing", ["attended", "any"])
def test_reach_in_a_window(scenario: str, of: str, doing: str) -> None:
    walk, base = walked(scenario), set()
    for uid in walk.parents:
        parent = walk.world.parents[walk.row[uid]]
        start, stop, born = int(parent["eligible_from"]), int(parent["eligible_to"]), -int(parent["youngest_weeks"])
        weeks = [week for week in range(30, 82) if start <= week < stop]
        so = {"eligible": True, "newly eligible": start >= 30, "births": 30 <= born < 82}[of]
        if weeks and so:
            base.add(uid)
    took = {uid for uid in walk.parents if did(walk, uid, DOINGS[doing], 30, 82)}
    given = {"of": of, "doing": doing, **GIVEN}
    assert same(measure(walk.scene, "reach_share", given), mean(uid in took for uid in base))
    counted = (len(took) / len(base), len(base | took))
    assert same(measure(walk.scene, "reached_over", given), counted)


def test_numbers_of_families_volunteers_and_happenings(scenario: str) -> None:
    walk = walked(scenario)
    heard = sum(30 <= (family_step(walk, uid, "heard") or -1) < 82 for uid in walk.parents)
    assert same(measure(walk.scene, "families_number", {"step": "heard", **GIVEN}), (heard, 1))
    monthly = measure(walk.scene, "families_number", {"step": "heard", "per": "month", **GIVEN})
    assert same(monthly, (heard / MONTHS, 1))
    ready = [volunteer_step(walk, uid, "ready") for uid in volunteers_told(walk, "new")]
    many = sum(week is not None and 30 <= week < 82 for week in ready)
    given = {"step": "ready", "who": "new", "per": "year", **GIVEN}
    assert same(measure(walk.scene, "volunteers_number", given), (many / YEARS, 1))
    for kind in (stages.E_CONCERN, stages.E_CALLED, stages.E_FOLLOWED_UP):
        many = sum(30 <= e.week < 82 for e in walk.kind(kind))
        assert same(measure(walk.scene, "happenings_number", {"what": stages.EVENT_KINDS[kind], **GIVEN}), (many, 1))


@pytest.mark.parametrize("of", ["heard", "attended"])
def test_how_families_came_to_hear(scenario: str, of: str) -> None:
    walk = walked(scenario)
    ways = [walk.mine(uid, stages.E_HEARD)[0].cause for uid in walk.parents if family_step(walk, uid, of) is not None]
    for number, words in enumerate(stages.ROUTES):
        measured = measure(walk.scene, "route_share", {"route": words, "of": of})
        assert same(measured, mean(way == number for way in ways))


# Work and money


def test_load_of_each_post(scenario: str) -> None:
    walk = walked(scenario)
    weekly = walk.world.weekly[30:82]
    posts = sum(float(week["posts_filled"]) for week in weekly)
    active = sum(int(week["volunteers_active"]) for week in weekly)
    what = {"what": "volunteers active", **GIVEN}
    assert same(measure(walk.scene, "load_each_post", what), (active / posts, 1))
    assert same(measure(walk.scene, "in_an_average_week", what), (active / 52, 1))
    planned = sum(float(week["staff_posts"]) for week in walk.world.design[30:82])
    assert same(measure(walk.scene, "posts_filled_share", GIVEN), (posts / planned, 1))
    for step in ("asked for one-to-one", "sent by a partner", "assessed"):
        many = sum(30 <= (family_step(walk, uid, step) or -1) < 82 for uid in walk.parents)
        measured = measure(walk.scene, "referrals_each_post", {"referral": step, **GIVEN})
        assert same(measured, (many / (posts / (365.25 / 7 / 12)), 1))
    gone = sum(30 <= e.week < 82 and e.cause != stages.POST_ENDED for e in walk.kind(stages.E_STAFF_LEFT))
    assert same(measure(walk.scene, "staff_turnover", GIVEN), (gone / (posts / (365.25 / 7)), 1))
    overloaded = mean(week["overload"] for week in weekly)
    assert same(measure(walk.scene, "overloaded_share", GIVEN), overloaded)


def test_how_long_posts_stand_vacant(scenario: str) -> None:
    walk, times, since = walked(scenario), [], {}
    for e in walk.events:
        if e.kind == stages.E_POST_VACANT:
            since[e.who] = e.week
        elif e.kind in (stages.E_POST_FILLED, stages.E_VACANCY_WITHDRAWN) and e.who in since:
            times.append((e.week - since.pop(e.who), e.kind == stages.E_POST_FILLED))
    times += [(walk.weeks - 1 - week, False) for week in since.values()]
    counted = lasting(times, 6)
    measured = measure(walk.scene, "weeks_vacant", {"summary": "share", "week": 6})
    assert same(measured, (counted, 0 if math.isnan(counted) else len(times)))


def counts(scenario: str) -> dict[str, int]:
    walk = walked(scenario)
    people = walk.parents
    matched = [e for e in walk.kind(stages.E_MATCHED) if e.week < 82]
    ended = {e.who: e.week for e in walk.kind(stages.E_MATCH_ENDED) if e.week < 30}
    supported = {e.who for e in matched if not (e.who in ended and ended[e.who] >= e.week)}
    supported |= {e.who for e in matched if e.week >= 30}
    every = volunteers_told(walk, "everyone")
    trained, first = ([volunteer_step(walk, uid, step) for uid in every] for step in ("finished training", "matched"))
    return {
        "family that attended": sum(did(walk, uid, DOINGS["attended"], 30, 82) > 0 for uid in people),
        "family that took part": sum(did(walk, uid, DOINGS["any"], 30, 82) > 0 for uid in people),
        "family that first came": sum(30 <= (family_step(walk, uid, "came") or -1) < 82 for uid in people),
        "family supported one-to-one": len(supported),
        "session held": sum(30 <= e.week < 82 for e in walk.kind(stages.E_HELD)),
        "contact had": sum(30 <= e.week < 82 for e in walk.kind(CONTACT)),
        "match begun": sum(e.week >= 30 for e in matched),
        "volunteer trained": sum(week is not None and 30 <= week < 82 for week in trained),
        "volunteer matched for the first time": sum(week is not None and 30 <= week < 82 for week in first),
    }


def test_hours_and_money_for_each(scenario: str) -> None:
    walk = walked(scenario)
    hours = float(np.sum(walk.world.hours_given[30:82]))
    money = float(np.sum(walk.world.spending[30:82]))
    assert same(measure(walk.scene, "hours_a_week", GIVEN), (hours / 52, 1))
    supervision = float(np.sum(walk.world.hours_asked[30:82, TASKS.index("supervision")]))
    given = {"task": "supervision", "hours": "asked", **GIVEN}
    assert same(measure(walk.scene, "hours_a_week", given), (supervision / 52, 1))
    rooms = float(np.sum(walk.world.spending[30:82, COST_LINES.index("rooms")]))
    yearly = measure(walk.scene, "spending", {"line": "rooms", "per": "year", **GIVEN})
    assert same(yearly, (rooms / YEARS, 1))
    for each, many in counts(scenario).items():
        value = (money / many, 1) if many else (math.nan, 0)
        assert same(measure(walk.scene, "cost_each", {"each": each, **GIVEN}), value), each
        value = (hours / many, 1) if many else (math.nan, 0)
        assert same(measure(walk.scene, "hours_each", {"each": each, **GIVEN}), value), each
    concerns = sum(30 <= e.week < 82 for e in walk.kind(stages.E_CONCERN))
    supported = counts(scenario)["family supported one-to-one"]
    value = (concerns / (supported / 100), 1) if supported else (math.nan, 0)
    assert same(measure(walk.scene, "concerns_each_100", GIVEN), value)


# Gains, and some families only


def test_gains_of_those_who_came(scenario: str) -> None:
    walk = walked(scenario)
    told = [walk.world.parents[walk.row[uid]] for uid in walk.parents if family_step(walk, uid, "came") is not None]
    for field in ("wellbeing", "isolation", "confidence"):
        change = mean(parent[field] - parent[f"{field}_start"] for parent in told)
        assert same(measure(walk.scene, "family_measure", {"measure": field}), change)
    assert same(measure(walk.scene, "wellbeing_gained"), mean(parent["benefit"] for parent in told))
    several = measure(walk.scene, "ties", {"summary": "share", "least": 1})
    assert same(several, mean(parent["tie_count"] >= 1 for parent in told))


def test_who_they_are(scenario: str) -> None:
    walk = walked(scenario)
    told = [walk.world.parents[walk.row[uid]] for uid in walk.parents if family_step(walk, uid, "came") is not None]
    for kind, so in (("lone parent", lambda p: p["lone_parent"]), ("called", lambda p: p["called"]),
                     ("no car", lambda p: not p["has_car"])):  # fmt: skip
        assert same(measure(walk.scene, "profile_share", {"kind": kind}), mean(so(parent) for parent in told))
    distance = mean(parent["distance"] for parent in told)
    assert same(measure(walk.scene, "family_trait", {"trait": "distance"}), distance)
    belonging = mean(parent["belonging"] for parent in told)
    assert same(measure(walk.scene, "family_feeling", {"feeling": "belonging"}), belonging)
    everyone = volunteers_told(walk, "everyone")
    people = [walk.world.volunteers[row] for row, uid in enumerate(walk.volunteers)
              if uid in everyone and volunteer_step(walk, uid, "had a role") is not None]  # fmt: skip
    peers = mean(volunteer["peer"] for volunteer in people)
    assert same(measure(walk.scene, "volunteer_profile_share", {"kind": "peer"}), peers)


@pytest.mark.parametrize("by", ["car", "need", "distance"])
def test_a_share_of_some_families_only_and_the_ratio_of_two_levels(scenario: str, by: str) -> None:
    walk, levels = walked(scenario), FACTORS_BY_NAME[by].levels
    codes = FACTORS_BY_NAME[by].codes(walk.world.parents)
    values = {}
    for number, level in enumerate(levels):
        told = [uid for uid in walk.parents if codes[walk.row[uid]] == number]
        heard = [uid for uid in told if family_step(walk, uid, "heard") is not None]
        values[level] = mean(family_step(walk, uid, "enrolled") is not None for uid in heard)
        assert same(measure(walk.scene, "enrolled_share", {"by": by, "level": level}), values[level])
    first, second = levels[0], levels[1]
    ratio = values[first][0] / values[second][0]
    counted = (ratio, values[first][1] + values[second][1])
    given = {"by": by, "level": first, "against": second}
    assert same(measure(walk.scene, "enrolled_share", given), counted)
    if len(levels) == 2:
        assert same(measure(walk.scene, "enrolled_share", {"by": by}), counted)

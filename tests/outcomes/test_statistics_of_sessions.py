"""Statistics of coming to sessions and of groups are what one counts by walking through the event record."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from itertools import groupby

import numpy as np
import pytest
from test_statistics_of_courses import courses
from walked_runs import CAME, CONTACT, POSTED, READ, SCENARIOS, Walk, lasting, mean, same, walked

from peersim.agents import causes, stages
from peersim.outcomes.statistics import measure

pytestmark = pytest.mark.parametrize("scenario", SCENARIOS)

AT = {
    "any": lambda walk, g: walk.kind_of_group[g] <= 1,
    "course": lambda walk, g: walk.is_course(g),
    "open group": lambda walk, g: walk.is_open(g),
    "in person": lambda walk, g: walk.kind_of_group[g] == 0,
    "by video": lambda walk, g: walk.kind_of_group[g] == 1,
}


@cache
def held(scenario: str) -> dict[int, list[int]]:
    """Weeks in which each group that meets held a session."""
    found = defaultdict(list)
    for event in walked(scenario).kind(stages.E_HELD):
        found[event.who].append(event.week)
    return found


def attended(walk: Walk, uid: int, at: str) -> list:
    return [e for e in walk.mine(uid, *CAME, stages.E_ABSENT) if AT[at](walk, e.setting)]


def told(walk: Walk, at: str, within: int | None, start: int | None, stop: int | None) -> dict[int, list]:
    """Sessions and absences of everybody told of, in the weeks that are counted."""
    found = {}
    for uid in walk.parents:
        rows = attended(walk, uid, at)
        first = next((e.week for e in rows if e.kind in CAME), None)
        if first is None or (within and first + within > walk.weeks):
            continue
        if (start is not None and first < start) or (stop is not None and first >= stop):
            continue
        found[uid] = [e for e in rows if e.week >= first and (within is None or e.week < first + within)]
    return found


def held_for(scenario: str, walk: Walk, uid: int, at: str, within: int | None) -> int:
    """Sessions that the family's groups held from its first in each on."""
    rows = [e for e in attended(walk, uid, at) if e.kind in CAME]
    first, gone = rows[0].week, walk.first(uid, stages.E_AGED_OUT)
    total = 0
    for group in {e.setting for e in rows}:
        since = next(e.week for e in rows if e.setting == group)
        until = min(walk.weeks if within is None else first + within, walk.weeks if gone is None else gone)
        mine = next((c for c in courses(scenario) if c.group == group and since in c.weeks), None)
        if mine:
            until = min(until, mine.weeks[-1] + 1)
        total += sum(since <= week < until for week in held(scenario)[group])
    return total


@pytest.mark.parametrize("at", AT)
@pytest.mark.parametrize(("within", "start", "stop"), [(None, None, None), (26, None, None), (8, 10, 70)])
def test_sessions_attended_by_those_who_ever_came(scenario, at, within, start, stop) -> None:
    walk = walked(scenario)
    rows = told(walk, at, within, start, stop)
    given = {"at": at} | ({"within": within} if within else {})
    given |= {"from_week": start, "to_week": stop} if start is not None else {}
    came = {uid: sum(e.kind in CAME for e in mine) for uid, mine in rows.items()}
    assert same(measure(walk.scene, "sessions_attended", given), mean(came.values()))
    shares = [came[uid] / held_for(scenario, walk, uid, at, within) for uid in rows]
    assert same(measure(walk.scene, "sessions_attended_share", given), mean(shares))
    assert all(0.0 < share <= 1.0 for share in shares)
    of_member = mean(came[uid] / len(mine) for uid, mine in rows.items())
    assert same(measure(walk.scene, "sessions_attended_share", {**given, "out_of": "as a member"}), of_member)


def in_a_row(marks: list[bool]) -> list[int]:
    return [len(list(run)) for so, run in groupby(marks) if so]


def runs(walk: Walk, uid: int, where: str) -> list[int]:
    if where == "groups":
        return in_a_row([e.kind in CAME for e in walk.mine(uid, *CAME, stages.E_ABSENT)])
    if where == "one-to-one":
        return in_a_row([e.kind == CONTACT for e in walk.mine(uid, CONTACT, stages.E_NO_CONTACT)])
    weeks = sorted({e.week for e in walk.mine(uid, POSTED, READ)})
    found, before = [], None
    for week in weeks:
        if before is not None and week == before + 1:
            found[-1] += 1
        else:
            found.append(1)
        before = week
    return found


@pytest.mark.parametrize("where", ["groups", "one-to-one", "online"])
@pytest.mark.parametrize("which", ["longest", "first", "each"])
def test_sessions_or_weeks_in_a_row(scenario: str, where: str, which: str) -> None:
    walk = walked(scenario)
    each = [found for uid in walk.parents if (found := runs(walk, uid, where))]
    values = {"longest": [max(found) for found in each], "first": [found[0] for found in each],
              "each": [length for found in each for length in found]}[which]  # fmt: skip
    measured = measure(walk.scene, "unbroken_run", {"where": where, "which": which, "summary": "median"})
    assert same(measured, (float(np.median(values)) if values else np.nan, len(values)))


DOINGS = {"attended": CAME, "had a contact": (CONTACT,), "posted": (POSTED,), "looked in": (READ,),
          "any": (*CAME, CONTACT, READ)}  # fmt: skip


@pytest.mark.parametrize("doing", DOINGS)
@pytest.mark.parametrize("window", [(0, 110), (30, 60)])
def test_times_that_families_took_part_in_a_window(scenario: str, doing: str, window: tuple[int, int]) -> None:
    walk = walked(scenario)
    times = [sum(e.cause if e.kind in (POSTED, READ) else 1 for e in walk.mine(uid, *DOINGS[doing])
                 if window[0] <= e.week < window[1]) for uid in walk.parents]  # fmt: skip
    given = {"doing": doing, "from_week": window[0], "to_week": window[1]}
    assert same(measure(walk.scene, "times_in_window", given), mean(many for many in times if many))
    assert same(measure(walk.scene, "active_families_number", given), (sum(many > 0 for many in times), 1))


@pytest.mark.parametrize("reason", range(len(stages.ABSENCE_CAUSES)))
def test_avoidable_causes_of_absence(scenario: str, reason: int) -> None:
    walk = walked(scenario)
    away = walk.kind(stages.E_ABSENT)
    given = {"reason": stages.ABSENCE_CAUSES[reason].split()[0], "told": "avoidable"}
    assert same(measure(walk.scene, "absence_reason_share", given), mean(e.cause == reason for e in away))
    named = mean(any(e.cause == reason for e in walk.mine(uid, stages.E_ABSENT)) for uid in {e.who for e in away})
    assert same(measure(walk.scene, "naming_reason_share", given), named)


def test_stated_reasons_of_absence_are_those_of_the_weekly_table(scenario: str) -> None:
    walk = walked(scenario)
    stated = np.asarray(walk.scene.weekly["stated"]).sum(axis=0)
    for number, words in enumerate(stages.ABSENCE_CAUSES):
        measured = measure(walk.scene, "absence_reason_share", {"reason": words.split()[0]})
        assert same(measured, (stated[number] / stated.sum() if stated.sum() else np.nan, int(stated.sum())))


def sizes(scenario: str, at: str, window: tuple[int, int]) -> dict[tuple[int, int], set[int]]:
    walk = walked(scenario)
    found = {(e.who, e.week): set() for e in walk.kind(stages.E_HELD)
             if AT[at](walk, e.who) and window[0] <= e.week < window[1]}  # fmt: skip
    for event in walk.kind(*CAME):
        if (event.setting, event.week) in found:
            found[event.setting, event.week].add(event.who)
    return found


@pytest.mark.parametrize("at", AT)
@pytest.mark.parametrize("window", [(0, 110), (26, 78)])
def test_size_and_number_of_sessions(scenario: str, at: str, window: tuple[int, int]) -> None:
    walk, rows = walked(scenario), sizes(scenario, at, window)
    given = {"at": at, "from_week": window[0], "to_week": window[1]}
    assert same(measure(walk.scene, "session_size", given), mean(len(there) for there in rows.values()))
    assert same(measure(walk.scene, "sessions_number", given), (len(rows), 1))
    for summary, how in (("max", max), ("min", min)):
        if rows:
            value = how(len(there) for there in rows.values())
            assert same(measure(walk.scene, "session_size", {**given, "summary": summary}), (value, len(rows)))


FIGURES = {"range": lambda n: max(n) - min(n), "min": min, "max": max, "mean": np.mean, "sessions": len}


@pytest.mark.parametrize("figure", FIGURES)
@pytest.mark.parametrize("weeks", [26, 52])
def test_how_attendance_at_one_group_swings(scenario: str, figure: str, weeks: int) -> None:
    walk, rows = walked(scenario), sizes(scenario, "any", (0, 110))
    closed = {e.who: e.week for e in walk.kind(stages.E_GROUP_CLOSED)}
    values = []
    for event in walk.kind(stages.E_GROUP_OPENED):
        week = event.week + 1
        while walk.kind_of_group[event.who] <= 1 and week + weeks <= closed.get(event.who, walk.weeks):
            there = [len(n) for (g, when), n in rows.items() if g == event.who and week <= when < week + weeks]
            if there or figure == "sessions":
                values.append(FIGURES[figure](there))
            week += weeks
    assert same(measure(walk.scene, "group_period", {"figure": figure, "weeks": weeks}), mean(values))


@pytest.mark.parametrize("reason", ["any", *causes.CANCELLING])
def test_sessions_cancelled(scenario: str, reason: str) -> None:
    walk = walked(scenario)
    due = walk.kind(stages.E_HELD, stages.E_CANCELLED)
    so = [e.kind == stages.E_CANCELLED and reason in ("any", causes.CANCELLING[e.cause]) for e in due]
    assert same(measure(walk.scene, "cancelled_share", {"reason": reason}), mean(so))


def test_newcomers_among_those_present(scenario: str) -> None:
    walk = walked(scenario)
    first, rest = len(walk.kind(stages.E_FIRST_SESSION)), len(walk.kind(stages.E_SESSION))
    units = len(walk.kind(stages.E_HELD))
    measured = measure(walk.scene, "newcomers_share")
    assert same(measured, (first / (first + rest) if first + rest else np.nan, units))


def test_members_on_the_books_and_how_many_of_them_come(scenario: str) -> None:
    walk = walked(scenario)
    shares, last = [], defaultdict(dict)
    for week in range(walk.weeks):
        for g, record in enumerate(walk.world.sessions[week]):
            if record["held"] and walk.kind_of_group[g] <= 1:
                last[g][week] = int(record["members"])
                if record["members"]:
                    shares.append(record["present"] / record["members"])
    assert same(measure(walk.scene, "present_of_members"), mean(shares))
    closed = {e.who: e.week for e in walk.kind(stages.E_GROUP_CLOSED)}
    met = [max(w for w in weeks if w <= 70) for g, weeks in last.items()
           if any(58 <= w <= 70 for w in weeks) and closed.get(g, 999) > 70]  # fmt: skip
    groups = [g for g, weeks in last.items() if any(58 <= w <= 70 for w in weeks) and closed.get(g, 999) > 70]
    counted = mean(last[g][week] for g, week in zip(groups, met, strict=True))
    assert same(measure(walk.scene, "group_members", {"week": 70}), counted)


def test_groups_that_open_and_go_on(scenario: str) -> None:
    walk = walked(scenario)
    opened = {e.who: e.week for e in walk.kind(stages.E_GROUP_OPENED) if walk.kind_of_group[e.who] <= 1}
    closed = {e.who: e.week for e in walk.kind(stages.E_GROUP_CLOSED)}
    running = sum(week <= 90 and closed.get(g, 999) > 90 for g, week in opened.items())
    assert same(measure(walk.scene, "groups_running", {"week": 90}), (running, 1))
    assert same(measure(walk.scene, "weeks_to_open"), mean(opened.values()))
    times = [(closed[g] - week, True) if g in closed else (walk.weeks - 1 - week, False) for g, week in opened.items()]
    measured = measure(walk.scene, "group_weeks", {"summary": "share", "week": 85})
    assert same(measured, (lasting(times, 85), len(times)))

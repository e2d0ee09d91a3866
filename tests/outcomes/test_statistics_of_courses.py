"""Statistics of courses are what one counts by walking through the event record."""

from __future__ import annotations

import math
from collections import defaultdict
from functools import cache
from typing import NamedTuple

import numpy as np
import pytest
from walked_runs import CAME, Walk, mean, same, walked

from peersim.agents import causes, stages
from peersim.outcomes.statistics import measure

COURSES = ("epec_course", "everything")
pytestmark = pytest.mark.parametrize("scenario", COURSES)


class Course(NamedTuple):
    group: int
    weeks: list[int]  # in which its sessions were held
    over: bool
    whole: bool


@cache
def courses(scenario: str) -> list[Course]:
    """Courses from their beginnings, endings and sessions, as the events tell them."""
    walk, found = walked(scenario), []
    for group in range(len(walk.course_weeks)):
        running = None
        for event in walk.events:
            if event.kind == stages.E_COURSE_BEGAN and event.who == group:
                running = Course(group, [], False, False)
            elif event.kind == stages.E_HELD and event.who == group and running is not None:
                running.weeks.append(event.week)
            elif event.kind == stages.E_COURSE_ENDED and event.who == group and running is not None:
                found.append(running._replace(over=True, whole=event.cause == causes.ALL_SESSIONS_HELD))
                running = None
        if running is not None:
            found.append(running)
    return [course for course in found if course.weeks]


def present(walk: Walk, group: int, week: int) -> set[int]:
    return {e.who for e in walk.kind(*CAME) if e.setting == group and e.week == week}


class Place(NamedTuple):
    uid: int
    course: Course
    attended: list[int]  # weeks
    stayed: bool


@cache
def places(scenario: str) -> list[Place]:
    """Everybody who came to the first session of a course, and what became of it."""
    walk, found = walked(scenario), []
    for course in courses(scenario):
        for uid in sorted(present(walk, course.group, course.weeks[0])):
            attended = [e.week for e in walk.mine(uid, *CAME) if e.setting == course.group and e.week in course.weeks]
            ended = [e for e in walk.mine(uid, stages.E_FINISHED) if e.setting == course.group]
            stayed = any(e.week == course.weeks[-1] and e.cause == causes.AS_PLANNED for e in ended)
            found.append(Place(uid, course, attended, stayed))
    return found


@cache
def sign_ups(scenario: str) -> list[tuple[int, int, int, int | None, bool]]:
    """Each sign-up: whose, group, week, week of the first session or None, and whether they came to it."""
    walk, found = walked(scenario), []
    for uid in walk.parents:
        open_one = None
        for event in walk.history[uid]:
            if event.kind == stages.E_SIGNED_UP and walk.is_course(event.setting):
                open_one = (uid, event.setting, event.week)
            elif event.kind in (stages.E_JOINED, stages.E_DID_NOT_COME) and open_one:
                found.append((*open_one, event.week, event.kind == stages.E_JOINED))
                open_one = None
            elif event.kind in (stages.E_AGED_OUT, stages.E_LOOKS_AGAIN) and open_one:
                found.append((*open_one, None, False))
                open_one = None
        if open_one:
            found.append((*open_one, None, False))
    return found


def test_the_runs_have_courses_and_one_of_them_is_cut_short(scenario: str) -> None:
    assert len(courses(scenario)) >= 1
    assert len(places(scenario)) > 5
    assert any(not course.whole for course in courses(scenario)) or scenario == "epec_course"


COMPLETED = {
    "not dropped out": ({}, lambda p: p.stayed),
    "sessions": ({"sessions": 5}, lambda p: len(p.attended) >= 5),
    "share of sessions": ({"share_of_sessions": 0.75}, lambda p: len(p.attended) >= 0.75 * len(p.course.weeks)),
    "last session": ({}, lambda p: p.course.whole and p.course.weeks[-1] in p.attended),
    "every session": ({}, lambda p: p.course.whole and p.attended == p.course.weeks),
}


@pytest.mark.parametrize("completed", COMPLETED)
@pytest.mark.parametrize("window", [{}, {"from_week": 20, "to_week": 60}])
def test_completion_by_each_definition_of_starters_and_of_the_enrolled(scenario, completed, window) -> None:
    more, so = COMPLETED[completed]
    start, stop = window.get("from_week", 0), window.get("to_week", math.inf)
    told = [p for p in places(scenario) if p.course.over and start <= p.course.weeks[0] < stop]
    given = {"completed": completed, **more, **window}
    scene = walked(scenario).scene
    assert same(measure(scene, "completed_share", given), mean(so(place) for place in told))
    begun = {(p.course.group, p.course.weeks[0]) for p in told}
    absent = [1 for _, group, _, settled, came in sign_ups(scenario) if not came and (group, settled) in begun]
    counted = mean([*(so(place) for place in told), *(False for _ in absent)])
    assert same(measure(scene, "completed_share", {**given, "of": "enrolled"}), counted)


def test_starters_who_stayed_are_those_the_engine_counts_as_completers(scenario: str) -> None:
    world = walked(scenario).world
    is_course = (world.groups["course_weeks"] > 0) & (world.groups["kind"] <= 1)
    assert sum(place.stayed for place in places(scenario)) == world.groups["completers"][is_course].sum()
    assert len(places(scenario)) == world.groups["starters"][is_course].sum()


@pytest.mark.parametrize("summary", ["mean", "median", "sd", "max"])
def test_sessions_of_the_course_attended(scenario: str, summary: str) -> None:
    told = [place for place in places(scenario) if place.course.over]
    how = {"mean": np.mean, "median": np.median, "max": np.max, "sd": lambda values: np.std(values, ddof=1)}[summary]
    scene, given = walked(scenario).scene, {"summary": summary}
    counts = [len(place.attended) for place in told]
    assert same(measure(scene, "course_sessions_attended", given), (float(how(counts)), len(told)))
    shares = [len(place.attended) / len(place.course.weeks) for place in told]
    assert same(measure(scene, "course_sessions_attended_share", given), (float(how(shares)), len(told)))


@pytest.mark.parametrize("window", [{}, {"from_week": 10, "to_week": 60}, {"to_week": 100, "per": "year"}])
def test_courses_begun(scenario: str, window: dict) -> None:
    start, stop = window.get("from_week", 0), window.get("to_week", walked(scenario).weeks)
    many = sum(start <= course.weeks[0] < stop for course in courses(scenario))
    years = (stop - start) / (365.25 / 7) if "per" in window else 1.0
    assert same(measure(walked(scenario).scene, "courses_begun", window), (many / years, 1))


def test_a_window_begins_with_its_first_week_and_ends_before_its_last(scenario: str) -> None:
    weeks = sorted(course.weeks[0] for course in courses(scenario))
    window = {"from_week": weeks[0], "to_week": weeks[-1]}
    inside = sum(weeks[0] <= week < weeks[-1] for week in weeks)
    scene = walked(scenario).scene
    assert inside < len(weeks)
    assert same(measure(scene, "courses_begun", window), (inside, 1))
    assert measure(scene, "course_size", window).units == inside


@pytest.mark.parametrize("when", ["first session", "last session", "fewest"])
def test_size_and_viability_of_courses(scenario: str, when: str) -> None:
    walk = walked(scenario)
    sizes = []
    for course in courses(scenario):
        there = [len(present(walk, course.group, week)) for week in course.weeks]
        if when == "first session":
            sizes.append(there[0])
        elif course.over:
            sizes.append(there[-1] if when == "last session" else min(there))
    assert same(measure(walk.scene, "course_size", {"when": when}), mean(sizes))
    counted = mean(size >= 4 for size in sizes)
    assert same(measure(walk.scene, "viable_courses_share", {"when": when, "parents": 4}), counted)


def test_attendance_of_each_course(scenario: str) -> None:
    told = []
    for course in courses(scenario):
        mine = [place for place in places(scenario) if place.course is course]
        if course.over:
            told.append(sum(len(place.attended) for place in mine) / (len(mine) * len(course.weeks)))
    assert same(measure(walked(scenario).scene, "course_attendance"), mean(told))
    low = measure(walked(scenario).scene, "course_attendance", {"summary": "share", "below": 0.6})
    assert same(low, mean(share < 0.6 for share in told))


def test_sign_ups_and_who_of_them_never_came(scenario: str) -> None:
    scene = walked(scenario).scene
    settled = [(week, when, came) for _, _, week, when, came in sign_ups(scenario) if when is not None]
    assert same(measure(scene, "enrolled_never_came_share"), mean(not came for _, _, came in settled))
    assert same(measure(scene, "weeks_to_course"), mean(when - week for week, when, _ in settled))
    many = defaultdict(int)
    for _, group, _, when, _ in sign_ups(scenario):
        many[group, when] += 1
    counted = mean(many[course.group, course.weeks[0]] for course in courses(scenario))
    assert same(measure(scene, "course_sign_ups"), counted)


@pytest.mark.parametrize("session", [1, 2, 5, 8])
def test_starters_still_coming_at_a_session(scenario: str, session: int) -> None:
    told = [p for p in places(scenario) if p.course.over and len(p.course.weeks) >= session]
    counted = mean(p.attended[-1] >= p.course.weeks[session - 1] for p in told)
    assert same(measure(walked(scenario).scene, "still_coming_share", {"session": session}), counted)


def test_courses_cut_short_never_begun_and_planned(scenario: str) -> None:
    walk = walked(scenario)
    over = [course for course in courses(scenario) if course.over]
    assert same(measure(walk.scene, "courses_cut_short_share"), mean(not course.whole for course in over))
    opened = {e.who: e.week for e in walk.kind(stages.E_GROUP_OPENED) if walk.is_course(e.who)}
    begun = {course.group for course in courses(scenario)}
    assert same(measure(walk.scene, "courses_never_begun_share"), mean(group not in begun for group in opened))
    closed = {e.who: e.week for e in walk.kind(stages.E_GROUP_CLOSED)}
    terms = []
    for group, week in opened.items():
        while week + 17 <= closed.get(group, walk.weeks):
            terms.append(any(c.group == group and week <= c.weeks[0] < week + 17 for c in courses(scenario)))
            week += 17
    assert same(measure(walk.scene, "planned_courses_begun_share", {"every": 17}), mean(terms))

"""The event record alone tells where everybody is: its flows reconcile exactly with the tables of the run."""

from __future__ import annotations

import dataclasses
from functools import cache

import numpy as np
import pytest
from small_worlds import people, run

from peersim.agents import causes, stages
from peersim.agents.other_records import EVENT
from peersim.engine.model import ProgrammeModel
from peersim.engine.run import run_once
from peersim.engine.setup import Sizes
from peersim.engine.world import World
from peersim.evidence.table import central
from peersim.foundation.draws import run_key
from peersim.foundation.problems import InputError
from peersim.scenarios.loading import library
from peersim.scenarios.variants import variant
from peersim.studies.flows import PARENT_FIELDS, reconcile
from peersim.studies.replay import ParentThen
from peersim.studies.replay_acts import ACTS

TELLING = (
    "baseline", "champions", "digital_forum", "digital_hybrid", "epec_course", "follow_up", "personal_calls",
    "supervision_first", "troubled", "shrinking", "crowded", "on leave",
)  # fmt: skip
"""Worlds in which, between them, nearly every kind of event happens; the last four are made here."""

ONLY_THE_LAST = {stages.E_FOLLOWED_UP, stages.E_READ}
"""Kinds of which the tables hold only the last."""

IN_PASSING = {stages.E_LOOKS_AGAIN, stages.E_STAFF_ON_LEAVE, stages.E_POST_THAWED}
"""Kinds that leave a trace only where something follows from them, or in the last week."""


def _changed(lever: str, value: object, week: int, **more: object) -> dict[str, object]:
    return {"lever": lever, "value": value, "from_week": week, "source": "assumed", **more}


def troubled() -> World:
    """Rooms too small, others too empty, staff who fall ill."""
    roomy = {"name": "tuesday group", "room": 4}
    empty = {"name": "nowhere", "why": "x", "slot": "sunday evening", "kind": "in_person"}
    spare = {"name": "spare group", "why": "x", "slot": "tuesday morning", "kind": "in_person", "reserve": True}
    settings = {"growth.review": True, "training.gate": 0.9, "volunteers.champions": True}
    plan = variant("baseline", settings, groups=[roomy, empty, spare])
    values = central()[0].copy()
    values["staff_strain_sick_week"], values["staff_turnover_year"] = 0.5, 0.8
    return run_once(plan.expand(130), people(900, 130), values, run_key(1, 0, 0), events=True)


def shrinking() -> World:
    """A group, a course and posts that stop, and posts that come back."""
    changes = [_changed("staff.posts", 1.0, 40), _changed("staff.posts", 2.5, 70)]
    changes += [_changed("group.open", False, 60, group=name) for name in ("thursday group", "parenting course")]
    course = {"name": "parenting course", "why": "x", "slot": "monday morning", "kind": "in_person"}
    course |= {"course_weeks": 20, "minimum": 2, "closed": True}
    plan = variant("baseline", groups=[course], changes=changes)
    return run(plan, parents=900, weeks=130, draw=3, events=True)


def crowded() -> World:
    """Groups that split, volunteers who moderate, readers who step on, posts that money does not stretch to."""
    spare = {"name": "spare group", "why": "x", "slot": "tuesday morning", "kind": "in_person", "reserve": True}
    space = {"name": "space", "why": "x", "kind": "social_media", "closed": True}
    settings = {"growth.review": True, "growth.split": True, "online.volunteer_moderators": 2}
    changes = [_changed("staff.posts", 4.0, 30), _changed("staff.posts", 3.0, 45)]
    money = {"name": "late money", "amount_per_year": 200000, "pays_for": "anything", "from_week": 60}
    plan = variant(
        "personal_calls",
        settings,
        groups=[{"name": "tuesday group", "room": 4}, spare, space],
        changes=changes,
        funds=[money],
    )
    values = central()[0].copy()
    values["growth_full_weeks"], values["online_steps_on"] = 2, 0.2
    return run_once(plan.expand(130), people(1500, 130), values, run_key(1, 0, 0), events=True)


def on_leave() -> World:
    """A run that ends in a week in which a coordinator is on annual leave."""
    for weeks in range(60, 130):
        world = run("baseline", parents=300, weeks=weeks, draw=3, events=True)
        if world.coordinators["away"].any():
            return world
    raise AssertionError("nobody was ever away in a last week")


@cache
def told(scenario: str) -> World:
    made = {"troubled": troubled, "shrinking": shrinking, "crowded": crowded, "on leave": on_leave}.get(scenario)
    return made() if made else run(scenario, parents=900, weeks=130, draw=3, events=True)


def events_of(world: World) -> np.ndarray:
    return world.events[: world.now[0]["events"]]


def with_events(world: World, events: np.ndarray) -> World:
    now = world.now.copy()
    now["events"] = len(events)
    return world._replace(events=events, now=now)


@pytest.mark.parametrize("scenario", library())
@pytest.mark.parametrize(("seed", "draw"), [(1, None), (8, 2)])
def test_flows_reconcile_with_the_tables_exactly(scenario: str, seed: int, draw: int | None) -> None:
    assert reconcile(run(scenario, parents=700, weeks=120, seed=seed, draw=draw, events=True)) == []


@pytest.mark.parametrize("scenario", ["baseline", "epec_course", "digital_forum"])
def test_flows_reconcile_in_the_interpreted_driver_too(scenario: str) -> None:
    model = ProgrammeModel(scenario, parents=250, weeks=60, seed=3, draw=1)
    model.run_model()
    assert len(model.world.events.rows) > 100
    assert reconcile(model.records()) == []
    model.close()


@pytest.mark.parametrize("world", ["troubled", "shrinking", "crowded"])
def test_flows_reconcile_when_groups_close_posts_are_cut_and_staff_fall_ill(world: str) -> None:
    assert reconcile(told(world)) == []


@pytest.mark.parametrize("kind", sorted(ACTS), ids=lambda kind: stages.EVENT_KINDS[kind])
def test_an_event_left_out_is_missed(kind: int) -> None:
    """Whatever the kind, the record without one of its events no longer agrees with the tables.

    Of most kinds any of a few will do: what an event changed may have been overtaken, as when a family has aged out.
    """
    for scenario in TELLING:
        world = told(scenario)
        events = events_of(world)
        found = np.flatnonzero(events["kind"] == kind)
        few = found[:: max(1, len(found) // 6)]
        some = found if kind in IN_PASSING else found[-1:] if kind in ONLY_THE_LAST else few
        if any(reconcile(with_events(world, np.delete(events, one))) for one in some):
            return
        assert kind in IN_PASSING or not len(found), scenario
    pytest.fail(f"no event of the kind “{stages.EVENT_KINDS[kind]}” in the worlds looked at")


ALTERED = {
    "week": lambda value: value + 1,
    "who": lambda value: value + 1,
    "other": lambda value: value + 1,
    "setting": lambda value: 1 if value == 0 else 0,
    "kind": lambda value: stages.E_DECLINED,
}
MATTERS = {
    stages.E_HEARD: ("week", "who", "kind"),
    stages.E_INVITED: ("week", "who", "setting", "kind"),
    stages.E_SESSION: ("week", "who", "setting", "kind"),
    stages.E_MATCHED: ("week", "who", "other", "kind"),
    stages.E_CONTACT: ("week", "who", "other", "kind"),
    stages.E_READY: ("who", "kind"),
    stages.E_FACILITATES: ("who", "setting", "kind"),
    stages.E_POST_FILLED: ("who", "kind"),
}


@pytest.mark.parametrize(("kind", "field"), [(kind, field) for kind, fields in MATTERS.items() for field in fields])
def test_an_event_altered_is_missed(kind: int, field: str) -> None:
    world = told("baseline")
    events = events_of(world).copy()
    found = np.flatnonzero(events["kind"] == kind)
    at = found[len(found) // 2]
    events[field][at] = ALTERED[field](int(events[field][at]))
    assert reconcile(with_events(world, events)) != []


@pytest.mark.parametrize(("kind", "cause", "other"), [
    (stages.E_ABSENT, stages.CHILDCARE, stages.ILLNESS),
    (stages.E_HEARD, stages.BY_OUTREACH, stages.BY_ONLINE),
    (stages.E_VOLUNTEER_LEFT, stages.STRAIN, stages.LIFE_EVENT),
    (stages.E_MATCH_ENDED, causes.AS_PLANNED, causes.EARLY),
])  # fmt: skip
def test_a_cause_that_the_tables_know_is_held_to_them(kind: int, cause: int, other: int) -> None:
    world = told("baseline")
    events = events_of(world).copy()
    at = np.flatnonzero((events["kind"] == kind) & (events["cause"] == cause))[0]
    events["cause"][at] = other
    assert reconcile(with_events(world, events)) != []


def test_a_table_altered_is_missed() -> None:
    world = told("baseline")
    for table, field in (("parents", "sessions"), ("groups", "members"), ("weekly", "lapsed"), ("matches", "contacts")):
        altered = getattr(world, table).copy()
        altered[field][0] += 1
        assert reconcile(world._replace(**{table: altered})) != [], field


@pytest.mark.parametrize("kind", sorted(causes.CAUSES), ids=lambda kind: stages.EVENT_KINDS[kind])
def test_every_cause_written_has_a_word(kind: int) -> None:
    for scenario in TELLING:
        events = events_of(told(scenario))
        written = set(events["cause"][events["kind"] == kind].tolist())
        assert written <= set(causes.CAUSES[kind])


def test_kinds_that_have_no_cause_write_none() -> None:
    for scenario in TELLING:
        events = events_of(told(scenario))
        assert set(events["cause"][~np.isin(events["kind"], list(causes.CAUSES))].tolist()) <= {-1}


def test_every_kind_of_event_has_a_number_of_its_own_and_words() -> None:
    numbers = sorted(value for name, value in vars(stages).items() if name.startswith("E_"))
    assert numbers == list(range(len(stages.EVENT_KINDS)))
    assert len(set(stages.EVENT_KINDS)) == len(stages.EVENT_KINDS)


def test_a_record_that_is_not_whole_is_refused() -> None:
    world = run("baseline", events=True)
    with pytest.raises(InputError, match=r"events are missing from the record"):
        reconcile(world._replace(events=events_of(world)[:-3]))
    with pytest.raises(InputError, match="kept no event record"):
        reconcile(world._replace(events=np.zeros(0, EVENT)))


def test_tables_too_short_lose_no_event_in_either_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compiled, the run is repeated with longer tables; interpreted, the tables grow."""
    model = ProgrammeModel("derby_community_parents", parents=250, weeks=60, seed=3)
    model.run_model()
    plenty = model.records()
    model.close()
    for place in ("engine.run", "engine.model"):
        monkeypatch.setattr(f"peersim.{place}.usual_sizes", lambda *_: Sizes(volunteers=3, matches=2, events=10))
    model = ProgrammeModel("derby_community_parents", parents=250, weeks=60, seed=3)
    model.run_model()
    tight = model.records()
    home, programme, key = model.catchment, model.programme, model.key
    compiled = run_once(programme, home, central()[0], key, events=True)
    model.close()
    happened = int(plenty.now[0]["events"])
    assert happened > 200
    for world in (tight, compiled):
        assert np.array_equal(world.now, plenty.now)
        assert np.array_equal(world.events[:happened], plenty.events[:happened])
    assert reconcile(compiled) == []


def test_every_field_told_of_a_parent_is_held_to_the_table() -> None:
    assert {field.name for field in dataclasses.fields(ParentThen)} == {*PARENT_FIELDS, "absences"}

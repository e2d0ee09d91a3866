"""Who stands in which table: the families, those of them that have not heard, the parents whom the programme knows.

A run copies nothing of a family that never hears of the programme. In the interpreted driver the two tables hold the
same agents; compiled, a family's fixed traits are copied into a new row of the parents on the day it becomes known.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba.extending import overload

from peersim.agents.parent_record import LISTENER_FIELDS, TIES
from peersim.agents.rule import rule
from peersim.agents.stages import AGED_OUT
from peersim.agents.typed import ListenerRecord, Parameters, ParentRecord
from peersim.engine.world import World
from peersim.places.family import FAMILY_FIELDS, HEARING_FIELDS

NOT_YET = (
    "setting", "route", "aware_week", "referred_week", "invited_week", "assessed_week", "matched_week", "first_week",
    "last_week", "disengaged_week", "finished_week", "gone_week", "absence", "stated_reason", "volunteer", "match",
    "contacted_week",
)  # fmt: skip
"""Fields of a parent that begin at -1; the others at 0."""


def take_in(world: World, row: int) -> None:
    """Put a family among the parents, as the next row there.

    Parameters
    ----------
    world : World
        The run.
    row : int
        The family's row among the families.
    """
    world.parents.append(world.families[row])


def let_go(world: World, week: int, row: int) -> None:
    """Note on an agent that was never met that its family is no longer eligible; compiled runs keep no such note.

    Parameters
    ----------
    world : World
        The run.
    week : int
        The week.
    row : int
        The family's row among the families.
    """
    world.families[row].stage = AGED_OUT
    world.families[row].gone_week = week


def listen(world: World, row: int) -> None:
    """Put a family that has become eligible on the list of those that have not heard.

    Parameters
    ----------
    world : World
        The run.
    row : int
        The family's row among the families.
    """
    listener, family = world.listeners[world.now[0].listeners], world.families[row]
    for field in HEARING_FIELDS:
        setattr(listener, field.name, getattr(family, field.name))
    begin_listening(listener, row)


def move_up(world: World, place: int, to: int) -> None:
    """Move a row of the list of families that have not heard to an earlier place.

    Parameters
    ----------
    world : World
        The run.
    place, to : int
        Rows of `world.listeners`.
    """
    listener, freed = world.listeners[place], world.listeners[to]
    for field in LISTENER_FIELDS:
        setattr(freed, field.name, getattr(listener, field.name))


def _written_out(head: str, lines: list[str]) -> Callable[..., None]:
    """Write the copying of records out field by field, which is what Numba compiles to a few moves."""
    names: dict[str, Any] = {"begin_listening": begin_listening}
    exec("\n    ".join([f"def copy({head}):", *lines]), names)
    written: Callable[..., None] = names["copy"]
    return written


@rule
def begin_listening(listener: ListenerRecord, row: int) -> None:
    """A family on the list has not been exposed to anything yet."""
    listener.family = row
    listener.listening = True
    listener.exposure = 0.0
    listener.referral_exposure = 0.0


_TAKE_IN = _written_out("world, row", [
    "parent, family = world.parents[world.now[0].parents], world.families[row]",
    *(f"parent.{field.name} = family.{field.name}" for field in FAMILY_FIELDS),
    *(f"parent.{name} = -1" for name in NOT_YET),
    *(f"parent.ties[{k}] = -1" for k in range(TIES)),
])  # fmt: skip
_LISTEN = _written_out("world, row", [
    "listener, family = world.listeners[world.now[0].listeners], world.families[row]",
    *(f"listener.{field.name} = family.{field.name}" for field in HEARING_FIELDS),
    "begin_listening(listener, row)",
])  # fmt: skip
_MOVE_UP = _written_out("world, place, to", ["world.listeners[to] = world.listeners[place]"])


@overload(take_in)
def _take_in_compiled(world, row):  # type: ignore[no-untyped-def]
    return _TAKE_IN


@overload(listen)
def _listen_compiled(world, row):  # type: ignore[no-untyped-def]
    return _LISTEN


@overload(move_up)
def _move_up_compiled(world, place, to):  # type: ignore[no-untyped-def]
    return _MOVE_UP


@overload(let_go)
def _let_go_compiled(world, week, row):  # type: ignore[no-untyped-def]
    def call(world, week, row):  # type: ignore[no-untyped-def]
        return None

    return call


@rule
def involve(world: World, parent: ParentRecord) -> None:
    """Put a parent on the list of those with whom more happens than an invitation."""
    now = world.now[0]
    if not parent.involved:
        parent.involved = True
        world.involved[now.involved] = world.row_of[parent.family]
        now.involved += 1


@rule
def begin(parent: ParentRecord, p: Parameters) -> None:
    """Where a parent stands before anything happens: this draw's shares applied to their ranks, and what they bring."""
    parent.childcare_need = parent.care_rank < p.barrier_childcare_need
    parent.online_barred = parent.online_rank < p.barrier_online_unworkable
    parent.fear = parent.judgement_fear
    parent.wellbeing = parent.wellbeing_start
    parent.isolation = parent.isolation_start
    parent.confidence = parent.confidence_start

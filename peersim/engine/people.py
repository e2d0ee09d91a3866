"""Who stands in which table: everybody among the families, those whom the programme knows among the parents.

A run copies nothing of a family that never hears of the programme. In the interpreted driver the two tables hold the
same agents; compiled, a family's fixed traits are copied into a new row of the parents on the day it becomes known.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba.extending import overload

from peersim.agents.parent_record import TIES
from peersim.agents.rule import rule
from peersim.agents.stages import AGED_OUT
from peersim.agents.typed import Parameters, ParentRecord
from peersim.engine.world import World
from peersim.places.family import FAMILY_FIELDS

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


def _written_out() -> Callable[[Any, int], None]:
    """Write the copying out field by field, which is what Numba compiles to a few moves."""
    lines = ["parent, family = world.parents[world.now[0].parents], world.families[row]"]
    lines += [f"parent.{field.name} = family.{field.name}" for field in FAMILY_FIELDS]
    lines += [f"parent.{name} = -1" for name in NOT_YET]
    lines += [f"parent.ties[{k}] = -1" for k in range(TIES)]
    names: dict[str, Any] = {}
    exec("\n    ".join(["def take_in_compiled(world, row):", *lines]), names)
    written: Callable[[Any, int], None] = names["take_in_compiled"]
    return written


_TAKE_IN = _written_out()


@overload(take_in)
def _take_in_compiled(world, row):  # type: ignore[no-untyped-def]
    return _TAKE_IN


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

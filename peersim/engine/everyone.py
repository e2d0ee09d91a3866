"""Everybody in one table: those the programme came to know as it left them, the others as they began."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from peersim.agents.belonging import update_outcomes
from peersim.agents.kinds import Row
from peersim.agents.parent_record import PARENT
from peersim.agents.stages import AGED_OUT
from peersim.engine.compiled import compiled_look
from peersim.engine.people import NOT_YET
from peersim.engine.swapping import rule_in_force
from peersim.engine.world import World
from peersim.engine.world_type import address_row
from peersim.places.family import FAMILY


def before_anything(families: npt.NDArray[Any], p: Any) -> npt.NDArray[Any]:
    """Make a parent of every family, as they stand before the first week.

    Parameters
    ----------
    families : records of FAMILY
        Families.
    p : record of PARAMETERS
        This draw's values.

    Returns
    -------
    records of PARENT
        A row a family.
    """
    parents = np.zeros(len(families), PARENT)
    for name in FAMILY.names or ():
        parents[name] = families[name]
    for name in (*NOT_YET, "ties", "family"):
        parents[name] = -1
    parents["childcare_need"] = families["care_rank"] < p["barrier_childcare_need"]
    parents["online_barred"] = families["online_rank"] < p["barrier_online_unworkable"]
    parents["fear"] = families["judgement_fear"]
    for name in ("wellbeing", "isolation", "confidence"):
        parents[name] = families[f"{name}_start"]
    return parents


def with_everyone(world: World) -> World:
    """Put everybody who was ever eligible into a finished run's table of parents: a row a family, in their order.

    Parameters
    ----------
    world : World
        A finished run; record arrays.

    Returns
    -------
    World
        The same run. Those whom the programme never came to know are as they began, and as they lived without it;
        `aware_week` is -1. All rows among the parents (of volunteers, matches, ties) are rows of the new table.
    """
    met = world.parents[: int(world.now["parents"][0])]
    rows = met["family"]
    table = before_anything(world.families, world.p)
    table["family"] = np.arange(len(table))
    _leave(table, int(world.now["week"][0]))
    table[rows] = met
    table["ties"][rows] = _among(rows, met["ties"])
    known, involved = int(world.now["known"][0]), int(world.now["involved"][0])
    now, groups = world.now.copy(), world.groups.copy()
    now["parents"] = len(table)
    groups["latest"] = _among(rows, groups["latest"])
    whole = world._replace(
        parents=table,
        row_of=np.arange(len(table), dtype=world.row_of.dtype),
        active=_among(rows, world.active[:known]),
        involved=_among(rows, world.involved[:involved]),
        volunteers=_led(world.volunteers, rows),
        matches=_led(world.matches, rows),
        groups=groups,
        now=now,
    )
    look_at_the_unmet(whole)
    return whole


def _leave(table: npt.NDArray[Any], weeks: int) -> None:
    """Let families go whose time was over before the run was."""
    gone = (table["eligible_to"] >= 0) & (table["eligible_to"] < weeks)
    table["stage"][gone] = AGED_OUT
    table["gone_week"][gone] = table["eligible_to"][gone]


def _among(rows: npt.NDArray[Any], some: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Turn rows among the known into rows among all families; below 0 stays as it is."""
    if not len(rows):
        return some.copy()
    return np.where(some >= 0, rows[np.maximum(some, 0)], some).astype(some.dtype)


def _led(table: npt.NDArray[Any], rows: npt.NDArray[Any]) -> npt.NDArray[Any]:
    led = table.copy()
    led["parent"] = _among(rows, led["parent"])
    return led


def look_at_the_unmet(world: World) -> None:
    """Work out wellbeing, isolation and confidence, in the last week, of those never met, with the rule in force.

    Parameters
    ----------
    world : World
        A finished run of record arrays; its parents are changed in place.
    """
    weeks = int(world.now["week"][0])
    if weeks < len(world.design):
        return
    rule = rule_in_force(update_outcomes)
    if rule is update_outcomes:
        p = np.asarray(world.p).reshape(1)
        tables = address_row(world, p)
        compiled_look()(tables.ctypes.data)
        return
    values = Row(world.p)
    for record in world.parents:
        if record["aware_week"] >= 0:
            continue
        person = Row(record)
        rule(person, weeks - 1, values)
        for name in ("wellbeing", "isolation", "confidence"):
            record[name] = getattr(person, name)

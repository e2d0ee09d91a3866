"""Everybody in one table: those the programme came to know as it left them, the others as they began."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from peersim.agents.belonging import update_outcomes
from peersim.agents.parent_record import PARENT
from peersim.agents.stages import AGED_OUT
from peersim.engine.people import NOT_YET
from peersim.engine.swapping import rule_in_force
from peersim.engine.world import World
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


def everyone(world: World, *, lives: bool = False) -> npt.NDArray[Any]:
    """Put everybody who was ever eligible in one table.

    Parameters
    ----------
    world : World
        A run; record arrays.
    lives : bool
        Also work out the wellbeing, isolation and confidence, in the last week, of those whom the programme never
        met; otherwise theirs are those they began with. Takes some microseconds for each of them.

    Returns
    -------
    records of PARENT
        A row a family, in the order of `world.families`. Rows among the parents, where a field names some (`ties`), are
        rows of `world.parents`.
    """
    table = before_anything(world.families, world.p)
    weeks = int(world.now["week"][0])
    gone = (world.families["eligible_to"] < weeks) & (world.families["eligible_to"] > 0)
    table["stage"][gone] = AGED_OUT
    table["gone_week"][gone] = world.families["eligible_to"][gone]
    met = world.parents[: int(world.now["parents"][0])]
    if lives and weeks == len(world.design):
        _live_without(table, met["family"], weeks - 1, world.p)
    table[met["family"]] = met
    return table


def _live_without(table: npt.NDArray[Any], met: npt.NDArray[Any], week: int, p: Any) -> None:
    """Look at those who were never met, with the rule that is in force."""
    rule = rule_in_force(update_outcomes)
    unmet = np.ones(len(table), np.bool_)
    unmet[met] = False
    values = _Values(p)
    for row in np.flatnonzero(unmet):
        rule(_Values(table[row]), week, values)


class _Values:
    """A record whose fields are attributes, as rules read and write them."""

    def __init__(self, record: Any) -> None:
        object.__setattr__(self, "_record", record)

    def __getattr__(self, name: str) -> Any:
        return self._record[name].item()

    def __setattr__(self, name: str, value: Any) -> None:
        self._record[name] = value

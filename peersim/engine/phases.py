"""The sixteen weekly phases, in order. Each says who and in which order; the rules it calls decide."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from peersim.engine.eligibility_phase import keep_eligible
from peersim.engine.growth_phase import grow
from peersim.engine.hours_phase import share_hours
from peersim.engine.lives_phase import update_lives
from peersim.engine.money_phase import bring_in_money_and_staff, close_week
from peersim.engine.one_to_one_phases import assess_and_match, hold_contacts, keep_families_safe
from peersim.engine.online_phase import be_online
from peersim.engine.reach_phases import follow_up_lapsed, reach_parents
from peersim.engine.session_phase import meet
from peersim.engine.supervision_phase import keep_or_lose_people, supervise
from peersim.engine.training_phase import bring_in_volunteers


class Phase(NamedTuple):
    """One weekly phase.

    Attributes
    ----------
    number : int
        Place in the week, from 1.
    name : str
        Name of its function.
    about : str
        What it does, in a line.
    """

    number: int
    name: str
    about: str


def _phase(number: int, function: Any) -> Phase:
    line = (function.__doc__ or "").strip().splitlines()[0]
    return Phase(number, function.__name__, line.split(": ", 1)[-1])


ORDER: tuple[Callable[[Any, int], None], ...] = (
    bring_in_money_and_staff, keep_eligible, reach_parents, bring_in_volunteers, share_hours, assess_and_match, meet,
    hold_contacts, be_online, supervise, keep_families_safe, update_lives, keep_or_lose_people, follow_up_lapsed, grow,
    close_week,
)  # fmt: skip
"""The phases as functions of world and week. `peersim.engine.entry` calls them in this order; a test keeps it so."""

PHASES = tuple(_phase(number, function) for number, function in enumerate(ORDER, start=1))
"""The sixteen phases, numbered."""

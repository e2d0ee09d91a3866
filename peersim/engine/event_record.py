"""The event record: what happened to whom, week by week, for one person's story and for reconciling flows."""

from peersim.agents.rule import rule
from peersim.engine.world import World

NOBODY = -1


@rule
def note(world: World, week: int, kind: int, who: int, other: int, setting: int, cause: int) -> None:
    """Write one event, if the record is on and has room; always count it, so that overflow is seen.

    Parameters
    ----------
    week, kind, who, other, setting, cause : int
        Fields of the event (`peersim.agents.other_records.EVENT_FIELDS`).
    """
    now = world.now[0]
    if now.events < len(world.events):
        event = world.events[now.events]
        event.week = week
        event.kind = kind
        event.who = who
        event.other = other
        event.setting = setting
        event.cause = cause
    now.events += 1

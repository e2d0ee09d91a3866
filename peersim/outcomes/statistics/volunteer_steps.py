"""Steps of a volunteer, from enquiring to leaving: the week in which each was first taken."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from peersim.agents import stages
from peersim.outcomes.statistics.family_steps import Step
from peersim.outcomes.statistics.record import Record, first_of
from peersim.outcomes.statistics.statistic import NEVER, Argument, Counts, Given, YesNo

WHO = ("everyone", "new", "there at the start", "from families", "from outside")
"""Which volunteers are told of."""


def who_argument(default: str) -> Argument:
    """Which volunteers a statistic is told of."""
    return Argument(
        "who", "which volunteers: everyone; those who enquired during the run (new); those the programme had, trained, "
        "when the run began (there at the start); parents of the catchment who had come before (from families); new "
        "ones who are not (from outside)", "choice", default, choices=WHO,
    )  # fmt: skip


def there_at_the_start(record: Record) -> YesNo:
    """Volunteers who were trained before the run began, shape (volunteers,)."""
    return np.asarray(record.volunteers["trained_week"] < -1)


def _enquired_in_the_run(record: Record) -> YesNo:
    """Volunteers who enquired during the run; rows before theirs are those the programme would begin with."""
    world = record.world
    begins_with = min(int(world.design["start_volunteers"][0]), len(world.outsiders)) if len(world.design) else 0
    return np.asarray(np.arange(len(record.volunteers)) >= begins_with)


def volunteers_meant(record: Record, given: Given) -> YesNo:
    """Mask of the volunteers that `who` means, shape (volunteers,)."""
    already, parent = there_at_the_start(record), record.volunteers["parent"] >= 0
    new = _enquired_in_the_run(record)
    masks = {
        "everyone": new | already,
        "new": new,
        "there at the start": already,
        "from families": parent,
        "from outside": new & ~parent,
    }
    return np.asarray(masks[given["who"]])


def _first(*kinds: int) -> Callable[[Record], Counts]:
    return lambda record: record.volunteer_first(*kinds)


def _field(name: str) -> Callable[[Record], Counts]:
    def weeks(record: Record) -> Counts:
        found = np.asarray(record.volunteers[name])
        return np.where(found >= 0, found, NEVER)

    return weeks


def _enquired(record: Record) -> Counts:
    return np.where(_enquired_in_the_run(record), record.volunteers["enquired_week"], NEVER)


def _trained(record: Record) -> Counts:
    found = np.asarray(record.volunteers["trained_week"])
    return np.where(found != -1, found, NEVER)


def _ready(record: Record) -> Counts:
    ready = record.volunteer_first(stages.E_READY)
    return np.where(there_at_the_start(record), _trained(record), ready)


def _matched(record: Record) -> Counts:
    return first_of(record.matches["volunteer"], record.matches["started"], len(record.volunteers))


_STEPS = (
    Step("enquired", "enquired about volunteering", _enquired),
    Step("interviewed", "was interviewed, checked and shown round, and went on to a taster or to wait for a course",
         _first(stages.E_TASTER, stages.E_AWAITS_COURSE), True),
    Step("began taster", "began a taster", _first(stages.E_TASTER), True),
    Step("awaited a course", "was accepted for training: waited for a course to begin",
         _first(stages.E_AWAITS_COURSE), True),
    Step("began training", "began the training course", _field("training_week")),
    Step("finished training", "finished the training course, whether or not ready for a role then; for those there "
         "at the start, some time before week 0", _trained),
    Step("ready", "was accepted for a role: through the gate at the end of training or after shadowing", _ready, True),
    Step("matched", "began to support a family one-to-one", _matched),
    Step("had a role", "began to support a family, facilitate or moderate a group, or be a champion",
         _field("active_week")),
    Step("facilitated", "began to facilitate a group or course", _first(stages.E_FACILITATES), True),
    Step("moderated", "began to moderate an online space", _first(stages.E_MODERATES), True),
    Step("champion", "took the lighter champion role", _first(stages.E_CHAMPION), True),
    Step("supervised", "was supervised", _first(stages.E_SUPERVISED), True),
    Step("paused", "paused", _first(stages.E_STEPPED_BACK), True),
    Step("came back", "came back from a pause or champion role", _first(stages.E_CAME_BACK), True),
    Step("left", "left at whatever stage and for whatever reason, moving on and being hired included",
         _field("left_week")),
)  # fmt: skip

VOLUNTEER_STEPS = {step.name: step for step in _STEPS}
"""Every step of a volunteer, in the order in which they are usually taken."""


def volunteer_weeks(record: Record, name: str) -> Counts:
    """Week in which each volunteer first took a step; `NEVER` where they did not."""
    return record.once(("volunteer step", name), lambda: VOLUNTEER_STEPS[name].weeks(record))

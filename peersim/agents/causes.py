"""Why things happen: the words and numbers that an event's `cause` is written in, for each kind of event."""

from __future__ import annotations

from peersim.agents.online import MOST_TIMES
from peersim.agents.stages import (
    ABSENCE_CAUSES,
    E_ABSENT,
    E_ALREADY,
    E_AWAITS_COURSE,
    E_CANCELLED,
    E_CHAMPION,
    E_COURSE_ENDED,
    E_DECLINED,
    E_ENQUIRED,
    E_FINISHED,
    E_GROUP_CLOSED,
    E_HEARD,
    E_JOINED,
    E_LAPSED,
    E_LOOKS_AGAIN,
    E_MATCH_ENDED,
    E_MONEY_MOVED,
    E_POST_FILLED,
    E_POST_VACANT,
    E_POSTED,
    E_READ,
    E_READY,
    E_REFERRED,
    E_STAFF_LEFT,
    E_STEPPED_BACK,
    E_SUPERVISION_MISSED,
    E_VOLUNTEER_LEFT,
    LEAVING_REASONS,
    ROUTES,
    WHY_VACANT,
)
from peersim.scenarios.levers import COST_LINES

# Why a parent declined one-to-one support
AGAINST_ASSESSMENT = 0
TIRED_OF_WAITING_TO_BE_ASSESSED = 1
TIRED_OF_WAITING_FOR_A_MATCH = 2
DECLINING = ("decided against it", "gave up waiting for an assessment", "gave up waiting for a volunteer")
"""Words for why a parent declined, by number."""

# Why a parent stopped coming: for the cause of the last absence, and besides
FIRST_VISIT = 20
LOST_HEART = 21
DRIFTED_AWAY = 22
HURT = 23
MATCH_ENDED_EARLY = 24
GAVE_UP_WAITING = 25
LAPSING = {
    **dict(enumerate(ABSENCE_CAUSES)),
    FIRST_VISIT: "the first visit did not fit",
    LOST_HEART: "lost heart",
    DRIFTED_AWAY: "drifted away",
    HURT: "hurt by a post",
    MATCH_ENDED_EARLY: "the match ended early",
    GAVE_UP_WAITING: "gave up waiting for a volunteer",
}
"""Words for why a parent stopped coming, by number; after missing many sessions, the cause of the last absence."""

# How a match ended, and how support was finished
AS_PLANNED = 0
EARLY = 1
VOLUNTEER_LEFT = 2
NO_LONGER_ELIGIBLE = 3
ENDINGS = ("as planned", "early, by the family", "the volunteer left the role", "the family was no longer eligible")
"""Words for how a match ended, or how a parent finished, by number."""

# Why a parent is free to choose again
GROUP_CLOSED = 0
SUPPORT_ENDED = 1
FREED = ("its group closed", "one-to-one support ended")
"""Words for why a parent looks for a setting again, by number."""

# What joining a setting was to a parent
FIRST_SUPPORT = 0
HAD_SUPPORT = 1
JOINING = ("first support of any kind", "had support before")
"""Words for what joining was to a parent, by number."""

# Where someone who enquires comes from
FROM_OUTSIDE = 0
WAS_SUPPORTED = 1
ENQUIRING = ("from outside", "supported as a parent before")
"""Words for where someone who enquires comes from, by number."""

# Why someone waits for a course
NO_TASTER = 0
AFTER_TASTER = 1
AWAITING = ("no taster is offered", "the taster ended well")
"""Words for how someone came to wait for a course, by number."""

# Why a volunteer is ready for a role
THROUGH_TRAINING = 0
THROUGH_SHADOWING = 1
TRAINED_BEFORE = 2
GROUP_OF_THEIRS_CLOSED = 3
READYING = ("through the gate after training", "through the gate after shadowing", "trained before the run began",
            "the group closed")  # fmt: skip
"""Words for how a volunteer came to be ready for a role, by number."""

# Why supervision was missed
NO_TIME_FITTED = 0
NO_HOURS_LEFT = 1
MISSING_SUPERVISION = ("no time on offer fitted", "no coordinator hours were left")
"""Words for why supervision was missed, by number."""

# Why a session was cancelled
NOBODY_TO_FACILITATE = 0
PLACE_UNPAID = 1
CANCELLING = ("nobody to facilitate", "no money for the place")
"""Words for why a session was cancelled, by number."""

# Why a group closed
NO_LONGER_PLANNED = 0
HARDLY_ANYONE_CAME = 1
CLOSING = ("no longer planned", "hardly anyone came for long")
"""Words for why a group closed, by number."""

# Why a course ended
ALL_SESSIONS_HELD = 0
CUT_SHORT = 1
ENDING_A_COURSE = ("all sessions were held", "the group closed")
"""Words for why a course ended, by number."""

# Who filled a post
FROM_THE_START = 0
HIRED_OUTSIDE = 1
HIRED_VOLUNTEER = 2
FILLING = ("in post from the start", "someone from outside", "an experienced volunteer")
"""Words for who filled a post, by number."""


def _numbered(words: tuple[str, ...]) -> dict[int, str]:
    return dict(enumerate(words))


COUNTED = frozenset({E_POSTED, E_READ})
"""Kinds of event whose `cause` is no reason: it is how many times it happened that week."""

TIMES = {1: "once", 2: "twice", **{times: f"{times} times" for times in range(3, MOST_TIMES + 1)}}
"""Words for how many times something happened."""

CAUSES: dict[int, dict[int, str]] = {
    E_HEARD: _numbered(ROUTES),
    E_REFERRED: _numbered(ROUTES),
    E_DECLINED: _numbered(DECLINING),
    E_JOINED: _numbered(JOINING),
    E_ABSENT: _numbered(ABSENCE_CAUSES),
    E_LAPSED: LAPSING,
    E_LOOKS_AGAIN: _numbered(FREED),
    E_MATCH_ENDED: _numbered(ENDINGS),
    E_FINISHED: _numbered(ENDINGS),
    E_ENQUIRED: _numbered(ENQUIRING),
    E_ALREADY: _numbered(ENQUIRING),
    E_AWAITS_COURSE: _numbered(AWAITING),
    E_READY: _numbered(READYING),
    E_SUPERVISION_MISSED: _numbered(MISSING_SUPERVISION),
    E_STEPPED_BACK: _numbered(LEAVING_REASONS),
    E_CHAMPION: _numbered(LEAVING_REASONS),
    E_VOLUNTEER_LEFT: _numbered(LEAVING_REASONS),
    E_CANCELLED: _numbered(CANCELLING),
    E_GROUP_CLOSED: _numbered(CLOSING),
    E_COURSE_ENDED: _numbered(ENDING_A_COURSE),
    E_MONEY_MOVED: _numbered(COST_LINES),
    E_POST_VACANT: _numbered(WHY_VACANT),
    E_STAFF_LEFT: _numbered(WHY_VACANT),
    E_POST_FILLED: _numbered(FILLING),
    E_POSTED: TIMES,
    E_READ: TIMES,
}
"""For each kind of event that has a cause, the words for it by number. Kinds not named here have none (-1)."""

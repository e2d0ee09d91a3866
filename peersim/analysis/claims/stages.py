"""Stages on which claims are tried: small programmes with one part in play and enough money and hours for it.

Where a claim is about scarce hours or scarce money the check takes them away again.
"""

from __future__ import annotations

from typing import Any

from peersim.analysis.claims.claim import Design

PLENTY = {"name": "plenty", "amount_per_year": 600_000, "pays_for": "anything", "every_weeks": 4}
"""Money for everything."""

_MORNING = {"name": "morning", "slot": "tuesday morning", "room": 14, "facilitators": 1}

GROUP = Design(
    "nothing",
    {
        "start.groups_set_up": True,
        "staff.posts": 2.0,
        "hours.regime": "unlimited",
        "outreach.hours": 20.0,
        "volunteers.expenses": True,
    },
    {"groups": (_MORNING,), "funds": (PLENTY,)},
)
"""One open morning group, well known, led by a coordinator."""


def group(**keys: Any) -> Design:
    """Make the one group of the stage otherwise, by keys of its table."""
    return GROUP.but(groups=({"name": "morning", **keys},))


CRECHE = group(creche_places=20)
"""The same, with a crèche large enough for everybody."""

LIFTS = GROUP.but({"transport.help": "lifts_for_those_without_a_car", "transport.places": 10})
"""The same, with lifts for those without a car."""

LED_BY_VOLUNTEERS = GROUP.but({"start.volunteers": 8, "training.weeks": 10})
"""The same, led by volunteers."""

COURSE = GROUP.but(
    groups=({"name": "morning", "closed": True, "course_weeks": 8, "minimum": 3},),
)
"""A closed course of eight weeks."""

PAIRS = Design(
    "nothing",
    {
        "start.volunteers": 40,
        "staff.posts": 3.0,
        "hours.regime": "unlimited",
        "volunteers.expenses": True,
        "one_to_one.offered": True,
        "one_to_one.weeks": 26.0,
        "referral.partners": 60,
        "training.weeks": 10,
    },
    {"funds": (PLENTY,)},
)
"""One-to-one support by forty trained volunteers."""

TRAINING = PAIRS.but({"start.volunteers": 0, "recruitment.hours": 10.0, "training.minimum": 4})
"""Volunteers recruited and trained from nothing."""

MANY_TRAIN = TRAINING.but({"recruitment.people_week": 5.0, "training.places": 60})
"""As many recruited and trained as it takes to tell kinds of trainees apart."""

FORUM = Design(
    "nothing",
    {
        "start.groups_set_up": True,
        "staff.posts": 2.0,
        "hours.regime": "unlimited",
        "outreach.hours": 20.0,
        "online.moderation_hours": 20.0,
    },
    {"groups": ({"name": "forum", "kind": "forum", "term_only": False},), "funds": (PLENTY,)},
)
"""An open forum, moderated."""

VIDEO = GROUP.but(groups=({"name": "morning", "kind": "video"},))
"""A group by video."""

STRETCHED = PAIRS.but(
    {
        "hours.regime": "hard",
        "staff.posts": 0.75,
        "supervision.every_weeks": 2.0,
        "hours.priority": ["safeguarding", "assessment", "supervision"],
    }
)
"""One-to-one support with fewer coordinator hours than it asks for."""

MIXED = PAIRS.but({"start.groups_set_up": True}, groups=(_MORNING,))
"""One-to-one support and one open group."""

MANY_PAIRS = PAIRS.but({"start.volunteers": 120})
"""One-to-one support by more volunteers, for telling kinds of them apart."""

UNGATED = TRAINING.but({"training.gate": 0.0})
"""Volunteers recruited, trained and matched without being asked to show they are ready."""

REPORTED_ON = STRETCHED.but(funds=({"name": "plenty", "reporting_hours": 5.0},))
"""The same as STRETCHED, with reports to write on the money."""

UNLED = LED_BY_VOLUNTEERS.but({"hours.regime": "hard", "staff.posts": 0.1})
"""A group led by volunteers, where no coordinator has the hours to stand in."""

GATED = TRAINING.but({"training.gate": 0.65})
"""Volunteers who must show much before they are matched."""

ASKED = MANY_PAIRS.but({"matching.parents_choose": True})
"""One-to-one support matched on what the parent says matters."""

SCORED_FIRST = STRETCHED.but({"hours.priority": ["safeguarding", "assessment", "evaluation", "supervision"]})
"""The same as STRETCHED, with evaluation before supervision."""


def forum(**keys: Any) -> Design:
    """Make the one forum of the stage otherwise, by keys of its table."""
    return FORUM.but(groups=({"name": "forum", **keys},))


LOSS_FORUM = forum(topic="loss")
"""A local forum about one rare experience."""

LOSS_FORUM_BESIDE = GROUP.but(
    {"online.moderation_hours": 10.0},
    groups=({"name": "forum", "kind": "forum", "topic": "loss", "term_only": False},),
)
"""A group in person, and a local forum about one rare experience."""

LARGE_COURSE = TRAINING.but(
    {"training.weeks": 26, "training.debrief": 0.0, "recruitment.hours": 60.0, "training.places": 60}
)
"""A long course for many, without time for their own experience."""

WITH_VIDEO = GROUP.but(groups=({"name": "evening", "kind": "video", "slot": "thursday evening"},))
"""A group in person and one by video."""

WATCH_FIRST = FORUM.but(
    groups=({"name": "morning", "slot": "tuesday morning", "open": False},),
    changes=({"lever": "group.open", "group": "morning", "value": True, "from_week": 52},),
)
"""A forum, and a group in person that opens after a year."""

SET_UP_FIRST = GROUP.but({"start.groups_set_up": False})
"""A group that has still to be set up."""

HURRIED = GROUP.but(
    {
        "start.groups_set_up": False,
        "outreach.hours": 4.0,
        "recruitment.hours": 4.0,
        "training.minimum": 3,
        "hours.regime": "hard",
        "staff.posts": 0.4,
        "hours.priority": ["safeguarding", "training", "recruitment", "supervision", "assessment"],
    }
)
"""A group that opens before there is anybody to lead it."""

CROWDED = group(room=5).but(
    groups=({"name": "second", "slot": "thursday morning", "room": 14, "facilitators": 1, "reserve": True},)
)
"""A group too full for its room, and another that may be opened."""

ON_A_GRANT = GROUP.but(
    funds=(
        {
            "name": "plenty",
            "amount_per_year": 120_000,
            "every_weeks": 13,
            "to_week": 78,
            "renews": True,
            "renewed_for_weeks": 78,
            "asks_for_evidence": True,
        },
    )
)
"""A group on a grant of a year and a half that may be renewed."""

SHORT_OF_HOURS = MIXED.but(
    {
        "outreach.hours": 4.0,
        "hours.regime": "hard",
        "staff.posts": 1.0,
        "supervision.every_weeks": 2.0,
        "hours.priority": ["safeguarding", "group_support", "collecting", "follow_up", "outreach", "assessment"],
    }
)
"""One-to-one support and a group, with fewer coordinator hours than they ask for."""

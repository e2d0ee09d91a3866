"""Patterns 13 to 18: online and in person, open and closed, one-to-one and groups, what helps and what it costs."""

from __future__ import annotations

from typing import Any

import numpy as np

from peersim.analysis.laboratory import Laboratory
from peersim.analysis.patterns.designs import MORNING_GROUP, Table, YesNo, came, eligible, programme, share, stayed
from peersim.analysis.patterns.pattern import Numbers, Pattern, Statistic, above, below
from peersim.engine.capacity import MODERATION
from peersim.foundation.units import SLOT_NAMES
from peersim.scenarios.model import Scenario

HALF_YEAR = 26
"""Time after a first session at which someone is said to have stayed [weeks]; a definition."""

PER_HUNDRED = 100.0
"""Connections are told for a hundred hours; percentages [hours, %]."""


# P13: online and hybrid


def lacks_kit_or_confidence(world: Any) -> YesNo:
    """Families that cannot use an online group, or are below the digital minimum."""
    return np.asarray(world.parents["online_barred"] | world.parents["digital_gap"])


def kept_away(world: Any) -> YesNo:
    """Families that need childcare or have no car, and could use an online group."""
    parents = world.parents
    return np.asarray((parents["childcare_need"] | ~parents["has_car"]) & ~parents["online_barred"])


def busy_in_the_morning(world: Any) -> YesNo:
    """Families at work that are not free when the morning group meets, but are on the same evening."""
    parents = world.parents
    morning, evening = (SLOT_NAMES.index(f"tuesday {part}") for part in ("morning", "evening"))
    free = parents["free_slots"]
    return np.asarray(parents["works"] & ((free >> morning) & 1 == 0) & ((free >> evening) & 1 == 1))


def reach_by_barrier(world: Any) -> tuple[float, ...]:
    """Share that ever came: kept away from rooms, not so; busy in the morning; without kit or confidence, with."""
    people, reached = eligible(world), came(world)
    lacking = lacks_kit_or_confidence(world)
    barred = world.parents["online_barred"]
    others = ~kept_away(world) & ~barred
    groups = (kept_away(world), others, busy_in_the_morning(world), lacking, ~lacking)
    return tuple(share(reached, people & who) for who in groups)


def measure_online_reach(place: Laboratory) -> Numbers:
    """P13: what hybrid adds for those kept away; what an evening by video adds for the busy, and takes from some."""
    in_person = programme(groups=[MORNING_GROUP])
    hybrid = programme(groups=[{**MORNING_GROUP, "hybrid": True}])
    video = programme(groups=[{**MORNING_GROUP, "kind": "video", "slot": "tuesday evening"}])
    room, both, screen = (
        np.array([reach_by_barrier(w) for w in place.worlds(d)]).T for d in (in_person, hybrid, video)
    )
    added, moved = both - room, screen - room
    return np.array([added[0] - added[1], moved[2], moved[3] - moved[4]])


# P14 and P15: spaces used at any time


def space(hours: float, *, trained: bool = True, closed: bool = True) -> Scenario:
    """Make a programme of one social-media group with so many hours of moderation a week."""
    group: Table = {"name": "space", "kind": "social_media", "closed": closed, "room": 500, "term_only": False}
    settings: Table = {"online.moderation_hours": hours, "online.moderators_trained": trained}
    return programme(settings, groups=[group])


def measure_moderation(place: Laboratory) -> Numbers:
    """P14: joiners still there, unmoderated less moderated and untrained less trained; hours of moderation."""

    def staying(world: Any) -> float:
        return stayed(world, HALF_YEAR)[1]

    def hours(world: Any) -> float:
        return float(world.hours_given[:, MODERATION].mean())

    plenty, cost = place.table([staying, hours], space(8))
    none = place.values(staying, space(0))
    thin = place.values(staying, space(1))
    thin_untrained = place.values(staying, space(1, trained=False))
    return np.array([none - plenty, thin_untrained - thin, cost])


def posts_by_the_same(one: Any, other: Any) -> float:
    """Compare posts a week of membership, second space less first, among parents who joined both."""
    both = (one["first_week"] >= 0) & (other["first_week"] >= 0)
    rates = [parents["posts"][both].sum() / max(1, weeks_in(parents)[both].sum()) for parents in (one, other)]
    return float(rates[1] - rates[0])


def weeks_in(parents: Any) -> Numbers:
    """Weeks between first joining and stopping, or the last sign of life."""
    until = np.where(parents["disengaged_week"] >= 0, parents["disengaged_week"], parents["last_week"])
    return np.asarray(np.maximum(until - parents["first_week"], 0) + 1.0)


def measure_openness(place: Laboratory) -> Numbers:
    """P15: parents an open space reaches beyond a closed one; how much the same parents post there."""
    closed = [world.parents.copy() for world in place.worlds(space(20))]
    opened = [world.parents.copy() for world in place.worlds(space(20, closed=False))]
    more = [
        (two["first_week"] >= 0).sum() - (one["first_week"] >= 0).sum() for one, two in zip(closed, opened, strict=True)
    ]
    posts = [posts_by_the_same(one, two) for one, two in zip(closed, opened, strict=True)]
    return np.array([more, posts], dtype=np.float64)


# P16: one-to-one and groups


def depth_reach_and_connections(world: Any) -> tuple[float, float, float]:
    """Sessions and contacts a family reached had; families reached; connections parents made in 100 staff hours."""
    parents, reached = world.parents, came(world)
    had = parents["sessions"] + parents["contacts"]
    matches = world.matches[: int(world.now["matches"][0])]
    connections = parents["tie_count"].sum() + (matches["contacts"] > 0).sum()
    hours = world.hours_given.sum()
    return float(had[reached].mean()) if reached.any() else 0.0, float(reached.sum()), PER_HUNDRED * connections / hours


def measure_one_to_one_and_groups(place: Laboratory) -> Numbers:
    """P16: one-to-one less groups in depth and reach; groups less one-to-one in connections."""
    volunteers: Table = {"start.volunteers": 15, "recruitment.hours": 2}
    alone = programme({**volunteers, "one_to_one.offered": True, "one_to_one.weeks": 39})
    thursday = {**MORNING_GROUP, "name": "thursday", "slot": "thursday morning"}
    groups = programme(volunteers, groups=[MORNING_GROUP, thursday])
    one, many = (np.array([depth_reach_and_connections(w) for w in place.worlds(d)]).T for d in (alone, groups))
    return np.array([one[0] - many[0], one[1] - many[1], many[2] - one[2]])


# P17: what lifts attendance, and what it takes


def attendances_and_hours(world: Any) -> tuple[float, float]:
    """Attendances, and coordinator hours given a week."""
    return float(world.weekly["attendances"].sum()), float(world.hours_given.sum()) / len(world.weekly)


def measure_helping_hands(place: Laboratory) -> Numbers:
    """P17: what each help adds to attendances [%] and to coordinator hours.

    Every hour asked for is given here, so that what a help costs does not show as less of something else.
    """
    helps: tuple[Table, ...] = (
        {"outreach.known_worker": 0.8},
        {"transport.collected": 6},
        {"follow_up.calls": True},
    )
    every_hour: Table = {"hours.regime": "unlimited"}
    designs = [programme({**every_hour, **settings}, groups=[MORNING_GROUP]) for settings in ({}, *helps)]
    plain, *helped = (np.array([attendances_and_hours(world) for world in place.worlds(each)]).T for each in designs)
    attendances = [PER_HUNDRED * (each[0] - plain[0]) / np.maximum(plain[0], 1.0) for each in helped]
    return np.array([*attendances, *(each[1] - plain[1] for each in helped)])


# P18: the conditions of money


def kept_and_hours(world: Any) -> tuple[float, float]:
    """Families that stayed half a year, and coordinator hours there for tasks a week."""
    return float(stayed(world, HALF_YEAR)[0]), float(world.weekly["hours_supplied"].mean())


def measure_restriction(place: Laboratory) -> Numbers:
    """P18: families kept and hours left for tasks, flexible less restricted money of the same amount."""
    tuesday = {**MORNING_GROUP, "room": 14, "creche_places": 8}
    thursday = {**tuesday, "name": "evening", "slot": "thursday evening"}
    grant: Table = {
        "name": "grant",
        "amount_per_year": 75000,
        "pays_for": ["staff", "overhead", "rooms", "refreshments", "outreach"],
        "reporting_hours": 3,
    }
    lifts: Table = {"transport.help": "lifts_for_those_without_a_car", "transport.places": 6, "staff.posts": 1.0}
    restricted, flexible = (
        np.array([kept_and_hours(world) for world in place.worlds(design)]).T
        for design in (
            programme({**lifts, "money.flexible": loose}, groups=[tuesday, thursday], funds=[grant])
            for loose in (False, True)
        )
    )
    return np.asarray(flexible - restricted)


PATTERNS = (
    Pattern(
        13,
        "Online and hybrid reach parents whom work, childcare or distance keep away, and lose those without kit or "
        "confidence",
        "Review of digital peer support, Safe Project (claims D8, L6); effect.online_option_or",
        (
            Statistic(
                "share that ever came, added by letting parents join a room by video: those who need childcare or have "
                "no car, less others",
                "share",
                above(0.0),
            ),
            Statistic(
                "the same, added by an evening on screen for a morning in a room: parents at work", "share", above(0.0)
            ),
            Statistic("the same: parents without kit or confidence, less others", "share", below(0.0)),
        ),
        "what online eases and asks",
        measure_online_reach,
        weeks=104,
    ),
    Pattern(
        14,
        "Online spaces without moderation, or with untrained moderators, turn parents away; moderating costs hours",
        "Review of digital peer support (claims D3, D6, D9)",
        (
            Statistic("joiners still there after half a year, unmoderated less moderated", "share", below(0.0)),
            Statistic("the same where moderation is thin, untrained moderators less trained", "share", below(0.0)),
            Statistic("coordinator hours of moderation a week", "hours", above(0.0)),
        ),
        "need of moderation",
        measure_moderation,
        weeks=104,
    ),
    Pattern(
        15,
        "Open spaces reach more parents than closed ones, and the same parents hold back there",
        "Review of digital peer support (claim D4)",
        (
            Statistic("families reached, open less closed", "families", above(0.0)),
            Statistic("posts a week of those who joined either way, open less closed", "posts", below(0.0)),
        ),
        "openness",
        measure_openness,
        weeks=104,
    ),
    Pattern(
        16,
        "One-to-one support is deeper and smaller in reach; groups make more connections for each hour of staff",
        "Calgary study, review of digital peer support, Safe Project (claims C9, D2, L10)",
        (
            Statistic("sessions and contacts a family had, one-to-one less groups", "sessions", above(0.0)),
            Statistic("families reached, one-to-one less groups", "families", below(0.0)),
            Statistic(
                "connections to other parents or a volunteer made in 100 staff hours, groups less one-to-one",
                "connections",
                above(0.0),
            ),
        ),
        "ties between parents",
        measure_one_to_one_and_groups,
    ),
    Pattern(
        17,
        "A known worker, collecting parents, and calling after an absence each lift attendance, and each costs hours",
        "Calgary study, Safe Project (claims C11, L1, L5)",
        (
            Statistic("attendances added by an introduction through a known worker", "%", above(0.0)),
            Statistic("attendances added by collecting parents", "%", above(0.0)),
            Statistic("attendances added by calls after an absence", "%", above(0.0)),
            Statistic("coordinator hours a week of introductions", "hours", above(0.0)),
            Statistic("coordinator hours a week of collecting", "hours", above(0.0)),
            Statistic("coordinator hours a week of calls after an absence", "hours", above(0.0)),
        ),
        "being known, fetched and called",
        measure_helping_hands,
        weeks=104,
    ),
    Pattern(
        18,
        "Restricted money keeps fewer parents than the same sum free to spend, and its reports eat coordinators' hours",
        "Calgary study (claim C1)",
        (
            Statistic("families that stayed half a year, flexible less restricted", "families", above(0.0)),
            Statistic("coordinator hours a week left for tasks, flexible less restricted", "hours", above(0.0)),
        ),
        "childcare and transport barriers",
        measure_restriction,
    ),
)
"""Patterns 13 to 18, in order."""

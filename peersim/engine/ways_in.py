"""Which way in a parent takes who has heard: an assessment for one-to-one support, or the setting that appeals most."""

import math

from peersim.agents.attending import VIDEO
from peersim.agents.causes import AGAINST_ASSESSMENT
from peersim.agents.maths import expit, standard_spread
from peersim.agents.purposes import ENROL, TASTE
from peersim.agents.reaching import (
    enrol_logit,
    setting_appeal,
    wants_one_to_one,
)
from peersim.agents.rule import rule
from peersim.agents.stages import (
    BY_REFERRAL,
    DECLINED,
    E_DECLINED,
    E_INVITED,
    E_REFERRED,
    INVITED,
    NO_SETTING,
    ONE_TO_ONE,
    REFERRED,
)
from peersim.agents.typed import GroupRecord, ParentRecord, SessionDesign
from peersim.engine.event_record import NOBODY, note
from peersim.engine.people import involve
from peersim.engine.world import World
from peersim.foundation.draws import uniform


@rule
def distance_to(parent: ParentRecord, group: GroupRecord) -> float:
    """Straight-line distance from home to a group's venue.

    Returns
    -------
    float
        Distance [km].
    """
    east, north = parent.x - group.x, parent.y - group.y
    return math.sqrt(east * east + north * north)


@rule
def seek_one_to_one(world: World, week: int, parent: ParentRecord) -> None:
    """A parent who is referred, or prefers one person, says yes to an assessment or declines."""
    parent.referred_week = week
    note(world, week, E_REFERRED, parent.uid, NOBODY, NOBODY, parent.route)
    design = world.design[week]
    agreed = parent.route == BY_REFERRAL and design.referral_agreed
    if agreed or uniform(world.key, parent.uid, ENROL, 0) < expit(enrol_logit(parent, design, world.p)):
        parent.stage = REFERRED
        parent.waiting_hours = 0.0
        involve(world, parent)
    else:
        parent.stage = DECLINED
        note(world, week, E_DECLINED, parent.uid, NOBODY, ONE_TO_ONE, AGAINST_ASSESSMENT)


@rule
def has_a_place(group: GroupRecord, session: SessionDesign) -> bool:
    """Whether a group could take in one more: open ones always, closed ones up to the room.

    Returns
    -------
    bool
        True when it runs and has a place.
    """
    return group.running and (not group.closed or group.course_weeks > 0 or group.members < session.group_room)


@rule
def choose_setting(world: World, week: int, parent: ParentRecord, meeting: bool) -> None:
    """A parent goes to the most appealing setting open to them, if it appeals enough.

    Parameters
    ----------
    meeting : bool
        Only groups that meet are looked at, not spaces used at any time.
    """
    p, design = world.p, world.design[week]
    best, appeal = NO_SETTING, -p.setting_least_appeal
    for g in range(len(world.groups)):
        group = world.groups[g]
        session = world.group_design[week][g]
        if has_a_place(group, session) and not (meeting and group.kind > VIDEO):
            score = setting_appeal(parent, group, session, distance_to(parent, group), design, p)
            score += p.setting_taste * standard_spread(uniform(world.key, parent.uid, TASTE, group.uid))
            if score > appeal:
                best, appeal = g, score
    if best != NO_SETTING:
        parent.setting = best
        parent.stage = INVITED
        parent.invited_week = week
        parent.distance = distance_to(parent, world.groups[best])
        note(world, week, E_INVITED, parent.uid, NOBODY, best, NOBODY)


@rule
def find_a_way_in(world: World, week: int, parent: ParentRecord, referred: bool) -> None:
    """One-to-one for those referred for it or who prefer it; else a group.

    Where nobody comes without a referral, being referred says nothing of what for: those who would not rather have one
    person look for a group first.
    """
    design, rather_one = world.design[week], wants_one_to_one(parent, world.p)
    may_ask = design.one_to_one_offered and parent.referred_week < 0
    if referred and design.referral_needed and not rather_one:
        choose_setting(world, week, parent, False)
        may_ask = may_ask and parent.stage != INVITED
    if may_ask and (referred or rather_one):
        seek_one_to_one(world, week, parent)
    elif parent.stage != INVITED:
        choose_setting(world, week, parent, False)

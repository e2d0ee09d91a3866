"""Phase 9: online spaces used at any time; who posts, who reads, how well it is moderated, who is hurt, who leaves."""

from peersim.agents.attending import VIDEO
from peersim.agents.belonging import belong_more, had_support
from peersim.agents.causes import DRIFTED_AWAY, HURT
from peersim.agents.maths import clip
from peersim.agents.online import (
    harm_chance,
    moderation_needed,
    online_leaving_chance,
    posting_rate,
    reading_rate,
    replies_to,
    space_quality,
    steps_on_chance,
    times_this_week,
)
from peersim.agents.purposes import (
    ONLINE_ACTIVE,
    ONLINE_HARM,
    ONLINE_HARMED,
    ONLINE_LEAVES,
    ONLINE_POSTS,
    ONLINE_STEPS_ON,
)
from peersim.agents.rule import rule
from peersim.agents.stages import ATTENDING, E_HARMED_ONLINE, E_POSTED, E_READ, E_STEPPED_ON, INVITED
from peersim.agents.typed import GroupRecord, Parameters, ParentRecord
from peersim.engine.capacity import MODERATION, take_some
from peersim.engine.event_record import NOBODY, note
from peersim.engine.hours_phase import volunteer_hours
from peersim.engine.leaving import lapse
from peersim.engine.ledger import ONLINE, pay
from peersim.engine.reach_phases import join
from peersim.engine.ways_in import choose_setting
from peersim.engine.world import World
from peersim.foundation.draws import uniform
from peersim.foundation.units import WEEKS_PER_YEAR


@rule
def moderate(world: World, week: int) -> None:
    """Give the spaces the moderation there is, and note how much of what they need that was."""
    p, needed, given = world.p, 0.0, 0.0
    for g in range(len(world.groups)):
        group = world.groups[g]
        group.held = group.held or (group.running and group.kind > VIDEO)
        if group.running and group.kind > VIDEO:
            needed += moderation_needed(group.members, group, p)
            given += volunteer_hours(group, p)
            pay(world, week, ONLINE, p.cost_platform_year / WEEKS_PER_YEAR)
    world.now[0].moderation_met = 1.0
    if needed > 0.0:
        given = min(given, needed)
        world.now[0].moderation_met = (given + take_some(world, MODERATION, needed - given)) / needed


@rule
def join_space(world: World, week: int, parent: ParentRecord, group: GroupRecord) -> None:
    """A parent who signed up joins the space, often only to watch at first."""
    parent.signed_up = False
    group.invited -= 1
    join(world, week, parent, group)
    if parent.first_week < 0:
        world.weekly[week].new_parents += 1
    had_support(parent, group.quality, 0.0, week)


@rule
def write(world: World, week: int, parent: ParentRecord, group: GroupRecord, posts: int, visits: int) -> None:
    """A member posts this week, once or more."""
    p = world.p
    parent.posts += 1
    parent.messages += posts
    parent.sessions += 1
    group.present += 1
    group.posts += posts
    world.weekly[week].posts += 1
    world.weekly[week].messages += posts
    had_support(parent, group.quality, p.online_post_dose, week)
    belong_more(parent, group.quality * p.online_post_dose, False, p)
    note(world, week, E_READ, parent.uid, NOBODY, parent.setting, visits)
    note(world, week, E_POSTED, parent.uid, NOBODY, parent.setting, posts)


@rule
def post_or_read(world: World, week: int, parent: ParentRecord, group: GroupRecord) -> None:
    """A member posts, reads or is absent this week; whoever posts has looked in at least as often.

    Source
    ------
    online.post_dose, online.read_dose (assumptions); claims D3, D7.
    """
    p = world.p
    rate = posting_rate(parent, group, world.design[week], p)
    posts = times_this_week(uniform(world.key, parent.uid, ONLINE_POSTS, week), rate)
    visits = max(posts, times_this_week(uniform(world.key, parent.uid, ONLINE_ACTIVE, week), reading_rate(parent, p)))
    parent.visits += visits
    if posts > 0:
        write(world, week, parent, group, posts, visits)
    elif visits > 0:
        had_support(parent, group.quality, p.online_read_dose, week)
        belong_more(parent, group.quality * p.online_read_dose, False, p)
        note(world, week, E_READ, parent.uid, NOBODY, parent.setting, visits)
    elif uniform(world.key, parent.uid, ONLINE_LEAVES, week) < online_leaving_chance(parent, p):
        lapse(world, week, parent, DRIFTED_AWAY)


@rule
def hurt(world: World, week: int, parent: ParentRecord, p: Parameters) -> None:
    """Something hurtful is read: trust goes, and some leave.

    Source
    ------
    online.harm_trust, online.harm_leaves (assumptions); claim D9.
    """
    parent.trust = parent.trust * (1.0 - p.online_harm_trust)
    parent.fear = clip(parent.fear + p.online_harm_trust * (1.0 - parent.fear), 0.0, 1.0)
    world.weekly[week].harms += 1
    note(world, week, E_HARMED_ONLINE, parent.uid, NOBODY, parent.setting, NOBODY)
    if uniform(world.key, parent.uid, ONLINE_HARMED, week, 1) < p.online_harm_leaves:
        lapse(world, week, parent, HURT)


@rule
def step_on_perhaps(world: World, week: int, parent: ParentRecord) -> None:
    """Someone who has watched or posted for a while may try a group that meets: watching was the first step."""
    if uniform(world.key, parent.uid, ONLINE_STEPS_ON, week) >= steps_on_chance(parent, world.p):
        return
    space = parent.setting
    choose_setting(world, week, parent, True)
    if parent.setting != space:
        world.groups[space].members -= 1
        note(world, week, E_STEPPED_ON, parent.uid, NOBODY, space, NOBODY)


@rule
def use_spaces(world: World, week: int) -> None:
    """Those who signed up join their space; members post, read, are hurt, go on to a group that meets, or go."""
    p = world.p
    for k in range(world.now[0].known):
        parent = world.parents[world.active[k]]
        if parent.setting >= 0 and world.groups[parent.setting].kind > VIDEO:
            group = world.groups[parent.setting]
            if parent.stage == INVITED and parent.signed_up and group.running:
                join_space(world, week, parent, group)
            elif parent.stage == ATTENDING:
                post_or_read(world, week, parent, group)
                harmed = group.meets and uniform(world.key, parent.uid, ONLINE_HARMED, week) < p.online_harm_seen
                if harmed and parent.stage == ATTENDING:
                    hurt(world, week, parent, p)
                elif parent.stage == ATTENDING:
                    step_on_perhaps(world, week, parent)


@rule
def be_online(world: World, week: int) -> None:
    """Phase 9: moderation, then members join, post, read, are hurt or drift away."""
    p, design = world.p, world.design[week]
    moderate(world, week)
    met, spaces = world.now[0].moderation_met, False
    chance = harm_chance(met, design.online_moderators_trained, design.online_anonymous, p)
    for g in range(len(world.groups)):
        group = world.groups[g]
        if group.running and group.kind > VIDEO:
            group.replies = replies_to(1.0 * group.posts, 1.0 * group.volunteers, p)
            group.quality = space_quality(group, met, p)
            group.posts = 0
            group.meets = uniform(world.key, group.uid, ONLINE_HARM, week) < chance
            spaces = True
    if spaces:
        use_spaces(world, week)
    record_spaces(world, week)


@rule
def record_spaces(world: World, week: int) -> None:
    """Write each space's week into the table of sessions."""
    for g in range(len(world.groups)):
        group = world.groups[g]
        if group.running and group.kind > VIDEO:
            record = world.sessions[week][g]
            record.held, record.present, record.members = True, group.present, group.members
            group.last_present = group.present
            group.meets = False

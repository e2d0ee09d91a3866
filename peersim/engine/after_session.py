"""The end of phase 7: after a session, what it leaves behind in its group, and a course that ends."""

from peersim.agents.attending import (
    IN_PERSON,
)
from peersim.agents.causes import (
    ALL_SESSIONS_HELD,
    AS_PLANNED,
)
from peersim.agents.maths import clip
from peersim.agents.purposes import (
    COMPLETER_TRAINS,
)
from peersim.agents.rule import rule
from peersim.agents.staffing import times_a_week
from peersim.agents.stages import (
    ATTENDING,
    E_COURSE_ENDED,
    E_ENQUIRED,
    E_FINISHED,
    FINISHED,
)
from peersim.agents.typed import GroupRecord, Parameters, SessionDesign, WeekDesign
from peersim.engine.enlisting import enlist
from peersim.engine.event_record import NOBODY, note
from peersim.engine.ledger import REFRESHMENTS, pay
from peersim.engine.world import World
from peersim.foundation.draws import uniform
from peersim.foundation.units import HALF


@rule
def close_session(world: World, week: int, g: int) -> None:
    """After a session: refreshments, running means, how well people know each other, the course's progress."""
    p, design, group, session = world.p, world.design[week], world.groups[g], world.group_design[week][g]
    record = world.sessions[week][g]
    record.held, record.cancelled = group.held, group.meets and not group.held
    record.present, record.newcomers, record.members = group.present, group.newcomers, group.members
    if not group.held:
        return
    if group.kind == IN_PERSON:
        pay(world, week, REFRESHMENTS, group.present * p.cost_refreshments_head)
    group.last_present = group.present // times_a_week(session)
    group.total_held += times_a_week(session)
    group.total_present += group.present
    group.sessions_done += 1
    group.mean_present += p.group_memory * (group.last_present - group.mean_present)
    loosened = clip(p.group_newcomers_loosen * group.newcomers, 0.0, 1.0) * group.cohesion
    group.cohesion += p.group_cohesion_gain * (1.0 - group.cohesion) - loosened
    group.safety = safety_of(group, session, design, p)
    count_discomfort(group, session, p)
    if group.course_weeks > 0 and group.sessions_done >= group.course_weeks:
        end_course(world, week, g)


@rule
def safety_of(group: GroupRecord, session: SessionDesign, design: WeekDesign, p: Parameters) -> float:
    """How safe it feels to speak: skilled facilitation, a closed circle, an agreement the members made.

    Returns
    -------
    float
        Safety [0 to 1].

    Source
    ------
    safety.base, safety.quality, safety.closed, safety.trained, safety.agreement (assumptions); claims C5, C7, D4, L2.
    """
    safe = p.safety_base + p.safety_quality * (group.quality - HALF)
    if group.closed:
        safe += p.safety_closed
    if session.group_agreement:
        safe += p.safety_agreement
    if design.facilitators_trained:
        safe += p.safety_trained
    return clip(safe, 0.0, 1.0)


@rule
def count_discomfort(group: GroupRecord, session: SessionDesign, p: Parameters) -> None:
    """Count sessions in a row that were too full or all but empty, for the growth policy."""
    group.full_weeks = group.full_weeks + 1 if group.last_present > session.group_room else 0
    group.empty_weeks = group.empty_weeks + 1 if group.last_present < p.growth_empty_below else 0


@rule
def end_course(world: World, week: int, g: int) -> None:
    """A closed course ends: members have finished, and some of those who completed go on to train."""
    group, p = world.groups[g], world.p
    for k in range(world.now[0].known):
        row = world.active[k]
        parent = world.parents[row]
        if parent.stage == ATTENDING and parent.setting == g:
            parent.stage = FINISHED
            parent.finished_week = week
            group.completers += 1
            note(world, week, E_FINISHED, parent.uid, NOBODY, g, AS_PLANNED)
            trains = uniform(world.key, parent.uid, COMPLETER_TRAINS, 0) < p.pipeline_completers_train
            if trains and parent.volunteer < 0 and world.design[week].volunteers_from_parents:
                enlist(world, week, parent, row, parent.childcare_need, E_ENQUIRED)
    group.members = 0
    group.course_started = NOBODY
    group.sessions_done = 0
    note(world, week, E_COURSE_ENDED, g, NOBODY, g, ALL_SESSIONS_HELD)

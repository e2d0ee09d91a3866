"""Phase 6, assessment and matching; phase 8, weekly contacts; phase 11, safeguarding and hard weeks."""

from peersim.agents.belonging import belong_more, had_support
from peersim.agents.causes import (
    GAVE_UP_WAITING,
    TIRED_OF_WAITING_FOR_A_MATCH,
    TIRED_OF_WAITING_TO_BE_ASSESSED,
)
from peersim.agents.matching import (
    assessment_hours,
    assessment_misses_chance,
    concern_chance,
    concern_hours,
    contact_chance,
    contact_quality,
    early_end_hazard,
    hard_week_chance,
    match_fit,
    matching_score,
    waiting_loss_chance,
)
from peersim.agents.maths import clip, hazard_chance
from peersim.agents.purposes import ASSESSMENT_HEARS, CONTACT_HAPPENS, HARD_WEEK, MATCH_ENDS_EARLY, WAIT_LOSS
from peersim.agents.purposes import SAFEGUARDING as CONCERN_DRAW
from peersim.agents.rule import rule
from peersim.agents.stages import (
    ACTIVE,
    ASSESSED,
    DECLINED,
    E_ASSESSED,
    E_CONCERN,
    E_CONTACT,
    E_DECLINED,
    E_HARD_WEEK,
    E_LAPSED,
    E_MATCHED,
    E_NO_CONTACT,
    FACILITATING,
    LAPSED,
    MODERATING,
    ONE_TO_ONE,
    READY,
    REFERRED,
    SUPPORTED,
)
from peersim.agents.typed import MatchRecord, Parameters, ParentRecord, VolunteerRecord, WeekDesign
from peersim.engine.capacity import ASSESSMENT, SAFEGUARDING, take_some
from peersim.engine.event_record import NOBODY, note
from peersim.engine.leaving import end_match
from peersim.engine.ledger import TINY
from peersim.engine.world import World
from peersim.foundation.draws import uniform
from peersim.foundation.units import WEEKS_PER_MONTH

MATCH_TABLE_FULL = 2


@rule
def assess(world: World, week: int, parent: ParentRecord) -> None:
    """Give an assessment the hours there are; when it has had enough, it has heard what matters most, or not."""
    p, design = world.p, world.design[week]
    whole = assessment_hours(design, p)
    parent.waiting_hours += take_some(world, ASSESSMENT, whole - parent.waiting_hours)
    if parent.waiting_hours + TINY >= whole:
        parent.stage = ASSESSED
        parent.assessed_week = week
        missed = assessment_misses_chance(design, p)
        parent.heard_well = uniform(world.key, parent.uid, ASSESSMENT_HEARS, 0) >= missed
        note(world, week, E_ASSESSED, parent.uid, NOBODY, NOBODY, NOBODY)


@rule
def has_room(volunteer: VolunteerRecord, design: WeekDesign) -> bool:
    """Whether a volunteer may take on one more family.

    Returns
    -------
    bool
        True when ready or active, with time for another.
    """
    if volunteer.stage != READY and volunteer.stage != ACTIVE:
        return False
    return volunteer.caseload < min(volunteer.can_hold, design.one_to_one_at_once)


@rule
def best_volunteer(world: World, parent: ParentRecord, design: WeekDesign, p: Parameters) -> int:
    """The volunteer the programme would match with this parent.

    Returns
    -------
    int
        Row among volunteers; -1 when nobody has room.
    """
    best, score = NOBODY, -1.0
    for row in range(world.now[0].volunteers):
        volunteer = world.volunteers[row]
        if has_room(volunteer, design) and volunteer.uid != parent.uid:
            fit = matching_score(parent, volunteer, design, p)
            if fit > score:
                best, score = row, fit
    return best


@rule
def planned_weeks(design: WeekDesign, p: Parameters) -> int:
    """How long one-to-one support is planned to last.

    Returns
    -------
    int
        Weeks: the scenario's, or the usual length of such schemes where it says none.

    Source
    ------
    Scenario: one_to_one.weeks; match.months (Home-Start).
    """
    if design.one_to_one_weeks > 0.0:
        return int(design.one_to_one_weeks)
    return int(p.match_months * WEEKS_PER_MONTH)


@rule
def begin_match(world: World, week: int, parent_row: int, row: int) -> None:
    """A parent and a volunteer begin."""
    now, design, p = world.now[0], world.design[week], world.p
    if now.matches >= len(world.matches):
        now.failed = MATCH_TABLE_FULL
        return
    parent, volunteer, match = world.parents[parent_row], world.volunteers[row], world.matches[now.matches]
    match.parent = parent_row
    match.volunteer = row
    match.started = week
    match.planned_end = week + planned_weeks(design, p)
    match.ended = NOBODY
    match.fit = match_fit(parent, volunteer, p)
    parent.match = now.matches
    parent.stage = SUPPORTED
    parent.setting = ONE_TO_ONE
    parent.matched_week = week
    now.matches += 1
    volunteer.caseload += 1
    volunteer.supported += 1
    if volunteer.stage == READY:
        volunteer.stage = ACTIVE
        volunteer.stage_week = week
        volunteer.weeks_unsupervised = 0
    if volunteer.active_week < 0:
        volunteer.active_week = week
    note(world, week, E_MATCHED, parent.uid, volunteer.uid, ONE_TO_ONE, NOBODY)


@rule
def assess_and_match(world: World, week: int) -> None:
    """Phase 6: assessments as far as hours go, then matches as far as volunteers go; waiting costs families."""
    p, design = world.p, world.design[week]
    for k in range(world.now[0].involved):
        row = world.involved[k]
        parent = world.parents[row]
        if parent.stage == REFERRED:
            assess(world, week, parent)
        if parent.stage == ASSESSED and week - parent.referred_week >= p.wait_weeks_when_free:
            chosen = best_volunteer(world, parent, design, p)
            if chosen >= 0:
                begin_match(world, week, row, chosen)
        if parent.stage == REFERRED or parent.stage == ASSESSED:
            give_up_waiting_perhaps(world, week, parent, p)


@rule
def give_up_waiting_perhaps(world: World, week: int, parent: ParentRecord, p: Parameters) -> None:
    """A family that waits may give up: declined, or lapsed if it had support before."""
    record = world.weekly[week]
    if parent.stage == REFERRED:
        record.waiting_assessment += 1
    else:
        record.waiting_match += 1
    if uniform(world.key, parent.uid, WAIT_LOSS, week) < waiting_loss_chance(p):
        if parent.first_week >= 0:
            parent.stage = LAPSED
            parent.disengaged_week = week
            record.lapsed += 1
            note(world, week, E_LAPSED, parent.uid, NOBODY, ONE_TO_ONE, GAVE_UP_WAITING)
        else:
            why = TIRED_OF_WAITING_TO_BE_ASSESSED if parent.stage == REFERRED else TIRED_OF_WAITING_FOR_A_MATCH
            parent.stage = DECLINED
            note(world, week, E_DECLINED, parent.uid, NOBODY, ONE_TO_ONE, why)


@rule
def have_contact(world: World, week: int, match: MatchRecord, parent: ParentRecord, volunteer: VolunteerRecord) -> None:
    """Have the week's contact, or not."""
    p, design = world.p, world.design[week]
    chance = contact_chance(parent, volunteer, match.fit, design.one_to_one_mode, p)
    if uniform(world.key, parent.uid, CONTACT_HAPPENS, week) < chance:
        if parent.first_week < 0:
            world.weekly[week].new_parents += 1
        quality = contact_quality(volunteer, match.fit, p)
        had_support(parent, quality, 1.0, week)
        belong_more(parent, quality, False, p)
        parent.contacts += 1
        match.contacts += 1
        world.weekly[week].contacts += 1
        note(world, week, E_CONTACT, parent.uid, volunteer.uid, ONE_TO_ONE, NOBODY)
    else:
        match.missed += 1
        note(world, week, E_NO_CONTACT, parent.uid, volunteer.uid, ONE_TO_ONE, NOBODY)


@rule
def hold_contacts(world: World, week: int) -> None:
    """Phase 8: one-to-one contacts; matches end as planned or early."""
    p = world.p
    for m in range(world.now[0].matches):
        match = world.matches[m]
        if match.ended < 0:
            parent, volunteer = world.parents[match.parent], world.volunteers[match.volunteer]
            have_contact(world, week, match, parent, volunteer)
            hazard = early_end_hazard(week - match.started, match.fit, volunteer, p)
            if week >= match.planned_end:
                end_match(world, week, m, False, False)
            elif uniform(world.key, parent.uid, MATCH_ENDS_EARLY, week) < hazard_chance(hazard):
                end_match(world, week, m, True, False)


@rule
def keep_families_safe(world: World, week: int) -> None:
    """Phase 11: safeguarding concerns ask for hours next week and are hard on volunteers; so are hard weeks."""
    p = world.p
    for m in range(world.now[0].matches):
        match = world.matches[m]
        if match.ended < 0:
            parent, volunteer = world.parents[match.parent], world.volunteers[match.volunteer]
            if uniform(world.key, parent.uid, CONCERN_DRAW, week) < concern_chance(parent, p):
                raise_concern(world, week, parent, volunteer)
            else:
                hard_week_perhaps(world, week, volunteer, parent.uid, parent.need)
    for row in range(world.now[0].volunteers):
        volunteer = world.volunteers[row]
        if volunteer.stage == FACILITATING or volunteer.stage == MODERATING:
            hard_week_perhaps(world, week, volunteer, NOBODY, p.reach_mean_need)


@rule
def raise_concern(world: World, week: int, parent: ParentRecord, volunteer: VolunteerRecord) -> None:
    """A safeguarding concern: hours next week, a hard week for the volunteer, harder with nobody to pass it on to.

    Source
    ------
    strain.no_route (assumption); claims D11, E5.
    """
    p, design = world.p, world.design[week]
    world.tasks[SAFEGUARDING].backlog += concern_hours(design, p)
    volunteer.hard_week = True
    if not design.safeguarding_route:
        volunteer.strain = clip(volunteer.strain + p.strain_no_route, 0.0, 1.0)
    world.weekly[week].concerns += 1
    note(world, week, E_CONCERN, parent.uid, volunteer.uid, ONE_TO_ONE, NOBODY)


@rule
def hard_week_perhaps(world: World, week: int, volunteer: VolunteerRecord, family: int, complexity: float) -> None:
    """A week that is hard on a volunteer, or not; likelier with complex families and own experience not worked through.

    Parameters
    ----------
    family : int
        Identity of the family supported, whose luck it is; -1 for a group.
    """
    whose = family if family >= 0 else volunteer.uid
    chance = hard_week_chance(complexity, volunteer.unprocessed, world.p)
    if uniform(world.key, whose, HARD_WEEK, week) < chance:
        volunteer.hard_week = True
        setting = ONE_TO_ONE if family >= 0 else volunteer.group
        note(world, week, E_HARD_WEEK, volunteer.uid, family, setting, NOBODY)

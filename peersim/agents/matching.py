"""Rules of one-to-one support: who fits whom, whether contact happens, how it ends."""

import math

from peersim.agents.maths import clip, expit, fits_slot
from peersim.agents.rule import rule
from peersim.agents.typed import Parameters, ParentRecord, VolunteerRecord, WeekDesign
from peersim.foundation.units import HALF, SLOTS_PER_WEEK, WEEKS_PER_MONTH

PERSONALITY, CULTURE, LANGUAGE, EXPERIENCE, NEARNESS = 0, 1, 2, 3, 4
HOME = 0
MATCHED_WITHOUT_ASKING = 3.0  # not evidence: the number of likenesses added up
"""Traits a programme matches on when it does not ask: experience, language, nearness."""


@rule
def nearness(parent: ParentRecord, volunteer: VolunteerRecord, p: Parameters) -> float:
    """How near two people live.

    Returns
    -------
    float
        1 next door, falling to 0 with distance [0 to 1].

    Source
    ------
    match.near_km (assumption).
    """
    east, north = parent.x - volunteer.x, parent.y - volunteer.y
    return math.exp(-math.sqrt(east * east + north * north) / p.match_near_km)


@rule
def likeness(parent: ParentRecord, volunteer: VolunteerRecord, trait: int, p: Parameters) -> float:
    """How alike parent and volunteer are in one trait.

    Returns
    -------
    float
        0 to 1.
    """
    if trait == PERSONALITY:
        return 1.0 - abs(parent.personality - volunteer.personality)
    if trait == CULTURE:
        return 1.0 if parent.culture == volunteer.culture else 0.0
    if trait == LANGUAGE:
        return 1.0 if parent.language == volunteer.language else 0.0
    if trait == EXPERIENCE:
        return 1.0 if parent.topic == volunteer.topic else 0.0
    return nearness(parent, volunteer, p)


@rule
def match_fit(parent: ParentRecord, volunteer: VolunteerRecord, p: Parameters) -> float:
    """How well a volunteer fits a parent: what the parent says matters counts most.

    Returns
    -------
    float
        Fit [0 to 1].

    Source
    ------
    match.priority_weight (assumption), match.non_peer_costs (assumption, sign open); claims F8, F13.
    """
    others = 0.0
    for trait in range(NEARNESS + 1):
        others += likeness(parent, volunteer, trait, p)
    others = others / (NEARNESS + 1.0)
    first = likeness(parent, volunteer, parent.priority, p)
    fit = p.match_priority_weight * first + (1.0 - p.match_priority_weight) * others
    if not volunteer.peer:
        fit -= p.match_non_peer_costs
    return clip(fit, 0.0, 1.0)


@rule
def matching_score(parent: ParentRecord, volunteer: VolunteerRecord, design: WeekDesign, p: Parameters) -> float:
    """What the programme looks for: what the parent says matters, if it heard that; else shared experience.

    Returns
    -------
    float
        Score; the highest is matched.

    Source
    ------
    Claim F8: matching on what the parent says matters, against matching on one shared experience; claim F13: how much
    it counts that the volunteer has been there; match.idle_first (assumption): who supports nobody comes first.
    """
    if design.matching_parents_choose and parent.heard_well:
        score = match_fit(parent, volunteer, p)
    else:
        score = likeness(parent, volunteer, EXPERIENCE, p) + likeness(parent, volunteer, LANGUAGE, p)
        score = (score + nearness(parent, volunteer, p)) / MATCHED_WITHOUT_ASKING
    been_there = 1.0 if volunteer.peer else 0.0
    waits = p.match_idle_first if volunteer.caseload == 0 else 0.0
    return (1.0 - design.matching_peer_weight) * score + design.matching_peer_weight * been_there + waits


@rule
def assessment_misses_chance(design: WeekDesign, p: Parameters) -> float:
    """Chance that an assessment misses what matters most to the parent.

    Returns
    -------
    float
        Chance [0 to 1]; lower with a second coordinator, higher on the telephone.

    Source
    ------
    assessment.misses, assessment.second_misses, assessment.phone_misses (assumptions); claim F7.
    """
    missed = p.assessment_misses
    if design.assessment_staff > 1:
        missed = missed * p.assessment_second_misses
    if design.assessment_by_phone:
        missed = missed * p.assessment_phone_misses
    return clip(missed, 0.0, 1.0)


@rule
def assessment_hours(design: WeekDesign, p: Parameters) -> float:
    """Coordinator hours one assessment takes.

    Returns
    -------
    float
        Hours.

    Source
    ------
    assessment.hours for the usual number of staff, assessment.phone_hours (assumption); claim F7.
    """
    hours = p.assessment_hours * design.assessment_staff / p.assessment_usual_staff
    if design.assessment_by_phone:
        return hours * p.assessment_phone_hours
    return hours


@rule
def shared_free_slots(parent: ParentRecord, volunteer: VolunteerRecord) -> int:
    """Slots of the week in which both are free.

    Returns
    -------
    int
        Number of slots [0 to 21].
    """
    both = parent.free_slots & volunteer.free_slots
    count = 0
    for slot in range(SLOTS_PER_WEEK):
        if fits_slot(both, slot):
            count += 1
    return count


@rule
def contact_chance(parent: ParentRecord, volunteer: VolunteerRecord, fit: float, mode: int, p: Parameters) -> float:
    """Chance that this week's contact happens.

    Returns
    -------
    float
        Chance [0 to 1]; fit and shared free time help, strain hinders, a call or message is easier than a visit.

    Source
    ------
    contact.* rows (assumptions); model 7.5.
    """
    score = p.logit_contact_usual + p.contact_fit * (fit - HALF) - p.contact_strain * volunteer.strain
    if mode != HOME:
        score += p.contact_remote
    if shared_free_slots(parent, volunteer) == 0:
        score -= p.contact_no_shared_time
    return expit(score)


@rule
def early_end_hazard(weeks: float, fit: float, volunteer: VolunteerRecord, p: Parameters) -> float:
    """Weekly hazard that a match ends before it was planned to; highest in the first weeks.

    Returns
    -------
    float
        Hazard [per week].

    Source
    ------
    match.early_end_week, match.early_end_first_ratio, match.early_end_fit (assumptions); Bristol Home-Start (V08d).
    """
    hazard = p.match_early_end_week * math.exp(-p.match_early_end_fit * (fit - HALF))
    if weeks < p.match_first_weeks:
        return hazard * p.match_early_end_first_ratio
    return hazard


@rule
def contact_quality(volunteer: VolunteerRecord, fit: float, p: Parameters) -> float:
    """Quality of one-to-one support: skill and fit, less strain.

    Returns
    -------
    float
        Quality [0 to 1].

    Source
    ------
    quality.fit_share, quality.strain, quality.enthusiasm (assumptions); claims E3, F4.
    """
    good = (1.0 - p.quality_fit_share) * volunteer.skill + p.quality_fit_share * fit
    good += p.quality_enthusiasm * (volunteer.giving - HALF)
    return clip(good * (1.0 - p.quality_strain * volunteer.strain), 0.0, 1.0)


@rule
def concern_chance(parent: ParentRecord, p: Parameters) -> float:
    """Weekly chance of a safeguarding concern in a supported family.

    Returns
    -------
    float
        Chance [0 to 1], in proportion to need.

    Source
    ------
    safeguarding.per_family_month (assumption: no published rate); reach.mean_need.
    """
    return clip(p.safeguarding_per_family_month / WEEKS_PER_MONTH * parent.need / p.reach_mean_need, 0.0, 1.0)


@rule
def hard_week_chance(complexity: float, unprocessed: bool, p: Parameters) -> float:
    """Weekly chance that supporting someone is hard on a volunteer.

    Returns
    -------
    float
        Chance [0 to 1].

    Source
    ------
    strain.hard_week_chance, strain.unprocessed_hard (assumptions); claims E5, F1.
    """
    chance = p.strain_hard_week_chance * complexity / p.reach_mean_need
    if unprocessed:
        chance = chance * p.strain_unprocessed_hard
    return clip(chance, 0.0, 1.0)


@rule
def concern_hours(design: WeekDesign, p: Parameters) -> float:
    """Coordinator hours a safeguarding concern takes.

    Returns
    -------
    float
        Hours; more without an agreed route up to professionals.

    Source
    ------
    hours.concern, safeguarding.no_route (assumptions); claim D11.
    """
    if design.safeguarding_route:
        return 1.0 * p.hours_concern
    return p.hours_concern * p.safeguarding_no_route


@rule
def waiting_loss_chance(p: Parameters) -> float:
    """Weekly chance that a family waiting for assessment or a match gives up.

    Returns
    -------
    float
        Chance [0 to 1].

    Source
    ------
    wait.family_loss_week (assumption).
    """
    return p.wait_family_loss_week

"""Rules of becoming a volunteer: enquiring, the taster, training, the gate."""

import math

from peersim.agents.maths import clip, expit, saturating
from peersim.agents.rule import rule
from peersim.agents.typed import Parameters, VolunteerRecord, WeekDesign
from peersim.foundation.units import HALF, WEEKS_PER_YEAR


@rule
def enquiry_hazard(hours: float, design: WeekDesign, reached_share: float, left: float, p: Parameters) -> float:
    """Weekly hazard that someone from outside offers to volunteer.

    Parameters
    ----------
    hours : float
        Coordinator hours given to recruitment this week [hours].
    reached_share : float
        Share of families that have come lately, who speak of it [0 to 1].
    left : float
        People from outside who might and have not yet: those among whom a stated flow is shared [people].

    Returns
    -------
    float
        Hazard for each person who might [per week].

    Source
    ------
    recruit.hear_week, recruit.effort_half, recruit.word_of_mouth, recruit.shared_ratio (assumptions); claim D10.
    Scenario: recruitment.people_week where a programme knows its own flow.
    """
    if design.recruitment_people_week > 0.0:
        return design.recruitment_people_week / max(left, 1.0)
    effort = hours + design.recruitment_spend / p.reach_spend_worth_hour
    hazard = p.recruit_hear_week * saturating(effort, p.recruit_effort_half) + p.recruit_word_of_mouth * reached_share
    if design.recruitment_shared:
        hazard = hazard * p.recruit_shared_ratio
    return hazard


@rule
def is_recent(volunteer: VolunteerRecord, week: int, p: Parameters) -> bool:
    """Whether a volunteer's own experience is still recent.

    Returns
    -------
    bool
        True under recent.years.

    Source
    ------
    recent.years: under two years is too recent (claim F2).
    """
    return volunteer.experience_years + week / WEEKS_PER_YEAR < p.recent_years


@rule
def unprocessed_chance(volunteer: VolunteerRecord, week: int, p: Parameters) -> float:
    """Chance that someone who enquires has not yet worked through their own experience.

    Returns
    -------
    float
        Chance [0 to 1].

    Source
    ------
    recent.unprocessed, older.unprocessed (assumptions); claims F1, F2.
    """
    if is_recent(volunteer, week, p):
        return p.recent_unprocessed
    return p.older_unprocessed


@rule
def taster_tells(design: WeekDesign, p: Parameters) -> float:
    """How much a taster of this length tells both sides, against the usual four weeks.

    Returns
    -------
    float
        Ratio; 1 at the usual length, less when shorter, never above what an endless one would tell.

    Source
    ------
    taster.half_weeks, taster.usual_weeks (assumptions); claim F3.
    """
    told = saturating(1.0 * design.training_taster_weeks, p.taster_half_weeks)
    return told / saturating(p.taster_usual_weeks, p.taster_half_weeks)


@rule
def screened_out_chance(volunteer: VolunteerRecord, recent: bool, design: WeekDesign, p: Parameters) -> float:
    """Chance that the programme says "not yet" at the end of a taster.

    Returns
    -------
    float
        Chance [0 to 1]; higher after a longer taster.

    Source
    ------
    taster.spots_unprocessed, taster.screens_others (assumptions); claim F3.
    """
    usual = p.taster_screens_others
    if volunteer.unprocessed and recent:
        usual = p.taster_spots_unprocessed
    return clip(usual * taster_tells(design, p), 0.0, 1.0)


@rule
def decides_against_chance(volunteer: VolunteerRecord, design: WeekDesign, p: Parameters) -> float:
    """Chance that a volunteer decides after a taster that it is not for them.

    Returns
    -------
    float
        Chance [0 to 1]; higher for those less inclined to give, and after a longer taster.

    Source
    ------
    taster.decides_against (assumption); claim F3.
    """
    usual = expit(p.logit_taster_decides_against - p.taster_giving * (volunteer.giving - HALF))
    return clip(usual * taster_tells(design, p), 0.0, 1.0)


@rule
def training_hazard(volunteer: VolunteerRecord, design: WeekDesign, p: Parameters) -> float:
    """Weekly hazard of leaving during training; one-to-one time helps the quiet most, a taster by its length.

    Returns
    -------
    float
        Hazard [per week].

    Source
    ------
    training.drop_out_week (assumption anchored on the CSV pilots); training.* effects (assumptions); claims E4, F1,
    F3, F14.
    """
    strain = p.training_demand * (design.training_hours_week - p.training_usual_hours)
    if volunteer.unprocessed:
        strain += p.training_unprocessed
    if volunteer.childcare_need and not design.training_childcare_and_travel:
        strain += p.training_childcare
    if design.training_one_to_one:
        strain -= p.training_one_to_one_eases * (1.0 - volunteer.personality) / HALF
    if design.training_taster_weeks > 0:
        strain -= p.training_taster_eases * taster_tells(design, p)
    return p.training_drop_out_week * math.exp(strain - p.training_trust_holds * (volunteer.team_trust - HALF))


@rule
def learn(volunteer: VolunteerRecord, design: WeekDesign, p: Parameters) -> None:
    """A week of training: readiness, skill and trust in the team grow, faster with debrief, practice and a manual.

    Source
    ------
    learning.* rows (assumptions); claims E1, F1, F4.
    """
    pace = 1.0 + p.learning_debrief * design.training_debrief
    if design.training_manual:
        pace += p.learning_manual
    volunteer.team_trust += p.learning_trust_week * pace * (1.0 - volunteer.team_trust)
    pace += p.learning_practice * design.training_practice
    volunteer.readiness += p.learning_readiness_week * pace * (1.0 - volunteer.readiness)
    volunteer.skill += p.learning_skill_week * pace * (1.0 - volunteer.skill)


@rule
def processing_chance(design: WeekDesign, p: Parameters) -> float:
    """Weekly chance in training that someone works through their own experience.

    Returns
    -------
    float
        Chance [0 to 1], in proportion to the share of training spent on debrief.

    Source
    ------
    learning.processing_week (assumption); claim F1.
    """
    return clip(p.learning_processing_week * design.training_debrief, 0.0, 1.0)


@rule
def passes_gate(volunteer: VolunteerRecord, design: WeekDesign, p: Parameters) -> bool:
    """Whether a volunteer may support a family: readiness at the bar; unprocessed experience counts against.

    Returns
    -------
    bool
        True when ready.

    Source
    ------
    gate.unprocessed_costs (assumption); claim F5.
    """
    ready = volunteer.readiness
    if volunteer.unprocessed:
        ready -= p.gate_unprocessed_costs
    return ready >= design.training_gate


@rule
def trainer_hours(taught: float, p: Parameters) -> float:
    """Coordinator hours that training one person for a role takes: their share of the teaching and its preparation.

    Parameters
    ----------
    taught : float
        Hours they are taught [hours].

    Returns
    -------
    float
        Hours.

    Source
    ------
    training.preparation_ratio, training.taught_together (assumptions).
    """
    return taught * p.training_preparation_ratio / p.training_taught_together


@rule
def further_cost(taught: float, design: WeekDesign, p: Parameters) -> float:
    """What training one person for a role costs besides the trainer: a share of the room, materials, childcare, travel.

    Parameters
    ----------
    taught : float
        Hours they are taught [hours].

    Returns
    -------
    float
        £.

    Source
    ------
    cost.room_hour; training.taught_together, cost.training_materials_week, cost.trainee_support_week (assumptions).
    """
    cost = taught * p.cost_room_hour / p.training_taught_together + p.cost_training_materials_week
    if design.training_childcare_and_travel:
        cost += p.cost_trainee_support_week
    return cost

"""Rules of being a volunteer: supervision, strain, commitment, stepping back, leaving, moving on."""

import math

from peersim.agents.maths import clip, hazard_chance
from peersim.agents.rule import rule
from peersim.agents.stages import LIFE_EVENT, STRAIN, TO_WORK_OR_STUDY, UNMET_SUPPORT
from peersim.agents.typed import Parameters, VolunteerRecord, WeekDesign
from peersim.foundation.units import HALF, WEEKS_PER_MONTH, WEEKS_PER_YEAR


@rule
def load_of(volunteer: VolunteerRecord) -> float:
    """How much a volunteer carries now.

    Returns
    -------
    float
        Families supported, or one for a group facilitated [families].
    """
    if volunteer.group >= 0:
        return volunteer.caseload + 1.0
    return 1.0 * volunteer.caseload


@rule
def met_otherwise(design: WeekDesign, p: Parameters) -> float:
    """Share of supervision need that peers, continued learning and a manual meet.

    Returns
    -------
    float
        Share [0 to 1].

    Source
    ------
    supervision.peers_meet, supervision.manual_meets (assumptions); claim E6; model 7.9.
    """
    met = 0.0
    if design.volunteers_learning or design.volunteers_team_meetings:
        met = 1.0 * p.supervision_peers_meet
    if design.training_manual:
        met += p.supervision_manual_meets
    return clip(met, 0.0, 1.0)


@rule
def supervision_need(volunteer: VolunteerRecord, recent: bool, new: bool, design: WeekDesign, p: Parameters) -> float:
    """Supervision a volunteer needs.

    Returns
    -------
    float
        Hours a month; more with more families, with recent own experience and when new.

    Source
    ------
    supervision.hours_month (assumption); supervision.recent_ratio, supervision.load_ratio, supervision.new_ratio
    (assumptions); `met_otherwise`; claims E5, F2.
    """
    need = p.supervision_hours_month * (1.0 + p.supervision_load_ratio * (load_of(volunteer) - 1.0))
    if recent:
        need = need * p.supervision_recent_ratio
    if new:
        need = need * p.supervision_new_ratio
    return need * (1.0 - met_otherwise(design, p))


@rule
def supervision_hours_each(design: WeekDesign, p: Parameters) -> float:
    """Coordinator hours one volunteer's supervision takes, with preparation; a group shares them.

    Returns
    -------
    float
        Hours.

    Source
    ------
    supervision.group_size, supervision.preparation (assumptions); claim F10.
    """
    alone = design.supervision_hours * (1.0 + p.supervision_preparation)
    return alone * (1.0 - design.supervision_in_groups * (1.0 - 1.0 / p.supervision_group_size))


@rule
def support_received(hours: float, weeks: float, need: float, p: Parameters) -> float:
    """How much of what a volunteer needed a supervision gave.

    Parameters
    ----------
    hours : float
        Length of the supervision [hours].
    weeks : float
        Time since the last one [weeks].
    need : float
        What they need [hours a month].

    Returns
    -------
    float
        Share of the need that was met [0 to 1].
    """
    months = weeks / WEEKS_PER_MONTH
    if need <= 0.0 or months <= 0.0:
        return 1.0
    return clip(hours / (months * need), 0.0, 1.0)


@rule
def strain_change(volunteer: VolunteerRecord, complexity: float, design: WeekDesign, p: Parameters) -> float:
    """Change of a volunteer's strain this week.

    Rises with load times complexity, hard weeks, blurred boundaries and experience not worked through; falls with
    supervision, trust in the team and rest.

    Returns
    -------
    float
        Change [per week, on a 0 to 1 scale].

    Source
    ------
    strain.* rows (assumptions); claims F2, F4, C6; model 7.10.
    """
    change = p.strain_load * load_of(volunteer) * complexity
    if volunteer.hard_week:
        change += p.strain_hard_week
    if volunteer.unprocessed:
        change += p.strain_unprocessed
    if not design.volunteers_boundaries:
        change += p.strain_blurred
    if design.volunteers_learning:
        change -= p.strain_learning_eases
    relief = p.strain_rest + p.strain_supervision * volunteer.support_met + p.strain_trust * volunteer.team_trust
    return change - relief * volunteer.strain


@rule
def commitment_aim(volunteer: VolunteerRecord, design: WeekDesign, unpaid: bool, p: Parameters) -> float:
    """Where a volunteer's commitment is heading.

    Parameters
    ----------
    unpaid : bool
        Expenses were due last week and could not be paid.

    Returns
    -------
    float
        Commitment [0 to 1].

    Source
    ------
    commitment.* rows (assumptions); claims E2, F11; model 7.10.
    """
    aim = p.commitment_base + p.commitment_giving * (volunteer.giving - HALF)
    if volunteer.supported > 0 or volunteer.group >= 0:
        aim += p.commitment_progress
    if design.volunteers_voice:
        aim += p.commitment_voice
    if design.volunteers_learning:
        aim += p.commitment_learning
    if unpaid or not design.volunteers_expenses:
        aim -= p.commitment_unpaid_expenses
    return clip(aim + p.commitment_team * (volunteer.team_trust - HALF), 0.0, 1.0)


@rule
def confidence_aim(volunteer: VolunteerRecord, p: Parameters) -> float:
    """Where a working volunteer's confidence is heading.

    Returns
    -------
    float
        Confidence [0 to 10]; the gain grows with skill.

    Source
    ------
    volunteer.confidence_gain (assumption, its interval includes none); claims E2, F12.
    """
    return clip(volunteer.confidence_start + p.volunteer_confidence_gain * volunteer.skill, 0.0, p.isolation_scale)


@rule
def tenure_ratio(weeks: float, p: Parameters) -> float:
    """How the chance of leaving falls with tenure, about 1 over the usual mix of tenures.

    Returns
    -------
    float
        Ratio of hazards.

    Source
    ------
    tenure.first_ratio, tenure.years, tenure.later_ratio (assumptions); evidence notes, tenure; pattern P24.
    """
    fall = math.exp(-weeks / (p.tenure_years * WEEKS_PER_YEAR))
    return p.tenure_later_ratio + (p.tenure_first_ratio - p.tenure_later_ratio) * fall


@rule
def lose_trust_alone(volunteer: VolunteerRecord, p: Parameters) -> None:
    """A volunteer left alone for weeks trusts the team a little less with each further week.

    Source
    ------
    team.trust_fades, leaving.neglect_after (assumptions); claims E2, F4: trust is built, and without it people hide
    distress.
    """
    if volunteer.weeks_unsupervised > p.leaving_neglect_after:
        volunteer.team_trust = volunteer.team_trust * (1.0 - p.team_trust_fades)


@rule
def neglect(volunteer: VolunteerRecord, p: Parameters) -> float:
    """What being left alone adds to leaving: nothing for weeks, then more and more.

    Published ratios compare more supervision with less, not some with none for months.

    Returns
    -------
    float
        Log ratio of hazards.

    Source
    ------
    leaving.neglect, leaving.neglect_after (assumptions); claims E5, F10; patterns P8, P9.
    """
    alone = (volunteer.weeks_unsupervised - p.leaving_neglect_after) / WEEKS_PER_YEAR
    return p.leaving_neglect * clip(alone, 0.0, 1.0)


@rule
def leaving_hazard(volunteer: VolunteerRecord, weeks_active: float, design: WeekDesign, p: Parameters) -> float:
    """Weekly hazard that a trained volunteer leaves.

    Returns
    -------
    float
        Hazard [per week].

    Source
    ------
    volunteer.exit_month (UK and US composite); effect.supervision_hr (assumption, keeps no effect within reach), of
    which effect.supervision_direct (assumption) acts here; effect.paid_role_hr (assumption); leaving.* rows
    (assumptions); model 7.10; `neglect`.
    """
    hazard = p.volunteer_exit_month / WEEKS_PER_MONTH * tenure_ratio(weeks_active, p)
    push = p.leaving_strain * (volunteer.strain - p.strain_usual)
    push -= p.leaving_commitment * (volunteer.commitment - p.commitment_base)
    direct = p.effect_supervision_direct * p.log_effect_supervision_hr
    push -= direct * (p.supervision_usual_met - volunteer.support_met)
    push += neglect(volunteer, p)
    if volunteer.group >= 0 and design.facilitators_paid:
        push += p.log_effect_paid_role_hr
    return hazard * math.exp(push)


@rule
def waiting_chance(p: Parameters) -> float:
    """Weekly chance that a trained volunteer without a match gives up waiting.

    Returns
    -------
    float
        Chance [0 to 1].

    Source
    ------
    wait.loss_month (assumption; doula studies give the direction); pattern P11.
    """
    return hazard_chance(p.wait_loss_month / WEEKS_PER_MONTH)


@rule
def leaving_reason(volunteer: VolunteerRecord, u: float, p: Parameters) -> int:
    """Why a volunteer leaves, by how much each push weighs now.

    Returns
    -------
    int
        Reason number (`peersim.agents.stages.LEAVING_REASONS`).

    Source
    ------
    leaving.life_event_share, leaving.moving_on_share (volunteers' stated reasons cap what management can do);
    claim F12.
    """
    life = p.leaving_life_event_share
    onward = p.leaving_moving_on_share
    strained = p.leaving_strain_share * volunteer.strain / p.strain_usual
    unmet = p.leaving_unmet_share * (1.0 - volunteer.support_met) / (1.0 - p.supervision_usual_met)
    point = u * (life + onward + strained + unmet)
    if point < life:
        return LIFE_EVENT
    if point < life + onward:
        return TO_WORK_OR_STUDY
    if point < life + onward + strained:
        return STRAIN
    return UNMET_SUPPORT


@rule
def stays_if_offered(reason: int, p: Parameters) -> float:
    """Chance that a pause or champion role keeps someone who would leave for this reason.

    Returns
    -------
    float
        Chance [0 to 1]; moving on to work is not held back.

    Source
    ------
    stepping_back.keeps (assumption); claim F6.
    """
    if reason == TO_WORK_OR_STUDY:
        return 0.0
    return p.stepping_back_keeps

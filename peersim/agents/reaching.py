"""Rules of the way in: hearing of the programme, being referred, choosing a setting, taking the first step."""

from peersim.agents.attending import barriers_total
from peersim.agents.maths import clip, saturating
from peersim.agents.rule import rule
from peersim.agents.typed import (
    FamilyRecord,
    GroupRecord,
    Parameters,
    ParentRecord,
    SessionDesign,
    WeekDesign,
)
from peersim.foundation.units import HALF, WEEKS_PER_MONTH


@rule
def outreach_hazard(hours: float, spend: float, p: Parameters) -> float:
    """Weekly hazard of hearing through outreach, with diminishing returns of hours and spend.

    Parameters
    ----------
    hours : float
        Coordinator hours given to outreach this week [hours].
    spend : float
        Money spent on outreach this week [£].
    p : Parameters
        This draw's values.

    Returns
    -------
    float
        Hazard for a parent with nothing in the way [per week].

    Source
    ------
    reach.hear_week, reach.effort_half, reach.spend_worth_hour (assumptions); model 7.1.
    """
    return p.reach_hear_week * saturating(hours + spend / p.reach_spend_worth_hour, p.reach_effort_half)


@rule
def word_of_mouth_hazard(talking: float, eligible: int, p: Parameters) -> float:
    """Weekly hazard of hearing from parents who come.

    Returns
    -------
    float
        Hazard [per week], proportional to the share of families that came lately.

    Source
    ------
    reach.word_of_mouth (assumption); model 7.1.
    """
    if eligible <= 0:
        return 0.0
    return p.reach_word_of_mouth * talking / eligible


@rule
def open_ears(family: FamilyRecord, design: WeekDesign, p: Parameters) -> float:
    """How easily this family hears of the programme, against one with nothing in the way.

    Returns
    -------
    float
        Ratio of hazards; below 1 for those with little English and for those who fear judgement where the only door
        is a formal service.

    Source
    ------
    reach.low_english_ratio, reach.formal_door (assumptions); claim D10.
    """
    ratio = 1.0
    if family.low_english:
        ratio = p.reach_low_english_ratio
    if not design.referral_beside_services:
        ratio = ratio * (1.0 - p.reach_formal_door * family.judgement_fear)
    return ratio


@rule
def referrals_for_need(design: WeekDesign, all_need: float, p: Parameters) -> float:
    """How many referrals there are this week for each unit of need.

    Parameters
    ----------
    all_need : float
        Need of all eligible families that do not know of the programme yet, added up: a stated flow is shared by need.

    Returns
    -------
    float
        Hazard for a family of need 1 [per week].

    Source
    ------
    reach.referrals_per_coordinator_month (Aberlour pilot), re-expressed per family by reach.reference_posts and
    reach.reference_families; reach.reference_partners, reach.mean_need (assumptions); claim L8. Scenario:
    referral.families_week where a programme knows its own flow.
    """
    if design.referral_families_week > 0.0:
        return design.referral_families_week / all_need
    usual = p.reach_referrals_per_coordinator_month * p.reach_reference_posts / WEEKS_PER_MONTH
    per_family = usual / p.reach_reference_families
    return per_family * (design.referral_partners / p.reach_reference_partners) / p.reach_mean_need


@rule
def referral_weight(family: FamilyRecord) -> float:
    """How much partners think of this family when they refer: families with more need are referred more.

    Returns
    -------
    float
        Share of the referrals there are for each unit of need [0 to 1].

    Source
    ------
    Claim L8.
    """
    return 1.0 * family.need


@rule
def takes_in_chance(ears: float, p: Parameters) -> float:
    """Chance that a family that is written to by name takes the letter in.

    Parameters
    ----------
    ears : float
        How easily this family hears, against one with nothing in the way [ratio].

    Returns
    -------
    float
        Chance [0 to 1].

    Source
    ------
    reach.letter_read (assumption).
    """
    return p.reach_letter_read * clip(ears, 0.0, 1.0)


@rule
def enrol_logit(parent: ParentRecord, design: WeekDesign, p: Parameters) -> float:
    """How likely a referred parent is to say yes to an assessment.

    Returns
    -------
    float
        Log-odds of enrolling [logit].

    Source
    ------
    reach.enrol_given_referral (review of enrolment); first_step.known_worker, first_step.fear (assumptions); claim L1.
    """
    return (
        p.logit_reach_enrol_given_referral
        + known_worker_lift(parent, p)
        - p.first_step_fear * (parent.fear - p.fear_usual)
        + co_design_lift(design, p)
    )


@rule
def known_worker_lift(parent: ParentRecord, p: Parameters) -> float:
    """What an introduction by a worker the parent already knows adds.

    Returns
    -------
    float
        Log-odds [logit].

    Source
    ------
    first_step.known_worker (assumption); claim L1.
    """
    if parent.known_worker:
        return p.first_step_known_worker
    return 0.0


@rule
def co_design_lift(design: WeekDesign, p: Parameters) -> float:
    """What it adds that parents shaped the programme.

    Returns
    -------
    float
        Log-odds [logit].

    Source
    ------
    first_step.co_design (assumption); claim C13.
    """
    if design.programme_co_designed:
        return p.first_step_co_design
    return 0.0


@rule
def first_trust(design: WeekDesign, p: Parameters) -> float:
    """Trust in the programme on first hearing of it.

    Returns
    -------
    float
        Trust [0 to 1]; more where the host sees parents as partners.

    Source
    ------
    trust.start, trust.host (assumptions); claim L1.
    """
    if design.programme_host_values_parents:
        return clip(p.trust_start + p.trust_host, 0.0, 1.0)
    return 1.0 * p.trust_start


@rule
def wants_one_to_one(parent: ParentRecord, p: Parameters) -> bool:
    """Whether this parent would rather have one person than a group.

    Returns
    -------
    bool
        True for the share of parents who prefer one-to-one.

    Source
    ------
    preference.one_to_one_z (assumption); claims C9, L10.
    """
    return parent.prefers_group < p.preference_one_to_one_z


@rule
def setting_appeal(
    parent: ParentRecord, group: GroupRecord, session: SessionDesign, distance: float, design: WeekDesign, p: Parameters
) -> float:
    """How much a setting appeals to a parent who is choosing where to go.

    Returns
    -------
    float
        Expected log-odds of attending it [logit]: what fits, less every barrier.

    Source
    ------
    Model 7.3: parents choose the setting with the highest expected attendance; setting.topic_fit, setting.open_fear,
    setting.national_topic (assumptions); claims D4, D5.
    """
    appeal = -barriers_total(parent, group, session, distance, design, p)
    if group.topic > 0:
        appeal += p.setting_topic_fit if group.topic == parent.topic else -p.setting_topic_fit
        if group.national and group.topic == parent.topic:
            appeal += p.setting_national_topic
    if not group.closed:
        appeal -= p.setting_open_fear * parent.fear
    return appeal


@rule
def first_step_logit(
    parent: ParentRecord,
    group: GroupRecord,
    session: SessionDesign,
    ready_this_week: float,
    weeks_since: float,
    design: WeekDesign,
    p: Parameters,
) -> float:
    """How likely an invited parent is to take the first step this week.

    Parameters
    ----------
    ready_this_week : float
        This week's readiness, 0 to 1, from a keyed draw.
    weeks_since : float
        Time since they chose the setting [weeks].

    Returns
    -------
    float
        Log-odds of coming (or signing up for a course) this week [logit].

    Source
    ------
    first_step.weekly and the other first_step rows (assumptions); effect.personal_call_or (randomised trial); claims
    C10, C11, L1; model 7.2.
    """
    step = p.first_step_weekly + p.first_step_readiness * (ready_this_week + parent.readiness - 1.0)
    step += p.first_step_trust * (parent.trust - HALF) - p.first_step_fear * (parent.fear - p.fear_usual)
    step += known_worker_lift(parent, p) + co_design_lift(design, p)
    if parent.called:
        step += p.log_effect_personal_call_or
    step -= barriers_total(parent, group, session, parent.distance, design, p)
    return step - p.first_step_decay * weeks_since


@rule
def turns_up_logit(
    parent: ParentRecord, group: GroupRecord, session: SessionDesign, design: WeekDesign, p: Parameters
) -> float:
    """How likely a parent who signed up for a course is to come to its first session.

    What was done to bring parents in carries over in part; their own readiness does too, so that those who had to be
    won over come less often than those who would have signed up anyway.

    Returns
    -------
    float
        Log-odds [logit].

    Source
    ------
    first_step.never_come (low-income group programmes); effect.personal_call_or; first_step.call_kept,
    first_step.readiness_kept (assumptions, from the Arizona trial, V06); model 7.2.
    """
    turns_up = -p.logit_first_step_never_come - barriers_total(parent, group, session, parent.distance, design, p)
    turns_up += p.first_step_readiness_kept * (parent.readiness - HALF)
    pull = known_worker_lift(parent, p)
    if parent.called:
        pull += p.log_effect_personal_call_or
    return turns_up + p.first_step_call_kept * pull


@rule
def return_chance(parent: ParentRecord, p: Parameters) -> float:
    """Chance that a lapsed parent who is called comes back, in a week that may or may not be a ready one.

    Returns
    -------
    float
        Chance [0 to 1].

    Source
    ------
    follow_up.return_chance (assumption); claim C11.
    """
    return p.follow_up_return_chance * (HALF + parent.readiness)

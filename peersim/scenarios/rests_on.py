"""What each lever's effect rests on: the rows of the evidence table that its rules read.

So that a comparison can name the assumptions behind what it says, next to what it says.
"""

from __future__ import annotations

from peersim.evidence.table import Parameter, parameters
from peersim.scenarios.model import Scenario
from peersim.scenarios.show import difference

RESTS_ON: dict[str, tuple[str, ...]] = {
    "start.volunteers": ("volunteer.readiness_start",),
    "start.groups_set_up": (),
    "outreach.hours": ("reach.hear_week", "reach.effort_half"),
    "outreach.spend": ("reach.hear_week", "reach.effort_half", "reach.spend_worth_hour"),
    "outreach.letters": ("reach.letter_read", "first_step.weekly", "cost.letter"),
    "outreach.personal_calls": ("effect.personal_call_or", "attendance.marginal_recruit", "hours.personal_call"),
    "outreach.known_worker": ("first_step.known_worker",),
    "referral.partners": ("reach.referrals_per_coordinator_month", "reach.enrol_given_referral"),
    "referral.families_week": ("reach.enrol_given_referral",),
    "referral.agreed": (),
    "referral.needed": ("reach.enrol_given_referral",),
    "referral.beside_services": ("reach.formal_door",),
    "programme.co_designed": (
        "first_step.co_design",
        "quality.co_design",
        "pipeline.co_design",
        "hours.co_design_week",
    ),
    "programme.host_values_parents": ("trust.host",),
    "evaluation.measured": ("hours.measuring_week", "evaluation.learning"),
    "evaluation.hours": ("evaluation.learning", "evaluation.half_hours"),
    "transport.help": ("effect.transport_targeted_or", "effect.transport_for_all_or"),
    "transport.places": ("effect.transport_targeted_or", "cost.taxi_trip"),
    "transport.collected": ("effect.transport_targeted_or", "hours.collecting"),
    "reminders.text": ("effect.reminder_rr", "absence.forgotten"),
    "follow_up.calls": ("follow_up.return_chance", "follow_up.belonging", "hours.follow_up"),
    "online.moderation_hours": ("online.harm_unmoderated", "online.harm_moderated", "online.moderator_hours_500"),
    "online.moderators_trained": ("online.harm_trained_ratio", "training.moderate_hours", "hours.guidelines"),
    "online.volunteer_moderators": ("online.volunteer_hours",),
    "online.anonymous": ("online.anonymous_frees", "online.anonymous_harm"),
    "online.loans": ("online.barred_logit", "online.gap_logit", "cost.loan"),
    "safeguarding.route": ("safeguarding.no_route", "strain.no_route"),
    "facilitators.trained": ("quality.trained", "first_visit.trained", "training.top_up_hours"),
    "facilitators.paid": ("effect.paid_role_hr", "effect.paid_role_attendance", "facilitator.paid_steadies"),
    "volunteers.boundaries": ("strain.blurred", "training.boundaries_hours", "training.taught_together"),
    "recruitment.hours": ("recruit.hear_week", "recruit.effort_half", "hours.new_volunteer"),
    "recruitment.spend": ("recruit.hear_week", "recruit.effort_half"),
    "recruitment.people_week": ("volunteer.enquirer_starts",),
    "recruitment.shared": ("recruit.shared_ratio",),
    "recruitment.topic": (),
    "volunteers.parents_only": ("volunteer.peer_share", "match.non_peer_costs"),
    "volunteers.from_parents": ("pipeline.supported_year", "pipeline.completers_train"),
    "volunteers.minimum_recency": ("recent.unprocessed", "older.unprocessed"),
    "training.taster_weeks": ("taster.spots_unprocessed", "taster.decides_against", "training.taster_eases"),
    "training.weeks": ("training.drop_out_week", "learning.readiness_week", "learning.trust_week"),
    "training.hours_week": ("training.demand",),
    "training.debrief": ("learning.debrief", "learning.processing_week"),
    "training.one_to_one": ("training.one_to_one_eases",),
    "training.practice": ("learning.practice",),
    "training.manual": ("learning.manual", "supervision.manual_meets"),
    "training.childcare_and_travel": ("training.childcare",),
    "training.places": ("hours.trainee_week",),
    "training.minimum": ("wait.course_loss_week",),
    "training.gate": ("gate.unprocessed_costs", "shadowing.readiness_week"),
    "training.below_gate": ("shadowing.readiness_week", "learning.readiness_week"),
    "volunteers.champions": ("stepping_back.keeps", "stepping_back.returns_week"),
    "volunteers.pauses": ("stepping_back.keeps", "stepping_back.returns_week"),
    "volunteers.expenses": ("commitment.unpaid_expenses",),
    "volunteers.voice": ("commitment.voice", "hours.voice_week"),
    "volunteers.learning": (
        "commitment.learning",
        "learning.continued_week",
        "strain.learning_eases",
        "cost.learning_volunteer_year",
    ),
    "volunteers.team_meetings": ("team.meeting_trust", "supervision.peers_meet"),
    "supervision.every_weeks": (
        "effect.supervision_hr",
        "leaving.neglect",
        "supervision.hours_month",
        "strain.supervision",
    ),
    "supervision.hours": ("effect.supervision_hr", "supervision.hours_month", "strain.supervision"),
    "supervision.in_groups": ("supervision.preparation",),
    "supervision.responsive": ("strain.talk_relieves",),
    "supervision.slots": ("supervision.rearranges",),
    "one_to_one.offered": ("preference.one_to_one_z", "effect.smd_one_to_one"),
    "one_to_one.weeks": ("match.early_end_week",),
    "one_to_one.mode": ("contact.remote",),
    "one_to_one.at_once": ("match.concurrent",),
    "assessment.staff": ("assessment.hours", "assessment.misses", "assessment.second_misses"),
    "assessment.by_phone": ("assessment.phone_hours", "assessment.phone_misses"),
    "matching.parents_choose": ("match.priority_weight", "match.early_end_fit"),
    "matching.peer_weight": ("match.non_peer_costs",),
    "staff.posts": ("staff.admin_share", "effect.supervision_hr", "staff.turnover_year"),
    "staff.administrator": ("staff.administrator_takes",),
    "staff.hire_volunteers": ("staff.volunteer_hired_share",),
    "hours.regime": ("hours.stretch",),
    "hours.priority": ("effect.supervision_hr",),
    "money.flexible": ("staff.admin_share",),
    "growth.staffed_first": (),
    "growth.split": ("group.crowding_logit",),
    "growth.review": ("group.crowding_logit", "group.emptiness_logit"),
    "group.open": (),
    "group.room": ("group.crowding_logit",),
    "group.adaptable": ("group.adaptable_left", "cost.adaptable_room_ratio"),
    "group.slot": ("effect.two_times_or", "barrier.time_clash_share"),
    "group.second_slot": ("effect.two_times_or", "barrier.time_clash_share"),
    "group.moving": ("time.moving_costs",),
    "group.term_only": ("season.holiday_ratio",),
    "group.facilitators": ("facilitator.comes", "quality.pair"),
    "group.hours": (),
    "group.needs_pair": ("facilitator.comes",),
    "group.agreement": ("safety.agreement", "hours.agreement"),
    "group.members_help": ("belonging.giving",),
    "group.hybrid": ("effect.online_option_or",),
    "creche.places": ("effect.creche_or", "barrier.childcare_need"),
    "creche.staff_send_trained": ("creche.send_left", "creche.send_extra_share"),
    "creche.same_room": ("creche.same_room_left",),
    "creche.price": ("creche.price_logit",),
}
"""Keys of the evidence table by lever; an empty row rests on no uncertain number."""


def assumptions_behind(scenario: Scenario, reference: Scenario) -> list[str]:
    """Name the grade D inputs behind the levers in which a scenario differs from the reference.

    Parameters
    ----------
    scenario, reference : Scenario
        The design, and what it is compared with.

    Returns
    -------
    list of str
        Label, value and range of each assumption, in the order of the levers; none for a design that differs in
        many levers, where the list would be most of the table.
    """
    levers = list(dict.fromkeys(row["key"] for row in difference(reference, scenario)))
    if len(levers) > MOST_LEVERS:
        return []
    keys = dict.fromkeys(key for lever in levers for key in RESTS_ON.get(lever, ()))
    return [_in_words(parameters()[key]) for key in keys if parameters()[key].grade == "D"]


MOST_LEVERS = 6
"""Levers changed beyond which assumptions are not listed one by one."""


def _in_words(parameter: Parameter) -> str:
    label = parameter.label[:1].lower() + parameter.label[1:]
    spread = "" if parameter.low is None else f", {parameter.low:g} to {parameter.high:g}"
    return f"{label} ({parameter.value:g} {parameter.unit}{spread})"

"""What each lever costs: the lines and tasks that it charges by itself, or why it charges nothing.

A lever that helps people and costs neither hours nor money makes every comparison with it unfair. So each says here
what it charges, in whatever programme it can act; the tests hold it to its word by paired runs. Coordinator hours are
paid for through posts, so that a task's hours cost what is not done instead.
"""

from __future__ import annotations

from typing import NamedTuple


class Charge(NamedTuple):
    """What a lever costs.

    Attributes
    ----------
    lines : tuple of str
        Lines of the cost ledger that it moves by itself, not through more or fewer people coming.
    tasks : tuple of str
        Tasks that ask for more coordinator hours, or fewer, by itself.
    because : str
        Where it charges nothing: why. Else a remark, or an empty string.
    through : tuple of str
        Lines and tasks that it moves at once through people alone: more come, are ready or are turned away, or a
        session is held that would not have been.
    """

    lines: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    because: str = ""
    through: tuple[str, ...] = ()

    @property
    def charges(self) -> bool:
        """Whether it charges something by itself."""
        return bool(self.lines or self.tasks)


def _money(*lines: str, because: str = "", through: tuple[str, ...] = ()) -> Charge:
    return Charge(lines, (), because, through)


def _hours(*tasks: str, because: str = "", through: tuple[str, ...] = ()) -> Charge:
    return Charge((), tasks, because, through)


def _nothing(because: str, *through: str) -> Charge:
    return Charge((), (), because, through)


_FAMILIES = ("assessment", "personal_calls")
_WHO_MAY = "it is a rule about who is taken on"
_OWN_TRAINING = "those there at the start were trained before, and coordinators' own training is in their paid time"

COSTS: dict[str, Charge] = {
    "start.volunteers": Charge(
        ("volunteer_expenses",), ("supervision",), "their training was paid for before the run begins", ("training",)
    ),
    "start.groups_set_up": _hours("set_up", because="it saves the hours, spent before the run begins"),
    "outreach.hours": _hours("outreach", through=_FAMILIES),
    "outreach.spend": _money("outreach", through=_FAMILIES),
    "outreach.letters": _money("outreach", through=_FAMILIES),
    "outreach.personal_calls": _hours("personal_calls"),
    "outreach.known_worker": _hours(
        "personal_calls", because="an introduction takes as long as a call", through=("assessment",)
    ),
    "referral.partners": _nothing(
        "keeping in touch with partners is taken to be part of outreach and of assessing whom they refer",
        *_FAMILIES,
    ),
    "referral.families_week": _nothing("it states a flow that a programme knows, however it came about", *_FAMILIES),
    "referral.agreed": _nothing("whoever refers asks the family first", *_FAMILIES),
    "referral.needed": _nothing("it is a rule about who may come", *_FAMILIES),
    "referral.beside_services": _nothing("it is where a programme has its home", *_FAMILIES),
    "programme.co_designed": _hours("group_support", because="a regular meeting with the parents who shape it"),
    "programme.host_values_parents": _nothing("it is how the host sees parents, which no hour of this programme buys"),
    "evaluation.measured": _hours("evaluation"),
    "evaluation.hours": _hours("evaluation"),
    "transport.help": _money("travel"),
    "transport.places": _money("travel"),
    "transport.collected": _hours("collecting"),
    "reminders.text": _nothing("reminding is in the hours that every session takes, however it is done"),
    "follow_up.calls": _hours("follow_up"),
    "online.moderation_hours": _hours("moderation"),
    "online.moderators_trained": Charge(("training",), ("set_up", "training"), _OWN_TRAINING),
    "online.volunteer_moderators": Charge(
        ("volunteer_expenses",), ("moderation", "supervision"), "coordinators moderate so much less"
    ),
    "online.anonymous": _nothing("it is a setting of the platform"),
    "online.loans": _money("online"),
    "safeguarding.route": _hours("safeguarding", because="it saves hours: a concern takes longer without a route"),
    "facilitators.trained": Charge(("training",), ("training",), _OWN_TRAINING),
    "facilitators.paid": _money("facilitator_pay", through=("rooms", "creche", "online", "volunteer_expenses")),
    "volunteers.boundaries": Charge(("training",), ("training",), _OWN_TRAINING),
    "recruitment.hours": _hours("recruitment"),
    "recruitment.spend": _money("recruitment"),
    "recruitment.people_week": _nothing("it states a flow that a programme knows, however it came about", "training"),
    "recruitment.shared": _nothing(
        "what agreeing with a partner takes is assumed to be what its share of the work saves", "training"
    ),
    "recruitment.topic": _nothing(_WHO_MAY, "training"),
    "volunteers.from_parents": _nothing("it is an invitation to people who are there", "training"),
    "volunteers.parents_only": _nothing(_WHO_MAY, "training"),
    "volunteers.minimum_recency": _nothing(_WHO_MAY, "training"),
    "training.taster_weeks": _hours("training"),
    "training.weeks": Charge(("training",), ("training",)),
    "training.hours_week": _money("training", because="the room; a trainer's hours are by the week, not by the hour"),
    "training.debrief": _nothing("it is how the hours of the course are used"),
    "training.one_to_one": _hours("training"),
    "training.practice": _nothing("it is how the hours of the course are used"),
    "training.manual": _nothing("a manual's share is in the materials that every trainee has"),
    "training.childcare_and_travel": _money("training"),
    "training.places": Charge(("training",), ("training",)),
    "training.minimum": _nothing("it is a rule about when a course begins", "training"),
    "training.gate": _nothing("it is a rule about who is given a role; those below it watch what goes on anyway"),
    "training.below_gate": _money("training", because="materials, for those who train on"),
    "volunteers.champions": _nothing("a champion does no more than speak of the programme, unsupervised and unpaid"),
    "volunteers.pauses": _nothing("nobody is asked for anything in a pause"),
    "volunteers.expenses": _money("volunteer_expenses"),
    "volunteers.voice": _hours("supervision"),
    "volunteers.learning": Charge(("training",), ("supervision",)),
    "volunteers.team_meetings": _hours("supervision"),
    "supervision.every_weeks": _hours("supervision"),
    "supervision.hours": _hours("supervision"),
    "supervision.in_groups": _hours("supervision", because="it saves hours"),
    "supervision.responsive": _hours("supervision"),
    "supervision.slots": _nothing("it is when supervision takes place, not how much of it"),
    "one_to_one.offered": Charge(
        ("volunteer_expenses",), ("assessment", "supervision"), through=("personal_calls", "outreach")
    ),
    "one_to_one.weeks": _nothing("volunteers give their time, whichever family it is for", "volunteer_expenses"),
    "one_to_one.mode": _nothing("volunteers' expenses are a sum a month, however they keep in touch"),
    "one_to_one.at_once": _nothing("volunteers give their time; supervision is by the volunteer", "volunteer_expenses"),
    "assessment.staff": _hours("assessment"),
    "assessment.by_phone": _hours("assessment", because="it saves hours"),
    "matching.parents_choose": _nothing("what matters to a parent is asked at the assessment, which is held anyway"),
    "matching.peer_weight": _nothing("it is how a match is chosen among those there are"),
    "staff.posts": _money("staff", "overhead"),
    "staff.administrator": _money("staff", "overhead"),
    "staff.hire_volunteers": _nothing("a post is paid the same, whoever holds it", "staff", "overhead"),
    "hours.regime": _nothing("hours beyond those paid for are unpaid overtime, or pretended"),
    "hours.priority": _nothing("it is who comes first, with the same hours"),
    "money.flexible": _nothing("it is what money may be spent on; less reporting leaves more hours"),
    "growth.staffed_first": _nothing("it is when a group opens"),
    "growth.review": Charge(("rooms",), ("set_up",), "of the group that it opens"),
    "growth.split": Charge(("rooms",), ("set_up",), "of the group that it opens"),
    "group.open": Charge(("rooms", "online"), ("set_up", "group_support", "moderation")),
    "group.room": _nothing("rooms are charged by the hour at one price, as the sizes behind it are not known"),
    "group.adaptable": _money("rooms"),
    "group.slot": _nothing("it is when a group meets"),
    "group.second_slot": _money("rooms", "creche"),
    "group.moving": _nothing("it is when a group meets"),
    "group.term_only": Charge(
        ("rooms", "creche", "online"), ("group_support",), "it saves the sessions of school holidays"
    ),
    "group.facilitators": _nothing(
        "volunteers give their time; each who is found has expenses, and pay where facilitators are paid"
    ),
    "group.hours": Charge(("rooms", "creche"), ("group_support",)),
    "group.needs_pair": _nothing(
        "it is a rule about when a session is cancelled", "rooms", "creche", "facilitator_pay", "online"
    ),
    "group.agreement": _hours("set_up"),
    "group.members_help": _nothing("members do it among themselves"),
    "group.hybrid": _money("online"),
    "creche.places": _money("creche"),
    "creche.staff_send_trained": _money("creche", because="richer ratios; their own training is in an agency's price"),
    "creche.same_room": _nothing("the same workers are there, and no second room is charged for elsewhere"),
    "creche.price": _nothing("what parents pay is written apart, and does not lower the programme's bill"),
}
"""What each lever costs, by lever."""


def costs_in_words(name: str) -> str:
    """Say what a lever costs.

    Parameters
    ----------
    name : str
        Lever.

    Returns
    -------
    str
        Lines in pounds, tasks in hours, or "nothing", with the reason.

    Examples
    --------
    >>> costs_in_words("creche.places")
    '£: crèche'
    >>> costs_in_words("group.moving")
    'nothing, because it is when a group meets'
    """
    charge = COSTS[name]
    if not charge.charges:
        return f"nothing, because {charge.because}{_later(charge)}"
    parts = [f"£: {_listed(charge.lines)}"] if charge.lines else []
    parts += [f"hours: {_listed(charge.tasks)}"] if charge.tasks else []
    return "; ".join(parts) + (f" ({charge.because})" if charge.because else "") + _later(charge)


def _later(charge: Charge) -> str:
    return f"; through people: {_listed(charge.through)}" if charge.through else ""


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(name.replace("_", " ").replace("creche", "crèche") for name in names)

"""The levers: everything a scenario may change, with unit, allowed range, default and the claim that asks for it.

Programme levers become fields of the weekly design record, group levers fields of each group's weekly record. A rule
reads the field; no rule asks which scenario it is in. Defaults are the plainest programme: a lever left alone
does nothing. Claims (`C4`, `F2`) are rows of docs/claims.md.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from peersim.foundation.records import Field, record_type

TASKS = (
    "safeguarding", "supervision", "group_support", "assessment", "training", "moderation",
    "follow_up", "collecting", "personal_calls", "outreach", "recruitment", "set_up", "evaluation",
)  # fmt: skip
"""Tasks that ask for coordinator hours, by number; also the default order of priority."""

REGIMES = ("hard", "stretch", "unlimited")
"""What happens when tasks ask for more hours than there are: refuse, work some overtime, or pretend."""

MODES = ("home", "phone", "video", "text")
"""How one-to-one contact happens, by number."""

BELOW_GATE = ("shadow", "train_on", "sideways", "leave")
"""What happens to volunteers whose readiness is below the gate when their course ends, by number."""

TRANSPORT_HELP = ("none", "fares_for_all", "lifts_for_those_without_a_car")
"""Travel help at groups, by number."""

GROUP_KINDS = ("in_person", "video", "social_media", "forum")
"""Kinds of setting, by number; hybrid is a lever on an in-person group."""

TOPICS = ("any", "mental_health", "send", "feeding", "loss")
"""What a group is about, by number; `any` welcomes everyone."""


class Lever(NamedTuple):
    """One thing a scenario may change.

    Attributes
    ----------
    name : str
        Dotted name used in scenario files.
    kind : str
        ``number``, ``whole``, ``yes_no``, ``choice``, ``slot``, ``slots`` or ``order``.
    default : object
        Value when no scenario says otherwise.
    low, high : float
        Allowed range, ends included; ignored for yes/no, choices, slots and orders.
    unit : str
        Unit shown to users.
    meaning : str
        What it is, in a planner's words.
    claims : str
        Rows of the claims table it serves.
    choices : tuple of str
        Allowed words of a choice, by number, or the words of an order.
    """

    name: str
    kind: str
    default: Any
    low: float
    high: float
    unit: str
    meaning: str
    claims: str
    choices: tuple[str, ...] = ()

    @property
    def field(self) -> str:
        """Name of the field in the weekly record."""
        return self.name.replace(".", "_")


def _number(name: str, default: float, low: float, high: float, unit: str, meaning: str, claims: str = "") -> Lever:
    return Lever(name, "number", float(default), low, high, unit, meaning, claims)


def _whole(name: str, default: int, low: int, high: int, unit: str, meaning: str, claims: str = "") -> Lever:
    return Lever(name, "whole", default, low, high, unit, meaning, claims)


def _yes_no(name: str, default: bool, meaning: str, claims: str = "") -> Lever:
    return Lever(name, "yes_no", default, 0, 1, "yes/no", meaning, claims)


def _choice(name: str, choices: tuple[str, ...], default: str, meaning: str, claims: str = "") -> Lever:
    return Lever(name, "choice", default, 0, len(choices) - 1, "one of", meaning, claims, choices)


PROGRAMME_LEVERS = (
    # Where the run begins
    _whole("start.volunteers", 0, 0, 200, "volunteers",
           "trained volunteers the programme already has when the run begins"),
    _yes_no("start.groups_set_up", False, "groups were set up before the run begins", "D9 L2"),
    # Reaching parents
    _number("outreach.hours", 0, 0, 200, "hours a week", "coordinator time spent making the programme known", "C10"),
    _number("outreach.spend", 0, 0, 5000, "£ a week", "leaflets, adverts, stalls"),
    _number("outreach.letters", 0, 0, 100000, "families a week",
            "families who are written to by name each week, as through a school, until they know of the programme"),
    _yes_no("outreach.personal_calls", False, "a 20-minute call to each parent before a first session", "C10"),
    _number("outreach.known_worker", 0, 0, 1, "share",
            "share of parents introduced by a worker they already know", "L1"),
    _number("referral.partners", 0, 0, 60, "partners", "health visitors' teams, schools, hubs that refer", "D10 L8"),
    _number("referral.families_week", 0, 0, 500, "families a week",
            "families referred each week, where a programme knows its own figure; 0 as its partners refer"),
    _yes_no("referral.agreed", False, "families have agreed to support before they are referred"),
    _yes_no("referral.needed", False, "parents can come only through a referral", "L8"),
    _yes_no("referral.beside_services", False, "hosted beside formal services, not inside them", "D10"),
    _yes_no("programme.co_designed", False, "parents shape the programme", "C13"),
    _yes_no("programme.host_values_parents", False, "the host organisation sees parents as partners", "L1"),
    _yes_no("evaluation.measured", False, "a first score, revisited, for every family; costs hours", "F9 L9 C14"),
    _number("evaluation.hours", 0, 0, 40, "hours a week", "reflection and evaluation", "C14 L9"),
    # Getting there, staying
    _choice("transport.help", TRANSPORT_HELP, "none", "help with travel to groups", "C2 L4"),
    _whole("transport.places", 0, 0, 60, "parents a session", "lifts or taxis on offer at each session", "C2"),
    _whole("transport.collected", 0, 0, 20, "parents a session", "parents collected by a worker at each session", "L5"),
    _yes_no("reminders.text", False, "a text before each session"),
    _yes_no("follow_up.calls", False, "a call after an absence, again until a ready moment", "C11"),
    _number("online.moderation_hours", 0, 0, 168, "hours a week", "time given to moderating online spaces", "D3 D6 D9"),
    _yes_no("online.moderators_trained", False, "moderators are trained and have guidelines", "D6 D9"),
    _whole("online.volunteer_moderators", 0, 0, 60, "volunteers", "volunteers who moderate online spaces", "D6"),
    _yes_no("online.anonymous", False, "members may post without a name and keep the camera off", "D7"),
    _number("online.loans", 0, 0, 1, "share", "share of parents lacking kit who are lent it and shown how", "L6"),
    _yes_no("safeguarding.route", True, "an agreed policy and a known route up to professionals", "D11"),
    # Facilitators
    _yes_no("facilitators.trained", False,
            "facilitators trained so that nobody takes over, and knowing local services", "C5"),
    _yes_no("facilitators.paid", False, "facilitators have a paid or formal role", "C6"),
    _yes_no("volunteers.boundaries", False, "training in boundaries and self-care", "C6"),
    # Volunteers in
    _number("recruitment.hours", 0, 0, 100, "hours a week", "coordinator time spent recruiting volunteers", "D10"),
    _number("recruitment.spend", 0, 0, 2000, "£ a week", "adverts for volunteers"),
    _number("recruitment.people_week", 0, 0, 200, "people a week",
            "people who enquire each week, where a programme knows its own figure; 0 as its recruiting brings"),
    _yes_no("recruitment.shared", False, "recruited and trained together with a partner organisation", "D10"),
    _choice("recruitment.topic", TOPICS, "any", "only people with this lived experience are taken on", "D2"),
    _yes_no("volunteers.from_parents", True, "supported parents are invited to volunteer", "E1 F13"),
    _yes_no("volunteers.parents_only", False, "only people who have been in families' situation are taken on",
            "C5 F13"),
    _number("volunteers.minimum_recency", 0, 0, 10, "years", "own experience must be at least this old", "F2"),
    _whole("training.taster_weeks", 0, 0, 12, "weeks", "taster before training, to decide both ways", "F3"),
    _whole("training.weeks", 10, 0, 60, "weeks", "length of the training course", "F4"),
    _number("training.hours_week", 3, 0, 20, "hours a week", "hours a trainee gives each week", "E4"),
    _number("training.debrief", 0.1, 0, 1, "share", "share of training spent on trainees' own experience", "F1"),
    _yes_no("training.one_to_one", False, "one-to-one time for trainees who cannot open up in a group", "F14"),
    _number("training.practice", 0, 0, 1, "share",
            "share of training spent watching experienced volunteers and in supervised practice", "E1 F5"),
    _yes_no("training.manual", False, "a manual", "E1 E6"),
    _yes_no("training.childcare_and_travel", False, "childcare and travel for trainees", "E4"),
    _whole("training.places", 12, 1, 60, "trainees", "places in a cohort"),
    _whole("training.minimum", 6, 1, 60, "trainees", "smallest cohort that starts"),
    _number("training.gate", 0.5, 0, 1, "readiness", "readiness a volunteer must show before a match", "F5"),
    _choice("training.below_gate", BELOW_GATE, "shadow",
            "those not ready at the end: shadow, train on, step sideways to a lighter role, or leave", "F5"),
    # Volunteers staying
    _yes_no("volunteers.champions", False, "a lighter champion role for those who step back", "F6"),
    _yes_no("volunteers.pauses", False, "a pause for those who need it", "F6"),
    _yes_no("volunteers.expenses", True, "expenses paid on time"),
    _yes_no("volunteers.voice", False, "volunteers are asked how it is, and heard", "F11"),
    _yes_no("volunteers.learning", False, "continued learning every month", "F10 C12"),
    _yes_no("volunteers.team_meetings", False, "a team meeting every month", "E2 C12"),
    _number("supervision.every_weeks", 4, 1, 26, "weeks", "time between one supervision and the next", "E6 F10"),
    _number("supervision.hours", 1, 0.25, 8, "hours", "length of one supervision", "F10"),
    _number("supervision.in_groups", 0, 0, 1, "share", "share of supervision held in groups", "F10"),
    _yes_no("supervision.responsive", False, "a talk soon after a hard week", "E6"),
    Lever("supervision.slots", "slots", ("tuesday morning", "thursday afternoon"), 0, 0, "slots of the week",
          "times at which supervision is offered", "E5"),
    # One-to-one
    _yes_no("one_to_one.offered", False, "one-to-one support is offered", "C9 D2 L10"),
    _number("one_to_one.weeks", 0, 0, 156, "weeks", "planned length of one-to-one support; 0 as long as is usual"),
    _choice("one_to_one.mode", MODES, "home", "how one-to-one contact happens", "D1 F7"),
    _whole("one_to_one.at_once", 2, 1, 6, "families", "most families one volunteer may support at once"),
    _whole("assessment.staff", 2, 1, 3, "staff", "coordinators at each assessment", "F7"),
    _yes_no("assessment.by_phone", False, "assessed by telephone, not at home", "F7"),
    _yes_no("matching.parents_choose", False, "matched on what the parent says matters", "E3 F8"),
    _number("matching.peer_weight", 0, 0, 1, "share",
            "weight in a match of the volunteer's having been in the same situation", "F13"),
    # Staff and their hours
    _number("staff.posts", 0, 0, 8, "full-time posts", "coordinators employed, in full-time posts", "C1"),
    _number("staff.administrator", 0, 0, 4, "full-time posts",
            "administrator who takes paperwork from coordinators", "E6"),
    _yes_no("staff.hire_volunteers", False, "vacancies may be filled by experienced volunteers", "F12"),
    _choice("hours.regime", REGIMES, "hard", "what happens when more hours are asked for than there are", "E5"),
    Lever("hours.priority", "order", TASKS, 0, 0, "tasks, first to last",
          "who gets coordinator hours first", "E5", TASKS),
    # Money and growth
    _yes_no("money.flexible", False, "all income may be spent on anything, with light reporting", "C1"),
    _yes_no("growth.staffed_first", False, "a new group opens only when its facilitators are there", "L3"),
    _yes_no("growth.review", False, "crowded groups open a reserve group, failing ones close", "L3"),
    _yes_no("growth.split", False, "a group that is too full splits: half of it moves to the reserve group", "L3"),
)  # fmt: skip
"""Levers of the whole programme."""

GROUP_LEVERS = (
    _yes_no("group.open", True, "the group runs (set-up done)"),
    _whole("group.room", 14, 1, 500, "people", "people the room (or call) holds in comfort", "C3"),
    _yes_no("group.adaptable", False, "the room can be made larger or smaller", "C3"),
    Lever("group.slot", "slot", "tuesday morning", 0, 20, "slot of the week", "when the group meets", "C2"),
    Lever("group.second_slot", "slot", "", -1, 20, "slot of the week", "a second weekly time for the same group", "C2"),
    _yes_no("group.moving", False, "the time moves from week to week", "C2"),
    _yes_no("group.term_only", True, "closed in school holidays"),
    _whole("group.facilitators", 1, 1, 4, "facilitators", "facilitators each session is planned with", "C12"),
    _number("group.hours", 2, 0.5, 8, "hours", "length of a session"),
    _yes_no("group.needs_pair", False, "a session is cancelled unless two people are there to facilitate", "C12"),
    _yes_no("group.agreement", False, "members make and own an agreement: confidential, no judgement", "C7 L2"),
    _yes_no("group.members_help", False, "members take turns to help: giving as well as getting", "C8"),
    _yes_no("group.hybrid", False, "parents may join in-person sessions by video", "D8"),
    _whole("creche.places", 0, 0, 60, "places", "crèche places at each session", "C4"),
    _yes_no("creche.staff_send_trained", False, "crèche staff trained for disabled children", "C4"),
    _yes_no("creche.same_room", False, "children are in the same room as the group", "C4"),
    _number("creche.price", 0, 0, 30, "£ a child and session", "what parents pay for the crèche", "C4"),
)
"""Levers of each group; without `group = "name"` a change applies to every group that meets in person."""

LEVERS = {lever.name: lever for lever in PROGRAMME_LEVERS + GROUP_LEVERS}
"""All levers by name."""

_KINDS = {"number": "f8", "whole": "i8", "yes_no": "?", "choice": "i8", "slot": "i8", "slots": "i8", "order": "i8"}


def _field_of(lever: Lever) -> Field:
    length = len(lever.choices) if lever.kind == "order" else 1
    return Field(lever.field, _KINDS[lever.kind], lever.unit, lever.meaning, length)


DESIGN_FIELDS = tuple(_field_of(lever) for lever in PROGRAMME_LEVERS)
"""Fields of the weekly design record: one row per week."""

GROUP_DESIGN_FIELDS = tuple(_field_of(lever) for lever in GROUP_LEVERS)
"""Fields of a group's weekly design record: one row per week and group."""

DESIGN: np.dtype[Any] = record_type(DESIGN_FIELDS)
GROUP_DESIGN: np.dtype[Any] = record_type(GROUP_DESIGN_FIELDS)

COST_LINES = (
    "staff", "overhead", "rooms", "refreshments", "creche", "travel", "volunteer_expenses", "training", "checks",
    "outreach", "recruitment", "online", "facilitator_pay",
)  # fmt: skip
"""Lines of the cost ledger, by number."""

GROUP_SETTING_FIELDS = (
    Field("kind", "i8", "0 to 3", "in person, video, social media, forum"),
    Field("closed", "?", "yes/no", "members are admitted; not open to all"),
    Field("course_weeks", "i8", "weeks", "length of a closed course; 0 for a rolling group"),
    Field("topic", "i8", "0 to 4", "what it is about; 0 welcomes everyone"),
    Field("national", "?", "yes/no", "gathers people beyond the place"),
    Field("reserve", "?", "yes/no", "opens only if growth asks for it"),
    Field("venue", "i8", "number", "which venue of the place; -1 online"),
    Field("minimum", "i8", "parents", "sign-ups needed before a course starts"),
)
"""What a group is, from the scenario's [[group]] table; does not change during a run."""

GROUP_SETTING: np.dtype[Any] = record_type(GROUP_SETTING_FIELDS)

FUND_FIELDS = (
    Field("uid", "i8", "number", "identity of the stream"),
    Field("amount_year", "f8", "£ a year", "income promised"),
    Field("from_week", "i8", "week", "first payment"),
    Field("to_week", "i8", "week", "first week no longer paid for"),
    Field("pays_for", "i8", "bits", "bit k: may be spent on cost line k; all bits set when flexible"),
    Field("restricted", "?", "yes/no", "cannot be spent on everything"),
    Field("reporting_hours", "f8", "hours a week", "coordinator time its reports take"),
    Field("every_weeks", "i8", "weeks", "time between payments"),
    Field("late_weeks", "i8", "weeks", "how late a late payment comes"),
    Field("late_chance", "f8", "share", "share of payments that come late"),
    Field("cut_week", "i8", "week", "payments due from this week on are cut; -1 never"),
    Field("cut_share", "f8", "share", "how much less they are"),
    Field("renews", "?", "yes/no", "the funder decides before `to_week` whether to go on"),
    Field("renewed_for_weeks", "i8", "weeks", "how long it goes on each time"),
    Field("asks_for_evidence", "?", "yes/no", "the funder asks for measured results before renewing"),
    Field("virement", "f8", "share", "share of each payment that may be moved to lines it does not name"),
)
"""An income stream, from the scenario's [[fund]] table."""

LONGEST_DELAY = 52
"""Longest a payment may be late [weeks]."""

FUND_SETTING: np.dtype[Any] = record_type(FUND_FIELDS)

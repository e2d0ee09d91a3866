"""Claims of the Calgary study: money, the way there, the room, childcare, facilitators."""

from __future__ import annotations

from peersim.analysis.claims.calgary_groups import BETWEEN_PEOPLE
from peersim.analysis.claims.claim import EITHER, FALLS, Check, Claim
from peersim.analysis.claims.measures import (
    CANCELLED,
    STRAIN,
    SUPERVISED,
    afraid,
    attendance,
    attendances,
    came,
    everyone,
    needing_childcare,
    with_disabled_child,
    without_car,
)
from peersim.analysis.claims.stages import (
    CRECHE,
    GROUP,
    LED_BY_VOLUNTEERS,
    LIFTS,
    PAIRS,
    REPORTED_ON,
    group,
)
from peersim.scenarios.levers import TOPICS

SEND_TOPIC = TOPICS.index("send")

_SURROUNDINGS = (
    Claim(
        "C1",
        "Funding is for staff, room, refreshments and training; sponsorship is flexible and light on reporting.",
        ("money.flexible", "staff.posts", "[[fund]] pays_for", "[[fund]] reporting_hours"),
        ("fund.balance", "fund.restricted"),
        ("admin_share", "hours_there", "pay"),
        (
            Check(
                "reporting",
                "The same money with five hours of reports a week lets less supervision take place.",
                SUPERVISED,
                REPORTED_ON.but(funds=({"name": "plenty", "reporting_hours": 0.0},)),
                REPORTED_ON,
                FALLS,
            ),
            Check(
                "restriction",
                "The same money restricted to staff and rooms buys no crèche, and parents who need it come less.",
                attendances(needing_childcare, "families who need childcare"),
                CRECHE,
                CRECHE.but(funds=({"name": "plenty", "pays_for": ["staff", "overhead", "rooms"]},)),
                FALLS,
                without={"effect.creche_or": 1.0},
            ),
            Check(
                "flexibility",
                "Making that money flexible brings them back.",
                attendances(needing_childcare, "families who need childcare"),
                CRECHE.but(funds=({"name": "plenty", "pays_for": ["staff", "overhead", "rooms"]},)),
                CRECHE.but(
                    {"money.flexible": True},
                    funds=({"name": "plenty", "pays_for": ["staff", "overhead", "rooms"]},),
                ),
                without={"effect.creche_or": 1.0},
            ),
        ),
    ),
    Claim(
        "C2",
        "Having no car is a great barrier; a morning and an evening to choose from, and a consistent day, help.",
        ("transport.help", "transport.places", "group.slot", "group.second_slot", "group.moving"),
        ("parent.has_car", "parent.public_transport", "parent.distance", "parent.free_slots"),
        ("transport_barrier", "use_help", "time_clash"),
        (
            Check(
                "lifts",
                "Parents without a car come more where there are lifts.",
                attendances(without_car, "families without a car"),
                GROUP,
                LIFTS,
                without={"effect.transport_targeted_or": 1.0},
            ),
            Check(
                "two times",
                "More parents come where a group meets in the morning and in the evening.",
                came(everyone, "families"),
                GROUP,
                group(second_slot="thursday evening"),
                without={"effect.two_times_or": 1.0},
            ),
            Check(
                "consistent day",
                "Parents come less to a group whose time moves from week to week.",
                attendances(everyone, "families"),
                GROUP,
                group(moving=True),
                FALLS,
                without={"time.moving_costs": 0.0},
            ),
        ),
    ),
    Claim(
        "C3",
        "From one to twenty and more come; crowded rooms and empty ones both hurt; a room that adapts helps.",
        ("group.room", "group.adaptable"),
        ("group.last_present",),
        ("discomfort",),
        (
            Check(
                "crowded",
                "Members come more often where the room is large enough.",
                attendance(everyone, "members"),
                group(room=4),
                group(room=14),
                without={"group.crowding_logit": 0.0},
            ),
            Check(
                "adapts, when crowded",
                "They come more often to a small room that can be made larger.",
                attendance(everyone, "members"),
                group(room=4),
                group(room=4, adaptable=True),
                without={"group.crowding_logit": 0.0, "group.emptiness_logit": 0.0},
            ),
            Check(
                "adapts, when empty",
                "They come more often to a half-empty room that can be made smaller.",
                attendance(everyone, "members"),
                GROUP.but({"outreach.hours": 1.0}),
                group(adaptable=True).but({"outreach.hours": 1.0}),
                without={"group.crowding_logit": 0.0, "group.emptiness_logit": 0.0},
            ),
        ),
    ),
    Claim(
        "C4",
        "Childcare most of all: on site, free or cheap, its staff trained for disabled children; children near can "
        "distract.",
        ("creche.places", "creche.price", "creche.staff_send_trained", "creche.same_room"),
        ("parent.childcare_need", "parent.send", "parent.under5s"),
        ("needs_creche", "childcare_barrier", "open_creche", "creche_workers"),
        (
            Check(
                "on site",
                "Parents who need childcare come more where there is a crèche.",
                attendances(needing_childcare, "families who need childcare"),
                GROUP,
                CRECHE,
                without={"effect.creche_or": 1.0},
            ),
            Check(
                "staff trained",
                "Parents of disabled children come more where crèche staff are trained for them.",
                attendances(with_disabled_child, "families who need childcare for a disabled child"),
                CRECHE,
                CRECHE.but({"creche.staff_send_trained": True}),
                without={"creche.send_left": 0.0},
            ),
            Check(
                "same room",
                "Parents come less where the children stay in the same room.",
                attendances(needing_childcare, "families who need childcare"),
                CRECHE,
                CRECHE.but({"creche.same_room": True}),
                FALLS,
                without={"creche.same_room_left": 0.0},
            ),
            Check(
                "cheap",
                "Parents come less where they pay three pounds a child.",
                attendances(needing_childcare, "families who need childcare"),
                CRECHE,
                CRECHE.but({"creche.price": 3.0}),
                FALLS,
                without={"creche.price_logit": 0.0},
            ),
        ),
    ),
    Claim(
        "C5",
        "A facilitator who has been there, trained so that nobody takes over, who knows the services.",
        ("facilitators.trained", "[[group]] topic"),
        ("parent.topic", "group.quality", "group.safety"),
        ("session_quality", "safety_of", "no_return_chance", "newcomer_fit", "setting_appeal"),
        (
            Check(
                "trained",
                "Parents come more to a group whose facilitators are trained.",
                attendances(everyone, "families"),
                GROUP,
                GROUP.but({"facilitators.trained": True}),
                without={"quality.trained": 0.0, "safety.trained": 0.0, "first_visit.trained": 0.0},
            ),
            Check(
                "been there",
                "Parents of disabled children come more to a group about that experience.",
                attendances(lambda parents: parents["topic"] == SEND_TOPIC, "families with that experience"),
                GROUP,
                group(topic="send"),
                draws=80,
                without={"setting.topic_fit": 0.0, "first_visit.topic": 0.0},
            ),
        ),
    ),
    Claim(
        "C6",
        "A formal role gives consistency and standards; pay can bend the relation; boundaries and self-care matter.",
        ("facilitators.paid", "volunteers.boundaries"),
        ("volunteer.strain",),
        ("paid_role_pull", "facilitator_comes_chance", "leaving_hazard", "strain_change"),
        (
            Check(
                "pay",
                "Whether parents come more or less to paid facilitators is undecided: both can be explored.",
                attendances(everyone, "families"),
                LED_BY_VOLUNTEERS,
                LED_BY_VOLUNTEERS.but({"facilitators.paid": True}),
                EITHER,
                hinges_on=("effect.paid_role_attendance", -0.4, 0.4),
            ),
            Check(
                "consistency",
                "Fewer sessions are cancelled where the role is formal or paid.",
                CANCELLED,
                LED_BY_VOLUNTEERS,
                LED_BY_VOLUNTEERS.but({"facilitators.paid": True}),
                FALLS,
                without={"facilitator.paid_steadies": 0.0, "effect.paid_role_hr": 1.0},
            ),
            Check(
                "boundaries",
                "Volunteers trained in boundaries and self-care are under less strain.",
                STRAIN,
                PAIRS,
                PAIRS.but({"volunteers.boundaries": True}),
                FALLS,
                without={"strain.blurred": 0.0},
            ),
        ),
    ),
    Claim(
        "C7",
        "Confidential, without judgement, homelike.",
        ("[[group]] closed",),
        ("parent.judgement_fear", "parent.fear", "group.safety"),
        ("safety_of", "stigma", "belong_more"),
        (
            Check(
                "closed circle",
                "Members who fear judgement come to more of the sessions of a closed circle.",
                attendance(afraid, "members who fear judgement more than most"),
                GROUP,
                group(closed=True),
            ),
        ),
    ),
)

CALGARY = (*_SURROUNDINGS, *BETWEEN_PEOPLE)
"""Rows C1 to C14."""

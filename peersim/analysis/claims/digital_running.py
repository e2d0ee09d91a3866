"""Claims of the review of digital peer support: moderation, hybrid, what it takes, partners, safety."""

from __future__ import annotations

from peersim.analysis.claims.claim import FALLS, Check, Claim
from peersim.analysis.claims.measures import (
    HARMS,
    STRAIN,
    SUPERVISED,
    afraid,
    came,
    hours_asked,
    kept_away,
    outcome_of,
)
from peersim.analysis.claims.stages import FORUM, GROUP, PAIRS, STRETCHED, TRAINING, WITH_VIDEO, group

RUNNING = (
    Claim(
        "D6",
        "How much moderation, by whom, and how they are trained.",
        ("online.moderation_hours", "online.moderators_trained", "online.volunteer_moderators"),
        ("group.volunteers", "now.moderation_met"),
        ("moderation_needed", "volunteer_hours", "harm_chance", "hurt", "space_quality", "find_moderators"),
        (
            Check(
                "how much",
                "Fewer members are hurt where a forum is moderated than where it is not.",
                HARMS,
                FORUM.but({"online.moderation_hours": 0.0}),
                FORUM,
                FALLS,
            ),
            Check(
                "trained how",
                "Fewer are hurt where moderators are trained and have guidelines.",
                HARMS,
                FORUM,
                FORUM.but({"online.moderators_trained": True}),
                FALLS,
                draws=80,
                without={"online.harm_trained_ratio": 1.0},
            ),
            Check(
                "by whom",
                "Fewer are hurt where volunteers moderate a forum for which staff have no time.",
                HARMS,
                FORUM.but({"online.moderation_hours": 0.0, "start.volunteers": 10}),
                FORUM.but({"online.moderation_hours": 0.0, "start.volunteers": 10, "online.volunteer_moderators": 5}),
                FALLS,
                without={"online.volunteer_hours": 0.0},
            ),
        ),
    ),
    Claim(
        "D8",
        "In person and online together include most people.",
        ("group.hybrid", "[[group]] kind"),
        ("parent.has_car", "parent.childcare_need", "parent.online_barred"),
        ("joins_by_video", "barriers_total", "technology_barrier", "choose_setting"),
        (
            Check(
                "hybrid",
                "More of those without a car or with children to be minded come where they may join by video.",
                came(kept_away, "families without a car or in need of childcare"),
                GROUP,
                group(hybrid=True),
            ),
            Check(
                "both against online alone",
                "More families come to a group in person and one by video together than to the one by video alone.",
                outcome_of("parents_reached"),
                WITH_VIDEO.but(groups=({"name": "morning", "kind": "video"},)),
                WITH_VIDEO,
            ),
        ),
    ),
    Claim(
        "D9",
        "Not a quick fix: people and policies cost time.",
        ("online.moderators_trained", "online.moderation_hours", "start.groups_set_up"),
        ("group.set_up_hours",),
        ("set_up_hours", "moderation_needed", "share_out", "harm_chance"),
        (
            Check(
                "people",
                "A forum added to a programme short of hours lets less supervision of its volunteers take place.",
                SUPERVISED,
                STRETCHED,
                STRETCHED.but(
                    {
                        "outreach.hours": 3.0,
                        "online.moderation_hours": 10.0,
                        "hours.priority": ["safeguarding", "moderation", "assessment", "supervision"],
                    },
                    groups=({"name": "forum", "kind": "forum", "term_only": False},),
                ),
                FALLS,
            ),
            Check(
                "policies",
                "Without training and guidelines more members are hurt.",
                HARMS,
                FORUM.but({"online.moderators_trained": True}),
                FORUM,
                draws=80,
                without={"online.harm_trained_ratio": 1.0},
            ),
            Check(
                "setting up",
                "A forum that has still to be set up has had fewer members by the end.",
                outcome_of("parents_reached"),
                FORUM,
                FORUM.but({"start.groups_set_up": False}),
                FALLS,
            ),
        ),
    ),
    Claim(
        "D10",
        "Partner: refer to each other, recruit and train together, sit beside formal services, not inside them.",
        ("referral.partners", "referral.beside_services", "recruitment.shared", "recruitment.hours"),
        ("parent.judgement_fear", "parent.need"),
        ("referrals_for_need", "open_ears", "enquiry_hazard"),
        (
            Check(
                "refer",
                "More families hear of a programme with partners who refer.",
                outcome_of("heard"),
                GROUP,
                GROUP.but({"referral.partners": 12}),
            ),
            Check(
                "recruit together",
                "More people enquire where volunteers are recruited together with a partner.",
                outcome_of("enquiries"),
                TRAINING,
                TRAINING.but({"recruitment.shared": True}),
                without={"recruit.shared_ratio": 1.0},
            ),
            Check(
                "beside services",
                "More of those who fear judgement come where it is hosted beside formal services.",
                came(afraid, "families that fear judgement more than most"),
                GROUP,
                GROUP.but({"referral.beside_services": True}),
                without={"reach.formal_door": 0.0},
            ),
        ),
    ),
    Claim(
        "D11",
        "A safeguarding policy, and referral up to professionals.",
        ("safeguarding.route",),
        ("volunteer.strain", "parent.need"),
        ("concern_chance", "concern_hours", "raise_concern"),
        (
            Check(
                "hours",
                "Without an agreed route up to professionals concerns take more coordinator hours.",
                hours_asked("safeguarding", "coordinator hours asked for safeguarding"),
                PAIRS,
                PAIRS.but({"safeguarding.route": False}),
                without={"safeguarding.no_route": 1.0},
            ),
            Check(
                "weight",
                "Without one volunteers are under more strain.",
                STRAIN,
                PAIRS,
                PAIRS.but({"safeguarding.route": False}),
                without={"strain.no_route": 0.0},
            ),
        ),
    ),
)
"""Rows D6 and D8 to D11."""

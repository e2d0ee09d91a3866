"""Claims of the Calgary study: what happens between people, the first time, and what an organisation can do."""

from __future__ import annotations

from peersim.analysis.claims.claim import FALLS, Check, Claim
from peersim.analysis.claims.measures import (
    CANCELLED,
    FIRST_TIME,
    RETURNED_READIER,
    came,
    everyone,
    families,
    hours_asked,
    outcome_of,
    rather_alone,
)
from peersim.analysis.claims.stages import GROUP, MIXED, PAIRS, UNLED
from peersim.engine.capacity import FOLLOW_UP

BETWEEN_PEOPLE = (
    Claim(
        "C8",
        "Ties go beyond the group; people give as well as get.",
        (),
        ("parent.ties", "parent.belonging"),
        ("meet_someone", "add_tie", "tie_came_last_time", "belong_more"),
        (),
    ),
    Claim(
        "C9",
        "A group is preferred to one-to-one for making connections; some are reluctant.",
        ("one_to_one.offered", "[[group]] kind"),
        ("parent.prefers_group", "parent.tie_count"),
        ("wants_one_to_one", "find_a_way_in", "choose_setting", "meet_someone"),
        (
            Check(
                "connections",
                "Families make more friends where there is a group beside one-to-one support.",
                families("tie_count", everyone, "friends made by families that came", "people"),
                PAIRS.but({"outreach.hours": 20.0}),
                MIXED.but({"outreach.hours": 20.0}),
            ),
            Check(
                "reluctant",
                "More of those who would rather have one person come where one-to-one is offered beside the group.",
                came(rather_alone, "families that would rather have one person"),
                GROUP,
                GROUP.but({"one_to_one.offered": True, "start.volunteers": 30}),
                draws=80,
            ),
        ),
    ),
    Claim(
        "C10",
        "The first time is a hard sell; the value is only seen from inside.",
        ("outreach.hours", "outreach.personal_calls"),
        ("parent.readiness", "parent.trust", "parent.judgement_fear"),
        ("first_step_logit", "turns_up_logit", "word_of_mouth_hazard"),
        (
            Check(
                "hard sell",
                "More of those who came once come again than of those invited ever come.",
                FIRST_TIME,
                GROUP,
            ),
            Check(
                "outreach",
                "More families come the more coordinator time goes into making it known.",
                came(everyone, "families"),
                GROUP.but({"outreach.hours": 2.0}),
                GROUP.but({"outreach.hours": 8.0}),
            ),
            Check(
                "personal calls",
                "More families come where each is called before the first session.",
                came(everyone, "families"),
                GROUP,
                GROUP.but({"outreach.personal_calls": True}),
                without={"effect.personal_call_or": 1.0, "attendance.marginal_recruit": 0.0},
            ),
        ),
    ),
    Claim(
        "C11",
        "Following up takes work and a right moment.",
        ("follow_up.calls",),
        ("parent.readiness", "parent.missed_in_a_row"),
        ("due_for_follow_up", "follow_up_lapsed", "return_chance"),
        (
            Check(
                "staying",
                "More families are engaged at 26 weeks where absences are followed up.",
                outcome_of("parents_engaged_26w"),
                GROUP,
                GROUP.but({"follow_up.calls": True}),
                without={"follow_up.return_chance": 0.0, "follow_up.belonging": 0.0},
            ),
            Check(
                "right moment",
                "Those who come back after a call are readier than the others who were called.",
                RETURNED_READIER,
                GROUP.but({"follow_up.calls": True}),
            ),
            Check(
                "work",
                "It takes coordinator hours.",
                hours_asked(FOLLOW_UP, "coordinator hours asked for following up"),
                GROUP,
                GROUP.but({"follow_up.calls": True}),
            ),
        ),
    ),
    Claim(
        "C12",
        "Two facilitators; access to a supervisor, staff meetings, training.",
        ("group.facilitators", "volunteers.learning"),
        ("group.staffed", "group.quality"),
        ("staff_session", "session_quality", "find_facilitators"),
        (
            Check(
                "pairs",
                "Fewer sessions are cancelled where two facilitate.",
                CANCELLED,
                UNLED,
                UNLED.but(groups=({"name": "morning", "facilitators": 2},)),
                FALLS,
            ),
        ),
    ),
    Claim(
        "C13",
        "Created together with families, centred on them, growing parents into advocates.",
        ("programme.co_designed",),
        ("parent.trust", "volunteer.parent"),
        ("co_design_lift", "session_quality", "give_back_hazard"),
        (
            Check(
                "coming",
                "More families come to a programme that parents shaped.",
                came(everyone, "families"),
                GROUP,
                GROUP.but({"programme.co_designed": True}),
                without={"first_step.co_design": 0.0, "quality.co_design": 0.0},
            ),
        ),
    ),
    Claim("C14", "Built-in reflection and evaluation.", ("evaluation.hours",), (), ("other_hours_wanted",), ()),
)
"""Rows C8 to C14."""

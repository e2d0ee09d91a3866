"""Claims of the forum thread: services, matching, supervision, moving on."""

from __future__ import annotations

from peersim.analysis.claims.claim import FALLS, Check, Claim
from peersim.analysis.claims.measures import (
    CONTACTS_KEPT,
    ENDED_EARLY,
    FIT,
    GROUP_SOONER,
    LEAVING,
    QUALITY,
    STRAIN,
    ever_worked,
    outcome_of,
    volunteers,
    weekly_mean,
)
from peersim.analysis.claims.stages import MIXED, PAIRS, STRETCHED

SUPPORT = (
    Claim(
        "F6",
        "Champions and pauses: staying in touch without letting anyone down.",
        ("volunteers.champions", "volunteers.pauses"),
        ("volunteer.stage",),
        ("stays_if_offered", "step_back_or_leave", "rest"),
        (
            Check(
                "champions",
                "More volunteers are still with the programme after a year where they may become champions.",
                outcome_of("volunteers_kept_12m"),
                PAIRS,
                PAIRS.but({"volunteers.champions": True}),
                without={"stepping_back.keeps": 0.0},
            ),
            Check(
                "pauses",
                "More are still with it where they may pause.",
                outcome_of("volunteers_kept_12m"),
                PAIRS,
                PAIRS.but({"volunteers.pauses": True}),
                without={"stepping_back.keeps": 0.0},
            ),
        ),
    ),
    Claim(
        "F7",
        "Coffee mornings and hospital visits need no assessment; one-to-one does: two coordinators, at home or by phone.",
        ("assessment.staff", "one_to_one.mode"),
        ("parent.referred_week", "parent.assessed_week"),
        ("assess", "find_a_way_in", "best_volunteer"),
        (
            Check(
                "route",
                "Those who come to a group come sooner after hearing than those who are assessed and matched.",
                GROUP_SOONER,
                MIXED,
                direction=FALLS,
            ),
            Check(
                "two staff",
                "Where hours are short, assessments by two keep families waiting longer than assessments by one.",
                outcome_of("match_wait_mean"),
                STRETCHED.but({"assessment.staff": 1}),
                STRETCHED,
                draws=80,
            ),
        ),
    ),
    Claim(
        "F8",
        "Match on what the parent says matters: personality, belief, culture, place, age, language, experience.",
        ("matching.parents_choose",),
        ("parent.priority", "parent.culture", "parent.language", "parent.personality", "parent.topic", "match.fit"),
        ("likeness", "nearness", "match_fit", "matching_score", "best_volunteer", "early_end_hazard"),
        (
            Check(
                "fit",
                "Families fit better with their volunteer where what they say matters decides.",
                FIT,
                PAIRS,
                PAIRS.but({"matching.parents_choose": True}),
            ),
            Check(
                "early endings",
                "Fewer matches end early.",
                ENDED_EARLY,
                PAIRS,
                PAIRS.but({"matching.parents_choose": True}),
                FALLS,
                without={"match.early_end_fit": 0.0},
            ),
            Check(
                "contacts",
                "More of the weekly contacts happen.",
                CONTACTS_KEPT,
                PAIRS,
                PAIRS.but({"matching.parents_choose": True}),
                without={"contact.fit": 0.0},
            ),
        ),
    ),
    Claim("F9", "A first score, revisited.", ("evaluation.measured",), (), ("other_hours_wanted",), ()),
    Claim(
        "F10",
        "Regular supervision, reflection, and continued learning every month.",
        ("supervision.every_weeks", "supervision.hours", "supervision.in_groups", "volunteers.learning"),
        ("volunteer.support_met", "volunteer.skill"),
        ("due_for_supervision", "supervision_hours_each", "support_received", "supervise"),
        (
            Check(
                "learning",
                "Families get better support where volunteers go on learning.",
                QUALITY,
                PAIRS,
                PAIRS.but({"volunteers.learning": True}),
                without={"learning.continued_week": 0.0, "strain.learning_eases": 0.0, "commitment.learning": 0.0},
            ),
            Check(
                "longer",
                "Supervision of two hours leaves volunteers under less strain than half an hour.",
                STRAIN,
                PAIRS.but({"supervision.hours": 0.5}),
                PAIRS.but({"supervision.hours": 2.0}),
                FALLS,
            ),
            Check(
                "in groups",
                "Where hours are short, supervision in groups lets more of it take place.",
                volunteers("support_met", ever_worked, "supervision volunteers had of what they needed", "share"),
                STRETCHED,
                STRETCHED.but({"supervision.in_groups": 1.0}),
            ),
        ),
    ),
    Claim(
        "F11",
        "Ask volunteers how it is, anonymously too, and act on it.",
        ("volunteers.voice",),
        ("volunteer.satisfaction", "volunteer.commitment"),
        ("commitment_aim", "leaving_hazard"),
        (
            Check(
                "satisfaction",
                "Volunteers who are heard are more satisfied.",
                volunteers("satisfaction", ever_worked, "satisfaction of volunteers", "0–1"),
                PAIRS,
                PAIRS.but({"volunteers.voice": True}),
                without={"commitment.voice": 0.0},
            ),
            Check(
                "staying",
                "Fewer of them leave.",
                LEAVING,
                PAIRS,
                PAIRS.but({"volunteers.voice": True}),
                FALLS,
                without={"leaving.commitment": 0.0},
            ),
        ),
    ),
    Claim(
        "F12",
        "Volunteers go on to study and work; every member of staff began as one.",
        ("staff.hire_volunteers",),
        ("coordinator.was_volunteer", "volunteer.reason"),
        ("leaving_reason", "experienced_volunteer", "fill_post", "vacancy_weeks"),
        (
            Check(
                "hiring",
                "Posts stand empty for less time where experienced volunteers may be hired.",
                weekly_mean("posts_filled", "posts filled in an average week", "full-time posts"),
                PAIRS,
                PAIRS.but({"staff.hire_volunteers": True}),
                weeks=208,
            ),
            Check(
                "moving on",
                "More volunteers move on to work, study or a post.",
                outcome_of("volunteers_moved_on"),
                PAIRS,
                PAIRS.but({"staff.hire_volunteers": True}),
                weeks=208,
            ),
        ),
    ),
    Claim(
        "F13",
        "Most trainees had been supported themselves; others bring other experience.",
        ("volunteers.from_parents",),
        ("volunteer.parent", "volunteer.topic"),
        ("give_back_hazard", "enlist", "copy_traits"),
        (),
    ),
)
"""Rows F6 to F13."""

"""Claims of the forum thread of programmes that train and support volunteers: the way in, and training."""

from __future__ import annotations

from peersim.analysis.claims.claim import FALLS, Check, Claim
from peersim.analysis.claims.forum_support import SUPPORT
from peersim.analysis.claims.measures import (
    COMPLETED,
    FEWER_QUIET_GIVE_UP,
    LOST_AT_GATE,
    QUALITY,
    RECENT_STRAIN,
    STRAIN,
    WORKING,
    began_training,
    ever_worked,
    gave_up,
    hours_per_active_week,
    recent,
    split,
    volunteers,
)
from peersim.analysis.claims.stages import GATED, LARGE_COURSE, MANY_PAIRS, PAIRS, TRAINING, UNGATED

_WAY_IN = (
    Claim(
        "F1",
        "Exploring one's own experience first is essential; grief that was not worked through resurfaces on the job.",
        ("training.debrief",),
        ("volunteer.unprocessed", "volunteer.strain"),
        ("unprocessed_chance", "processing_chance", "strain_change"),
        (
            Check(
                "resurfaces",
                "Volunteers whose own experience is not worked through are under more strain in the role.",
                split(
                    "strain",
                    ever_worked,
                    lambda people: people["unprocessed"],
                    "strain, volunteers whose experience is not worked through less the others",
                    "0–1",
                ),
                MANY_PAIRS,
                without={"strain.unprocessed": 0.0, "strain.unprocessed_hard": 1.0},
            ),
            Check(
                "debrief",
                "Half of training spent on it leaves volunteers of recent experience under less strain.",
                RECENT_STRAIN,
                UNGATED.but({"training.debrief": 0.0}),
                UNGATED.but({"training.debrief": 0.5}),
                FALLS,
                draws=120,
            ),
        ),
    ),
    Claim(
        "F2",
        "Experience under two years old is too recent; such volunteers needed much supervision, and some left.",
        ("volunteers.minimum_recency",),
        ("volunteer.experience_years", "volunteer.unprocessed"),
        ("is_recent", "unprocessed_chance", "due_for_supervision", "supervision_need", "training_hazard"),
        (
            Check(
                "strain",
                "Volunteers whose experience is under two years old are under more strain.",
                split("strain", ever_worked, recent, "strain, volunteers of recent experience less the others", "0–1"),
                MANY_PAIRS,
                without={"recent.years": 0.0},
            ),
            Check(
                "supervision",
                "A programme that asks for two years' distance gives less supervision for each volunteer at work.",
                hours_per_active_week("supervision", "supervision asked for by a volunteer at work in a week"),
                MANY_PAIRS,
                MANY_PAIRS.but({"volunteers.minimum_recency": 2.0}),
                FALLS,
                draws=80,
                without={"supervision.recent_ratio": 1.0},
            ),
            Check(
                "leaving",
                "More of those who have not worked through it, most of them of recent experience, give up training.",
                split(
                    gave_up,
                    began_training,
                    lambda people: people["unprocessed"],
                    "share who gave up, trainees who have not worked it through less the others",
                    "share",
                ),
                LARGE_COURSE,
                without={"training.unprocessed": 0.0},
            ),
        ),
    ),
    Claim(
        "F3",
        "A taster of four weeks lets both sides decide.",
        ("training.taster_weeks",),
        ("volunteer.unprocessed", "volunteer.giving"),
        ("screened_out_chance", "decides_against_chance", "end_taster", "training_hazard"),
        (
            Check(
                "completion",
                "After a taster more of those who begin training finish it.",
                COMPLETED,
                TRAINING,
                TRAINING.but({"training.taster_weeks": 4}),
            ),
            Check(
                "longer",
                "More finish after a taster of eight weeks than after one of one week.",
                COMPLETED,
                TRAINING.but({"training.taster_weeks": 1}),
                TRAINING.but({"training.taster_weeks": 8}),
                draws=120,
                without={"taster.half_weeks": 0.0},
            ),
            Check(
                "programme decides",
                "After a taster fewer who begin training have experience not worked through.",
                volunteers("unprocessed", began_training, "trainees whose experience is not worked through", "share"),
                TRAINING.but({"training.debrief": 0.0}),
                TRAINING.but({"training.debrief": 0.0, "training.taster_weeks": 4}),
                FALLS,
                without={"taster.spots_unprocessed": 0.0},
            ),
            Check(
                "volunteer decides",
                "After a taster those who begin training are more inclined to give.",
                volunteers("giving", began_training, "inclination to give of trainees", "0–1"),
                TRAINING,
                TRAINING.but({"training.taster_weeks": 4}),
            ),
        ),
    ),
    Claim(
        "F4",
        "Twenty-six weeks of training build trust; without trust people hide distress, enjoy it less, support worse.",
        ("training.weeks",),
        ("volunteer.team_trust", "volunteer.satisfaction", "volunteer.strain"),
        ("learn", "strain_change", "commitment_aim", "contact_quality"),
        (
            Check(
                "strain",
                "Volunteers trained for 26 weeks are under less strain than those trained for ten.",
                STRAIN,
                PAIRS,
                PAIRS.but({"training.weeks": 26}),
                FALLS,
            ),
            Check(
                "satisfaction",
                "They enjoy it more.",
                volunteers("satisfaction", ever_worked, "satisfaction of volunteers", "0–1"),
                PAIRS,
                PAIRS.but({"training.weeks": 26}),
                without={"learning.trust_week": 0.0, "learning.skill_week": 0.0, "learning.processing_week": 0.0},
            ),
            Check(
                "quality",
                "They support families better.",
                QUALITY,
                PAIRS,
                PAIRS.but({"training.weeks": 26}),
                without={"learning.trust_week": 0.0, "learning.skill_week": 0.0, "learning.processing_week": 0.0},
            ),
        ),
    ),
    Claim(
        "F5",
        "Skills must be shown before a match; otherwise train on, shadow or step sideways.",
        ("training.gate", "training.below_gate", "training.practice"),
        ("volunteer.readiness", "volunteer.unprocessed"),
        ("passes_gate", "shadow", "not_through_the_gate", "learn"),
        (
            Check(
                "gate",
                "With a gate fewer who support families have experience of their own not worked through.",
                volunteers(
                    "unprocessed", ever_worked, "volunteers at work with experience not worked through", "share"
                ),
                UNGATED,
                UNGATED.but({"training.gate": 0.5}),
                FALLS,
                without={"gate.unprocessed_costs": 0.0, "shadowing.processing_week": 0.0},
            ),
            Check(
                "fewer",
                "A gate that is set high sends fewer to families.",
                WORKING,
                UNGATED,
                UNGATED.but({"training.gate": 0.7}),
                FALLS,
            ),
            Check(
                "shadowing",
                "More come into a role where those not ready may shadow first than where they must leave.",
                WORKING,
                GATED.but({"training.below_gate": "leave"}),
                GATED,
            ),
            Check(
                "training on",
                "More do where they may train on.",
                WORKING,
                GATED.but({"training.below_gate": "leave"}),
                GATED.but({"training.below_gate": "train_on"}),
            ),
            Check(
                "sideways",
                "Fewer are lost to the programme where those not ready may step sideways than where they must leave.",
                LOST_AT_GATE,
                GATED.but({"training.below_gate": "leave"}),
                GATED.but({"training.below_gate": "sideways"}),
                FALLS,
            ),
            Check(
                "practice",
                "More come through the gate after practice under supervision.",
                WORKING,
                GATED,
                GATED.but({"training.practice": 0.33}),
                draws=80,
                without={"learning.practice": 0.0},
            ),
        ),
    ),
    Claim(
        "F14",
        "Not everyone can open up in a group: one-to-one time in training.",
        ("training.one_to_one",),
        ("volunteer.personality",),
        ("training_hazard",),
        (
            Check(
                "completion",
                "More finish training where there is one-to-one time in it.",
                COMPLETED,
                TRAINING,
                TRAINING.but({"training.one_to_one": True}),
                without={"training.one_to_one_eases": 0.0},
            ),
            Check(
                "quiet",
                "It keeps more of the quiet than of the outgoing.",
                FEWER_QUIET_GIVE_UP,
                TRAINING.but({"training.weeks": 26}),
                TRAINING.but({"training.weeks": 26, "training.one_to_one": True}),
                FALLS,
                draws=120,
                without={"training.one_to_one_eases": 0.0},
            ),
        ),
    ),
)

FORUM = (*_WAY_IN[:-1], *SUPPORT, _WAY_IN[-1])
"""Rows F1 to F14."""

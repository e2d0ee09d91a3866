"""Claims of the study of peer facilitators of a peer-led parenting course."""

from __future__ import annotations

from peersim.analysis.claims.claim import FALLS, Check, Claim
from peersim.analysis.claims.measures import (
    BETTER_FIT,
    COMPLETED,
    HARDER_CASES,
    LEAVING,
    QUALITY,
    STRAIN,
    SUPERVISED,
    ever_worked,
    outcome_of,
    split,
)
from peersim.analysis.claims.stages import COURSE, PAIRS, STRETCHED, TRAINING
from peersim.foundation.units import HALF

EPEC = (
    Claim(
        "E1",
        "Facilitators were once participants; they learn from being helped, from formal training, supervised practice, "
        "a manual and watching peers.",
        ("volunteers.from_parents", "training.manual"),
        ("volunteer.parent", "volunteer.skill", "parent.giving"),
        ("give_back_hazard", "end_course", "learn"),
        (
            Check(
                "participants",
                "Where parents who completed a course are invited to train, more volunteers are trained.",
                outcome_of("trained"),
                COURSE.but({"training.minimum": 3, "volunteers.from_parents": False}),
                COURSE.but({"training.minimum": 3, "volunteers.from_parents": True}),
                without={"pipeline.completers_train": 0.0, "pipeline.supported_year": 0.0},
            ),
            Check(
                "manual",
                "Families get better support from volunteers who trained with a manual.",
                QUALITY,
                TRAINING,
                TRAINING.but({"training.manual": True}),
                without={"learning.manual": 0.0},
            ),
        ),
    ),
    Claim(
        "E2",
        "Personal gains and a team like a family tie people to the role.",
        (),
        ("volunteer.commitment", "volunteer.team_trust", "volunteer.supported"),
        ("commitment_aim", "leaving_hazard"),
        (
            Check(
                "gains",
                "Volunteers who have seen a family gain are more committed than those who have not yet.",
                split("commitment", lambda people: people["trained_week"] != -1, lambda people: people["supported"] > 0,
                      "commitment, volunteers who have supported a family less those who have not", "0–1"),
                PAIRS.but({"referral.partners": 20}),
                without={"commitment.progress": 0.0},
            ),
        ),
    ),
    Claim(
        "E3",
        "Enthusiasm, openness and identification with families make it work.",
        ("matching.parents_choose",),
        ("volunteer.giving", "volunteer.personality", "volunteer.topic", "match.fit"),
        ("commitment_aim", "match_fit", "contact_chance", "contact_quality"),
        (
            Check(
                "enthusiasm",
                "Volunteers more inclined to give are more committed to the role.",
                split("commitment", ever_worked, lambda people: people["giving"] > HALF,
                      "commitment, volunteers more inclined to give less the others", "0–1"),
                PAIRS,
                without={"commitment.giving": 0.0},
            ),
            Check(
                "identification",
                "Pairs that are more alike in what matters to the parent meet more of the weeks they planned to.",
                BETTER_FIT,
                PAIRS,
                without={"contact.fit": 0.0},
            ),
        ),
    ),
    Claim(
        "E4",
        "Training is emotionally and intellectually demanding.",
        ("training.hours_week", "training.childcare_and_travel"),
        ("volunteer.unprocessed", "volunteer.childcare_need"),
        ("training_hazard",),
        (
            Check(
                "hours",
                "Fewer finish a course of eight hours a week than one of three.",
                COMPLETED,
                TRAINING,
                TRAINING.but({"training.hours_week": 8.0}),
                FALLS,
                without={"training.demand": 0.0},
            ),
            Check(
                "childcare and travel",
                "More finish where trainees' childcare and travel are seen to.",
                COMPLETED,
                TRAINING,
                TRAINING.but({"training.childcare_and_travel": True}),
                without={"training.childcare": 0.0, "volunteer.care_costs": 1.0},
            ),
        ),
    ),
    Claim(
        "E5",
        "Supervision is offered at times that fit nobody; complex cases and safeguarding are heavy.",
        ("supervision.slots", "hours.regime", "hours.priority"),
        ("volunteer.free_slots", "parent.need"),
        ("a_time_fits", "share_out", "concern_chance", "hard_week_chance", "strain_change"),
        (
            Check(
                "times",
                "More supervision takes place when some is offered in the evening and at the weekend.",
                SUPERVISED,
                PAIRS.but({"supervision.slots": ["monday morning"]}),
                PAIRS.but({"supervision.slots": ["monday morning", "tuesday evening", "saturday morning"]}),
                without={"supervision.rearranges": 1.0},
            ),
            Check(
                "order",
                "Where hours are short, putting supervision before assessments lets more of it take place.",
                SUPERVISED,
                STRETCHED,
                STRETCHED.but({"hours.priority": ["safeguarding", "supervision", "assessment"]}),
            ),
            Check(
                "shortage",
                "Where hours run out less supervision takes place than where they never do.",
                SUPERVISED,
                STRETCHED.but({"hours.regime": "unlimited"}),
                STRETCHED,
                FALLS,
            ),
            Check(
                "complex cases",
                "Volunteers with more complex families are under more strain.",
                HARDER_CASES,
                PAIRS,
                without={"strain.load": 0.0, "strain.hard_week": 0.0},
            ),
        ),
    ),
    Claim(
        "E6",
        "They want training, a manual, regular and responsive supervision, and administrative help.",
        ("supervision.every_weeks", "supervision.responsive", "training.manual", "staff.administrator"),
        ("volunteer.support_met", "volunteer.strain"),
        ("due_for_supervision", "support_received", "talk_after_hard_week", "admin_share", "leaving_hazard"),
        (
            Check(
                "regular",
                "Volunteers supervised every two weeks are under less strain than those supervised every twelve.",
                STRAIN,
                PAIRS.but({"supervision.every_weeks": 12.0}),
                PAIRS.but({"supervision.every_weeks": 2.0}),
                FALLS,
                without={"strain.supervision": 0.0, "supervision.trust": 0.0},
            ),
            Check(
                "regular, staying",
                "and fewer of them leave.",
                LEAVING,
                PAIRS.but({"supervision.every_weeks": 12.0}),
                PAIRS.but({"supervision.every_weeks": 2.0}),
                FALLS,
            ),
            Check(
                "responsive",
                "A talk soon after a hard week lowers strain.",
                STRAIN,
                PAIRS,
                PAIRS.but({"supervision.responsive": True}),
                FALLS,
                without={"strain.talk_relieves": 0.0},
            ),
            Check(
                "administrator",
                "An administrator who takes paperwork lets more supervision take place.",
                SUPERVISED,
                STRETCHED,
                STRETCHED.but({"staff.administrator": 0.5}),
                without={"staff.administrator_takes": 0.0},
            ),
        ),
    ),
)
"""Rows E1 to E6."""

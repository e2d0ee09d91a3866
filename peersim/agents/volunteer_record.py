"""A volunteer's record: the person's own fixed traits, and how volunteering goes for them."""

from __future__ import annotations

from peersim.foundation.records import Field, record_type

VOLUNTEER_FIELDS = (
    Field("uid", "i8", "number", "identity; a parent who steps up keeps theirs"),
    Field("parent", "i8", "row", "their row among parents; -1 from outside"),
    Field("x", "f8", "km", "home, east of the first venue"),
    Field("y", "f8", "km", "home, north of the first venue"),
    Field("has_car", "?", "yes/no", "has a car"),
    Field("language", "i8", "0 to 4", "home language"),
    Field("culture", "i8", "0 to 4", "broad ethnic group"),
    Field("topic", "i8", "0 to 4", "lived experience"),
    Field("personality", "f8", "0 to 1", "quiet to outgoing"),
    Field("experience_years", "f8", "years", "time since their own experience, at week 0"),
    Field("childcare_need", "?", "yes/no", "needs childcare for training and sessions"),
    Field("free_slots", "i8", "bits", "free time in the week"),
    Field("giving", "f8", "0 to 1", "inclination to give"),
    Field("peer", "?", "yes/no", "has been in the situation of the families"),
    Field("unprocessed", "?", "yes/no", "own experience not yet worked through when they enquired"),
    Field("can_hold", "i8", "families", "families they have time for at once"),
    Field("stage", "i8", "stage", "where the volunteer is"),
    Field("reason", "i8", "reason", "why they left; 0 they have not"),
    Field("cohort", "i8", "row", "training cohort; -1 none"),
    Field("group", "i8", "row", "group they facilitate; -1 none"),
    Field("caseload", "i8", "families", "families supported now"),
    Field("supported", "i8", "families", "families supported so far"),
    Field("enquired_week", "i8", "week", "enquired"),
    Field("stage_week", "i8", "week", "entered the present stage"),
    Field("training_week", "i8", "week", "began the course; -1 not"),
    Field("trained_week", "i8", "week", "finished the course; -1 not"),
    Field("active_week", "i8", "week", "first role (match, group or champion); -1 not yet"),
    Field("left_week", "i8", "week", "left, moved on or was hired; -1 not"),
    Field("supervised_week", "i8", "week", "last supervision; -1 never"),
    Field("weeks_unsupervised", "i8", "weeks", "since the last supervision, or since finishing training"),
    Field("waiting_hours", "f8", "hours", "set-up hours already given to them"),
    Field("readiness", "f8", "0 to 1", "ready to support others"),
    Field("skill", "f8", "0 to 1", "skill in supporting others"),
    Field("team_trust", "f8", "0 to 1", "trusts the team enough to say when it is hard"),
    Field("commitment", "f8", "0 to 1", "commitment to the role"),
    Field("strain", "f8", "0 to 1", "strain"),
    Field("satisfaction", "f8", "0 to 1", "satisfaction"),
    Field("confidence_start", "f8", "0 to 10", "confidence at week 0"),
    Field("confidence", "f8", "0 to 10", "confidence now"),
    Field("support_met", "f8", "0 to 1", "share of needed supervision that came, running mean"),
    Field("trained_to_lead", "?", "yes/no", "trained to lead a group, where facilitators are"),
    Field("trained_to_moderate", "?", "yes/no", "trained to moderate a space, where moderators are"),
    Field("trained_in_boundaries", "?", "yes/no", "trained in boundaries and self-care, where volunteers are"),
    Field("hard_week", "?", "yes/no", "something hard happened since the last supervision phase"),
)
"""A volunteer's fields, in order."""

VOLUNTEER = record_type(VOLUNTEER_FIELDS)
"""NumPy type of one volunteer."""

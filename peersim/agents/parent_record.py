"""A parent's record: the family's fixed traits and what changes from week to week."""

from __future__ import annotations

from peersim.agents.stages import ABSENCE_CAUSES
from peersim.foundation.records import Field, record_type
from peersim.places.family import FAMILY_FIELDS

TIES = 4
"""Other parents one parent can be close to through the programme, at most."""

CHANGING_FIELDS = (
    Field("stage", "i1", "stage", "where the parent is on the way in, through and out"),
    Field("route", "i1", "route", "how they came to hear; -1 not yet"),
    Field("childcare_need", "?", "yes/no", "needs someone to mind a child in order to attend"),
    Field("online_barred", "?", "yes/no", "an online group is not workable"),
    Field("known_worker", "?", "yes/no", "introduced by a worker they already knew"),
    Field("heard_well", "?", "yes/no", "the assessment heard what matters most to them"),
    Field("called", "?", "yes/no", "had a personal call before a first session"),
    Field("signed_up", "?", "yes/no", "signed up for a course that has not begun"),
    Field("friend_drives", "?", "yes/no", "a close parent with a car came to the last session of their group"),
    Field("came_last_time", "?", "yes/no", "came to the last session held"),
    Field("involved", "?", "yes/no", "has been referred for one-to-one or has joined a group"),
    Field("trust", "f8", "0 to 1", "trusts the programme"),
    Field("fear", "f8", "0 to 1", "fear of being judged"),
    Field("distance", "f8", "km", "home to their group's venue"),
    Field("belonging", "f8", "0 to 1", "feels part of it"),
    Field("setting", "i2", "group", "group they belong to; -1 none, -2 one-to-one"),
    Field("aware_week", "i2", "week", "heard; -1 not yet"),
    Field("referred_week", "i2", "week", "referred for one-to-one; -1 never"),
    Field("invited_week", "i2", "week", "chose a setting; -1 not yet"),
    Field("assessed_week", "i2", "week", "assessed; -1 not"),
    Field("matched_week", "i2", "week", "matched; -1 not"),
    Field("first_week", "i2", "week", "first session or contact; -1 never"),
    Field("last_week", "i2", "week", "last session or contact; -1 never"),
    Field("disengaged_week", "i2", "week", "week from which they no longer came; -1 still engaged or never came"),
    Field("finished_week", "i2", "week", "completed what was planned; -1 not"),
    Field("gone_week", "i2", "week", "stopped being eligible; -1 still eligible"),
    Field("contacted_week", "i2", "week", "last follow-up; -1 never"),
    Field("missed_in_a_row", "i2", "sessions", "sessions missed since the last one attended"),
    Field("absence", "i1", "cause", "largest avoidable cause of the last absence; -1 none"),
    Field("stated_reason", "i1", "cause", "reason the parent would give for the last absence; -1 none"),
    Field("dose", "f8", "sessions", "support received, discounted with time"),
    Field("benefit", "f8", "SWEMWBS points", "wellbeing above what it would have been without the programme"),
    Field("wellbeing_gained", "f8", "SWEMWBS point-weeks", "benefit added up over the weeks so far"),
    Field("support_quality", "f8", "0 to 1", "quality of the support had, running mean"),
    Field("isolation", "f8", "0 to 10", "isolation"),
    Field("wellbeing", "f8", "SWEMWBS points", "wellbeing"),
    Field("confidence", "f8", "0 to 10", "parenting confidence"),
    Field("waiting_hours", "f8", "hours", "assessment hours already given to them"),
    Field("sessions", "i4", "sessions", "sessions attended"),
    Field("offered", "i4", "sessions", "sessions held for them since they joined"),
    Field("contacts", "i4", "contacts", "one-to-one contacts had"),
    Field("posts", "i4", "posts", "weeks in which they posted online"),
    Field("messages", "i4", "posts", "posts written online"),
    Field("visits", "i4", "times", "times they looked in online"),
    Field("tie_count", "i4", "ties", "ties so far"),
    Field("ties", "i4", "parents", "parents they are close to, by row among those known; -1 none", TIES),
    Field("family", "i4", "row", "their row among all families; -1 where the programme never came to know them"),
    Field("volunteer", "i4", "row", "their row among volunteers; -1 not one"),
    Field("match", "i4", "row", "their current match; -1 none"),
    Field("absences", "i2", "absences", "absences so far by largest avoidable cause", len(ABSENCE_CAUSES)),
    Field("stated", "i2", "absences", "absences so far by the reason they would state", len(ABSENCE_CAUSES)),
)
"""State that changes; what every week looks at stands together."""

PARENT_FIELDS = FAMILY_FIELDS + CHANGING_FIELDS
PARENT = record_type(PARENT_FIELDS)
"""NumPy type of one parent."""

"""Records of groups, matches, coordinator posts, training cohorts, funds, tasks, lines, events and the weekly table."""

from __future__ import annotations

from peersim.agents.stages import ABSENCE_CAUSES
from peersim.foundation.records import Field, record_type
from peersim.scenarios.levers import FUND_FIELDS, GROUP_SETTING_FIELDS, LONGEST_DELAY

GROUP_FIELDS = (
    Field("uid", "i8", "number", "identity, the key of the group's luck"),
    *GROUP_SETTING_FIELDS,
    Field("x", "f8", "km", "venue, east of the first venue"),
    Field("y", "f8", "km", "venue, north of the first venue"),
    Field("running", "?", "yes/no", "has opened and not closed"),
    Field("opened_week", "i8", "week", "opened; -1 not yet"),
    Field("empty_weeks", "i8", "sessions", "sessions in a row with hardly anyone there"),
    Field("full_weeks", "i8", "sessions", "sessions in a row too full"),
    Field("posts", "i8", "posts", "posts in an online space this week"),
    Field("replies", "f8", "0 to 1", "replies members of an online space get, against the most they could"),
    Field("closed_week", "i8", "week", "closed; -1 not"),
    Field("splits_from", "i8", "group", "group that will split to fill this one; -1 none"),
    Field("set_up_hours", "f8", "hours", "agreement, risk assessment and other set-up work done so far"),
    Field("effect", "f8", "logit", "what is lasting and particular about this group"),
    Field("week_effect", "f8", "logit", "what this week is like for all its members: weather, illness going round"),
    Field("members", "i8", "parents", "attending members now"),
    Field("invited", "i8", "parents", "invited and not yet come"),
    Field("course_started", "i8", "week", "week the present course began; -1 none running"),
    Field("gathering_week", "i8", "week", "week from which sign-ups for the next course are gathered; -1 none yet"),
    Field("sessions_done", "i8", "sessions", "sessions held in the present course, or since opening"),
    Field("meets", "?", "yes/no", "due to meet this week"),
    Field("held", "?", "yes/no", "met this week"),
    Field("staffed", "i8", "facilitators", "facilitators there this week"),
    Field("volunteers", "i8", "volunteers", "volunteer facilitators attached to the group"),
    Field("creche_left", "i8", "places", "crèche places not yet taken this week"),
    Field("lifts_left", "i8", "places", "lifts not yet taken this week"),
    Field("collecting_left", "i8", "places", "places with a collecting worker not yet taken this week"),
    Field("present", "i8", "parents", "parents present this week"),
    Field("last_present", "i8", "parents", "parents present at the last session held"),
    Field("newcomers", "i8", "parents", "parents there for the first time this week"),
    Field("latest", "i8", "row", "parent who came in last this week; -1 nobody yet"),
    Field("mean_present", "f8", "parents", "running mean of attendance"),
    Field("quality", "f8", "0 to 1", "quality of facilitation"),
    Field("cohesion", "f8", "0 to 1", "how well members know each other"),
    Field("safety", "f8", "0 to 1", "how safe it feels to speak"),
    Field("total_held", "i8", "sessions", "sessions held so far"),
    Field("total_cancelled", "i8", "sessions", "sessions cancelled so far"),
    Field("total_present", "i8", "attendances", "attendances so far"),
    Field("courses", "i8", "courses", "courses started so far"),
    Field("starters", "i8", "parents", "parents who started a course so far"),
    Field("completers", "i8", "parents", "parents who completed a course so far"),
)
GROUP = record_type(GROUP_FIELDS)
"""A setting that meets, in a room or online."""

MATCH_FIELDS = (
    Field("parent", "i8", "row", "parent supported"),
    Field("volunteer", "i8", "row", "volunteer who supports"),
    Field("started", "i8", "week", "first week"),
    Field("planned_end", "i8", "week", "week it is planned to end"),
    Field("ended", "i8", "week", "week it ended; -1 going on"),
    Field("early", "?", "yes/no", "ended before it was planned to"),
    Field("fit", "f8", "0 to 1", "how well the two fit"),
    Field("contacts", "i8", "contacts", "contacts that happened"),
    Field("missed", "i8", "contacts", "contacts that did not"),
)
MATCH = record_type(MATCH_FIELDS)
"""One parent and one volunteer."""

COORDINATOR_FIELDS = (
    Field("uid", "i8", "number", "identity of the post"),
    Field("person", "i8", "number", "how many people have held the post"),
    Field("hours", "f8", "hours a week", "contract hours paid for this week"),
    Field("filled", "?", "yes/no", "someone is in post"),
    Field("vacant_weeks", "i8", "weeks", "weeks until a vacancy is filled"),
    Field("hired_week", "i8", "week", "present holder began; -1 none"),
    Field("was_volunteer", "?", "yes/no", "present holder began as a volunteer"),
    Field("holder", "i8", "identity", "volunteer who was hired; -1 someone from outside, or nobody"),
    Field("frozen", "?", "yes/no", "kept empty for want of money"),
    Field("sick_weeks", "i8", "weeks", "weeks of sickness absence left"),
    Field("leave_owed", "f8", "weeks", "annual leave earned and not yet taken"),
    Field("away", "?", "yes/no", "on annual leave this week"),
    Field("strain", "f8", "0 to 1", "strain"),
    Field("leavers", "i8", "people", "people who have left the post"),
)
COORDINATOR = record_type(COORDINATOR_FIELDS)
"""A paid post and the person in it."""

COHORT_FIELDS = (
    Field("started", "i8", "week", "first week; -1 slot unused"),
    Field("weeks_done", "i8", "weeks", "course weeks held"),
    Field("running", "?", "yes/no", "the course is under way"),
    Field("starters", "i8", "trainees", "began"),
    Field("trainees", "i8", "trainees", "still there"),
    Field("postponed", "i8", "weeks", "weeks lost for want of trainer hours"),
)
COHORT = record_type(COHORT_FIELDS)
"""One training course."""

FUND_STATE_FIELDS = (
    *FUND_FIELDS,
    Field("balance", "f8", "£", "money in hand"),
    Field("received", "f8", "£", "money received so far"),
    Field("spent", "f8", "£", "money spent so far, moved money included"),
    Field("paid_to", "i8", "week", "payments that fell due cover the weeks before this one"),
    Field("owed", "f8", "£", "late payments on their way, by week of arrival", LONGEST_DELAY + 1),
    Field("movable", "f8", "£", "may still be moved to lines it does not name"),
    Field("moved", "f8", "£", "moved to lines it does not name so far"),
    Field("ending", "?", "yes/no", "the funder has said it will not be renewed"),
    Field("renewals", "i8", "times", "times it was renewed"),
    Field("judged_week", "i8", "week", "the funder last decided on renewal; 0 not yet"),
    Field("weeks_since", "i8", "weeks", "weeks paid for since the funder last decided"),
    Field("weeks_shown", "f8", "weeks", "of those, how many the programme's own evaluation covers"),
)
FUND = record_type(FUND_STATE_FIELDS)
"""An income stream and what is left of it."""

TASK_FIELDS = (
    Field("asked", "f8", "hours", "hours asked for this week, with what was put off"),
    Field("given", "f8", "hours", "hours given this week"),
    Field("left", "f8", "hours", "hours given this week and not yet used"),
    Field("put_off", "f8", "hours", "hours put off to next week"),
    Field("expired", "f8", "hours", "hours that will never be given"),
    Field("carried", "f8", "hours", "hours put off last week"),
    Field("fresh", "f8", "hours", "hours newly asked for this week"),
    Field("backlog", "f8", "hours", "asked by events since the last sharing-out (safeguarding, responsive talks)"),
    Field("total_asked", "f8", "hours", "fresh hours asked so far"),
    Field("total_given", "f8", "hours", "hours given so far"),
    Field("total_expired", "f8", "hours", "hours expired so far"),
    Field("total_unused", "f8", "hours", "hours given and not used, handed back"),
)
TASK = record_type(TASK_FIELDS)
"""A kind of work that asks for coordinator hours."""

LINE_FIELDS = (
    Field("spent", "f8", "£", "spent this week"),
    Field("refused", "f8", "£", "wanted this week and not to be had"),
    Field("total_spent", "f8", "£", "spent so far"),
    Field("total_refused", "f8", "£", "wanted and not to be had so far"),
    Field("paid_by_parents", "f8", "£", "paid by parents so far"),
)
LINE = record_type(LINE_FIELDS)
"""A line of the cost ledger."""

EVENT_FIELDS = (
    Field("week", "i8", "week", "when"),
    Field("kind", "i8", "kind", "what happened"),
    Field("who", "i8", "identity", "to whom: a person's identity, or the number of a group or post"),
    Field("other", "i8", "identity", "the other person; -1 none"),
    Field("setting", "i8", "group", "where; -1 none, -2 one-to-one"),
    Field("cause", "i8", "cause", "why; -1 none"),
)
EVENT = record_type(EVENT_FIELDS)
"""One event of the event record."""

WEEK_FIELDS = (
    Field("eligible", "i8", "parents", "eligible families"),
    Field("aware", "i8", "parents", "eligible families that have heard"),
    Field("ever_came", "i8", "parents", "families that have ever come, so far"),
    Field("new_parents", "i8", "parents", "families that came for the first time"),
    Field("engaged", "i8", "parents", "families engaged: attending a group or supported one-to-one"),
    Field("attending", "i8", "parents", "members of groups"),
    Field("supported", "i8", "parents", "families in one-to-one support"),
    Field("attendances", "i8", "attendances", "attendances at group sessions"),
    Field("contacts", "i8", "contacts", "one-to-one contacts"),
    Field("posts", "i8", "posts", "members who posted online"),
    Field("messages", "i8", "posts", "posts written online"),
    Field("waiting_assessment", "i8", "parents", "families waiting for assessment"),
    Field("waiting_match", "i8", "parents", "families waiting for a volunteer"),
    Field("sessions_planned", "i8", "sessions", "sessions due"),
    Field("sessions_held", "i8", "sessions", "sessions held"),
    Field("sessions_cancelled", "i8", "sessions", "sessions cancelled"),
    Field("volunteers_enquired", "i8", "volunteers", "new enquiries"),
    Field("volunteers_training", "i8", "volunteers", "in taster or training, or waiting for a course"),
    Field("volunteers_ready", "i8", "volunteers", "trained, without a role yet"),
    Field("volunteers_active", "i8", "volunteers", "supporting families or facilitating"),
    Field("volunteers_resting", "i8", "volunteers", "champions and paused"),
    Field("volunteers_left", "i8", "volunteers", "trained volunteers who left this week"),
    Field("strain", "f8", "0 to 1", "mean strain of active volunteers"),
    Field("strained", "i8", "volunteers", "active volunteers in high strain"),
    Field("supervision_due", "i8", "sessions", "supervision sessions due"),
    Field("supervision_met", "i8", "sessions", "supervision sessions held"),
    Field("posts_filled", "f8", "full-time posts", "coordinator posts filled, the holder not off sick"),
    Field("hours_supplied", "f8", "hours", "coordinator hours there for tasks"),
    Field("hours_asked", "f8", "hours", "coordinator hours asked for"),
    Field("hours_given", "f8", "hours", "coordinator hours given"),
    Field("overload", "?", "yes/no", "more hours were asked for than there were"),
    Field("income", "f8", "£", "money received"),
    Field("cost", "f8", "£", "money spent"),
    Field("refused", "f8", "£", "wanted and not to be had"),
    Field("balance", "f8", "£", "money in hand at the end of the week"),
    Field("concerns", "i8", "concerns", "safeguarding concerns raised"),
    Field("harms", "i8", "people", "parents hurt by something online"),
    Field("lapsed", "i8", "parents", "parents who stopped coming"),
    Field("returned", "i8", "parents", "parents who came back after lapsing"),
    Field("wellbeing", "f8", "SWEMWBS points", "wellbeing above what it would have been without the programme, summed"),
    Field("absences", "i8", "absences", "absences by largest avoidable cause", len(ABSENCE_CAUSES)),
    Field("stated", "i8", "absences", "absences by the reason a parent would state", len(ABSENCE_CAUSES)),
)
WEEK = record_type(WEEK_FIELDS)
"""One week of the weekly table."""

SESSION_FIELDS = (
    Field("held", "?", "yes/no", "the group met"),
    Field("cancelled", "?", "yes/no", "it was due and did not meet"),
    Field("present", "i8", "parents", "parents present"),
    Field("newcomers", "i8", "parents", "there for the first time"),
    Field("members", "i8", "parents", "members on the books"),
)
SESSION = record_type(SESSION_FIELDS)
"""One group in one week."""

NOW_FIELDS = (
    Field("week", "i8", "week", "weeks closed so far"),
    Field("volunteers", "i8", "rows", "rows of the volunteer table in use"),
    Field("matches", "i8", "rows", "rows of the match table in use"),
    Field("events", "i8", "rows", "events that happened; more than the table's length means it overflowed"),
    Field("known", "i8", "rows", "parents on the active list"),
    Field("next_outsider", "i8", "row", "first person from outside who has not enquired"),
    Field("enquiry_exposure", "f8", "unit hazard", "exposure so far to ways of hearing about volunteering"),
    Field("eligible", "i8", "parents", "families eligible this week"),
    Field("word_of_mouth", "f8", "attendances", "people talking about it, running mean"),
    Field("hours_supplied", "f8", "hours", "coordinator hours there for tasks this week"),
    Field("pressure", "f8", "ratio", "hours asked over hours there, less one; 0 when all could be done"),
    Field("posts_paid", "f8", "share", "share of this week's staff bill that could be paid"),
    Field("moderation_met", "f8", "0 to 1", "share of needed moderation that is there"),
    Field("learned", "f8", "0 to 1", "how far the programme has learned from its own evaluation"),
    Field("expenses_unpaid", "?", "yes/no", "volunteers' expenses could not be paid last week"),
    Field("reserve", "f8", "£", "money kept back for the staff bill until the next payment"),
    Field("reserve_rooms", "f8", "£", "money kept back from extras for rooms until the next payment"),
    Field("opened", "?", "yes/no", "a group opened since the last time parents chose"),
    Field("failed", "i8", "code", "0 all is well; else which table was too small"),
    Field("parents", "i8", "rows", "parents the programme has come to know: rows of the parent table in use"),
    Field("aware", "i8", "parents", "families eligible this week that know of the programme"),
    Field("involved", "i8", "rows", "parents on the list of those who are involved"),
    Field("listeners", "i8", "rows", "rows of the list of families that have not heard in use"),
    Field("next_arrival", "i8", "row", "first family, in order of arrival, that has not become eligible"),
    Field("next_leaver", "i8", "row", "first family, in order of leaving, that is still eligible or yet to come"),
)
NOW = record_type(NOW_FIELDS)
"""Running counts of the whole world."""

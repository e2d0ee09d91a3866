"""The fixed traits of one family: who someone is before any programme meets them.

Everyone who could ever appear in a run has these from week 0: parents of the catchment, families who arrive later, and
people from outside who might one day offer to volunteer. A scenario changes who joins, never who exists.
"""

from __future__ import annotations

from peersim.foundation.records import Field, record_type

FAMILY_FIELDS = (
    Field("uid", "i8", "number", "identity, the key of all this person's luck"),
    Field("hear_threshold", "f8", "unit hazard", "exposure at which this person first hears of the programme"),
    Field("refer_threshold", "f8", "unit hazard", "exposure at which a partner refers this family"),
    Field("judgement_fear", "f8", "0 to 1", "fear of being judged, at week 0"),
    Field("online_rank", "f8", "0 to 1", "rank in being able to use an online group; lowest are least able"),
    Field("eligible_from", "i4", "week", "first week in which the family is eligible"),
    Field("eligible_to", "i4", "week", "first week in which it no longer is"),
    Field("area", "i4", "number", "small area the family lives in"),
    Field("youngest_weeks", "i4", "weeks", "age of the youngest child at week 0; negative when born later"),
    Field("x", "f8", "km", "home, east of the first venue"),
    Field("y", "f8", "km", "home, north of the first venue"),
    Field("care_rank", "f8", "0 to 1", "rank in needing childcare to attend; lowest need it most"),
    Field("experience_years", "f8", "years", "time since that experience, at week 0"),
    Field("personality", "f8", "0 to 1", "one matching trait: quiet to outgoing"),
    Field("prefers_group", "f8", "standard normal", "taste for a group rather than one person"),
    Field("isolation_start", "f8", "0 to 10", "isolation at week 0"),
    Field("wellbeing_start", "f8", "SWEMWBS points", "wellbeing at week 0"),
    Field("confidence_start", "f8", "0 to 10", "parenting confidence at week 0"),
    Field("posting", "f8", "ratio", "how often this person posts online, against the mean; heavy-tailed"),
    Field("enquire_threshold", "f8", "unit hazard", "exposure at which this person offers to volunteer"),
    Field(
        "priority",
        "i1",
        "0 to 4",
        "what matters most in a match: 0 personality, 1 culture, 2 language, 3 experience, 4 nearness",
    ),
    Field("language", "i1", "0 to 4", "home language: 0 English, others by number"),
    Field("culture", "i1", "0 to 4", "broad ethnic group: 0 White, 1 Asian, 2 Black, 3 mixed, 4 other"),
    Field("low_english", "?", "yes/no", "cannot speak English well"),
    Field("lone_parent", "?", "yes/no", "one parent in the household"),
    Field("low_income", "?", "yes/no", "low income after housing costs"),
    Field("works", "?", "yes/no", "in paid work"),
    Field("nonstandard_hours", "?", "yes/no", "works evenings, nights or weekends"),
    Field("giving", "f8", "0 to 1", "inclination to give back"),
    Field("need", "f8", "0 to 1", "complexity of what the family is living with"),
    Field("propensity", "f8", "standard normal", "lasting inclination to attend"),
    Field("readiness", "f8", "0 to 1", "usual readiness to take a step"),
    Field("public_transport", "f8", "0 to 1", "how well buses and trams serve the home"),
    Field("free_slots", "i4", "bits", "free time: bit s is slot s of the week (3 x day + part of day)"),
    Field("topic", "i1", "0 to 4", "lived experience: 0 early parenthood, 1 mental health, 2 SEND, 3 feeding, 4 loss"),
    Field("under5s", "i1", "children", "children under five"),
    Field("has_car", "?", "yes/no", "a car is available for a daytime group"),
    Field("send", "?", "yes/no", "a child with special educational needs or disability"),
    Field("digital_gap", "?", "yes/no", "below the minimum digital living standard"),
)
"""Fixed traits: name, kind, unit, meaning. Those that decide who attends stand last, beside what changes."""

FAMILY = record_type(FAMILY_FIELDS)
"""NumPy type of one family."""

OUTSIDE_FROM = 1 << 40
"""Identities from here on belong to people from outside the catchment."""

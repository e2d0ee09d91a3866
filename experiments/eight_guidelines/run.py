"""Ask what the eight guidelines are worth, together and one at a time: each added to none, each taken from all."""

import peersim as ps
from peersim.report.differences import Panel

GUIDELINES = {
    "money": "1 Flexible funding",
    "place": "2 A place within reach, with childcare",
    "time": "3 A fixed time, morning and evening",
    "training": "4 Training of facilitators",
    "role": "5 A formal role, a supervisor, two at each session",
    "follow_up": "6 Follow-up one to one",
    "shared": "7 Decisions shared with parents",
    "reflection": "8 Reflection and evaluation",
}
ALL, MAIN = "calgary_eight_guidelines", "parents_engaged_26w"
LOOKED_AT = ("parents_reached", MAIN, "engaged_26w", "wellbeing_years", "sessions_cancelled", "cost_a_year")


def beyond(found, outcome):
    """Tell what all eight do together beyond the sum of each alone."""
    terms = [(1, ALL, ""), *((-1, f"only_{key}", "") for key in GUIDELINES), (len(GUIDELINES) - 1, "none", "")]
    return found.words(found.sum_of(terms, outcome), outcome)


def answer(found):
    """Tell all together, each alone, each left out, and whether the whole is more than its parts."""
    most = max(GUIDELINES, key=lambda key: found.estimate(f"only_{key}").value)
    missed = max(GUIDELINES, key=lambda key: found.estimate(ALL, against=f"without_{key}").value)
    parts = [
        f"- {name}: alone {found.change(f'only_{key}')}; last {found.change(ALL, against=f'without_{key}')}; its cost, "
        f"last, {found.change(ALL, 'cost_a_year', f'without_{key}')}"
        for key, name in GUIDELINES.items()
    ]
    return [
        f"**All eight change families engaged at 26 weeks by {found.change(ALL)}, {beyond(found, MAIN)} beyond the sum "
        f"of each alone; most alone does “{GUIDELINES[most]}”, most is missed without “{GUIDELINES[missed]}”.**",
        "All eight against none, with the same hours and money:",
        found.changes(ALL, LOOKED_AT),
        f"Against the groups as found, with fewer hours and less money: {found.change(ALL, against='calgary_groups')}.",
        "Families engaged at 26 weeks by each guideline, alone (added to none) and last (what leaving it out loses):",
        "\n".join(parts),
        f"Families reached by all eight beyond the sum of each alone: {beyond(found, 'parents_reached')}.",
    ]


def picture(found):
    """Draw each guideline alone and last."""
    alone = [found.estimate(f"only_{key}") for key in GUIDELINES]
    last = [found.estimate(ALL, against=f"without_{key}") for key in GUIDELINES]
    shown = (("Alone: added to none", alone), ("Last: left out of all eight", last))
    panels = [Panel(heading, "families engaged at 26 weeks", MAIN, estimates) for heading, estimates in shown]
    title, about = "What each of the eight guidelines is worth", "The same hours and money in every design."
    return found.dot_chart(title, about, list(GUIDELINES.values()), panels)


if __name__ == "__main__":
    also = ("cost_creche", "cost_travel", "cost_facilitator_pay", "absent_room", "absent_childcare", "overload_share")
    ps.run_experiment(__file__, answer, pictures={"guidelines": picture}, columns=LOOKED_AT, also=also)

"""Ask what hybrid meetings and an online group add, and what moderation makes of it."""

import peersim as ps

LOOKED_AT = ("parents_reached", "parents_engaged_26w", "parents_came_often", "wellbeing_years", "cost_a_year")
HARM = ("online_harms", "hours_given_moderation")


def answer(found):
    """Apart: the second facilitator and the screen; the space and its moderation; and both together."""
    screen = found.change("hybrid", against="second_facilitator")
    harm = found.change("moderated", "online_harms", "unmoderated")
    both = found.sum_of(
        [(1, "hybrid_and_moderated", ""), (-1, "hybrid", ""), (-1, "moderated", ""), (1, "baseline", "")]
    )
    return [
        f"**Joining by video changes families engaged at 26 weeks by {screen}, beyond a second facilitator; an online "
        f"group with trained moderators changes them by {found.change('moderated')}, wellbeing by "
        f"{found.change('moderated', 'wellbeing_years')}, and, against nobody moderating, people hurt by {harm}.**",
        f"{found.leader('parents_reached')} {found.leader('parents_engaged_26w')} {found.leader('wellbeing_years')}",
        "Hybrid sessions with two facilitators, against two facilitators without the screen:",
        found.changes("hybrid", (*LOOKED_AT, "absent_childcare", "absent_time"), "second_facilitator"),
        "The same with one facilitator, against the reference:",
        found.changes("hybrid_one_facilitator", (*LOOKED_AT, "sessions_cancelled")),
        "An online group that nobody moderates, against none:",
        found.changes("unmoderated", LOOKED_AT),
        "Moderating it, against not:",
        found.changes("moderated_untrained", (*LOOKED_AT, *HARM), "unmoderated"),
        "Training the moderators, against not:",
        found.changes("moderated", (*LOOKED_AT, *HARM), "moderated_untrained"),
        "Two volunteers among the moderators, against none:",
        found.changes("moderated_by_volunteers", (*LOOKED_AT, *HARM), "moderated"),
        "Hybrid sessions and a moderated group together, against the sum of what each does alone (families engaged at "
        f"26 weeks): {found.words(both)}.",
    ]


def picture(found):
    """Reach, retention, wellbeing and harm of each design."""
    return found.dots(("parents_reached", "parents_engaged_26w", "wellbeing_years", "online_harms"))


if __name__ == "__main__":
    columns = (*LOOKED_AT, "online_harms", "cost_per_parent_engaged_26w")
    also = (*HARM, "absent_childcare", "absent_time", "absent_technology")
    ps.run_experiment(__file__, answer, pictures={"designs": picture}, columns=columns, also=also)

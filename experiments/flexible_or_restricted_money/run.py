"""Ask what it is worth that the same sum is flexible: conditions and paperwork told apart, for two programmes."""

import peersim as ps

LOOKED_AT = ("parents_reached", "parents_engaged_26w", "wellbeing_years", "hours_met", "refused", "cost_a_year")


def answer(found):
    """Conditions, paperwork, both; then the same for a programme that comes to want more than was agreed."""
    named, wider = "named_lines", "wider_named_lines"
    return [
        f"**Flexible money instead of the same sum restricted to what was planned changes families engaged at 26 weeks "
        f"by {found.change('all_flexible', against=named)}; for a programme that comes to want crèches and lifts, by "
        f"{found.change('wider_all_flexible', against=wider)}; and where the lines leave out something the programme "
        f"runs on, by {found.change('all_flexible', against='all_restricted')}.**",
        "All flexible instead of all restricted to the lines of the plan (paperwork and freedom):",
        found.changes("all_flexible", LOOKED_AT, named),
        "Paperwork alone, flexible money with full reports instead of light ones:",
        found.changes("flexible_heavy", LOOKED_AT, "all_flexible"),
        "Freedom alone, both with full reports (the lines name all that is planned):",
        found.changes("flexible_heavy", LOOKED_AT, named),
        "Lines that leave out video, refreshments, leaflets and adverts, instead of naming them:",
        found.changes("all_restricted", (*LOOKED_AT, "sessions_cancelled"), named),
        "Crèches and lifts wanted: all flexible instead of all restricted to the usual lines:",
        found.changes("wider_all_flexible", (*LOOKED_AT, "absent_childcare", "absent_transport"), wider),
        "Half restricted, as usual, instead of all flexible:",
        found.changes("baseline", LOOKED_AT, "all_flexible"),
    ]


def picture(found):
    """Reach, retention, hours and what was refused, of each design."""
    return found.dots(("parents_reached", "parents_engaged_26w", "hours_met", "refused"))


if __name__ == "__main__":
    columns = (*LOOKED_AT, "cost_per_parent_engaged_26w")
    also = ("absent_childcare", "absent_transport", "cost_online", "cost_creche", "cost_travel", "overload_share")
    ps.run_experiment(__file__, answer, pictures={"money": picture}, columns=columns, also=also)

"""Ask where the next £20,000 a year goes: reach and retention of each way to spend it, and a funder's report."""

import peersim as ps

SPENT = ("childcare", "transport", "coordinator", "mixture")
LOOKED_AT = ("parents_reached", "parents_engaged_26w", "volunteers_active_mean", "supervision_met", "wellbeing_years")


def answer(found):
    """Tell who is reached and kept by each way to spend it, then what the funder's report concludes."""
    best = found.best(among=SPENT)
    parts = [
        f"- {found.title(name)}: reached {found.change(name, 'parents_reached')}; engaged at 26 weeks "
        f"{found.change(name)}; its cost {found.change(name, 'cost_a_year')}"
        for name in SPENT
    ]
    report = next(iter(found.told.values()))
    return [
        f"**For reach and retention, {found.title(best)}: {found.change(best, 'parents_reached')} reached and "
        f"{found.change(best)} engaged at 26 weeks. For net value to society, by its report: {report[1]}**",
        f"{found.leader('parents_reached', SPENT)} {found.leader(among=SPENT)}",
        "Against the programme without the money:",
        "\n".join(parts),
        "What the funder's report concludes:",
        *report,
    ]


def picture(found):
    """Draw reach, retention, wellbeing and cost of each way to spend it."""
    return found.dots(("parents_reached", "parents_engaged_26w", "wellbeing_years", "cost_a_year"))


if __name__ == "__main__":
    columns = (*LOOKED_AT, "cost_a_year", "cost_per_parent_engaged_26w")
    also = ("absent_childcare", "absent_transport", "cost_creche", "cost_travel", "cost_staff", "refused")
    report = {"do_minimum": "do_minimum"}
    ps.run_experiment(__file__, answer, pictures={"options": picture}, columns=columns, also=also, report=report)

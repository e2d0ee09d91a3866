"""Ask for one-to-one support, groups, or both, for the same money."""

import peersim as ps

LOOKED_AT = (
    "parents_reached", "parents_engaged_26w", "engaged_26w", "parents_came_often", "benefit_mean", "wellbeing_years",
    "cost_a_year",
)  # fmt: skip
COST = "cost_per_parent_engaged_26w"


def answer(found):
    """Reach against depth: who reaches most, who keeps most, who does most for each family and for all."""
    alone, groups, six = "one_to_one_only", "groups_only", "six_groups"
    return [
        f"**For the same money, six groups instead of one-to-one support alone change families reached by "
        f"{found.change(six, 'parents_reached', alone)} and the share still engaged at 26 weeks by "
        f"{found.change(six, 'engaged_26w', alone)}; both kinds instead of six groups change families engaged by "
        f"{found.change('baseline', against=six)}.**",
        f"{found.leader('parents_reached')} {found.leader('parents_engaged_26w')} {found.leader('wellbeing_years')} "
        f"{found.leader('benefit_mean')} {found.leader(COST)}",
        "Both, as in the reference, instead of one-to-one support alone:",
        found.changes("baseline", LOOKED_AT, alone),
        "Both instead of the same three groups alone:",
        found.changes("baseline", LOOKED_AT, groups),
        "Both instead of six groups:",
        found.changes("baseline", LOOKED_AT, six),
        "One-to-one support with more recruiting instead of without:",
        found.changes("one_to_one_grown", (*LOOKED_AT, "volunteers_active_mean", "hours_met"), alone),
    ]


def picture(found):
    """Reach, retention, depth and wellbeing of each design."""
    return found.dots(("parents_reached", "parents_engaged_26w", "engaged_26w", "wellbeing_years"))


if __name__ == "__main__":
    columns = (
        "parents_reached",
        "parents_engaged_26w",
        "engaged_26w",
        "wellbeing_years",
        "benefit_mean",
        "cost_a_year",
        COST,
    )
    also = ("contacts", "matched", "waiting_match_mean", "cost_per_session_attended")
    ps.run_experiment(__file__, answer, pictures={"designs": picture}, columns=columns, also=also)

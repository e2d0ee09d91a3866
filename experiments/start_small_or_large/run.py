"""Ask whether a new programme should start small and grow, or open all its groups at once."""

import peersim as ps

LOOKED_AT = (
    "parents_heard", "parents_reached", "parents_engaged_26w", "wellbeing_years", "sessions_held", "sessions_cancelled",
    "attendance_mean", "volunteers_kept_12m", "overload_share", "cost_a_year",
)  # fmt: skip
HOURS = ("hours_given_outreach", "hours_given_set_up", "hours_given_group_support", "hours_given_training")


def answer(found):
    """Tell few groups from many, at once from by review, waiting for staff from not, and where the hours went."""
    at_once, grown, waits = "five_at_once", "grow_by_review", "grow_when_staffed"
    return [
        f"**Growing by review instead of opening five groups at once changes families reached by "
        f"{found.change(grown, 'parents_reached', at_once)} and families engaged at 26 weeks by "
        f"{found.change(grown, against=at_once)}; waiting with each group until it is staffed changes the latter by "
        f"{found.change(waits, against=grown)}.**",
        f"{found.leader('parents_reached')} {found.leader('parents_engaged_26w')} {found.leader('wellbeing_years')}",
        "Growing by review instead of five at once:",
        found.changes(grown, (*LOOKED_AT, *HOURS), at_once),
        "Growing by review instead of one group and no more:",
        found.changes(grown, (*LOOKED_AT, *HOURS)),
        "Growing by review instead of three at once:",
        found.changes(grown, (*LOOKED_AT, *HOURS), "three_at_once"),
        "Waiting until a group is staffed, growing by review:",
        found.changes(waits, (*LOOKED_AT, *HOURS), grown),
        "Waiting until a group is staffed, five planned:",
        found.changes("five_when_staffed", (*LOOKED_AT, *HOURS), at_once),
        "Growing by splitting a full group instead of opening another beside it:",
        found.changes("grow_by_splitting", LOOKED_AT, grown),
    ]


def picture(found):
    """Reach, retention, wellbeing and sessions cancelled of each design."""
    return found.dots(("parents_reached", "parents_engaged_26w", "wellbeing_years", "sessions_cancelled"))


if __name__ == "__main__":
    columns = (
        "parents_heard", "parents_reached", "parents_engaged_26w", "wellbeing_years", "sessions_held",
        "sessions_cancelled", "cost_a_year", "cost_per_parent_engaged_26w",
    )  # fmt: skip
    ps.run_experiment(__file__, answer, pictures={"designs": picture}, columns=columns, also=(*LOOKED_AT, *HOURS))

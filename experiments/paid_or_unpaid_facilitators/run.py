"""Ask for paid facilitators, for the same money in coordinator hours, and for what else a formal role brings."""

import peersim as ps

LOOKED_AT = (
    "parents_reached", "parents_engaged_26w", "wellbeing_years", "sessions_cancelled", "volunteers_kept_12m",
    "volunteers_strained", "cost_a_year",
)  # fmt: skip


def answer(found):
    """Pay from the same money; pay against hours for the same new money; the rest of a formal role; all of it."""
    paid, new, hours, whole = "paid_same_money", "paid_new_money", "hours_instead", "paid_and_trained"
    extra = found.sum_of(
        [(1, whole, ""), (-1, paid, ""), (-1, "boundaries", ""), (-1, "trained", ""), (2, "baseline", "")]
    )
    return [
        f"**Paying facilitators out of the same money changes families engaged at 26 weeks by {found.change(paid)} and "
        f"sessions cancelled by {found.change(paid, 'sessions_cancelled')}; new money for their pay instead of for "
        f"coordinator hours changes families engaged by {found.change(new, against=hours)}.**",
        found.leader("parents_engaged_26w"),
        "Paid, from the same money, against unpaid:",
        found.changes(paid, (*LOOKED_AT, "refused")),
        "Paid, with new money for it, against the same new money for coordinator hours:",
        found.changes(new, (*LOOKED_AT, "hours_met"), hours),
        "Training in boundaries and self-care, without pay, against the reference:",
        found.changes("boundaries", LOOKED_AT),
        "Training to lead, and knowing local services, without pay, against the reference:",
        found.changes("trained", LOOKED_AT),
        "Paid and trained in both, against the reference:",
        found.changes(whole, LOOKED_AT),
        f"The three together beyond the sum of each alone (families engaged at 26 weeks): {found.words(extra)}.",
    ]


def picture(found):
    """Retention, wellbeing, sessions cancelled and volunteers kept of each design."""
    return found.dots(("parents_engaged_26w", "wellbeing_years", "sessions_cancelled", "volunteers_kept_12m"))


if __name__ == "__main__":
    columns = ("parents_reached", *LOOKED_AT[1:], "cost_per_parent_engaged_26w")
    ps.run_experiment(
        __file__, answer, pictures={"designs": picture}, columns=columns, also=("cost_facilitator_pay", "refused")
    )

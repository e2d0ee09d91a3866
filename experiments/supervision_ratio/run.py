"""Ask how many volunteers a coordinator can look after: volunteers at the start, against posts."""

import peersim as ps
from peersim.report.experiment_charts import Line, curves

POSTS, VOLUNTEERS = (0.75, 1.5, 3.0), (6, 12, 24, 48)
SHOWN = (
    "parents_engaged_26w", "volunteers_active_mean", "supervision_met", "volunteers_kept_12m", "matched", "hours_met",
)  # fmt: skip
HOURS = ("hours_given_supervision", "hours_given_training", "hours_given_assessment", "hours_given_group_support")
LOOKED_AT = (
    "parents_reached",
    "parents_engaged_26w",
    "volunteers_active_mean",
    "supervision_met",
    "volunteers_strained",
)
MORE = (*LOOKED_AT, "volunteers_kept_12m", "hours_met", *HOURS)


def design(posts, volunteers):
    """Name a design of the plan's sweep."""
    return f"posts_{posts:g}_volunteers_{volunteers}"


def answer(found):
    """Tell what more volunteers give with the same hours, what more hours give with the same volunteers, and why."""
    doublings = [found.estimate(design(p, v), against=design(p, v // 2)) for p in POSTS for v in VOLUNTEERS[1:]]
    fewer = sum(estimate.high < 0 for estimate in doublings) or "none"
    met = [f"{found.value(design(p, 24), 'supervision_met')} with {p:g} posts" for p in POSTS]
    last = [f"with {p:g} posts {found.change(design(p, 48), against=design(p, 24))}" for p in POSTS]
    return [
        f"**Of {len(doublings)} doublings of volunteers there at the start, {fewer} kept fewer families; recruiting "
        "four times as hard with the same posts changes families engaged at 26 weeks by "
        f"{found.change('growth_without_hours')}; with 24 there, supervision is held when due: {', '.join(met)}.**",
        f"Families engaged at 26 weeks, 48 volunteers at the start instead of 24: {'; '.join(last)}.",
        "With 24 volunteers, 1.5 posts instead of 0.75:",
        found.changes(design(1.5, 24), (*MORE, "cost_a_year"), design(0.75, 24)),
        "With 1.5 posts, 48 volunteers instead of 24:",
        found.changes(design(1.5, 48), MORE, design(1.5, 24)),
        "More volunteers by recruiting four times as hard with the same posts, 18 at the start, against the reference:",
        found.changes("growth_without_hours", (*MORE, "trained")),
    ]


def picture(found):
    """Draw outcomes against volunteers at the start for each full-time post."""
    lines = [Line(f"{p:g} posts", {round(v / p, 1): design(p, v) for v in VOLUNTEERS}) for p in POSTS]
    return curves(found, "More volunteers with the same posts", "volunteers at the start for each post", lines, SHOWN)


if __name__ == "__main__":
    titles = {design(p, v): f"{p:g} posts, {v} volunteers at the start" for p in POSTS for v in VOLUNTEERS}
    columns, also = (*LOOKED_AT, "volunteers_per_post", "cost_a_year"), (*SHOWN, *HOURS)
    ps.run_experiment(__file__, answer, pictures={"ratio": picture}, columns=columns, also=also, titles=titles)

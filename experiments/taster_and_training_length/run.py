"""Ask how long the taster and the training of volunteers should be: five lengths, each with and without a taster."""

import peersim as ps
from peersim.report.experiment_charts import Line, curves

TASTERS = {0: "No taster", 4: "Four-week taster"}
WEEKS = (6, 10, 16, 26, 39)
LOOKED_AT = (
    "training_completed", "enquirers_trained", "trained", "volunteers_active_mean", "volunteers_strained",
    "volunteers_kept_12m", "matched",
    "parents_reached", "parents_engaged_26w", "benefit_mean", "wellbeing_years", "cost_a_year",
)  # fmt: skip
SHOWN = (
    "parents_engaged_26w", "volunteers_active_mean", "trained", "volunteers_kept_12m", "volunteers_strained",
    "wellbeing_years",
)  # fmt: skip


def design(taster, weeks):
    """Name a design of the plan's sweep."""
    return f"taster_weeks_{taster}_weeks_{weeks}"


def answer(found):
    """Tell who keeps most families, what the taster does, and what length does."""
    designs = [design(taster, weeks) for taster in TASTERS for weeks in WEEKS]
    best = found.best(among=designs)
    straight, short, usual, long = design(0, 26), design(4, 10), design(4, 26), design(4, 39)
    return [
        f"**{found.title(best)} keeps most families engaged for 26 weeks: {found.change(best)} against the usual four "
        f"weeks and 26, and {found.change(best, 'wellbeing_years')} of wellbeing.**",
        f"{found.leader(among=designs)} {found.leader('wellbeing_years', designs)}",
        "What the taster changes before 26 weeks of training:",
        found.changes(usual, LOOKED_AT, straight),
        "What training of ten weeks instead of 26 changes, with the taster:",
        found.changes(short, LOOKED_AT, usual),
        "What training of 39 weeks instead of 26 changes, with the taster:",
        found.changes(long, LOOKED_AT, usual),
    ]


def picture(found):
    """Draw outcomes against the length of training, with and without a taster."""
    lines = [Line(name, {weeks: design(taster, weeks) for weeks in WEEKS}) for taster, name in TASTERS.items()]
    return curves(found, "Length of training, with and without a taster", "weeks of training", lines, SHOWN)


if __name__ == "__main__":
    titles = {design(t, weeks): f"{name}, {weeks} weeks of training" for t, name in TASTERS.items() for weeks in WEEKS}
    columns = (
        "parents_reached",
        "parents_engaged_26w",
        "trained",
        "volunteers_active_mean",
        "wellbeing_years",
        "cost_a_year",
    )
    pictures = {"lengths": picture}
    ps.run_experiment(__file__, answer, pictures=pictures, columns=columns, also=LOOKED_AT, titles=titles)

"""Ask the six designs of the demo in three places: a study and a funder's report each."""

import peersim as ps


def answer(found):
    """Give each place's design that keeps most families engaged, then what its funder's report concludes."""
    designs = [name for name in found.of().scenarios if name != "nothing"]
    kept = []
    for plan, study in found.studies.items():
        best = found.best(among=designs, plan=plan)
        kept.append(f"{study.place_name}, {found.title(best)}, {found.change(best, plan=plan)}")
    parts = [f"**Most families engaged at 26 weeks, against the programme as it is: {'; '.join(kept)}.**"]
    for plan, study in found.studies.items():
        parts += [f"What the funder's report for {study.place_name} concludes:", *found.told[plan]]
    return parts


if __name__ == "__main__":
    columns = ("parents_reached", "parents_engaged_26w", "volunteers_kept_12m", "wellbeing_years", "cost_a_year")
    ps.run_experiment(__file__, answer, columns=columns, report={"do_minimum": "do_minimum"})

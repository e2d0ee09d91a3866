"""Ask whether a rural place needs another design than an urban one: the same designs in two places of each kind."""

import peersim as ps
from peersim.report.differences import Panel

RURAL, URBAN = ("cornwall", "northumberland"), ("derby", "tower_hamlets")
DESIGNS = ("transport_help", "hybrid", "two_places", "more_video", "on_site_childcare")
MAIN, REACHED = "parents_engaged_26w", "parents_reached"


def answer(found):
    """Say where the best design differs, and whether any design's effect does."""
    best = {place: found.best(among=("baseline", *DESIGNS), plan=place) for place in (*RURAL, *URBAN)}
    told = "Which design keeps most families engaged at 26 weeks differs by place"
    if len(set(best.values())) == 1:
        told = f"In all four places {found.title(best['derby'])} keeps most families engaged at 26 weeks"
    lifts = [found.words(found.change_in("transport_help", places)) for places in (RURAL, URBAN)]
    rows = []
    for design in DESIGNS:
        kept, came = (found.change_in(design, RURAL, URBAN, outcome) for outcome in (MAIN, REACHED))
        rows.append(f"- {found.title(design)}: engaged {found.words(kept)}; reached {found.words(came, REACHED)}")
    return [
        f"**{told}; lifts change families engaged by {lifts[0]} in the rural places and by {lifts[1]} in the urban "
        "ones.**",
        "The best design of each place against the usual programme there: "
        + "; ".join(f"{found.of(p).place_name}, {found.title(d)}, {found.change(d, plan=p)}" for p, d in best.items())
        + ".",
        "What each design changes in the rural places less what it changes in the urban ones (“better” is more in the "
        "rural places):",
        "\n".join(rows),
    ]


def picture(found):
    """Draw what each design changes: in rural places, in urban places, and the difference."""
    sides = (
        ("Rural: Cornwall and Northumberland", RURAL, ()),
        ("Urban: Derby and Tower Hamlets", URBAN, ()),
        ("Rural less urban", RURAL, URBAN),
    )
    panels = [
        Panel(heading, "families engaged at 26 weeks", MAIN, [found.change_in(design, *where) for design in DESIGNS])
        for heading, *where in sides
    ]
    names = [found.of().title(design) for design in DESIGNS]
    return found.dot_chart(
        "What designs change in the country and in town", "Against the usual programme.", names, panels
    )


if __name__ == "__main__":
    columns = (REACHED, MAIN, "absent_transport", "absent_technology", "cost_a_year", "cost_per_parent_engaged_26w")
    also = ("absent_childcare", "absent_time")
    ps.run_experiment(__file__, answer, pictures={"places": picture}, columns=columns, also=also)

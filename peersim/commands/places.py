"""`peersim place`: places with their figures, sources and gaps."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from peersim.commands.options import AsJson
from peersim.commands.screen import Remarks, say, say_json, say_table, told

app = typer.Typer(no_args_is_help=True, help="Places: official figures, what is borrowed, what nobody knows.")


@app.command("list")
@told
def list_places(as_json: AsJson = False) -> None:
    """List the places, each with its number of families and the share without a car [%]."""
    from peersim.places import listing

    rows = listing()
    if as_json:
        say_json(rows)
        return
    heads = {
        "slug": "name",
        "place": "place",
        "families_with_children": "families with children",
        "births_per_year": "births a year",
        "no_car_pct": "no car [%]",
        "low_income_pct": "low income [%]",
        "grades": "grades of its figures",
        "borrowed": "figures borrowed or assumed",
    }
    cells = [[_shown(row[name]) for name in heads] for row in rows]
    say_table(tuple(heads.values()), cells, right=(2, 3, 4, 5, 7))


@app.command("show")
@told
def show_place(
    place: Annotated[str, typer.Argument(help="A place (`peersim place list`) or the path of a place file.")],
    assumptions: Annotated[
        bool, typer.Option("--assumptions", help="List the assumptions that hold everywhere, too.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Tell all that is known of a place: figures with units, years, sources, grades and gaps."""
    from peersim.places import card, load_place

    with Remarks(quiet=True):  # the card says it all
        profile = load_place(place)
    if as_json:
        say_json({"name": profile.name, "slug": profile.slug, "warnings": profile.warnings, "values": profile.values})
    else:
        say(card(profile, assumptions))


def _shown(value: Any) -> str:
    if value is None:
        return "not known"
    return f"{value:,.4g}" if isinstance(value, float) and abs(value) < 1000 else _whole(value)


def _whole(value: Any) -> str:
    return f"{value:,.0f}" if isinstance(value, (int, float)) else str(value)

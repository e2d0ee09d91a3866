"""`peersim evidence`: every number the model uses, with its source and grade."""

from __future__ import annotations

from typing import Annotated

import typer

from peersim.commands.options import Parents, Place, Quiet, Seed, Weeks, Workers
from peersim.commands.screen import Progress, remark, say, say_json, say_table, told

app = typer.Typer(no_args_is_help=True, help="Numbers the model uses: value, unit, range, source, grade.")

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


@app.command("list")
@told
def list_numbers(
    search: Annotated[str, typer.Argument(help="Words to look for, such as `childcare`.")] = "",
    role: Annotated[str | None, typer.Option(help="Only `input`, `design`, `output` or `context`.")] = None,
    grade: Annotated[str | None, typer.Option(help="Only grade `A`, `B`, `C` or `D` (assumption).")] = None,
    as_json: AsJson = False,
) -> None:
    """List numbers, each with its unit, range and grade."""
    from peersim.evidence import listing

    rows = listing(role=role, grade=grade, search=search)
    if as_json:
        say_json(rows)
        return
    if not rows:
        remark("No number matches.")
        return
    cells = [
        (row["key"], number(row["value"]), span(row["low"], row["high"]), row["unit"], row["grade"], row["label"])
        for row in rows
    ]
    say_table(("number", "value", "range", "unit", "grade", "what it is"), cells, right=(1,))


@app.command("show")
@told
def show_number(
    key: Annotated[str, typer.Argument(help="Name of a number, such as `attendance.usual`.")],
    as_json: AsJson = False,
) -> None:
    """Tell all that is known of one number: prior, posterior, grade, source, conflicts, and what rests on it."""
    from peersim.report.number_page import number_card, number_facts

    if as_json:
        say_json(number_facts(key))
    else:
        say(number_card(key))


@app.command("measure-next")
@told
def measure_next(
    draws: Annotated[int, typer.Option(help="Possible worlds [draws]; fewer are quicker, and see less.")] = 1000,
    place: Place = "derby",
    parents: Parents = 3000,
    weeks: Weeks = 156,
    seed: Seed = 1,
    workers: Workers = None,
    all_of_them: Annotated[bool, typer.Option("--all", help="Every input of grade C or D, not only 32.")] = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Rank the assumptions whose measuring would take most uncertainty off the demo's answers; takes some minutes."""
    from peersim.analysis.worth_measuring import HOW_MANY, worth_measuring
    from peersim.commands.studies import DEMO
    from peersim.report.measure_next import rows

    with Progress(quiet=quiet) as progress:
        found = worth_measuring(
            DEMO,
            draws=draws,
            place=place,
            parents=parents,
            weeks=weeks,
            seed=seed,
            workers=workers,
            how_many=None if all_of_them else HOW_MANY,
            progress=progress,
            announce=progress.announce,
        )
    if as_json:
        say_json(rows(found))
        return
    cells = [
        (
            str(row["rank"]),
            row["key"],
            f"{100 * max(row['share_of_variance'], 0):.1f}%",
            f"{100 * row['low']:.1f}% to {100 * row['high']:.1f}%",
            "" if row["clear_of_chance"] else "not clear of chance",
            row["explains_most_of"] if row["clear_of_chance"] else "",
        )
        for row in rows(found)
    ]
    say_table(("", "number", "share", "95% interval", "", "explains most of"), cells, right=(0, 2))
    if not quiet:
        remark(
            "Share: mean share of the variance between worlds that would go if the number were known, over the "
            "reference's outcomes and over what the other designs change. docs/evidence/worth_measuring.md tells how "
            "each could be measured."
        )


def number(value: float | None) -> str:
    """Write a number as people do: four figures, no exponent."""
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def span(low: float | None, high: float | None) -> str:
    """Write a range, or nothing where there is none."""
    return "" if low is None or high is None or low == high else f"{number(low)} to {number(high)}"

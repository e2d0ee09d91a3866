"""`peersim evidence`: every number the model uses, with its source and grade."""

from __future__ import annotations

from typing import Annotated

import typer

from peersim.commands.screen import remark, say, say_json, say_table, told

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


def number(value: float | None) -> str:
    """Write a number as people do: four figures, no exponent."""
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def span(low: float | None, high: float | None) -> str:
    """Write a range, or nothing where there is none."""
    return "" if low is None or high is None or low == high else f"{number(low)} to {number(high)}"

"""`peersim scenario`: designs in the library and files of one's own."""

from __future__ import annotations

from typing import Annotated

import typer

from peersim.commands.options import AsJson, Weeks
from peersim.commands.screen import Remarks, remark, say, say_json, say_table, told

app = typer.Typer(no_args_is_help=True, help="Scenarios: what a planner chooses, in small files.")

Named = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A scenario (`peersim scenario list`) or the path of a file.")
]


@app.command("list")
@told
def list_scenarios(as_json: AsJson = False) -> None:
    """List the scenarios that come with peersim."""
    from peersim.scenarios.show import listing

    rows = listing()
    if as_json:
        say_json(rows)
        return
    cells = [(row["name"], row["title"], row["extends"], row["changed"]) for row in rows]
    say_table(("name", "title", "extends", "settings changed"), cells, right=(3,))


@app.command("show")
@told
def show_scenario(
    scenario: Named,
    resolved: Annotated[
        bool, typer.Option("--toml", help="Print it as one file that extends nothing, every lever stated.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Describe one scenario: levers with their units, groups, money, changes, notes."""
    from peersim.scenarios import load
    from peersim.scenarios.show import card

    loaded = load(scenario)
    if as_json:
        say_json(loaded)
    else:
        say(loaded.resolved_toml() if resolved else card(loaded))


@app.command("validate")
@told
def validate(
    scenarios: Annotated[list[str], typer.Argument(help="Paths of scenario files, or names.")],
    weeks: Weeks = 156,
) -> None:
    """Check scenario files: every problem at once, with file and line; nothing is run."""
    from peersim.foundation.problems import InputError, Problems
    from peersim.scenarios import load

    problems = Problems()
    for name in scenarios:
        try:
            loaded = load(name)
            loaded.expand(weeks)
        except InputError as error:
            problems.found += error.problems
            problems.hint = error.hint or problems.hint
        else:
            for note in loaded.notes:
                remark(f"{name}: {note}")
            say(f"{name}: good for {weeks:,} weeks ({loaded.title})")
    problems.raise_if_any()


@app.command("diff")
@told
def diff(first: Named, second: Named, as_json: AsJson = False) -> None:
    """Tell in what two scenarios differ, each value with its unit and the weeks in which it holds."""
    from peersim.scenarios import load
    from peersim.scenarios.show import difference

    with Remarks():
        loaded = [load(first), load(second)]
        rows = difference(*loaded)
    for name, scenario in zip((first, second), loaded, strict=True):
        for note in scenario.notes:
            remark(f"{name}: {note}")
    if as_json:
        say_json(rows)
        return
    if not rows:
        say(f"{first} and {second} are the same programme.")
        return
    cells = [
        (row["key"], row["of"], row["a_text"], row["b_text"], _weeks(row["from_week"], row["to_week"])) for row in rows
    ]
    say_table(("what", "of", first, second, "weeks"), cells)


@app.command("levers")
@told
def levers(
    prefix: Annotated[str, typer.Argument(help="Beginning of a lever's name, such as `creche`.")] = "",
    as_json: AsJson = False,
) -> None:
    """List the levers a scenario may change, with unit, allowed range, default and the claim behind each."""
    from peersim.scenarios.show import levers_listing

    rows = levers_listing(prefix)
    if as_json:
        say_json(rows)
        return
    cells = [(r["name"], r["meaning"], r["unit"], r["allowed"], r["default"], r["claims"]) for r in rows]
    say_table(("lever", "what it is", "unit", "allowed", "default", "claims"), cells)


def _weeks(first: int, end: int | None) -> str:
    return f"{first} to the end" if end is None else f"{first} to {end - 1}"

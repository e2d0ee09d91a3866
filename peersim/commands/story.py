"""`peersim story`: one simulated person's weeks, in sentences."""

from __future__ import annotations

from typing import Annotated

import typer

from peersim.commands.options import AsJson, Parents, Place, Quiet, Seed, Weeks
from peersim.commands.screen import Progress, say, say_json, told


@told
def story(
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="A scenario (`peersim scenario list`) or the path of a file.")
    ],
    person: Annotated[
        int | None, typer.Option(help="Number of the person [from 0]; by default someone to whom much happened.")
    ] = None,
    kind: Annotated[str, typer.Option(help="`parent` or `volunteer`.")] = "parent",
    place: Place = "derby",
    parents: Parents = 3000,
    weeks: Weeks = 156,
    draw: Annotated[int | None, typer.Option(help="Draw [from 0]; by default the central values.")] = None,
    replication: Annotated[int, typer.Option(help="Run of luck [from 0].")] = 0,
    seed: Seed = 1,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Tell one person's weeks in sentences."""
    from peersim.api import story as ask

    with Progress(quiet=quiet) as progress:
        answer = ask(
            scenario,
            person=person,
            kind=kind,
            place=place,
            parents=parents,
            weeks=weeks,
            draw=draw,
            replication=replication,
            seed=seed,
            announce=progress.announce,
        )
    if as_json:
        say_json(answer)
    else:
        say(answer.to_text())

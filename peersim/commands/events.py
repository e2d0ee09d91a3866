"""`peersim events`: everything that happened in one run, as a table in words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from peersim.commands.options import AsJson, Parents, Place, Quiet, Seed, Weeks
from peersim.commands.screen import Progress, remark, say, say_json, say_table, told

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 20
"""Events shown on the screen; a file gets every one."""


@told
def events(
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="A scenario (`peersim scenario list`) or the path of a file.")
    ],
    out: Annotated[Path | None, typer.Option(help="File to write every event to: .csv or .parquet.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace that file if it is there already.")] = False,
    kind: Annotated[
        list[str] | None, typer.Option(help="Only events of this kind, such as `stayed away`; may be given again.")
    ] = None,
    who: Annotated[
        str | None,
        typer.Option(help="Only what this one has part in: `parent 12`, `volunteer 3`, `post 1`, `group NAME`."),
    ] = None,
    place: Place = "derby",
    parents: Parents = 3000,
    weeks: Weeks = 156,
    draw: Annotated[int | None, typer.Option(help="Draw [from 0]; by default the central values.")] = None,
    replication: Annotated[int, typer.Option(help="Run of luck [from 0].")] = 0,
    seed: Seed = 1,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Show or write everything that happened in one run."""
    from peersim.api import events as ask
    from peersim.studies.event_table import check_file, write_events

    target = check_file(out, replace) if out is not None else None
    numbers = {"parents": parents, "weeks": weeks, "draw": draw, "replication": replication, "seed": seed}
    with Progress(quiet=quiet) as progress:
        frame = ask(scenario, kinds=kind or (), who=who, place=place, announce=progress.announce, **numbers)
    happened, frame.attrs = frame.attrs["happened"], {}
    if target is not None:
        write_events(frame, target)
        remark(f"{target}: {_how_many(frame, happened)}")
    elif as_json:
        say_json({"happened": happened, "events": frame.to_dict("records")})
    else:
        _show(frame, happened)


def _how_many(frame: pd.DataFrame, happened: int) -> str:
    if len(frame) == happened:
        return f"all {happened:,} events of the run; none is missing."
    return f"{len(frame):,} of the run's {happened:,} events: every one that was asked for."


def _show(frame: pd.DataFrame, happened: int) -> None:
    """Count events by kind and show the first."""
    counts = [(kind, f"{count:,}") for kind, count in frame["kind"].value_counts().items()]
    told = _how_many(frame, happened)
    say(f"{told[0].upper()}{told[1:]}\n")
    say_table(("What happened", "Times"), counts, right=(1,))
    columns = ["week", "kind", "who", "other", "setting", "cause"]
    rows: list[Any] = frame[columns].head(SHOWN).values.tolist()
    say("")
    say_table([name.capitalize() for name in columns], rows, title="The first of them", right=(0,))
    if len(frame) > SHOWN:
        say(f"\nAnd {len(frame) - SHOWN:,} more: --out FILE.csv writes every one.")

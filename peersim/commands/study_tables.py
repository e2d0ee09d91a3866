"""`peersim study export` and `migrate`: what a study keeps, for other programs and for later versions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from peersim.commands.options import AsJson, Quiet
from peersim.commands.screen import remark, say, say_json, say_table, told

_BYTES_PER_MB = 1_000_000


@told
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The study's folder.", show_default=False)],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The folder to write.", show_default=False)],
    table: Annotated[
        list[str],
        typer.Option(
            help="Export this table; repeat it for more: runs, tidy (a row a run and outcome), outcomes (a row a run), "
            "definitions, weekly, stays, money, hours, draws.",
            show_default="runs, tidy, definitions, draws",
        ),
    ] = [],  # noqa: B006 - typer copies it
    form: Annotated[str, typer.Option("--format", help="csv or parquet.")] = "csv",
    scenario: Annotated[
        list[str], typer.Option(help="Only this scenario; repeat it for more.", show_default="all")
    ] = [],  # noqa: B006 - typer copies it
    subgroups: Annotated[bool, typer.Option("--subgroups", help="Outcomes by subgroup of families too.")] = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Write tables of a study as single files, with datapackage.json, which says what every column is."""
    from peersim.studies.exporting import export as write_tables
    from peersim.studies.reading import Store

    with Store(folder, verify=True) as store:
        written = write_tables(
            store,
            out,
            tables=table or None,
            form=form,
            scenarios=scenario or None,
            subgroups=subgroups,
            tell=(lambda text: None) if quiet or as_json else remark,
        )
        unfinished = store.unfinished
    if as_json:
        say_json([{**each._asdict(), "path": str(each.path)} for each in written])
    else:
        rows = [(str(each.path), f"{each.rows:,}", f"{each.bytes / _BYTES_PER_MB:,.1f} MB") for each in written]
        say_table(("file", "rows", "size"), rows, right=(1, 2))
    if unfinished and not quiet:
        remark(f"The study is not finished: {unfinished:,} of its shards are not among this.")


@told
def migrate(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="A folder of `peersim compare`.", show_default=False)],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The folder to write.", show_default=False)],
) -> None:
    """Write what `peersim compare` left as a study's folder, to query and export it; the old folder stays as it is."""
    from peersim.studies.migration import migrate as bring

    say(f"{bring(old, new)} holds the same runs in the present format.")

"""`peersim local`: your own monthly figures, held against what the model gives for a programme like yours."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from peersim.commands.options import AsJson, Draws, Parents, Place, Quiet, Replications, Seed, Workers
from peersim.commands.screen import RUN_FAILED, Progress, remark, say, say_and_save, say_json, say_table, told
from peersim.foundation.problems import InputError

if TYPE_CHECKING:
    from peersim.analysis.own_months import MonthsCompared, OwnMonths

app = typer.Typer(
    help="Compare your own monthly figures (a CSV file) with what the model gives; nothing leaves this machine.",
    no_args_is_help=True,
)

_PAGE = 110
"""Width of sentences [characters]."""

File = Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file with a row a month: `peersim local columns`.")]
Dates = Annotated[
    str | None,
    typer.Option(help="`day first` or `month first`, for dates such as 03/04/2025.", show_default="as found"),
]
Ignore = Annotated[
    list[str] | None, typer.Option(help="Leave a column of numbers out, by its head; may be given several times.")
]
Partial = Annotated[
    list[str] | None,
    typer.Option(help="A month that the file tells in part only, such as 2025-06; may be given several times."),
]
RoundSmall = Annotated[bool, typer.Option("--round-small", help="Hide counts of 1 to 4 people in all that is written.")]
Meets = Annotated[
    str | None,
    typer.Option(help="Weekday on which groups meet, such as tuesday.", show_default="weeks are shared by days"),
]
Scenario = Annotated[str, typer.Option(help="The programme: a scenario (`peersim scenario list`) or a file.")]


@app.command("columns")
@told
def columns(as_json: AsJson = False) -> None:
    """List the columns that a file of monthly figures may have, with what each counts."""
    from peersim.analysis.own_months import COLUMNS
    from peersim.analysis.own_months.dates import FORMS

    if as_json:
        names = ("name", "label", "unit", "over", "weekly", "definition", "heads")
        say_json([{name: getattr(column, name) for name in names} for column in COLUMNS])
        return
    over = {"sum": "added up over the month", "end": "at the month's end", "different people": "different people"}
    rows = [(column.name, column.unit, over[column.over], column.definition) for column in COLUMNS]
    say_table(("column", "unit", "a month is", "what it counts"), rows)
    say("")
    for paragraph in (
        f"The first line names the columns. One is headed month and says which month a row is of: {FORMS}. Heads may "
        "be "
        "written with spaces, and in other usual words (visits for attendances); --json lists all of them.",
        "An empty cell means that nothing was recorded; write 0 for none. Names, addresses and other data of one "
        "person "
        "are refused.",
    ):
        say(textwrap.fill(paragraph, _PAGE))


@app.command("check")
@told
def check(
    file: File,
    dates: Dates = None,
    ignore: Ignore = None,
    partial: Partial = None,
    round_small: RoundSmall = False,
    as_json: AsJson = False,
) -> None:
    """Read a file of monthly figures and say how it is understood; nothing is run.

    Example: peersim local check our_months.csv
    """
    from peersim.analysis.own_months import own_months

    months = own_months(file, dates=dates, ignore=ignore or (), partial=partial or (), round_small=round_small)
    if as_json:
        frame = months.to_frame()
        say_json({"months": frame.to_dict(orient="records"), "remarks": months.remarks})
        return
    _say_file(months)


def _say_file(months: OwnMonths) -> None:
    import numpy as np

    rows = []
    for number, column in enumerate(months.columns):
        values = months.values[:, number]
        known = values[~np.isnan(values)]
        ends = (f"{known.min():,.0f}", f"{known.max():,.0f}") if len(known) else ("–", "–")
        rows.append((column.name, column.unit, str(len(known)), *ends, column.definition))
    heads = ("column", "unit", "months", "lowest", "highest", "read as")
    say_table(heads, rows, title=f"{months.months[0]} to {months.months[-1]}", right=(2, 3, 4))
    for sentence in months.remarks:
        say(textwrap.fill(sentence, _PAGE, initial_indent="* ", subsequent_indent="  "))
    say(f"\nThe file can be read: {months.recorded:,} figures. Compare it: `peersim local compare FILE`.")


@app.command("compare")
@told
def compare(
    file: File,
    scenario: Scenario = "baseline",
    place: Place = "derby",
    parents: Parents = 3000,
    started: Annotated[
        str | None,
        typer.Option(help="When the programme began, such as 2024-09 or 2024-09-16.", show_default="the first month"),
    ] = None,
    meets: Meets = None,
    draws: Draws = 100,
    replications: Replications = 1,
    seed: Seed = 1,
    workers: Workers = None,
    study: Annotated[
        Path | None, typer.Option(help="A finished study's folder: its runs are read, and nothing is run.")
    ] = None,
    dates: Dates = None,
    ignore: Ignore = None,
    partial: Partial = None,
    round_small: RoundSmall = False,
    out: Annotated[
        Path | None, typer.Option(help="Folder to write: summary, tables, the picture and its words.")
    ] = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Hold your own months against the simulated worlds of a programme: which lie outside, and how surely.

    Figures outside the band are a result: the exit code is 0. The file is read on this machine and sent nowhere.

    Example: peersim local compare our_months.csv --scenario our_programme.toml --started 2024-09 --out results/ours
    """
    from peersim.analysis.own_months import compare_months

    if out is not None and out.exists() and not out.is_dir():
        raise InputError([f"--out {out} is a file; it must be a folder."])
    with Progress(quiet=quiet) as progress:
        found = compare_months(
            file, scenario, place=place, parents=parents, started=started, meets=meets, draws=draws,
            replications=replications, seed=seed, workers=workers, study=study, dates=dates, ignore=ignore or (),
            partial=partial or (), round_small=round_small, progress=progress, announce=progress.announce,
        )  # fmt: skip
    say_and_save(found, found.to_dict(), _say, out, as_json)
    failed = found.simulated.failures
    if failed:
        remark(f"{len(failed):,} of the worlds could not be run; bands are made of the others. {failed[0].message}")
        raise typer.Exit(RUN_FAILED)


def _say(found: MonthsCompared) -> None:
    from peersim.commands.answer import plain_text
    from peersim.report.own_months_words import table_rows

    for sentence in found.sentences:
        say(plain_text(sentence) + "\n")
    heads = ("what", "unit", "months", "outside the 95% band", "usual in a world", "worlds that stray as far",
             "your mean month", "median world's")  # fmt: skip
    say_table(heads, table_rows(found), right=range(2, len(heads)))
    say("")
    for sentence in found.remarks:
        say(textwrap.fill(sentence, _PAGE, initial_indent="* ", subsequent_indent="  "))


@app.command("sample")
@told
def sample(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The CSV file to write.")],
    scenario: Scenario = "baseline",
    place: Place = "derby",
    parents: Parents = 3000,
    started: Annotated[str, typer.Option(help="When the simulated programme begins.")] = "2024-09",
    months: Annotated[int, typer.Option(help="Length of the file [months].")] = 12,
    meets: Meets = None,
    seed: Seed = 4,
    replace: Annotated[bool, typer.Option("--replace", help="Write over a file that is there.")] = False,
    quiet: Quiet = False,
) -> None:
    """Write a simulated file of monthly figures, to try the comparison with: nobody in it is real.

    Example: peersim local sample simulated_months.csv --months 18
    """
    from peersim.analysis.own_months import sample_months

    with Progress(quiet=quiet) as progress:
        written = sample_months(
            file, scenario, place=place, parents=parents, started=started, months=months, meets=meets, seed=seed,
            replace=replace, announce=progress.announce,
        )  # fmt: skip
    say(f"{written}: {months} simulated months; nobody in it is real.")

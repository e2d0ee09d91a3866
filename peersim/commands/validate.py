"""`peersim validate`: the model held against published figures, or against your own."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from peersim.commands.options import AsJson, Quiet, Replications, Seed, Workers
from peersim.commands.screen import RUN_FAILED, Progress, duration, remark, say, say_and_save, say_table, told

if TYPE_CHECKING:
    from peersim.analysis.validation import Score, Validation

_PAGE = 110
"""Width of sentences [characters]."""

_SHOWN_FAILURES = 3


@told
def validate(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]", help="A file of targets; the published figures that come with peersim if none."
        ),
    ] = None,
    draws: Annotated[
        int, typer.Option(help="Sets of uncertain parameter values [draws]; fewer are quicker, and blur.")
    ] = 200,
    replications: Replications = 1,
    use: Annotated[
        str | None, typer.Option(help="Only targets used for `calibration`, or for `validation`.", show_default="both")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option(help="Only the target of this id; may be given several times.")
    ] = None,
    prior: Annotated[
        bool, typer.Option("--prior", help="Draw inputs as the evidence table states them, not as calibrated.")
    ] = False,
    seed: Seed = 1,
    workers: Workers = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder to write: targets.csv, targets.json, the picture and its words.")
    ] = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Hold the model against published figures: each is a hit or a miss.

    A file of targets says what was found, where, and how the setting is simulated; docs/how_to tells how to write one
    (validate_against_your_own_figures.md), and `peersim statistics` what can be measured. A miss is a result: the
    exit code is 0.

    Example: peersim validate our_figures.toml --draws 100 --out results/our_figures
    """
    from peersim.analysis.validation import PUBLISHED
    from peersim.analysis.validation import validate as ask
    from peersim.foundation.problems import InputError

    if out is not None and out.exists() and not out.is_dir():
        raise InputError([f"--out {out} is a file; it must be a folder."])
    with Progress(quiet=quiet) as progress:
        found = ask(
            file or PUBLISHED,
            draws=draws,
            replications=replications,
            seed=seed,
            workers=workers,
            use=use,
            only=only or (),
            prior=prior,
            progress=progress,
            announce=progress.announce,
        )
    told = {**found.to_dict(), "seconds": round(found.seconds, 2)}
    say_and_save(found, told, _say, out, as_json)
    if found.failures:
        remark(_failed(found))
        raise typer.Exit(RUN_FAILED)


def _say(found: Validation) -> None:
    """Print the table, the count of hits, and what a reader must know."""
    from peersim.analysis.validation import RULE

    heads = ("target", "what", "published (band)", "model: median (95% interval)", "result")
    cells: list[tuple[str, ...]] = []
    for pattern, members in found.scores.by_pattern.items():
        cells += [("", f"{pattern}:", "", "", "")] if pattern else []
        cells += [_cells(each) for each in members]
    say_table(heads, cells, title=found.targets.title)
    counts = [f"{hits} of {number} used for {use}" for use, (hits, number) in found.hits.items()]
    say(f"\nHits: {'; '.join(counts)}.")
    scores = found.scores
    settings = len(found.targets.settings)
    runs = settings * scores.draws * scores.replications
    paragraphs = (
        RULE,
        f"Simulated, not observed: {scores.draws:,} draws from the {found.source} × {scores.replications:,} "
        f"{'replication' if scores.replications == 1 else 'replications'} of {settings} "
        f"{'setting' if settings == 1 else 'settings'}, {runs:,} {'run' if runs == 1 else 'runs'} in "
        f"{duration(found.seconds)}; seed {scores.seed}.",
        *found.remarks,
    )
    for paragraph in paragraphs:
        say(textwrap.fill(paragraph, _PAGE))


def _cells(each: Score) -> tuple[str, ...]:
    from peersim.report.targets import published_words, simulated_words, unit_words

    what = f"{each.target.label}{unit_words(each)}"
    result = "hit" if each.hit else f"MISS: {each.why}"
    missing = f"; no value in {each.runs - each.told} of {each.runs} runs" if each.hit and each.told < each.runs else ""
    return each.target.id, what, published_words(each), simulated_words(each), result + missing


def _failed(found: Validation) -> str:
    lines = [
        f"{', '.join(f.targets)}, draw {f.draw}, replication {f.replication}: {f.stage} failed: {f.message}"
        for f in found.failures
    ]
    count = f"{len(lines):,} {'run' if len(lines) == 1 else 'runs'} failed; scores are made of the others."
    more = [f"and {len(lines) - _SHOWN_FAILURES:,} more."] if len(lines) > _SHOWN_FAILURES else []
    return "\n".join([count, *lines[:_SHOWN_FAILURES], *more])

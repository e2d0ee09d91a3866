"""`peersim hours`: what coordinators are asked for and give, week by week, and what follows when it falls short."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from peersim.commands.options import AsJson, Draws, Parents, Place, Quiet, Seed, Weeks
from peersim.commands.screen import Progress, say_json, say_table, told
from peersim.foundation.problems import InputError

if TYPE_CHECKING:
    from peersim.report.style import Drawn

ENDINGS = (".png", ".svg")


@told
def hours(
    scenarios: Annotated[
        list[str],
        typer.Argument(metavar="SCENARIO [OTHER]...", help="Up to three scenarios (`peersim scenario list`) or files."),
    ],
    place: Place = "derby",
    parents: Parents = 3000,
    weeks: Weeks = 208,
    draws: Draws = 40,
    seed: Seed = 1,
    out: Annotated[Path | None, typer.Option(help="A .png or .svg file to draw the figure to.")] = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Show coordinator hours by task, asked and given; with --out, draw what follows when they fall short."""
    from peersim.report.spiral import spiral

    if out is not None and out.suffix not in ENDINGS:
        raise InputError([f"{out} ends in {out.suffix or 'nothing'}; allowed {', '.join(ENDINGS)}."])
    with Progress(quiet=quiet) as progress:
        drawn = spiral(
            scenarios,
            place=place,
            parents=parents,
            weeks=weeks,
            draws=draws,
            seed=seed,
            announce=progress.announce,
        )
    if out is not None:
        _write(drawn, out)
    rows = _rows(drawn)
    if as_json:
        say_json([dict(zip(("design", "task", "asked", "given"), row, strict=True)) for row in rows])
    else:
        cells = [(design, task, f"{asked:.1f}", f"{given:.1f}") for design, task, asked, given in rows]
        say_table(("design", "task", "hours a week asked", "given"), cells, right=(2, 3))


def _rows(drawn: Drawn) -> list[tuple[str, str, float, float]]:
    """Mean hours a week by task over the whole run; asked with what was put off from the week before."""
    rows: list[tuple[str, str, float, float]] = []
    for design, frame in drawn.table.groupby("design", sort=False):
        tasks = [name.removeprefix("asked_") for name in frame.columns if name.startswith("asked_")]
        means: Any = frame.mean(numeric_only=True)
        rows += [
            (str(design), task.replace("_", " "), float(means[f"asked_{task}"]), float(means[f"given_{task}"]))
            for task in tasks
            if means[f"asked_{task}"] > 0
        ]
    return rows


def _write(drawn: Drawn, out: Path) -> None:
    from peersim.report.saving import png_bytes, svg_text

    data = png_bytes(drawn) if out.suffix == ".png" else svg_text(drawn).encode("utf-8")
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(data)

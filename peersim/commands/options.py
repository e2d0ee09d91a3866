"""Options that several commands share, each with its unit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Place = Annotated[str, typer.Option(help="A place (`peersim place list`) or the path of a place file.")]
Parents = Annotated[int, typer.Option(help="Families eligible at week 0 [parents].")]
Weeks = Annotated[int, typer.Option(help="Length of each run [weeks].")]
Draws = Annotated[int, typer.Option(help="Sets of uncertain parameter values [draws].")]
Replications = Annotated[int, typer.Option(help="Runs of luck for each draw [replications].")]
Seed = Annotated[int, typer.Option(help="All luck follows from it [whole number]; same seed, same results.")]
Workers = Annotated[
    int | None, typer.Option(help="Threads [cores]; results do not depend on it.", show_default="one a core")
]
Out = Annotated[Path | None, typer.Option(help="Folder to write: tables, figures, summary, manifest.")]
Replace = Annotated[bool, typer.Option("--replace", help="Replace another study's results in that folder.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of tables.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no remarks; errors are still told.")]

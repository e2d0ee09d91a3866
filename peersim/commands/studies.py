"""`peersim demo`, `run` and `compare`: ask a question, watch it being answered, read the answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from peersim.commands.options import (
    AsJson,
    Draws,
    Out,
    Parents,
    Place,
    Quiet,
    Replace,
    Replications,
    Seed,
    Weeks,
    Workers,
)
from peersim.commands.screen import RUN_FAILED, Progress, remark, told

if TYPE_CHECKING:
    from peersim.analysis.comparison import Comparison

SHOWN_FAILURES = 3
"""Failed runs told on the screen; all are in the folder's failures.csv."""

DEMO = (
    "baseline",
    "on_site_childcare",
    "transport_help",
    "second_facilitator",
    "follow_up",
    "half_a_coordinator_more",
)
"""Designs of the demo: the baseline, and five single changes that planners ask about first."""

DEMO_FOLDER = Path("results") / "demo"


@told
def demo(
    place: Place = "derby",
    parents: Parents = 3000,
    weeks: Weeks = 156,
    draws: Draws = 20,
    replications: Replications = 3,
    seed: Seed = 1,
    workers: Workers = None,
    out: Out = DEMO_FOLDER,
    replace: Replace = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Compare six designs for Derby, and no programme at all."""
    numbers = {"place": place, "parents": parents, "weeks": weeks, "draws": draws, "replications": replications}
    study(list(DEMO), out=out, replace=replace, as_json=as_json, quiet=quiet, seed=seed, workers=workers, **numbers)


@told
def run(
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="A scenario (`peersim scenario list`) or the path of a file.")
    ],
    place: Place = "derby",
    parents: Parents = 3000,
    weeks: Weeks = 156,
    draws: Draws = 20,
    replications: Replications = 3,
    seed: Seed = 1,
    workers: Workers = None,
    out: Out = None,
    replace: Replace = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Run one design, with no programme at all beside it."""
    numbers = {"place": place, "parents": parents, "weeks": weeks, "draws": draws, "replications": replications}
    study([scenario], out=out, replace=replace, as_json=as_json, quiet=quiet, seed=seed, workers=workers, **numbers)


@told
def compare(
    scenarios: Annotated[
        list[str], typer.Argument(help="Scenarios, by name or path; the others are compared with the first.")
    ],
    place: Place = "derby",
    parents: Parents = 3000,
    weeks: Weeks = 156,
    draws: Draws = 20,
    replications: Replications = 3,
    seed: Seed = 1,
    workers: Workers = None,
    out: Out = None,
    replace: Replace = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Compare designs on the same families with the same luck.

    `nothing`, in which there is no programme, always runs beside them.
    """
    numbers = {"place": place, "parents": parents, "weeks": weeks, "draws": draws, "replications": replications}
    study(scenarios, out=out, replace=replace, as_json=as_json, quiet=quiet, seed=seed, workers=workers, **numbers)


def study(scenarios: list[str], *, out: Path | None, replace: bool, as_json: bool, quiet: bool, **numbers: Any) -> None:
    """Run a study and print its answer.

    Parameters
    ----------
    scenarios : list of str
        Names or paths, the reference first.
    out : Path or None
        Folder to write.
    replace : bool
        Whether other results there may be replaced.
    as_json, quiet : bool
        One JSON document instead of tables; no progress and no remarks.
    **numbers
        Place, size, length, draws, replications, seed and workers, as in `peersim.compare`.
    """
    from peersim.api import compare as ask
    from peersim.commands.answer import show

    with Progress(quiet=quiet) as progress:
        answer = ask(scenarios, out=out, replace=replace, progress=progress, announce=progress.announce, **numbers)
    show(answer, out=out, as_json=as_json)
    if answer.failures:
        remark(_failed(answer))
        raise typer.Exit(RUN_FAILED)


def _failed(answer: Comparison) -> str:
    lines = [f"{f.scenario}, draw {f.draw}, replication {f.replication}: {f.message}" for f in answer.failures]
    count = f"{len(lines):,} {'run' if len(lines) == 1 else 'runs'} failed; the answer is made of the others."
    more = [f"and {len(lines) - SHOWN_FAILURES:,} more."] if len(lines) > SHOWN_FAILURES else []
    return "\n".join([count, *lines[:SHOWN_FAILURES], *more])

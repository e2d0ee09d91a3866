"""`peersim sensitivity`: which of what nobody knows decides the answer, and in which worlds a design loses."""

from __future__ import annotations

import textwrap
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from peersim.commands.options import AsJson, Parents, Place, Quiet, Seed, Weeks, Workers
from peersim.commands.screen import RUN_FAILED, Progress, duration, remark, say, say_json, say_table, told

if TYPE_CHECKING:
    from peersim.analysis.sensitivity import Sensitivity, SensitivityPlan

app = typer.Typer(
    help="Find out which uncertain inputs decide the answer, and in which worlds a design loses.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_PAGE = 110
"""Width of sentences [characters]."""

_TRIALS = 3
"""Runs from which the time of one is estimated."""


@app.command("run")
@told
def run(
    scenarios: Annotated[
        list[str], typer.Argument(help="Scenarios, by name or path; the others are compared with the first.")
    ],
    place: Place = "derby",
    parents: Parents = 3000,
    weeks: Weeks = 156,
    outcomes: Annotated[
        list[str] | None,
        typer.Option(
            "--outcome",
            help="What is to be explained; repeat it for more.",
            show_default="parents_reached, parents_engaged_26w, cost_per_parent_engaged_26w",
        ),
    ] = None,
    inputs: Annotated[
        list[str] | None,
        typer.Option(
            "--input",
            help="Look at this input, or at those of a part such as `attendance`, singly; the others vary together.",
            show_default="all",
        ),
    ] = None,
    differences: Annotated[
        bool | None,
        typer.Option(
            "--differences/--no-differences",
            help="Only differences between designs, or only the first design's own outcomes.",
            show_default="both",
        ),
    ] = None,
    ties: Annotated[
        str,
        typer.Option(
            help="Calibrated inputs `together`, as one block, or `apart`, each from its own margin of the posterior."
        ),
    ] = "together",
    trajectories: Annotated[
        int, typer.Option(help="Trajectories of Morris screening [trajectories]; 0 leaves screening out.")
    ] = 16,
    samples: Annotated[int, typer.Option(help="Rows of Sobol points, a power of two [rows].")] = 256,
    replications: Annotated[int, typer.Option(help="Runs of luck at each point [replications].")] = 2,
    at_most: Annotated[int, typer.Option(help="Inputs with indices of their own, at most [inputs].")] = 12,
    seed: Seed = 1,
    workers: Workers = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder to write: runs, tables, figures, answer. The same command goes on there."),
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Remove another analysis in that folder.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say how many runs and how long; run nothing.")] = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Screen all uncertain inputs (Morris), then split the variance of each outcome among them (Sobol).

    Explains reach, retention and cost per retained family of the first design, and what the others change, with 95%
    intervals and the luck of single runs taken off. Needs `pip install "peersim[research]"`. docs/how_to tells more
    (which_inputs_matter.md).

    Example: peersim sensitivity run baseline on_site_childcare --out results/what_decides
    """
    from peersim.analysis.sensitivity import plan_sensitivity, run_sensitivity
    from peersim.analysis.sensitivity.planning import OUTCOMES
    from peersim.analysis.sensitivity.points import part_of_salib
    from peersim.analysis.sensitivity.shelf import check_folder

    part_of_salib("analyze.sobol")
    began = time.monotonic()
    with Progress(quiet=quiet) as progress:
        plan = plan_sensitivity(
            scenarios, outcomes=outcomes or OUTCOMES, inputs=inputs or (), differences=differences, ties=ties,
            place=place, parents=parents, weeks=weeks, trajectories=trajectories, samples=samples,
            replications=replications, at_most=at_most, seed=seed, workers=workers,
        )  # fmt: skip
        if out is not None:
            check_folder(out, plan.document(), replace)
        if dry_run:
            _say_plan(plan, workers, progress, as_json=as_json)
            return
        found = run_sensitivity(
            plan, out, replace=replace, workers=workers, progress=progress, announce=progress.announce
        )
        progress.announce(f"Done in {duration(time.monotonic() - began)}.")
    _say(found, out, as_json=as_json)
    if found.failures:
        raise typer.Exit(RUN_FAILED)


@app.command("show")
@told
def show(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder that `peersim sensitivity run` wrote.")],
    as_json: AsJson = False,
) -> None:
    """Tell again what an analysis found.

    Example: peersim sensitivity show results/what_decides
    """
    from peersim.analysis.sensitivity import read_sensitivity

    _say(read_sensitivity(folder), None, as_json=as_json)


@app.command("discover")
@told
def discover(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a finished study.", show_default=False)],
    design: Annotated[
        str | None,
        typer.Option(help="Scenario that may lose.", show_default="the last, or that with the highest net value"),
    ] = None,
    outcome: Annotated[
        str, typer.Option(help="Outcome on which it may lose, or `net_value`: gains less costs.")
    ] = "parents_engaged_26w",
    threshold: Annotated[
        float, typer.Option(help="Difference from which on it does not lose [the outcome's unit].")
    ] = 0.0,
    against: Annotated[
        str | None,
        typer.Option(help="Scenario it is compared with.", show_default="the reference; for net_value, no programme"),
    ] = None,
    method: Annotated[str, typer.Option(help="`tree` (scikit-learn) or `prim` (EMA workbench).")] = "tree",
    seed: Seed = 1,
    out: Annotated[Path | None, typer.Option(help="Folder to write: the box as a table, a picture, the words.")] = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Find the worlds of a finished study in which a design loses, as limits on inputs, and check them against chance.

    Example: peersim sensitivity discover results/creche/study --design on_site_childcare
    """
    from peersim.analysis.comparison import presenter
    from peersim.economics.losing import discover as ask
    from peersim.foundation.problems import InputError

    if out is not None and out.exists() and not out.is_dir():
        raise InputError([f"--out {out} is a file; it must be a folder."])
    with Progress(quiet=quiet):
        found = ask(folder, design, outcome, threshold, against=against, method=method, seed=seed)
    if as_json:
        say_json(found.to_dict())
    else:
        for sentence in found.sentences():
            say(textwrap.fill(sentence, _PAGE))
    if out is not None:
        written = presenter("save_discovery")(found, out)
        if not as_json:
            say(f"\nWritten to {out}: {', '.join(path.name for path in written)}")


def _say_plan(plan: SensitivityPlan, workers: int | None, progress: Progress, *, as_json: bool) -> None:
    """Say how many runs there are and how long they would take."""
    from peersim.analysis.sensitivity import seconds_for
    from peersim.studies.execute import default_workers

    threads = workers or default_workers()
    seconds = seconds_for(plan, _time_of_a_run(plan, progress), threads)
    how = plan.how
    if as_json:
        say_json({"runs": plan.runs, "seconds": seconds, **plan.document()})
        return
    say(
        f"{len(plan.candidates)} of {len(plan.factors)} inputs, {len(plan.quantities)} quantities, "
        f"{len(plan.scenarios)} scenarios × {how.replications} replications."
    )
    say(f"Screening: {how.trajectories} trajectories. Indices: {how.samples:,} rows, {how.at_most} inputs at most.")
    say(f"{plan.runs:,} runs at most: about {duration(seconds)} on {threads} cores. Nothing was run.")


def _time_of_a_run(plan: SensitivityPlan, progress: Progress) -> float:
    """Time a run of each scenario at central values [seconds]."""
    from peersim.analysis.sensitivity.running import BlockName, PeersimModel
    from peersim.evidence.table import central

    model = PeersimModel(plan.study, plan.scenarios, plan.outcomes, announce=progress.announce)
    model.prepare()
    values = central("posterior").repeat(_TRIALS)
    began = time.perf_counter()
    model.run(values, BlockName("together", 0, 0), lambda: False, lambda: None)
    return (time.perf_counter() - began) / (_TRIALS * len(plan.scenarios))


def _say(found: Sensitivity, out: Path | None, *, as_json: bool) -> None:
    if as_json:
        say_json(found.to_dict())
        return
    for quantity in found.quantities:
        if quantity.why_not:
            continue
        cells = [
            (
                found.label(row.input),
                *(f"{100 * value:.0f}%" for value in (max(row.first, 0.0), max(row.total, 0.0))),
                f"{100 * max(row.total_low, 0.0):.0f}% to {100 * min(row.total_high, 1.0):.0f}%",
                "" if row.clear else "not clear of chance",
            )
            for row in found.indices(quantity.name)
        ]
        say_table(
            ("input", "alone (S1)", "in all (ST)", "95% interval of ST", ""), cells, title=quantity.label, right=(1, 2)
        )
        say("")
    for sentence in found.sentences():
        say(textwrap.fill(sentence, _PAGE) + "\n")
    if found.failures:
        remark(f"{len(found.failures):,} of {found.runs:,} runs failed; their rows were left out.")
    if out is not None:
        say(f"Written to {out}: answer.md, sensitivity.json, sobol.csv, morris.csv, quantities.csv, figures.")

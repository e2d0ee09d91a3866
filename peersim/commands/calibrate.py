"""`peersim calibrate`: inputs that nobody has measured, calibrated against published figures."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from peersim.commands.options import Quiet, Seed, Workers
from peersim.commands.screen import Progress, say, say_table, told

if TYPE_CHECKING:
    from peersim.analysis.calibration.calibrating import Calibration

_PAGE = 110
"""Width of sentences [characters]."""


@told
def calibrate(
    out: Annotated[
        Path, typer.Option(help="Folder to write: simulated worlds, posterior sample, checks and pictures.")
    ] = Path("calibration"),
    targets: Annotated[
        Path | None,
        typer.Option(
            help="A file of targets, of which those for calibration are used.",
            show_default="the published figures that come with peersim",
        ),
    ] = None,
    simulations: Annotated[
        int | None,
        typer.Option(
            help="Worlds to simulate from the priors [worlds].",
            show_default="as many as the shipped sample was made of",
        ),
    ] = None,
    seed: Seed = 1,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the worlds the folder holds already.")] = False,
    freeze: Annotated[
        bool, typer.Option("--freeze", help="Put the sample into the package: default draws then come from it.")
    ] = False,
    without: Annotated[
        list[str] | None,
        typer.Option(help="Leave the target of this id out, to see how it is predicted; may be given several times."),
    ] = None,
    workers: Workers = None,
    quiet: Quiet = False,
) -> None:
    """Calibrate inputs that nobody has measured against published figures.

    Worlds are simulated from the priors of the evidence table; a neural posterior estimator learns from them which
    inputs go with which figures; it is checked on synthetic cases, and a sample given the published figures is
    written. Needs `pip install "peersim[calibrate]"`. Takes half an hour on two cores, an hour where they are busy; if
    it is stopped, --resume goes on with it.

    Example: peersim calibrate --out results/calibration --resume
    """
    from peersim.analysis.calibration.calibrating import SIMULATIONS
    from peersim.analysis.calibration.calibrating import calibrate as ask
    from peersim.foundation.problems import InputError

    if out.exists() and not out.is_dir():
        raise InputError([f"--out {out} is a file; it must be a folder."])
    with Progress(quiet=quiet) as progress:
        found = ask(
            targets,
            out=out,
            simulations=SIMULATIONS if simulations is None else simulations,
            seed=seed,
            workers=workers,
            resume=resume,
            freeze=freeze,
            without=without or (),
            progress=progress,
            announce=progress.announce,
        )
        progress.announce("Drawing the checks.")
        found.save_pictures(out)
    _say(found, out)


def _say(found: Calibration, out: Path) -> None:
    """Print what was informed, how it was recovered, and which targets are met."""
    facts = found.facts
    informed = [(key, row) for key, row in facts["inputs"].items() if row.get("informed")]
    informed.sort(key=lambda pair: -pair[1]["contraction"])
    heads = ("input", "prior: middle (95%)", "posterior: middle (95%)", "contraction", "coverage")
    cells = [
        (
            key,
            _middle(row["prior_middle"]),
            _middle(row["middle"]),
            f"{row['contraction']:.0%}",
            f"{row['coverage']:.1%}",
        )
        for key, row in informed
    ]
    say_table(heads, cells, title="Inputs that the targets inform", right=(3, 4))
    for paragraph in sentences(facts):
        say(textwrap.fill(paragraph, _PAGE))
    say(f"\nWritten to {out}: posterior.csv, posterior.json, pictures; worlds in {out / 'reference'}.")


def _middle(three: list[float | None]) -> str:
    low, middle, high = ("?" if x is None else f"{x:.3g}" for x in three)
    return f"{middle} ({low} to {high})"


def sentences(facts: dict[str, Any]) -> list[str]:
    """Say in sentences what came of a calibration.

    Parameters
    ----------
    facts : dict
        From ``posterior.json``.

    Returns
    -------
    list of str
        Sentences, the warnings among them first.
    """
    how, used, hits = facts["how"], facts["recovery"]["used"], facts["hits"]
    calibrated = [row for row in facts["inputs"].values() if row["part"] == "calibrated"]
    said = []
    if not facts["cloud"]["inside"]:
        said.append(
            "WARNING: the published figures lie outside the cloud of simulated worlds; the posterior extrapolates, and "
            "the model, or a target's setting, is misspecified."
        )
    if used["off"]:
        off = ", ".join(f"{key} {share:.1%}" for key, share in used["off"].items())
        said.append(f"WARNING: 95% intervals hold the truth too seldom or too often for {off}.")
    return [
        *said,
        f"{used['informed']} of {len(calibrated)} calibrated inputs are informed: over {used['cases']:,} synthetic "
        f"cases the targets take away at least {facts['rule']['informed_from']:.0%} of their prior variance. Their 95% "
        f"intervals hold the truth in {used['coverage_lowest']:.1%} to {used['coverage_highest']:.1%} of cases.",
        f"{len(facts['not_moved'])} inputs of grades C and D move no target, and stay at their prior.",
        f"Targets met: {hits['posterior']} of {hits['of']} ({hits['prior']} under the prior).",
        f"{how['simulations']:,} worlds in {how['minutes_simulating']:g} minutes; learning and checking "
        f"{how['minutes_learning']:g} minutes; seed {how['seed']}.",
    ]

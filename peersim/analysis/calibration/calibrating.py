"""Calibration from beginning to end: simulate, screen, learn, check, predict, and freeze."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from peersim.analysis.calibration.estimator import Settings, quiet_bayesflow, require
from peersim.analysis.calibration.facts import facts_of
from peersim.analysis.calibration.features import discrepancy, joined, with_discrepancy
from peersim.analysis.calibration.fit_to_targets import Cloud, Influence, cloud, influences
from peersim.analysis.calibration.learning import Learnt, learn_from, sample_for
from peersim.analysis.calibration.reference import SHARD, Plan, Reference, open_folder, plan_for, simulate_reference
from peersim.evidence import posterior
from peersim.evidence.posterior import Posterior, read_posterior, write_posterior
from peersim.evidence.sampling import MOST_DRAWS, draws
from peersim.foundation.problems import InputError, Problems
from peersim.studies.plan import check_number

if TYPE_CHECKING:
    from peersim.analysis.validation import Scores, Simulated, Targets

SIMULATIONS = 5_120
"""Worlds simulated by default: as many as the shipped sample was made of; half an hour on two cores."""

FEWEST = 256
"""Fewest worlds from which anything can be learnt."""

ROWS = 2_000
"""Rows of the frozen sample."""

PREDICTIVE = 400
"""Draws of the predictive checks."""

REFERENCE = "reference"

PACKAGE = Path(posterior.__file__).resolve().parent
"""Where a frozen sample is shipped."""

Floats = npt.NDArray[np.float64]
Told = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class Calibration:
    """A calibration, finished.

    Attributes
    ----------
    targets : Targets
        Figures it was calibrated against.
    left_out : tuple of str
        Targets that were simulated and not used.
    learnt : Learnt
        The posterior and its checks.
    sample : Posterior
        The frozen sample.
    cloud : Cloud
        Where the published figures lie among prior worlds.
    influences : tuple of Influence
        What hangs on each target.
    before, after : Scores
        The targets under the prior and under the posterior.
    simulated : Simulated
        Every target in every posterior draw.
    """

    targets: Targets
    left_out: tuple[str, ...]
    learnt: Learnt
    sample: Posterior
    cloud: Cloud
    influences: tuple[Influence, ...]
    before: Scores
    after: Scores
    simulated: Simulated

    @property
    def facts(self) -> dict[str, Any]:
        """Everything that ``posterior.json`` says."""
        return self.sample.facts

    def save_pictures(self, folder: str | os.PathLike[str]) -> list[Path]:
        """Draw the checks.

        Parameters
        ----------
        folder : str or path
            Where to.

        Returns
        -------
        list of pathlib.Path
            Files written.
        """
        from peersim.analysis.comparison import presenter

        written: list[Path] = presenter("save_calibration")(self, Path(folder))
        return written


def calibrate(
    targets: str | os.PathLike[str] | Targets | None = None,
    *,
    out: str | os.PathLike[str] = "calibration",
    simulations: int = SIMULATIONS,
    seed: int = 1,
    workers: int | None = None,
    resume: bool = False,
    freeze: bool = False,
    without: Iterable[str] = (),
    rows: int = ROWS,
    predictive: int = PREDICTIVE,
    settings: Settings | None = None,
    progress: Callable[[int, int], None] | None = None,
    announce: Told | None = None,
) -> Calibration:
    """Calibrate the inputs that nobody has measured against published figures.

    Parameters
    ----------
    targets : str, path or Targets, optional
        A file of targets, of which those for calibration are used; the published ones when left out.
    out : str or path
        Folder to write: simulated worlds, the posterior sample, checks and pictures.
    simulations : int
        Prior worlds to simulate [worlds]; rounded up to whole shards.
    seed : int
        All luck follows from it.
    workers : int, optional
        Threads; by default one for each core. Results do not depend on it.
    resume : bool
        Go on with the worlds that `out` holds already.
    freeze : bool
        Put the sample into the package, from where default draws come.
    without : iterable of str
        Ids of targets to leave out of learning, to see how they are then predicted.
    rows : int
        Rows of the sample.
    predictive : int
        Draws of the predictive checks [draws].
    settings : Settings, optional
        How flows are trained.
    progress : callable, optional
        Called with (worlds simulated, worlds wanted).
    announce : callable, optional
        Told what is being done.

    Returns
    -------
    Calibration

    Raises
    ------
    InputError
        If anything is wrong with the input, the extra is not installed, or `out` holds another calibration's worlds.
    RunError
        If no input responds to any target.
    StudyInterrupted
        On Ctrl-C; finished shards are kept.
    """
    require()
    tell = announce or (lambda text: None)
    read, left_out = _checked(targets, simulations, seed, workers, rows, predictive, freeze, tuple(without))
    settings = settings or Settings()
    folder, began = Path(out), time.perf_counter()
    plan = plan_for(read, seed)
    reference = _reference(folder, plan, read, simulations, workers, resume, progress, tell)
    ids, figures, published = figures_of(read, left_out, reference, seed)
    learnt = learn_from(reference, figures, ids, seed=seed, settings=settings, announce=tell)
    lies = _cloud(learnt, published)
    hangs = _influences(learnt, published)
    sample = _first_sample(learnt, published, rows, seed)
    tell(f"Simulating the targets in {predictive:,} worlds of the posterior.")
    after, simulated = _predicted(read, sample, predictive, seed, workers)
    before = _scored(read, reference.values[:predictive], seed)
    facts = {
        **facts_of(read, left_out, learnt, sample, lies, hangs, before, after),
        "how": _how(plan, reference, learnt, settings, seed, rows, time.perf_counter() - began),
    }
    sample = write_posterior(folder, sample.keys, sample.uniforms, facts)
    if freeze:
        write_posterior(PACKAGE, sample.keys, sample.uniforms, facts)
        forget()
        tell(f"Frozen: draws come from {PACKAGE / posterior.SAMPLE} from now on.")
    return Calibration(read, left_out, learnt, sample, lies, tuple(hangs), before, after, simulated)


def figures_of(
    targets: Targets, left_out: Sequence[str], reference: Reference, seed: int
) -> tuple[tuple[str, ...], Floats, Floats]:
    """Give the figures that are learnt from, discrepancies added, and the published ones.

    Parameters
    ----------
    targets : Targets
        All that were simulated.
    left_out : sequence of str
        Ids of those that are not to be used.
    reference : Reference
        Simulated worlds.
    seed : int
        Seed of the discrepancies.

    Returns
    -------
    ids : tuple of str
        Figures; targets that no world tells apart are one.
    figures : numpy.ndarray, shape (worlds, figures)
    published : numpy.ndarray, shape (figures,)
    """
    figures = with_discrepancy(reference.values, [discrepancy(target) for target in targets], seed)
    used = [column for column, name in enumerate(targets.ids) if name not in left_out]
    chosen = [targets.targets[column] for column in used]
    return joined(
        [target.id for target in chosen],
        figures[:, used],
        np.array([target.value for target in chosen]),
        [float(target.n or 1) for target in chosen],
    )


def forget() -> None:
    """Read the shipped sample anew, as after freezing another one."""
    posterior.shipped.cache_clear()
    posterior.in_force.cache_clear()


def _checked(
    targets: Any,
    simulations: int,
    seed: int,
    workers: int | None,
    rows: int,
    predictive: int,
    freeze: bool,
    without: tuple[str, ...],
) -> tuple[Targets, tuple[str, ...]]:
    """Check every argument; give the targets for calibration, and those left out."""
    from peersim.analysis.validation import CALIBRATION, PUBLISHED, Targets, read_targets

    problems = Problems(hint="See `peersim calibrate --help`.")
    for name, number, least, most in (
        ("simulations", simulations, FEWEST, MOST_DRAWS),
        ("rows", rows, 10, MOST_DRAWS),
        ("predictive", predictive, 10, MOST_DRAWS),
    ):
        if not isinstance(number, int) or isinstance(number, bool) or not least <= number <= most:
            problems.add(f"{name} is {number!r}; allowed whole numbers {least:,} to {most:,}")
    check_number("seed", seed, problems)
    if workers is not None:
        check_number("workers", workers, problems)
    if freeze and without:
        problems.add(
            "a posterior with targets left out is a check, and cannot be frozen; take out --freeze or --without"
        )
    problems.raise_if_any()
    read = targets if isinstance(targets, Targets) else read_targets(PUBLISHED if targets is None else targets)
    read = read.chosen(use=CALIBRATION)
    left_out = read.chosen(without).ids if without else ()
    if len(left_out) == len(read):
        raise InputError(["every target is left out; at least one must be used"])
    return read, left_out


def _reference(
    folder: Path,
    plan: Plan,
    targets: Targets,
    simulations: int,
    workers: int | None,
    resume: bool,
    progress: Callable[[int, int], None] | None,
    tell: Told,
) -> Reference:
    held = open_folder(folder / REFERENCE, plan, resume=resume)
    wanted = -(-simulations // SHARD) * SHARD
    if held:
        tell(f"{folder} holds {held:,} worlds already.")
    if held < wanted:
        tell(f"Simulating {wanted - held:,} prior worlds: {len(targets)} targets in {len(targets.settings)} settings.")
    return simulate_reference(
        folder / REFERENCE, plan, targets, simulations, workers=workers, progress=progress, announce=tell
    )


def _cloud(learnt: Learnt, published: Any) -> Cloud:
    training = slice(0, learnt.training)
    ids = learnt.features.ids
    scores = learnt.features(learnt.figures[training])[:, : len(ids)]
    here = learnt.features(published[None])[0, : len(ids)]
    return cloud(ids, learnt.figures[training], published, scores, here)


def _influences(learnt: Learnt, published: Any) -> list[Influence]:
    training, ids, marked = slice(0, learnt.training), learnt.features.ids, learnt.features.marked
    columns = [
        [number, *(len(ids) + place for place, column in enumerate(marked) if column == number)]
        for number in range(len(ids))
    ]
    beside = learnt.reference.scores[:, learnt.columns(learnt.carried)]
    shown = learnt.shown(learnt.figures, beside)[training]
    here = learnt.shown(published[None], np.zeros((1, len(learnt.carried))))[0]
    truth = learnt.reference.scores[training][:, learnt.columns(learnt.calibrated)]
    return influences(learnt.calibrated, columns, ids, truth, shown, here, learnt.estimator.regression)


def _first_sample(learnt: Learnt, published: Any, rows: int, seed: int) -> Posterior:
    """Draw the sample and round it as it will be kept."""
    keys, uniforms = sample_for(learnt, published, rows, seed)
    parts = {key: {"part": "calibrated" if key in learnt.calibrated else "carried"} for key in keys}
    return posterior.frozen(keys, uniforms, {"inputs": parts})[0]


def _predicted(
    targets: Targets, sample: Posterior, number: int, seed: int, workers: int | None
) -> tuple[Scores, Simulated]:
    from peersim.analysis.validation import score, simulate

    drawn = draws(number, seed, source=sample)
    simulated = simulate(targets, drawn, seed=seed + 1, workers=workers)
    return score(targets, simulated), simulated


def _scored(targets: Targets, values: Any, seed: int) -> Scores:
    """Score worlds that are simulated already."""
    from peersim.analysis.validation import Simulated, score

    shaped = values.T[:, :, None]
    units = np.where(np.isnan(shaped), 0, 1)
    return score(targets, Simulated(targets, shaped, units, (), seed, 0))


def _how(
    plan: Plan, reference: Reference, learnt: Learnt, settings: Settings, seed: int, rows: int, seconds: float
) -> dict[str, Any]:
    """Say how the posterior was made, and how long it took."""
    from importlib import metadata

    from peersim.version import __version__

    names = ("bayesflow", "keras", "jax", "numpy", "scipy", "numba")
    flows = [{"rounds": len(each.losses), "gained": round(each.gained, 4)} for each in learnt.estimator.members]
    return {
        "peersim": __version__,
        "libraries": {name: metadata.version(name) for name in names},
        "plan": asdict(plan),
        "seed": seed,
        "simulations": len(reference),
        "trained_on": learnt.training,
        "judged_on": len(learnt.used.truth),
        "rows": rows,
        "settings": asdict(settings),
        "flows": flows,
        "widened": round(learnt.estimator.widened, 4),
        "minutes_simulating": round(reference.seconds / 60.0, 1),
        "minutes_learning": round(seconds / 60.0, 1),
    }


def read_calibration(folder: str | os.PathLike[str]) -> Posterior:
    """Read the sample that a calibration left in its folder.

    Parameters
    ----------
    folder : str or path
        The `out` of `calibrate`.

    Returns
    -------
    Posterior
        For ``draws(source=...)``.

    Raises
    ------
    InputError
        If there is none.
    """
    found = read_posterior(Path(folder))
    if found is None:
        raise InputError([f"{folder} holds no finished calibration."], "Run `peersim calibrate --out` first.")
    return found


__all__ = ["Calibration", "calibrate", "quiet_bayesflow", "read_calibration"]

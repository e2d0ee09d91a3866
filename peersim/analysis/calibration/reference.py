"""The reference table: prior worlds, each with what it would have shown in the setting of every target.

It is made in shards, each a file that is there whole or not at all, so that a table that was interrupted is continued
and a finished one can be lengthened. A plan file says what all shards of a folder were made of; a folder of another
plan is refused.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from peersim.evidence.posterior import prior_of
from peersim.evidence.sampling import correlations, draws, prior_uniforms, sampled_keys
from peersim.evidence.table import MODEL_KEYS, parameter
from peersim.foundation.problems import InputError
from peersim.studies.store import whole_file

if TYPE_CHECKING:
    from peersim.analysis.validation import Targets

Floats = npt.NDArray[np.float64]

PLAN = "plan.json"
SHARD = 128
"""Worlds in a shard."""

_PACKAGE = Path(__file__).resolve().parents[2]
_ROOMS = ("foundation", "places", "scenarios", "agents", "engine", "outcomes")
_TRIED_DRAWS = 4
_WORDS = {
    "targets": "the targets are others",
    "evidence": "the priors are others",
    "engine": "the model's code has changed",
    "seed": "the seed is another",
    "shard": "the shards have another size",
}
"""What it means when two plans differ in something."""


@dataclass(frozen=True)
class Plan:
    """All that decides what a world of the reference table shows.

    Attributes
    ----------
    targets : str
        Digest of the targets: statistics, bands and settings.
    evidence : str
        Digest of every prior.
    engine : str
        Fingerprint of the model and of how it is measured.
    seed : int
        All luck follows from it.
    shard : int
        Worlds in a shard [worlds].
    """

    targets: str
    evidence: str
    engine: str
    seed: int
    shard: int = SHARD

    def differences(self, other: Plan) -> list[str]:
        """Say in what another plan differs.

        Parameters
        ----------
        other : Plan
            Another plan.

        Returns
        -------
        list of str
            Half a sentence for each difference.
        """
        mine, theirs = asdict(self), asdict(other)
        return [
            f"{words} ({_short(theirs[name])} there, {_short(mine[name])} now)"
            for name, words in _WORDS.items()
            if mine[name] != theirs[name]
        ]


@dataclass(frozen=True)
class Reference:
    """A finished reference table.

    Attributes
    ----------
    keys : tuple of str
        Sampled inputs, in table order.
    uniforms : numpy.ndarray, shape (worlds, inputs)
        Where each world lies in the prior of each input [probability].
    values : numpy.ndarray, shape (worlds, targets)
        What it showed, noise of the study's size included; nan where it cannot be told.
    seconds : float
        Time it took to simulate, all sittings together [seconds].
    """

    keys: tuple[str, ...]
    uniforms: Floats
    values: Floats
    seconds: float

    def __len__(self) -> int:
        """Count the worlds."""
        return len(self.values)

    @property
    def scores(self) -> Floats:
        """Normal scores of the uniforms, shape (worlds, inputs)."""
        from scipy.special import ndtri

        return np.asarray(ndtri(self.uniforms), dtype=np.float64)


def plan_for(targets: Targets, seed: int) -> Plan:
    """Work out the plan that these targets need under the model as it stands.

    Parameters
    ----------
    targets : Targets
        What is measured in each world.
    seed : int
        All luck follows from it.

    Returns
    -------
    Plan
        For `simulate_reference`.
    """
    return Plan(targets.digest, evidence_digest(), engine_digest(), seed)


def evidence_digest() -> str:
    """Hash every prior, every number that is not sampled, the stated correlations, and what is drawn from them."""
    lines = [f"{key}: {prior_of(parameter(key))} {parameter(key).value!r}" for key in MODEL_KEYS]
    lines += [f"{row.first} {row.second} {row.correlation!r}" for row in correlations()]
    drawn = draws(_TRIED_DRAWS, 0, source="prior")
    return hashlib.sha256("\n".join(lines).encode("utf-8") + drawn.tobytes()).hexdigest()


def engine_digest() -> str:
    """Hash the rooms that make, run and measure a world; the evidence has a digest of its own."""
    digest = hashlib.sha256()
    for room in _ROOMS:
        for path in sorted((_PACKAGE / room).rglob("*")):
            if path.suffix in (".py", ".csv") and path.is_file():
                digest.update(path.relative_to(_PACKAGE).as_posix().encode() + path.read_bytes())
    digest.update((_PACKAGE / "analysis" / "validation" / "simulating.py").read_bytes())
    return digest.hexdigest()


def open_folder(folder: Path, plan: Plan, *, resume: bool) -> int:
    """Make a folder ready for shards, or find what of this very table it holds already.

    Parameters
    ----------
    folder : Path
        Where the shards are kept.
    plan : Plan
        What they must have been made of.
    resume : bool
        Go on with what is there; otherwise a folder that holds shards is refused.

    Returns
    -------
    int
        Worlds it holds already.

    Raises
    ------
    InputError
        If it holds another table, with the differences; or this one, and it was not asked to go on.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / PLAN
    if not path.exists():
        with whole_file(path) as part:
            part.write_text(json.dumps(asdict(plan), indent=1) + "\n", encoding="utf-8", newline="\n")
        return 0
    differences = plan.differences(Plan(**json.loads(path.read_text(encoding="utf-8"))))
    if differences:
        raise InputError(
            [f"{folder} holds another reference table: {'; '.join(differences)}."],
            "Choose another --out, or remove that folder.",
        )
    held = sum(len(shard["values"]) for shard in map(_read, _shards(folder)))
    if held and not resume:
        raise InputError(
            [f"{folder} holds {held:,} worlds of this reference table already."],
            "Add --resume to go on with them, or choose another --out.",
        )
    return held


def simulate_reference(
    folder: Path,
    plan: Plan,
    targets: Targets,
    simulations: int,
    *,
    workers: int | None = 2,
    progress: Callable[[int, int], None] | None = None,
    announce: Callable[[str], None] | None = None,
    simulate: Callable[..., Any] | None = None,
) -> Reference:
    """Simulate the worlds that a folder does not hold yet, and read the whole table.

    Parameters
    ----------
    folder : Path
        From `open_folder`.
    plan : Plan
        From `plan_for`.
    targets : Targets
        What is measured in each world.
    simulations : int
        Worlds wanted [worlds]; rounded up to whole shards.
    workers : int, optional
        Threads; one a core when None. Results do not depend on it.
    progress : callable, optional
        Called with (worlds held, worlds wanted).
    announce : callable, optional
        Called with a line of text before the engine is compiled.
    simulate : callable, optional
        Stands in for `peersim.analysis.validation.simulate`; for tests.

    Returns
    -------
    Reference
        With at least so many worlds.
    """
    run = simulate or _simulate()
    count = -(-simulations // plan.shard)
    wanted = count * plan.shard
    missing = [number for number in range(count) if not _shard(folder, number).exists()]
    drawn = draws(wanted, plan.seed, source="prior") if missing else None
    for position, number in enumerate(missing):
        first = number * plan.shard
        held = wanted - (len(missing) - position) * plan.shard
        found = run(
            targets,
            drawn[first : first + plan.shard] if drawn is not None else None,
            replications=1,
            seed=plan.seed,
            workers=workers,
            first_draw=first,
            progress=_scaled(progress, held, plan.shard, wanted),
            announce=announce,
        )
        with whole_file(_shard(folder, number)) as part, part.open("wb") as file:
            np.savez_compressed(
                file, values=found.values[:, :, 0].T, units=found.units[:, :, 0].T, seconds=found.seconds
            )
    return read_reference(folder, plan, wanted)


def read_reference(folder: Path, plan: Plan, worlds: int) -> Reference:
    """Read a table whose shards are all there.

    Parameters
    ----------
    folder : Path
        Where the shards are kept.
    plan : Plan
        What they were made of.
    worlds : int
        Worlds to read, a whole number of shards [worlds].

    Returns
    -------
    Reference
        The inputs are drawn anew from the seed: they need not be kept.
    """
    shards = [_read(_shard(folder, number)) for number in range(worlds // plan.shard)]
    uniforms = prior_uniforms(worlds, plan.seed)
    keys = sampled_keys()
    return Reference(
        keys,
        np.stack([uniforms[key] for key in keys], axis=1),
        np.concatenate([shard["values"] for shard in shards]),
        float(sum(float(shard["seconds"]) for shard in shards)),
    )


def _simulate() -> Callable[..., Any]:
    from peersim.analysis.validation import simulate

    return simulate


def _scaled(
    progress: Callable[[int, int], None] | None, held: int, shard: int, wanted: int
) -> Callable[[int, int], None] | None:
    if progress is None:
        return None
    return lambda done, total: progress(held + done * shard // total, wanted)


def _shard(folder: Path, number: int) -> Path:
    return folder / f"shard_{number:05d}.npz"


def _shards(folder: Path) -> list[Path]:
    return sorted(folder.glob("shard_*.npz"))


def _read(path: Path) -> dict[str, Any]:
    with np.load(path, allow_pickle=False) as held:
        return {name: held[name] for name in held.files}


def _short(value: object) -> str:
    return str(value)[:8]

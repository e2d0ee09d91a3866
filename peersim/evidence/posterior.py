"""The calibrated world: a frozen sample of what published programmes leave of the priors.

`peersim calibrate` writes two files beside this one. ``posterior.csv`` has a row for each posterior draw and a column
for each input it tells something about; a cell is where the draw lies in the input's own prior, as a probability. A
cell can therefore never leave the prior's support, and needs no second distribution to be read with.
``posterior.json`` says where the sample comes from and under which prior each column was made.

Two kinds of input have a column. *Calibrated* inputs (grades C and D) were moved by the targets. *Carried* inputs
(grades A and B, and whatever is linked to a calibrated one) keep their own evidence: their column holds their prior,
row by row beside the calibrated values that go with it, so that a draw takes values that belong together.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import logging
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from peersim.evidence.table import Parameter, parameter, parameters
from peersim.foundation.problems import InputError, Problems, nearest

logger = logging.getLogger(__name__)

Floats = npt.NDArray[np.float64]

SOURCES = ("posterior", "prior")
"""What draws can come from: the calibrated world, or the evidence table alone."""

SAMPLE, FACTS = "posterior.csv", "posterior.json"

DIGITS = 5
"""Decimal places of a cell."""

_PURPOSE = int.from_bytes(hashlib.blake2b(b"row of the posterior", digest_size=8).digest(), "big")


@dataclass(frozen=True)
class Posterior:
    """A frozen posterior sample.

    Attributes
    ----------
    keys : tuple of str
        Inputs with a column.
    uniforms : numpy.ndarray, shape (rows, keys)
        Where each draw lies in the prior of each input [probability].
    facts : dict
        What ``posterior.json`` says; ``facts["inputs"][key]`` holds the ``part`` ("calibrated" or "carried"), the
        ``prior`` it was made under, its ``centre``, and how much was learnt.
    """

    keys: tuple[str, ...]
    uniforms: Floats
    facts: dict[str, Any]

    @property
    def calibrated(self) -> tuple[str, ...]:
        """Inputs that the targets moved."""
        return tuple(key for key in self.keys if self.facts["inputs"][key]["part"] == "calibrated")

    @property
    def carried(self) -> tuple[str, ...]:
        """Inputs that keep their own evidence and are held beside the calibrated ones."""
        return tuple(key for key in self.keys if key not in self.calibrated)

    def rows(self, n: int, seed: int) -> npt.NDArray[np.int64]:
        """Choose a row for each draw, each row once before any comes again.

        Parameters
        ----------
        n : int
            Number of draws.
        seed : int
            Seed of the draws.

        Returns
        -------
        numpy.ndarray, shape (n,)
            Rows; the first of them are the same for every n.
        """
        most = len(self.uniforms)
        rounds = [np.random.default_rng([seed, _PURPOSE, number]).permutation(most) for number in range(-(-n // most))]
        return np.concatenate(rounds)[:n]


def prior_of(row: Parameter) -> str:
    """Say an input's prior in one line, which changes whenever its draws would.

    Parameters
    ----------
    row : Parameter
        A row of the table.

    Returns
    -------
    str
        Its distribution and unit.
    """
    return f"{row.distribution or 'fixed'}, {row.unit}"


def read_posterior(folder: Any) -> Posterior | None:
    """Read a frozen sample.

    Parameters
    ----------
    folder : Path or Traversable
        Where the two files are.

    Returns
    -------
    Posterior or None
        None when neither file is there.

    Raises
    ------
    InputError
        If one file is missing, or they do not belong together.
    """
    sample, facts = folder.joinpath(SAMPLE), folder.joinpath(FACTS)
    if not sample.is_file() and not facts.is_file():
        return None
    problems = Problems(hint="Run `peersim calibrate --freeze` again, or restore both files.")
    for file in (sample, facts):
        if not file.is_file():
            problems.add(f"{file.name} is missing from {folder}; {SAMPLE} and {FACTS} belong together")
    problems.raise_if_any()
    text = sample.read_text(encoding="utf-8")
    said = json.loads(facts.read_text(encoding="utf-8"))
    rows = list(csv.reader(io.StringIO(text)))
    keys = tuple(rows[0]) if rows else ()
    if said.get("sample") != digest(text) or list(keys) != list(said.get("inputs", ())):
        problems.add(f"{SAMPLE} is not the sample that {FACTS} describes")
    problems.raise_if_any()
    return Posterior(keys, np.array(rows[1:], dtype=np.float64).reshape(len(rows) - 1, len(keys)), said)


def frozen(keys: Sequence[str], uniforms: Floats, facts: Mapping[str, Any]) -> tuple[Posterior, str]:
    """Make a sample as it will be read back from its files.

    Parameters
    ----------
    keys : sequence of str
        Inputs, one a column.
    uniforms : numpy.ndarray, shape (rows, keys)
        Where each draw lies in each prior [probability].
    facts : mapping
        What to say about it; ``facts["inputs"]`` must have an entry for each key with its ``part``. The prior and the
        centre of each input are added here.

    Returns
    -------
    sample : Posterior
        Rounded.
    text : str
        Its rows as they are written.
    """
    edge = 10.0**-DIGITS
    rounded = np.asarray(np.round(np.clip(uniforms, edge, 1.0 - edge), DIGITS), dtype=np.float64)
    lines = [",".join(keys), *(",".join(f"{u:.{DIGITS}f}" for u in row) for row in rounded)]
    text = "\n".join(lines) + "\n"
    inputs = {
        key: {**facts["inputs"][key], "prior": prior_of(parameter(key)), "centre": centre}
        for key, centre in _centres(keys, rounded).items()
    }
    said = {**facts, "sample": digest(text), "rows": len(rounded), "inputs": inputs}
    return Posterior(tuple(keys), rounded, said), text


def write_posterior(folder: Path, keys: Sequence[str], uniforms: Floats, facts: Mapping[str, Any]) -> Posterior:
    """Freeze a sample; an existing one is replaced.

    Parameters
    ----------
    folder : Path
        Where to write.
    keys, uniforms, facts
        As for `frozen`.

    Returns
    -------
    Posterior
        The sample as it will be read back.
    """
    sample, text = frozen(keys, uniforms, facts)
    folder.mkdir(parents=True, exist_ok=True)
    folder.joinpath(SAMPLE).write_text(text, encoding="utf-8", newline="\n")
    whole = json.dumps(sample.facts, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    folder.joinpath(FACTS).write_text(whole, encoding="utf-8", newline="\n")
    return sample


def digest(text: str) -> str:
    """Give the SHA-256 of a text, for telling files apart."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _centres(keys: Sequence[str], uniforms: Floats) -> dict[str, float]:
    """Centre of each input: its posterior median; of a share of a Dirichlet its mean, so that shares add up to 1."""
    from peersim.evidence.sampling import dirichlet_sets, values_at

    centres = {}
    for key, u in zip(keys, uniforms.T, strict=True):
        if parameter(key).law.family != "dirichlet":
            centres[key] = float(parameter(key).law.quantile(np.median(u)))
    for members in dirichlet_sets().values():
        if set(members) & set(keys):
            known = {key: uniforms[:, list(keys).index(key)] for key in members if key in keys}
            shares = values_at(members, known, len(uniforms))
            centres |= {key: float(shares[key].mean()) for key in members if key in keys}
    return {key: centres[key] for key in keys}


@cache
def shipped() -> Posterior | None:
    """Give the sample that comes with peersim.

    Returns
    -------
    Posterior or None
        None while none is shipped.
    """
    return read_posterior(files("peersim.evidence"))


def stale(sample: Posterior) -> list[str]:
    """Say in which inputs a sample no longer goes with the evidence table.

    Parameters
    ----------
    sample : Posterior
        A frozen sample.

    Returns
    -------
    list of str
        A sentence for each input that vanished or has another prior now; none when the sample still holds.
    """
    return list(_stale_by_key(sample).values())


def _stale_by_key(sample: Posterior) -> dict[str, str]:
    found = {}
    for key in sample.keys:
        was = sample.facts["inputs"][key]["prior"]
        row = parameters().get(key)
        if row is None or row.role != "input":
            found[key] = f"{key} was calibrated and is no input any more.{nearest(key, parameters())}"
        elif prior_of(row) != was:
            found[key] = f"{key} was calibrated under the prior {was}; its prior is now {prior_of(row)}"
    return found


@cache
def in_force() -> Posterior | None:
    """Give the shipped sample without the inputs that the evidence table has changed since; warn of those, once.

    Returns
    -------
    Posterior or None
        None while none is shipped.
    """
    sample = shipped()
    if sample is None:
        return None
    lost = _stale_by_key(sample)
    if not lost:
        return sample
    logger.warning(
        "The frozen posterior is stale in %d of its %d inputs, which are drawn from their priors until "
        "`peersim calibrate --freeze` is run again:\n%s",
        len(lost),
        len(sample.keys),
        "\n".join(f"  {sentence}" for sentence in lost.values()),
    )
    kept = [number for number, key in enumerate(sample.keys) if key not in lost]
    return Posterior(tuple(sample.keys[number] for number in kept), sample.uniforms[:, kept], sample.facts)


def sample_of(source: str | Posterior) -> Posterior | None:
    """Find the sample that draws are to come from.

    Parameters
    ----------
    source : str or Posterior
        One of `SOURCES`, or a sample of your own.

    Returns
    -------
    Posterior or None
        None for the prior, and while no sample is shipped.

    Raises
    ------
    InputError
        If there is no such source.
    """
    if isinstance(source, Posterior):
        return source
    if source not in SOURCES:
        raise InputError([f'source is "{source}"; allowed {", ".join(SOURCES)}.{nearest(str(source), SOURCES)}'])
    return in_force() if source == "posterior" else None


def centres(source: str | Posterior = "posterior") -> dict[str, float]:
    """Give the centre of the calibrated world: what differs from the evidence table's own centre.

    Parameters
    ----------
    source : str or Posterior
        As for `sample_of`.

    Returns
    -------
    dict of str to float
        Value of each calibrated input; all members of a Dirichlet whose shares moved.
    """
    sample = sample_of(source)
    if sample is None:
        return {}
    from peersim.evidence.sampling import dirichlet_sets

    moved = {key: float(sample.facts["inputs"][key]["centre"]) for key in sample.calibrated}
    for members in dirichlet_sets().values():
        shares = {key: moved.get(key, parameter(key).value or 0.0) for key in members}
        if set(members) & set(moved):
            total = math.fsum(shares.values())
            moved |= {key: share / total for key, share in shares.items()}
    return moved


def status() -> str:
    """Say in a sentence what draws come from by default.

    Returns
    -------
    str
        How many inputs are calibrated, and against how many targets; or that none are.
    """
    sample = in_force()
    if sample is None:
        return "No posterior is shipped: every number is drawn from its prior in the evidence table."
    return (
        f"{len(sample.calibrated)} inputs are drawn from a frozen posterior of {len(sample.uniforms):,} rows, "
        f"{len(sample.carried)} keep their own evidence beside them, and all others are drawn from their priors."
    )


def identity(source: str | Posterior = "posterior") -> dict[str, Any]:
    """Say for a manifest what draws come from.

    Parameters
    ----------
    source : str or Posterior
        What was asked for.

    Returns
    -------
    dict
        ``source`` ("posterior" or "prior") and the ``sample``'s digest, None for the prior.
    """
    sample = sample_of(source)
    if sample is None:
        return {"source": "prior", "sample": None}
    return {"source": "posterior", "sample": sample.facts["sample"]}

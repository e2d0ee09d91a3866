"""What is believed of a number before and after calibration: quantiles, a sketch, and how much the data taught."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from peersim.evidence.distributions import Floats
from peersim.evidence.posterior import Posterior, in_force
from peersim.evidence.table import Parameter, parameter

QUANTILES = (0.025, 0.25, 0.5, 0.75, 0.975)
"""Points at which a belief is told."""

HARDLY = 0.1
"""Contraction below which the data are said to have taught hardly anything."""

_BINS = 24
_ENDS = (0.005, 0.995)  # of the prior: what a sketch shows
_POINTS = 1001  # of the prior's distribution function that a sketch of it is made from
_BLOCKS = " ▁▂▃▄▅▆▇█"


class Learnt(NamedTuple):
    """What calibration made of one number.

    Attributes
    ----------
    part : str
        ``calibrated``, ``carried`` (it keeps its own evidence and is held beside the calibrated ones) or ``prior`` (no
        target tells anything about it).
    values : numpy.ndarray, shape (rows,)
        The posterior sample in the number's unit; empty where it stays at its prior.
    contraction : float
        1 less the variance of the posterior over that of the prior, both as normal scores of the prior; 0 when nothing
        was learnt, 1 when everything was.
    shift : float
        Mean of the posterior in standard deviations of the prior, as normal scores.
    informed : bool
        The data inform it: by the calibration's own rule where it says so, else by a contraction of `HARDLY` or more.
    targets : tuple of str
        Figures that respond most to it, where the calibration said so.
    """

    part: str
    values: Floats
    contraction: float
    shift: float
    informed: bool = False
    targets: tuple[str, ...] = ()


def learnt(key: str, sample: Posterior | None = None) -> Learnt | None:
    """Say what calibration made of a number.

    Parameters
    ----------
    key : str
        Its key.
    sample : Posterior, optional
        A frozen sample; the one in force when left out.

    Returns
    -------
    Learnt or None
        None where nothing is calibrated, or the number is not drawn.
    """
    from scipy.special import ndtri

    sample = sample or in_force()
    row = parameter(key)
    if sample is None or row.role != "input" or row.law.is_fixed:
        return None
    if key not in sample.keys:
        return Learnt("prior", np.zeros(0), 0.0, 0.0)
    uniforms = sample.uniforms[:, sample.keys.index(key)]
    scores = ndtri(uniforms)
    said, contraction = sample.facts["inputs"][key], float(1.0 - scores.var())
    return Learnt(
        str(said["part"]),
        _values(row, sample),
        contraction,
        float(scores.mean()),
        bool(said.get("informed", contraction >= HARDLY)),
        tuple(str(each["feature"]) for each in said.get("moves", ())),
    )


def _values(row: Parameter, sample: Posterior) -> Floats:
    """Turn a column of a sample into the number's unit; a share of a Dirichlet with the others of its set."""
    from peersim.evidence.sampling import dirichlet_sets, values_at

    columns = {key: sample.uniforms[:, number] for number, key in enumerate(sample.keys)}
    if row.law.family != "dirichlet":
        return row.law.quantile(columns[row.key])
    members = dirichlet_sets()[row.key.partition(".")[0]]
    known = {key: columns[key] for key in members if key in columns}
    return np.asarray(values_at(members, known, len(sample.uniforms))[row.key])


def in_words(found: Learnt) -> str:
    """Say what calibration made of a number, in a sentence.

    Parameters
    ----------
    found : Learnt
        From `learnt`.

    Returns
    -------
    str
        Whether it moved, by how much, and what taught it.
    """
    if found.part == "prior":
        return "stays at its prior: the data do not inform it."
    if found.part == "carried":
        return "keeps its own evidence: it is held beside calibrated numbers that go with it, and not moved."
    moved = "is informed by the data" if found.informed else "is hardly informed by the data"
    by = f" The figures that move most with it: {', '.join(found.targets)}." if found.targets else ""
    return (
        f"{moved}: contraction {found.contraction:.2f}, mean moved by {found.shift:+.2f} standard deviations of the "
        f"prior.{by}"
    )


def prior_quantiles(row: Parameter) -> list[float]:
    """Give the prior's quantiles at `QUANTILES`; none for a number that is not drawn."""
    return [] if row.law.is_fixed else [float(each) for each in row.law.quantile(QUANTILES)]


def posterior_quantiles(found: Learnt) -> list[float]:
    """Give the posterior's quantiles at `QUANTILES`; none where it is the prior's."""
    return [float(each) for each in np.quantile(found.values, QUANTILES)] if len(found.values) else []


def sketch(row: Parameter, found: Learnt | None = None) -> list[tuple[str, str]]:
    """Sketch the prior, and the posterior on the same scale, in a line of text each.

    Parameters
    ----------
    row : Parameter
        The number.
    found : Learnt, optional
        What calibration made of it.

    Returns
    -------
    list of (str, str)
        "prior" or "posterior" and its sketch; none for a number that is not drawn.
    """
    if row.law.is_fixed:
        return []
    ends = row.law.quantile(_ENDS)
    lines = [("prior", _line(row.law.quantile((np.arange(_POINTS) + 0.5) / _POINTS), ends))]
    if found is not None and len(found.values):
        lines.append(("posterior", _line(found.values, ends)))
    return lines


def _line(values: Floats, ends: Floats) -> str:
    counts = np.histogram(np.clip(values, *ends), bins=_BINS, range=(float(ends[0]), float(ends[1])))[0]
    heights = np.ceil(counts / counts.max() * (len(_BLOCKS) - 1) - 1e-9).astype(np.int64)
    return "".join(_BLOCKS[height] for height in heights)

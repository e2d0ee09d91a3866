"""What may vary: uncertain inputs as points of the unit cube, each pushed through its own distribution.

Morris's and Sobol's methods move one input while the others stay, so they need inputs that are independent of each
other. Inputs that calibration tied together are therefore drawn *together*, as one block that picks whole rows of the
posterior sample and has one index, or *apart*, each from its own margin of the sample, in worlds that calibration would
not have: see docs/decisions/0014.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from peersim.foundation.problems import Problems, nearest

Numbers = npt.NDArray[np.float64]

TIES = ("together", "apart")
"""How calibrated inputs are drawn: as rows of the posterior sample, or each from its own margin of it."""

BLOCK = "calibrated"
"""Name of the block of calibrated inputs where they are drawn together."""


class Factor(NamedTuple):
    """One thing that may vary by itself.

    Attributes
    ----------
    name : str
        Evidence key, or the name of a block.
    label : str
        What it is, in words.
    unit : str
        Its unit.
    grade : str
        Grade of its evidence; empty for a block.
    """

    name: str
    label: str
    unit: str = ""
    grade: str = ""


class Space(Protocol):
    """What points of the unit cube mean to a model; tests put a function's own inputs here."""

    @property
    def factors(self) -> tuple[Factor, ...]:
        """What may vary, in the order of the cube's sides."""

    def at(self, uniforms: Numbers) -> Any:
        """Turn points of the unit cube, shape (points, factors), into what the model takes, one element a point."""

    @property
    def blocks(self) -> tuple[str, ...]:
        """Factors that are blocks of inputs, and cannot be moved step by step."""

    def together(self, count: int, seed: int) -> Any:
        """Draw worlds as they are really drawn, inputs tied as evidence ties them; None where that is the same."""

    def inside(self, block: str, ranks: Numbers) -> tuple[tuple[Factor, ...], Numbers]:
        """Give the inputs of a block, and where each lies at some ranks of the block, shape (ranks, inputs)."""


class EvidenceSpace:
    """The uncertain inputs of the evidence table.

    Parameters
    ----------
    ties : str
        One of `TIES`.
    source : str
        Where draws come from: ``"posterior"`` or ``"prior"``, as in `peersim.evidence.draws`.
    """

    def __init__(self, ties: str = "together", source: str = "posterior") -> None:
        from peersim.evidence.posterior import sample_of
        from peersim.evidence.sampling import sampled_keys
        from peersim.evidence.table import parameter

        self.source = source
        self._sample = sample_of(source)
        tied = self._sample.keys if self._sample is not None and ties == "together" else ()
        self._single = tuple(key for key in sampled_keys() if key not in tied)
        self._tied = tuple(key for key in sampled_keys() if key in tied)
        rows = [parameter(key) for key in self._single]
        self.factors = tuple(Factor(row.key, row.label, row.unit, row.grade) for row in rows)
        if self._tied:
            words = f"the {len(self._tied)} inputs that calibration ties together"
            self.factors += (Factor(BLOCK, words, "row of the sample"),)
        self.blocks = (BLOCK,) if self._tied else ()

    @cached_property
    def _margins(self) -> dict[str, Numbers]:
        """Sorted columns of the posterior sample, as probabilities of each input's prior."""
        sample = self._sample
        return {} if sample is None else {key: np.sort(sample.uniforms[:, n]) for n, key in enumerate(sample.keys)}

    def at(self, uniforms: Numbers) -> npt.NDArray[np.void]:
        """Turn points into parameter values: see `Space`."""
        from peersim.evidence.sampling import dirichlet_sets, values_at
        from peersim.evidence.table import central, parameter

        values = np.repeat(central(self.source), len(uniforms))
        prior = {key: self._as_prior(key, uniforms[:, n]) for n, key in enumerate(self._single)}
        if self._tied:
            tied, places = self.inside(BLOCK, uniforms[:, -1])
            prior |= {each.name: places[:, n] for n, each in enumerate(tied)}
        for key, u in prior.items():
            if parameter(key).law.family != "dirichlet":
                values[parameter(key).field] = parameter(key).law.quantile(u)
        for members in dirichlet_sets().values():
            for key, share in values_at(members, prior, len(uniforms)).items():
                values[parameter(key).field] = share
        return values

    def inside(self, block: str, ranks: Numbers) -> tuple[tuple[Factor, ...], Numbers]:
        """Give the calibrated inputs at rows of the posterior sample: see `Space`."""
        from peersim.evidence.table import parameter

        sample = self._sample
        assert sample is not None
        rows = np.minimum((ranks * len(sample.uniforms)).astype(int), len(sample.uniforms) - 1)
        columns = [sample.keys.index(key) for key in self._tied]
        members = tuple(Factor(row.key, row.label, row.unit, row.grade) for row in map(parameter, self._tied))
        return members, np.asarray(sample.uniforms[np.ix_(rows, columns)])

    def _as_prior(self, key: str, u: Numbers) -> Numbers:
        """Put uniforms through the input's margin of the posterior, where it has one: probabilities of its prior."""
        margin = self._margins.get(key)
        return u if margin is None else np.interp(u, np.linspace(0.0, 1.0, len(margin)), margin)

    def together(self, count: int, seed: int) -> npt.NDArray[np.void] | None:
        """Draw worlds as studies draw them: see `Space`."""
        from peersim.evidence import draws

        if self._tied or self._sample is None:
            return None
        return draws(count, seed, source=self.source)


def chosen(factors: Sequence[Factor], wanted: Iterable[str], problems: Problems) -> tuple[str, ...]:
    """Find factors by name, or by the first part of their names.

    Parameters
    ----------
    factors : sequence of Factor
        What may vary.
    wanted : iterable of str
        Names, or first parts such as ``attendance``; all when there is none.
    problems : Problems
        Where a name that is none is noted.

    Returns
    -------
    tuple of str
        Names, in the order of `factors`.
    """
    names = [factor.name for factor in factors]
    parts = {name.partition(".")[0] for name in names}
    found: set[str] = set()
    for each in wanted:
        matching = {name for name in names if each in (name, name.partition(".")[0])}
        if not matching:
            problems.add(_why_not(each, [*names, *sorted(parts)]))
        found |= matching
    return tuple(name for name in names if name in found) if found else tuple(names)


def _why_not(name: str, names: Sequence[str]) -> str:
    """Say why a name cannot be varied: it is constant, or there is none such."""
    from peersim.evidence.sampling import sampled_keys
    from peersim.evidence.table import parameters

    row = parameters().get(name)
    if row is None:
        return f'unknown input "{name}".{nearest(name, sorted({*names, *sampled_keys()}))}'
    if row.role != "input":
        return f'"{name}" is no uncertain input but a {row.role} number: there is nothing unknown to vary.'
    if row.law.is_fixed:
        return f'"{name}" is constant in the evidence table ({row.value:g} {row.unit}): it has no index.'
    return f'"{name}" is drawn with the calibrated inputs, together: name "{BLOCK}", or draw them apart.'

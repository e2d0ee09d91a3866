"""Functions in place of the simulation, with and without luck, for tests of sensitivity analysis."""

from __future__ import annotations

import numpy as np

from peersim.analysis.sensitivity.exploring import Exploration
from peersim.analysis.sensitivity.planning import How
from peersim.analysis.sensitivity.quantities import Quantity
from peersim.analysis.sensitivity.running import STAGES, Block, FailedRun
from peersim.analysis.sensitivity.spaces import Factor


class Cube:
    """The unit cube itself."""

    def __init__(self, sides, tied=None):
        self.factors = tuple(Factor(f"x{n}", f"side {n}") for n in range(1, sides + 1))
        self.tied = tied
        self.blocks = ()

    def at(self, uniforms):
        return uniforms

    def together(self, count, seed):
        return None if self.tied is None else self.tied(count, seed)


class Toy:
    """Functions of points, one a scenario, to which every run adds luck of its own.

    Parameters
    ----------
    *functions : callable
        From points, shape (n, sides), to values, shape (n,).
    luck : float
        Standard deviation of what a run adds.
    shared : float
        Standard deviation of what all points of a block have in common.
    fails : callable, optional
        Which points fail.
    """

    outcomes = ("y",)

    def __init__(self, *functions, luck=0.0, shared=0.0, fails=None):
        self.functions, self.luck, self.shared, self.fails = functions, luck, shared, fails
        self.scenarios = tuple(f"design {n}" for n in range(1, len(functions) + 1))

    def prepare(self):
        pass

    def run(self, values, name, stopping, finished):
        random = np.random.default_rng([11, STAGES.index(name.stage), name.row, name.replication])
        found = np.stack([function(values) for function in self.functions], axis=-1)[..., None].astype(float)
        found += random.normal(0.0, 1.0, ()) * self.shared + random.normal(0.0, 1.0, found.shape) * self.luck
        failures = []
        for point in np.flatnonzero(self.fails(values)) if self.fails else ():
            found[point] = np.nan
            failures.append(FailedRun(name.stage, name.row, int(point), name.replication, "design 1", "it broke"))
        for _ in range(found.shape[0] * found.shape[1]):
            if stopping():
                return None
            finished()
        return Block(name, found, tuple(failures))


Y = Quantity("y", "", "“y”", "number")


def change(number):
    """The difference of a design from the first."""
    return Quantity("y", f"design {number}", f"the change in y by design {number}", "number")


def explore(model, sides, *, quantities=(Y,), candidates=None, done=None, keep=None, progress=None, tied=None, **how):
    """Analyse a toy model by the very pipeline that analyses the simulation."""
    sizes = {"trajectories": 0, "samples": 256, "replications": 2, "at_most": sides, "seed": 1} | how
    cube = Cube(sides, tied)
    names = candidates or [factor.name for factor in cube.factors]
    exploration = Exploration(cube, model, quantities, names, How(**sizes))
    return exploration.run(done, keep or (lambda block: None), 1, progress)


def ishigami(u):
    """Ishigami & Homma 1990, with the usual a = 7 and b = 0.1."""
    x = (2.0 * u - 1.0) * np.pi
    return np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


ISHIGAMI_FIRST, ISHIGAMI_TOTAL = (0.3139, 0.4424, 0.0), (0.5576, 0.4424, 0.2437)
"""Its indices (Saltelli et al 2008, Global Sensitivity Analysis: The Primer)."""

G = np.array([0.0, 1.0, 4.5, 9.0, 99.0, 99.0])
"""Coefficients of Sobol's function: 0 for an input that matters, 99 for one that does not."""


def sobol_g(u):
    """Sobol's G function."""
    return np.prod((np.abs(4.0 * u[:, : len(G)] - 2.0) + G) / (1.0 + G), axis=1)


def sobol_g_indices(which):
    """First-order and total index of some inputs of Sobol's function taken together."""
    parts = 1.0 / (3.0 * (1.0 + G) ** 2)
    mine = np.isin(np.arange(len(G)), which)
    whole = np.prod(1.0 + parts) - 1.0
    first = np.prod(1.0 + parts[mine]) - 1.0
    rest = np.prod(1.0 + parts[~mine]) - 1.0
    return first / whole, (whole - rest) / whole

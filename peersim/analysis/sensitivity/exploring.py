"""The analysis itself, whatever the model: screen inputs, look at those that matter one by one, the others together.

Nothing is fixed by screening. Inputs that are not looked at one by one vary as one group, which has indices of its own:
they say what screening put aside accounts for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from peersim.analysis.first_order import first_order
from peersim.analysis.sensitivity.indices import Indices, Screened, morris_measures, sobol_indices
from peersim.analysis.sensitivity.planning import AS_DRAWN, How
from peersim.analysis.sensitivity.points import OTHERS, OtherInputs, ranks_of, rows, trajectories
from peersim.analysis.sensitivity.quantities import Quantity, values_of, whole_rows, why_not
from peersim.analysis.sensitivity.running import Block, BlockName, FailedRun, Model, Runner, stacked
from peersim.analysis.sensitivity.spaces import Space

Numbers = npt.NDArray[np.float64]

_NO_SHARE = 1e-12  # of all squared effects: what rounding leaves of an input that does nothing

_SEED_OF_OTHERS = 77  # added to the seed, so that the others' values are not those of a study


class Inside(NamedTuple):
    """What knowing one input of a block would take off, by itself and with what the block ties to it.

    Attributes
    ----------
    block, input : str
        Names of the block and of the input.
    share, error : float
        First-order effect and its standard error, as in `peersim.analysis.first_order`: a share of the variance between
        worlds, luck taken off. Those of a block's inputs overlap, and do not add up.
    chance : float
        What the largest of the block would stay below in 95 of 100 analyses if none mattered.
    """

    block: str
    input: str
    share: float
    error: float
    chance: float


class Told(NamedTuple):
    """What was found of one quantity.

    Attributes
    ----------
    quantity : Quantity
        Which.
    screened : Screened or None
        Morris's measures of every candidate; None without screening, or where they cannot be told.
    indices : Indices or None
        Sobol's indices of every factor; None where they cannot be told.
    why_not : str
        Why not; empty where they can.
    rows, rows_lost : int
        Rows of Sobol's points it stands on, and those that were left out because a run failed or was undefined.
    trajectories_lost : int
        The same of Morris's trajectories.
    as_drawn : float
        Variance between worlds with inputs tied as studies draw them, luck taken off; nan where not told.
    inside : tuple of Inside
        What is known of inputs within blocks.
    """

    quantity: Quantity
    screened: Screened | None
    indices: Indices | None
    why_not: str
    rows: int
    rows_lost: int
    trajectories_lost: int
    as_drawn: float
    inside: tuple[Inside, ...] = ()


class Explored(NamedTuple):
    """What came of an analysis.

    Attributes
    ----------
    told : tuple of Told
        One for each quantity.
    factors : tuple of str
        What has Sobol's indices: inputs kept by screening, and the others together, last, where there are others.
    failures : tuple of FailedRun
        Runs that failed, in order.
    runs : int
        Runs that came to an end.
    """

    told: tuple[Told, ...]
    factors: tuple[str, ...]
    failures: tuple[FailedRun, ...]
    runs: int


class Exploration:
    """One analysis.

    Parameters
    ----------
    space : Space
        What varies.
    model : Model
        What is run.
    quantities : sequence of Quantity
        What is explained.
    candidates : sequence of str
        Inputs that are looked at one by one.
    how : How
        Sizes.
    """

    def __init__(
        self, space: Space, model: Model, quantities: Sequence[Quantity], candidates: Sequence[str], how: How
    ) -> None:
        self.space, self.model, self.how = space, model, how
        self.quantities, self.candidates = tuple(quantities), tuple(candidates)
        self.moved = tuple(name for name in self.candidates if name not in space.blocks)
        self._names = [factor.name for factor in space.factors]

    def run(
        self,
        done: dict[BlockName, Block] | None = None,
        keep: Callable[[Block], None] = lambda block: None,
        workers: int | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Explored:
        """Run what is not there yet, and analyse everything.

        Parameters
        ----------
        done : dict of BlockName to Block, optional
            Blocks of an earlier, stopped execution.
        keep : callable
            Called with each new block.
        workers : int, optional
            Threads; results do not depend on it.
        progress : callable, optional
            Called with (runs finished, runs expected).

        Returns
        -------
        Explored
        """
        total = self._expected(min(self.how.at_most, len(self.moved)) + len(self.space.blocks) + 1)
        runner = Runner(self.model, done if done is not None else {}, keep, total, workers, progress)
        screening = self._screen(runner) if self.how.trajectories else None
        screened = [self._measures(screening, each) for each in self.quantities]
        kept = keep_some(self.moved, [each for each, _ in screened], self.how.at_most)
        kept += tuple(name for name in self.space.blocks if name in self.candidates)
        factors = (*kept, OTHERS) if len(kept) < len(self._names) else kept
        runner.total = min(runner.total, self._expected(len(factors)))
        points = rows(factors, self.how.samples, self.how.seed)
        values = self._stage(runner, "indices", points, factors)
        drawn = self._as_drawn(runner)
        told = tuple(
            self._tell(each, factors, points, values, drawn, *measures)
            for each, measures in zip(self.quantities, screened, strict=True)
        )
        failures = sorted(failure for block in runner.done.values() for failure in block.failures)
        return Explored(told, factors, tuple(failures), runner.runs)

    def _expected(self, factors: int) -> int:
        points = self.how.trajectories * (len(self.moved) + 1) + self.how.samples * (factors + 2)
        drawn = 0 if self.space.blocks else min(self.how.samples, AS_DRAWN)
        return (points + drawn) * len(self.model.scenarios) * self.how.replications

    def _screen(self, runner: Runner) -> tuple[Numbers, Numbers]:
        levels = trajectories(self.moved, self.how.trajectories, self.how.seed)
        rest = len(self.moved) < len(self._names)
        points, factors = ranks_of(levels), self.moved
        if rest:  # what is not moved stays at other values in each trajectory
            picks = (np.arange(len(points)) + 0.5) / len(points)
            others = np.broadcast_to(picks[:, None, None], (*points.shape[:2], 1))
            points, factors = np.concatenate([points, others], axis=-1), (*factors, OTHERS)
        return levels, self._stage(runner, "screening", points, factors)

    def _stage(self, runner: Runner, stage: str, points: Numbers, factors: Sequence[str]) -> Numbers:
        """Run the points of a stage, shape (rows, points, factors); see `stacked` for what comes back."""
        singles = [name for name in factors if name != OTHERS]
        places = [self._names.index(name) for name in singles]
        left = [name for name in self._names if name not in singles]
        size = 1 << (4 * len(points) - 1).bit_length()
        others = OtherInputs(left, size, self.how.seed + _SEED_OF_OTHERS)
        at_left = [self._names.index(name) for name in left]

        def values(name: BlockName) -> Any:
            cube = np.empty((points.shape[1], len(self._names)))
            cube[:, places] = points[name.row][:, : len(singles)]
            if left:
                cube[:, at_left] = others.at(points[name.row][:, -1])
            return self.space.at(cube)

        return self._blocks(runner, stage, len(points), values)

    def _as_drawn(self, runner: Runner) -> Numbers | None:
        count = min(self.how.samples, AS_DRAWN)
        drawn = self.space.together(count, self.how.seed)
        if drawn is None:
            return None
        return self._blocks(runner, "together", count, lambda name: drawn[name.row : name.row + 1])

    def _blocks(self, runner: Runner, stage: str, count: int, values: Callable[[BlockName], Any]) -> Numbers:
        names = [BlockName(stage, *each) for each in product(range(count), range(self.how.replications))]
        return stacked(runner.blocks(names, values), self.how.replications)

    def _of(self, quantity: Quantity, values: Numbers) -> Numbers:
        return values_of(quantity, values, self.model.scenarios, self.model.outcomes)

    def _measures(self, screening: tuple[Numbers, Numbers] | None, quantity: Quantity) -> tuple[Screened | None, int]:
        if screening is None:
            return None, 0
        levels, values = screening
        mine = self._of(quantity, values)
        whole = whole_rows(mine)
        lost = int((~whole).sum())
        if why_not(whole, 1.0, 0.0):
            return None, lost
        return morris_measures(self.moved, levels[whole], mine[whole], self.how.seed), lost

    def _tell(
        self,
        quantity: Quantity,
        factors: Sequence[str],
        points: Numbers,
        values: Numbers,
        drawn: Numbers | None,
        screened: Screened | None,
        trajectories_lost: int,
    ) -> Told:
        mine = self._of(quantity, values)
        whole = whole_rows(mine)
        lost = int((~whole).sum())
        indices, why = None, why_not(whole, 1.0, 0.0)
        if not why:
            indices = sobol_indices(factors, mine[whole], self.how.seed)
            why = why_not(whole, indices.between, indices.luck, self.how.replications)
        as_drawn = float("nan") if drawn is None else between_worlds(self._of(quantity, drawn)[:, 0])
        inside = () if why or indices is None else self._inside(factors, points[whole], mine[whole], indices.luck)
        rows_told = (int(whole.sum()), lost, trajectories_lost)
        return Told(quantity, screened, None if why else indices, why, *rows_told, as_drawn, inside)

    def _inside(self, factors: Sequence[str], points: Numbers, values: Numbers, luck: float) -> tuple[Inside, ...]:
        """Look inside the blocks: what knowing one of their inputs would take off, from independent points alone."""
        ends = (0, -1)  # A and B; the points between them share most of their inputs with A
        worlds = np.concatenate([values[:, end].mean(axis=-1) for end in ends])[:, None]
        runs = values.shape[-1]
        found: list[Inside] = []
        for block in self.space.blocks:
            if block in factors:
                ranks = np.concatenate([points[:, end, list(factors).index(block)] for end in ends])
                members, places = self.space.inside(block, ranks)
                effects = first_order(places, worlds, np.array([luck / runs]), np.ones(1), len(worlds) * (runs - 1))
                found += [
                    Inside(block, each.name, float(effects.score[n]), float(effects.score_error[n]), effects.chance)
                    for n, each in enumerate(members)
                ]
        return tuple(found)


def keep_some(candidates: Sequence[str], screened: Sequence[Screened | None], at_most: int) -> tuple[str, ...]:
    """Choose the inputs that are looked at one by one.

    Kept is an input whose mu* could lie above what luck alone would make of it (the upper end of its interval does) for
    at least one quantity; of these at most so many, those first that have the largest share, for any quantity, of all
    inputs' squared effects.

    Parameters
    ----------
    candidates : sequence of str
        Inputs that were screened.
    screened : sequence of Screened or None
        One for each quantity; None where it could not be told.
    at_most : int
        How many, at most.

    Returns
    -------
    tuple of str
        Inputs, in the order of `candidates`; all of them, up to `at_most`, where nothing was screened.
    """
    shares = np.zeros(len(candidates))
    could = np.zeros(len(candidates), np.bool_)
    told = [each for each in screened if each is not None]
    for each in told:
        squares = each.effect**2
        shares = np.maximum(shares, squares / squares.sum() if squares.sum() > 0.0 else squares)
        could |= each.mu_star + each.mu_star_conf > each.floor
    if not told:
        return tuple(candidates[:at_most])
    order = [number for number in np.argsort(-shares, kind="stable") if could[number] and shares[number] > _NO_SHARE]
    kept = set(order[:at_most])
    return tuple(name for number, name in enumerate(candidates) if number in kept)


def between_worlds(values: Numbers) -> float:
    """Variance between worlds, luck taken off.

    Parameters
    ----------
    values : numpy.ndarray, shape (worlds, replications)
        A quantity; worlds in which it is nan are left out.

    Returns
    -------
    float
        Analysis of variance; nan with fewer than two worlds, never below 0.
    """
    whole = values[np.isfinite(values).all(axis=1)]
    if len(whole) < 2:
        return float("nan")
    within = float(whole.var(axis=1, ddof=1).mean())
    return max(0.0, float(whole.mean(axis=1).var(ddof=1)) - within / int(whole.shape[1]))

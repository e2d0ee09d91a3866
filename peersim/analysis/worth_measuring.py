"""Which assumptions would most repay measuring: what knowing each would take away of the uncertainty of the answers.

Every design is run in many possible worlds. For each uncertain input of grade C or D its first-order effect is
estimated (`peersim.analysis.first_order`) on the reference's headline outcomes and on what each other design changes,
luck taken off; the score is the mean share of variance, outcomes and changes weighing alike. It says how much less
there would be to guess about, not what the knowledge is worth in money, and it sees each input alone.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from peersim.analysis.first_order import FirstOrder, curve, first_order
from peersim.evidence.sampling import sampled_keys
from peersim.evidence.table import Parameter, parameter
from peersim.outcomes.outcome import Outcome
from peersim.outcomes.registry import outcome as find_outcome
from peersim.studies.execute import Engine, execute
from peersim.studies.plan import DO_NOTHING, make_plan

Numbers = npt.NDArray[np.float64]

HOW_MANY = 32
"""Assumptions in the list: as many as the recommended inputs of the evidence notes that are assumed."""

DRAWS, TWICE = 1000, 150
"""Worlds run, and those of them run twice to know luck's part."""

HEADLINE = ("reach", "parents_engaged_26w", "volunteers_kept_12m", "cost_a_year")
"""Outcomes of the reference, as in the table of a comparison's summary; cost per family is the ratio of two of them."""

CHANGED = ("parents_engaged_26w", "cost_a_year")
"""Outcomes of which the change by each design is looked at."""

GRADES = ("C", "D")
"""Grades of what counts as assumed."""

ENDS = (0.1, 0.9)
"""Ranks of an input between which its effect is told: one world in ten lies below, one above."""

MOSTLY_LUCK = 0.1
"""Share of the variance of a single run below which worlds differ too little to be explained."""

_MOST_UNTOLD = 0.05
_SURE = 1.959964  # two-sided 95%


class Quantity(NamedTuple):
    """Something that differs between worlds.

    Attributes
    ----------
    outcome : Outcome
        What is measured.
    design : str
        Title of the design whose change from the reference it is; empty for the reference itself.
    name : str
        Name of that design.
    """

    outcome: Outcome
    design: str
    name: str

    @property
    def words(self) -> str:
        """What it is, for people."""
        label = self.outcome.label
        return f"the change in {label} by “{self.design}”" if self.design else f"“{label}”"


class Worth(NamedTuple):
    """What measuring one input would do.

    Attributes
    ----------
    row : Parameter
        The input.
    score, low, high : float
        Mean share of variance it explains, with the 95% interval.
    outcomes, changes : float
        The same over the reference's outcomes and over changes by design.
    most : Quantity
        What it explains most of.
    share : float
        Share of that quantity's variance between worlds.
    at_low, at_high : float
        That quantity where the input is low and where it is high (`ENDS`), in its own unit.
    best_low, best_high : str
        Titles of the designs that change most families where the input is low and where it is high; empty where the
        lead could be chance.
    """

    row: Parameter
    score: float
    low: float
    high: float
    outcomes: float
    changes: float
    most: Quantity
    share: float
    at_low: float
    at_high: float
    best_low: str
    best_high: str

    @property
    def how(self) -> str:
        """How it could be measured: advice."""
        return how_to_measure()[self.row.key.partition(".")[0]]


@dataclass(frozen=True)
class WorthMeasuring:
    """The assumptions that would most repay measuring, and how they were found.

    Attributes
    ----------
    inputs : tuple of Worth
        Inputs of grade C or D, the most worth measuring first.
    quantities : tuple of Quantity
        What was explained.
    left_out : tuple of Quantity
        Quantities that differ between worlds hardly more than between runs of one.
    together : float
        Sum of all inputs' scores: what they explain one by one, all grades.
    of_measured : float
        The part of it that inputs of grades A and B explain.
    chance : float
        Score that the largest would stay below in 95 of 100 studies if no input mattered.
    draws, twice, parents, weeks, seed : int
        Worlds, those run twice, families, length of runs and seed.
    place, reference, source : str
        Where, the reference's title, and whether draws came from the posterior or the prior.
    """

    inputs: tuple[Worth, ...]
    quantities: tuple[Quantity, ...]
    left_out: tuple[Quantity, ...]
    together: float
    of_measured: float
    chance: float
    draws: int
    twice: int
    parents: int
    weeks: int
    seed: int
    place: str
    reference: str
    source: str

    @property
    def clear(self) -> tuple[Worth, ...]:
        """Inputs whose score is above what chance would show."""
        return tuple(each for each in self.inputs if each.score > self.chance)


@cache
def how_to_measure() -> dict[str, str]:
    """Give advice on how numbers could be measured, by the first part of their key.

    Returns
    -------
    dict of str to str
        A sentence for each part.
    """
    return tomllib.loads(files("peersim.analysis").joinpath("how_to_measure.toml").read_text(encoding="utf-8"))


def worth_measuring(
    designs: Sequence[Any],
    *,
    place: Any = "derby",
    parents: int = 3000,
    weeks: int = 156,
    draws: int = DRAWS,
    twice: int = TWICE,
    seed: int = 1,
    workers: int | None = None,
    how_many: int | None = HOW_MANY,
    progress: Callable[[int, int], None] | None = None,
    announce: Callable[[str], None] | None = None,
) -> WorthMeasuring:
    """Rank assumptions by how much of the uncertainty of the answers would go if they were known.

    Parameters
    ----------
    designs : sequence of str, Path or Scenario
        The reference first, then the designs compared with it.
    place : str, Path or Profile
        Where.
    parents, weeks : int
        Families eligible at week 0 [families]; length of each run [weeks].
    draws, twice : int
        Worlds; how many of the first of them are run twice, to know luck's part.
    seed : int
        All luck follows from it.
    workers : int, optional
        Threads; by default one for each core.
    how_many : int, optional
        Length of the list; all inputs of grade C and D when None.
    progress : callable, optional
        Called with (runs finished, runs planned).
    announce : callable, optional
        Called with a line of text before the engine is compiled.

    Returns
    -------
    WorthMeasuring
        The list, and how it was found.

    Raises
    ------
    InputError
        If anything is wrong with what was asked for.
    """
    from peersim.evidence.posterior import identity

    machinery = _Measuring(announce)
    options = {"place": place, "parents": parents, "weeks": weeks, "seed": seed, "workers": workers}
    plan = make_plan(designs, draws=draws, replications=1, **options)
    once = execute(plan, workers=workers, machinery=machinery, progress=progress)
    again = make_plan(designs, draws=min(twice, draws), replications=2, **options)
    have = {(run.scenario, run.draw, 0): values for run, values in once.results()}
    second = execute(again, workers=workers, machinery=machinery, done=have)
    names = [name for name in plan.names if name != DO_NOTHING]
    titles = {each.name: each.title for each in plan.scenarios}
    quantities = _quantities(names, titles)
    values = _differences(_array(once, names, draws, 1), quantities, names)[:, 0]
    pairs = _differences(_array(second, names, again.draws, 2), quantities, names)
    drawn = machinery.draws(draws, seed)
    found = _ranked(drawn, values, pairs, quantities, how_many)
    return WorthMeasuring(
        *found,
        draws=draws,
        twice=again.draws,
        parents=parents,
        weeks=weeks,
        seed=seed,
        place=plan.place_title,
        reference=titles[names[0]],
        source=str(identity()["source"]),
    )


class _Measuring(Engine):
    """The engine, of which only the headline outcomes are kept."""

    def observe(self, world: Any) -> Any:
        """Measure the headline outcomes of a finished run."""
        from peersim.outcomes.registry import measure

        return np.array([measure(world, name) for name in HEADLINE])


def _quantities(names: Sequence[str], titles: dict[str, str]) -> list[Quantity]:
    own = [Quantity(find_outcome(name), "", "") for name in HEADLINE]
    return own + [Quantity(find_outcome(name), titles[each], each) for each in names[1:] for name in CHANGED]


def _array(execution: Any, names: Sequence[str], draws: int, replications: int) -> Numbers:
    """Outcomes by design, draw, replication and outcome; nan where a run failed."""
    values = np.full((len(names), draws, replications, len(HEADLINE)), np.nan)
    for run, measured in execution.results():
        if run.scenario in names:
            values[names.index(run.scenario), run.draw, run.replication] = measured
    return values


def _differences(values: Numbers, quantities: Sequence[Quantity], names: Sequence[str]) -> Numbers:
    """Quantities by draw and replication, shape (draws, replications, quantities)."""
    columns = []
    for each in quantities:
        number = HEADLINE.index(each.outcome.name)
        column = values[names.index(each.name), :, :, number] if each.name else values[0, :, :, number]
        columns.append(column - values[0, :, :, number] if each.name else column)
    return np.stack(columns, axis=-1)


def _ranked(
    drawn: Any, values: Numbers, pairs: Numbers, quantities: list[Quantity], how_many: int | None
) -> tuple[tuple[Worth, ...], tuple[Quantity, ...], tuple[Quantity, ...], float, float, float]:
    """Rank inputs; the first six fields of `WorthMeasuring`."""
    keys = [key for key in sampled_keys() if np.ptp(drawn[parameter(key).field]) > 0.0]
    inputs = np.column_stack([drawn[parameter(key).field] for key in keys])
    told = (np.isnan(values).mean(axis=0) <= _MOST_UNTOLD) & ~np.isnan(pairs).all(axis=(0, 1))
    luck, variance = np.zeros(len(told)), np.zeros(len(told))
    luck[told] = np.nanmean((pairs[:, 0, told] - pairs[:, 1, told]) ** 2, axis=0) / 2.0
    variance[told] = np.nanvar(values[:, told], axis=0, ddof=1)
    kept = told & (variance > 0.0) & (variance - luck > MOSTLY_LUCK * variance)
    used = [each for each, keep in zip(quantities, kept, strict=True) if keep]
    rows = ~np.isnan(values[:, kept]).any(axis=1)
    of_changes = np.array([bool(each.name) for each in used])
    weights = np.where(of_changes, 0.5 / max(of_changes.sum(), 1), 0.5 / max((~of_changes).sum(), 1))
    weights /= weights.sum()
    found = first_order(inputs[rows], values[rows][:, kept], luck[kept], weights, len(pairs))
    assumed = [number for number, key in enumerate(keys) if parameter(key).grade in GRADES]
    order = sorted(assumed, key=lambda number: -found.score[number])[:how_many]
    worth = tuple(
        _worth(keys[number], number, found, used, of_changes, inputs[rows, number], values[rows][:, kept])
        for number in order
    )
    together = float(np.maximum(found.score, 0.0).sum())
    of_measured = together - float(np.maximum(found.score[assumed], 0.0).sum())
    left_out = tuple(each for each, keep in zip(quantities, kept, strict=True) if not keep)
    return worth, tuple(used), left_out, together, of_measured, found.chance


def _worth(
    key: str,
    number: int,
    found: FirstOrder,
    used: list[Quantity],
    of_changes: npt.NDArray[np.bool_],
    column: Numbers,
    values: Numbers,
) -> Worth:
    shares = found.shares[number]
    most = int(np.argmax(shares - _SURE * found.errors[number]))
    expected, error = curve(column, values, np.array(ENDS))
    families = [n for n, each in enumerate(used) if each.name and each.outcome.name == CHANGED[0]]
    low, high = (_best([used[n] for n in families], expected[end, families], error[end, families]) for end in (0, 1))
    both_clear = low and high and low != high
    return Worth(
        row=parameter(key),
        score=float(found.score[number]),
        low=found.interval(number)[0],
        high=found.interval(number)[1],
        outcomes=_mean(shares[~of_changes]),
        changes=_mean(shares[of_changes]),
        most=used[most],
        share=float(shares[most]),
        at_low=float(expected[0, most]),
        at_high=float(expected[1, most]),
        best_low=low if both_clear else "",
        best_high=high if both_clear else "",
    )


def _best(designs: list[Quantity], expected: Numbers, error: Numbers) -> str:
    """Title of the design with the largest change, where its lead over the next is clear of chance; else empty."""
    if len(designs) < 2:
        return ""
    first, second = np.argsort(-expected)[:2]
    clear = expected[first] - expected[second] > _SURE * float(np.hypot(error[first], error[second]))
    return designs[first].design if clear else ""


def _mean(shares: Numbers) -> float:
    return float(shares.mean()) if len(shares) else float("nan")

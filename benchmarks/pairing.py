"""How much less variable differences between designs are when both meet the same families, values and luck."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from benchmarks.result import LEAST, Goal, Result
from benchmarks.size import Size
from benchmarks.timing import apart

OUTCOMES = ("reach", "parents_engaged_26w", "volunteers_kept_12m")
"""The demo's main outcomes: those of its headline figure that are not money."""

Values = npt.NDArray[np.float64]


class Variances(NamedTuple):
    """Variances of differences from the first design, summed over the others.

    Attributes
    ----------
    paired : float
        Both designs meet the same draw and the same luck.
    unpaired : float
        They meet another draw and other luck.
    """

    paired: float
    unpaired: float

    @property
    def ratio(self) -> float:
        """How many times less variable paired differences are."""
        return self.unpaired / self.paired


def variances(designs: Values) -> Variances:
    """Compare designs paired and unpaired.

    Parameters
    ----------
    designs : numpy.ndarray, shape (designs, draws, k)
        An outcome of each design in each draw, k times with other luck; nan where it cannot be told.

    Returns
    -------
    Variances
        Unpaired, over all pairs of different draws that there are.
    """
    draws, luck = designs.shape[1:]
    draw = np.repeat(np.arange(draws), luck)
    same = np.eye(draws * luck, dtype=np.bool_)
    flat = designs.reshape(len(designs), -1)

    def summed(pairs: npt.NDArray[np.bool_]) -> float:
        return sum(_variance((each[:, None] - flat[0])[pairs]) for each in flat[1:])

    return Variances(summed(same), summed(draw[:, None] != draw))


def _variance(differences: Values) -> float:
    told = differences[np.isfinite(differences)]
    return float(told.var()) if len(told) else float("nan")


def in_draws(designs: Values) -> Values:
    """Mean of each draw's replications, as the demo compares designs; nan where it can be told of none."""
    told = np.isfinite(designs)
    number = told.sum(axis=2, keepdims=True)
    sums = np.where(told, designs, 0.0).sum(axis=2, keepdims=True)
    means: Values = np.divide(sums, number, out=np.full(sums.shape, np.nan), where=number > 0)
    return means


def measured(parents: int, weeks: int, draws: int, replications: int) -> dict[str, Any]:
    """Run the demo's designs; give the variances of each outcome, of draws and of single runs."""
    from peersim.commands.studies import DEMO
    from peersim.studies.execute import execute
    from peersim.studies.plan import make_plan

    plan = make_plan(list(DEMO), parents=parents, weeks=weeks, draws=draws, replications=replications)
    seen: dict[Any, Any] = {(run.scenario, run.draw, run.replication): each for run, each in execute(plan).results()}
    found = {}
    for outcome in OUTCOMES:
        values = np.array(
            [
                [[seen[name, draw, number].value(outcome) for number in range(replications)] for draw in range(draws)]
                for name in DEMO
            ]
        )
        found[outcome] = [*variances(in_draws(values)), *variances(values)]
    return found


def measure(size: Size) -> list[Result]:
    """Compare paired with unpaired differences."""
    draws, replications = size.pairs
    found = apart(measured, size.parents, size.weeks, draws, replications).value
    about = (
        f"The demo's designs, {size.parents:,} parents, {size.weeks} weeks, {draws} draws × {replications} "
        "replications: variance of differences from the baseline between designs that meet another draw and other "
        "luck, over that between designs that meet the same; variances summed over the designs"
    )
    results = []
    for outcome, (paired, unpaired, paired_run, unpaired_run) in found.items():
        what = f"variance of unpaired over paired differences, {outcome}"
        of_draws, of_runs = Variances(paired, unpaired), Variances(paired_run, unpaired_run)
        results += [
            Result(
                "pairing", what, of_draws.ratio, "times", of_draws._asdict(),
                f"{about}. One difference a draw, the mean over its replications, as the demo makes them.",
                Goal(LEAST, 10.0),
            ),
            Result(
                "pairing", f"{what}, single runs", of_runs.ratio, "times", of_runs._asdict(),
                "The same, one difference a run.",
            ),
        ]  # fmt: skip
    return results

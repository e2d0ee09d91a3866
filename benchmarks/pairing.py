"""How much less variable differences between designs are when both meet the same families, values and luck."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.result import LEAST, Goal, Result
from benchmarks.size import Size
from benchmarks.timing import apart

OUTCOMES = ("reach", "parents_engaged_26w", "volunteers_kept_12m")
"""The demo's main outcomes: those of its headline figure that are not money."""

Values = npt.NDArray[np.float64]


def variances(designs: Values) -> tuple[float, float, float]:
    """Variances of differences from the first design, pooled over the others.

    Parameters
    ----------
    designs : numpy.ndarray, shape (designs, draws, replications)
        An outcome of every run; nan where it cannot be told.

    Returns
    -------
    tuple of float
        Of pairs with the same draw and luck; with other luck of the same draw; with another draw and other luck. The
        last two are over all such pairs there are.
    """
    draws, replications = designs.shape[1:]
    draw, luck = (each.ravel() for each in np.indices((draws, replications)))
    same_draw = draw[:, None] == draw
    same = same_draw & (luck[:, None] == luck)
    kinds = (same, same_draw & ~same, ~same_draw)
    flat = designs.reshape(len(designs), -1)
    sums = [
        sum(_variance((each[:, None] - flat[0])[kind]) for each in flat[1:]) for kind in kinds
    ]  # fmt: skip
    return sums[0], sums[1], sums[2]


def _variance(differences: Values) -> float:
    told = differences[np.isfinite(differences)]
    return float(told.var()) if len(told) else float("nan")


def measured(parents: int, weeks: int, draws: int, replications: int) -> dict[str, list[float]]:
    """Run the demo's designs; give the three variances of each outcome."""
    from peersim.commands.studies import DEMO
    from peersim.studies.execute import execute
    from peersim.studies.plan import make_plan

    plan = make_plan(list(DEMO), parents=parents, weeks=weeks, draws=draws, replications=replications)
    seen: dict[Any, Any] = {(run.scenario, run.draw, run.replication): each for run, each in execute(plan).results()}
    found = {}
    for outcome in OUTCOMES:
        values = [
            [[seen[name, draw, number].value(outcome) for number in range(replications)] for draw in range(draws)]
            for name in DEMO
        ]
        found[outcome] = list(variances(np.array(values)))
    return found


def measure(size: Size) -> list[Result]:
    """Compare paired with unpaired differences."""
    draws, replications = size.pairs
    found = apart(measured, size.parents, size.weeks, draws, replications).value
    about = (
        f"The demo's designs, {size.parents:,} parents, {size.weeks} weeks, {draws} draws × {replications} replications"
    )
    results = []
    for outcome, (paired, luck, unpaired) in found.items():
        parts = {"paired": paired, "same draw, other luck": luck, "unpaired": unpaired}
        results.append(
            Result(
                "pairing",
                f"variance of unpaired over paired differences: {outcome}",
                unpaired / paired,
                "times",
                parts,
                f"{about}: differences from the baseline between runs of another draw and other luck over those of the "
                "same, variances summed over the designs.",
                Goal(LEAST, 10.0),
            )
        )
    return results

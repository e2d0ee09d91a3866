"""Ask which uncertain inputs decide reach, retention, cost and the differences between designs."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from peersim.analysis.sensitivity.exploring import Exploration, Explored, Told
from peersim.analysis.sensitivity.found import Explained, Index, Screening, Sensitivity, Within
from peersim.analysis.sensitivity.planning import (
    AT_MOST,
    OUTCOMES,
    REPLICATIONS,
    SAMPLES,
    TRAJECTORIES,
    SensitivityPlan,
    plan_sensitivity,
)
from peersim.analysis.sensitivity.points import OTHERS, part_of_salib
from peersim.analysis.sensitivity.running import Model, PeersimModel
from peersim.analysis.sensitivity.shelf import Shelf, check_folder
from peersim.analysis.sensitivity.spaces import BLOCK, EvidenceSpace, Space
from peersim.evidence.table import parameter
from peersim.foundation.problems import RunError
from peersim.studies.execute import StudyInterrupted

_SHOWN_FAILURES = 3

_SURE = 1.959964  # two-sided 95%


def sensitivity(
    scenarios: Sequence[Any],
    *,
    outcomes: Iterable[str] = OUTCOMES,
    inputs: Iterable[str] = (),
    differences: bool | None = None,
    ties: str = "together",
    place: Any = "derby",
    parents: int = 3000,
    weeks: int = 156,
    trajectories: int = TRAJECTORIES,
    samples: int = SAMPLES,
    replications: int = REPLICATIONS,
    at_most: int = AT_MOST,
    seed: int = 1,
    workers: int | None = None,
    out: str | os.PathLike[str] | None = None,
    replace: bool = False,
    progress: Callable[[int, int], None] | None = None,
    announce: Callable[[str], None] | None = None,
) -> Sensitivity:
    """Find out which uncertain inputs decide the answers: Morris screening, then Sobol indices, luck taken off.

    Parameters
    ----------
    scenarios : sequence of str, Path or Scenario
        The reference first, then the designs compared with it.
    outcomes : iterable of str
        What is explained: of the reference, and of each other design minus the reference.
    inputs : iterable of str, optional
        Evidence keys, or first parts of them such as ``attendance``, that are looked at one by one; all when left out.
        The others vary together.
    differences : bool, optional
        True for differences between designs alone, False for the reference's outcomes alone; both when left out.
    ties : str
        ``"together"``: calibrated inputs are one block that picks rows of the posterior sample, as studies draw them,
        and has one index; ``"apart"``: each is drawn from its own margin of the posterior.
    place : str, Path or Profile
        Where.
    parents, weeks : int
        Families eligible at week 0 [families]; length of each run [weeks].
    trajectories : int
        Morris's trajectories; 0 leaves screening out.
    samples : int
        Rows of Sobol's points: a power of two.
    replications : int
        Runs of luck at each point [2 or more].
    at_most : int
        Inputs with Sobol indices of their own, at most.
    seed : int
        All points and luck follow from it.
    workers : int, optional
        Threads; by default one for each core. Results do not depend on it.
    out : str or Path, optional
        Folder in which runs, tables, figures and the answer are kept; a stopped analysis goes on from there.
    replace : bool
        Whether another analysis in that folder may be removed.
    progress : callable, optional
        Called with (runs finished, runs expected).
    announce : callable, optional
        Called with a line of text for whoever waits.

    Returns
    -------
    Sensitivity
        Its `sobol`, `morris`, `to_frame()`, `sentences()` and `save(folder)`.

    Raises
    ------
    InputError
        With every problem found; nothing is run.
    RunError
        If so many runs failed that nothing can be told.
    StudyInterrupted
        On Ctrl-C; with `out`, what was finished is kept there.

    Examples
    --------
    >>> import peersim as ps
    >>> found = ps.sensitivity(["baseline", "on_site_childcare"], out="results/why")  # doctest: +SKIP
    >>> found.to_frame().head()  # doctest: +SKIP
    """
    part_of_salib("analyze.sobol")
    plan = plan_sensitivity(
        scenarios, outcomes=outcomes, inputs=inputs, differences=differences, ties=ties, place=place, parents=parents,
        weeks=weeks, trajectories=trajectories, samples=samples, replications=replications, at_most=at_most, seed=seed,
        workers=workers,
    )  # fmt: skip
    folder = None if out is None else Path(out)
    if folder is not None:
        check_folder(folder, plan.document(), replace)
    return run_sensitivity(plan, folder, replace=replace, workers=workers, progress=progress, announce=announce)


def run_sensitivity(
    plan: SensitivityPlan,
    folder: Path | None = None,
    *,
    replace: bool = False,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    announce: Callable[[str], None] | None = None,
    model: Model | None = None,
    space: Space | None = None,
) -> Sensitivity:
    """Run a planned analysis; tests give another model and space. See `sensitivity`."""
    say = announce or (lambda text: None)
    space = space or EvidenceSpace(plan.ties)
    model = model or PeersimModel(plan.study, plan.scenarios, plan.outcomes, announce=announce)
    shelf = None if folder is None else Shelf(folder, plan.document(), plan.scenarios, plan.outcomes, replace)
    done = {} if shelf is None else shelf.load()
    before = len(done)
    if before:
        say(f"{before:,} blocks of runs are there already; going on from them.")
    exploration = Exploration(space, model, plan.quantities, plan.candidates, plan.how)
    try:
        explored = exploration.run(done, shelf.put if shelf else (lambda block: None), workers, progress)
    except KeyboardInterrupt:
        finished = sum(block.values.shape[0] * block.values.shape[1] for block in done.values())
        where = f" They are in {folder}; the same command goes on from there." if folder else " Nothing was kept."
        raise StudyInterrupted(
            None, f"Stopped: {finished:,} of about {plan.runs:,} runs were finished.{where}"
        ) from None
    finally:
        if shelf is not None:
            shelf.flush()
    found = to_sensitivity(plan, explored, {factor.name: factor.label for factor in space.factors})
    if not found.sobol:
        raise RunError(_nothing(found))
    if folder is not None:
        say("Writing tables and figures…")
        found.save(folder)
    return found


def _nothing(found: Sensitivity) -> str:
    lines = [f"{each.label}: {each.why_not}." for each in found.quantities]
    failed = [f"{f.scenario}, row {f.row}, point {f.point}: {f.message}" for f in found.failures[:_SHOWN_FAILURES]]
    count = [f"{len(found.failures):,} runs failed."] if found.failures else []
    return "\n".join(["No indices can be told of anything that was asked.", *lines, *count, *failed])


def to_sensitivity(plan: SensitivityPlan, explored: Explored, labels: dict[str, str]) -> Sensitivity:
    """Lay out what came of an analysis.

    Parameters
    ----------
    plan : SensitivityPlan
        What was asked.
    explored : Explored
        What came of it.
    labels : dict of str to str
        Label of each factor.

    Returns
    -------
    Sensitivity
    """
    kept = tuple(name for name in explored.factors if name != OTHERS)
    left = len(labels) - len(kept)
    named = {name: labels[name] for name in dict.fromkeys([*plan.candidates, *kept])}
    named |= {each.input: parameter(each.input).label for told in explored.told for each in told.inside}
    moved = [name for name in plan.candidates if name != BLOCK]
    return Sensitivity(
        facts=plan.facts(),
        quantities=tuple(_explained(each) for each in explored.told),
        labels={**named, OTHERS: f"the other {left:,} inputs, together"},
        morris=tuple(row for each in explored.told for row in _screening(each, moved, kept)),
        sobol=tuple(row for each in explored.told for row in _indices(each, explored.factors)),
        kept=kept,
        within=tuple(row for each in explored.told for row in _within(each)),
        failures=explored.failures,
        runs=explored.runs,
    )


def _explained(told: Told) -> Explained:
    found = told.indices
    return Explained(
        name=told.quantity.name,
        outcome=told.quantity.outcome,
        scenario=told.quantity.scenario,
        label=told.quantity.label,
        unit=told.quantity.unit,
        mean=math.nan if found is None else found.mean,
        sd=math.nan if found is None else math.sqrt(found.between),
        share_of_luck=math.nan if found is None else found.share_of_luck,
        sd_as_drawn=math.sqrt(told.as_drawn) if found is not None and told.as_drawn >= 0.0 else math.nan,
        rows=told.rows,
        rows_lost=told.rows_lost,
        trajectories_lost=told.trajectories_lost,
        why_not=told.why_not,
    )


def _screening(told: Told, candidates: Sequence[str], kept: Sequence[str]) -> list[Screening]:
    found = told.screened
    if found is None:
        return []
    return [
        Screening(
            quantity=told.quantity.name,
            input=name,
            mu=float(found.mu[n]),
            mu_star=float(found.mu_star[n]),
            sigma=float(found.sigma[n]),
            mu_star_low=max(float(found.mu_star[n] - found.mu_star_conf[n]), 0.0),
            mu_star_high=float(found.mu_star[n] + found.mu_star_conf[n]),
            floor=float(found.floor[n]),
            kept=name in kept,
        )
        for n, name in enumerate(candidates)
    ]


def _within(told: Told) -> list[Within]:
    name = told.quantity.name
    return [
        Within(name, each.block, each.input, each.share, *_around(each.share, each.error), each.share > each.chance)
        for each in told.inside
    ]


def _around(value: float, error: float) -> tuple[float, float]:
    return value - _SURE * error, value + _SURE * error


def _indices(told: Told, factors: Sequence[str]) -> list[Index]:
    found = told.indices
    if found is None:
        return []
    return [
        Index(
            told.quantity.name,
            name,
            *(float(found.first[n] + side * found.first_conf[n]) for side in (0, -1, 1)),
            *(float(found.total[n] + side * found.total_conf[n]) for side in (0, -1, 1)),
        )
        for n, name in enumerate(factors)
    ]

"""What is asked of a sensitivity analysis, checked before anything is run."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from peersim.analysis.sensitivity.quantities import Quantity, quantities_of
from peersim.analysis.sensitivity.spaces import BLOCK, TIES, EvidenceSpace, Factor, chosen
from peersim.foundation.problems import Problems, nearest
from peersim.studies.plan import DO_NOTHING, Plan, make_plan

OUTCOMES = ("parents_reached", "parents_engaged_26w", "cost_per_parent_engaged_26w")
"""What is explained unless told otherwise: reach, retention, cost per retained family."""

TRAJECTORIES, SAMPLES, REPLICATIONS, AT_MOST = 16, 256, 2, 12
"""Sizes unless told otherwise: minutes on two cores for two designs."""

FEWEST_TRAJECTORIES, FEWEST_SAMPLES, FEWEST_REPLICATIONS = 4, 32, 2
MOST_TRAJECTORIES, MOST_SAMPLES, MOST_ONE_BY_ONE = 1_000, 65_536, 100

AS_DRAWN = 256
"""Worlds drawn as studies draw them, at most, to see what drawing inputs apart changes."""

HINT = "See `peersim sensitivity --help`."


class How(NamedTuple):
    """Sizes of an analysis.

    Attributes
    ----------
    trajectories : int
        Morris's trajectories; 0 leaves screening out.
    samples : int
        Rows of Sobol's points; a power of two.
    replications : int
        Runs of luck at each point.
    at_most : int
        Inputs looked at one by one by Sobol's indices, at most.
    seed : int
        All points and luck follow from it.
    """

    trajectories: int = TRAJECTORIES
    samples: int = SAMPLES
    replications: int = REPLICATIONS
    at_most: int = AT_MOST
    seed: int = 1

    def runs(self, moved: int, blocks: int, others: bool, as_drawn: bool, scenarios: int) -> int:
        """Count runs, with as many inputs one by one as are allowed.

        Parameters
        ----------
        moved, blocks : int
            Inputs that are screened, and blocks of inputs with an index of their own.
        others : bool
            Whether other inputs vary beside them.
        as_drawn : bool
            Whether worlds are also drawn as studies draw them.
        scenarios : int
            Scenarios.

        Returns
        -------
        int
            Runs.
        """
        screening = self.trajectories * (moved + 1)
        indices = self.samples * (min(self.at_most, moved) + blocks + others + 2)
        drawn = min(self.samples, AS_DRAWN) if as_drawn else 0
        return (screening + indices + drawn) * scenarios * self.replications


@dataclass(frozen=True)
class SensitivityPlan:
    """Everything that decides an analysis' results.

    Attributes
    ----------
    study : Plan
        Scenarios, place, size, length and seed, as in a study.
    scenarios, outcomes : tuple of str
        What is run, the reference first; what is measured.
    candidates : tuple of str
        Inputs that are looked at one by one; the others vary together.
    quantities : tuple of Quantity
        What is explained.
    ties : str
        How calibrated inputs are drawn: one of `peersim.analysis.sensitivity.spaces.TIES`.
    how : How
        Sizes.
    factors : tuple of Factor
        Everything that varies.
    """

    study: Plan
    scenarios: tuple[str, ...]
    outcomes: tuple[str, ...]
    candidates: tuple[str, ...]
    quantities: tuple[Quantity, ...]
    ties: str
    how: How
    factors: tuple[Factor, ...]

    @property
    def runs(self) -> int:
        """Runs, if as many inputs as allowed are kept by screening [runs]."""
        blocks = int(BLOCK in self.candidates)
        moved = len(self.candidates) - blocks
        others = min(self.how.at_most, moved) + blocks < len(self.factors)
        return self.how.runs(moved, blocks, others, self.ties == "apart", len(self.scenarios))

    def document(self) -> dict[str, Any]:
        """Describe what decides the results, in plain values, with its fingerprint; as it was when first asked."""
        return dict(self._document)

    @cached_property
    def _document(self) -> dict[str, Any]:
        from peersim.evidence.posterior import identity
        from peersim.studies.fingerprints import fingerprint

        inputs = self.study.inputs()
        for name in ("draws", "order"):
            inputs.pop(name)
        decides = {
            **inputs,
            "scenarios": {name: inputs["scenarios"][name] for name in self.scenarios},
            "outcomes": list(self.outcomes),
            "quantities": [quantity.name for quantity in self.quantities],
            "candidates": list(self.candidates),
            "ties": self.ties,
            "inputs_from": identity(),
            **self.how._asdict(),
        }
        return {"fingerprint": fingerprint(decides), **decides}

    def facts(self) -> dict[str, Any]:
        """Say what a reader of the results must know besides them."""
        facts = self.study.facts()
        names = ("place", "place_title", "parents", "weeks", "seed", "price_year", "version", "reference")
        document = self.document()
        return {
            **{name: facts[name] for name in names},
            "scenarios": list(self.scenarios),
            "titles": {name: facts["titles"][name] for name in self.scenarios},
            "outcomes": list(self.outcomes),
            "ties": self.ties,
            "inputs_from": document["inputs_from"]["source"],
            "factors": len(self.factors),
            "candidates": len(self.candidates),
            "moved": sum(name != BLOCK for name in self.candidates),
            **self.how._asdict(),
            "plan": document["fingerprint"],
            "package": document["package"],
            "profile": document["profile"],
            "designs": document["scenarios"],
        }


def plan_sensitivity(
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
) -> SensitivityPlan:
    """Check what is asked of a sensitivity analysis; nothing is run.

    Parameters
    ----------
    scenarios, outcomes, inputs, differences, ties, place, parents, weeks, trajectories, samples, replications, at_most,
    seed, workers
        As in `peersim.analysis.sensitivity.asking.sensitivity`.

    Returns
    -------
    SensitivityPlan
        Ready to be run.

    Raises
    ------
    InputError
        If anything is wrong: all problems at once.
    """
    problems = Problems(HINT)
    study = _study(scenarios, problems, place, parents, weeks, max(_whole(replications), 1), seed, workers)
    how = How(trajectories, samples, replications, at_most, seed)
    _check_sizes(how, problems)
    measured = _outcomes(outcomes, weeks, problems)
    if ties not in TIES:
        problems.add(f'ties is "{ties}"; allowed {", ".join(TIES)}.{nearest(str(ties), TIES)}')
    factors = EvidenceSpace(ties if ties in TIES else TIES[0]).factors
    wanted = [inputs] if isinstance(inputs, str) else list(inputs)
    candidates = chosen(factors, wanted, problems)
    _check_candidates(candidates, how, problems)
    names = _names(study, scenarios) if study is not None else ()
    if differences and study is not None and len(names) < 2:
        problems.add(
            f'differences between designs need two scenarios or more; there is only "{names[0]}". Name the design to '
            "compare it with, or ask for outcomes alone."
        )
    problems.raise_if_any()
    assert study is not None
    titles = {each.name: each.title for each in study.scenarios}
    explained = quantities_of(
        measured, names, titles, own=differences is not True, differences=differences is not False
    )
    plan = SensitivityPlan(study, names, measured, candidates, explained, ties, how, factors)
    plan.document()  # the code that will run is the code that is there now
    return plan


def _study(
    scenarios: Sequence[Any], problems: Problems, place: Any, parents: int, weeks: int, replications: int, seed: int,
    workers: int | None,
) -> Plan | None:  # fmt: skip
    from peersim.foundation.problems import InputError

    try:
        return make_plan(
            scenarios, place=place, parents=parents, weeks=weeks, draws=1, replications=replications, seed=seed,
            workers=workers,
        )  # fmt: skip
    except InputError as error:
        problems.found += error.problems
        return None


def _names(study: Plan, scenarios: Sequence[Any]) -> tuple[str, ...]:
    """Names of the scenarios asked for: without `nothing`, which studies add, unless it was named."""
    asked = [scenarios] if isinstance(scenarios, str) or hasattr(scenarios, "expand") else list(scenarios)
    named = any(str(getattr(each, "name", each)) == DO_NOTHING for each in asked)
    return study.names if named else tuple(name for name in study.names if name != DO_NOTHING)


def _whole(number: Any) -> int:
    return int(number) if isinstance(number, int) and not isinstance(number, bool) else 0


def _check_sizes(how: How, problems: Problems) -> None:
    for name, least, most, unit in (
        ("trajectories", FEWEST_TRAJECTORIES, MOST_TRAJECTORIES, "trajectories, or 0 for no screening"),
        ("samples", FEWEST_SAMPLES, MOST_SAMPLES, "rows"),
        ("replications", FEWEST_REPLICATIONS, 100, "replications"),
        ("at_most", 1, MOST_ONE_BY_ONE, "inputs"),
    ):
        value = getattr(how, name)
        if not isinstance(value, int) or isinstance(value, bool):
            problems.add(f"{name} is {value!r}; it must be a whole number, {least:,} to {most:,} {unit}.")
        elif not least <= value <= most and not (name == "trajectories" and value == 0):
            problems.add(f"{name} is {value:,}; allowed {least:,} to {most:,} {unit}.{_REASONS[name]}")
        elif name == "samples" and value & (value - 1):
            below = 1 << (value.bit_length() - 1)
            problems.add(f"samples is {value:,}; Sobol points come in powers of two. The nearest are {_near(below)}.")


_REASONS = {
    "trajectories": " Fewer give no interval worth the name.",
    "samples": " Fewer rows leave intervals as wide as the indices.",
    "replications": " With one run at a point, luck cannot be told from what inputs do.",
    "at_most": "",
}


def _near(below: int) -> str:
    found = [f"{each:,}" for each in (below, 2 * below) if FEWEST_SAMPLES <= each <= MOST_SAMPLES]
    return " and ".join(found)


def _outcomes(outcomes: Iterable[str], weeks: Any, problems: Problems) -> tuple[str, ...]:
    from peersim.outcomes.registry import OUTCOME_NAMES

    wanted = tuple(dict.fromkeys([outcomes] if isinstance(outcomes, str) else outcomes))
    if not wanted:
        problems.add("no outcome was named; name at least one.")
    for name in wanted:
        if name not in OUTCOME_NAMES:
            problems.add(f'unknown outcome "{name}".{nearest(name, OUTCOME_NAMES)}')
        for week, ending in ((12, "12w"), (26, "26w"), (52, "52w")):
            if name.endswith(f"engaged_{ending}") and _whole(weeks) and weeks <= week:
                problems.add(f"{name} needs runs longer than {week} weeks; weeks is {weeks}.")
    return wanted


def _check_candidates(candidates: Sequence[str], how: How, problems: Problems) -> None:
    if how.trajectories == 0 and len(candidates) > max(_whole(how.at_most), 1):
        problems.add(
            f"without screening every input named gets indices: that is {len(candidates)} inputs, and at_most is "
            f"{how.at_most}. Name fewer inputs, raise at_most, or give trajectories."
        )


def seconds_for(plan: SensitivityPlan, a_run: float, workers: int) -> float:
    """Estimate how long an analysis takes.

    Parameters
    ----------
    plan : SensitivityPlan
        The plan.
    a_run : float
        Time of one run on one core [seconds].
    workers : int
        Threads [cores].

    Returns
    -------
    float
        Time [seconds].
    """
    return math.ceil(plan.runs * a_run / max(workers, 1))

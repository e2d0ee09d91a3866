"""In which worlds does a design lose? Scenario discovery on the draws of a finished study."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from peersim.analysis.discovery.boxes import DOUBT, SHUFFLES, Box, find_box
from peersim.foundation.problems import InputError, Problems, nearest

if TYPE_CHECKING:
    import pandas as pd

Numbers = npt.NDArray[np.float64]

FEWEST_CASES = 10
"""Worlds of either kind below which nothing is looked for."""


@dataclass(frozen=True, eq=False)
class Discovery:
    """The worlds in which a design loses.

    Attributes
    ----------
    design, against : str
        Titles of the design and of what it is compared with.
    what : str
        What is compared, in words.
    unit : str
        Its unit.
    threshold : float
        Below which (or above which, where less is better) the design loses.
    less_is_better : bool
        Whether losing is being above the threshold.
    worlds, losing : int
        Worlds that can be told, and those in which it loses.
    box : Box or None
        The box; None where there is none or nothing was looked for.
    of_losing : bool
        Whether the box is of the worlds in which the design loses; where it loses in most, it is of the others.
    why_none : str
        Why there is no box worth telling; empty where there is one.
    method : str
        "tree" or "prim".
    inputs : pandas.DataFrame
        Value of each input in each world.
    values : numpy.ndarray, shape (worlds,)
        What is compared: design less the other.
    """

    design: str
    against: str
    what: str
    unit: str
    threshold: float
    less_is_better: bool
    worlds: int
    losing: int
    box: Box | None
    of_losing: bool
    why_none: str
    method: str
    inputs: pd.DataFrame
    values: Numbers

    @property
    def found(self) -> bool:
        """Whether there is a box that is more than noise."""
        return not self.why_none

    @property
    def loses(self) -> npt.NDArray[np.bool_]:
        """Worlds in which the design loses, shape (worlds,)."""
        return losing_worlds(self.values, self.threshold, self.less_is_better)

    def to_frame(self) -> pd.DataFrame:
        """Give the box as a table: one row a limit, with how good the box is.

        Returns
        -------
        pandas.DataFrame
            Columns input, label, unit, low, high (missing where there is no limit), coverage, density, mass,
            unseen_coverage, unseen_density, chance; no row where there is no box.
        """
        import pandas as pd

        from peersim.analysis.discovery.words import label_of, unit_of

        names = ("coverage", "density", "mass", "unseen_coverage", "unseen_density", "chance")
        columns = ["input", "label", "unit", "low", "high", *names]
        box = self.box
        rows = [
            {
                "input": each.input, "label": label_of(each.input), "unit": unit_of(each.input),
                "low": each.low if math.isfinite(each.low) else math.nan,
                "high": each.high if math.isfinite(each.high) else math.nan,
                **{name: getattr(box, name) for name in names},
            }
            for each in (box.limits if box is not None else ())
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=pd.Index(columns))

    def sentences(self) -> list[str]:
        """Say in sentences in which worlds the design loses, and how sure that is."""
        from peersim.analysis.discovery.words import sentences

        return sentences(self)

    def to_dict(self) -> dict[str, Any]:
        """Give what was found as plain values; no limit and nan as None."""
        rows = self.to_frame().to_dict(orient="records")
        plain = [
            {str(k): None if isinstance(v, float) and not math.isfinite(v) else v for k, v in row.items()}
            for row in rows
        ]
        names = ("design", "against", "what", "unit", "threshold", "less_is_better", "worlds", "losing", "of_losing")
        return {
            **{name: getattr(self, name) for name in names},
            "method": self.method,
            "found": self.found,
            "why_none": self.why_none,
            "limits": plain,
            "sentences": self.sentences(),
        }


def losing_worlds(values: Numbers, threshold: float, less_is_better: bool) -> npt.NDArray[np.bool_]:
    """Say in which worlds a difference is on the wrong side of a threshold; on it is not."""
    return np.asarray(values > threshold if less_is_better else values < threshold)


def discover_in(
    inputs: pd.DataFrame,
    values: Numbers,
    *,
    design: str,
    against: str,
    what: str,
    unit: str,
    threshold: float = 0.0,
    less_is_better: bool = False,
    method: str = "tree",
    shuffles: int = SHUFFLES,
    seed: int = 1,
) -> Discovery:
    """Look for the worlds in which a difference is on the wrong side of a threshold.

    Parameters
    ----------
    inputs : pandas.DataFrame, shape (worlds, inputs)
        Value of each input in each world.
    values : numpy.ndarray, shape (worlds,)
        The difference in each world; worlds in which it is nan are left out.
    design, against, what, unit : str
        Words: titles of the two, what is compared, its unit.
    threshold : float
        The line.
    less_is_better : bool
        Whether losing is being above it.
    method : str
        ``tree`` or ``prim``.
    shuffles, seed : int
        As in `peersim.analysis.discovery.boxes.find_box`.

    Returns
    -------
    Discovery
    """
    told = np.isfinite(values)
    known, numbers = inputs.loc[told].reset_index(drop=True), values[told]
    known = known.loc[:, known.nunique() > 1]
    loses = losing_worlds(numbers, threshold, less_is_better)
    losing = int(loses.sum())
    of_losing = losing * 2 <= len(loses)
    cases = loses if of_losing else ~loses
    box, why = None, ""
    if not len(numbers):
        why = "there is no world in which it can be told"
    elif cases.sum() < FEWEST_CASES:
        why = f"there are too few of them to look for what they have in common (at least {FEWEST_CASES} are needed)"
    elif known.shape[1] == 0:
        why = "no input differs between these worlds"
    else:
        box = find_box(known, cases, method=method, shuffles=shuffles, seed=seed)
        why = _why_none(box, float(cases.mean()))
    words = (design, against, what, unit, threshold, less_is_better)
    return Discovery(*words, len(numbers), losing, box, of_losing, why, method, known, numbers)


def _why_none(box: Box | None, overall: float) -> str:
    if box is None:
        return "no limits on inputs set them apart"
    if box.chance > DOUBT:
        return "as good a box is often found when outcomes are shuffled among worlds, so it may be noise"
    if not box.unseen_density > overall:
        return "the limits found do not set them apart in worlds that the search had not seen"
    return ""


def discover_outcome(
    study: str | os.PathLike[str],
    design: str | None = None,
    outcome: str = "parents_engaged_26w",
    threshold: float = 0.0,
    *,
    against: str | None = None,
    method: str = "tree",
    shuffles: int = SHUFFLES,
    seed: int = 1,
) -> Discovery:
    """Find the worlds of a finished study in which a design loses on an outcome.

    Parameters
    ----------
    study : str or Path
        The study's folder.
    design : str, optional
        Name of the scenario; the last of the study when left out.
    outcome : str
        Outcome with a better direction.
    threshold : float
        Paired difference from which on the design does not lose [the outcome's unit].
    against : str, optional
        Name of the scenario it is compared with; the study's reference when left out.
    method, shuffles, seed
        As in `discover_in`.

    Returns
    -------
    Discovery

    Raises
    ------
    InputError
        If there is no study, or no such scenario or outcome, or one that has no better direction.
    """
    from peersim.analysis.stored import compare_store
    from peersim.outcomes.registry import OUTCOME_NAMES, OUTCOMES
    from peersim.studies.reading import Store

    problems = Problems()
    if outcome not in OUTCOME_NAMES:
        problems.add(f'unknown outcome "{outcome}".{nearest(outcome, OUTCOME_NAMES)}')
    if not math.isfinite(threshold):
        problems.add(f"threshold is {threshold}; it must be a finite number.")
    problems.raise_if_any()
    measured = OUTCOMES[OUTCOME_NAMES.index(outcome)]
    if measured.direction == "neither":
        raise InputError([f'"{outcome}" is neither better high nor low: there is no losing on it.'])
    with Store(study, verify=True) as store:
        comparison = compare_store(store)
        names = [name for name in comparison.scenarios if name != comparison.reference and name != "nothing"]
        wanted = design or (names[-1] if names else "")
        other = against or comparison.reference
        _check_scenarios(wanted, other, comparison.scenarios, problems)
        problems.raise_if_any()
        return discover_in(
            inputs_of(store, comparison.draws),
            comparison.pair_worlds(wanted, outcome, other),
            design=comparison.title(wanted),
            against=comparison.title(other),
            what=measured.label,
            unit=measured.unit,
            threshold=threshold,
            less_is_better=measured.direction == "lower is better",
            method=method,
            shuffles=shuffles,
            seed=seed,
        )


def _check_scenarios(design: str, against: str, names: tuple[str, ...], problems: Problems) -> None:
    for each in (design, against):
        if each not in names:
            problems.add(f'unknown scenario "{each}".{nearest(each, names)}')
    if design == against:
        problems.add(f'"{design}" is compared with itself; name another design.')


def inputs_of(store: Any, draws: int) -> pd.DataFrame:
    """Read the values of the inputs that differ between draws.

    Parameters
    ----------
    store : Store
        An open store.
    draws : int
        Draws of the study.

    Returns
    -------
    pandas.DataFrame, shape (draws, inputs)
        Named as in the evidence table.

    Raises
    ------
    InputError
        If draws are missing.
    """
    from peersim.evidence.table import MODEL_KEYS, parameter

    table: pd.DataFrame = store.table("draws")
    if len(table) < draws:
        raise InputError([f"{store.folder}/draws.parquet has {len(table):,} draws instead of {draws:,}."])
    table = table.sort_values("draw").iloc[:draws].reset_index(drop=True)
    fields = {parameter(key).field: key for key in MODEL_KEYS if parameter(key).role == "input"}
    named = table[[name for name in table.columns if name in fields]].rename(columns=fields)
    varying: pd.DataFrame = named.loc[:, named.nunique() > 1]
    return varying

"""The stress test: the same strategies run again with every weakly founded input at its worst end.

The worst end of an input is the one at which the recommended option loses most against the rest, told by the sign of
its association with that lead over the study's own draws. The runs are real runs of the model, not a line drawn
through the draws: all such inputs stand at their bad ends together, which no draw of the study ever had.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from peersim.economics.figures import StudyFigures
from peersim.economics.observed import figures_of
from peersim.evidence.table import parameter
from peersim.foundation.problems import RunError

if TYPE_CHECKING:
    import pandas as pd

Floats = npt.NDArray[np.float64]

ENDS = (0.025, 0.975)
"""Ends of an input's range: what it stays between in 95 of 100 draws of the study."""

WORLDS = 96
"""Worlds that are run with the inputs at their worst ends, or as many as the study has draws where these are fewer; a
convention."""

_FIRST_SEED = 1_000_003
"""Added to the study's seed, so that families and luck are new."""


@dataclass(frozen=True)
class WorstEnd:
    """One input at its worst end.

    Attributes
    ----------
    key : str
        Evidence key.
    usual, worst : float
        Mean over the study's draws, and the end that is worst for the recommended option [its unit].
    association : float
        Rank correlation with the lead of the recommended option over the best of the rest [-1 to 1].
    """

    key: str
    usual: float
    worst: float
    association: float


def worst_ends(lead: Floats, inputs: pd.DataFrame, keys: Sequence[str]) -> tuple[WorstEnd, ...]:
    """Find the end of each input at which a lead is smallest.

    Parameters
    ----------
    lead : numpy.ndarray, shape (draws,)
        How far the recommended option is ahead of the best of the rest.
    inputs : pandas.DataFrame
        Value of each input in each draw.
    keys : sequence of str
        Which inputs.

    Returns
    -------
    tuple of WorstEnd
        The most strongly associated first.
    """
    from scipy.stats import spearmanr

    found = []
    for key in keys:
        values = inputs[key].to_numpy(np.float64)
        low, high = np.quantile(values, ENDS)
        association = float(spearmanr(values, lead).statistic) if np.ptp(values) > 0.0 and np.ptp(lead) > 0.0 else 0.0
        found.append(WorstEnd(key, float(values.mean()), float(low if association > 0.0 else high), association))
    return tuple(sorted(found, key=lambda each: -abs(each.association)))


def weakly_founded(keys: Sequence[str], grade: str = "D") -> tuple[str, ...]:
    """Take the inputs that rest on a grade of evidence.

    Parameters
    ----------
    keys : sequence of str
        Evidence keys.
    grade : str
        Which grade.

    Returns
    -------
    tuple of str
        Those of that grade.
    """
    return tuple(key for key in keys if parameter(key).grade == grade)


def run_again(
    folder: str | os.PathLike[str], like: StudyFigures, fixed: Mapping[str, float], worlds: int | None = None
) -> StudyFigures:
    """Run every strategy of a study with some inputs held, on new families and luck.

    Parameters
    ----------
    folder : str or Path
        The study's folder.
    like : StudyFigures
        Its figures.
    fixed : mapping of str to float
        Inputs of the model held at a value, by evidence key; the others are sampled as ever.
    worlds : int, optional
        Draws, with one replication each; `WORLDS`, or as many as the study has where these are fewer, when left out.

    Returns
    -------
    StudyFigures
        Of these runs.

    Raises
    ------
    InputError
        If this peersim is not the one that ran the study: its runs would not be of the same model.
    RunError
        If a run fails.
    """
    from peersim.evidence import draws as sample
    from peersim.studies.execute import default_workers
    from peersim.studies.one_world import Setting, run_world
    from peersim.studies.plan import World
    from peersim.studies.study import Study

    worlds = worlds or min(WORLDS, len(like.inputs))
    study = Study(folder)
    study.refuse_unless_same()
    book, machinery = study.order_book(), study.machinery
    machinery.prepare()
    setting = Setting(machinery.place(book.place), book.parents, book.weeks, book.seed + _FIRST_SEED)
    designs = {name: machinery.design(name, book.scenarios(name), book.weeks) for name in like.names}
    values = sample(worlds, setting.seed, fixed=_within_bounds(fixed))
    seen: dict[tuple[str, int, int], Any] = {}
    with ThreadPoolExecutor(default_workers()) as pool:
        ran = pool.map(lambda draw: run_world(machinery, setting, World(draw, 0), designs, values[draw]), range(worlds))
        for draw, ended in enumerate(ran):
            for each in ended or []:
                if each.failure is not None:
                    raise RunError(f"{each.scenario}, with inputs at their worst ends: {each.failure.message}")
                seen[each.scenario, draw, 0] = each.observation
    return figures_of(like, seen, _values(values, like))


def _within_bounds(fixed: Mapping[str, float]) -> dict[str, float]:
    """Leave out one share of each set of shares that are a whole together: it follows from the others."""
    shares: dict[str, str] = {}
    for key in fixed:
        spread = parameter(key).distribution
        if spread.startswith("dirichlet"):
            shares[key.split(".", 1)[0]] = key  # the last, which is the least associated
    return {key: value for key, value in fixed.items() if key not in shares.values()}


def _values(values: Any, like: StudyFigures) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({key: np.array(values[parameter(key).field], np.float64) for key in like.inputs.columns})

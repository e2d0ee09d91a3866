"""Numbers of a finished study, as the economics needs them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import pandas as pd

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class StudyFigures:
    """Numbers of a finished study, by strategy, draw and replication.

    Attributes
    ----------
    names : tuple of str
        Strategies; ``nothing`` is always there.
    titles : dict of str to str
        Title of each.
    reference : str
        What the study compares with.
    place, place_title : str
        Where.
    parents : int
        Families eligible.
    weeks : int
        Length of a run [weeks].
    seed : int
        The study's seed.
    version : str
        Version that ran it.
    currency : str
        Currency of its money, as a code.
    price_year : str
        Year of its prices.
    years : numpy.ndarray, shape (years,)
        Length of each year of the run [years]; the last may be a part.
    done : numpy.ndarray of bool, shape (strategies, draws, replications)
        Whether a run finished.
    spending : numpy.ndarray, shape (strategies, draws, replications, years, lines)
        Money spent [£], by line of `peersim.scenarios.levers.COST_LINES`.
    income : numpy.ndarray, shape (strategies, draws, replications, years)
        Money received [£].
    wellbeing : numpy.ndarray, shape (strategies, draws, replications, years)
        Wellbeing gained above what each parent would have had without the programme [SWEMWBS point-years].
    volunteer_years : numpy.ndarray, shape (strategies, draws, replications, years)
        Active volunteering [years].
    totals : dict of str to numpy.ndarray, shape (strategies, draws, replications)
        Outcomes of `peersim.outcomes.registry`, by name.
    by_level : dict of str to numpy.ndarray, shape (strategies, draws, replications, levels)
        Some of them by level of `peersim.outcomes.strata.LEVELS`.
    inputs : pandas.DataFrame
        Value of each uncertain input, one row a draw, one column an evidence key.
    trail : dict of str to str
        Where the numbers come from: question, plan hash, commit, command that repeats the study.
    """

    names: tuple[str, ...]
    titles: dict[str, str]
    reference: str
    place: str
    place_title: str
    parents: int
    weeks: int
    seed: int
    version: str
    currency: str
    price_year: str
    years: Floats
    done: npt.NDArray[np.bool_]
    spending: Floats
    income: Floats
    wellbeing: Floats
    volunteer_years: Floats
    totals: dict[str, Floats]
    by_level: dict[str, Floats]
    inputs: pd.DataFrame
    trail: dict[str, str] = field(default_factory=dict)

    @property
    def runs(self) -> int:
        """Runs planned [runs]."""
        return int(self.done.size)

    @property
    def missing(self) -> int:
        """Runs that failed or were not run [runs]."""
        return int((~self.done).sum())

    @property
    def whole(self) -> npt.NDArray[np.bool_]:
        """Worlds in which every strategy ran, shape (draws, replications): only they can be compared."""
        return np.asarray(self.done.all(axis=0))

    def to_frame(self) -> pd.DataFrame:
        """Give every number as one tidy table: see `peersim.economics.labelled`.

        Returns
        -------
        pandas.DataFrame
            scenario, draw, replication, year, line, level, metric, value, unit.
        """
        from peersim.analysis.tidy import long_frame
        from peersim.economics.labelled import figures_labelled

        return long_frame(figures_labelled(self))

    def to_xarray(self) -> Any:
        """Give the same as labelled arrays; see `peersim.economics.labelled`.

        Returns
        -------
        xarray.Dataset
            With units and provenance as attributes. Needs the extra `research`.
        """
        from peersim.analysis.arrays import to_dataset
        from peersim.economics.labelled import figures_labelled

        return to_dataset(figures_labelled(self))

    def only(self, draws: npt.NDArray[np.bool_]) -> StudyFigures:
        """Take some of the draws.

        Parameters
        ----------
        draws : numpy.ndarray of bool, shape (draws,)
            Which to keep.

        Returns
        -------
        StudyFigures
            The same study with fewer draws.
        """
        arrays = {name: getattr(self, name)[:, draws] for name in ("done", *_BY_RUN)}
        return replace(
            self,
            **arrays,
            totals={name: values[:, draws] for name, values in self.totals.items()},
            by_level={name: values[:, draws] for name, values in self.by_level.items()},
            inputs=self.inputs.loc[draws].reset_index(drop=True),
        )


_BY_RUN = ("spending", "income", "wellbeing", "volunteer_years")

"""What a comparison gives as tidy tables and labelled arrays."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast

from peersim.analysis import tidy
from peersim.foundation.problems import Problems

if TYPE_CHECKING:
    import pandas as pd

    from peersim.analysis.comparison import Comparison


class AsTables:
    """The tables and arrays of a comparison: its runs one by one."""

    def to_frame(
        self,
        outcomes: Iterable[str] | str | None = None,
        *,
        scenarios: Iterable[str] | str | None = None,
        subgroups: bool = True,
        memory: str | int | None = None,
    ) -> pd.DataFrame:
        """Give every run's outcomes as one tidy table.

        Parameters
        ----------
        outcomes : iterable of str, optional
            Only these; all when left out.
        scenarios : iterable of str, optional
            Only these; all when left out.
        subgroups : bool
            Whether rows of subgroups are among them.
        memory : str or int, optional
            Most that the numbers may take, such as "2GB"; `peersim.analysis.tidy.MEMORY` for a stored study and without
            limit otherwise.

        Returns
        -------
        pandas.DataFrame
            A row a run that came in, outcome and subgroup: see `peersim.outcomes.tidy.tidy_frame`.

        Raises
        ------
        InputError
            If a name is unknown, or the numbers would take more memory than is allowed.
        """
        asked, problems = cast("Comparison", self), Problems()
        names = tidy.chosen(asked.scenarios, scenarios, "scenario", problems)
        rows = tidy.rows_asked(asked, outcomes, subgroups, problems)
        problems.raise_if_any()
        tidy.keep_to_memory(asked, tidy.comparison_size(len(names), asked, len(rows), tidy.NUMBERS_IN_A_ROW), memory)
        return tidy.runs_frame(asked, rows, names)

    def weekly_frame(
        self, columns: Iterable[str] | str, *, scenarios: Iterable[str] | str | None = None
    ) -> pd.DataFrame:
        """Give columns of the weekly table as one tidy table, means over each draw's replications.

        Parameters
        ----------
        columns : iterable of str
            Columns of the weekly table.
        scenarios : iterable of str, optional
            Only these; all when left out.

        Returns
        -------
        pandas.DataFrame
            scenario, draw, week, metric, value, unit: a row a scenario, draw, week and column; nan for a draw of which
            no run came in.
        """
        return tidy.weekly_long(cast("Comparison", self), columns, scenarios)

    def to_xarray(
        self,
        outcomes: Iterable[str] | str | None = None,
        *,
        scenarios: Iterable[str] | str | None = None,
        subgroups: bool = True,
        weekly: Iterable[str] | str = (),
        memory: str | int | None = None,
    ) -> Any:
        """Give every run's outcomes as labelled arrays.

        Parameters
        ----------
        outcomes, scenarios, subgroups, memory
            As in `to_frame`.
        weekly : iterable of str
            Columns of the weekly table, as variables ``weekly_NAME``: means over each draw's replications.

        Returns
        -------
        xarray.Dataset
            A variable an outcome, by scenario, draw and replication, and by level where it is told by subgroup;
            ``done`` says which runs came in. Units, definitions and provenance are attributes;
            `to_netcdf` and `to_zarr` can write it. Needs the extra `research`.

        Raises
        ------
        InputError
            If a name is unknown, xarray is not installed, or the numbers would take more memory than is allowed.
        """
        from peersim.analysis.arrays import part_of_xarray, to_dataset

        part_of_xarray()
        whole = cast("Comparison", self)
        return to_dataset(tidy.comparison_labelled(whole, outcomes, scenarios, subgroups, weekly, memory))

"""Any result as a tidy table or a labelled array, in one call: comparisons, stored studies, findings, own months."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from peersim.foundation.problems import InputError
from peersim.studies.reading import Store

if TYPE_CHECKING:
    import pandas as pd


def to_frame(result: Any, *asked: Any, **options: Any) -> pd.DataFrame:
    """Give a result as a tidy table: a row a number, with what it is told by, its unit and its value.

    Parameters
    ----------
    result : Comparison, Store, path, StudyFigures, Findings, OwnMonths or MonthsCompared
        A result; the path of a finished study's folder is opened as a store.
    *asked, **options
        What of it: for a store the table, its columns, `scenarios`, `draws`, `subgroups` and `memory`
        (`peersim.analysis.stored_arrays.store_labelled`); for any other what its own `to_frame` takes.

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    InputError
        If a name is unknown, the numbers would take more memory than is allowed, or it is no result.
    """
    from peersim.analysis.stored_arrays import store_frame

    if isinstance(result, Store):
        return store_frame(result, *asked, **options)
    if isinstance(result, (str, os.PathLike)):
        with Store(Path(result)) as store:
            return store_frame(store, *asked, **options)
    table: pd.DataFrame = _method(result, "to_frame")(*asked, **options)
    return table


def to_xarray(result: Any, *asked: Any, **options: Any) -> Any:
    """Give a result as labelled arrays.

    Parameters
    ----------
    result, *asked, **options
        As in `to_frame`.

    Returns
    -------
    xarray.Dataset
        Dimensions are scenario, draw and replication, and where there are such week, year, stay, task, line, level or
        month. Units, definitions and provenance are attributes; `to_netcdf` and `to_zarr` can write it. Needs the extra
        `research`.

    Raises
    ------
    InputError
        As in `to_frame`, or if xarray is not installed.
    """
    from peersim.analysis.arrays import part_of_xarray, to_dataset
    from peersim.analysis.stored_arrays import store_labelled

    part_of_xarray()
    if isinstance(result, Store):
        return to_dataset(store_labelled(result, *asked, **options))
    if isinstance(result, (str, os.PathLike)):
        with Store(Path(result)) as store:
            return to_dataset(store_labelled(store, *asked, **options))
    return _method(result, "to_xarray")(*asked, **options)


def _method(result: Any, name: str) -> Any:
    if not hasattr(result, name):
        raise InputError([f"{type(result).__name__} has no {name}: give a comparison, a stored study, or its folder."])
    return getattr(result, name)

"""Results as xarray datasets: labelled dimensions, units, definitions and provenance; writable to netCDF and Zarr."""

from __future__ import annotations

import importlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from peersim.analysis.tidy import Labelled, Part
from peersim.foundation.problems import InputError
from peersim.studies.provenance import provenance

NEEDS = 'Results as xarray need xarray: pip install "peersim[research]".'

_LARGEST = 2**31
"""Whole numbers beyond this do not fit into a netCDF 3 file, and are written as words."""

ABOUT = {
    "scenario": ("scenario", "", "name of the scenario"),
    "draw": ("draw", "draw", "which set of uncertain parameter values, from 0"),
    "replication": ("replication", "replication", "which run of luck within the draw, from 0"),
    "week": ("week of the run", "week", "week of the run, from 0"),
    "year": ("year of the run", "year", "year of the run, from 0, of 52 weeks; the last may be a part"),
    "stay": ("length of stay", "weeks", "length of stay, from 0 to the run's length"),
    "level": ("families", "", "which families; everyone is all of them"),
    "group": ("by what families are divided", "", "the factor of each level"),
    "task": ("task", "", "what coordinator time is asked for"),
    "line": ("cost line", "", "what money is spent on"),
    "month": ("month", "", "month of the calendar"),
    "title": ("title", "", "title of the scenario"),
    "perspective": ("perspective", "", "whose costs and gains"),
    "optimism": ("optimism", "", "before or after the adjustment for optimism"),
}
"""Label, unit and meaning of each dimension."""


def part_of_xarray() -> Any:
    """Import xarray, or say how to get it.

    Returns
    -------
    module
        The module.

    Raises
    ------
    InputError
        If xarray is not installed.
    """
    try:
        return importlib.import_module("xarray")
    except ModuleNotFoundError:
        raise InputError([NEEDS]) from None


def to_dataset(labelled: Labelled) -> Any:
    """Make an xarray dataset of labelled arrays.

    Parameters
    ----------
    labelled : Labelled
        Arrays with dimensions, units and definitions.

    Returns
    -------
    xarray.Dataset
        Variables have the attributes ``long_name``, ``units`` and ``definition``; the dataset says what it stands on
        and what made it. Everything in it can be written to netCDF or Zarr.

    Raises
    ------
    InputError
        If xarray is not installed.
    """
    xarray = part_of_xarray()
    used = {dim for part in labelled.parts.values() for dim in part.dims}
    coordinates: dict[str, Any] = {
        name: (name, _coordinate(labels), _about(name)) for name, labels in labelled.coordinates.items() if name in used
    }
    for name, (dim, labels) in labelled.beside.items():
        if dim in used:
            coordinates[name] = (dim, _coordinate(labels), _about(name))
    variables = {name: (part.dims, part.values, _said(part)) for name, part in labelled.parts.items()}
    return xarray.Dataset(variables, coordinates, _attributes(labelled))


def _coordinate(labels: Sequence[Any]) -> Any:
    if len(labels) and isinstance(labels[0], str):
        return np.array(labels, dtype=str)
    return np.asarray(labels, dtype=np.int32)


def _about(name: str) -> dict[str, str]:
    label, unit, definition = ABOUT.get(name, (name, "", ""))
    return _said(Part((), np.empty(0), label, unit, definition))


def _said(part: Part) -> dict[str, str]:
    told = {"long_name": part.label, "units": part.unit, "definition": part.definition}
    return {name: words for name, words in told.items() if words}


def _attributes(labelled: Labelled) -> dict[str, str | int | float]:
    """Say what a dataset is, what it stands on and what made it, in what netCDF can hold."""
    made = {f"made_with_{name}" if name == "version" else name: value for name, value in provenance().items()
            if name != "written"}  # fmt: skip
    facts: Mapping[str, Any] = {
        "title": labelled.title,
        "comment": "Simulated, not observed: no real person is in it.",
        **labelled.facts,
        **made,
    }
    return {name: _plain(value) for name, value in facts.items() if value is not None}


def _plain(value: Any) -> str | int | float:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, (int, np.integer)):
        return int(value) if abs(int(value)) < _LARGEST else str(int(value))
    if isinstance(value, (str, float)):
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


__all__ = ["ABOUT", "NEEDS", "part_of_xarray", "to_dataset"]

"""Records: the fields of each kind of thing in the model, with unit and meaning, and the NumPy type they make.

A record is described once, as a tuple of `Field`. From it come the NumPy structured type (for compiled runs),
the attributes of the Mesa agent (for interpreted runs) and the tables in the documentation.

A number is 8 bytes wide, because a Python float is: with narrower ones the two drivers would part. A whole number may
be narrower where what it counts fits (a week, a stage, sessions): a million families must fit in memory.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np


class Field(NamedTuple):
    """One field of a record.

    Attributes
    ----------
    name : str
        The attribute's name in rules.
    kind : str
        ``"f8"`` number; ``"i8"``, ``"i4"``, ``"i2"``, ``"i1"`` whole number of so many bytes; ``"?"`` yes or no.
    unit : str
        Unit or allowed values, as shown to users.
    meaning : str
        What it is, in a phrase.
    length : int
        1 for a single value; more for a fixed-length row of values.
    """

    name: str
    kind: str
    unit: str
    meaning: str
    length: int = 1


KINDS = ("f8", "i8", "i4", "i2", "i1", "?")
"""Kinds of fields."""

_NAMES_OF_NDARRAY = frozenset(dir(np.ndarray))


def record_type(fields: tuple[Field, ...]) -> np.dtype[Any]:
    """Make the aligned NumPy structured type of a record.

    Parameters
    ----------
    fields : tuple of Field
        The record's fields, in order.

    Returns
    -------
    numpy.dtype
        Aligned structured type.

    Raises
    ------
    ValueError
        If a field is of no such kind, or is named like an attribute of an array.
    """
    for field in fields:
        if field.kind not in KINDS:
            raise ValueError(f"{field.name}: kind {field.kind!r}; allowed {', '.join(KINDS)}")
        if field.name in _NAMES_OF_NDARRAY:
            raise ValueError(f"{field.name}: an array has an attribute of that name; choose another")
    spec = [(f.name, f.kind) if f.length == 1 else (f.name, f.kind, (f.length,)) for f in fields]
    return np.dtype(spec, align=True)


def python_values(record: np.void) -> dict[str, Any]:
    """Turn one record into plain Python values, lists for its fixed-length rows.

    Parameters
    ----------
    record : numpy.void
        One row of a structured array.

    Returns
    -------
    dict
        Field name to bool, int, float or list.
    """
    assert record.dtype.names is not None
    return {name: record[name].tolist() for name in record.dtype.names}

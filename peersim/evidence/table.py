"""The evidence table as Python reads it: one `Parameter` a row, and the record of values that rules read.

The table is built by `peersim.evidence.build`; nothing here changes it.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from peersim.evidence.distributions import Distribution, parse
from peersim.foundation.problems import InputError, nearest
from peersim.foundation.records import Field, record_type

if TYPE_CHECKING:
    from peersim.evidence.posterior import Posterior

_NUMBERS = ("value", "low", "high", "prior_low", "prior_high")


@dataclass(frozen=True)
class Parameter:
    """One number of the evidence table, with what is known of it.

    Attributes
    ----------
    key : str
        Name, ``subject.number``; a rule reads it as ``p.subject_number``.
    label : str
        What it is, in plain words.
    value : float or None
        Central value; None only for context that nobody has put a number to.
    unit : str
        Unit.
    low, high : float or None
        Range: about the 2.5% and 97.5% points; None for a number without one.
    distribution : str
        How it is drawn, as `peersim.evidence.distributions.parse` reads it.
    prior_low, prior_high : float or None
        The 0.1% and 99.9% points of the distribution: bounds for a calibration.
    role : str
        ``input``, ``design``, ``output`` or ``context``.
    grade : str
        ``A`` (best) to ``D`` (assumption); empty only where there is no value.
    process : str
        The part of the world it belongs to.
    setting, n : str
        Where and on how many it was measured.
    source, url : str
        Where it comes from.
    caveat : str
        What to bear in mind; for an assumption, the reasoning.
    """

    key: str
    label: str
    value: float | None
    unit: str
    low: float | None
    high: float | None
    distribution: str
    prior_low: float | None
    prior_high: float | None
    role: str
    grade: str
    process: str
    setting: str
    n: str
    source: str
    url: str
    caveat: str

    @property
    def field(self) -> str:
        """Name of the number in the record that rules read."""
        return self.key.replace(".", "_")

    @property
    def law(self) -> Distribution:
        """The distribution, ready to draw from."""
        return parse(self.distribution or "fixed")


@cache
def _table() -> dict[str, Parameter]:
    text = files("peersim.evidence").joinpath("table.csv").read_text(encoding="utf-8")
    columns = [field.name for field in fields(Parameter)]
    table = {}
    for row in csv.DictReader(io.StringIO(text)):
        cells: dict[str, Any] = {name: row[name] for name in columns}
        cells.update({name: float(row[name]) if row[name] else None for name in _NUMBERS})
        table[row["key"]] = Parameter(**cells)
    return table


def parameters() -> dict[str, Parameter]:
    """Give the whole evidence table.

    Returns
    -------
    dict of str to Parameter
        Every number by its key, in table order; a copy, so that nobody can change the table for others.
    """
    return dict(_table())


def parameter(key: str) -> Parameter:
    """Look up one number.

    Parameters
    ----------
    key : str
        Its key, such as ``"attendance.usual"``.

    Returns
    -------
    Parameter
        The row of the table.

    Raises
    ------
    InputError
        If there is no such key; the message names the nearest one.
    """
    if key not in _table():
        raise InputError([unknown(key)], hint="See `peersim evidence list`.")
    return _table()[key]


def unknown(key: str, among: str = "") -> str:
    """Word the complaint about a key that is not in the table, or not among those of a role.

    Parameters
    ----------
    key : str
        What the user wrote.
    among : str
        Where it was written, put first in the sentence.

    Returns
    -------
    str
        One sentence, with the nearest key.
    """
    return f'{among}{": " if among else ""}unknown parameter "{key}".{nearest(key, _table())}'


def keys_with(*, role: str | None = None, grade: str | None = None) -> list[str]:
    """List the keys of a role, of a grade, or of both.

    Parameters
    ----------
    role : str, optional
        ``input``, ``design``, ``output`` or ``context``; any when left out.
    grade : str, optional
        ``A`` to ``D``; any when left out.

    Returns
    -------
    list of str
        Keys in table order.
    """
    return [
        key
        for key, row in _table().items()
        if (role is None or row.role == role) and (grade is None or row.grade == grade)
    ]


MODEL_KEYS = tuple(key for key, row in _table().items() if row.role in ("input", "design"))
"""Keys that rules may read: inputs and design numbers, in table order."""

PARAMETER_FIELDS = tuple(
    Field(_table()[key].field, "f8", _table()[key].unit, _table()[key].label) for key in MODEL_KEYS
)
"""Fields of the record that rules read, one for each of `MODEL_KEYS`."""

PARAMETERS: np.dtype[Any] = record_type(PARAMETER_FIELDS)
"""NumPy type of one draw: a possible world's values."""


def central(source: str | Posterior = "posterior") -> npt.NDArray[np.void]:
    """Give the world in the middle: every number at its central value.

    Parameters
    ----------
    source : str or Posterior
        ``"posterior"``: calibrated inputs at the centre of the frozen posterior sample, where one is shipped;
        ``"prior"``: every number at the value that the table states; or a sample of your own.

    Returns
    -------
    numpy.ndarray, shape (1,)
        Structured array of `PARAMETERS`.
    """
    from peersim.evidence.posterior import centres

    record = np.zeros(1, PARAMETERS)
    for key in MODEL_KEYS:
        record[_table()[key].field] = _table()[key].value
    for key, value in centres(source).items():
        record[_table()[key].field] = value
    return record

"""What a statistic is: a figure that an evaluation may report, told of units, with everything it may be asked with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from peersim.outcomes.statistics.record import Record

Numbers = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
YesNo = npt.NDArray[np.bool_]
Given = Mapping[str, Any]
Kind = Literal["whole", "number", "choice", "yes/no"]

NEVER = -(1 << 30)
"""Week of what did not happen; lower than any week, also those before the run began."""


@dataclass(frozen=True)
class Argument:
    """Something a statistic may be asked with.

    Attributes
    ----------
    name : str
        Its name in a targets file and in Python.
    meaning : str
        What it is, with its unit.
    kind : str
        ``whole``, ``number``, ``choice`` or ``yes/no``.
    default : object
        Value when it is not given; None with no `left_out` means that it must be given.
    low, high : float
        Allowed range of numbers, ends included.
    choices : tuple of str
        Allowed words of a choice.
    left_out : str
        What it means when it is not given and has no default; empty where it must be given.
    goes_with : tuple of str
        Name of another argument, then the values of it with which this one is used (and with which it must be given,
        unless it has a default or may be left out); empty where it is always used.
    """

    name: str
    meaning: str
    kind: Kind
    default: Any = None
    low: float = 0.0
    high: float = np.inf
    choices: tuple[str, ...] = ()
    left_out: str = ""
    goes_with: tuple[str, ...] = ()

    @property
    def required(self) -> bool:
        """Whether it must be given (where it is used at all)."""
        return self.default is None and not self.left_out


class Units(NamedTuple):
    """What a statistic is told of, one row each.

    Attributes
    ----------
    values : numpy.ndarray, shape (units,) or (units, k)
        What is known of each.
    ids : numpy.ndarray, shape (units,)
        Identity of each, different for each unit: the same in every run in which the same unit occurs.
    family : numpy.ndarray, shape (units,), optional
        Row of the family each belongs to; None where it is not told of families.
    """

    values: Numbers
    ids: Counts
    family: Counts | None = None

    def take(self, which: Any) -> Units:
        """Keep some of the units, by mask or by position."""
        family = None if self.family is None else self.family[which]
        return Units(self.values[which], self.ids[which], family)


class Measured(NamedTuple):
    """A statistic of one run.

    Attributes
    ----------
    value : float
        In the statistic's unit; nan when it cannot be told of this run.
    units : int
        Units it was told of; 0 when it cannot be told.
    """

    value: float
    units: int


@dataclass(frozen=True)
class Statistic:
    """A figure that an evaluation may report.

    Attributes
    ----------
    name : str
        Its name in a targets file and in Python.
    subject : str
        What it is about; one of the subjects by which the list is grouped.
    label : str
        Words shown to people, without the unit.
    unit : str
        Unit of the value; a share is told from 0 to 1.
    of : str
        Who or what the units are.
    definition : str
        What exactly is counted, precise enough to count it by hand, and when it cannot be told.
    units : callable
        From the record of a run, the arguments (every one of them, None where left out) and a mask of families (None
        for everybody) to the units.
    summary : callable
        From the units' values (at least one) and the arguments to the statistic's value.
    arguments : tuple of Argument
        Everything it may be asked with.
    low, high : float
        Bounds that hold in every run, for the statistic itself and not for a ratio of two subgroups.
    needs_events : bool
        Whether it needs the event record, with some arguments at least.
    needs_events_when : callable, optional
        From the arguments, filled in, to whether it needs the event record with these; always where left out.
    sampled : bool
        Whether the figure can be told of n of the units, as a study of n would; False for counts of the whole run.
    by_family : bool
        Whether it can be told for a subgroup of families.
    """

    name: str
    subject: str
    label: str
    unit: str
    of: str
    definition: str
    units: Callable[[Record, Given, YesNo | None], Units]
    summary: Callable[[Numbers, Given], float]
    arguments: tuple[Argument, ...] = ()
    low: float = 0.0
    high: float = np.inf
    needs_events: bool = False
    needs_events_when: Callable[[Given], bool] | None = None
    sampled: bool = True
    by_family: bool = False

    def argument(self, name: str) -> Argument | None:
        """Look one of its arguments up by name; None when it has no such argument."""
        return next((argument for argument in self.arguments if argument.name == name), None)

    def filled(self, given: Given) -> dict[str, Any]:
        """Every argument: what was given, else its default, else None."""
        return {argument.name: given.get(argument.name, argument.default) for argument in self.arguments}

    def event_record_needed(self, given: Given) -> bool:
        """Whether a run must have kept its event record for the statistic to be told with these arguments.

        Parameters
        ----------
        given : mapping
            Arguments by name.

        Returns
        -------
        bool
            False where the tables of the run suffice.
        """
        if self.needs_events_when is None:
            return self.needs_events
        return self.needs_events_when(self.filled(given))

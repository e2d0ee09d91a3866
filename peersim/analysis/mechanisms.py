"""Mechanisms of the model by name, and a world without one: its numbers set to where it does nothing.

Whatever the model shows should be shown by something in it. Taking one mechanism out and looking again is how one finds
out which. Every mechanism listed here can be taken out by setting some numbers of the draw to a neutral value, so that
no code is touched and nothing is compiled again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from peersim.evidence.table import parameters
from peersim.foundation.problems import InputError, nearest


class Mechanism(NamedTuple):
    """One mechanism and its off switch.

    Attributes
    ----------
    name : str
        Short name, as given to `without`.
    about : str
        What it does to people, in a sentence.
    neutral : mapping of str to float
        Evidence key and the value at which it does nothing; values may lie outside the key's range.
    """

    name: str
    about: str
    neutral: Mapping[str, float]


_OF_FAMILIES_AND_VOLUNTEERS = (
    Mechanism(
        "childcare barrier",
        "parents who need childcare come less where there is none",
        {"effect.creche_or": 1.0},
    ),
    Mechanism(
        "hurdle of the first time",
        "a first step is unlikely in any week, and interest fades while it is not taken",
        {"first_step.weekly": 0.0, "first_step.decay": 0.0},
    ),
)

_OF_PROGRAMMES: tuple[Mechanism, ...] = ()

MECHANISMS: dict[str, Mechanism] = {
    mechanism.name: mechanism for mechanism in (*_OF_FAMILIES_AND_VOLUNTEERS, *_OF_PROGRAMMES)
}
"""Mechanisms by name."""


def without(name: str, values: Any) -> Any:
    """Take a mechanism out of a draw.

    Parameters
    ----------
    name : str
        Name of a mechanism in `MECHANISMS`.
    values : record of PARAMETERS
        One draw's values; not changed.

    Returns
    -------
    record of PARAMETERS
        The same draw with the mechanism's numbers at their neutral values.

    Raises
    ------
    InputError
        If there is no mechanism of that name.
    """
    if name not in MECHANISMS:
        raise InputError([f'unknown mechanism "{name}".{nearest(name, MECHANISMS)}'])
    changed = values.copy()
    for key, neutral in MECHANISMS[name].neutral.items():
        changed[parameters()[key].field] = neutral
    return changed

"""One value of each economic number in each draw: the same for every strategy, whatever else is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from peersim.evidence.sampling import uniforms_of
from peersim.evidence.table import parameter, parameters, unknown
from peersim.foundation.problems import InputError, Problems

if TYPE_CHECKING:
    import pandas as pd

Floats = npt.NDArray[np.float64]

_STANDINGS = ("READ", "DERIVED", "MEMORY", "ASSUMPTION")
_WORD = re.compile(r"\b(READ|DERIVED|MEMORY|ASSUMPTION)\b")


def sampled(keys: Iterable[str], draws: int, seed: int, fixed: Mapping[str, float] | None = None) -> pd.DataFrame:
    """Draw the economic numbers that the engine does not use.

    A number's value in draw d depends on the seed, on its own key and on d, and on nothing else, as the engine's inputs
    do (`peersim.evidence.sampling.uniforms_of`): it is the same for every strategy and place, and does not move when
    other numbers or more draws are asked for.

    Parameters
    ----------
    keys : iterable of str
        Evidence keys.
    draws : int
        How many [1 or more].
    seed : int
        The study's seed [0 or more].
    fixed : mapping of str to float, optional
        Numbers held at a value of your own.

    Returns
    -------
    pandas.DataFrame
        One row a draw, one column a key; a number without a spread is the same in every row.

    Raises
    ------
    InputError
        For keys that are not in the evidence table or have no value, all at once.
    """
    import pandas as pd

    held = dict(fixed or {})
    wanted = list(dict.fromkeys(keys))
    problems = Problems(hint="See `peersim evidence list`.")
    for key in [*wanted, *held]:
        if key not in parameters():
            problems.add(unknown(key, "economic values"))
        elif parameter(key).value is None and key not in held:
            problems.add(f"economic values: nobody has put a number to {key} ({parameter(key).label}); bring your own")
    problems.raise_if_any()
    columns = {key: np.full(draws, held[key]) if key in held else _column(key, draws, seed) for key in wanted}
    return pd.DataFrame(columns, index=pd.RangeIndex(draws, name="draw"))


def _column(key: str, draws: int, seed: int) -> Floats:
    row = parameter(key)
    if row.law.is_fixed:
        return np.full(draws, float(row.value or 0.0))
    return row.law.quantile(uniforms_of(key, draws, seed))


def inputs_of(inputs: pd.DataFrame, keys: Iterable[str]) -> dict[str, Floats]:
    """Take the engine's numbers, draw by draw.

    Parameters
    ----------
    inputs : pandas.DataFrame
        Value of each uncertain input in each draw; columns are evidence keys.
    keys : iterable of str
        Wanted.

    Returns
    -------
    dict of str to numpy.ndarray, shape (draws,)
        Values; a design number, which is not drawn, is the same in every draw.

    Raises
    ------
    InputError
        For inputs that the study does not tell, all at once.
    """
    problems = Problems(hint="A study that kept its draws tells every input.")
    found: dict[str, Floats] = {}
    for key in dict.fromkeys(keys):
        if key in inputs.columns:
            found[key] = inputs[key].to_numpy(np.float64)
        elif key not in parameters():
            problems.add(unknown(key, "the study's inputs"))
        elif parameter(key).role == "input" and not parameter(key).law.is_fixed:
            problems.add(f"the study's inputs have no {key} ({parameter(key).label}), which is drawn in every world")
        else:
            found[key] = np.full(len(inputs), float(parameter(key).value or 0.0))
    problems.raise_if_any()
    return found


def worst_grade(keys: Iterable[str], *more: str) -> str:
    """Give the weakest grade among evidence rows: a chain is as strong as its weakest link.

    Parameters
    ----------
    keys : iterable of str
        Evidence keys.
    *more : str
        Grades of what is assumed besides.

    Returns
    -------
    str
        ``A`` to ``D``; ``D`` where there is nothing to go by.

    Raises
    ------
    InputError
        If a key is not in the table.
    """
    grades = [parameter(key).grade for key in keys] + list(more)
    return max((grade for grade in grades if grade), default="D")


def standing(key: str) -> str:
    """Say whether a number was read, derived, remembered or assumed.

    Parameters
    ----------
    key : str
        Evidence key.

    Returns
    -------
    str
        The words READ, DERIVED, MEMORY and ASSUMPTION that the row's caveat has, or ASSUMPTION where its source says
        so; ``"not stated"`` otherwise.
    """
    row = parameter(key)
    words = set(_WORD.findall(row.caveat))
    if row.source.startswith("Assumption"):
        words.add("ASSUMPTION")
    return ", ".join(word for word in _STANDINGS if word in words) or "not stated"


def need(condition: bool, words: str) -> None:
    """Refuse in words when a condition does not hold."""
    if not condition:
        raise InputError([words])

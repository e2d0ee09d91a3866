"""How precise an answer is wanted, and how many replications that takes.

Wanted is a half-width: of the 95% interval that chance leaves around each paired difference from the reference, as a
share of the reference's own value. Replications make it narrower. What nobody knows exactly (the draws) they do not
touch: the mean is that over the study's draws, and the interval over draws is told beside it in every comparison.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from peersim.foundation.problems import nearest

MOST_REPLICATIONS = 100
"""Replications at which a search for precision ends, unless it is told otherwise [replications]; a convention."""

FASTEST_GROWTH = 4
"""Replications grow at most so many times from one round to the next: few runs tell their variance badly."""


class Precision(NamedTuple):
    """A precision that is wanted.

    Attributes
    ----------
    share : float
        Half-width of the 95% interval, as a share of the reference's value [above 0, up to 1].
    outcome : str
        Outcome it is wanted for.
    """

    share: float
    outcome: str

    def __str__(self) -> str:
        """Write it as it is given: ``0.01:parents_engaged_26w``."""
        return f"{self.share:g}:{self.outcome}"


class Reached(NamedTuple):
    """How precise one scenario's difference is.

    Attributes
    ----------
    scenario : str
        Which.
    half_width : float
        Of the 95% interval that chance leaves [in the outcome's unit]; nan when it cannot be told yet.
    wanted : float
        What it should be at most [in the outcome's unit]; nan when the reference's value cannot be told.
    pairs : int
        Pairs of runs it stands on.
    """

    scenario: str
    half_width: float
    wanted: float
    pairs: int

    @property
    def enough(self) -> bool:
        """Whether it is as precise as wanted."""
        return self.half_width <= self.wanted

    @property
    def hopeless(self) -> bool:
        """Whether no number of replications will do: the reference's value is 0, or it cannot be told in any pair."""
        return not self.enough and (self.pairs == 0 or not self.wanted > 0)


def read_precision(text: Any) -> Precision:
    """Read a precision as it is given in a plan or on the command line.

    Parameters
    ----------
    text : str
        Such as ``0.01:parents_engaged_26w``.

    Returns
    -------
    Precision

    Raises
    ------
    ValueError
        With a sentence that says what is wrong and what is allowed.
    """
    from peersim.outcomes.registry import OUTCOME_NAMES

    form = 'write a share of the reference\'s value, a colon and an outcome, such as "0.01:parents_engaged_26w"'
    number, colon, outcome = text.partition(":") if isinstance(text, str) else ("", "", "")
    if not colon:
        raise ValueError(f"precision is {text!r}; {form}.")
    try:
        share = float(number)
    except ValueError:
        raise ValueError(f'precision: "{number.strip()}" is no number; {form}.') from None
    outcome = outcome.strip()
    if not 0.0 < share <= 1.0:
        raise ValueError(f"precision is {share:g}; allowed above 0 up to 1 (a share of the reference's value).")
    if outcome not in OUTCOME_NAMES:
        raise ValueError(f'precision: unknown outcome "{outcome}".{nearest(outcome, OUTCOME_NAMES)}')
    return Precision(share, outcome)


def next_replications(reached: list[Reached], draws: int, replications: int, most: int) -> int:
    """Say how many replications the study should have next.

    Parameters
    ----------
    reached : list of Reached
        How precise each scenario's difference is.
    draws, replications : int
        What the study has.
    most : int
        Replications that must not be exceeded.

    Returns
    -------
    int
        Replications in all; as many as there are now when that is enough, or nothing more can be done.
    """
    missing = [each for each in reached if not each.enough and not each.hopeless]
    if not missing:
        return replications
    wanted = max(replications + 1, *(_needed(each, draws, replications) for each in missing))
    return max(replications, min(wanted, FASTEST_GROWTH * replications, most))


def _needed(each: Reached, draws: int, replications: int) -> int:
    """Estimate the replications one scenario needs; a half-width shrinks with the root of the pairs."""
    if not math.isfinite(each.half_width):
        return 2 * replications
    return math.ceil(each.pairs * (each.half_width / each.wanted) ** 2 / draws)

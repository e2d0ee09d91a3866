"""Arguments that many statistics share, and what they mean for weeks."""

from __future__ import annotations

import numpy as np

from peersim.outcomes.statistics.statistic import Argument, Counts, Given, YesNo

LONGEST = 1040
"""Longest time that may be asked about: twenty years [weeks]."""

WINDOW = (
    Argument("from_week", "first week counted, from 0 [weeks]", "whole", 0, high=LONGEST),
    Argument("to_week", "first week no longer counted [weeks]", "whole", low=1, high=LONGEST,
             left_out="the end of the run"),
)  # fmt: skip
"""The window in which something is counted; a run that is shorter cannot tell it."""

WITHIN = Argument(
    "within", "time the later step may take [weeks]: it counts when it comes fewer than so many weeks after the "
    "earlier one, of those whose earlier step was at least so many weeks before the end of the run", "whole", low=1,
    high=LONGEST, left_out="any time by the end of the run, however short the time was",
)  # fmt: skip
PER = Argument(
    "per", "told for the whole window, or for each month (30.44 days) or year (365.25 days) of it", "choice",
    "window", choices=("window", "month", "year"),
)  # fmt: skip


def when(what: str) -> tuple[Argument, Argument]:
    """Make the two arguments that say in which weeks the units began.

    Parameters
    ----------
    what : str
        Words before "in this week or later", such as "matches that began".

    Returns
    -------
    tuple of Argument
        `from_week` and `to_week`.
    """
    return (
        Argument("from_week", f"{what} in this week or later, from 0 [weeks]", "whole", high=LONGEST,
                 left_out="any week"),
        Argument("to_week", f"{what} before this week [weeks]", "whole", low=1, high=LONGEST,
                 left_out="the end of the run"),
    )  # fmt: skip


def asked_for(weeks: Counts, given: Given) -> YesNo:
    """Which weeks are among those that `from_week` and `to_week` ask for.

    Parameters
    ----------
    weeks : numpy.ndarray, shape (units,)
        When each unit began.
    given : mapping
        Arguments; None for a limit that was left out.

    Returns
    -------
    numpy.ndarray, shape (units,)
        True for the weeks asked for.
    """
    there = np.ones(len(weeks), dtype=np.bool_)
    if given["from_week"] is not None:
        there &= weeks >= given["from_week"]
    if given["to_week"] is not None:
        there &= weeks < given["to_week"]
    return there

"""Arguments that many statistics share."""

from __future__ import annotations

from peersim.outcomes.statistics.statistic import Argument

LONGEST = 1040
"""Longest time that may be asked about: twenty years [weeks]."""

FROM_WEEK = Argument("from_week", "first week counted, from 0 [weeks]", "whole", 0, high=LONGEST)
TO_WEEK = Argument(
    "to_week", "first week no longer counted [weeks]", "whole", high=LONGEST, left_out="the end of the run", low=1
)
WINDOW = (FROM_WEEK, TO_WEEK)
"""The window in which something is counted; a run that is shorter cannot tell it."""

FIRST_FROM = Argument(
    "from_week", "the earlier step was in this week or later, from 0 [weeks]", "whole",
    high=LONGEST, left_out="any week",
)  # fmt: skip
FIRST_TO = Argument(
    "to_week", "the earlier step was before this week [weeks]", "whole",
    high=LONGEST, left_out="the end of the run", low=1,
)  # fmt: skip
WITHIN = Argument(
    "within", "time the later step may take [weeks]: it counts when it comes fewer than so many weeks after the "
    "earlier one, of those whose earlier step was at least so many weeks before the end of the run", "whole",
    high=LONGEST, left_out="any time by the end of the run, however short the time was", low=1,
)  # fmt: skip
PER = Argument(
    "per", "told for the whole window, or for each month (30.44 days) or year (365.25 days) of it", "choice",
    "window", choices=("window", "month", "year"),
)  # fmt: skip

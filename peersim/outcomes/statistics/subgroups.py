"""For which families a statistic is told: one level of a group, or the ratio of two levels."""

from __future__ import annotations

from typing import Any

import numpy as np

from peersim.agents.stages import ROUTES
from peersim.foundation.problems import nearest
from peersim.outcomes.statistics.record import Record
from peersim.outcomes.statistics.statistic import Argument, Counts, Given, YesNo
from peersim.outcomes.strata import EVERYONE, FACTORS, Factor, level_codes


def _route(parents: Any) -> Counts:
    return np.where(parents["route"] >= 0, parents["route"], len(ROUTES)).astype(np.int64)


def _flag(field: str) -> Any:
    return lambda parents: np.asarray(parents[field], dtype=np.int64)


MADE_BY_THE_RUN = (
    Factor("way in", "way in", (*ROUTES, "has not heard"), "how they came to hear of the programme", _route),
    Factor("call", "personal call", ("not called", "called"), "had a personal call before a first session",
           _flag("called")),
    Factor("introduction", "introduction", ("no introduction", "introduced"), "introduced by a worker they knew",
           _flag("known_worker")),
)  # fmt: skip
"""Groups that come of what happened in the run, beside the traits by which outcomes are told."""

GROUPS = {factor.name: factor for factor in (*FACTORS, *MADE_BY_THE_RUN)}
"""Every group by which families are divided, by name."""

BY = Argument(
    "by", "group by which families are divided; with `level`, the statistic is told for that level; alone, it is the "
    "ratio of the first level to the second (of groups with two levels)", "choice",
    choices=tuple(GROUPS), left_out="every family",
)  # fmt: skip
LEVEL = Argument("level", "which level of the group", "choice", left_out="the ratio of the first level to the second")
AGAINST = Argument(
    "against", f"another level, or `{EVERYONE}`: the statistic is then the ratio of `level` to this one", "choice",
    left_out="`level` itself",
)  # fmt: skip
OF_FAMILIES = (BY, LEVEL, AGAINST)
"""Arguments of every statistic that can be told for some families."""


def problems_with(given: Given) -> list[str]:
    """Say what is wrong with `by`, `level` and `against`."""
    by, level, against = (given.get(argument.name) for argument in OF_FAMILIES)
    if by is None:
        return [f"{name} is used only with by." for name, value in (("level", level), ("against", against))
                if value is not None]  # fmt: skip
    if by not in GROUPS:
        return [f'by is "{by}"; allowed {", ".join(GROUPS)}.{nearest(str(by), GROUPS)}']
    levels = GROUPS[by].levels
    found = []
    for name, value, allowed in (("level", level, levels), ("against", against, (*levels, EVERYONE))):
        if value is not None and value not in allowed:
            found.append(f'{name} is "{value}"; allowed with by = "{by}": {", ".join(allowed)}.'
                         f"{nearest(str(value), allowed)}")  # fmt: skip
    if level is None and against is not None:
        found.append("against is used only with level.")
    if level is None and against is None and len(levels) > 2:
        found.append(f'level must be given: "{by}" has {len(levels)} levels ({", ".join(levels)}).')
    return found


def wanted(record: Record, given: Given) -> tuple[YesNo | None, YesNo | None, bool]:
    """Which families a statistic is told for.

    Parameters
    ----------
    record : Record
        The run.
    given : mapping
        Arguments, `by`, `level` and `against` among them, checked.

    Returns
    -------
    tuple
        Mask of the families told for and mask of those they are compared with (None for everybody), and whether it is
        a comparison at all.
    """
    by, level, against = (given.get(argument.name) for argument in OF_FAMILIES)
    if by is None:
        return None, None, False
    if level is None:
        level, against = GROUPS[by].levels
    first = members(record, by, level)
    if against is None:
        return first, None, False
    return first, None if against == EVERYONE else members(record, by, against), True


def members(record: Record, by: str, level: str) -> YesNo:
    """Which families belong to a level of a group, shape (families,)."""
    factor = GROUPS[by]
    codes = record.once(("codes", by), lambda: level_codes(factor, record.parents))
    return np.asarray(codes == factor.levels.index(level))

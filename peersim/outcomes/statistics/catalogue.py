"""The catalogue of statistics: everything that a run can be compared with a study by."""

from __future__ import annotations

from peersim.outcomes.statistics.courses import COURSES
from peersim.outcomes.statistics.from_outcomes import OUTCOMES_AS_STATISTICS
from peersim.outcomes.statistics.statistic import Statistic
from peersim.outcomes.statistics.volunteers import VOLUNTEERS
from peersim.outcomes.statistics.ways_in import WAYS_IN

_ALL = (*WAYS_IN, *COURSES, *VOLUNTEERS, *OUTCOMES_AS_STATISTICS)

STATISTICS: dict[str, Statistic] = {statistic.name: statistic for statistic in _ALL}
"""Every statistic by name, in the order in which they are listed."""

SUBJECTS: tuple[str, ...] = tuple(dict.fromkeys(statistic.subject for statistic in _ALL))
"""What statistics are about, in the order in which they are listed."""

if len(STATISTICS) != len(_ALL):
    raise ValueError("two statistics have the same name")

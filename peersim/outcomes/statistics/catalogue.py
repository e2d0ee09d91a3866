"""The catalogue of statistics: everything by which a run can be compared with what a study found."""

from __future__ import annotations

from peersim.outcomes.statistics.course_numbers import COURSE_NUMBERS
from peersim.outcomes.statistics.courses import COURSES
from peersim.outcomes.statistics.from_outcomes import OUTCOMES_AS_STATISTICS
from peersim.outcomes.statistics.gains import GAINS
from peersim.outcomes.statistics.matches import MATCHES
from peersim.outcomes.statistics.meetings import MEETINGS
from peersim.outcomes.statistics.numbers import NUMBERS
from peersim.outcomes.statistics.online import ONLINE
from peersim.outcomes.statistics.profiles import PROFILES
from peersim.outcomes.statistics.sessions import SESSIONS_ATTENDED
from peersim.outcomes.statistics.statistic import Statistic
from peersim.outcomes.statistics.staying import STAYING
from peersim.outcomes.statistics.volunteer_load import VOLUNTEER_LOAD
from peersim.outcomes.statistics.volunteer_staying import VOLUNTEERS_STAYING
from peersim.outcomes.statistics.volunteers import VOLUNTEERS
from peersim.outcomes.statistics.ways_in import WAYS_IN
from peersim.outcomes.statistics.workload import WORKLOAD

_ALL = (
    *WAYS_IN, *NUMBERS, *COURSES, *COURSE_NUMBERS, *SESSIONS_ATTENDED, *STAYING, *MEETINGS, *MATCHES, *VOLUNTEERS,
    *VOLUNTEER_LOAD, *VOLUNTEERS_STAYING, *ONLINE, *WORKLOAD, *GAINS, *PROFILES, *OUTCOMES_AS_STATISTICS,
)  # fmt: skip

STATISTICS: dict[str, Statistic] = {statistic.name: statistic for statistic in _ALL}
"""Every statistic by name, in the order in which they are listed."""

SUBJECTS: tuple[str, ...] = tuple(dict.fromkeys(statistic.subject for statistic in _ALL))
"""What statistics are about, in the order in which they are listed."""

if len(STATISTICS) != len(_ALL):
    raise ValueError("two statistics have the same name")

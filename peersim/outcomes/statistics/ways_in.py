"""Statistics of ways in: what share of families takes each step, of those who took an earlier one, and how fast."""

from __future__ import annotations

from collections.abc import Callable

from peersim.outcomes.statistics.arguments import WITHIN, when
from peersim.outcomes.statistics.family_steps import FAMILY_STEPS, family_weeks
from peersim.outcomes.statistics.record import Record
from peersim.outcomes.statistics.statistic import Argument, Counts, Given, Numbers, Statistic, Units, YesNo
from peersim.outcomes.statistics.subgroups import OF_FAMILIES
from peersim.outcomes.statistics.summaries import OF_AMOUNTS, OF_WAITS, amounts, share, waits
from peersim.outcomes.statistics.taking_steps import Cohort, cohort, took_it, waiting_times, weeks_taken

SUBJECT = "ways in"

_NAMES = tuple(FAMILY_STEPS)
STEP = Argument("step", "the later step", "choice", choices=_NAMES)
SINCE = Argument(
    "since", "the earlier step, from whose week time is counted", "choice", "heard", choices=_NAMES
)  # fmt: skip

_EARLIER = when("the earlier step was")
_FIRST = "Each step counts the first time it is taken."
_LOST = "Families that ceased to be eligible before the later step count as not having taken it."


def _of(default: str) -> Argument:
    return Argument("of", "the earlier step: of those who took it", "choice", default, choices=_NAMES)


def family_units(record: Record, rows: Counts, values: Numbers) -> Units:
    """Units that are families, by their rows."""
    return Units(values, record.parents["uid"][rows], rows)


def _steps(given: Given, step: str | None) -> tuple[str, str]:
    """Names of the earlier and the later step."""
    return given["of"] if "of" in given else given["since"], step or given["step"]


def _people(record: Record, given: Given, step: str | None) -> Cohort:
    earlier, later = _steps(given, step)
    return cohort(family_weeks(record, earlier), family_weeks(record, later), given)


def _needs(step: str | None) -> Callable[[Given], bool]:
    return lambda given: any(FAMILY_STEPS[name].needs_events for name in _steps(given, step) if name in FAMILY_STEPS)


def _share(name: str, label: str, definition: str, of: str, step: str | None = None, *, so: bool = True) -> Statistic:
    """Make a share of those who took one step; where `so` is false, of those who did not take the later one."""

    def units(record: Record, given: Given, who: YesNo | None) -> Units:
        rows, took = took_it(_people(record, given, step), given["within"], record.weeks)
        return family_units(record, rows, took if so else 1.0 - took)

    return Statistic(
        name, SUBJECT, label, "share", "families that took the earlier step (`of`)", f"{definition} {_FIRST} {_LOST}",
        units, share, (*(() if step else (STEP,)), _of(of), WITHIN, *_EARLIER, *OF_FAMILIES),
        high=1.0, needs_events=True, needs_events_when=_needs(step), by_family=True,
    )  # fmt: skip


def _weeks(record: Record, given: Given, who: YesNo | None) -> Units:
    return family_units(record, *weeks_taken(_people(record, given, None), given["within"], record.weeks))


def _wait(record: Record, given: Given, who: YesNo | None) -> Units:
    return family_units(record, *waiting_times(_people(record, given, None), record.weeks))


_SHARES = (
    _share("step_share", "took a step, of those who took an earlier one",
           "Share of the families that took the earlier step (`of`) that took the later one (`step`): by the end of "
           "the run, or fewer than `within` weeks after the earlier one.", "eligible"),
    _share("enrolled_share", "enrolled",
           "Share that enrolled: signed up for a course or an online space, came to an open group, or said yes to an "
           "assessment for one-to-one support. Enrolled is not yet having come: see ever_attended_share.",
           "heard", "enrolled"),
    _share("ever_attended_share", "came to at least one session",
           "Share that came to at least one session of a group or course that meets (in person or by video).",
           "heard", "attended"),
    _share("came_once_only_share", "came to a session and not to a second",
           "Share that did not come to a second session of any group or course that meets.", "attended",
           "attended twice", so=False),
    _share("ever_posted_share", "posted at least once", "Share that ever posted in an online space.", "joined online",
           "posted online"),
)  # fmt: skip

_TIMES = (
    Statistic(
        "step_weeks", SUBJECT, "weeks from one step to another, of those who took both", "weeks (or as `summary` says)",
        "families that took both steps, the later one not before the earlier",
        f"Weeks from the earlier step (`since`) to the later one (`step`). {_FIRST} Families that had not taken the "
        "later step by the end of the run are left out, so it looks shorter than the wait is: see step_wait.",
        _weeks, amounts, (STEP, SINCE, WITHIN, *_EARLIER, *OF_AMOUNTS, *OF_FAMILIES), needs_events=True,
        needs_events_when=_needs(None), by_family=True,
    ),
    Statistic(
        "step_wait", SUBJECT, "wait from one step to another, of all who took the earlier",
        "weeks (a share with summary = \"share\")",
        "families that took the earlier step, and not the later one before it",
        f"Time from the earlier step (`since`) to the later one (`step`), by Kaplan–Meier. {_FIRST} {_LOST} Only the "
        "end of the run is censored. The median and quantiles are infinite when fewer ever take the later step.",
        _wait, waits, (STEP, SINCE, *_EARLIER, *OF_WAITS, *OF_FAMILIES), needs_events=True,
        needs_events_when=_needs(None), by_family=True,
    ),
)  # fmt: skip

WAYS_IN = (*_SHARES, *_TIMES)
"""Statistics of ways in."""

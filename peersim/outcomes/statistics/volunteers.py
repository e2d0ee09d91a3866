"""Statistics of becoming a volunteer: what share takes each step from enquiring to a role, and how fast."""

from __future__ import annotations

from collections.abc import Callable

from peersim.outcomes.statistics.arguments import WITHIN, when
from peersim.outcomes.statistics.record import Record
from peersim.outcomes.statistics.statistic import Argument, Counts, Given, Numbers, Statistic, Units, YesNo
from peersim.outcomes.statistics.summaries import OF_AMOUNTS, OF_WAITS, amounts, share, waits
from peersim.outcomes.statistics.taking_steps import Cohort, cohort, took_it, waiting_times, weeks_taken
from peersim.outcomes.statistics.volunteer_steps import (
    VOLUNTEER_STEPS,
    volunteer_weeks,
    volunteers_meant,
    who_argument,
)

SUBJECT = "becoming a volunteer"

_NAMES = tuple(VOLUNTEER_STEPS)
STEP = Argument("step", "the later step", "choice", choices=_NAMES)
SINCE = Argument(
    "since", "the earlier step, from whose week time is counted", "choice", "enquired", choices=_NAMES
)  # fmt: skip
_NEW = who_argument("new")
_EARLIER = when("the earlier step was")
_FIRST = "Each step counts the first time it is taken."
_LEFT = "Volunteers who left before the later step count as not having taken it."


def _of(default: str) -> Argument:
    return Argument("of", "the earlier step: of those who took it", "choice", default, choices=_NAMES)


def volunteer_units(record: Record, rows: Counts, values: Numbers) -> Units:
    """Units that are volunteers, by their rows."""
    return Units(values, record.volunteers["uid"][rows])


def _steps(given: Given, step: str | None) -> tuple[str, str]:
    return given["of"] if "of" in given else given["since"], step or given["step"]


def _people(record: Record, given: Given, step: str | None) -> Cohort:
    earlier, later = (volunteer_weeks(record, name) for name in _steps(given, step))
    return cohort(earlier, later, given, volunteers_meant(record, given))


def _needs(step: str | None) -> Callable[[Given], bool]:
    return lambda given: any(
        VOLUNTEER_STEPS[name].needs_events for name in _steps(given, step) if name in VOLUNTEER_STEPS
    )


def _share(name: str, label: str, definition: str, of: str, step: str | None = None, *, so: bool = True) -> Statistic:
    """Make a share of those who took one step; where `so` is false, of those who did not take the later one."""

    def units(record: Record, given: Given, who: YesNo | None) -> Units:
        rows, took = took_it(_people(record, given, step), given["within"], record.weeks)
        return volunteer_units(record, rows, took if so else 1.0 - took)

    return Statistic(
        name, SUBJECT, label, "share", "volunteers who took the earlier step (`of`)", f"{definition} {_FIRST} {_LEFT}",
        units, share, (*(() if step else (STEP,)), _of(of), WITHIN, *_EARLIER, _NEW),
        high=1.0, needs_events=True, needs_events_when=_needs(step),
    )  # fmt: skip


def _weeks(record: Record, given: Given, who: YesNo | None) -> Units:
    return volunteer_units(record, *weeks_taken(_people(record, given, None), given["within"], record.weeks))


def _wait(record: Record, given: Given, who: YesNo | None) -> Units:
    return volunteer_units(record, *waiting_times(_people(record, given, None), record.weeks))


_SHARES = (
    _share("volunteer_step_share", "volunteers who took a step, of those who took an earlier one",
           "Share of the volunteers who took the earlier step (`of`) who took the later one (`step`): by the end of "
           "the run, or fewer than `within` weeks after the earlier one.", "enquired"),
    _share("trained_share", "enquirers who finished training", "Share who finished the training course.",
           "enquired", "finished training"),
    _share("ever_matched_share", "trained volunteers who were ever matched",
           "Share who ever supported a family one-to-one.", "finished training", "matched"),
    _share("never_matched_share", "trained volunteers never matched",
           "Share who never supported a family one-to-one.", "finished training", "matched", so=False),
)  # fmt: skip

_TIMES = (
    Statistic(
        "volunteer_step_weeks", SUBJECT, "weeks from one step to another, of volunteers who took both",
        "weeks (or as `summary` says)", "volunteers who took both steps, the later one not before the earlier",
        f"Weeks from the earlier step (`since`) to the later one (`step`). {_FIRST} Volunteers who had not taken the "
        "later step by the end of the run are left out, so it looks shorter than the wait is: see volunteer_step_wait.",
        _weeks, amounts, (STEP, SINCE, WITHIN, *_EARLIER, _NEW, *OF_AMOUNTS), needs_events=True,
        needs_events_when=_needs(None),
    ),
    Statistic(
        "volunteer_step_wait", SUBJECT, "wait from one step to another, of all volunteers who took the earlier",
        "weeks (a share with summary = \"share\")",
        "volunteers who took the earlier step, and not the later one before it",
        f"Time from the earlier step (`since`) to the later one (`step`), by Kaplan–Meier. {_FIRST} {_LEFT} Only the "
        "end of the run is censored. The median and quantiles are infinite when fewer ever take the later step.",
        _wait, waits, (STEP, SINCE, *_EARLIER, _NEW, *OF_WAITS), needs_events=True,
        needs_events_when=_needs(None),
    ),
)  # fmt: skip

VOLUNTEERS = (*_SHARES, *_TIMES)
"""Statistics of becoming a volunteer."""

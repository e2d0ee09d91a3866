"""Statistics of the programme's work: waiting lists, load of each coordinator, hours, posts, concerns, money."""

from __future__ import annotations

import numpy as np

from peersim.agents import stages
from peersim.foundation.units import WEEKS_PER_MONTH, WEEKS_PER_YEAR
from peersim.outcomes.statistics.arguments import PER, WINDOW
from peersim.outcomes.statistics.doings import DOINGS, times, windowed
from peersim.outcomes.statistics.family_steps import family_weeks
from peersim.outcomes.statistics.matches import supported_in
from peersim.outcomes.statistics.record import Record
from peersim.outcomes.statistics.statistic import NEVER, Argument, Counts, Given, Numbers, Statistic, Units, YesNo
from peersim.outcomes.statistics.summaries import OF_STAYS, number, share, stays
from peersim.outcomes.statistics.volunteer_steps import volunteer_weeks
from peersim.outcomes.statistics.whole_run import NOBODY, one_over, per_time, whole
from peersim.scenarios.levers import COST_LINES, TASKS

SUBJECT = "the programme's work"

_LEVELS = {
    "families waiting for assessment": "waiting_assessment", "families waiting for a volunteer": "waiting_match",
    "families supported one-to-one": "supported", "members of groups": "attending", "families engaged": "engaged",
    "volunteers active": "volunteers_active", "volunteers ready": "volunteers_ready",
    "volunteers in training": "volunteers_training", "volunteers resting": "volunteers_resting",
    "eligible families": "eligible", "coordinator posts filled": "posts_filled",
}  # fmt: skip
_LEVEL = Argument("what", "what is counted in each week: volunteers active support families or facilitate, resting "
                  "ones are champions or paused; posts are full-time ones whose holder is not off sick", "choice",
                  choices=tuple(_LEVELS))  # fmt: skip


def _window(record: Record, given: Given) -> tuple[int, int] | None:
    return windowed(record, given["from_week"], given["to_week"])


def _weekly(record: Record, field: str, window: tuple[int, int]) -> Numbers:
    return np.asarray(record.weekly[field][window[0] : window[1]], dtype=np.float64)


def _in_a_week(record: Record, given: Given, who: YesNo | None) -> Units:
    window = _window(record, given)
    return whole(float(_weekly(record, _LEVELS[given["what"]], window).mean())) if window else NOBODY


def _each_post(record: Record, given: Given, who: YesNo | None) -> Units:
    window = _window(record, given)
    if window is None:
        return NOBODY
    posts = _weekly(record, "posts_filled", window)
    return one_over(float(_weekly(record, _LEVELS[given["what"]], window).sum()), float(posts.sum()))


_REFERRAL = Argument(
    "referral", "families sent by a partner who refers; asked for one-to-one support; or assessed", "choice",
    "asked for one-to-one", choices=("sent by a partner", "asked for one-to-one", "assessed"),
)  # fmt: skip


def _referrals(record: Record, given: Given, who: YesNo | None) -> Units:
    window = _window(record, given)
    if window is None:
        return NOBODY
    weeks = family_weeks(record, given["referral"])
    many = float(((weeks >= window[0]) & (weeks < window[1])).sum())
    return one_over(many, float(_weekly(record, "posts_filled", window).sum()) / WEEKS_PER_MONTH)


def _posts_filled(record: Record, given: Given, who: YesNo | None) -> Units:
    window = _window(record, given)
    if window is None:
        return NOBODY
    planned = np.asarray(record.world.design["staff_posts"][window[0] : window[1]])
    return one_over(float(_weekly(record, "posts_filled", window).sum()), float(planned.sum()))


def _staff_turnover(record: Record, given: Given, who: YesNo | None) -> Units:
    window = _window(record, given)
    if window is None:
        return NOBODY
    left = record.of_kind(stages.E_STAFF_LEFT)
    gone = (left.week >= window[0]) & (left.week < window[1]) & (left.cause != stages.POST_ENDED)
    return one_over(float(gone.sum()), float(_weekly(record, "posts_filled", window).sum()) / WEEKS_PER_YEAR)


def _vacancies(record: Record, given: Given, who: YesNo | None) -> Units:
    """Each vacancy, how long it lasted, and whether it was filled: the next thing that happens to the post ends it."""
    happened = record.of_kind(stages.E_POST_VACANT, stages.E_POST_FILLED, stages.E_VACANCY_WITHDRAWN)
    order = np.argsort(happened.who, kind="stable")
    happened = happened.take(order)
    kind, post, week = record.kind_of(happened), happened.who, happened.week
    vacant = np.flatnonzero(kind == stages.E_POST_VACANT)
    follows = np.minimum(vacant + 1, max(len(post) - 1, 0))
    known = (vacant + 1 < len(post)) & (post[follows] == post[vacant])
    until = np.where(known, week[follows], record.weeks - 1)
    filled = known & (kind[follows] == stages.E_POST_FILLED)
    values = np.stack([np.maximum(until - week[vacant], 0), filled], axis=1).astype(np.float64)
    return Units(values, post[vacant] % 1024 * 4096 + week[vacant])


def _overloaded(record: Record, given: Given, who: YesNo | None) -> Units:
    window = _window(record, given)
    if window is None:
        return NOBODY
    return Units(_weekly(record, "overload", window), np.arange(*window))


_TASK = Argument("task", "which work", "choice", "all", choices=("all", *TASKS))
_KIND = Argument("hours", "hours given, or hours newly asked for", "choice", "given", choices=("given", "asked"))


def _hours(record: Record, kind: str, task: str, window: tuple[int, int]) -> float:
    world = record.world
    table = np.asarray((world.hours_given if kind == "given" else world.hours_asked)[window[0] : window[1]])
    return float(table.sum() if task == "all" else table[:, TASKS.index(task)].sum())


def _hours_given(record: Record, given: Given, who: YesNo | None) -> Units:
    window = _window(record, given)
    if window is None:
        return NOBODY
    return whole(_hours(record, given["hours"], given["task"], window) / (window[1] - window[0]))


PEOPLE = (
    *(f"family that {words}" for words in ("attended", "had a contact", "posted")), "family that took part",
    "family that first came", "family supported one-to-one", "session held", "session attended", "contact had",
    "volunteer trained", "volunteer matched for the first time", "match begun",
)  # fmt: skip
_EACH = Argument("each", "for each of these in the window", "choice", choices=PEOPLE)


def _many(record: Record, each: str, window: tuple[int, int]) -> float:
    """How many there were in a window."""
    doing = {"family that took part": "any"}.get(each, each.removeprefix("family that "))
    if doing in DOINGS:
        return float((times(record, doing, *window) > 0).sum())
    if each == "family supported one-to-one":
        return float(len(supported_in(record, window)))
    if each in _SUMS:
        return float(_weekly(record, _SUMS[each], window).sum())
    weeks = _weeks_of(record, each)
    return float(((weeks > NEVER) & (weeks >= window[0]) & (weeks < window[1])).sum())


_SUMS = {"session held": "sessions_held", "session attended": "attendances", "contact had": "contacts"}


def _weeks_of(record: Record, each: str) -> Counts:
    if each == "family that first came":
        return family_weeks(record, "came")
    if each == "match begun":
        return np.asarray(record.matches["started"])
    return volunteer_weeks(record, "finished training" if each == "volunteer trained" else "matched")


def _each_needs(given: Given) -> bool:
    return str(given["each"]).startswith("family that ") and given["each"] != "family that first came"


def _hours_each(record: Record, given: Given, who: YesNo | None) -> Units:
    window = _window(record, given)
    if window is None:
        return NOBODY
    return one_over(_hours(record, given["hours"], given["task"], window), _many(record, given["each"], window))


_LINE = Argument("line", "what the money was spent on", "choice", "all", choices=("all", *COST_LINES))


def _money(record: Record, line: str, window: tuple[int, int]) -> float:
    spent = record.scene.spending[window[0] : window[1]]
    return float(spent.sum() if line == "all" else spent[:, COST_LINES.index(line)].sum())


def _spending(record: Record, given: Given, who: YesNo | None) -> Units:
    window = _window(record, given)
    return per_time(_money(record, given["line"], window), window, given["per"]) if window else NOBODY


def _cost_each(record: Record, given: Given, who: YesNo | None) -> Units:
    window = _window(record, given)
    if window is None:
        return NOBODY
    return one_over(_money(record, given["line"], window), _many(record, given["each"], window))


def _concerns(record: Record, given: Given, who: YesNo | None) -> Units:
    window = _window(record, given)
    if window is None:
        return NOBODY
    return one_over(float(_weekly(record, "concerns", window).sum()), len(supported_in(record, window)) / 100.0)


_RUN = "the run as a whole"
_SHORTER = "Not told where the run is shorter than the window."
_POSTS = "full-time coordinator posts filled, the holder not off sick"

WORKLOAD = (
    Statistic(
        "in_an_average_week", SUBJECT, "in an average week", "families, volunteers or posts", _RUN,
        f"What there is at the end of a week (`what`), mean over the weeks of the window. {_SHORTER}", _in_a_week,
        number, (_LEVEL, *WINDOW), sampled=False,
    ),
    Statistic(
        "load_each_post", SUBJECT, "load of each coordinator", "for each full-time post", _RUN,
        f"What there is at the end of a week (`what`) over {_POSTS}, weeks of the window added up. {_SHORTER}",
        _each_post, number, (_LEVEL, *WINDOW), sampled=False,
    ),
    Statistic(
        "referrals_each_post", SUBJECT, "referrals a month for each coordinator", "families a month for each post",
        _RUN, f"Families referred (`referral`) in the window over months of {_POSTS}. {_SHORTER}", _referrals, number,
        (_REFERRAL, *WINDOW), sampled=False,
    ),
    Statistic(
        "posts_filled_share", SUBJECT, "coordinator posts filled", "share", _RUN,
        f"{_POSTS.capitalize()}, over posts planned, weeks of the window added up. {_SHORTER}", _posts_filled, number,
        WINDOW, high=1.0, sampled=False,
    ),
    Statistic(
        "staff_turnover", SUBJECT, "coordinators who leave a year", "leavers a year for each full-time post", _RUN,
        f"People who left a coordinator post in the window, but for posts that ended, over years of {_POSTS}. "
        f"{_SHORTER}", _staff_turnover, number, WINDOW, sampled=False, needs_events=True,
    ),
    Statistic(
        "weeks_vacant", SUBJECT, "how long coordinator posts stand vacant", "weeks (a share with summary = \"share\")",
        "times that a post fell vacant",
        "Time until the post is filled; a vacancy that was withdrawn, and the end of the run, are censored "
        "(Kaplan–Meier).", _vacancies, stays, OF_STAYS, needs_events=True,
    ),
    Statistic(
        "overloaded_share", SUBJECT, "weeks of overload", "share", "weeks of the window",
        f"Share of weeks in which tasks asked for more coordinator hours than there were. {_SHORTER}", _overloaded,
        share, WINDOW, high=1.0,
    ),
    Statistic(
        "hours_a_week", SUBJECT, "coordinator hours a week", "hours a week", _RUN,
        f"Coordinator hours given to a task, or newly asked for by it, a week of the window. {_SHORTER}", _hours_given,
        number, (_TASK, _KIND, *WINDOW), sampled=False,
    ),
    Statistic(
        "hours_each", SUBJECT, "coordinator hours for each family, session or volunteer", "hours", _RUN,
        f"Coordinator hours given to a task, or newly asked for by it, in the window, over how many there were "
        f"(`each`) in it. {_SHORTER}", _hours_each, number, (_EACH, _TASK, _KIND, *WINDOW), sampled=False,
        needs_events=True, needs_events_when=_each_needs,
    ),
    Statistic(
        "concerns_each_100", SUBJECT, "safeguarding concerns for each 100 families supported", "concerns", _RUN,
        f"Concerns raised in the window over hundreds of families supported one-to-one in it. {_SHORTER}", _concerns,
        number, WINDOW, sampled=False,
    ),
    Statistic(
        "spending", SUBJECT, "money spent", "£", _RUN,
        f"Money spent in the window, on everything or one line: in all, a month or a year. {_SHORTER}", _spending,
        number, (_LINE, *WINDOW, PER), sampled=False,
    ),
    Statistic(
        "cost_each", SUBJECT, "cost of each family, session or volunteer", "£", _RUN,
        f"Money spent in the window, on everything or one line, over how many there were (`each`) in it. {_SHORTER}",
        _cost_each, number, (_EACH, _LINE, *WINDOW), sampled=False, needs_events=True, needs_events_when=_each_needs,
    ),
)  # fmt: skip
"""Statistics of the programme's work."""

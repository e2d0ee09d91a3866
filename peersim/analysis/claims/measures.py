"""What checks of claims measure: close to the mechanism, and always something that happens to people.

Each function makes a `Told`: a measure of a finished world with its words and unit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from peersim.agents.stages import (
    ACTIVE,
    E_FOLLOWED_UP,
    E_LAPSED,
    E_RETURNED,
    FACILITATING,
    SCREENED_OUT,
    TRAINING_TOO_MUCH,
)
from peersim.analysis.claims.claim import Told
from peersim.foundation.units import HALF, SLOT_NAMES
from peersim.outcomes.registry import outcome
from peersim.outcomes.scene import Scene
from peersim.scenarios.levers import TASKS, TOPICS

YesNo = npt.NDArray[np.bool_]
Who = Callable[[Any], YesNo]
"""From parent (or volunteer) records to who is meant."""

TOO_RECENT_YEARS = 2.0
"""Whose experience counts as recent when volunteers are told apart [years]; a definition."""

OFTEN = 4
"""Sessions from which a member came often [sessions]; a definition."""

TWO_YEARS = 104
"""Two years of the run [weeks]; a definition."""

A_YEAR = 52
"""A year of the run [weeks]; a definition."""

RATHER_ALONE = -1.0
"""Taste for groups below which a family is taken to prefer one person [standard normal]; a definition."""

_HUNDRED = 100.0


def outcome_of(name: str) -> Told:
    """Take an outcome of the registry, for everybody."""
    found = outcome(name)
    return Told(name, found.label, found.unit)


def mean(values: Any) -> float:
    """Mean, or nan of nothing."""
    return float(np.mean(values)) if len(values) else float("nan")


def share(top: float, bottom: float) -> float:
    """One count over another, or nan where there is nobody."""
    return float(top / bottom) if bottom else float("nan")


# Who is meant, among parents


def everyone(people: Any) -> YesNo:
    """Everybody."""
    return np.ones(len(people), dtype=np.bool_)


def without_car(parents: Any) -> YesNo:
    """Families without a car."""
    return np.asarray(~parents["has_car"])


def needing_childcare(parents: Any) -> YesNo:
    """Families that need childcare to attend."""
    return np.asarray(parents["childcare_need"])


def with_disabled_child(parents: Any) -> YesNo:
    """Families that need childcare for a disabled child."""
    return np.asarray(parents["childcare_need"] & parents["send"])


def afraid(parents: Any) -> YesNo:
    """Families that fear judgement more than most."""
    return np.asarray(parents["judgement_fear"] > HALF)


def ill_equipped(parents: Any) -> YesNo:
    """Families for whom online groups are not workable, or that lack kit and confidence."""
    return np.asarray(parents["online_barred"] | parents["digital_gap"])


def kept_away(parents: Any) -> YesNo:
    """Families without a car or in need of childcare."""
    return np.asarray(~parents["has_car"] | parents["childcare_need"])


def free_at_other_times(parents: Any) -> YesNo:
    """Families that are not free on Tuesday morning."""
    return np.asarray(parents["free_slots"] >> SLOT_NAMES.index("tuesday morning") & 1 == 0)


def with_rare_loss(parents: Any) -> YesNo:
    """Families whose experience is loss."""
    return np.asarray(parents["topic"] == TOPICS.index("loss"))


def rather_alone(parents: Any) -> YesNo:
    """Families that would rather have one person than a group."""
    return np.asarray(parents["prefers_group"] < RATHER_ALONE)


# What happens to parents


def attendances(who: Who, words: str) -> Told:
    """Sessions attended by a hundred eligible families of a kind."""

    def measure(world: Any) -> float:
        meant = Scene(world).eligible & who(world.parents)
        return _HUNDRED * share(float(world.parents["sessions"][meant].sum()), float(meant.sum()))

    return Told(measure, f"sessions attended by 100 {words}", "sessions")


def came(who: Who, words: str) -> Told:
    """Families of a kind that ever came, of a hundred eligible."""

    def measure(world: Any) -> float:
        scene = Scene(world)
        meant = scene.eligible & who(world.parents)
        return _HUNDRED * share(float((scene.came & meant).sum()), float(meant.sum()))

    return Told(measure, f"of 100 {words}, those who ever came", "families")


def attendance(who: Who, words: str) -> Told:
    """Share of sessions held for members of a kind that they came to."""

    def measure(world: Any) -> float:
        parents = world.parents[who(world.parents)]
        return share(float(parents["sessions"].sum()), float(parents["offered"].sum()))

    return Told(measure, f"share of sessions that {words} came to", "share")


def _rate(parents: Any, who: YesNo) -> float:
    return share(float(parents["sessions"][who].sum()), float(parents["offered"][who].sum()))


def came_again(who: Who, words: str) -> Told:
    """Share of families of a kind that came more than once, of those that came at all."""

    def measure(world: Any) -> float:
        times = world.parents["sessions"][who(world.parents)]
        return share(float((times > 1).sum()), float((times > 0).sum()))

    return Told(measure, f"share that came again, of {words} that came", "share")


def _afraid_stay_away(world: Any) -> float:
    """Attendance of members who fear judgement more than most less that of the others."""
    parents = world.parents
    more = afraid(parents)
    return _rate(parents, more) - _rate(parents, ~more)


AFRAID_STAY_AWAY = Told(_afraid_stay_away, "attendance, members who fear judgement less the others", "share")


def _friends_come(world: Any) -> float:
    """Attendance of members with a friend in the group less that of members who came as often as they must to make one.

    Both came at least four times: a friend is made about every twelve sessions.
    """
    parents = world.parents
    often = parents["sessions"] >= OFTEN
    return _rate(parents, often & (parents["tie_count"] > 0)) - _rate(parents, often & (parents["tie_count"] == 0))


FRIENDS_COME = Told(_friends_come, "attendance, members with a friend in the group less the others", "share")


def often(who: Who, words: str) -> Told:
    """Families of a kind that came often, of a hundred eligible."""

    def measure(world: Any) -> float:
        parents = world.parents
        meant = Scene(world).eligible & who(parents)
        enough = meant & (parents["sessions"] + parents["contacts"] >= OFTEN)
        return _HUNDRED * share(float(enough.sum()), float(meant.sum()))

    return Told(measure, f"of 100 {words}, those who came at least {OFTEN} times", "families")


def _families_per_hour(world: Any) -> float:
    """Families reached for every hundred hours coordinators were asked for, outreach left out."""
    asked = world.tasks["total_asked"].copy()
    asked[TASKS.index("outreach")] = 0.0
    return _HUNDRED * share(float((world.parents["first_week"] >= 0).sum()), float(asked.sum()))


def _in_loss_forum(world: Any) -> float:
    """Of a hundred eligible families whose experience is loss, those who are or were in the forum about it."""
    parents = world.parents
    meant = Scene(world).eligible & with_rare_loss(parents)
    about_it = world.groups["topic"] == TOPICS.index("loss")
    setting = parents["setting"]
    there = (parents["first_week"] >= 0) & (setting >= 0) & about_it[np.maximum(setting, 0)]
    return _HUNDRED * share(float((meant & there).sum()), float(meant.sum()))


IN_LOSS_FORUM = Told(_in_loss_forum, "of 100 families with that experience, those in the forum about it", "families")


def _watched_first(world: Any) -> float:
    """Families that came in the first year, when there was only the forum, and have been to a meeting since."""
    parents = world.parents
    early = (parents["first_week"] >= 0) & (parents["first_week"] < A_YEAR)
    return float((early & (parents["sessions"] > parents["posts"])).sum())


def matched_alike(topic: str) -> Told:
    """Share of families with an experience, of those matched, whose volunteer has it too."""
    number = TOPICS.index(topic)

    def measure(world: Any) -> float:
        scene = Scene(world)
        pairs = scene.matches[scene.parents["topic"][scene.matches["parent"]] == number]
        return mean(scene.volunteers["topic"][pairs["volunteer"]] == number)

    return Told(measure, "of matched families with that experience, those whose volunteer has it too", "share")


FAMILIES_PER_HOUR = Told(_families_per_hour, "families reached for 100 coordinator hours asked for", "families")
WATCHED_FIRST = Told(_watched_first, "families that came to meetings after a year in the forum", "families")


def families(field: str, who: Who, words: str, unit: str) -> Told:
    """Mean of a field over the families of a kind that ever came."""

    def measure(world: Any) -> float:
        parents = world.parents
        return mean(parents[field][(parents["first_week"] >= 0) & who(parents)])

    return Told(measure, words, unit)


def _first_time(world: Any) -> float:
    """Share of those who came once who came again, less the share of those invited who ever came."""
    parents = world.parents
    came_once, invited = parents["sessions"] > 0, parents["invited_week"] >= 0
    again = share(float((parents["sessions"] > 1).sum()), float(came_once.sum()))
    return again - share(float((came_once & invited).sum()), float(invited.sum()))


def _returned_readier(world: Any) -> float:
    """Usual readiness of lapsed parents who were called: those who came back that week less those who did not."""
    events = world.events[: int(world.now["events"][0])]
    calls, returns = events[events["kind"] == E_FOLLOWED_UP], events[events["kind"] == E_RETURNED]
    came_back = np.isin(_week_and_who(calls), _week_and_who(returns))
    lapses = events[events["kind"] == E_LAPSED]
    had_lapsed = np.isin(calls["who"], lapses["who"])
    readiness = world.parents["readiness"][np.searchsorted(world.parents["uid"], calls["who"])]
    return mean(readiness[came_back]) - mean(readiness[had_lapsed & ~came_back])


def _week_and_who(events: Any) -> Any:
    return events["week"] * PEOPLE_AT_MOST + events["who"]


PEOPLE_AT_MOST = 1 << 40
"""More than there are identities of parents."""

FIRST_TIME = Told(
    _first_time, "share that came again after coming once, less share of the invited that ever came", "share"
)
RETURNED_READIER = Told(
    _returned_readier, "usual readiness, called parents who came back less those who did not", "0–1"
)


def _group_sooner(world: Any) -> float:
    """Weeks from hearing to the first session or contact: those who began in a group less those matched first."""
    parents = world.parents
    waited = parents["first_week"] - parents["aware_week"]
    began = parents["first_week"] >= 0
    matched = (parents["matched_week"] >= 0) & (parents["matched_week"] <= parents["first_week"])
    return mean(waited[began & ~matched]) - mean(waited[began & matched])


GROUP_SOONER = Told(_group_sooner, "wait from hearing to coming, by way of a group less by way of a match", "weeks")


def supported(parents: Any) -> YesNo:
    """Families that had one-to-one contacts."""
    return np.asarray(parents["contacts"] > 0)


QUALITY = families("support_quality", supported, "quality of the support that families supported one-to-one had", "0–1")

# What happens to volunteers


def volunteers(field: str, who: Who, words: str, unit: str) -> Told:
    """Mean of a field over volunteers of a kind."""

    def measure(world: Any) -> float:
        people = Scene(world).volunteers
        return mean(people[field][who(people)])

    return Told(measure, words, unit)


def at_work(people: Any) -> YesNo:
    """Volunteers supporting families or facilitating at the end."""
    return np.asarray((people["stage"] == ACTIVE) | (people["stage"] == FACILITATING))


def ever_worked(people: Any) -> YesNo:
    """Volunteers who ever had a role."""
    return np.asarray(people["active_week"] >= 0)


def recent(people: Any) -> YesNo:
    """Volunteers whose own experience was under two years old at week 0."""
    return np.asarray(people["experience_years"] < TOO_RECENT_YEARS)


def trained(people: Any) -> YesNo:
    """Volunteers who finished training."""
    return np.asarray(people["trained_week"] >= 0)


def began_training(people: Any) -> YesNo:
    """Volunteers who began a course."""
    return np.asarray(people["training_week"] >= 0)


def gave_up(people: Any) -> Any:
    """1 for volunteers for whom training was too much."""
    return (people["reason"] == TRAINING_TOO_MUCH) * 1.0


def split(field: str | Callable[[Any], Any], who: Who, trait: Who, words: str, unit: str) -> Told:
    """Mean of a field (or of a value worked out) over volunteers with a trait, less its mean over those without."""

    def measure(world: Any) -> float:
        people = Scene(world).volunteers
        meant, has = who(people), trait(people)
        values = field(people) if callable(field) else people[field]
        return mean(values[meant & has]) - mean(values[meant & ~has])

    return Told(measure, words, unit)


RECENT_STRAIN = volunteers(
    "strain", lambda people: ever_worked(people) & recent(people), "strain of volunteers of recent experience", "0–1"
)


def _lost_at_gate(world: Any) -> float:
    """Trained volunteers who were turned away."""
    people = Scene(world).volunteers
    return float(((people["trained_week"] >= 0) & (people["reason"] == SCREENED_OUT)).sum())


WORKING = Told(
    lambda world: float(ever_worked(Scene(world).volunteers).sum()), "volunteers who ever had a role", "volunteers"
)
LOST_AT_GATE = Told(_lost_at_gate, "trained volunteers turned away", "volunteers")
FEWER_QUIET_GIVE_UP = split(
    gave_up, began_training, lambda people: people["personality"] < HALF,
    "share who gave up training, the quiet less the outgoing", "share",
)  # fmt: skip


def _contacts_kept(matches: Any) -> Any:
    return matches["contacts"] / np.maximum(1, matches["contacts"] + matches["missed"])


def matches(value: Callable[[Any], Any], words: str, unit: str) -> Told:
    """Mean of something over matches."""
    return Told(lambda world: mean(value(Scene(world).matches)), words, unit)


def _better_fit(world: Any) -> float:
    pairs = Scene(world).matches
    if not len(pairs):
        return float("nan")
    better = pairs["fit"] > np.median(pairs["fit"])
    kept = _contacts_kept(pairs)
    return mean(kept[better]) - mean(kept[~better])


def _harder_cases(world: Any) -> float:
    """Strain of working volunteers with families of more need than most, less that of the others."""
    scene = Scene(world)
    open_now = scene.matches[scene.matches["ended"] < 0]
    if not len(open_now):
        return float("nan")
    need = scene.parents["need"][open_now["parent"]]
    strain = scene.volunteers["strain"][open_now["volunteer"]]
    return mean(strain[need > np.median(need)]) - mean(strain[need <= np.median(need)])


FIT = matches(lambda pairs: pairs["fit"], "how well family and volunteer fit", "0–1")
ENDED_EARLY = matches(lambda pairs: pairs["early"] * 1.0, "matches that ended early", "share")
CONTACTS_KEPT = matches(_contacts_kept, "weekly contacts that happened", "share")
BETTER_FIT = Told(_better_fit, "contacts that happened, pairs that fit better than most less the others", "share")
HARDER_CASES = Told(_harder_cases, "strain, volunteers with more complex families less the others", "0–1")

# What happens to groups

GROUP_QUALITY = Told(lambda world: mean(world.groups["quality"]), "quality of facilitation at the last session", "0–1")


# What happens week by week


def weekly(column: str, words: str, unit: str) -> Told:
    """Sum of a column of the weekly table."""
    return Told(lambda world: float(Scene(world).weekly[column].sum()), words, unit)


def weekly_mean(column: str, words: str, unit: str) -> Told:
    """Mean of a column of the weekly table."""
    return Told(lambda world: float(Scene(world).weekly[column].mean()), words, unit)


def weekly_share(top: str, bottom: str, words: str) -> Told:
    """One column of the weekly table over another."""

    def measure(world: Any) -> float:
        week = Scene(world).weekly
        return share(float(week[top].sum()), float(week[bottom].sum()))

    return Told(measure, words, "share")


def hours_asked(task: str, words: str) -> Told:
    """Coordinator hours a task asked for."""
    number = TASKS.index(task)
    return Told(lambda world: float(world.tasks["total_asked"][number]), words, "hours")


def hours_per_active_week(task: str, words: str) -> Told:
    """Coordinator hours a task asked for, for each week of each active volunteer."""

    def measure(world: Any) -> float:
        asked = float(world.tasks["total_asked"][TASKS.index(task)])
        return share(asked, float(Scene(world).weekly["volunteers_active"].sum()))

    return Told(measure, words, "hours")


def _held_after_grant(world: Any) -> float:
    return float(Scene(world).weekly["sessions_held"][TWO_YEARS:].sum())


HELD_AFTER_GRANT = Told(_held_after_grant, "sessions held in the third year", "sessions")
STRAIN = weekly_mean("strain", "mean strain of working volunteers", "0–1")
SUPERVISED = weekly_share("supervision_met", "supervision_due", "supervision that was due and took place")
LEAVING = outcome_of("volunteers_leaving")
COMPLETED = outcome_of("training_completed")
HARMS = weekly("harms", "parents hurt by something online", "people")
CANCELLED = outcome_of("sessions_cancelled")

"""Every key of a scenario file besides the levers themselves: unit, allowed range, default and meaning.

Keys are described by the same record as levers, so that one checker, one schema and one table in the documentation
serve both.
"""

from __future__ import annotations

from typing import Any

from peersim.scenarios.calendar import FIRST_WEEK_OF_APRIL, HOLIDAYS_ENGLAND, WEEKS_OF_YEAR
from peersim.scenarios.levers import COST_LINES, GROUP_KINDS, GROUP_LEVERS, LONGEST_DELAY, TOPICS, Lever
from peersim.scenarios.values import ANYTHING

LONGEST_RUN = 5200
"""Longest run a scenario may be laid out for [weeks]: a hundred years, far beyond any plan."""

MOST_GROUPS = 24
"""Most groups in one programme."""

MOST_FUNDS = 12
"""Most income streams in one programme."""

_LARGEST_INCOME = 100_000_000
_LONGEST_NAME = 60
_LONGEST_LINE = 300
_LONGEST_REASON = 2_000
_LONGEST_STORY = 20_000


def _key(name: str, kind: str, default: Any, low: float, high: float, unit: str, meaning: str) -> Lever:
    return Lever(name, kind, default, low, high, unit, meaning, "")


def _yes_no(name: str, meaning: str) -> Lever:
    return _key(name, "yes_no", False, 0, 1, "yes/no", meaning)


def _text(name: str, least: int, most: int, unit: str, meaning: str) -> Lever:
    return _key(name, "text", "", least, most, unit, meaning)


def _choice(name: str, choices: tuple[str, ...], meaning: str) -> Lever:
    return Lever(name, "choice", choices[0], 0, len(choices) - 1, "one of", meaning, "", choices)


def short_name(lever: Lever) -> str:
    """Name a group lever as it is written inside a ``[[group]]`` table: `room`, `creche_places`."""
    return lever.name.removeprefix("group.").replace(".", "_")


NAME = _text(
    "name", 1, _LONGEST_NAME, "one line", "what it is called; a file that extends this one refers to it by name"
)
WHY = _text("why", 0, _LONGEST_REASON, "text", "the reason, with the claim it rests on, or the word assumed")

FILE_KEYS = (
    _text("title", 1, _LONGEST_LINE, "one line", "the programme in a phrase"),
    _text("why", 0, _LONGEST_REASON, "text", "why anyone would want it; which claims it rests on"),
    _text(
        "extends",
        1,
        _LONGEST_LINE,
        "one line",
        "a scenario by name, or a file beside this one, whose content it inherits",
    ),
    _text("story", 0, _LONGEST_STORY, "text", "the programme told at length"),
    _text("currency", 1, 10, "one line", "label of the money; changes no amount"),
    _key("price_year", "whole", 2025, 1990, 2100, "year", "year of the prices"),
    _key("remove_groups", "names", (), 0, 0, "names", "inherited groups this programme does not have"),
    _key("remove_funds", "names", (), 0, 0, "names", "inherited funds this programme does not have"),
)
"""Keys at the top of a file."""

CALENDAR_KEYS = (
    _key("start_week", "whole", FIRST_WEEK_OF_APRIL, 1, WEEKS_OF_YEAR, "", "week of the year in which a run begins"),
    _key(
        "holidays",
        "weeks",
        HOLIDAYS_ENGLAND,
        1,
        WEEKS_OF_YEAR,
        "weeks",
        "weeks of the year in which schools are closed",
    ),
)
"""Keys of the ``[calendar]`` table."""

GROUP_KEYS = (
    NAME,
    _choice("kind", GROUP_KINDS, "how the group meets"),
    _yes_no("closed", "members are admitted; it is not open to all"),
    _key("course_weeks", "whole", 0, 0, 60, "weeks", "length of a closed course; 0 for a group without an end"),
    _choice("topic", TOPICS, "what it is about"),
    _yes_no("national", "gathers people beyond the place"),
    _yes_no("reserve", "opens only if the programme's growth asks for it"),
    _key("venue", "whole", 0, 0, 20, "", "which venue of the place, from 0"),
    _key("minimum", "whole", 0, 0, 60, "parents", "sign-ups needed before a course starts"),
    WHY,
    *(lever._replace(name=short_name(lever)) for lever in GROUP_LEVERS),
)
"""Keys of a ``[[group]]`` table: what it is, then its levers by short name."""

LEVER_OF_SHORT_NAME = {short_name(lever): lever for lever in GROUP_LEVERS}
"""Group levers by the name they have inside a ``[[group]]`` table."""

FUND_KEYS = (
    NAME,
    _key("amount_per_year", "number", None, 0, _LARGEST_INCOME, "£ a year", "income promised"),
    _key("from_week", "whole", 0, 0, LONGEST_RUN, "", "first week it is paid for"),
    _key(
        "to_week", "whole", None, 1, LONGEST_RUN, "", "first week it is no longer paid for; left out: paid throughout"
    ),
    _key(
        "pays_for", "lines", COST_LINES, 0, 0, "cost lines", f'what it may be spent on; "{ANYTHING}" when unrestricted'
    ),
    _key("reporting_hours", "number", 0.0, 0, 40, "hours a week", "coordinator time its reports take"),
    _key("every_weeks", "whole", 13, 1, 52, "weeks", "time between payments"),
    _key("late_weeks", "whole", 0, 0, LONGEST_DELAY, "weeks", "how late a late payment comes"),
    _key("late_chance", "number", 1.0, 0, 1, "share", "share of payments that come late, where late_weeks is given"),
    _key("cut_week", "whole", None, 0, LONGEST_RUN, "", "week from which payments are smaller; left out: never"),
    _key("cut_share", "number", 0.0, 0, 1, "share", "how much smaller they are from then on"),
    _yes_no("renews", "the funder decides shortly before to_week whether to go on"),
    _key(
        "renewed_for_weeks",
        "whole",
        None,
        1,
        LONGEST_RUN,
        "weeks",
        "how long it goes on each time it is renewed; left out: as long as from from_week to to_week",
    ),
    _yes_no("asks_for_evidence", "the funder wants measured results before renewing"),
    _key("virement", "number", 0.0, 0, 1, "share", "share of each payment that may be moved to lines not in pays_for"),
    WHY,
)
"""Keys of a ``[[fund]]`` table."""

CHANGE_KEYS = (
    _key("lever", "lever", None, 0, 0, "one of", "what changes"),
    _key("value", "value", None, 0, 0, "as the lever", "what it becomes"),
    _text("unit", 1, _LONGEST_LINE, "one line", "the lever's unit, if you want it checked"),
    _text("group", 1, _LONGEST_NAME, "one line", "the one group it is for; left out: every group that meets in person"),
    _key("from_week", "whole", 0, 0, LONGEST_RUN, "", "first week in which it holds"),
    _key("to_week", "whole", None, 1, LONGEST_RUN, "", "first week in which it no longer holds; left out: to the end"),
    _key(
        "ramp_weeks",
        "whole",
        0,
        0,
        LONGEST_RUN,
        "weeks",
        "time over which a number moves to its new value in equal steps",
    ),
    _text("source", 0, _LONGEST_REASON, "text", "where the value comes from, or the word assumed"),
    WHY,
)
"""Keys of a ``[[change]]`` table."""

ONLY_WHERE_GROUPS_MEET = frozenset({"slot", "second_slot", "moving"})
"""Group keys without effect on social-media groups and forums, which have no set time."""

ONLY_IN_PERSON = frozenset({"venue", "adaptable", "hybrid"}) | {
    name for name in LEVER_OF_SHORT_NAME if name.startswith("creche_")
}
"""Group keys without effect on groups that do not meet in a room."""


def no_effect(short: str, kind: str) -> str:
    """Say why a key means nothing for a kind of group.

    Parameters
    ----------
    short : str
        Key inside a ``[[group]]`` table.
    kind : str
        One of `GROUP_KINDS`.

    Returns
    -------
    str
        The reason, or an empty string when the key has an effect.
    """
    if short in ONLY_WHERE_GROUPS_MEET and kind in ("social_media", "forum"):
        return f"a {kind.replace('_', '-')} group has no set time"
    if short in ONLY_IN_PERSON and kind != "in_person":
        return f"a {kind.replace('_', '-')} group does not meet in a room"
    return ""

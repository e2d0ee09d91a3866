"""Values of levers and of other keys: checking what a user wrote, turning it into numbers, saying it in words.

A *key* is described by a `Lever` record, whether it is a lever or a key of a ``[[group]]``, ``[[fund]]`` or
``[[change]]`` table, so that every key is checked, documented and refused in one way. Besides the kinds of a lever
there are ``text``, ``names`` (a list of names), ``lines`` (cost lines, or ``"anything"``), ``weeks`` (weeks of the
year), ``lever`` (the name of one) and ``value`` (checked by the lever it is for).
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterable
from typing import Any

from peersim.foundation.problems import nearest
from peersim.foundation.units import SLOT_NAMES
from peersim.scenarios.calendar import WEEKS_OF_YEAR
from peersim.scenarios.levers import COST_LINES, LEVERS, Lever

ANYTHING = "anything"
"""What an unrestricted fund pays for."""

_YEAR = "year"
"""Unit of a year in the calendar, which takes no thousands separator."""
_WITHOUT_UNIT = frozenset({"share", "readiness", _YEAR, ""})
_ONE_OF = {
    "facilitators": "facilitator",
    "families": "family",
    "hours": "hour",
    "parents": "parent",
    "partners": "partner",
    "people": "person",
    "places": "place",
    "posts": "post",
    "trainees": "trainee",
    "weeks": "week",
    "years": "year",
}
_LONGEST_SHOWN = 40
_LARGEST_PLAIN = 1e15


def quoted(value: object) -> str:
    """Show a text as the user wrote it, in double quotes and shortened if it is long."""
    text = str(value)
    if len(text) > _LONGEST_SHOWN:
        text = text[: _LONGEST_SHOWN - 1] + "…"
    return json.dumps(text, ensure_ascii=False)


def number_text(value: float) -> str:
    """Write a number with thousands separators and no needless decimals.

    Parameters
    ----------
    value : float
        Any number.

    Returns
    -------
    str
        Such as ``5,000``, ``0.25``, ``inf``.
    """
    if isinstance(value, int) and abs(value) > sys.float_info.max:
        return "an enormous number"
    if not math.isfinite(value) or abs(value) >= _LARGEST_PLAIN:
        return f"{float(value):g}"
    return f"{int(value):,}" if value == int(value) else f"{value:,}"


def with_unit(lever: Lever, value: float) -> str:
    """Write a number with the unit of its key, pounds in front.

    Parameters
    ----------
    lever : Lever
        The key.
    value : float
        The number.

    Returns
    -------
    str
        Such as ``8 places``, ``£10 a week``, ``0.3``.
    """
    if lever.unit == _YEAR and abs(value) < _LARGEST_PLAIN:
        return f"{value:g}"
    if lever.unit in _WITHOUT_UNIT:
        return number_text(value)
    if lever.unit.startswith("£"):
        sign = "-" if value < 0 else ""
        return f"{sign}£{number_text(abs(value))}{lever.unit[1:]}"
    words = lever.unit.split(" ")
    unit = " ".join(_ONE_OF.get(word, word) for word in words) if value == 1 else lever.unit
    return f"{number_text(value)} {unit}"


def allowed(lever: Lever) -> str:
    """Say which values a key may take.

    Parameters
    ----------
    lever : Lever
        The key.

    Returns
    -------
    str
        Such as ``0 to 60``, ``true or false``, ``"home", "phone", "video" or "text"``.
    """
    if lever.kind in ("number", "whole"):
        low, high = (str(end) if lever.unit == _YEAR else number_text(end) for end in (lever.low, lever.high))
        return f"{low} to {high}"
    if lever.kind == "yes_no":
        return "true or false"
    if lever.kind == "choice":
        return _either(lever.choices)
    if lever.kind == "slot":
        none = ', or "" for none' if lever.low < 0 else ""
        return f'a day and a part of it, such as "tuesday morning"{none}'
    return {
        "slots": 'a list of slots, such as ["tuesday morning", "thursday evening"]',
        "order": "a list of tasks, first to last: " + ", ".join(lever.choices),
        "lines": f'"{ANYTHING}", or a list of cost lines: ' + ", ".join(COST_LINES),
        "names": "a list of names",
        "weeks": f"a list of weeks of the year, 1 to {WEEKS_OF_YEAR}",
        "text": "text in quotes",
        "lever": "the name of a lever in quotes",
        "value": "what its lever allows",
    }[lever.kind]


def check_value(lever: Lever, value: object) -> Any:
    """Check one value as it stands in a scenario file.

    Parameters
    ----------
    lever : Lever
        The key it is for.
    value : object
        What the user wrote, as read from TOML.

    Returns
    -------
    object
        The value in its one normal form: float, int, bool, str or tuple of str or int.

    Raises
    ------
    ValueError
        With a sentence that says what is wrong and what is allowed, without the place in the file.
    """
    return _CHECKS[lever.kind](lever, value)


def in_words(lever: Lever, value: Any) -> str:
    """Say a checked value to a planner.

    Parameters
    ----------
    lever : Lever
        The key.
    value : object
        Its value in normal form.

    Returns
    -------
    str
        Such as ``8 places``, ``yes``, ``tuesday morning``, ``safeguarding, then supervision``.
    """
    if lever.kind in ("number", "whole"):
        return with_unit(lever, value)
    if lever.kind == "yes_no":
        return "yes" if value else "no"
    if lever.kind == "order":
        return ", then ".join(value)
    if lever.kind in ("slots", "lines", "names", "weeks"):
        return ", ".join(str(item) for item in value)
    return str(value).replace("_", " ") if value != "" else "none"


def encode(lever: Lever, value: Any) -> Any:
    """Turn a checked value into what the weekly record holds.

    Parameters
    ----------
    lever : Lever
        The lever.
    value : object
        Its value in normal form.

    Returns
    -------
    float, int, bool or list of int
        A choice becomes its number; a slot 3 x day + part of day, -1 for none; slots become a bitmask; an order
        becomes the numbers of all tasks, first to last: those named, then the rest in their default order.
    """
    if lever.kind == "choice":
        return lever.choices.index(value)
    if lever.kind == "slot":
        return SLOT_NAMES.index(value) if value else -1
    if lever.kind == "slots":
        return sum(1 << SLOT_NAMES.index(slot) for slot in value)
    if lever.kind == "order":
        return [lever.choices.index(task) for task in full_order(lever, value)]
    return value


def decode(lever: Lever, number: Any) -> Any:
    """Turn what the weekly record holds back into a checked value; the inverse of `encode`.

    Parameters
    ----------
    lever : Lever
        The lever.
    number : float, int, bool or array
        What its field holds in one week.

    Returns
    -------
    object
        The value in normal form.
    """
    if lever.kind == "choice":
        return lever.choices[int(number)]
    if lever.kind == "slot":
        return SLOT_NAMES[int(number)] if number >= 0 else ""
    if lever.kind == "slots":
        return tuple(slot for bit, slot in enumerate(SLOT_NAMES) if int(number) >> bit & 1)
    if lever.kind == "order":
        return tuple(lever.choices[int(task)] for task in number)
    return {"number": float, "whole": int, "yes_no": bool}[lever.kind](number)


def full_order(lever: Lever, named: Iterable[str]) -> tuple[str, ...]:
    """Complete an order: the tasks named first, then the others in their default order."""
    first = tuple(named)
    return first + tuple(task for task in lever.choices if task not in first)


def _either(words: Iterable[str]) -> str:
    *most, last = [f'"{word}"' for word in words]
    return f"{', '.join(most)} or {last}" if most else last


def _shown(value: object) -> str:
    """Name a value of the wrong kind."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"the text {quoted(value)}"
    if isinstance(value, (int, float)):
        return number_text(value)
    if isinstance(value, (list, tuple)):
        return "a list"
    if isinstance(value, dict):
        return "a table"
    return quoted(value)


def _wanted(lever: Lever) -> str:
    """Say how a number is written."""
    of = "" if lever.unit in _WITHOUT_UNIT else f" of {lever.unit}"
    if lever.unit.startswith("£"):
        of = f" of pounds{lever.unit[1:]}"
    return f"a {'whole ' if lever.kind == 'whole' else ''}number{of}, {allowed(lever)}"


def _check_number(lever: Lever, value: object) -> float:
    if isinstance(value, str):
        raise ValueError(
            f"{lever.name} is {_shown(value)}; write {_wanted(lever)}, with no quotes and no unit behind it."
        )
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(f"{lever.name} is {_shown(value)}; write {_wanted(lever)}.")
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{lever.name} is {value}; write {_wanted(lever)}.")
    if not lever.low <= value <= lever.high:
        raise ValueError(f"{lever.name} is {with_unit(lever, value)}; allowed {allowed(lever)}.")
    return float(value) + 0.0  # minus zero becomes zero


def _check_whole(lever: Lever, value: object) -> int:
    number = _check_number(lever, value)
    if number != int(number):
        raise ValueError(f"{lever.name} is {number_text(number)}; write {_wanted(lever)}.")
    return int(number)


def _check_yes_no(lever: Lever, value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{lever.name} is {_shown(value)}; write true or false, without quotes.")
    return value


def _check_word(lever: Lever, value: object, words: tuple[str, ...]) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{lever.name} is {_shown(value)}; write {allowed(lever)}.")
    if value not in words:
        raise ValueError(f"{lever.name} is {quoted(value)}; allowed: {allowed(lever)}.{nearest(value, words)}")
    return value


def _check_choice(lever: Lever, value: object) -> str:
    return _check_word(lever, value, lever.choices)


def _check_slot(lever: Lever, value: object) -> str:
    return _check_word(lever, value, (*SLOT_NAMES, "") if lever.low < 0 else SLOT_NAMES)


def _check_list(lever: Lever, value: object, words: tuple[str, ...], item_is: str) -> tuple[str, ...]:
    """Check a list of words, all of them known and none twice."""
    if not isinstance(value, (list, tuple)):
        raise ValueError(f"{lever.name} is {_shown(value)}; write {allowed(lever)}.")
    if not value:
        raise ValueError(f"{lever.name} is an empty list; write {allowed(lever)}.")
    for item in value:
        if not isinstance(item, str) or (words and item not in words):
            near = nearest(item, words) if isinstance(item, str) else ""
            shown = quoted(item) if isinstance(item, str) else _shown(item)
            raise ValueError(f"{lever.name} names {shown}, which is no {item_is}; allowed: {allowed(lever)}.{near}")
        if value.count(item) > 1:
            raise ValueError(f"{lever.name} names {quoted(item)} twice.")
    return tuple(value)


def _check_slots(lever: Lever, value: object) -> tuple[str, ...]:
    return tuple(sorted(_check_list(lever, value, SLOT_NAMES, "slot of the week"), key=SLOT_NAMES.index))


def _check_order(lever: Lever, value: object) -> tuple[str, ...]:
    return full_order(lever, _check_list(lever, value, lever.choices, "task"))


def _check_lines(lever: Lever, value: object) -> tuple[str, ...]:
    if value == ANYTHING:
        return COST_LINES
    if isinstance(value, str):
        near = nearest(value, (ANYTHING, *COST_LINES))
        raise ValueError(f"{lever.name} is {quoted(value)}; write {allowed(lever)}.{near}")
    return tuple(sorted(_check_list(lever, value, COST_LINES, "cost line"), key=COST_LINES.index))


def _check_names(lever: Lever, value: object) -> tuple[str, ...]:
    return _check_list(lever, value, (), "name")


def _check_weeks(lever: Lever, value: object) -> tuple[int, ...]:
    if not isinstance(value, (list, tuple)):
        raise ValueError(f"{lever.name} is {_shown(value)}; write {allowed(lever)}.")
    for week in value:
        if isinstance(week, bool) or not isinstance(week, int) or not 1 <= week <= WEEKS_OF_YEAR:
            raise ValueError(f"{lever.name} names {_shown(week)}; write {allowed(lever)}.")
        if value.count(week) > 1:
            raise ValueError(f"{lever.name} names week {week} twice.")
    return tuple(sorted(value))


def _check_text(lever: Lever, value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{lever.name} is {_shown(value)}; write text in quotes.")
    if len(value) < lever.low:
        raise ValueError(f"{lever.name} is empty; write at least {number_text(lever.low)} character.")
    if len(value) > lever.high:
        raise ValueError(f"{lever.name} is {len(value):,} characters long; allowed up to {number_text(lever.high)}.")
    if lever.unit == "one line" and (not value.strip() or any(ord(c) < ord(" ") for c in value)):
        raise ValueError(f"{lever.name} must be one line of visible text; it is {quoted(value)}.")
    return value


def _check_lever(lever: Lever, value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{lever.name} is {_shown(value)}; write {allowed(lever)}.")
    if value not in LEVERS:
        raise ValueError(f"unknown lever {quoted(value)}.{nearest(value, LEVERS)}")
    return value


_CHECKS: dict[str, Callable[[Lever, object], Any]] = {
    "number": _check_number,
    "whole": _check_whole,
    "yes_no": _check_yes_no,
    "choice": _check_choice,
    "slot": _check_slot,
    "slots": _check_slots,
    "order": _check_order,
    "lines": _check_lines,
    "names": _check_names,
    "weeks": _check_weeks,
    "text": _check_text,
    "lever": _check_lever,
    "value": lambda _, value: value,
}

"""Whether a statistic can be asked with some arguments: every problem in words, each with the nearest right name."""

from __future__ import annotations

import math
from collections.abc import Mapping
from numbers import Real
from typing import Any

from peersim.foundation.problems import nearest
from peersim.outcomes.statistics.statistic import Argument, Given, Statistic
from peersim.outcomes.statistics.subgroups import OF_FAMILIES, problems_with

_OF_FAMILIES = {argument.name for argument in OF_FAMILIES}


def problems_of(statistic: Statistic, given: Mapping[str, Any]) -> list[str]:
    """Check arguments against what a statistic may be asked with.

    Parameters
    ----------
    statistic : Statistic
        What is asked.
    given : mapping
        Arguments by name.

    Returns
    -------
    list of str
        Every problem, a sentence each; empty when all is right.
    """
    known = [argument.name for argument in statistic.arguments]
    found = [_unknown(name, statistic, known) for name in given if name not in known]
    whole = statistic.filled(given)
    for argument in statistic.arguments:
        if argument.name not in _OF_FAMILIES:
            found += _problems_of_one(argument, given, whole)
    if whole.get("summary") == "share" and "least" in known and whole["least"] is None and whole["below"] is None:
        found.append('least or below must be given with summary = "share".')
    start, stop = whole.get("from_week"), whole.get("to_week")
    if start is not None and stop is not None and _is_number(start) and _is_number(stop) and start >= stop:
        found.append(f"from_week is {start} and to_week {stop}; to_week must be later.")
    if statistic.by_family:
        found += problems_with(given)
    return [f"{statistic.name}: {problem}" for problem in found]


def _unknown(name: str, statistic: Statistic, known: list[str]) -> str:
    if name in _OF_FAMILIES:
        return f'it is told of {statistic.of}, and cannot be told "{name}" a group of families.'
    allowed = f"allowed are {', '.join(known)}" if known else "it takes none"
    return f'unknown argument "{name}"; {allowed}.{nearest(name, known)}'


def _problems_of_one(argument: Argument, given: Given, whole: Given) -> list[str]:
    name = argument.name
    if argument.goes_with:
        other, *values = argument.goes_with
        if whole.get(other) not in values:
            words = " or ".join(f'"{value}"' for value in values)
            return [f"{name} is used only with {other} = {words}."] if name in given else []
    if given.get(name) is None:
        return [f"{name} must be given: {argument.meaning}.{_allowed(argument)}"] if argument.required else []
    wrong = _wrong_value(argument, given[name])
    return [wrong] if wrong else []


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def _wrong_value(argument: Argument, value: Any) -> str:
    """Say what is wrong with a value; nothing where it is right."""
    name = argument.name
    if argument.kind == "choice":
        if value in argument.choices:
            return ""
        return f'{name} is "{value}";{_allowed(argument)}{nearest(str(value), argument.choices)}'
    if argument.kind == "yes/no":
        return "" if isinstance(value, bool) else f"{name} is {value!r}; allowed true or false."
    if not _is_number(value) or math.isnan(value):
        return f"{name} is {value!r}; a {'whole ' if argument.kind == 'whole' else ''}number is needed."
    if argument.kind == "whole" and value != int(value):
        return f"{name} is {value}; a whole number is needed."
    if not argument.low <= value <= argument.high:
        return f"{name} is {value};{_allowed(argument)}"
    return ""


def _allowed(argument: Argument) -> str:
    if argument.kind == "choice":
        return f" allowed {', '.join(argument.choices)}."
    if math.isinf(argument.low) and math.isinf(argument.high):
        return ""
    upper = "" if math.isinf(argument.high) else f" to {argument.high:g}"
    lower = "any number" if math.isinf(argument.low) else f"{argument.low:g}"
    return f" allowed {lower}{upper or ' or more'}."

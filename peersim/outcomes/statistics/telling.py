"""Telling of statistics: those that say a word, their arguments in words, an example of a target that asks for one."""

from __future__ import annotations

import json
import math
from typing import Any

from peersim.foundation.problems import InputError, nearest
from peersim.outcomes.statistics.catalogue import STATISTICS
from peersim.outcomes.statistics.statistic import Argument, Statistic
from peersim.outcomes.statistics.subgroups import OF_FAMILIES

_GROUPED = {argument.name for argument in OF_FAMILIES}


def found(word: str | None) -> list[Statistic]:
    """Statistics in which a word occurs: in the name, label, subject, definition, or the words of an argument.

    Parameters
    ----------
    word : str or None
        A name, which finds that statistic alone, or a word; every statistic where None.

    Returns
    -------
    list of Statistic
        In the order in which they are listed.

    Raises
    ------
    InputError
        If there is none.
    """
    if word is None:
        return list(STATISTICS.values())
    if word in STATISTICS:
        return [STATISTICS[word]]
    wanted = word.lower()
    some = [statistic for statistic in STATISTICS.values() if wanted in _words(statistic)]
    if not some:
        raise InputError([f'no statistic is called "{word}" or says it.{nearest(word, STATISTICS)}'],
                         "`peersim statistics` lists all.")  # fmt: skip
    return some


def _words(statistic: Statistic) -> str:
    own = (argument for argument in statistic.arguments if argument.name not in _GROUPED)
    words = [statistic.name, statistic.label, statistic.subject, statistic.of, statistic.definition]
    words += [f"{argument.name} {argument.meaning} {' '.join(argument.choices)}" for argument in own]
    return " ".join(words).lower()


def bounds(statistic: Statistic) -> str:
    """Bounds of a statistic in words; nothing where there are none."""
    if math.isinf(statistic.low) and math.isinf(statistic.high):
        return ""
    return f"{statistic.low:g} or more" if math.isinf(statistic.high) else f"{statistic.low:g} to {statistic.high:g}"


def allowed(argument: Argument) -> str:
    """Say what an argument may be."""
    if argument.name in ("level", "against"):
        return "a level of the group"
    if argument.kind == "choice":
        return ", ".join(argument.choices)
    if argument.kind == "yes/no":
        return "true or false"
    kind = "whole number" if argument.kind == "whole" else "number"
    if math.isinf(argument.low):
        return kind
    return f"{kind}, {argument.low:g}" + (" or more" if math.isinf(argument.high) else f" to {argument.high:g}")


def when_left_out(argument: Argument) -> str:
    """Say what it means when an argument is not given."""
    if argument.left_out:
        return argument.left_out
    if argument.required:
        return "must be given"
    return toml_value(argument.default)


def used_with(argument: Argument) -> str:
    """Say with which values of another argument it is used; nothing where always."""
    if not argument.goes_with:
        return ""
    other, *values = argument.goes_with
    return f"with {other} = {' or '.join(toml_value(value) for value in values)}"


def toml_value(value: Any) -> str:
    """Write a value as TOML has it."""
    return json.dumps(value, ensure_ascii=False)


def example_arguments(statistic: Statistic) -> dict[str, Any]:
    """Arguments with which a statistic can be asked: those that must be given, each with a value that is allowed."""
    given: dict[str, Any] = {}
    for argument in statistic.arguments:
        other, *values = argument.goes_with or ("",)
        used = not argument.goes_with or statistic.filled(given).get(other) in values
        if used and argument.required and argument.name not in _GROUPED:
            given[argument.name] = _example_value(argument)
    return given


_EXAMPLES = {
    "week": 26, "within": 8, "month": 12, "session": 4, "sessions": 5, "parents": 4, "every": 26, "quantile": 0.9,
    "top": 0.01, "share_of_sessions": 0.75, "step": ("attended", "finished training"),
}  # fmt: skip


def _example_value(argument: Argument) -> Any:
    value = _EXAMPLES.get(argument.name)
    if isinstance(value, tuple):
        return next(word for word in value if word in argument.choices)
    if value is not None:
        return value
    return argument.choices[0] if argument.choices else max(argument.low, 1)


def snippet(statistic: Statistic) -> str:
    """Write an example of a target that asks for a statistic.

    Parameters
    ----------
    statistic : Statistic
        Which.

    Returns
    -------
    str
        TOML; the figures in it are only examples.
    """
    lines = ["[[target]]", 'id = "example"', 'scenario = "baseline"', "weeks = 104", f'statistic = "{statistic.name}"']
    needed = example_arguments(statistic)
    lines += [f"{name} = {toml_value(value)}" for name, value in needed.items()]
    lines += [_remark(argument) for argument in statistic.arguments
              if not (argument.name in needed or argument.name in _GROUPED or argument.goes_with)]  # fmt: skip
    if statistic.by_family:
        lines += ['# by = "car"', '# level = "no car"  # of these families alone',
                  '# against = "has a car"  # or the ratio of the two']  # fmt: skip
    middle = 0.5 if statistic.high == 1.0 else 5
    lines += [f"value = {middle}  # what the study found", f"low = {0.8 * middle:g}", f"high = {1.2 * middle:g}"]
    if statistic.sampled:
        lines.append("n = 100  # units that it looked at")
    return "\n".join([*lines, 'source = "who found it, where"']) + "\n"


def _remark(argument: Argument) -> str:
    """Say in a remark what else could be given."""
    if argument.default is None:
        return f"# {argument.name}: {allowed(argument)}; left out: {argument.left_out}"
    return f"# {argument.name} = {toml_value(argument.default)}  # as when left out"

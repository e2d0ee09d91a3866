"""Writing a scenario as one plain TOML file, everything it extends taken in."""

from __future__ import annotations

import json
from typing import Any

from peersim.scenarios.keys import CALENDAR_KEYS, FUND_KEYS, GROUP_KEYS, LEVER_OF_SHORT_NAME, no_effect
from peersim.scenarios.levers import COST_LINES, LEVERS
from peersim.scenarios.model import Change, FundPlan, GroupPlan, Scenario
from peersim.scenarios.values import ANYTHING

_DELETE = 0x7F


def resolved_toml(scenario: Scenario) -> str:
    """Write a scenario as one TOML file that extends nothing and loads to the same scenario.

    Parameters
    ----------
    scenario : Scenario
        The scenario.

    Returns
    -------
    str
        TOML text, every lever stated with its unit.
    """
    lines = [f"# Made from {', then '.join(_one_line(file) for file in scenario.lineage)}."]
    lines += [f"# Content {scenario.digest}", ""]
    lines += [pair("title", scenario.title), pair("why", scenario.why), f"story = {_long_text(scenario.story)}"]
    lines += [pair("currency", scenario.currency), pair("price_year", scenario.price_year)]
    lines += ["", "[calendar]", *[pair(key.name, getattr(scenario.calendar, key.name)) for key in CALENDAR_KEYS]]
    lines += ["", "[set]"]
    lines += [f"{pair(name, value)}  # {LEVERS[name].unit}" for name, value in scenario.settings.items()]
    for group in scenario.groups:
        lines += ["", "[[group]]", *_group_lines(group)]
    for fund in scenario.funds:
        lines += ["", "[[fund]]", *_fund_lines(fund)]
    for change in scenario.changes:
        lines += ["", "[[change]]", *_change_lines(change)]
    return "\n".join(lines) + "\n"


def _group_lines(group: GroupPlan) -> list[str]:
    lines = []
    for key in GROUP_KEYS:
        if no_effect(key.name, group.kind):
            continue
        lever = LEVER_OF_SHORT_NAME.get(key.name)
        value = group.levers[lever.name] if lever else getattr(group, key.name)
        if value not in ("", None) or key.kind == "slot":
            lines.append(pair(key.name, value))
    return lines


def _fund_lines(fund: FundPlan) -> list[str]:
    values = {key.name: getattr(fund, key.name) for key in FUND_KEYS}
    if fund.pays_for == COST_LINES:
        values["pays_for"] = ANYTHING
    return [pair(name, value) for name, value in values.items() if value not in ("", None)]


def _change_lines(change: Change) -> list[str]:
    names = ("lever", "value", "group", "from_week", "to_week", "ramp_weeks", "source", "why")
    values = {name: getattr(change, name) for name in names}
    return [pair(name, value) for name, value in values.items() if name == "value" or value not in ("", None)]


def pair(name: str, value: Any) -> str:
    """Write one line of TOML."""
    return f"{name} = {_value(value)}"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return f"[{', '.join(_value(item) for item in value)}]"
    return _text(value) if isinstance(value, str) else repr(value)


def _text(text: str) -> str:
    """Write a TOML basic string: JSON's escapes are TOML's, but TOML also forbids the delete character."""
    return json.dumps(text, ensure_ascii=False).replace(chr(_DELETE), "\\u007f")


def _long_text(text: str) -> str:
    """Write a text of several lines as such, one of a single line as a plain string."""
    if "\n" not in text:
        return _text(text)
    body = "\n".join(_text(line)[1:-1] for line in text.split("\n"))
    return f'"""\n{body}"""'


def _one_line(text: str) -> str:
    return " ".join(_text(text)[1:-1].split())

"""Showing scenarios to people: the list, one scenario on a card, two compared, and the levers there are."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy.typing as npt

from peersim.foundation.problems import InputError, nearest
from peersim.scenarios.expand import GROUP_LEVER_NAMES, first_settled_week, groups_of, lay_out
from peersim.scenarios.keys import (
    CALENDAR_KEYS,
    FILE_KEYS,
    FUND_KEYS,
    GROUP_KEYS,
    LEVER_OF_SHORT_NAME,
    no_effect,
    short_name,
)
from peersim.scenarios.levers import COST_LINES, GROUP_LEVERS, LEVERS, PROGRAMME_LEVERS, Lever
from peersim.scenarios.loading import library, load
from peersim.scenarios.model import Change, FundPlan, GroupPlan, Scenario
from peersim.scenarios.values import ANYTHING, allowed, decode, full_order, in_words, quoted, with_unit

_WIDTH = 100
_GROUP_FACTS = tuple(
    key for key in GROUP_KEYS if key.name not in LEVER_OF_SHORT_NAME and key.name not in ("name", "why")
)
_FUND_FACTS = tuple(key for key in FUND_KEYS if key.name not in ("name", "why"))


def listing() -> list[dict[str, Any]]:
    """List the scenarios that come with peersim.

    Returns
    -------
    list of dict
        For each: name, title, why, extends (the scenario it extends, or an empty string) and changed: how many levers
        and other settings differ from the scenario it extends or, if it extends none, how many levers from their
        defaults.
    """
    rows = []
    for name in library():
        scenario = load(name)
        parent = Path(scenario.lineage[-2]).stem if len(scenario.lineage) > 1 else ""
        changed = len(_changed_settings(parent, scenario)) if parent else len(_unusual(scenario))
        rows.append({"name": name, "title": scenario.title, "why": scenario.why, "extends": parent, "changed": changed})
    return rows


def _changed_settings(parent: str, scenario: Scenario) -> set[tuple[str, str]]:
    """Name what a scenario changes, a lever changed for several groups once."""
    return {(row["key"], "" if row["key"] in LEVERS else row["of"]) for row in difference(parent, scenario)}


def card(scenario: Scenario) -> str:
    """Describe one scenario on a card.

    Parameters
    ----------
    scenario : Scenario
        From `load`.

    Returns
    -------
    str
        Title, reason, story, the levers that are not at their defaults, groups, funds, changes and notes.
    """
    lines = [scenario.title, f"{scenario.name}: {' → '.join(scenario.lineage)}"]
    for text in (scenario.why, scenario.story):
        if text.strip():
            lines += ["", *textwrap.wrap(" ".join(text.split()), _WIDTH)]
    settings = [(lever.name, _said(lever, scenario.settings[lever.name])) for lever in _unusual(scenario)]
    lines += _section("Settings (all others at their defaults)", settings)
    lines += _section("Groups", [(group.name, _group_in_words(group)) for group in scenario.groups])
    lines += _section("Money", [(fund.name, _fund_in_words(fund)) for fund in scenario.funds])
    lines += _section("Changes", [(_when(change), _change_in_words(change)) for change in scenario.changes])
    lines += _section("Notes", [("note", note) for note in scenario.notes])
    return "\n".join([*lines, "", f"Content {scenario.digest[:12]}"])


def difference(a: Scenario | str | os.PathLike[str], b: Scenario | str | os.PathLike[str]) -> list[dict[str, Any]]:
    """Tell in what two scenarios differ.

    Parameters
    ----------
    a, b : Scenario, str or path
        The scenarios, or names or paths to load.

    Returns
    -------
    list of dict
        One row for each difference: key (a lever, or a key of a group or fund), of (``programme``, or the group or
        fund by name), a and b (values; None where a group or fund is not there), a_text and b_text (the same in
        words), unit, from_week, to_week (None: to the end). A gradual change is given by the value it moves to.
    """
    first = a if isinstance(a, Scenario) else load(a)
    second = b if isinstance(b, Scenario) else load(b)
    rows = _plain_difference(_PRICES, vars(first), vars(second), "programme")
    rows += _plain_difference(CALENDAR_KEYS, vars(first.calendar), vars(second.calendar), "calendar")
    timelines = _Timelines(first, second)
    for lever in PROGRAMME_LEVERS:
        rows += timelines.rows(lever, "programme", None, None)
    rows += _group_differences(first, second, timelines)
    return rows + _fund_differences(first, second)


def levers_listing(prefix: str = "") -> list[dict[str, Any]]:
    """List the levers.

    Parameters
    ----------
    prefix : str
        Beginning of a lever's name, such as ``creche`` or ``creche.places``; empty for all.

    Returns
    -------
    list of dict
        For each: name, of (``programme`` or ``group``), unit, allowed, default, meaning, claims, and key: how it is
        written inside a ``[[group]]`` table, or an empty string.

    Raises
    ------
    InputError
        If no lever begins so.
    """
    found = [lever for name, lever in LEVERS.items() if name.startswith(prefix)]
    if not found:
        sections = dict.fromkeys(name.split(".")[0] for name in LEVERS)
        near = nearest(prefix, sections) or nearest(prefix, LEVERS)
        raise InputError([f"No lever begins with {quoted(prefix)}.{near}"], "See `peersim scenario levers`.")
    return [
        {
            "name": lever.name,
            "of": "group" if lever.name in GROUP_LEVER_NAMES else "programme",
            "key": short_name(lever) if lever.name in GROUP_LEVER_NAMES else "",
            "unit": lever.unit,
            "allowed": allowed(lever),
            "default": _said(lever, lever.default),
            "meaning": lever.meaning,
            "claims": lever.claims,
        }
        for lever in found
    ]


def _unusual(scenario: Scenario) -> list[Lever]:
    """List the programme levers that are not at their defaults."""
    return [lever for lever in PROGRAMME_LEVERS if scenario.settings[lever.name] != _normal(lever, lever.default)]


def _normal(lever: Lever, value: Any) -> Any:
    return full_order(lever, value) if lever.kind == "order" else value


def _said(lever: Lever, value: Any) -> str:
    """Say a value; of an order only the beginning that is not as usual."""
    if lever.kind != "order":
        return in_words(lever, value)
    order = full_order(lever, value)
    moved = [place for place, task in enumerate(order) if task != lever.choices[place]]
    named = order[: moved[-1] + 1] if moved else ()
    return f"{in_words(lever, named)}, then the rest" if named else "the usual order"


def _section(title: str, pairs: Iterable[tuple[str, str]]) -> list[str]:
    lines = []
    for name, text in pairs:
        lines += textwrap.wrap(f"{name}: {text}", _WIDTH, initial_indent="  ", subsequent_indent="      ")
    return ["", title, *lines] if lines else []


def _group_in_words(group: GroupPlan) -> str:
    parts = [group.kind.replace("_", " "), "closed" if group.closed else "open"]
    if group.course_weeks:
        parts.append(f"a course of {group.course_weeks} weeks from {group.minimum} parents")
    parts += [f"about {group.topic.replace('_', ' ')}"] if group.topic != "any" else []
    parts += ["national"] if group.national else []
    parts += ["in reserve"] if group.reserve else []
    for short, lever in LEVER_OF_SHORT_NAME.items():
        value = group.levers[lever.name]
        if not no_effect(short, group.kind) and (value != lever.default or short in ("slot", "room", "facilitators")):
            said = f"{value:g}" if short == lever.unit else _said(lever, value)  # "facilitators 2", not twice the word
            parts.append(f"{short.replace('_', ' ')} {said}")
    return "; ".join(parts)


def _fund_in_words(fund: FundPlan) -> str:
    amount = with_unit(FUND_KEYS[1], fund.amount_per_year)
    pays_for = ANYTHING if fund.pays_for == COST_LINES else ", ".join(fund.pays_for).replace("_", " ")
    until = "" if fund.to_week is None else f" until week {fund.to_week}"
    since = f" from week {fund.from_week}" if fund.from_week or until else ""
    late = _late_in_words(fund)
    reports = f"; reports take {fund.reporting_hours:g} hours a week" if fund.reporting_hours else ""
    terms = f"{late}{reports}{_terms_in_words(fund)}"
    return f"{amount}{since}{until} for {pays_for}, paid every {fund.every_weeks} weeks{terms}"


def _late_in_words(fund: FundPlan) -> str:
    if not fund.late_weeks or not fund.late_chance:
        return ""
    share = "" if fund.late_chance == 1 else f"{fund.late_chance:.0%} of payments "
    return f", {share}{fund.late_weeks} weeks late"


def _terms_in_words(fund: FundPlan) -> str:
    """Say what may happen to a stream: a cut, its renewal, what may be moved."""
    terms = ""
    if fund.cut_week is not None:
        terms += f"; {fund.cut_share:.0%} less from week {fund.cut_week}"
    if fund.renews:
        length = "as long again" if fund.renewed_for_weeks is None else f"{fund.renewed_for_weeks} weeks more"
        evidence = ", measured results asked for" if fund.asks_for_evidence else ""
        terms += f"; may be renewed for {length}{evidence}"
    if fund.virement:
        terms += f"; {fund.virement:.0%} of it may be moved to other lines"
    return terms


def _when(change: Change) -> str:
    until = "" if change.to_week is None else f" until week {change.to_week}"
    return f"from week {change.from_week}{until}"


def _change_in_words(change: Change) -> str:
    lever = LEVERS[change.lever]
    where = f" of {change.group}" if change.group else ""
    gradually = f" over {change.ramp_weeks} weeks" if change.ramp_weeks else ""
    reason = f". {change.why.strip()}" if change.why.strip() else ""
    return f"{lever.name}{where} becomes {_said(lever, change.value)}{gradually} ({lever.meaning}){reason}"


_PRICES = tuple(key for key in FILE_KEYS if key.name in ("currency", "price_year"))


def _row(key: Lever, of: str, a: Any, b: Any, from_week: int = 0, to_week: int | None = None) -> dict[str, Any]:
    return {
        "key": key.name,
        "of": of,
        "a": a,
        "b": b,
        "a_text": _said_or_absent(key, a),
        "b_text": _said_or_absent(key, b),
        "unit": key.unit,
        "from_week": from_week,
        "to_week": to_week,
    }


def _said_or_absent(key: Lever, value: Any) -> str:
    if value is None:
        return "to the end" if key.name == "to_week" else "not there"
    return _said(key, value)


def _plain_difference(keys: Iterable[Lever], a: dict[str, Any], b: dict[str, Any], of: str) -> list[dict[str, Any]]:
    return [_row(key, of, a[key.name], b[key.name]) for key in keys if a[key.name] != b[key.name]]


def _group_differences(first: Scenario, second: Scenario, timelines: _Timelines) -> list[dict[str, Any]]:
    rows = []
    mine = {group.name: (number, group) for number, group in enumerate(first.groups)}
    theirs = {group.name: (number, group) for number, group in enumerate(second.groups)}
    for name in {**mine, **theirs}:
        of = f"group {quoted(name)}"
        if name not in mine or name not in theirs:
            a, b = (_group_in_words(side[name][1]) if name in side else None for side in (mine, theirs))
            rows.append(_row(_WHOLE, of, a, b))
            continue
        (i, group), (j, other) = mine[name], theirs[name]
        rows += _plain_difference(_GROUP_FACTS, vars(group), vars(other), of)
        for lever in GROUP_LEVERS:
            rows += timelines.rows(lever, of, i, j)
    return rows


def _fund_differences(first: Scenario, second: Scenario) -> list[dict[str, Any]]:
    rows = []
    mine, theirs = ({fund.name: fund for fund in scenario.funds} for scenario in (first, second))
    for name in {**mine, **theirs}:
        of = f"fund {quoted(name)}"
        if name not in mine or name not in theirs:
            a, b = (_fund_in_words(side[name]) if name in side else None for side in (mine, theirs))
            rows.append(_row(_WHOLE, of, a, b))
        else:
            rows += _plain_difference(_FUND_FACTS, vars(mine[name]), vars(theirs[name]), of)
    return rows


_WHOLE = Lever("all of it", "text", "", 0, 0, "", "a group or fund only one of the two has", "")


class _Timelines:
    """Two scenarios laid out side by side until every change of either has settled."""

    def __init__(self, first: Scenario, second: Scenario) -> None:
        self.pair = (first, second)
        changes = [change for scenario in self.pair for change in scenario.changes]
        settled = [change.settled_week + 1 for change in changes]
        self.weeks = max([*settled, first_settled_week(first), first_settled_week(second)])
        self.laid_out = [lay_out(scenario, self.weeks) for scenario in self.pair]

    def rows(self, lever: Lever, of: str, i: int | None, j: int | None) -> list[dict[str, Any]]:
        """List the spans of weeks in which one lever of the programme, or of group i and j, differs."""
        columns = [self._column(lever, side, number) for side, number in enumerate((i, j))]
        changes = [self._changes(lever, side, number) for side, number in enumerate((i, j))]
        starts = {
            0,
            *(c.from_week for part in changes for c in part),
            *(c.to_week or 0 for part in changes for c in part),
        }
        rows: list[dict[str, Any]] = []
        for start in sorted(starts):
            a, b = (_heading_for(lever, columns[side], changes[side], start) for side in (0, 1))
            if rows and rows[-1]["to_week"] is None:
                if (rows[-1]["a"], rows[-1]["b"]) == (a, b):
                    continue
                rows[-1]["to_week"] = start
            if a != b:
                rows.append(_row(lever, of, a, b, start))
        return rows

    def _column(self, lever: Lever, side: int, number: int | None) -> npt.NDArray[Any]:
        design, group_design, _ = self.laid_out[side]
        column: npt.NDArray[Any] = design[lever.field] if number is None else group_design[lever.field][:, number]
        return column

    def _changes(self, lever: Lever, side: int, number: int | None) -> list[Change]:
        scenario = self.pair[side]
        mine = [change for change in scenario.changes if change.lever == lever.name]
        return mine if number is None else [change for change in mine if number in groups_of(change, scenario.groups)]


def _heading_for(lever: Lever, column: npt.NDArray[Any], changes: list[Change], week: int) -> Any:
    """Give the value of a lever in a week, or the one it is moving to."""
    moving = [c.from_week + c.ramp_weeks for c in changes if c.from_week <= week < c.from_week + c.ramp_weeks]
    return decode(lever, column[max([week, *moving])])

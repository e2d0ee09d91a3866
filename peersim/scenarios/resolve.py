"""Taking in what a scenario extends, and checking what only the whole scenario can show."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from peersim.foundation.problems import Problems, nearest
from peersim.scenarios.contradictions import ERROR, WARNING, contradictions_in
from peersim.scenarios.expand import GROUP_LEVER_NAMES, groups_of, idle_sentence, in_file_order, lay_out
from peersim.scenarios.fund_terms import contradictions as contradictory_terms
from peersim.scenarios.keys import (
    FILE_KEYS,
    FUND_KEYS,
    GROUP_KEYS,
    LEVER_OF_SHORT_NAME,
    MOST_FUNDS,
    MOST_GROUPS,
    no_effect,
    short_name,
)
from peersim.scenarios.levers import LEVERS, PROGRAMME_LEVERS, Lever
from peersim.scenarios.model import CalendarPlan, Change, FundPlan, GroupPlan, Scenario
from peersim.scenarios.overview import Overview
from peersim.scenarios.read import Layer
from peersim.scenarios.values import quoted

_DEFAULTS = {key.name: key.default for key in FILE_KEYS}
_WITH_A_TIME = ("in_person", "video")
_UNSURE = frozenset({"group", "inherited"})
"""Marks of a programme of which not every group is known, because something about one was wrong."""


@dataclass
class _Entry:
    """A group or fund while files are being merged: what is stated, and where its table last stood."""

    stated: dict[str, Any]
    place: str
    where: dict[str, str] = field(default_factory=dict)

    def take(self, layer: Layer, table: str, number: int, stated: dict[str, Any]) -> None:
        """Take over what a layer states, and where it does."""
        self.stated |= stated
        self.place = layer.at(table, number)
        self.where |= {key: layer.at(table, number, key) for key in stated}


@dataclass
class _Merge:
    """Everything stated so far, from the file extended last to the file asked for."""

    groups: dict[str, _Entry] = field(default_factory=dict)
    funds: dict[str, _Entry] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=lambda: {lever.name: lever.default for lever in PROGRAMME_LEVERS})
    group_settings: dict[str, Any] = field(default_factory=dict)
    changes: dict[tuple[str, str, int], Change] = field(default_factory=dict)
    calendar: dict[str, Any] = field(default_factory=dict)
    own: set[tuple[str, str, int]] = field(default_factory=set)
    own_settings: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    suspect: set[str] = field(default_factory=set)
    places: dict[tuple[str, ...], str] = field(default_factory=dict)


def resolve(name: str, path: Path, layers: list[Layer], problems: Problems) -> Scenario | None:
    """Merge a scenario file with those it extends.

    Parameters
    ----------
    name : str
        Name of the scenario.
    path : pathlib.Path
        The file asked for.
    layers : list of Layer
        The files, the one extended last first, the one asked for at the end.
    problems : Problems
        Collects what is wrong.

    Returns
    -------
    Scenario or None
        The scenario; None if anything was wrong with it or with a file it extends.
    """
    merge = _Merge()
    for layer in layers:
        _take_groups_and_funds(merge, layer, problems)
        _take_changes(merge, layer, problems)
    groups = _finish_groups(merge, problems)
    funds = _finish_funds(merge, problems)
    _check_reach(merge, groups, problems)
    top = layers[-1].data
    inherited = {key: item for layer in layers for key, item in layer.data.items() if key in ("currency", "price_year")}
    scenario = Scenario(
        name=name,
        title=top.get("title", ""),
        why=top.get("why", ""),
        story=top.get("story", ""),
        source_path=path,
        lineage=tuple(layer.display for layer in layers),
        currency=inherited.get("currency", "£"),
        price_year=inherited.get("price_year", _DEFAULTS["price_year"]),
        calendar=CalendarPlan(**merge.calendar),
        settings=merge.settings,
        groups=groups,
        funds=funds,
        changes=(),
    )
    changes = _effective_changes(scenario, merge, problems)
    overview = Overview(scenario, _places(merge), changes)
    warnings = _judge(overview, merge, problems)
    if problems.found:
        return None
    return replace(scenario, changes=changes, notes=(*merge.notes, *_notes(overview), *warnings))


def _take_groups_and_funds(merge: _Merge, layer: Layer, problems: Problems) -> None:
    """Take in one file's [set], [calendar], groups and funds."""
    merge.suspect |= layer.suspect
    merge.calendar |= layer.data.get("calendar") or {}
    merge.own_settings = {}
    merge.places |= {("calendar", key): layer.at("calendar", key) for key in layer.data.get("calendar") or {}}
    for lever, value in (layer.data.get("set") or {}).items():
        merge.places["set", lever] = layer.at("set", lever)
        if lever in GROUP_LEVER_NAMES:
            merge.group_settings[lever] = value
            merge.own_settings[lever] = merge.places["set", lever]
            for entry in merge.groups.values():  # the file nearest wins over what an extended file said of a group
                if entry.stated.get("kind", "in_person") == "in_person":
                    entry.stated.pop(short_name(LEVERS[lever]), None)
        else:
            merge.settings[lever] = value
    for table, entries in (("group", merge.groups), ("fund", merge.funds)):
        for number, gone in enumerate(layer.data.get(f"remove_{table}s", ())):
            if entries.pop(gone, None) is None and not {table, "inherited"} & merge.suspect:
                place = layer.at(f"remove_{table}s", number)
                problems.add(
                    f"{place}: there is no inherited {table} {quoted(gone)} to remove.{nearest(gone, entries)}"
                )
        seen: set[str] = set()
        for number, stated in layer.entries(table):
            if stated["name"] in seen:
                place = layer.at(table, number, "name")
                problems.add(f"{place}: there are two {table}s called {quoted(stated['name'])}; names must differ.")
                continue
            seen.add(stated["name"])
            entries.setdefault(stated["name"], _Entry({}, "")).take(layer, table, number, stated)


def _take_changes(merge: _Merge, layer: Layer, problems: Problems) -> None:
    """Take in one file's changes; one of the same lever, group and week replaces an inherited one."""
    for key in [key for key in merge.changes if key[1] and key[1] not in merge.groups]:
        merge.notes.append(f"The inherited change of {key[0]} for group {quoted(key[1])} went with that group.")
        del merge.changes[key]
    merge.own = set()
    for number, stated in layer.entries("change"):
        change = Change(
            lever=stated["lever"],
            value=stated["value"],
            group=stated.get("group", ""),
            from_week=stated.get("from_week", 0),
            to_week=stated.get("to_week"),
            ramp_weeks=stated.get("ramp_weeks", 0),
            source=stated.get("source", ""),
            why=stated.get("why", ""),
            place=layer.at("change", number, "value"),
        )
        right_unit = _check_unit(LEVERS[change.lever], stated.get("unit"), layer.at("change", number, "unit"), problems)
        if not _check_change(change, merge, layer, number, problems) or not right_unit:
            continue
        key = (change.lever, change.group, change.from_week)
        if key in merge.own:
            of_group = f" for group {quoted(change.group)}" if change.group else ""
            place = layer.at("change", number)
            problems.add(
                f"{place}: a second change of {change.lever}{of_group} starts in week {change.from_week}; keep one."
            )
            continue
        merge.changes[key] = change
        merge.own.add(key)


def _check_unit(lever: Lever, unit: str | None, place: str, problems: Problems) -> bool:
    """Check a unit the user wrote against the lever's own; writing none is fine."""
    if unit is None or " ".join(unit.lower().split()) == lever.unit.lower():
        return True
    problems.add(f"{place}: {lever.name} is in {lever.unit}, not in {quoted(unit)}.")
    return False


def _check_change(change: Change, merge: _Merge, layer: Layer, number: int, problems: Problems) -> bool:
    """Check one change against the programme's groups and against itself; say whether it can be used."""
    lever, found = LEVERS[change.lever], len(problems.found)
    of_group = change.lever in GROUP_LEVER_NAMES
    if change.group and not of_group:
        place = layer.at("change", number, "group")
        problems.add(f"{place}: {lever.name} belongs to the whole programme, not to one group; leave out group.")
    elif change.group and change.group not in merge.groups:
        if not _UNSURE & merge.suspect:
            place = layer.at("change", number, "group")
            problems.add(f"{place}: there is no group {quoted(change.group)}.{nearest(change.group, merge.groups)}")
        return False
    elif change.group:
        reason = no_effect(short_name(lever), merge.groups[change.group].stated.get("kind", "in_person"))
        if reason:
            place = layer.at("change", number, "lever")
            problems.add(f"{place}: {lever.name} has no effect on group {quoted(change.group)}: {reason}.")
    elif of_group and not _UNSURE & merge.suspect and not _in_person(merge):
        place = layer.at("change", number, "lever")
        problems.add(f'{place}: {lever.name} has no effect: no group meets in person. Name one with group = "…".')
    if change.to_week is not None and change.from_week >= change.to_week:
        place = layer.at("change", number, "to_week")
        problems.add(f"{place}: change of {lever.name}: {_backwards(change)}")
    elif change.to_week is not None and change.ramp_weeks >= change.to_week - change.from_week:
        place = layer.at("change", number, "ramp_weeks")
        problems.add(
            f"{place}: change of {lever.name}: ramp_weeks is {change.ramp_weeks}, but the change lasts only "
            f"{change.to_week - change.from_week} weeks, so its value would never be reached."
        )
    if change.ramp_weeks and lever.kind not in ("number", "whole"):
        place = layer.at("change", number, "ramp_weeks")
        problems.add(f"{place}: {lever.name} is not a number and cannot change gradually; leave out ramp_weeks.")
    return len(problems.found) == found


def _backwards(span: Change | FundPlan) -> str:
    return f"to_week is {span.to_week}, which is not after from_week {span.from_week}."


def _in_person(merge: _Merge) -> bool:
    return any(entry.stated.get("kind", "in_person") == "in_person" for entry in merge.groups.values())


def _finish_groups(merge: _Merge, problems: Problems) -> tuple[GroupPlan, ...]:
    """Give every group its full settings, and check them."""
    if len(merge.groups) > MOST_GROUPS:
        place = list(merge.groups.values())[MOST_GROUPS].place
        problems.add(f"{place}: there are {len(merge.groups)} groups; allowed up to {MOST_GROUPS}.")
    return tuple(_finish_group(name, entry, merge, problems) for name, entry in merge.groups.items())


def _finish_group(name: str, entry: _Entry, merge: _Merge, problems: Problems) -> GroupPlan:
    plan = {key.name: entry.stated.get(key.name, key.default) for key in GROUP_KEYS}
    kind = plan["kind"]
    levers = {lever.name: plan[short] for short, lever in LEVER_OF_SHORT_NAME.items()}
    if kind == "in_person":
        unsaid = {
            lever: v for lever, v in merge.group_settings.items() if short_name(LEVERS[lever]) not in entry.stated
        }
        levers |= unsaid
    has_slot = "slot" in entry.stated or (kind == "in_person" and "group.slot" in merge.group_settings)
    if kind in _WITH_A_TIME and not has_slot and "inherited" not in merge.suspect:
        how = "meets in person" if kind == "in_person" else "meets by video"
        problems.add(
            f"{entry.place}: group {quoted(name)} {how} but states no slot; write one, "
            'such as slot = "tuesday morning".'
        )
    for key in entry.stated:
        reason = no_effect(key, kind)
        if reason:
            problems.add(f"{entry.where[key]}: group {quoted(name)}: {key} has no effect: {reason}.")
    if levers["group.second_slot"] and levers["group.second_slot"] == levers["group.slot"]:
        place = entry.where.get("second_slot", entry.place)
        problems.add(f"{place}: group {quoted(name)}: second_slot is the same as slot, {quoted(levers['group.slot'])}.")
    if plan["course_weeks"] and not plan["closed"]:
        problems.add(f"{entry.where['course_weeks']}: group {quoted(name)}: course_weeks needs closed = true.")
    if plan["minimum"] and not plan["course_weeks"]:
        place = entry.where["minimum"]
        problems.add(
            f"{place}: group {quoted(name)}: minimum has no effect without course_weeks: only a course waits to start."
        )
    if plan["minimum"] > levers["group.room"]:
        place = entry.where["minimum"]
        room = levers["group.room"]
        problems.add(f"{place}: group {quoted(name)}: minimum is {plan['minimum']}, more than the room holds ({room}).")
    settings = {key: plan[key] for key in ("closed", "course_weeks", "topic", "national", "reserve", "minimum", "why")}
    venue = plan["venue"] if kind == "in_person" else -1
    return GroupPlan(name=name, kind=kind, venue=venue, levers=levers, **settings)


def _finish_funds(merge: _Merge, problems: Problems) -> tuple[FundPlan, ...]:
    """Give every fund its full terms, and check them."""
    if len(merge.funds) > MOST_FUNDS:
        place = list(merge.funds.values())[MOST_FUNDS].place
        problems.add(f"{place}: there are {len(merge.funds)} funds; allowed up to {MOST_FUNDS}.")
    funds = []
    for name, entry in merge.funds.items():
        plan = {key.name: entry.stated.get(key.name, key.default) for key in FUND_KEYS}
        if plan["amount_per_year"] is None:
            if "inherited" not in merge.suspect:
                problems.add(f'{entry.place}: fund {quoted(name)} states no "amount_per_year"; it must.')
            continue
        fund = FundPlan(**plan, place=entry.where.get("from_week", entry.place))
        if fund.to_week is not None and fund.from_week >= fund.to_week:
            place = entry.where.get("to_week", entry.place)
            problems.add(f"{place}: fund {quoted(name)}: {_backwards(fund)}")
        for key, what in contradictory_terms(fund):
            problems.add(f"{entry.where.get(key, entry.place)}: fund {quoted(name)}: {what}")
        funds.append(fund)
    return tuple(funds)


def _check_reach(merge: _Merge, groups: tuple[GroupPlan, ...], problems: Problems) -> None:
    """Check that group levers set by the file itself reach a group."""
    for lever, place in merge.own_settings.items():
        reached = any(
            group.kind == "in_person" and group.levers[lever] == merge.group_settings[lever] for group in groups
        )
        if not reached and not _UNSURE & merge.suspect:
            problems.add(f"{place}: {lever} reaches no group: none meets in person, or each states its own.")


def _effective_changes(scenario: Scenario, merge: _Merge, problems: Problems) -> tuple[Change, ...]:
    """Put changes in order of effect; refuse a change of the file itself that changes nothing, drop an inherited one.

    Changes form one timeline whatever file they stand in: the later start holds, and where starts are equal the change
    for one group comes after the change for all.
    """
    changes = sorted(merge.changes.values(), key=lambda change: (change.from_week, change.lever, change.group))
    usable = tuple(c for c in changes if c.lever not in GROUP_LEVER_NAMES or groups_of(c, scenario.groups))
    horizon = max((change.settled_week for change in usable), default=0) + 1
    *_, idle = lay_out(scenario, horizon, usable)
    idle += [change for change in changes if change not in usable]
    for change in idle:
        if (change.lever, change.group, change.from_week) in merge.own:
            problems.add(f"{change.place}: {idle_sentence(change)}.")
        else:
            merge.notes.append(f"The inherited {idle_sentence(change)}; it is left out.")
    return tuple(change for change in changes if change not in idle)


def _places(merge: _Merge) -> dict[tuple[str, ...], str]:
    """Gather where settings, the calendar, and groups and funds with their keys are stated."""
    places = dict(merge.places)
    for table, entries in (("group", merge.groups), ("fund", merge.funds)):
        for name, entry in entries.items():
            places[table, name] = entry.place
            places |= {(table, name, key): place for key, place in entry.where.items() if key in entry.stated}
    return places


def _judge(overview: Overview, merge: _Merge, problems: Problems) -> list[str]:
    """Add what is impossible about the whole programme to the problems, and list what contradicts itself.

    Where something is wrong already, nothing is concluded from what was left out for it.
    """
    if merge.suspect:
        return []
    told = " ".join(problems.found)
    for each, sentence in contradictions_in(overview, ERROR):
        if not any(lever in told for lever in each.levers):
            problems.add(sentence)
    return [] if problems.found else in_file_order([note for _, note in contradictions_in(overview, WARNING)])


def _notes(overview: Overview) -> list[str]:
    """Note what is legal but worth knowing."""
    buys = overview.groups or overview.hours.any() or overview.may_have_volunteers
    if buys and overview.income == 0:
        return ["The programme has no income: nothing can be bought."]
    return []

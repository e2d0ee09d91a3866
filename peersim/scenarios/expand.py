"""Laying a scenario out week by week: levers at week 0, then each change in the order in which it takes effect."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import numpy.typing as npt

from peersim.foundation.problems import InputError, Problems
from peersim.scenarios.calendar import weekly_calendar
from peersim.scenarios.keys import LONGEST_RUN
from peersim.scenarios.levers import (
    COST_LINES,
    DESIGN,
    FUND_SETTING,
    GROUP_DESIGN,
    GROUP_KINDS,
    GROUP_LEVERS,
    GROUP_SETTING,
    LEVERS,
    PROGRAMME_LEVERS,
    TOPICS,
)
from peersim.scenarios.model import Change, Design, FundPlan, GroupPlan, Scenario, uid_of
from peersim.scenarios.values import encode, quoted

_PLACE = re.compile(r"(.*?), line (\d+): ")

GROUP_LEVER_NAMES = frozenset(lever.name for lever in GROUP_LEVERS)
"""Full names of the levers of groups."""


def expand(scenario: Scenario, weeks: int) -> Design:
    """Lay a scenario out for a run of a given length.

    Parameters
    ----------
    scenario : Scenario
        From `load`.
    weeks : int
        Length of the run [weeks], 1 to 5,200.

    Returns
    -------
    Design
        The weekly records a run reads.

    Raises
    ------
    InputError
        If the length is impossible, or a change or fund would never take effect within it.
    """
    if isinstance(weeks, bool) or not isinstance(weeks, (int, np.integer)) or not 1 <= weeks <= LONGEST_RUN:
        raise InputError([f"weeks is {weeks}; allowed a whole number, 1 to {LONGEST_RUN:,}."])
    weeks = int(weeks)
    problems = Problems(f"A longer run would include it: `--weeks {first_settled_week(scenario)}` or more.")
    for place, what, from_week in _late(scenario, weeks):
        problems.add(
            f"{place}: {what} from week {from_week} never takes effect in a run of {weeks} weeks, 0 to {weeks - 1}."
        )
    for fund in scenario.funds:
        if fund.from_week < weeks <= first_payment(fund):
            problems.add(
                f"{fund.place}: fund {quoted(fund.name)} pays for the first time in week {first_payment(fund)} "
                f"({fund.late_weeks} weeks late), after a run of {weeks} weeks, 0 to {weeks - 1}, has ended."
            )
    problems.found = in_file_order(problems.found)
    problems.raise_if_any()
    design, group_design, idle = lay_out(scenario, weeks)
    for change in idle:
        problems.add(f"{change.place}: {idle_sentence(change)} within {weeks} weeks.")
    problems.raise_if_any()
    return Design(
        scenario=scenario,
        weeks=weeks,
        design=design,
        group_names=tuple(group.name for group in scenario.groups),
        groups=_group_settings(scenario.groups),
        group_design=group_design,
        fund_names=tuple(fund.name for fund in scenario.funds),
        funds=_fund_settings(scenario.funds, weeks),
        calendar=weekly_calendar(weeks, scenario.calendar.start_week, scenario.calendar.holidays),
        group_uids=np.array([uid_of(group.name) for group in scenario.groups], dtype=np.int64),
    )


def lay_out(
    scenario: Scenario, weeks: int, changes: tuple[Change, ...] | None = None
) -> tuple[npt.NDArray[Any], npt.NDArray[Any], list[Change]]:
    """Fill the weekly records of the programme and its groups.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    weeks : int
        Number of weeks to fill.
    changes : tuple of Change, optional
        Changes to apply, in order of effect; those of the scenario by default.

    Returns
    -------
    design : numpy.ndarray, shape (weeks,)
        Records of type `DESIGN`.
    group_design : numpy.ndarray, shape (weeks, groups)
        Records of type `GROUP_DESIGN`.
    idle : list of Change
        Changes that made no difference in any week.
    """
    design = np.zeros(weeks, DESIGN)
    for lever in PROGRAMME_LEVERS:
        design[lever.field] = encode(lever, scenario.settings[lever.name])
    group_design = np.zeros((weeks, len(scenario.groups)), GROUP_DESIGN)
    for number, group in enumerate(scenario.groups):
        for lever in GROUP_LEVERS:
            group_design[lever.field][:, number] = encode(lever, group.levers[lever.name])
    idle = []
    for change in scenario.changes if changes is None else changes:
        column = LEVERS[change.lever].field
        if change.lever in GROUP_LEVER_NAMES:
            targets = [group_design[column][:, number] for number in groups_of(change, scenario.groups)]
        else:
            targets = [design[column]]
        made_a_difference = [_apply(change, target) for target in targets]
        if not any(made_a_difference):
            idle.append(change)
    return design, group_design, idle


def groups_of(change: Change, groups: tuple[GroupPlan, ...]) -> list[int]:
    """List the numbers of the groups a change of a group lever is for.

    Parameters
    ----------
    change : Change
        A change of a group lever.
    groups : tuple of GroupPlan
        Groups of the programme.

    Returns
    -------
    list of int
        The group it names, or every group that meets in person.
    """
    if change.group:
        return [number for number, group in enumerate(groups) if group.name == change.group]
    return [number for number, group in enumerate(groups) if group.kind == "in_person"]


def _apply(change: Change, column: npt.NDArray[Any]) -> bool:
    """Write a change into one lever's column; say whether it made any difference."""
    lever = LEVERS[change.lever]
    span = slice(change.from_week, change.to_week)
    before = column[span].copy()
    after = np.empty_like(before)
    after[...] = encode(lever, change.value)
    if change.ramp_weeks:
        step = np.arange(1, len(before) + 1) / (change.ramp_weeks + 1)
        moving = before + np.minimum(step, 1.0) * (after - before)
        after = np.where(step < 1.0, np.rint(moving) if lever.kind == "whole" else moving, after)
    column[span] = after
    return bool(np.any(column[span] != before))


def first_settled_week(scenario: Scenario) -> int:
    """Find the shortest run in which every change and fund has taken effect.

    Parameters
    ----------
    scenario : Scenario
        The scenario.

    Returns
    -------
    int
        Length of that run [weeks].
    """
    starts = [change.from_week for change in scenario.changes] + [first_payment(fund) for fund in scenario.funds]
    starts += [fund.cut_week for fund in scenario.funds if fund.cut_week is not None]
    return max(starts, default=0) + 1


def first_payment(fund: FundPlan) -> int:
    """Say in which week a fund's first payment has come for certain, or at the earliest where only some come late."""
    return fund.from_week + (fund.late_weeks if fund.late_chance == 1 else 0)


def in_file_order(found: list[str]) -> list[str]:
    """Put problems in the order of the files as they were met, and of the lines in each.

    Parameters
    ----------
    found : list of str
        Sentences that begin with file and line; others keep their order and come last.

    Returns
    -------
    list of str
        The same sentences.
    """
    places = [_PLACE.match(sentence) for sentence in found]
    files = list(dict.fromkeys(place[1] for place in places if place))
    keys = [(files.index(place[1]), int(place[2])) if place else (len(files), 0) for place in places]
    return [found[i] for i in sorted(range(len(found)), key=lambda i: keys[i])]


def idle_sentence(change: Change) -> str:
    """Say that a change makes no difference, without the place and the full stop."""
    return f"changing {change.lever} from week {change.from_week} changes nothing: it already has that value"


def _late(scenario: Scenario, weeks: int) -> list[tuple[str, str, int]]:
    late = [(c.place, f"changing {c.lever}", c.from_week) for c in scenario.changes if c.from_week >= weeks]
    late += [(f.place, f"fund {quoted(f.name)}", f.from_week) for f in scenario.funds if f.from_week >= weeks]
    cuts = [(f, f.cut_week) for f in scenario.funds if f.cut_week is not None]
    return late + [(f.place, f"the cut of fund {quoted(f.name)}", week) for f, week in cuts if week >= weeks]


def _group_settings(groups: tuple[GroupPlan, ...]) -> npt.NDArray[Any]:
    settings = np.zeros(len(groups), GROUP_SETTING)
    for number, group in enumerate(groups):
        for name in GROUP_SETTING.names or ():
            value = getattr(group, name)
            settings[name][number] = (
                {"kind": GROUP_KINDS, "topic": TOPICS}[name].index(value) if name in ("kind", "topic") else value
            )
    return settings


def _fund_settings(funds: tuple[FundPlan, ...], weeks: int) -> npt.NDArray[Any]:
    settings = np.zeros(len(funds), FUND_SETTING)
    every_line = (1 << len(COST_LINES)) - 1
    for number, fund in enumerate(funds):
        lines = sum(1 << COST_LINES.index(line) for line in fund.pays_for)
        settings[number] = (
            uid_of(fund.name),
            fund.amount_per_year,
            fund.from_week,
            weeks if fund.to_week is None else fund.to_week,
            lines,
            lines != every_line,
            fund.reporting_hours,
            fund.every_weeks,
            fund.late_weeks,
            fund.late_chance,
            -1 if fund.cut_week is None else fund.cut_week,
            fund.cut_share,
            fund.renews,
            _renewed_for(fund),
            fund.asks_for_evidence,
            fund.virement,
        )
    return settings


def _renewed_for(fund: FundPlan) -> int:
    """Weeks a renewal adds: as stated, else as long as the first term; 0 where nothing is renewed."""
    if not fund.renews or fund.to_week is None:
        return 0
    return fund.to_week - fund.from_week if fund.renewed_for_weeks is None else fund.renewed_for_weeks

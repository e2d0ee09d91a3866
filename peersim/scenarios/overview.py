"""A whole programme at a glance, week by week and with the lines it was stated on, for whoever judges its parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from peersim.scenarios.expand import lay_out
from peersim.scenarios.keys import short_name
from peersim.scenarios.levers import LEVERS, REGIMES
from peersim.scenarios.model import Change, FundPlan, GroupPlan, Scenario

Weeks = npt.NDArray[np.bool_]
Places = Mapping[tuple[str, ...], str]

_MEETING = ("in_person", "video")
_SPACES = ("social_media", "forum")


@dataclass(frozen=True)
class Overview:
    """A scenario laid out up to the week after its last change, and where each thing in it is stated.

    Attributes
    ----------
    scenario : Scenario
        The scenario, everything it extends taken in.
    places : mapping
        File and line of what files state, by ``("set", lever)``, ``("group", name[, key])``, ``("fund", name[, key])``.
    changes : tuple of Change
        Changes in order of effect.
    """

    scenario: Scenario
    places: Places = field(default_factory=dict)
    changes: tuple[Change, ...] = ()

    @cached_property
    def _laid_out(self) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
        weeks = max((change.settled_week for change in self.changes), default=0) + 1
        design, groups, _ = lay_out(self.scenario, weeks, self.changes)
        return design, groups

    @property
    def groups(self) -> tuple[GroupPlan, ...]:
        """Every group of the programme."""
        return self.scenario.groups

    @property
    def meeting(self) -> list[GroupPlan]:
        """Groups that hold sessions, in a room or by video."""
        return [group for group in self.groups if group.kind in _MEETING]

    @property
    def in_person(self) -> list[GroupPlan]:
        """Groups that meet in a room."""
        return [group for group in self.groups if group.kind == "in_person"]

    @property
    def spaces(self) -> list[GroupPlan]:
        """Online groups used at any time: social media and forums."""
        return [group for group in self.groups if group.kind in _SPACES]

    def values(self, lever: str) -> npt.NDArray[Any]:
        """List a programme lever's value week by week, as the weekly record holds it."""
        values: npt.NDArray[Any] = self._laid_out[0][LEVERS[lever].field]
        return values

    def on(self, lever: str) -> Weeks:
        """Mark the weeks in which a programme lever is not nothing."""
        return np.asarray(self.values(lever) != 0)

    def ever(self, lever: str) -> bool:
        """Whether a programme lever there is, is on in any week; one that does not exist never is."""
        return lever in LEVERS and bool(self.on(lever).any())

    def values_of(self, group: GroupPlan, lever: str) -> npt.NDArray[Any]:
        """List a group lever's value week by week, as the weekly record holds it."""
        values: npt.NDArray[Any] = self._laid_out[1][LEVERS[lever].field][:, self.groups.index(group)]
        return values

    def groups_with(self, lever: str) -> list[GroupPlan]:
        """List the groups for which a lever there is, is on in any week."""
        if lever not in LEVERS:
            return []
        return [group for group in self.groups if np.any(self.values_of(group, lever) != 0)]

    def stated(self, lever: str) -> bool:
        """Whether a file sets or changes a programme lever."""
        return lever in LEVERS and bool(self.place(lever))

    def place(self, lever: str, group: GroupPlan | None = None) -> str:
        """Say where the value a lever has came from: the line that set it, or the change that switched it on.

        Parameters
        ----------
        lever : str
            Name of the lever.
        group : GroupPlan, optional
            For a lever of groups: which one.

        Returns
        -------
        str
            File and line; empty for a default.
        """
        start = self.scenario.settings.get(lever) if group is None else group.levers[lever]
        changed = [c.place for c in self.changes if c.lever == lever and c.group in ("", group.name if group else "")]
        if changed and not start:
            return changed[0]
        own = self.places.get(("group", group.name, short_name(LEVERS[lever])), "") if group else ""
        stated = own or self.places.get(("set", lever), "")
        return stated or (changed[0] if changed else "")

    def first_place(self, *levers: str) -> str:
        """Say where the first of several levers that any file states is stated."""
        return next((self.place(lever) for lever in levers if self.stated(lever)), "")

    def of_group(self, group: GroupPlan, key: str = "") -> str:
        """Say where a group, or one of its keys, is stated."""
        return self.places.get(("group", group.name, key)) or self.places.get(("group", group.name), "")

    def of_fund(self, name: str, key: str = "") -> str:
        """Say where a fund, or one of its keys, is stated."""
        return self.places.get(("fund", name, key)) or self.places.get(("fund", name), "")

    @cached_property
    def hours(self) -> Weeks:
        """Weeks in which coordinators have hours: with posts, or where hours are pretended to have no limit."""
        return np.asarray(self.on("staff.posts") | (self.values("hours.regime") == REGIMES.index("unlimited")))

    @cached_property
    def may_have_volunteers(self) -> bool:
        """Whether there could ever be a volunteer: some at the start, or coordinators whom people could join."""
        return bool(self.values("start.volunteers")[0] > 0 or self.ever("staff.posts"))

    @cached_property
    def asks_nobody(self) -> bool:
        """Whether volunteers are neither there, nor recruited, nor invited from among parents."""
        asked = ("recruitment.hours", "recruitment.spend", "recruitment.people_week", "volunteers.from_parents")
        return not self.values("start.volunteers")[0] > 0 and not any(self.ever(lever) for lever in asked)

    @cached_property
    def income(self) -> float:
        """Promised by all funds together [£ a year]."""
        return sum(fund.amount_per_year for fund in self.scenario.funds)

    def may_move_money(self, fund: FundPlan) -> bool:
        """Whether some of a fund's money may be moved to lines it does not name."""
        return self.ever("money.flexible") or fund.virement > 0

    def paid_for(self, line: str) -> bool:
        """Whether some fund with money may ever be spent on a cost line."""
        funds = [fund for fund in self.scenario.funds if fund.amount_per_year > 0]
        return any(line in fund.pays_for or self.may_move_money(fund) for fund in funds)

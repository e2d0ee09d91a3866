"""What a loaded scenario is: its groups, funds and changes, and its layout week by week."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from peersim.scenarios.calendar import FIRST_WEEK_OF_APRIL, HOLIDAYS_ENGLAND


@dataclass(frozen=True)
class GroupPlan:
    """One group as the scenario states it.

    Attributes
    ----------
    name : str
        What it is called; a file that extends this one refers to it by name.
    kind, topic : str
        Words of `GROUP_KINDS` and `TOPICS`.
    closed, national, reserve : bool
        Members are admitted; gathers people beyond the place; opens only if growth asks for it.
    course_weeks, minimum : int
        Length of a closed course [weeks], 0 for none; sign-ups needed before it starts [parents].
    venue : int
        Which venue of the place, from 0; -1 online.
    levers : dict
        Every group lever by full name, at week 0.
    why : str
        The reason given in the file.
    """

    name: str
    kind: str
    closed: bool
    course_weeks: int
    topic: str
    national: bool
    reserve: bool
    venue: int
    minimum: int
    levers: dict[str, Any] = field(hash=False)
    why: str = field(default="", compare=False)


@dataclass(frozen=True)
class FundPlan:
    """One income stream as the scenario states it.

    Attributes
    ----------
    name : str
        What it is called.
    amount_per_year : float
        Income promised [£ a year].
    from_week : int
        First week it is paid for.
    to_week : int or None
        First week it is no longer paid for; None when it is paid throughout.
    pays_for : tuple of str
        Cost lines it may be spent on; all of them when unrestricted.
    reporting_hours : float
        Coordinator time its reports take [hours a week].
    every_weeks, late_weeks : int
        Time between payments, and how late a late one comes [weeks].
    late_chance : float
        Share of payments that come late.
    cut_week : int or None
        Week from which payments are smaller; None never.
    cut_share : float
        How much smaller they are.
    renews : bool
        The funder decides before `to_week` whether to go on.
    renewed_for_weeks : int or None
        How long it goes on each time; None for as long as at first.
    asks_for_evidence : bool
        The funder asks for measured results before renewing.
    virement : float
        Share of each payment that may be moved to lines it does not name.
    why : str
        The reason given in the file.
    place : str
        File and line, for messages.
    """

    name: str
    amount_per_year: float
    from_week: int
    to_week: int | None
    pays_for: tuple[str, ...]
    reporting_hours: float
    every_weeks: int
    late_weeks: int
    late_chance: float
    cut_week: int | None
    cut_share: float
    renews: bool
    renewed_for_weeks: int | None
    asks_for_evidence: bool
    virement: float
    why: str = field(default="", compare=False)
    place: str = field(default="", compare=False)


@dataclass(frozen=True)
class Change:
    """One change of a lever in the course of a run.

    Attributes
    ----------
    lever : str
        Full name of the lever.
    value : object
        What it becomes, in normal form.
    group : str
        The one group it is for; empty for the whole programme, or for every group that meets in person.
    from_week : int
        First week in which it holds.
    to_week : int or None
        First week in which it no longer holds; None when it holds to the end.
    ramp_weeks : int
        Time over which a number moves to the new value in equal steps [weeks].
    source, why : str
        Where the value comes from, and the reason.
    place : str
        File and line, for messages.
    """

    lever: str
    value: Any = field(hash=False)
    group: str
    from_week: int
    to_week: int | None
    ramp_weeks: int
    source: str = field(default="", compare=False)
    why: str = field(default="", compare=False)
    place: str = field(default="", compare=False)

    @property
    def settled_week(self) -> int:
        """First week from which this change alters nothing any more."""
        return max(self.from_week + self.ramp_weeks, self.to_week or 0)


@dataclass(frozen=True)
class CalendarPlan:
    """When a run begins, and the school holidays.

    Attributes
    ----------
    start_week : int
        Week of the year in which a run begins [1 to 52].
    holidays : tuple of int
        Weeks of the year in which schools are closed [1 to 52].
    """

    start_week: int = FIRST_WEEK_OF_APRIL
    holidays: tuple[int, ...] = HOLIDAYS_ENGLAND


@dataclass(frozen=True)
class Scenario:
    """A design and its funding: what a planner chooses, with everything it extends already taken in.

    Attributes
    ----------
    name : str
        Name in the library, or the file's name without its ending.
    title, why, story : str
        The programme in a phrase, the reason for it, and the programme told at length.
    source_path : pathlib.Path
        The file it was read from.
    lineage : tuple of str
        Files it was made from, the one extended last first.
    currency : str
        Label of the money.
    price_year : int
        Year of the prices.
    calendar : CalendarPlan
        Start of the run and holidays.
    settings : dict
        Every programme lever by name, at week 0.
    groups, funds, changes : tuple
        Groups and funds in the order of the file; changes in the order in which they take effect.
    notes : tuple of str
        What a user should know before a run; not errors.
    """

    name: str
    title: str
    why: str
    story: str
    source_path: Path
    lineage: tuple[str, ...]
    currency: str
    price_year: int
    calendar: CalendarPlan
    settings: dict[str, Any] = field(hash=False)
    groups: tuple[GroupPlan, ...]
    funds: tuple[FundPlan, ...]
    changes: tuple[Change, ...]
    notes: tuple[str, ...] = ()

    @cached_property
    def digest(self) -> str:
        """SHA-256 of everything that could move a result.

        Titles, reasons, sources and file names are left out: two scenarios with one digest are the same programme.
        """
        prose = {"why", "source", "place"}

        def plain(record: Any) -> dict[str, Any]:
            return {name: value for name, value in vars(record).items() if name not in prose}

        content = {
            "currency": self.currency,
            "price_year": self.price_year,
            "calendar": plain(self.calendar),
            "settings": self.settings,
            "groups": [plain(group) for group in self.groups],
            "funds": [plain(fund) for fund in self.funds],
            "changes": [plain(change) for change in self.changes],
        }
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def resolved_toml(self) -> str:
        """Write the whole scenario as one TOML file that extends nothing and loads to the same scenario.

        Returns
        -------
        str
            TOML text, every lever stated.
        """
        from peersim.scenarios.write import resolved_toml

        return resolved_toml(self)

    def expand(self, weeks: int) -> Design:
        """Lay the scenario out week by week.

        Parameters
        ----------
        weeks : int
            Length of the run [weeks].

        Returns
        -------
        Design
            The weekly records a run reads.

        Raises
        ------
        InputError
            If the length is impossible, or a change or fund would never take effect within it.
        """
        from peersim.scenarios.expand import expand

        return expand(self, weeks)


@dataclass(frozen=True, eq=False)
class Design:
    """A scenario laid out for a run of a given length.

    Attributes
    ----------
    scenario : Scenario
        What it was laid out from.
    weeks : int
        Length of the run [weeks].
    design : numpy.ndarray, shape (weeks,)
        Records of type `DESIGN`: programme levers, week by week.
    group_names : tuple of str
        Names of the groups, in the order of the arrays.
    groups : numpy.ndarray, shape (groups,)
        Records of type `GROUP_SETTING`: what each group is.
    group_design : numpy.ndarray, shape (weeks, groups)
        Records of type `GROUP_DESIGN`: group levers, week by week.
    fund_names : tuple of str
        Names of the funds, in the order of the array.
    funds : numpy.ndarray, shape (funds,)
        Records of type `FUND_SETTING`.
    calendar : numpy.ndarray, shape (weeks,)
        Records of type `CALENDAR`.
    group_uids : numpy.ndarray, shape (groups,)
        Identity of each group, from its name, the same in every scenario that has a group of that name.
    """

    scenario: Scenario
    weeks: int
    design: npt.NDArray[Any]
    group_names: tuple[str, ...]
    groups: npt.NDArray[Any]
    group_design: npt.NDArray[Any]
    fund_names: tuple[str, ...]
    funds: npt.NDArray[Any]
    calendar: npt.NDArray[Any]
    group_uids: npt.NDArray[np.int64]


_BYTES_OF_UID = 5


def uid_of(name: str) -> int:
    """Make the identity of a group or fund from its name, so that adding one leaves the luck of the others alone.

    Parameters
    ----------
    name : str
        Its name in the scenario file.

    Returns
    -------
    int
        A number below 2 to the 40; the same name always gives the same number.
    """
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:_BYTES_OF_UID], "big")

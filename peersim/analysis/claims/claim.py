"""A claim of the background documents, and the checks that hold the model to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from peersim.analysis.laboratory import Measure

RISES, FALLS, EITHER = "+", "-", "either"
"""What a check expects of the difference; `EITHER` where the document itself is undecided."""

DOCUMENTS = {
    "E": "The study of peer facilitators of a peer-led parenting course (EPEC)",
    "F": "The forum thread of programmes that train and support volunteers",
    "C": "The Calgary study of groups for parents of disabled children",
    "D": "The review of digital peer support",
    "L": "The account of a new community support project in Leeds",
}
"""Documents by the letter of their claims."""


@dataclass(frozen=True)
class Design:
    """A design to be tried: a scenario with some things set otherwise.

    Parameters
    ----------
    scenario : str
        Scenario of the library it starts from.
    settings : mapping
        Values of levers by name.
    tables : mapping
        ``groups``, ``funds``, ``changes``, ``remove_groups`` and ``remove_funds``, as `peersim.variant` takes them.
    """

    scenario: str = "baseline"
    settings: Mapping[str, Any] = field(default_factory=dict)
    tables: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)

    def but(self, settings: Mapping[str, Any] | None = None, **tables: Iterable[Any]) -> Design:
        """Change a few things more.

        Parameters
        ----------
        settings : mapping, optional
            Levers set otherwise.
        **tables
            Tables added to those there are; one with the name of another alters that one.

        Returns
        -------
        Design
        """
        merged = {name: (*self.tables.get(name, ()), *tables.get(name, ())) for name in (*self.tables, *tables)}
        for name in ("groups", "funds"):
            if name in merged:
                merged[name] = _by_name(merged[name])
        return replace(self, settings={**self.settings, **(settings or {})}, tables=merged)


def _by_name(tables: Iterable[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    """Put tables of the same name into one, the later entries over the earlier."""
    found: dict[str, dict[str, Any]] = {}
    for table in tables:
        found.setdefault(str(table["name"]), {}).update(table)
    return tuple(found.values())


@dataclass(frozen=True)
class Told:
    """What is measured, in words.

    Parameters
    ----------
    measure : str or callable
        Name of an outcome, or a function of a finished world.
    words : str
        What it is, for people.
    unit : str
        Its unit.
    """

    measure: Measure
    words: str
    unit: str


@dataclass(frozen=True)
class Check:
    """One statement about simulated people that could fail.

    Parameters
    ----------
    name : str
        A word or two, unique within the claim.
    says : str
        The statement, in a sentence.
    told : Told
        What is measured.
    stage : Design
        The design in which the mechanism is in play.
    other : Design or None
        The design it is compared with, in the same worlds; None where the measure itself compares people of one world.
    direction : str
        `RISES`, `FALLS`, or `EITHER`: then the sign must differ between the two ends of `hinges_on`.
    hinges_on : tuple of (str, float, float), optional
        Evidence key, and two values of it on either side, where the document is undecided.
    without : mapping of str to float
        Evidence keys and the values at which the mechanism does nothing: with them the check must fail.
    draws, parents, weeks : int
        Worlds, families eligible at week 0, and length of each run [weeks].
    events : bool
        The measure reads the event record.
    """

    name: str
    says: str
    told: Told
    stage: Design
    other: Design | None = None
    direction: str = RISES
    hinges_on: tuple[str, float, float] | None = None
    without: Mapping[str, float] = field(default_factory=dict)
    draws: int = 32
    parents: int = 1000
    weeks: int = 104
    events: bool = False


@dataclass(frozen=True)
class Claim:
    """One row of the table of claims.

    Parameters
    ----------
    id : str
        Letter of the document and number.
    says : str
        The claim, in own words.
    levers : tuple of str
        Levers by name, and keys of tables as ``[[group]] topic`` or ``[[fund]] renewal_week``.
    traits : tuple of str
        Fields of records, as ``parent.has_car``, on which it turns.
    rules : tuple of str
        Names of the rules that carry it out.
    checks : tuple of Check
        What the model is held to.
    """

    id: str
    says: str
    levers: tuple[str, ...]
    traits: tuple[str, ...]
    rules: tuple[str, ...]
    checks: tuple[Check, ...]

    @property
    def document(self) -> str:
        """The document it comes from."""
        return DOCUMENTS[self.id[0]]

"""What a target is: a figure somebody published, the setting it was found in, and how close the model must come."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from peersim.foundation.problems import InputError, nearest
from peersim.outcomes.statistics import STATISTICS
from peersim.scenarios.keys import LONGEST_RUN
from peersim.scenarios.levers import Lever

if TYPE_CHECKING:
    from peersim.places.profile import Profile
    from peersim.scenarios.model import Design, Scenario

CALIBRATION, VALIDATION = "calibration", "validation"
USES = (CALIBRATION, VALIDATION)
"""What a target is for: inputs are fitted to it, or the model is only held against it."""

LARGEST_PLACE = 1_000_000
"""Most families a setting may have [families]."""

SHARE, RATIO = "share", "ratio"
"""Unit of what is told from 0 to 1, and of one subgroup against another."""

_TOLD_AS_SHARE = ("share", "top share", "gini")
_ANY = 1e12
_LARGEST_STUDY = 1_000_000_000
_LONGEST_LINE = 300
_LONGEST_TEXT = 4_000


def _text(name: str, least: int, most: int, meaning: str) -> Lever:
    return Lever(name, "text", None, least, most, "one line" if most == _LONGEST_LINE else "text", meaning, "")


def _number(name: str, meaning: str) -> Lever:
    return Lever(name, "number", None, -_ANY, _ANY, "", meaning, "")


def _whole(name: str, high: float, unit: str, meaning: str) -> Lever:
    return Lever(name, "whole", None, 1, high, unit, meaning, "")


KEYS = (
    _text("id", 1, _LONGEST_LINE, "short name of the target, used once"),
    _text("pattern", 0, _LONGEST_LINE, "what several targets show together; they stand under it"),
    _text("what", 0, _LONGEST_LINE, "the target in a few words"),
    _text("scenario", 1, _LONGEST_LINE, "the programme: a scenario by name, or the path of a file from this one"),
    _text("place", 1, _LONGEST_LINE, "where: a place by name, or the path of a place file from this one"),
    _whole("size", LARGEST_PLACE, "families", "families eligible at week 0"),
    _whole("weeks", LONGEST_RUN, "weeks", "length of the run"),
    _text("statistic", 1, _LONGEST_LINE, "what is measured (`peersim statistics`); its arguments stand beside it"),
    _number("value", "the figure, in the statistic's unit; a share from 0 to 1"),
    _number("low", "lower end of its band"),
    _number("high", "upper end of its band"),
    _number("accept_low", "lower end of a wider band that is accepted"),
    _number("accept_high", "upper end of a wider band that is accepted"),
    _text("accept_why", 1, _LONGEST_TEXT, "why the wider band is accepted"),
    _whole("n", _LARGEST_STUDY, "", "of how many the study's figure was made"),
    _text("source", 1, _LONGEST_TEXT, "where the figure stands"),
    _text("url", 0, _LONGEST_TEXT, "where the source is to be had"),
    Lever("use", "choice", VALIDATION, 0, 1, "one of", "what the target is for", "", USES),
    _text("note", 0, _LONGEST_TEXT, "anything else"),
)
"""Keys of a ``[[target]]``, besides ``change`` and the arguments of its statistic."""

NEEDED = ("id", "scenario", "place", "size", "weeks", "statistic", "value", "low", "high", "source")
"""Keys that a target must state, itself or through ``[defaults]``."""


_DECIDE = ("id", "statistic", "arguments", "value", "low", "high", "accept_low", "accept_high", "n", "use")
"""What of a target decides numbers, besides its setting."""


class Band(NamedTuple):
    """A range of values, ends included.

    Attributes
    ----------
    low, high : float
        In the statistic's unit.
    """

    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Setting:
    """The programme, people and length of run that one or more targets are measured on.

    Attributes
    ----------
    scenario : Scenario
        The programme, with what a target changes in it.
    profile : Profile
        The place.
    size : int
        Families eligible at week 0 [families].
    weeks : int
        Length of the run [weeks].
    design : Design
        The scenario laid out for so many weeks.
    """

    scenario: Scenario
    profile: Profile
    size: int
    weeks: int
    design: Design = field(repr=False)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all that decides what happens in it: equal digests are the same run."""
        place = {name: value.value for name, value in {**self.profile.values, **self.profile.assumptions}.items()}
        return _hash([self.scenario.digest, self.profile.slug, place, self.size, self.weeks])

    @cached_property
    def people(self) -> tuple[str, int, int]:
        """What decides who lives there, besides luck: settings in which it is equal share their families."""
        place = {name: value.value for name, value in {**self.profile.values, **self.profile.assumptions}.items()}
        return _hash([self.profile.slug, place]), self.size, self.weeks


@dataclass(frozen=True)
class Target:
    """One published figure, and how close a run must come to it.

    Attributes
    ----------
    id : str
        Short name, used once in a file.
    pattern, what : str
        What several targets show together; this one in a few words.
    statistic : str
        What is measured: a name of `peersim.outcomes.statistics.STATISTICS`.
    arguments : dict
        The statistic's arguments, as stated.
    scenario : str
        The programme, as stated.
    change : dict
        Levers set otherwise than in the scenario.
    place : str
        The place, as stated.
    size, weeks : int
        Families eligible at week 0 [families]; length of the run [weeks].
    value, low, high : float
        The figure and its band, in the statistic's unit.
    accept_low, accept_high : float or None
        A wider band that is accepted; None where none is stated.
    accept_why : str
        Why it is.
    n : int or None
        Of how many the study's figure was made; None where it is not known.
    source, url, note : str
        Where the figure stands, where that is to be had, anything else.
    use : str
        One of `USES`.
    line : int
        Line of the file on which it begins.
    setting : Setting
        What it is measured on.
    """

    id: str
    statistic: str
    arguments: Mapping[str, Any] = field(hash=False)
    scenario: str
    place: str
    size: int
    weeks: int
    value: float
    low: float
    high: float
    source: str
    setting: Setting = field(repr=False, compare=False)
    change: Mapping[str, Any] = field(default_factory=dict, hash=False)
    accept_low: float | None = None
    accept_high: float | None = None
    accept_why: str = ""
    n: int | None = None
    url: str = ""
    use: str = VALIDATION
    note: str = ""
    pattern: str = ""
    what: str = ""
    line: int = field(default=0, compare=False)

    @property
    def band(self) -> Band:
        """The band that decides: the one accepted where one is stated, else the study's own."""
        low = self.low if self.accept_low is None else self.accept_low
        high = self.high if self.accept_high is None else self.accept_high
        return Band(low, high)

    @property
    def unit(self) -> str:
        """Unit of its figures: see `unit_of`."""
        return unit_of(self.statistic, self.arguments)

    @property
    def label(self) -> str:
        """The target in a few words: its own, or those of its statistic."""
        return self.what or STATISTICS[self.statistic].label

    @property
    def stated(self) -> dict[str, Any]:
        """Everything the file states of it, as plain values."""
        left_out = {"setting", "line"}
        return {name: value for name, value in vars(self).items() if name not in left_out}


@dataclass(frozen=True)
class Targets:
    """The targets of one file.

    Attributes
    ----------
    path : pathlib.Path
        The file.
    title : str
        What they are, in a line.
    targets : tuple of Target
        In the order of the file.
    sha256 : str
        Hash of the file as it stands.
    """

    path: Path
    title: str
    targets: tuple[Target, ...]
    sha256: str = ""

    def __iter__(self) -> Iterator[Target]:
        """Go through the targets in the order of the file."""
        return iter(self.targets)

    def __len__(self) -> int:
        """Count the targets."""
        return len(self.targets)

    @property
    def ids(self) -> tuple[str, ...]:
        """Short names, in the order of the file."""
        return tuple(target.id for target in self.targets)

    @property
    def settings(self) -> tuple[Setting, ...]:
        """What must be run: every setting once, in the order in which targets first name it."""
        return tuple({target.setting.digest: target.setting for target in self.targets}.values())

    @cached_property
    def remarks(self) -> tuple[str, ...]:
        """What a reader should know of them; no errors."""
        from peersim.analysis.validation.remarks import remarks_on

        return remarks_on(self)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all that decides numbers: statistics, bands and settings; not words, nor where files are."""
        return _hash([[*(target.stated[name] for name in _DECIDE), target.setting.digest] for target in self.targets])

    def chosen(self, ids: Iterable[str] = (), use: str | None = None) -> Targets:
        """Choose some of the targets.

        Parameters
        ----------
        ids : iterable of str
            Short names; all when there are none.
        use : str, optional
            Only those for this: one of `USES`.

        Returns
        -------
        Targets
            In the order of the file.

        Raises
        ------
        InputError
            With every id that no target has, or if none is left.
        """
        wanted = tuple(ids)
        problems = [f'no target "{name}".{nearest(name, self.ids)}' for name in wanted if name not in self.ids]
        if use is not None and use not in USES:
            problems.append(f'use is "{use}"; allowed {" or ".join(USES)}.{nearest(use, USES)}')
        kept = tuple(
            target for target in self.targets if (not wanted or target.id in wanted) and use in (None, target.use)
        )
        if not problems and not kept:
            problems = [f"{self.path.name} has no such target for {use}."]
        if problems:
            raise InputError(problems, f"Targets of {self.path.name}: {', '.join(self.ids)}.")
        return replace(self, targets=kept)


def unit_of(statistic: str, arguments: Mapping[str, Any]) -> str:
    """Say in which unit a statistic is told with these arguments.

    Parameters
    ----------
    statistic : str
        Its name.
    arguments : mapping
        Its arguments.

    Returns
    -------
    str
        ``ratio`` where two subgroups are compared, ``share`` where a share of units is told, else the statistic's own.
    """
    if arguments.get("by") and (arguments.get("against") or not arguments.get("level")):
        return RATIO
    about = STATISTICS[statistic]
    if about.filled(arguments).get("summary") in _TOLD_AS_SHARE:
        return SHARE
    own = about.unit.partition(" (")[0]  # in brackets stands what it is with another summary
    return SHARE if own.startswith(f"{SHARE} of ") else own


def _hash(content: Any) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()

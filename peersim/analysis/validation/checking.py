"""Checking what a file of targets states: every sentence names the line, what is allowed and what is near."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from peersim.analysis.validation.setting_reader import SettingReader
from peersim.analysis.validation.target import KEYS, NEEDED, RATIO, SHARE, VALIDATION, Target, unit_of
from peersim.foundation.problems import Problems, nearest
from peersim.outcomes import statistics
from peersim.scenarios.locate import Path as Place
from peersim.scenarios.locate import line_at
from peersim.scenarios.values import check_value, number_text, quoted

KEYS_BY_NAME = {key.name: key for key in KEYS}
_FIGURES = ("value", "low", "high", "accept_low", "accept_high")
_WHOLE = 100.0


class Checker:
    """Checks the targets of one file.

    Parameters
    ----------
    file : pathlib.Path
        The file; paths in it start from its folder.
    display : str
        The file as the user knows it.
    lines : mapping
        Line of every key and table, from `peersim.scenarios.locate.lines_of`.
    problems : Problems
        Takes whatever is wrong.
    """

    def __init__(self, file: Path, display: str, lines: Mapping[Place, int], problems: Problems) -> None:
        self.display = display
        self.lines = dict(lines)
        self.problems = problems
        self.settings = SettingReader(file.parent, self)

    def at(self, place: Place) -> str:
        """Say where a place in the file is: ``targets.toml, line 9``."""
        return f"{self.display}, line {line_at(self.lines, place)}"

    def problem(self, place: Place, sentence: str) -> None:
        """Note what is wrong at a place."""
        self.problems.add(f"{self.at(place)}: {sentence}")

    @staticmethod
    def is_key(name: str) -> bool:
        """Whether a target has a key of this name."""
        return name in KEYS_BY_NAME or name == "change"

    def targets(self, entries: Sequence[Mapping[str, Any]], defaults: object) -> tuple[Target, ...]:
        """Check every target.

        Parameters
        ----------
        entries : sequence of mapping
            The ``[[target]]`` tables.
        defaults : object
            The ``[defaults]`` table; anything else has been told already.

        Returns
        -------
        tuple of Target
            Those in which nothing is wrong.
        """
        shared = dict(defaults) if isinstance(defaults, Mapping) else {}
        if "id" in shared:
            self.problem(("defaults", "id"), "every target needs an id of its own; take it out of [defaults].")
            del shared["id"]
        self._check_shared(shared)
        made = [Entry(self, number, entry, shared).target() for number, entry in enumerate(entries)]
        self._check_ids(entries)
        return tuple(target for target in made if target is not None)

    def _check_shared(self, shared: Mapping[str, Any]) -> None:
        """Check the names in ``[defaults]``; values are checked with the targets that take them."""
        about = statistics.STATISTICS.get(str(shared.get("statistic")))
        takes = {argument.name for argument in about.arguments} if about else set()
        for key in shared:
            if not self.is_key(key) and key not in takes and ("statistic" not in shared or about):
                self.problem(("defaults", key), f"unknown key {quoted(key)} in [defaults].{_near_key(key, takes)}")

    def _check_ids(self, entries: Sequence[Mapping[str, Any]]) -> None:
        names = [entry["id"] for entry in entries if isinstance(entry.get("id"), str)]
        for name in (name for name, times in Counter(names).items() if times > 1):
            numbers = [number for number, entry in enumerate(entries) if entry.get("id") == name]
            first = line_at(self.lines, ("target", numbers[0], "id"))
            for number in numbers[1:]:
                self.problem(
                    ("target", number, "id"), f"id {quoted(name)} is taken: the target of line {first} has it."
                )


class Entry:
    """One ``[[target]]`` being checked.

    Parameters
    ----------
    checker : Checker
        The file's.
    number : int
        Which target of the file, from 0.
    own, shared : mapping
        What the target states, and what ``[defaults]`` does.
    """

    def __init__(self, checker: Checker, number: int, own: Mapping[str, Any], shared: Mapping[str, Any]) -> None:
        self.checker = checker
        self.number = number
        self.own = own
        taken = {key: value for key, value in shared.items() if checker.is_key(key) or "statistic" not in own}
        self.stated = {**taken, **own}
        self.values: dict[str, Any] = {}
        self.before = len(checker.problems.found)

    @property
    def called(self) -> str:
        """The target, for sentences."""
        name = self.own.get("id")
        return f"target {quoted(name)}" if isinstance(name, str) and name else "this [[target]]"

    def place(self, key: str) -> Place:
        """Where a key stands: in the target, or in ``[defaults]``."""
        return ("defaults", key) if key in self.stated and key not in self.own else ("target", self.number, key)

    def problem(self, key: str, sentence: str) -> None:
        """Note what is wrong with a key."""
        self.checker.problem(self.place(key), sentence)

    def target(self) -> Target | None:
        """Check everything; None if anything is wrong."""
        for key in KEYS:
            if key.name in self.stated and key.name not in _FIGURES:
                self._take(key.name)
        arguments = self._arguments()
        for figure in _FIGURES:
            if figure in self.stated:
                self._take_figure(figure, arguments)
        self._check_missing()
        self._check_bands()
        setting = self.checker.settings.setting(self)
        if len(self.checker.problems.found) > self.before or setting is None:
            return None
        line = line_at(self.checker.lines, ("target", self.number))
        change = self.checker.settings.flat(self.stated.get("change", {}))
        return Target(
            **{"use": VALIDATION, **self.values}, arguments=arguments, change=change, line=line, setting=setting
        )

    def _take(self, key: str) -> None:
        try:
            self.values[key] = check_value(KEYS_BY_NAME[key], self.stated[key])
        except ValueError as error:
            self.problem(key, str(error))

    def _take_figure(self, key: str, arguments: Mapping[str, Any]) -> None:
        given = self.stated[key]
        if isinstance(given, bool) or not isinstance(given, (int, float)) or not math.isfinite(given):
            self.problem(key, f"{key} of {self.called} is no number; write it without quotes, unit or per cent sign.")
            return
        low, high, unit = _bounds(str(self.stated.get("statistic")), arguments)
        if low <= given <= high:
            self.values[key] = float(given)
            return
        small = f" Write {given / _WHOLE:g} for {given:g}%." if unit == SHARE and 1.0 < given <= _WHOLE else ""
        allowed = f"{number_text(low)} to {number_text(high)}" if math.isfinite(high) else f"{number_text(low)} or more"
        self.problem(key, f"{key} of {self.called} is {number_text(given)} [{unit}]; allowed {allowed}.{small}")

    def _arguments(self) -> dict[str, Any]:
        """Check the statistic and what stands beside it."""
        name = self.values.get("statistic")
        others = {key: value for key, value in self.stated.items() if not self.checker.is_key(key)}
        if name is None:
            return {}
        if name not in statistics.STATISTICS:
            near = nearest(name, statistics.STATISTICS)
            self.problem("statistic", f"unknown statistic {quoted(name)}.{near} See `peersim statistics`.")
            return {}
        takes = {argument.name for argument in statistics.STATISTICS[name].arguments}
        for key in [key for key in others if key not in takes]:
            del others[key]
            if key in self.own:
                self.problem(
                    key, f"unknown key {quoted(key)}: no key of a target, no argument of {name}.{_near_key(key, takes)}"
                )
        for sentence in statistics.check(name, others):
            named = [key for word in re.findall(r"\w+", sentence.removeprefix(name)) for key in others if key == word]
            self.problem(named[0] if named else "statistic", sentence)
        self._check_weeks_told(name, others)
        return others

    def _check_weeks_told(self, name: str, arguments: Mapping[str, Any]) -> None:
        """See that the run has the weeks of which the statistic is told."""
        weeks = self.values.get("weeks")
        for argument in statistics.STATISTICS[name].arguments:
            given = arguments.get(argument.name, argument.default)
            of_weeks = argument.kind == "whole" and "[weeks]" in argument.meaning
            if of_weeks and weeks is not None and isinstance(given, int) and given > weeks:
                self.problem(
                    argument.name, f"{argument.name} is {given} weeks, but the run of {self.called} has {weeks} weeks."
                )

    def _check_missing(self) -> None:
        missing = [f'"{key}" ({KEYS_BY_NAME[key].meaning})' for key in NEEDED if key not in self.stated]
        if missing:
            self.checker.problem(("target", self.number), f"{self.called} must state {', '.join(missing)}.")

    def _check_bands(self) -> None:
        low, high = self.values.get("low"), self.values.get("high")
        if low is None or high is None:
            return
        if low > high:
            self.problem("low", f"{self.called}: low is {low:g} and high is {high:g}; low must not be above high.")
            return
        for key, end, outside in (("accept_low", low, _above), ("accept_high", high, _below)):
            if key in self.values and outside(self.values[key], end):
                ends = f"{self.values.get('accept_low', low):g} to {self.values.get('accept_high', high):g}"
                self.problem(
                    key, f"{self.called}: the accepted band, {ends}, must hold the whole band, {low:g} to {high:g}."
                )
        accepts = [key for key in ("accept_low", "accept_high") if key in self.stated]
        if accepts and "accept_why" not in self.stated:
            self.problem(accepts[0], f"{self.called} accepts a wider band and does not say why; write accept_why.")
        if "accept_why" in self.stated and not accepts:
            self.problem("accept_why", f"{self.called} has accept_why, but no accept_low or accept_high.")


def _above(value: float, end: float) -> bool:
    return value > end


def _below(value: float, end: float) -> bool:
    return value < end


def _near_key(key: str, takes: Iterable[str]) -> str:
    return nearest(key, [*takes, *KEYS_BY_NAME, "change"])


def _bounds(name: str, arguments: Mapping[str, Any]) -> tuple[float, float, str]:
    """Lowest and highest value a statistic can have, and its unit."""
    about = statistics.STATISTICS.get(name)
    if about is None:
        return -math.inf, math.inf, ""
    unit = unit_of(name, arguments)
    if unit == RATIO:
        return 0.0, math.inf, unit
    return (0.0, 1.0, unit) if unit == SHARE else (about.low, about.high, unit)

"""The settings that targets name: scenarios and places found from the file, loaded once, each problem with its line."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from peersim.analysis.validation.target import Setting
from peersim.foundation.problems import InputError, Problems
from peersim.places.profile import Profile, load_place_quietly
from peersim.scenarios.loading import load
from peersim.scenarios.model import Design, Scenario
from peersim.scenarios.read import text_of
from peersim.scenarios.schema import flatten_levers
from peersim.scenarios.variants import variant

if TYPE_CHECKING:
    from peersim.analysis.validation.checking import Checker, Entry

_IN_A_FILE = re.compile(r"^\S.*?, line \d+: ")
_ENDING = ".toml"


class SettingReader:
    """Loads what targets name, each scenario and place once.

    Parameters
    ----------
    folder : pathlib.Path
        Folder that paths start from.
    checker : Checker
        Takes problems.
    """

    def __init__(self, folder: Path, checker: Checker) -> None:
        self.folder = folder
        self.checker = checker
        self._scenarios: dict[str, Scenario | None] = {}
        self._changed: dict[tuple[str, str], Scenario | None] = {}
        self._profiles: dict[str, Profile | None] = {}
        self._designs: dict[tuple[str, int], Design | None] = {}
        self._settings: dict[tuple[Any, ...], Setting] = {}

    def setting(self, entry: Entry) -> Setting | None:
        """Put together what a target is measured on.

        Parameters
        ----------
        entry : Entry
            The target, its own keys checked.

        Returns
        -------
        Setting or None
            None if anything in it is wrong or missing; that has been told.
        """
        scenario, profile = self._scenario(entry), self._profile(entry)
        size, weeks = entry.values.get("size"), entry.values.get("weeks")
        if scenario is None or weeks is None:
            return None
        design = self._design(entry, scenario, weeks)
        if design is None or profile is None or size is None:
            return None
        key = (scenario.digest, id(profile), size, weeks)
        return self._settings.setdefault(key, Setting(scenario, profile, size, weeks, design))

    @staticmethod
    def flat(change: object) -> dict[str, Any]:
        """Give the levers of a ``change`` by their dotted names."""
        flat = flatten_levers(change)
        return dict(flat) if isinstance(flat, Mapping) else {}

    def _scenario(self, entry: Entry) -> Scenario | None:
        asked = entry.values.get("scenario")
        if asked is None:
            return None
        if asked not in self._scenarios:
            self._scenarios[asked] = self._loaded(entry, asked)
        base = self._scenarios[asked]
        change = entry.stated.get("change", {})
        if not isinstance(change, Mapping):
            entry.problem("change", '"change" is not a table; write change = { "creche.places" = 0 }.')
            return None
        if base is None or not change:
            return base
        key = (asked, repr(sorted(self.flat(change).items())))
        if key not in self._changed:
            self._changed[key] = self._with_change(entry, base, self.flat(change))
        return self._changed[key]

    def _loaded(self, entry: Entry, asked: str) -> Scenario | None:
        try:
            return load(self.folder / asked if _is_path(asked) else asked)
        except InputError as error:
            self._tell(entry, "scenario", error.problems)
            return None

    def _with_change(self, entry: Entry, base: Scenario, change: dict[str, Any]) -> Scenario | None:
        try:
            made = variant(base, change, name=f"{base.name}_changed")
        except InputError as error:
            for sentence in error.problems:
                self._problem_of_change(entry, change, _IN_A_FILE.sub("", sentence))
            return None
        return replace(made, name=base.name, title=base.title)

    def _problem_of_change(self, entry: Entry, change: Mapping[str, Any], sentence: str) -> None:
        """Tell a problem at the line of the lever it is about."""
        named = next((lever for lever in change if lever in sentence), None)
        place = entry.place("change")
        if named is not None:
            whole, parts = (*place, named), (*place, *named.split("."))
            place = whole if whole in self.checker.lines else parts
        self.checker.problem(place, sentence)

    def _profile(self, entry: Entry) -> Profile | None:
        asked = entry.values.get("place")
        if asked is None:
            return None
        if asked not in self._profiles:
            self._profiles[asked] = self._loaded_place(entry, asked)
        return self._profiles[asked]

    def _loaded_place(self, entry: Entry, asked: str) -> Profile | None:
        unreadable = Problems()
        if _is_path(asked):
            text_of(self.folder / asked, asked, unreadable, "a place")
        try:
            unreadable.raise_if_any()
            return load_place_quietly(self.folder / asked if _is_path(asked) else asked)
        except InputError as error:
            self._tell(entry, "place", error.problems)
            return None

    def _tell(self, entry: Entry, key: str, sentences: Iterable[str]) -> None:
        """Tell what is wrong with what a target names: at the line of another file, else at the target's own."""
        for sentence in sentences:
            if _IN_A_FILE.match(sentence):
                self.checker.problems.add(sentence)
            else:
                begins = next((start for start in ("Unknown", "There") if sentence.startswith(start)), "")
                entry.problem(key, f"{begins.lower()}{sentence[len(begins) :]}")

    def _design(self, entry: Entry, scenario: Scenario, weeks: int) -> Design | None:
        key = (scenario.digest, weeks)
        if key not in self._designs:
            try:
                self._designs[key] = scenario.expand(weeks)
            except InputError as error:
                self._designs[key] = None
                self._tell(entry, "weeks", error.problems)
        return self._designs[key]


def _is_path(asked: str) -> bool:
    return "/" in asked or os.sep in asked or asked.endswith(_ENDING)

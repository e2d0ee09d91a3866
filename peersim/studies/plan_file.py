"""plan.toml: a question written down as a study; everything that is wrong in it is told at once, each with its line."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from peersim.foundation.problems import InputError, Problems, nearest
from peersim.scenarios.locate import line_at, lines_of
from peersim.scenarios.model import Scenario
from peersim.scenarios.read import syntax_sentence, text_of
from peersim.scenarios.values import quoted
from peersim.studies.plan import DO_NOTHING, STORED, Plan, check_count, check_number, make_plan
from peersim.studies.plan_text import is_path
from peersim.studies.precision import MOST_REPLICATIONS, Precision, read_precision
from peersim.studies.sweep import Point, Sweep, make_points, points_in_grid
from peersim.studies.sweep_file import read_sweep
from peersim.studies.tables import Keep, check_keep

NUMBERS = {"parents": 3000, "weeks": 156, "draws": 20, "replications": 3, "seed": 1}
"""Numbers of a study and what they are where a plan does not say."""

KEYS = (
    "question", "scenarios", "reference", "place", *NUMBERS, "outcomes", "keep", "precision", "most_replications",
    "sweep",
)  # fmt: skip
"""Keys of a plan."""

HINT = "See `peersim study plan --help`."
_NAMED = "a plan"


@dataclass(frozen=True)
class Asked:
    """A study as somebody asked for it, checked.

    Attributes
    ----------
    text : str
        The plan as it was written, byte for byte.
    question : str
        What is asked.
    plan : Plan
        Scenarios (those of a sweep among them), place and numbers.
    keep : Keep
        What is kept of each run.
    precision : Precision or None
        How precise an answer is wanted.
    most_replications : int
        Replications at which the search for that precision ends.
    sweep : Sweep or None
        What is swept over.
    points : tuple of Point
        Scenarios of the sweep, with the values of their levers.
    """

    text: str
    question: str
    plan: Plan
    keep: Keep
    precision: Precision | None = None
    most_replications: int = MOST_REPLICATIONS
    sweep: Sweep | None = None
    points: tuple[Point, ...] = ()


def read_plan(path: str | os.PathLike[str]) -> Asked:
    """Read a plan, with the scenarios and the place it names; nothing is run or written.

    Parameters
    ----------
    path : str or path
        A TOML file. Paths in it are relative to it.

    Returns
    -------
    Asked

    Raises
    ------
    InputError
        With every problem found: file, line, what is wrong, what is allowed, the nearest valid name.
    """
    file, display = Path(path), os.fspath(path)
    problems = Problems(HINT)
    text = text_of(file, display, problems, _NAMED)
    problems.raise_if_any()
    assert text is not None  # a file that cannot be read is a problem
    return read_plan_text(text, display, file.parent)


def read_plan_text(text: str, display: str, folder: Path) -> Asked:
    """Read a plan from its text.

    Parameters
    ----------
    text : str
        TOML.
    display : str
        The file as the user knows it.
    folder : Path
        Where paths in it start.

    Returns
    -------
    Asked

    Raises
    ------
    InputError
        With every problem found.
    """
    problems = Problems(HINT)
    try:
        raw = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        problems.add(syntax_sentence(str(error), text, display))
        problems.raise_if_any()
    return _Reader(text, display, folder, raw, problems).read()


class _Reader:
    """Reads one plan, noting what is wrong and where."""

    def __init__(self, text: str, display: str, folder: Path, raw: dict[str, Any], problems: Problems) -> None:
        self.text, self.display, self.folder, self.raw, self.problems = text, display, folder, raw, problems
        self.lines = lines_of(text)

    def read(self) -> Asked:
        """Check every part, then all of them together."""
        for key in self.raw:
            if key not in KEYS:
                self.wrong((key,), f"unknown key {quoted(key)}.{nearest(key, KEYS)}")
        question = self.word("question", "")
        numbers = {name: self.number(name, usual) for name, usual in NUMBERS.items()}
        most = self.number("most_replications", MOST_REPLICATIONS, "replications")
        place = self.place()
        keep = self.keep()
        precision = self.sentence("precision", read_precision)
        scenarios = self.scenarios()
        sweep = read_sweep(self.raw.get("sweep"), self.wrong, self.scenario) if "sweep" in self.raw else None
        if "scenarios" not in self.raw and "sweep" not in self.raw:
            self.problems.add(f'{self.display}: names no scenario; it must have "scenarios", or a [sweep].')
        reference = self.reference(scenarios, sweep)
        self.count(numbers, scenarios, sweep)
        self.precise(precision, keep)
        self.problems.raise_if_any()
        points = self.points(sweep, numbers["seed"] or 0)
        plan = self.plan(_in_order(scenarios, sweep, points), place, numbers, reference)
        assert most is not None  # it would have been a problem
        return Asked(self.text, question, plan, keep, precision, most, sweep, tuple(points))

    def wrong(self, where: tuple[str | int, ...], sentence: str) -> None:
        """Note a problem at a place in the file."""
        self.problems.add(f"{self.display}, line {line_at(self.lines, where)}: {sentence}")

    def word(self, key: str, usual: str) -> str:
        """Read a text."""
        value = self.raw.get(key, usual)
        if not isinstance(value, str):
            self.wrong((key,), f"{key} must be text in quotes.")
            return usual
        return value

    def words(self, key: str) -> list[str] | None:
        """Read a list of texts; None where it is left out or no good."""
        value = self.raw.get(key)
        if value is None:
            return None
        if not isinstance(value, list) or not value or not all(isinstance(each, str) for each in value):
            self.wrong((key,), f"{key} must be a list of texts in quotes, with at least one in it.")
            return None
        return value

    def number(self, key: str, usual: int, limit: str = "") -> int | None:
        """Read one of the study's numbers."""
        if key not in self.raw:
            return usual
        told = Problems()
        value = check_number(limit or key, self.raw[key], told, STORED)
        for sentence in told.found:
            self.wrong((key,), key + sentence.removeprefix(limit or key))
        return value

    def sentence(self, key: str, read: Callable[[Any], Any]) -> Any:
        """Read something that a function of its own understands."""
        if key not in self.raw:
            return None
        try:
            return read(self.raw[key])
        except ValueError as error:
            self.wrong((key,), str(error))
            return None

    def keep(self) -> Keep:
        """Read what is kept of each run."""
        told = Problems()
        keep = check_keep(self.words("keep"), self.words("outcomes"), told)
        for sentence in told.found:
            self.wrong((sentence.partition(":")[0],), sentence)
        return keep

    def place(self) -> Any:
        """Load the place: one that comes with peersim, or a file beside the plan."""
        from peersim.places import load_place

        return self.loaded(("place",), self.word("place", "derby"), load_place)

    def scenarios(self) -> list[Scenario]:
        """Load the scenarios that are named."""
        names = self.words("scenarios") or []
        found: list[Scenario] = []
        for number, name in enumerate(names):
            scenario = self.scenario(("scenarios", number), name)
            if scenario is not None and scenario.name in [each.name for each in found]:
                self.wrong(("scenarios", number), f'scenario "{scenario.name}" is named twice.')
            elif scenario is not None:
                found.append(scenario)
        return found

    def scenario(self, where: tuple[str | int, ...], name: Any) -> Scenario | None:
        """Load one scenario: one of the library, or a file beside the plan."""
        from peersim.scenarios.loading import load

        if not isinstance(name, str):
            self.wrong(where, "a scenario must be a name, or the path of a file, in quotes.")
            return None
        scenario: Scenario | None = self.loaded(where, name, load)
        weeks = self.raw.get("weeks", NUMBERS["weeks"])
        if scenario is not None and isinstance(weeks, int) and 1 <= weeks <= STORED.limits["weeks"].high:
            self.told(where, lambda: scenario.expand(weeks))
        return scenario

    def loaded(self, where: tuple[str | int, ...], name: str, load: Callable[[Any], Any]) -> Any:
        """Load by name, or by path from the plan's own folder."""
        asked = Path(os.path.normpath(self.folder / name)) if is_path(name) else name
        return self.told(where, lambda: load(asked))

    def told(self, where: tuple[str | int, ...], act: Callable[[], Any]) -> Any:
        """Do something; what is wrong is noted at this place, unless it says itself in which file and line it is."""
        try:
            return act()
        except InputError as error:
            for sentence in error.problems:
                if ".toml, line " in sentence.partition(": ")[0]:
                    self.problems.add(sentence)
                else:
                    self.wrong(where, sentence[:1].lower() + sentence[1:] if sentence[1:2].islower() else sentence)
            return None

    def reference(self, scenarios: list[Scenario], sweep: Sweep | None) -> str | None:
        """Read which scenario the others are compared with."""
        if "reference" not in self.raw:
            return None
        name = Path(self.word("reference", "")).name.removesuffix(".toml")
        known = [each.name for each in scenarios] + [DO_NOTHING] + ([sweep.base.name] if sweep else [])
        if name not in known and isinstance(self.raw["reference"], str):
            self.wrong(
                ("reference",),
                f"reference {quoted(name)} is not among the scenarios of this plan.{nearest(name, known)}",
            )
        return name

    def count(self, numbers: Mapping[str, int | None], scenarios: list[Scenario], sweep: Sweep | None) -> None:
        """See that there are no more scenarios and runs than can be kept."""
        count = len({each.name for each in scenarios} | {DO_NOTHING})
        count += sweep.points + (sweep.base.name not in [each.name for each in scenarios]) if sweep else 0
        if count > STORED.scenarios:
            self.wrong(("sweep",), f"these are {count:,} scenarios; allowed up to {STORED.scenarios:,}.")
        if numbers["draws"] and numbers["replications"]:
            told = Problems()
            check_count(count, numbers["draws"], numbers["replications"], told, STORED)
            for sentence in told.found:
                self.problems.add(f"{self.display}: {sentence}")

    def precise(self, precision: Precision | None, keep: Keep) -> None:
        """See that what is wanted precisely is kept."""
        kept = "outcomes" in keep.tables and (
            keep.outcomes is None or precision is None or precision.outcome in keep.outcomes
        )
        if precision is not None and not kept:
            self.wrong(("precision",), f"precision is wanted for {precision.outcome}, which is not among what is kept.")

    def points(self, sweep: Sweep | None, seed: int) -> list[Point]:
        """Make the scenarios of a sweep."""
        points = self.told(("sweep",), lambda: make_points(sweep, seed)) if sweep else []
        self.problems.raise_if_any()
        found: list[Point] = points
        return found

    def plan(self, scenarios: list[Scenario], place: Any, numbers: Mapping[str, Any], reference: str | None) -> Plan:
        """Put everything together."""
        known = {each.name: each for each in scenarios}
        first = known.get(reference) if reference else None
        if reference == DO_NOTHING and first is None:
            from peersim.scenarios.loading import load

            first = load(DO_NOTHING)
        ordered = [first, *(each for each in scenarios if each is not first)] if first else scenarios
        try:
            return make_plan(ordered, place=place, size=STORED, **numbers)
        except InputError as error:
            raise InputError([f"{self.display}: {sentence}" for sentence in error.problems], HINT) from None


def _in_order(scenarios: list[Scenario], sweep: Sweep | None, points: list[Point]) -> list[Scenario]:
    """List scenarios that are named, the base of a sweep if it is not among them, and its points."""
    base = [sweep.base] if sweep and sweep.base.name not in [each.name for each in scenarios] else []
    return [*scenarios, *base, *(point.scenario for point in points)]


__all__ = ["Asked", "KEYS", "NUMBERS", "points_in_grid", "read_plan", "read_plan_text"]

"""The plan of a study: every run it consists of, checked and written down before the first one starts."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from peersim.foundation.problems import InputError, Problems
from peersim.studies.file_names import without_folders
from peersim.studies.fingerprints import fingerprint, package_fingerprint, plain
from peersim.studies.limits import (
    IN_MEMORY,
    LIMITS,
    MOST_RUNS,
    MOST_SCENARIOS,
    STORED,
    Limits,
    Size,
    check_count,
    check_number,
)
from peersim.version import __version__

if TYPE_CHECKING:
    from peersim.scenarios.model import Scenario

__all__ = [
    "DO_NOTHING",
    "IN_MEMORY",
    "LIMITS",
    "Limits",
    "MOST_RUNS",
    "MOST_SCENARIOS",
    "Plan",
    "Run",
    "STORED",
    "Size",
    "World",
    "check_count",
    "check_number",
    "fingerprint",
    "make_plan",
    "package_fingerprint",
    "plain",
    "replaced_now",
]

DO_NOTHING = "nothing"
"""Name of the scenario in which there is no programme; it runs beside every other one."""

HINT = "See `peersim compare --help`."


class World(NamedTuple):
    """One possible world: the same families, luck and parameter values for every scenario.

    Attributes
    ----------
    draw : int
        Which set of uncertain parameter values, from 0.
    replication : int
        Which run of luck, from 0.
    """

    draw: int
    replication: int


class Run(NamedTuple):
    """One run: a scenario in a world.

    Attributes
    ----------
    number : int
        Place in the plan, from 0; results are kept in this order whoever finishes first.
    scenario : str
        Name of the scenario.
    draw, replication : int
        The world.
    """

    number: int
    scenario: str
    draw: int
    replication: int


@dataclass(frozen=True)
class Plan:
    """Everything that decides a study's results.

    Attributes
    ----------
    scenarios : tuple of Scenario
        Resolved scenarios: the reference first, `nothing` among them.
    designs : tuple of Design
        Their weekly designs, one for each scenario; none in a study that is not held in memory.
    profile : Profile
        The place.
    place : str
        Its short name.
    parents : int
        Families eligible at week 0 [parents].
    weeks : int
        Length of each run [weeks].
    draws : int
        Sets of uncertain parameter values [draws].
    replications : int
        Runs of luck for each draw [replications].
    seed : int
        All luck follows from it.
    replaced : tuple of dict
        Rules that were replaced, and hooks (`peersim.engine.swapping.replaced_rules`), when the plan was made.
    """

    scenarios: tuple[Scenario, ...]
    designs: tuple[Any, ...] = field(repr=False)
    profile: Any = field(repr=False)
    place: str
    parents: int
    weeks: int
    draws: int
    replications: int
    seed: int
    replaced: tuple[dict[str, str], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the scenarios, the reference first."""
        return tuple(scenario.name for scenario in self.scenarios)

    @property
    def place_title(self) -> str:
        """Name of the place as shown to people."""
        return str(getattr(self.profile, "name", self.place))

    @property
    def remarks(self) -> list[str]:
        """What a user should know before a run: notes of the scenarios; no errors."""
        replaced = [f"not the model's own rules: {each['what']} is replaced or added." for each in self.replaced]
        return replaced + [f"{name}: {note}" for name, notes in self.notes().items() for note in notes]

    def notes(self) -> dict[str, list[str]]:
        """Say of each scenario what is legal but worth knowing, such as parts that contradict each other.

        Returns
        -------
        dict of list of str
            Sentences by scenario; scenarios of which there is nothing to say are left out.
        """
        found = {scenario.name: list(getattr(scenario, "notes", ())) for scenario in self.scenarios}
        return {name: notes for name, notes in found.items() if notes}

    @property
    def count(self) -> int:
        """Number of runs [runs]."""
        return len(self.scenarios) * self.draws * self.replications

    @property
    def reference(self) -> str:
        """Name of the scenario against which the others are compared."""
        return self.names[0]

    def worlds(self) -> list[World]:
        """List the study's worlds.

        Returns
        -------
        list of World
            Draw by draw, and within each draw replication by replication.
        """
        return [World(d, r) for d in range(self.draws) for r in range(self.replications)]

    def runs(self) -> list[Run]:
        """List every run of the study.

        Returns
        -------
        list of Run
            World by world, and within each world scenario by scenario.
        """
        cells = [(name, world) for world in self.worlds() for name in self.names]
        return [Run(n, name, world.draw, world.replication) for n, (name, world) in enumerate(cells)]

    def facts(self) -> dict[str, Any]:
        """Say what a comparison of the study's runs must know besides the runs.

        Returns
        -------
        dict
            Plain values: scenarios, their titles, the reference, the place, the study's numbers, version, price year.
        """
        return {
            "scenarios": list(self.names),
            "titles": {scenario.name: scenario.title for scenario in self.scenarios},
            "reference": self.reference,
            "place": self.place,
            "place_title": self.place_title,
            "parents": self.parents,
            "weeks": self.weeks,
            "draws": self.draws,
            "replications": self.replications,
            "seed": self.seed,
            "price_year": getattr(self.scenarios[0], "price_year", None),
            "version": __version__,
            "assumptions": self._assumptions(),
            "notes": self.notes(),
        }

    def _assumptions(self) -> dict[str, list[str]]:
        from peersim.scenarios.model import Scenario
        from peersim.scenarios.rests_on import assumptions_behind

        chosen = {each.name: each for each in self.scenarios if isinstance(each, Scenario)}  # tests put stand-ins here
        reference = chosen.pop(self.reference, None)
        chosen.pop(DO_NOTHING, None)
        if reference is None:
            return {}
        return {name: assumptions_behind(scenario, reference) for name, scenario in chosen.items()}

    def inputs(self) -> dict[str, Any]:
        """Describe what decides the results, in plain values.

        Returns
        -------
        dict
            Version, fingerprint of the package, place, resolved scenarios, the study's numbers and replaced rules.
        """
        return {
            "version": __version__,
            "package": package_fingerprint(),
            "place": self.place,
            "profile": fingerprint(plain(self.profile)),
            "scenarios": {scenario.name: fingerprint(scenario.resolved_toml()) for scenario in self.scenarios},
            "order": list(self.names),
            "parents": self.parents,
            "weeks": self.weeks,
            "draws": self.draws,
            "replications": self.replications,
            "seed": self.seed,
            "rules": [[each["what"], each["sha256"]] for each in self.replaced],
        }

    def fingerprint(self) -> str:
        """Make the hash of `inputs`: equal hashes mean equal results.

        Returns
        -------
        str
            64 hexadecimal digits.
        """
        return fingerprint(self.inputs())


def make_plan(
    scenarios: Sequence[Any],
    *,
    place: Any = "derby",
    parents: int = 3000,
    weeks: int = 156,
    draws: int = 20,
    replications: int = 3,
    seed: int = 1,
    reference: Any = None,
    workers: int | None = None,
    size: Size = IN_MEMORY,
) -> Plan:
    """Check what was asked for and turn it into a plan; nothing is run.

    Parameters
    ----------
    scenarios : sequence of str, Path or Scenario
        Names in the library, paths of scenario files, or scenarios. The first is the reference; `nothing` is added.
    place : str, Path or Profile
        Name of a place, path of a place file, or a profile.
    parents, weeks : int
        Families eligible at week 0 [parents]; length of each run [weeks].
    draws, replications : int
        Sets of uncertain parameter values [draws]; runs of luck for each draw [replications].
    seed : int
        All luck follows from it; zero is legal.
    reference : str, Path or Scenario, optional
        Compare against this one instead of the first; it is moved to the front.
    workers : int, optional
        Threads [cores]: only checked here, so that a mistake in it is told together with the others.
    size : Size
        How large the study may be.

    Returns
    -------
    Plan
        A study ready to be executed.

    Raises
    ------
    InputError
        If anything is wrong: all problems at once.
    """
    problems = Problems(HINT)
    numbers = {"parents": parents, "weeks": weeks, "draws": draws, "replications": replications, "seed": seed}
    checked = {name: check_number(name, value, problems, size) for name, value in numbers.items()}
    if workers is not None:
        check_number("workers", workers, problems)
    loaded = _load_scenarios(_in_order(scenarios, reference), problems, size.scenarios)
    profile = _load_place(place, problems)
    designs = _expand(loaded, checked["weeks"], problems, size)
    if checked["draws"] and checked["replications"]:
        check_count(len(loaded), checked["draws"], checked["replications"], problems, size)
    problems.raise_if_any()
    return Plan(
        replaced=tuple(replaced_now()),
        scenarios=tuple(loaded),
        designs=tuple(designs),
        profile=profile,
        place=_name_of_place(place, profile),
        **{name: value for name, value in checked.items() if value is not None},
    )


def replaced_now() -> list[dict[str, str]]:
    """Say which rules are replaced just now.

    Returns
    -------
    list of dict
        As `peersim.engine.swapping.replaced_rules` says; none where nothing has imported what replaces them.
    """
    if "peersim.engine.swapping" not in sys.modules:
        return []
    from peersim.engine.swapping import replaced_rules

    return replaced_rules()


def _in_order(scenarios: Sequence[Any], reference: Any) -> list[Any]:
    wanted = (
        [scenarios] if isinstance(scenarios, (str, os.PathLike)) or hasattr(scenarios, "expand") else list(scenarios)
    )
    if reference is not None:
        wanted = [reference, *(s for s in wanted if _label(s) != _label(reference))]
    return wanted


def _label(scenario: Any) -> str:
    return str(getattr(scenario, "name", scenario))


def _load_scenarios(wanted: list[Any], problems: Problems, most: int) -> list[Scenario]:
    from peersim.scenarios.loading import load

    if not wanted:
        problems.add("No scenario was named. Name at least one; `peersim scenario list` shows what there is.")
    if len(wanted) > most:
        problems.add(f"{len(wanted):,} scenarios were named; allowed up to {most:,} in one study.")
        return []
    loaded: list[Scenario] = []
    seen: dict[str, str] = {}
    for item in wanted:
        try:
            scenario = item if hasattr(item, "expand") else load(item)
        except InputError as error:
            _take_over(error, problems)
            continue
        if scenario.name in seen:
            problems.add(f'Scenario "{scenario.name}" is named twice ({seen[scenario.name]} and {_label(item)}).')
            continue
        seen[scenario.name] = _label(item)
        loaded.append(without_folders(scenario))
    if DO_NOTHING not in seen:
        loaded.append(load(DO_NOTHING))
    return loaded


def _load_place(place: Any, problems: Problems) -> Any:
    from peersim.places import load_place

    if not isinstance(place, (str, os.PathLike)):
        return place
    try:
        return load_place(place)
    except InputError as error:
        _take_over(error, problems)
        return None


def _expand(loaded: list[Scenario], weeks: int | None, problems: Problems, size: Size) -> list[Any]:
    """See that every scenario can be laid out; give the layouts of a study that is held in memory."""
    designs = []
    for scenario in loaded if weeks else []:
        assert weeks is not None
        try:
            design = scenario.expand(weeks)
            designs += [design] if size.held else []
        except InputError as error:
            _take_over(error, problems)
    return designs


def _take_over(error: InputError, problems: Problems) -> None:
    for sentence in error.problems:
        problems.add(sentence)
    if error.hint:
        problems.hint = error.hint


def _name_of_place(place: Any, profile: Any) -> str:
    return str(getattr(profile, "slug", None) or getattr(profile, "name", place))

"""Extending a study: more draws, replications or scenarios, each in every world that it can meet.

Nothing that is done changes by it. The luck of a world follows from the seed, the draw and the replication; draw 7 is
the same draw however many there are; a scenario added later runs on the families and the luck of the worlds there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from peersim.foundation.problems import InputError, Problems
from peersim.studies.blocks import Block, cut
from peersim.studies.draws_file import digest_of
from peersim.studies.file_names import without_folders
from peersim.studies.one_world import Machinery
from peersim.studies.plan import STORED, check_count, check_number
from peersim.studies.study_file import StudyFile, sha256_of

_HINT = "See `peersim study extend --help`."


@dataclass(frozen=True)
class Extension:
    """What is added to a study, checked.

    Attributes
    ----------
    seed : int
        The study's seed.
    draws, replications : int
        How many there will be in all.
    scenarios : tuple of Scenario
        Scenarios that are added.
    blocks : tuple of Block
        What has to be run for it, without hashes.
    """

    seed: int
    draws: int
    replications: int
    scenarios: tuple[Any, ...]
    blocks: tuple[Block, ...]

    @classmethod
    def check(
        cls, study: StudyFile, draws: int | None, replications: int | None, scenarios: Sequence[Any]
    ) -> Extension:
        """Check what should be added.

        Parameters
        ----------
        study : StudyFile
            The plan as it is.
        draws, replications : int or None
            How many there should be in all; None for no more than there are.
        scenarios : sequence of str, Path or Scenario
            Scenarios to add.

        Returns
        -------
        Extension

        Raises
        ------
        InputError
            With every problem found.
        """
        problems = Problems(_HINT)
        more_draws = _more("draws", draws, study.draws, problems)
        more_replications = _more("replications", replications, study.replications, problems)
        added = _load(study, scenarios, problems)
        names = [*study.names, *(scenario.name for scenario in added)]
        check_count(len(names), more_draws, more_replications, problems, STORED)
        if len(names) > STORED.scenarios:
            problems.add(f"these are {len(names):,} scenarios; allowed up to {STORED.scenarios:,}.")
        if not problems.found and (more_draws, more_replications, added) == (study.draws, study.replications, []):
            problems.add("Nothing is added: name more draws, more replications or another scenario.")
        problems.raise_if_any()
        blocks = _blocks(study, more_draws, more_replications, names)
        return cls(study.inputs["seed"], more_draws, more_replications, tuple(added), blocks)

    def more_draws(self, machinery: Machinery, stored: Any) -> Any:
        """Sample the draws there will be, and see that the first of them are those that were run.

        Parameters
        ----------
        machinery : Machinery
            What samples them.
        stored : numpy.ndarray
            Draws of the study as it is.

        Returns
        -------
        numpy.ndarray
            All draws.

        Raises
        ------
        InputError
            If the first of them are others now, as after another library changed its random numbers.
        """
        if self.draws == len(stored):
            return stored
        values = machinery.draws(self.draws, self.seed)
        if digest_of(values[: len(stored)]) != digest_of(stored):
            raise InputError(
                ["Draws cannot be added: sampled here, the first of them are not those the study has."],
                "Use the versions of NumPy and SciPy with which it was planned; study.json names them.",
            )
        return values

    def _assumptions(self, reference: Any) -> dict[str, list[str]]:
        from peersim.scenarios.model import Scenario
        from peersim.scenarios.rests_on import assumptions_behind

        if not isinstance(reference, Scenario):  # tests put stand-ins here
            return {}
        return {each.name: assumptions_behind(each, reference) for each in self.scenarios}

    def applied(self, study: StudyFile, draws_sha256: str, reference: Any) -> StudyFile:
        """Give the plan with what is added.

        Parameters
        ----------
        study : StudyFile
            The plan as it is.
        draws_sha256 : str
            Hash of all draws.
        reference : Scenario
            With which the others are compared.

        Returns
        -------
        StudyFile
            Its facts tell of all that is in it.
        """
        facts = dict(study.facts)
        facts |= {"draws": self.draws, "replications": self.replications}
        facts["scenarios"] = [*study.names, *(scenario.name for scenario in self.scenarios)]
        facts["titles"] = facts["titles"] | {scenario.name: scenario.title for scenario in self.scenarios}
        facts["assumptions"] = facts["assumptions"] | self._assumptions(reference)
        facts["notes"] = facts["notes"] | {s.name: list(s.notes) for s in self.scenarios if getattr(s, "notes", ())}
        texts = study.document["texts"] | {s.name: sha256_of(s.resolved_toml()) for s in self.scenarios}
        return study.with_blocks(self.blocks, facts, texts=texts, draws_sha256=draws_sha256)


def _more(name: str, wanted: int | None, present: int, problems: Problems) -> int:
    if wanted is None:
        return present
    checked = check_number(name, wanted, problems, STORED)
    if checked is None:
        return present
    if checked < present:
        problems.add(f"{name} is {checked:,}; the study has {present:,} already, and what is done stays.")
    return max(checked, present)


def _load(study: StudyFile, scenarios: Sequence[Any], problems: Problems) -> list[Any]:
    from peersim.scenarios.loading import load

    found: list[Any] = []
    for item in scenarios:
        try:
            scenario = item if hasattr(item, "expand") else load(Path(item) if Path(str(item)).is_file() else item)
            scenario.expand(study.inputs["weeks"])
        except InputError as error:
            for sentence in error.problems:
                problems.add(sentence)
            continue
        if scenario.name in (*study.names, *(each.name for each in found)):
            problems.add(f'Scenario "{scenario.name}" is in the study already; give another file another name.')
        else:
            found.append(without_folders(scenario))
    return found


def _blocks(study: StudyFile, draws: int, replications: int, names: Sequence[str]) -> tuple[Block, ...]:
    """Cut what has to be run: new scenarios in the present worlds, then more worlds with all scenarios."""
    present = ((0, study.draws), (0, study.replications))
    parts = (
        (*present, names[len(study.names) :]),
        ((study.draws, draws), present[1], names),
        ((0, draws), (study.replications, replications), names),
    )
    blocks: list[Block] = []
    first = sum(block.shards for block in study.blocks)
    for some_draws, some_replications, some_names in parts:
        if some_names and some_draws[0] < some_draws[1] and some_replications[0] < some_replications[1]:
            number = len(study.blocks) + len(blocks)
            blocks.append(cut(number, some_draws, some_replications, some_names, first, study.inputs["weeks"]))
            first += blocks[-1].shards
    return tuple(blocks)

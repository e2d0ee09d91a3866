"""A study on disk: planned whole before its first run, held by one process at a time, extended but never renumbered."""

from __future__ import annotations

import difflib
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from peersim.foundation.problems import InputError, Problems
from peersim.studies.draws_file import digest_of, encode_draws, read_draws
from peersim.studies.execute import Engine
from peersim.studies.extending import Extension
from peersim.studies.fingerprints import package_fingerprint, plain
from peersim.studies.journal import Journal
from peersim.studies.lock import Lock
from peersim.studies.one_world import Machinery
from peersim.studies.orders import OrderBook
from peersim.studies.plan import replaced_now
from peersim.studies.plan_file import Asked
from peersim.studies.provenance import provenance
from peersim.studies.resolved import scenario_from
from peersim.studies.shards import SHARD_JSON, SHARDS, Shard, check, sync_folder, write_and_sync
from peersim.studies.study_file import (
    DRAWS,
    PLACE_JSON,
    PLAN_TOML,
    SCENARIOS,
    STUDY_JSON,
    StudyFile,
    new_study_file,
    read_study_file,
    replace_file,
    sha256_of,
)
from peersim.studies.whole_folder import whole_folder

_PLAN_AGAIN = "Plan another study in another folder, or add to this one with `peersim study extend`."
_SHOWN_LINES = 40


class Trouble(NamedTuple):
    """A shard that is not as it was left.

    Attributes
    ----------
    number : int
        The shard.
    what : tuple of str
        What is wrong, in sentences.
    """

    number: int
    what: tuple[str, ...]


class Study:
    """A study's folder.

    Parameters
    ----------
    folder : str or Path
        Where it is.
    machinery : Machinery, optional
        What runs the model; tests give a stand-in.

    Raises
    ------
    InputError
        If there is no study there, or its plan was changed.
    """

    def __init__(self, folder: str | os.PathLike[str], machinery: Machinery | None = None) -> None:
        self.folder = Path(folder)
        self.machinery = machinery or Engine()
        self.file: StudyFile = read_study_file(self.folder)
        self.journal = Journal(self.folder)

    @classmethod
    def create(cls, asked: Asked, folder: str | os.PathLike[str], machinery: Machinery | None = None) -> Study:
        """Plan a study: everything is checked, written and hashed; nothing is run.

        Parameters
        ----------
        asked : Asked
            What was asked for, from `peersim.studies.plan_file.read_plan`.
        folder : str or Path
            Where the study should be: a folder that is not there yet, or an empty one.
        machinery : Machinery, optional
            What runs the model; tests give a stand-in.

        Returns
        -------
        Study

        Raises
        ------
        InputError
            If something is there already, or nothing can be written there. Nothing has been changed then.
        """
        target = Path(folder)
        _refuse_if_taken(target)
        with _new_folder(target) as work:
            _write_plan(asked, work, machinery or Engine())
        return cls(target, machinery)

    def remarks(self) -> list[str]:
        """Say what a user should know before a run: notes of the scenarios, rules that are replaced; no errors."""
        replaced = [
            f"not the model's own rules: {each['what']} is replaced or added."
            for each in self.file.document.get("replaced_rules", ())
        ]
        return replaced + [f"{name}: {note}" for name, notes in self.file.facts["notes"].items() for note in notes]

    def reload(self) -> None:
        """Read plan and journal again, as after another process may have changed them."""
        self.file = read_study_file(self.folder)
        self.journal = Journal(self.folder)

    def lock(self, doing: str) -> Lock:
        """Hold the study, so that no other process writes to it.

        Parameters
        ----------
        doing : str
            What it is held for, in words.

        Returns
        -------
        Lock
            To be used as a context.
        """
        return Lock(self.folder, doing)

    # What may go on

    def refuse_unless_same(self) -> None:
        """See that nothing that decides results has changed since the study was planned.

        Raises
        ------
        InputError
            If the plan or a file of it was changed, this is another peersim, or other rules are replaced.
        """
        problems = Problems()
        if self.is_migrated:
            problems.add(
                f"{self.folder} was brought over from an older format: it can be read, compared and exported, but "
                "holds no plan from which it could be run."
            )
            problems.raise_if_any()
        self._refuse_edited_plan(problems)
        self._refuse_another_peersim(problems)
        for sentence in self.changed_files():
            problems.add(sentence)
        problems.raise_if_any()

    def _refuse_edited_plan(self, problems: Problems) -> None:
        path, asked = self.folder / PLAN_TOML, str(self.file.document["plan_text"])
        try:
            found = path.read_bytes().decode("utf-8", errors="replace")
        except FileNotFoundError:
            found = ""
        if found != asked:
            differing = difflib.unified_diff(
                asked.splitlines(), found.splitlines(), "as planned", "as it is now", lineterm="", n=1
            )
            lines = [line.rstrip("\n") for line in differing]
            shown = lines[:_SHOWN_LINES] + (["…"] if len(lines) > _SHOWN_LINES else [])
            what = "was edited" if found else "is missing or empty"
            problems.add("\n".join([f"{path} {what} after the study was planned. The difference:", *shown]))
            problems.hint = f"Put it back. {_PLAN_AGAIN}"

    def _refuse_another_peersim(self, problems: Problems) -> None:
        inputs = self.file.inputs
        here = package_fingerprint()
        if inputs["package"] != here:
            planned = self.file.document.get("planned", {})
            problems.add(
                f"{self.folder} was planned with another peersim (version {inputs['version']}, commit "
                f"{planned.get('commit') or 'unknown'}): its code or tables differ from those here "
                f"({inputs['package'][:12]} there, {here[:12]} here). Results of different code are never mixed."
            )
            problems.hint = "Go on with the peersim that planned it, or plan the study again in another folder."
        now = [[each["what"], each["sha256"]] for each in replaced_now()]
        if now != inputs["rules"]:
            there, present = (", ".join(what for what, _ in rules) or "none" for rules in (inputs["rules"], now))
            problems.add(f"{self.folder} was planned with these rules replaced: {there}; now they are: {present}.")

    def changed_files(self) -> list[str]:
        """Say which files of the plan are not as they were written.

        Returns
        -------
        list of str
            A sentence for each; empty when all are sound.
        """
        found = []
        for name, sha256 in self.file.document["texts"].items():
            found += _unless_same(self.folder / SCENARIOS / f"{name}.resolved.toml", sha256)
        if self.is_migrated:
            return found
        found += _unless_same(self.folder / PLACE_JSON, self.file.document["place_sha256"])
        if self.draws_are_damaged():
            found.append(f"{self.folder / DRAWS} is missing, damaged or was changed after the study was planned.")
        return found

    def draws_are_damaged(self) -> bool:
        """Whether the file of draws does not hold the draws that were planned."""
        if self.is_migrated:
            return False
        try:
            return bool(digest_of(self._stored_draws()) != self.file.document["draws_sha256"])
        except (OSError, ValueError, KeyError):
            return True

    def scenario(self, name: str) -> Any:
        """Load one of the study's scenarios from its resolved text."""
        return scenario_from(name, self.text_of(name))

    def text_of(self, name: str) -> str:
        """Read the resolved text of one of the study's scenarios."""
        return (self.folder / SCENARIOS / f"{name}.resolved.toml").read_text(encoding="utf-8")

    def _reference(self) -> Any:
        return self.scenario(self.file.names[0]) if isinstance(self.machinery, Engine) else None

    def _stored_draws(self) -> Any:
        return read_draws(self.folder / DRAWS, self.machinery.values_type())[: self.file.draws]

    def mend_draws(self) -> bool:
        """Sample the draws again where their file is damaged; whether that gave what was planned."""
        values = self.machinery.draws(self.file.draws, self.file.inputs["seed"])
        if digest_of(values) != self.file.document["draws_sha256"]:
            return False
        replace_file(self.folder / DRAWS, encode_draws(values))
        return True

    # What is to be done

    def order_book(self) -> OrderBook:
        """Collect what workers must be told; every file it comes from has been checked."""
        inputs = self.file.inputs
        return OrderBook(
            parents=inputs["parents"],
            weeks=inputs["weeks"],
            seed=inputs["seed"],
            place=json.loads((self.folder / PLACE_JSON).read_text(encoding="utf-8")),
            scenarios=self.text_of,
            draws=self._stored_draws(),
            keep=self.file.keep,
            package=inputs["package"],
            rules=inputs["rules"],
        )

    @property
    def is_migrated(self) -> bool:
        """Whether it was brought over from an older format, of which there is no plan."""
        return "migrated_from" in self.file.document

    @property
    def runs_done(self) -> int:
        """Runs that came to an end, those that failed among them [runs]."""
        return self.journal.runs

    def left(self) -> list[int]:
        """List the numbers of the shards that are not finished."""
        numbers = range(sum(block.shards for block in self.file.blocks))
        return [number for number in numbers if number not in self.journal.entries]

    def stamped_otherwise(self, number: int) -> list[str]:
        """Say in what a sound shard does not bear the stamp of this plan, in words."""
        block, shard = self.file.shard(number)
        return _of_another_plan(self.folder, shard, self.file.stamp(block)._asdict())

    def verify(self) -> list[Trouble]:
        """Read every finished shard and see whether it is as it was left.

        Returns
        -------
        list of Trouble
            Shards that are damaged, lost or of another plan; shards that are not finished are no trouble.
        """
        return [
            Trouble(number, tuple(what)) for number in sorted(self.journal.entries) if (what := self._wrong(number))
        ]

    def _wrong(self, number: int) -> list[str]:
        try:
            _, shard = self.file.shard(number)
        except KeyError:
            return [f"shard {number:05d} is not in the plan."]
        return check(self.folder, shard, self.journal.entries[number].sha256) or self.stamped_otherwise(number)

    # What is added

    def extend(
        self, *, draws: int | None = None, replications: int | None = None, scenarios: Sequence[Any] = ()
    ) -> StudyFile:
        """Add draws, replications or scenarios to the plan; what is done stays, and nothing is run.

        Parameters
        ----------
        draws, replications : int, optional
            How many there should be in all.
        scenarios : sequence of str, Path or Scenario
            Scenarios to add; they are run in all worlds, those that are done too.

        Returns
        -------
        StudyFile
            The plan as it is now.

        Raises
        ------
        InputError
            If that is not more than there is, or not the study that was planned. Nothing has been changed then.
        """
        with self.lock("extending the study"):
            self.reload()
            return self.extend_held(draws=draws, replications=replications, scenarios=scenarios)

    def extend_held(
        self, *, draws: int | None = None, replications: int | None = None, scenarios: Sequence[Any] = ()
    ) -> StudyFile:
        """Do what `extend` does, for a process that holds the study."""
        self.refuse_unless_same()
        extension = Extension.check(self.file, draws, replications, scenarios)
        values = extension.more_draws(self.machinery, self._stored_draws())
        for scenario in extension.scenarios:
            path = self.folder / SCENARIOS / f"{scenario.name}.resolved.toml"
            replace_file(path, scenario.resolved_toml().encode("utf-8"))
        replace_file(self.folder / DRAWS, encode_draws(values))
        self.file = extension.applied(self.file, digest_of(values), self._reference())
        self.file.write(self.folder)  # until this is there, the files before it mean nothing
        return self.file


def _write_plan(asked: Asked, work: Path, machinery: Machinery) -> None:
    """Write everything a study is planned with."""
    plan = asked.plan
    texts = {scenario.name: scenario.resolved_toml() for scenario in plan.scenarios}
    place = json.dumps(plain(plan.profile), indent=1, ensure_ascii=False) + "\n"
    values = machinery.draws(plan.draws, plan.seed)
    file = new_study_file(
        inputs=plan.inputs(),
        facts=plan.facts(),
        keep=asked.keep,
        texts={name: sha256_of(text) for name, text in texts.items()},
        question=asked.question,
        plan_text=asked.text,
        precision=str(asked.precision) if asked.precision else None,
        most_replications=asked.most_replications,
        sweep=_sweep_document(asked),
        place_sha256=sha256_of(place),
        draws_sha256=digest_of(values),
        replaced_rules=list(plan.replaced),
        planned=provenance(),
    )
    (work / SCENARIOS).mkdir()
    for name, text in texts.items():
        write_and_sync(work / SCENARIOS / f"{name}.resolved.toml", text.encode("utf-8"))
    sync_folder(work / SCENARIOS)
    write_and_sync(work / PLAN_TOML, asked.text.encode("utf-8"))
    write_and_sync(work / PLACE_JSON, place.encode("utf-8"))
    write_and_sync(work / DRAWS, encode_draws(values))
    file.write(work)


def _sweep_document(asked: Asked) -> dict[str, Any] | None:
    if asked.sweep is None:
        return None
    points = {point.scenario.name: point.values for point in asked.points}
    return asked.sweep.document() | {"values": points}


def _unless_same(path: Path, sha256: str) -> list[str]:
    try:
        content = path.read_bytes()
    except OSError as error:
        return [f"{path} cannot be read ({error.strerror or error})."]
    if hashlib.sha256(content).hexdigest() != sha256:
        return [f"{path} was changed after the study was planned."]
    return []


def _of_another_plan(folder: Path, shard: Shard, stamp: dict[str, str]) -> list[str]:
    """See that a sound shard bears the stamp of its block."""
    facts = json.loads((folder / SHARDS / shard.name / SHARD_JSON).read_text(encoding="utf-8"))
    different = [name for name, value in stamp.items() if facts.get(name) != value]
    return [f"shard {shard.name} is of another plan or another peersim ({', '.join(different)})."] if different else []


def _refuse_if_taken(target: Path) -> None:
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise InputError([f"{target} is a file; it will not be touched."], "Choose another folder.")
    if target.is_dir() and any(target.iterdir()):
        what = "a study already" if (target / STUDY_JSON).is_file() else "files already; it will not be touched"
        raise InputError([f"{target} holds {what}."], _PLAN_AGAIN if what == "a study already" else "Choose another.")


@contextmanager
def _new_folder(target: Path) -> Iterator[Path]:
    """Make a study's folder, saying in words where it cannot be written."""
    try:
        with whole_folder(target) as work:
            yield work
    except OSError as error:
        raise InputError([f"{target}: cannot be written ({error.strerror or error})."], "Choose another.") from None

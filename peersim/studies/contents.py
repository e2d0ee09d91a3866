"""What a study's folder says it holds: its plan (`study.json`), and which shards are finished (`journal.jsonl`).

Only shards that the journal names are ever read. Results of another plan or another version of peersim are refused.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from peersim.foundation.problems import InputError
from peersim.studies.plan import World
from peersim.studies.shards import SHARD_JSON, SHARDS, Shard, Stamp, check
from peersim.studies.tables import STORE_FORMAT, STORE_VERSION, Keep, StoredTable, stored_tables

STUDY_JSON = "study.json"
JOURNAL = "journal.jsonl"

_SHOWN = 3


@dataclass(frozen=True)
class Contents:
    """What a study's folder says it holds.

    Attributes
    ----------
    folder : Path
        The folder.
    study : dict
        `study.json`.
    planned : tuple of Shard
        Every shard of the plan.
    journal : dict
        Checksum of its `shard.json` by number of each finished shard.
    """

    folder: Path
    study: dict[str, Any]
    planned: tuple[Shard, ...]
    journal: dict[int, str]

    @property
    def keep(self) -> Keep:
        """What is kept of each run."""
        return Keep.of(self.study["keep"]) if "keep" in self.study else Keep()

    @property
    def tables(self) -> dict[str, StoredTable]:
        """The tables of the study, by name."""
        return stored_tables(self.keep)

    @property
    def facts(self) -> dict[str, Any]:
        """What a comparison must know besides the runs: see `Plan.facts`."""
        return dict(self.study["facts"])

    @property
    def shards(self) -> tuple[Shard, ...]:
        """Finished shards, in the plan's order."""
        return tuple(shard for shard in self.planned if shard.number in self.journal)

    @property
    def runs_planned(self) -> int:
        """Runs of the plan."""
        return sum(len(shard.worlds) * len(shard.scenarios) for shard in self.planned)

    def paths(self, table: str) -> list[Path]:
        """Give the files of one table, in the order of the shards."""
        return [self.folder / SHARDS / shard.name / f"{table}.parquet" for shard in self.shards]

    def stamps(self) -> set[Stamp]:
        """Give the plans and versions whose results belong here: one; more only if blocks were added under others."""
        package = self.study["inputs"]["package"]
        hashes = {self.study["plan_hash"]} | {block.get("plan_hash") for block in self.study.get("blocks", ())}
        return {Stamp(plan_hash, package) for plan_hash in hashes if plan_hash}


def is_store(folder: str | os.PathLike[str]) -> bool:
    """Whether a folder holds a study of this kind, of whatever version."""
    try:
        study = json.loads((Path(folder) / STUDY_JSON).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(study, dict) and study.get("format") == STORE_FORMAT


def read_contents(folder: str | os.PathLike[str]) -> Contents:
    """Read what a study's folder says it holds.

    Parameters
    ----------
    folder : str or Path
        The folder.

    Returns
    -------
    Contents

    Raises
    ------
    InputError
        If there is no study there, or one of a version that this peersim cannot read.
    """
    path = Path(folder)
    try:
        study = json.loads((path / STUDY_JSON).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError([f"{path} holds no study ({STUDY_JSON} is missing)."]) from None
    except (OSError, ValueError) as error:
        raise InputError([f"{path / STUDY_JSON} cannot be read ({error})."]) from None
    if not isinstance(study, dict) or study.get("format") != STORE_FORMAT:
        raise InputError([f"{path / STUDY_JSON} is not that of a study."])
    version = study.get("format_version")
    if version != STORE_VERSION:
        raise InputError([f"{path} is of format {version!r}; this peersim reads {STORE_VERSION}.{_way_out(version)}"])
    planned = tuple(
        Shard(each["number"], tuple(World(*world) for world in each["worlds"]), tuple(each["scenarios"]))
        for each in study["shards"]
    )
    return Contents(path, study, planned, read_journal(path))


def _way_out(version: Any) -> str:
    if isinstance(version, int) and version > STORE_VERSION:
        return " A newer peersim wrote it: read it with that one."
    return ""


def read_journal(folder: Path) -> dict[int, str]:
    """Read which shards are finished.

    Parameters
    ----------
    folder : Path
        The study's folder.

    Returns
    -------
    dict
        Checksum of `shard.json` by shard's number. A last line cut short, as by a crash, counts as not written; of
        two lines about one shard, which was made again, the later holds.

    Raises
    ------
    InputError
        If a line before the last cannot be read.
    """
    try:
        lines = (folder / JOURNAL).read_text(encoding="utf-8", errors="replace").split("\n")
    except FileNotFoundError:
        return {}
    known: dict[int, str] = {}
    for number, line in enumerate(lines[:-1], start=1):  # what follows the last line end was cut short
        try:
            entry = json.loads(line)
            known[int(entry["number"])] = str(entry["sha256"])
        except (ValueError, KeyError, TypeError):
            raise InputError(
                [f"{folder / JOURNAL}, line {number}: cannot be read; `peersim study verify {folder}` says more."]
            ) from None
    return known


def refuse_mixed(contents: Contents) -> None:
    """See that every finished shard is there, of this plan and of one version of peersim.

    Parameters
    ----------
    contents : Contents
        What the folder says.

    Raises
    ------
    InputError
        Naming the shards that are missing, cut short, or of another plan or version. (Files of the right length are
        not read through: `check_all` does that.)
    """
    wrong: list[str] = []
    stamps = contents.stamps()
    for shard in contents.shards:
        wrong += [f"shard {shard.name}: {sentence}" for sentence in _wrong_with(contents, shard, stamps)]
    if wrong:
        more = [f"and {len(wrong) - _SHOWN:,} more."] if len(wrong) > _SHOWN else []
        hint = f"`peersim study verify {contents.folder}` names all, `peersim study resume {contents.folder}` mends."
        raise InputError([f"{contents.folder}: {line}" for line in wrong[:_SHOWN]] + more, hint)


def _wrong_with(contents: Contents, shard: Shard, stamps: set[Stamp]) -> list[str]:
    folder = contents.folder / SHARDS / shard.name
    try:
        text = (folder / SHARD_JSON).read_bytes()
        facts = json.loads(text)
        sizes = {name: file["bytes"] for name, file in facts["files"].items()}
    except (OSError, ValueError, KeyError, TypeError):
        return [f"{SHARD_JSON} is missing or cannot be read."]
    if hashlib.sha256(text).hexdigest() != contents.journal[shard.number]:
        return [f"{SHARD_JSON} is not the one that the journal names."]
    if Stamp(facts["plan_hash"], facts["package"]) not in stamps:
        packages = {stamp.package for stamp in stamps}
        what = "another plan" if facts["package"] in packages else "another version of peersim"
        return [f"is of {what}; results of different plans or versions are never mixed."]
    found = {name: (folder / name).stat().st_size if (folder / name).is_file() else None for name in sizes}
    return [
        f"{name} is missing." if found[name] is None else f"{name} has {found[name]:,} bytes instead of {size:,}."
        for name, size in sizes.items()
        if found[name] != size
    ]


def check_all(contents: Contents) -> list[str]:
    """Read every finished shard through and say what is wrong with any.

    Parameters
    ----------
    contents : Contents
        What the folder says.

    Returns
    -------
    list of str
        Sentences; empty when all is sound.
    """
    return [line for shard in contents.shards for line in check(contents.folder, shard, contents.journal[shard.number])]

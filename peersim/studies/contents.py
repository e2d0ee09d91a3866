"""What a study's folder says it holds: its plan (`study.json`), and which shards are finished (`journal.jsonl`).

Only shards that the journal names are ever read. Results of another plan or another version of peersim are refused.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from peersim.foundation.problems import InputError
from peersim.studies.folder import FORMAT_VERSION, read_manifest
from peersim.studies.journal import Journal
from peersim.studies.shards import SHARD_JSON, SHARDS, Shard, Stamp, check
from peersim.studies.study_file import DRAWS as DRAWS_FILE
from peersim.studies.study_file import STUDY_JSON, StudyFile, read_study_file
from peersim.studies.tables import DRAWS, STORE_FORMAT, Keep, StoredTable, draws_table, stored_tables

_SHOWN = 3


@dataclass(frozen=True)
class Contents:
    """What a study's folder says it holds.

    Attributes
    ----------
    folder : Path
        The folder.
    study : StudyFile
        The plan.
    journal : mapping
        Checksum of its `shard.json` by number of each finished shard.
    """

    folder: Path
    study: StudyFile
    journal: Mapping[int, str]

    @property
    def keep(self) -> Keep:
        """What is kept of each run."""
        return self.study.keep

    @cached_property
    def tables(self) -> dict[str, StoredTable]:
        """The tables of the study, by name: those of its shards, as they were written, and that of its draws."""
        draws = self.folder / DRAWS_FILE
        written = {name: self._as_written(table) for name, table in stored_tables(self.keep).items()}
        if not draws.is_file():
            return written
        from pyarrow import ArrowInvalid, parquet

        try:
            columns = parquet.read_schema(draws).names
        except (OSError, ArrowInvalid) as error:
            raise InputError([f"{draws} cannot be read ({error})."]) from None
        return {**written, DRAWS: draws_table(columns)}

    def _as_written(self, table: StoredTable) -> StoredTable:
        """Leave out columns that a peersim of before, which did not tell them, could not write."""
        from pyarrow import ArrowInvalid, parquet

        try:
            columns = set(parquet.read_schema(self.paths(table.name)[0]).names)
        except (IndexError, OSError, ArrowInvalid):  # nothing finished, or damaged: told elsewhere
            return table
        return table._replace(fields=tuple(field for field in table.fields if field.name in columns))

    @property
    def facts(self) -> dict[str, Any]:
        """What a comparison must know besides the runs: see `Plan.facts`."""
        return self.study.facts

    @cached_property
    def shards(self) -> tuple[Shard, ...]:
        """Finished shards, in the plan's order."""
        return tuple(shard for shard, _ in self.finished)

    @cached_property
    def finished(self) -> list[tuple[Shard, Stamp]]:
        """Finished shards, each with what it must bear."""
        return [
            (shard, self.study.stamp(block))
            for block in self.study.blocks
            for shard in block.all_shards()
            if shard.number in self.journal
        ]

    @property
    def shards_planned(self) -> int:
        """Shards of the plan [shards]."""
        return sum(block.shards for block in self.study.blocks)

    def paths(self, table: str) -> list[Path]:
        """Give the files of one table, in the order of the shards."""
        if table == DRAWS:
            return [self.folder / DRAWS_FILE]
        return [self.folder / SHARDS / shard.name / f"{table}.parquet" for shard in self.shards]


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
        If there is no study there, one of a version that this peersim cannot read, or its plan was changed.
    """
    path = Path(folder)
    if not (path / STUDY_JSON).is_file() and read_manifest(path) is not None:
        raise InputError(
            [f"{path} is of format {FORMAT_VERSION}, as `peersim compare` writes it: all runs in one file."],
            f"`peersim study migrate {path} NEW_DIR` writes it in the present one; `peersim.read` reads it as it is.",
        )
    study = read_study_file(path)
    return Contents(path, study, {number: entry.sha256 for number, entry in Journal(path).entries.items()})


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
    wrong = [
        f"shard {shard.name}: {sentence}"
        for shard, stamp in contents.finished
        for sentence in _wrong_with(contents, shard, stamp)
    ]
    if wrong:
        more = [f"and {len(wrong) - _SHOWN:,} more."] if len(wrong) > _SHOWN else []
        hint = f"`peersim study verify {contents.folder}` names all, `peersim study resume {contents.folder}` mends."
        raise InputError([f"{contents.folder}: {line}" for line in wrong[:_SHOWN]] + more, hint)


def _wrong_with(contents: Contents, shard: Shard, stamp: Stamp) -> list[str]:
    folder = contents.folder / SHARDS / shard.name
    try:
        text = (folder / SHARD_JSON).read_bytes()
        facts = json.loads(text)
        sizes = {name: file["bytes"] for name, file in facts["files"].items()}
    except (OSError, ValueError, KeyError, TypeError):
        return [f"{SHARD_JSON} is missing or cannot be read."]
    if hashlib.sha256(text).hexdigest() != contents.journal[shard.number]:
        return [f"{SHARD_JSON} is not the one that the journal names."]
    if Stamp(facts["plan_hash"], facts["package"]) != stamp:
        what = "another plan" if facts["package"] == stamp.package else "another version of peersim"
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

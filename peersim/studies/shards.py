"""Shards: whole worlds, run and kept together as Parquet files that are the same bytes wherever they were made.

A shard is written beside its place and renamed there once every byte is on the disk: it is whole or not there. Its
`shard.json` holds a checksum of every file, and the study's journal a checksum of that, so that a file that was cut
short, changed or lost is found (`check`).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from peersim.foundation.problems import RunError
from peersim.studies.encoding import RunResult, encode
from peersim.studies.plan import World
from peersim.studies.tables import STORE_VERSION, Keep

__all__ = [
    "Keep",
    "RunResult",
    "Shard",
    "Stamp",
    "check",
    "clear_unfinished",
    "encode",
    "sync_folder",
    "write",
    "write_and_sync",
]

SHARDS = "shards"
SHARD_JSON = "shard.json"
SHARD_FORMAT = "peersim-shard"
UNFINISHED = ".unfinished-"
REPLACED = ".replaced-"


class Shard(NamedTuple):
    """Part of a study that is finished whole or not there.

    Attributes
    ----------
    number : int
        Which, from 0.
    worlds : tuple of World
        Its worlds.
    scenarios : tuple of str
        Scenarios run in each of them.
    """

    number: int
    worlds: tuple[World, ...]
    scenarios: tuple[str, ...]

    @property
    def name(self) -> str:
        """Name of its folder."""
        return f"{self.number:05d}"


class Stamp(NamedTuple):
    """Where a shard belongs.

    Attributes
    ----------
    plan_hash : str
        Hash of the study's plan.
    package : str
        Fingerprint of the code and tables that made it.
    """

    plan_hash: str
    package: str


def write(study_dir: Path, shard: Shard, files: Mapping[str, bytes], stamp: Stamp) -> str:
    """Put a shard's files in their place, whole or not at all, and on the disk before this returns.

    Parameters
    ----------
    study_dir : Path
        The study's folder.
    shard : Shard
        Which.
    files : mapping of bytes
        From `encode`.
    stamp : Stamp
        Where it belongs.

    Returns
    -------
    str
        SHA-256 of its `shard.json`, for the journal.

    Raises
    ------
    RunError
        If it cannot be written, as on a full disk. What was there before is there still.
    """
    text = _describe(shard, files, stamp)
    shards = study_dir / SHARDS
    work = None
    try:
        shards.mkdir(exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{shard.name}{UNFINISHED}", dir=shards))
        work.chmod(0o777 & ~_umask(shards))
        for name, content in {**files, SHARD_JSON: text}.items():
            write_and_sync(work / name, content)
        sync_folder(work)
        _put_in_place(work, shards / shard.name)
        sync_folder(shards)
    except OSError as error:
        raise RunError(
            f"{shards / shard.name}: cannot be written ({error.strerror or error}). What was finished before is kept; "
            f"`peersim study resume {study_dir}` goes on once that is mended."
        ) from error
    finally:
        if work is not None:
            shutil.rmtree(work, ignore_errors=True)
    return hashlib.sha256(text).hexdigest()


def _describe(shard: Shard, files: Mapping[str, bytes], stamp: Stamp) -> bytes:
    facts = {
        "format": SHARD_FORMAT,
        "format_version": STORE_VERSION,
        "number": shard.number,
        "plan_hash": stamp.plan_hash,
        "package": stamp.package,
        "worlds": [list(world) for world in shard.worlds],
        "scenarios": list(shard.scenarios),
        "files": {
            name: {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
            for name, content in sorted(files.items())
        },
    }
    return (json.dumps(facts, ensure_ascii=False) + "\n").encode("utf-8")


def write_and_sync(path: Path, content: bytes) -> None:
    """Write a file and wait until it is on the disk."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until what a folder lists is on the disk; does nothing where the system has no such thing."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except PermissionError:  # pragma: no cover - Windows
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _umask(folder: Path) -> int:
    """Find which rights new folders lack, without changing anything of the process: threads share that."""
    return 0o777 & ~folder.stat().st_mode


def _put_in_place(work: Path, target: Path) -> None:
    """Rename a finished folder; one that stands there, as when a damaged shard is made again, goes only then."""
    if not target.exists():
        os.replace(work, target)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{target.name}{REPLACED}", dir=target.parent))
    os.replace(target, old / target.name)
    os.replace(work, target)
    shutil.rmtree(old, ignore_errors=True)


def clear_unfinished(study_dir: Path) -> int:
    """Remove what a process that was killed left half written; nothing of it was ever in the journal.

    Parameters
    ----------
    study_dir : Path
        The study's folder; nobody else may be writing there.

    Returns
    -------
    int
        Folders removed.
    """
    left = [
        path
        for path in (study_dir / SHARDS).glob(".*")
        if path.is_dir() and (UNFINISHED in path.name or REPLACED in path.name)
    ]
    for path in left:
        shutil.rmtree(path, ignore_errors=True)
    return len(left)


def check(study_dir: Path, shard: Shard, sha256: str | None) -> list[str]:
    """See whether a shard is whole and unchanged.

    Parameters
    ----------
    study_dir : Path
        The study's folder.
    shard : Shard
        Which, as the plan has it.
    sha256 : str or None
        What the journal says of its `shard.json`; None when the journal does not know it.

    Returns
    -------
    list of str
        What is wrong, a sentence each, naming shard and file; empty when it is sound.
    """
    folder = study_dir / SHARDS / shard.name
    told = f"shard {shard.name}"
    if not folder.is_dir():
        return [f"{told} is missing."]
    try:
        text = (folder / SHARD_JSON).read_bytes()
        facts = json.loads(text)
    except FileNotFoundError:
        return [f"{told}: {SHARD_JSON} is missing."]
    except (OSError, ValueError) as error:
        return [f"{told}: {SHARD_JSON} cannot be read ({error})."]
    if sha256 is not None and hashlib.sha256(text).hexdigest() != sha256:
        return [f"{told}: {SHARD_JSON} is not the one that the journal names."]
    wrong = _check_facts(facts, shard)
    if wrong:
        return [f"{told}: {sentence}" for sentence in wrong]
    found = {path.name for path in folder.iterdir()} - {SHARD_JSON} - set(facts["files"])
    wrong = [f"{name} does not belong to it." for name in sorted(found)]
    wrong += [sentence for name, file in facts["files"].items() for sentence in _check_file(folder / name, file)]
    return [f"{told}: {sentence}" for sentence in wrong]


def _check_facts(facts: Any, shard: Shard) -> list[str]:
    if not isinstance(facts, dict) or facts.get("format") != SHARD_FORMAT or not isinstance(facts.get("files"), dict):
        return [f"{SHARD_JSON} is not that of a shard."]
    if facts.get("format_version") != STORE_VERSION:
        return [f"is of format {facts.get('format_version')}; this peersim reads {STORE_VERSION}."]
    same = (facts.get("number"), facts.get("worlds"), facts.get("scenarios"))
    planned = (shard.number, [list(world) for world in shard.worlds], list(shard.scenarios))
    return [] if same == planned else ["holds other worlds or scenarios than the plan says."]


def _check_file(path: Path, facts: Mapping[str, Any]) -> list[str]:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return [f"{path.name} is missing."]
    except OSError as error:
        return [f"{path.name} cannot be read ({error.strerror or error})."]
    if len(content) != facts["bytes"]:
        return [f"{path.name} has {len(content):,} bytes instead of {facts['bytes']:,}."]
    if hashlib.sha256(content).hexdigest() != facts["sha256"]:
        return [f"{path.name} was changed (its checksum is another)."]
    return []

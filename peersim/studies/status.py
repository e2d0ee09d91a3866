"""How far a study is, in plain values: planned, done, failed, time, size, and whether it is sound at a glance."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from peersim.studies.journal import Entry
from peersim.studies.lock import holder_of, is_held
from peersim.studies.shards import SHARD_JSON, SHARDS
from peersim.studies.study import Study


def status_of(study: Study) -> dict[str, Any]:
    """Say how far a study is.

    Parameters
    ----------
    study : Study
        Which; another process may be running it.

    Returns
    -------
    dict
        Plain values. ``wrong`` lists what is not as it was left, seen without reading every file: the plan's files are
        read, shards are looked up and the sizes of their files compared. `Study.verify` reads everything.
    """
    file, journal = study.file, study.journal
    sizes, wrong = _sizes(study)
    planned = sum(block.shards for block in file.blocks)
    return {
        "folder": str(study.folder),
        "question": file.document["question"],
        "plan_hash": file.plan_hash,
        "scenarios": len(file.names),
        "draws": file.draws,
        "replications": file.replications,
        "runs_planned": file.runs,
        "runs_done": journal.runs,
        "runs_failed": journal.failed,
        "shards_planned": planned,
        "shards_done": len(journal.entries),
        "complete": len(journal.entries) == planned,
        "seconds": round(journal.seconds, 1),
        "bytes": sizes,
        "held_by": holder_of(study.folder) if is_held(study.folder) else None,
        "wrong": [*study.changed_files(), *wrong],
        "blocks": [_told(block.to_document()) for block in file.blocks],
    }


def _told(block: dict[str, Any]) -> dict[str, Any]:
    (first, behind), (first_replication, behind_replications) = block["draws"], block["replications"]
    return {
        "draws": f"{first} to {behind - 1}",
        "replications": f"{first_replication} to {behind_replications - 1}",
        "scenarios": len(block["scenarios"]),
        "shards": block["shards"],
    }


def _sizes(study: Study) -> tuple[int, list[str]]:
    """Add up the sizes of all finished shards, noting what is not there or of another size."""
    total, wrong = 0, []
    for number, entry in sorted(study.journal.entries.items()):
        size, sentence = _size(study.folder / SHARDS / f"{number:05d}", entry)
        total += size
        wrong += [f"shard {number:05d} {sentence}"] if sentence else []
    return total, wrong


def _size(folder: Path, entry: Entry) -> tuple[int, str]:
    try:
        text = (folder / SHARD_JSON).read_bytes()
        sizes = {path.name: path.stat().st_size for path in folder.iterdir()}
    except OSError:
        return 0, "is missing."
    if hashlib.sha256(text).hexdigest() != entry.sha256:
        return sum(sizes.values()), f"has another {SHARD_JSON} than the journal names."
    files = json.loads(text)["files"]
    different = [name for name, facts in files.items() if sizes.get(name) != facts["bytes"]]
    return sum(sizes.values()), f"has files of another size: {', '.join(different)}." if different else ""

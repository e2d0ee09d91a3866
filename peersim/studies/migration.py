"""Studies of an older format brought into the present one, in a folder of their own; the old one is left as it is.

Version 1 is the folder that `peersim compare` writes: every run in one file, its arrays without names. They are taken
over only when the tables beside them say that outcomes and weekly columns were then the same, in the same order.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from peersim.foundation.problems import InputError, RunError
from peersim.studies.contents import read_contents
from peersim.studies.datapackage import write_datapackage
from peersim.studies.encoding import RunResult, encode
from peersim.studies.execute import Failure
from peersim.studies.folder import FORMAT_VERSION, MANIFEST, changed_files, read_manifest
from peersim.studies.journal import Entry, Journal
from peersim.studies.orders import key_of
from peersim.studies.plan import Run
from peersim.studies.shards import Shard, write
from peersim.studies.store import OBSERVATIONS, read_observations
from peersim.studies.study_file import SCENARIOS, StudyFile, new_study_file, sha256_of
from peersim.studies.tables import Keep
from peersim.studies.whole_folder import whole_folder

_FACTS = (
    "scenarios", "titles", "reference", "place", "place_title", "parents", "weeks", "draws", "replications", "seed",
    "price_year", "version", "assumptions", "notes",
)  # fmt: skip
"""What the manifest of version 1 says that a comparison must know."""

Cell = tuple[str, int, int]


def migrate(old: str | os.PathLike[str], new: str | os.PathLike[str]) -> Path:
    """Write a study of version 1 as one of the present version.

    Parameters
    ----------
    old : str or Path
        Folder that `peersim compare` wrote; nothing in it is changed.
    new : str or Path
        Folder to write: one that is not there yet, or an empty one. It appears whole or not at all.

    Returns
    -------
    Path
        The new folder. Its runs can be read, compared and exported; more can be added only to a study that
        `peersim study` planned.

    Raises
    ------
    InputError
        If there is no such study, files of it were changed, it keeps other outcomes than this version, or something is
        in the way.
    RunError
        If it cannot be written.
    """
    source, target = Path(old), Path(new)
    manifest = _manifest(source)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise InputError([f"{target} is there already and not empty; name another folder."])
    try:
        with whole_folder(target) as work:
            _fill(work, source, manifest)
    except OSError as error:
        raise RunError(f"{target}: cannot be written ({error.strerror or error}).") from error
    return target


def _manifest(source: Path) -> dict[str, Any]:
    """Read the old study's manifest and see that the study can be taken over."""
    manifest = read_manifest(source)
    if manifest is None or not (source / OBSERVATIONS).is_file():
        raise InputError([f"{source} holds no study that `peersim compare` wrote ({MANIFEST}, {OBSERVATIONS})."])
    if manifest.get("format_version") != FORMAT_VERSION:
        told = manifest.get("format_version")
        raise InputError(
            [f"{source} is of format {told!r}; only {FORMAT_VERSION} can be brought into the present one."]
        )
    changed = changed_files(source)
    if changed:
        raise InputError([f"{source}: {', '.join(changed)} changed since it was written."])
    _refuse_other_names(source, manifest)
    return manifest


def _refuse_other_names(source: Path, manifest: dict[str, Any]) -> None:
    """See that outcomes, subgroups and weekly columns were the present ones, in the same order."""
    from pyarrow import parquet

    from peersim.outcomes.tidy import ROW_GROUPS, ROW_OUTCOMES
    from peersim.outcomes.weekly import WEEKLY_COLUMNS

    present = [(*who, each.name) for who, each in zip(ROW_GROUPS, ROW_OUTCOMES, strict=True)]
    with parquet.ParquetFile(source / "outcomes.parquet") as file:
        rows = next(file.iter_batches(len(present), columns=["group", "level", "outcome"]), None)
        count = file.metadata.num_rows
    stored = [] if rows is None else [tuple(row.values()) for row in rows.to_pylist()]
    columns = [name for name in parquet.read_schema(source / "weekly.parquet").names if name in WEEKLY_COLUMNS]
    whole = count == len(present) * int(manifest["runs_finished"])
    if stored != present or columns != list(WEEKLY_COLUMNS) or not whole:
        raise InputError(
            [
                f"{source} was written by peersim {manifest.get('version')}, which told other outcomes or in another "
                "order than this one: its runs cannot be taken over. Read it with that version."
            ]
        )


def _fill(work: Path, source: Path, manifest: dict[str, Any]) -> None:
    """Write plan, shards, journal and description."""
    shutil.copytree(source / SCENARIOS, work / SCENARIOS)
    facts = {name: manifest[name] for name in _FACTS if name in manifest}
    texts = {
        name: sha256_of((work / SCENARIOS / f"{name}.resolved.toml").read_text(encoding="utf-8"))
        for name in facts["scenarios"]
    }
    migrated = {"format": manifest["format"], "format_version": FORMAT_VERSION, "plan_hash": manifest["plan_hash"]}
    study = new_study_file(
        inputs=manifest["inputs"], facts=facts, keep=Keep(), texts=texts, question="", migrated_from=migrated
    )
    study.write(work)
    journal = Journal(work)
    for shard, results in _shards(study, source, manifest):
        (block,) = study.blocks
        sha256 = write(work, shard, encode(results, weeks=facts["weeks"]), study.stamp(block))
        failed = sum(result.failure is not None for result in results)
        journal.add(Entry(shard.number, sha256, len(results), failed))
    write_datapackage(read_contents(work))


def _shards(study: StudyFile, source: Path, manifest: dict[str, Any]) -> Iterator[tuple[Shard, list[RunResult]]]:
    """Give every shard of which all runs were reached: finished, or failed."""
    seen: dict[Cell, Any] = read_observations(source / OBSERVATIONS)
    failures: dict[Cell, Failure] = {}
    for told in manifest.get("failures", []):
        failure = Failure(**{"traceback": "", **told})
        failures[failure.scenario, failure.draw, failure.replication] = failure
    numbers = {name: number for number, name in enumerate(study.names)}
    for shard in study.blocks[0].all_shards():
        cells = [(name, world.draw, world.replication) for world in shard.worlds for name in shard.scenarios]
        if all(cell in seen or cell in failures for cell in cells):
            yield (
                shard,
                [
                    RunResult(
                        Run(_place(study, numbers, cell), *cell),
                        seen.get(cell),
                        failures.get(cell),
                        key_of(*cell),
                    )
                    for cell in cells
                ],
            )


def _place(study: StudyFile, numbers: dict[str, int], cell: Cell) -> int:
    name, draw, replication = cell
    return (draw * study.replications + replication) * len(numbers) + numbers[name]

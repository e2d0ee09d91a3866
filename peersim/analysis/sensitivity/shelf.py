"""Runs of a sensitivity analysis on disk: written block by block, so that what was stopped goes on from there."""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import time
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from peersim.analysis.sensitivity.running import Block, BlockName, FailedRun
from peersim.foundation.problems import InputError
from peersim.studies.store import whole_file

logger = logging.getLogger(__name__)

PLAN, RUNS, SUMS = "plan.json", "runs", "checksums.json"

_EVERY = 20.0  # longest time that finished blocks are held in memory only [seconds]


class Shelf:
    """A folder that holds one analysis' plan and runs.

    Parameters
    ----------
    folder : Path
        Where; made if need be.
    plan : dict
        What decides the runs, in plain values; its ``fingerprint`` tells one plan from another.
    scenarios, outcomes : sequence of str
        What the runs are of.
    replace : bool
        Whether another analysis there may be removed.

    Raises
    ------
    InputError
        If the folder is a file, or holds another plan or something else.
    """

    def __init__(
        self,
        folder: Path,
        plan: dict[str, Any],
        scenarios: Sequence[str],
        outcomes: Sequence[str],
        replace: bool = False,
    ) -> None:
        self.folder = folder
        self._scenarios, self._outcomes = list(scenarios), list(outcomes)
        self._held: list[Block] = []
        self._since = time.monotonic()
        check_folder(folder, plan, replace)
        if replace and folder.exists() and _fingerprint(folder) not in (None, plan["fingerprint"]):
            shutil.rmtree(folder)
        (folder / RUNS).mkdir(parents=True, exist_ok=True)
        write_text(folder / PLAN, json.dumps(plan, indent=1, ensure_ascii=False, allow_nan=False) + "\n")

    def load(self) -> dict[BlockName, Block]:
        """Read the blocks that are there; a file that was cut short or changed is told, and its runs are run again."""
        found: dict[BlockName, Block] = {}
        for name, digest in self._sums().items():
            path = self.folder / RUNS / name
            if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
                logger.warning("%s is missing or not as it was written; its runs are run again.", path)
                continue
            found |= {block.name: block for block in self._read(path)}
        return found

    def put(self, block: Block) -> None:
        """Keep a block; it is on disk some seconds later at most."""
        self._held.append(block)
        if time.monotonic() - self._since > _EVERY:
            self.flush()

    def flush(self) -> None:
        """Write what is held in memory only."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        self._since = time.monotonic()
        if not self._held:
            return
        sums = self._sums()
        name = f"{1 + max((int(each.partition('.')[0]) for each in sums), default=0):05d}.parquet"
        path = self.folder / RUNS / name
        with whole_file(path) as part:
            pq.write_table(pa.table(self._columns()), part)
        sums[name] = hashlib.sha256(path.read_bytes()).hexdigest()
        write_text(self.folder / RUNS / SUMS, json.dumps(sums, indent=1) + "\n")
        self._held = []

    def _sums(self) -> dict[str, str]:
        path = self.folder / RUNS / SUMS
        return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}

    def _columns(self) -> dict[str, Any]:
        rows = [
            (*block.name, point, scenario)
            for block in self._held
            for point in range(len(block.values))
            for scenario in self._scenarios
        ]
        names = ("stage", "row", "replication", "point", "scenario")
        columns: dict[str, Any] = {
            name: list(values) for name, values in zip(names, zip(*rows, strict=True), strict=True)
        }
        values = np.concatenate([block.values.reshape(-1, len(self._outcomes)) for block in self._held])
        columns |= {name: values[:, number] for number, name in enumerate(self._outcomes)}
        failed = {
            (f.stage, f.row, f.replication, f.point, f.scenario): f.message for b in self._held for f in b.failures
        }
        return columns | {"failed": [failed.get(row, "") for row in rows]}

    def _read(self, path: Path) -> list[Block]:
        import pyarrow.parquet as pq

        rows = pq.read_table(path).to_pylist()
        blocks = []
        for key, group in groupby(rows, key=lambda row: (row["stage"], row["row"], row["replication"])):
            members = list(group)
            values = np.array([[row[name] for name in self._outcomes] for row in members], np.float64)
            failures = tuple(
                FailedRun(key[0], key[1], row["point"], key[2], row["scenario"], row["failed"])
                for row in members
                if row["failed"]
            )
            shape = (-1, len(self._scenarios), len(self._outcomes))
            blocks.append(Block(BlockName(*key), values.reshape(shape), failures))
        return blocks


def check_folder(folder: Path, plan: dict[str, Any], replace: bool = False) -> None:
    """Refuse a folder in which this plan's runs cannot be kept.

    Parameters
    ----------
    folder : Path
        Where.
    plan : dict
        What decides the runs, with its ``fingerprint``.
    replace : bool
        Whether another analysis there may be removed.

    Raises
    ------
    InputError
        If it is a file, holds something else, or another plan.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError([f"{folder} is a file; a sensitivity analysis is written into a folder."])
    if not folder.is_dir() or not any(folder.iterdir()):
        return
    there = _fingerprint(folder)
    if there is None:
        raise InputError([f"{folder} holds something that is no sensitivity analysis; choose an empty folder."])
    if there != plan["fingerprint"] and not replace:
        raise InputError(
            [f"{folder} holds another plan ({_differing(folder, plan)}); choose another folder, or replace it."],
            "With --replace (replace=True) what is there is removed.",
        )


def _fingerprint(folder: Path) -> str | None:
    path = folder / PLAN
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["fingerprint"]) if path.is_file() else None
    except (ValueError, KeyError, TypeError):
        return None


def _differing(folder: Path, plan: dict[str, Any]) -> str:
    """Say in what the plan that is there differs."""
    there = json.loads((folder / PLAN).read_text(encoding="utf-8"))
    names = [name for name in plan if name != "fingerprint" and there.get(name) != plan[name]]
    return f"other {', '.join(name.replace('_', ' ') for name in names)}" if names else "of another version"


def write_text(path: Path, text: str) -> None:
    """Write a text whole or not at all."""
    with whole_file(path) as part:
        part.write_text(text, encoding="utf-8", newline="\n")

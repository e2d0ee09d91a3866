"""The folder a study leaves behind: written beside its place and moved there when whole, or marked partial.

Nothing is ever overwritten in silence. A folder that holds the same study is used again; one that holds anything else
is refused; `replace` replaces results, and only results.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from peersim.foundation.problems import InputError
from peersim.studies.plan import Plan
from peersim.studies.provenance import JsonLines, provenance

if TYPE_CHECKING:
    import pandas as pd

logger = logging.getLogger(__name__)

MANIFEST = "manifest.json"
FORMAT = "peersim-study"
FORMAT_VERSION = 1
"""Version of the folder's layout; raised when a reader of the old one would misread the new one."""


@dataclass(frozen=True)
class Existing:
    """What stands where a study's folder should go.

    Attributes
    ----------
    manifest : dict or None
        The manifest of the study there; None when it is no study's folder.
    same : bool
        Whether it holds this very study: same inputs, version and code.
    complete : bool
        Whether that study was finished.
    """

    manifest: dict[str, Any] | None
    same: bool
    complete: bool


class StudyFolder:
    """A study's folder, from the first check to the last file.

    Parameters
    ----------
    target : str or Path
        Where the folder should be.
    plan : Plan
        The study.
    replace : bool
        Whether other results there may be replaced.

    Raises
    ------
    InputError
        If something else is there, or nothing can be written there. Nothing has been changed then.
    """

    def __init__(self, target: str | os.PathLike[str], plan: Plan, replace: bool = False) -> None:
        self.target = Path(target)
        self._beside = Path(os.path.abspath(target)).parent
        self.plan = plan
        self.plan_hash = plan.fingerprint()
        existing = look_at(self.target, self.plan_hash)
        self.reusable = bool(existing and existing.same and existing.complete and not replace)
        if existing and not self.reusable:
            _refuse_unless_replaceable(self.target, existing, plan, replace)
        if self.reusable:
            _refuse_if_changed(self.target)
        self._work: Path | None = None
        self._log: JsonLines | None = None

    @property
    def work(self) -> Path:
        """Where files are written until the folder is whole."""
        if self._work is None:
            raise RuntimeError("the folder is not open")
        return self._work

    def __enter__(self) -> StudyFolder:
        """Open a working folder beside the target, with the plan in it."""
        try:
            self._beside.mkdir(parents=True, exist_ok=True)
            self._work = Path(tempfile.mkdtemp(prefix=f".{self.target.name}.unfinished-", dir=self._beside))
            self._work.chmod(0o777 & ~_umask())
        except OSError as error:
            message = f"{self.target}: cannot be written ({error.strerror or error})."
            raise InputError([message], "Choose another folder with --out.") from None
        self._log = JsonLines(self._work / "log.jsonl")
        self._log.attach()
        self._write_plan()
        return self

    def __exit__(self, *_: object) -> None:
        """Throw away what was not moved to its place."""
        self._close_log()
        if self._work is not None:
            shutil.rmtree(self._work, ignore_errors=True)
            self._work = None

    def write_text(self, name: str, text: str) -> None:
        """Write one text file, UTF-8 with Unix line ends."""
        path = self.work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")

    def write_table(self, name: str, table: pd.DataFrame, *, text: bool = True) -> None:
        """Write one table: see the function `write_table`."""
        write_table(self.work / name, table, text=text)

    def finish(self, *, complete: bool, facts: dict[str, Any]) -> Path:
        """Write the manifest and move the folder to its place.

        Parameters
        ----------
        complete : bool
            Whether every run of the plan was reached; a folder with fewer says so in its manifest.
        facts : dict
            What else the manifest should say: runs finished and failed, wall time, threads.

        Returns
        -------
        Path
            The folder.
        """
        logger.info("study %s", "finished" if complete else "stopped before its end", extra=facts)
        self._close_log()
        manifest = {
            "format": FORMAT,
            "format_version": FORMAT_VERSION,
            "complete": complete,
            "plan_hash": self.plan_hash,
            **self.plan.facts(),
            "runs_planned": self.plan.count,
            **facts,
            **provenance(),
            "inputs": self.plan.inputs(),
            "replaced_rules": list(self.plan.replaced),
            "files": {name: _describe(self.work / name) for name in _files_in(self.work)},
        }
        self.write_text(MANIFEST, json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")
        _move(self.work, Path(os.path.abspath(self.target)))
        self._work = None
        return self.target

    def _write_plan(self) -> None:
        lines = ["number,scenario,draw,replication"]
        lines += [f"{run.number},{run.scenario},{run.draw},{run.replication}" for run in self.plan.runs()]
        self.write_text("plan.csv", "\n".join(lines) + "\n")
        for scenario in self.plan.scenarios:
            self.write_text(f"scenarios/{scenario.name}.resolved.toml", scenario.resolved_toml())
        logger.info("study planned", extra={"runs": len(lines) - 1, "plan_hash": self.plan_hash})

    def _close_log(self) -> None:
        if self._log is not None:
            self._log.detach()
            self._log = None


def write_table(path: Path, table: pd.DataFrame, *, text: bool = True) -> None:
    """Write one table as Parquet, and as CSV for those who have nothing that reads Parquet.

    Parameters
    ----------
    path : Path
        File name without its ending; its folder is made if need be.
    table : pandas.DataFrame
        The table; its index is not kept.
    text : bool
        Whether it is written as CSV too, which is many times as large; not for tables with many rows a run.
    """
    import pyarrow as pa
    from pyarrow import csv, parquet

    from peersim.studies.store import whole_file

    path.parent.mkdir(parents=True, exist_ok=True)
    columns = pa.Table.from_pandas(table, preserve_index=False)
    with whole_file(path.with_suffix(".parquet")) as part:
        parquet.write_table(columns, part, compression="zstd")
    if not text:
        return
    with whole_file(path.with_suffix(".csv")) as part:
        csv.write_csv(columns, part, csv.WriteOptions(quoting_style="needed"))


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def look_at(target: Path, plan_hash: str) -> Existing | None:
    """See what stands in a study's place.

    Parameters
    ----------
    target : Path
        The folder.
    plan_hash : str
        Hash of the study that should go there.

    Returns
    -------
    Existing or None
        None when there is nothing, or an empty folder.
    """
    if not target.exists() and not target.is_symlink():
        return None
    if target.is_dir() and not any(target.iterdir()):
        return None
    manifest = read_manifest(target)
    if manifest is None:
        return Existing(None, same=False, complete=False)
    same = manifest.get("plan_hash") == plan_hash
    return Existing(manifest, same=same, complete=bool(manifest.get("complete")))


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """Read the manifest of a study's folder.

    Parameters
    ----------
    folder : Path
        The folder.

    Returns
    -------
    dict or None
        None when the folder has no manifest of ours.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return manifest if isinstance(manifest, dict) and manifest.get("format") == FORMAT else None


def _refuse_unless_replaceable(target: Path, existing: Existing, plan: Plan, replace: bool) -> None:
    manifest = existing.manifest
    if manifest is None:
        what = "holds files that are not a study's results" if target.is_dir() else "is a file"
        raise InputError([f"{target} {what}; it will not be touched."], "Choose another folder with --out.")
    if replace or (existing.same and not existing.complete):
        return
    what = "unfinished study" if not existing.complete else "study"
    shown = ", ".join(str(name) for name in manifest.get("scenarios", []))
    numbers = ", ".join(f"{manifest.get(key)} {key}" for key in ("parents", "weeks", "draws", "replications"))
    problem = (
        f"{target} holds another {what}: {shown}; {manifest.get('place')}, {numbers}, seed {manifest.get('seed')}, "
        f"peersim {manifest.get('version')}. {_what_differs(manifest.get('inputs', {}), plan.inputs())}"
    )
    raise InputError([problem], "Choose another folder with --out, or give --replace to replace it.")


def _what_differs(theirs: dict[str, Any], ours: dict[str, Any]) -> str:
    """Say in what a stored study differs from the one asked for."""
    words = {
        "order": "scenarios",
        "scenarios": "content of scenario files",
        "profile": "figures of the place",
        "package": "code or tables of peersim",
        "rules": "replaced rules",
    }
    differing = [words.get(name, name) for name in ours if theirs.get(name) != ours[name]]
    if "scenarios" in differing:
        differing.remove(words["scenarios"])
    return f"It differs from this one in: {', '.join(dict.fromkeys(differing))}."


def changed_files(folder: Path) -> list[str]:
    """List the files of a study's folder that are not as its manifest says, or gone."""
    manifest = read_manifest(folder) or {}
    return [name for name, facts in manifest.get("files", {}).items() if _describe(folder / name) != facts]


def _refuse_if_changed(target: Path) -> None:
    changed = changed_files(target)
    if changed:
        listed = ", ".join(changed[:3]) + (f" and {len(changed) - 3} more" if len(changed) > 3 else "")
        raise InputError(
            [f"{target} holds this study, but {listed} changed since it was written."],
            "Choose another folder with --out, or give --replace to run it again.",
        )


def _files_in(folder: Path) -> Iterable[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _describe(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {"sha256": "", "bytes": 0}
    content = path.read_bytes()
    return {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}


def _move(work: Path, target: Path) -> None:
    """Put a finished folder in its place; what was there goes only once the new one stands."""
    if target.is_dir() and not any(target.iterdir()):
        target.rmdir()
    old = None
    if target.exists():
        old = Path(tempfile.mkdtemp(prefix=f".{target.name}.replaced-", dir=target.parent))
        os.replace(target, old / target.name)
    os.replace(work, target)
    if old is not None:
        shutil.rmtree(old, ignore_errors=True)

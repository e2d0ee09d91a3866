"""The journal of a study: one line a finished shard, on the disk before the next is begun, never rewritten."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, NamedTuple

JOURNAL = "journal.jsonl"


class Entry(NamedTuple):
    """A finished shard.

    Attributes
    ----------
    number : int
        The shard.
    sha256 : str
        Checksum of its shard.json.
    runs, failed : int
        Runs in it, and how many of them failed.
    session : str
        Which execution of the study it was finished in: when that began.
    seconds : float
        Time from the beginning of that execution [seconds].
    """

    number: int
    sha256: str
    runs: int
    failed: int
    session: str = ""
    seconds: float = 0.0


class Journal:
    """What is finished, kept in memory and on the disk.

    Parameters
    ----------
    folder : Path
        The study's folder.

    Attributes
    ----------
    entries : dict of Entry
        Finished shards by number.
    runs, failed : int
        Runs in them, and those of them that failed [runs].
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / JOURNAL
        self.entries: dict[int, Entry] = {}
        self.runs = self.failed = 0
        self._whole = 0
        self._read()

    def _read(self) -> None:
        """Take over the whole lines; half a line at the end is what a process that was killed did not finish."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return
        self._whole = content.rfind(b"\n") + 1
        for line in content[: self._whole].splitlines():
            entry = _parsed(line)
            if entry is not None:
                self._take(entry)

    def add(self, entry: Entry) -> None:
        """Note that a shard is finished; on the disk when this returns.

        Parameters
        ----------
        entry : Entry
            The shard; a later line about the same shard stands for the earlier.
        """
        line = (json.dumps(entry._asdict(), ensure_ascii=False) + "\n").encode("utf-8")
        with self.path.open("r+b" if self.path.exists() else "w+b") as file:
            file.truncate(self._whole)
            file.seek(self._whole)
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        self._whole += len(line)
        self._take(entry)

    def forget(self, number: int) -> None:
        """Take a shard for unfinished, as when it was found damaged; its next line will stand for the one there is."""
        entry = self.entries.pop(number)
        self.runs -= entry.runs
        self.failed -= entry.failed

    def _take(self, entry: Entry) -> None:
        if entry.number in self.entries:
            self.forget(entry.number)
        self.entries[entry.number] = entry
        self.runs += entry.runs
        self.failed += entry.failed

    @property
    def seconds(self) -> float:
        """Time spent running, over all executions [seconds]."""
        longest: dict[str, float] = {}
        for entry in self.entries.values():
            longest[entry.session] = max(longest.get(entry.session, 0.0), entry.seconds)
        return sum(longest.values())


def _parsed(line: bytes) -> Entry | None:
    """Read one line; None for one that says nothing, so that its shard is looked at itself."""
    try:
        document: dict[str, Any] = json.loads(line)
        return Entry(**{name: document[name] for name in Entry._fields})
    except (ValueError, KeyError, TypeError):
        return None

"""One process a study: the second one that would write is refused, and told who is at it."""

from __future__ import annotations

import json
import os
import platform
import time
from datetime import datetime
from pathlib import Path
from typing import IO

from peersim.foundation.problems import InputError

LOCK = ".lock"

_PATIENCE, _BETWEEN_TRIES = 0.5, 0.05
"""How long to try for the lock, and between two tries [seconds]."""


class Lock:
    """Held while a process writes to a study's folder; let go when it ends, however it ends.

    The operating system keeps the lock, so that nothing is left locked by a process that was killed. What the file says
    is only for people.

    Parameters
    ----------
    folder : Path
        The study's folder.
    doing : str
        What the holder does, in words: ``running the study``.

    Raises
    ------
    InputError
        On entering, if another process holds it, or nothing can be written there.
    """

    def __init__(self, folder: Path, doing: str) -> None:
        self.folder, self.doing = folder, doing
        self._file: IO[str] | None = None

    def __enter__(self) -> Lock:
        """Take the lock."""
        path = self.folder / LOCK
        try:
            file = path.open("a+", encoding="utf-8")
        except OSError as error:
            raise InputError([f"{self.folder}: cannot be written ({error.strerror or error})."]) from None
        if not _take_soon(file):
            holder = holder_of(self.folder)
            file.close()
            raise InputError(
                [f"{self.folder} is in use: {holder}."], "Wait for it to end, or stop it; what it has done stays."
            )
        self._file = file
        file.truncate(0)
        file.write(json.dumps({"process": os.getpid(), "host": platform.node(), "since": _now(), "doing": self.doing}))
        file.flush()
        return self

    def __exit__(self, *_: object) -> None:
        """Let go."""
        if self._file is not None:
            self._file.truncate(0)
            self._file.close()
            self._file = None


def holder_of(folder: Path) -> str:
    """Say who holds a study, as far as it told.

    Parameters
    ----------
    folder : Path
        The study's folder.

    Returns
    -------
    str
        Such as ``process 4711 on ada is running the study since 2026-01-31 09:30:00``.
    """
    try:
        told = json.loads((folder / LOCK).read_text(encoding="utf-8"))
        return f"process {told['process']} on {told['host']} is {told['doing']} since {told['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process holds it and has not said which"


def is_held(folder: Path) -> bool:
    """Whether a process holds a study just now.

    Parameters
    ----------
    folder : Path
        The study's folder.

    Returns
    -------
    bool
        False also where nothing can be told.
    """
    try:
        with (folder / LOCK).open("r+", encoding="utf-8") as file:
            return not _take(file)
    except OSError:
        return False


def _now() -> str:
    return datetime.now().astimezone().isoformat(sep=" ", timespec="seconds")


def _take_soon(file: IO[str]) -> bool:
    """Try for a moment: whoever only looks whether the study is held has the lock for an instant."""
    until = time.monotonic() + _PATIENCE
    while not _take(file):
        if time.monotonic() > until:
            return False
        time.sleep(_BETWEEN_TRIES)
    return True


def _take(file: IO[str]) -> bool:
    """Take the system's lock on an open file without waiting; whether it could be had."""
    try:
        import fcntl
    except ImportError:  # pragma: no cover - Windows
        return _take_on_windows(file)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _take_on_windows(file: IO[str]) -> bool:  # pragma: no cover
    import msvcrt

    file.seek(1 << 30)  # a byte far behind the text, so that others can read who holds it
    try:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    except OSError:
        return False
    finally:
        file.seek(0)
    return True

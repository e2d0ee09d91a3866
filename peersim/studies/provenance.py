"""Where results come from: version, commit, packages and platform for the manifest, and the log of a study."""

from __future__ import annotations

import contextlib
import json
import logging
import platform
import subprocess
import sys
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from peersim.version import __version__

PACKAGES = ("mesa", "numpy", "scipy", "pandas", "matplotlib", "numba", "pydantic", "pyarrow")
"""Packages whose version may change a figure or a file."""

_PLAIN_RECORD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_GIT_PATIENCE = 10


def provenance() -> dict[str, Any]:
    """Describe what made a study's results.

    Returns
    -------
    dict
        Version, commit and whether the checkout had uncommitted changes (both None outside a checkout), Python,
        packages, platform and the time of writing.
    """
    commit, dirty = checkout()
    return {
        "version": __version__,
        "commit": commit,
        "uncommitted_changes": dirty,
        "python": platform.python_version(),
        "packages": package_versions(),
        "platform": f"{platform.system()} {platform.machine()}",
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def package_versions() -> dict[str, str]:
    """List the versions of the packages in `PACKAGES`, without importing them.

    Returns
    -------
    dict
        Name to version; ``not installed`` where it is missing.
    """
    found = {}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found


def checkout() -> tuple[str | None, bool | None]:
    """Find the commit of the checkout that the package runs from.

    Returns
    -------
    commit : str or None
        None when the package is installed, or git is not there.
    dirty : bool or None
        Whether files differ from that commit.
    """
    root = Path(__file__).resolve().parents[2]
    if not (root / ".git").exists():
        return None, None
    commit = _git(root, "rev-parse", "HEAD")
    if not commit:
        return None, None
    return commit, bool(_git(root, "status", "--porcelain", "--", "peersim"))


def _git(root: Path, *words: str) -> str:
    try:
        done = subprocess.run(
            ["git", *words], cwd=root, capture_output=True, text=True, timeout=_GIT_PATIENCE, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


class JsonLines(logging.Handler):
    """Writes what peersim logs to a file, one JSON document a line.

    Parameters
    ----------
    path : Path
        The file.
    more : bool
        Write behind what is there already.
    """

    def __init__(self, path: Path, *, more: bool = False) -> None:
        super().__init__(level=logging.INFO)
        self._file = path.open("a" if more else "w", encoding="utf-8", newline="\n")
        self._logger = logging.getLogger("peersim")
        self._level_before = self._logger.level

    def attach(self) -> None:
        """Begin to listen."""
        self._logger.addHandler(self)
        if not self._logger.isEnabledFor(logging.INFO):
            self._logger.setLevel(logging.INFO)

    def detach(self) -> None:
        """Stop listening and close the file."""
        self._logger.removeHandler(self)
        self._logger.setLevel(self._level_before)
        with contextlib.suppress(OSError):  # a full disk is told by what matters, not by its log
            self._file.close()

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        try:
            line = {
                "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
                "level": record.levelname.lower(),
                "from": record.name,
                "message": record.getMessage(),
                **{key: value for key, value in vars(record).items() if key not in _PLAIN_RECORD},
            }
            self._file.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")
            self._file.flush()
        except OSError:
            return
        except Exception:
            self.handleError(record)


def running_python() -> str:
    """Name the running Python, with where it is.

    Returns
    -------
    str
        Such as ``3.11.7 (/usr/bin/python3)``.
    """
    return f"{platform.python_version()} ({sys.executable})"

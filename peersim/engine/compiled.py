"""The compiled driver: the same rules and phases, compiled once, kept on disk under the engine's own fingerprint.

Numba's on-disk cache looks only at the file of the outermost function. A rule edited elsewhere would not be noticed, so
the cache lives in a folder named after a hash of every source file a run depends on.
"""

from __future__ import annotations

import hashlib
import logging
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numba
import numpy as np

from peersim.evidence.table import PARAMETERS

logger = logging.getLogger(__name__)

_PACKAGE = Path(__file__).resolve().parents[1]
_ROOMS = ("foundation", "places", "scenarios", "agents", "engine", "evidence")


@cache
def fingerprint() -> str:
    """Name the engine as it stands: every source a run depends on, and what compiles it.

    Returns
    -------
    str
        16 hexadecimal digits; different when any rule, record, lever or parameter name differs.
    """
    digest = hashlib.sha256()
    for room in _ROOMS:
        for path in sorted((_PACKAGE / room).glob("*.py")):
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    digest.update(" ".join(PARAMETERS.names or ()).encode())  # which numbers there are; their values compile to nothing
    digest.update(f"{numba.__version__} {np.__version__} {sys.version} {platform.machine()}".encode())
    return digest.hexdigest()[:16]


def cache_folder() -> Path:
    """Where compiled code is kept.

    Returns
    -------
    pathlib.Path
        ``$PEERSIM_CACHE``, else the user's cache folder; below it one folder for each fingerprint.
    """
    base = os.environ.get("PEERSIM_CACHE")
    if base is None:
        home = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or str(Path.home() / ".cache")
        base = str(Path(home) / "peersim")
    return Path(base) / f"engine-{fingerprint()}"


def is_compiled() -> bool:
    """Whether compiled code for the engine as it stands is on disk.

    Returns
    -------
    bool
        True when the next run will not have to compile.
    """
    return any(cache_folder().glob("**/*run_at*.nbc"))


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


def _jit(function: Any, folder: Path | None) -> Any:
    """Mark a function for compiling, its code to be kept in a folder."""
    if folder is None:
        return numba.njit(nogil=True)(function)
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(folder)
    try:
        return numba.njit(nogil=True, cache=True)(function)
    finally:
        numba.config.CACHE_DIR = before


@cache
def compiled_run() -> Callable[[int], None]:
    """The compiled function that runs every week of a world.

    The two halves of a week are compiled first, on a first run by two processes side by side; the whole is then put
    together from them.

    Returns
    -------
    callable
        Takes the address of an `address_row`, releases the interpreter lock, changes the world in place.
    """
    from peersim.engine import entry

    folder: Path | None = cache_folder()
    if folder is not None and not _writable(folder):
        logger.warning("%s cannot be written: the engine will be compiled anew in every process", folder)
        folder = None
    elsewhere = _compile_elsewhere("early") if folder is not None and not is_compiled() else None
    for name, part in entry.PARTS.items():
        setattr(entry, name, _jit(part, folder))
    if elsewhere is not None:
        entry.late.compile(_ADDRESS_AND_WEEK)  # type: ignore[attr-defined]
        elsewhere.wait()
    result: Callable[[int], None] = _jit(entry.run_at, folder)
    return result


_ADDRESS_AND_WEEK = (numba.int64, numba.int64)


def _compile_elsewhere(part: str) -> subprocess.Popen[bytes] | None:
    """Have another process compile half of a week; should it fail, this process finds nothing and compiles it too."""
    command = [sys.executable, "-c", f"from peersim.engine.compiled import compile_part; compile_part({part!r})"]
    paths = os.pathsep.join([str(_PACKAGE.parent), os.environ.get("PYTHONPATH", "")])
    try:
        return subprocess.Popen(
            command,
            env={**os.environ, "PYTHONPATH": paths},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        return None


def compile_part(part: str) -> None:
    """Compile half of a week into the cache folder, in a process of its own.

    Parameters
    ----------
    part : str
        ``early`` or ``late``.
    """
    from peersim.engine import entry

    _jit(entry.PARTS[part], cache_folder()).compile(_ADDRESS_AND_WEEK)


COMPILING = "Compiling the engine (once per version; about half a minute)…"
"""The one line shown before the first compilation."""


def prepare(message: Callable[[str], None] | None = None) -> None:
    """Compile the engine now if it is not on disk yet, saying so first.

    Parameters
    ----------
    message : callable, optional
        Called with one line when compilation is needed; `logging` is used when absent.
    """
    if not is_compiled():
        (message or logger.info)(COMPILING)
    from peersim.engine.run import smallest_run

    smallest_run()

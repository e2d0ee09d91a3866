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
from types import FunctionType
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
def _folder() -> Path | None:
    """Where this process keeps compiled code; None when it can keep none."""
    folder = cache_folder()
    if _writable(folder):
        return folder
    logger.warning("%s cannot be written: the engine will be compiled anew in every process", folder)
    return None


@cache
def compiled_phases() -> dict[str, Any]:
    """The phases, each compiled (or to be compiled when first called) on its own.

    On a first run two processes compile half of them each, side by side. Each phase stands alone so that a run with a
    rule replaced (`peersim.engine.swapping`) compiles anew only the phases that lead to the rule.

    Returns
    -------
    dict
        Numba's function by name of the phase; each takes a world and a week.
    """
    from peersim.engine.phases import ORDER

    folder = _folder()
    elsewhere = _compile_elsewhere() if folder is not None and not is_compiled() else None
    phases = {phase.__name__: _jit(phase, folder) for phase in ORDER}
    if elsewhere is not None:
        for name in list(phases)[_HALF:]:
            phases[name].compile(world_and_week())
        elsewhere.wait()
    return phases


@cache
def compiled_run() -> Callable[[int], None]:
    """The compiled function that runs every week of a world, put together from the compiled phases.

    Returns
    -------
    callable
        Takes the address of an `address_row`, releases the interpreter lock, changes the world in place.
    """
    from peersim.engine import entry

    names = {**vars(entry), **compiled_phases()}
    result: Callable[[int], None] = _jit(FunctionType(entry.run_at.__code__, names), _folder())
    return result


@cache
def compiled_look() -> Callable[[int], None]:
    """The compiled function that looks, in the last week, at everybody whom the programme never met.

    Returns
    -------
    callable
        Takes the address of an `address_row`.
    """
    from peersim.engine.entry import look_at

    result: Callable[[int], None] = _jit(look_at, _folder())
    return result


def world_and_week() -> tuple[Any, Any]:
    """What a compiled phase takes: Numba's types of a world and of a week."""
    from peersim.engine.world_type import WORLD_TYPE

    return WORLD_TYPE, numba.int64


_HALF = 6
"""Phases compiled by a second process; compiling these takes about as long as compiling the others [phases]."""


def _compile_elsewhere() -> subprocess.Popen[bytes] | None:
    """Have another process compile half of the phases; should it fail, this process finds nothing and does it too."""
    command = [sys.executable, "-c", "from peersim.engine.compiled import compile_half; compile_half()"]
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


def compile_half() -> None:
    """Compile the first half of the phases into the cache folder, in a process of its own."""
    from peersim.engine.phases import ORDER

    for phase in ORDER[:_HALF]:
        _jit(phase, cache_folder()).compile(world_and_week())


COMPILING = "Compiling the engine (once per version; about half a minute)…"
"""The one line shown before the first compilation."""

COMPILING_REPLACED = "Compiling what leads to the replaced rules (once in this process; seconds)…"
"""The one line shown before a run with rules replaced."""


def prepare(message: Callable[[str], None] | None = None) -> None:
    """Compile now what is not compiled yet, the engine or the rules replaced in it, saying so first.

    Parameters
    ----------
    message : callable, optional
        Called with one line when compilation is needed; `logging` is used when absent.
    """
    from peersim.engine.run import smallest_run
    from peersim.engine.swapped_engine import is_ready

    if not is_compiled():
        (message or logger.info)(COMPILING)
    elif not is_ready():
        (message or logger.info)(COMPILING_REPLACED)
    smallest_run()

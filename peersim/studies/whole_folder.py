"""A folder that is there whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from peersim.studies.shards import sync_folder


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """Make a folder beside its place and move it there once everything in it is written.

    Parameters
    ----------
    target : Path
        The folder; not there yet, or empty.

    Yields
    ------
    Path
        Where to write. If anything goes wrong it is gone again, and the target is as it was.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    beside = Path(os.path.abspath(target)).parent
    work = None
    try:
        beside.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{target.name}.unfinished-", dir=beside))
        work.chmod(0o777 & beside.stat().st_mode)
        yield work
        if target.is_dir():
            target.rmdir()
        os.replace(work, os.path.abspath(target))
        sync_folder(beside)
    finally:
        if work is not None:
            shutil.rmtree(work, ignore_errors=True)

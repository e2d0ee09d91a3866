"""Writing a plan: what was asked for in options, as the plan.toml it amounts to."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from peersim.scenarios.write import pair

_ENDING = ".toml"


def plan_text(options: Mapping[str, Any], folder: Path) -> str:
    """Write options as a plan.

    Parameters
    ----------
    options : mapping
        Keys of a plan and their values. Paths are relative to the present folder.
    folder : Path
        Where the plan will be; paths in it are relative to it.

    Returns
    -------
    str
        TOML.
    """
    paths = {"place", "scenarios", "reference"}
    return "".join(
        f"{pair(name, _written(value, folder if name in paths else None))}\n" for name, value in options.items()
    )


def is_path(name: str) -> bool:
    """Whether a scenario or place is named by its path: with a slash in it, or ending in .toml.

    Parameters
    ----------
    name : str
        As it was written.

    Returns
    -------
    bool
    """
    return "/" in name or os.sep in name or name.endswith(_ENDING)


def _written(value: Any, folder: Path | None) -> Any:
    if isinstance(value, (list, tuple)):
        return tuple(_written(each, folder) for each in value)
    text = os.fspath(value) if isinstance(value, os.PathLike) else value
    if folder is not None and isinstance(text, str) and (is_path(text) or isinstance(value, os.PathLike)):
        return Path(os.path.relpath(text, folder)).as_posix()
    return text

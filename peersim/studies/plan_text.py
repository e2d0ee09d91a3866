"""Writing a plan: what was asked for in options, as the plan.toml it amounts to."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from peersim.scenarios.write import pair


def plan_text(options: Mapping[str, Any]) -> str:
    """Write options as a plan.

    Parameters
    ----------
    options : mapping
        Keys of a plan and their values; lists may hold paths.

    Returns
    -------
    str
        TOML.
    """
    return "".join(f"{pair(name, _plain(value))}\n" for name, value in options.items())


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return tuple(_plain(each) for each in value)
    if isinstance(value, Path):
        return value.as_posix()
    return os.fspath(value) if isinstance(value, os.PathLike) else value

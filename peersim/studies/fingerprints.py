"""Fingerprints: equal hashes mean equal inputs, and so equal results."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any


def plain(thing: Any) -> Any:
    """Turn a value into what JSON can hold, in one way only, so that equal things get equal hashes."""
    if hasattr(thing, "model_dump"):
        return plain(thing.model_dump(mode="json"))
    if hasattr(thing, "_asdict"):
        return plain(thing._asdict())
    if hasattr(thing, "__dataclass_fields__"):
        return {name: plain(getattr(thing, name)) for name in thing.__dataclass_fields__}
    if isinstance(thing, dict):
        return {str(key): plain(value) for key, value in thing.items()}
    if isinstance(thing, (list, tuple)):
        return [plain(value) for value in thing]
    if isinstance(thing, (set, frozenset)):
        return sorted(str(value) for value in thing)
    if hasattr(thing, "tolist"):
        return plain(thing.tolist())
    return thing if isinstance(thing, (str, int, float, bool)) or thing is None else str(thing)


def fingerprint(thing: Any) -> str:
    """Hash a plain value.

    Parameters
    ----------
    thing : object
        Text, or anything JSON can hold.

    Returns
    -------
    str
        SHA-256 in hexadecimal.
    """
    text = thing if isinstance(thing, str) else json.dumps(thing, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


ROOMS = ("foundation", "evidence", "places", "scenarios", "agents", "engine", "outcomes", "studies")
"""Rooms whose code and tables decide what a run gives; those after them only read what runs gave."""


def package_fingerprint() -> str:
    """Hash the code and tables that decide results, so that those of an edited rule are never taken for the old ones.

    Returns
    -------
    str
        SHA-256 over the name and content of every code, table and scenario file of `ROOMS`. What compares, values or
        prints results is not in it: a finished study can be reported on anew with a better report.
    """
    root = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*"), key=lambda path: path.relative_to(root).as_posix()):
        decides = path.relative_to(root).parts[0] in ROOMS
        if decides and path.suffix in {".py", ".csv", ".toml", ".json"} and path.is_file():
            digest.update(path.relative_to(root).as_posix().encode("utf-8") + b"\0")
            digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()

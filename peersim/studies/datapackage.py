"""datapackage.json: what every table and field of a study is, in the form of Frictionless Data Packages."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from peersim.studies.contents import Contents
from peersim.studies.study_file import replace_file
from peersim.studies.tables import RUN_STATUS, StoredField, StoredTable

DATAPACKAGE = "datapackage.json"
_PROFILES = "https://datapackage.org/profiles/2.0"
_TYPES = {"word": "string", "text": "string", "whole": "integer", "number": "number"}
_RUN = ["scenario", "draw", "replication"]
_MEDIA_TYPES = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}


def write_datapackage(contents: Contents) -> Path:
    """Write the description of a study's tables into its folder, of the shards that are finished.

    Parameters
    ----------
    contents : Contents
        What the folder holds.

    Returns
    -------
    Path
        The file.
    """
    path = contents.folder / DATAPACKAGE
    replace_file(path, to_json(describe_study(contents)))
    return path


def to_json(package: Mapping[str, Any]) -> bytes:
    """Write a description as it stands in its file."""
    return (json.dumps(package, indent=1, ensure_ascii=False) + "\n").encode("utf-8")


def describe_study(contents: Contents) -> dict[str, Any]:
    """Describe the tables of a study where they are: in its shards.

    Parameters
    ----------
    contents : Contents
        What the folder holds.

    Returns
    -------
    dict
        A data package. A table that has a file in each shard names them all; they are read one after the other.
    """
    resources = []
    for name, table in contents.tables.items():
        paths = [path.relative_to(contents.folder).as_posix() for path in contents.paths(name)]
        if paths:
            resources.append(describe_table(table, paths if len(paths) > 1 else paths[0], "parquet"))
    return describe_package(contents, resources)


def describe_package(contents: Contents, resources: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Put descriptions of tables together.

    Parameters
    ----------
    contents : Contents
        The study they are of.
    resources : sequence of dict
        From `describe_table`.

    Returns
    -------
    dict
        A data package; it says how many runs were planned and which version of peersim made them.
    """
    facts = contents.facts
    size = f"{facts['draws']:,} draws × {facts['replications']:,} replications"
    question = contents.study.document.get("question") or ""
    scenarios = ", ".join(str(facts["titles"].get(name) or name) for name in facts["scenarios"])
    return {
        "$schema": f"{_PROFILES}/datapackage.json",
        "name": re.sub(r"[^a-z0-9._-]+", "-", contents.folder.resolve().name.lower()).strip("-") or "study",
        "title": question or f"Peer support in {facts.get('place_title') or facts['place']}, simulated",
        "description": (
            f"Simulated by peersim {facts['version']}: {scenarios}; {facts['parents']:,} eligible parents, "
            f"{facts['weeks']} weeks, {size}, seed {facts['seed']}. No real person is in it."
        ),
        "version": str(facts["version"]),
        "plan_hash": contents.study.plan_hash,
        "runs_planned": contents.study.runs,
        "resources": list(resources),
    }


def describe_table(table: StoredTable, path: str | Sequence[str], form: str, **more: Any) -> dict[str, Any]:
    """Describe one table.

    Parameters
    ----------
    table : StoredTable
        Its fields.
    path : str or sequence of str
        Its file, or files, relative to the description.
    form : str
        ``csv`` or ``parquet``.
    **more
        What else is known, such as ``bytes`` and ``hash``.

    Returns
    -------
    dict
        A resource with its schema: types, units, definitions, the key, and the run each row belongs to.
    """
    schema: dict[str, Any] = {
        "$schema": f"{_PROFILES}/tableschema.json",
        "fields": [_field(field, table) for field in table.fields],
        "primaryKey": list(table.key),
        "missingValues": [""],
    }
    if set(_RUN) <= set(table.key) and table.name != "runs":
        schema["foreignKeys"] = [{"fields": _RUN, "reference": {"resource": "runs", "fields": _RUN}}]
    return {
        "name": table.name,
        "type": "table",
        "title": f"{table.name}: {table.rows}",
        "path": path if isinstance(path, str) else list(path),
        "format": form,
        "mediatype": _MEDIA_TYPES[form],
        **({"encoding": "utf-8"} if form == "csv" else {}),
        **more,
        "schema": schema,
    }


def _field(field: StoredField, table: StoredTable) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if field.name in table.key else {}
    if field.name == "status":
        constraints["enum"] = list(RUN_STATUS)
    return {
        "name": field.name,
        "type": _TYPES[field.kind],
        **({"title": field.label} if field.label else {}),
        "description": field.definition,
        **({"unit": field.unit} if field.unit else {}),
        **({"constraints": constraints} if constraints else {}),
    }

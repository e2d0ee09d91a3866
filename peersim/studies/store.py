"""Observations on disk: one row a run, every array exact, no pickle; enough to compare again or to go on."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from peersim.studies.plan import Run

OBSERVATIONS = "observations.parquet"
_SHAPES = b"peersim.shapes"


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Write a file under another name and give it its own once it is whole, so that Ctrl-C leaves no half of it.

    Parameters
    ----------
    path : Path
        The file.

    Yields
    ------
    Path
        Where to write.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        yield part
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def write_observations(path: Path, results: Iterable[tuple[Run, Any]]) -> None:
    """Write the observations of finished runs.

    Parameters
    ----------
    path : Path
        File to write.
    results : iterable of (Run, Observation)
        Finished runs; all observations have arrays of the same shapes.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    pairs = list(results)
    columns: dict[str, Any] = {field: [getattr(run, field) for run, _ in pairs] for field in Run._fields}
    arrays = [observation.to_arrays() for _, observation in pairs]
    shapes: dict[str, Any] = {}
    for name in arrays[0] if arrays else ():
        first = np.asarray(arrays[0][name])
        shapes[name] = {"shape": list(first.shape), "dtype": first.dtype.str}
        flat = np.concatenate([np.ravel(each[name]) for each in arrays])
        columns[name] = pa.FixedSizeListArray.from_arrays(pa.array(flat), first.size)
    table = pa.table(columns).replace_schema_metadata({_SHAPES: json.dumps(shapes).encode("utf-8")})
    with whole_file(path) as part:
        pq.write_table(table, part, compression="zstd")


def read_observations(path: Path) -> dict[tuple[str, int, int], Any]:
    """Read what `write_observations` wrote.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    dict
        (scenario, draw, replication) to Observation.
    """
    import pyarrow.parquet as pq

    from peersim.outcomes.observation import Observation

    table = pq.read_table(path)
    shapes = json.loads((table.schema.metadata or {}).get(_SHAPES, b"{}"))
    keys = zip(*(table[name].to_pylist() for name in ("scenario", "draw", "replication")), strict=True)
    columns = {}
    for name, facts in shapes.items():
        flat = table[name].combine_chunks().flatten().to_numpy(zero_copy_only=False)
        columns[name] = flat.astype(facts["dtype"]).reshape(len(table), *facts["shape"])
    return {
        key: Observation.from_arrays({name: column[row] for name, column in columns.items()})
        for row, key in enumerate(keys)
    }

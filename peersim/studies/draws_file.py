"""draws.parquet: the parameter values of every draw, to the last bit; what is run is read from here."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any

import numpy as np

VALUE = "value"


def encode_draws(values: Any) -> bytes:
    """Write draws as Parquet.

    Parameters
    ----------
    values : numpy.ndarray, shape (draws,)
        Records of parameter values (or plain numbers), draw by draw.

    Returns
    -------
    bytes
        Columns draw and every input's.
    """
    import pyarrow as pa
    from pyarrow import parquet

    columns = {"draw": np.arange(len(values), dtype=np.int32)}
    columns |= {name: np.ascontiguousarray(_column(values, name)) for name in _names(values)}
    sink = io.BytesIO()
    parquet.write_table(pa.table(columns), sink, compression="zstd")
    return sink.getvalue()


def read_draws(path: Path, like: Any) -> Any:
    """Read draws.

    Parameters
    ----------
    path : Path
        The file.
    like : numpy.dtype
        Type of the records.

    Returns
    -------
    numpy.ndarray, shape (draws,)
        As they were written.
    """
    from pyarrow import parquet

    table = parquet.read_table(path)
    values = np.empty(table.num_rows, dtype=like)
    for name in _names(values):
        column = table[name].to_numpy()
        if values.dtype.names is None:
            values[:] = column
        else:
            values[name] = column
    return values


def digest_of(values: Any) -> str:
    """Hash draws; any number of draws has one hash, whatever is behind them."""
    return hashlib.sha256(np.ascontiguousarray(values).tobytes()).hexdigest()


def _names(values: Any) -> tuple[str, ...]:
    return values.dtype.names or (VALUE,)


def _column(values: Any, name: str) -> Any:
    return values if values.dtype.names is None else values[name]

"""What a process is that does part of a study: its results belong beside others only if it is the same as they are."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping
from functools import cache
from importlib import metadata
from typing import Any

SAME = ("numpy", "scipy", "numba", "llvmlite", "pandas", "pyarrow")
"""Packages that compute a result or write its bytes."""

_POINTS = 4096
_SHOWN = 3


@cache
def identity() -> dict[str, str]:
    """Say what this process computes with; asked once, since the files may be changed while it runs.

    Returns
    -------
    dict of str
        ``peersim`` (fingerprint of its code and tables), ``Python``, packages, ``arithmetic``.
    """
    from peersim.studies.plan import package_fingerprint

    found = {"peersim": package_fingerprint(), "Python": ".".join(platform.python_version_tuple()[:2])}
    for name in SAME:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "none"
    found["arithmetic"] = arithmetic()
    return found


def arithmetic() -> str:
    """Hash what the machine makes of functions that processors and C libraries round differently in the last digit.

    Returns
    -------
    str
        16 hexadecimal digits.
    """
    import math

    import numpy as np

    points = np.linspace(1e-6, 40.0, _POINTS)
    digest = hashlib.sha256()
    for function in (np.exp, np.log, np.log1p, np.sqrt, np.sin, np.cos, np.tanh):
        digest.update(np.ascontiguousarray(function(points)).astype("<f8").tobytes())
    plain = [[math.exp(x), math.log(x), math.log1p(x), math.pow(x, 0.3), math.erf(x)] for x in points.tolist()]
    digest.update(np.asarray(plain, dtype="<f8").tobytes())
    return digest.hexdigest()[:16]


def differences(others: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Compare other processes with this one.

    Parameters
    ----------
    others : mapping
        Name of a worker to its `identity`, or to the exception that it gave instead.

    Returns
    -------
    unlike : list of str
        Why results of a worker may not stand beside those of this process, a sentence each; empty when they may.
    remarks : list of str
        What differs but does not matter enough to refuse.
    """
    own = identity()
    unlike, rounding = [], []
    for worker, theirs in others.items():
        if not isinstance(theirs, Mapping):
            unlike.append(f"Worker {worker} cannot say what it is: {_one_line(theirs)}")
            continue
        if theirs.get("peersim") != own["peersim"]:
            unlike.append(f"Worker {worker} has another peersim than this process: its code or tables differ.")
        unlike += [
            f"Worker {worker} has {name} {theirs.get(name)}; this process has {name} {own[name]}."
            for name in ("Python", *SAME)
            if theirs.get(name) != own[name]
        ]
        if theirs.get("arithmetic") != own["arithmetic"]:
            rounding.append(worker)
    remarks = [
        f"Worker {worker} rounds differently from this process (another processor or C library): "
        "what it computes may differ in the last digits."
        for worker in rounding[:_SHOWN]
    ]
    more = len(rounding) - _SHOWN
    return unlike, remarks + ([f"So do {more} more workers."] if more > 0 else [])


def _one_line(error: Any) -> str:
    if "No module named 'peersim'" in str(error):
        return "peersim is not installed there."
    return f"{type(error).__name__}: {error}".splitlines()[0]

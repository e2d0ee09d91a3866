"""Keyed random draws: `uniform(key, person, purpose, week, n)` and nothing else.

Every random number of a run is a function of its arguments, never of the order of calls. The same parent
therefore meets the same luck in every scenario, and a difference between two scenarios is the design's doing.

The generator chains the finalising mixer of SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom
number generators", OOPSLA) over its arguments. `tests/foundation/test_draws.py` checks uniformity and
independence across neighbouring people, purposes, weeks and keys.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit
from numba.extending import overload

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_A = np.uint64(0xBF58476D1CE4E5B9)
_MIX_B = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
_PURPOSE_SHIFT, _REPEAT_SHIFT = np.uint64(48), np.uint64(32)
_TO_UNIT = 1.0 / 9007199254740992.0  # 2 to the minus 53: the spacing of doubles just below 1


@njit
def _mix(z):  # type: ignore[no-untyped-def]
    z = (z ^ (z >> _S30)) * _MIX_A
    z = (z ^ (z >> _S27)) * _MIX_B
    return z ^ (z >> _S31)


@njit("float64(uint64, int64, int64, int64, int64)")
def _draw(key, person, purpose, week, n):  # type: ignore[no-untyped-def]
    z = _mix(key + np.uint64(person) * _GOLDEN)
    what = (np.uint64(purpose) << _PURPOSE_SHIFT) + (np.uint64(n) << _REPEAT_SHIFT) + np.uint64(week)
    return np.float64(_mix(z + what * _GOLDEN) >> _S11) * _TO_UNIT


def uniform(key: Any, person: int, purpose: int, week: int, n: int = 0) -> float:
    """Draw the uniform number that belongs to these arguments.

    Parameters
    ----------
    key : numpy.uint64
        The run's key, from `run_key`.
    person : int
        Identity of who decides (or of the group, post or stream it happens to).
    purpose : int
        What is decided: one of the numbers in `peersim.agents.purposes` [0 to 65535].
    week : int
        Week of the run [0 to 4294967295].
    n : int
        Repeat number within the week, where one purpose needs several draws [0 to 65535].

    Returns
    -------
    float
        A number in [0, 1), always the same for the same arguments.
    """
    number: float = _draw(key, person, purpose, week, n)
    return number


@overload(uniform, inline="always")
def _uniform_compiled(key, person, purpose, week, n=0):  # type: ignore[no-untyped-def]
    """Let compiled code call `_draw` itself, which is compiled once and not anew for every purpose."""

    def call(key, person, purpose, week, n=0):  # type: ignore[no-untyped-def]
        return _draw(key, person, purpose, week, n)

    return call


@njit(nogil=True)
def _fill(out, key, people, purpose, week, n):  # type: ignore[no-untyped-def]
    for i in range(len(people)):
        out[i] = _draw(key, people[i], purpose, week, n)


def uniforms(
    key: np.uint64, people: npt.NDArray[np.int64], purpose: int, week: int = 0, n: int = 0
) -> npt.NDArray[np.float64]:
    """Draw one uniform number for each of many people.

    Parameters
    ----------
    key : numpy.uint64
        The run's key.
    people : numpy.ndarray, shape (people,)
        Identities.
    purpose, week, n : int
        As in `uniform`.

    Returns
    -------
    numpy.ndarray, shape (people,)
        Numbers in [0, 1); element i equals ``uniform(key, people[i], purpose, week, n)``.
    """
    out = np.empty(len(people))
    _fill(out, np.uint64(key), people, purpose, week, n)
    return out


def run_key(seed: int, *parts: int) -> np.uint64:
    """Make the key of one run from the study's seed and the run's numbers.

    Parameters
    ----------
    seed : int
        The study's seed; zero is a legal seed.
    *parts : int
        Draw and replication (never the scenario: scenarios share their luck).

    Returns
    -------
    numpy.uint64
        A key; different arguments give unrelated keys.
    """
    mask = (1 << 64) - 1
    state = _python_mix((seed + 0x9E3779B97F4A7C15) & mask)
    for part in parts:
        state = _python_mix((state + (part + 1) * 0x9E3779B97F4A7C15) & mask)
    return np.uint64(state)


def _python_mix(z: int) -> int:
    mask = (1 << 64) - 1
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
    return z ^ (z >> 31)


def standard_normal(u: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Turn uniforms into standard normal numbers by the inverse distribution function.

    Parameters
    ----------
    u : numpy.ndarray
        Uniforms in [0, 1).

    Returns
    -------
    numpy.ndarray
        Standard normal numbers, finite even at 0.
    """
    from scipy.special import ndtri

    result: Any = ndtri(np.maximum(u, _TO_UNIT / 2.0))
    return np.asarray(result, dtype=np.float64)

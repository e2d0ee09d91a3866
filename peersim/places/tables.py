"""Inverse distribution functions read off a table, so that a million families cost a moment."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]

_CELLS = 4096


@lru_cache(maxsize=64)
def _beta_table(first: float, second: float) -> Numbers:
    from scipy.special import betaincinv

    found: Numbers = betaincinv(first, second, np.linspace(0.0, 1.0, _CELLS + 1))
    found.setflags(write=False)
    return found


def beta_quantile(first: float, second: float, uniform: Numbers) -> Numbers:
    """Turn uniforms into Beta-distributed numbers, straight between 4,097 exact points.

    Parameters
    ----------
    first, second : float
        Shapes of the distribution, above 0.
    uniform : numpy.ndarray
        Numbers [0 to 1].

    Returns
    -------
    numpy.ndarray
        Numbers [0 to 1], rising with `uniform`.
    """
    table = _beta_table(first, second)
    position = uniform * _CELLS
    cell = np.minimum(position.astype(np.int64), _CELLS - 1)
    below = table[cell]
    found: Numbers = below + (table[cell + 1] - below) * (position - cell)
    return found


def beta_shapes(mean: float, spread: float) -> tuple[float, float]:
    """Find the shapes of the Beta distribution with a given mean and standard deviation.

    Parameters
    ----------
    mean : float
        Mean [0 to 1, ends excluded].
    spread : float
        Standard deviation; held below the largest possible for this mean.

    Returns
    -------
    tuple of float
        The two shapes.
    """
    variance = min(spread * spread, 0.9 * mean * (1.0 - mean))
    total = mean * (1.0 - mean) / variance - 1.0
    return mean * total, (1.0 - mean) * total

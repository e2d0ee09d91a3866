"""Joint distribution of yes/no traits by a Gaussian copula: each trait is a latent normal below its threshold."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(40)
_STRONGEST = 0.995
"""Largest latent correlation looked for: beyond it one trait decides the other."""


def threshold(share: float) -> float:
    """Find the level below which a given share of a standard normal lies.

    Parameters
    ----------
    share : float
        A share [0 to 1].

    Returns
    -------
    float
        Level [standard normal]; minus or plus infinity for shares 0 and 1.
    """
    from scipy.special import ndtri

    return float(ndtri(share))


def share_below(level: float) -> float:
    """Say what share of a standard normal lies below a level; the inverse of `threshold`."""
    from scipy.special import ndtr

    return float(ndtr(level))


def both(first: float, second: float, correlation: float) -> float:
    """Give the share with both of two traits.

    Integrates the bivariate normal density over the correlation (Plackett 1954; Drezner and Wesolowsky 1990).

    Parameters
    ----------
    first, second : float
        Share with each trait [0 to 1].
    correlation : float
        Correlation of the latent normals [-1 to 1, ends excluded].

    Returns
    -------
    float
        Share with both [0 to 1].
    """
    if min(first, second) <= 0.0 or max(first, second) >= 1.0:
        return first * second
    h, k = threshold(first), threshold(second)
    end = math.asin(correlation)
    angle = end * (_NODES + 1.0) / 2.0
    density = np.exp(-(h * h + k * k - 2.0 * h * k * np.sin(angle)) / (2.0 * np.cos(angle) ** 2))
    return first * second + end / 2.0 * float(_WEIGHTS @ density) / (2.0 * math.pi)


def latent_correlation(first: float, second: float, joint: float) -> float:
    """Find the latent correlation at which a given share has both traits (the tetrachoric correlation).

    Parameters
    ----------
    first, second : float
        Share with each trait [0 to 1].
    joint : float
        Share with both [0 to 1].

    Returns
    -------
    float
        Correlation of the latent normals; 0 when a trait is everybody's or nobody's.
    """
    if min(first, second) <= 0.0 or max(first, second) >= 1.0:
        return 0.0
    low, high = -_STRONGEST, _STRONGEST
    for _ in range(50):
        middle = (low + high) / 2.0
        if both(first, second, middle) < joint:
            low = middle
        else:
            high = middle
    return (low + high) / 2.0


def nearest_correlation(matrix: Matrix, smallest: float = 1e-4) -> Matrix:
    """Find a correlation matrix close to a symmetric matrix, by cutting off negative eigenvalues and rescaling.

    Parameters
    ----------
    matrix : numpy.ndarray, shape (n, n)
        Symmetric, with ones on the diagonal.
    smallest : float
        Smallest eigenvalue allowed.

    Returns
    -------
    numpy.ndarray, shape (n, n)
        The same matrix if it is positive definite already.
    """
    found = matrix.copy()
    for _ in range(100):
        values, vectors = np.linalg.eigh(found)
        if values[0] >= smallest / 2.0:
            break
        found = (vectors * np.maximum(values, smallest)) @ vectors.T
        scale = 1.0 / np.sqrt(np.diag(found))
        found = found * np.outer(scale, scale)
    return found


def normal_correlation(rank_correlation: Matrix) -> Matrix:
    """Turn rank correlations into those of normals with the same ranks (Pearson 1907).

    Parameters
    ----------
    rank_correlation : numpy.ndarray
        Spearman correlations [-1 to 1].

    Returns
    -------
    numpy.ndarray
        Correlations of the normals [-1 to 1].
    """
    found: Matrix = 2.0 * np.sin(np.pi * rank_correlation / 6.0)
    return found

"""Small areas: what the families of one neighbourhood share, and where it lies."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peersim.foundation.draws import standard_normal, uniforms
from peersim.places import purposes
from peersim.places.plan import Plan
from peersim.places.used import AREA_TRAITS

Numbers = npt.NDArray[np.float64]

VENUES = 12
"""Venues of a catchment."""

_LEVELS = 20  # binary digits spread evenly: enough for a million areas
_EVEN_CHANCE = 0.5
_EDGE = 1e-9  # keeps logarithms of odds finite
_GOLDEN_ANGLE = np.pi * (3.0 - np.sqrt(5.0))


class Areas(NamedTuple):
    """The small areas of one catchment.

    Attributes
    ----------
    latent : numbers, shape (areas, 4)
        Each area's part of the latent traits.
    centre : numbers, shape (areas, 2)
        Middle of each area in a disc of radius 1.
    public_transport : numbers [0 to 1], shape (areas,)
        How well buses and trams serve it.
    """

    latent: Numbers
    centre: Numbers
    public_transport: Numbers


def _directions(degree: int, polynomial: int, first: tuple[int, ...]) -> list[int]:
    """Work out Sobol's direction numbers of one dimension, as whole numbers of so many binary digits."""
    odd = list(first) if degree else [1] * _LEVELS
    while len(odd) < _LEVELS:
        number = odd[-degree] ^ (odd[-degree] << degree)
        for back in range(1, degree):
            if (polynomial >> (degree - 1 - back)) & 1:
                number ^= odd[-back] << back
        odd.append(number)
    return [number << (_LEVELS - 1 - level) for level, number in enumerate(odd[:_LEVELS])]


_DIRECTIONS = [
    _directions(degree, polynomial, first)
    for degree, polynomial, first in ((0, 0, ()), (1, 0, (1,)), (2, 1, (1, 3)), (3, 1, (1, 3, 1)), (3, 2, (1, 1, 1)))
]
"""Of the first five dimensions (numbers of Joe and Kuo 2008, SIAM Journal on Scientific Computing 30:2635)."""


def sobol_digits(count: int, dimension: int) -> npt.NDArray[np.int64]:
    """Give the first points of Sobol's sequence in one dimension.

    Written out because importing the library's generator would take longer than a run; a test compares the two.

    Parameters
    ----------
    count : int
        Points wanted, at most 2 to the 20.
    dimension : int
        0 to 4.

    Returns
    -------
    numpy.ndarray, shape (count,)
        Whole numbers; divided by 2 to the 20, they are the points.
    """
    numbers = np.arange(count, dtype=np.int64)
    gray = numbers ^ (numbers >> 1)
    found = np.zeros(count, dtype=np.int64)
    for level, direction in enumerate(_DIRECTIONS[dimension]):
        found ^= ((gray >> level) & 1) * direction
    return found


def _evenly_spread(count: int, dimensions: int, key: np.uint64) -> Numbers:
    """Draw numbers of which any first few fill each dimension evenly, each one alone still uniform.

    Sobol's sequence, its digits scrambled by keyed draws (nested uniform scrambling, Owen 1995). Element i depends on
    i and the key only.

    Parameters
    ----------
    count, dimensions : int
        Size wanted.
    key : numpy.uint64
        The run's key.

    Returns
    -------
    numpy.ndarray, shape (count, dimensions)
        Numbers in [0, 1).
    """
    numbers = np.arange(count, dtype=np.int64)
    found = np.empty((count, dimensions))
    for dimension in range(dimensions):
        digits = sobol_digits(count, dimension)
        place = np.zeros(count)
        branch = np.ones(count, dtype=np.int64)  # where the digits so far lead in the tree of all digits
        for level in range(_LEVELS):
            digit = (digits >> (_LEVELS - 1 - level)) & 1
            turned = uniforms(key, branch, purposes.AREA_DIGIT, n=dimension) < _EVEN_CHANCE
            place += np.where(turned, 1 - digit, digit) / 2.0 ** (level + 1)
            branch = 2 * branch + digit
        rest = uniforms(key, numbers, purposes.AREA_REST, n=dimension)
        found[:, dimension] = place + rest / 2.0**_LEVELS
    return found


def draw_areas(count: int, plan: Plan, spread: float, key: np.uint64) -> Areas:
    """Draw the first small areas of a catchment.

    Any run of areas from the first on is spread evenly over what the place holds, so a catchment resembles its place
    and not one lucky corner of it; each area alone is still a fair draw. An area's traits depend on its number and the
    key, never on how many there are.

    Parameters
    ----------
    count : int
        Areas wanted.
    plan : Plan
        The place.
    spread : float
        Standard deviation of public transport between areas [log-odds].
    key : numpy.uint64
        The run's key.

    Returns
    -------
    Areas
        Their shared traits and positions.
    """
    numbers = np.arange(count, dtype=np.int64)
    normal = standard_normal(_evenly_spread(count, len(AREA_TRAITS) + 1, key))
    mean = min(max(plan.public_transport, _EDGE), 1.0 - _EDGE)
    odds = np.log(mean / (1.0 - mean)) + spread * normal[:, -1]
    radius = np.sqrt(uniforms(key, numbers, purposes.AREA_CENTRE, n=0))
    angle = 2.0 * np.pi * uniforms(key, numbers, purposes.AREA_CENTRE, n=1)
    return Areas(
        latent=normal[:, :-1] @ plan.area_map.T,
        centre=np.column_stack((radius * np.cos(angle), radius * np.sin(angle))),
        public_transport=1.0 / (1.0 + np.exp(-odds)),
    )


def draw_venues(radius: float, key: np.uint64) -> Numbers:
    """Place the venues: the first in the middle, the others spread evenly over the catchment.

    Parameters
    ----------
    radius : float
        Radius of the catchment [km].
    key : numpy.uint64
        The run's key; it turns the pattern.

    Returns
    -------
    numpy.ndarray, shape (12, 2)
        East and north of the first venue [km].
    """
    number = np.arange(VENUES)
    turn = 2.0 * np.pi * uniforms(key, np.zeros(1, dtype=np.int64), purposes.VENUE_TURN)[0]
    distance = radius * np.sqrt(number / VENUES)
    angle = turn + _GOLDEN_ANGLE * number
    return np.column_stack((distance * np.cos(angle), distance * np.sin(angle)))

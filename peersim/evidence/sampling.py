"""Draws: possible worlds, each a value for every uncertain number of the model.

Every number is drawn from scrambled Sobol points put through its inverse distribution function, so that *draw 7 is draw
7*: the same world whatever the number of draws, in every scenario, and whichever numbers are sampled.

How the points are made, and why
--------------------------------
A number's points depend on the seed and on its own key, through a hash that is the same on every machine, and on
nothing else. A row added to the table, removed from it or moved therefore leaves every other number's draws as they
were. What does move them is a change of the number's own distribution, or a correlation put on it; both should.

Each key has a scrambled Sobol sequence of its own (`scipy.stats.qmc.Sobol`, one dimension). Its first 2, 4, 8, ...
points fill 2, 4, 8, ... equal parts of the range once each; within each doubling the points come in an order shuffled
for that key. The margins are thus as even as Sobol points can be, and numbers are paired by chance, as in a Latin
hypercube, but one that can be extended.

The usual alternative, one Sobol sequence with a dimension for each key, was tried. With hundreds of numbers and some
dozens of draws there are more dimensions than the sequence can tell apart: many pairs of numbers then rise and fall
together in nearly every draw, which no sensitivity analysis could undo. ``tests/evidence/test_evidence_sampling.py``
holds the present way to the pairing that chance would give.

Correlations (``correlations.csv``) act on the uniforms, through a Gaussian copula. Of linked keys the one named first
keeps its uniforms; the others bend towards it. The shares of a Dirichlet (the five reasons for absence) are gamma
numbers divided by their sum.

Once a calibrated sample is shipped (`peersim.evidence.posterior`), the inputs it has a column for take their uniforms
from one of its rows together, after all of this; ``source="prior"`` leaves it aside.
"""

from __future__ import annotations

import csv
import hashlib
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from peersim.evidence.distributions import Floats, in_words, natural_bounds
from peersim.evidence.posterior import Posterior, sample_of
from peersim.evidence.table import MODEL_KEYS, central, keys_with, parameter, parameters, unknown
from peersim.foundation.problems import InputError, Problems

MOST_DRAWS = 1 << 16
"""Most draws that may be asked for at once."""

_EDGE = 2.0**-40  # uniforms are kept this far from 0 and 1, where inverse distribution functions are infinite


class Correlation(NamedTuple):
    """A stated correlation between two inputs.

    Attributes
    ----------
    first, second : str
        Keys.
    correlation : float
        Correlation of the normal scores of the two [-1 to 1].
    grade : str
        Grade of the statement.
    reasoning : str
        Why this sign and size.
    """

    first: str
    second: str
    correlation: float
    grade: str
    reasoning: str


@cache
def correlations() -> tuple[Correlation, ...]:
    """Give the stated correlations.

    Returns
    -------
    tuple of Correlation
        In file order.

    Raises
    ------
    InputError
        If a row of ``correlations.csv`` names a key that is not sampled, or the rows contradict each other.
    """
    rows = [
        Correlation(row["first"], row["second"], float(row["correlation"]), row["grade"], row["reasoning"])
        for row in _rows("correlations.csv")
    ]
    problems = Problems()
    for row in rows:
        for key in row[:2]:
            if key not in parameters():
                problems.add(unknown(key, "correlations.csv"))
            elif key not in sampled_keys() or parameter(key).law.family == "dirichlet":
                problems.add(f"correlations.csv: {key} cannot be correlated; it is not drawn by itself")
        if not -1.0 < row.correlation < 1.0:
            problems.add(f"correlations.csv: {row.first} with {row.second} is {row.correlation}; allowed -1 to 1")
    problems.raise_if_any()
    return tuple(rows)


def draws(
    n: int,
    seed: int = 0,
    *,
    keys: Iterable[str] | None = None,
    fixed: Mapping[str, float] | None = None,
    source: str | Posterior = "posterior",
) -> npt.NDArray[np.void]:
    """Draw possible worlds.

    Parameters
    ----------
    n : int
        Number of draws [1 to 65536].
    seed : int
        Seed of the scramble [0 or more]; zero is a legal seed.
    keys : iterable of str, optional
        Inputs to sample; the others stay at their central value. All when left out. Naming one share of a Dirichlet
        samples the whole set.
    fixed : mapping of str to float, optional
        Inputs or design numbers held at a value of your own [unit of the row]. When a share of a Dirichlet is held, the
        others of its set share out the rest.
    source : str or Posterior
        ``"posterior"``: calibrated inputs come from the frozen posterior sample, where one is shipped, and those not
        sampled stay at its centre; ``"prior"``: everything comes from the evidence table alone; or a sample of your
        own (`peersim.evidence.posterior.read_posterior`).

    Returns
    -------
    numpy.ndarray, shape (n,)
        Structured array of `peersim.evidence.table.PARAMETERS`, draw by draw. Row k is the same for every n above k.

    Raises
    ------
    InputError
        With every problem found in the arguments.
    """
    sample = sample_of(source)
    chosen = _checked(n, seed, keys, fixed or {})
    uniforms = prior_uniforms(n, seed)
    if sample is not None:
        uniforms |= _posterior_uniforms(sample, n, seed)
    result = np.repeat(central(source), n)
    for key in chosen:
        result[parameter(key).field] = _before_sharing(key, uniforms[key])
    for key, value in (fixed or {}).items():
        result[parameter(key).field] = value
    for members in dirichlet_sets().values():
        if set(members) & {*chosen, *(fixed or {})}:
            _share_out(result, members, fixed or {})
    return result


def prior_uniforms(n: int, seed: int = 0) -> dict[str, Floats]:
    """Give the uniforms of every sampled input under the prior, correlations in them.

    Parameters
    ----------
    n : int
        Number of draws [1 or more].
    seed : int
        Seed [0 or more].

    Returns
    -------
    dict of str to numpy.ndarray, shape (n,)
        By key, in table order: what `draws` with ``source="prior"`` puts through the inverse distribution functions.
    """
    return _correlated({key: uniforms_of(key, n, seed) for key in sampled_keys()})


def _posterior_uniforms(sample: Posterior, n: int, seed: int) -> dict[str, Floats]:
    rows = sample.uniforms[sample.rows(n, seed)]
    return {key: rows[:, number] for number, key in enumerate(sample.keys) if key in sampled_keys()}


def _before_sharing(key: str, u: Floats) -> Floats:
    """Put uniforms through an input's law; a share of a Dirichlet is still a gamma number."""
    law = parameter(key).law
    if law.family != "dirichlet":
        return law.quantile(u)
    concentration, share = law.numbers
    return _gamma(concentration * share, u)


def values_at(members: Sequence[str], known: Mapping[str, Floats], n: int, seed: int = 0) -> dict[str, Floats]:
    """Give the shares of one Dirichlet where the uniforms of some of them are known and the others follow the prior.

    Parameters
    ----------
    members : sequence of str
        All keys of the set.
    known : mapping of str to numpy.ndarray, shape (n,)
        Uniforms of some of them.
    n : int
        Number of draws.
    seed : int
        Seed of the others' uniforms.

    Returns
    -------
    dict of str to numpy.ndarray, shape (n,)
        Shares, which add up to 1 in each draw.
    """
    parts = {key: _before_sharing(key, known.get(key, uniforms_of(key, n, seed))) for key in members}
    total = sum(parts.values())
    return {key: part / total for key, part in parts.items()}


def describe(drawn: npt.NDArray[np.void]) -> list[dict[str, Any]]:
    """Summarise draws beside what the table states.

    Parameters
    ----------
    drawn : numpy.ndarray, shape (n,)
        From `draws`.

    Returns
    -------
    list of dict
        One row for each number that varies or was moved from its central value: ``key``, ``label``, ``unit``,
        ``mean``, ``sd``, ``q025``, ``median``, ``q975`` of the draws, and ``value``, ``low``, ``high`` of the table.
    """
    rows: list[dict[str, Any]] = []
    for key in MODEL_KEYS:
        row = parameter(key)
        column = drawn[row.field]
        if (column == row.value).all():
            continue
        q025, median, q975 = np.quantile(column, [0.025, 0.5, 0.975]).tolist()
        rows.append(
            {
                "key": key, "label": row.label, "unit": row.unit,
                "mean": float(column.mean()), "sd": float(column.std()),
                "q025": q025, "median": median, "q975": q975,
                "value": row.value, "low": row.low, "high": row.high,
            }
        )  # fmt: skip
    return rows


@cache
def sampled_keys() -> tuple[str, ...]:
    """List the keys that are drawn: inputs whose distribution is not fixed.

    Returns
    -------
    tuple of str
        In table order.
    """
    return tuple(key for key in keys_with(role="input") if not parameter(key).law.is_fixed)


def uniforms_of(key: str, n: int, seed: int = 0) -> Floats:
    """Give the uniforms of one key, before any correlation.

    Parameters
    ----------
    key : str
        Any name; it need not be in the table.
    n : int
        Number of draws [1 or more].
    seed : int
        Seed [0 or more].

    Returns
    -------
    numpy.ndarray, shape (n,)
        Numbers strictly between 0 and 1; the first of them are the same for every n.
    """
    from scipy.stats import qmc

    name = int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big")
    doublings = max(n - 1, 0).bit_length()
    scramble, shuffle = (np.random.default_rng([seed, name, part]) for part in (0, 1))
    points = qmc.Sobol(1, scramble=True, rng=scramble).random_base2(doublings)[:, 0]
    order = [np.zeros(1, dtype=np.int64)]
    order += [(1 << i) + shuffle.permutation(1 << i) for i in range(doublings)]
    return np.clip(points[np.concatenate(order)[:n]], _EDGE, 1.0 - _EDGE)


def _rows(name: str) -> list[dict[str, str]]:
    text = files("peersim.evidence").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


@cache
def dirichlet_sets() -> dict[str, list[str]]:
    """List the numbers that are drawn together as shares of one.

    Returns
    -------
    dict of str to list of str
        The keys of each Dirichlet, by their common prefix.
    """
    sets: dict[str, list[str]] = {}
    for key in sampled_keys():
        if parameter(key).law.family == "dirichlet":
            sets.setdefault(key.partition(".")[0], []).append(key)
    return sets


def _checked(n: int, seed: int, keys: Iterable[str] | None, fixed: Mapping[str, float]) -> list[str]:
    """Check every argument of `draws`; give the keys to sample."""
    problems = Problems(hint="See `peersim evidence list`.")
    for name, number, least, most in (("draws", n, 1, MOST_DRAWS), ("seed", seed, 0, None)):
        whole = isinstance(number, int | np.integer) and not isinstance(number, bool)
        if not whole or number < least or (most is not None and number > most):
            problems.add(
                f"{name} is {number!r}; allowed whole numbers {least} {'or more' if most is None else f'to {most}'}"
            )
    wanted = list(sampled_keys()) if keys is None else _checked_keys(keys, problems)
    for key, value in fixed.items():
        _check_fixed(key, value, problems)
    problems.raise_if_any()
    for members in dirichlet_sets().values():
        total = sum(fixed[key] for key in members if key in fixed)
        free = any(key not in fixed for key in members)
        if total > 1.0 or (not free and not math.isclose(total, 1.0, abs_tol=1e-9)):
            problems.add(
                f"fixed: {', '.join(key for key in members if key in fixed)} add up to {total:g}; shares add up to 1"
            )
        if set(members) & set(wanted):
            wanted += [key for key in members if key not in wanted]
    problems.raise_if_any()
    return wanted


def _checked_keys(keys: Iterable[str], problems: Problems) -> list[str]:
    if isinstance(keys, str):
        problems.add(f'keys is the text "{keys}"; allowed a list of keys')
        return []
    wanted = list(dict.fromkeys(keys))
    for key in wanted:
        if key not in parameters():
            problems.add(unknown(key, "keys"))
        elif parameter(key).role != "input":
            problems.add(f"keys: {key} is {_article(parameter(key).role)}; only inputs are sampled")
    return [key for key in wanted if key in sampled_keys()]


def _check_fixed(key: str, value: float, problems: Problems) -> None:
    if key not in parameters():
        problems.add(unknown(key, "fixed"))
        return
    row = parameter(key)
    if key not in MODEL_KEYS:
        problems.add(f"fixed: {key} is {_article(row.role)}; only inputs and design numbers can be held at a value")
        return
    lower, upper = natural_bounds(row.unit, row.low)
    lower, upper = max(lower, row.law.lower), min(upper, row.law.upper)
    number = isinstance(value, int | float | np.number) and not isinstance(value, bool) and math.isfinite(value)
    if not number or not lower <= value <= upper:
        problems.add(f"fixed: {key} is {value!r} ({row.unit}); allowed {in_words(lower, upper)}")


def _article(role: str) -> str:
    return {"output": "an output of the model", "context": "context", "design": "a design number"}.get(role, role)


def _correlated(uniforms: dict[str, Floats]) -> dict[str, Floats]:
    """Bend the uniforms of linked keys together, each still uniform by itself."""
    from scipy.special import ndtr, ndtri

    linked = list(dict.fromkeys(key for row in correlations() for key in row[:2]))
    if not linked:
        return uniforms
    scores = ndtri(np.stack([uniforms[key] for key in linked]))
    bent = np.clip(ndtr(_triangle(linked) @ scores), _EDGE, 1.0 - _EDGE)
    return uniforms | {key: bent[i] for i, key in enumerate(linked)}


def _triangle(linked: list[str]) -> Floats:
    """Cholesky triangle of the stated correlations; pairs not stated are uncorrelated."""
    matrix = np.eye(len(linked))
    for row in correlations():
        i, j = linked.index(row.first), linked.index(row.second)
        matrix[i, j] = matrix[j, i] = row.correlation
    try:
        return np.asarray(np.linalg.cholesky(matrix), dtype=np.float64)
    except np.linalg.LinAlgError:
        raise InputError(
            [f"correlations.csv: the correlations of {', '.join(linked)} cannot all hold at once"]
        ) from None


def _gamma(shape: float, u: Floats) -> Floats:
    from scipy.special import gammaincinv

    return np.asarray(gammaincinv(shape, u), dtype=np.float64)


def _share_out(result: npt.NDArray[np.void], members: list[str], fixed: Mapping[str, float]) -> None:
    """Make the shares of one Dirichlet add up to 1, those held at a value left alone."""
    names = [parameter(key).field for key in members if key not in fixed]
    held = sum(fixed[key] for key in members if key in fixed)
    total = sum(result[name] for name in names)
    for name in names:
        result[name] *= (1.0 - held) / total

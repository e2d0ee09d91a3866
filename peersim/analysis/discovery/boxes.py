"""Finding the worlds that something happens in: one box of input values, by a kept library, checked against chance.

A box is a few limits on inputs. How good it is, is told by its *coverage* (share of the worlds it happens in that the
box holds), *density* (share of the box's worlds it happens in) and *mass* (share of all worlds that are in the box).
Of the boxes a library offers the one is taken that holds most more worlds than chance would put there: mass × (density
less the share it happens in overall), the weighted relative accuracy of subgroup discovery (Lavrač, Flach & Zupan 1999,
Inductive Logic Programming, 174-185).

Hundreds of inputs and hundreds of worlds always give *some* box. Two checks tell whether it is more: the whole search
is done again with outcomes shuffled among worlds, and again on four fifths of the worlds, to be judged on the last.

The default is the tree: found in hundredths of a second, it can be checked hundreds of times, and it offers boxes of
every size. PRIM peels patiently, a twentieth of the worlds at a time; on the draws of finished studies it took some
seconds a search and found no better boxes. Both look only at the inputs that set the two kinds of worlds apart by their
mean rank: one that does so at both ends alike is missed.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from peersim.foundation.problems import InputError, Problems, nearest

if TYPE_CHECKING:
    import pandas as pd

Numbers = npt.NDArray[np.float64]
Whether = npt.NDArray[np.bool_]

METHODS = ("tree", "prim")
"""A classification tree of scikit-learn, or PRIM of the EMA workbench."""

LOOKED_AT = {"tree": 20, "prim": 8}
"""Inputs a search looks at, by method: those whose mean rank differs most between the two kinds of worlds."""

DEEPEST = 3
"""Limits of a box, at most: more can be neither read nor checked with some hundred worlds."""

LEAST_MASS = 0.05
"""Share of worlds in a box, at least."""

FOLDS = 5
"""Parts into which worlds are cut to judge a box on worlds it has not seen."""

SHUFFLES, FEWEST_SHUFFLES = 99, 19
"""Times outcomes are shuffled, unless told otherwise and at least."""

DOUBT = 0.05
"""Share of shuffles that may give as good a box before it is taken for noise."""

_ROUNDING = 1e-12


class Limit(NamedTuple):
    """One side of a box.

    Attributes
    ----------
    input : str
        Name of the input.
    low, high : float
        Values between which it lies in the box; infinite where there is no limit.
    """

    input: str
    low: float
    high: float


class Box(NamedTuple):
    """A box and how good it is.

    Attributes
    ----------
    limits : tuple of Limit
        Its sides.
    coverage, density, mass : float
        Share of all cases in it; share of its worlds that are cases; share of worlds in it.
    worlds : int
        Worlds in it.
    unseen_coverage, unseen_density : float
        The same in worlds that the search had not seen; nan where none of them fell into the box.
    chance : float
        Share of searches with shuffled outcomes that gave as good a box, the search itself counted among them.
    """

    limits: tuple[Limit, ...]
    coverage: float
    density: float
    mass: float
    worlds: int
    unseen_coverage: float
    unseen_density: float
    chance: float


def part(library: str, name: str, what: str) -> Any:
    """Import a part of a library of the extra ``research``, or say how to get it."""
    try:
        return importlib.import_module(f"{library}.{name}")
    except ModuleNotFoundError:
        raise InputError([f'{what} needs {library}: pip install "peersim[research]".']) from None


def find_box(
    inputs: pd.DataFrame, cases: Whether, *, method: str = "tree", shuffles: int = SHUFFLES, seed: int = 1
) -> Box | None:
    """Find the box that holds most more cases than chance would put there.

    Parameters
    ----------
    inputs : pandas.DataFrame, shape (worlds, inputs)
        Value of each input in each world.
    cases : numpy.ndarray of bool, shape (worlds,)
        Worlds in which it happens.
    method : str
        One of `METHODS`.
    shuffles : int
        Times outcomes are shuffled [`FEWEST_SHUFFLES` or more].
    seed : int
        Seed of shuffles and folds.

    Returns
    -------
    Box or None
        None where no box holds more cases than worlds at large. Whether it is more than noise, its `chance` says.

    Raises
    ------
    InputError
        For an unknown method or too few shuffles; if the method's library is not installed.
    """
    problems = Problems()
    if method not in METHODS:
        problems.add(f'unknown method "{method}"; allowed {", ".join(METHODS)}.{nearest(method, METHODS)}')
    if shuffles < FEWEST_SHUFFLES:
        problems.add(f"shuffles is {shuffles}; at least {FEWEST_SHUFFLES}, or nothing could be told from noise.")
    problems.raise_if_any()
    search = _Search(inputs, method)
    everywhere = np.arange(len(cases))
    limits = search.limits(everywhere, cases)
    if not limits:
        return None
    inside = within(inputs, limits)
    random = np.random.default_rng(seed)
    best = _gain(inside, cases) - _ROUNDING
    as_good = sum(search.gain(everywhere, random.permutation(cases)) >= best for _ in range(shuffles))
    coverage, density = _unseen(search, inputs, cases, seed)
    return Box(
        limits=limits,
        coverage=float(cases[inside].sum() / cases.sum()),
        density=float(cases[inside].mean()),
        mass=float(inside.mean()),
        worlds=int(inside.sum()),
        unseen_coverage=coverage,
        unseen_density=density,
        chance=(1 + as_good) / (1 + shuffles),
    )


def within(inputs: pd.DataFrame, limits: tuple[Limit, ...]) -> Whether:
    """Say which worlds lie in a box, shape (worlds,)."""
    inside = np.ones(len(inputs), np.bool_)
    for limit in limits:
        values = inputs[limit.input].to_numpy(np.float64)
        inside &= (values > limit.low) & (values <= limit.high)
    return inside


def _gain(inside: Whether, cases: Whether) -> float:
    """Cases in a box above those that as many worlds at large have, as a share of all worlds."""
    return float((cases[inside].sum() - inside.sum() * cases.mean()) / len(cases))


def _unseen(search: _Search, inputs: pd.DataFrame, cases: Whether, seed: int) -> tuple[float, float]:
    """Coverage and density in worlds that the search had not seen, fold by fold."""
    folds = part("sklearn", "model_selection", "Judging a box").StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    inside = np.zeros(len(cases), np.bool_)
    for seen, unseen in folds.split(inputs, cases):
        limits = search.limits(seen, cases[seen])
        if limits:
            inside[unseen] = within(inputs.iloc[unseen], limits)
    density = float(cases[inside].mean()) if inside.any() else float("nan")
    return float(cases[inside].sum() / cases.sum()), density


class _Search:
    """The whole search for a box, as it is also done with shuffled outcomes and on parts of the worlds."""

    def __init__(self, inputs: pd.DataFrame, method: str) -> None:
        self._inputs, self._method = inputs, method
        self._ranks = inputs.rank().to_numpy()

    def limits(self, rows: npt.NDArray[np.int64], cases: Whether) -> tuple[Limit, ...]:
        """Find the best box in some worlds; none where nothing is better than all of them."""
        looked_at = self._inputs.iloc[rows, self._looked_at(rows, cases)].reset_index(drop=True)
        return self._best(looked_at, cases)[1]

    def gain(self, rows: npt.NDArray[np.int64], cases: Whether) -> float:
        """How good the best box in some worlds is."""
        looked_at = self._inputs.iloc[rows, self._looked_at(rows, cases)].reset_index(drop=True)
        return self._best(looked_at, cases)[0]

    def _looked_at(self, rows: npt.NDArray[np.int64], cases: Whether) -> npt.NDArray[np.int64]:
        """Take the inputs whose mean rank differs most between cases and other worlds."""
        most = LOOKED_AT[self._method]
        if self._ranks.shape[1] <= most or cases.all() or not cases.any():
            return np.arange(self._ranks.shape[1])
        select = part("sklearn", "feature_selection", "Finding a box")
        strength = np.nan_to_num(select.f_classif(self._ranks[rows], cases)[0])
        return np.sort(np.argsort(-strength, kind="stable")[:most])

    def _best(self, inputs: pd.DataFrame, cases: Whether) -> tuple[float, tuple[Limit, ...]]:
        offered = _boxes_of_tree(inputs, cases) if self._method == "tree" else _boxes_of_prim(inputs, cases)
        best: tuple[float, tuple[Limit, ...]] = (_ROUNDING, ())
        for limits in offered:
            best = max(best, (_gain(within(inputs, limits), cases), limits), key=lambda pair: pair[0])
        return best if best[1] else (0.0, ())


def _boxes_of_tree(inputs: pd.DataFrame, cases: Whether) -> Iterator[tuple[Limit, ...]]:
    """Give every node of a classification tree (CART) as a box."""
    tree_module = part("sklearn", "tree", "Finding a box")
    least = max(2, int(np.ceil(LEAST_MASS * len(cases))))
    classifier = tree_module.DecisionTreeClassifier(max_depth=DEEPEST, min_samples_leaf=least, random_state=0)
    tree = classifier.fit(inputs.to_numpy(np.float64), cases).tree_
    paths: list[tuple[int, dict[int, tuple[float, float]]]] = [(0, {})]
    while paths:
        node, sides = paths.pop()
        yield tuple(Limit(str(inputs.columns[column]), low, high) for column, (low, high) in sides.items())
        if tree.children_left[node] == tree.children_right[node]:
            continue
        column, at = int(tree.feature[node]), float(tree.threshold[node])
        low, high = sides.get(column, (-np.inf, np.inf))
        paths.append((tree.children_right[node], {**sides, column: (at, high)}))
        paths.append((tree.children_left[node], {**sides, column: (low, at)}))


def _boxes_of_prim(inputs: pd.DataFrame, cases: Whether) -> Iterator[tuple[Limit, ...]]:
    """Give every box of PRIM's peeling trajectory that has few enough limits (Bryant & Lempert 2010)."""
    prim = part("ema_workbench", "analysis.prim", "PRIM")
    options = {"threshold": 0.0} if "threshold" in inspect.signature(prim.Prim).parameters else {}  # before version 3
    found = prim.Prim(inputs.astype(np.float64), cases.astype(int), mass_min=LEAST_MASS, **options).find_box()
    for box in found.box_lims if found is not None else ():
        sides = (_side(inputs, str(name), box[name]) for name in inputs.columns)
        limits = tuple(side for side in sides if side is not None)
        if len(limits) <= DEEPEST:
            yield limits


def _side(inputs: pd.DataFrame, name: str, ends: Any) -> Limit | None:
    """Make a limit of the two ends PRIM gives; None where it cuts nothing off."""
    values = inputs[name].to_numpy(np.float64)
    low, high = (float(end) for end in ends)
    below, above = values[values < low], values[values > high]
    if not len(below) and not len(above):
        return None
    return Limit(name, float((below.max() + low) / 2) if len(below) else -np.inf, high if len(above) else np.inf)

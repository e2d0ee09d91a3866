"""Two inputs at once: which option is best at each pair of values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from peersim.foundation.problems import Problems
from peersim.report.pages.charts_base import (
    WIDTH,
    Head,
    canvas,
    finished,
    finite,
    key_below,
    key_height,
    key_names,
    look,
    shown_names,
)
from peersim.report.pages.charts_base import tint as lightened
from peersim.report.pages.document import Figure, Table
from peersim.report.style import INK, SMALL_SIZE, printable, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_CELLS = 21
"""Values of an input up to which every cell carries its option's number."""


def two_way(
    name: str,
    x: Sequence[str],
    y: Sequence[str],
    winner: ArrayLike,
    options: Sequence[str],
    *,
    x_label: str,
    y_label: str,
    here: tuple[int, int] | None = None,
    compared: str,
    title: str = "Which option is best when two inputs change together",
) -> Figure:
    """Draw a grid of the best option over two inputs.

    Parameters
    ----------
    name : str
        Name of the figure.
    x, y : sequence of str
        Values of the two inputs, printed with their units, rising.
    winner : array_like (y values, x values) of int
        Place of the option with the highest mean net benefit.
    options : sequence of str
        Titles.
    x_label, y_label : str
        The inputs, in words.
    here : (int, int), optional
        Column and row of the cell nearest to things as they are.
    compared : str
        "X compared with Y", in words.
    title : str
        Title of the figure.

    Returns
    -------
    Figure
        With the best option of every cell behind it.

    Raises
    ------
    InputError
        For a grid of the wrong shape or with places of no option.
    """
    problems = Problems()
    grid = finite("winner", winner, (len(y), len(x)), problems)
    if not problems.found and not (grid.min() >= 0 and grid.max() < len(options) and (grid == grid.round()).all()):
        problems.add(f"winner: places must be whole numbers from 0 to {len(options) - 1}.")
    problems.raise_if_any()
    best = grid.astype(int)
    there = [int(place) for place in np.unique(best)]
    names = shown_names(options)
    key, columns = key_names([f"{place + 1}  {names[place]}" for place in there])
    tall = max(2.6, min(5.2, 1.3 + 0.3 * len(y)))
    with canvas(tall + key_height(key, columns)) as picture:
        axes = picture.subplots()
        patches = _cells(axes, best, there)
        if here is not None:
            _frame(axes, here)
        axes.set_xlim(0, len(x))
        axes.set_ylim(0, len(y))
        _ticks(axes.xaxis, x, 8)
        _ticks(axes.yaxis, y, 12)
        axes.set_xlabel(wrapped(printable(x_label, "first input"), WIDTH - 1.2))
        axes.set_ylabel(wrapped(printable(y_label, "second input"), tall - 0.9))
        axes.tick_params(length=0, labelsize=SMALL_SIZE)
        key_below(picture, patches, key, columns)
        shares = ", ".join(f"{options[place]} in {int((best == place).sum())}" for place in there)
        told = f"Of {best.size} pairs of values, the best option is {shares}."
        rows = [[y[row], *(options[place] for place in best[row])] for row in reversed(range(len(y)))]
        table = Table(
            name=f"{name}_numbers",
            caption=f"Best option by {y_label} (rows) and {x_label} (columns).",
            columns=[y_label, *x],
            rows=rows,
        )
        framed = " The framed cell is nearest to things as they are." if here is not None else ""
        return finished(
            picture,
            Head(name, title, compared),
            table=table,
            alt=f"Grid of the best option by {y_label} and {x_label}. {compared}. {told}",
            notes=[f"The number in a cell is that of the best option there.{framed} {told}"],
        )


def _cells(axes: Axes, best: NDArray[np.int_], there: Sequence[int]) -> list[Any]:
    """Fill every cell with the colour of its option; give a patch of each for the key."""
    from matplotlib.patches import Patch, Rectangle

    patches = []
    for place in there:
        colour = lightened(look(place).colour)
        for row, cell in zip(*np.nonzero(best == place), strict=True):
            axes.add_patch(Rectangle((float(cell), float(row)), 1, 1, facecolor=colour, edgecolor="white"))
            if max(best.shape) <= MOST_CELLS:
                axes.text(cell + 0.5, row + 0.5, str(place + 1), ha="center", va="center", size=SMALL_SIZE)
        patches.append(Patch(facecolor=colour, edgecolor=INK, linewidth=0.6))
    return patches


def _frame(axes: Axes, here: tuple[int, int]) -> None:
    from matplotlib.patches import Rectangle

    axes.add_patch(Rectangle(here, 1, 1, facecolor="none", edgecolor=INK, linewidth=2, zorder=4))


def _ticks(axis: object, values: Sequence[str], most: int) -> None:
    every = -(-len(values) // most)
    places = range(0, len(values), every)
    axis.set_ticks([place + 0.5 for place in places], [values[place] for place in places])  # type: ignore[attr-defined]

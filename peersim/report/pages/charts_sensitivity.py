"""Which inputs decide an outcome: bars of Sobol's indices, alone and in all, with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from peersim.foundation.problems import Problems
from peersim.report.pages.charts_base import Head, canvas, finished, finite, number_axis
from peersim.report.pages.document import Column, Figure, Table
from peersim.report.pages.numbers import SHARE, Number, number
from peersim.report.style import (
    DARK_BLUE,
    INK,
    ORANGE,
    POINT_SIZE,
    SMALL_SIZE,
    height_of,
    printable,
    quiet_axis,
    wrapped,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NAME_INCHES = 2.6
"""Width of the names of inputs [inches]."""

AXIS_INCHES = 1.1
"""Height of the axis of shares with its words, and of the key [inches]."""

ALONE, IN_ALL = "alone (S1)", "in all (ST)"
"""What the two indices are called on pictures."""

KEY = (
    "Blue bar: what knowing the input alone would take off the variance between worlds (S1). Orange, hatched bar: with "
    "what it does together with others (ST). Thin lines: 95% intervals. Luck is taken off."
)


def index_labels(inputs: Sequence[str]) -> list[str]:
    """Break names of inputs so that they fit beside their bars."""
    return [wrapped(printable(text, f"input {n}"), NAME_INCHES, lines=2) for n, text in enumerate(inputs, 1)]


def index_heights(labels: Sequence[str]) -> list[float]:
    """Heights of the rows of bars [inches]."""
    return [max(0.42, height_of(label, POINT_SIZE) + 0.14) for label in labels]


def index_bars(axes: Axes, labels: Sequence[str], first: NDArray[Any], total: NDArray[Any]) -> None:
    """Draw bars of indices.

    Parameters
    ----------
    axes : Axes
        Where.
    labels : sequence of str
        Inputs, broken into lines.
    first, total : numpy.ndarray, shape (inputs, 3)
        First-order and total index, each with the ends of its interval.
    """
    heights = index_heights(labels)
    centres = np.cumsum(heights) - np.array(heights) / 2
    for shift, values, colour, hatch, name in (
        (-0.085, first, DARK_BLUE, "", ALONE),
        (0.085, total, ORANGE, "//", IN_ALL),
    ):
        shown = np.clip(values, 0.0, 1.0)
        axes.barh(
            centres + shift, shown[:, 0], height=0.15, color=colour, hatch=hatch, edgecolor="white", linewidth=0,
            zorder=2, label=name,
        )  # fmt: skip
        axes.hlines(centres + shift, shown[:, 1], shown[:, 2], color=INK, linewidth=1.1, zorder=3)
        for y, value in zip(centres + shift, shown, strict=True):
            axes.annotate(
                number(float(value[0]), SHARE, places=0), (float(value[2]), y), xytext=(4, 0),
                textcoords="offset points", va="center", size=SMALL_SIZE - 1.0, zorder=4,
            )  # fmt: skip
    axes.set_ylim(sum(heights), 0)
    axes.set_yticks(list(centres), list(labels))
    axes.spines["left"].set_visible(False)
    axes.set_xlim(
        0.0, 1.08 * max(0.1, float(np.clip(total, 0, 1)[:, 2].max()), float(np.clip(first, 0, 1)[:, 2].max()))
    )
    axes.set_xlabel("share of the variance between worlds")
    number_axis(axes.xaxis, SHARE, 5)
    quiet_axis(axes)
    axes.legend(
        loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=2, fontsize=SMALL_SIZE, handlelength=1.6, borderaxespad=0.1
    )


def sensitivity_bars(
    name: str, inputs: Sequence[str], first: ArrayLike, total: ArrayLike, *, of: str, compared: str, title: str
) -> Figure:
    """Draw Sobol's indices of one quantity.

    Parameters
    ----------
    name : str
        Name of the figure.
    inputs : sequence of str
        Inputs in words, the most important first.
    first, total : array_like, shape (inputs, 3)
        First-order and total index, each with the ends of its 95% interval [share].
    of : str
        What is explained, in words.
    compared : str
        "X compared with Y", in words.
    title : str
        Title of the figure.

    Returns
    -------
    Figure
        With every bar's numbers behind it.

    Raises
    ------
    InputError
        For lists of different lengths or numbers that are not finite.
    """
    problems = Problems()
    alone = finite("first", first, (len(inputs), 3), problems)
    in_all = finite("total", total, (len(inputs), 3), problems)
    problems.raise_if_any()
    labels = index_labels(inputs)
    with canvas(sum(index_heights(labels)) + AXIS_INCHES) as picture:
        index_bars(picture.subplots(), labels, alone, in_all)
        return finished(
            picture,
            Head(name, title, compared),
            alt=indices_in_words(inputs, alone, in_all, of),
            table=_table(name, inputs, alone, in_all, of),
            notes=[KEY],
        )


def indices_in_words(inputs: Sequence[str], first: NDArray[Any], total: NDArray[Any], of: str) -> str:
    """Say what bars of indices show, for those who do not see them."""
    told = "; ".join(
        f"{inputs[n]}, {number(float(first[n, 0]), SHARE, places=0)} alone and "
        f"{number(float(total[n, 0]), SHARE, places=0)} in all"
        for n in range(min(3, len(inputs)))
    )
    return f"Bars of how much of the variance of {of} between worlds hangs on each input. Most: {told}."


def _table(name: str, inputs: Sequence[str], first: NDArray[Any], total: NDArray[Any], of: str) -> Table:
    columns: list[Column | str] = ["Input", Column("Alone (S1)", SHARE), Column("In all (ST)", SHARE)]
    rows: list[list[Any]] = [
        [inputs[n], *(Number(float(each[n, 0]), float(each[n, 1]), float(each[n, 2])) for each in (first, total))]
        for n in range(len(inputs))
    ]
    return Table(
        name=f"{name}_numbers",
        caption=f"Shares of the variance of {of} between worlds, with 95% intervals.",
        columns=columns,
        rows=rows,
        notes=["An estimate or an end below 0 is sampling error around a share of about nought."],
    )

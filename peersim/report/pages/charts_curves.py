"""Curves over what an outcome is worth: the chance of being best, and what is lost by a wrong choice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from peersim.foundation.problems import Problems
from peersim.report.pages.charts_base import (
    NAME_INCHES,
    WIDTH,
    Head,
    canvas,
    finished,
    finite,
    key_below,
    key_height,
    key_names,
    label_ends,
    look,
    named_at_lines,
    number_axis,
    settle,
    shown_names,
)
from peersim.report.pages.document import Column, Figure, Table
from peersim.report.pages.numbers import SHARE, chance, with_unit
from peersim.report.style import INK, RULE, SMALL_SIZE, Picture, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FRONTIER = "#BDBDBD"
"""Colour of the band that marks the best option."""

HEADROOM = 4.0
"""How far above the loss of the best option an axis of losses goes, so that it can be told from 0."""


def acceptability(
    name: str,
    thresholds: ArrayLike,
    chances: ArrayLike,
    options: Sequence[str],
    best: ArrayLike,
    *,
    unit: str,
    marks: Sequence[float] = (),
    title: str = "Chance of being the best option, by what an outcome is worth",
) -> Figure:
    """Draw acceptability curves with their frontier.

    Parameters
    ----------
    name : str
        Name of the figure.
    thresholds : array_like (values,)
        What one unit of outcome is worth, rising [unit].
    chances : array_like (values, options)
        Share of draws in which each option has the highest net benefit [0 to 1].
    options : sequence of str
        Titles, in the order of the columns.
    best : array_like (values,)
        Place of the option with the highest mean net benefit at each value: the frontier, marked by a grey band.
    unit : str
        Unit of the thresholds, such as "£ a WELLBY".
    marks : sequence of float
        Values to mark, such as official thresholds.
    title : str
        Title of the figure.

    Returns
    -------
    Figure
        With every curve's numbers behind it.

    Raises
    ------
    InputError
        For arrays of the wrong shape or numbers that are not finite.
    """
    k, shares, first = _checked(thresholds, chances, options, best, "chances")
    compared = f"Each of {len(options)} options compared with all the others at once, in the same draws"
    changes = _changes(k, first, options, unit)
    picture_of = _Curves(name, k, shares, options, unit, marks)
    with canvas(picture_of.height) as picture:
        axes = picture.subplots()
        for place in np.unique(first):
            on = np.where(first == place, shares[:, place], np.nan)
            axes.plot(
                k,
                on,
                color=FRONTIER,
                linewidth=9,
                solid_capstyle="round",
                zorder=1,
                marker="o",
                markersize=8 if len(k) == 1 else 0,
            )
        picture_of.draw(picture, axes, (0.0, 1.02), SHARE, "chance of being best")
        table = picture_of.table(SHARE, "Chance of being best", first)
        at = int(np.argmin(np.abs(k - marks[0]))) if len(marks) else len(k) // 2
        leader = (
            f"At {with_unit(float(k[at]), unit)} it is best with a chance of {chance(float(shares[at, first[at]]))}."
        )
        return finished(
            picture,
            Head(name, title, compared),
            table=table,
            alt=f"Acceptability curves. {compared}. {changes} {leader}",
            notes=[
                "The grey band follows the option with the highest mean net benefit, which need not be "
                f"the one with the highest chance. {changes}"
            ],
        )


def expected_loss(
    name: str,
    thresholds: ArrayLike,
    losses: ArrayLike,
    options: Sequence[str],
    best: ArrayLike,
    *,
    unit: str,
    money: str = "£",
    marks: Sequence[float] = (),
    title: str = "What is lost on average by each choice, by what an outcome is worth",
) -> Figure:
    """Draw expected-loss curves; the lowest is the expected value of perfect information.

    Parameters
    ----------
    name : str
        Name of the figure.
    thresholds : array_like (values,)
        What one unit of outcome is worth, rising [unit].
    losses : array_like (values, options)
        Mean net benefit forgone by choosing each option [money].
    options : sequence of str
        Titles, in the order of the columns.
    best : array_like (values,)
        Place of the option with the lowest expected loss at each value.
    unit, money : str
        Units of the thresholds and of losses.
    marks : sequence of float
        Values to mark.
    title : str
        Title of the figure.

    Returns
    -------
    Figure
        With every curve's numbers behind it.

    Raises
    ------
    InputError
        For arrays of the wrong shape or numbers that are not finite.
    """
    k, lost, first = _checked(thresholds, losses, options, best, "losses")
    compared = f"Each of {len(options)} options compared with the option that is best in each draw"
    curves = _Curves(name, k, lost, options, unit, marks)
    lowest = lost[np.arange(len(k)), first]
    others = np.sort(lost, axis=1)[:, min(1, len(options) - 1)]
    top = min(float(lost.max()), max(HEADROOM * float(lowest.max()), 1.2 * float(others.max()))) or 1.0
    with canvas(curves.height) as picture:
        axes = picture.subplots()
        axes.plot(k, lowest, color=FRONTIER, linewidth=9, solid_capstyle="round", zorder=1)
        curves.draw(picture, axes, (0.0, 1.05 * top), money, f"expected loss ({money})")
        table = curves.table(money, "Expected loss", first)
        changes = _changes(k, first, options, unit)
        worst = (
            f"The lowest expected loss is highest, {with_unit(float(lowest.max()), money)}, at "
            f"{with_unit(float(k[int(lowest.argmax())]), unit)}."
        )
        off = " Curves that leave the top go on in the numbers behind the figure." if lost.max() > 1.05 * top else ""
        return finished(
            picture,
            Head(name, title, compared),
            table=table,
            alt=f"Expected-loss curves. {compared}. {changes} {worst}",
            notes=[
                "The grey band is the lowest curve: the expected value of perfect information, the most "
                f"that any study could be worth. {worst}{off}"
            ],
        )


def _checked(
    thresholds: ArrayLike, values: ArrayLike, options: Sequence[str], best: ArrayLike, what: str
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.intp]]:
    problems = Problems()
    k = finite("thresholds", thresholds, (-1,), problems)
    array = finite(what, values, (len(k), len(options)), problems)
    first = np.asarray(best)
    if first.shape != k.shape or not np.issubdtype(first.dtype, np.integer):
        problems.add(f"best: needs a whole number for each of {len(k)} thresholds.")
    elif first.size and not (first.min() >= 0 and first.max() < len(options)):
        problems.add(f"best: places must be 0 to {len(options) - 1}.")
    problems.raise_if_any()
    return k, array, first.astype(np.intp)


def _changes(k: NDArray[Any], first: NDArray[Any], options: Sequence[str], unit: str) -> str:
    """Say which option is best from which value on."""
    told = [f"{options[first[0]]} has the highest mean net benefit from {with_unit(float(k[0]), unit)}"]
    told += [
        f"{options[first[at]]} from {with_unit(float(k[at]), unit)}"
        for at in range(1, len(k))
        if first[at] != first[at - 1]
    ]
    return f"{', '.join(told)}."


class _Curves:
    """Curves of options over thresholds, with names at their ends or a key."""

    def __init__(
        self,
        name: str,
        k: NDArray[Any],
        values: NDArray[Any],
        options: Sequence[str],
        unit: str,
        marks: Sequence[float],
    ) -> None:
        self.name, self.k, self.values, self.options, self.unit, self.marks = name, k, values, options, unit, marks
        self.names = shown_names(options)
        self.at_ends = named_at_lines(self.names)
        numbered = [f"{place}  {name}" for place, name in enumerate(self.names, 1)]
        self.key, self.columns = key_names(numbered)
        self.height = 3.7 + (0.0 if self.at_ends else key_height(self.key, self.columns))

    def draw(self, picture: Picture, axes: Axes, limits: tuple[float, float], unit: str, label: str) -> None:
        """Draw every curve, then name it."""
        handles = [self._curve(axes, place) for place in range(len(self.options))]
        axes.set_ylim(*limits)
        axes.set_xlim(float(self.k.min()), float(self.k.max()) if len(self.k) > 1 else float(self.k.max()) + 1)
        number_axis(axes.yaxis, unit)
        number_axis(axes.xaxis, self.unit)
        axes.set_ylabel(label)
        axes.set_xlabel(f"what one more is worth ({self.unit})")
        axes.grid(axis="y", color=RULE)
        for mark in self.marks:
            axes.axvline(mark, color=INK, linewidth=1, linestyle=(0, (1, 1.5)), zorder=1)
            axes.annotate(
                with_unit(mark, self.unit).split(" ")[0],
                (mark, 1.0),
                xycoords=("data", "axes fraction"),
                xytext=(0, 2),
                textcoords="offset points",
                ha="center",
                size=SMALL_SIZE,
            )
        room = NAME_INCHES + 0.3 if self.at_ends else 0.35
        picture.get_layout_engine().set(rect=(0, 0, 1 - room / WIDTH, 1))  # type: ignore[union-attr, call-arg]
        if not self.at_ends:
            key_below(picture, handles, self.key, self.columns)
        settle(picture)
        labels = [wrapped(name, NAME_INCHES, SMALL_SIZE + 0.5) for name in self.names]
        ends = [float(row) for row in self.values[-1]]
        label_ends(axes, ends, labels if self.at_ends else [str(n) for n in range(1, len(self.names) + 1)])

    def _curve(self, axes: Axes, place: int) -> Any:
        style = look(place)
        every = max(1, len(self.k) // 6)
        (line,) = axes.plot(
            self.k,
            self.values[:, place],
            color=style.colour,
            linestyle=style.dashes,
            marker=style.marker,
            markevery=(place % every, every),
            markersize=5,
            markeredgecolor="white",
            markeredgewidth=0.6,
            zorder=3,
        )
        return line

    def table(self, unit: str, what: str, first: NDArray[Any]) -> Table:
        """Numbers behind the curves."""
        columns = [
            Column("What one more is worth", self.unit, key="worth"),
            Column("Best option on average", key="best"),
        ]
        columns += [Column(option, unit, key=f"option_{n}") for n, option in enumerate(self.options, 1)]
        rows = [
            [float(k), self.options[place], *(float(value) for value in row)]
            for k, place, row in zip(self.k, first, self.values, strict=True)
        ]
        caption = f"{what} of each option, by what one more is worth ({self.unit})."
        return Table(name=f"{self.name}_numbers", caption=caption, columns=columns, rows=rows)

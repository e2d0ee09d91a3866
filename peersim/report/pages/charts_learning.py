"""What to learn next: the worth of a pilot against its size, beside what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from peersim.foundation.problems import Problems
from peersim.report.pages.charts_base import (
    NAME_INCHES,
    WIDTH,
    Head,
    canvas,
    finished,
    finite,
    label_ends,
    number_axis,
    settle,
)
from peersim.report.pages.document import Column, Figure, Table
from peersim.report.pages.numbers import Number, number, with_unit
from peersim.report.style import DARK_BLUE, DARK_PINK, INK, ORANGE, RULE, SMALL_SIZE, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def pilot(
    name: str,
    sizes: ArrayLike,
    worth: ArrayLike,
    cost: ArrayLike,
    *,
    errors: ArrayLike | None = None,
    compared: str,
    unit: str = "£",
    size_unit: str = "parents",
    title: str = "What a pilot is worth, by how many take part",
) -> Figure:
    """Draw the worth of a pilot (EVSI), its cost, and the difference, against its size.

    Parameters
    ----------
    name : str
        Name of the figure.
    sizes : array_like (sizes,)
        How many take part, rising.
    worth : array_like (sizes,)
        Expected value of what it would tell, for everybody the decision is about [unit].
    cost : array_like (sizes,)
        Cost of the pilot [unit].
    errors : array_like (sizes,), optional
        Standard error of its worth [unit].
    compared : str
        "X compared with Y", in words.
    unit, size_unit : str
        Units of value and of size.
    title : str
        Title of the figure.

    Returns
    -------
    Figure
        With every size's numbers behind it.

    Raises
    ------
    InputError
        For arrays of different lengths or numbers that are not finite.
    """
    problems = Problems()
    n = finite("sizes", sizes, (-1,), problems)
    gain = finite("worth", worth, (len(n),), problems)
    spent = finite("cost", cost, (len(n),), problems)
    error = finite("errors", np.zeros(len(n)) if errors is None else errors, (len(n),), problems)
    problems.raise_if_any()
    net = gain - spent
    best = int(net.argmax())
    words = _verdict(n, net, best, unit, size_unit)
    with canvas(3.5) as picture:
        axes = picture.subplots()
        axes.axhline(0, color=INK, linewidth=0.9)
        axes.fill_between(n, gain - 1.96 * error, gain + 1.96 * error, color=DARK_BLUE, alpha=0.18, linewidth=0)
        lines = ((gain, DARK_BLUE, "-", "o"), (spent, ORANGE, (0, (6, 2)), "s"), (net, DARK_PINK, (0, (2, 1.5)), "^"))
        for values, colour, dashes, marker in lines:
            axes.plot(n, values, color=colour, linestyle=dashes, marker=marker, markersize=4.5, zorder=3)
        if net[best] > 0:
            _mark_best(axes, n, best, size_unit)
        axes.set_xlim(float(min(n.min(), 0)), float(n.max()))
        axes.set_xlabel(f"size of the pilot ({size_unit})")
        axes.set_ylabel(unit)
        number_axis(axes.xaxis, "number")
        number_axis(axes.yaxis, unit)
        axes.grid(axis="y", color=RULE)
        picture.get_layout_engine().set(rect=(0, 0, 1 - (NAME_INCHES + 0.2) / WIDTH, 1))  # type: ignore[union-attr, call-arg]
        settle(picture)
        names = ("what it would tell is worth", "what it costs", "worth less cost")
        label_ends(axes, [float(values[-1]) for values, *_ in lines], [wrapped(text, NAME_INCHES) for text in names])
        worths = [Number(float(gain[at]), error=float(error[at]) or None) for at in range(len(n))]
        band = " Band: 95% interval of the estimate." if errors is not None else ""
        return finished(
            picture,
            Head(name, title, compared),
            alt=f"Worth and cost of a pilot. {compared}. {words}",
            notes=[words + band],
            table=_pilot_table(name, n, worths, spent, net, unit, size_unit),
        )


def _mark_best(axes: Axes, n: Any, best: int, size_unit: str) -> None:
    axes.axvline(n[best], color=INK, linewidth=1, linestyle=(0, (1, 1.5)))
    axes.annotate(
        f"most worth its cost: {with_unit(float(n[best]), size_unit)}",
        (n[best], 1.0),
        xycoords=("data", "axes fraction"),
        xytext=(0, 3),
        textcoords="offset points",
        ha=_side(float(n[best]), n),
        size=SMALL_SIZE,
    )


def _pilot_table(name: str, n: Any, worths: list[Number], spent: Any, net: Any, unit: str, size_unit: str) -> Table:
    return Table(
        name=f"{name}_numbers",
        caption=f"Worth and cost of a pilot by its size ({size_unit}).",
        columns=[
            Column("Size of the pilot", size_unit, key="size"),
            Column("Worth of what it would tell", unit),
            Column("Cost of the pilot", unit),
            Column("Worth less cost", unit, signed=True),
        ],
        rows=[[float(n[at]), worths[at], float(spent[at]), float(net[at])] for at in range(len(n))],
    )


def _side(at: float, n: Any) -> str:
    place = (at - min(float(n.min()), 0.0)) / (float(n.max()) - min(float(n.min()), 0.0) or 1.0)
    return "left" if place < 0.3 else "right" if place > 0.7 else "center"


def _verdict(n: Any, net: Any, best: int, unit: str, size_unit: str) -> str:
    if net[best] <= 0:
        return "No size of pilot tried here is worth what it costs."
    gain = number(float(net[best]), unit)
    size = with_unit(float(n[best]), size_unit)
    return f"Of the sizes tried, a pilot of {size} is worth most: {gain} more than it costs."

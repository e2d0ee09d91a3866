"""The cost-effectiveness plane: what each option adds in effect and in cost, world by world."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from peersim.foundation.problems import Problems
from peersim.report.pages.charts_base import (
    Head,
    canvas,
    finished,
    first_of,
    key_below,
    key_height,
    key_names,
    look,
    number_axis,
    place_of,
    shown_names,
)
from peersim.report.pages.document import Column, Figure, Table
from peersim.report.pages.numbers import SHARE, Number, chance, with_unit
from peersim.report.style import INK, QUIET, SMALL_SIZE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_CLOUDS = 4
"""Options up to which every world is drawn as a point."""

POINTS = 300
"""Worlds drawn for each option."""

EDGES = (2.5, 97.5)
"""Percentiles between which ranges over worlds run."""


def plane(
    name: str,
    cost: ArrayLike,
    effect: ArrayLike,
    options: Sequence[str],
    reference: str,
    *,
    effect_unit: str,
    money: str = "£",
    threshold: float | None = None,
    title: str = "What each option adds, in effect and in cost",
) -> Figure:
    """Draw the cost-effectiveness plane.

    Parameters
    ----------
    name : str
        Name of the figure.
    cost, effect : array_like (draws, options)
        Cost and effect of each option in each draw [money, effect_unit].
    options : sequence of str
        Titles of the options, in the order of the arrays' columns.
    reference : str
        The option with which the others are compared.
    effect_unit : str
        Unit of the effect, such as "WELLBYs".
    money : str
        Unit of money.
    threshold : float, optional
        What one unit of effect is worth: drawn as a line below which an option is worth its cost [money].
    title : str
        Title of the figure.

    Returns
    -------
    Figure
        With the mean differences and ranges behind it.

    Raises
    ------
    InputError
        For arrays of the wrong shape, numbers that are not finite, or an unknown reference.
    """
    problems = Problems()
    costs, effects = np.asarray(cost, dtype=float), np.asarray(effect, dtype=float)
    for what, array in (("cost", costs), ("effect", effects)):
        if array.ndim != 2 or array.shape != (costs.shape[0], len(options)) or not np.isfinite(array).all():
            problems.add(f"{what}: needs finite numbers, draws × {len(options)} options; has shape {array.shape}.")
    problems.raise_if_any()
    base = place_of(reference, options)
    others = [place for place in range(len(options)) if place != base]
    more = {place: (effects[:, place] - effects[:, base], costs[:, place] - costs[:, base]) for place in others}
    names, columns = key_names([f"{place + 1}  {shown_names(options)[place]}" for place in others])
    with canvas(4.1 + key_height(names, columns)) as picture:
        axes = picture.subplots()
        handles = [_option(axes, *more[place], place, cloud=len(others) <= MOST_CLOUDS) for place in others]
        _axes(axes, effect_unit, money)
        if threshold is not None:
            _threshold(axes, threshold, effect_unit, money)
        key_below(picture, handles, names, columns)
        table = _table(name, more, options, reference, effect_unit, money, threshold)
        compared = f"Each option compared with {reference}, in the same {costs.shape[0]:,} draws"
        return finished(
            picture,
            Head(name, title, compared),
            table=table,
            alt=_alt(compared, more, options, effect_unit, money, threshold),
            notes=_notes(len(others), len(costs), threshold is not None),
        )


def _option(axes: Axes, effect: NDArray[Any], cost: NDArray[Any], place: int, cloud: bool) -> Any:
    style = look(place)
    if cloud:
        axes.plot(
            effect[:POINTS],
            cost[:POINTS],
            linestyle="none",
            marker=style.marker,
            markersize=3,
            alpha=0.35,
            color=style.colour,
            markeredgewidth=0,
            rasterized=True,  # hundreds of points: quicker on paper than as many shapes
            zorder=2,
        )
    _ellipse(axes, effect, cost, style)
    (handle,) = axes.plot(
        [effect.mean()],
        [cost.mean()],
        color=style.colour,
        linestyle=style.dashes,
        linewidth=1.4,
        marker=style.marker,
        markersize=8,
        markeredgecolor="white",
        zorder=5,
    )
    axes.annotate(
        str(place + 1),
        (effect.mean(), cost.mean()),
        xytext=(7, 5),
        textcoords="offset points",
        size=SMALL_SIZE,
        zorder=6,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6, "alpha": 0.75},
    )
    return handle


def _ellipse(axes: Axes, effect: NDArray[Any], cost: NDArray[Any], style: Any) -> None:
    """Outline about 95% of a two-way normal cloud; nothing where it has no width."""
    if len(effect) < 3:
        return
    spread = np.cov(effect, cost)
    values, vectors = np.linalg.eigh(spread)
    turn = np.linspace(0, 2 * np.pi, 73)
    circle = np.stack([np.cos(turn), np.sin(turn)])
    edge = vectors @ (np.sqrt(np.maximum(values, 0) * 5.991)[:, None] * circle)
    axes.plot(
        effect.mean() + edge[0],
        cost.mean() + edge[1],
        color=style.colour,
        linestyle=style.dashes,
        linewidth=1.3,
        zorder=4,
    )


def _axes(axes: Axes, effect_unit: str, money: str) -> None:
    axes.axhline(0, color=INK, linewidth=0.9, zorder=1)
    axes.axvline(0, color=INK, linewidth=0.9, zorder=1)
    axes.margins(0.08)
    axes.set_xlabel(f"difference in effect ({effect_unit})")
    axes.set_ylabel(f"difference in cost ({money})")
    number_axis(axes.xaxis, "number")
    number_axis(axes.yaxis, money)
    axes.grid(color="#E6E6E6")
    for x, y, words, side in (
        (0.01, 0.99, "dearer, less effect", "left"),
        (0.99, 0.99, "dearer, more effect", "right"),
        (0.01, 0.01, "cheaper, less effect", "left"),
        (0.99, 0.01, "cheaper, more effect", "right"),
    ):
        axes.text(
            x,
            y,
            words,
            transform=axes.transAxes,
            size=SMALL_SIZE,
            color=QUIET,
            ha=side,
            va="top" if y > 0.5 else "bottom",
            style="italic",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0, "alpha": 0.8},
        )


def _threshold(axes: Axes, threshold: float, effect_unit: str, money: str) -> None:
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    axes.plot(
        [left, right],
        [threshold * left, threshold * right],
        color=INK,
        linewidth=1.2,
        linestyle=(0, (1, 1.5)),
        zorder=3,
    )
    axes.set_xlim(left, right)
    axes.set_ylim(low, high)
    words = f"dotted: {with_unit(threshold, money)} for one of {effect_unit}; worth its cost below it"
    axes.set_title(words, size=SMALL_SIZE, color=INK, weight="normal", loc="left")


def _table(
    name: str,
    more: dict[int, Any],
    options: Sequence[str],
    reference: str,
    effect_unit: str,
    money: str,
    threshold: float | None,
) -> Table:
    columns = [
        Column("Option"),
        Column("Difference in effect", effect_unit, signed=True),
        Column("Difference in cost", money, signed=True),
        Column("Draws with more effect", SHARE),
        Column("Draws with less cost", SHARE),
    ]
    if threshold is not None:
        columns.append(Column(f"Draws worth {with_unit(threshold, money)} for one", SHARE, key="worth_it"))
    rows: list[list[Any]] = []
    for place, (effect, cost) in more.items():
        row = [options[place], _ranged(effect), _ranged(cost), float((effect > 0).mean()), float((cost < 0).mean())]
        rows.append([*row, float((threshold * effect > cost).mean())] if threshold is not None else row)
    about = (
        f"Mean difference from {reference}, and in brackets the {EDGES[0]:g}th to {EDGES[1]:g}th percentile of draws."
    )
    return Table(name=f"{name}_numbers", caption=about, columns=columns, rows=rows)


def _ranged(values: NDArray[Any]) -> Number:
    low, high = np.percentile(values, EDGES)
    return Number(float(values.mean()), float(low), float(high))


def _alt(
    compared: str, more: dict[int, Any], options: Sequence[str], effect_unit: str, money: str, threshold: float | None
) -> str:
    told = []
    for place, (effect, cost) in more.items():
        words = (
            f"{options[place]}: {with_unit(float(effect.mean()), effect_unit, signed=True)}, "
            f"{with_unit(float(cost.mean()), money, signed=True)}"
        )
        if threshold is not None:
            worth = chance(float((threshold * effect > cost).mean()), len(effect))
            words += f", worth its cost in {worth} of draws"
        told.append(words)
    return f"Cost-effectiveness plane. {compared}. Mean differences: {first_of(told)}."


def _notes(others: int, draws: int, line: bool) -> list[str]:
    shape = "Large points are means over draws; the outlines hold about 95% of draws."
    if others <= MOST_CLOUDS:
        few = f"the first {POINTS} of {draws:,} draws" if draws > POINTS else f"one of the {draws:,} draws each"
        shape += f" Small points are {few}."
    return [shape + (" To the right of and below the dotted line an option is worth its cost." if line else "")]

"""The worlds in which a design loses: each a point, those it loses in marked, and the box that sets them apart."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from peersim.analysis.discovery import Discovery, Limit
from peersim.analysis.discovery.words import box_in_words, how_often, label_of, unit_of
from peersim.report.pages.charts_base import Head, canvas, finished
from peersim.report.pages.document import Column, Figure, Table
from peersim.report.pages.inline import literal
from peersim.report.pages.numbers import SHARE, Number, number
from peersim.report.style import DARK_BLUE, INK, ORANGE, POINT_SIZE, RULE, SMALL_SIZE, printable, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HEIGHT = 3.9
"""Height of the picture [inches]."""

KEY = "Orange triangles: worlds in which it loses. Blue rings: the others. Shaded, between dashed lines: the box."


class Side(NamedTuple):
    """One direction of the picture.

    Attributes
    ----------
    words : str
        What it shows, with its unit.
    values : numpy.ndarray, shape (worlds,)
        Where each world lies.
    limit : Limit or None
        The box's limit on it; None where it is no input of the box.
    """

    words: str
    values: Any
    limit: Limit | None


def losing_points(axes: Axes, found: Discovery) -> None:
    """Draw worlds as points, and the box.

    Parameters
    ----------
    axes : Axes
        Where.
    found : Discovery
        With a box.
    """
    across, upwards = sides_of(found)
    loses = found.loses
    for mine, colour, marker, face, name in (
        (~loses, DARK_BLUE, "o", "none", "does not lose"),
        (loses, ORANGE, "^", ORANGE, "loses"),
    ):
        axes.plot(
            across.values[mine], upwards.values[mine], marker, color=colour, markerfacecolor=face, markersize=3.6,
            markeredgewidth=0.7, label=f"{name} ({int(mine.sum()):,})", linestyle="none", zorder=3,
        )  # fmt: skip
    axes.margins(0.03)
    if upwards.limit is None:
        axes.axhline(found.threshold, color=INK, linewidth=1.0, zorder=2)
    _shade(axes, across.limit, upwards.limit)
    axes.set_xlabel(wrapped(printable(across.words, "first input"), 5.8, POINT_SIZE))
    axes.set_ylabel(wrapped(printable(upwards.words, "second input"), HEIGHT - 0.7, POINT_SIZE))
    axes.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=2, fontsize=SMALL_SIZE, borderaxespad=0.1)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda value, _: f"{value:,.6g}".replace("-", "\N{MINUS SIGN}"))


def sides_of(found: Discovery) -> tuple[Side, Side]:
    """Choose what to show across and upwards: the box's first two inputs, or its one and what is compared."""
    assert found.box is not None
    shown = [
        Side(_words(limit.input), found.inputs[limit.input].to_numpy(np.float64), limit) for limit in found.box.limits
    ]
    compared = Side(f"difference in {found.what} ({found.unit})", found.values, None)
    return shown[0], shown[1] if len(shown) > 1 else compared


def _words(name: str) -> str:
    unit = unit_of(name)
    return f"{label_of(name)} ({unit})" if unit else label_of(name)


def _shade(axes: Axes, across: Limit | None, upwards: Limit | None) -> None:
    from matplotlib.patches import Rectangle

    ends = []
    for limit, (start, stop) in ((across, axes.get_xlim()), (upwards, axes.get_ylim())):
        low, high = (-math.inf, math.inf) if limit is None else (limit.low, limit.high)
        ends.append((max(start, low), min(stop, high)))
    (left, right), (bottom, top) = ends
    axes.add_patch(
        Rectangle(
            (left, bottom), right - left, top - bottom, facecolor=RULE, alpha=0.55, edgecolor=INK,
            linestyle=(0, (4, 2)), linewidth=1.1, zorder=1,
        )
    )  # fmt: skip


def losing_alt(found: Discovery) -> str:
    """Say what the picture shows, for those who do not see it."""
    across, upwards = sides_of(found)
    return (
        f"Points, one a world: {across.words} across, {upwards.words} upwards. {how_often(found)} {box_in_words(found)}"
    )


def losing_worlds(name: str, found: Discovery, *, compared: str, title: str) -> Figure:
    """Draw the worlds in which a design loses, for a report.

    Parameters
    ----------
    name : str
        Name of the figure.
    found : Discovery
        With a box.
    compared : str
        "X compared with Y", in words.
    title : str
        Title of the figure.

    Returns
    -------
    Figure
        With the box's limits behind it.
    """
    with canvas(HEIGHT) as picture:
        losing_points(picture.subplots(), found)
        return finished(
            picture, Head(name, title, compared), alt=losing_alt(found), notes=[KEY],
            table=box_table(f"{name}_numbers", found),
        )  # fmt: skip


def box_table(name: str, found: Discovery) -> Table:
    """Make a table of a box: its limits, and how good it is."""
    box = found.box
    assert box is not None
    rows: list[list[Any]] = [
        [literal(label_of(each.input)), literal(unit_of(each.input)), *(_end(end) for end in (each.low, each.high))]
        for each in box.limits
    ]
    good = ", ".join(
        f"{word} {number(share, SHARE, places=0)}"
        for word, share in (("coverage", box.coverage), ("density", box.density), ("mass", box.mass))
    )
    columns: list[Column | str] = ["Input", "Unit", Column("Above", "number"), Column("At most", "number")]
    return Table(name=name, caption=f"Limits of the box: {good}.", columns=columns, rows=rows)


def _end(end: float) -> Number:
    return Number(end) if math.isfinite(end) else Number(None, note="no limit on this side")

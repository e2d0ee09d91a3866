"""What the report's charts share: their width, names of options that fit, keys, and making a `Figure` of them.

A chart's title and words stand on the page, not in the picture, so that they can be read aloud, searched and wrapped.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from peersim.foundation.problems import InputError, Problems
from peersim.report.pages.document import Figure, Table
from peersim.report.pages.numbers import SHARE, number
from peersim.report.saving import svg_text
from peersim.report.style import (
    COLOURS,
    LINE,
    POINT_SIZE,
    POINTS_PER_INCH,
    QUIET,
    SMALL_SIZE,
    Drawn,
    Picture,
    height_of,
    printable,
    styled,
    text_width,
    wrapped,
)

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

WIDTH = 6.9
"""Width of every chart [inches]: that of a page of paper between its margins."""

DASHES: tuple[Any, ...] = ("-", (0, (6, 2)), (0, (2, 1.5)), (0, (8, 2, 2, 2)), (0, (4, 1.5, 1, 1.5, 1, 1.5)))
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
HATCHES = ("", "//", "..", "--", "xx", "||", "++")
"""Dashes, points and hatches in the order they are used, beside colours: colour never stands alone."""

MOST_TOLD = 5
"""Options told one by one in an alternative text."""

NAMES_AT_LINES = 6
"""Options up to which a line carries its name at its end; more carry a number and a key."""

NAME_INCHES = 1.55
"""Width of a name at the end of a line [inches]."""


class Look(NamedTuple):
    """How one option is drawn wherever it appears.

    Attributes
    ----------
    colour : str
        Colour.
    dashes : Any
        Dashes of its line.
    marker : str
        Shape of its point.
    hatch : str
        Hatch of its area.
    """

    colour: str
    dashes: Any
    marker: str
    hatch: str


def look(place: int) -> Look:
    """How the option at a place in the list is drawn; twelve options all differ in more than colour."""
    return Look(
        COLOURS[place % len(COLOURS)],
        DASHES[place % len(DASHES)],
        MARKERS[place % len(MARKERS)],
        HATCHES[place % len(HATCHES)],
    )


def tint(colour: str, share: float = 0.35) -> tuple[float, float, float]:
    """Mix a colour with white, so that dark letters can be read on it."""
    from matplotlib.colors import to_rgb

    red, green, blue = to_rgb(colour)
    return (1 - share * (1 - red), 1 - share * (1 - green), 1 - share * (1 - blue))


def shown_names(options: Sequence[str]) -> list[str]:
    """Names of options as the fonts at hand can draw them."""
    return [printable(option, f"option {place}") for place, option in enumerate(options, 1)]


def finite(what: str, values: ArrayLike, shape: tuple[int, ...], problems: Problems) -> NDArray[np.float64]:
    """Take an array that must have a shape and hold only finite numbers, or note what is wrong with it.

    Parameters
    ----------
    what : str
        What it holds, for the message.
    values : array_like
        Numbers.
    shape : tuple of int
        Shape it must have; -1 for any length.
    problems : Problems
        Where a problem is noted.

    Returns
    -------
    ndarray
        The array.
    """
    array = np.asarray(values, dtype=float)
    fits = array.ndim == len(shape) and all(want in (-1, have) for want, have in zip(shape, array.shape, strict=True))
    if not fits:
        wanted = " × ".join("any" if side == -1 else str(side) for side in shape)
        problems.add(f"{what}: has the shape {array.shape}; needs {wanted}.")
    elif not np.isfinite(array).all():
        problems.add(f"{what}: {int((~np.isfinite(array)).sum())} values are no finite numbers.")
    elif not array.size:
        problems.add(f"{what}: is empty.")
    return array


@contextmanager
def canvas(height: float) -> Iterator[Picture]:
    """Open a picture of the report's width in the house style.

    Parameters
    ----------
    height : float
        Height [inches].

    Yields
    ------
    Picture
        A figure, laid out when it is closed.
    """
    with styled():
        picture = Picture(figsize=(WIDTH, height), layout="constrained")
        picture.get_layout_engine().set(w_pad=0.04, h_pad=0.04, wspace=0.03, hspace=0.04)  # type: ignore[union-attr, call-arg]
        yield picture


class Head(NamedTuple):
    """What stands over a picture.

    Attributes
    ----------
    name, title, compared : str
        As `Figure`.
    """

    name: str
    title: str
    compared: str


def finished(picture: Picture, head: Head, *, alt: str, table: Table, notes: Sequence[str] = ()) -> Figure:
    """Lay a picture out once and for all and put it with its words.

    Parameters
    ----------
    picture : Picture
        Drawn picture.
    head : Head
        What stands over it.
    alt : str
        As `Figure`.
    table : Table
        Numbers behind it.
    notes : sequence of str
        Sentences under it.

    Returns
    -------
    Figure
        Block for a report.
    """
    import pandas as pd

    settle(picture)
    drawn = Drawn(picture, pd.DataFrame(), alt)
    return Figure(**head._asdict(), alt=alt, svg=svg_text(drawn), table=table, notes=notes)


def settle(picture: Picture) -> None:
    """Fix the places of all axes: the layout's last bits differ from time to time, files must not."""
    engine = picture.get_layout_engine()
    if engine is None:
        return
    engine.execute(picture)
    picture.set_layout_engine("none")
    for axes in picture.axes:
        left, bottom, width, height = (round(end, 5) for end in axes.get_position().bounds)
        axes.set_position((left, bottom, width, height))


def key_height(names: Sequence[str], columns: int) -> float:
    """Height of a key [inches]."""
    rows = math.ceil(len(names) / columns)
    lines = sum(
        max(name.count("\n") + 1 for name in names[row::rows])  # a key is filled column by column
        for row in range(rows)
    )
    return lines * POINT_SIZE * LINE / POINTS_PER_INCH + 0.06 * rows + 0.15


def key_names(names: Sequence[str], columns: int = 0) -> tuple[list[str], int]:
    """Break names so that a key of them fits the width.

    Parameters
    ----------
    names : sequence of str
        Names.
    columns : int
        Columns; as many as fit when 0.

    Returns
    -------
    (list of str, int)
        Names with line breaks, and columns.
    """
    widest = max(text_width(name) for name in names)
    columns = columns or max(1, min(3, len(names), int((WIDTH - 0.3) // (widest + 0.75))))
    return [wrapped(name, WIDTH / columns - 0.8) for name in names], columns


def key_below(picture: Picture, handles: Sequence[Artist], names: Sequence[str], columns: int) -> None:
    """Put a key under the axes."""
    picture.legend(
        list(handles),
        list(names),
        loc="outside lower left",
        ncols=columns,
        handlelength=3.2,
        columnspacing=1.2,
        borderaxespad=0.2,
        labelspacing=0.35,
    )


def named_at_lines(names: Sequence[str]) -> bool:
    """Whether names are few and short enough to stand at the ends of lines."""
    return len(names) <= NAMES_AT_LINES and all(
        wrapped(name, NAME_INCHES, SMALL_SIZE + 0.5).count("\n") < 3 for name in names
    )


def label_ends(axes: Axes, ends: Sequence[float], labels: Sequence[str], size: float = SMALL_SIZE + 0.5) -> None:
    """Write labels to the right of axes at the heights of lines' ends, spread so that none covers another.

    Parameters
    ----------
    axes : Axes
        Axes whose place is settled.
    ends : sequence of float
        Heights of the lines' ends in data.
    labels : sequence of str
        Labels, may have line breaks.
    size : float
        Size of letters [points].
    """
    low, high = axes.get_ylim()
    inches = axes.get_position().height * axes.get_figure(root=True).get_size_inches()[1]  # type: ignore[union-attr]
    tall = [height_of(label, size) for label in labels]
    rank = {end: place for place, end in enumerate(sorted(set(ends)))}  # lines that leave the axes keep their order
    at = [(min(max(end, low), high) - low) / (high - low) * inches + 1e-6 * rank[end] for end in ends]
    placed = spread(at, tall, inches)
    for wanted, place, label in zip(at, placed, labels, strict=True):
        axes.text(1.035, place / inches, label, transform=axes.transAxes, va="center", size=size, linespacing=1.1)
        axes.plot(
            [1.0, 1.03],
            [wanted / inches, place / inches],
            transform=axes.transAxes,
            color=QUIET,
            linewidth=0.7,
            clip_on=False,
        )


def spread(at: Sequence[float], tall: Sequence[float], room: float) -> list[float]:
    """Move labels apart, as little as need be, within a room.

    Parameters
    ----------
    at : sequence of float
        Where the middle of each would best be.
    tall : sequence of float
        Height of each.
    room : float
        Height of the room; if labels need more than it, they go evenly beyond both its ends.

    Returns
    -------
    list of float
        Middles, in the order given; no two overlap.
    """
    order = sorted(range(len(at)), key=lambda place: (at[place], place))
    need = sum(tall)
    floor, roof = (min(0.0, (room - need) / 2), max(room, (room + need) / 2))
    placed = list(at)
    bottom = floor
    for place in order:  # upwards: none below the one before
        placed[place] = max(at[place], bottom + tall[place] / 2)
        bottom = placed[place] + tall[place] / 2
    top = roof
    for place in reversed(order):  # downwards: none above the roof
        placed[place] = min(placed[place], top - tall[place] / 2)
        top = placed[place] - tall[place] / 2
    return placed


def number_axis(axis: Any, unit: str, most: int = 6) -> None:
    """Print an axis's numbers as the report does, in its unit.

    Parameters
    ----------
    axis : matplotlib axis
        Axis.
    unit : str
        Unit.
    most : int
        Ticks at most.
    """
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axis.set_major_locator(MaxNLocator(most, steps=[1, 2, 2.5, 5, 10]))

    def write(value: float, _: int | None = None) -> str:
        ticks = axis.get_majorticklocs()
        step = abs(float(ticks[1] - ticks[0])) if len(ticks) > 1 else abs(value) or 1.0
        if unit == SHARE:
            return f"{round(100 * value, 6):g}%".replace("-", "\N{MINUS SIGN}")
        places = max(0, -math.floor(math.log10(step) + 1e-9) + (1 if _half(step) else 0))
        return number(value, unit, places=places)

    axis.set_major_formatter(FuncFormatter(write))


def _half(step: float) -> bool:
    """Whether a step has a second figure, such as 0.25."""
    first = step / 10 ** math.floor(math.log10(step) + 1e-9)
    return bool(abs(first - round(first)) > 1e-6)


def first_of(parts: Sequence[str]) -> str:
    """Join the first few parts of an alternative text; the others are in the numbers behind the picture."""
    more = len(parts) - MOST_TOLD
    rest = [f"{more} more in the numbers behind it"] if more > 0 else []
    return "; ".join([*parts[:MOST_TOLD], *rest])


def sentence_case(text: str) -> str:
    """Begin a text with a capital."""
    return text[:1].upper() + text[1:]


def place_of(option: str, options: Sequence[str]) -> int:
    """Find an option's place in the list, or say that it is not there."""
    if option not in options:
        raise InputError([f'"{option}" is not among the options {", ".join(options)}.'])
    return list(options).index(option)

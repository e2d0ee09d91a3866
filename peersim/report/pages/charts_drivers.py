"""What drives the answer: one input at a time, the option that takes over, and what knowing each is worth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from peersim.foundation.problems import Problems
from peersim.report.pages.charts_base import WIDTH, Head, canvas, finished, finite, number_axis, sentence_case, settle
from peersim.report.pages.document import Column, Figure, Table
from peersim.report.pages.numbers import Number, following, number, with_unit
from peersim.report.style import (
    DARK_BLUE,
    INK,
    ORANGE,
    POINT_SIZE,
    QUIET,
    SMALL_SIZE,
    height_of,
    printable,
    quiet_axis,
    text_width,
    wrapped,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INPUT_INCHES, TURN_INCHES = 1.75, 1.75
"""Widths of the names of inputs and of the words on what takes over [inches]."""

NO_TURN = "no switch within its range"
BAR = 0.5
"""Height of a bar, against its row."""


def tornado(
    name: str,
    inputs: Sequence[str],
    low: ArrayLike,
    high: ArrayLike,
    base: float,
    *,
    ends: Sequence[tuple[str, str]],
    winners: Sequence[tuple[str, str]],
    switches: Sequence[str | None],
    recommended: str,
    compared: str,
    unit: str = "£",
    title: str = "Net value with one input at a time at either end of its range",
) -> Figure:
    """Draw a tornado that says which option takes over, and where.

    Parameters
    ----------
    name : str
        Name of the figure.
    inputs : sequence of str
        Inputs in words, the most important first.
    low, high : array_like (inputs,)
        Net value of the recommended option with the input at the low and high end of its range [unit].
    base : float
        Net value with all inputs as they are [unit].
    ends : sequence of (str, str)
        Low and high end of each input, printed with its unit.
    winners : sequence of (str, str)
        Best option at the low and at the high end.
    switches : sequence of str or None
        Value of the input at which another option becomes best, printed with its unit; None where there is none.
    recommended : str
        The option that is best as things are.
    compared : str
        "X compared with Y", in words.
    unit : str
        Unit of net value.
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
    lows = finite("low", low, (len(inputs),), problems)
    highs = finite("high", high, (len(inputs),), problems)
    for what, given in (("ends", ends), ("winners", winners), ("switches", switches)):
        if len(given) != len(inputs):
            problems.add(f"{what}: {len(given)} for {len(inputs)} inputs.")
    problems.raise_if_any()
    labels = [wrapped(printable(text, f"input {n}"), INPUT_INCHES, lines=3) for n, text in enumerate(inputs, 1)]
    turns = [_turn(pair, switch, recommended) for pair, switch in zip(winners, switches, strict=True)]
    sides = [wrapped(turn, TURN_INCHES - 0.15, SMALL_SIZE, lines=4) for turn in turns]
    heights = _row_heights(labels, sides)
    with canvas(sum(heights) + 0.85) as picture:
        axes = picture.subplots()
        centres = np.cumsum(heights) - np.array(heights) / 2
        _tornado_rows(axes, lows, highs, base, ends, centres)
        _row_axes(axes, labels, centres, sum(heights), unit, f"net value ({unit})")
        _named_line(axes, base, f"as things are: {number(base, unit)}", zorder=4)
        picture.get_layout_engine().set(rect=(0, 0, 1 - TURN_INCHES / WIDTH, 1))  # type: ignore[union-attr, call-arg]
        settle(picture)
        _words_beside(axes, sides, centres, [QUIET if turn == NO_TURN else INK for turn in turns])
        table = _tornado_table(name, inputs, lows, highs, ends, winners, switches, unit)
        return finished(
            picture,
            Head(name, title, compared),
            table=table,
            alt=_tornado_alt(compared, inputs, lows, highs, base, turns, unit),
            notes=[
                "Blue bars with “low”: the input at its low end; orange, hatched bars with “high”: at its high end. "
                f"The best option as things are is {recommended}; at the right, what takes over and where."
            ],
        )


def _named_line(axes: Axes, at: float, words: str, **style: Any) -> None:
    """Draw an upright line with words above it."""
    axes.axvline(at, color=INK, linewidth=1.2, **style)
    axes.annotate(
        words,
        (at, 1.0),
        xycoords=("data", "axes fraction"),
        xytext=(0, 3),
        textcoords="offset points",
        ha="center",
        size=SMALL_SIZE,
    )


def _words_beside(axes: Axes, words: Sequence[str], centres: Any, colours: Sequence[str]) -> None:
    """Write words to the right of each row."""
    for text, y, colour in zip(words, centres, colours, strict=True):
        axes.annotate(
            text,
            (1.0, y),
            xycoords=("axes fraction", "data"),
            xytext=(8, 0),
            va="center",
            textcoords="offset points",
            size=SMALL_SIZE,
            annotation_clip=False,
            linespacing=1.15,
            color=colour,
        )


def _turn(winners: tuple[str, str], switch: str | None, recommended: str) -> str:
    """Say what takes over, and at which value of the input."""
    others = list(dict.fromkeys(winner for winner in winners if winner != recommended))
    if not others and switch is None:
        return NO_TURN
    who = " or ".join(others) or "another option"
    if switch is None:
        return f"{who} is best somewhere in its range"
    side = {(True, False): "below", (False, True): "above"}.get((winners[0] != recommended, winners[1] != recommended))
    return f"{who} is best {side or 'beyond'} {switch}"


def _row_heights(labels: Sequence[str], sides: Sequence[str] = ()) -> list[float]:
    besides = list(sides) or [""] * len(labels)
    return [
        max(0.42, height_of(label, POINT_SIZE) + 0.14, height_of(side, SMALL_SIZE) + 0.14)
        for label, side in zip(labels, besides, strict=True)
    ]


def _tornado_rows(
    axes: Axes, lows: NDArray[Any], highs: NDArray[Any], base: float, ends: Sequence[tuple[str, str]], centres: Any
) -> None:
    axes.set_xlim(*_limits_with_words(lows, highs, base, ends))
    rows = zip(centres, lows, highs, ends, strict=True)
    for y, low, high, (low_end, high_end) in rows:
        for value, colour, hatch in ((low, DARK_BLUE, ""), (high, ORANGE, "//")):
            axes.barh(
                y,
                value - base,
                height=BAR * 0.5,
                left=base,
                color=colour,
                hatch=hatch,
                edgecolor="white",
                linewidth=0,
                zorder=3,
            )
        _end_words(axes, float(low), float(high), base, y, low_end, high_end)


def _limits_with_words(
    lows: NDArray[Any], highs: NDArray[Any], base: float, ends: Sequence[tuple[str, str]]
) -> tuple[float, float]:
    """Limits of the axis of net value that leave room for the words beside every bar."""
    room = WIDTH - INPUT_INCHES - TURN_INCHES - 0.3
    bars = [
        (value, text_width(f"{which} {told}", SMALL_SIZE - 0.5) + 0.12, value >= base)
        for low, high, pair in zip(lows, highs, ends, strict=True)
        for which, value, told in (("low", float(low), pair[0]), ("high", float(high), pair[1]))
    ]
    left, right = min(base, *(bar[0] for bar in bars)), max(base, *(bar[0] for bar in bars))
    for _ in range(20):  # wider limits make words take less of them: a few rounds settle it
        inch = (right - left) / room or 1.0
        left = min([base, *(value - wide * inch for value, wide, above in bars if not above)])
        right = max([base, *(value + wide * inch for value, wide, above in bars if above)])
    return (left, right) if right > left else (base - 1.0, base + 1.0)


def _end_words(axes: Axes, low: float, high: float, base: float, y: float, low_end: str, high_end: str) -> None:
    """Write each end's value beside its bar: one line where they go apart, two where both go to one side."""
    same = (low >= base) == (high >= base)
    outer = {"low": low, "high": high}
    for which, told, shift in (("low", low_end, -0.085), ("high", high_end, 0.085)):
        value = outer[which]
        right = value >= base
        axes.annotate(
            f"{which} {told}",
            (value, y + (shift if same else 0.0)),
            xytext=(4 if right else -4, 0),
            textcoords="offset points",
            ha="left" if right else "right",
            va="center",
            size=SMALL_SIZE - 0.5,
            zorder=5,
        )


def _row_axes(axes: Axes, labels: Sequence[str], centres: Any, height: float, unit: str, label: str) -> None:
    axes.set_ylim(height, 0)
    axes.set_yticks(list(centres), list(labels))
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(label)
    number_axis(axes.xaxis, unit, 5)
    quiet_axis(axes)


def _tornado_table(
    name: str,
    inputs: Sequence[str],
    lows: NDArray[Any],
    highs: NDArray[Any],
    ends: Sequence[tuple[str, str]],
    winners: Sequence[tuple[str, str]],
    switches: Sequence[str | None],
    unit: str,
) -> Table:
    columns: list[Column | str] = [
        "Input",
        "Low end",
        Column("Net value at low end", unit),
        "Best at low end",
        "High end",
        Column("Net value at high end", unit),
        "Best at high end",
        "Switches at",
    ]
    rows = [
        [inputs[n], ends[n][0], lows[n], winners[n][0], ends[n][1], highs[n], winners[n][1], switches[n] or NO_TURN]
        for n in range(len(inputs))
    ]
    return Table(
        name=f"{name}_numbers",
        caption="Net value and best option, each input at either end of its range.",
        columns=columns,
        rows=rows,
    )


def _tornado_alt(
    compared: str,
    inputs: Sequence[str],
    lows: NDArray[Any],
    highs: NDArray[Any],
    base: float,
    turns: Sequence[str],
    unit: str,
) -> str:
    told = [
        f"{inputs[n]}, {number(float(lows[n]), unit)} to {number(float(highs[n]), unit)}, {turns[n]}"
        for n in range(min(3, len(inputs)))
    ]
    switching = sum(turn != NO_TURN for turn in turns)
    return (
        f"Tornado of net value. {compared}. As things are {with_unit(base, unit)}. Widest: {'; '.join(told)}. "
        f"{switching} of {len(inputs)} inputs can turn the decision within their range."
    )


def information_bars(
    name: str,
    inputs: Sequence[str],
    values: ArrayLike,
    errors: ArrayLike,
    *,
    total: float,
    compared: str,
    unit: str = "£",
    title: str = "What it is worth to know each input for certain",
) -> Figure:
    """Draw what knowing each input, or group of inputs, is worth (EVPPI), with its error.

    Parameters
    ----------
    name : str
        Name of the figure.
    inputs : sequence of str
        Inputs or groups in words, the most important first.
    values, errors : array_like (inputs,)
        Expected value of partial perfect information and its standard error [unit].
    total : float
        Expected value of perfect information on everything [unit].
    compared : str
        "X compared with Y", in words.
    unit : str
        Unit of value.
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
    worth = finite("values", values, (len(inputs),), problems)
    error = finite("errors", errors, (len(inputs),), problems)
    problems.raise_if_any()
    labels = [wrapped(printable(text, f"input {n}"), INPUT_INCHES + 0.6, lines=3) for n, text in enumerate(inputs, 1)]
    heights = _row_heights(labels)
    with canvas(sum(heights) + 0.85) as picture:
        axes = picture.subplots()
        centres = np.cumsum(heights) - np.array(heights) / 2
        _worths(axes, centres, worth, error, unit)
        most = max(float((worth + 1.96 * error).max()), total) or 1.0
        _named_line(axes, total, f"everything: {number(total, unit)}", linestyle=(0, (4, 2)), zorder=1)
        _row_axes(axes, labels, centres, sum(heights), unit, f"worth of knowing it ({unit})")
        axes.set_xlim(0, 1.16 * most)
        table = _information_table(name, inputs, worth, error, total, unit)
        told = "; ".join(f"{inputs[n]}, {number(float(worth[n]), unit)}" for n in range(min(3, len(inputs))))
        alt = f"Bars of the worth of knowing inputs. {compared}. Most: {told}. Everything: {with_unit(total, unit)}."
        return finished(
            picture,
            Head(name, title, compared),
            table=table,
            alt=alt,
            notes=[
                "Orange line: 95% interval of the estimate. Dashed line: knowing everything. The worth of inputs does "
                "not add up: some are only worth knowing together."
            ],
        )


def _worths(axes: Axes, centres: NDArray[Any], worth: NDArray[Any], error: NDArray[Any], unit: str) -> None:
    """Draw a bar for each input, its interval over it, and its number behind it."""
    high = worth + 1.96 * error
    axes.barh(centres, worth, height=0.22, color=DARK_BLUE, zorder=2)
    axes.hlines(centres, np.maximum(worth - 1.96 * error, 0), high, color=ORANGE, linewidth=2.2, zorder=3)
    for y, value, around in zip(centres, worth, error, strict=True):
        axes.annotate(
            number(float(value), unit, error=float(around) or None),
            (value + 1.96 * around, y),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            size=SMALL_SIZE,
            zorder=5,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
        )


def _information_table(
    name: str, inputs: Sequence[str], worth: NDArray[Any], error: NDArray[Any], total: float, unit: str
) -> Table:
    rows: list[list[Any]] = [
        [inputs[n], Number(float(worth[n]), error=float(error[n])), float(error[n])] for n in range(len(inputs))
    ]
    rows.append(["Everything at once", total, None])
    rows[-1][2] = Number(None, note="the error of the whole is told with the decision's uncertainty")
    columns: list[Column | str] = ["Input", Column("Worth of knowing it", unit), Column("Standard error", unit)]
    return Table(
        name=f"{name}_numbers",
        caption=f"{sentence_case('expected value of partial perfect information')}{_of(unit)}.",
        columns=columns,
        rows=rows,
    )


def _of(unit: str) -> str:
    after = following(unit)
    return f", {after}" if after else ""

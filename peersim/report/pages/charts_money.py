"""What it costs: by payer and year, and for each parent on every denominator side by side."""

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
    finite,
    first_of,
    key_below,
    key_height,
    key_names,
    look,
    number_axis,
    shown_names,
    tint,
)
from peersim.report.pages.document import Column, Figure, Table
from peersim.report.pages.numbers import Number, interval, number, with_unit
from peersim.report.style import (
    DARK_BLUE,
    INK,
    ORANGE,
    POINT_SIZE,
    QUIET,
    RULE,
    SMALL_SIZE,
    height_of,
    wrapped,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

OPTION_INCHES = 1.55
"""Width of the names of options [inches]."""

PALE = 0.55
"""How much of its colour an area has on which letters stand."""


def cost_stack(
    name: str,
    years: Sequence[str],
    payers: Sequence[str],
    amounts: ArrayLike,
    *,
    compared: str,
    unit: str = "£",
    title: str = "Who pays what, year by year",
) -> Figure:
    """Draw cash by payer and year as stacked bars.

    Parameters
    ----------
    name : str
        Name of the figure.
    years : sequence of str
        Years, such as "2026-27".
    payers : sequence of str
        Who pays.
    amounts : array_like (payers, years)
        What each pays, 0 or more [unit].
    compared : str
        "X compared with Y", in words.
    unit : str
        Unit of money.
    title : str
        Title of the figure.

    Returns
    -------
    Figure
        With every amount behind it.

    Raises
    ------
    InputError
        For amounts of the wrong shape, below 0 or not finite.
    """
    problems = Problems()
    paid = finite("amounts", amounts, (len(payers), len(years)), problems)
    if not problems.found and (paid < 0).any():
        problems.add("amounts: some are below 0; put income beside the figure, not into the stack.")
    problems.raise_if_any()
    key, columns = key_names(shown_names(payers))
    totals = paid.sum(axis=0)
    with canvas(3.2 + key_height(key, columns)) as picture:
        axes = picture.subplots()
        handles = _stack(axes, paid, unit, float(totals.max()) or 1.0)
        for at, total in enumerate(totals):
            axes.annotate(
                number(float(total), unit),
                (at, total),
                xytext=(0, 3),
                textcoords="offset points",
                ha="center",
                weight="bold",
                size=POINT_SIZE,
            )
        axes.set_xticks(range(len(years)), [wrapped(year, 5.5 / len(years)) for year in years])
        axes.set_xlim(-0.6, len(years) - 0.4)
        axes.set_ylim(0, 1.12 * (float(totals.max()) or 1.0))
        axes.set_ylabel(f"cash ({unit})")
        number_axis(axes.yaxis, unit)
        axes.grid(axis="y", color=RULE)
        axes.tick_params(axis="x", length=0)
        key_below(picture, handles, key, columns)
        told = "; ".join(f"{payers[p]} {number(float(paid[p].sum()), unit)}" for p in np.argsort(-paid.sum(axis=1)))
        alt = (
            f"Stacked bars of cash by payer and year. {compared}. All years: {number(float(totals.sum()), unit)}, "
            f"of which {told}."
        )
        return finished(
            picture, Head(name, title, compared), alt=alt, table=_cash_table(name, years, payers, paid, unit)
        )


def _cash_table(name: str, years: Sequence[str], payers: Sequence[str], paid: NDArray[Any], unit: str) -> Table:
    totals = paid.sum(axis=0)
    rows: list[list[Any]] = [[payers[p], *map(float, paid[p]), float(paid[p].sum())] for p in range(len(payers))]
    rows.append(["All payers", *map(float, totals), float(totals.sum())])
    heads = [Column(year, unit, places=0, key=f"year_{n}") for n, year in enumerate(years, 1)]
    return Table(
        name=f"{name}_numbers",
        caption="Cash by payer and year.",
        total=True,
        rows=rows,
        columns=["Payer", *heads, Column("All years", unit, places=0)],
    )


def _stack(axes: Axes, paid: NDArray[Any], unit: str, highest: float) -> list[Any]:
    below = np.zeros(paid.shape[1])
    handles = []
    for payer, amounts in enumerate(paid):
        style = look(payer)
        handles.append(
            axes.bar(
                range(len(amounts)),
                amounts,
                bottom=below,
                width=0.62,
                hatch=style.hatch,
                linewidth=0.8,
                color=tint(style.colour, PALE),
                edgecolor=style.colour,
            )
        )
        for at, amount in enumerate(amounts):
            if amount > 0.075 * highest:
                axes.text(
                    at,
                    below[at] + amount / 2,
                    number(float(amount), unit),
                    ha="center",
                    va="center",
                    size=SMALL_SIZE,
                    bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.2},
                )
        below = below + amounts
    return handles


def denominators(
    name: str,
    kinds: Sequence[str],
    values: Sequence[Sequence[float | None]],
    options: Sequence[str],
    *,
    low: Sequence[Sequence[float | None]] | None = None,
    high: Sequence[Sequence[float | None]] | None = None,
    compared: str,
    unit: str = "£",
    title: str = "Cost per parent on each denominator",
) -> Figure:
    """Draw the cost per parent offered, starting, completing and retained, side by side.

    Parameters
    ----------
    name : str
        Name of the figure.
    kinds : sequence of str
        Denominators, such as "offered".
    values : (options, kinds)
        Ratio of mean cost to mean number [unit]; None where nobody counts.
    options : sequence of str
        Titles.
    low, high : (options, kinds), optional
        Ends of intervals [unit]; None where there is none.
    compared : str
        "X compared with Y", in words.
    unit : str
        Unit of money.
    title : str
        Title of the figure.

    Returns
    -------
    Figure
        With every value behind it.

    Raises
    ------
    InputError
        For tables of different shapes or numbers that are not finite.
    """
    told = told_numbers(values, low, high, len(options), len(kinds))
    names = [wrapped(shown, OPTION_INCHES, SMALL_SIZE + 0.5, lines=3) for shown in shown_names(options)]
    heights = [max(0.5, height_of(label, SMALL_SIZE + 0.5) + 0.16) for label in names]
    centres = np.cumsum(heights) - np.array(heights) / 2
    with canvas(sum(heights) + 0.75) as picture:
        panels = picture.subplots(1, len(kinds), squeeze=False)[0]
        for at, (axes, kind) in enumerate(zip(panels, kinds, strict=True)):
            bars(axes, [row[at] for row in told], centres, sum(heights), unit, DARK_BLUE)
            axes.set_title(wrapped(f"per parent {kind}", 1.15, POINT_SIZE, bold=True), size=POINT_SIZE)
            axes.set_yticks(list(centres), names if at == 0 else [""] * len(names))
            axes.tick_params(axis="y", labelsize=SMALL_SIZE + 0.5)
        columns: list[Column | str] = ["Option"]
        columns.extend(Column(f"Per parent {kind}", unit, key=f"per_{n}") for n, kind in enumerate(kinds, 1))
        rows: list[list[Any]] = [[option, *row] for option, row in zip(options, told, strict=True)]
        table = Table(
            name=f"{name}_numbers",
            caption="Cost per parent: mean cost over mean number of parents.",
            columns=columns,
            rows=rows,
        )
        return finished(
            picture,
            Head(name, title, compared),
            table=table,
            alt=_denominators_alt(compared, kinds, told, options, unit),
            notes=[
                "Bar: mean cost over mean number of parents. Orange line: interval over draws. Each panel has its own "
                "scale."
            ],
        )


def _denominators_alt(
    compared: str, kinds: Sequence[str], told: Sequence[Sequence[Number]], options: Sequence[str], unit: str
) -> str:
    parts = [
        f"{option}: " + ", ".join(f"{number(value.value, unit)} {kind}" for kind, value in zip(kinds, row, strict=True))
        for option, row in zip(options, told, strict=True)
    ]
    return f"Bars of cost per parent. {compared}. {first_of(parts)}."


def told_numbers(values: Any, low: Any, high: Any, rows: int, columns: int) -> list[list[Number]]:
    """Put values and intervals together, or say what does not fit."""
    problems = Problems()
    tables = {"values": values, "low": low, "high": high}
    for what, table in tables.items():
        if table is None:
            continue
        if len(table) != rows or any(len(row) != columns for row in table):
            problems.add(f"{what}: needs {rows} rows of {columns}.")
        elif not all(end is None or np.isfinite(end) for row in table for end in row):
            problems.add(f"{what}: holds what is no finite number; give None where it cannot be told.")
    problems.raise_if_any()

    def at(table: Any, row: int, column: int) -> float | None:
        return None if table is None or table[row][column] is None else float(table[row][column])

    return [
        [Number(at(values, row, column), at(low, row, column), at(high, row, column)) for column in range(columns)]
        for row in range(rows)
    ]


def bars(axes: Axes, told: Sequence[Number], centres: Any, height: float, unit: str, colour: str) -> None:
    """Draw horizontal bars with intervals and their numbers; one that cannot be told says so.

    Parameters
    ----------
    axes : Axes
        Where.
    told : sequence of Number
        Values.
    centres : array_like
        Heights of the rows [inches].
    height : float
        Height of all rows [inches].
    unit : str
        Unit.
    colour : str
        Colour of the bars.
    """
    reach = [end for value in told for end in (value.value, value.high) if end is not None]
    most = max([*reach, 0.0]) or 1.0
    axes.set_xlim(0, 1.08 * most)
    axes.set_ylim(height, 0)
    for value, y in zip(told, centres, strict=True):
        words = number(value.value, unit)
        if value.value is not None:
            axes.barh(y + 0.1, value.value, height=0.14, color=colour, zorder=2)
        if value.low is not None and value.high is not None and value.low < value.high:
            axes.hlines(y + 0.1, value.low, value.high, color=ORANGE, linewidth=2.2, zorder=3)
            axes.vlines([value.low, value.high], y + 0.04, y + 0.16, color=ORANGE, linewidth=1.2, zorder=3)
        axes.annotate(
            words,
            (0, y - 0.05),
            xytext=(3, 0),
            textcoords="offset points",
            size=SMALL_SIZE,
            va="center",
            color=INK if value.value is not None else QUIET,
        )
    axes.set_xticks([])
    for side in ("bottom", "top", "right"):
        axes.spines[side].set_visible(False)
    axes.tick_params(axis="y", length=0)


def told_with_interval(value: Number, unit: str) -> str:
    """Write a value with its interval, for alternative texts."""
    if value.value is None or value.low is None:
        return with_unit(value.value, unit)
    return f"{with_unit(value.value, unit)} ({interval(value.low, value.high, unit)})"

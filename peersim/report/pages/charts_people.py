"""What happens to people: how many are offered, reached, start, come often and stay."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from peersim.report.pages.charts_base import WIDTH, Head, canvas, finished, first_of, shown_names
from peersim.report.pages.charts_money import bars, told_numbers, told_with_interval
from peersim.report.pages.document import Column, Figure, Table
from peersim.report.pages.numbers import Number
from peersim.report.style import DARK_BLUE, POINT_SIZE, SMALL_SIZE, height_of, wrapped

MOST_ACROSS = 3
"""Options side by side in one row of panels."""

STEP_INCHES = 1.35
"""Width of the names of steps [inches]."""


def flow(
    name: str,
    steps: Sequence[str],
    values: Sequence[Sequence[float | None]],
    options: Sequence[str],
    *,
    low: Sequence[Sequence[float | None]] | None = None,
    high: Sequence[Sequence[float | None]] | None = None,
    compared: str,
    unit: str = "parents",
    title: str = "How many parents are offered it, come and stay",
) -> Figure:
    """Draw the flow of parents, one panel an option, all on one scale.

    Parameters
    ----------
    name : str
        Name of the figure.
    steps : sequence of str
        Steps in order, such as "offered" and "retained".
    values : (options, steps)
        How many on average [unit]; None where it cannot be told.
    options : sequence of str
        Titles.
    low, high : (options, steps), optional
        Ends of intervals [unit].
    compared : str
        "X compared with Y", in words.
    unit : str
        Who is counted.
    title : str
        Title of the figure.

    Returns
    -------
    Figure
        With every number behind it.

    Raises
    ------
    InputError
        For tables of different shapes or numbers that are not finite.
    """
    told = told_numbers(values, low, high, len(options), len(steps))
    across = min(MOST_ACROSS, len(options))
    down = math.ceil(len(options) / across)
    labels = [wrapped(step, STEP_INCHES, SMALL_SIZE + 0.5, lines=3) for step in steps]
    heights = [max(0.42, height_of(label, SMALL_SIZE + 0.5) + 0.12) for label in labels]
    centres = np.cumsum(heights) - np.array(heights) / 2
    titles = [
        wrapped(n, (WIDTH - STEP_INCHES - 0.3) / across - 0.15, POINT_SIZE, bold=True, lines=4)
        for n in shown_names(options)
    ]
    head = max(height_of(text, POINT_SIZE) for text in titles) + 0.12
    most = max([end for row in told for value in row for end in (value.value, value.high) if end is not None] or [1.0])
    with canvas(down * (sum(heights) + head + 0.12)) as picture:
        panels = picture.subplots(down, across, squeeze=False).ravel()
        for at, axes in enumerate(panels):
            if at >= len(options):
                axes.set_axis_off()
                continue
            bars(axes, told[at], centres, sum(heights), unit, DARK_BLUE)
            axes.set_xlim(0, 1.05 * (most or 1.0))
            axes.set_title(titles[at], size=POINT_SIZE)
            axes.set_yticks(list(centres), labels if at % across == 0 else [""] * len(labels))
            axes.tick_params(axis="y", labelsize=SMALL_SIZE + 0.5)
        table = Table(
            name=f"{name}_numbers",
            caption=f"Mean number of {unit} at each step, with its interval.",
            columns=["Option", *(Column(step, unit, key=f"step_{n}") for n, step in enumerate(steps, 1))],
            rows=[[option, *row] for option, row in zip(options, told, strict=True)],
        )
        parts = [f"{option}: {_in_words(steps, row, unit)}" for option, row in zip(options, told, strict=True)]
        return finished(
            picture,
            Head(name, title, compared),
            table=table,
            alt=f"Flow of {unit}. {compared}. {first_of(parts)}.",
            notes=["Bar: mean. Orange line: interval. All panels have the same scale."],
        )


def _in_words(steps: Sequence[str], values: Sequence[Number], unit: str) -> str:
    return ", ".join(f"{step} {told_with_interval(value, unit)}" for step, value in zip(steps, values, strict=True))

"""The figures by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from peersim.analysis.comparison import Comparison
from peersim.foundation.problems import InputError, nearest
from peersim.report.breakdowns import absences, costs, hours, reach
from peersim.report.courses import survival, weekly
from peersim.report.differences import headline, trade_off
from peersim.report.style import Drawn, styled

FIGURES: dict[str, Callable[..., Drawn]] = {
    "headline": headline,
    "survival": survival,
    "weekly": weekly,
    "absences": absences,
    "costs": costs,
    "hours": hours,
    "reach": reach,
    "trade_off": trade_off,
}
"""What can be drawn, in the order in which it is shown."""


def draw(comparison: Comparison, kind: str = "headline", **options: Any) -> Drawn:
    """Draw a figure of a comparison.

    Parameters
    ----------
    comparison : Comparison
        Designs compared.
    kind : str
        A name of `FIGURES`.
    **options
        Passed to the figure.

    Returns
    -------
    Drawn
        Figure, the table behind it, and its alternative text.

    Raises
    ------
    InputError
        If there is no such figure.
    """
    if kind not in FIGURES:
        raise InputError([f'unknown figure "{kind}"; allowed {", ".join(FIGURES)}.{nearest(kind, FIGURES)}'])
    with styled():
        return FIGURES[kind](comparison, **options)

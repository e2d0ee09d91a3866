"""Report: figures, tables and a summary in which every sentence is computed.

Importing this room tells the analysis how a comparison is shown (`Comparison.plot`, `Comparison.summary`). Matplotlib
is imported only when something is drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from peersim.analysis.comparison import PRESENTERS, Comparison
from peersim.report.summary import summary_markdown

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.figure import Figure


def plot(comparison: Comparison, kind: str = "headline", **options: Any) -> Figure:
    """Draw a figure of a comparison; see `peersim.report.figures.FIGURES` for the kinds."""
    from peersim.report.figures import draw

    return draw(comparison, kind, **options).figure


def save_figures(comparison: Comparison, folder: Path | str) -> list[Path]:
    """Draw and write every figure of a comparison; see `peersim.report.saving.save_figures`."""
    from peersim.report.saving import save_figures as save

    return save(comparison, folder)


PRESENTERS.update(plot=plot, summary=summary_markdown)

__all__ = ["plot", "save_figures", "summary_markdown"]

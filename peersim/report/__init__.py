"""Report: figures, tables and a summary in which every sentence is computed.

Importing this room tells the analysis how results are shown (`Comparison.plot`, `Comparison.summary`, the picture of
targets). Matplotlib is imported only when something is drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from peersim.analysis.comparison import PRESENTERS, Comparison
from peersim.report.summary import summary_markdown

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.figure import Figure

    from peersim.analysis.calibration.calibrating import Calibration
    from peersim.analysis.discovery import Discovery
    from peersim.analysis.own_months.result import MonthsCompared
    from peersim.analysis.sensitivity import Sensitivity
    from peersim.analysis.validation import Scores
    from peersim.report.style import Drawn


def plot(comparison: Comparison, kind: str = "headline", **options: Any) -> Figure:
    """Draw a figure of a comparison; see `peersim.report.figures.FIGURES` for the kinds."""
    from peersim.report.figures import draw

    return draw(comparison, kind, **options).figure


def save_figures(comparison: Comparison, folder: Path | str) -> list[Path]:
    """Draw and write every figure of a comparison; see `peersim.report.saving.save_figures`."""
    from peersim.report.saving import save_figures as save

    return save(comparison, folder)


def draw_targets(scores: Scores, **options: Any) -> Drawn:
    """Draw targets against what the model gives; see `peersim.report.targets.draw_targets`."""
    from peersim.report.targets import draw_targets as draw

    return draw(scores, **options)


def save_targets(scores: Scores, path_stem: Path | str, **options: Any) -> list[Path]:
    """Write that picture as PNG and SVG, with its words; see `peersim.report.targets.save_targets`."""
    from peersim.report.targets import save_targets as save

    return save(scores, path_stem, **options)


def save_calibration(calibration: Calibration, folder: Path) -> list[Path]:
    """Draw and write the checks of a calibration; see `peersim.report.calibration.save_calibration`."""
    from peersim.report.calibration import save_calibration as save

    return save(calibration, folder)


def save_sensitivity(found: Sensitivity, folder: Path) -> list[Path]:
    """Write a sensitivity analysis' tables, pictures and words; see `peersim.report.sensitivity.save_sensitivity`."""
    from peersim.report.sensitivity import save_sensitivity as save

    return save(found, folder)


def own_months(what: str) -> Callable[..., Any]:
    """Show a programme's own months; see `peersim.report.own_months` and `peersim.report.own_months_words`."""

    def shown(found: MonthsCompared, *more: Any) -> Any:
        from importlib import import_module

        room = "own_months" if what in ("draw_own_months", "save_own_months") else "own_months_words"
        return getattr(import_module(f"peersim.report.{room}"), what)(found, *more)

    return shown


def save_discovery(found: Discovery, folder: Path) -> list[Path]:
    """Write the worlds in which a design loses; see `peersim.report.sensitivity.save_discovery`."""
    from peersim.report.sensitivity import save_discovery as save

    return save(found, folder)


PRESENTERS.update(
    own_months=own_months("draw_own_months"),
    save_own_months=own_months("save_own_months"),
    own_months_sentences=own_months("sentences"),
    own_months_remarks=own_months("remarks"),
    own_months_summary=own_months("summary"),
    plot=plot,
    summary=summary_markdown,
    targets=draw_targets,
    save_targets=save_targets,
    save_calibration=save_calibration,
    save_sensitivity=save_sensitivity,
    save_discovery=save_discovery,
)

__all__ = [
    "draw_targets",
    "plot",
    "save_calibration",
    "save_discovery",
    "save_figures",
    "save_sensitivity",
    "save_targets",
    "summary_markdown",
]

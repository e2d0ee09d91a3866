"""The answer of a study on disk: summary, table of differences and figures, made from its store when it is finished."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from peersim.report.figures import FIGURES, draw
from peersim.report.saving import save_figure
from peersim.studies.folder import write_table
from peersim.studies.study_file import replace_file

if TYPE_CHECKING:
    from peersim.analysis.comparison import Comparison

logger = logging.getLogger(__name__)

MOST_SHOWN = 24
"""Most scenarios that a page and its figures can show; of a larger study there is the table of differences."""

SUMMARY, DIFFERENCES, DRAWN = "summary.md", "differences", "figures"

NEEDS = {
    "headline": ("outcomes",),
    "survival": ("stays",),
    "weekly": ("weekly",),
    "absences": ("outcomes",),
    "costs": ("outcomes",),
    "hours": ("outcomes",),
    "reach": ("outcomes", "subgroups"),
    "trade_off": ("outcomes",),
}
"""Tables that each figure is drawn from."""


def write_answer(
    comparison: Comparison, folder: Path, kept: tuple[str, ...], all_outcomes: bool, figures: bool = True
) -> list[str]:
    """Write what comes of a study beside its store.

    Parameters
    ----------
    comparison : Comparison
        The study's.
    folder : Path
        The study's folder.
    kept : tuple of str
        Tables the study keeps.
    all_outcomes : bool
        Whether it keeps every outcome.
    figures : bool
        Whether to draw figures; `write_figures` draws them later.

    Returns
    -------
    list of str
        What was not written, and why, in sentences.
    """
    if "outcomes" not in kept:
        return ["No outcomes are kept: there is nothing to compare."]
    differences = comparison.differences()  # first: the page shows some of them, and all are made in one reading
    missing = _no_page(comparison, all_outcomes)
    if not missing:
        replace_file(folder / SUMMARY, comparison.summary().encode("utf-8"))
        missing = write_figures(comparison, folder, kept, all_outcomes, figures)
    write_table(folder / DIFFERENCES, differences)  # last: where it is, the rest is too, but figures not asked for
    logger.info("answer written")
    return missing


def write_figures(
    comparison: Comparison, folder: Path, kept: tuple[str, ...], all_outcomes: bool, figures: bool = True
) -> list[str]:
    """Draw the figures of a study beside its store, unless they are there.

    Parameters
    ----------
    comparison : Comparison
        The study's.
    folder : Path
        The study's folder.
    kept : tuple of str
        Tables the study keeps.
    all_outcomes : bool
        Whether it keeps every outcome.
    figures : bool
        Whether to draw those that are not there.

    Returns
    -------
    list of str
        What was not drawn now, and why, in sentences; nothing of what was there, or can never be.
    """
    if (folder / DRAWN).is_dir() or _no_page(comparison, all_outcomes):
        return []
    if not figures:
        return [f"Figures were left out; `peersim study run {folder}` draws them."]
    drawn = [kind for kind in FIGURES if set(NEEDS[kind]) <= set(kept)]
    _in_one_go(folder / DRAWN, lambda work: [save_figure(draw(comparison, kind), work / kind) for kind in drawn])
    missing = [kind for kind in FIGURES if kind not in drawn]
    return [f"Not drawn, because what it shows is not kept: {', '.join(missing)}."] if missing else []


def _no_page(comparison: Comparison, all_outcomes: bool) -> list[str]:
    """Say why there can be neither summary nor figures, if that is so."""
    if len(comparison.scenarios) > MOST_SHOWN:
        return [
            f"{len(comparison.scenarios):,} scenarios are more than a page can show (up to {MOST_SHOWN}): "
            f"the answer is {DIFFERENCES}.parquet, a row an outcome and scenario."
        ]
    if not all_outcomes:
        return ["Only some outcomes are kept: there is no summary and no figures, which show others too."]
    return []


def _in_one_go(target: Path, fill: Callable[[Path], object]) -> None:
    """Fill a folder beside its place and put it there whole."""
    work = target.with_name(f".{target.name}.unfinished")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    try:
        fill(work)
        shutil.rmtree(target, ignore_errors=True)
        work.rename(target)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def remove_answer(folder: Path) -> None:
    """Take away an answer that is no longer that of everything that is planned.

    Parameters
    ----------
    folder : Path
        The study's folder.
    """
    shutil.rmtree(folder / DRAWN, ignore_errors=True)
    for name in (SUMMARY, f"{DIFFERENCES}.parquet", f"{DIFFERENCES}.csv"):
        (folder / name).unlink(missing_ok=True)

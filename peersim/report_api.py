"""A funder's report of a finished study in one line of Python."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from peersim.foundation.problems import Problems, nearest

if TYPE_CHECKING:
    from peersim.economics.findings import Asked, Findings

FORMATS = ("html", "pdf", "xlsx", "json")
"""What a report is written as unless told otherwise."""

FOLDER = "report"
"""Folder within a study's own in which its report is written unless told otherwise."""


def write_report(
    folder: str | os.PathLike[str],
    out: str | os.PathLike[str] | None = None,
    *,
    formats: Iterable[str] = FORMATS,
    announce: Callable[[str], None] | None = None,
    **asked: Any,
) -> list[Path]:
    """Write the funder's report of a finished study.

    Parameters
    ----------
    folder : str or Path
        The study's folder.
    out : str or Path, optional
        Where to write; the folder ``report`` within the study's when left out.
    formats : iterable of str
        Some of ``html``, ``pdf``, ``xlsx``, ``json``.
    announce : callable, optional
        Called with a line of text for whoever waits.
    **asked
        What is asked of it, each with a default: fields of `peersim.economics.findings.Asked` (`country`,
        `perspective`, `do_minimum`, `fiscal`, `families` [families], `horizon` [years], `people`) and of its `choices`
        (`unit`, `discounting` and the others of `peersim.economics.appraisal_parts.Choices`).

    Returns
    -------
    list of Path
        Files written.

    Raises
    ------
    InputError
        With every problem found; nothing is written then.
    """
    return written_report(folder, out, formats, announce, **asked)[0]


def written_report(
    folder: str | os.PathLike[str],
    out: str | os.PathLike[str] | None,
    formats: Iterable[str],
    announce: Callable[[str], None] | None = None,
    **asked: Any,
) -> tuple[list[Path], Findings]:
    """Write a report, and give beside its files what it tells; see `write_report`."""
    from peersim.economics.findings import read_findings
    from peersim.report.funder import writing

    where = Path(folder) / FOLDER if out is None else Path(out)
    chosen, wanted = writing.check_formats(formats), asked_of(**asked)
    writing.check_folder(where)
    if announce:
        announce("Reading the study…")
    findings = read_findings(folder, wanted)
    return writing.write_report(findings, where, chosen, announce), findings


def asked_of(**asked: Any) -> Asked:
    """Put what is asked of a report where it belongs.

    Parameters
    ----------
    **asked
        As `write_report`; what is None is left at its default.

    Returns
    -------
    Asked

    Raises
    ------
    InputError
        For names that are neither.
    """
    from peersim.economics.appraisal_parts import Choices
    from peersim.economics.findings import Asked

    own = {each.name for each in fields(Asked)}
    within = {each.name for each in fields(Choices)}
    problems = Problems("Nothing was written.")
    for name in asked:
        if name not in own | within:
            problems.add(f'unknown "{name}".{nearest(name, sorted(own | within))}')
    problems.raise_if_any()
    given = {name: value for name, value in asked.items() if value is not None}
    choices = replace(given.pop("choices", Choices()), **{k: given.pop(k) for k in list(given) if k in within})
    return Asked(choices=choices, **given)

"""The funder's report on disk: a page, paper, a workbook and a file for machines."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from peersim.foundation.problems import InputError, Problems, nearest
from peersim.report.pages.extras import needed

if TYPE_CHECKING:
    from peersim.economics.findings import Findings

FORMATS = ("html", "pdf", "xlsx", "json")
"""What a report can be written as."""

_LIBRARIES = {"pdf": ("weasyprint", "A PDF"), "xlsx": ("gptables", "A workbook")}
_ALWAYS = ("sklearn", "A report's values of information")


def check_formats(formats: Iterable[str]) -> tuple[str, ...]:
    """Check what is asked for before anything that takes time.

    Parameters
    ----------
    formats : iterable of str
        Some of `FORMATS`.

    Returns
    -------
    tuple of str
        Each once, in the order asked.

    Raises
    ------
    InputError
        For an unknown format, for none, or if a library that one needs is absent: all of it at once.
    """
    asked = tuple(dict.fromkeys(formats))
    problems = Problems("Nothing was written.")
    for name in asked:
        if name not in FORMATS:
            problems.add(f'unknown format "{name}"; allowed {", ".join(FORMATS)}.{nearest(name, FORMATS)}')
    if not asked:
        problems.add(f"no format; allowed {', '.join(FORMATS)}.")
    for library, what in (_ALWAYS, *(_LIBRARIES[name] for name in asked if name in _LIBRARIES)):
        try:
            needed(library, what)
        except InputError as error:
            problems.found += error.problems
    problems.raise_if_any()
    return asked


def check_folder(folder: Path) -> None:
    """Refuse a place where no report can be written, before anything that takes time.

    Parameters
    ----------
    folder : Path
        Where.

    Raises
    ------
    InputError
        If it is a file.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError([f"{folder} is a file; a report is written into a folder."])


def write_report(
    findings: Findings,
    folder: Path | str,
    formats: Iterable[str] = FORMATS,
    tell: Callable[[str], None] | None = None,
) -> list[Path]:
    """Write the report; nothing is written unless every format could be made, and no file is ever half there.

    Parameters
    ----------
    findings : Findings
        What is told.
    folder : Path or str
        Where; made if need be. A report that is there already is replaced.
    formats : iterable of str
        Some of `FORMATS`.
    tell : callable, optional
        Called with a line of text before each part that takes time.

    Returns
    -------
    list of Path
        ``report.html``, ``report.pdf``, ``report.xlsx``, ``report.json``: those asked for.

    Raises
    ------
    InputError
        For an unknown format; if a library is absent; if the folder is a file.
    """
    from peersim.report.funder.document import report
    from peersim.report.pages.writing import write

    asked = check_formats(formats)
    check_folder(Path(folder))
    document = report(findings, tell)
    if tell:
        tell(f"Writing {', '.join(f'report.{name}' for name in asked)}…")
    return write(document, folder, asked)

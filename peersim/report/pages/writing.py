"""A report on disk, in as many formats as are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from peersim.foundation.problems import InputError, nearest
from peersim.report.pages.document import Document
from peersim.report.pages.html import to_html
from peersim.report.pages.machine import to_json
from peersim.report.pages.pdf import to_pdf
from peersim.report.pages.workbook import to_workbook
from peersim.studies.store import whole_file

FORMATS: dict[str, Callable[[Document], bytes]] = {
    "html": lambda document: to_html(document).encode("utf-8"),
    "pdf": to_pdf,
    "xlsx": to_workbook,
    "json": lambda document: to_json(document).encode("utf-8"),
}
"""Endings of files, and what makes them."""


def write(
    document: Document, folder: Path | str, formats: Iterable[str] = tuple(FORMATS), stem: str = "report"
) -> list[Path]:
    """Write a report; nothing is written unless every format could be made, and no file is ever half there.

    Parameters
    ----------
    document : Document
        Report.
    folder : Path or str
        Where; made if need be.
    formats : iterable of str
        Some of `FORMATS`.
    stem : str
        Name of the files without an ending.

    Returns
    -------
    list of Path
        Files written, in the order of the formats.

    Raises
    ------
    InputError
        For an unknown format; as `peersim.report.pages.checking.check`; if a library is absent.
    """
    asked = list(dict.fromkeys(formats))
    unknown = [name for name in asked if name not in FORMATS]
    if unknown:
        raise InputError(
            [f'unknown format "{name}"; allowed {", ".join(FORMATS)}.{nearest(name, FORMATS)}' for name in unknown]
        )
    made = {Path(folder) / f"{stem}.{name}": FORMATS[name](document) for name in asked}
    Path(folder).mkdir(parents=True, exist_ok=True)
    for path, data in made.items():
        with whole_file(path) as part:
            part.write_bytes(data)
    return list(made)

"""From the bytes of a file to its rows: its letters, the mark between columns, and files that are no CSV."""

from __future__ import annotations

import codecs
import csv
import os
from pathlib import Path
from typing import NamedTuple

from peersim.foundation.problems import InputError, nearest

MOST_BYTES, MOST_ROWS = 2**20, 600
"""A file of monthly figures is small: 50 years of months. A longer one has a row a visit or a person."""

MARKS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "upright lines"}
"""What columns may be separated by."""

_MARKED = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_NO_CSV = (
    (b"PK\x03\x04", "is an Excel or LibreOffice workbook"),
    (b"\xd0\xcf\x11\xe0", "is an old Excel workbook"),
    (b"%PDF", "is a PDF document"),
    (b"PAR1", "is a Parquet file"),
)
_AS_CSV = "Open it in the spreadsheet, keep the sheet with the monthly counts only, and save it as CSV (File, Save as)."


class Rows(NamedTuple):
    """A file's cells.

    Attributes
    ----------
    name : str
        The file, as messages name it.
    head : list of str
        First row.
    rows : list of (int, list of str)
        Every other row that is not blank, with its line in the file.
    head_line : int
        Line of the head.
    remarks : tuple of str
        How the file was read, where that is worth knowing.
    """

    name: str
    head: list[str]
    rows: list[tuple[int, list[str]]]
    head_line: int
    remarks: tuple[str, ...]


def open_rows(path: str | os.PathLike[str]) -> Rows:
    """Read a file's cells.

    Parameters
    ----------
    path : str or path
        A file of comma-separated values; semicolons, tabs and upright lines are understood as well.

    Returns
    -------
    Rows

    Raises
    ------
    InputError
        If there is no such file, it is no CSV, or it has no row of figures.
    """
    where = Path(path)
    name = where.name
    text, remarks = _text(_bytes(where), name)
    lines = text.splitlines()
    start = next((n for n, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")), None)
    told = ""
    if start is None:
        raise InputError([f"{name}: is empty; its first line names the columns. {SEE}"])
    if lines[start].strip().casefold().startswith("sep=") and len(lines[start].strip()) == 5:  # Excel's own line
        told, start = lines[start].strip()[4], start + 1
    if start >= len(lines):
        raise InputError([f"{name}: has no line of columns. {SEE}"])
    mark = told or _mark(lines[start])
    if mark != ",":
        remarks = (*remarks, f"Columns are separated by {MARKS.get(mark, 'the mark the file names')}.")
    cells = _cells(lines[start:], mark, start, name)
    (head_line, head), rows = cells[0], cells[1:]
    if not rows:
        raise InputError([f"{name}: names columns and has no row of figures; write a row a month. {SEE}"])
    if len(rows) > MOST_ROWS:
        raise InputError([
            f"{name}: has {len(rows):,} rows; allowed {MOST_ROWS}, a row a month. A row a visit or a person must not "
            "be "
            "in it: count by month in the spreadsheet and keep the counts only."
        ])  # fmt: skip
    return Rows(name, head, rows, head_line, remarks)


SEE = "`peersim local columns` lists what there may be."


def _bytes(where: Path) -> bytes:
    try:
        size = where.stat().st_size
        if size > MOST_BYTES:
            raise InputError([
                f"{where.name}: is {size / 2**20:.1f} MB; a row a month takes less than {MOST_BYTES // 2**20} MB. "
                "A row a visit or a person must not be in it: keep monthly counts only."
            ])  # fmt: skip
        return where.read_bytes()
    except IsADirectoryError:
        raise InputError([f"{where} is a folder; name the CSV file in it."]) from None
    except FileNotFoundError:
        there = [each.name for each in where.parent.glob("*")] if where.parent.is_dir() else []
        raise InputError([f"there is no file {where}.{nearest(where.name, there)}"]) from None
    except OSError as error:
        raise InputError([f"{where}: cannot be read ({error.strerror})."]) from None


def _text(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """Find out which letters a file is written in."""
    what = next((what for start, what in _NO_CSV if data.startswith(start)), "")
    if what:
        raise InputError([f"{name}: {what}, not a CSV file. {_AS_CSV}"])
    encoding = next((encoding for start, encoding in _MARKED if data.startswith(start)), "")
    if not encoding and b"\0" in data[:200]:
        encoding = "utf-16-le" if data[1:2] == b"\0" else "utf-16-be"
    for each in [encoding] if encoding else ["utf-8", "cp1252"]:
        try:
            text = data.decode(each)
        except UnicodeDecodeError:
            continue
        said = "Letters are read as Windows wrote them (cp1252), not UTF-8." if each == "cp1252" else ""
        return text.lstrip("\N{ZERO WIDTH NO-BREAK SPACE}"), (said,) if said else ()
    raise InputError([f"{name}: is no text that can be read. Save it again as “CSV UTF-8”."])


def _mark(line: str) -> str:
    """Take the mark by which the line of heads falls into most cells."""
    found = {mark: len(next(csv.reader([line], delimiter=mark))) for mark in MARKS}
    return max(found, key=lambda mark: found[mark])


def _cells(lines: list[str], mark: str, before: int, name: str) -> list[tuple[int, list[str]]]:
    """Cut lines into cells; blank rows are left out, and blank cells beyond the last head."""
    reader = csv.reader((line + "\n" for line in lines), delimiter=mark)
    rows, first = [], before + 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((first, [cell.strip() for cell in cells]))
            first = before + reader.line_num + 1
    except csv.Error as error:
        raise InputError([f"{name}, line {first}: {error}."]) from None
    return rows

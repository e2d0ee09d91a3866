"""How a table's values are printed: the same words on the page, on paper and in the workbook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from peersim.report.pages.document import Column, Table, Value
from peersim.report.pages.numbers import Number, estimate, number
from peersim.report.words import UNTOLD

LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Cell(NamedTuple):
    """A printed cell.

    Attributes
    ----------
    text : str
        Its words; those of the user may carry marks.
    mark : str
        Letter of the note that belongs to it; empty for none.
    """

    text: str
    mark: str = ""


@dataclass
class Printed:
    """A table as it is printed.

    Attributes
    ----------
    heads : list of str
        Headings with their units.
    rows : list of list of Cell
        Cells.
    notes : dict
        Letter to note of cells, in the order of their first use.
    """

    heads: list[str]
    rows: list[list[Cell]]
    notes: dict[str, str] = field(default_factory=dict)


def letters() -> Iterator[str]:
    """Give marks for notes: a to z, then aa, ab and so on."""
    yield from LETTERS
    for first in letters():
        yield from (first + letter for letter in LETTERS)


def cell_text(value: Value, column: Column) -> str:
    """Print one value.

    Parameters
    ----------
    value : str, bool, number, Number or None
        What the cell holds.
    column : Column
        Its column.

    Returns
    -------
    str
        Words.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return UNTOLD
    if isinstance(value, Number):
        return estimate(value, column.unit, places=column.places, signed=column.signed)
    return number(value, column.unit, places=column.places, signed=column.signed)


def printed(table: Table) -> Printed:
    """Print a table's values, with a letter for each note of a cell.

    Parameters
    ----------
    table : Table
        A checked table.

    Returns
    -------
    Printed
        Headings, cells and notes; the same note has the same letter.
    """
    marks: dict[str, str] = {}
    fresh = letters()
    rows = []
    for row in table.rows:
        cells = []
        for value, column in zip(row, table.heads, strict=True):
            note = value.note if isinstance(value, Number) else ""
            if note and note not in marks:
                marks[note] = next(fresh)
            cells.append(Cell(cell_text(value, column), marks.get(note, "") if note else ""))
        rows.append(cells)
    return Printed([column.heading for column in table.heads], rows, {mark: note for note, mark in marks.items()})

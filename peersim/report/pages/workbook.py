"""The report as a workbook that a screen reader can read: a cover, contents, notes, and one table a sheet.

Numbers stay numbers, with the ends of their intervals in columns of their own; what cannot be told is told in words.
Written with gptables, which follows the UK Government Analysis Function's advice on spreadsheets.
"""

from __future__ import annotations

import datetime
import io
import re
import warnings
from collections.abc import Mapping
from typing import Any, NamedTuple

from peersim.report.pages.cells import cell_text
from peersim.report.pages.checking import check, targets_of
from peersim.report.pages.document import Card, Column, Document, Facts, Figure, Table, Value
from peersim.report.pages.extras import needed
from peersim.report.pages.inline import Target, plain_of
from peersim.report.pages.numbers import CURRENCY_SIGNS, SHARE, Number, currency_sign
from peersim.report.words import UNTOLD

BLANK = "blank"
"""What a cell without words says."""

REMARKS = "Remarks"
"""Column that says why values of a row cannot be told."""

WIDEST, NARROWEST = 60, 11
"""Widths of columns [characters]."""

CREATED = datetime.datetime(2000, 1, 1)
"""Date in every file, so that the same report is the same bytes."""

READING = (
    f'One table. "{UNTOLD}" stands where there is no number; remarks, if any, are in the last column. Ends of '
    "intervals are in columns of their own."
)


class Sheet(NamedTuple):
    """A table as one sheet holds it.

    Attributes
    ----------
    label : str
        Name of the sheet.
    title : str
        Its first line.
    name : str
        Name of the table within the file.
    heads : list of str
        Headings with units, each different.
    formats : list of str
        How each column's numbers are shown.
    rows : list of list
        Words and numbers.
    notes : tuple of str
        Sentences that belong to it.
    source : str
        Where it comes from.
    """

    label: str
    title: str
    name: str
    heads: list[str]
    formats: list[str]
    rows: list[list[Any]]
    notes: tuple[str, ...]
    source: str


def to_workbook(document: Document) -> bytes:
    """Write a report as a workbook.

    Parameters
    ----------
    document : Document
        Report.

    Returns
    -------
    bytes
        An xlsx file, the same bytes for the same report.

    Raises
    ------
    InputError
        As `peersim.report.pages.checking.check`; if gptables is absent.
    """
    check(document)
    gptables = needed("gptables", "A workbook")
    sheets = sheets_of(document)
    notes = {note: f"n{number}" for number, note in enumerate(_every_note(sheets), 1)}
    tables = {sheet.label: _gptable(sheet, notes, gptables) for sheet in sheets}
    held = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of notes that are absent: not every report has any
        book = gptables.produce_workbook(
            held,
            tables,
            cover=_cover(document, gptables),
            notes_table=_notes_table(notes),
            auto_width=False,
            workbook_options={"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True},
        )
        book.set_properties({"title": document.title, "created": CREATED, "author": "peersim"})
        _set_widths(book, sheets, bool(notes))
        book.close()
    return held.getvalue()


def sheets_of(document: Document) -> list[Sheet]:
    """Every table of a report as the workbook holds it: the card, tables, and numbers behind figures.

    Parameters
    ----------
    document : Document
        A checked report.

    Returns
    -------
    list of Sheet
        In the order of the report.
    """
    targets = targets_of(document)
    found = []
    for _, block in document.blocks():
        if isinstance(block, Card):
            found.append(_card_sheet(block, targets))
        elif isinstance(block, Table):
            found.append(_sheet(block, targets[block.name].label, block.name, "", targets))
        elif isinstance(block, Figure):
            about = f"{block.title}. {block.compared}."
            found.append(_sheet(block.table, targets[block.name].label, block.name, about, targets))
    return found


def _sheet(table: Table, label: str, name: str, about: str, targets: Mapping[str, Target]) -> Sheet:
    heads: list[str] = []
    formats: list[str] = []
    columns: list[list[Any]] = []
    for number, column in enumerate(table.heads):
        for head, values in _spread(column, [row[number] for row in table.rows], targets):
            heads.append(_different(head, heads))
            formats.append(_format(column, values))
            columns.append(values)
    remarks = [_remarks(row, table.heads, targets) for row in table.rows]
    if any(remarks):
        heads.append(_different(REMARKS, heads))
        formats.append("")
        columns.append([_safe(remark, number) for number, remark in enumerate(remarks, 1)])
    rows = [list(row) for row in zip(*columns, strict=True)] or [[UNTOLD] * len(heads)]
    title = _words(f"{label} {about or table.caption}", targets)
    caption = [table.caption] if about else []
    notes = tuple(_words(note, targets) for note in (*caption, *table.notes))
    return Sheet(label, title, f"table_{name}", heads, formats, rows, notes, _words(table.source, targets))


def _card_sheet(card: Card, targets: Mapping[str, Target]) -> Sheet:
    rows = [["The decision", card.question, ""], ["Recommended", card.answer, ""]]
    rows += [[figure.label, figure.value, figure.detail] for figure in (card.asked, *card.parents, *card.worth)]
    rows += [
        [f"Could turn it: {flip.input}", flip.turns, f"now {flip.now}; then {flip.then or 'the same'}"]
        for flip in card.flips
    ]
    rows += [["Not counted", text, ""] for text in card.uncounted]
    rows += [["Evidence", f"Grade {card.grade}", card.grade_why], ["Stands on", card.small or BLANK, ""]]
    told = [[_safe(_words(text, targets), number) for text in row] for number, row in enumerate(rows, 1)]
    return Sheet(
        "Decision", "The decision on one page", "table_decision", ["Item", "Value", "Detail"], [""] * 3, told, (), ""
    )


def _spread(column: Column, values: list[Value], targets: Mapping[str, Target]) -> list[tuple[str, list[Any]]]:
    """Put a column's values, and the ends and errors that some have, into columns of their own."""
    done = [(column.heading, [_held(value, column, targets, row) for row, value in enumerate(values, 1)])]
    for name, words in (("low", "low end"), ("high", "high end"), ("error", "Monte Carlo error")):
        ends = [getattr(value, name) if isinstance(value, Number) else None for value in values]
        if any(end is not None for end in ends):
            head = column.heading.replace(column.title, f"{column.title}, {words}", 1)
            done.append((head, [BLANK if end is None else end for end in ends]))
    return done


def _held(value: Value, column: Column, targets: Mapping[str, Target], row: int) -> Any:
    if isinstance(value, Number):
        return UNTOLD if value.value is None else value.value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    return _safe(_words(cell_text(value, column), targets), row)


def _remarks(row: tuple[Value, ...] | Any, columns: tuple[Column, ...], targets: Mapping[str, Target]) -> str:
    told = [
        f"{column.title}: {_words(value.note, targets)}"
        for value, column in zip(row, columns, strict=True)
        if isinstance(value, Number) and value.note
    ]
    return "; ".join(told)


def _words(text: str, targets: Mapping[str, Target]) -> str:
    """Write words so that neither gptables nor a spreadsheet takes them for a mark or a sum."""
    return plain_of(text, targets).replace("$$", "$ $").replace("](", "] (")


def _safe(text: str, row: int) -> str:
    """Say that a cell is blank; give words without a Latin letter or figure one, since gptables refuses them."""
    if not text.strip():
        return BLANK
    return text if re.search("[A-Za-z0-9]", text) else f"{text} (row {row})"


def _different(head: str, heads: list[str]) -> str:
    """Make a heading differ from those before it, whatever the case of its letters."""
    taken, tried, number = {other.lower() for other in heads}, head, 2
    while tried.lower() in taken:
        tried, number = f"{head} {number}", number + 1
    return tried


def _format(column: Column, values: list[Any]) -> str:
    """How a spreadsheet shows a column's numbers."""
    told = [abs(value) for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
    if not told or not column.unit:
        return ""
    sign = currency_sign(column.unit)
    if column.unit == SHARE:
        shown = "0.0%"
    elif column.places is not None:
        shown = "#,##0" + ("." + "0" * column.places if column.places > 0 else "")
    else:
        shown = _digits_shown(max(told), all(value == round(value) for value in told))
    before = f'"{sign} "' if sign in CURRENCY_SIGNS else f'"{sign}"' if sign else ""
    plus = "+" if column.signed else ""
    return f"{plus}{before}{shown};\N{MINUS SIGN}{before}{shown};{before}{shown}"


def _digits_shown(largest: float, whole: bool) -> str:
    if whole or largest >= 1000:
        return "#,##0"
    return "0.0" if largest >= 100 else "0.00" if largest >= 1 else "0.00000"


def _every_note(sheets: list[Sheet]) -> list[str]:
    return list(dict.fromkeys(note for sheet in sheets for note in sheet.notes))


def _notes_table(notes: Mapping[str, str]) -> Any:
    import pandas as pd

    return pd.DataFrame({"Note reference": list(notes.values()), "Note": list(notes)}) if notes else None


def _gptable(sheet: Sheet, notes: Mapping[str, str], gptables: Any) -> Any:
    import pandas as pd

    marks = "".join(f"$${notes[note]}$$" for note in sheet.notes)
    formats = [
        {"column": {"columns": [head], "format": {"num_format": shown}, "include_names": False}}
        for head, shown in zip(sheet.heads, sheet.formats, strict=True)
        if shown
    ]
    return gptables.GPTable(
        table=pd.DataFrame(sheet.rows, columns=sheet.heads, dtype=object),
        table_name=sheet.name,
        title=sheet.title + marks,
        subtitles=[],
        instructions=READING,
        source=f"Source: {sheet.source}" if sheet.source else None,
        index_columns={2: 0},
        additional_formatting=formats,
    )


def _cover(document: Document, gptables: Any) -> Any:
    targets = targets_of(document)
    card = next((block for _, block in document.blocks() if isinstance(block, Card)), None)
    intro = [_words(document.subtitle, targets)]
    if card:
        intro += [_words(card.question, targets), _words(card.answer, targets)]
    told = [f"{_words(name, targets)}: {_words(fact, targets)}" for name, fact in Facts(document.facts).lines]
    told.append(_words(document.foot, targets))
    return gptables.Cover(title=document.title, intro=[text for text in intro if text], about=told, width=90)


def _set_widths(book: Any, sheets: list[Sheet], notes: bool) -> None:
    """Make columns as wide as their words, within bounds; longer words wrap."""
    for sheet in sheets:
        page = book.get_worksheet_by_name(sheet.label)
        for number, head in enumerate(sheet.heads):
            cells = [
                head,
                *(str(row[number])[:14] if not isinstance(row[number], str) else row[number] for row in sheet.rows),
            ]
            longest = max(len(cell) for cell in cells[1:])
            wide = max(NARROWEST, min(longest, WIDEST), min(len(head), 2 * NARROWEST))
            page.set_column(number, number, wide + 2)
    book.get_worksheet_by_name("Contents").set_column(0, 0, 16)
    book.get_worksheet_by_name("Contents").set_column(1, 1, 100)
    if notes:
        book.get_worksheet_by_name("Notes").set_column(0, 0, 16)
        book.get_worksheet_by_name("Notes").set_column(1, 1, 100)

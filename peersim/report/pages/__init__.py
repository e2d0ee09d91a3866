"""Pages: a report as a document, and the document as a web page, as paper, as a workbook and for machines.

A `Document` is made of sections and blocks (`peersim.report.pages.document`); `peersim.report.pages.charts` draws its
figures from plain arrays; `to_html`, `to_pdf`, `to_workbook` and `to_json` write it. Numbers are printed in one place,
`peersim.report.pages.numbers`.
"""

from __future__ import annotations

from peersim.report.pages.document import (
    Bullets,
    Callout,
    Card,
    CardFigure,
    Column,
    Document,
    Facts,
    Figure,
    Flip,
    Heading,
    Paragraph,
    Section,
    Table,
)
from peersim.report.pages.html import to_html
from peersim.report.pages.inline import literal
from peersim.report.pages.machine import to_json
from peersim.report.pages.numbers import Number
from peersim.report.pages.pdf import to_pdf
from peersim.report.pages.workbook import to_workbook
from peersim.report.pages.writing import FORMATS, write

__all__ = [
    "FORMATS",
    "Bullets",
    "Callout",
    "Card",
    "CardFigure",
    "Column",
    "Document",
    "Facts",
    "Figure",
    "Flip",
    "Heading",
    "Number",
    "Paragraph",
    "Section",
    "Table",
    "literal",
    "to_html",
    "to_json",
    "to_pdf",
    "to_workbook",
    "write",
]

"""The report for machines: every table's rows with their units, every word without marks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from peersim.report.pages.checking import check, targets_of
from peersim.report.pages.document import (
    Block,
    Bullets,
    Callout,
    Card,
    CardFigure,
    Column,
    Document,
    Facts,
    Figure,
    Heading,
    Paragraph,
    Table,
    Value,
)
from peersim.report.pages.inline import Target, plain_of
from peersim.report.pages.numbers import Number
from peersim.report.words import UNTOLD

SCHEMA = "peersim-report/1"
"""Name and version of the file's shape."""


def to_json(document: Document) -> str:
    """Write a report as JSON.

    Parameters
    ----------
    document : Document
        Report.

    Returns
    -------
    str
        JSON without NaN or Infinity, the same for the same report. A cell is a text, a bool, a number, or an object
        with `value`, `low`, `high`, `error` and `note`; `value` is null where it cannot be told, and then `note` says
        why.

    Raises
    ------
    InputError
        As `peersim.report.pages.checking.check`.
    """
    return json.dumps(as_data(document), ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def as_data(document: Document) -> dict[str, Any]:
    """Give a report as plain lists and dictionaries.

    Parameters
    ----------
    document : Document
        Report.

    Returns
    -------
    dict
        What `to_json` writes.
    """
    check(document)
    targets = targets_of(document)
    return {
        "schema": SCHEMA,
        "title": document.title,
        "subtitle": document.subtitle,
        "language": document.language,
        "foot": plain_of(document.foot, targets),
        "answer": [plain_of(sentence, targets) for sentence in document.answer],
        "facts": _facts(document.facts, targets),
        "sections": [
            {
                "number": section.number,
                "title": section.title,
                "blocks": [_block(block, targets) for block in section.parts],
            }
            for section in document.sections
        ],
    }


def _facts(pairs: Any, targets: Mapping[str, Target]) -> list[dict[str, str]]:
    return [{"name": plain_of(name, targets), "fact": plain_of(fact, targets)} for name, fact in pairs]


def _block(block: Block, targets: Mapping[str, Target]) -> dict[str, Any]:
    def words(text: str) -> str:
        return plain_of(text, targets)

    if isinstance(block, Heading):
        return {"type": "heading", "text": words(block.text)}
    if isinstance(block, Paragraph):
        return {"type": "paragraph", "kind": block.kind, "text": words(block.text)}
    if isinstance(block, Bullets):
        return {"type": "bullets", "ordered": block.ordered, "items": [words(item) for item in block.items]}
    if isinstance(block, Facts):
        return {"type": "facts", "facts": _facts(block.lines, targets)}
    if isinstance(block, Callout):
        told = [words(text) for text in block.text]
        return {"type": "callout", "kind": block.kind, "title": words(block.title), "text": told}
    if isinstance(block, Table):
        return {"type": "table", "label": targets[block.name].label, **_table(block, targets)}
    if isinstance(block, Figure):
        return _figure(block, targets)
    return _card(block, targets)


def _figure(figure: Figure, targets: Mapping[str, Target]) -> dict[str, Any]:
    return {
        "type": "figure",
        "label": targets[figure.name].label,
        "name": figure.name,
        "title": plain_of(figure.title, targets),
        "compared": plain_of(figure.compared, targets),
        "alt": plain_of(figure.alt, targets),
        "notes": [plain_of(note, targets) for note in figure.notes],
        "numbers": _table(figure.table, targets),
    }


def _table(table: Table, targets: Mapping[str, Target]) -> dict[str, Any]:
    return {
        "name": table.name,
        "caption": plain_of(table.caption, targets),
        "columns": [{"key": column.key, "title": column.title, "unit": column.unit} for column in table.heads],
        "rows": [
            {column.key: _cell(value, column, targets) for column, value in zip(table.heads, row, strict=True)}
            for row in table.rows
        ],
        "last_row_is_total": table.total,
        "notes": [plain_of(note, targets) for note in table.notes],
        "source": plain_of(table.source, targets),
    }


def _cell(value: Value, column: Column, targets: Mapping[str, Target]) -> Any:
    if isinstance(value, str):
        return plain_of(value, targets)
    if isinstance(value, Number):
        told = {"value": value.value, "low": value.low, "high": value.high, "error": value.error}
        kept: dict[str, Any] = {name: end for name, end in told.items() if end is not None or name == "value"}
        if value.note or value.value is None:
            kept["note"] = plain_of(value.note, targets) or UNTOLD
        return kept
    if value is None:
        return {"value": None, "note": UNTOLD}
    return value


def _card(card: Card, targets: Mapping[str, Target]) -> dict[str, Any]:
    def words(text: str) -> str:
        return plain_of(text, targets)

    def figure(told: CardFigure) -> dict[str, str]:
        return {"label": words(told.label), "value": words(told.value), "detail": words(told.detail)}

    return {
        "type": "card",
        "question": words(card.question),
        "answer": words(card.answer),
        "asked": figure(card.asked),
        "parents": [figure(told) for told in card.parents],
        "worth": [figure(told) for told in card.worth],
        "flips": [
            {"input": words(f.input), "now": words(f.now), "turns": words(f.turns), "then": words(f.then)}
            for f in card.flips
        ],
        "uncounted": [words(text) for text in card.uncounted],
        "grade": words(card.grade),
        "grade_why": words(card.grade_why),
        "small": words(card.small),
    }

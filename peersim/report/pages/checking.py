"""What no page may carry: numbers that are not finite, names twice, references to nothing, pictures without words."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator

from peersim.foundation.problems import Problems, nearest
from peersim.report.pages.document import (
    Block,
    Bullets,
    Callout,
    Card,
    Document,
    Facts,
    Figure,
    Heading,
    Paragraph,
    Section,
    Table,
)
from peersim.report.pages.inline import Target, references
from peersim.report.pages.numbers import Number

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_NO_NUMBER = re.compile(
    r"(?:^|[£$€(=+−\-]\s?|\bto )[-−]?(?:nan|NaN|inf|Infinity)(?=[%),;]| to\b|\.?\s*$)|\bnan%|\binf%"
)
PARAGRAPHS = ("plain", "lead", "small")
CALLOUTS = ("note", "warning", "answer")


def targets_of(document: Document) -> dict[str, Target]:
    """Where each section, table and figure is, and how it is called.

    Parameters
    ----------
    document : Document
        Report.

    Returns
    -------
    dict
        Section number as text, or block name, to its target. Tables and figures are numbered within their section.
    """
    found: dict[str, Target] = {}
    for section in document.sections:
        found[str(section.number)] = Target(f"section {section.number}", f"section-{section.number}")
        tables = figures = 0
        for block in section.parts:
            if isinstance(block, Table):
                tables += 1
                found[block.name] = Target(f"Table {section.number}.{tables}", block.name)
            elif isinstance(block, Figure):
                figures += 1
                found[block.name] = Target(f"Figure {section.number}.{figures}", block.name)
    return found


def check(document: Document) -> None:
    """Refuse a document that could not be read as it is meant.

    Parameters
    ----------
    document : Document
        Report.

    Raises
    ------
    InputError
        Naming every place: a number that is not finite, a row of the wrong length, a number without a unit, a name
        used twice, a reference to nothing, a picture without words, sections out of order.
    """
    problems = Problems(hint="The report was not written.")
    _check_order(document, problems)
    _check_names(document, problems)
    known = targets_of(document)
    for where, text in texts_of(document):
        if _NO_NUMBER.search(text):
            problems.add(f'{where}: "{text}" holds what is no number; say in words why it cannot be told.')
        for name in references(text):
            if name not in known:
                problems.add(f'{where}: refers to "{name}", which is nowhere.{nearest(name, known)}')
    for section, block in document.blocks():
        for table in tables_in(block):
            _check_table(f"section {section.number}, table {table.name}", table, problems)
        if isinstance(block, Figure):
            _check_figure(f"section {section.number}, figure {block.name}", block, problems)
        kind, allowed = (
            (block.kind, PARAGRAPHS if isinstance(block, Paragraph) else CALLOUTS)
            if isinstance(block, Paragraph | Callout)
            else ("plain", PARAGRAPHS)
        )
        if kind not in allowed:
            problems.add(f'section {section.number}: unknown kind "{kind}"; allowed {", ".join(allowed)}.')
    problems.raise_if_any()


def tables_in(block: Block) -> list[Table]:
    """Tables of a block: itself, or the one behind a figure."""
    return [block] if isinstance(block, Table) else [block.table] if isinstance(block, Figure) else []


def _check_order(document: Document, problems: Problems) -> None:
    numbers = [section.number for section in document.sections]
    if numbers != sorted(set(numbers)):
        problems.add(f"sections are numbered {numbers}; each number once, in rising order.")
    cards = sum(isinstance(block, Card) for _, block in document.blocks())
    if cards > 1:
        problems.add(f"{cards} decision cards; allowed one.")
    if not document.title.strip() or not document.language.strip():
        problems.add("the document needs a title and a language.")


def _check_names(document: Document, problems: Problems) -> None:
    names = [block.name for _, block in document.blocks() if isinstance(block, Table | Figure)]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            problems.add(f'the name "{name}" is used {names.count(name)} times; each table and figure needs its own.')
        if not _NAME.fullmatch(name) or name.startswith(("section", "notes")):
            problems.add(f'"{name}" is no name for a block; allowed small letters, digits and "_", a letter first.')


def _check_table(where: str, table: Table, problems: Problems) -> None:
    keys = [column.key for column in table.heads]
    for key in dict.fromkeys(keys):
        if keys.count(key) > 1:
            problems.add(f'{where}: {keys.count(key)} columns have the key "{key}"; give each its own.')
    if not table.caption.strip():
        problems.add(f"{where}: needs a caption.")
    for number, row in enumerate(table.rows, 1):
        if len(row) != len(keys):
            problems.add(f"{where}, row {number}: {len(row)} values for {len(keys)} columns.")
            continue
        for column, value in zip(table.heads, row, strict=True):
            place = f'{where}, row {number}, column "{column.title}"'
            for end in _numbers(value):
                if not math.isfinite(end):
                    problems.add(f"{place}: {end} is no number a page can print; give None and say why.")
            if not column.unit and any(True for _ in _numbers(value)):
                problems.add(f'{place}: a number in a column of words; give the column a unit, such as "number".')


def _numbers(value: object) -> Iterator[float]:
    if isinstance(value, Number):
        yield from (float(end) for end in (value.value, value.low, value.high, value.error) if end is not None)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield float(value)


def _check_figure(where: str, figure: Figure, problems: Problems) -> None:
    if len(figure.alt.split()) < 5:
        problems.add(f"{where}: needs alternative text that says what there is to see.")
    if "compared with" not in figure.compared:
        problems.add(f'{where}: must say what is "compared with" what, not "{figure.compared}".')
    if "<svg" not in figure.svg:
        problems.add(f"{where}: has no picture.")
    if not figure.table.rows:
        problems.add(f"{where}: has no numbers behind it.")


def texts_of(document: Document) -> Iterator[tuple[str, str]]:
    """Every text that is printed, with its place.

    Parameters
    ----------
    document : Document
        Report.

    Yields
    ------
    (str, str)
        Place and text.
    """
    for text in (document.title, document.subtitle, document.foot, *document.answer, *_flat(document.facts)):
        yield "the document's head", text
    for section, block in document.blocks():
        for text in (section.title, *_block_texts(block)):
            yield _place(section, block), text


def _place(section: Section, block: Block) -> str:
    name = f" {block.name}" if isinstance(block, Table | Figure) else ""
    return f"section {section.number}, {type(block).__name__.lower()}{name}"


def _flat(pairs: Iterable[Iterable[str]]) -> list[str]:
    return [text for pair in pairs for text in pair]


def _block_texts(block: Block) -> list[str]:
    if isinstance(block, Heading | Paragraph):
        return [block.text]
    if isinstance(block, Bullets):
        return list(block.items)
    if isinstance(block, Facts):
        return _flat(block.lines)
    if isinstance(block, Callout):
        return [block.title, *block.text]
    if isinstance(block, Table):
        return _table_texts(block)
    if isinstance(block, Figure):
        return [block.title, block.compared, block.alt, *block.notes, *_table_texts(block.table)]
    return _card_texts(block)


def _table_texts(table: Table) -> list[str]:
    cells = [value for row in table.rows for value in row]
    words = [value.note if isinstance(value, Number) else value for value in cells]
    heads = [column.title for column in table.heads]
    return [table.caption, table.source, *table.notes, *heads, *(word for word in words if isinstance(word, str))]


def _card_texts(card: Card) -> list[str]:
    figures = [card.asked, *card.parents, *card.worth]
    told = [text for figure in figures for text in (figure.label, figure.value, figure.detail)]
    flips = [text for flip in card.flips for text in (flip.input, flip.now, flip.turns, flip.then)]
    return [card.question, card.answer, *told, *flips, *card.uncounted, card.grade, card.grade_why, card.small]

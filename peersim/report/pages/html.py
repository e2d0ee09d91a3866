"""The report as one HTML file: no script, no request, readable by screen readers, on a phone and on paper."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from importlib import resources

from peersim.report.pages.card_html import card_html
from peersim.report.pages.cells import Cell, Printed, printed
from peersim.report.pages.checking import check, targets_of
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
from peersim.report.pages.inline import Target, html_of, plain_of
from peersim.report.pages.pictures import image_address, lettered

MANY_COLUMNS, BROAD_COLUMNS = 6, 11
"""Columns from which a table on paper is printed smaller, and on a page of its own turned sideways."""

LINE_LETTERS, LONGEST_WORD, WIDEST_COLUMN = 105, 22, 60
"""Letters in a line of a table on paper; letters of a word that is not broken; letters a column asks for at most."""

WHOLE_ROWS = 12
"""Rows up to which a table on paper is kept on one page."""

REGISTER_ROWS = 40
"""A folded table of more rows stands in the annex on paper."""

ANNEX_ROWS = 45
"""Rows from which the numbers behind a figure are left to the workbook on paper."""

PAPER_FONT = "Report Sans"
"""Name on paper of the font that comes with Matplotlib."""

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
"""What the page lets a browser fetch: nothing."""


@dataclass(frozen=True)
class Writer:
    """What every block needs to be written.

    Attributes
    ----------
    targets : mapping
        Where each name is.
    paper : bool
        Whether for paper: folded parts open, numbers behind figures in an annex.
    """

    targets: Mapping[str, Target]
    paper: bool = False

    def words(self, text: str) -> str:
        """Write marked text as HTML."""
        return html_of(text, self.targets)


def to_html(document: Document) -> str:
    """Write a report as one HTML file.

    Parameters
    ----------
    document : Document
        Report.

    Returns
    -------
    str
        HTML, the same for the same report.

    Raises
    ------
    InputError
        As `peersim.report.pages.checking.check`.
    """
    check(document)
    writer = Writer(targets_of(document))
    body = [
        '<a class="skip" href="#content">Skip to the report</a>',
        header(document),
        '<div class="frame">',
        contents(document, writer),
        '<main id="content" tabindex="-1">',
        *(section_html(section, writer) for section in document.sections),
        "</main>",
        "</div>",
        f"<footer>{_about(document, writer)}<p>{writer.words(document.foot)}</p></footer>",
    ]
    return page(document, "\n".join(body), stylesheet("report.css"), policy=True)


def page(document: Document, body: str, style: str, policy: bool = False) -> str:
    """Put a body into a page with its head.

    Parameters
    ----------
    document : Document
        Report.
    body : str
        HTML of the body.
    style : str
        Style sheet.
    policy : bool
        Whether to forbid the browser every request.

    Returns
    -------
    str
        HTML.
    """
    guard = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n' if policy else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(document.language)}">\n<head>\n<meta charset="utf-8">\n{guard}'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="generator" content="peersim">\n<meta name="description" content="{escape(document.subtitle)}">\n'
        f"<title>{escape(document.title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


@lru_cache(maxsize=4)
def stylesheet(name: str) -> str:
    """Read a style sheet that comes with peersim."""
    return resources.files("peersim.report.pages").joinpath(name).read_text(encoding="utf-8")


def header(document: Document) -> str:
    """Write the title."""
    return f"<header><h1>{escape(document.title)}</h1>\n<p>{escape(document.subtitle)}</p></header>"


def contents(document: Document, writer: Writer) -> str:
    """Write the table of contents."""
    lines = [
        f'<li><a href="#section-{section.number}"><span class="number">{section.number}</span> '
        f"{escape(section.title)}</a></li>"
        for section in document.sections
    ]
    if writer.paper and _has_annex(document):
        words = "Annex: registers, and numbers behind the figures"
        lines.append(f'<li><a href="#annex"><span class="number"></span> {words}</a></li>')
    listed = "\n".join(lines)
    return f'<nav aria-labelledby="contents"><h2 id="contents">Contents</h2>\n<ul>\n{listed}\n</ul></nav>'


def _about(document: Document, writer: Writer) -> str:
    if not document.facts:
        return ""
    return f"<h2>About this report</h2>\n{block_html(Facts(document.facts), writer)}"


def about(document: Document, writer: Writer) -> str:
    """Write the facts about the report as a whole."""
    return f'<section class="about">{_about(document, writer)}</section>' if document.facts else ""


def section_html(section: Section, writer: Writer) -> str:
    """Write a section.

    Parameters
    ----------
    section : Section
        Section.
    writer : Writer
        Targets and medium.

    Returns
    -------
    str
        HTML.
    """
    anchor = f"section-{section.number}"
    inside = "\n".join(block_html(block, writer) for block in section.parts)
    first = section.parts[0] if section.parts else None
    kind = ""
    if any(isinstance(block, Card) for block in section.parts):
        kind = ' class="decision"'
    elif isinstance(first, Table) and len(first.heads) >= BROAD_COLUMNS:
        kind = ' class="broad-first"'  # on paper the title goes with its table to a page turned sideways
    return (
        f'<section id="{anchor}" aria-labelledby="{anchor}-title"{kind}>\n<h2 id="{anchor}-title">'
        f'<span class="number">{section.number}</span> {escape(section.title)}</h2>\n{inside}\n</section>'
    )


def block_html(block: Block, writer: Writer) -> str:
    """Write a block.

    Parameters
    ----------
    block : Block
        Any block.
    writer : Writer
        Targets and medium.

    Returns
    -------
    str
        HTML.
    """
    words = writer.words
    if isinstance(block, Heading):
        return f"<h3>{words(block.text)}</h3>"
    if isinstance(block, Paragraph):
        return f'<p class="{block.kind}">{words(block.text)}</p>'
    if isinstance(block, Bullets):
        tag = "ol" if block.ordered else "ul"
        return f"<{tag}>\n" + "\n".join(f"<li>{words(item)}</li>" for item in block.items) + f"\n</{tag}>"
    if isinstance(block, Facts):
        pairs = "\n".join(f"<dt>{words(name)}</dt><dd>{words(fact)}</dd>" for name, fact in block.lines)
        return f'<dl class="facts">\n{pairs}\n</dl>'
    if isinstance(block, Callout):
        inside = "\n".join(f"<p>{words(text)}</p>" for text in block.text)
        return f'<div class="callout {block.kind}"><h3>{words(block.title)}</h3>\n{inside}</div>'
    if isinstance(block, Table):
        if writer.paper and in_annex(block):
            return f"<p><strong>{writer.targets[block.name].label}</strong> {_where(block, writer)}</p>"
        return _unfolded(block, writer) if writer.paper or not block.folded else _folded(block, writer)
    if isinstance(block, Figure):
        return figure_html(block, writer)
    return card_html(block, words)


def _has_annex(document: Document) -> bool:
    blocks = [block for _, block in document.blocks()]
    return any(isinstance(block, Figure) or (isinstance(block, Table) and in_annex(block)) for block in blocks)


def in_annex(table: Table) -> bool:
    """Whether a table stands in the annex on paper: a long register, which a reader looks things up in."""
    return table.folded and len(table.rows) > REGISTER_ROWS


def _where(table: Table, writer: Writer) -> str:
    link = f'<a href="#{table.name}">in the annex</a>'
    return f"{writer.words(table.caption)} Its {len(table.rows)} rows are {link}."


def _unfolded(table: Table, writer: Writer) -> str:
    return f'<div class="table {_size_class(table)}" id="{table.name}">\n{table_html(table, writer)}\n</div>'


def _size_class(table: Table) -> str:
    """Say how a table is printed on paper: in smaller letters, on a page turned sideways, kept on one page."""
    columns = len(table.heads)
    size = "broad" if columns >= BROAD_COLUMNS else "many" if columns >= MANY_COLUMNS else "plain"
    return f"{size} whole" if len(table.rows) <= WHOLE_ROWS else size


def _folded(table: Table, writer: Writer) -> str:
    label = writer.targets[table.name].label
    summary = f"{label}: show all {len(table.rows)} rows"
    inside = table_html(table, writer)
    return f'<details class="table" id="{table.name}"><summary>{summary}</summary>\n{inside}\n</details>'


def table_html(table: Table, writer: Writer, label: str = "") -> str:
    """Write a table with its notes; it can be scrolled sideways by hand and by keyboard where it is wide.

    Parameters
    ----------
    table : Table
        Table.
    writer : Writer
        Targets and medium.
    label : str
        How it is called; its own number if left out.

    Returns
    -------
    str
        HTML.
    """
    shown = printed(table)
    label = label or writer.targets[table.name].label
    heads = "".join(
        f'<th scope="col" class="{column.align}">{escape(head)}</th>'
        for column, head in zip(table.heads, shown.heads, strict=True)
    )
    widths = _widths(shown) if writer.paper else ""
    last = len(shown.rows) - 1
    rows = "\n".join(
        _row_html(row, table, writer, total=table.total and number == last) for number, row in enumerate(shown.rows)
    )
    caption = f'<caption id="{table.name}-caption"><span><strong>{label}</strong> {writer.words(table.caption)}</span>'
    return (
        f'<div class="scroll" role="region" aria-labelledby="{table.name}-caption" tabindex="0">\n<table>\n{caption}'
        f"</caption>{widths}\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table></div>"
        f"{_notes(table, shown.notes, writer)}"
    )


def _widths(shown: Printed) -> str:
    """Set the widths of columns on paper by what is in them: no column is cut off, none waits for another's words."""
    wide = column_widths(
        [[_bare(head), *(_bare(row[number].text) for row in shown.rows)] for number, head in enumerate(shown.heads)]
    )
    return "\n<colgroup>" + "".join(f'<col style="width:{share:.2f}%">' for share in wide) + "</colgroup>"


def _bare(text: str) -> str:
    return re.sub(r"\*\*|\]\(https?://[^\s()]+\)|\[@?", "", text)


def column_widths(columns: Sequence[Sequence[str]]) -> list[float]:
    """Share a table's width among its columns: room for the longest word first, then by how much there is to say.

    Parameters
    ----------
    columns : sequence of sequence of str
        Heading and cells of each column.

    Returns
    -------
    list of float
        Widths, adding up to 100 [%].
    """
    words = [max([len(word) for text in column for word in text.split()] or [1]) for column in columns]
    need = [min(max(longest, 3), LONGEST_WORD) + 2.6 for longest in words]
    want = [min(max(len(text) for text in column), WIDEST_COLUMN) + 2.0 for column in columns]
    more = [max(wish - least, 0.0) for wish, least in zip(want, need, strict=True)]
    spare = max(LINE_LETTERS - sum(need), 0.0)
    share = min(1.0, spare / sum(more)) if sum(more) else 0.0
    wide = [least + share * wish for least, wish in zip(need, more, strict=True)]
    return [100 * width / sum(wide) for width in wide]


def _row_html(row: list[Cell], table: Table, writer: Writer, total: bool) -> str:
    done = []
    for number, (cell, column) in enumerate(zip(row, table.heads, strict=True)):
        mark = f' <a class="mark" href="#{table.name}-note-{cell.mark}">[{cell.mark}]</a>' if cell.mark else ""
        tag, scope = ("th", ' scope="row"') if number == 0 else ("td", "")
        kind = "figures" if column.align == "right" else "words"
        done.append(f'<{tag}{scope} class="{column.align} {kind}">{writer.words(cell.text)}{mark}</{tag}>')
    kind = ' class="total"' if total else ""
    return f"<tr{kind}>{''.join(done)}</tr>"


def _notes(table: Table, marks: Mapping[str, str], writer: Writer) -> str:
    lines = [
        f'<p id="{table.name}-note-{mark}"><span class="mark">[{mark}]</span> {writer.words(note)}</p>'
        for mark, note in marks.items()
    ]
    lines += [f"<p>{writer.words(note)}</p>" for note in table.notes]
    if table.source:
        lines.append(f"<p>Source: {writer.words(table.source)}</p>")
    return f'\n<div class="notes">{"".join(lines)}</div>' if lines else ""


def figure_html(figure: Figure, writer: Writer) -> str:
    """Write a figure with its words and the numbers behind it.

    Parameters
    ----------
    figure : Figure
        Figure.
    writer : Writer
        Targets and medium.

    Returns
    -------
    str
        HTML.
    """
    label = writer.targets[figure.name].label
    notes = "".join(f"<p>{writer.words(note)}</p>" for note in figure.notes)
    notes = f'<div class="notes">{notes}</div>' if notes else ""
    numbers = "" if writer.paper else _numbers_behind(figure, label, writer)
    svg = lettered(figure.svg, PAPER_FONT) if writer.paper else figure.svg
    image = f'<img alt="{escape(plain_of(figure.alt, writer.targets))}" src="{image_address(svg)}"{_size(figure)}>'
    return (
        f'<figure id="{figure.name}"><figcaption><p class="title"><strong>{label}</strong> '
        f'{writer.words(figure.title)}</p>\n<p class="compared">{writer.words(figure.compared)}</p></figcaption>\n'
        f'<div class="scroll picture" role="region" aria-label="{label}, picture" tabindex="0">{image}</div>'
        f"{f'<div class={chr(34)}notes{chr(34)}>{notes}</div>' if notes else ''}{numbers}</figure>"
    )


def _numbers_behind(figure: Figure, label: str, writer: Writer) -> str:
    inside = table_html(figure.table, writer, f"Numbers behind {label}.")
    return f"\n<details><summary>Numbers behind {label}</summary>\n{inside}\n</details>"


def _size(figure: Figure) -> str:
    opening = figure.svg[figure.svg.index("<svg") :].split(">", 1)[0]
    found = {side: re.search(rf'\b{side}="([\d.]+)pt"', opening) for side in ("width", "height")}
    return "".join(f' {side}="{round(float(size[1]) * 96 / 72)}"' for side, size in found.items() if size)


def annex(document: Document, writer: Writer) -> str:
    """Write the numbers behind the figures, for paper; long ones are left to the workbook and say so.

    Parameters
    ----------
    document : Document
        Report.
    writer : Writer
        Targets and medium.

    Returns
    -------
    str
        HTML; empty where there are no figures.
    """
    blocks = [block for _, block in document.blocks()]
    done = [_unfolded(block, writer) for block in blocks if isinstance(block, Table) and in_annex(block)]
    for block in blocks:
        if not isinstance(block, Figure):
            continue
        label = writer.targets[block.name].label
        if len(block.table.rows) > ANNEX_ROWS:
            told = f"{len(block.table.rows)} rows, in the workbook and in the machine-readable file."
            done.append(f"<p><strong>Numbers behind {label}</strong> {writer.words(block.table.caption)} {told}</p>")
        else:
            inside = table_html(block.table, writer, f"Numbers behind {label}.")
            done.append(f'<div class="table {_size_class(block.table)}" id="{block.table.name}">{inside}</div>')
    if not done:
        return ""
    return f'<section id="annex"><h2>Annex: registers, and numbers behind the figures</h2>\n{"".join(done)}</section>'

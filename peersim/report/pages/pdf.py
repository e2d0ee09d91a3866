"""The report on paper: a tagged PDF that a screen reader can read, the decision card on one page of its own.

Written with WeasyPrint as PDF/UA-1. The fonts are those that come with Matplotlib, so that pages break at the same
places everywhere; a letter they lack is taken from the system's fonts.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from pathlib import Path
from typing import Any

from peersim.foundation.problems import InputError
from peersim.report.pages.checking import check, targets_of
from peersim.report.pages.document import Card, Document, Section
from peersim.report.pages.extras import needed
from peersim.report.pages.html import PAPER_FONT, Writer, about, annex, contents, header, page, section_html, stylesheet

CARD_SCALES = (1.22, 1.15, 1.07, 1.0, 0.94, 0.88, 0.82, 0.76, 0.7)
"""Sizes of the card's letters that are tried until it fits its page, against the usual size."""

FACES = (
    ("DejaVuSans.ttf", "normal", "normal"),
    ("DejaVuSans-Bold.ttf", "bold", "normal"),
    ("DejaVuSans-Oblique.ttf", "normal", "italic"),
)
"""Font files, weights and slants."""


def to_pdf(document: Document) -> bytes:
    """Write a report as a tagged PDF.

    Parameters
    ----------
    document : Document
        Report.

    Returns
    -------
    bytes
        PDF/UA-1, the same bytes for the same report.

    Raises
    ------
    InputError
        As `peersim.report.pages.checking.check`; if the decision card is too long for a page; if WeasyPrint is absent.
    """
    check(document)
    weasyprint = needed("weasyprint", "A PDF")
    with _quiet():
        fonts = _fonts(weasyprint)
        scale = _card_scale(document, weasyprint, fonts)
        done: bytes = _laid(document, _body(document), scale, weasyprint, fonts).write_pdf(
            pdf_variant="pdf/ua-1", pdf_tags=True
        )
    return done


class _quiet:  # noqa: N801
    """Keep what libraries say of style sheets out of the user's sight while a report is laid out."""

    names = ("weasyprint", "fontTools", "fontTools.subset", "weasyprint.progress")

    def __enter__(self) -> None:
        self.before = {name: logging.getLogger(name).level for name in self.names}
        for name in self.names:
            logging.getLogger(name).setLevel(logging.ERROR)

    def __exit__(self, *_: object) -> None:
        for name, level in self.before.items():
            logging.getLogger(name).setLevel(level)


def _decision(document: Document) -> Section | None:
    return next((section for section, block in document.blocks() if isinstance(block, Card)), None)


def _body(document: Document) -> str:
    writer = Writer(targets_of(document), paper=True)
    first = _decision(document)
    rest = [section for section in document.sections if section is not first]
    parts = [
        _card_page(document, writer, first) if first else header(document),
        contents(document, writer),
        about(document, writer),
        "<main>",
        *(section_html(section, writer) for section in rest),
        annex(document, writer),
        "</main>",
    ]
    return "\n".join(parts)


def _card_page(document: Document, writer: Writer, first: Section) -> str:
    return f'<div class="first">{header(document)}\n{section_html(first, writer)}</div>'


def _card_scale(document: Document, weasyprint: Any, fonts: Any) -> float:
    """Find the largest letters with which the decision card fits one page."""
    first = _decision(document)
    if first is None:
        return 1.0
    body = _card_page(document, Writer(targets_of(document), paper=True), first)
    for scale in CARD_SCALES:
        if len(_laid(document, body, scale, weasyprint, fonts).pages) == 1:
            return scale
    raise InputError(
        [f"the decision card (section {first.number}) is too long for one page of paper; shorten its texts."],
        "The report was not written.",
    )


def _laid(document: Document, body: str, scale: float, weasyprint: Any, fonts: Any) -> Any:
    style = f"{_faces()}\n{stylesheet('paper.css')}\n.first {{ font-size: {scale}em; }}\n"
    style += f'@page {{ @bottom-left {{ content: "{_css_text(document.foot)}"; }} }}\n'
    text = page(document, body, style)
    fetcher = weasyprint.urls.URLFetcher(allowed_protocols=("data", "file"))
    return weasyprint.HTML(string=text, url_fetcher=fetcher).render(font_config=fonts)


def _css_text(text: str) -> str:
    return "".join(f"\\{ord(letter):06x}" if letter in '"\\<>\n' else letter for letter in text)


@lru_cache(maxsize=1)
def _faces() -> str:
    """Style rules that bring in Matplotlib's fonts."""
    import matplotlib

    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    return "\n".join(
        f'@font-face {{ font-family: "{PAPER_FONT}"; src: url("{(folder / name).as_uri()}"); font-weight: {weight}; '
        f"font-style: {slant}; }}"
        for name, weight, slant in FACES
    )


@lru_cache(maxsize=1)
def _fonts(weasyprint: Any) -> Any:
    return weasyprint.text.fonts.FontConfiguration()

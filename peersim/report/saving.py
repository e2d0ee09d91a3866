"""Figures on disk: PNG and SVG with the same bytes every time, and the table behind each as CSV."""

from __future__ import annotations

from html import escape
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

from peersim.analysis.comparison import Comparison
from peersim.report.figures import FIGURES, draw
from peersim.report.style import Drawn, styled

DOTS_PER_INCH = 150
"""Resolution of PNG files [dots per inch]."""

PAGE_DOTS_PER_INCH, PAGE_COLOURS = 120, 96
"""Resolution [dots per inch] and number of colours of PNG files in pages."""


def png_bytes(drawn: Drawn) -> bytes:
    """Make a PNG file of the figure; its description is the alternative text.

    Parameters
    ----------
    drawn : Drawn
        A figure.

    Returns
    -------
    bytes
        The same for the same figure.
    """
    held = BytesIO()
    about = {"Software": None, "Description": drawn.alt.encode("latin-1", "replace").decode("latin-1")}
    with styled():
        drawn.figure.savefig(held, format="png", dpi=DOTS_PER_INCH, metadata=about)
    return held.getvalue()


def small_png_bytes(drawn: Drawn) -> bytes:
    """Make a PNG file for a page: fewer dots and colours, a fraction of the size.

    Parameters
    ----------
    drawn : Drawn
        A figure.

    Returns
    -------
    bytes
        The same for the same figure.
    """
    from PIL import Image

    held, small = BytesIO(), BytesIO()
    with styled():
        drawn.figure.savefig(held, format="png", dpi=PAGE_DOTS_PER_INCH, metadata={"Software": None})
    picture = Image.open(held).convert("RGB").quantize(PAGE_COLOURS, dither=Image.Dither.NONE)
    picture.save(small, format="png", optimize=True)
    return small.getvalue()


def svg_text(drawn: Drawn) -> str:
    """Make SVG of the figure, with the alternative text where screen readers look for it.

    Parameters
    ----------
    drawn : Drawn
        A figure.

    Returns
    -------
    str
        The same for the same figure; no date in it.
    """
    held = BytesIO()
    with styled():
        drawn.figure.savefig(held, format="svg", metadata={"Date": None, "Creator": "peersim"})
    text = held.getvalue().decode("utf-8")
    head, rest = text.split("<svg ", 1)
    opening, body = rest.split(">", 1)
    told = f"\n <title>{escape(drawn.alt.split('. ')[0])}</title>\n <desc>{escape(drawn.alt)}</desc>"
    whole = f'{head}<svg role="img" {opening}>{told}{body}'
    ElementTree.fromstring(whole)
    return whole


def save_figure(drawn: Drawn, path_stem: Path | str) -> list[Path]:
    """Write a figure as PNG and SVG, its table as CSV and its alternative text as plain text.

    Parameters
    ----------
    drawn : Drawn
        A figure.
    path_stem : Path or str
        Where, without an ending.

    Returns
    -------
    list of Path
        Files written.
    """
    stem = Path(path_stem)
    stem.parent.mkdir(parents=True, exist_ok=True)
    png, svg, table, words = (stem.parent / f"{stem.name}{ending}" for ending in (".png", ".svg", ".csv", ".txt"))
    png.write_bytes(png_bytes(drawn))
    svg.write_text(svg_text(drawn), encoding="utf-8", newline="\n")
    table.write_text(drawn.table.to_csv(index=False, lineterminator="\n"), encoding="utf-8", newline="\n")
    words.write_text(drawn.alt + "\n", encoding="utf-8", newline="\n")
    return [png, svg, table, words]


def save_figures(comparison: Comparison, folder: Path | str) -> list[Path]:
    """Draw and write every figure of a comparison.

    Parameters
    ----------
    comparison : Comparison
        Designs compared.
    folder : Path or str
        Folder to write into.

    Returns
    -------
    list of Path
        Files written, four a figure.
    """
    written: list[Path] = []
    for kind in FIGURES:
        written += save_figure(draw(comparison, kind), Path(folder) / kind)
    return written

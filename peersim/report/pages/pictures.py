"""Pictures inside a page: lean, in an address of their own, and on paper with letters in place of outlines."""

from __future__ import annotations

import base64
import re
from html import escape

FONT_SIZE = 100.0
"""Size in which Matplotlib outlines letters, before it scales them."""

_COMMENTS = re.compile(r"<!--.*?-->|<metadata>.*?</metadata>", re.DOTALL)
_TEXT = re.compile(
    r'<!-- (?P<words>[^\n]*?) -->\s*<g style="(?P<style>[^"]*)" transform="translate\((?P<x>[-\d.]+) (?P<y>[-\d.]+)\)'
    r'(?: rotate\((?P<turn>[-\d.]+)\))? scale\((?P<scale>[\d.]+) -[\d.]+\)">(?P<glyphs>(?:(?!<g\b|</g>).)*)</g>',
    re.DOTALL,
)
_FONT = re.compile(r'xlink:href="#(?P<font>[A-Za-z]+(?:-[A-Z][A-Za-z]*)?)-[0-9a-f]+"')
FACES = {
    "DejaVuSans": "",
    "DejaVuSans-Bold": ' font-weight="bold"',
    "DejaVuSans-Oblique": ' font-style="italic"',
}
"""Fonts whose letters are set as letters on paper, with how they are asked for."""


def image_address(svg: str) -> str:
    """Put a picture into an address of its own, so that nothing need be fetched.

    Parameters
    ----------
    svg : str
        Picture.

    Returns
    -------
    str
        Address that holds it, without comments.
    """
    lean = _COMMENTS.sub("", svg)
    lean = re.sub(r"\n\s*", "\n", lean[lean.find("<svg") :])
    return "data:image/svg+xml;base64," + base64.b64encode(lean.encode("utf-8")).decode("ascii")


def lettered(svg: str, family: str) -> str:
    """Set letters in place of outlines of letters: quicker on paper, and words that can be searched for.

    Parameters
    ----------
    svg : str
        Picture as Matplotlib writes it, with outlines.
    family : str
        Name under which the font that comes with Matplotlib is at hand.

    Returns
    -------
    str
        The same to the eye; unchanged where any of its text is not in that font or not as expected.
    """
    done: list[str] = []
    at = 0
    for text in _TEXT.finditer(svg):
        fonts = set(_FONT.findall(text["glyphs"]))
        if len(fonts) > 1 or not fonts <= set(FACES):
            return svg
        done += [svg[at : text.start()], _letters(text, FACES[fonts.pop()] if fonts else "", family)]
        at = text.end()
    whole = "".join([*done, svg[at:]])
    return svg if _FONT.search(whole) else whole


def _letters(text: re.Match[str], face: str, family: str) -> str:
    x, y = float(text["x"]), float(text["y"])
    turn = f' transform="rotate({text["turn"]} {x} {y})"' if text["turn"] else ""
    size = FONT_SIZE * float(text["scale"])
    return (
        f'<text x="{x}" y="{y}"{turn} style="{text["style"]}" font-family="{family}" font-size="{size:g}px"{face} '
        f'xml:space="preserve">{escape(text["words"])}</text>'
    )

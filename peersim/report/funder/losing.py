"""The worlds in which the chosen design loses, for section 9: from the study's own draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peersim.analysis.discovery.words import CAVEAT, box_in_words, how_good
from peersim.economics.reading import NOTHING
from peersim.report.funder.telling import quoted
from peersim.report.pages.charts_losing import losing_worlds
from peersim.report.pages.document import Block, Heading, Paragraph
from peersim.report.pages.inline import literal
from peersim.report.pages.numbers import SHARE, number

if TYPE_CHECKING:
    from peersim.analysis.discovery import Discovery
    from peersim.economics.findings import Findings


def blocks(findings: Findings) -> list[Block | str]:
    """Tell in which worlds the best programme is worth less than it costs.

    Parameters
    ----------
    findings : Findings
        What is told.

    Returns
    -------
    list of Block or str
        A heading, words, and a picture with its table where the worlds have something in common.
    """
    found = findings.losing_worlds
    best, nothing = quoted(findings, findings.best_programme), quoted(findings, NOTHING)
    told: list[Block | str] = [Heading("The worlds in which it loses")]
    if not found.losing:
        return [*told, f"In none of the {found.worlds:,} draws is {best} worth less than {nothing}."]
    if found.losing == found.worlds:
        return [*told, f"In every one of the {found.worlds:,} draws {best} is worth less than {nothing}."]
    share = number(found.losing / found.worlds, SHARE, places=0)
    often = (
        f"In {found.losing:,} of {found.worlds:,} draws ({share}), each the mean of its runs, {best} is worth less "
        f"than {nothing}."
    )
    if not found.found:
        which = "it loses" if found.of_losing else "it does not lose"
        none = f"What the draws in which {which} have in common could not be found: {found.why_none}."
        return [*told, f"{often} {none}"]
    which = "loses" if found.of_losing else "does not lose"
    picture = losing_worlds(
        "losing_worlds",
        found,
        compared=f"{literal(found.design)} compared with {literal(found.against)}, one point a draw",
        title=f"Draws in which it {which}",
    )
    return [*told, f"{often} {literal(box_in_words(found))}", Paragraph(_check(found), "small"), picture]


def _check(found: Discovery) -> str:
    return literal(f"{how_good(found)} {CAVEAT}")

"""Designs whose parts contradict each other: legal ones are noted in words, impossible ones are errors.

Each contradiction is a record: what it is in general, which levers or keys it is about, and a function that looks at
the whole programme and says, for every place where it happens, what contradicts what, what that does in the model and
what to change.
"""

from __future__ import annotations

from collections.abc import Iterator

from peersim.scenarios.contradictions_groups import ABOUT_GROUPS
from peersim.scenarios.contradictions_money import ABOUT_MONEY
from peersim.scenarios.contradictions_online import ABOUT_ONLINE
from peersim.scenarios.contradictions_people import ABOUT_PEOPLE
from peersim.scenarios.contradictory import ERROR, WARNING, Contradiction, as_sentence
from peersim.scenarios.levers import LEVERS
from peersim.scenarios.overview import Overview

CONTRADICTIONS = tuple(
    each
    for each in (*ABOUT_PEOPLE, *ABOUT_GROUPS, *ABOUT_ONLINE, *ABOUT_MONEY)
    if all(lever in LEVERS for lever in each.levers)
)
"""Every contradiction there is, people first, money last."""


def contradictions_in(overview: Overview, severity: str) -> Iterator[tuple[Contradiction, str]]:
    """Find what contradicts itself in a programme.

    Parameters
    ----------
    overview : Overview
        The whole programme.
    severity : str
        `WARNING` or `ERROR`.

    Yields
    ------
    tuple of Contradiction and str
        What it is, and the sentence for the user, with file and line where one is responsible.
    """
    for each in CONTRADICTIONS:
        if each.severity == severity:
            for place, sentence in each.find(overview):
                yield each, f"{place}: {sentence}" if place else as_sentence(sentence)


__all__ = ["CONTRADICTIONS", "ERROR", "WARNING", "Contradiction", "contradictions_in"]

"""The registry of patterns, by number."""

from __future__ import annotations

from peersim.analysis.patterns import p01_to_p06, p07_to_p12, p13_to_p18, p19_to_p24
from peersim.analysis.patterns.pattern import Pattern
from peersim.foundation.problems import InputError

PATTERNS: dict[int, Pattern] = {
    pattern.number: pattern
    for pattern in (*p01_to_p06.PATTERNS, *p07_to_p12.PATTERNS, *p13_to_p18.PATTERNS, *p19_to_p24.PATTERNS)
}
"""Patterns by number."""


def pattern(number: int) -> Pattern:
    """Look a pattern up.

    Parameters
    ----------
    number : int
        Its number.

    Returns
    -------
    Pattern

    Raises
    ------
    InputError
        If there is no such pattern.
    """
    if number not in PATTERNS:
        raise InputError([f"there is no pattern {number}; patterns are numbered {min(PATTERNS)} to {max(PATTERNS)}"])
    return PATTERNS[number]

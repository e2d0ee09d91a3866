"""Patterns of real programmes that the model must show: stated first, measured on simulated people, lost without cause.

Each pattern is a sentence with its source, a statistic, what the statistic must be, and the mechanism that makes it. A
pattern counts as explained only if it is there with the mechanism and gone without it.
"""

from peersim.analysis.patterns.checking import Reading, Result, check
from peersim.analysis.patterns.page import page, section
from peersim.analysis.patterns.pattern import (
    Need,
    Pattern,
    Statistic,
    above,
    at_least,
    at_most,
    below,
    between,
    exactly,
    near,
    overlaps,
)
from peersim.analysis.patterns.registry import PATTERNS, pattern

__all__ = [
    "Need",
    "PATTERNS",
    "Pattern",
    "Reading",
    "Result",
    "Statistic",
    "above",
    "at_least",
    "at_most",
    "below",
    "between",
    "check",
    "exactly",
    "near",
    "overlaps",
    "page",
    "pattern",
    "section",
]

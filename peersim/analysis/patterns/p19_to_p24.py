"""Patterns 19 to 24."""

from __future__ import annotations

from peersim.analysis.patterns.pattern import Pattern

PATTERNS: tuple[Pattern, ...] = ()

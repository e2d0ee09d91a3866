"""Patterns 7 to 12."""

from __future__ import annotations

from peersim.analysis.patterns.pattern import Pattern

PATTERNS: tuple[Pattern, ...] = ()

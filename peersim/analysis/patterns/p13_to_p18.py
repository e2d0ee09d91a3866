"""Patterns 13 to 18."""

from __future__ import annotations

from peersim.analysis.patterns.pattern import Pattern

PATTERNS: tuple[Pattern, ...] = ()

"""Scenarios: what a planner chooses (levers, groups, funds), read from TOML and laid out week by week."""

from __future__ import annotations

from peersim.scenarios.loading import library, load
from peersim.scenarios.model import Design, Scenario

__all__ = ["Design", "Scenario", "library", "load"]

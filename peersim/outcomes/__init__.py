"""Outcomes: what is observed of a run, by subgroup, with unit, direction, denominator and definition."""

from peersim.outcomes.observation import Observation, observe
from peersim.outcomes.outcome import Outcome
from peersim.outcomes.registry import OUTCOME_NAMES, OUTCOMES, SUBGROUP_OUTCOMES, measure, outcome
from peersim.outcomes.strata import FACTORS, LEVELS
from peersim.outcomes.tidy import observation_rows, tidy_frame
from peersim.outcomes.weekly import WEEKLY_COLUMNS, WEEKLY_FIELDS, weekly_frame

__all__ = [
    "FACTORS",
    "LEVELS",
    "OUTCOMES",
    "OUTCOME_NAMES",
    "SUBGROUP_OUTCOMES",
    "WEEKLY_COLUMNS",
    "WEEKLY_FIELDS",
    "Observation",
    "Outcome",
    "measure",
    "observation_rows",
    "observe",
    "outcome",
    "tidy_frame",
    "weekly_frame",
]

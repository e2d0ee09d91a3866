"""Validation: the model held against figures that others published, target by target.

A file of targets says what was found, where, and how the setting is to be simulated (`read_targets`). Every setting is
run in many worlds (`simulate`), and each target is a hit or a miss by one rule (`score`). `validate` does all three::

    found = validate("our_figures.toml", draws=100)
    found.hits, found.table, found.figure()
"""

from peersim.analysis.validation.reading import PUBLISHED, published, read_targets
from peersim.analysis.validation.scoring import HIT, MISS, RULE, UNDEFINED, Score, Scores, score
from peersim.analysis.validation.simulating import FailedRun, Simulated, simulate
from peersim.analysis.validation.target import CALIBRATION, USES, VALIDATION, Band, Setting, Target, Targets
from peersim.analysis.validation.validating import Validation, picture, validate

__all__ = [
    "CALIBRATION",
    "HIT",
    "MISS",
    "PUBLISHED",
    "RULE",
    "UNDEFINED",
    "USES",
    "VALIDATION",
    "Band",
    "FailedRun",
    "Score",
    "Scores",
    "Setting",
    "Simulated",
    "Target",
    "Targets",
    "Validation",
    "picture",
    "published",
    "read_targets",
    "score",
    "simulate",
    "validate",
]

"""Sensitivity: which of what nobody knows decides the answers, by Morris's screening and Sobol's indices (SALib)."""

from peersim.analysis.sensitivity.asking import run_sensitivity, sensitivity
from peersim.analysis.sensitivity.found import Explained, Index, Screening, Sensitivity, Within, read_sensitivity
from peersim.analysis.sensitivity.planning import SensitivityPlan, plan_sensitivity, seconds_for

__all__ = [
    "Explained",
    "Index",
    "Screening",
    "Sensitivity",
    "SensitivityPlan",
    "Within",
    "plan_sensitivity",
    "read_sensitivity",
    "run_sensitivity",
    "seconds_for",
    "sensitivity",
]

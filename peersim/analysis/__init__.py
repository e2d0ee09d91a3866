"""Analysis: designs compared run by run on the same worlds, chance and parameters told apart."""

from peersim.analysis.comparison import PRESENTERS, Comparison
from peersim.analysis.components import Components, variance_components
from peersim.analysis.estimate import Band, Estimate, Failure
from peersim.analysis.gathering import Gathered
from peersim.analysis.paired import Estimates, estimates_alone, paired_estimates

__all__ = [
    "PRESENTERS",
    "Band",
    "Comparison",
    "Components",
    "Estimate",
    "Estimates",
    "Failure",
    "Gathered",
    "estimates_alone",
    "paired_estimates",
    "variance_components",
]

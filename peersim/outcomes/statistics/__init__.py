"""Statistics: what evaluations of programmes report, computed from a finished run as the study computed it."""

from peersim.outcomes.statistics.catalogue import STATISTICS, SUBJECTS
from peersim.outcomes.statistics.measuring import check, measure
from peersim.outcomes.statistics.statistic import Argument, Measured, Statistic, Units

__all__ = ["STATISTICS", "SUBJECTS", "Argument", "Measured", "Statistic", "Units", "check", "measure"]

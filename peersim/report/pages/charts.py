"""The report's charts: functions of plain arrays that give a `Figure` with its words and numbers.

Importing this module brings in Matplotlib.
"""

from peersim.report.pages.charts_curves import acceptability, expected_loss
from peersim.report.pages.charts_drivers import information_bars, tornado
from peersim.report.pages.charts_grid import two_way
from peersim.report.pages.charts_learning import pilot
from peersim.report.pages.charts_money import cost_stack, denominators
from peersim.report.pages.charts_people import flow
from peersim.report.pages.charts_plane import plane

__all__ = [
    "acceptability",
    "cost_stack",
    "denominators",
    "expected_loss",
    "flow",
    "information_bars",
    "pilot",
    "plane",
    "tornado",
    "two_way",
]

"""A local programme's own monthly figures, held against what the model gives for such a programme.

    months = own_months("our_months.csv")
    found = compare_months(months, "baseline", place="derby", started="2024-09")
    found.sentences, found.table, found.figure()

Files stay on the machine; names and other data of one person are refused, and never repeated.
"""

from peersim.analysis.own_months.columns import COLUMNS, MonthColumn
from peersim.analysis.own_months.comparing import compare_months
from peersim.analysis.own_months.dates import Month
from peersim.analysis.own_months.reading import OwnMonths, own_months
from peersim.analysis.own_months.result import MonthsCompared
from peersim.analysis.own_months.sample import sample_months

__all__ = [
    "COLUMNS",
    "Month",
    "MonthColumn",
    "MonthsCompared",
    "OwnMonths",
    "compare_months",
    "own_months",
    "sample_months",
]
